"""How every address of the API answers: a model as JSON, with an ETag, and errors in the one form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.errors import MonitorError, StoreError, StoreSlow, UsageError
from monitor.service import Service
from monitor.web.answers import NO_ADDRESS, Answer, Shelf, busy_answer, given, problem, zipped
from monitor.web.api.models import Problem
from monitor.web.shown import Moved
from monitor.web.work import Busy, Pace, client_of

JSON = "application/json"
PUBLIC = (
    ("Cache-Control", "no-cache"),
    ("X-Robots-Tag", "noindex"),
    ("Vary", "Accept-Encoding"),
    ("Access-Control-Allow-Origin", "*"),  # nothing here depends on who asks
)
PRIVATE = (("Cache-Control", "private, no-cache"), ("X-Robots-Tag", "noindex"), ("Vary", "Authorization"))
_ETAG = {"ETag": {"description": "A weak validator of the answer.", "schema": {"type": "string"}}}
Responses = dict[int | str, dict[str, Any]]


class Shelved:
    """Gives answers, and keeps those that depend on nothing but the register and the day."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._shelf = Shelf()

    def kept(
        self,
        request: Request,
        make: Callable[[], BaseModel],
        *,
        more: object = None,
        pace: Pace | None = None,
    ) -> Response:
        """The answer to this address, made anew when the register, the day or `more` has changed, as often as
        `pace` allows. Raises what `make` raises, and `TooOften`.
        """
        key = (request.scope["path"], request.scope["query_string"])
        version = (*self._service.register.version(), more)
        kept = self._shelf.get(key, version)
        if kept is None:
            if pace is not None:
                pace.take(client_of(request.scope))
            answer = zipped(Answer(_body(make()), JSON, PUBLIC))
            kept = answer, self._shelf.put(key, version, answer)
        return given(request, *kept)


def fresh(request: Request, model: BaseModel, *, private: bool = False) -> Response:
    """An answer that is made for each request."""
    answer = Answer(_body(model), JSON, PRIVATE if private else PUBLIC)
    return given(request, answer, answer.etag)


def done(model: BaseModel) -> Response:
    """The answer to a request that has changed something, or is not kept."""
    return Response(_body(model), 200, {"Cache-Control": "no-store"}, JSON)


def _body(model: BaseModel) -> bytes:
    return model.model_dump_json(by_alias=True).encode() + b"\n"


def answers(model: type[BaseModel], *others: int) -> Responses:
    """What a GET answers, for OpenAPI: the model, 304, and errors in the one form."""
    known: Responses = {
        200: {"model": model, "headers": _ETAG, "description": "What is asked for."},
        304: {"description": "The answer is the one that If-None-Match names.", "headers": _ETAG},
    }
    return known | problems(400, 405, 414, 500, 503, *others)


def done_answers(model: type[BaseModel], text: str, *others: int) -> Responses:
    """What a POST answers, for OpenAPI."""
    good: Responses = {200: {"model": model, "description": text}}
    return good | problems(400, 401, 403, 405, 413, 414, 500, 503, *others)


def problems(*statuses: int) -> Responses:
    """Errors in the one form, for OpenAPI."""
    return {status: {"model": Problem, "description": _MEANINGS[status]} for status in sorted(statuses)}


_MEANINGS = {
    400: "A parameter or the body is not understood.",
    401: "A token is needed: Authorization: Bearer tm_...",
    403: "The token does not allow this.",
    404: "Nothing has this address.",
    405: "The address does not take that method.",
    409: "It cannot be done now; the text says why.",
    410: "The act was taken back.",
    413: "The body is too large.",
    414: "The address is too long.",
    429: "Your network asks too often; Retry-After says when to come again.",
    500: "An error of the service.",
    503: "The database cannot be used now, or too much is asked for at once (Retry-After).",
}
MOVED: Responses = {
    301: {
        "description": "The address has become another one, for good.",
        "headers": {"Location": {"schema": {"type": "string"}}},
    }
}


# ---------------------------------------------------------------- errors


async def on_refused(request: Request, error: Exception) -> Response:
    """A parameter or value that is refused by a verb of the service: its text says why."""
    assert isinstance(error, MonitorError)
    if isinstance(error, StoreSlow):
        return problem(request, 503, str(error))
    if isinstance(error, StoreError):  # its text names files of this machine
        return problem(request, 503, "The database cannot be used now. The operator can find out why.")
    return problem(request, 400, " ".join(str(error).split()))


async def on_busy(request: Request, error: Exception) -> Response:
    """Too much is asked for at once, or too often."""
    assert isinstance(error, Busy)
    return busy_answer(request, error)


@contextmanager
def no_such() -> Iterator[None]:
    """Says 404 where a verb of the service knows nothing of this name."""
    try:
        yield
    except UsageError as error:
        raise HTTPException(404, str(error)) from error


async def on_moved(request: Request, error: Exception) -> Response:
    """What the address leads to is elsewhere."""
    assert isinstance(error, Moved)
    query = request.scope["query_string"].decode("latin-1")
    path = f"{request.scope.get('root_path', '')}{error.path}"
    return RedirectResponse(f"{path}?{query}" if query else path, 301)


async def on_wrong(request: Request, error: Exception) -> Response:
    """A part of the request has the wrong form: 404 for the address, else 400."""
    assert isinstance(error, RequestValidationError)
    if any(wrong["loc"][0] == "path" for wrong in error.errors()):
        return problem(request, 404, NO_ADDRESS)
    return problem(request, 400, " ".join(_told(wrong) for wrong in error.errors()[:5]))


def _told(wrong: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in wrong["loc"][1:] if isinstance(part, str))
    if wrong["type"] == "extra_forbidden":
        return f"There is no parameter {name!r} here."
    return f"{name or 'The body'}: {wrong['msg']}."


# ---------------------------------------------------------------- requests


class Limits:
    """Answers HEAD as GET without the body (RFC 9110, 9.3.2), and reads no body beyond a limit, whatever its
    head says.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app = app
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        size = 0

        async def receive_limited() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._most:
                raise HTTPException(413, "The body is too large.", {"Connection": "close"})
            return message

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        if scope["method"] == "HEAD":
            await self.app({**scope, "method": "GET"}, receive_limited, send_head)
        else:
            await self.app(scope, receive_limited, send)


async def each_once(request: Request) -> None:
    """Refuses a parameter that stands twice: one of them would be left out in silence."""
    pairs = request.query_params.multi_items()
    if len(dict(pairs)) < len(pairs):
        raise HTTPException(400, "Each parameter may stand once.")
