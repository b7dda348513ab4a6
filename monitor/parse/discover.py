"""Finds the feeds that a web page names: `<link rel="alternate">` in its head, else links that look like
feeds. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

from monitor.model import ParseError
from monitor.normalize import clean_text, safe_link
from monitor.parse.charset import decode

READ = 500_000  # characters of a page
MOST = 20  # feeds of a page
_TYPES = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|application/json|(?:text|application)/xml",
    re.IGNORECASE,
)
_LOOKS = re.compile(
    r"(?:[./_-](?:rss|atom|feeds?)(?:[./_-]|\Z))|\.(?:rss|rdf|atom)\Z|/feed\.json\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Named:
    """A feed that a page names; `title` may be empty."""

    address: str
    title: str = ""


class _Page(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = address
        self.declared: dict[str, str] = {}
        self.linked: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        link = values.get("href", "").strip()
        if tag == "base" and link:
            self.base = _joined(self.base, link) or self.base
        elif (
            tag == "link"
            and "alternate" in values.get("rel", "").lower().split()
            and _TYPES.fullmatch(values.get("type", "").strip())
        ):
            self._keep(self.declared, link, values.get("title", ""))
        elif tag == "a" and _LOOKS.search(link.partition("?")[0].partition("#")[0]):
            self._keep(self.linked, link, values.get("title", ""))

    def _keep(self, titles: dict[str, str], link: str, title: str) -> None:
        address = _joined(self.base, link)
        if address and len(titles) < MOST:
            titles.setdefault(address, clean_text(title, 100))


def _joined(base: str, link: str) -> str | None:
    try:
        return safe_link(urljoin(base, link))
    except ValueError:
        return None


def feeds_of_page(body: bytes, content_type: str, address: str) -> tuple[Named, ...]:
    """The feeds that an HTML page at `address` names, in its order: those declared in its head, or if there
    are none, those it links to.
    """
    text = decode(body, content_type)
    if isinstance(text, ParseError):
        return ()
    page = _Page(address)
    page.feed(text[:READ])
    return tuple(
        Named(link, title) for link, title in (page.declared or page.linked).items() if link != address
    )
