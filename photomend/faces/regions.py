"""The seven regions of a face and what may change in them, drawn in the atlas: ``python -m photomend.faces.regions``.

Each region is a ring of landmarks on the person's right and its mirror image, with a soft border.
`allowed` is 0 over eyes, lips and brows with a margin and beyond the oval of the face, 1 on other skin.
"""

from __future__ import annotations

import io

import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter

from photomend.catalog import look_up, tables
from photomend.faces.atlas import FOLDER, PICTURES, REGIONS
from photomend.faces.mesh import mesh, mirrored
from photomend.faces.photo import imaging

SIZE = 512
FINER = 2


def draw() -> np.ndarray:
    """Return the planes drawn from the rings of landmarks, (512, 512, 8), 0 to 255, in the order of `PLANES`."""
    soft = _pixels("soft_edge_mm")
    regions = [_blurred(_both_sides(tables("faces")["regions"][name]), soft) for name in REGIONS]
    planes = np.stack([*regions, _may_change()], axis=2)
    return np.round(255.0 * planes).astype(np.uint8)


def _may_change() -> np.ndarray:
    edge = _pixels("mask_edge_mm")
    rings = tables("faces")["rings"]
    kept = np.ones((SIZE * FINER, SIZE * FINER), bool)
    for name, margin in (("right_eye", "eye"), ("lips", "lip"), ("right_brow", "brow")):
        # A blur reaches to both sides; growing by two of its deviations first keeps the part itself clear of it.
        kept &= ~_grown(_both_sides(rings[name]), _pixels(f"{margin}_margin_mm") + 2.0 * edge)
    return _blurred(kept, edge) * _fading_to_the_oval(_right_half(rings["face_oval"]))


def _fading_to_the_oval(half: list[int]) -> np.ndarray:
    inner = ~_grown(~_both_sides(half), _pixels("oval_margin_mm"))
    return _blurred(inner, _pixels("oval_edge_mm")) * _both_sides(half, finer=1)


def _right_half(ring: list[int]) -> list[int]:
    """Return the part of a ring that crosses the middle of the face which lies on the person's right."""
    across = mesh().positions_cm[:, 0]
    return [vertex for vertex in ring if across[vertex] <= 0.0]


def _both_sides(ring: list[int], finer: int = FINER) -> np.ndarray:
    one = _filled(ring, SIZE * finer)
    return one | one[:, ::-1]


def _filled(ring: list[int], size: int) -> np.ndarray:
    """Return which pixels of the atlas lie inside a ring (even-odd rule)."""
    atlas = mesh().atlas
    # The atlas is symmetric to 0.1 %; made exact, so that both sides of a face are treated alike.
    even = 0.5 * (atlas + (atlas[mirrored()] * [-1.0, 1.0] + [1.0, 0.0]))
    corners = even[ring] * size
    across, down = np.meshgrid(np.arange(size) + 0.5, np.arange(size) + 0.5)
    inside = np.zeros((size, size), bool)
    for (u0, v0), (u1, v1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if v0 != v1:
            inside ^= ((v0 > down) != (v1 > down)) & (across < u0 + (down - v0) / (v1 - v0) * (u1 - u0))
    return inside


def _grown(inside: np.ndarray, margin: float) -> np.ndarray:
    return np.asarray(distance_transform_edt(~inside) <= margin * FINER)


def _blurred(inside: np.ndarray, deviation: float) -> np.ndarray:
    fine = gaussian_filter(inside.astype(float), deviation * FINER)
    return fine.reshape(SIZE, FINER, SIZE, FINER).mean(axis=(1, 3))


def _pixels(name: str) -> float:
    return look_up("faces", "drawing", name).value / look_up("faces", "drawing", "atlas_mm_per_px").value


def encoded() -> dict[str, bytes]:
    """Return the pictures of the regions by file name, four planes each, as PNG."""
    drawn, found = draw(), {}
    for name, part in PICTURES.items():
        stream = io.BytesIO()
        imaging().fromarray(drawn[:, :, part], "RGBA").save(stream, "PNG", optimize=True)
        found[name] = stream.getvalue()
    return found


def main() -> None:
    """Write the pictures of the regions into the package."""
    for name, contents in encoded().items():
        (FOLDER / name).write_bytes(contents)


if __name__ == "__main__":
    main()
