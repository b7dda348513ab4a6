"""Answers: pages, data, errors in one form, and what is kept of them.

An error is `{"ok": false, "error": "...", "status": 404}` for machines, and a page with the same words for
people. Public answers carry an ETag, so that a reader who has one gets 304.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple
from urllib.parse import quote, urlencode

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from monitor.public import WrongParameter
from monitor.web.pages import page
from monitor.web.site import bare_site
from monitor.web.speech import say_of
from monitor.web.work import Busy, TooOften
from monitor.wording import ENGLISH, Language

KEPT_BYTES = 8 * 1024 * 1024
KEPT = 1_000  # answers
ALSO_BYTES = 4_096  # that an answer takes beside its body: its address (2,000 characters), headers and keys
NO_ADDRESS = "There is no such address here; /api/v1/openapi.json lists them."  # of the API
HANG_UP = {"Connection": "close"}  # nobody reads the rest of the request
DATA = (".json", ".csv", ".atom", ".ics", ".jsonld", ".svg")
ZIPPED_FROM = 1024  # bytes: a smaller answer is sent as it is
PUBLIC = {"Cache-Control": "no-cache", "X-Robots-Tag": "all", "Vary": "Accept-Language, Accept-Encoding"}


class Answer(NamedTuple):
    """A whole answer that may be given again: its text, its type, and the further headers."""

    body: bytes
    media_type: str
    headers: tuple[tuple[str, str], ...] = ()
    zipped: bytes = b""  # the body as gzip; empty if that saves nothing
    status: int = 200

    @property
    def size(self) -> int:
        """The bytes that it takes in memory, about."""
        return len(self.body) + len(self.zipped) + ALSO_BYTES

    @property
    def etag(self) -> str:
        """A weak validator (RFC 9110, 8.8.3): the same text, perhaps compressed."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()[:20]}"'


class Shelf:
    """Answers by address, as long as what they were made of is the same; the least used go first. Safe to use
    from several threads.
    """

    def __init__(self, most_bytes: int = KEPT_BYTES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[object, tuple[object, Answer, str]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: object, version: object) -> tuple[Answer, str] | None:
        """The answer kept under this key for this version, with its ETag."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept[0] != version:
                return None
            self._kept.move_to_end(key)
            return kept[1], kept[2]

    def put(self, key: object, version: object, answer: Answer) -> str:
        """Keeps an answer; returns its ETag."""
        etag = answer.etag
        with self._lock:
            old = self._kept.pop(key, None)
            self._bytes += answer.size - (old[1].size if old else 0)
            self._kept[key] = (version, answer, etag)
            while self._bytes > self._most or len(self._kept) > KEPT:
                _, (_, gone, _) = self._kept.popitem(last=False)
                self._bytes -= gone.size
        return etag


def zipped(answer: Answer) -> Answer:
    """The answer with its body as gzip, too, where that makes it shorter."""
    if len(answer.body) < ZIPPED_FROM:
        return answer
    shorter = gzip.compress(answer.body, compresslevel=5, mtime=0)
    return answer._replace(zipped=shorter) if len(shorter) < len(answer.body) else answer


def given(request: Request, answer: Answer, etag: str) -> Response:
    """The answer, or 304 for a reader who has it (RFC 9110, 13.1.2)."""
    headers = PUBLIC | dict(answer.headers) | {"ETag": etag}
    known = request.headers.get("if-none-match", "")
    if answer.status == 200 and (known == "*" or etag in (tag.strip() for tag in known.split(","))):
        return Response(None, 304, headers)
    if answer.zipped and _takes_gzip(request.headers.get("accept-encoding", "")):
        zipped_headers = headers | {"Content-Encoding": "gzip"}
        return Response(answer.zipped, answer.status, zipped_headers, answer.media_type)
    return Response(answer.body, answer.status, headers, answer.media_type)


def _takes_gzip(header: str) -> bool:
    """True if a reader asks for gzip (RFC 9110, 12.5.3)."""
    for part in header.split(","):
        coding, _, weight = part.strip().lower().partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def data(value: object) -> bytes:
    """A value as JSON, for people who look at it too."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


# ---------------------------------------------------------------- errors


def wants_data(request: Request) -> bool:
    """True if the address is one of data."""
    path: str = request.scope["path"]
    return path.startswith("/api/") or path == "/oembed" or path.endswith(DATA)


def reader_of(request: Request) -> Language:
    """The language of an error: that of the page; English for programs."""
    return ENGLISH if wants_data(request) else say_of(request)


def problem(
    request: Request, status: int, text: str, headers: Mapping[str, str] | None = None, *, wrong: str = ""
) -> Response:
    """An error in the one form, for machines or for people. `wrong`: the parameter that is at fault: people
    are led to the page without it.
    """
    if wants_data(request):
        return JSONResponse({"ok": False, "error": text, "status": status}, status, dict(headers or {}))
    body = page(
        "web/problem",
        say=say_of(request),
        site=bare_site(text, request.scope["path"]),
        status=status,
        text=text,
        without=without(request, wrong) if wrong else "",
    )
    return HTMLResponse(body, status, dict(headers or {}))


def without(request: Request, wrong: str) -> str:
    """The address of this page without a parameter."""
    pairs = [(name, text) for name, text in request.query_params.multi_items() if name != wrong]
    path = quote(request.scope["path"])
    return f"{path}?{urlencode(pairs)}" if pairs else path


def not_here(request: Request) -> Response:
    """The answer where there is no page."""
    return problem(request, 404, reader_of(request)("web.problem.none"))


def too_large(request: Request) -> Response:
    """The answer to a body that is larger than it may be."""
    return problem(request, 413, reader_of(request)("web.problem.large"), HANG_UP)


def too_long(request: Request) -> Response:
    """The answer to an address that is longer than it may be."""
    return problem(request, 414, reader_of(request)("web.problem.long"), HANG_UP)


def busy_answer(request: Request, busy: Busy) -> Response:
    """The answer when too much is asked for at once, or too often from one network."""
    say = reader_of(request)
    if isinstance(busy, TooOften):
        return problem(request, 429, say("web.too_often"), busy.headers)
    return problem(request, 503, say("web.busy"), busy.headers)


async def on_fault(request: Request, error: Exception) -> Response:
    """The answer to an error of ours; the server logs it."""
    return problem(request, 500, reader_of(request)("web.problem.fault"))


async def on_wrong_parameter(request: Request, error: Exception) -> Response:
    """The answer to a parameter that a page does not have, or to a value that it does not take."""
    assert isinstance(error, WrongParameter)
    return problem(request, 400, error.told(reader_of(request)), wrong=error.name)


async def on_wrong_part(request: Request, error: Exception) -> Response:
    """The answer to an address of which a part has the wrong form, or to a wrong parameter."""
    assert isinstance(error, RequestValidationError)
    if any(wrong["loc"][0] == "path" for wrong in error.errors()):
        return not_here(request)
    names = ", ".join(str(wrong["loc"][-1]) for wrong in error.errors())
    return problem(request, 400, reader_of(request)("web.problem.part", names=names))


async def on_error(request: Request, error: Exception) -> Response:
    """The answer to an error that a route raised."""
    assert isinstance(error, HTTPException)
    text, say = error.detail, reader_of(request)
    match text:
        case "Not Found":  # of the router
            text = NO_ADDRESS if request.scope["path"].startswith("/api/") else say("web.problem.none")
        case "Method Not Allowed":
            text = say("web.problem.method")
    return problem(request, error.status_code, text, error.headers)
