"""A try-on: what one course of one treatment shows on a face, by day, region and share of people.

    request -> treatment -> simulated at four sites -> healed -> signs x scales ; course -> gains -> frames

Only healing and measured change are drawn: never the tone of the skin, its shape or its fine texture. It illustrates;
it promises nothing and advises nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from photomend.appearance.asked import Planned, Role, TryOnRequest, case_for, planned
from photomend.appearance.effects import (
    BANDS,
    CHANNELS,
    REGIONS,
    SIGN_OF,
    SITE_OF,
    SITES,
    Channel,
    Fact,
    after_sessions,
    darkening_sign,
    scale_of,
    signs_of,
)
from photomend.appearance.frames import Frame, frames_of, since
from photomend.appearance.gains import CONCERN_OF, at_days, gain_of
from photomend.appearance.patch import SkinPatch, zones_of
from photomend.backend import package_version
from photomend.bibliography import short_reference
from photomend.case import Case, Concern, Phototype
from photomend.catalog import literature, look_up, tables
from photomend.description import Description
from photomend.healing import Healing, Wound, heal, wound_of
from photomend.outcome import Change, Risk, expected_change, risks, screen
from photomend.plain import plain_words, typeset, without_settings
from photomend.preview import previewed
from photomend.result import Quantity, Simulation
from photomend.simulate import simulate
from photomend.skin.anatomy import Site
from photomend.treatment import Treatment, read_request

KEPT = 64
DIGITS = 6
OUTSIDE = "outside tested range"
HYPERPIGMENTATION = "hyperpigmentation"
RENDER = {
    "slight_blur_mm": ("faces", "skin", "slight_blur_mm"),
    "fine_width_mm": ("appearance", "render", "fine_width_mm"),
    "line_width_mm": ("appearance", "render", "line_width_mm"),
    "scar_width_mm": ("appearance", "render", "scar_width_mm"),
    "spot_surround_mm": ("appearance", "render", "spot_surround_mm"),
    "spot_threshold": ("appearance", "render", "spot_threshold_share"),
    "shedding_contrast": ("appearance", "render", "shedding_contrast_share"),
    "shedding_cell_mm": ("appearance", "render", "shedding_cell_mm"),
}
"""Numbers of the picture by the name that a page has for them, and where they stand in the data."""


class Unchanged(Description):
    """Share of people who see no visible change."""

    after_one_session: Quantity | None
    after_course: Quantity | None


class Darkening(Description):
    """How often skin becomes darker after a session, and what is known of it."""

    probability: Quantity | None
    statement: str


class Tone(Description):
    """Melanosome fraction of the viable epidermis and blood fraction of the dermis before treatment."""

    melanosome_fraction: float
    blood_fraction: float


class RecoveryDays(Description):
    """Days until the signs are no longer seen, on the cheek."""

    redness_days: Quantity
    swelling_days: Quantity
    makeup_day: Quantity


class TryOn(Description):
    """The frames of a try-on with what stands behind them; `values` by frame, region, channel and band.

    Device and settings are there for a clinician only.
    """

    title: str
    concern: Concern
    family: str
    sessions: int
    interval_weeks: float
    phototype: Phototype
    age_years: float
    role: Role
    version: str
    regions: tuple[str, ...] = REGIONS
    channels: tuple[str, ...] = CHANNELS
    bands: tuple[str, ...] = BANDS
    frames: tuple[Frame, ...]
    values: tuple[tuple[tuple[tuple[float, ...], ...], ...], ...]
    facts: dict[Channel, Fact]
    unchanged: Unchanged
    darkening: Darkening
    base: Tone
    zones: SkinPatch | None
    recovery: RecoveryDays
    statement: str
    outside_tested_range: bool
    why: tuple[str, ...]
    notes: tuple[str, ...]
    sources: dict[str, str]
    render: dict[str, float]
    device: str | None = None


class _Healed(NamedTuple):
    """One site: its run, its wound, how it heals."""

    run: Simulation
    wound: Wound
    healing: Healing


class _Told(NamedTuple):
    """What is said of a try-on: the course of its concern, the risk of darkening, the facts of its channels."""

    change: Change
    risk: Risk
    facts: dict[Channel, Fact]


def try_on(asked: TryOnRequest) -> TryOn:
    """Return what a course of treatment shows on a face, the same for the same request.

    Raises `BadInput`, in one sentence, for people under age, diseases, what the screening rules out and treatments that
    are not known.

    Example
    -------
    >>> shown = try_on(TryOnRequest(concern="acne-scars", phototype="III", age_years=30.0, family="fractional-1550"))
    >>> shown.frames[1].title, shown.device
    ('Just after', None)
    >>> red = np.array(shown.values)[:, REGIONS.index("cheek"), CHANNELS.index("redness"), 1]
    >>> bool(red[1] > red[6] > red[9]), float(red[0])
    (True, 0.0)
    """
    plan, case = planned(asked), case_for(asked)
    sites = {site: _healed(plan, asked, site) for site in SITES}
    cheek, frames = sites["cheek"], frames_of(plan.sessions, plan.interval_weeks)
    change = expected_change(asked.concern, plan.family, plan.sessions, case.person, cheek.wound, "cheek")
    risk = next(one for one in risks(cheek.wound, case.person) if one.event == HYPERPIGMENTATION)
    values, facts = _drawn(plan, case, sites, frames)
    told = _Told(change, risk, facts)
    clinician = asked.role == "clinician"
    return TryOn(
        title=plan.title,
        concern=asked.concern,
        family=plan.family,
        sessions=plan.sessions,
        interval_weeks=plan.interval_weeks,
        phototype=asked.phototype,
        age_years=asked.age_years,
        role=asked.role,
        version=package_version(),
        frames=frames,
        values=_as_told(values),
        facts=facts,
        unchanged=Unchanged(
            after_one_session=change.steps[1].no_visible_change, after_course=change.steps[-1].no_visible_change
        ),
        darkening=Darkening(probability=risk.probability, statement=_worded(risk.statement, clinician)),
        base=_base(cheek.wound),
        zones=zones_of(cheek.run, clinician),
        recovery=_recovery(cheek.healing),
        statement=_worded(change.statement, clinician),
        outside_tested_range=change.outside_tested_range or risk.outside_tested_range,
        why=tuple(words for one in change.why if (words := _worded(one, clinician))),
        notes=tuple(_notes(case, cheek, told, clinician)),
        sources=_sources(told, cheek),
        render={name: look_up(*path).value for name, path in RENDER.items()},
        device=plan.device if clinician else None,
    )


def _healed(plan: Planned, asked: TryOnRequest, site: Site) -> _Healed:
    """Return a site treated once and healed."""
    skin = {**plan.treatment.get("skin", {}), "site": site, "phototype": asked.phototype, "age_years": asked.age_years}
    run = _simulated(read_request({**plan.treatment, "skin": skin}).treatment)
    wound = wound_of(run)
    return _Healed(run, wound, heal(wound))


@lru_cache(maxsize=KEPT)
def _simulated(treatment: Treatment) -> Simulation:
    request = previewed(read_request(treatment.stated()))
    return simulate(treatment, request.physics, request.numerics)


def _drawn(
    plan: Planned, case: Case, sites: Mapping[Site, _Healed], frames: tuple[Frame, ...]
) -> tuple[np.ndarray, dict[Channel, Fact]]:
    """Return all values by frame, region, channel and band, and what stands behind each channel."""
    days, ago = np.array([frame.day for frame in frames]), since(frames, plan.interval_weeks)
    own = sites["cheek"].wound.melanosome_fraction
    values = np.zeros((len(frames), len(REGIONS), len(CHANNELS), len(BANDS)))
    facts: dict[Channel, Fact] = {}
    for channel in SIGN_OF:
        scale = scale_of(channel, own).value
        by_site = {site: scale * after_sessions(signs_of(one.healing)[channel], ago) for site, one in sites.items()}
        for region in REGIONS:
            values[:, REGIONS.index(region), CHANNELS.index(channel)] = by_site[SITE_OF[region]]
        facts[channel] = _sign_fact(channel, sites["cheek"].healing)
    for channel in CONCERN_OF:
        gain = gain_of(channel, case.goal.concern, plan.family, plan.sessions, case.person, sites["cheek"].wound)
        values[:, :, CHANNELS.index(channel)] = at_days(gain, days, plan.interval_weeks)[:, None]
        facts[channel] = gain.fact
    darker = scale_of("darkening", own).value * after_sessions(darkening_sign(), ago)
    values[:, :, CHANNELS.index("darkening")] = darker[:, None]
    facts["darkening"] = _darkening_fact()
    return values, facts


def _sign_fact(channel: Channel, healing: Healing) -> Fact:
    words = tables("appearance")["words"][channel]
    days: Quantity = getattr(healing.figures, f"{SIGN_OF[channel]}_days")
    keys = (*days.sources, *scale_of(channel, 0.0).source)
    return Fact(
        title=words["title"],
        kind="model",
        sources=tuple(dict.fromkeys(keys)),
        caption=words["caption"],
        unknown=words["unknown"],
    )


def _darkening_fact() -> Fact:
    words = tables("appearance")["words"]["darkening"]
    keys = (*scale_of("darkening", 0.0).source, *look_up("healing", "pigment", "lasting_days").source)
    return Fact(kind="assumption", sources=tuple(dict.fromkeys(keys)), **words)


def _as_told(values: np.ndarray) -> tuple[Any, ...]:
    rounded = np.round(values, DIGITS) + 0.0  # no negative zeros
    return tuple(
        tuple(tuple(tuple(bands) for bands in channels) for channels in regions) for regions in rounded.tolist()
    )


def _base(wound: Wound) -> Tone:
    blood = look_up("tissue", "layers", "papillary_dermis", "blood_fraction").value
    return Tone(melanosome_fraction=wound.melanosome_fraction, blood_fraction=blood)


def _recovery(healing: Healing) -> RecoveryDays:
    figures = healing.figures
    return RecoveryDays(
        redness_days=figures.redness_days, swelling_days=figures.swelling_days, makeup_day=figures.makeup_day
    )


def _worded(text: str, clinician: bool) -> str:
    return typeset(text) if clinician else without_settings(typeset(text))


def _notes(case: Case, cheek: _Healed, told: _Told, clinician: bool) -> Iterator[str]:
    """Yield what else to know: of the screening, the course, the healing and the run; nothing twice."""
    healing = cheek.healing.figures.notes
    warnings = [one for one in cheek.run.summary.warnings if OUTSIDE not in one]
    of_run = warnings if clinician else [words for one in warnings if (words := plain_words(one))]
    texts = [
        *(reason.text for reason in screen(case).reasons),
        *told.change.notes,
        *(healing if clinician else [plain_words(note) or note for note in healing]),
        *of_run,
    ]
    yield from dict.fromkeys(words for text in texts if (words := _worded(text, clinician)))


def _sources(told: _Told, cheek: _Healed) -> dict[str, str]:
    """Return author, year and title of every source that stands behind the try-on."""
    quantities = [told.risk.probability, *(getattr(cheek.healing.figures, name) for name in RecoveryDays.model_fields)]
    keys: Iterable[str] = [
        *(key for fact in told.facts.values() for key in fact.sources),
        *told.change.sources,
        *told.risk.sources,
        *(key for quantity in quantities if quantity for key in quantity.sources),
    ]
    return {key: short_reference(key) for key in sorted(set(keys)) if key in literature()}
