"""Heat: the zone under one microbeam and the background under all of them."""

from photomend.heat.background import Background
from photomend.heat.heating import Heat, heat_up
from photomend.heat.mesh import Mesh, depth_edges, ring_edges
from photomend.heat.zone import History

__all__ = ["Background", "Heat", "History", "Mesh", "depth_edges", "heat_up", "ring_edges"]
