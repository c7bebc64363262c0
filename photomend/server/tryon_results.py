"""Try-ons that were asked for: computed by a worker, the newest kept in memory, ended where nobody waits any more."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Coroutine
from typing import Any, Final

from fastapi import Request

from photomend.appearance import TryOnRequest
from photomend.server.worker import Worker

MOST_KEPT: Final = 32  # some 100 kB each


class Results:
    """The try-ons that one worker computes, as JSON; those of equal requests are computed once."""

    def __init__(self, worker: Worker, most: int = MOST_KEPT) -> None:
        self._worker, self._most = worker, most
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def of(self, asked: TryOnRequest) -> bytes:
        """Return the try-on of a request; raise `BadInput` as `photomend.appearance.try_on` does."""
        key = asked.digest()
        if key not in self._kept:
            self._kept[key] = await self._worker.run("try-on", asked.stated())
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


async def while_there(request: Request, work: Coroutine[Any, Any, bytes]) -> bytes:
    """Return what some work gives; end it when the one who asked has gone, and return nothing."""
    doing, going = asyncio.create_task(work), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait({doing, going}, return_when=asyncio.FIRST_COMPLETED)
        return doing.result() if doing.done() else b""
    finally:
        doing.cancel()
        going.cancel()


async def _gone(request: Request) -> None:
    """Wait until the one who asked has gone; the body of the request is read already."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
