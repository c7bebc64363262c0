"""How verdicts are decided: a rule on numbers for each part of a claim that depends on them.

A rule takes all figures by key and returns a verdict. What words such as "mostly" or "mild" are taken to mean are
figures too (``[limits]`` in ``data/claims.toml``). Parts without a rule carry a verdict in the data, by reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, get_args

from photomend.result import Quantity

Verdict = Literal["confirmed", "qualified", "contradicted", "unknown"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
Known = Mapping[str, Quantity]
Rule = Callable[[Known], Verdict]


def combined(parts: Iterable[Verdict]) -> Verdict:
    """Return the verdict of a claim: that of its parts where they agree, else qualified.

    Example
    -------
    >>> combined(["confirmed", "confirmed"]), combined(["confirmed", "unknown"])
    ('confirmed', 'qualified')
    """
    found = set(parts)
    return found.pop() if len(found) == 1 else "qualified"


def choose(confirmed: bool, qualified: bool) -> Verdict:
    """Return confirmed where that holds, else qualified where that holds, else contradicted."""
    if confirmed:
        return "confirmed"
    return "qualified" if qualified else "contradicted"


def _by_count(passed: str, count: str) -> Rule:
    """Return a rule: confirmed where all passed, qualified where some did, contradicted where none did."""
    return lambda known: choose(known[passed].value == known[count].value > 0.0, known[passed].value > 0.0)


def _reported(*keys: str) -> Rule:
    """Return a rule on rates: confirmed where none could be 0, qualified where all are seen, contradicted where not."""
    return lambda known: choose(all(known[key].low > 0.0 for key in keys), all(known[key].value > 0.0 for key in keys))


def _layers(known: Known) -> Verdict:
    """Layers come off: the surface is lost over all of the area, over some, or nothing is removed."""
    removed = any(known[f"{laser}_removed_um"].value > 0.0 for laser in ("restore", "thulium"))
    kept = known["restore_intact_share"].value
    return choose(kept <= 1.0 - known["whole_share"].value, removed or kept < known["whole_share"].value)


def _outer_layer_kept(known: Known) -> Verdict:
    """The surface is whole and the epidermis mostly alive; or only the surface is whole."""
    whole = known["restore_intact_share"].value >= known["whole_share"].value
    alive = min(known[f"{laser}_alive_share"].value for laser in ("restore", "thulium"))
    return choose(whole and alive >= known["mostly_share"].value, whole)


def _epidermis_taken(known: Known) -> Verdict:
    """Ablation leaves no living epidermis in any mode; or only where it takes the full field."""
    nearly_none = 1.0 - known["whole_share"].value
    in_full = max(known[f"{laser}_alive_share"].value for laser in ("co2", "eryag")) <= nearly_none
    return choose(in_full and known["repair_intact_share"].value <= nearly_none, in_full)


def _narrow(known: Known) -> Verdict:
    """Columns lie mostly in the dermis, deeper than wide; or at least reach it."""
    deep = known["restore_deep_share"].value
    slim = known["restore_depth_um"].value > known["restore_width_um"].value
    return choose(slim and deep >= known["mostly_share"].value, deep > 0.0)


def _skin_between(known: Known) -> Verdict:
    """Most of the area has no dead cells; or some has none."""
    free = 1.0 - known["restore_dead_share"].value
    return choose(free >= known["mostly_share"].value, free > 0.0)


def _closes_sooner(known: Known) -> Verdict:
    """Told and computed, the slowest column is before the fastest full field; or the middle one is."""
    pairs = [("column_closing_days", "closing"), ("restore_closed_days", "closed")]
    courses = [(known[one], [known[f"{laser}_{kind}_days"] for laser in ("co2", "eryag")]) for one, kind in pairs]
    surely = all(columns.high < min(field.low for field in fields) for columns, fields in courses)
    return choose(surely, all(columns.value < min(field.value for field in fields) for columns, fields in courses))


def _dies_inside(known: Known) -> Verdict:
    """The epidermis of a zone dies at every end of the ranges; or in their middle."""
    dead = known["restore_surface_um"]
    return choose(dead.low > 0.0, dead.value > 0.0)


def _alive_between(known: Known) -> Verdict:
    """Most of the epidermis lives; or some does."""
    alive = min(known[f"{laser}_alive_share"].value for laser in ("restore", "thulium"))
    return choose(alive >= known["mostly_share"].value, alive > 0.0)


def _tenth(size: str) -> Rule:
    """Return a rule: the ratio the page states lies in the ranges of both kinds of follicle, of one, of neither."""

    def judge(known: Known) -> Verdict:
        stated = known["follicle_ratio"].value
        ratios = [known[f"{kind}_{size}_ratio"] for kind in ("vellus", "terminal")]
        fits = [ratio.low <= stated <= ratio.high for ratio in ratios]
        return choose(all(fits), any(fits))

    return judge


def _collagen_heated(known: Known) -> Verdict:
    """Collagen coagulates below the epidermis at every end of the ranges; or in their middle."""
    deep, top = known["restore_collagen_um"], known["epidermis_um"].value
    return choose(deep.low > top, deep.value > top)


def _several(known: Known) -> Verdict:
    """The shortest course of a trial has more than one session; or the usual one has."""
    sessions = known["trial_sessions"]
    return choose(sessions.low > 1.0, sessions.value > 1.0)


def _less_energy(known: Known) -> Verdict:
    """Energy per area is less than in full ablation, by more than counts as alike: in every session; in some."""
    least = min(1.0, known["eryag_energy_ratio"].value) * (1.0 - known["alike_share"].value)
    lower = [known[f"{laser}_energy_ratio"].value < least for laser in ("restore", "thulium")]
    return choose(all(lower), any(lower))


def _scars_gain_less(known: Known) -> Verdict:
    """Scars gained less than by ablation, by more than counts as alike: in every comparison; in some."""
    pairs = (("scar_people_share", "scar_people_ablative_share"), ("scar_score_share", "scar_score_ablative_share"))
    ratios = [known[one].value / known[ablative].value for one, ablative in pairs]
    gaps = [1.0 - ratio > known["alike_share"].value for ratio in (*ratios, known["surgical_scar_ratio"].value)]
    return choose(all(gaps), any(gaps))


def _session_does_less(known: Known) -> Verdict:
    """More than one non-ablative session matched one ablative; or just one did."""
    matched = known["equal_sessions_count"].value
    return choose(matched > 1.0, matched == 1.0)


def _pain_lessened(known: Known) -> Verdict:
    """Cold air takes off more pain than counts as alike; or some."""
    lost = 1.0 - known["pain_cold_index"].value / known["pain_bare_index"].value
    return choose(lost > known["alike_share"].value, lost > 0.0)


def _mild(known: Known) -> Verdict:
    """Pain that remains under cold air or cream is mild with every laser; or with some."""
    near_1550 = min(known[f"pain_{aid}_index"].value for aid in ("cold", "cream"))
    remaining = [near_1550, known["pain_thulium_index"].value, known["pain_picosecond_index"].value]
    mild = [pain <= known["mild_pain_index"].value for pain in remaining]
    return choose(all(mild), any(mild))


def _melasma_holds(known: Known) -> Verdict:
    """Half a year later the gain on melasma is as good as at first; or some of it is left."""
    first, later = (known[f"melasma_{time}_share"].value for time in ("month", "half_year"))
    return choose(later >= first * (1.0 - known["alike_share"].value), later > 0.0)


def _three_days(known: Known) -> Verdict:
    """The days that the page states lie in the range of every wavelength; or of some."""
    stated = known["recovery_days"].value
    courses = [known[f"{laser}_recovery_days"] for laser in ("picosecond", "erbium", "thulium")]
    fits = [days.low <= stated <= days.high for days in courses]
    return choose(all(fits), any(fits))


def _red_and_swollen(known: Known) -> Verdict:
    """Both followed most visits; or one did."""
    usual = [known[f"{sign}_share"].value >= known["mostly_share"].value for sign in ("redness", "swollen")]
    return choose(all(usual), any(usual))


def _life_goes_on(known: Known) -> Verdict:
    """Few visits limited social life; or no more than most did."""
    limited = known["limited_social_share"].value
    return choose(limited <= known["few_share"].value, limited < known["mostly_share"].value)


def _surface_whole(known: Known) -> Verdict:
    """The horny layer is whole; or most of it is."""
    kept = known["restore_intact_share"].value
    return choose(kept >= known["whole_share"].value, kept >= known["mostly_share"].value)


def _field_recovers(known: Known) -> Verdict:
    """Every full field spares the epidermis and is red but briefly; or some does."""
    spared, count = known["full_field_spared_count"].value, known["full_field_count"].value
    red = max(known[f"{laser}_redness_days"].value for laser in ("smoothbeam", "cooltouch"))
    return choose(spared == count and red <= known["brief_days"].value, spared > 0.0)


def _make_up(known: Known) -> Verdict:
    """Under a whole surface the days that the page states are no longer than columns may take to close; or longer."""
    whole = known["restore_intact_share"].value >= known["whole_share"].value
    return choose(whole and known["makeup_days"].value <= known["column_closing_days"].high, whole)


def _price_of_session(known: Known) -> Verdict:
    """What clinics ask lies within the page's prices; or overlaps them."""
    page, clinics = known["price_USD"], known["clinics_USD"]
    within = page.low <= clinics.low and clinics.high <= page.high
    return choose(within, clinics.low <= page.high and page.low <= clinics.high)


def _price_of_course(known: Known) -> Verdict:
    """A course is one session; or may be."""
    sessions = known["trial_sessions"]
    return choose(sessions.high <= 1.0, sessions.low <= 1.0)


def _lighter_patches(known: Known) -> Verdict:
    """Lighter patches are as common as darker ones; or cannot be told from them by chance."""
    lighter, darker = known["lightening_share"], known["darkening_dark_share"]
    return choose(lighter.value >= darker.value, lighter.high >= darker.low)


def _enough_followed(known: Known) -> Verdict:
    """Enough people of the darkest types were followed to exclude a harm that would count as common: 3 / n below it."""
    could_hide = 3.0 / known["darkest_people_count"].value
    return choose(could_hide <= known["thin_share"].value, True)


def _lighter_seen(known: Known) -> Verdict:
    """Lasting loss of colour was seen; none seen does not exclude it."""
    return choose(known["lightening_share"].value > 0.0, True)


RULES: dict[str, Rule] = {
    "removes-layers/layers": _layers,
    "preserves-epidermis/fractional": _outer_layer_kept,
    "preserves-epidermis/full-field": _by_count("full_field_spared_count", "full_field_count"),
    "preserves-epidermis/ablative": _epidermis_taken,
    "endpoint/fractional": _by_count("fractional_coagulating_count", "fractional_count"),
    "endpoint/full-field": _by_count("full_field_coagulating_count", "full_field_count"),
    "endpoint/ablative": _by_count("ablative_vaporising_count", "ablative_count"),
    "columns/narrow": _narrow,
    "columns/between": _skin_between,
    "columns/faster": _closes_sooner,
    "epidermis-in-zone/inside": _dies_inside,
    "epidermis-in-zone/between": _alive_between,
    "tenth-of-follicle/width": _tenth("width"),
    "tenth-of-follicle/volume": _tenth("volume"),
    "collagen/heat": _collagen_heated,
    "fractional-recovery/recovery": _closes_sooner,
    "several-sessions/sessions": _several,
    "several-sessions/energy": _less_energy,
    "less-dramatic/scars": _scars_gain_less,
    "less-dramatic/session": _session_does_less,
    "devices/named": _by_count("known_count", "named_count"),
    "devices/wavelengths": _by_count("matching_count", "named_count"),
    "devices/media": _by_count("medium_sure_count", "medium_count"),
    "numbing-cooling/lessens": _pain_lessened,
    "numbing-cooling/comfortable": _mild,
    "treats/blotches": _melasma_holds,
    "recovery-3-days/days": _three_days,
    "recovery-3-days/red": _red_and_swollen,
    "recovery-3-days/resume": _life_goes_on,
    "minimal-erythema/fractional": _life_goes_on,
    "minimal-erythema/full-field": _field_recovers,
    "minimal-erythema/covers": _surface_whole,
    "makeup-2-days/days": _make_up,
    "cost/price": _price_of_session,
    "cost/course": _price_of_course,
    "ideal-nonfractional/sessions": _several,
    "darker-skin/lighter": _lighter_patches,
    "most-skin-types/darkest-types": _enough_followed,
    "side-effects/darker": _reported("darkening_share", "darkening_dark_share"),
    "side-effects/lighter": _lighter_seen,
    "side-effects/cold-sores": _reported("cold_sore_share"),
    "precision/pain": _mild,
    "cons/pigment": _reported("darkening_share", "darkening_dark_share"),
    "cons/disorders": _reported("melasma_worse_share", "acne_flare_share"),
    "cons/effect": _scars_gain_less,
}
"""The rules by claim and part, "claim/part"; other parts are judged by reading, in the data."""
