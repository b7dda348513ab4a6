"""Links to other forms and languages of a page, and to what other sites show of it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode


class Other(NamedTuple):
    """What it is called, its address, its media type or code."""

    name: str
    href: str
    code: str
    is_current: bool = False


def discovery(base: str, embed: str, title: str) -> list[Other]:
    """The links by which other sites find the small form of a page. `embed`: its path."""
    page = f"{base}{embed.removeprefix('/embed')}"
    return [
        Other(title, f"{base}/oembed?{urlencode({'url': page, 'format': name})}", f"{media_type}+oembed")
        for name, media_type in (("json", "application/json"), ("xml", "text/xml"))
    ]


def webcal(base: str, path: str) -> str:
    """The address by which programs subscribe to a calendar."""
    return f"webcal://{base.partition('://')[2]}{path}"
