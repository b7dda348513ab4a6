"""The register as people read and correct it: find, list, edit, merge, split, reject, undo. Beside a running
service; nothing here prints.

A correction is computed without a transaction and written in one; when the register moved meanwhile, it is
computed again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.corrections import (
    KEPT,
    Correction,
    Fix,
    RowRef,
    by_time,
    concerns,
    row_ref,
    shares_agreement,
    undone,
)  # fmt: skip
from monitor.errors import UsageError
from monitor.model import Act, Row
from monitor.normalize import clean_text
from monitor.service.correcting import Apply, Done, Signed, apply_correction
from monitor.service.fields import NOTHING, OF_THE_ACT, assignment
from monitor.service.knowledge import lexicon
from monitor.store import Store

WHY_LIMIT = 500
LIST = "`treaty-monitor events list` shows the acts there are."
_NAME = re.compile(r"(#?[0-9A-Za-z]+)(?:\.(\d+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class NamedAct:
    """The act that a name leads to. `taken`: the act of that name was merged into it.

    `row`: the number after a dot.
    """

    act: Act
    taken: int | None = None
    row: int | None = None


# ---------------------------------------------------------------- reading


def find(store: Store, name: str) -> NamedAct:
    """The act called `12`, `#K7QM`, `k7qm`, or one of its rows, `12.1`.

    Raises `UsageError` saying what to do.
    """
    parts = _NAME.fullmatch(name.strip())
    number = store.acts.number(parts[1]) if parts else None
    if parts is None or number is None:
        raise UsageError(f"There is no act {name!r}. {LIST}")
    now = store.acts.standing_id(number)
    acts = store.acts.standing([now])
    if not acts:
        raise UsageError(f"Act {number} was withdrawn: no story says it any more. {LIST}")
    (act,) = acts
    row = int(parts[2]) if parts[2] else None
    if row is not None and row not in act.numbers:
        raise UsageError(f"Act {act.id} has no row {row}. {_rows(act)}")
    return NamedAct(act, number if now != number else None, row)


def _rows(act: Act) -> str:
    shown = [
        f"{number} ({row.instrument.value if row.instrument else ' '.join(row.states) or 'not named'})"
        for number, row in act.by_number
    ]
    return f"Its rows: {', '.join(shown)}." if shown else "It has no rows."


# ---------------------------------------------------------------- correcting


def edit(
    store: Store,
    name: str,
    settings: Sequence[str],
    by: Signed,
    now: datetime,
    own: Mapping[str, str] = NOTHING,
    apply: Apply = apply_correction,
) -> Done:
    """Sets fields (`FIELD=VALUE`) of an act or of one of its rows, all at once.

    `own`: rule files with words of an installation. `apply`: writes the correction, or only computes it; here
    and below.
    """
    values = dict(assignment(setting, own) for setting in settings)
    if len(values) < len(settings):
        raise UsageError("One --set a field, please: of two values for one field only one can stand.")

    def plan() -> list[Correction]:
        named = find(store, name)
        act, drafts = named.act, []
        of_rows = [field for field in values if field not in OF_THE_ACT]
        if named.row is not None and not of_rows:
            raise UsageError(
                f"{' and '.join(values)} belong to the whole act: `treaty-monitor events edit {act.id} "
                "...`, without the row."
            )
        ref = row_ref(_chosen(named)) if of_rows else None
        for field, value in values.items():
            mine = None if field in OF_THE_ACT else ref
            drafts.append(_draft(Fix.EDIT, act, field=field, value=value, row=mine))
            ref = ref and _moved(ref, field, value)
        return drafts

    return apply(store, plan, by, now)


def _chosen(named: NamedAct) -> Row:
    rows = {row.number: row for row in named.act.rows}
    if named.row is None and len(rows) != 1:
        raise UsageError(
            f"Act {named.act.id} has {len(rows)} rows; say which: `treaty-monitor events edit "
            f"{named.act.id}.1 ...`. {_rows(named.act)}"
        )
    return rows[named.row if named.row is not None else named.act.numbers[0]]


def _moved(ref: RowRef, field: str, value: str) -> RowRef:
    """What the row is known by after an edit of its name, entry or counterparties: the next edit must still
    find it.
    """
    match field:
        case "instrument":
            return replace(ref, instrument=value)
        case "entry":
            return replace(ref, entry=value or None)
        case "others":
            return replace(ref, others=tuple(code.replace("_", " ") for code in value.split()))
        case _:
            return ref


def merge(
    store: Store, names: Sequence[str], by: Signed, now: datetime, apply: Apply = apply_correction
) -> Done:
    """Makes several acts one. The one with most stories keeps its number, of equals the oldest."""

    def plan() -> list[Correction]:
        acts = {named.act.id: named.act for named in (find(store, name) for name in names)}
        if len(acts) < 2:
            raise UsageError("These are one act already." if len(names) > 1 else "Name two acts or more.")
        struck = [act.id for act in acts.values() if act.rejected]
        if struck:
            raise UsageError(
                f"Act {struck[0]} was rejected, and so would be the whole: `treaty-monitor events "
                f"reject --undo {struck[0]}` first."
            )
        stories = tuple(key for _, act in sorted(acts.items()) for key in act.stories)
        return [_draft(Fix.MERGE, next(iter(acts.values())), stories=stories)]

    return apply(store, plan, by, now)


def unrelated(store: Store, names: Sequence[str]) -> str:
    """Of acts to be merged, the doubt to settle first: one that shares neither actor nor agreement with any
    other; "" without one.
    """
    heads = lexicon().heads
    acts = list({named.act.id: named.act for named in (find(store, name) for name in names)}.values())
    for act in acts:
        if len(acts) > 1 and not any(_related(act, other, heads) for other in acts if other is not act):
            others = ", ".join(f"act {other.id} ({_title(other)})" for other in acts if other is not act)
            return f"Act {act.id} ({_title(act)}) shares neither actor nor agreement with {others}."
    return ""


def _related(act: Act, other: Act, heads: frozenset[str]) -> bool:
    if set(act.states) & set(other.states):
        return True
    return shares_agreement(act, other, heads)


def _title(act: Act) -> str:
    names = [row.instrument.value for row in act.rows if row.instrument]
    return ": ".join(filter(None, (" ".join(act.states), names[0] if names else ""))) or "nobody named"


def split(
    store: Store,
    name: str,
    stories: Sequence[int],
    by: Signed,
    now: datetime,
    apply: Apply = apply_correction,
) -> Done:
    """Separates stories (by id) from the others of their act; they become an act of their own."""

    def plan() -> list[Correction]:
        act = find(store, name).act
        own = act.sources
        for number in stories:
            if number not in {source.id for source in own}:
                raise UsageError(
                    f"Story {number} is not one of act {act.id}; `treaty-monitor events show {act.id}` "
                    "lists its stories."
                )
        moved = [source for source in own if source.id in stories]
        apart = [source for source in own if source.id not in stories]
        if not any(not source.linked for source in apart):
            raise UsageError(f"That would leave nothing in act {act.id}; name fewer stories.")
        if all(source.linked for source in moved):
            raise UsageError(
                "These stories only look back at an exit and follow the act that they fit; they cannot "
                "be an act of their own."
            )
        return [
            _draft(
                Fix.SPLIT,
                act,
                stories=tuple(source.key for source in moved),
                apart=tuple(source.key for source in apart),
            )
        ]

    return apply(store, plan, by, now)


def reject(
    store: Store,
    name: str,
    by: Signed,
    now: datetime,
    *,
    undo: bool = False,
    apply: Apply = apply_correction,
) -> Done:
    """Strikes an act out, whatever comes; `undo` takes that back."""

    def plan() -> list[Correction]:
        act = find(store, name).act
        if act.rejected != undo:
            raise UsageError(
                f"Act {act.id} is {'not rejected' if undo else 'rejected already'}; nothing to do."
            )
        return [_draft(Fix.REJECT, act, value=KEPT if undo else "")]

    return apply(store, plan, by, now)


def undo(store: Store, name: str, by: Signed, now: datetime, apply: Apply = apply_correction) -> Done:
    """Takes back the last correction of an act that stands, with all that the same command set."""

    def plan() -> list[Correction]:
        act = find(store, name).act
        last = last_command(act, store.register.corrections())
        stories = tuple(
            sorted({key for correction in last for key in (*correction.stories, *correction.apart)})
        )
        return [
            _draft(Fix.UNDO, act, stories=stories, value=" ".join(str(correction.id) for correction in last))
        ]

    return apply(store, plan, by, now)


def last_command(act: Act, corrections: Sequence[Correction]) -> list[Correction]:
    """What `undo` would take back. Raises `UsageError` if there is nothing."""
    gone = undone(corrections)
    standing = [
        correction
        for correction in by_time(corrections)
        if correction.fix is not Fix.UNDO and correction.id not in gone
    ]
    own = [correction for correction in standing if concerns(act, correction)]
    if not own:
        raise UsageError(f"No correction of act {act.id} stands; there is nothing to take back.")
    last = own[-1]
    return [
        correction
        for correction in standing
        if correction is last or (last.command and correction.command == last.command)
    ]


def signed(who: str, why: str, by: str = "") -> Signed:
    """Who, why and the name for the record, as they are kept.

    Raises `UsageError` for a blank reason, or a name that shows nothing.
    """
    reason, name = clean_text(why, WHY_LIMIT), clean_text(by, 100)
    if not reason:
        raise UsageError("A correction needs a reason (--why); it is kept with it and shown.")
    if by and not name:
        raise UsageError("--by needs a name that can be shown.")
    return Signed(clean_text(who, 100) or "?", reason, name)


def _draft(fix: Fix, act: Act, *, stories: tuple[str, ...] = (), **more: object) -> Correction:
    """A correction that has no number, author and time yet."""
    return Correction(0, fix, stories or act.stories, "", act.changed_at, "", **more)  # type: ignore[arg-type]
