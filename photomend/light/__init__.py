"""Light: photon transport in layered skin, and in skin that a pulse changes from cell to cell."""

from photomend.light.beam import Beam
from photomend.light.engine import choose, fallback
from photomend.light.transport import Traced, convolve, direct_response, illuminate, media_of, pencil_response

__all__ = [
    "Beam",
    "Traced",
    "choose",
    "convolve",
    "direct_response",
    "fallback",
    "illuminate",
    "media_of",
    "pencil_response",
]
