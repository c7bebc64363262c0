"""Three wavelengths at equal energy, spot and power: where the light ends, and where the wound does.

The light of 1440 nm goes less deep than that of 1550 nm, the wound does not: docs/decisions/0006 says why. Light here
is that of tissue at rest; the next example says what changes when it follows the heat.
"""

import numpy as np

import photomend as pm

quick = pm.Numerics(photons=100_000, intervals=False)


def treat(wavelength: float, energy: float) -> pm.Simulation:
    """Simulate one pass of a 30 W, 140 um beam, too sparse to warm its neighbours."""
    treatment = pm.Treatment(
        handpiece={"wavelength_nm": wavelength, "spot_diameter_um": 140.0, "peak_power_W": 30.0},
        settings={"pulse_energy_mJ": energy, "density_per_pass_per_cm2": 10.0},
    )
    return pm.simulate(treatment, pm.Physics(optics="static"), quick)


def half_absorbed_um(run: pm.Simulation) -> float:
    """Return the depth above which half of the absorbed light is absorbed."""
    depth, rate = run.light.depth.values, run.light.absorbed_by_depth.values
    inside = np.cumsum(rate * np.gradient(depth))
    return float(1e3 * np.interp(0.5 * inside[-1], inside, depth))


light, depths = {}, {}
for energy in (5.0, 10.0, 20.0, 40.0, 70.0):
    for wavelength in (1550.0, 1440.0, 1927.0):
        run = treat(wavelength, energy)
        necrosis, collagen = run.zones.necrosis.depth.value, run.zones.collagen.depth.value
        light[wavelength], depths[wavelength, energy] = half_absorbed_um(run), necrosis
        print(f"{energy:4.0f} mJ  {wavelength:.0f} nm   necrosis {necrosis:4.0f} um   collagen {collagen:4.0f} um")
print("half of the absorbed light lies above", {f"{nm:.0f} nm": f"{um:.0f} um" for nm, um in light.items()})
