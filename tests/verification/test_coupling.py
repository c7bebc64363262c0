"""Coupled light and heat: its limits, its convergence, its signs, and that chance enters once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

import photomend as pm
from photomend.catalog import Variation
from photomend.coupling import CoupledLight, lamp_for
from photomend.heat import Heat, LampMaker, bioheat, depth_edges, heat_up
from photomend.injury import injure
from photomend.injury.arrhenius import damage
from photomend.injury.injury import Injury
from photomend.light import Beam, illuminate, media_of, pencil_response
from photomend.light.focus import straight
from photomend.light.medium import ALONE, rings_of, set_scene, shine
from photomend.skin import Skin, Tissue, lay_out
from photomend.skin.feedback import feedback, rows_of

Dial = dict[str, Any]
SETTLE_S = 0.05
CELL_MM = 0.01
PHOTONS = 12_800

BEAM = {"spot_diameter_um": 140.0, "peak_power_W": 30.0}
SPARSE = {"density_per_pass_per_cm2": 10.0}
FIELD = {"placement": "full-field", "pulse_duration_ms": 3.0, "spot_diameter_um": 6000.0}
KINDS: dict[str, tuple[Dial, Dial]] = {
    "random": ({"wavelength_nm": 1550.0, **BEAM}, {"pulse_energy_mJ": 2.5, **SPARSE}),
    "stamped": (
        {"wavelength_nm": 1550.0, **BEAM, "placement": "hexagonal", "simultaneous": True},
        {"pulse_energy_mJ": 2.5, "density_per_pass_per_cm2": 400.0},
    ),
    "converging": (
        {"wavelength_nm": 1550.0, **BEAM, "convergence_NA": 0.15, "focus_depth_um": 150.0},
        {"pulse_energy_mJ": 2.2, **SPARSE},
    ),
    "full field": ({"wavelength_nm": 1540.0, **FIELD}, {"radiant_exposure_J_per_cm2": 12.0}),
    "narrow field": (
        {"wavelength_nm": 1540.0, **FIELD, "spot_diameter_um": 1500.0},
        {"radiant_exposure_J_per_cm2": 12.0},
    ),
}


def same(layers: tuple[Tissue, ...]) -> tuple[Tissue, ...]:
    return layers


def indifferent(layers: tuple[Tissue, ...]) -> tuple[Tissue, ...]:
    """Return the same tissue, but its water absorbs alike at all temperatures."""
    return tuple(replace(layer, mu_a_per_K=0.0) for layer in layers)


def treat(
    handpiece: Dial, settings: Dial, physics: pm.Physics,
    changed: Callable[[tuple[Tissue, ...]], tuple[Tissue, ...]] = same,
    watched: Callable[[LampMaker], LampMaker] = lambda maker: maker,
    photons: int = PHOTONS,
) -> tuple[Heat, Injury]:  # fmt: skip
    """Return heat and injury of one treatment of bare skin."""
    exposure = pm.resolve(pm.Handpiece(**handpiece), pm.Settings(**settings))
    rest_C = Skin().temperature_C
    layers = changed(lay_out(Skin(), exposure.wavelength_nm))
    depths = depth_edges(layers, CELL_MM, layers[-1].bottom)
    light = illuminate(layers, 1.0, depths, photons, seed=1)
    maker = watched(lamp_for(physics, layers, light, rest_C, Variation()))
    heat = heat_up(layers, light, maker, exposure, None, rest_C, CELL_MM, SETTLE_S, physics.steam == "escapes")
    return heat, injure(layers, heat, physics)


STATIC, COUPLED = pm.Physics(optics="static"), pm.Physics(optics="coupled")


@pytest.mark.verifies(
    "Where heat changes nothing coupled light is static light: absorbed energy, temperatures and zones are the same to "
    "1e-9, for beams at random, on a lattice, converging, and for full fields."
)
@pytest.mark.parametrize("kind", KINDS)
def test_without_feedback_coupled_light_is_static(kind: str) -> None:
    static, expected = treat(*KINDS[kind], STATIC, indifferent)
    coupled, found = treat(*KINDS[kind], COUPLED, indifferent)
    assert static.zone.temperature_peak.max() < 100.0
    assert expected.zones["necrosis"].depth > 0.0
    assert np.abs(coupled.source - static.source).max() < 1e-9 * static.source.max()
    assert np.abs(coupled.zone.temperature - static.zone.temperature).max() < 1e-4  # kept in single precision
    for name, zone in expected.zones.items():
        assert (found.zones[name].depth, found.zones[name].width) == pytest.approx((zone.depth, zone.width), rel=1e-6)
    assert coupled.light_change.reflected == pytest.approx(0.0, abs=1e-12)
    assert coupled.light_change.transmitted == pytest.approx(0.0, abs=1e-12)


@pytest.mark.verifies(
    "What coupling changes is in proportion to the energy where that is small: 0.02 % of the absorbed light is placed "
    "differently in a pulse that warms by half a kelvin, ten times as much in one that warms by five."
)
def test_small_energies() -> None:
    def change(energy_mJ: float) -> tuple[float, float]:
        dial = ({**KINDS["random"][0], "peak_power_W": energy_mJ / 0.02}, {**SPARSE, "pulse_energy_mJ": energy_mJ})
        (static, _), (coupled, _) = treat(*dial, STATIC), treat(*dial, COUPLED)
        volume = static.zone.mesh.volume
        moved = np.sum(np.abs(coupled.source - static.source) * volume) / np.sum(static.source * volume)
        return float(moved), float(static.zone.temperature_peak.max()) - 34.0

    (faint, _), (weak, warm) = change(0.02), change(0.2)
    assert warm < 5.0
    assert faint < 3e-4
    assert weak / faint == pytest.approx(10.0, rel=0.03)


def sizes(injury: Injury) -> np.ndarray:
    return np.array([(injury.zones[clock].depth, injury.zones[clock].width) for clock in ("necrosis", "collagen")])


@pytest.mark.verifies(
    "A pulse of 20 mJ at 1550 nm is divided finely enough: letting the light drift ten times less per segment moves "
    "depth and width on both clocks by less than 1 %."
)
def test_segments_of_the_pulse(monkeypatch: pytest.MonkeyPatch) -> None:
    dial = ({"wavelength_nm": 1550.0, **BEAM}, {"pulse_energy_mJ": 20.0, **SPARSE})
    usual, injury = treat(*dial, COUPLED)
    pace = bioheat.Pace(pieces=4)
    monkeypatch.setattr("photomend.heat.heating.PACE", replace(pace, tolerance=0.1 * pace.tolerance))
    finer, exact = treat(*dial, COUPLED)
    assert finer.light_change.segments > 1.5 * usual.light_change.segments
    assert sizes(injury) == pytest.approx(sizes(exact), rel=0.01)


@pytest.mark.verifies("Light that nothing changes is traced as seldom as a pulse allows: in five segments at most.")
def test_segments_where_nothing_changes() -> None:
    coupled, _ = treat(*KINDS["random"], COUPLED, indifferent)
    assert coupled.light_change.segments <= 5


@pytest.mark.verifies("Coupled light is the same on one thread and on two, bit for bit.")
@pytest.mark.parametrize("factor", [1.0, 0.5])
def test_threads_change_nothing(factor: float, monkeypatch: pytest.MonkeyPatch) -> None:
    dial = ({"wavelength_nm": 1550.0, **BEAM}, {"pulse_energy_mJ": 10.0, **SPARSE})
    runs = []
    for threads in ("1", "2"):
        monkeypatch.setenv("PHOTOMEND_THREADS", threads)
        runs.append(treat(*dial, pm.Physics(hot_scattering_factor=factor))[0])
    assert (runs[0].source == runs[1].source).all()
    assert (runs[0].zone.temperature == runs[1].zone.temperature).all()
    assert runs[0].light_change == runs[1].light_change


class Watched:
    """A coupled lamp that keeps what it shone: times and power densities, after every segment."""

    def __init__(self, lamp: CoupledLight) -> None:
        self.lamp = lamp
        self.time: list[float] = []
        self.seen: list[np.ndarray] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.lamp, name)

    def power(self, state: bioheat.State, since: bioheat.Stretch | None) -> np.ndarray:
        power = self.lamp.power(state, since)
        self.last = state.time, power
        if since is None:
            self._keep()
        return power

    def accept(self) -> None:
        self.lamp.accept()
        self._keep()

    def _keep(self) -> None:
        self.time.append(self.last[0])
        self.seen.append(self.last[1])


def kept(lamps: list[Watched], lamp: bioheat.Lamp) -> bioheat.Lamp:
    assert isinstance(lamp, CoupledLight)
    lamps.append(Watched(lamp))
    return cast(bioheat.Lamp, lamps[-1])


def watch(handpiece: Dial, settings: Dial, physics: pm.Physics) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return times of a pulse, and the power that the axis (100 um wide) absorbs down to 50 um and below 600 um."""
    lamps: list[Watched] = []
    heat, _ = treat(handpiece, settings, physics, watched=lambda maker: lambda target: kept(lamps, maker(target)))
    mesh = heat.zone.mesh
    axis = mesh.radius < 0.1
    power = np.array(lamps[-1].seen) * mesh.volume
    by_depth = power[:, :, axis].sum(axis=2)
    shallow, deep = mesh.depth < 0.05, mesh.depth > 0.6
    return np.array(lamps[-1].time), by_depth[:, shallow].sum(axis=1), by_depth[:, deep].sum(axis=1)


@pytest.mark.verifies(
    "At 1550 nm the surface on the axis absorbs ever less as a pulse warms it, and the tissue below ever more; at "
    "1410 nm the surface absorbs ever more until its water boils."
)
def test_absorption_follows_the_water_while_the_pulse_runs() -> None:
    settings = {"pulse_energy_mJ": 3.0, **SPARSE}
    _, shallow, deep = watch({"wavelength_nm": 1550.0, **BEAM}, settings, COUPLED)
    assert (np.diff(shallow) < 0.0).all()
    assert shallow[-1] < 0.85 * shallow[0]
    assert (np.diff(deep) > 0.0).all()
    _, shallow, deep = watch({"wavelength_nm": 1410.0, **BEAM}, {**settings, "pulse_energy_mJ": 1.5}, COUPLED)
    assert (np.diff(shallow) > 0.0).all()
    assert shallow[-1] > 1.1 * shallow[0]
    assert deep[-1] < deep[0]


@pytest.mark.verifies(
    "Hot tissue that scatters less than cold makes zones deeper, tissue that scatters more makes them shallower, on "
    "both clocks, more so the more it differs."
)
def test_sign_of_the_scattering_change() -> None:
    dial = ({"wavelength_nm": 1550.0, **BEAM}, {"pulse_energy_mJ": 20.0, **SPARSE})
    runs = (treat(*dial, pm.Physics(hot_scattering_factor=f), photons=40_000)[1] for f in (0.25, 0.5, 1.0, 1.5))
    depths = np.array([sizes(injury)[:, 0] for injury in runs])
    assert (np.diff(depths, axis=0) < 0.0).all()


@pytest.mark.verifies(
    "Coupled light knows how far collagen has coagulated when the last pulse ends: the damage integral of the cells' "
    "own temperatures, for one pulse and for a train of pulses."
)
@pytest.mark.parametrize(
    ("train", "energy"),
    [
        pytest.param({}, 8.0, id="one pulse"),
        pytest.param({"pulses": 3, "pulse_period_ms": 10.0}, 11.0, id="train"),
    ],
)
def test_coagulation_that_the_light_knows(train: Dial, energy: float) -> None:
    lamps: list[Watched] = []
    handpiece = {"wavelength_nm": 1550.0, "spot_diameter_um": 140.0, "pulse_duration_ms": 3.0, **train}
    heat, _ = treat(
        handpiece, {"pulse_energy_mJ": energy, **SPARSE}, pm.Physics(hot_scattering_factor=0.5),
        watched=lambda maker: lambda target: kept(lamps, maker(target)),
    )  # fmt: skip
    memory, zone = lamps[-1].memory, heat.zone
    shone = zone.time <= memory.time * (1.0 + 1e-9)
    exact = damage(zone.time[shone], zone.temperature[shone], lamps[-1].collagen)
    assert exact.max() > 0.3
    assert np.abs(np.exp(-exact) - np.exp(-memory.coagulation)).max() < 1e-4


@pytest.mark.verifies(
    "A column that has lost all its water lets the light through: it takes a tenth of what it took, and the tissue "
    "under it a fifth more at 1550 and ten times as much at 1927 nm."
)
@pytest.mark.parametrize(("wavelength", "deep", "more"), [(1550.0, 0.5, 1.2), (1927.0, 0.3, 10.0)])
def test_dried_column(wavelength: float, deep: float, more: float) -> None:
    layers, rest_C = lay_out(Skin(), wavelength), Skin().temperature_C
    depths = depth_edges(layers, 0.02, 3.0)
    rings = rings_of(np.array([0.0, 0.03, 0.06, 0.09, 0.15, 0.3, 0.6, 1.0]), alone=True)
    light = pencil_response(media_of(layers, 1.0), depths, 128_000, seed=3)
    share = Beam("gaussian", 0.05).ring_shares(rings)
    optics = feedback(1.0)
    bound = np.array([optics.ceiling(layer, rest_C) for layer in layers])
    scene = set_scene(light, bound, rings, straight(share, depths.size - 1), ALONE)
    z = 0.5 * (depths[1:] + depths[:-1])
    column = (z[:, None] < deep) & (rings[1:] < 0.1)
    rows, none = rows_of(layers, z), np.zeros(column.shape)
    wet = optics.coefficients(rows, rest_C, none + rest_C, none + 1.0, none)
    dried = optics.coefficients(rows, rest_C, none + np.where(column, 110.0, rest_C), none + ~column, none)
    under = (z[:, None] > deep) & (z[:, None] < deep + 0.2) & (rings[1:] < 0.1)
    taken = [shine(scene, *optical).absorbed(optical[0]) for optical in (wet, dried)]
    assert taken[1][column].sum() < 0.1 * taken[0][column].sum()
    assert taken[1][under].sum() > more * taken[0][under].sum()
