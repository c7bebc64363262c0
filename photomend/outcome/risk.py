"""Risks of one session: how often what was counted, between which bounds, and what is not known.

Base rates come from series of treatments, each with its Jeffreys interval; series that disagree are held by one range
from the lowest to the highest end. They do not depend on the settings: where that was looked at, settings did not
matter [Graber2008]. Hyperpigmentation is forecast (`photomend.outcome.pigment_risk`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

from scipy.special import betaincinv

from photomend.catalog import Sourced, look_up, sourced, tables
from photomend.description import Description
from photomend.outcome.pigment_risk import drivers_of, fitted_sources, forecast, reported_apart, widenings_of
from photomend.result import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from photomend.case import Person
    from photomend.healing import Wound

Band = Literal["low", "moderate", "high"]
Kind = Literal["model", "study", "prior", "assumption"]
FILE = "adverse_events"
LEVEL = 0.95
READ = ("read", "derived")


class Risk(Description):
    """One thing that can go wrong: its probability, or a sentence that says what is not known.

    `upper_bound` is the highest probability that counts allow where nothing else is known. `band` puts the probability
    in words by cut-offs that are a choice. Outside the tested range the statement says why.
    """

    event: str
    per: Literal["session"] = "session"
    probability: Quantity | None = None
    upper_bound: Quantity | None = None
    band: Band | None = None
    statement: str
    kind: Kind
    sources: tuple[str, ...]
    outside_tested_range: bool = False


def risks(wound: Wound, person: Person) -> tuple[Risk, ...]:
    """Return the risks of one session: what was counted, hyperpigmentation, and what only a sentence can tell.

    Probabilities are shares of sessions (unit 1). Counts hold for non-ablative fractional lasers near 1550 and 1927 nm;
    for other kinds of treatment they are not known.

    Example
    -------
    >>> import photomend as pm
    >>> from photomend.case import Person
    >>> from photomend.healing import wound_of
    >>> coarse = pm.Numerics(photons=12_800, cell_um=10.0, intervals=False)
    >>> run = pm.simulate(pm.Treatment(handpiece={"device": "fraxel-restore"}), pm.Physics(optics="static"), coarse)
    >>> found = risks(wound_of(run), Person(age_years=45.0, phototype="III"))
    >>> {risk.event: risk.band for risk in found if risk.probability}["hyperpigmentation"]
    'low'
    """
    counted = [_counted(event, wound, person) for event in tables(FILE)["event"]]
    told = [*counted[:1], hyperpigmentation(wound, person), *counted[1:]]
    if "melasma" in person.conditions:
        told.append(_melasma())
    return (*told, *(_bound(event, wound) for event in tables(FILE)["bound"]), _burn(wound))


def hyperpigmentation(wound: Wound, person: Person) -> Risk:
    """Return the risk of hyperpigmentation a session: median and the range that holds it with 90 %.

    The band is that of the mean over all that is not known, which rises as the range widens. Limits of validity are in
    `photomend.outcome.pigment_risk`; where they are passed, the range widens and the statement says so.
    """
    tanned = "recent-tan" in person.conditions
    told = forecast(drivers_of(wound, person), person.phototype, widenings_of(wound, person.phototype, tanned))
    beyond = "; ".join(widening.words for widening in told.widenings)
    statement = (
        f"Hyperpigmentation in {_percent(told.low)} to {_percent(told.high)} of such sessions, middle "
        f"{_percent(told.median)}. Reports differ up to tenfold by who looks, and how strongly settings act is mostly "
        "expert opinion; where these studies tell its course, it faded within weeks to three months."
    )
    reported, elsewhere = reported_apart(wound.mechanism)
    statement += f" Outside what was studied: {beyond}." if beyond else ""
    statement += f" Reported there: {reported}." if reported else ""
    sources = fitted_sources() + tuple(key for widening in told.widenings for key in widening.sources) + elsewhere
    return Risk(
        event="hyperpigmentation",
        probability=Quantity(
            value=told.median, unit="1", low=told.low, high=told.high, kind="prior", sources=_once(sources)
        ),
        band=band_of(told.mean),
        statement=statement,
        kind="prior",
        sources=_once(sources),
        outside_tested_range=bool(beyond),
    )


def jeffreys(events: float, number: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the Jeffreys interval of a share: ends of Beta(events + 1/2, number - events + 1/2).

    The low end is 0 where there were no events, the high end 1 where there was nothing else.

    Example
    -------
    >>> [round(end, 4) for end in jeffreys(17, 961)]
    [0.0107, 0.0275]
    """
    tail = 0.5 * (1.0 - level)
    a, b = events + 0.5, number - events + 0.5
    low = 0.0 if events == 0 else float(betaincinv(a, b, tail))
    high = 1.0 if events == number else float(betaincinv(a, b, 1.0 - tail))
    return low, high


def pooled(event: Mapping[str, Any]) -> Quantity:
    """Return what the series of an event tell together: the geometric mean of their rates, and a range over all ends.

    A count that was recalled makes it an assumption.

    Example
    -------
    >>> told = pooled({"series": [{"source": ["Graber2008"], "events": 17, "treatments": 961, "mark": "read"}]})
    >>> told.kind, round(told.value, 3)
    ('study', 0.018)
    """
    series = event["series"]
    ends = [jeffreys(one["events"], one["treatments"]) for one in series]
    rates = [one["events"] / one["treatments"] for one in series]
    return Quantity(
        value=math.exp(sum(math.log(rate) for rate in rates) / len(rates)),
        unit="1",
        low=min(low for low, _ in ends),
        high=max(high for _, high in ends),
        kind="study" if all(one["mark"] in READ for one in series) else "assumption",
        sources=_once(key for one in series for key in one["source"]),
    )


def band_of(probability: float) -> Band:
    """Return low, moderate or high by cut-offs that are a choice.

    Example
    -------
    >>> [band_of(share) for share in (0.01, 0.1, 0.2)]
    ['low', 'moderate', 'high']
    """
    moderate, high = (look_up(FILE, "band", name).value for name in ("moderate_share", "high_share"))
    if probability < moderate:
        return "low"
    return "moderate" if probability < high else "high"


def _counted(event: Mapping[str, Any], wound: Wound, person: Person) -> Risk:
    """Return the risk of what series counted, or that it is not known for this kind of treatment."""
    rate = pooled(event)
    if not _was_counted(wound):
        return _not_known_here(event["name"], rate.kind, rate.sources)
    outside = not any(band.low <= wound.wavelength_nm <= band.high for band in _tested())
    words = [_series_told(event), event["note"]]
    if event.get("history") in person.conditions:
        words.append(event["history_note"])
    if outside:
        words.append(f"Outside what was counted: {wound.wavelength_nm:g} nm (series had 1550 and 1927 nm).")
    return Risk(
        event=event["name"],
        probability=rate,
        band=band_of(rate.value),
        statement=" ".join(words),
        kind=rate.kind,
        sources=rate.sources,
        outside_tested_range=outside,
    )


def _was_counted(wound: Wound) -> bool:
    """Return whether series counted this kind of treatment: non-ablative fractional lasers."""
    return wound.mechanism == "coagulation" and not wound.full_field


def _not_known_here(event: str, kind: Kind, sources: tuple[str, ...]) -> Risk:
    statement = "Not known for this kind of treatment: counted for non-ablative fractional lasers only."
    return Risk(event=event, statement=statement, kind=kind, sources=sources, outside_tested_range=True)


def _series_told(event: Mapping[str, Any]) -> str:
    """Return the counts of the series in a sentence, each with its interval."""
    told = []
    for one in event["series"]:
        low, high = jeffreys(one["events"], one["treatments"])
        recalled = "" if one["mark"] in READ else ", recalled and not read"
        count = f"{one['events']} of {one['treatments']} {one['counted']}"
        told.append(f"{count} ({_percent(low)} to {_percent(high)}{recalled})")
    return f"Counted: {'; '.join(told)}."


def _bound(event: Mapping[str, Any], wound: Wound) -> Risk:
    """Return what is known where no probability is: a sentence, and the bound that counts allow."""
    kind: Kind = "study" if event["mark"] in READ else "assumption"
    sources = tuple(event["source"])
    if not _was_counted(wound):
        return _not_known_here(event["name"], kind, sources)
    if "treatments" not in event:
        return Risk(event=event["name"], statement=event["statement"], kind=kind, sources=sources)
    high = _most(event["events"], event["treatments"])
    bound = Quantity(value=high, unit="1", low=0.0, high=high, kind=kind, sources=sources)
    statement = f"{event['statement']} The counts alone allow up to {100.0 * high:.2g} %."
    return Risk(event=event["name"], upper_bound=bound, statement=statement, kind=kind, sources=sources)


def _most(events: int, treatments: int) -> float:
    """Return the share at which one of twenty series finds so few events; 3 / treatments where there were none."""
    return float(betaincinv(events + 1.0, treatments - events, LEVEL)) if events else 3.0 / treatments


def _burn(wound: Wound) -> Risk:
    """Return that nobody counted burns, and what was computed instead."""
    warning, peak = look_up(FILE, "burn", "warning_C"), wound.bulk_peak_temperature
    hot = peak.value > warning.value
    verdict = "above" if hot else "below"
    doubt = ", though its range passes it" if not hot and peak.high > warning.value else ""
    computed = (
        f"Not known: burns were counted nowhere. Computed instead: the upper 0.5 mm peaks at {peak.value:.1f} degC on "
        f"average ({peak.low:.1f} to {peak.high:.1f}), {verdict} the {warning.value:.0f} degC from which bulk heating "
        f"is warned of{doubt}."
    )
    sources = _once((*peak.sources, *warning.source))
    return Risk(event="burn", statement=computed, kind="model", sources=sources, outside_tested_range=hot)


def _melasma() -> Risk:
    entry = tables(FILE)["melasma"]
    return Risk(event="darker melasma", statement=entry["statement"], kind="study", sources=tuple(entry["source"]))


def _tested() -> list[Sourced]:
    return [sourced(entry) for entry in tables(FILE)["tested"].values()]


def _percent(share: float) -> str:
    """Return a share in percent, with as many digits as it can bear."""
    percent = 100.0 * share
    return f"{percent:.0f} %" if percent >= 10.0 else f"{percent:.1f} %" if percent >= 0.1 else "less than 0.1 %"


def _once(keys: Any) -> tuple[str, ...]:
    """Return keys without repetition, in order."""
    return tuple(dict.fromkeys(keys))
