"""Writes corrections into the register: computed without a transaction, written in one, and computed again
when the register moved meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.corrections import Correction, undone
from monitor.errors import StoreBusy
from monitor.model import Act, Alert
from monitor.register import Change, build, decide
from monitor.service.knowledge import lexicon
from monitor.store import Store

# before each try: a poll that found much settles for some seconds
PAUSES_S = (
    0.0,
    0.05,
    0.1,
    0.2,
    0.4,
    0.8,
    1.6,
    3.2,
)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who corrects, and why; when is the moment of writing.

    `who` is internal, `by` the name for the record, "" for none.
    """

    who: str
    why: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What a correction came to. `acts` hold the stories it is about, as they stand now; `rows` is how many
    rows are not what they were.

    `undone`: the earlier corrections that it takes back. `before`: the acts that it may concern, as they
    were; `changes`: what becomes of them.
    """

    corrections: tuple[Correction, ...]
    acts: tuple[Act, ...]
    rows: int
    changed: bool
    alerts: tuple[Alert, ...]
    undone: tuple[Correction, ...] = ()
    before: tuple[Act, ...] = ()
    changes: tuple[Change, ...] = ()


Plan = Callable[[], list[Correction]]
Apply = Callable[[Store, Plan, Signed, datetime], Done]


@dataclass(frozen=True, slots=True)
class _Computed:
    """What corrections would do. `stories`: keys of those that they are about."""

    stories: frozenset[str]
    revision: int
    corrections: tuple[Correction, ...]
    before: tuple[Act, ...]
    changes: tuple[Change, ...]
    undone: tuple[Correction, ...]

    def done(self, acts: Sequence[Act], alerts: Sequence[Alert]) -> Done:
        rows, changed = _difference(self.before, self.changes)
        return Done(
            self.corrections,
            tuple(acts),
            rows,
            changed,
            tuple(alerts),
            self.undone,
            self.before,
            self.changes,
        )


def _computed(store: Store, plan: Plan, by: Signed, now: datetime) -> _Computed:
    drafts = plan()
    stories = frozenset(key for correction in drafts for key in (*correction.stories, *correction.apart))
    read = store.register.block((), stories)
    corrections = tuple(_numbered(drafts, read.corrections, by, now))
    after = build(read.stories, (*read.corrections, *corrections), heads=lexicon().heads)
    changes = decide(read.acts, after, bookkeeping=read.bookkeeping, former=read.former)
    gone = undone(corrections)
    taken_back = tuple(correction for correction in read.corrections if correction.id in gone)
    return _Computed(stories, read.revision, corrections, tuple(read.acts), tuple(changes), taken_back)


def foresee_correction(store: Store, plan: Plan, by: Signed, now: datetime) -> Done:
    """What a correction would come to. Nothing is written, and no alert: `changes` say which are owed."""
    return _computed(store, plan, by, now).done((), ())


def apply_correction(store: Store, plan: Plan, by: Signed, now: datetime) -> Done:
    """Writes a correction. Raises `StoreBusy` when the register keeps moving."""
    for pause in PAUSES_S:
        time.sleep(pause)
        computed = _computed(store, plan, by, now)
        alerts = store.register.replace_block(
            computed.revision, computed.changes, now=now, corrected=computed.corrections
        )
        if alerts is not None:
            acts = store.acts.standing([act.id for act in store.register.holding(computed.stories).acts])
            return computed.done(acts, alerts)
    raise StoreBusy(
        "The register kept changing while this was computed; nothing was written. Try again in a minute."
    )


def _numbered(
    drafts: Sequence[Correction], before: Sequence[Correction], by: Signed, now: datetime
) -> Iterator[Correction]:
    """The drafts with their ids, signed.

    The last word counts by time, so a clock that was set back must not put it before the others.
    """
    number = max((correction.id for correction in before), default=0)
    at = max([now, *(correction.at for correction in before)])
    for place, correction in enumerate(drafts, 1):
        yield replace(
            correction, id=number + place, command=number + 1, who=by.who, by=by.by, why=by.why, at=at
        )


def _difference(before: Sequence[Act], changes: Sequence[Change]) -> tuple[int, bool]:
    """How many rows are new, gone or other than before, and whether anything but the list of corrections
    is.
    """
    acts = {act.id: act for act in before}
    rows, changed = 0, False
    for change in changes:
        old = acts.get(change.id) if change.id is not None else None
        was = {row.number: row for row in old.rows} if old else {}
        now = {row.number: row for row in change.act.rows} if change.act else {}
        rows += sum(was.get(number) != now.get(number) for number in was.keys() | now.keys())
        changed |= _says_more(old, change.act)
    return rows, changed


def _says_more(old: Act | None, new: Act | None) -> bool:
    """True if an act came, went, or differs by more than its list of corrections."""
    if old is None or new is None:
        return True
    return replace(new, corrections=()) != replace(old, corrections=())
