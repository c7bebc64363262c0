"""How blurred a face is: the spread of its sharpest edges, in millimetres of skin.

An edge blurred with a bell of deviation s keeps the share R = s / sqrt(s^2 + s_0^2) of its steepness when
it is blurred once more with s_0; so the picture blurred once more tells s, whatever the contrast:

    s = s_0 R / sqrt(1 - R^2)                                                                  [Zhuo2011]

Edges along rows and along columns are judged apart, because a camera that moved blurs one way only.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter

from photomend.catalog import look_up
from photomend.faces.closeup import Closeup

ONCE_MORE_PX = 1.0
RESOLVED_PX = 2.5
"""Spreads above this hardly change when blurred once more; they are measured on the picture at half its size."""
OWN_PX2 = 2.0**2 / 12.0 + 1.0 / 12.0
"""Variance that measuring adds: slopes are taken over two pixels, and a pixel is itself a mean; px^2."""
LEAST_SIDE_PX = 48
LUMINANCE = (0.299, 0.587, 0.114)
"""Weights of encoded red, green and blue in brightness (ITU-R BT.601)."""


def edge_spread_mm(near: Closeup) -> float:
    """Return the standard deviation of the blur of the sharpest edges of a face, mm; the larger of both directions."""
    grey = near.picture.astype(np.float32) @ np.array(LUMINANCE, np.float32)
    return max(_spread_px(grey, axis) for axis in (0, 1)) * near.mm_per_px


def _spread_px(grey: np.ndarray, axis: int) -> float:
    spread = _spread_at_this_size(grey, axis)
    if spread < RESOLVED_PX or min(grey.shape) < 2 * LEAST_SIDE_PX:
        return spread
    return 2.0 * _spread_px(_halved(grey), axis)


def _spread_at_this_size(grey: np.ndarray, axis: int) -> float:
    before = np.abs(np.gradient(grey, axis=axis))
    # Judged after the second blur, so that grain is not taken for edges, and in their middles, where they are steepest.
    after = np.abs(np.gradient(gaussian_filter(grey, ONCE_MORE_PX), axis=axis))
    middle = (after >= np.roll(after, 1, axis)) & (after >= np.roll(after, -1, axis)) & (after > 0.0)
    if not middle.any():
        return RESOLVED_PX
    steep = middle & (after >= np.quantile(after[middle], 1.0 - look_up("faces", "judging", "edge_fraction").value))
    share = float(np.clip(np.median(after[steep] / np.maximum(before[steep], np.finfo(np.float32).eps)), 0.0, 0.999))
    seen = ONCE_MORE_PX**2 * share**2 / (1.0 - share**2)
    return float(np.sqrt(max(seen - OWN_PX2, 0.0)))


def _halved(grey: np.ndarray) -> np.ndarray:
    height, width = (size // 2 for size in grey.shape)
    return np.asarray(grey[: 2 * height, : 2 * width].reshape(height, 2, width, 2).mean(axis=(1, 3)))
