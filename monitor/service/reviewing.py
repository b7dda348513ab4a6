"""Corrections in two steps: what one would do and what subscribers would be told of it, then the correction
itself, if that is still what it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from monitor.corrections import Correction, concerns, describe
from monitor.errors import UsageError
from monitor.model import LABELS, Act, ActStories, Cell, Row
from monitor.register import Change
from monitor.service import register
from monitor.service.correcting import Apply, Done, Signed, apply_correction, foresee_correction
from monitor.service.names import known_treaties
from monitor.wording import ENGLISH

if TYPE_CHECKING:
    from monitor.digest import ActSummary
    from monitor.service import Service


@dataclass(frozen=True, slots=True)
class Wanted:
    """A correction that somebody asks for. `sort`: edit, merge, split, reject, keep or undo."""

    sort: str
    act: str
    why: str
    settings: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    stories: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ActOutlook:
    """What becomes of one act: its reference ("" for a new one), what happens to it, its values that change,
    and what subscribers are told (None: nothing).
    """

    ref: str
    fate: str
    lines: tuple[str, ...]
    told: ActSummary | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a correction would do. `words`: the correction; `doubt`: why it may be wrong; `key` changes with
    what it does.
    """

    words: tuple[str, ...]
    acts: tuple[ActOutlook, ...]
    doubt: str
    key: str


def foresee(service: Service, wanted: Wanted, who: str) -> Outlook:
    """What a correction would do now. Raises `UsageError`."""
    doubt = ""
    if wanted.sort == "merge":
        doubt = register.unrelated(service.store, (wanted.act, *wanted.others))
    done = _run(service, wanted, who, foresee_correction)
    words = [describe(correction) for correction in done.corrections if wanted.sort != "undo"]
    words += [f"taken back: {describe(correction)}" for correction in done.undone]
    return Outlook(tuple(words), tuple(_acts(service, done)), doubt, _key(done))


def correct(service: Service, wanted: Wanted, who: str, key: str) -> Done | Outlook:
    """Does what was foreseen. If the correction would do something else by now, nothing is written, and what
    it would do is returned. Raises `UsageError`, `StoreBusy`.
    """
    with service.store.turn():
        outlook = foresee(service, wanted, who)
        if outlook.key != key:
            return outlook
        return _run(service, wanted, who, apply_correction)


def undoable(service: Service, act: Act) -> tuple[Correction, ...]:
    """The corrections that the next undo takes back; none if no correction of the act stands."""
    corrections = service.store.register.corrections()
    if not any(concerns(act, correction) for correction in corrections):
        return ()
    try:
        return tuple(register.last_command(act, corrections))
    except UsageError:
        return ()


def _run(service: Service, wanted: Wanted, who: str, apply: Apply) -> Done:
    store, now, name = service.store, service.clock(), wanted.act
    by = _signed(who, wanted.why)
    match wanted.sort:
        case "edit":
            own = service.own_words()
            return register.edit(store, name, wanted.settings, by, now, own, apply=apply)
        case "merge":
            return register.merge(store, (name, *wanted.others), by, now, apply=apply)
        case "split":
            return register.split(store, name, wanted.stories, by, now, apply=apply)
        case "reject" | "keep":
            return register.reject(store, name, by, now, undo=wanted.sort == "keep", apply=apply)
        case "undo":
            return register.undo(store, name, by, now, apply=apply)
    raise UsageError("There is no such correction.")


def _signed(who: str, why: str) -> Signed:
    """The operator's name is kept inside and never public."""
    if not why.strip():
        raise UsageError("Say why: the reason is kept with the correction, and readers see it.")
    return register.signed(who, why)


# ---------------------------------------------------------------- what it does, in words


def _acts(service: Service, done: Done) -> Iterator[ActOutlook]:
    before = {act.id: act for act in done.before}
    told = _teller(service, done.before)
    for change in done.changes:
        old = before.get(change.id or 0)
        lines = tuple(_lines(old, change.act)) if change.act else ()
        fate = _fate(change, old, done.changes, before)
        if not lines and not fate and change.alert is None:
            continue
        yield ActOutlook(old.ref if old else "", fate, lines, told(change, old))


def _fate(change: Change, old: Act | None, changes: Sequence[Change], before: dict[int, Act]) -> str:
    if change.into is not None:
        taker = before.get(changes[change.into].id or 0)
        return f"becomes part of #{taker.ref}" if taker else "becomes part of another act"
    if change.act is None:
        return "is withdrawn: no story is left to it"
    if old is None:
        return "stands again on its own" if change.id else "becomes an act of its own"
    if change.act.rejected != old.rejected:
        return "is rejected: in no list and no export" if change.act.rejected else "stands again"
    return ""


def _teller(service: Service, before: Sequence[Act]) -> Callable[[Change, Act | None], ActSummary | None]:
    """Gives what subscribers would read about a change."""
    from monitor import digest

    now, treaties = service.clock(), known_treaties(service.own_words())
    by_act = service.store.acts.stories(before)
    texts = {story.key: story for own in by_act.values() for story in own.stories}
    known = digest.Known(service.dossiers(), service.register.departed())

    def told(change: Change, old: Act | None) -> ActSummary | None:
        if change.alert is None or change.history or change.act is None:
            return None
        ref, opened = (old.ref, old.opened_at) if old else ("", now)
        act = replace(change.act, id=change.id or 0, ref=ref, opened_at=opened, changed_at=now)
        stories = tuple(texts[source.story] for source in act.best_first if source.story in texts)
        hits = by_act[old.id].hits if old and old.id in by_act else ()
        return digest.summarise(
            act, ActStories(stories, hits), (change.alert,), "UTC", now, None, ENGLISH,
            treaties=treaties, known=known,
        )  # fmt: skip

    return told


def _lines(old: Act | None, new: Act | None) -> Iterator[str]:
    """Each value that changes: "12.1 ended: 2025-12, then 2026-01"."""
    was, now = _values(old), _values(new)
    for name in dict.fromkeys((*was, *now)):
        if was.get(name, "") != now.get(name, ""):
            yield f"{name}: {was.get(name) or 'nothing'}, then {now.get(name) or 'nothing'}"


def _values(act: Act | None) -> dict[str, str]:
    """What an act states, by what it is."""
    if act is None:
        return {}
    values = {"stage": act.stage.value, "by": " ".join(act.states), "stories": str(len(act.by_story))}
    for row in act.rows:
        values |= {f"agreement {row.number}, {name}": text for name, text in _of_row(row)}
    return values


def _of_row(row: Row) -> Iterator[tuple[str, str]]:
    yield "stage", row.stage.value
    yield "with", " ".join(row.states)
    yield "subject", row.kind
    yield "gazetteer", row.entry or ""
    for name, cell in row.filled().items():
        yield LABELS[name], _all_values(cell)


def _all_values(cell: Cell) -> str:
    others = f" (otherwise: {', '.join(other.value for other in cell.others)})" if cell.others else ""
    return cell.value + others


def _key(done: Done) -> str:
    """A hash of what a correction does: of what becomes of each act, and who is told."""
    numbers = [correction.id for correction in (*done.corrections, *done.undone)]
    parts = [_part(change) for change in done.changes]
    return blake2b(repr((parts, numbers)).encode("utf-8", "replace"), digest_size=12).hexdigest()


def _part(change: Change) -> tuple[object, ...]:
    act = change.act
    states = (act.rejected, sorted(act.stories), _values(act)) if act else ()
    return (change.id, change.into, change.alert, change.history, *states)
