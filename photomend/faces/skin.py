"""The colour of a face's own skin, and the gate that tells skin from hair, teeth and cloth by colour alone.

    d = ln(pixel / skin),   shade = mean(d),   chroma = |d - shade|
    weight = S(shade.from, shade.to; shade) (1 - S(chroma.from, chroma.to; chroma))

S is a smooth step; pixels are linear light, slightly blurred. All is relative to the face's own median
and to its own spread, so that it works alike on dark and on light skin. The colour is that of the picture,
light and camera included; a skin type is never told from it.
"""

from __future__ import annotations

import numpy as np
from pydantic import Field
from scipy.ndimage import gaussian_filter

from photomend.catalog import look_up
from photomend.description import Description
from photomend.faces.atlas import PLANES
from photomend.faces.closeup import Closeup

ASKED = ("forehead", "cheek")


class Gate(Description):
    """From where to where shade and chroma gate, natural logarithms of linear light."""

    shade: tuple[float, float]
    chroma: tuple[float, float]


class FaceSkin(Description):
    """The median colour of cheeks and forehead in linear sRGB, 0 to 1, and the gate around it."""

    linear_srgb: tuple[float, float, float] = Field(description="linear sRGB, 0 to 1")
    gate: Gate


def skin_of(near: Closeup) -> FaceSkin:
    """Return the colour of the skin of a face, hair and glints left out, and the gate from its own spread."""
    light = near.light
    asked = _asked(near)
    logarithm = np.log(softened(light, near.mm_per_px)[asked])
    kept = _without_outliers(logarithm)
    median = np.maximum(np.median(light[asked][kept], axis=0), _number("darkest_share"))
    shade, chroma = shade_and_chroma(logarithm[kept] - np.log(median))
    tail = _number("tail_fraction")
    dark = _bounded(-float(np.quantile(shade, tail)), "shade")
    hue = _bounded(float(np.quantile(chroma, 1.0 - tail)), "chroma")
    gate = Gate(
        shade=(-dark * _number("shade_none_factor"), -dark * _number("shade_full_factor")),
        chroma=(hue * _number("chroma_full_factor"), hue * _number("chroma_none_factor")),
    )
    red, green, blue = (float(value) for value in median)
    return FaceSkin(linear_srgb=(red, green, blue), gate=gate)


def skin_weight(light: np.ndarray, skin: FaceSkin, mm_per_px: float) -> np.ndarray:
    """Return how much each pixel of a picture in linear light (row, column, 3) has the colour of the skin, 0 to 1.

    >>> gate = Gate(shade=(-1.6, -0.9), chroma=(0.3, 0.5))
    >>> cheek = np.full((4, 4, 3), (0.5, 0.3, 0.2))
    >>> skin = FaceSkin(linear_srgb=(0.5, 0.3, 0.2), gate=gate)
    >>> [float(skin_weight(k * cheek, skin, 1.0).mean()) for k in (1.0, 0.1)]
    [1.0, 0.0]
    """
    soft = softened(light, mm_per_px)
    shade, chroma = shade_and_chroma(np.log(soft) - np.log(np.array(skin.linear_srgb)))
    return smooth_step(skin.gate.shade, shade) * (1.0 - smooth_step(skin.gate.chroma, chroma))


def softened(light: np.ndarray, mm_per_px: float) -> np.ndarray:
    """Return linear light slightly blurred, nowhere darker than what counts as darkest."""
    deviation = max(_number("slight_blur_mm") / mm_per_px, _number("least_blur_px"))
    return np.maximum(gaussian_filter(light, (deviation, deviation, 0.0)), _number("darkest_share"))


def shade_and_chroma(apart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of logarithms of colour (..., 3) and the length of what is left of them.

    >>> [float(value) for value in shade_and_chroma(np.array([1.0, 1.0, 1.0]))]
    [1.0, 0.0]
    """
    shade = apart.mean(axis=-1)
    return shade, np.linalg.norm(apart - shade[..., np.newaxis], axis=-1)


def smooth_step(ends: tuple[float, float], value: np.ndarray) -> np.ndarray:
    """Return 0 below the first end, 1 above the second, and a cubic without kinks between.

    >>> smooth_step((0.0, 1.0), np.array([-1.0, 0.5, 2.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    share = np.clip((value - ends[0]) / (ends[1] - ends[0]), 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share))


def _asked(near: Closeup) -> np.ndarray:
    planes = near.planes
    weight = sum(planes[:, :, PLANES.index(name)] for name in ASKED) * planes[:, :, PLANES.index("allowed")]
    return np.asarray(weight > _number("core_share") * weight.max())


def _without_outliers(logarithm: np.ndarray) -> np.ndarray:
    """Return which of the pixels (n, 3) lie around the median of those that do."""
    kept, factor = np.ones(len(logarithm), bool), _number("outlier_factor")
    for _ in range(int(_number("rounds"))):
        shade, chroma = shade_and_chroma(logarithm - np.median(logarithm[kept], axis=0))
        shade_limit, hue_limit = (factor * np.median(np.abs(part[kept])) for part in (shade, chroma))
        kept = (np.abs(shade) <= shade_limit) & (chroma <= hue_limit)
    return kept


def _bounded(spread: float, of: str) -> float:
    return min(max(spread, _number(f"{of}_spread_least_share")), _number(f"{of}_spread_most_share"))


def _number(name: str) -> float:
    return look_up("faces", "skin", name).value
