"""The default head put together: skin, eyeballs, cap and collar, at a young and at an old age (for developers).

Every part has the same vertices at both ages, so that the shape at an age is the young one plus a share of the offsets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photomend.faces import head_cloth
from photomend.faces.head_cloth import Net
from photomend.faces.head_source import BaseMesh, Faces, Points

SKIN, EYEBALL, CAP, COLLAR = 0, 1, 2, 4
EYES = ("helper-l-eye", "helper-r-eye")
UNDER_CAP_MM = 12.0  # skin goes on beneath the cap this far
HEM_MM, ON_RIM_MM = 8.0, 1e-6  # and as far straight down into the collar
SKULL_ABOVE_MM, NECK_BELOW_MM, NECK_ABOVE_MM = -60.0, -90.0, -260.0
EYE_REACH_MM = 28.0  # how far a shift of an eyeball carries the lids along
# Vertices of the canonical face along the line between the lips, from the person's right corner to the left one.
UPPER_EDGE = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
LOWER_EDGE = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
UPPER_SHARE, CLOSED_SHARE = 0.7, 0.85
LIP_REACH_MM, LIP_DEPTH_MM = 3.0, 14.0
EYE_COLUMNS, EYE_RINGS = 24, 14
CORNEA_MM, CORNEA_EDGE_MM = 0.5, 6.0  # its height above the ball, its radius
IRIS_MM, PUPIL_MM = 5.8, 1.9  # radii; the iris is about 11.7 mm wide in adults
LOOKS_INWARDS = 0.03  # radians: at somebody a metre away


@dataclass(frozen=True)
class Part:
    """One stuff: positions in mm when young and old, triangles counter-clockwise from outside, its number."""

    young: Points
    old: Points
    triangles: Faces
    number: int


@dataclass(frozen=True)
class Ball:
    """An eyeball: centre and radius in mm, the unit vector through its pupil."""

    centre: Points
    radius: float
    axis: Points


def centred(base: BaseMesh, position: Points) -> Points:
    """Return the positions (mm) moved so that the origin lies midway between the eyeballs."""
    middles = [position[np.unique(base.quads[name])].mean(0) for name in EYES]
    return np.asarray(position - np.mean(middles, axis=0))


def eyes_kept(base: BaseMesh, young: Points, old: Points) -> Points:
    """Return the old positions with the lids carried back to where the young eyeballs are."""
    moved = old.copy()
    for name in EYES:
        ball = np.unique(base.quads[name])
        shift = young[ball].mean(0) - old[ball].mean(0)
        near = np.exp(-0.5 * (np.linalg.norm(old - old[ball].mean(0), axis=1) / EYE_REACH_MM) ** 2)
        moved += near[:, None] * shift
    return moved


def closed_mouth(position: Points, places: Points) -> Points:
    """Return the positions (mm) with the lips brought together; `places` are the canonical face's vertices on them.

    The nearer to the line between the lips, the farther skin moves towards it, so that nothing folds over.
    """
    upper, lower = places[list(UPPER_EDGE)], places[list(LOWER_EDGE)]
    line = UPPER_SHARE * upper + (1 - UPPER_SHARE) * lower
    level, front = (np.interp(position[:, 0], line[:, 0], line[:, axis]) for axis in (1, 2))
    height = position[:, 1] - level
    aside = np.maximum(line[0, 0] - position[:, 0], position[:, 0] - line[-1, 0])
    inside = (aside < LIP_REACH_MM) & (position[:, 2] > front - LIP_DEPTH_MM)
    moved = position.copy()
    moved[:, 1] -= np.where(inside, CLOSED_SHARE * height * np.exp(-((height / LIP_REACH_MM) ** 2)), 0.0)
    return moved


def body_triangles(base: BaseMesh, position: Points) -> Faces:
    """Return the triangles of the body above the chest; each quadrilateral is cut along its shorter diagonal."""
    quads = base.quads["body"]
    quads = quads[position[quads, 1].max(1) > NECK_ABOVE_MM]
    first, second = position[quads[:, 0]] - position[quads[:, 2]], position[quads[:, 1]] - position[quads[:, 3]]
    shorter = (np.linalg.norm(first, axis=1) <= np.linalg.norm(second, axis=1))[:, None]
    one = np.where(shorter, quads[:, [0, 1, 2]], quads[:, [0, 1, 3]])
    return np.concatenate([one, np.where(shorter, quads[:, [0, 2, 3]], quads[:, [1, 2, 3]])])


def skin_and_cloth(body: Faces, young: Points, old: Points) -> tuple[Part, Part, Part]:
    """Return the skin of head and neck, the cap and the collar; `body` are its triangles at positions in mm."""
    middle = young[body].mean(1)
    skull, neck = body[middle[:, 1] > SKULL_ABOVE_MM], body[middle[:, 1] < NECK_BELOW_MM]
    caps, collars = head_cloth.cap(young, old, skull), head_cloth.collar(young, old, neck)
    corners = young[body]
    below = corners[..., 1].min(1) < head_cloth.cap_rim_height(corners).min(1) + UNDER_CAP_MM
    above_collar = young[:, 1] - head_cloth.collar_rim_height(young)
    skin = hemmed(cut(Part(young, old, body[below], SKIN), above_collar))
    return skin, _cloth(caps, CAP), _cloth(collars, COLLAR)


def _cloth(nets: tuple[Net, Net], number: int) -> Part:
    young, old = nets
    return Part(young.position_mm, old.position_mm, young.triangles, number)


def cut(part: Part, height: Points) -> Part:
    """Return the part where `height` (n,) of its vertices is above 0; triangles across it are cut at 0."""
    above = height > 0
    whole = part.triangles[above[part.triangles].all(1)]
    young, old, faces = [part.young], [part.old], [whole]
    made: dict[tuple[int, int], int] = {}

    def crossing(start: int, end: int) -> int:
        """The vertex on an edge where the height is 0, from above to below."""
        if (start, end) not in made:
            share = height[start] / (height[start] - height[end])
            made[start, end] = len(part.young) + len(made)
            for positions, source in ((young, part.young), (old, part.old)):
                positions.append((source[start] + share * (source[end] - source[start]))[None])
        return made[start, end]

    for corners in part.triangles[above[part.triangles].any(1) & ~above[part.triangles].all(1)].tolist():
        alone = next(corner for corner in corners if above[corner] == (sum(above[corners]) == 1))
        at = corners.index(alone)
        second, third = corners[(at + 1) % 3], corners[(at + 2) % 3]
        if above[alone]:
            faces.append(np.array([[alone, crossing(alone, second), crossing(alone, third)]]))
        else:
            left, right = crossing(second, alone), crossing(third, alone)
            faces.append(np.array([[left, second, third], [left, third, right]]))
    return Part(np.concatenate(young), np.concatenate(old), np.concatenate(faces), part.number)


def hemmed(part: Part) -> Part:
    """Return the part with a hem below its lower edge, straight down: no gap shows where it enters the collar."""
    edges = np.concatenate([part.triangles[:, [0, 1]], part.triangles[:, [1, 2]], part.triangles[:, [2, 0]]])
    known = {tuple(edge) for edge in edges.tolist()}
    low = part.young[:, 1] < head_cloth.collar_rim_height(part.young) + ON_RIM_MM
    open_edges = np.array([(a, b) for a, b in known if (b, a) not in known and low[a] and low[b]])
    rim, number = np.unique(open_edges, return_inverse=True)
    lower = len(part.young) + number.reshape(-1, 2)
    hem = np.concatenate(
        [
            np.column_stack([open_edges[:, 1], open_edges[:, 0], lower[:, 0]]),
            np.column_stack([open_edges[:, 1], lower[:, 0], lower[:, 1]]),
        ]
    )
    young, old = (np.concatenate([side, side[rim] - [0.0, HEM_MM, 0.0]]) for side in (part.young, part.old))
    return Part(young, old, np.concatenate([part.triangles, hem]), part.number)


def ball(base: BaseMesh, position: Points, name: str) -> Ball:
    """Return the sphere through the eyeball's vertices; the pupil looks forwards and slightly inwards."""
    points = position[np.unique(base.quads[name])]
    centre = points.mean(0)
    radius = float(np.linalg.norm(points - centre, axis=1).mean())
    turn = -np.sign(centre[0]) * LOOKS_INWARDS
    return Ball(centre, radius, np.array([np.sin(turn), 0.0, np.cos(turn)]))


def eyeball(of: Ball) -> Part:
    """Return an eyeball with its cornea as rings about its axis, closed; finer towards the front."""
    share = np.arange(1, EYE_RINGS) / EYE_RINGS
    polar = np.pi * share**1.4
    turn = -2 * np.pi * np.arange(EYE_COLUMNS) / EYE_COLUMNS  # from the front the rings go backwards
    side = np.cross([0.0, 1.0, 0.0], of.axis)
    frame = np.stack([side, np.cross(of.axis, side), of.axis])
    aside = of.radius * np.sin(polar)
    inner = np.where(polar < np.pi / 2, np.clip(1 - (aside / CORNEA_EDGE_MM) ** 2, 0.0, 1.0), 0.0)
    reach = of.radius + CORNEA_MM * inner**1.5
    circle = np.stack([np.cos(turn), np.sin(turn)], -1)
    flat = (reach * np.sin(polar))[:, None, None] * circle
    deep = np.broadcast_to((reach * np.cos(polar))[:, None, None], (*flat.shape[:2], 1))
    rings = of.centre + np.concatenate([flat, deep], -1) @ frame
    back = head_cloth.net(rings, of.centre - of.radius * of.axis)
    front = len(back.position_mm)
    here = np.arange(EYE_COLUMNS)
    fan = np.stack([np.full(EYE_COLUMNS, front), (here + 1) % EYE_COLUMNS, here], -1)
    position = np.concatenate([back.position_mm, [of.centre + (of.radius + CORNEA_MM) * of.axis]])
    return Part(position, position, np.concatenate([back.triangles, fan]), EYEBALL)


def compact(part: Part, kept: NDArray[np.bool_] | None = None) -> Part:
    """Return the part with only the vertices that its triangles (or those of them in `kept`) use."""
    triangles = part.triangles if kept is None else part.triangles[kept]
    used, index = np.unique(triangles, return_inverse=True)
    return Part(part.young[used], part.old[used], index.reshape(-1, 3), part.number)
