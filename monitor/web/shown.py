"""What one public address shows, for all the forms that it has: a page, JSON, CSV, a feed, a calendar.

A view (`monitor.web.readers`) makes one `Shown` from the address and its parameters; `views.routes`
makes routes of views. Nothing is rendered but the form that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from monitor.dossiers import Dossier
from monitor.public import Asked, Entry, asked_of
from monitor.public.atom import FeedEntry
from monitor.public.citation import Citation
from monitor.service import Service
from monitor.service.public import ToldAct
from monitor.service.public_exports import base_of
from monitor.wording import ENGLISH, Language


class Form(StrEnum):
    """What follows the address of a page."""

    HTML = ""
    JSON = ".json"
    CSV = ".csv"
    METADATA = ".metadata.json"
    ATOM = ".atom"
    ICS = ".ics"
    JSONLD = ".jsonld"
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
    Form.JSONLD: "application/ld+json",
    Form.SVG: "image/svg+xml",
}
# the forms of a page that lists acts, and of one that lists something else
OF_ACTS = (Form.HTML, Form.JSON, Form.CSV, Form.METADATA, Form.ATOM, Form.ICS, Form.JSONLD)
OF_TABLE = (Form.HTML, Form.JSON, Form.CSV, Form.METADATA)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a view. `names`: the parts of the address; `asked`: its parameters."""

    service: Service
    say: Language
    names: Mapping[str, str]
    asked: Asked
    path: str  # without the form
    is_paged: bool = False  # the reader asks for a page of a certain length, or for a further one
    told: dict[int, ToldAct] = field(default_factory=dict)  # what was read for it, by act

    @property
    def base(self) -> str:
        """The address of the installation; "" if none is configured."""
        return base_of(self.service)

    def address(self, form: Form = Form.HTML, **changes: str) -> str:
        """Path and query of this page in a form, in the reader's language, with parameters changed."""
        path = "/index" if form and self.path == "/" else self.path
        lang = {} if self.say is ENGLISH else {"lang": self.say.code}
        query = self.asked.query(**lang, **changes)
        return f"{quote(path)}{form}{f'?{query}' if query else ''}"


class Table(NamedTuple):
    """Data as a table: its heads, and its lines."""

    heads: Sequence[str]
    lines: Sequence[Sequence[object]]


def table_of(records: Sequence[Mapping[str, object]]) -> Table:
    """Flat records as a table, a column a name."""
    columns = list(records[0]) if records else []
    return Table(columns, [[record[name] for name in columns] for record in records])


@dataclass(frozen=True, slots=True)
class Shown:
    """What an address shows.

    `values` are for the template, `record` for JSON, where `ok` is added. `acts`: those that it lists, for
    feeds and linked data; `among`: those that it chooses from, all of which are in CSV and calendars. A page
    that lists something else has a `table` for CSV, and `feed` for Atom. `picture`: that of the page, as SVG.
    `next`: the cursor of the next page. `problem`: why what is asked for cannot be shown; the page may be of
    help all the same. `dossier`: of the treaty that it is about. `embed`: the path of its small form for
    other sites.
    """

    title: str
    template: str
    values: Mapping[str, object]
    record: Callable[[], Mapping[str, object]]
    acts: Sequence[Entry] = ()
    count: int = 0
    next: str = ""
    description: str = ""
    among: Sequence[Entry] = ()
    table: Callable[[], Table] | None = None
    feed: Callable[[], Sequence[FeedEntry]] | None = None
    picture: Callable[[], str] | None = None
    problem: str = ""
    dossier: Dossier | None = None
    embed: str = ""
    citation: Citation | None = None  # where it is another one than that of its title
    is_wide: bool = False  # for wide tables


@dataclass(eq=False)
class Moved(Exception):
    """The address has become another one, for good."""

    path: str


# raises `Moved`; `HTTPException` with the status and what people are told, where there is nothing to show
Show = Callable[[Request], Shown]


@dataclass(frozen=True, slots=True)
class View:
    """An address and what it shows. `parameters`: those of `asks` that it takes, besides `lang`. `stamp`: a
    value that changes with what it shows, if that is not the register alone. `is_search`: an answer with
    words (`q`) takes long to make, so that a network may ask for so many only.
    """

    path: str  # "/acts/{ref:name}"
    show: Show
    parameters: Sequence[str] = ()
    forms: Sequence[Form] = field(default=(Form.HTML, Form.JSON))
    asks: type[Asked] = Asked
    stamp: Callable[[Service], object] | None = None
    is_search: bool = False
    headers: tuple[tuple[str, str], ...] = ()  # of all its answers, beside those of every page

    def asked(self, parameters: Mapping[str, str]) -> Asked:
        """What the parameters ask for. Raises `WrongParameter`."""
        own = {name: text for name, text in parameters.items() if name != "lang"}
        return asked_of(own, self.parameters, self.asks)
