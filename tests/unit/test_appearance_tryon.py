"""Try-ons: what is shown to whom, what is refused, and that nothing goes beyond what was measured."""

import re
from functools import cache

import numpy as np
import pytest

from photomend.appearance import BANDS, CHANNELS, REGIONS, TryOn, TryOnRequest, choices, try_on
from photomend.appearance.effects import SITE_OF
from photomend.appearance.gains import gain_of, most_published
from photomend.case import CONCERNS, FAMILIES, PHOTOTYPES, Person
from photomend.catalog import literature, look_up, tables
from photomend.description import BadInput, checked
from photomend.device import cards
from photomend.plain import SETTING
from photomend.skin.anatomy import Skin, melanosome_fraction
from tests.unit.wording import faults_of

SIGNS = ("redness", "bronzing", "swelling", "shedding", "darkening")
GAINS = ("lines", "scars", "spots")
SHOWN = [
    ("acne-scars", "fractional-1550", "III"),
    ("melasma", "fractional-1927", "IV"),
    ("fine-lines", "full-field", "II"),
    ("acne-scars", "picosecond-755", "IV"),
]
# The largest change that instruments or counts found, by concern and family, as section 1 of the evidence tells it.
COURSE_FIGURES = {
    ("acne-scars", "fractional-1550"): 0.3654,
    ("acne-scars", "fractional-1927"): 0.3654,
    ("acne-scars", "picosecond-755"): 0.27,
    ("fine-lines", "picosecond-755"): 0.402,
    ("fine-lines", "fractional-1540"): 0.402,
    ("fine-lines", "full-field"): 0.402,
    ("photoageing", "fractional-1927"): 0.26,
}


@cache
def shown(concern: str, family: str, phototype: str = "III", role: str = "person") -> TryOn:
    request = {"role": role, "concern": concern, "family": family, "phototype": phototype, "age_years": 45.0}
    return try_on(checked(TryOnRequest, request))


def values(found: TryOn, channel: str, region: str = "cheek") -> np.ndarray:
    """Return a channel by frame and band."""
    return np.array(found.values)[:, REGIONS.index(region), CHANNELS.index(channel)]


def ask(**changes: object) -> TryOnRequest:
    request = {"concern": "acne-scars", "family": "fractional-1550", "phototype": "III", "age_years": 45.0}
    return checked(TryOnRequest, {**request, **changes})


@pytest.mark.parametrize(("concern", "family", "phototype"), SHOWN)
class TestFrames:
    def test_every_value_is_there_and_nothing_is_shown_before(self, concern: str, family: str, phototype: str) -> None:
        found = shown(concern, family, phototype)
        table = np.array(found.values)
        assert table.shape == (len(found.frames), len(REGIONS), len(CHANNELS), len(BANDS))
        assert np.isfinite(table).all()
        assert (table[0] == 0.0).all()
        assert (found.regions, found.channels, found.bands) == (REGIONS, CHANNELS, BANDS)

    def test_bands_are_in_order(self, concern: str, family: str, phototype: str) -> None:
        table = np.array(shown(concern, family, phototype).values)
        assert (np.diff(table, axis=-1) >= -1e-6).all()

    def test_signs_are_never_negative_and_go(self, concern: str, family: str, phototype: str) -> None:
        found = shown(concern, family, phototype)
        for channel in SIGNS:
            sign = values(found, channel)
            assert sign.min() >= 0.0
            assert sign[-1, 1] <= max((0.2 if channel == "darkening" else 0.01) * sign[:, 1].max(), 1e-6)

    def test_regions_of_one_site_are_alike(self, concern: str, family: str, phototype: str) -> None:
        table = np.array(shown(concern, family, phototype).values)
        for one, site in SITE_OF.items():
            for other in (name for name, place in SITE_OF.items() if place == site):
                assert (table[:, REGIONS.index(one)] == table[:, REGIONS.index(other)]).all()

    def test_facts_and_sources_stand_behind_every_channel(self, concern: str, family: str, phototype: str) -> None:
        found = shown(concern, family, phototype)
        assert set(found.facts) == set(CHANNELS)
        for fact in found.facts.values():
            assert set(fact.sources) & set(found.sources)
            assert fact.caption
        assert set(found.sources) <= set(literature())

    def test_the_words_are_no_orders_and_no_promises(self, concern: str, family: str, phototype: str) -> None:
        found = shown(concern, family, phototype)
        texts = [found.statement, found.darkening.statement, *found.why]
        texts += [text for fact in found.facts.values() for text in (fact.title, fact.caption, fact.unknown or "")]
        assert {text: faults_of(text) for text in texts if faults_of(text)} == {}

    def test_a_person_is_shown_no_setting_and_no_device(self, concern: str, family: str, phototype: str) -> None:
        found = shown(concern, family, phototype)
        told = found.model_dump(exclude={"sources"})
        text = str({**told, "values": None, "zones": None})
        assert SETTING.search(text) is None
        assert [name for name in cards() if re.search(rf"\b{name}\b", text)] == []
        assert found.device is None
        if found.zones is not None:
            assert (found.zones.density_per_pass_per_cm2, found.zones.passes) == (None, None)
            assert {place[2] for place in found.zones.positions} == {0}


class TestHealing:
    def test_redness_is_strongest_at_once_and_unseen_when_it_is_said_to_be(self) -> None:
        found = shown("acne-scars", "fractional-1550")
        red, days = values(found, "redness")[:, 1], np.array([frame.day for frame in found.frames])
        assert red[1] == red.max()
        seen = look_up("healing", "inflammation", "redness_visible_share").value
        strongest = look_up("appearance", "scale", "blood_share").value
        left = np.interp(found.recovery.redness_days.value, days, red) / strongest
        assert 0.3 * seen < left < 2.0 * seen

    def test_swelling_comes_later_and_stays_thin(self) -> None:
        swelling = values(shown("acne-scars", "fractional-1550"), "swelling")
        assert swelling[1, 1] == 0.0
        assert 0.1 < swelling.max() <= 2.0

    def test_bronzing_follows_redness_and_shedding_follows_bronzing(self) -> None:
        found = shown("acne-scars", "fractional-1550")
        first = [at for at, frame in enumerate(found.frames) if frame.session == 1]
        peaks = [int(values(found, channel)[first, 1].argmax()) for channel in ("redness", "bronzing", "shedding")]
        assert peaks == sorted(set(peaks))

    def test_darker_skin_bronzes_and_darkens_more(self) -> None:
        light, dark = (shown("acne-scars", "fractional-1550", phototype) for phototype in ("II", "VI"))
        for channel in ("bronzing", "darkening"):
            assert (values(dark, channel).max(axis=0) >= values(light, channel).max(axis=0)).all()
        assert light.darkening.probability.value < dark.darkening.probability.value

    def test_every_session_looks_alike_where_the_one_before_has_healed(self) -> None:
        found = shown("acne-scars", "fractional-1550")
        at = {frame.key: number for number, frame in enumerate(found.frames)}
        red = values(found, "redness")
        assert red[at["s2d1"]] == pytest.approx(red[at["s1d1"]], rel=1e-3)

    def test_the_tone_of_the_skin_is_that_of_the_phototype(self) -> None:
        for phototype in ("II", "VI"):
            base = shown("acne-scars", "fractional-1550", phototype).base
            assert base.melanosome_fraction == melanosome_fraction(Skin(phototype=phototype)).value

    def test_zones_are_to_scale(self) -> None:
        found = shown("acne-scars", "fractional-1550", role="clinician")
        zones = found.zones
        across = np.array([place[:2] for place in zones.positions])
        assert across.min() >= 0.0
        assert across.max() <= zones.side_um
        total = zones.density_per_pass_per_cm2 * zones.passes * (1e-4 * zones.side_um) ** 2
        assert len(across) == pytest.approx(total, abs=4.0 * total**0.5)
        assert {place[2] for place in zones.positions} == set(range(zones.passes))
        assert 50.0 < zones.width_um < zones.depth_um < 2000.0


class TestGains:
    @pytest.mark.parametrize(("concern", "family"), COURSE_FIGURES)
    def test_no_picture_goes_beyond_the_course_figure(self, concern: str, family: str) -> None:
        channel = "scars" if concern == "acne-scars" else "lines"
        gain = gain_of(channel, concern, family, 12, Person(age_years=45.0, phototype="III"))
        assert 0.0 < gain.shares.max() <= COURSE_FIGURES[concern, family] + 1e-9
        assert most_published(concern, family, "measured") == pytest.approx(COURSE_FIGURES[concern, family])

    @pytest.mark.parametrize("family", [name for name in FAMILIES if name.startswith(("fractional", "pico"))])
    @pytest.mark.parametrize("channel", GAINS)
    def test_a_session_shows_at_most_its_share_of_what_was_left(self, channel: str, family: str) -> None:
        gain = gain_of(channel, "fine-lines", family, 4, Person(age_years=45.0, phototype="III"))
        most = look_up("appearance", "course", "most_per_session_share").value
        left = 1.0 - np.vstack([np.zeros(3), gain.shares[:4]])
        assert (left[1:] >= (1.0 - most) ** np.arange(1, 5)[:, None] - 1e-9).all()
        assert (np.diff(gain.shares, axis=0) >= -1e-9).all()

    def test_photographs_stand_in_only_where_no_instrument_measured_and_it_is_said(self) -> None:
        facts = shown("acne-scars", "fractional-1550").facts
        assert facts["scars"].unknown is None
        assert "No instrument measured brown spots" in facts["spots"].unknown
        assert facts["spots"].kind == "assumption"

    def test_melasma_is_shown_without_gain_or_worse(self) -> None:
        person = Person(age_years=45.0, phototype="IV", conditions=("melasma",))
        for family in ("fractional-1550", "fractional-1927", "fractional-1410"):
            gain = gain_of("spots", "melasma", family, 4, person)
            assert gain.shares.max() <= 0.0
        assert gain_of("spots", "melasma", "fractional-1550", 4, person).shares.min() < 0.0
        for channel in GAINS:
            assert values(shown("melasma", "fractional-1927", "IV"), channel).max() <= 0.0

    def test_what_is_not_known_is_not_drawn_and_said_so(self) -> None:
        gain = gain_of("spots", "brown-spots", "full-field", 3, Person(age_years=45.0, phototype="III"))
        assert (gain.shares == 0.0).all()
        assert gain.fact.unknown.startswith("What this does to brown spots is not known")

    def test_gains_are_there_at_the_next_visit_and_grow_after_the_last(self) -> None:
        found = shown("acne-scars", "fractional-1550")
        at = {frame.key: number for number, frame in enumerate(found.frames)}
        scars = values(found, "scars")
        assert scars[at["s1d0"], 1] == 0.0
        assert scars[at["s2d0"], 1] < scars[at["s3d0"], 1] < scars[at["after1m"], 1] <= scars[at["after6m"], 1]

    def test_how_many_see_nothing_is_told(self) -> None:
        unchanged = shown("acne-scars", "picosecond-755", "IV").unchanged
        assert 0.05 < unchanged.after_course.value < 0.5 < unchanged.after_one_session.value < 1.0


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"age_years": 17.0}, "under age"),
            ({"conditions": ("actinic-keratosis",)}, "disease"),
            ({"conditions": ("suspicious-lesion",)}, "dermatologist"),
            ({"family": "picosecond-755", "conditions": ("tattoo",)}, "tattoo"),
            ({"family": "magic"}, "choose one of"),
            ({"family": None}, "choose one of"),
            ({"treatment": {"handpiece": {"device": "fraxel-restore"}}}, "shown no settings"),
        ],
    )
    def test_what_may_not_be_shown_is_refused_in_a_sentence(self, changes: dict[str, object], words: str) -> None:
        with pytest.raises(BadInput, match=words) as refused:
            try_on(ask(**changes))
        assert "\n" not in str(refused.value)

    @pytest.mark.parametrize(
        "changes", [{"sessions": 0}, {"sessions": 21}, {"interval_weeks": 0.1}, {"phototype": "VII"}, {"ita_deg": 20.0}]
    )
    def test_bad_input_names_its_field(self, changes: dict[str, object]) -> None:
        with pytest.raises(BadInput, match=next(iter(changes))):
            ask(**changes)


class TestClinician:
    def test_a_clinician_sees_the_device(self) -> None:
        found = shown("acne-scars", "fractional-1550", role="clinician")
        assert "Fraxel" in found.device
        assert found.zones.passes == 8

    def test_a_clinicians_own_treatment_is_simulated(self) -> None:
        own = {"handpiece": {"device": "fraxel-restore-dual-1927"}, "settings": {"pulse_energy_mJ": 20.0}}
        found = try_on(ask(role="clinician", family=None, treatment=own, sessions=2, interval_weeks=3.0))
        assert (found.family, found.sessions, found.interval_weeks) == ("fractional-1927", 2, 3.0)
        strong, weak = (
            values(try_on(ask(role="clinician", family=None, treatment=with_passes, sessions=1)), "redness")[3, 1]
            for with_passes in ({**own, "settings": {"passes": passes}} for passes in (8, 1))
        )
        assert strong > 1.2 * weak


class TestChoices:
    @pytest.mark.parametrize("concern", CONCERNS)
    def test_every_choice_can_be_tried_on(self, concern: str) -> None:
        for choice in choices(concern):
            assert choice.family in FAMILIES
            assert choice.device is None
            assert SETTING.search(f"{choice.title} {choice.basis}") is None
        names = [choice.family for choice in choices(concern)]
        assert len(names) == len(set(names)) > 0

    def test_a_clinician_sees_devices(self) -> None:
        assert all(choice.device for choice in choices("acne-scars", "clinician"))

    def test_what_the_screening_rules_out_for_a_skin_cannot_be_chosen(self) -> None:
        assert "picosecond-755" in {one.family for one in choices("acne-scars", phototype="III")}
        assert "picosecond-755" not in {one.family for one in choices("acne-scars", phototype="VI")}
        with pytest.raises(BadInput, match="types I to IV"):
            try_on(ask(family="picosecond-755", phototype="VI"))

    @pytest.mark.parametrize("phototype", PHOTOTYPES)
    def test_the_order_follows_the_evidence(self, phototype: str) -> None:
        assert choices("acne-scars", "person", phototype)[0].family in ("fractional-1550", "fractional-1927")


def test_the_numbers_of_the_picture_are_those_of_the_data() -> None:
    render = shown("acne-scars", "fractional-1550").render
    blur = look_up("faces", "skin", "slight_blur_mm").value
    assert sorted(render.values()) == sorted([blur, *(one["value"] for one in tables("appearance")["render"].values())])


def test_the_same_request_shows_the_same() -> None:
    request = ask(sessions=1)
    assert try_on(request) == try_on(request)
