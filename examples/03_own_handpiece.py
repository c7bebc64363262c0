"""A handpiece that is not in the catalogue, and a skin whose scattering was measured."""

import photomend as pm

treatment = pm.Treatment(
    skin={"site": "forearm", "layers": {"reticular_dermis": {"reduced_scattering_per_cm": 10.0}}},
    handpiece={
        "wavelength_nm": 1470.0,
        "spot_diameter_um": 120.0,
        "beam_profile": "top-hat",
        "pulse_duration_ms": 2.0,
        "placement": "square",
        "pitch_um": 700.0,
        "simultaneous": True,
    },
    settings={"pulse_energy_mJ": 8.0, "passes": 2, "pass_interval_s": 30.0},
    surface={"cooling": "contact-plate", "temperature_C": 12.0},
)
run = pm.simulate(treatment, numerics=pm.Numerics(intervals=False))

collagen_depth_um = run.zones.collagen.depth.value
peak = float(run.heat.peak_temperature.max())
print(f"collagen coagulated to {collagen_depth_um:.0f} um; hottest point {peak:.0f} C")
