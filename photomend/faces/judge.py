"""What photographs are refused, and what the others cannot show: one sentence each.

A face has to be there, alone, wide enough, towards the camera, in enough light and sharp. Relief of lines
and scars and spots are shown only where pixels, and the blur, are finer than they are.
"""

from __future__ import annotations

import numpy as np

from photomend.catalog import look_up
from photomend.description import Description
from photomend.faces.atlas import PLANES
from photomend.faces.closeup import Closeup
from photomend.faces.landmarks import Found
from photomend.faces.pose import Pose
from photomend.faces.words import refusal, sentence

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
"""Weights of linear red, green and blue in luminance (IEC 61966-2-1)."""


class Resolves(Description):
    """What a photo is fine enough to show."""

    lines: bool
    spots: bool
    scars: bool


def only_face(faces: list[Found]) -> Found:
    """Return the one face of a picture, of those found, the widest first; `BadInput` for none and for several."""
    if not faces:
        raise refusal("no_face")
    ratio = look_up("faces", "finding", "second_face_ratio").value
    if len(faces) > 1 and faces[1].width >= ratio * faces[0].width:
        raise refusal("several")
    return faces[0]


def refuse_small(width_px: float) -> None:
    """Raise `BadInput` where a face is too few pixels wide.

    >>> refuse_small(200.0)
    """
    least = _judging("least_width_px")
    if width_px < least:
        raise refusal("small", width=f"{width_px:.0f}", least=f"{least:.0f}")


def refuse_turned(stands: Pose) -> None:
    """Raise `BadInput` where a face looks too far to a side, up or down.

    >>> refuse_turned(Pose(mm_per_px=0.5, yaw_deg=-10.0, pitch_deg=5.0, roll_deg=80.0))
    """
    for angle, most in ((stands.yaw_deg, _judging("most_yaw_deg")), (stands.pitch_deg, _judging("most_pitch_deg"))):
        if abs(angle) > most:
            raise refusal("turned", angle=f"{abs(angle):.0f}", most=f"{most:.0f}")


def refuse_dark(near: Closeup) -> None:
    """Raise `BadInput` where even the glints of a face's skin are dark."""
    skin = near.planes[:, :, PLANES.index("allowed")] > look_up("faces", "skin", "core_share").value
    brightest = np.quantile((near.light @ LUMINANCE)[skin], _judging("light_quantile_fraction"))
    if brightest < _judging("least_light_share"):
        raise refusal("dark")


def refuse_blurred(spread_mm: float) -> None:
    """Raise `BadInput` where the sharpest edges of a face spread over too much skin, mm.

    >>> refuse_blurred(1.0)
    """
    most = _judging("most_spread_mm")
    if spread_mm > most:
        raise refusal("blurred", spread=f"{spread_mm:.1f}", most=f"{most:.0f}")


def resolves(mm_per_px: float, spread_mm: float) -> tuple[Resolves, tuple[str, ...]]:
    """Return what a photo with such pixels and such a spread of edges can show, and what it cannot, in words.

    >>> resolves(0.2, 0.3)
    (Resolves(lines=True, spots=True, scars=True), ())
    """
    said = {name: _why_not(name, mm_per_px, spread_mm) for name in Resolves.model_fields}
    able = Resolves(**{name: why is None for name, why in said.items()})
    return able, tuple(sentence(f"no_{name}", why=why) for name, why in said.items() if why is not None)


def _why_not(name: str, mm_per_px: float, spread_mm: float) -> str | None:
    most = look_up("faces", "resolving", f"{name}_mm_per_px").value
    softest = most * look_up("faces", "resolving", "spread_ratio").value
    if mm_per_px > most:
        return sentence("coarse", pixel=f"{mm_per_px:.1f}", most=f"{most:g}")
    if spread_mm > softest:
        return sentence("soft", spread=f"{spread_mm:.1f}", most=f"{softest:g}")
    return None


def _judging(name: str) -> float:
    return look_up("faces", "judging", name).value
