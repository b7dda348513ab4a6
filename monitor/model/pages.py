"""What the page behind a link says, or why nothing of it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.model.feeds import FETCH_CODES


@dataclass(frozen=True, slots=True)
class Page:
    """The main text of a page, clean: no markup, no control or bidi characters.

    `text` has a paragraph a line, list items as `- item`, and the rows of tables as `| a | b |`, in the order
    of the page.
    """

    url: str  # the address that answered, after redirects
    title: str
    text: str
    lang: str | None = None  # BCP 47, as the page says
    published: date | None = None  # as the page states it, in its own time zone; never guessed from its text


@dataclass(frozen=True, slots=True)
class PageError:
    """Why there is no text. `code` is one of `PAGE_CODES`; `text` never quotes the page."""

    code: str
    text: str
    retry: bool = False  # the cause may pass: worth another try later


PAGE_CODES = FETCH_CODES | {"robots", "not_html", "empty", "parse_timeout", "parse_crash"}
