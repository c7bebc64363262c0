"""The files that a try-on is drawn from, as a page loads them: those of the package's try-on folder and no others.

A page that asks for a file by its name is told its content's hash, and asks again only whether that still holds; one
that names the hash as well need never ask again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response

import photomend
from photomend.records import Missing
from photomend.server.refusals import documented

FOLDER: Final = Path(photomend.__file__).parent / "data" / "tryon"
MEDIA: Final = {
    ".json": "application/json",
    ".png": "image/png",
    ".js": "text/javascript; charset=utf-8",
    ".wasm": "application/wasm",
    ".tflite": "application/octet-stream",
    ".bin": "application/octet-stream",
}
TEXT: Final = "text/plain; charset=utf-8"  # notices and licences
ASK_AGAIN: Final = "no-cache"
KEEP: Final = "public, max-age=31536000, immutable"
BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
FILE: Final = {
    "description": "The file",
    "content": {media.partition(";")[0]: BINARY for media in (*MEDIA.values(), TEXT)},
}
SAME: Final = {"description": "The page has it already"}


@dataclass(frozen=True)
class Kept:
    """A file as it is sent: where it is, what it is, and the SHA-256 of its contents."""

    path: Path
    media_type: str
    digest: str


@cache
def kept_files() -> Mapping[str, Kept]:
    """Return the files by their names inside the folder, with forward slashes.

    Example
    -------
    >>> all(".." not in name for name in kept_files())
    True
    """
    return {path.relative_to(FOLDER).as_posix(): _kept(path) for path in sorted(FOLDER.rglob("*")) if path.is_file()}


def routes() -> APIRouter:
    """Return the routes of the files of a try-on."""
    router = APIRouter(prefix="/files")

    @router.get("", summary="The files of a try-on: the SHA-256 of each by its name")
    def listed() -> dict[str, str]:
        return {name: one.digest for name, one in kept_files().items()}

    @router.get(
        "/{name:path}",
        summary="A file of a try-on; with its SHA-256 as `hash` it may be kept for good",
        response_class=Response,
        response_model=None,
        responses={200: FILE, 304: SAME, **documented(404)},
    )
    def file(name: str, request: Request, hash: str | None = None) -> Response:
        one = kept_files().get(name)
        if one is None:
            raise Missing(f"name = {name} is no file of a try-on; /api/v1/tryon/files lists them")
        tag = f'"{one.digest}"'
        headers = {"ETag": tag, "Cache-Control": KEEP if hash == one.digest else ASK_AGAIN}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(one.path.read_bytes(), media_type=one.media_type, headers=headers)

    return router


def _kept(path: Path) -> Kept:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Kept(path, MEDIA.get(path.suffix, TEXT), digest)
