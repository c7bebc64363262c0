"""The house rules: style, types, the one-way order of imports, examples that run, and a cache that is never stale."""

import ast
import doctest
import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import photomend

ROOT = Path(__file__).parents[1]
PACKAGE = Path(photomend.__file__).parent
MODULES = sorted(module.name for module in pkgutil.walk_packages(photomend.__path__, "photomend."))
TEXT_ENDINGS = {".py", ".toml", ".md", ".csv", ".bib", ".json", ".txt", ".cff", ""}
PLACES = re.compile(r"(?<![\w.~/-])/(?:home|root|Users|work|opt|tmp|mnt)/\w")

# One pass of even heat, left to spread for a minute: a number that only the heat kernels decide.
COLUMN = """
import numpy as np
from photomend import backend
from photomend.heat.background import build_up
from photomend.skin import Skin, lay_out

layers = lay_out(Skin(), 1550.0)
edges = np.array([0.0, *np.cumsum(np.full(4, 0.1)), *(layer.bottom for layer in layers)])
edges = np.unique(edges)
heating = np.where(edges[1:] < 0.5, 0.02, 0.0)
column = build_up(layers, edges, heating, 2, 60.0, None, 34.0)
print(backend.cache_key(), backend.CACHED, repr(column.bulk_rise))
"""


def python(*arguments: str, **environment: str) -> str:
    """Run this Python with arguments in the project's folder; return stdout, fail with all it printed."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("check", [("check",), ("format", "--check")], ids=" ".join)
def test_the_tree_is_in_style(check: tuple[str, ...]) -> None:
    python("-m", "ruff", *check, ".")


def test_the_types_agree() -> None:
    python("-m", "mypy")


def test_imports_run_one_way() -> None:
    kept = python("-c", "from importlinter.cli import lint_imports_command as check; check()")
    assert "0 broken" in kept


@pytest.mark.parametrize("name", ["photomend", *MODULES])
def test_examples_in_docstrings_run(name: str) -> None:
    module = sys.modules.get(name) or importlib.import_module(name)
    assert doctest.testmod(module).failed == 0


def test_no_file_names_a_place_on_one_machine() -> None:
    top = [path for path in ROOT.iterdir() if path.is_file()]
    folders = ("photomend", "tests", "docs", "examples", "benchmarks", ".ci")
    inner = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    texts = [path for path in top + inner if path.suffix in TEXT_ENDINGS]
    assert len(texts) > 40
    named = {
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in texts
        if (found := PLACES.search(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert named == set()


def test_the_shipped_schemas_are_those_of_the_descriptions() -> None:
    from photomend.schema import FOLDER, schemas

    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()} == schemas()


def test_an_edited_kernel_is_compiled_anew(tmp_path: Path) -> None:
    copy, stencil = tmp_path / "copy" / "photomend", Path("heat") / "stencil.py"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    places = {"PYTHONPATH": str(copy.parent), "PHOTOMEND_CACHE": str(tmp_path / "cache")}
    before, again = (python("-P", "-c", COLUMN, **places).split() for _ in range(2))
    text = (copy / stencil).read_text(encoding="utf-8")
    edited = text.replace("return radial + axial + q_v - perfusion", "return 2.0 * (radial + axial + q_v - perfusion)")
    assert edited != text
    (copy / stencil).write_text(edited, encoding="utf-8")
    after = python("-P", "-c", COLUMN, **places).split()
    assert before == again
    assert before[1] == after[1] == "True"
    assert before[0] != after[0]
    assert abs(float(after[2]) - float(before[2])) > 0.01 * float(before[2])
    assert {path.name for path in (tmp_path / "cache" / "kernels").iterdir()} == {before[0], after[0]}


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    without = python("-c", COLUMN, PHOTOMEND_CACHE=str(tmp_path / "file" / "cache")).split()
    assert without[1] == "False"
    assert without[2] == python("-c", COLUMN).split()[2]


def test_identifiers_use_the_words_of_the_field() -> None:
    unwanted = {"mua", "mus", "abs_coef", "scat", "intensity", "light_dose", "temp", "fluence", "lesion", "burn"}
    for path in (ROOT / "photomend").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        assert not names & unwanted, f"{path.name}: see docs/symbols.md for {names & unwanted}"
