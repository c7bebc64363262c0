"""Runs the two vendored networks with LiteRT: one thread, loaded once, one caller at a time.

LiteRT is chosen because nothing in it sends anything anywhere (docs/decisions/0033-faces.md).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from photomend.faces.words import refusal

FOLDER = Path(str(files("photomend"))) / "data" / "tryon"
_one_at_a_time = Lock()


def run(name: str, picture: np.ndarray) -> list[np.ndarray]:
    """Return the outputs of a network of ``data/tryon`` in their order, for one picture (height, width, 3)."""
    with _one_at_a_time:
        network = _network(name)
        found = _outputs(network, picture[np.newaxis].astype(np.float32))
        # A network stays loaded, and what it saw with it: it is shown a blank, so that it keeps nothing of the photo.
        _outputs(network, np.zeros((1, *picture.shape), np.float32))
        return found


def _outputs(network: Any, batch: np.ndarray) -> list[np.ndarray]:
    network.set_tensor(network.get_input_details()[0]["index"], batch)
    network.invoke()
    return [np.array(network.get_tensor(output["index"]))[0] for output in network.get_output_details()]


@cache
def _network(name: str) -> Any:
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        raise refusal("missing") from None
    network = Interpreter(model_path=str(FOLDER / name), num_threads=1)
    network.allocate_tensors()
    return network
