"""One version of a story, the hits that rules score on it, and what its text states."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from dataclasses import field as dataclass_field  # Evidence has a field of that name
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter

from monitor.model.cells import CELLS, Cells
from monitor.model.treaty_date import TreatyDate

_FIELDS = (  # of the first statements that were stored; never changed
    "actors", "others", "instrument", "stage", "entry", "kind", "signed", "ended", "form", "reason", "main",
    "naming", "decided", "notified", "note", "resembles", "topics", "hints", "numbers",
)  # fmt: skip
_REPORT = "\x1f"  # behind the key of a story: the number of the act of which it reports several
REPLAYED = (
    "replay:"  # begins the key of a story that a replay brought; the id that it has in its file follows
)
_STARTER = f"{REPLAYED}starter-"  # begins the keys of the starter register

NOTICE_KEY = "notice:"  # begins the key of a story that a depositary's mail brought

# our headline for such a mail: state, action, treaty, number
_HEADLINE = re.compile(r"[^:]+ ?: .+ – .+ \[[^\[\]]+\]")
UNCLEAR = "unclear"  # said of a notice that does not clearly tell who leaves which treaty


@dataclass(frozen=True, slots=True)
class Story:
    """One version of one story, normalised. `key` is its identity (normalize.story_key), `digest` its text's.

    `source` is the publisher's name or the host; `state` the feed's state; `lang` may be None.
    """

    key: str
    title: str
    summary: str = ""
    body: str = ""
    url: str | None = None  # http(s) only, as given by the feed
    raw_url: str | None = None  # what the feed gave when it is not http(s)
    source: str = ""
    host: str = ""
    lang: str | None = None
    state: str | None = None
    guid: str = ""
    author: str = ""
    published: datetime | None = None  # clamped: never in the future; None when absent or absurd
    published_raw: str = ""
    digest: bytes = b""
    id: int | None = None  # row in the store, or None
    version: int = 1
    official: bool = False
    depositary: str = ""  # code of the depositary whose own notice it is: UN, COE

    @property
    def has_own_headline(self) -> bool:
        """True if its title is ours and no part of what the source wrote: that of a depositary's mail, whose
        subject may be no more than a number, or of a summary.
        """
        is_ours = self.is_mailed and _HEADLINE.fullmatch(self.title) is not None
        return is_ours or is_summary(self.key)

    def __reduce__(self) -> tuple[type[Story], tuple[object, ...]]:
        """Pickles the values alone: children send many stories, and what `dataclass` gives takes longer."""
        return Story, _values_of(self)

    @property
    def is_mailed(self) -> bool:
        """True for a mail of a depositary, which counts for what it says as a notice and never as news."""
        return self.key.startswith(NOTICE_KEY)


_values_of = attrgetter(*(column.name for column in fields(Story)))


class Kind(StrEnum):
    """What a hit reports. `ACT` and `THREAT` alert; `PASSING` is an act told beside something else ("after X
    withdraws"), which alerts when the register does not hold it yet; `AFTERMATH` looks back at an earlier
    exit and is linked only; `POSSIBLE` waits for a person: it is in no act until it is accepted.
    """

    ACT = "act"
    THREAT = "threat"
    PASSING = "passing"
    AFTERMATH = "aftermath"
    POSSIBLE = "possible"

    @property
    def alerts(self) -> bool:
        """True for what may alert: it is in an act, or begins one."""
        return self in (Kind.ACT, Kind.THREAT, Kind.PASSING)

    @property
    def of_act(self) -> Kind:
        """The kind that an act gets from it: what is told in passing is an act as well."""
        return Kind.ACT if self is Kind.PASSING else self


class Stage(StrEnum):
    """How far an exit has come. Vienna Convention on the Law of Treaties, part V, gives most of the words."""

    THREATENED = "threatened"
    PROPOSED = "proposed"
    DECIDED = "decided"
    NOTIFIED = "notified"
    SUSPENDED = "suspended"
    EFFECTIVE = "effective"
    EXPIRED = "expired"
    REVERSED = "reversed"

    @property
    def rank(self) -> int:
        """threatened 1, proposed 2, decided 3, notified and suspended 4, effective and expired 5, reversed
        0.
        """
        return _RANK[self]


_RANK = {
    Stage.THREATENED: 1, Stage.PROPOSED: 2, Stage.DECIDED: 3, Stage.NOTIFIED: 4, Stage.SUSPENDED: 4,
    Stage.EFFECTIVE: 5, Stage.EXPIRED: 5, Stage.REVERSED: 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start:end` of one field (title, summary or body) of a story."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule that matched one version of a story, with the words that made it match."""

    rule: str  # rule id, unique over all packs
    digest: str  # short hash of the rule's text: hits keep the rule's version
    kind: Kind
    stage: Stage
    spans: tuple[Span, ...] = ()
    title: str = ""  # the rule's title and reason, for people
    why: str = ""
    score: float = 0.0  # of a judged clause: the probability of an act or a threat


def leading(hits: tuple[Hit, ...]) -> Hit | None:
    """The hit that speaks for a story: act, threat, told in passing, aftermath, possible; then the highest
    rank, then the rule id.
    """
    if not hits:
        return None
    order = {Kind.ACT: 0, Kind.THREAT: 1, Kind.PASSING: 2, Kind.AFTERMATH: 3, Kind.POSSIBLE: 4}
    return min(hits, key=lambda hit: (order[hit.kind], -hit.stage.rank, hit.rule))


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """A person set `cell` to `value`. `correction` is the id of the correction that did it.

    `by` is the name given for the record, "" without one. Codes in `value` are joined by spaces. Edits are
    equal if they set the same and readers are told the same of them: a repeated correction changes nothing.
    """

    correction: int
    cell: str
    value: str
    by: str
    at: datetime
    why: str

    @property
    def author(self) -> str:
        """The name that readers see: the one given for the record, else "an editor"."""
        return self.by or "an editor"

    def __str__(self) -> str:
        """Who, when and why: `Ada Example, 2026-11-20: the gazette says so`."""
        return f"{self.author}, {self.at:%Y-%m-%d}: {self.why}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edit) and self._told() == other._told()

    def __hash__(self) -> int:
        return hash(self._told())

    def _told(self) -> tuple[str, str, str]:
        return self.cell, self.value, str(self)


def is_summary(story: str) -> bool:
    """True for the key of a story of the starter register: its words are our own summary, no quotation."""
    return story.startswith(_STARTER)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value, and the sentence of a story that states it or the edit of a person that set it.

    `start:end` are the words inside `field` of the story, -1 when no words stand alone for it. With `edit`,
    `sentence`, `story` and `field` are empty. `why` says by which rule the words give the value ("named
    behind the agreement after “with”"); it is neither stored nor compared.
    """

    value: str
    sentence: str
    story: str  # Story.key
    field: str = "summary"
    start: int = -1
    end: int = -1
    why: str = dataclass_field(default="", compare=False, repr=False)
    # not in repr: what stories state has none, and its digest is that of the repr (`Source.digest`)
    edit: Edit | None = dataclass_field(default=None, repr=False)

    @property
    def is_summary(self) -> bool:
        """True for a sentence of the starter register: our own words for what a source says."""
        return is_summary(self.story)

    @property
    def proof(self) -> str:
        """The sentence; of an edit who made it, when and why."""
        return self.sentence if self.edit is None else str(self.edit)

    @property
    def treaty_date(self) -> TreatyDate | None:
        """The value as a treaty date; None if it is not one."""
        return TreatyDate.parse_or_none(self.value)

    @property
    def day(self) -> date | None:
        """The value as a day; None if it is not a date, or a date that is known less exactly."""
        return self.treaty_date.exact_day if self.treaty_date else None


class Naming(StrEnum):
    """What a name tells of its agreement: which one it is, only of what kind ("tax treaty", "defence
    agreement"), or that it is one of several that the words stand for ("66 international bodies", "three
    agreements").
    """

    ONE = "one"
    KIND = "kind"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True, repr=False)
class Termination(Cells[Evidence]):
    """One row of the register as one story states it. What the story does not state is None or empty; nothing
    is guessed. `Cells` has its cells.

    States are ISO 3166-1 alpha-2 codes, organisations `EU`, `UN`, `NATO` as such. `stage.value` is a `Stage`.
    Dates as `TreatyDate` writes them. `main`: part of the decision that the story reports, or of a table of
    such decisions; else it is mentioned beside. No cell shows `resembles`, `topics`, `hints` and `numbers`.
    """

    actors: tuple[Evidence, ...]
    others: tuple[Evidence, ...]
    stage: Evidence
    entry: str | None = None  # id in the gazetteer
    kind: str = ""  # subject: military, trade, arms-control ...
    main: bool = True
    naming: Naming = Naming.ONE  # whether `instrument` and `entry` tell one agreement from another
    resembles: tuple[str, ...] = ()  # ids in the gazetteer that a name outside all lists may mean
    topics: tuple[str, ...] = ()  # what its names in the story say it is about
    hints: tuple[str, ...] = ()  # what else headline and summary speak of
    numbers: tuple[str, ...] = ()  # that its names in the story bear: Convention No. 158

    @property
    def values(self) -> dict[str, object]:
        """What it states, by field, in a fixed order to which new cells are added at the end."""
        return {name: getattr(self, name) for name in dict.fromkeys((*_FIELDS, *CELLS))}

    def __repr__(self) -> str:
        # The register recognises an edited story by the hash of this text (`Source.digest`), which is stored:
        # a cell that is newer than `_FIELDS` appears only where it has a value.
        shown = {name: value for name, value in self.values.items() if name in _FIELDS or value is not None}
        return f"Termination({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


def report_key(story: str, number: int) -> str:
    """The key of what a story (by key) reports of one act: the story's own for the first (1).

    Keys sort as numbers do.
    """
    return story if number == 1 else f"{story}{_REPORT}{number:010}"


def story_of(report: str) -> str:
    """The key of the story of a report."""
    return report.partition(_REPORT)[0]


def number_of(report: str) -> int:
    """Which of the acts that its story reports: 1 for its own."""
    return int(report.partition(_REPORT)[2] or 1)
