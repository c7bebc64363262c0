"""The cloth cap over the hair-bearing scalp and the cloth collar that ends the neck (for developers).

Both are nets of rings by columns laid over the head's surface: a column is a half plane through an axis, a ring a
height above (cap) or below (collar) a rim drawn on the skin. Their rims roll inwards and end beneath the skin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from photomend.faces.head_rays import Places, farthest
from photomend.faces.head_source import Faces, Points

CAP_COLUMNS, COLLAR_COLUMNS = 96, 64
HALVINGS = 14
TAUT_PASSES = 5
LOWEST, HIGHEST = -0.75, 1.0  # radians: the rim of the cap is seen between these from its centre
CAP_CENTRE_MM = np.array([0.0, 20.0, -72.0])
# The rim of the cap runs at y = level + slope z, and lower behind the ears.
CAP_LEVEL_MM, CAP_SLOPE, BEHIND_EARS_MM, CAP_DROP_PER_MM = 48.0, 0.38, -100.0, 0.010
# Along a column of the cap: distance from the rim, height above the skin, depth of its gathers, all in mm.
CAP_PROFILE_MM = np.array(
    [
        [-1.0, -2.5, 0.0],
        [0.0, 0.7, 0.0],
        [0.7, 2.1, 0.0],
        [3.5, 2.6, 0.0],
        [7.0, 2.4, 0.1],
        [9.5, 2.1, 0.3],
        [12.0, 3.3, 0.9],
        [16.0, 5.6, 1.4],
        [22.0, 7.8, 1.4],
        [32.0, 9.8, 1.1],
        [45.0, 11.2, 0.7],
        [60.0, 12.0, 0.4],
        [78.0, 12.4, 0.2],
    ]
)
CAP_CROWN_RINGS, CAP_CROWN_MM = 4, 12.5
GATHERS = (23.0, 31.0)  # around the head, two sets so that they do not repeat evenly

COLLAR_CENTRE_MM = np.array([0.0, -142.0, -95.0])
COLLAR_SLOPE = -0.4  # dy/dz of the plane of its rim: higher at the nape
FOOT_MM = np.array([0.0, -206.0, -92.0])
FOOT_HALF_WIDTH_MM, FOOT_HALF_DEPTH_MM = 98.0, 80.0
# From rim to foot: share of the way outwards, of the way down, and mm beyond that outwards and up.
COLLAR_PROFILE = np.array(
    [
        [0.0, 0.0, -2.5, -4.5],
        [0.0, 0.0, 0.3, -0.4],
        [0.0, 0.0, 1.4, 0.9],
        [0.0, 0.0, 2.8, 0.6],
        [0.0, 0.0, 3.5, -0.8],
        [0.02, 0.07, 3.6, 0.0],
        [0.06, 0.17, 3.4, 0.0],
        [0.15, 0.29, 2.8, 0.0],
        [0.30, 0.42, 2.0, 0.0],
        [0.50, 0.56, 1.0, 0.0],
        [0.70, 0.71, 0.0, 0.0],
        [0.88, 0.86, 0.0, 0.0],
        [1.0, 1.0, 0.0, 0.0],
        [1.0, 1.0, -0.6, -1.6],
        [1.0, 1.0, -2.2, -2.8],
        [1.0, 1.0, -5.0, -3.2],
    ]
)
FOLDS, FOLD_DEPTH_MM = 9.0, 1.5


@dataclass(frozen=True)
class Net:
    """Vertices in mm and triangles, counter-clockwise seen from outside."""

    position_mm: Points
    triangles: Faces


def cap_rim_height(position: Points) -> Points:
    """Return the height y in mm of the rim of the cap at the depth z of each position."""
    behind = np.maximum(0.0, BEHIND_EARS_MM - position[..., 2])
    return np.asarray(CAP_LEVEL_MM + CAP_SLOPE * position[..., 2] - CAP_DROP_PER_MM * behind**2)


def collar_rim_height(position: Points) -> Points:
    """Return the height y in mm of the rim of the collar at the depth z of each position."""
    return np.asarray(COLLAR_CENTRE_MM[1] + COLLAR_SLOPE * (position[..., 2] - COLLAR_CENTRE_MM[2]))


def cap(position: Points, old: Points, triangles: Faces) -> tuple[Net, Net]:
    """Return the cap over a head, when young and when old; its columns are laid out over the young head."""
    turn = 2 * np.pi * np.arange(CAP_COLUMNS) / CAP_COLUMNS
    rim = _rim_elevation(turn, position, triangles)
    reach = np.linalg.norm(_under(turn, rim, position, triangles)[0].at(position) - CAP_CENTRE_MM, axis=1)
    rings = []
    for along, height, gather in CAP_PROFILE_MM:
        fold = gather * (0.6 * np.cos(GATHERS[0] * turn) + 0.4 * np.cos(GATHERS[1] * turn + 1.3))
        rings.append((turn, rim + along / reach, height + fold))
    last = rim + CAP_PROFILE_MM[-1, 0] / reach
    for share in np.arange(1, CAP_CROWN_RINGS) / CAP_CROWN_RINGS:
        rings.append((turn, last + (np.pi / 2 - last) * share, np.full_like(turn, CAP_CROWN_MM)))
    rings.append((turn[:1], np.array([np.pi / 2]), np.array([CAP_CROWN_MM])))
    shapes: tuple[list[Points], list[Points]] = ([], [])
    for angle, elevation, height in rings:
        places, direction = _under(angle, elevation, position, triangles)
        for shape, skin in zip(shapes, (position, old), strict=True):
            shape.append(_taut(places.at(skin)) + direction * height[:, None])
    young, aged = (net(np.stack(shape[:-1]), shape[-1][0]) for shape in shapes)
    return young, aged


def _taut(ring: Points) -> Points:
    """A ring drawn tight over the corners of the mesh below it."""
    for _ in range(TAUT_PASSES):
        ring = (np.roll(ring, 1, axis=0) + 2 * ring + np.roll(ring, -1, axis=0)) / 4
    return ring


def _under(turn: Points, elevation: Points, position: Points, triangles: Faces) -> tuple[Places, Points]:
    """The places on the skin beneath a ring of the cap, and the directions out of it."""
    flat = np.cos(elevation)
    direction = np.stack([np.sin(turn) * flat, np.sin(elevation), np.cos(turn) * flat], -1)
    return farthest(np.broadcast_to(CAP_CENTRE_MM, direction.shape), direction, position, triangles), direction


def _rim_elevation(turn: Points, position: Points, triangles: Faces) -> Points:
    low, high = np.full_like(turn, LOWEST), np.full_like(turn, HIGHEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        place = _under(turn, middle, position, triangles)[0].at(position)
        below = place[:, 1] < cap_rim_height(place)
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def collar(position: Points, old: Points, triangles: Faces) -> tuple[Net, Net]:
    """Return the collar about a neck, closed below, when young and when old; laid out about the young neck."""
    turn = 2 * np.pi * np.arange(COLLAR_COLUMNS) / COLLAR_COLUMNS
    out = np.stack([np.sin(turn), np.zeros_like(turn), np.cos(turn)], -1)
    lines = out + np.array([0.0, COLLAR_SLOPE, 0.0]) * out[:, 2:]
    rim = farthest(np.broadcast_to(COLLAR_CENTRE_MM, lines.shape), lines, position, triangles)
    young, aged = (_collar(rim.at(skin), out, FOLD_DEPTH_MM * np.cos(FOLDS * turn)) for skin in (position, old))
    return young, aged


def _collar(rim: Points, out: Points, folds: Points) -> Net:
    foot = FOOT_MM + np.stack([FOOT_HALF_WIDTH_MM * out[:, 0], 0 * folds, FOOT_HALF_DEPTH_MM * out[:, 2]], -1)
    rings = []
    for outwards, down, beyond, up in COLLAR_PROFILE:
        ring = rim + (foot - rim) * np.array([outwards, down, outwards]) + beyond * out
        rings.append(ring + (outwards * folds)[:, None] * out + np.array([0.0, up, 0.0]))
    return net(np.stack(rings)[:, ::-1], FOOT_MM + np.array([0.0, COLLAR_PROFILE[-1, 3], 0.0]))


def net(rings: Points, end: Points) -> Net:
    """Return rings (n, columns, 3), each closed in itself, joined in their order and ended by a fan to `end`."""
    count, columns, _ = rings.shape
    here = np.arange(columns)
    beside = (here + 1) % columns
    faces = []
    for ring in range(count - 1):
        low, high = ring * columns, (ring + 1) * columns
        faces.append(np.stack([low + here, low + beside, high + beside], -1))
        faces.append(np.stack([low + here, high + beside, high + here], -1))
    last = (count - 1) * columns
    faces.append(np.stack([last + here, last + beside, np.full(columns, count * columns)], -1))
    return Net(np.concatenate([rings.reshape(-1, 3), end[None]]), np.concatenate(faces))
