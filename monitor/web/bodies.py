"""The body of a form: its bytes up to a limit, and its fields."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import parse_qs

from starlette.requests import Request

from monitor.web.server import BODY_BYTES

FIELDS = 60  # of a form


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


def lists(form: bytes, names: Collection[str]) -> dict[str, list[str]]:
    """The fields of these names with all their values, such as boxes that were ticked."""
    return {name: texts for name, texts in _parsed(form).items() if name in names}


def _parsed(form: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(form.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        return {}
