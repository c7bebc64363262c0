"""Loaded by the worker processes of this machine: a terminal's Ctrl-C is for the sweep, which ends them itself."""

from __future__ import annotations

import signal
from typing import Any


def dask_setup(worker: Any) -> None:
    """Let the interrupts of the terminal pass by."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
