"""Three published zones, predicted with nothing fitted: interval of the model beside the measurement.

The energy behind the 1500 nm zone and most spots and pulses are not published; the intervals carry their ranges.
"""

import photomend as pm

cases = {
    "1440 nm Affirm, 6.75 J/cm2 (Weiss 2006: up to 250 x 150 um)": (
        {"device": "affirm-1440"},
        {"radiant_exposure_J_per_cm2": 6.75},
    ),
    "1500 nm prototype, 5 mJ (Manstein 2004: 300 x 100 um)": ({"device": "generic-1500"}, {"pulse_energy_mJ": 5.0}),
    "1550 nm Fraxel SR, 10 mJ (Zelickson 2008, pig: 250-275 um deep)": (
        {"device": "fraxel-sr"},
        {"pulse_energy_mJ": 10.0},
    ),
}
predicted = {}
for name, (handpiece, settings) in cases.items():
    zones = pm.simulate(pm.Treatment(handpiece=handpiece, settings=settings)).zones
    predicted[name] = zones
    print(name)
    for clock in ("necrosis", "collagen"):
        depth, width = getattr(zones, clock).depth, getattr(zones, clock).width
        print(
            f"   {clock:9s} depth {depth.value:4.0f} ({depth.low:.0f}-{depth.high:.0f})"
            f"   width {width.value:4.0f} ({width.low:.0f}-{width.high:.0f}) um"
        )
