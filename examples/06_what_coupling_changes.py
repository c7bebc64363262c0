"""What coupled light changes: necrosis and collagen, depth x width in um, for three wavelengths and five energies.

One pass of a 30 W, 140 um beam, too sparse to warm its neighbours. "static": the light of tissue at rest; "coupled":
light that follows temperature and water; "escapes": coupled, and steam leaves instead of condensing in place; "halved"
and "a quarter": coupled, and hot tissue scatters half or a quarter as much, which nobody has measured in human dermis.
"""

import sys

import photomend as pm

CASES = {
    "static": pm.Physics(optics="static"),
    "coupled": pm.Physics(),
    "escapes": pm.Physics(steam="escapes"),
    "halved": pm.Physics(hot_scattering_factor=0.5),
    "a quarter": pm.Physics(hot_scattering_factor=0.25),
}
ENERGIES = tuple(float(energy) for energy in sys.argv[1:] if energy.isdigit()) or (10.0, 40.0)


def treat(wavelength: float, energy: float, physics: pm.Physics) -> pm.Simulation:
    """Simulate one pulse."""
    treatment = pm.Treatment(
        handpiece={"wavelength_nm": wavelength, "spot_diameter_um": 140.0, "peak_power_W": 30.0},
        settings={"pulse_energy_mJ": energy, "density_per_pass_per_cm2": 10.0},
    )
    return pm.simulate(treatment, physics, pm.Numerics(intervals=False))


def size(zone) -> str:
    """Return depth x width of a zone."""
    return f"{zone.depth.value:.0f} x {zone.width.value:.0f}"


runs = {}
print("| nm | mJ |", " | ".join(CASES), "|")
print("| --- " * (2 + len(CASES)) + "|")
for wavelength in (1550.0, 1440.0, 1927.0):
    for energy in ENERGIES:
        row = {name: treat(wavelength, energy, physics) for name, physics in CASES.items()}
        runs |= {(wavelength, energy, name): run for name, run in row.items()}
        cells = (f"{size(run.zones.necrosis)}, {size(run.zones.collagen)}" for run in row.values())
        marks = ("*" if run.zones.vaporised.depth.value > 0 else "" for run in row.values())
        print(f"| {wavelength:.0f} | {energy:.0f} |", " | ".join(map("".join, zip(cells, marks, strict=True))), "|")
print("necrosis, collagen; * the column dries out at the surface and counts as removed")
