"""A photograph's bytes to a picture: an array of pixels in memory, upright, in sRGB; nothing else is kept of it.

Its size is judged before it is decoded, so that a small file cannot unfold into a huge picture. The
orientation noted by the camera is obeyed; it and every other remark (place, time, camera) are dropped.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from photomend.catalog import look_up
from photomend.description import BadInput
from photomend.faces.words import refusal

if TYPE_CHECKING:
    from PIL.Image import Image

KINDS = ("JPEG", "PNG", "WEBP")
FAULTS = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error, MemoryError)


def read_photo(photo: bytes) -> np.ndarray:
    """Return the picture upright in sRGB, (height, width, 3), 0 to 255; `BadInput` for what is not a photograph.

    >>> import io; from PIL import Image
    >>> stream = io.BytesIO(); Image.new("RGB", (40, 30)).save(stream, "PNG")
    >>> read_photo(stream.getvalue()).shape
    (30, 40, 3)
    """
    _refuse_heavy(len(photo))
    pillow = imaging()
    try:
        picture = pillow.open(io.BytesIO(photo), formats=KINDS)
        _refuse_large(*picture.size)
        return np.array(_upright(picture))
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning):
        raise _too_many_pixels("more pixels than any camera takes") from None
    except BadInput:
        raise
    except FAULTS:
        raise refusal("unreadable") from None


def imaging() -> Any:
    """Return Pillow's module of pictures; `BadInput` where it is not installed."""
    try:
        from PIL import Image
    except ImportError:
        raise refusal("missing") from None
    return Image


def linear(picture: np.ndarray) -> np.ndarray:
    """Return sRGB values of 0 to 255 as linear light of 0 to 1 (IEC 61966-2-1).

    >>> linear(np.array([0, 255])).tolist()
    [0.0, 1.0]
    """
    encoded = np.asarray(picture, np.float32) / np.float32(255.0)
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _upright(picture: Image) -> Image:
    from PIL import ImageOps

    profile = picture.info.get("icc_profile")
    ImageOps.exif_transpose(picture, in_place=True)
    if profile:
        return _as_srgb(picture, profile)
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _as_srgb(picture: Image, profile: bytes) -> Image:
    """Return the picture in sRGB; one whose profile cannot be read counts as sRGB, as browsers have it."""
    from PIL import ImageCms

    try:
        own, wanted = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        kept = picture if picture.mode in ("RGB", "CMYK", "L") else picture.convert("RGB")
        changed = ImageCms.profileToProfile(kept, own, wanted, outputMode="RGB")
    except (ImageCms.PyCMSError, ImportError, OSError, ValueError):
        changed = None
    return changed if changed is not None else picture.convert("RGB")


def _refuse_heavy(size: int) -> None:
    limit = look_up("faces", "limits", "file_MB").value
    if size > limit * 1.0e6:
        raise refusal("too_large", size=f"{size / 1.0e6:.0f} MB", limit=f"{limit:.0f} MB")


def _refuse_large(width: int, height: int) -> None:
    pixels, side = (look_up("faces", "limits", name).value for name in ("picture_Mpx", "side_px"))
    if width * height > pixels * 1.0e6 or max(width, height) > side:
        raise _too_many_pixels(f"{width} x {height} pixels")


def _too_many_pixels(size: str) -> BadInput:
    pixels, side = (look_up("faces", "limits", name).value for name in ("picture_Mpx", "side_px"))
    return refusal("too_large", size=size, limit=f"{pixels:.0f} million, {side:.0f} along a side")
