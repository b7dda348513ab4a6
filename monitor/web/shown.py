"""What one public address shows, for all the forms that it has: a page, JSON, CSV, a feed, a calendar.

A view (`monitor.web.readers`) makes one `Shown` from the address and its parameters; `add_pages` makes
routes of views. Nothing is rendered but the form that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from monitor.public import Asked, Entry, asked_of
from monitor.service import Service
from monitor.wording import Language


class Form(StrEnum):
    """What follows the address of a page."""

    HTML = ""
    JSON = ".json"
    CSV = ".csv"
    METADATA = ".metadata.json"
    ATOM = ".atom"
    ICS = ".ics"
    SVG = ".svg"

    @property
    def media_type(self) -> str:
        """What Content-Type says."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Form.HTML: "text/html",
    Form.JSON: "application/json",
    Form.CSV: "text/csv",
    Form.METADATA: "application/json",
    Form.ATOM: "application/atom+xml",
    Form.ICS: "text/calendar",
    Form.SVG: "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a view. `names`: the parts of the address; `asked`: its parameters."""

    service: Service
    say: Language
    names: Mapping[str, str]
    asked: Asked
    path: str  # without the form


class Table(NamedTuple):
    """Data as a table: its heads, and its lines."""

    heads: Sequence[str]
    lines: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What an address shows.

    `values` are for the template, `record` for JSON. `acts`: those that it lists, for CSV, feeds and
    calendars; `table`: what CSV has instead of them. `picture`: that of the page, as SVG. `next`: the cursor
    of the next page. `problem`: why what is asked for cannot be shown; the page may be of help all the same.
    """

    title: str
    template: str
    values: Mapping[str, object]
    record: Callable[[], object]
    acts: Sequence[Entry] = ()
    count: int = 0
    next: str = ""
    description: str = ""
    table: Callable[[], Table] | None = None
    picture: Callable[[], str] | None = None
    problem: str = ""
    is_wide: bool = False  # for wide tables


@dataclass(frozen=True, slots=True)
class Moved(Exception):
    """The address has become another one, for good."""

    path: str


@dataclass(frozen=True, slots=True)
class Gone(Exception):
    """What was at this address was taken back."""

    text: str


@dataclass(frozen=True, slots=True)
class NotThere(Exception):
    """Nothing has this address."""

    text: str


Show = Callable[[Request], Shown]


@dataclass(frozen=True, slots=True)
class View:
    """An address and what it shows. `parameters`: those of `asks` that it takes, besides `lang`. `stamp`: a
    value that changes with what it shows, if that is not the register alone.
    """

    path: str  # "/acts/{ref:name}"
    show: Show
    parameters: Sequence[str] = ()
    forms: Sequence[Form] = field(default=(Form.HTML, Form.JSON))
    asks: type[Asked] = Asked
    stamp: Callable[[Service], object] | None = None

    def asked(self, parameters: Mapping[str, str]) -> Asked:
        """What the parameters ask for. Raises `WrongParameter`."""
        own = {name: text for name, text in parameters.items() if name != "lang"}
        return asked_of(own, self.parameters, self.asks)
