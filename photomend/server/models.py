"""What the server answers beyond the descriptions that commands print: small models, described for the API's page."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from photomend.result import Summary
from photomend.server.scene import Scene


class Refusal(BaseModel):
    """Why a request was refused: one sentence, and the field it is about."""

    sentence: str = Field(description="the field, its value, the limit and the remedy")
    field: str | None = Field(default=None, description="dotted name of the field, where there is one")


class About(BaseModel):
    """What answers here."""

    version: str
    model_version: str = Field(description="version and hash of everything that figures come from")
    notice: str
    local: bool = Field(description="whether the one who asks sits at this machine, so that a photo crosses no network")


class Limits(BaseModel):
    """The ends of a dial."""

    low: float
    high: float


class Value(BaseModel):
    """A value of the catalogue with its range, where it comes from, and what kind of knowledge it is."""

    value: float
    unit: str
    low: float
    high: float
    kind: Literal["study", "assumption"]
    mark: str
    sources: list[str]


class Device(BaseModel):
    """A laser of the catalogue; `defaults` is a whole treatment with it, or None where it is not simulated yet."""

    name: str
    title: str
    wavelength_nm: float | None
    mechanism: str
    simulated: bool
    dial: str | None
    limits: dict[str, Limits]
    values: dict[str, Value]
    evidence: str
    evidence_grade: str | None
    indications: str
    clearances: list[str]
    sources: list[str]
    defaults: dict[str, Any] | None


class Checked(BaseModel):
    """A treatment that can be simulated, with every default written out."""

    treatment: dict[str, Any]
    command: str = Field(description="shell command that simulates it")
    toml: str = Field(description="its treatment file")
    warnings: list[str]


class DialPoint(BaseModel):
    """The wound at one value of a device's dial, um; None where it cannot be simulated."""

    dial: float
    necrosis_depth: float | None
    collagen_depth: float | None
    width: float | None = Field(description="of the zone of dead cells")


class Ask(BaseModel):
    """What a page sends over the live channel: a treatment to follow. The newest id of a slot wins."""

    id: int
    slot: Literal["a", "b"] = "a"
    treatment: dict[str, Any] = Field(description="headings of a treatment file")


class ArrayPlace(BaseModel):
    """Where an array lies behind the header: 32-bit floats, little endian."""

    offset: int = Field(description="bytes from the end of the header")
    shape: list[int]


class SceneHeader(BaseModel):
    """The header of a binary message of the live channel; the arrays follow it."""

    kind: Literal["scene"]
    id: int
    slot: Literal["a", "b"]
    stage: Literal["preview", "full"]
    summary: Summary
    scene: Scene
    command: str
    references: dict[str, str]
    arrays: dict[str, ArrayPlace]


class Told(BaseModel):
    """A text message of the live channel: how far the work is, or why there is none."""

    kind: Literal["progress", "refused", "failed"]
    id: int
    slot: Literal["a", "b"]
    share: float | None = None
    sentence: str | None = None
    field: str | None = None
