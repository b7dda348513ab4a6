"""What every answer of the web port has, and what no request may be: headers, sizes.

Written as plain ASGI: it runs for each request, and costs microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.service.opml import OPML_LIMIT
from monitor.web.answers import too_large, too_long
from monitor.web.server import BODY_BYTES, QUERY_BYTES

# A page sets its own value where it needs another one.
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# Bodies that may be larger: only who is logged in is read any further.
LARGE: Mapping[str, int] = {
    "/operator/feeds/import": OPML_LIMIT + BODY_BYTES,
    "/api/v1/explain": 6 * BODY_BYTES,
    "/operator/explain": 6 * BODY_BYTES,
    "/operator/backtest": 6 * BODY_BYTES,
}


class Guard:
    """Answers requests that are too long itself, and adds the headers that an answer lacks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = _refused(scope)
        await (refused or self.app)(scope, receive, send_guarded)


def _refused(scope: Scope) -> Response | None:
    """The answer to a request that is too long; None for all others."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if len(scope["query_string"]) > QUERY_BYTES:
        return too_long(Request(scope))
    if not length.isdigit() or int(length[:9]) > LARGE.get(scope["path"], BODY_BYTES):
        return too_large(Request(scope))
    return None
