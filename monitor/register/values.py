"""Values of the register: what goes in (flagged stories, corrections), what is kept beside acts, and what
changes in them.

States are ISO 3166-1 alpha-2 codes or names of organisations as extract gives them; dates as
`model.TreatyDate` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.model import Act, Kind, Reason, Stage, Termination


@dataclass(frozen=True, slots=True)
class FlaggedStory:
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
    state: str | None = None  # whose source it is, as its feed says
    depositary: str = ""  # code of the depositary whose own notice it is
    lang: str | None = None
    quiet: bool = False

    @property
    def at(self) -> datetime:
        """The moment by which stories are ordered: when it was published, else when first seen."""
        return self.published or self.seen


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
class Bookkeeping:
    """What is kept beside an act. `told`: None while nobody was told of it; `peak`: the highest rank that was
    told (0: none); `used`: the highest row number that was ever given.
    """

    told: Told | None = None
    peak: int = 0
    used: int = 0


@dataclass(frozen=True, slots=True)
class Former:
    """The stories that the act with the id `act` had when it, or another one, became part of the act `taker`
    (which has a Former of its own).

    `was` is the act as it was then, without sources, and `bookkeeping` its own; None for the taker. When its
    stories part again, it comes back, and of the taker counts as told again what did before: `told_before`,
    `peak_before`.
    """

    act: int
    taker: int
    stories: frozenset[str]
    was: Act | None = None
    bookkeeping: Bookkeeping = Bookkeeping()
    told_before: Told | None = None
    peak_before: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one act. `id` is None for a new one; `act`, with its row numbers, None when no story is
    left to it, or when another act took them.

    `into` is the place, among the changes, of the act that took its stories. `story` (its key) is what caused
    the `alert`. `bookkeeping` holds once the alert is written, `bookkeeping_before` until then. `history`:
    the alert is for the record, and told to nobody.
    """

    id: int | None
    act: Act | None
    bookkeeping: Bookkeeping
    bookkeeping_before: Bookkeeping
    alert: Reason | None = None
    story: str | None = None
    into: int | None = None
    history: bool = False

    def suppressed(self) -> Change:
        """The same change, registered without its alert: what nobody is told of does not count as told."""
        if self.alert is None:
            return self
        return replace(self, alert=None, story=None, bookkeeping=self.bookkeeping_before)
