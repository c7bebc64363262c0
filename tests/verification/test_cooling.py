"""Cooling and films at microbeams: what they do to the surface, to the bulk and to the wound, in the right order."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from rich.console import Console

import photomend as pm
from photomend.catalog import Variation
from photomend.device import surface_exchanges
from photomend.heat import Mesh
from photomend.heat.zone import SteadyLight, warm_up
from photomend.report import show_run
from photomend.simulate import follow
from photomend.stages import Stages

COARSE = {"photons": 12_800, "cell_um": 10.0, "intervals": False}
STATIC = {"optics": "static"}
REST_C = 34.0


def treated(device: str, surface: dict[str, Any], **headings: dict[str, Any]) -> Stages:
    """Return the stages of a treatment by a device under a surface."""
    numerics = COARSE | headings.pop("numerics", {})
    request = {"handpiece": {"device": device}, "surface": surface, "numerics": numerics, **headings}
    return follow(pm.read_request(request), Variation())


def falls(values: Sequence[float], by: float = 0.0) -> bool:
    return bool((np.diff(values) < -by).all())


def rises(values: Sequence[float], by: float = 0.0) -> bool:
    return bool((np.diff(values) > by).all())


def skin_rows(stages: Stages) -> np.ndarray:
    """Return which rows of the zone's mesh are skin."""
    return stages.heat.zone.mesh.depth > 0.0


# --- Contact plate ---------------------------------------------------------------------------------------------------


@pytest.mark.verifies(
    "A cold sapphire plate at 1540 nm, 50 mJ: the wound at the surface stays, narrower; the bulk is cooler"
)
def test_a_cold_plate_narrows_the_surface_of_a_wound_but_does_not_close_it() -> None:
    bare = {"contact": "sapphire", "cooling": "none"}  # the same light
    plate = {"cooling": "contact-plate", "temperature_C": 5.0, "conductance_W_per_m2_K": 1500.0}
    dial = {"pulse_energy_mJ": 50.0}
    # Half a second before the pulse, as the device does, and five seconds.
    surfaces = [bare, plate, {**plate, "start_s": -5.0, "duration_s": 6.0}]
    found = [treated("starlux-1540", surface, settings=dial) for surface in surfaces]
    widths = [stages.injury.zones["necrosis"].surface_width for stages in found]
    assert falls(widths, by=10.0)
    assert widths[-1] > 50.0
    assert falls([stages.heat.background.bulk_peak for stages in found], by=5.0)
    assert falls([stages.injury.zones["necrosis"].depth for stages in found], by=10.0)
    for stages in found[1:]:  # it spares the surface more than what lies beneath
        zone = stages.injury.zones["necrosis"]
        assert zone.surface_width < 0.85 * zone.width


# --- Cold air --------------------------------------------------------------------------------------------------------


@pytest.mark.verifies(
    "Cold air between the passes: the bulk is cooler before the last pass the more its duty, step by step"
)
def test_cold_air_between_passes_keeps_the_bulk_cooler_the_more_it_blows() -> None:
    def air(duty: float) -> dict[str, Any]:
        return {"cooling": "forced-air", "start_s": 0.0, "duration_s": 60.0, "duty": duty}

    surfaces = [{"cooling": "none"}, *(air(duty) for duty in (0.05, 0.2, 0.5, 1.0))]
    found = [treated("fraxel-restore", surface, physics=STATIC) for surface in surfaces]
    rise = [stages.heat.background.bulk_rise for stages in found]
    assert falls(rise, by=1.0)
    assert rise[0] > 0.0
    assert falls([stages.heat.background.before_last_pass[0] for stages in found], by=1.0)
    assert falls([stages.injury.zones["necrosis"].depth for stages in found], by=1.0)


@pytest.mark.verifies("Linear cooling: what cold air takes from the bulk does not depend on the light that warmed it")
def test_what_cold_air_takes_does_not_depend_on_the_dose() -> None:
    air = {"cooling": "forced-air", "start_s": 0.0, "duration_s": 60.0, "duty": 0.2}
    taken = []
    for density in (25.0, 100.0):
        dial = {"density_per_pass_per_cm2": density}
        without, under = (
            treated("fraxel-restore", surface, settings=dial, physics=STATIC).heat.background.bulk_rise - rest
            for surface, rest in (({"cooling": "none"}, 0.0), (air, 0.0))
        )
        taken.append((without, under))
    (one, one_cooled), (four, four_cooled) = taken
    assert four == pytest.approx(4.0 * one, rel=1e-3)
    # T - T_rest = density x response - cooling: two doses tell the response under cold air; what remains is cooling.
    response = (four_cooled - one_cooled) / 75.0
    assert 0.0 < response < one / 25.0
    alone = treated(
        "fraxel-restore", air, settings={"density_per_pass_per_cm2": 1e-3}, physics=STATIC
    ).heat.background.bulk_rise
    assert one_cooled - 25.0 * response == pytest.approx(alone, rel=1e-3)


# --- Cryogen ---------------------------------------------------------------------------------------------------------


def sprayed(start_s: float, **headings: Any) -> Stages:
    """Return one pass of Fraxel under a spurt of 30 ms."""
    surface = {"cooling": "cryogen", "start_s": start_s, "duration_s": 0.03}
    return treated("fraxel-restore", surface, settings={"passes": 1}, physics=STATIC, **headings)


@pytest.mark.verifies(
    "The longer the delay from spurt to pulse, the warmer the surface, toward the skin's own temperature"
)
def test_a_longer_delay_after_the_spurt_leaves_a_warmer_surface() -> None:
    delays = (0.0, 0.005, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
    found = [sprayed(-0.03 - delay) for delay in delays]
    for stages in found:
        assert stages.heat.zone.temperature[0, 0, 0] == pytest.approx(
            stages.heat.background.before_last_pass[0], abs=1e-3
        )
    surface = [float(stages.heat.background.before_last_pass[0]) for stages in found]
    assert rises(surface, by=0.5)
    assert surface[0] < 12.0
    assert REST_C - 2.0 < surface[-1] < REST_C
    # Once it has spread, the cold that is left falls off as 1 / sqrt(time), but for blood and still air.
    cold = REST_C - np.array(surface)
    assert cold[5] / cold[6] == pytest.approx(np.sqrt(1.0 / 0.3), rel=0.1)
    deep = [
        float(np.interp(0.2, stages.heat.zone.mesh.depth, stages.heat.zone.temperature[0, :, 0])) for stages in found
    ]
    assert int(np.argmin(deep)) in range(1, 6)  # the cold arrives 0.2 mm deep later


@pytest.mark.verifies(
    "A spurt before the pulse, across it, from it on, and after it: surface and wound in the right order"
)
def test_cryogen_before_during_and_after_the_pulse() -> None:
    found = [sprayed(start) for start in (-0.03, -0.015, 0.0, 0.02)]
    end = found[0].exposure.windows()[-1][1]

    def surface(stages: Stages, later_s: float, ring: int) -> float:
        history = stages.heat.zone
        return float(history.temperature[int(np.searchsorted(history.time, end + later_s - 1e-9)), 0, ring])

    unlit = [surface(stages, 0.0, -1) for stages in found]
    assert unlit[0] == pytest.approx(unlit[1], abs=2.0)  # as cold after 30 ms as after 15 ms to a degree or two
    assert rises(unlit[1:], by=5.0)
    assert unlit[-1] == pytest.approx(REST_C, abs=0.05)
    lit = [surface(stages, 0.05, 0) for stages in found]  # on the axis, when all spurts are over
    assert falls(lit, by=2.0)
    widths = [stages.injury.zones["necrosis"].surface_width for stages in found]
    assert widths[1] < widths[2] < widths[3]  # least when it both meets the pulse and follows it
    assert widths[1] < widths[0]


@pytest.mark.verifies("Cold of a spurt in the background's coarse column is that of a fine one, to 2 K in living skin")
@pytest.mark.parametrize("delay", [0.0, 0.01, 0.1])
def test_the_cold_of_a_spurt_in_the_background_is_that_of_a_fine_column(delay: float) -> None:
    start = -0.03 - delay
    stages = sprayed(start, numerics={"cell_um": 6.0})
    mesh = stages.heat.zone.mesh
    column = Mesh(mesh.depth_edge, np.array([0.0, 1.0]))
    surface = pm.Surface(cooling="cryogen", start_s=start, duration_s=0.03)
    cooling = pm.Treatment(handpiece={"device": "fraxel-restore"}, surface=surface.stated()).cooling
    exchanges = surface_exchanges(cooling, (0.0,), REST_C, start, 1e-6)
    dark, rest = SteadyLight(np.full((mesh.depth.size, 1), 1e-12)), np.full(mesh.depth.size, REST_C)
    fine = warm_up(stages.layers, column, dark, ((0.0, 1e-6),), 1e-6, rest, exchanges, REST_C).temperature[-1, :, 0]
    off = np.abs(stages.heat.background.before_last_pass[: fine.size] - fine)
    assert off[mesh.depth > stages.layers[0].bottom].max() < 2.0  # of some 30 K
    assert off.max() < 5.0  # in the horny layer, which is one cell of the background and falls by 8 K from end to end


# --- Films -----------------------------------------------------------------------------------------------------------


def creamed(device: str, **surface: Any) -> Stages:
    """Return the default of a device without cooling, under a film or none; fine enough to measure."""
    return treated(device, {"cooling": "none", **surface}, numerics={"photons": 50_000})


CREAM, GEL = {"topical": "numbing-cream-on"}, {"contact": "gel"}


@pytest.mark.verifies(
    "Numbing cream left on takes light: the thicker, the shallower the zone; under 1 mm there is none"
)
@pytest.mark.parametrize("device", ["fraxel-restore", "affirm-1440"])
def test_cream_left_on_makes_zones_shallower(device: str) -> None:
    wiped = creamed(device, topical="numbing-cream-wiped")
    thick = [creamed(device, **CREAM, topical_thickness_um=thickness) for thickness in (50.0, 200.0, 1000.0)]
    for name in ("necrosis", "collagen"):
        depths = [stages.injury.zones[name].depth for stages in (wiped, *thick)]
        assert (np.diff(depths) <= 0.0).all()
        assert depths[1] < 0.97 * depths[0]
        assert depths[-1] == 0.0
    assert thick[1].injury.zones["necrosis"].depth < 0.65 * wiped.injury.zones["necrosis"].depth
    assert thick[-1].injury.endpoint == "none"


@pytest.mark.verifies("Gel takes less light than as much cream: it does not scatter")
@pytest.mark.parametrize("device", ["fraxel-restore", "affirm-1440"])
def test_gel_takes_less_than_cream(device: str) -> None:
    bare, gel, cream = (
        creamed(device, **film, **({"topical_thickness_um": 200.0} if film else {})).injury.zones["necrosis"].depth
        for film in ({}, GEL, CREAM)
    )
    assert cream < gel - 50.0
    assert gel < bare - 5.0


@pytest.mark.verifies("Cream wiped off is no film: nothing changes")
def test_cream_wiped_off_changes_nothing() -> None:
    bare, wiped = (creamed("fraxel-restore", topical=topical) for topical in ("none", "numbing-cream-wiped"))
    assert bare.layers == wiped.layers
    assert bare.injury.zones["necrosis"].depth == wiped.injury.zones["necrosis"].depth


@pytest.mark.verifies(
    "A film lies above depth 0: however hot it gets, no injury is counted in it; energy closes to 1e-6"
)
@pytest.mark.parametrize("film", [CREAM, GEL], ids=["cream", "gel"])
@pytest.mark.parametrize("optics", ["coupled", "static"])
def test_depth_nought_stays_the_surface_of_the_skin(film: dict[str, Any], optics: str) -> None:
    surface = {"cooling": "none", **film, "topical_thickness_um": 200.0}
    stages = treated("fraxel-restore", surface, physics={"optics": optics})
    bare = treated("fraxel-restore", {"cooling": "none"}, physics={"optics": optics})
    skin, mesh = skin_rows(stages), stages.heat.zone.mesh
    assert mesh.depth_edge[0] == pytest.approx(-0.2)
    assert np.abs(mesh.depth_edge).min() < 1e-12
    assert [layer.top for layer in stages.layers[1:]] == [layer.top for layer in bare.layers]
    assert stages.injury.damage["necrosis"][~skin].max() > 1.0  # the film is hot enough
    for zone in stages.injury.zones.values():
        assert (zone.radius_by_depth[~skin] == 0.0).all()
        assert zone.depth <= bare.injury.zones["necrosis"].depth
    assert abs(stages.heat.zone.imbalance) < 1e-6
    light = stages.light
    assert light.balance == pytest.approx(0.0, abs=1e-6)
    in_film = light.absorbed_by_depth[: int((~skin).sum())].sum()
    assert in_film > 0.1


def test_the_picture_of_a_zone_under_cream_shows_the_cream_above_depth_nought() -> None:
    headings = {"handpiece": {"device": "fraxel-restore"}, "surface": CREAM, "numerics": COARSE}
    request = pm.read_request(headings)
    run = pm.simulate(request.treatment, request.physics, request.numerics)
    figure = run.plot()
    figure.savefig(io.BytesIO(), dpi=40)
    assert figure.axes[0].get_ylim()[1] == pytest.approx(-200.0)
    assert "200 µm of numbing cream" in figure.get_suptitle()
    console = Console(file=io.StringIO(), width=200)
    show_run(run.summary, console)
    assert "numbing cream left on, 200 um" in console.file.getvalue()
