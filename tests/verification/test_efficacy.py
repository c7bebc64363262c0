"""Efficacy of courses: anchors and orders of published studies, and what must hold of every band."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, ndtr

from photomend.case import CONCERNS, FAMILIES, PHOTOTYPES, Person
from photomend.catalog import look_up
from photomend.outcome import Change, expected_change
from photomend.outcome.repredicted import checks
from photomend.outcome.response import (
    PEOPLE,
    Response,
    maturation,
    mean_removed,
    measured_sigma,
    removed,
    responses,
    share_below,
)
from photomend.outcome.studies import group_of, groups, studies, studies_of
from photomend.result import Quantity

YARDSTICKS = ("measured", "photo_graded")
CASES = [
    (concern, family)
    for concern, family in itertools.product(CONCERNS, FAMILIES)
    if group_of(concern, family) is not None
]
cases = st.sampled_from(CASES)
courses = st.integers(1, 12)


def course(concern: str, family: str, sessions: int, phototype: str | None = None) -> Change:
    """Return a course at the eyelids, where laxity is known too."""
    person = Person(age_years=45.0, phototype=phototype) if phototype else None
    return expected_change(concern, family, sessions, person, site="periorbital")


def last(concern: str, family: str, sessions: int, yardstick: str, phototype: str | None = None) -> Quantity | None:
    return getattr(course(concern, family, sessions, phototype).steps[-1], yardstick)


def study(name: str):
    return next(one for one in studies() if one.id == name)


def same_for_all(change: float, sessions: int) -> float:
    """Return the r that gives a change after a course if all people were alike and nothing lagged."""
    return 1.0 - (1.0 - change) ** (1.0 / sessions)


# --- The response and its derivation ---------------------------------------------------------------------------------


@pytest.mark.verifies("Without lag n sessions remove 1 - (1 - r)^n; with lag they come to it in time, never past it")
@given(r=st.floats(0.0, 0.95), sessions=st.integers(0, 10), tau=st.floats(0.3, 4.0))
def test_sessions_multiply_what_is_left(r: float, sessions: int, tau: float) -> None:
    whole = 1.0 - (1.0 - r) ** sessions
    assert removed(r, sessions, 1.0, 0.0) == pytest.approx(whole, abs=1e-12)
    by_month = [float(removed(r, sessions, months, tau)) for months in (0.5, 1.0, 3.0, 6.0)]
    assert all(a <= b + 1e-12 for a, b in itertools.pairwise(by_month))
    assert by_month[-1] <= whole + 1e-12
    assert removed(r, sessions, 60.0 * tau, tau) == pytest.approx(whole, abs=1e-9)


@pytest.mark.verifies("The share of people below a change is that of draws of r, one per person")
@given(gone=st.floats(0.05, 0.95), sessions=st.integers(1, 6), mu=st.floats(-3.0, 0.5), sigma=st.floats(0.5, 1.9))
def test_shares_of_people_are_those_of_draws(gone: float, sessions: int, mu: float, sigma: float) -> None:
    X = removed(expit(mu + sigma * PEOPLE), sessions, 1.0, 0.0)
    assert float(share_below(gone, sessions, mu, sigma)) == pytest.approx((gone > X).mean(), abs=0.006)


@pytest.mark.verifies(
    "Maximum likelihood on the grid finds again the response that made the quarters of a made-up study"
)
@pytest.mark.parametrize("mu", [-2.0, -1.0])
def test_the_derivation_finds_what_made_the_grades(mu: float) -> None:
    from dataclasses import replace

    from photomend.outcome.response import MU, SIGMA, _log_likelihood
    from photomend.outcome.studies import Grade

    edges = (0.0, 0.25, 0.5, 0.75, 1.0)
    below = [0.0, *(float(share_below(edge, 3, mu, 1.0)) for edge in edges[1:-1]), 1.0]
    grades = tuple(
        Grade(low, high, b - a) for low, high, a, b in zip(edges[:-1], edges[1:], below[:-1], below[1:], strict=True)
    )
    made = replace(study("sukal-2008"), sessions=(3, 3), grades=grades)
    height = np.array([_log_likelihood([made], sigma) for sigma in SIGMA])
    at_sigma, at_mu = np.unravel_index(height.argmax(), height.shape)
    assert float(MU[at_mu]) == pytest.approx(mu, abs=0.021)
    assert float(SIGMA[at_sigma]) == pytest.approx(1.0, abs=0.051)


@pytest.mark.verifies("A measured response has the published mean over people, and spreads as widely as its mean")
@pytest.mark.parametrize(
    ("group", "names"),
    [("acne-scars-755", ["brauer-2014"]), ("acne-scars", ["lu-cai-2022", "lu-cai-2022-ablative"])],
)
def test_means_come_back(group: str, names: list[str]) -> None:
    response = responses()[group, "measured"]
    published = np.mean([study(name).mean_change for name in names])
    assert np.mean([mean_removed(study(name), response) for name in names]) == pytest.approx(published, abs=0.003)
    r = Response(-5.0, measured_sigma(), 0.0, ()).at(np.linspace(-6.0, 6.0, 200_001))
    weight = np.diff(ndtr(np.linspace(-6.0, 6.0, 200_002)))
    mean = (weight * r).sum()
    spread = np.sqrt((weight * (r - mean) ** 2).sum())
    assert spread / mean == pytest.approx(1.0, abs=0.05)


@pytest.mark.verifies(
    "Anchors of a session: graded acne scars 0.25-0.35 [Alster2007]; measured 755 nm scar volume 0.045, wrinkle score "
    "0.11, 1927 nm scar score 0.14"
)
@pytest.mark.parametrize(
    ("group", "measure", "low", "high"),
    [
        ("acne-scars", "photo-graded", 0.25, 0.35),
        ("acne-scars-755", "measured", 0.038, 0.055),
        ("fine-lines", "measured", 0.09, 0.13),
        ("acne-scars", "measured", 0.12, 0.16),
    ],
)
def test_medians_stand_at_the_published_anchors(group, measure, low: float, high: float) -> None:
    assert low <= float(responses()[group, measure].at(0.0)) <= high


@pytest.mark.verifies("The anchors themselves: published courses as one r for all people")
@pytest.mark.parametrize(
    ("name", "r"), [("brauer-2014", 0.045), ("weiss-2017", 0.11), ("lu-cai-2022", 0.14), ("fournier-2001", 0.12)]
)
def test_published_means_as_one_rate(name: str, r: float) -> None:
    row = study(name)
    assert same_for_all(row.mean_change, row.sessions[1]) == pytest.approx(r, abs=0.005)


@pytest.mark.verifies("Three pairs of early and late readings ask for one maturation of 1.2 to 1.7 months")
def test_pairs_of_readings_agree_on_the_lag() -> None:
    least, middle, most = maturation()
    assert 0.5 < least <= middle <= most < 3.0
    assert most / least < 2.0


@pytest.mark.verifies(
    "Scar volume a month after 755 nm predicts that after three, 27 % [Brauer2014], which was not fitted"
)
def test_scar_volume_matures_as_reported() -> None:
    from dataclasses import replace

    row = replace(study("brauer-2014"), follow_up_months=3.0)
    assert mean_removed(row, responses()["acne-scars-755", "measured"]) == pytest.approx(0.27, abs=0.03)


@pytest.mark.verifies(
    "Person to person: quarters of eyelid tightening come back as published, 19, 26, 26, 29 % [Sukal2008]"
)
def test_the_quarters_of_eyelids_come_back() -> None:
    response, row = responses()["laxity", "photo-graded"], study("sukal-2008")
    below = [
        np.mean([share_below(edge, n, response.mu, response.sigma) for n in range(3, 8)]) for edge in (0.25, 0.5, 0.75)
    ]
    shares = np.diff([0.0, *below, 1.0])
    assert shares == pytest.approx([grade.share for grade in row.grades], abs=0.05)


# --- Orders ----------------------------------------------------------------------------------------------------------


@pytest.mark.verifies("Melasma at 1550 nm (15 mJ, 14-20 % coverage) gains nothing or gets worse [Wind2010]")
@given(
    sessions=courses,
    phototype=st.sampled_from(PHOTOTYPES),
    family=st.sampled_from(["fractional-1540", "fractional-1550"]),
)
def test_melasma_at_1550_gains_nothing(sessions: int, phototype: str, family: str) -> None:
    change = course("melasma", family, sessions, phototype)
    for row in (*change.steps[1:], *change.later[:2]):
        for yardstick in YARDSTICKS:
            assert getattr(row, yardstick).value <= 0.0
            assert getattr(row, yardstick).low < 0.0
    assert "worse is possible" in change.statement


@pytest.mark.verifies("Acne scars: 1550 nm changes more than 755 nm picosecond pulses, by either yardstick [Lin2021]")
@given(sessions=courses)
def test_1550_is_above_755_for_acne_scars(sessions: int) -> None:
    for yardstick in YARDSTICKS:
        better, worse = (
            last("acne-scars", family, sessions, yardstick) for family in ("fractional-1550", "picosecond-755")
        )
        assert better.value > worse.value


@pytest.mark.verifies("1550 and 1565 nm are one family and change the same [Split1565]")
def test_1565_is_the_family_of_1550() -> None:
    from photomend.case import family_of

    assert family_of("coagulation", False, 1565.0) == family_of("coagulation", False, 1550.0) == "fractional-1550"


@pytest.mark.verifies(
    "Scars: ablative and non-ablative fractional lasers change about as much "
    "[Alajlan2011] [LuCai2022] [Jang2016] [ShinScar2014]"
)
@pytest.mark.parametrize("concern", ["acne-scars", "surgical-scars"])
@pytest.mark.parametrize("sessions", [1, 3, 5])
def test_ablation_is_close_for_scars(concern: str, sessions: int) -> None:
    ablative, other = (
        last(concern, family, sessions, "photo_graded") for family in ("ablative-fractional", "fractional-1550")
    )
    assert ablative.value == pytest.approx(other.value, abs=0.05)


@pytest.mark.verifies("Melasma comes back: what 1927 nm removed is less by 3 months and no more by 6 [Polder2012]")
def test_melasma_comes_back() -> None:
    change = course("melasma", "fractional-1927", 4)
    now, three, six = change.steps[-1].measured, change.later[0].measured, change.later[1].measured
    assert six.value <= three.value < now.value
    assert three.value / now.value == pytest.approx(33.0 / 51.0, abs=0.02)


@pytest.mark.verifies(
    "Every published order and direction is met; what misses is listed, and is of grades and one melasma series"
)
def test_published_orders_are_met() -> None:
    ordered = {one.id for one in studies() if one.use == "order"}
    found = {check.id: check.verdict for check in checks() if check.id in ordered}
    assert set(found) == ordered
    assert set(found.values()) <= {"held", "not predicted"}
    assert [name for name, verdict in found.items() if verdict == "not predicted"] == ["kroon-2011"]


# --- Bands -----------------------------------------------------------------------------------------------------------


@pytest.mark.verifies("More sessions never reduce the middle of the band, nor its ends")
@given(case=cases, phototype=st.sampled_from([None, *PHOTOTYPES]))
def test_more_sessions_never_do_less(case: tuple[str, str], phototype: str | None) -> None:
    steps = course(*case, 12, phototype).steps
    group = group_of(*case)
    for yardstick in YARDSTICKS:
        shares = [getattr(step, yardstick) for step in steps]
        if shares[0] is None:
            assert all(share is None for share in shares)
            continue
        for before, after in itertools.pairwise(shares[1:] if group.no_gain else shares):
            assert after.value >= before.value
            assert after.low >= before.low
            assert after.high >= before.high


@pytest.mark.verifies("A longer plan tells the same of its first sessions as a shorter one")
@given(case=cases, shorter=courses, longer=courses)
def test_a_course_does_not_depend_on_what_follows(case: tuple[str, str], shorter: int, longer: int) -> None:
    both = min(shorter, longer) + 1
    assert course(*case, shorter).steps[:both] == course(*case, longer).steps[:both]


@pytest.mark.verifies("Bands are wider outside the data: by phototype, and where a family borrows its figures")
@given(case=cases, sessions=st.integers(1, 3), phototype=st.sampled_from(PHOTOTYPES))
def test_bands_widen_outside_the_data(case: tuple[str, str], sessions: int, phototype: str) -> None:
    inside, there = course(*case, sessions), course(*case, sessions, phototype)
    outside = any("was not studied here" in reason for reason in there.why)
    for yardstick in YARDSTICKS:
        narrow, wide = (getattr(one.steps[-1], yardstick) for one in (inside, there))
        if narrow is None:
            continue
        assert wide.value == narrow.value
        if outside:
            assert wide.low < narrow.low
            assert wide.high >= narrow.high
        else:
            assert (wide.low, wide.high) == (narrow.low, narrow.high)


@pytest.mark.verifies("A family that borrows has the lender's middle and a wider band")
@pytest.mark.parametrize(
    ("concern", "lender", "borrower"),
    [
        ("acne-scars", "fractional-1540", "fractional-1410"),
        ("fine-lines", "fractional-1550", "fractional-1927"),
        ("surgical-scars", "fractional-1550", "picosecond-755"),
        ("brown-spots", "fractional-1927", "fractional-1550"),
        ("laxity", "fractional-1550", "fractional-1540"),
    ],
)
def test_what_is_borrowed_is_wider(concern: str, lender: str, borrower: str) -> None:
    own, borrowed = (last(concern, family, 3, "photo_graded") for family in (lender, borrower))
    assert borrowed.value == own.value
    assert borrowed.low < own.low
    assert (own.kind, borrowed.kind) == ("prior", "assumption")
    assert any("borrowed from" in reason for reason in course(concern, borrower, 3).why)


@pytest.mark.verifies("What is measured is never more than what photographs are graded, where both are known")
@given(case=cases, sessions=courses, phototype=st.sampled_from([None, *PHOTOTYPES]))
def test_measured_is_at_most_graded(case: tuple[str, str], sessions: int, phototype: str | None) -> None:
    change = course(*case, sessions, phototype)
    for row in (*change.steps, *change.later):
        if row.measured is not None and row.photo_graded is not None:
            assert row.measured.value <= row.photo_graded.value


@pytest.mark.verifies(
    "No middle is above the most that was published of that concern and yardstick, no band above any person's"
)
@given(case=cases, sessions=courses)
def test_never_above_the_published_most(case: tuple[str, str], sessions: int) -> None:
    group = group_of(*case)
    if group.no_gain:
        return
    concern = group.lender or group.concern
    change = course(*case, sessions)
    for yardstick in YARDSTICKS:
        for row in (*change.steps, *change.later):
            share = getattr(row, yardstick)
            if share is not None:
                most = [
                    look_up("efficacy", "ceilings", concern, yardstick.replace("_", "-"), name).value
                    for name in ("middle_share", "person_share")
                ]
                assert share.value <= most[0]
                assert share.high <= most[1]


@pytest.mark.verifies(
    "The published most of a mean is no less than any mean that a study of that concern and yardstick reports"
)
def test_the_published_most_is_the_most() -> None:
    for group in groups():
        if group.no_gain or group.lender:
            continue
        for row in studies_of(group):
            if row.mean_change is not None and row.measure == "measured" and row.use == "fit":
                most = look_up("efficacy", "ceilings", group.concern, "measured", "middle_share").value
                assert row.mean_change <= most


@pytest.mark.verifies("Fewer people see no change after each further session, and some see none after the first")
@given(case=cases, phototype=st.sampled_from([None, *PHOTOTYPES]))
def test_fewer_and_fewer_see_nothing(case: tuple[str, str], phototype: str | None) -> None:
    shares = [step.no_visible_change for step in course(*case, 6, phototype).steps]
    values = [share.value for share in shares if share is not None]
    assert values[0] == 1.0
    assert all(after <= before + 1e-12 for before, after in itertools.pairwise(values))
    assert 0.1 < values[1] < 0.9


@pytest.mark.verifies(
    "Energy and density move no figure: 10 to 40 mJ is flat [Mahmoud2010], two densities are alike [Alexis2016]"
)
@given(energy=st.floats(10.0, 40.0), density=st.floats(100.0, 2000.0))
def test_efficacy_is_flat_in_energy_and_density(energy: float, density: float) -> None:
    from photomend.healing import Wound

    nothing = Quantity(value=0.0, unit="1", low=0.0, high=0.0)
    fields = {name: nothing for name, kind in Wound.__annotations__.items() if kind == "Quantity"}
    wound = Wound(
        **fields, endpoint="coagulation", mechanism="coagulation", full_field=False, wavelength_nm=1550.0,
        pulse_energy_mJ=energy, total_density_per_cm2=density, cooled=True, site="cheek", phototype="IV",
        age_years=45.0, melanosome_fraction=0.1,
    )  # fmt: skip
    change = expected_change("acne-scars", "fractional-1550", 4, wound=wound)
    assert change.steps == course("acne-scars", "fractional-1550", 4, "IV").steps
    assert not change.outside_tested_range
