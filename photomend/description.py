"""Descriptions: what the world is, as frozen and validated objects; and the one error a user sees.

A description refuses unknown keys, wrong types, non-finite numbers and values out of range. Equal
contents give equal digests, so a digest can key a cache.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

D = TypeVar("D", bound=BaseModel)


class BadInput(ValueError):
    """Input that cannot be used: one sentence with the field, the value, the limit and the remedy."""


def quantity(unit: str, describe: str, **limits: Any) -> Any:
    """A number with a unit, limits (``gt ge lt le``) and a help text, for a field of a description."""
    return Field(description=describe, strict=True, json_schema_extra={"unit": unit}, **limits)


def choice(describe: str, default: bool | None) -> Any:
    """A yes-or-no field of a description: true or false and nothing that merely looks like it."""
    return Field(default, description=describe, strict=True)


class Description(BaseModel):
    """Base of every description: frozen, no unknown keys, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, ser_json_inf_nan="null")

    def with_(self, **changes: Any) -> Self:
        """Return a changed copy, validated anew."""
        return checked(type(self), {**self.stated(), **changes})

    def stated(self) -> dict[str, Any]:
        """Return what was given, without the fields left at None."""
        return self.model_dump(exclude_none=True)

    def digest(self) -> str:
        """Return a SHA-256 of the contents, the same for equal contents on every machine."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def checked(kind: type[D], contents: Any, where: str = "") -> D:
    """Validate `contents` as `kind`; raise `BadInput` with one sentence about the first fault."""
    try:
        return kind.model_validate(contents)
    except ValidationError as fault:
        raise BadInput(sentence(fault, kind, where)) from None


def sentence(fault: ValidationError, kind: type[BaseModel], where: str = "") -> str:
    """Turn the first fault of a validation into one sentence: field, value, limit, remedy."""
    error = fault.errors(include_url=False)[0]
    path = [str(part) for part in error["loc"] if part != "[key]"]
    field = ".".join([where, *path] if where else path)
    if error["type"] == "value_error":
        own = error["ctx"]["error"]
        return str(own) if isinstance(own, BadInput) or not field else f"{field}: {own}"
    value = _short(error["input"])
    if error["type"] == "extra_forbidden":
        return f"{field} = {value} is not a known key; {_nearest(kind, path)}"
    return f"{field} = {value} {_limit(error)}"


def _short(value: Any) -> str:
    text = json.dumps(value, default=str) if not isinstance(value, float) else f"{value:g}"
    return text if len(text) <= 60 else text[:57] + "..."


REMEDIES = {
    "greater_than": "must be above {gt:g}; raise it",
    "greater_than_equal": "is below the limit {ge:g}; give {ge:g} or more",
    "less_than": "must be below {lt:g}; lower it",
    "less_than_equal": "is above the limit {le:g}; give {le:g} or less",
    "finite_number": "is not a finite number; give a finite number",
    "literal_error": "is not a known choice; choose one of {expected}",
    "missing": "lacks this key; add it",
    "float_type": "is not a number; give a number without quotes",
    "int_type": "is not a whole number; give a whole number without quotes",
    "int_from_float": "is not a whole number; give a whole number",
    "bool_type": "is not true or false; write true or false without quotes",
    "string_type": "is not a text; put it in quotes",
    "model_type": "is not a table; give its keys under its own [heading]",
    "model_attributes_type": "is not a table; give its keys under its own [heading]",
    "dict_type": "is not a table; give its keys under its own [heading]",
}


def _limit(error: Any) -> str:
    remedy = REMEDIES.get(error["type"])
    if remedy is None:
        return f"is not accepted ({error['msg'].lower()}); mend it"
    return remedy.format(**error.get("ctx", {}))


def _nearest(kind: type[BaseModel], path: list[str]) -> str:
    known = _keys_at(kind, path[:-1])
    near = difflib.get_close_matches(path[-1], known, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{hint}Known here: {', '.join(known)}"


def _keys_at(kind: Any, path: list[str]) -> list[str]:
    for part in path:
        field = kind.model_fields.get(part) if isinstance(kind, type) and issubclass(kind, BaseModel) else None
        kind = _model_in(field.annotation) if field is not None else _model_in(kind)
    found = _model_in(kind)
    fields = found.model_fields.items() if found is not None else ()
    return sorted(field.alias or name for name, field in fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the description class inside an annotation such as ``dict[str, Layer]`` or ``Layer | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model is not None), None)
