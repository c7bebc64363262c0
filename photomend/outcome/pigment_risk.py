"""Hyperpigmentation by one session: a logistic model whose parameters are draws from their posterior.

    logit p = a[type] + b_N log2(N/N_0) + b_C log2(C/C_0) + b_E log2(min(E, E_1)/E_0) + b_H log2(max(E, E_1)/E_1)
              + b_T [1927 nm] + b_M [melasma] - b_K [cooled] + b_L looking + tau z

N zones per area, C the share of the area whose epidermis died, E the energy of a microbeam, E_1 the knee beyond which
energy was seen to matter, z a standard normal study effect; every b is positive. Fitted with informative priors to 21
groups of people, by ``python -m photomend.outcome.fit_pigment``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import expit, ndtri

from photomend.catalog import Sourced, columns, look_up, tables

if TYPE_CHECKING:
    from photomend.case import Person
    from photomend.healing import Wound

FILE = "pigment_studies"
TYPES = ("type_1_2", "type_3", "type_4", "type_5_6")
SLOPES = ("density", "coverage", "energy", "high_energy", "thulium", "melasma", "cooling", "looking")
PARAMETERS = (*TYPES, *SLOPES, "study")
TYPE_OF = {"I": 0, "II": 0, "III": 1, "IV": 2, "V": 3, "VI": 3}
FACE = ("cheek", "forehead", "periorbital", "perioral")
LOOKINGS = (-0.5, 0.5)  # whoever is treated next is as likely looked at closely as not
STUDIES = 25  # equally likely study effects
ENDS = (0.05, 0.5, 0.95)


class Drivers(NamedTuple):
    """What drives the risk: doublings of density, coverage and energy (to the knee, beyond it), and shares 0 to 1.

    `looking` is -0.5 where charts are read, 0.5 where people are followed or photographed.
    """

    density: float
    coverage: float
    energy: float
    high_energy: float
    thulium: float
    melasma: float
    cooled: float
    looking: float = 0.0

    def signed(self) -> tuple[float, ...]:
        """Return the drivers in the order of the slopes, each with the sign that raises the risk."""
        return (*self[:6], -self.cooled, self.looking)


class Widening(NamedTuple):
    """One reason why a forecast lies outside the data, with the spread and the shift that it adds in the logit."""

    words: str
    spread: float
    sources: tuple[str, ...]
    shift: float = 0.0


class Forecast(NamedTuple):
    """Probability a session: median, the ends that hold it with 90 %, mean over all of it, and why it was widened."""

    median: float
    low: float
    high: float
    mean: float
    widenings: tuple[Widening, ...]


def log_odds(parameters: np.ndarray, drivers: np.ndarray) -> np.ndarray:
    """Return logit p without study effect: a[type] + b . x, by draw, row and type.

    `parameters` (draws, 13) in the order of `PARAMETERS`, `drivers` (rows, 8) in that of `SLOPES`.
    """
    a, b = parameters[..., :4], parameters[..., 4:12]
    return a[..., None, :] + (b @ drivers.T)[..., None]


def drivers_of(wound: Wound, person: Person) -> Drivers:
    """Return what drives the risk of a wound in a person; a full field counts with the density of the reference."""
    density = wound.total_density_per_cm2 or known("reference", "density_per_cm2").value
    energy, high_energy = energy_doublings(wound.pulse_energy_mJ)
    thulium = known("tested", "thulium_nm")
    return Drivers(
        density=math.log2(density / known("reference", "density_per_cm2").value),
        coverage=math.log2(dead_share(wound) / known("reference", "coverage_share").value),
        energy=energy,
        high_energy=high_energy,
        thulium=float(thulium.low <= wound.wavelength_nm <= thulium.high),
        melasma=float("melasma" in person.conditions),
        cooled=float(wound.cooled),
    )


def energy_doublings(pulse_energy_mJ: float | None) -> tuple[float, float]:
    """Return the doublings of energy from the reference up to the knee, and beyond it; a full field has none.

    Example
    -------
    >>> energy_doublings(20.0), energy_doublings(80.0)
    ((1.0, 0.0), (2.0, 1.0))
    """
    if pulse_energy_mJ is None:
        return 0.0, 0.0
    reference, knee = (known("reference", name).value for name in ("pulse_energy_mJ", "knee_pulse_energy_mJ"))
    return math.log2(min(pulse_energy_mJ, knee) / reference), math.log2(max(pulse_energy_mJ, knee) / knee)


def dead_share(wound: Wound) -> float:
    """Return the share of the area whose epidermis died or holds vacuoles, not below what studies can tell."""
    floor = known("reference", "coverage_floor_share").value
    return max(wound.epidermal_coverage.value, wound.vacuole_share.value, floor)


def forecast(drivers: Drivers, phototype: str, widenings: Sequence[Widening] = ()) -> Forecast:
    """Return the forecast for a new person in a new study: a new study effect is drawn, and who looks is not known.

    Holds within the densities, energies, coverages and wavelengths of the studies; beyond, `widenings` say how much
    less is known: they widen the interval, and leave the middle of the logit where it is unless they hold a shift.

    Example
    -------
    >>> usual = Drivers(0.0, 0.0, 0.0, 0.0, thulium=0.0, melasma=0.0, cooled=1.0)
    >>> told = forecast(usual, "III")
    >>> 0.001 < told.low < told.median < told.mean < told.high < 0.1
    True
    """
    parameters = posterior()
    extra = math.hypot(*(widening.spread for widening in widenings))
    centre = log_odds(parameters, np.array([drivers.signed()]))[:, 0, TYPE_OF[phototype]]
    centre = centre + sum(widening.shift for widening in widenings)
    looked = parameters[:, PARAMETERS.index("looking")][:, None] * np.array(LOOKINGS)
    spread = np.hypot(parameters[:, PARAMETERS.index("study")], extra)
    z = ndtri((np.arange(STUDIES) + 0.5) / STUDIES)
    p = expit(centre[:, None, None] + looked[:, :, None] + spread[:, None, None] * z)
    low, median, high = np.quantile(p, ENDS)
    return Forecast(float(median), float(low), float(high), float(p.mean()), tuple(widenings))


def posterior() -> np.ndarray:
    """Return the stored draws of the parameters, (draws, 13) in the order of `PARAMETERS`.

    Example
    -------
    >>> posterior().shape
    (500, 13)
    """
    stored = columns("pigment_draws")
    return np.column_stack([stored[name] for name in PARAMETERS])


def fitted_sources() -> tuple[str, ...]:
    """Return the sources of the groups that were fitted.

    Example
    -------
    >>> "Chan2007" in fitted_sources(), "Cheyasak2015" in fitted_sources()
    (True, False)
    """
    return tuple(dict.fromkeys(key for row in tables(FILE)["row"] for key in row["source"]))


def reported_apart(mechanism: str) -> tuple[str, tuple[str, ...]]:
    """Return what studies of a mechanism that was not fitted reported, in a sentence, and their sources.

    Example
    -------
    >>> reported_apart("breakdown")[0]
    '755 nm lens array, Asian, 4.3 sessions: 2 of 42 people'
    """
    rows = [row for row in tables(FILE)["apart"] if row["mechanism"] == mechanism]
    told = [f"{row['group']}: {row['reported']} of {row['counted']} people" for row in rows]
    return "; ".join(told), tuple(dict.fromkeys(key for row in rows for key in row["source"]))


def widenings_of(wound: Wound, phototype: str, tanned: bool = False) -> tuple[Widening, ...]:
    """Return why a wound in a person of a phototype lies outside the data, none where it lies inside."""
    found = [*_kind(wound), *_settings(wound)]
    if TYPE_OF[phototype] == TYPE_OF["VI"]:
        found.append(_widening("thin_phototype", "types V and VI: few people were ever followed"))
    if tanned:
        found.append(_widening("tan", "recently tanned skin: no rate was found"))
    if wound.site not in FACE:
        found.append(_widening("site", f"{wound.site}: nearly all people were treated on the face"))
    warning = look_up("adverse_events", "burn", "warning_C")
    if wound.bulk_peak_temperature.value > warning.value:
        found.append(
            _widening("bulk_heating", f"the upper 0.5 mm is warmed beyond {warning.value:.0f} degC throughout")
        )
    return tuple(found)


def _kind(wound: Wound) -> list[Widening]:
    """Return the widenings for kinds of treatment that the fit has not seen."""
    found = []
    if wound.mechanism == "ablation":
        shift = known("widening", "ablative_shift_odds_ratio")
        words = f"ablative: not fitted; the odds are taken {shift.value:g} times as high, from three groups"
        found.append(_widening("ablative", words)._replace(shift=math.log(shift.value)))
    if wound.mechanism == "breakdown":
        found.append(_widening("picosecond", "picosecond pulses: only heating by fractional lasers was fitted"))
    if wound.full_field:
        found.append(_widening("full_field", "full field: only fractional lasers were fitted"))
    return found


def _settings(wound: Wound) -> list[Widening]:
    """Return the widenings for wavelength, density, energy and coverage beyond those of the studies."""
    found = []
    if wound.mechanism == "coagulation" and not any(_within(wound.wavelength_nm, band) for band in _bands()):
        found.append(_widening("wavelength", f"{wound.wavelength_nm:g} nm: no study of this wavelength gives a rate"))
    if wound.full_field:
        return found
    share = known("tested", "coverage_share").scaled(100.0)
    return [
        *found,
        *beyond("density", wound.total_density_per_cm2, known("tested", "density_per_cm2"), "per cm2"),
        *beyond("energy", wound.pulse_energy_mJ or 0.0, known("tested", "pulse_energy_mJ"), "mJ"),
        *beyond("dead epidermis", 100.0 * dead_share(wound), share, "% of the area"),
    ]


def beyond(name: str, value: float, tested: Sourced, unit: str) -> list[Widening]:
    """Return a widening that grows with every doubling of a value beyond the range, none inside.

    Example
    -------
    >>> [told.words for told in beyond("density", 5000.0, known("tested", "density_per_cm2"), "per cm2")]
    ['density 5000 per cm2: studies had 210 to 2500']
    """
    if _within(value, tested):
        return []
    doublings = math.log2(tested.low / max(value, 1e-3 * tested.low) if value < tested.low else value / tested.high)
    words = f"{name} {value:.4g} {unit}: studies had {tested.low:g} to {tested.high:g}"
    one = _widening("beyond", words)
    return [one._replace(spread=doublings * one.spread)]


def _widening(name: str, words: str) -> Widening:
    ratio = known("widening", f"{name}_odds_ratio")
    return Widening(words, math.log(ratio.value), ratio.source)


def _bands() -> list[Sourced]:
    return [known("tested", name) for name in tables(FILE)["tested"] if name.startswith("band_")]


def _within(value: float, tested: Sourced) -> bool:
    return tested.low <= value <= tested.high


def known(*keys: str) -> Sourced:
    """Return one value of the studies' file by its path of keys.

    Example
    -------
    >>> known("reference", "density_per_cm2").value
    1000.0
    """
    return look_up(FILE, *keys)
