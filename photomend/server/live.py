"""The live channel: a page sends treatments as a dial turns, and gets scenes back; the newest request wins.

For each request first a preview is sent, then the coupled result with its intervals. A preview under way is finished
and sent, so that a dial that keeps turning keeps showing; a coupled run is ended as soon as something newer is asked.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from photomend.description import BadInput
from photomend.server.models import Ask, Told
from photomend.server.requests import field_of, request_of
from photomend.server.worker import Cancelled, Worker, WorkerDied


@dataclass(eq=False)
class Slot:
    """One picture of a page: what it is wanted to show, a sign that this changed, and runs that are to end."""

    wanted: Ask | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    ending: set[asyncio.Task[bool]] = field(default_factory=set)


def routes(preview: Worker, full: Worker) -> APIRouter:
    """Return the route of the live channel, answered by a worker for previews and one for coupled runs."""
    router = APIRouter()

    @router.websocket("/live")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        slots: dict[str, Slot] = {}
        followers: list[asyncio.Task[None]] = []
        try:
            while True:
                await _take(socket, slots, followers, preview, full)
        except WebSocketDisconnect:
            pass
        finally:
            for follower in followers:
                follower.cancel()
            await asyncio.gather(*followers, return_exceptions=True)

    return router


async def _take(
    socket: WebSocket, slots: dict[str, Slot], followers: list[asyncio.Task[None]], preview: Worker, full: Worker
) -> None:
    """Take up one request of a page."""
    text = await socket.receive_text()
    try:
        ask = Ask.model_validate_json(text)
    except ValidationError:
        await _tell(
            socket, Told(kind="refused", id=0, slot="a", sentence="message is no request; send id and treatment")
        )
        return
    if ask.slot not in slots:
        slots[ask.slot] = Slot()
        followers.append(asyncio.create_task(_follow(socket, slots[ask.slot], preview, full)))
    slots[ask.slot].wanted = ask
    slots[ask.slot].changed.set()


async def _follow(socket: WebSocket, slot: Slot, preview: Worker, full: Worker) -> None:
    """Answer the newest request of a slot, again and again."""
    while True:
        await slot.changed.wait()
        slot.changed.clear()
        ask = slot.wanted
        assert ask is not None
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # the page has gone: its channel will say so
            if await _show(socket, ask, preview, "preview") and not slot.changed.is_set():
                await _until_changed(slot, _show(socket, ask, full, "full"))


async def _until_changed(slot: Slot, work: Coroutine[Any, Any, bool]) -> None:
    """Do some work; when something newer is wanted, tell it to end and go on without waiting for that."""
    doing, changed = asyncio.create_task(work), asyncio.create_task(slot.changed.wait())
    slot.ending.add(doing)
    doing.add_done_callback(slot.ending.discard)
    try:
        await asyncio.wait({doing, changed}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        doing.cancel()
        changed.cancel()


async def _show(socket: WebSocket, ask: Ask, worker: Worker, stage: str) -> bool:
    """Send the scene of a request, or why there is none; return whether there was one."""
    waiting: list[asyncio.Task[None]] = []

    def tell(share: float) -> None:
        waiting.append(asyncio.ensure_future(_tell(socket, _told(ask, "progress", share=share))))

    try:
        request_of(ask.treatment)
        message = await worker.run(stage, ask.model_dump(), tell if stage == "full" else lambda _: None)
    except BadInput as fault:
        await _tell(socket, _told(ask, "refused", sentence=str(fault), field=field_of(str(fault))))
        return False
    except (RuntimeError, WorkerDied, Cancelled) as fault:
        await _tell(socket, _told(ask, "failed", sentence=f"this could not be computed: {fault}"))
        return False
    finally:
        await asyncio.gather(*waiting, return_exceptions=True)
    await socket.send_bytes(message)
    return True


def _told(ask: Ask, kind: Any, **said: Any) -> Told:
    return Told(kind=kind, id=ask.id, slot=ask.slot, **said)


async def _tell(socket: WebSocket, told: Told) -> None:
    await socket.send_text(told.model_dump_json(exclude_none=True))
