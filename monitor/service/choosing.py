"""Which acts of the register a list or an export takes, and the register as a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from babel import Locale

from monitor import exports
from monitor.errors import QueryError, StoreError, UsageError
from monitor.match import Document, oracle
from monitor.model import Act, Evidence, Stage
from monitor.names import country
from monitor.query import parse_query
from monitor.service.dossiers import (
    PACKAGED,
    DossierAnswers,
    IsPrincipled,
    known_principled,
)
from monitor.service.fields import NOTHING, party_code
from monitor.service.names import known_treaties
from monitor.service.waves import waves_by_act
from monitor.store import Store

READ = 500  # acts read at a time, newest first: a list with a limit reads what it prints


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to take. Codes are compared without case; `since` is aware; `limit` takes the newest.

    `rejected`: those alone, else none. `untold`: those alone that nobody was told of.
    `principled`: those alone that are known to be principled exits, or all others; None for both.
    """

    actor: str | None = None
    other: str | None = None
    stage: Stage | None = None
    since: datetime | None = None
    query: str = ""
    rejected: bool = False
    untold: bool = False
    principled: bool | None = None
    limit: int | None = None


class Format(StrEnum):
    """How the register is written."""

    CSV = "csv"
    JSON = "json"
    JSONLD = "jsonld"
    MD = "md"
    ICS = "ics"


def choose(
    store: Store,
    wanted: Wanted,
    own: Mapping[str, str] = NOTHING,
    is_principled: IsPrincipled = known_principled,
) -> list[Act]:
    """The acts that fit, by id. Raises `UsageError` for a query that does not parse and for codes that nobody
    has.

    `own`: rule files with words of an installation, path to text; here and below.
    """
    fits = _query(wanted.query)
    actor = wanted.actor and _code(wanted.actor, store.acts.party_codes("actors"), own)
    other = wanted.other and _code(wanted.other, store.acts.party_codes("others"), own)
    ids = store.acts.ids(
        rejected=wanted.rejected, untold=wanted.untold, stage=wanted.stage, since=wanted.since
    )
    taken: list[Act] = []
    for end in range(len(ids), 0, -READ):
        acts = store.acts.standing(ids[max(0, end - _needed(wanted, len(taken))) : end])
        if actor or other or wanted.query.strip():
            acts = [act for act in acts if _about(act, actor, other) and fits(act)]
        if wanted.principled is not None:
            acts = [act for act in acts if is_principled(act) is wanted.principled]
        taken = acts + taken
        if wanted.limit and len(taken) >= wanted.limit:
            return taken[-wanted.limit :]
    return taken


def _needed(wanted: Wanted, taken: int) -> int:
    """How many of the next acts to read: with a limit and nothing that an act must be read for, just
    those.
    """
    plain = wanted.principled is None and not (wanted.actor or wanted.other or wanted.query.strip())
    return min(READ, wanted.limit - taken) if wanted.limit and plain else READ


def _about(act: Act, actor: str | None, other: str | None) -> bool:
    return (not actor or actor in act.states) and (not other or other in _others(act))


def _others(act: Act) -> set[str]:
    return {code for row in act.rows for code in row.states}


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


def _query(text: str) -> Callable[[Act], bool]:
    """True if an act fits a query of the query language: title is who and what, summary the values, body the
    sentences.
    """
    if not text.strip():
        return lambda act: True
    try:
        query = parse_query(text)
    except QueryError as error:
        raise UsageError(f"The query is refused: {error}") from error
    return lambda act: oracle(query, document(act)) is not None


def document(act: Act) -> Document:
    """An act as the query language reads it: `country:` asks for its parties, `source:` for the outlets that
    report it.
    """
    cells = [cell for row in act.rows for cell in row.filled().values()]
    said: list[Evidence] = [
        *act.actors,
        *(other for row in act.rows for other in row.others),
        *(evidence for cell in cells for evidence in (cell.leading, *cell.others)),
        *(step.evidence for step in act.history),
    ]
    who = [*act.states, *sorted(_others(act))]
    values = [evidence.value for cell in cells for evidence in (cell.leading, *cell.others)]
    subjects = [text for row in act.rows for text in (row.entry or "", row.kind)]
    return Document(
        ". ".join(
            [", ".join(map(country, who)), *(row.instrument.value for row in act.rows if row.instrument)]
        ),
        ". ".join([act.ref, " ".join(who), *values, *filter(None, subjects)]),
        "\n".join(dict.fromkeys(evidence.proof for evidence in said)),
        sources=[source.source for source in act.sources],
        countries=who,
    )


def written(
    store: Store,
    acts: Sequence[Act],
    shape: Format,
    base_url: str | None = None,
    own: Mapping[str, str] = NOTHING,
    known: DossierAnswers = PACKAGED,
    today: date | None = None,
) -> str:
    """The acts as text in one of the formats; `base_url` makes the ids of the calendar and of
    linked data this installation's own.

    `known`: what dossiers say of the acts; `today`: the day (UTC) of the export.
    """
    urls = _addresses(store, acts)
    match shape:
        case Format.CSV:
            return exports.csv_text(
                acts,
                known_treaties(own),
                urls=urls,
                effect_of=known.effect_of,
                is_principled=known.is_principled,
                today=today,
            )
        case Format.JSON:
            alerts = store.alerts.of_acts(act.id for act in acts)
            waves = waves_by_act(store, acts, known_treaties(own), known.no_exit())
            return exports.json_lines(
                acts,
                alerts=alerts,
                urls=urls,
                effect_of=known.effect_of,
                dossier_of=known.dossier_of,
                wave_of=lambda act: next(iter(waves(act)), None),
                is_principled=known.is_principled,
                usual_of=known.usual_of,
            )
        case Format.JSONLD:
            base = f"{base_url.rstrip('/')}/" if base_url else None
            return exports.json_ld(
                acts,
                known_treaties(own),
                urls=urls,
                effect_of=known.effect_of,
                dossier_of=known.dossier_of,
                is_principled=known.is_principled,
                base=base,
            )
        case Format.MD:
            return exports.markdown(
                acts,
                known_treaties(own),
                urls=urls,
                effect_of=known.effect_of,
                is_principled=known.is_principled,
                usual_of=known.usual_of,
                today=today,
            )
        case Format.ICS:
            host = urlsplit(base_url or "").hostname
            own_host = {"host": host} if host else {}
            return exports.calendar(
                acts,
                known_treaties(own),
                urls=urls,
                effect_of=known.effect_of,
                is_principled=known.is_principled,
                today=today,
                **own_host,
            )


def _addresses(store: Store, acts: Sequence[Act]) -> dict[int, str]:
    """The addresses of the best stories of these acts, by act; of some there is none."""
    best = {act.id: act.best.story for act in acts if act.best}
    links = store.stories.links(set(best.values()))
    return {act: url for act, story in best.items() if (url := links.get(story))}


def save(text: str, path: Path, shape: Format) -> None:
    """Writes a file whole or not at all: a reader, or a crash, meets the old one or the new one. Raises
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
