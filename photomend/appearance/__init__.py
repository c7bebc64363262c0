"""Appearance: what a treated face looks like, day by day, from healing, measured change and the optics of skin."""

from photomend.appearance.asked import Choice, TryOnRequest, choices
from photomend.appearance.effects import BANDS, CHANNELS, REGIONS
from photomend.appearance.frames import Frame
from photomend.appearance.tryon import TryOn, try_on

__all__ = [
    "BANDS",
    "CHANNELS",
    "REGIONS",
    "Choice",
    "Frame",
    "TryOn",
    "TryOnRequest",
    "choices",
    "try_on",
]
