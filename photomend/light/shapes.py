"""Volumes made by hand: skin laid out in voxels, and what is put into it - vessels, hairs, a wavy epidermis.

Each function takes a volume and returns another. A voxel belongs to what its middle lies in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from photomend.description import BadInput
from photomend.light.voxels import Medium, Volume
from photomend.skin import Tissue

Place = tuple[float, float, float]
MOST_MEDIA = 255


def layered_volume(layers: tuple[Tissue, ...], extent: Place, voxel: Place, n_above: float = 1.0) -> Volume:
    """Return layers of skin as voxels; `extent` (mm) is how far the block reaches in x, y and z.

    The last layer reached goes on below. Raises `BadInput` for a layer so thin that no row of voxels falls into it.

    Example
    -------
    >>> from photomend.skin import Skin, lay_out
    >>> skin = layered_volume(lay_out(Skin(), 1550.0), (0.5, 0.5, 1.0), (0.01, 0.01, 0.01))
    >>> skin.labels.shape, skin.media[skin.labels[0, 0, -1]].name
    ((50, 50, 100), 'reticular_dermis')
    """
    counts = tuple(max(1, round(length / size)) for length, size in zip(extent, voxel, strict=True))
    top = layers[0].top
    middle = top + voxel[2] * (np.arange(counts[2]) + 0.5)
    row = np.minimum(np.searchsorted([layer.bottom for layer in layers], middle, side="right"), len(layers) - 1)
    for label, layer in enumerate(layers[: int(row[-1])]):
        if label not in row:
            raise BadInput(
                f"voxel z = {voxel[2]:g} mm has no row in the {layer.name}, {layer.bottom - layer.top:.4g} mm thick; "
                "choose thinner voxels"
            )
    labels = np.broadcast_to(row.astype(np.uint8), counts).copy()
    media = tuple(Medium(layer.name, layer.mu_a, layer.mu_s, layer.g, layer.n) for layer in layers)
    return Volume(labels, voxel, media, n_above, top=top)


def put_cylinder(volume: Volume, medium: Medium, start: Place, end: Place, radius: float) -> Volume:
    """Return the volume with a cylinder of a medium in it, from `start` to `end` (mm): a vessel, a hair, its sheath.

    Its ends are flat. Leave the medium's index out where it crosses layers of several.

    Example
    -------
    >>> dermis, blood = Medium("dermis", 0.7, 13.0, 0.9, 1.4), Medium("blood", 0.9, 60.0, 0.98)
    >>> block = Volume(np.zeros((30, 30, 30), np.uint8), (0.02, 0.02, 0.02), (dermis,))
    >>> vessel = put_cylinder(block, blood, (-1.0, 0.0, 0.3), (1.0, 0.0, 0.3), radius=0.05)
    >>> int((vessel.labels == 1).sum())
    480
    """
    foot, axis = np.array(start), np.subtract(end, start, dtype=float)
    length = float(np.linalg.norm(axis))
    if not (length > 0.0 and radius > 0.0):
        raise BadInput(f"cylinder of length {length:g} and radius {radius:g} mm is empty; make both larger than 0")
    axis /= length
    x, y, z = (middles - at for middles, at in zip(grid(volume), foot, strict=True))
    along = x * axis[0] + y * axis[1] + z * axis[2]
    inside = (along >= 0.0) & (along <= length) & (x * x + y * y + z * z - along * along < radius * radius)
    return put(volume, medium, inside)


def put_ridges(
    volume: Volume, upper: str, lower: str, depth: float, amplitude: float, period: tuple[float, float]
) -> Volume:
    """Return the volume with a wavy border between two media that lie on one another: rete ridges.

    z = depth + amplitude cos(2 pi x / period_x) cos(2 pi y / period_y), mm; a period of infinity makes ridges that run
    along its axis. Both media need one index: `with_one_index`.

    Example
    -------
    >>> epidermis, dermis = Medium("epidermis", 0.7, 18.0, 0.9, 1.4), Medium("dermis", 0.7, 13.0, 0.9, 1.4)
    >>> flat = Volume(np.ones((20, 20, 20), np.uint8), (0.01, 0.01, 0.01), (epidermis, dermis))
    >>> wavy = put_ridges(flat, "epidermis", "dermis", depth=0.1, amplitude=0.03, period=(0.1, np.inf))
    >>> sorted({int((column == 0).sum()) for column in wavy.labels[:, 0]})
    [7, 8, 10, 12, 13]
    """
    x, y, z = grid(volume)
    border = depth + amplitude * np.cos(2.0 * np.pi * x / period[0]) * np.cos(2.0 * np.pi * y / period[1])
    above, below = volume.label_of(upper), volume.label_of(lower)
    either = (volume.labels == above) | (volume.labels == below)
    kind = volume.labels.dtype.type
    return replace(volume, labels=np.where(either, np.where(z < border, kind(above), kind(below)), volume.labels))


def with_one_index(volume: Volume, names: Iterable[str], n: float) -> Volume:
    """Return the volume with one refractive index for the named media."""
    chosen = {volume.label_of(name) for name in names}
    media = (replace(one, n=n) if label in chosen else one for label, one in enumerate(volume.media))
    return replace(volume, media=tuple(media))


def put(volume: Volume, medium: Medium, where: np.ndarray) -> Volume:
    """Return the volume with a medium in the voxels where an array (x, y, z) is true.

    A medium that the volume holds already keeps its label; another of the same name is refused.
    """
    known = [one for one in volume.media if one.name == medium.name]
    if known and known[0] != medium:
        raise BadInput(f"medium = {medium.name} is in the volume with other properties; give it another name")
    media = volume.media if known else (*volume.media, medium)
    label = media.index(medium)
    if label > MOST_MEDIA and volume.labels.dtype == np.uint8:
        return put(replace(volume, labels=volume.labels.astype(np.uint16)), medium, where)
    return replace(volume, media=media, labels=np.where(where, volume.labels.dtype.type(label), volume.labels))


def grid(volume: Volume) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the middles of the voxels along x, y and z, mm, shaped to make a block together."""
    x, y, z = np.ix_(*(volume.middles(axis) for axis in range(3)))
    return x, y, z
