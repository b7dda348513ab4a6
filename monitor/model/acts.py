"""Acts, the rows of the register, and the alerts that subscribers are owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from monitor.model.cells import Cells
from monitor.model.stories import Evidence, Hit, Kind, Stage, Story, story_of
from monitor.model.treaty_date import TreatyDate

# the moment in place of those that an act has from the store, while it is not stored
NOT_STORED = datetime.min.replace(tzinfo=UTC)


class Grade(StrEnum):
    """How good the evidence of an act is: the ladder of confirmation, the lowest first."""

    PRESS = "press"  # one outlet
    OUTLETS = "outlets"  # several
    STATE = "state"  # an official source of a party of the act says so
    DEPOSITARY = "depositary"  # the depositary was notified, and says so
    EFFECT = "effect"  # in effect or expired, by an official source of a party

    @property
    def rank(self) -> int:
        """Its place on the ladder, from 1."""
        return list(Grade).index(self) + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a row. `leading` is shown;

    `others` are the leading evidence of each contradicting value, best first.
    """

    leading: Evidence
    others: tuple[Evidence, ...] = ()

    @property
    def value(self) -> str:
        return self.leading.value

    @property
    def treaty_date(self) -> TreatyDate | None:
        """The leading value as a treaty date; None if it is not one."""
        return self.leading.treaty_date

    @property
    def day(self) -> date | None:
        """The leading value as a day; None if it is not a date, or a date that is known less exactly."""
        return self.leading.day


def codes(parties: Iterable[Evidence]) -> tuple[str, ...]:
    """The codes of states and organisations, sorted."""
    return tuple(sorted(party.value for party in parties))


@dataclass(frozen=True, slots=True)
class Row(Cells[Cell]):
    """One agreement that an act ends, with its cells.

    `others` are the counterparties, each with its sentence.
    """

    others: tuple[Evidence, ...] = ()
    entry: str | None = None
    kind: str = ""
    stage: Stage = Stage.THREATENED
    # stable within the act, from 1; 0 before it is stored. Rows are equal whatever their numbers are
    number: int = field(default=0, compare=False)

    @property
    def states(self) -> tuple[str, ...]:
        """Codes of the counterparties, sorted."""
        return codes(self.others)


@dataclass(frozen=True, slots=True)
class Step:
    """The act came to `stage` by a story of `at`; a step of lower rank than the one before goes backward."""

    stage: Stage
    at: datetime
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Source:
    """A story of an act, or what it reports of this act beside others (`key`: see `report_key`). `stage` is
    the one that it gives the act.

    `linked` ones only look back at it.
    """

    key: str
    at: datetime
    kind: Kind
    stage: Stage
    id: int | None = None
    source: str = ""
    official: bool = False
    state: str | None = None  # whose source it is, as its feed says
    depositary: str = ""  # code of the depositary whose own notice it is
    lang: str | None = None
    quiet: bool = False
    digest: str = ""  # of what the story states: an edited story has another one

    @property
    def story(self) -> str:
        """The key of the story."""
        return story_of(self.key)

    @property
    def linked(self) -> bool:
        return not self.kind.alerts

    @property
    def is_notice(self) -> bool:
        """True for a depositary's own word that it was notified, of the exit or of its withdrawal."""
        told = self.stage.rank >= Stage.NOTIFIED.rank or self.stage is Stage.REVERSED
        return bool(self.depositary) and self.official and told


@dataclass(frozen=True, slots=True)
class Act:
    """Who leaves what, in one episode: a function of its stories and of the corrections that concern them.

    `rows` are the agreements that it ends, each cell with its evidence. `history` and `sources` are in order
    of time, and the last step of the history is of the act's `stage`. `closed`: it is effective, expired or
    reversed, and no later episode joins it. `rejected`: a person struck it out. `withdrawn`: its stories no
    longer say so. `corrections` are the ids of those that shaped it.

    `id`, `ref` and the two moments come from the store. Acts are equal if all else is, whatever these are.
    """

    id: int = field(default=0, compare=False)
    ref: str = field(default="", compare=False)  # short reference for people, as in #A1B2
    kind: Kind = Kind.ACT
    stage: Stage = Stage.THREATENED
    opened_at: datetime = field(default=NOT_STORED, compare=False)
    changed_at: datetime = field(default=NOT_STORED, compare=False)
    actors: tuple[Evidence, ...] = ()
    rows: tuple[Row, ...] = ()
    history: tuple[Step, ...] = ()
    sources: tuple[Source, ...] = ()
    grade: Grade = Grade.PRESS
    closed: bool = False
    rejected: bool = False
    withdrawn: bool = False
    corrections: tuple[int, ...] = ()

    @property
    def states(self) -> tuple[str, ...]:
        """Codes of the actors, sorted."""
        return codes(self.actors)

    @property
    def stories(self) -> tuple[str, ...]:
        """Keys of what stories report of it (`report_key`), in order of time."""
        return tuple(source.key for source in self.sources)

    @property
    def by_story(self) -> tuple[Source, ...]:
        """Its sources, one a story: of two reports of one story the first."""
        return tuple({source.story: source for source in reversed(self.sources)}.values())[::-1]

    @property
    def best_first(self) -> tuple[Source, ...]:
        """Its sources, one a story, the one that shows it best first: official before press, reports before
        what looks back, the further stage, the earlier.
        """
        return tuple(sorted(self.by_story, key=_source_rank))

    @property
    def best(self) -> Source | None:
        """The source that shows it best; None for an act without stories."""
        return min(self.sources, key=_source_rank, default=None)

    @property
    def vouching(self) -> tuple[Source, ...]:
        """The sources that give the act its grade; none for press and outlets.

        An official source counts as the state's own word only if its feed says whose it is, and if that is
        a party of the act. A depositary counts where it says that it was notified, or more.
        """
        reports = [source for source in self.sources if not source.linked]
        if self.grade is Grade.DEPOSITARY:
            return tuple(source for source in reports if source.is_notice)
        if self.grade not in (Grade.STATE, Grade.EFFECT):
            return ()
        return tuple(source for source in reports if source.official and source.state in self.parties)

    @property
    def parties(self) -> frozenset[str]:
        """Codes of the actors and of the counterparties of all rows."""
        return frozenset({*self.states, *(code for row in self.rows for code in row.states)})

    @property
    def graded_stage(self) -> Stage | None:
        """The furthest stage for which the grade holds, where that is not the act's; else None."""
        stages = [source.stage for source in self.vouching]
        if not stages or self.stage in stages or self.grade is Grade.EFFECT:
            return None
        furthest = max(stages, key=lambda stage: stage.rank)
        covered = self.stage is not Stage.REVERSED and furthest.rank >= self.stage.rank
        return None if covered else furthest

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its rows, in the order of `rows`."""
        return tuple(row.number for row in self.rows)

    @property
    def by_number(self) -> tuple[tuple[str, Row], ...]:
        """Its rows by number, each with its stable id: `12.1`."""
        return tuple(
            (f"{self.id}.{row.number}", row) for row in sorted(self.rows, key=lambda row: row.number)
        )

    def lang_of(self, story: str) -> str | None:
        """The language of a story of the act, by its key."""
        return next((source.lang for source in self.sources if source.story == story), None)


def _source_rank(source: Source) -> tuple[object, ...]:
    return (not source.official, source.linked, -source.stage.rank, source.at, source.key)


@dataclass(frozen=True, slots=True)
class ActStories:
    """The texts of the stories that report an act, best source first, and the hits of the first one."""

    stories: tuple[Story, ...] = ()
    hits: tuple[Hit, ...] = ()

    @property
    def best(self) -> Story | None:
        """The story that shows the act; None when there is none."""
        return self.stories[0] if self.stories else None


class Reason(StrEnum):
    """Why an alert was written."""

    NEW = "new"
    RISES = "rises"
    REVERSED = "reversed"
    CORRECTION = "correction"
    DUE = "due"  # the day has come on which its clause lets it take effect: no story says that it has


@dataclass(frozen=True, slots=True)
class Alert:
    """One append-only row: something about an act that subscribers are owed.

    `summary`: its feed had reached its cap, so that it was held, and goes out with others in one message.
    `history`: it is for the record, and told to nobody.
    """

    id: int
    act: int
    story: int
    kind: Kind
    stage: Stage
    reason: Reason
    at: datetime
    summary: bool = False
    history: bool = False
