"""Cooling: coolants with a time course, which cover the time without gaps, and the films under them."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import photomend as pm
from photomend.catalog import Sourced, look_up, user
from photomend.device import (
    ColdAir,
    ContactPlate,
    Cooling,
    Cryogen,
    card,
    choose_cooling,
    contact_of,
    film_of,
    surface_exchanges,
)
from photomend.heat import depth_edges
from photomend.heat.background import build_up
from photomend.skin import lay_out

SIMULATED = [name for name, known in pm.cards().items() if known.simulated]
REST_C, COLD_C = 34.0, -10.0
seconds = st.floats(0.01, 100.0)


def said(value: float) -> Sourced:
    return user(value, "")


def coolant(kind: str, start_s: float, duration_s: float, spurts: int = 1, period_s: float = 0.0) -> Cooling:
    """Return a coolant of 100 W/(m2 K) at -10 C."""
    common = (said(COLD_C), said(100.0), said(start_s), said(duration_s))
    if kind == "cryogen":
        return Cryogen(*common, said(float(spurts)), said(period_s) if spurts > 1 else None)
    return ColdAir(*common, said(1.0)) if kind == "forced-air" else ContactPlate(*common)


@given(
    kind=st.sampled_from(["contact-plate", "forced-air", "cryogen"]),
    start_s=st.floats(-60.0, 60.0),
    duration_s=seconds,
    spurts=st.integers(1, 5),
    pause_s=st.floats(0.0, 10.0),
    interval_s=seconds,
    passes=st.integers(1, 6),
    after_s=seconds,
)
def test_cooling_windows_merge_and_never_leave_a_gap(
    kind, start_s, duration_s, spurts, pause_s, interval_s, passes, after_s
) -> None:
    cooling = coolant(kind, start_s, duration_s, spurts, duration_s + pause_s)
    pulses = tuple(interval_s * number for number in range(passes))
    begin, end = min(0.0, start_s), pulses[-1] + after_s
    exchanges = surface_exchanges(cooling, pulses, REST_C, begin, end)
    assert (exchanges[0].start, exchanges[-1].end) == (begin, end)
    for one, following in pairwise(exchanges):
        assert one.end == following.start
        assert one.temperature_C != following.temperature_C
    assert all(one.start < one.end for one in exchanges)
    cold = [one for one in exchanges if one.temperature_C == COLD_C]
    for pulse in pulses:
        for start, stop in cooling.windows(pulse):
            middle = 0.5 * (start + stop)
            assert not begin < middle < end or any(one.start <= middle <= one.end for one in cold)


@pytest.mark.parametrize(("start_s", "when"), [(-2.0, "before"), (-0.5, "during"), (1.0, "after")])
@pytest.mark.parametrize("kind", ["contact-plate", "forced-air", "cryogen"])
def test_a_window_lies_before_during_or_after_the_pulse(kind: str, start_s: float, when: str) -> None:
    cold = [
        one for one in surface_exchanges(coolant(kind, start_s, 1.0), (0.0,), REST_C, -5.0, 5.0) if one.start > -5.0
    ]
    assert (cold[0].start, cold[0].end) == (start_s, start_s + 1.0)
    assert (cold[0].end <= 0.0, cold[0].start < 0.0 < cold[0].end) == (when == "before", when == "during")


@given(duty=st.floats(0.01, 1.0))
def test_the_duty_of_cold_air_scales_its_mean_conductance(duty: float) -> None:
    air = choose_cooling(pm.Surface(cooling="forced-air", duty=duty, conductance_W_per_m2_K=200.0), None)
    assert isinstance(air, ColdAir)
    assert air.mean_conductance_W_per_m2_K == pytest.approx(200.0 * duty)
    (exchange,) = surface_exchanges(air, (0.0,), REST_C, 0.0, 1.0)
    assert exchange.conductance == pytest.approx(200e-6 * duty)


def test_a_coolant_varies_by_its_conductance() -> None:
    air = choose_cooling(pm.Surface(cooling="forced-air"), None)
    known = air.conductance_W_per_m2_K
    for position, value in ((-1.0, known.low), (0.0, known.value), (1.0, known.high)):
        assert air.varied(position).mean_conductance_W_per_m2_K == value
        assert replace(air.varied(position), conductance_W_per_m2_K=known) == air


def test_spurts_repeat_at_their_period_and_the_delay_follows_from_the_first() -> None:
    surface = pm.Surface(cooling="cryogen", start_s=-0.1, duration_s=0.03, spurts=3, spurt_period_s=0.08)
    spray = choose_cooling(surface, None)
    assert isinstance(spray, Cryogen)
    assert np.array(spray.windows(10.0)) == pytest.approx(np.array([(9.9, 9.93), (9.98, 10.01), (10.06, 10.09)]))
    assert spray.delay_s == pytest.approx(0.07)
    one = choose_cooling(pm.Surface(cooling="cryogen"), None)
    assert (len(one.windows(0.0)), one.spurt_period_s) == (1, None)


def test_the_spurts_of_smoothbeam_surround_its_macropulse() -> None:
    treatment = pm.Treatment(handpiece={"device": "smoothbeam-1450"})
    ((start, end),) = treatment.exposure.windows()
    spurts = treatment.cooling.windows(0.0)
    assert spurts[0][0] < start < end < spurts[-1][1]  # cooled before, throughout and after
    assert sum(over - begun for begun, over in spurts) > 0.85 * (spurts[-1][1] - spurts[0][0])
    assert len(spurts) == 5


PLATE, AIR, SPRAY = {"cooling": "contact-plate"}, {"cooling": "forced-air"}, {"cooling": "cryogen"}


@pytest.mark.parametrize(
    ("surface", "words"),
    [
        ({**PLATE, "duty": 0.5}, r'surface.duty = 0.5 belongs to forced-air cooling, .* is "contact-plate" here; set '),
        ({**SPRAY, "duty": 0.5}, r'surface.duty = 0.5 .* is "cryogen" here; set surface.cooling to "forced-air"'),
        ({"cooling": "none", "duty": 0.5}, r"surface.duty = 0.5 .* nothing cools the skin here; set"),
        ({**AIR, "spurts": 3}, r'surface.spurts = 3 belongs to cryogen cooling, .* "forced-air" here; .* "cryogen"'),
        (
            {**PLATE, "spurt_period_s": 0.1},
            r"surface.spurt_period_s = 0.1 belongs to cryogen .*; set .*, or leave it out",
        ),
        (
            {**SPRAY, "spurt_period_s": 0.1},
            r"surface.spurt_period_s = 0.1 has no meaning for one spurt; set surface.spu",
        ),
        (
            {**SPRAY, "spurts": 2, "spurt_period_s": 0.01},
            r"surface.spurt_period_s = 0.01 is shorter than one spurt, 0.03 s; lengthen it, or shorten surface.dur",
        ),
        (
            {"temperature_C": 5.0, "cooling": "none"},
            r'surface.temperature_C = 5 describes a coolant, but nothing .*; .* "contact-plate", "forced-air" or "cry',
        ),
    ],
)
def test_a_key_that_the_coolant_does_not_have_is_refused(surface: dict[str, Any], words: str) -> None:
    with pytest.raises(pm.BadInput, match=words):
        choose_cooling(pm.Surface(**surface), None)


def test_a_key_of_another_coolant_is_refused_for_the_coolant_of_the_device_too() -> None:
    with pytest.raises(pm.BadInput, match=r'surface.spurts = 3 .* surface.cooling is "forced-air" here'):
        choose_cooling(pm.Surface(spurts=3), card("fraxel-restore"))


@given(
    surface=st.one_of(
        st.fixed_dictionaries({"cooling": st.just("forced-air"), "duty": st.floats(0.01, 1.0)}),
        st.fixed_dictionaries({"cooling": st.just("cryogen"), "spurts": st.just(1)}),
        st.fixed_dictionaries(
            {"cooling": st.just("cryogen"), "spurts": st.integers(2, 20), "spurt_period_s": st.floats(0.06, 1.0)}
        ),
        st.fixed_dictionaries({"topical": st.just("numbing-cream-on"), "topical_thickness_um": st.floats(1, 5000)}),
        st.fixed_dictionaries({"cooling": st.sampled_from(["none", "forced-air"]), "contact": st.just("gel")}),
    ),
    device=st.sampled_from(["fraxel-restore", "smoothbeam-1450", "clear-brilliant-1440"]),
)
def test_a_resolved_surface_is_complete(surface: dict[str, Any], device: str) -> None:
    treatment = pm.Treatment(handpiece={"device": device}, surface=surface)
    full = treatment.resolved()
    assert full.resolved() == full
    assert full.cooling == treatment.cooling
    assert film_of(full.surface, full.cooling) == film_of(treatment.surface, treatment.cooling)
    for name, value in surface.items():
        found = getattr(full.surface, name)
        assert found == value if isinstance(value, str) else found == pytest.approx(value)


def test_a_contact_plate_means_contact_with_sapphire() -> None:
    plate = choose_cooling(pm.Surface(), card("starlux-1540"))
    assert contact_of(pm.Surface(), plate) == "sapphire"
    assert contact_of(pm.Surface(), choose_cooling(pm.Surface(), card("fraxel-sr"))) == "air"
    assert contact_of(pm.Surface(contact="gel"), None) == "gel"
    with pytest.raises(pm.BadInput, match=r'surface.contact = "gel" contradicts surface.cooling = "contact-plate"'):
        choose_cooling(pm.Surface(cooling="contact-plate", contact="gel"), None)


def test_the_user_chooses_the_coolant_and_any_of_its_keys() -> None:
    assert choose_cooling(pm.Surface(cooling="none"), card("starlux-1540")) is None
    chosen = choose_cooling(pm.Surface(temperature_C=7.0), card("starlux-1540"))
    assert (chosen.kind, chosen.temperature_C.value, chosen.temperature_C.mark) == ("contact-plate", 7.0, "user")
    assert chosen.duration_s == look_up("devices", "starlux-1540", "cooling", "duration_s")
    assert choose_cooling(pm.Surface(cooling="cryogen"), card("starlux-1540")).kind == "cryogen"


@pytest.mark.parametrize(
    ("surface", "film"),
    [
        ({}, None),
        ({"topical": "numbing-cream-wiped"}, None),
        ({"contact": "sapphire"}, None),
        ({"topical": "numbing-cream-on"}, ("numbing-cream", 200.0, "assumed")),
        ({"topical": "numbing-cream-on", "contact": "sapphire"}, ("numbing-cream", 200.0, "assumed")),
        ({"contact": "gel"}, ("gel", 50.0, "assumed")),
        ({"contact": "gel", "topical": "numbing-cream-wiped"}, ("gel", 50.0, "assumed")),
        ({"contact": "gel", "topical_thickness_um": 80.0}, ("gel", 80.0, "user")),
    ],
)
def test_cream_left_on_and_gel_are_films(surface: dict[str, Any], film: tuple[str, float, str] | None) -> None:
    found = film_of(pm.Surface(**surface), None)
    assert (found and (found.name, found.thickness_um.value, found.thickness_um.mark)) == film


@pytest.mark.parametrize(
    ("surface", "words"),
    [
        (
            {"topical": "numbing-cream-on", "contact": "gel"},
            r'"numbing-cream-on" and surface.contact = "gel" .*; wipe the',
        ),
        (
            {"topical_thickness_um": 90.0},
            r"surface.topical_thickness_um = 90 describes a film, but none is .*; set surfac",
        ),
        (
            {"topical": "numbing-cream-wiped", "topical_thickness_um": 90.0},
            r"topical_thickness_um = 90 .*; set surface.t",
        ),
    ],
)
def test_two_films_or_the_thickness_of_none_are_refused(surface: dict[str, Any], words: str) -> None:
    with pytest.raises(pm.BadInput, match=words):
        film_of(pm.Surface(**surface), None)
    with pytest.raises(pm.BadInput, match=words):
        pm.Treatment(handpiece={"device": "fraxel-restore"}, surface=surface).resolved()


@pytest.mark.parametrize("name", SIMULATED)
def test_no_default_cools_living_skin_below_ten_degrees(name: str) -> None:
    treatment = pm.Treatment(handpiece={"device": name})
    cooling, exposure = treatment.cooling, treatment.exposure
    if cooling is None:
        return
    # The background is known just before a pulse; without heating, that is also the end of a window that ends there.
    # A full-field pulse spares no place its heat, so that only what precedes it cools unheated skin.
    if not exposure.full_field:
        cooling = replace(cooling, start_s=user(-cooling.duration_s.value, "s"))
    layers = lay_out(treatment.skin, exposure.wavelength_nm)
    edges = depth_edges(layers, 0.01, layers[-1].bottom)
    still = np.zeros(edges.size - 1)
    column = build_up(layers, edges, still, exposure.passes, exposure.pass_interval_s, cooling, rest_C=REST_C)
    living = np.interp(layers[0].bottom, 0.5 * (edges[1:] + edges[:-1]), column.before_last_pass)
    assert 10.0 <= living < 33.0
