"""Where and how kernels run: compiled-code cache, worker threads.

numba's disk cache looks only at the file of the cached function, so an edit of a shared function in
another file would be answered by the old code. The cache folder is therefore keyed by the package
version, all kernel sources, numba and the processor, and is set before numba is imported.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

PACKAGE = Path(__file__).parent
KERNEL_SOURCES = ("backend.py", "light/*.py", "heat/*.py", "injury/*.py")
# Sums may be reordered and divisions become products; infinities and NaN keep their meaning.
FASTMATH = {"contract", "arcp", "nsz", "reassoc"}


def package_version() -> str:
    """Return the installed version of photomend."""
    try:
        return installed_version("photomend")
    except PackageNotFoundError:
        return "0+source"


def cache_key(package: Path = PACKAGE) -> str:
    """Return the key of the compiled code: it changes with any kernel source, numba, Python or the processor."""
    key = hashlib.sha256()
    for pattern in KERNEL_SOURCES:
        for source in sorted(package.glob(pattern)):
            key.update(source.read_bytes())
    for part in (installed_version("numba"), sys.version, platform.machine(), _processor()):
        key.update(part.encode())
    return key.hexdigest()[:20]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith("model name")), platform.processor())


def user_cache() -> Path:
    """Return the user's cache folder for photomend."""
    given = os.environ.get("PHOTOMEND_CACHE")
    if given:
        return Path(given)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "photomend"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "photomend" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "photomend"


def use_compiled_code_cache() -> bool:
    """Point numba at this version's cache folder; return whether it can be written.

    Where it cannot, compiled code lives in memory for the process alone.
    """
    folder = user_cache() / "kernels" / cache_key()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return False
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    return True


CACHED = use_compiled_code_cache()


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a driver loop: no interpreter lock, cached on disk where possible."""
    from numba import njit

    compiled: Any = njit(nogil=True, cache=CACHED, error_model="numpy", fastmath=FASTMATH)(function)
    if CACHED and not os.environ.get("NUMBA_DISABLE_JIT"):
        compiled._cache = _forgiving_cache()(function)
    return compiled


@cache
def _forgiving_cache() -> type:
    """Return numba's function cache, made to recompile what it cannot read and to go on where it cannot write."""
    from numba.core.caching import FunctionCache

    class ForgivingCache(FunctionCache):
        def load_overload(self, *arguments: Any) -> Any:
            try:
                return super().load_overload(*arguments)
            except Exception:  # a damaged file can fail anywhere in unpickling or linking
                for path in Path(self.cache_path).glob(f"{self._impl.filename_base}*"):
                    path.unlink(missing_ok=True)
                return None

        def save_overload(self, *arguments: Any) -> None:
            with suppress(OSError):
                super().save_overload(*arguments)

    return ForgivingCache


def shared(function: Callable[..., Any]) -> Any:
    """Compile a scalar physics function for use inside kernels; it has no cache of its own.

    It allocates nothing, so the arrays it is handed need no reference counts; counting them at every flight of a
    photon would cost a third of the time. numba's option for that is not public: where it is not known, they are
    counted.
    """
    from numba import njit
    from numba.core.cpu import CPUTargetOptions

    uncounted: dict[str, Any] = {"_nrt": False} if hasattr(CPUTargetOptions, "_nrt") else {}
    return njit(error_model="numpy", fastmath=FASTMATH, forceinline=True, **uncounted)(function)


def workers() -> int:
    """Return the number of worker threads: ``PHOTOMEND_THREADS``, else the processors this process may use."""
    given = os.environ.get("PHOTOMEND_THREADS", "")
    if given.isdigit() and int(given) > 0:
        return int(given)
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def spread(
    work: Callable[[Item], Answer], items: Iterable[Item], done: Callable[[], None] = lambda: None
) -> list[Answer]:
    """Return ``[work(item) for item in items]``, run on the worker threads; `done` is called after each."""

    def one(item: Item) -> Answer:
        answer = work(item)
        done()
        return answer

    pool = ThreadPoolExecutor(workers())
    try:
        return list(pool.map(one, items))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
