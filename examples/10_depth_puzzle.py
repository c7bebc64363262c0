"""The depth puzzle: every mechanism that could make zones as deep as published, against every published zone.

Mechanisms are tried alone and in pairs, and nothing is fitted. What a row does not say (spot, pulse, share of the
energy, stain) is swept over its range: N or C is a row kept by the necrosis or the collagen clock at the inputs of the
device's card, n or c at some other input in range, "-" is a row broken. Depths are in um.

`python examples/10_depth_puzzle.py` prints the tables, in two to three minutes on two free cores; a file name draws the
picture too, --fine traces ten times as many photons on finer cells.
"""

import math
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np

import photomend as pm
from photomend.skin import lay_out

CLOCKS = ("necrosis", "collagen")
ENERGIES = (8.0, 12.0, 40.0)  # mJ, Fraxel SR; between them zones follow power laws
SPOTS = (100.0, 140.0, 200.0)  # um, its range; 140 is the card's
FINE_SPOTS = tuple(float(spot) for spot in range(100, 201, 5))  # between the runs depths and widths are interpolated
SCATTER = 0.2  # one published mean tests a model to 15-20 % at best: zones of one setting scatter by a third
COARSE = pm.Numerics(photons=20_000, cell_um=8.0, settle_s=0.05, intervals=False)
CLOSER = pm.Numerics(photons=100_000, cell_um=6.0, settle_s=0.05, intervals=False)
FINE = pm.Numerics(photons=200_000, cell_um=5.0, settle_s=0.3, intervals=False)


@dataclass(frozen=True)
class Candidate:
    """One mechanism, as a change of the inputs: factors on scattering and absorption of all layers above the fat.

    `strain` thins epidermis and dermis under a tip; the zone is measured after they have sprung back. Skin that stays
    wet spreads sideways; `drained` skin loses `water` instead. `known` says whether the change lies within its range.
    """

    name: str
    known: str = "within"
    physics: dict = field(default_factory=dict)
    scattering: float = 1.0
    absorption: float = 1.0
    anisotropy: float | None = None
    strain: float = 0.0
    water: float | None = None
    contact: str = "air"
    aperture: float = 0.0
    focus_um: float = 0.0
    spot_um: float | None = None
    rest: float = 34.0  # C


def also(one: Candidate, two: Candidate) -> Candidate:
    """Return both mechanisms at once."""
    plain = Candidate("")
    changed = {key: value for key, value in vars(two).items() if value != getattr(plain, key)}
    known = max((one.known, two.known), key=("within", "assumed", "outside").index)
    return replace(
        one, **{**changed, "name": f"{one.name} + {two.name}", "known": known, "physics": one.physics | two.physics}
    )


BASELINE = Candidate("as it stands")
HALVED = Candidate("hot tissue scatters 1/2", physics={"hot_scattering_factor": 0.5})
QUARTER = Candidate("hot tissue scatters 1/4", physics={"hot_scattering_factor": 0.25})
LOW = Candidate("dermis scatters 7.7 per cm", scattering=0.77)
FIVE = Candidate("dermis scatters 5 per cm", "outside", scattering=0.5)
THREE = Candidate("dermis scatters 3 per cm", "outside", scattering=0.3)
DEEP_FOCUS = Candidate("focus 900 um deep, NA 0.1", "assumed", aperture=0.1, focus_um=900.0)
TENDON = Candidate("collagen as rat tail tendon", physics={"collagen": "rat-tail-tendon"})
PRESSED = Candidate("pressed by 30 %", "assumed", strain=0.3)
PRESSED_HARD = Candidate("pressed by 58 %", "assumed", strain=0.585)

SINGLE = (
    BASELINE,
    Candidate("light of tissue at rest", "outside", physics={"optics": "static"}),
    HALVED,
    QUARTER,
    Candidate("hot tissue scatters 0.35", physics={"hot_scattering_factor": 0.35}),
    Candidate("hot tissue scatters 3/2", physics={"hot_scattering_factor": 1.5}),
    LOW,
    FIVE,
    THREE,
    Candidate("g 0.80", anisotropy=0.80),
    Candidate("g 0.95", "outside", anisotropy=0.95),
    Candidate("g 0.98", "outside", anisotropy=0.98),
    Candidate("spot 80 um", "outside", spot_um=80.0),
    Candidate("spot 60 um", "outside", spot_um=60.0),
    DEEP_FOCUS,
    Candidate("focus 400 um deep, NA 0.2", "assumed", aperture=0.2, focus_um=400.0),
    Candidate("gel on the skin", contact="gel"),
    Candidate("sapphire on the skin", contact="sapphire"),
    PRESSED,
    PRESSED_HARD,
    Candidate("pressed by 58 % and drained", "assumed", strain=0.585, water=0.20),
    Candidate("steam escapes", physics={"steam": "escapes"}),
    Candidate("absorption x 0.93", absorption=0.93),
    Candidate("absorption x 0.5", "outside", absorption=0.5),
    Candidate("absorption x 1.37", absorption=1.37),
    Candidate("skin at 20 C", rest=20.0),
    Candidate("skin at 45 C", rest=45.0),
    TENDON,
    Candidate("collagen as tendon shrinks", physics={"collagen": "aksan-mcgrath"}),
    Candidate("necrosis by Henriques", physics={"necrosis": "henriques-moritz"}),
    Candidate("necrosis by Diller", physics={"necrosis": "diller-klutke"}),
    Candidate("necrosis by Takata", physics={"necrosis": "takata"}),
)
PAIRS = (
    also(HALVED, LOW),
    also(HALVED, TENDON),
    also(HALVED, DEEP_FOCUS),
    also(HALVED, PRESSED),
    also(QUARTER, LOW),
    also(QUARTER, TENDON),
    also(LOW, TENDON),
    also(LOW, DEEP_FOCUS),
    also(LOW, PRESSED),
)


class Size(NamedTuple):
    """Depth, greatest width and width at the surface of a zone, um."""

    depth: float
    width: float
    surface_width: float


class Wound(NamedTuple):
    """The zone of each clock, and the share of the light that came back diffusely."""

    necrosis: Size
    collagen: Size
    reflected: float


def skin_for(candidate: Candidate, site: str, wavelength_nm: float) -> dict:
    """Return the skin with the candidate's changes in every layer above the fat."""
    layers = {}
    for layer in lay_out(pm.Skin(site=site), wavelength_nm)[:-1]:
        changes = {}
        if candidate.scattering != 1.0:
            changes["reduced_scattering_per_cm"] = 10.0 * candidate.scattering * layer.mu_s * (1.0 - layer.g)
        if candidate.absorption != 1.0:
            changes["absorption_per_cm"] = 10.0 * candidate.absorption * layer.mu_a
        if candidate.anisotropy is not None:
            changes["anisotropy"] = candidate.anisotropy
        if candidate.strain and layer.name != "stratum_corneum":
            changes["thickness_um"] = 1e3 * (layer.bottom - layer.top) * (1.0 - candidate.strain)
            changes |= {} if candidate.water is None else {"water_fraction": candidate.water}
        layers[layer.name] = changes
    return {"site": site, "temperature_C": candidate.rest, "layers": layers}


def spot_for(candidate: Candidate, spot_um: float) -> float:
    """Return the spot at the surface, um: the candidate's or as given, and no narrower than the beam's cone."""
    cone = 2.0 * candidate.focus_um * math.tan(math.asin(candidate.aperture / 1.4))
    return max(candidate.spot_um or spot_um, 1.001 * cone)


def sprung_back(zone, candidate: Candidate) -> Size:
    """Return the size of a zone after the pressed skin has its thickness again (volume kept unless drained)."""
    deeper = 1.0 / (1.0 - candidate.strain)
    narrower = 1.0 if candidate.water is not None else deeper**-0.5
    return Size(zone.depth.value * deeper, zone.width.value * narrower, zone.surface_width.value * narrower)


def treat(candidate: Candidate, nm: float, site: str, handpiece: dict, settings: dict, numerics: pm.Numerics) -> Wound:
    """Simulate one row at one set of inputs."""
    beam = {**handpiece, "spot_diameter_um": spot_for(candidate, handpiece["spot_diameter_um"])}
    if candidate.aperture:
        beam |= {"convergence_NA": candidate.aperture, "focus_depth_um": candidate.focus_um}
    treatment = pm.Treatment(
        skin=skin_for(candidate, site, nm),
        handpiece=beam,
        settings=settings,
        surface={"contact": candidate.contact, "cooling": "none"},
    )
    run = pm.simulate(treatment, pm.Physics(**candidate.physics), numerics)
    zones = (sprung_back(getattr(run.zones, clock), candidate) for clock in CLOCKS)
    return Wound(*zones, run.light.attrs["reflected_fraction"])


def fraxel(
    candidate: Candidate, energy: float, spot_um: float, numerics: pm.Numerics, nm: float = 1550.0, **pulses: float
) -> Wound:
    """Return the wound of one exposure of undisturbed skin: abdomen, 30 W."""
    handpiece = {"wavelength_nm": nm, "peak_power_W": 30.0, "spot_diameter_um": spot_um, **pulses}
    settings = {"pulse_energy_mJ": energy, "density_per_pass_per_cm2": 10.0}
    return treat(candidate, nm, "abdomen", handpiece, settings, numerics)


def affirm(candidate: Candidate, share: float, spot_um: float, numerics: pm.Numerics) -> Wound:
    """Return the wound of one microbeam of the 1440 nm lattice at the top of its range, 7.5 J/cm2."""
    handpiece = {"device": "affirm-1440", "apex_energy_share": share, "spot_diameter_um": spot_um}
    longer = numerics.model_copy(update={"settle_s": 0.3})
    return treat(candidate, 1440.0, "neck", handpiece, {"radiant_exposure_J_per_cm2": 7.5}, longer)


def prototype(candidate: Candidate, spot_um: float, duration_ms: float, numerics: pm.Numerics) -> Wound:
    """Return the wound of one 5 mJ pulse of the 1500 nm prototype."""
    handpiece = {"device": "generic-1500", "spot_diameter_um": spot_um, "pulse_duration_ms": duration_ms}
    return treat(candidate, 1500.0, "forearm", handpiece, {"pulse_energy_mJ": 5.0}, numerics)


# Inputs swept for each family of rows; the first of each is the card's.
SWEPT: dict[str, tuple[Callable[..., Wound], tuple[tuple[float, float], ...]]] = {
    "fraxel": (fraxel, tuple(product(ENERGIES, SPOTS))),
    "affirm": (affirm, ((0.7, 150.0), *product((0.5, 1.0), (100.0, 200.0)), (0.5, 150.0), (0.7, 200.0))),
    "prototype": (prototype, ((100.0, 3.0), *product((60.0, 140.0), (1.0, 10.0)))),
}
Wounds = dict[str, dict[tuple[float, float], Wound]]


def follow(
    candidates: Iterable[Candidate], numerics: pm.Numerics = COARSE, families=tuple(SWEPT), workers: int = 1
) -> dict[str, Wounds]:
    """Return the wounds of every candidate, by name, family of rows and inputs."""
    jobs = [(one, name, inputs, numerics) for one in candidates for name in families for inputs in SWEPT[name][1]]
    found: dict[str, Wounds] = {}
    for (one, name, inputs, _), wound in zip(jobs, shared(_wound, jobs, workers), strict=True):
        found.setdefault(one.name, {}).setdefault(name, {})[inputs] = wound
    return found


def shared(work: Callable, jobs: list, workers: int) -> list:
    """Return the work on each job, done by so many processes of one thread each."""
    if workers == 1:
        return [work(job) for job in jobs]
    with ProcessPoolExecutor(workers, get_context("spawn"), _one_thread) as pool:
        return list(pool.map(work, jobs, chunksize=4))


def _one_thread() -> None:
    os.environ["PHOTOMEND_THREADS"] = "1"


def _wound(job: tuple) -> Wound:
    one, name, inputs, numerics = job
    return SWEPT[name][0](one, *inputs, numerics)


def at_spots(wounds: Wounds, clock: str, energy: float) -> dict[float, Size]:
    """Return the zone of a Fraxel SR against its spot, um."""
    if energy not in ENERGIES:
        low, high = ENERGIES[:2] if energy < ENERGIES[1] else ENERGIES[1:]
        share = math.log(energy / low) / math.log(high / low)
        ends = (at_spots(wounds, clock, low), at_spots(wounds, clock, high))
        return {spot: _between(ends[0][spot], ends[1][spot], share) for spot in ends[0]}
    sizes = np.array([getattr(wounds["fraxel"][energy, spot], clock) for spot in SPOTS])
    return {spot: Size(*(np.interp(spot, SPOTS, sizes[:, k]) for k in range(3))) for spot in FINE_SPOTS}


def _between(low: Size, high: Size, share: float) -> Size:
    return Size(*(max(a, 1.0) ** (1.0 - share) * max(b, 1.0) ** share for a, b in zip(low, high, strict=True)))


def near(value: float, low: float, high: float, scatter: float = SCATTER) -> bool:
    """Return whether a value lies between two published ones, or within their scatter of them."""
    return (1.0 - scatter) * low <= value <= (1.0 + scatter) * high


# Each row says at which inputs, of those swept, it is kept by a clock. The spot of a Fraxel row is that of 140 um.


def bedi(wounds: Wounds, clock: str, scatter: float = SCATTER) -> list:
    """Bedi 2007, human abdomen, 40 mJ: deeper than 1000 um, nearly 200 um wide (H&E: the collagen clock)."""
    sizes = at_spots(wounds, clock, 40.0)
    return [spot for spot, size in sizes.items() if size.depth > 1000.0 and near(size.width, 200, 200, scatter)]


def zelickson(wounds: Wounds, clock: str, scatter: float = SCATTER) -> list:
    """Zelickson 2008, pig, 8 to 12 mJ: mean depths of 250 to 275 um, at both ends (stain not stated)."""
    first, last = (at_spots(wounds, clock, energy) for energy in (8.0, 12.0))
    return [s for s in first if all(near(size[s].depth, 250, 275, scatter) for size in (first, last))]


def weiss(wounds: Wounds, clock: str) -> list:
    """Weiss 2006, 1440 nm Affirm, 7.5 J/cm2: up to about 250 um deep and 150 um wide (stain not stated)."""
    sizes = {inputs: getattr(wound, clock) for inputs, wound in wounds["affirm"].items()}
    return [inputs for inputs, size in sizes.items() if near(size.depth, 250, 250) and near(size.width, 150, 150)]


def manstein(wounds: Wounds, clock: str) -> list:
    """Manstein 2004, 1500 nm prototype, about 5 mJ: 300 um deep, 100 um wide (NBTC: the necrosis clock)."""
    sizes = {inputs: getattr(wound, clock) for inputs, wound in wounds["prototype"].items()}
    return [inputs for inputs, size in sizes.items() if near(size.depth, 300, 300) and near(size.width, 100, 100)]


def coverage(wounds: Wounds, clock: str) -> list:
    """Dosimetry of Fraxel SR: 113 um wide at 10 mJ and 160 um at 20 mJ (as NBTC sheets: the necrosis clock)."""
    ten, twenty = (at_spots(wounds, clock, energy) for energy in (10.0, 20.0))
    return [s for s in ten if near(ten[s].surface_width, 113, 113) and near(twenty[s].surface_width, 160, 160)]


def bounds(wounds: Wounds, clock: str) -> list:
    """Reviews of 1550 nm: at no energy deeper than 1300 um or as wide as 400 um."""
    return [s for s, size in at_spots(wounds, clock, 40.0).items() if size.depth <= 1300.0 and size.width < 400.0]


def rahman(wounds: Wounds, clock: str) -> list:
    """Rahman 2006, Fraxel SR, energy not stated: 250 to 800 um deep and 70 to 100 um wide at one energy."""
    kept = []
    for energy in (8.0, 10.0, 12.0, 20.0, 40.0):
        sizes = at_spots(wounds, clock, energy).items()
        kept += [spot for spot, size in sizes if 250.0 <= size.depth <= 800.0 and 70.0 <= size.width <= 100.0]
    return sorted(set(kept))


def thongsima(wounds: Wounds, clock: str) -> list:
    """Thongsima 2010: the adjustable spot goes deeper than the fixed one at equal energy, here 12, 20 and 40 mJ."""
    depth = {energy: at_spots(wounds, clock, energy) for energy in (12.0, 20.0, 40.0)}
    kept = []
    for fixed, at_ten in product(SPOTS, SPOTS):
        adjusted = {energy: at_ten * (energy / 10.0) ** (1 / 3) for energy in depth}
        if adjusted[40.0] <= SPOTS[-1] and all(
            sizes[_nearest(adjusted[energy])].depth > sizes[fixed].depth for energy, sizes in depth.items()
        ):
            kept.append((fixed, at_ten))
    return kept


def _nearest(spot_um: float) -> float:
    return min(FINE_SPOTS, key=lambda spot: abs(spot - spot_um))


class Row(NamedTuple):
    """One published row: how it is judged, by which clocks (all of them where `every`), and the card's own inputs."""

    judge: Callable[[Wounds, str], list]
    clocks: tuple[str, ...]
    card: object
    every: bool = False


ROWS = {
    "Bedi": Row(bedi, ("collagen",), 140.0),
    "Zelickson": Row(zelickson, CLOCKS, 140.0),
    "Weiss": Row(weiss, CLOCKS, (0.7, 150.0)),
    "Manstein": Row(manstein, ("necrosis",), (100.0, 3.0)),
    "coverage": Row(coverage, ("necrosis",), 140.0),
    "bounds": Row(bounds, CLOCKS, 140.0, every=True),
    "Rahman": Row(rahman, CLOCKS, 140.0),
    "Thongsima": Row(thongsima, CLOCKS, (140.0, 140.0)),
}


def letters(wounds: Wounds, row: Row) -> str:
    """Return which clocks keep a row: a capital at the inputs of the card, a small letter at others, - for none."""
    found = ""
    for clock in CLOCKS:
        kept = row.judge(wounds, clock)
        if kept:
            found += clock[0].upper() if row.card in kept else clock[0]
    return found or "-"


def is_kept(row: Row, found: str, strictly: bool = False) -> bool:
    """Return whether a row is kept by a clock its stain allows (strictly: at the inputs of the device's card)."""
    counted = [clock[0].upper() in (found if strictly else found.upper()) for clock in row.clocks]
    return all(counted) if row.every else any(counted)


def judged(wounds: Wounds) -> dict[str, str]:
    """Return the letters of every row."""
    return {name: letters(wounds, row) for name, row in ROWS.items()}


def both(wounds: Wounds, clocks: tuple[str, ...] = ("collagen",), scatter: float = SCATTER) -> list[tuple]:
    """Return pairs of spots (um) that keep Bedi's row by one of `clocks` and Zelickson's row by either clock."""
    human = {spot for clock in clocks for spot in bedi(wounds, clock, scatter)}
    pig = {spot for clock in CLOCKS for spot in zelickson(wounds, clock, scatter)}
    return [(one, two) for one in sorted(human) for two in sorted(pig)]


def growth(wounds: Wounds, clock: str, low: float, high: float) -> float:
    """Return by what factor the depth grows between two energies (mJ) at a spot of 140 um (inf from nothing)."""
    first, last = (at_spots(wounds, clock, energy)[140.0].depth for energy in (low, high))
    return last / first if first > 1.0 else math.inf


@cache
def reflectance(scattering: float) -> tuple[float, bool]:
    """Return what a cold forearm reflects at 1550 nm, and whether 90 of 100 people span it (0.082 to 0.108)."""
    layers = skin_for(Candidate("", scattering=scattering), "forearm", 1550.0)["layers"]
    found = pm.reflectance_spectrum(pm.Skin(site="forearm", phototype="II", layers=layers), [1550.0])
    value = float(found.reflectance[0])
    return value, 0.0821 <= value <= 0.1078


DECIDED = (BASELINE, QUARTER, LOW, FIVE, DEEP_FOCUS, PRESSED_HARD)
EXPERIMENTS = (
    "40 / 10 mJ",
    "1440 / 1550 nm",
    "10 / 35 C",
    "100 / 200 um",
    "2 pulses / 1",
    "reflected, weak",
    "reflected, 40 mJ",
)


def experiments(candidate: Candidate, numerics: pm.Numerics = CLOSER) -> dict[str, float]:
    """Return ratios of necrosis depths that an experiment would measure, and the diffusely reflected shares.

    20 mJ and a 140 um spot where nothing else is said; two pulses: each of 20 mJ, a second apart, on one place.
    """

    def depth(one: Candidate, energy: float = 20.0, spot_um: float = 140.0, **other: float) -> float:
        return fraxel(one, energy, spot_um, numerics, **other).necrosis.depth

    cold, warm = replace(candidate, rest=10.0), replace(candidate, rest=35.0)
    freed = replace(candidate, spot_um=None)
    twice = {"pulses": 2, "pulse_period_ms": 1000.0}
    ratios = (
        depth(candidate, 40.0) / depth(candidate, 10.0),
        depth(candidate, nm=1440.0) / depth(candidate),
        depth(cold) / depth(warm),
        depth(freed, spot_um=100.0) / depth(freed, spot_um=200.0),
        depth(candidate, 40.0, **twice) / depth(candidate),
        fraxel(candidate, 0.5, 140.0, numerics).reflected,
        fraxel(candidate, 40.0, 140.0, numerics).reflected,
    )
    return dict(zip(EXPERIMENTS, ratios, strict=True))


def _tried(job: tuple) -> dict[str, float]:
    return experiments(*job)


def print_tables(found: dict[str, Wounds], everyone: tuple[Candidate, ...]) -> None:
    """Print rows kept and broken, and the depths behind them at the card's inputs."""
    print("| mechanism | range |", " | ".join(ROWS), "| kept | at card | reflectance |")
    print("| --- " * (len(ROWS) + 5) + "|")
    for one in everyone:
        wounds = found[one.name]
        marks = judged(wounds)
        kept, strict = (sum(is_kept(ROWS[name], marks[name], how) for name in ROWS) for how in (False, True))
        share, seen = reflectance(one.scattering)
        cells = " | ".join(marks.values())
        dark = "" if seen else " (no)"
        print(f"| {one.name} | {one.known} | {cells} | {kept} | {strict} | {share:.3f}{dark} |")
    print("\nDepth x width in um at the card's inputs: necrosis, collagen")
    print("| mechanism | 8 mJ | 12 mJ | 40 mJ | 1440 nm | 1500 nm |")
    print("| --- " * 6 + "|")
    for one in everyone:
        wounds = found[one.name]
        shown = [wounds["fraxel"][energy, 140.0] for energy in (8.0, 12.0, 40.0)]
        shown += [wounds["affirm"][0.7, 150.0], wounds["prototype"][100.0, 3.0]]
        print(f"| {one.name} |", " | ".join(", ".join(size(getattr(w, c)) for c in CLOCKS) for w in shown), "|")


def print_growth(found: dict[str, Wounds], everyone: tuple[Candidate, ...]) -> None:
    """Print how depth grows with energy, and which candidates keep Bedi's and Zelickson's rows together."""
    print("\nDepth at 12 / 8 mJ and at 40 / 10 mJ: necrosis, collagen (pig: at most 1.1; human / pig: at least 3.6)")
    for one in everyone:
        ratios = [growth(found[one.name], clock, *pair) for pair in ((8.0, 12.0), (10.0, 40.0)) for clock in CLOCKS]
        print(f"| {one.name} | {ratios[0]:.2f}, {ratios[1]:.2f} | {ratios[2]:.2f}, {ratios[3]:.2f} |")
    for clocks, scatter in product((("collagen",), CLOCKS), (SCATTER, 0.33)):
        pairs = {one.name: both(found[one.name], clocks, scatter) for one in everyone}
        kept = {name: "one spot" if any(a == b for a, b in two) else "two spots" for name, two in pairs.items() if two}
        print(f"Bedi by {' or '.join(clocks)} and Zelickson, scatter {scatter:.2f}: {kept or 'none'}")


def size(zone: Size) -> str:
    """Return depth x width of a zone."""
    return f"{zone.depth:.0f} x {zone.width:.0f}"


def print_experiments(numerics: pm.Numerics, workers: int) -> None:
    """Print what experiments would find if each of the candidates were true."""
    print("\nWhat experiments would find: ratios of necrosis depths; shares of the light reflected diffusely")
    print("| mechanism |", " | ".join(EXPERIMENTS), "|")
    print("| --- " * (1 + len(EXPERIMENTS)) + "|")
    for one, results in zip(DECIDED, shared(_tried, [(one, numerics) for one in DECIDED], workers), strict=True):
        values = results.values()
        print(f"| {one.name} |", " | ".join(f"{value:.3f}" if value < 0.2 else f"{value:.2f}" for value in values), "|")


STYLES = {
    BASELINE.name: ("#000000", "-", "o"),
    QUARTER.name: ("#d55e00", "--", "s"),
    LOW.name: ("#0072b2", "-.", "^"),
    DEEP_FOCUS.name: ("#009e73", ":", "D"),
    PRESSED_HARD.name: ("#cc79a7", (0, (5, 1, 1, 1, 1, 1)), "v"),
}


def draw(found: dict[str, Wounds], everyone: tuple[Candidate, ...]):
    """Return the picture: depth against energy by either clock, and rows kept and broken by candidate."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(14.5, 10.5), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=(1.0, 1.15))
    for place, clock in enumerate(CLOCKS):
        _curves(figure.add_subplot(grid[place, 0]), found, clock)
    _matrix(figure.add_subplot(grid[:, 1]), found, everyone)
    return figure


def _curves(axes, found: dict[str, Wounds], clock: str) -> None:
    for name, (colour, line, marker) in STYLES.items():
        depths = [getattr(found[name]["fraxel"][energy, 140.0], clock).depth for energy in ENERGIES]
        axes.plot(ENERGIES, depths, color=colour, linestyle=line, marker=marker, markersize=5, label=name)
    axes.fill_between((8, 12), 250, 275, color="#888888", zorder=3, label="pig, published means [Zelickson2008]")
    axes.annotate("", (40, 1280), (40, 1000), arrowprops={"arrowstyle": "-|>", "color": "#444444", "lw": 2})
    axes.plot(40, 1000, "_", color="#444444", markersize=22, markeredgewidth=2.5, linestyle="none",
              label="human, deeper than this [Bedi2007]")  # fmt: skip
    axes.axhline(1300, color="#888888", linewidth=1, linestyle=(0, (1, 3)), label="deepest in reviews")
    axes.set(xscale="log", yscale="log", xlim=(7.2, 46), ylim=(100, 2000))
    for axis, ticks in ((axes.xaxis, (8, 10, 12, 20, 40)), (axes.yaxis, (100, 200, 300, 500, 1000, 2000))):
        axis.set_ticks(ticks, [str(tick) for tick in ticks])
        axis.set_ticks([], minor=True)
    axes.set(xlabel="pulse energy (mJ)", ylabel="depth of the zone (µm)")
    title = {"necrosis": "Cells necrotic", "collagen": "Collagen coagulated (as H&E shows)"}[clock]
    axes.set_title(f"{title}: 1550 nm, spot 140 µm, 30 W", fontsize=11)
    axes.grid(alpha=0.3)
    if clock == "necrosis":
        axes.legend(fontsize=8.5, loc="lower right")


def _matrix(axes, found: dict[str, Wounds], everyone: tuple[Candidate, ...]) -> None:
    columns = [*ROWS, "Bedi with Zelickson", "cold reflectance"]
    colour = {2: "#0072b2", 1: "#9ecae1", 0: "#f0c27b"}
    for line, one in enumerate(everyone):
        marks = judged(found[one.name])
        cells = [(is_kept(row, marks[name]) + is_kept(row, marks[name], True), marks[name])
                 for name, row in ROWS.items()]  # fmt: skip
        two, seen = both(found[one.name], CLOCKS), reflectance(one.scattering)[1]
        cells += [(2 * ((140.0, 140.0) in two) or int(bool(two)), "yes" if two else "-")]
        cells += [(2 * seen, "yes" if seen else "-")]
        for column, (kept, text) in enumerate(cells):
            axes.add_patch(_cell(column, line, colour[kept]))
            axes.text(column, line, text, ha="center", va="center", fontsize=8, color="white" if kept == 2 else "black")
    axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(everyone) - 0.5, -0.5))
    axes.set_xticks(range(len(columns)), columns, fontsize=8, rotation=40, ha="left")
    axes.xaxis.tick_top()
    marked = {"within": "", "assumed": " °", "outside": " *"}
    axes.set_yticks(range(len(everyone)), [one.name + marked[one.known] for one in everyone], fontsize=8)
    axes.tick_params(length=0)
    axes.axhline(len(SINGLE) - 0.5, color="black", linewidth=1)
    axes.set_xlabel(
        "dark blue: kept at the inputs of the device's card; pale blue: at others in range; amber: broken\n"
        "N, n necrosis clock; C, c collagen clock (capital: card's inputs); only clocks that the stain allows count\n"
        "* outside the published range   ° nothing published for the device",
        fontsize=8.5,
    )


def _cell(column: float, line: float, colour: str):
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.5, line - 0.5), 1, 1, facecolor=colour, edgecolor="white", linewidth=1)


def main(arguments: list[str]) -> None:
    """Run every candidate, print the tables and draw the picture where a file is named."""
    fine = "--fine" in arguments
    everyone = (*SINGLE, *PAIRS)
    workers = min(2, os.cpu_count() or 1)
    found = follow(everyone, FINE if fine else COARSE, workers=workers)
    print_tables(found, everyone)
    print_growth(found, everyone)
    print_experiments(FINE if fine else CLOSER, workers)
    for file in (argument for argument in arguments if not argument.startswith("--")):
        draw(found, everyone).savefig(file, dpi=110)


if __name__ == "__main__":
    main(sys.argv[1:])
