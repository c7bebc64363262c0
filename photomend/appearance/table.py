"""The colour table: melanosomes of the epidermis x blood of the upper dermis -> colour of skin, by the laser's optics.

    reflectance(wavelength; m, b) -> X, Y, Z under D65 -> linear sRGB

One table serves every face: a picture changes by the ratio of two of its entries. Light is diffuse reflectance,
specular light EXCLUDED; what the surface itself returns, nearly grey, stands beside it, to be added where an instrument
counts it. Blood is that of the papillary dermis, whose vessels redden skin; the deeper dermis keeps what the catalogue
has. Axes are evenly spaced in the square root. ``python -m photomend.appearance.table`` computes the table anew.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from photomend.appearance.colour import linear_srgb_of, wavelengths_nm, xyz_of
from photomend.backend import package_version
from photomend.catalog import Variation, look_up, user
from photomend.light import media_of
from photomend.light.collimated import solve_collimated
from photomend.light.photon import Media
from photomend.result import replacing
from photomend.skin import Skin, Tissue, lay_out
from photomend.skin.anatomy import Slab, stack
from photomend.skin.layers import PER_MM
from photomend.skin.optics import absorption_coefficient
from photomend.spectrum import diffuse_reflectance

NODES = 33
PHOTONS = 102_400
BLOCK = 9  # rows of melanosomes that share photons: further apart they absorb too unlike
EVERY = 2  # of the wavelengths of the colour matching functions, 10 nm apart: reflectance is linear between them
SEED = 1
FILE = "data/tryon/skin-colour.json"
DIGITS = 6
AXIS_DIGITS = 10  # enough for evenly spaced square roots
SKIN = Skin(site="cheek")
COLOUR_SOURCES = ("CIE2019", "CIE2022", "IEC61966")


@dataclass(frozen=True, eq=False)
class ColourTable:
    """Linear sRGB by melanosome fraction and blood fraction (from 0, evenly spaced in the square root).

    `specular_reflectance` is what the surface itself returns. `version` is that of the optics it was computed with.
    """

    melanosome_fraction: np.ndarray
    blood_fraction: np.ndarray
    linear_srgb: np.ndarray
    specular_reflectance: float
    version: str
    sources: tuple[str, ...]

    def at(self, melanosomes: np.ndarray | float, blood: np.ndarray | float) -> np.ndarray:
        """Return the colour at shares, bilinear between nodes in their square roots, held at the ends.

        Example
        -------
        >>> table = skin_colours()
        >>> pale, dark = table.at(0.01, 0.008), table.at(0.2, 0.008)
        >>> bool((pale > dark).all())
        True
        """
        i, u = _place(np.asarray(melanosomes, dtype=float), self.melanosome_fraction)
        j, v = _place(np.asarray(blood, dtype=float), self.blood_fraction)
        i, u, j, v = np.broadcast_arrays(i, u, j, v)
        u, v, T = u[..., None], v[..., None], self.linear_srgb
        low = (1.0 - v) * T[i, j] + v * T[i, j + 1]
        high = (1.0 - v) * T[i + 1, j] + v * T[i + 1, j + 1]
        return (1.0 - u) * low + u * high


def _place(share: np.ndarray, axis: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the node below a share, and how far beyond it the share lies, 0..1."""
    last = axis.size - 1
    x = np.clip(last * np.sqrt(np.maximum(share, 0.0) / axis[-1]), 0.0, last)
    node = np.minimum(x.astype(int), last - 1)
    return node, x - node


@cache
def skin_colours() -> ColourTable:
    """Return the table that ships with the package."""
    contents = json.loads((files("photomend") / FILE).read_text(encoding="utf-8"))
    return ColourTable(
        melanosome_fraction=np.array(contents["melanosome_fraction"]),
        blood_fraction=np.array(contents["blood_fraction"]),
        linear_srgb=np.array(contents["linear_srgb"]),
        specular_reflectance=contents["specular_reflectance"],
        version=contents["version"],
        sources=tuple(contents["sources"]),
    )


def axis(name: str, nodes: int = NODES) -> np.ndarray:
    """Return an axis of the table, `melanosomes` or `blood`: from 0, evenly spaced in the square root.

    Example
    -------
    >>> axis("blood", 3).tolist()
    [0.0, 0.05, 0.2]
    """
    most = look_up("appearance", "table", f"most_{name}_share").value
    return most * np.linspace(0.0, 1.0, nodes) ** 2


def colours(
    pairs: Sequence[tuple[float, float]], photons: int = PHOTONS, seed: int = SEED
) -> tuple[np.ndarray, np.ndarray]:
    """Return the linear sRGB of skins by (melanosome fraction, blood fraction), and its standard error: (pair, 3) each.

    Diffuse reflectance from 380 to 780 nm, specular light excluded. Wavelengths share random numbers, so that their
    errors add.
    """
    lit = [media for m, b in pairs for media in _spectrum(m, b)]
    value, error = (found.reshape(len(pairs), -1) for found in diffuse_reflectance(lit, photons, seed))
    counts = np.abs(linear_srgb_of(xyz_of(_between(np.eye(value.shape[1])))))
    return linear_srgb_of(xyz_of(_between(value))), error @ counts


def specular_reflectance() -> float:
    """Return the share of daylight that the surface of skin returns, at normal incidence."""
    light = np.array([solve_collimated(media).specular for media in _spectrum(0.0, 0.0)])
    return float(xyz_of(_between(light))[1])


def computed(nodes: int = NODES, photons: int = PHOTONS, seed: int = SEED) -> ColourTable:
    """Return the table computed anew; its sources are those of the layers' optics."""
    m, b = axis("melanosomes", nodes), axis("blood", nodes)
    blocks = [[(one, other) for one in m[at : at + BLOCK] for other in b] for at in range(0, nodes, BLOCK)]
    value = np.concatenate([colours(pairs, photons, seed)[0] for pairs in blocks])
    laid = lay_out(SKIN, float(wavelengths_nm().mean()))
    keys = [key for layer in laid for key in layer.source if key not in layer.thermal.source]
    return ColourTable(
        melanosome_fraction=m,
        blood_fraction=b,
        linear_srgb=value.reshape(nodes, nodes, 3),
        specular_reflectance=specular_reflectance(),
        version=package_version(),
        sources=tuple(dict.fromkeys([*keys, *COLOUR_SOURCES])),
    )


def document(table: ColourTable) -> dict[str, Any]:
    """Return a table as the file has it."""
    return {
        "version": table.version,
        "sources": list(table.sources),
        "specular_reflectance": round(table.specular_reflectance, DIGITS),
        "melanosome_fraction": table.melanosome_fraction.round(AXIS_DIGITS).tolist(),
        "blood_fraction": table.blood_fraction.round(AXIS_DIGITS).tolist(),
        "linear_srgb": table.linear_srgb.round(DIGITS).tolist(),
    }


def _spectrum(melanosomes: float, blood: float) -> list[Media]:
    return [media_of(_layers(melanosomes, blood, float(nm)), 1.0) for nm in wavelengths_nm()[::EVERY]]


def _between(coarse: np.ndarray) -> np.ndarray:
    """Return reflectance (..., wavelength) at all wavelengths, linear between those that were traced."""
    at = np.linspace(0.0, coarse.shape[-1] - 1.0, wavelengths_nm().size)
    below = np.minimum(at.astype(int), coarse.shape[-1] - 2)
    beyond = at - below
    return (1.0 - beyond) * coarse[..., below] + beyond * coarse[..., below + 1]


def _layers(melanosomes: float, blood: float, nm: float) -> tuple[Tissue, ...]:
    """Return the layers of the skin with these shares of melanosomes and of blood where the table has them."""
    given = {"epidermis": ("melanosomes", melanosomes), "papillary_dermis": ("blood", blood)}
    return tuple(
        _stained(number, nm, *given[slab.name]) if slab.name in given else _laid_out(nm)[number]
        for number, slab in enumerate(_stack())
    )


@cache
def _stack() -> tuple[Slab, ...]:
    return stack(SKIN)


@cache
def _laid_out(nm: float) -> tuple[Tissue, ...]:
    return lay_out(SKIN, nm)


@cache
def _stained(number: int, nm: float, pigment: str, share: float) -> Tissue:
    """Return one layer at a wavelength with another share of a pigment."""
    slab, layer = _stack()[number], _laid_out(nm)[number]
    pigments = {**slab.pigments, pigment: user(share, "1")}
    mu_a = absorption_coefficient(replace(slab, pigments=pigments), nm, SKIN.temperature_C, layer.water, Variation())
    return replace(layer, mu_a=PER_MM * mu_a.value)


def main() -> None:
    """Compute the table and write its file."""
    path = Path(str(files("photomend") / FILE))
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as beside:
        beside.write_text(json.dumps(document(computed()), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
