"""What goal and study files hold by name, as their schemas tell it; values are checked where they are read.

The contents of a treatment file stand under `base`; dials and swept keys are its dotted keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler, WithJsonSchema

from photomend.description import Description
from photomend.study.dials import FROM_CARD, HEADINGS
from photomend.treatment import TreatmentFile

DIALS = tuple(f"{heading}.{field}" for heading, kind in HEADINGS.items() for field in kind.model_fields)
DOTTED = rf"^({'|'.join(TreatmentFile.model_fields)})\.."
RANGE: dict[str, Any] = {
    "type": "object",
    "properties": {"low": {"type": "number"}, "high": {"type": "number"}},
    "required": ["low", "high"],
    "additionalProperties": False,
}
SAMPLED = {**RANGE, "properties": {**RANGE["properties"], "log": {"type": "boolean", "default": False}}}
CHOICES: dict[str, Any] = {"type": "array", "minItems": 1}


@dataclass(frozen=True)
class ShownAs:
    """Metadata of a field that is read as plain contents, and that the schema tells as a description."""

    kind: type[Description]

    def __get_pydantic_json_schema__(self, _: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema of the description in place of the field's own."""
        return handler(self.kind.__pydantic_core_schema__)


Contents = Annotated[dict[str, Any], ShownAs(TreatmentFile)]
DialForm = Annotated[
    Any,
    WithJsonSchema(
        {
            "description": "a range; a list of choices; or what the device's card allows or was published",
            "anyOf": [RANGE, CHOICES, {"const": FROM_CARD}],
        }
    ),
]
AxisForm = Annotated[
    Any,
    WithJsonSchema(
        {
            "description": "values; or the range that samples are drawn from, log: evenly in its logarithm",
            "anyOf": [{**CHOICES, "uniqueItems": True}, SAMPLED],
        }
    ),
]


def named(names: tuple[str, ...]) -> dict[str, Any]:
    """Return what the schema of a table says of its keys.

    Example
    -------
    >>> named(("coverage",))
    {'propertyNames': {'enum': ['coverage']}}
    """
    return {"propertyNames": {"enum": list(names)}}
