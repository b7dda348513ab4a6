"""The API as an application of its own, with its OpenAPI document."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

import monitor
from monitor.errors import MonitorError
from monitor.service import Service
from monitor.web.answers import Answer, given, on_error, on_fault, zipped
from monitor.web.api import private, public
from monitor.web.api.answering import (
    JSON,
    PUBLIC,
    Limits,
    each_once,
    on_busy,
    on_moved,
    on_refused,
    on_wrong,
)
from monitor.web.server import BODY_BYTES
from monitor.web.shown import Moved
from monitor.web.work import Busy, Work

MOUNTED = "/api/v1"
MOST_BYTES = 6 * BODY_BYTES  # of a body: a text of 12,000 characters as JSON
_ABOUT = """The register of acts by which states end, suspend or threaten to leave agreements, for programs.

Without a token: acts, treaties, states, stories, timeline, status. Everything else needs
`Authorization: Bearer tm_...`. An error is `{"ok": false, "error": "...", "status": 404}`. A parameter that
is not known is refused. Lists give `next`: the `cursor` of the next answer. GET answers carry an ETag. Of
stories there are titles, links and at most 300 characters around the evidence; never full texts."""
_ON = {
    HTTPException: on_error,
    RequestValidationError: on_wrong,
    MonitorError: on_refused,
    Busy: on_busy,
    Moved: on_moved,
    Exception: on_fault,
}


def mount(service: Service, work: Work) -> Mount:
    """The route of the API."""
    return Mount(MOUNTED, api(service, work))


def api(service: Service, work: Work) -> FastAPI:
    """The API of one service."""
    app = FastAPI(
        title="Treaty Monitor",
        version="1",
        summary="Exits from agreements, each with its proof.",
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # that address would be made of the Host header
        dependencies=[Depends(each_once)],
        servers=[{"url": MOUNTED}],
        root_path_in_servers=False,
    )
    for error, answer in _ON.items():
        app.add_exception_handler(error, answer)
    app.add_middleware(Limits, most_bytes=MOST_BYTES)
    app.include_router(public.router(service, work))
    app.include_router(private.router(service))
    app.router.routes.append(_document(app))
    return app


def _document(app: FastAPI) -> Route:
    """The route of the OpenAPI document, which is made at the first request."""

    @cache
    def made() -> tuple[Answer, str]:
        document = zipped(Answer(json.dumps(_described(app), ensure_ascii=False).encode(), JSON, PUBLIC))
        return document, document.etag

    async def answer(request: Request) -> Response:
        return given(request, *await run_in_threadpool(made))

    return Route("/openapi.json", answer, methods=["GET"])


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, without the answers 422 that FastAPI adds: such errors are 400 here."""
    document = app.openapi()
    document["info"]["x-program"] = f"treaty-monitor {monitor.__version__}"
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    return document
