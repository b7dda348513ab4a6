"""What pages made of a copy of the database answer: what is read as always, and a page that leads to the
installation itself for all that writes.

A redirect would lead in a circle where one proxy stands before both, and would carry the fields of a form to
another address.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.exports.words import timestamp
from monitor.service import Service
from monitor.service.public_exports import base_of
from monitor.web.answers import reader_of, wants_data
from monitor.web.pages import page
from monitor.web.site import bare_site

COPIED = "Copy-Of"  # the header that says of what time the copy is
READS = ("GET", "HEAD", "OPTIONS")
# first parts of the addresses that write, or show what belongs to one reader
WRITES = frozenset({"subscribe", "confirm", "s", "own", "u", "a", "connect", "team", "websub", "operator"})
OF_API = "/api/v1/"
PRIVATE = frozenset({"destinations", "deliveries", "feeds", "possible", "explain"})  # behind that


class CopyGate:
    """Says of what time an answer is, and answers itself what cannot be done here."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        copied = self._service.copied_at

        async def send_dated(message: Message) -> None:
            if message["type"] == "http.response.start" and copied is not None:
                MutableHeaders(scope=message)[COPIED] = timestamp(copied)
            await send(message)

        app = _elsewhere(self._service, scope) if _writes(scope) else self.app
        await app(scope, receive, send_dated)


def _writes(scope: Scope) -> bool:
    path: str = scope["path"]
    first = path.removeprefix("/").partition("/")[0].partition(".")[0]
    of_api = path.removeprefix(OF_API).partition("/")[0] if path.startswith(OF_API) else ""
    return scope["method"] not in READS or first in WRITES or of_api in PRIVATE


def _elsewhere(service: Service, scope: Scope) -> Response:
    """503 with the address where it can be done; of a form, that of its page."""
    request, base = Request(scope), base_of(service)
    say = reader_of(request)
    address = f"{base}{scope['path']}" if base else ""
    if wants_data(request):
        text = (
            f"{say('web.replica')} {say('web.replica.elsewhere', address=address) if address else ''}".strip()
        )
        return JSONResponse({"ok": False, "error": text, "status": 503}, 503)
    values = {"site": bare_site(say("web.replica"), scope["path"]), "address": address}
    return HTMLResponse(page("web/replica", say=say, **values), 503)
