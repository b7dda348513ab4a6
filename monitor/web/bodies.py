"""The body of a form: its bytes up to a limit, its fields, and a file that goes with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qs

from starlette.requests import Request

from monitor.web.server import BODY_BYTES

FIELDS = 60  # of a form


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
    """The body of a request; None for one that is too large, whatever its head says."""
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


def sent(form: bytes, content_type: str) -> Sent:
    """The form in a body, with a file (RFC 7578) or without."""
    if not content_type.lower().startswith("multipart/form-data"):
        return Sent(_parsed(form))
    head = f"Content-Type: {content_type}\r\n\r\n".encode("ascii", "replace")
    texts: dict[str, list[str]] = {}
    file = b""
    for part in list(BytesParser(policy=HTTP).parsebytes(head + form).walk())[1 : FIELDS + 1]:
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        if part.get_filename() is not None:
            file = file or content
        else:
            name = str(part.get_param("name", "", "content-disposition"))
            texts.setdefault(name, []).append(content.decode("utf-8", "replace"))
    return Sent(texts, file)
