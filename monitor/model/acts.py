"""Acts, the rows of the register, and the alerts that subscribers are owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.model.stories import Evidence, Hit, Kind, Stage, Story, story_of
from monitor.model.treaty_date import TreatyDate


class Grade(StrEnum):
    """How good the evidence of an act is."""

    PRESS = "press"  # one outlet
    OUTLETS = "outlets"  # several
    OFFICIAL = "official"  # a state's or organisation's own text


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


@dataclass(frozen=True, slots=True)
class Row:
    """One agreement that an act ends. `others` are the counterparties, each with its sentence."""

    others: tuple[Evidence, ...] = ()
    instrument: Cell | None = None
    entry: str | None = None
    kind: str = ""
    signed: Cell | None = None
    ended: Cell | None = None
    reason: Cell | None = None
    form: Cell | None = None
    note: Cell | None = None  # a remark on the agreement, as a table has it
    stage: Stage = Stage.THREATENED
    decided: Cell | None = None  # the day of the decree, law or vote
    notified: Cell | None = None

    @property
    def states(self) -> tuple[str, ...]:
        """Codes of the counterparties, sorted."""
        return tuple(sorted(one.value for one in self.others))

    def cell(self, name: str) -> Cell | None:
        """The cell called `name`, one of `CELLS`."""
        found: Cell | None = getattr(self, name)
        return found


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


@dataclass(frozen=True, slots=True)
class Act:
    """Who leaves what, in one episode, as it stands: what messages and pages show.

    `rows` are the agreements that it ends, each cell with its sentence; `history` is in order of time.
    `rejected`: a person struck it out. `withdrawn`: its stories no longer say so.
    """

    id: int
    ref: str  # short reference for people, as in #A1B2
    kind: Kind
    stage: Stage
    opened_at: datetime
    changed_at: datetime
    actors: tuple[Evidence, ...] = ()
    rows: tuple[Row, ...] = ()
    history: tuple[Step, ...] = ()
    grade: Grade = Grade.PRESS
    rejected: bool = False
    withdrawn: bool = False


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


@dataclass(frozen=True, slots=True)
class Alert:
    """One append-only row: something about an act that subscribers are owed.

    `summary`: its feed had reached its cap, so that it was held, and goes out with others in one message.
    """

    id: int
    act: int
    story: int
    kind: Kind
    stage: Stage
    reason: Reason
    at: datetime
    summary: bool = False
