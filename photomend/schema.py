"""JSON Schema files of the public contract, made from the descriptions: ``python -m photomend.schema FOLDER``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from photomend.case import Case
from photomend.comparison import Comparison
from photomend.description import Description
from photomend.guide.claims import Claim
from photomend.guide.procedures import Procedure
from photomend.planner import Plan
from photomend.result import Summary
from photomend.study.design import Study
from photomend.study.goal import GoalFile
from photomend.study.told import InversePlan
from photomend.treatment import TreatmentFile

FOLDER = Path(__file__).parent / "data" / "schema"


def schemas() -> dict[str, str]:
    """Return the schemas of the files that are read and of what the commands print, by file name."""
    kinds: dict[str, type[Description]] = {
        "treatment.json": TreatmentFile,
        "simulation.json": Summary,
        "comparison.json": Comparison,
        "case.json": Case,
        "goal.json": GoalFile,
        "study.json": Study,
        "inverse-plan.json": InversePlan,
        "plan.json": Plan,
        "claim.json": Claim,
        "procedure.json": Procedure,
    }
    return {name: json.dumps(kind.model_json_schema(), indent=1) + "\n" for name, kind in kinds.items()}


def write(folder: Path = FOLDER) -> None:
    """Write the schema files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
