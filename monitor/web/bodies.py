"""The body of a form: its bytes up to a limit, its fields, and a file that goes with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.requests import Request

from monitor.web.server import BODY_BYTES

FIELDS = 60  # of a form
HEAD_BYTES = 1_000  # of a part of one with a file
_BOUNDARY = re.compile(r"multipart/form-data; ?boundary=\"?([A-Za-z0-9'()+_,./:=?-]{1,70})\"?", re.IGNORECASE)
_NAMED = re.compile(
    r"^content-disposition: ?form-data; ?name=\"(?P<name>[^\"\r\n]*)\"(?P<file>; ?filename=)?",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent. `file`: the one that was chosen, empty without one."""

    fields: Mapping[str, list[str]] = field(default_factory=dict)
    file: bytes = b""

    def text(self, name: str) -> str:
        """The field of this name, "" without it."""
        return next(iter(self.fields.get(name, ())), "")

    def texts(self, name: str) -> list[str]:
        """All values of this name, such as boxes that were ticked."""
        return self.fields.get(name, [])


async def body(request: Request, most: int = BODY_BYTES) -> bytes | None:
    """The body of a request; None for one that is too large, whatever its head says. One that says so itself
    is not waited for.
    """
    said = request.headers.get("content-length", "0")
    if not (said.isascii() and said.isdecimal()) or len(said) > 18 or int(said) > most:
        return None
    whole = b""
    async for piece in request.stream():
        whole += piece
        if len(whole) > most:
            return None
    return whole


def fields(form: bytes, names: Collection[str]) -> dict[str, str]:
    """The fields of these names, each once (the first); none of a body that is no form."""
    return {name: texts[0] for name, texts in _parsed(form).items() if name in names}


def lists(form: bytes, names: Collection[str], most: int = FIELDS) -> dict[str, list[str]]:
    """The fields of these names with all their values, such as boxes that were ticked."""
    return {name: texts for name, texts in _parsed(form, most).items() if name in names}


def _parsed(form: bytes, most: int = FIELDS) -> dict[str, list[str]]:
    try:
        return parse_qs(form.decode("ascii"), keep_blank_values=True, max_num_fields=most)
    except ValueError:
        return {}


def sent(form: bytes) -> Sent:
    """The form in a body."""
    return Sent(_parsed(form))


def sent_with_file(form: bytes, content_type: str) -> Sent:
    """The form in a body that may have a file (RFC 7578), in linear time.

    Heads are those that browsers write: the parser of `email` takes minutes for heads made to be slow.
    """
    boundary = _BOUNDARY.fullmatch(content_type.strip())
    if boundary is None:
        return sent(form)
    texts: dict[str, list[str]] = {}
    file = b""
    parts = (b"\r\n" + form).split(b"\r\n--" + boundary[1].encode(), FIELDS + 1)[1:]
    for part in parts[:FIELDS]:
        head, _, content = part.partition(b"\r\n\r\n")
        named = _NAMED.search(head[:HEAD_BYTES].decode("utf-8", "replace"))
        if named is None:
            continue
        if named["file"] is None:
            texts.setdefault(named["name"], []).append(content.decode("utf-8", "replace"))
        else:
            file = file or content
    return Sent(texts, file)
