"""Ablative against non-ablative: what five lasers remove, coagulate and spare, and when the skin is closed again."""

import photomend as pm

LASERS = ("fraxel-restore", "fraxel-repair-co2", "eryag-fractional-2940", "eryag-2940", "co2-10600")
numerics = pm.Numerics(photons=12_800, cell_um=10.0)
runs = {name: pm.simulate(pm.Treatment(handpiece={"device": name}), numerics=numerics) for name in LASERS}
rows = {row.name: row for row in pm.compare(runs).runs}

print(f"{'':22s} {'removed':>8s} {'rim':>6s} {'surface':>8s} {'epidermis':>10s}   days to close")
for name, row in rows.items():
    days = row.days_to_close
    print(
        f"{name:22s} {row.removed_depth.value:5.0f} um {row.coagulated_rim.value:3.0f} um"
        f" {row.surface_intact.value:8.0%} {row.epidermis_alive.value:10.0%}"
        f"   {days.value:.2g} ({days.low:.2g} to {days.high:.2g})"
    )
