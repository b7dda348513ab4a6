"""Values of the register: what goes in (items, corrections), what comes out (entries), and what became of it
(known acts, changes).

States are ISO 3166-1 alpha-2 codes or names of organisations as extract gives them; dates as
`model.TreatyDate` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from monitor.model import Evidence, Grade, Kind, Reason, Row, Source, Stage, Step, Termination


@dataclass(frozen=True, slots=True)
class Item:
    """One flagged story as the register needs it. `key` is its identity, `stage` and `kind` are those of its
    leading hit.

    `quiet`: history, which never alerts. `lang` is BCP 47 or None.
    """

    key: str
    seen: datetime
    kind: Kind
    stage: Stage
    terminations: tuple[Termination, ...] = ()
    published: datetime | None = None
    id: int | None = None
    source: str = ""  # publisher's name, or host
    host: str = ""
    official: bool = False
    lang: str | None = None
    quiet: bool = False

    @property
    def at(self) -> datetime:
        """The moment by which stories are ordered: when it was published, else when first seen."""
        return self.published or self.seen


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, whole: who leaves what, in one episode.

    A function of its stories and of the corrections that concern them.
    """

    actors: tuple[Evidence, ...]
    rows: tuple[Row, ...]
    history: tuple[Step, ...]  # in order of time; the last one is where the act stands
    sources: tuple[Source, ...]  # in order of time
    grade: Grade
    kind: Kind
    closed: bool = False  # effective, expired or reversed: no later episode joins it
    rejected: bool = False
    corrections: tuple[int, ...] = ()  # ids of those that shaped it

    @property
    def stage(self) -> Stage:
        return self.history[-1].stage

    @property
    def states(self) -> tuple[str, ...]:
        """Codes of the actors, sorted."""
        return tuple(sorted(one.value for one in self.actors))

    @property
    def stories(self) -> tuple[str, ...]:
        """Keys of what stories report of it (`model.report_key`), in order of time."""
        return tuple(source.key for source in self.sources)

    @property
    def by_story(self) -> tuple[Source, ...]:
        """Its sources, one a story: of two reports of one story the first."""
        return tuple({source.story: source for source in reversed(self.sources)}.values())[::-1]


# ---------------------------------------------------------------- what people correct


class Fix(StrEnum):
    """What a person did to an act."""

    EDIT = "edit"
    MERGE = "merge"
    SPLIT = "split"
    REJECT = "reject"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class RowRef:
    """A row as a person pointed at it: any of its entry, its name and its counterparties tells which one is
    meant later.
    """

    entry: str | None = None
    instrument: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What was done to an act, when and why. Acts are named by their stories at that moment, so that it
    survives later ones.

    EDIT sets `field` (one of `CELLS`, `others`, `entry`, `kind`, `actors` or `stage`) of `row` to `value`;
    codes are joined by spaces (those of a code are written _), and "" empties it. MERGE joins the acts that
    hold `stories`. SPLIT moves `stories` away from `apart`. REJECT strikes the act out; with the value "no"
    it takes that back. UNDO takes back the corrections whose ids are in `value`.

    `who` is the login name, which leaves the installation nowhere; `by` is the name given for the record, ""
    when none was. Corrections made by one command have one `command`, the id of the first of them (0 in those
    older than that number: each was a command).
    """

    id: int
    fix: Fix
    stories: tuple[str, ...]
    who: str
    at: datetime
    why: str
    apart: tuple[str, ...] = ()
    row: RowRef | None = None
    field: str = ""
    value: str = ""
    by: str = ""
    command: int = 0


# ---------------------------------------------------------------- what became of it


@dataclass(frozen=True, slots=True)
class Told:
    """What subscribers were told of an act with its last alert: stage, and (row number, field, value),
    sorted; row 0 is the act.

    `history`: nobody got a message, because a replay or the starter register brought the act; it counts as
    told at its stage.
    """

    stage: Stage
    values: tuple[tuple[int, str, str], ...] = ()
    history: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """An act as the store has it. `numbers` are the row numbers, parallel to `entry.rows`; the highest ever
    given is `used`.

    `told` is None while nobody was told of it, `peak` the highest rank that was told (0: none). `withdrawn`:
    no story says so any more; `entry` is what they said.
    """

    id: int
    entry: Entry
    numbers: tuple[int, ...]
    used: int
    peak: int
    told: Told | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Former:
    """The stories that act `act` had when it, or another act, became part of act `taker` (which has a Former
    of its own).

    `known` is the act as it was then, its entry without sources; None for the taker. When its stories part
    again, it comes back, and of the taker counts as told again what did before: `told_before`, `peak_before`.
    """

    act: int
    taker: int
    stories: frozenset[str]
    known: Known | None = None
    told_before: Told | None = None
    peak_before: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one act. `act` is None for a new one; `entry` None when no story is left to it, or when
    another took them.

    `into` is the place, among the changes, of the act that took its stories. `story` (its key) is what caused
    the `alert`. `told` and `peak` hold once the alert is written, `told_before` and `peak_before` until then.
    `history`: the alert is for the record, and told to nobody.
    """

    act: int | None
    entry: Entry | None
    numbers: tuple[int, ...] = ()
    used: int = 0
    peak: int = 0
    told: Told | None = None
    alert: Reason | None = None
    story: str | None = None
    into: int | None = None
    told_before: Told | None = None
    peak_before: int = 0
    history: bool = False

    def known(self, act: int) -> Known:
        """The act as it stands after this change, under its id."""
        assert self.entry is not None, "an act without stories is not known any more"
        return Known(act, self.entry, self.numbers, self.used, self.peak, self.told)

    def suppressed(self) -> Change:
        """The same change, registered without its alert: what nobody is told of does not count as told."""
        if self.alert is None:
            return self
        return replace(self, alert=None, story=None, told=self.told_before, peak=self.peak_before)
