"""How the wound grows with the energy on the dial, beam and skin unchanged."""

import photomend as pm

quick = pm.Numerics(intervals=False)
energies = (5.0, 10.0, 20.0, 40.0)
depths_um, widths_um = [], []
for energy in energies:
    treatment = pm.Treatment(
        handpiece={"device": "fraxel-restore", "spot_diameter_um": 140.0}, settings={"pulse_energy_mJ": energy}
    )
    necrosis = pm.simulate(treatment, numerics=quick).zones.necrosis
    depths_um.append(necrosis.depth.value)
    widths_um.append(necrosis.width.value)
    print(f"{energy:5.1f} mJ   {necrosis.depth.value:4.0f} um deep   {necrosis.width.value:4.0f} um wide")
