"""A photo that comes over the network: taken into memory whole, and nowhere else.

It is the body of a request by itself; as a part of a form it would lie in a temporary file on its way. From another
machine (``serve --host``) it would cross the network between them, not encrypted: the page looks in its tab then, and
``about`` tells others whether they sit at this machine.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from fastapi import Request
from starlette.requests import ClientDisconnect

from photomend.catalog import look_up
from photomend.description import BadInput

PICTURES: Final = ("image/jpeg", "image/png", "image/webp")
MOST_MB: Final = look_up("faces", "limits", "file_MB").value
MOST_BYTES: Final = round(MOST_MB * 1e6)
ROOM: Final = MOST_BYTES + 2**20  # what the server takes in a photo's place: a little more, to refuse it as a photo
PHOTO: Final[dict[str, Any]] = {
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "description": f"The bytes of a JPEG, PNG or WebP picture, at most {MOST_MB:g} MB",
            "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in PICTURES},
        }
    }
}


async def photo_in(request: Request) -> bytes:
    """Return the photo that is a request's body; raise `BadInput` where it is none, or too large.

    A body that is refused is still taken to its end: a browser that is cut off reads no answer.
    """
    photo = await _body(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in PICTURES:
        raise BadInput("photo is not a picture of a kind that is read here; choose a JPEG, PNG or WebP file")
    if photo is None:
        raise BadInput(f"photo is larger than {MOST_MB:g} MB; choose a smaller copy of it")
    if not photo:
        raise BadInput("photo is empty; choose a JPEG, PNG or WebP file")
    return photo


async def _body(request: Request) -> bytes | None:
    """Return the body of a request, or None where it is too large to be kept in memory."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            parts.append(part)
            if size > MOST_BYTES:
                parts.clear()
    except ClientDisconnect:
        raise BadInput("photo did not arrive whole; choose it again") from None
    return b"".join(parts) if size <= MOST_BYTES else None


def hush() -> None:
    """Keep what a picture says of itself (camera, place, names) out of logs, however much they tell otherwise."""
    logging.getLogger("PIL").setLevel(logging.WARNING)
