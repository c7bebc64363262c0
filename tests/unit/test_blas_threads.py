"""A sweep in this process keeps BLAS to one thread while it works, and gives back what was allowed before."""

from pathlib import Path
from typing import Any

import pytest

import photomend as pm
from photomend.study import evaluate
from photomend.study.design import study_of
from photomend.study.sweep import sweep

threadpoolctl = pytest.importorskip("threadpoolctl", reason="threadpoolctl is of the extra for studies")
pytest.importorskip("zarr", reason="zarr is of the extra for studies")
pytest.importorskip("scipy.linalg")
STUDY = study_of({"base": {"handpiece": {"device": "eryag-2940"}}, "sweep": {"settings.passes": [1, 2]}})


def threads() -> set[int]:
    """Return how many threads the libraries of BLAS may use."""
    return {found["num_threads"] for found in threadpoolctl.threadpool_info() if found["user_api"] == "blas"}


def test_blas_has_one_thread_inside_a_block_and_as_many_as_before_afterwards(tmp_path: Path, monkeypatch) -> None:
    inside: list[set[int]] = []

    def watched(request: pm.Request) -> dict[str, Any]:
        inside.append(threads())
        return {"endpoint": "none"}

    monkeypatch.setattr(evaluate, "evaluate", watched)
    with threadpoolctl.threadpool_limits(limits=2, user_api="blas"):
        assert sweep(STUDY, tmp_path).done == 2
        after = threads()
    assert (inside, after) == ([{1}, {1}], {2})


def test_blas_gets_its_threads_back_when_a_sweep_is_interrupted(tmp_path: Path, monkeypatch) -> None:
    def interrupted(request: pm.Request) -> dict[str, Any]:
        raise KeyboardInterrupt

    monkeypatch.setattr(evaluate, "evaluate", interrupted)
    with threadpoolctl.threadpool_limits(limits=2, user_api="blas"):
        with pytest.raises(KeyboardInterrupt):
            sweep(STUDY, tmp_path)
        assert threads() == {2}


def test_the_package_that_limits_threads_is_asked_for_with_its_remedy(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "threadpoolctl", None)
    with pytest.raises(pm.BadInput, match=r"threadpoolctl is not installed.*pip install photomend\[study\]"):
        sweep(STUDY, tmp_path)
