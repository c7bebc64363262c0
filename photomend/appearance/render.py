"""The reference renderer: a photo and one moment's effects -> the picture; a page's shader follows the same formulas.

    picture = photo x T(m + s' + dm, b + db) / T(m + s, b) x exp(-lines D_lines - scars D_scars) x (1 + flakes)

T is the colour table, (m, b) the tone of the face, s the melanosomes of spots (s' those left), D bands of the logarithm
of luminance by the width of relief on the skin. All in linear sRGB, inside the skin alone; where nothing changes the
photo comes back as it is. Swelling has no place in two dimensions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter, zoom

from photomend.appearance.effects import CHANNELS, REGIONS, Channel
from photomend.appearance.table import ColourTable
from photomend.appearance.tone import DARKEST, Fit, fitted_tone, melanosome_row
from photomend.catalog import look_up
from photomend.faces.skin import shade_and_chroma, smooth_step, softened

if TYPE_CHECKING:
    from photomend.faces import Face

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # of linear sRGB  [IEC61966]
HALF_CONTRAST = 1.0 / 2.67  # deviation of a bell that leaves half the contrast of a feature of width 1, half a period
SHARP_PX = 0.5  # bells narrower than this blur nothing
FLAKE_PX = 2.0
LEAST_MASS = 1e-3
SEED = 1


@dataclass(frozen=True, eq=False)
class Prepared:
    """A photo with all that its own pixels say, prepared once: (row, column) arrays.

    `regions` (row, column, region) and `mask` are weights, `spots` melanosomes beyond the surroundings, `lines` and
    `scars` relief in the logarithm of luminance, `flakes` mottling with a mean of 0 at the strongest shedding.
    """

    photo: np.ndarray
    regions: np.ndarray
    mask: np.ndarray
    tone: Fit
    spots: np.ndarray
    lines: np.ndarray
    scars: np.ndarray
    flakes: np.ndarray


def prepare(photo: np.ndarray, face: Face, regions: np.ndarray, allowed: np.ndarray, table: ColourTable) -> Prepared:
    """Return a photo (row, column, linear sRGB) made ready, with region weights and `allowed` at its pixels."""
    mm = face.mm_per_px
    tone = fitted_tone(table, np.array(face.skin.linear_srgb))
    apart = np.log(softened(photo, mm)) - np.log(np.array(face.skin.linear_srgb))
    shade, chroma = shade_and_chroma(apart)
    gate = face.skin.gate
    mask = allowed * smooth_step(gate.shade, shade) * (1.0 - smooth_step(gate.chroma, chroma))
    none = np.zeros(mask.shape)
    lines, scars = _relief(photo, mask, mm) if face.resolves.lines or face.resolves.scars else (none, none)
    return Prepared(
        photo=photo,
        regions=regions,
        mask=mask,
        tone=tone,
        spots=_spots(apart @ melanosome_row(table, tone), mask, tone, mm) if face.resolves.spots else none,
        lines=lines if face.resolves.lines else none,
        scars=scars if face.resolves.scars else none,
        flakes=_flakes(mask.shape, mm),
    )


def render(prepared: Prepared, effects: np.ndarray, table: ColourTable) -> np.ndarray:
    """Return the picture (row, column, linear sRGB) at one moment: `effects` by region and channel."""
    at = {channel: channel_at(prepared, effects, channel) for channel in CHANNELS}
    m, b = prepared.tone
    left = prepared.spots * (1.0 - prepared.mask * at["spots"])
    more = prepared.mask * (at["bronzing"] + at["darkening"])
    ratio = table.at(m + left + more, b + prepared.mask * at["redness"]) / table.at(m + prepared.spots, b)
    flatter = np.exp(-at["lines"] * prepared.lines - at["scars"] * prepared.scars)
    flaking = 1.0 + prepared.mask * at["shedding"] * prepared.flakes
    return prepared.photo * ratio * (flatter * flaking)[..., None]


def channel_at(prepared: Prepared, effects: np.ndarray, channel: Channel) -> np.ndarray:
    """Return a channel at every pixel: regions side by side, fading out with their soft edges."""
    weights = prepared.regions
    share = weights / np.maximum(1.0, weights.sum(axis=-1, keepdims=True))
    assert effects.shape == (len(REGIONS), len(CHANNELS))
    return share @ effects[:, CHANNELS.index(channel)]


def _spots(beyond: np.ndarray, mask: np.ndarray, tone: Fit, mm: float) -> np.ndarray:
    """Return the melanosomes of spots: what a pixel has beyond its surroundings, from a threshold on."""
    m = tone.melanosomes
    mean, _ = _blurred_within(beyond, mask, _mm("spot_surround_mm") / mm)
    excess = beyond - mean - look_up("appearance", "render", "spot_threshold_share").value * m
    return np.clip(excess, 0.0, 2.0 * m) * smooth_step((0.0, 0.1 * m), excess)


def _relief(photo: np.ndarray, mask: np.ndarray, mm: float) -> tuple[np.ndarray, np.ndarray]:
    """Return bands of the logarithm of luminance: fine lines, and scars; nothing near the edge of the skin."""
    level = np.log(np.maximum(photo @ LUMINANCE, DARKEST))
    (fine, _), (line, mass), (scar, _) = (
        _blurred_within(level, mask, HALF_CONTRAST * _mm(f"{name}_width_mm") / mm) for name in ("fine", "line", "scar")
    )
    inner = mask * smooth_step((0.5, 0.9), mass)
    return inner * (fine - line), inner * (line - scar)


def _blurred_within(values: np.ndarray, mask: np.ndarray, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of values under a bell, of skin alone, and how much of it is skin; sharp where it is narrow."""
    if sigma < SHARP_PX:
        return values, mask
    mass = gaussian_filter(mask, sigma)
    return gaussian_filter(values * mask, sigma) / np.maximum(mass, LEAST_MASS), mass


def _flakes(shape: tuple[int, ...], mm: float) -> np.ndarray:
    """Return the mottling of the strongest shedding: two octaves of noise; what is finer than a pixel averages out."""
    cell = max(_mm("shedding_cell_mm") / mm, FLAKE_PX)
    contrast = look_up("appearance", "render", "shedding_contrast_share").value
    seen = min(1.0, _mm("shedding_cell_mm") / mm / cell)
    return contrast * seen * (_noise(shape, cell, SEED) + 0.5 * _noise(shape, 2.0 * cell, SEED + 1))


def _noise(shape: tuple[int, ...], cell: float, seed: int) -> np.ndarray:
    """Return noise between -1 and 1 with a mean of 0, linear between values at the corners of cells."""
    corners = [int(np.ceil(size / cell)) + 2 for size in shape]
    values = np.random.default_rng(seed).uniform(-1.0, 1.0, corners)
    fine = zoom(values - values.mean(), cell, order=1, grid_mode=True, mode="nearest")
    return fine[: shape[0], : shape[1]]


def _mm(name: str) -> float:
    return look_up("appearance", "render", name).value
