"""Which acts of the register a list or an export takes, and the register as a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from babel import Locale

from monitor.errors import QueryError, StoreError, UsageError
from monitor.match import Document, oracle
from monitor.model import CELLS, Evidence, Stage
from monitor.names import country
from monitor.query import parse_query
from monitor.register import export
from monitor.register.listed import Listed, parties
from monitor.service.fields import NOTHING, party_code
from monitor.service.names import known_treaties
from monitor.store import Store

READ = 500  # acts read at a time, newest first: a list with a limit reads what it prints


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to take. Codes are compared without case; `since` is aware; `limit` takes the newest.

    `rejected`: those alone, else none. `untold`: those alone that nobody was told of.
    """

    actor: str | None = None
    other: str | None = None
    stage: Stage | None = None
    since: datetime | None = None
    query: str = ""
    rejected: bool = False
    untold: bool = False
    limit: int | None = None


class Format(StrEnum):
    """How the register is written."""

    CSV = "csv"
    JSON = "json"
    MD = "md"
    ICS = "ics"


def choose(store: Store, wanted: Wanted, own: Mapping[str, str] = NOTHING) -> list[Listed]:
    """The acts that fit, by id. Raises `UsageError` for a query that does not parse and for codes that nobody
    has.

    `own`: rule files with words of an installation, path to text; here and below.
    """
    fits = _query(wanted.query)
    actor = wanted.actor and _code(wanted.actor, store.register.party_codes("actors"), own)
    other = wanted.other and _code(wanted.other, store.register.party_codes("others"), own)
    ids = store.register.act_ids(
        rejected=wanted.rejected, untold=wanted.untold, stage=wanted.stage, since=wanted.since
    )
    taken: list[Listed] = []
    for end in range(len(ids), 0, -READ):
        acts = store.register.listed(ids[max(0, end - _needed(wanted, len(taken))) : end])
        if actor or other or wanted.query.strip():
            acts = [act for act in acts if _about(act, actor, other) and fits(act)]
        taken = acts + taken
        if wanted.limit and len(taken) >= wanted.limit:
            return taken[-wanted.limit :]
    return taken


def _needed(wanted: Wanted, taken: int) -> int:
    """How many of the next acts to read: with a limit and nothing that an act must be read for, just
    those.
    """
    plain = not (wanted.actor or wanted.other or wanted.query.strip())
    return min(READ, wanted.limit - taken) if wanted.limit and plain else READ


def _about(act: Listed, actor: str | None, other: str | None) -> bool:
    return (not actor or actor in act.entry.states) and (not other or other in _others(act))


def _others(act: Listed) -> set[str]:
    return {code for row in act.entry.rows for code in row.states}


def _code(text: str, there: set[str], own: Mapping[str, str]) -> str:
    """The code as the register writes it.

    What neither the register nor CLDR has is looked up: reading the lexicon takes long.
    """
    plain = text.replace("_", " ").strip()
    for code in there:
        if code.casefold() == plain.casefold():
            return code
    upper = plain.upper()
    return upper if len(upper) == 2 and upper in Locale("en").territories else party_code(plain, own)


def _query(text: str) -> Callable[[Listed], bool]:
    """Whether an act fits a query of the query language: title is who and what, summary the values, body the
    sentences.
    """
    if not text.strip():
        return lambda act: True
    try:
        query = parse_query(text)
    except QueryError as error:
        raise UsageError(f"The query is refused: {error}") from error
    return lambda act: oracle(query, document(act)) is not None


def document(act: Listed) -> Document:
    """An act as the query language reads it: `country:` asks for its parties, `source:` for the outlets that
    report it.
    """
    entry = act.entry
    cells = [cell for row in entry.rows for name in CELLS if (cell := row.cell(name))]
    said: list[Evidence] = [
        *entry.actors,
        *(other for row in entry.rows for other in row.others),
        *(evidence for cell in cells for evidence in (cell.leading, *cell.others)),
        *(step.evidence for step in entry.history),
    ]
    who = [*parties(entry.actors), *sorted(_others(act))]
    values = [evidence.value for cell in cells for evidence in (cell.leading, *cell.others)]
    subjects = [text for row in entry.rows for text in (row.entry or "", row.kind)]
    return Document(
        ". ".join(
            [", ".join(map(country, who)), *(row.instrument.value for row in entry.rows if row.instrument)]
        ),
        ". ".join([act.ref, " ".join(who), *values, *filter(None, subjects)]),
        "\n".join(dict.fromkeys(evidence.proof for evidence in said)),
        sources=[source.source for source in entry.sources],
        countries=who,
    )


def linked(store: Store, acts: Sequence[Listed]) -> list[Listed]:
    """The acts with the address of the best story of each."""
    links = store.stories.links({act.best.story for act in acts if act.best})
    return [replace(act, url=links.get(act.best.story)) if act.best else act for act in acts]


def written(
    acts: Sequence[Listed], shape: Format, base_url: str | None = None, own: Mapping[str, str] = NOTHING
) -> str:
    """The acts as text in one of the formats; `base_url` makes the calendar's ids this installation's own."""
    match shape:
        case Format.CSV:
            return export.csv_text(acts, known_treaties(own))
        case Format.JSON:
            return export.json_lines(acts)
        case Format.MD:
            return export.md(acts, known_treaties(own))
        case Format.ICS:
            host = urlsplit(base_url or "").hostname
            return (
                export.ics(acts, known_treaties(own), host=host)
                if host
                else export.ics(acts, known_treaties(own))
            )


def save(text: str, path: Path, shape: Format) -> None:
    """Write a file whole or not at all: a reader, or a crash, meets the old one or the new one. Raises
    `StoreError`.

    CSV begins with a byte order mark: without one, spreadsheets read UTF-8 as another encoding.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with unfinished.open(
            "w", encoding="utf-8-sig" if shape is Format.CSV else "utf-8", newline=""
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise StoreError(f"Cannot write {path}: {error.strerror}.") from error
