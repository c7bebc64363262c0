"""Routes that answer from the catalogue, from a worker, or from the rules: schema in, result out."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Body, Request, Response

from photomend.backend import package_version
from photomend.bibliography import short_reference
from photomend.card_report import device_records
from photomend.case import case_of
from photomend.catalog import literature
from photomend.description import BadInput
from photomend.device import card, cards, outside_tested
from photomend.guide.claims import Claim
from photomend.guide.procedures import Procedure, procedures
from photomend.outcome import Screening, screen
from photomend.result import Summary
from photomend.server import schema
from photomend.server.command import command_of, toml_of
from photomend.server.models import About, Checked, Device, DialPoint, Refusal
from photomend.server.requests import request_of
from photomend.server.safety import is_loopback
from photomend.server.worker import Worker
from photomend.study.atlas import Answer, Atlas, open_atlas
from photomend.study.blocks import model_version
from photomend.treatment import Treatment

NOTICE = "A model for study and teaching. Not a medical device; it gives no treatment advice."
REFUSED: dict[int | str, dict[str, Any]] = {422: {"model": Refusal, "description": "Bad input: one sentence"}}
EXAMPLE = {"handpiece": {"device": "fraxel-restore"}, "settings": {"pulse_energy_mJ": 20}}
TREATMENT = schema.body("TreatmentFile", EXAMPLE)
CASE = schema.body("Case", {"person": {"age_years": 45, "phototype": "III"}, "goal": {"concern": "acne-scars"}})
PICTURES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}

Contents = Annotated[dict[str, Any], Body()]


def catalogue() -> APIRouter:
    """Return the routes that say what is known: this program, lasers, sources."""
    router = APIRouter(responses=REFUSED, tags=["catalogue"])

    @router.get("/about", summary="What answers here")
    async def about(request: Request) -> About:
        local = is_loopback(request.client.host if request.client else "")
        return About(version=package_version(), model_version=model_version(), notice=NOTICE, local=local)

    @router.get("/devices", summary="The lasers of the catalogue")
    async def devices() -> list[Device]:
        return [_device(name) for name in cards()]

    @router.get("/devices/{name}", summary="The card of one laser")
    async def device(name: str) -> Device:
        return _device(card(name).name)

    @router.get("/references", summary="The bibliography: each source in a line, by its key")
    async def references() -> dict[str, str]:
        return {key: short_reference(key) for key in literature()}

    @router.get("/atlas/{device}", summary="How deep and wide the wound becomes over a device's dial, as simulated")
    async def course(device: str, site: str = "cheek", phototype: str = "III") -> list[DialPoint]:
        found = atlas().course(device, site, phototype)
        names = {"necrosis_depth": "necrosis.depth", "collagen_depth": "collagen.depth", "width": "necrosis.width"}
        columns = {name: found.figures.get(f"zones.{zone}") for name, zone in names.items()}
        return [
            DialPoint(dial=value, **{name: _known(column, place) for name, column in columns.items()})
            for place, value in enumerate(found.values.tolist())
        ]

    @router.post("/atlas", summary="What was simulated beforehand of a treatment, at once", **TREATMENT)
    async def answer(contents: Contents) -> Answer | None:
        return atlas().answer(request_of(contents))

    return router


def treatments(preview: Worker, full: Worker) -> APIRouter:
    """Return the routes that take a treatment, answered by a worker for previews and one for coupled runs."""
    router = APIRouter(responses=REFUSED, tags=["treatments"])

    @router.post("/check", summary="Whether a treatment can be simulated, and what is left to the device", **TREATMENT)
    async def check(contents: Contents) -> Checked:
        request = request_of(contents)
        outside = outside_tested(request.treatment.exposure)
        return Checked(
            treatment=request.document(),
            command=command_of(contents),
            toml=toml_of(contents),
            warnings=[outside] if outside else [],
        )

    @router.post("/preview", summary="The figures of a treatment, coarse, with light in tissue at rest", **TREATMENT)
    async def figures(contents: Contents) -> Summary:
        request_of(contents)
        return Summary.model_validate(await preview.run("figures", contents))

    @router.post("/pictures/run", summary="The figure of a treatment, drawn here", response_class=Response, **TREATMENT)
    async def picture(contents: Contents, format: str = "svg", stage: str = "full") -> Response:
        request_of(contents)
        kind = _one_of("format", format, PICTURES)
        worker = _one_of("stage", stage, {"full": full, "preview": preview})
        drawn = await worker.run("picture", {"treatment": contents, "format": format, "stage": stage})
        return Response(drawn, media_type=kind)

    return router


def people(full: Worker) -> APIRouter:
    """Return the routes for people: screening, the guides, the checked claims."""
    router = APIRouter(responses=REFUSED, tags=["people"])
    known: dict[str, list[Claim]] = {}

    @router.post("/screen", summary="What speaks against a treatment of this person", **CASE)
    async def screening(contents: Contents) -> Screening:
        return screen(case_of(contents))

    @router.get("/guide", summary="The two procedures in plain words")
    async def guide() -> list[Procedure]:
        return list(procedures())

    @router.get("/claims", summary="Common claims, each with its verdict; the first time this takes ten seconds")
    async def claims() -> list[Claim]:
        if "claims" not in known:
            known["claims"] = [Claim.model_validate(one) for one in await full.run("claims", None)]
        return known["claims"]

    return router


@cache
def atlas() -> Atlas:
    """Return the atlas that the package brings, read once."""
    return open_atlas()


def _known(column: np.ndarray | None, place: int) -> float | None:
    return None if column is None or not np.isfinite(column[place]) else float(column[place])


@cache
def _device(name: str) -> Device:
    one = card(name)
    record = device_records({name: one})[0]
    defaults = Treatment(handpiece={"device": name}).resolved().stated() if one.simulated else None  # type: ignore[arg-type]
    return Device(**record, defaults=defaults)


def _one_of(name: str, given: str, known: dict[str, Any]) -> Any:
    if given not in known:
        raise BadInput(f"{name} = {given} is not known; choose one of {', '.join(known)}")
    return known[given]
