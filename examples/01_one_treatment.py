"""One treatment: a named laser, its dial, a skin; depth and width of the wound with their ranges."""

import photomend as pm

treatment = pm.Treatment(
    skin={"site": "cheek", "phototype": "III"},
    handpiece={"device": "fraxel-restore"},
    settings={"pulse_energy_mJ": 20.0},
)
run = pm.simulate(treatment)

depth, width = run.zones.necrosis.depth, run.zones.necrosis.width
print(f"endpoint   {run.endpoint}")
print(f"depth      {depth.value:.0f} um, {depth.low:.0f} to {depth.high:.0f}")
print(f"width      {width.value:.0f} um, {width.low:.0f} to {width.high:.0f}")
print(f"coverage   {run.summary.pattern.coverage_fraction.value:.0%} after {treatment.exposure.passes} passes")
print(f"sources    {', '.join(run.references())}")
