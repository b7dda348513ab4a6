"""The style sheets, icon and small script of all pages, at addresses that change with their content."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.channels.templates import environment

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def _read(name: str) -> bytes:
    return environment().get_template(f"web/{name}.j2").render().encode()


def _address(name: str, content: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    return f"/static/{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{ending}"


_NAMES = ("site.css", "site.js", "operator.css", "forms.css", "forms.js", "embed.css", "icon.svg")
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_FILES = {name: _read(name) for name in _NAMES}
# those of forms hold those of all pages, too
STYLE, SCRIPT, OPERATOR_STYLE, FORM_STYLE, FORM_SCRIPT, EMBED_STYLE, ICON = (
    _address(name, content) for name, content in _FILES.items()
)


def routes() -> list[Route]:
    """The routes of these files."""
    return [
        _route(_address(name, content), content, _TYPES[name.rpartition(".")[2]])
        for name, content in _FILES.items()
    ]


def _route(address: str, content: bytes, media_type: str) -> Route:
    async def answer(request: Request) -> Response:
        return Response(content, 200, _FOREVER, media_type)

    return Route(address, answer, methods=["GET"])
