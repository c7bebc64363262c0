"""The document of the interface (OpenAPI) and of the live channel; ``python -m photomend.server.schema`` writes it.

Bodies are taken as plain values and checked by the descriptions, so that a refusal is one sentence; their schemas are
put into the document here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from photomend.appearance import TryOnRequest
from photomend.case import Case
from photomend.comparison import Comparison
from photomend.planner import Plan
from photomend.records.exchange import CaseFile
from photomend.result import Summary
from photomend.server.models import Ask, SceneHeader, Told
from photomend.server.records_models import CaseChange, NewCase, NewJob
from photomend.treatment import TreatmentFile

PLACE = Path(__file__).parents[2] / "web" / "openapi.json"
ASKED = (TreatmentFile, Case, TryOnRequest, NewCase, CaseChange, CaseFile, NewJob)
MODELS = (*ASKED, Summary, Plan, Comparison, Ask, SceneHeader, Told)


def body(model: str, example: dict[str, Any]) -> dict[str, Any]:
    """Return what tells the document that a route's body is one of the models, with an example."""
    schema = {"schema": {"$ref": f"#/components/schemas/{model}"}, "example": example}
    return {"openapi_extra": {"requestBody": {"required": True, "content": {"application/json": schema}}}}


def document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application, with the models of bodies and messages among its components."""
    found = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
    )
    _, models = models_json_schema(
        [(model, "validation") for model in MODELS], ref_template="#/components/schemas/{model}"
    )
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in models["$defs"].items():
        _check_alone(name, schemas.setdefault(name, schema), schema)
    return found


def _check_alone(name: str, known: dict[str, Any], schema: dict[str, Any]) -> None:
    """Raise ValueError where two models have one name: one would stand for both, or both under longer names."""
    if "__" in name or known.get("properties", {}).keys() != schema.get("properties", {}).keys():
        raise ValueError(f"{name.split('__')[-1]} is the name of two models; rename one")


def text() -> str:
    """Return the document as it is kept."""
    from photomend.server.app import Options, create_app

    with TemporaryDirectory() as folder:
        app = create_app(Options(database=f"sqlite:///{folder}/records.sqlite"))
        return json.dumps(app.openapi(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else PLACE).write_text(text(), encoding="utf-8")
