"""Light: photon transport in layered skin."""

from photomend.light.beam import Beam
from photomend.light.transport import Traced, convolve, direct_response, illuminate, media_of, pencil_response

__all__ = ["Beam", "Traced", "convolve", "direct_response", "illuminate", "media_of", "pencil_response"]
