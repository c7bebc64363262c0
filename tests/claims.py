"""Collect the physics claims that the tests hold the code to, for docs/verification.md.

``python -m tests.claims`` rewrites the page; a test checks that it is up to date.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "verification.md"
HEAD = """# What the tests verify

Made from the tests' own markers by `python -m tests.claims`. `make test` checks every line.

"""


def page() -> str:
    """Return the page: one list of claims per file."""
    parts = [HEAD]
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        claims = _claims(ast.parse(path.read_text(encoding="utf-8")))
        if claims:
            parts.append(f"## `{path.relative_to(ROOT).as_posix()}`\n\n")
            parts.append("".join(f"* {claim}\n" for claim in claims) + "\n")
    return "".join(parts).rstrip() + "\n"


def _claims(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        for decorator in getattr(node, "decorator_list", []):
            if isinstance(decorator, ast.Call) and getattr(decorator.func, "attr", "") == "verifies":
                found.append(ast.literal_eval(decorator.args[0]))
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
