"""An act as lists, filters, the timeline and the picture need it: small, so that all acts stay in memory."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from monitor.dossiers import NO_DOSSIERS, Dossiers, DueEvent, due_of
from monitor.exports import sentence
from monitor.model import Act, Grade, Kind, Row, Stage
from monitor.names import country
from monitor.wording import NO_TREATIES, Treaty, partners


@dataclass(frozen=True, slots=True)
class DueDay:
    """What is due of an act, and on which day (UTC). `is_stated`: a source states the day, else it is
    computed. `blocked`: what may hold it back, "" for nothing.
    """

    day: date
    event: DueEvent
    is_stated: bool = False
    blocked: str = ""


class Tie(NamedTuple):
    """One agreement of an act: its id in the gazetteer, "" for none, its kind, and the counterparties."""

    treaty: str
    kind: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list knows of one public act. Moments are aware, in UTC.

    `states` are codes of those that leave, `others` of the counterparties, `treaties` ids of the gazetteer,
    `kinds` those of its agreements. `steps`: each stage that it reached, with the day of the report (UTC).
    """

    id: int
    ref: str
    kind: Kind
    stage: Stage
    grade: Grade
    sentence: str  # in English
    states: tuple[str, ...]
    others: tuple[str, ...]
    treaties: tuple[str, ...]
    kinds: tuple[str, ...]
    topics: frozenset[str]
    steps: tuple[tuple[Stage, date], ...]
    ended: str  # the first stated end of its agreements, as the register writes it; "" for none
    opened_at: datetime
    changed_at: datetime
    principled: bool
    words: str  # what a text filter looks in, folded
    due: tuple[DueDay, ...] = ()  # the earliest first, each once
    ties: tuple[Tie, ...] = ()

    @property
    def year(self) -> int:
        """The year (UTC) of the first report of its present stage."""
        return self.reported.year

    @property
    def reported(self) -> date:
        """The day (UTC) of the first report of its present stage."""
        days = [day for stage, day in self.steps if stage is self.stage]
        return days[-1] if days else self.opened_at.astimezone(UTC).date()


def entry_of(
    act: Act,
    *,
    treaties: Mapping[str, Treaty] = NO_TREATIES,
    topics: frozenset[str] = frozenset(),
    principled: bool = False,
    dossiers: Dossiers = NO_DOSSIERS,
) -> Entry:
    """The entry of an act that stands. `treaties`: the gazetteer's names by id."""
    said = sentence(act, treaties)
    others = tuple(dict.fromkeys(code for row in act.rows for code in partners(row, treaties)))
    ends = sorted(row.ended.value for row in act.rows if row.ended)
    return Entry(
        id=act.id,
        ref=act.ref,
        kind=act.kind,
        stage=act.stage,
        grade=act.grade,
        sentence=said,
        states=act.states,
        others=others,
        treaties=tuple(dict.fromkeys(row.entry for row in act.rows if row.entry)),
        kinds=tuple(dict.fromkeys(row.kind for row in act.rows if row.kind)),
        topics=topics,
        steps=tuple((step.stage, step.at.astimezone(UTC).date()) for step in act.history),
        ended=ends[0] if ends else "",
        opened_at=act.opened_at,
        changed_at=act.changed_at,
        principled=principled,
        words=_words(act, said, treaties),
        due=_due(act, dossiers),
        ties=tuple(dict.fromkeys(_tie(row, treaties) for row in act.rows)),
    )


def _tie(row: Row, treaties: Mapping[str, Treaty]) -> Tie:
    others, treaty = partners(row, treaties), treaties.get(row.entry or "")
    if treaty is not None and treaty.open and len(others) > 1:
        others = ()  # the other parties of an open treaty are not counterparties
    return Tie(row.entry or "" if treaty else "", row.kind, tuple(others))


def _due(act: Act, dossiers: Dossiers) -> tuple[DueDay, ...]:
    due = (due_of(act, row, dossiers) for row in act.rows)
    days = {
        DueDay(own.day, own.event, own.is_stated, own.blocked) for own in due if own and not own.is_known_late
    }
    return tuple(sorted(days, key=lambda own: (own.day, own.event)))


def _words(act: Act, said: str, treaties: Mapping[str, Treaty]) -> str:
    """The sentence, the names of the parties, those that stories and the gazetteer give the agreements, and
    the stated reasons.
    """
    codes = dict.fromkeys([*act.states, *(code for row in act.rows for code in row.states)])
    names = [treaties[row.entry].name for row in act.rows if row.entry and row.entry in treaties]
    stated = [cell.value for row in act.rows for cell in (row.instrument, row.reason) if cell]
    return folded(" \n ".join((act.ref, said, *map(country, codes), *names, *stated)))


def folded(text: str) -> str:
    """Text for comparing: without case, accents and repeated spaces."""
    plain = "".join(
        char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char)
    )
    return " ".join(plain.split())
