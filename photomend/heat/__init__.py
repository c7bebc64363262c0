"""Heat: the zone under one microbeam and the background under all of them."""

from photomend.heat.background import Background
from photomend.heat.heating import Heat, LampMaker, Target, beam_of, heat_up, steady
from photomend.heat.mesh import Mesh, depth_edges, ring_edges
from photomend.heat.zone import History

__all__ = [
    "Background",
    "Heat",
    "History",
    "LampMaker",
    "Mesh",
    "Target",
    "beam_of",
    "depth_edges",
    "heat_up",
    "ring_edges",
    "steady",
]
