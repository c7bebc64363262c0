"""What workers run, by name: each takes a payload and a progress, and returns what can be sent between processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Final

from photomend.preview import previewed
from photomend.result import Simulation
from photomend.server.job_tasks import JOB_TASKS
from photomend.treatment import Request, read_request

Progress = Callable[[float], None]


def preview(payload: Mapping[str, Any], progress: Progress) -> bytes:
    """Return the scene of a treatment with light in tissue at rest, coarse and without intervals, as a message."""
    return _scene(payload, "preview", previewed(read_request(payload["treatment"])), progress)


def full(payload: Mapping[str, Any], progress: Progress) -> bytes:
    """Return the scene of a treatment as `photomend simulate` follows it, as a message."""
    return _scene(payload, "full", read_request(payload["treatment"]), progress)


def warm(payload: Any, progress: Progress) -> None:
    """Load what a first simulation needs, so that nobody waits for it."""
    preview({"id": 0, "slot": "a", "treatment": {"handpiece": {"device": "fraxel-restore"}}}, progress)


def _run(request: Request, progress: Progress) -> Simulation:
    from photomend.simulate import simulate

    return simulate(request.treatment, request.physics, request.numerics, progress)


def _scene(payload: Mapping[str, Any], stage: str, request: Request, progress: Progress) -> bytes:
    from photomend.server.command import command_of
    from photomend.server.scene import drawn_of, message_of

    run = _run(request, progress)
    header = {
        "kind": "scene",
        "id": payload["id"],
        "slot": payload["slot"],
        "stage": stage,
        "summary": run.summary.model_dump(mode="json"),
        "command": command_of(payload["treatment"]),
    }
    return message_of(drawn_of(run), header)


def figures(contents: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Return the summary of a preview."""
    return _run(previewed(read_request(contents)), progress).summary.model_dump(mode="json")


def picture(payload: Mapping[str, Any], progress: Progress) -> bytes:
    """Return the figure of a run as a file of the wanted format."""
    from photomend.figure import draw

    request = read_request(payload["treatment"])
    run = _run(previewed(request) if payload["stage"] == "preview" else request, progress)
    drawn = BytesIO()
    draw(run).savefig(drawn, format=payload["format"], dpi=150)
    return drawn.getvalue()


def try_on(payload: Mapping[str, Any], progress: Progress) -> bytes:
    """Return the try-on of a request, as JSON."""
    from photomend import appearance
    from photomend.description import checked

    return appearance.try_on(checked(appearance.TryOnRequest, payload)).model_dump_json().encode()


def claims(payload: Any, progress: Progress) -> list[dict[str, Any]]:
    """Return every checked claim."""
    from photomend.guide.claims import claim_records
    from photomend.guide.claims import claims as check

    return claim_records(check(progress))


TASKS: Final[dict[str, Callable[[Any, Progress], Any]]] = {
    "preview": preview,
    "full": full,
    "warm": warm,
    "figures": figures,
    "picture": picture,
    "claims": claims,
    "try-on": try_on,
    **JOB_TASKS,
}
