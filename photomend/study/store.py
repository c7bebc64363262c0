"""The folder of a sweep: its study, one small file per finished block, and the dataset made of them.

    DIR/study.json   what the blocks belong to        DIR/blocks/*.npz   results, keyed by treatment hash
    DIR/study.zarr   the dataset, written anew now and then; the blocks are what counts

Everything is written beside its place and renamed, so that a process killed at any moment leaves whole files.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from photomend.description import BadInput
from photomend.result import replacing
from photomend.study.blocks import HASH_BYTES, Block, model_version
from photomend.study.design import Study, study_of

BYTES_ON_DISK = 1_200  # of one treatment: in its block, and twice in the dataset while that is swapped
BYTES_IN_MEMORY = 1_400
UNREADABLE = (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError)


@contextmanager
def opened(folder: Path, study: Study) -> Iterator[None]:
    """Hold the store of a study for writing; refuse a folder that is another's, or in use.

    The same study may come again with other values, more of them, or another seed.
    """
    _make(folder)
    with _alone(folder):
        _check_identity(folder, study)
        for left in [*folder.glob(".study.*"), *blocks_of(folder).glob(".*")]:
            _remove_left(left)
        content = {"version": model_version(), "study": study.model_dump(mode="json", by_alias=True, exclude_none=True)}
        with replacing(folder / "study.json") as beside:
            beside.write_text(json.dumps(content, indent=1), encoding="utf-8")
        yield


def blocks_of(folder: Path) -> Path:
    """Return where the blocks of a store are."""
    return folder / "blocks"


def dataset_of(folder: Path) -> Path:
    """Return where the dataset of a store is."""
    return folder / "study.zarr"


def study_in(folder: Path) -> Study:
    """Return the study of a store; raise `BadInput` where there is none."""
    return study_of(_content(folder)["study"])


def check_space(folder: Path, treatments: int) -> None:
    """Refuse treatments whose results the disk or the memory cannot hold, before work starts."""
    disk = shutil.disk_usage(next(place for place in [folder, *folder.absolute().parents] if place.is_dir())).free
    if treatments * BYTES_ON_DISK > disk:
        raise BadInput(
            f"{treatments} treatments take some {treatments * BYTES_ON_DISK / 1e6:.0f} MB on disk, above the "
            f"{disk / 1e6:.0f} MB left at {folder}; free some, choose another folder, or sweep fewer"
        )
    memory = _free_memory()
    if memory is not None and treatments * BYTES_IN_MEMORY > memory:
        raise BadInput(
            f"{treatments} treatments take some {treatments * BYTES_IN_MEMORY / 1e6:.0f} MB of memory, above the "
            f"{memory / 1e6:.0f} MB free; divide the study, each part with a folder of its own"
        )


def save_block(folder: Path, block: Block) -> None:
    """Keep a block as a file of its own."""
    name = hashlib.sha256(b"".join(block.hashes)).hexdigest()[:24]
    try:
        with replacing(blocks_of(folder) / f"{name}.npz") as beside:
            np.savez(
                beside,
                hashes=np.frombuffer(b"".join(block.hashes), np.uint8).reshape(-1, HASH_BYTES),
                status=block.status,
                endpoint=np.array(block.endpoint),
                error=np.array(block.error),
                names=np.array(block.names, dtype=str),
                values=block.values,
                version=np.array(block.version),
            )
    except OSError as fault:
        raise no_room(folder, fault) from None


def no_room(folder: Path, fault: OSError) -> BadInput:
    """Return the sentence for a store that cannot be written any more."""
    reason = "no space is left" if fault.errno == errno.ENOSPC else fault.strerror or str(fault)
    return BadInput(
        f"out = {folder} cannot be written: {reason}; what was finished is kept, so mend that and run the same again"
    )


def kept_blocks(folder: Path) -> Iterator[Block]:
    """Yield the blocks of a store; one that cannot be read, or is of another version, is passed over."""
    for path in sorted(blocks_of(folder).glob("[!.]*.npz")):  # a name that begins with a dot is not whole yet
        try:
            with path.open("rb") as opened_file, np.load(opened_file, allow_pickle=False) as file:
                block = _block(file)
        except UNREADABLE:
            continue
        if block.version == model_version():
            yield block


def _block(file: Any) -> Block:
    return Block(
        hashes=tuple(row.tobytes() for row in file["hashes"]),
        status=file["status"],
        endpoint=tuple(file["endpoint"].tolist()),
        error=tuple(file["error"].tolist()),
        names=tuple(file["names"].tolist()),
        values=file["values"],
        version=str(file["version"]),
    )


def _make(folder: Path) -> None:
    strange = folder.is_dir() and not (folder / "study.json").is_file() and any(_own(folder))
    if strange:
        raise BadInput(f"out = {folder} holds other files; choose a new or an empty folder")
    try:
        blocks_of(folder).mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        reason = fault.strerror or "it is no folder"
        raise BadInput(f"out = {folder} cannot be made: {reason}; choose a folder that is writable") from None


def _own(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.name not in ("blocks", "lock") and not path.name.startswith("."))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the store's lock, which the system takes back from a process that dies."""
    try:
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as fault:
        raise no_room(folder, fault) from None
    try:
        if not _locked(handle):
            raise BadInput(f"out = {folder} is being written by another sweep; wait for it, or choose another folder")
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows, where two sweeps of one store only do the work twice
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _content(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / "study.json").read_text(encoding="utf-8"))
        return {"version": str(content["version"]), "study": dict(content["study"])}
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput(f"{folder} is not the folder of a sweep; name one that photomend sweep --out wrote") from None


def _check_identity(folder: Path, study: Study) -> None:
    if not any(blocks_of(folder).glob("[!.]*.npz")):
        return
    content = _content(folder)
    if content["version"] != model_version():
        raise BadInput(
            f"out = {folder} is of photomend {content['version']} and this is {model_version()}, whose figures may "
            "differ; choose another folder, or remove that one"
        )
    before = study_of(content["study"])
    for what, then, now in (
        ("[base]", before.base, study.base),
        ("keys", sorted(before.keys), sorted(study.keys)),
        ("design.kind", before.design.kind, study.design.kind),
    ):
        if then != now:
            raise BadInput(f"out = {folder} is of a study with other {what}; choose another folder for this one")


def _remove_left(path: Path) -> None:
    if path.name == ".study.zarr.old" and not dataset_of(path.parent).exists():
        path.rename(dataset_of(path.parent))
    elif path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _free_memory() -> int | None:
    """Return the memory that is free or can be freed, in bytes, or None where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
        return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration, ValueError):
        return None
