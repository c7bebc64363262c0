"""What the model says to the claims: figures taken from the shared runs.

`COMPUTED` is the place for more: a key, named in ``data/claims.toml`` under ``[computed]``, and a function from the
runs to a quantity. A claim shows it where the key stands among its `figures`, and says it where it stands in braces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import exp, hypot, log, pi, sqrt

from photomend.case import Person, Phototype
from photomend.device import card
from photomend.device.evidence import sources_of
from photomend.guide import dark, listed
from photomend.guide.figures import studied
from photomend.guide.runs import USUAL, Runs
from photomend.healing import heal, wound_of
from photomend.outcome.risk import hyperpigmentation
from photomend.result import Quantity, Simulation
from photomend.skin import Skin
from photomend.skin.anatomy import stack

Figures = dict[str, Quantity]
THULIUM, REPAIR, CO2, ERYAG = "fraxel-restore-dual-1927", "fraxel-repair-co2", "co2-10600", "eryag-2940"


def computed(runs: Runs) -> Figures:
    """Return every figure that the claims take from the runs, by key."""
    return {key: figure(runs) for key, figure in COMPUTED.items()}


def _row(name: str, field: str) -> Callable[[Runs], Quantity]:
    """Return a function to a field of the comparison of one laser."""
    return lambda runs: getattr(runs.rows[name], field)


def _gone(name: str) -> Callable[[Runs], Quantity]:
    """Return a function to the share of the epidermis that an ablative laser removes."""

    def share(runs: Runs) -> Quantity:
        found = runs.ranged[name].summary.ablation
        if found is None:
            raise LookupError(f"{name} removes nothing")
        return found.epidermis_removed_fraction

    return share


def _energy(name: str) -> Callable[[Runs], Quantity]:
    """Return a function to the energy per area of all passes over that of the CO2 full field, at usual settings."""

    def ratio(runs: Runs) -> Quantity:
        value = _per_area(runs.ranged[name]) / _per_area(runs.ranged[CO2])
        return _model(value, value, value, "1", (*sources_of(card(name)), *sources_of(card(CO2))))

    return ratio


def _per_area(run: Simulation) -> float:
    """Return the energy per area of all passes, mJ/cm^2: energy of a beam x density x passes."""
    settings = run.summary.treatment["settings"]
    return float(settings["pulse_energy_mJ"] * settings["density_per_pass_per_cm2"] * settings["passes"])


def _healed(figure: str, name: str) -> Callable[[Runs], Quantity]:
    """Return a function to a figure of the healing of one laser's wound."""
    return lambda runs: getattr(heal(wound_of({**runs.middle, **runs.ranged}[name])).figures, figure)


def _darkening(phototype: Phototype) -> Callable[[Runs], Quantity]:
    """Return a function to the risk of darker patches after a session of the usual laser."""

    def risk(runs: Runs) -> Quantity:
        person = Person(age_years=Skin().age_years, phototype=phototype)
        found = hyperpigmentation(wound_of(runs.ranged[USUAL]), person).probability
        if found is None:
            raise LookupError(f"no risk of darker patches is known of {USUAL}")
        return found

    return risk


def _zone(size: str) -> Callable[[Runs], Quantity]:
    """Return a function to a size of the zone of dead cells of the usual laser."""
    return lambda runs: getattr(runs.ranged[USUAL].zones.necrosis, size)


def _deep_share(runs: Runs) -> Quantity:
    """Return the part of a zone's depth that lies below the epidermis."""
    depth, top = runs.ranged[USUAL].zones.necrosis.depth, _epidermis_um(runs).value
    value, low, high = (max(0.0, 1.0 - top / end) for end in (depth.value, depth.low, depth.high))
    return _model(value, low, high, "1", depth.sources)


def _epidermis_um(runs: Runs) -> Quantity:
    """Return where the living epidermis ends, um."""
    del runs
    slabs = stack(Skin())[:2]
    value, low, high = (sum(getattr(slab.thickness_um, end) for slab in slabs) for end in ("value", "low", "high"))
    return _model(value, low, high, "um", (key for slab in slabs for key in slab.thickness_um.source))


def _of_follicle(kind: str, size: str) -> Callable[[Runs], Quantity]:
    """Return a function to width or volume of a zone over that of a follicle, a cylinder.

    Ranges of zone, width and length combine as the root of the sum of the squares of their logarithms.
    """

    def ratio(runs: Runs) -> Quantity:
        zone, width, length = _zone(size)(runs), studied()[f"{kind}_width_um"], studied()[f"{kind}_length_um"]
        area = 1.0 if size == "width" else 0.25 * pi * width.value * length.value
        powers = ((zone, 1.0), (width, -1.0)) if size == "width" else ((zone, 1.0), (width, -2.0), (length, -1.0))
        up, down = (hypot(*(_move(part, power, sign) for part, power in powers)) for sign in (1, -1))
        value = zone.value / (width.value * area)
        sources = (key for part, _ in powers for key in part.sources)
        return _model(value, value * exp(-down), value * exp(up), "1", sources)

    return ratio


def _move(part: Quantity, power: float, sign: int) -> float:
    """Return how far the logarithm of `part` to a power moves when it goes up (sign 1) or down to an end."""
    end = part.high if sign * power > 0.0 else part.low
    return power * log(end / part.value)


def _count(
    chosen: Callable[[Runs], Iterable[Simulation]], test: Callable[[Simulation], bool]
) -> Callable[..., Quantity]:
    """Return a function to the number of runs among `chosen` that pass a test, in the middle of the ranges."""

    def number(runs: Runs) -> Quantity:
        some = list(chosen(runs))
        passed = float(sum(test(run) for run in some))
        return _model(passed, passed, passed, "1", (key for run in some for key in run.zones.necrosis.depth.sources))

    return number


def _fractional(runs: Runs) -> list[Simulation]:
    """Return the non-ablative fractional runs, each laser once."""
    return [run for run in {**runs.middle, **runs.ranged}.values() if not (_full_field(run) or _ablates(run))]


def _full_fields(runs: Runs) -> list[Simulation]:
    return [run for run in runs.middle.values() if _full_field(run) and not _ablates(run)]


def _ablative(runs: Runs) -> list[Simulation]:
    return [run for run in runs.ranged.values() if _ablates(run)]


def _full_field(run: Simulation) -> bool:
    return bool(run.summary.treatment["handpiece"]["placement"] == "full-field")


def _ablates(run: Simulation) -> bool:
    return run.summary.ablation is not None


def _spares(run: Simulation) -> bool:
    return run.summary.full_field is not None and run.summary.full_field.epidermis == "spared"


def _any(run: Simulation) -> bool:
    return True


def _ends(endpoint: str) -> Callable[[Simulation], bool]:
    return lambda run: run.endpoint == endpoint


def _darkened(size: str) -> Callable[[Runs], Quantity]:
    """Return a function to the relative change of a zone's size by melanin at most; its range is one of chance."""

    def change(runs: Runs) -> Quantity:
        darkest, usual = (getattr(run.zones.necrosis, size) for run in (runs.dark, runs.middle[USUAL]))
        value = darkest.value / usual.value - 1.0
        sampled = getattr(runs.ranged[USUAL].zones.necrosis, size)
        error = 2.0 * sqrt(2.0) * (sampled.standard_error or 0.0) / sampled.value
        published = (key for key in darkest.sources if key != "user")
        return _model(value, value - error, value + error, "1", (*published, *dark.melanin_sources()))

    return change


def _model(value: float, low: float, high: float, unit: str, sources: Iterable[str]) -> Quantity:
    """Return a figure of the model, its ends in order."""
    return Quantity(
        value=value,
        unit=unit,
        low=min(low, value, high),
        high=max(low, value, high),
        sources=tuple(dict.fromkeys(sources)),
    )


COMPUTED: dict[str, Callable[[Runs], Quantity]] = {
    "restore_removed_um": _row(USUAL, "removed_depth"),
    "restore_intact_share": _row(USUAL, "surface_intact"),
    "restore_alive_share": _row(USUAL, "epidermis_alive"),
    "restore_dead_share": _row(USUAL, "coverage"),
    "restore_collagen_um": _row(USUAL, "coagulated_depth"),
    "restore_closed_days": _row(USUAL, "days_to_close"),
    "restore_redness_days": _row(USUAL, "redness_days"),
    "restore_swelling_days": _healed("swelling_days", USUAL),
    "thulium_closed_days": _row(THULIUM, "days_to_close"),
    "thulium_redness_days": _row(THULIUM, "redness_days"),
    "picosecond_redness_days": _healed("redness_days", "picosure-focus"),
    "smoothbeam_redness_days": _healed("redness_days", "smoothbeam-1450"),
    "cooltouch_redness_days": _healed("redness_days", "cooltouch-1320"),
    "medium_darkening_share": _darkening("III"),
    "dark_darkening_share": _darkening("VI"),
    "restore_energy_ratio": _energy(USUAL),
    "restore_width_um": _zone("width"),
    "restore_surface_um": _zone("surface_width"),
    "restore_depth_um": _zone("depth"),
    "restore_deep_share": _deep_share,
    "restore_coagulated_um": lambda runs: wound_of(runs.ranged[USUAL]).coagulated_dermis,
    "restore_between_K": lambda runs: runs.ranged[USUAL].summary.heat.bulk_temperature_rise,
    "thulium_removed_um": _row(THULIUM, "removed_depth"),
    "thulium_alive_share": _row(THULIUM, "epidermis_alive"),
    "thulium_energy_ratio": _energy(THULIUM),
    "repair_removed_um": _row(REPAIR, "removed_depth"),
    "repair_intact_share": _row(REPAIR, "surface_intact"),
    "co2_removed_um": _row(CO2, "removed_depth"),
    "co2_alive_share": _row(CO2, "epidermis_alive"),
    "co2_gone_share": _gone(CO2),
    "co2_closed_days": _row(CO2, "days_to_close"),
    "eryag_removed_um": _row(ERYAG, "removed_depth"),
    "eryag_alive_share": _row(ERYAG, "epidermis_alive"),
    "eryag_gone_share": _gone(ERYAG),
    "eryag_closed_days": _row(ERYAG, "days_to_close"),
    "eryag_energy_ratio": _energy(ERYAG),
    "epidermis_um": _epidermis_um,
    "fractional_count": _count(_fractional, _any),
    "fractional_coagulating_count": _count(_fractional, _ends("coagulation")),
    "full_field_count": _count(_full_fields, _any),
    "full_field_coagulating_count": _count(_full_fields, _ends("coagulation")),
    "full_field_spared_count": _count(_full_fields, _spares),
    "ablative_count": _count(_ablative, _any),
    "ablative_vaporising_count": _count(_ablative, _ends("vaporisation")),
    "vellus_width_ratio": _of_follicle("vellus", "width"),
    "terminal_width_ratio": _of_follicle("terminal", "width"),
    "vellus_volume_ratio": _of_follicle("vellus", "volume"),
    "terminal_volume_ratio": _of_follicle("terminal", "volume"),
    "melanin_755_share": lambda runs: dark.melanin_counted(755.0),
    "melanin_1550_share": lambda runs: dark.melanin_at_most(dark.USUAL_NM),
    "melanin_1927_share": lambda runs: dark.melanin_at_most(1927.0),
    "dark_depth_share": _darkened("depth"),
    "dark_width_share": _darkened("surface_width"),
    "spread_1550_ratio": lambda runs: listed.spread_of_people(dark.USUAL_NM),
    "spread_500_ratio": lambda runs: listed.spread_of_people(500.0),
    "named_count": lambda runs: listed.count_named(lambda entry: True),
    "known_count": lambda runs: listed.count_named(listed.is_known),
    "matching_count": lambda runs: listed.count_named(listed.matches),
    "medium_count": lambda runs: listed.count_named(listed.has_medium),
    "medium_sure_count": lambda runs: listed.count_named(listed.is_sure),
    "price_USD": lambda runs: listed.price("non_ablative"),
    "clinics_USD": lambda runs: listed.price("clinics"),
    "course_USD": lambda runs: listed.price_of_course(),
}
"""Every figure taken from the runs, and what a claim needs of the catalogue, by key."""
