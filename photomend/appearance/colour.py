"""Colour: from a reflectance spectrum to what an eye, a screen and a colour meter see of it.

    X = sum_wavelength R S x / sum_wavelength S y        and so Y, Z, with the CIE 1931 observer and daylight D65 for S
    ITA = atan2(L* - 50, b*)                             individual typology angle, degrees  [Chardon1991]

White is the perfect diffuser under D65: its linear sRGB is (1, 1, 1), its L* is 100. The last axis holds the channels.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from photomend.catalog import columns

PRIMARIES = np.array([[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]])  # x, y of red, green and blue  [IEC61966]
KNEE, SLOPE = 216.0 / 24389.0, 24389.0 / 27.0  # where the cube root of L* gives way to a straight line  [CIE2018]
SRGB_KNEE, SRGB_SLOPE, SRGB_STEP, SRGB_POWER = 0.0031308, 12.92, 0.055, 2.4  # [IEC61966]


def wavelengths_nm() -> np.ndarray:
    """Return the wavelengths at which reflectance is asked for, nm."""
    return columns("colour_matching")["wavelength_nm"]


def xyz_of(reflectance: np.ndarray) -> np.ndarray:
    """Return X, Y, Z of reflectances (..., wavelength) given at `wavelengths_nm`; Y = 1 for the perfect diffuser.

    Example
    -------
    >>> xyz_of(np.ones(wavelengths_nm().size)).round(4).tolist()
    [0.9504, 1.0, 1.0888]
    """
    return reflectance @ _weights()


def linear_srgb_of(xyz: np.ndarray) -> np.ndarray:
    """Return linear sRGB of X, Y, Z; outside 0..1 where a screen cannot show it  [IEC61966].

    Example
    -------
    >>> linear_srgb_of(xyz_of(np.full(wavelengths_nm().size, 0.5))).round(6).tolist()
    [0.5, 0.5, 0.5]
    """
    return xyz @ np.linalg.inv(_from_linear())


def xyz_of_linear(linear: np.ndarray) -> np.ndarray:
    """Return X, Y, Z of linear sRGB."""
    return linear @ _from_linear()


def encoded(linear: np.ndarray) -> np.ndarray:
    """Return sRGB as pictures store it, 0..1, of linear sRGB; what a screen cannot show is clipped.

    Example
    -------
    >>> encoded(np.array([0.0, 0.2140, 1.0])).round(3).tolist()
    [0.0, 0.5, 1.0]
    """
    clipped = np.clip(linear, 0.0, 1.0)
    curve = (1.0 + SRGB_STEP) * np.maximum(clipped, SRGB_KNEE) ** (1.0 / SRGB_POWER) - SRGB_STEP
    return np.where(clipped <= SRGB_KNEE, SRGB_SLOPE * clipped, curve)


def decoded(srgb: np.ndarray) -> np.ndarray:
    """Return linear sRGB of sRGB as pictures store it, 0..1: the inverse of `encoded`."""
    curve = ((np.maximum(srgb, 0.0) + SRGB_STEP) / (1.0 + SRGB_STEP)) ** SRGB_POWER
    return np.where(srgb <= SRGB_SLOPE * SRGB_KNEE, srgb / SRGB_SLOPE, curve)


def lab_of(xyz: np.ndarray) -> np.ndarray:
    """Return L*, a*, b* of X, Y, Z, white being D65  [CIE2018]."""
    share = xyz / _white()
    f = np.where(share > KNEE, np.cbrt(share), (SLOPE * share + 16.0) / 116.0)
    return np.stack(
        [116.0 * f[..., 1] - 16.0, 500.0 * (f[..., 0] - f[..., 1]), 200.0 * (f[..., 1] - f[..., 2])], axis=-1
    )


def lab_of_linear(linear: np.ndarray) -> np.ndarray:
    """Return L*, a*, b* of linear sRGB.

    Example
    -------
    >>> lab_of_linear(np.array([1.0, 0.0, 0.0])).round(1).tolist()  # the red of a screen
    [53.2, 80.1, 67.2]
    """
    return lab_of(xyz_of_linear(linear))


def ita_deg(lab: np.ndarray) -> np.ndarray:
    """Return the individual typology angle of L*, a*, b*, degrees: high for light skin  [Chardon1991].

    Example
    -------
    >>> round(float(ita_deg(np.array([68.7, 8.6, 11.7]))), 1)
    58.0
    """
    return np.degrees(np.arctan2(lab[..., 0] - 50.0, lab[..., 2]))


def colour_difference(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the CIEDE2000 difference of two colours given as L*, a*, b*; about 1 is just seen  [Sharma2005].

    Example
    -------
    >>> float(colour_difference(np.array([50.0, 2.6772, -79.7751]), np.array([50.0, 0.0, -82.7485])).round(4))
    2.0425
    """
    one, two = _polar(first, second)
    lightness = 0.5 * (first[..., 0] + second[..., 0])
    chroma = 0.5 * (one.chroma + two.chroma)
    hue, turn = _hues(one, two)
    t = (
        1.0
        - 0.17 * np.cos(hue - np.radians(30.0))
        + 0.24 * np.cos(2.0 * hue)
        + 0.32 * np.cos(3.0 * hue + np.radians(6.0))
        - 0.20 * np.cos(4.0 * hue - np.radians(63.0))
    )
    square = (lightness - 50.0) ** 2
    dl = (second[..., 0] - first[..., 0]) / (1.0 + 0.015 * square / np.sqrt(20.0 + square))
    dc = (two.chroma - one.chroma) / (1.0 + 0.045 * chroma)
    dh = 2.0 * np.sqrt(one.chroma * two.chroma) * np.sin(0.5 * turn) / (1.0 + 0.015 * chroma * t)
    rotated = np.radians(60.0) * np.exp(-(((np.degrees(hue) - 275.0) / 25.0) ** 2))
    return np.sqrt(dl**2 + dc**2 + dh**2 - 2.0 * _high(chroma) * np.sin(rotated) * dc * dh)


class _Polar(NamedTuple):
    """Chroma and hue (radians, 0..2 pi) of a colour, its a* stretched where both are pale."""

    chroma: np.ndarray
    hue: np.ndarray


def _polar(first: np.ndarray, second: np.ndarray) -> tuple[_Polar, _Polar]:
    mean = 0.5 * (np.hypot(first[..., 1], first[..., 2]) + np.hypot(second[..., 1], second[..., 2]))
    stretch = 1.0 + 0.5 * (1.0 - _high(mean))
    one, two = (
        _Polar(
            np.hypot(stretch * lab[..., 1], lab[..., 2]),
            np.arctan2(lab[..., 2], stretch * lab[..., 1]) % (2.0 * np.pi),
        )
        for lab in (first, second)
    )
    return one, two


def _hues(one: _Polar, two: _Polar) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean hue and the turn from the first to the second, radians; a grey has the hue of the other."""
    turn = two.hue - one.hue
    turn = np.where(turn > np.pi, turn - 2.0 * np.pi, np.where(turn < -np.pi, turn + 2.0 * np.pi, turn))
    grey = one.chroma * two.chroma == 0.0
    total = one.hue + two.hue
    far = np.abs(two.hue - one.hue) > np.pi
    mean = np.where(far, 0.5 * total + np.where(total < 2.0 * np.pi, np.pi, -np.pi), 0.5 * total)
    return np.where(grey, total, mean), np.where(grey, 0.0, turn)


def _high(chroma: np.ndarray) -> np.ndarray:
    return np.sqrt(chroma**7 / (chroma**7 + 25.0**7))


@cache
def _weights() -> np.ndarray:
    """Return what each wavelength of a reflectance counts in X, Y, Z."""
    table = columns("colour_matching")
    lit = np.stack([table["d65"] * table[name] for name in "xyz"], axis=1)
    return lit / lit[:, 1].sum()


def _white() -> np.ndarray:
    return _weights().sum(axis=0)


@cache
def _from_linear() -> np.ndarray:
    """Return the matrix from linear sRGB (a row) to X, Y, Z: its primaries in the amounts that make white."""
    x, y = PRIMARIES.T
    corners = np.stack([x / y, np.ones(3), (1.0 - x - y) / y], axis=1)
    amounts = np.linalg.solve(corners.T, _white())
    return amounts[:, None] * corners
