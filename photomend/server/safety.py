"""What keeps the page to itself: who may call it under which name, what it may load, how much it takes.

A page of another site can make a browser send requests here. They are refused by the name they were sent to (a foreign
name that leads to this machine) and by the site that sent them.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_BYTES = 16 * 2**20
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",  # charts bring their rules inside their own picture
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


def is_loopback(address: str) -> bool:
    """Return whether an address is one by which a machine reaches itself; False for what is no address.

    Example
    -------
    >>> [is_loopback(one) for one in ("127.0.0.1", "::ffff:127.0.0.1", "192.0.2.7", "")]
    [True, True, False, False]
    """
    try:
        known = ip_address(address)
    except ValueError:
        return False
    inner = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    return (inner or known).is_loopback


class Guard:
    """An application that answers for some hosts only, to its own pages only, and bodies up to a size.

    `room` says how many bytes a path takes, where that is not what every other takes.
    """

    def __init__(self, app: App, hosts: frozenset[str] = LOOPBACK, room: Mapping[str, int] | None = None) -> None:
        self.app, self.hosts, self.room = app, hosts, room or {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Refuse what does not belong here; else pass it on, and give the answer its safety headers."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        status, sentence = self._fault(scope)
        if status and scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": sentence[:120]})
        elif status:
            await _refuse(send, status, sentence)
        else:
            counted = _counted(receive, self._most(scope))
            await self.app(scope, counted, _headed(send) if scope["type"] == "http" else send)

    def _most(self, scope: Message) -> int:
        return self.room.get(scope["path"], MOST_BYTES)

    def _fault(self, scope: Message) -> tuple[int, str]:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        if self.hosts and urlsplit(f"//{host}").hostname not in self.hosts:
            return 400, f"host = {host} is not a name of this server; open the address that photomend serve printed"
        origin = headers.get("origin")
        reads = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if origin is not None and not reads and urlsplit(origin).netloc != host:
            return 403, f"origin = {origin} is another site; use the page that photomend serve opened"
        length, most = headers.get("content-length", "0"), self._most(scope)
        if length.isdigit() and int(length) > most:
            return 413, f"body of {length} bytes is above the limit {most}; send less at once"
        return 0, ""


async def _refuse(send: Send, status: int, sentence: str) -> None:
    body = json.dumps({"sentence": sentence, "field": None}).encode()
    headers = [(b"content-type", b"application/json"), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _counted(receive: Receive, most: int) -> Receive:
    """Return a receive that ends bodies which grow past the limit without having said so."""
    taken = [0]

    async def counted() -> Message:
        message = await receive()
        taken[0] += len(message.get("body", b"") or b"")
        return {"type": "http.disconnect"} if taken[0] > most else message

    return counted


def _headed(send: Send) -> Send:
    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *HEADERS]
        await send(message)

    return headed
