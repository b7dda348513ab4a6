"""What changes in the acts that are known, and which alerts subscribers are owed. Pure: old and new acts in,
changes out.

An act alerts when nobody was told of it and a story reports it that may alert (one that tells of it in
passing only when the register did not hold it as an exit yet); when its rank rises above all that was told;
when it is reversed; when something that was sent proves wrong: its story was edited or withdrawn, an official
source or a person says otherwise. What is registered without an alert (a first poll, a cap) is not told.
History (a replay, the starter register) counts as told at its stage: a rise, a reversal or the first official
report alerts, a restatement does not. One outlet that contradicts another changes the page and the next
digest, and sends nothing; neither does an empty cell that is filled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from monitor.model import Act, Reason, Source, Stage
from monitor.register.alert_reasons import Renewal, alert_reason, reverses
from monitor.register.merges import before_merge, largest, moved_parts
from monitor.register.past import Past
from monitor.register.row_numbers import numbered
from monitor.register.successors import successors
from monitor.register.telling import told
from monitor.register.values import Bookkeeping, Change, Former, Told


def decide(
    before: Sequence[Act],
    after: Sequence[Act],
    *,
    bookkeeping: Mapping[int, Bookkeeping],
    former: Sequence[Former] = (),
    history: bool = False,
) -> tuple[Change, ...]:
    """The changes that make `before` into `after`, new acts in the order of `after`. Acts that stay as they
    are give none.

    `bookkeeping` is that of the acts `before`, by id. An act keeps its id by the largest overlap of stories,
    among equals the oldest; the acts that become part of it are changes with `into`. One that was withdrawn
    comes back under its id, and so does a `former` one when its stories part again from those of the act that
    took it; when they go with another act's, it becomes part of that one. `history`: the story that settles
    was brought by a replay.
    """
    bookkeeping = {part.act: part.bookkeeping for part in former if part.was is not None} | dict(bookkeeping)
    plan = _plan(before, after, former)
    restored = _restored(before, bookkeeping, former, plan.leaving)
    past = Past(before, after, former, bookkeeping, restored.keys(), history=history)
    changes: list[Change] = []
    where: dict[int, int] = {}
    for place, act in enumerate(after):
        was, merged = plan.successor.get(place), plan.merged(place)
        if was is None:
            change = _new(act, past)
        else:
            change = _renewed(was, restored.get(was.id, bookkeeping[was.id]), merged, act, past)
        if was is None or was.id in plan.come_back or merged or _changes(change, was, bookkeeping[was.id]):
            where[place] = len(changes)
            changes.append(change)
    for act, taker in plan.gone:
        if taker is not None:
            changes.append(Change(act.id, None, bookkeeping[act.id], bookkeeping[act.id], into=where[taker]))
        elif not act.withdrawn:
            changes.append(_withdrawn(act, bookkeeping[act.id], past))
    return tuple(changes)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where acts go. Places are those of the acts after the change.

    `successor`: by place, the act that goes on there. `gone`: the acts that do not go on, each with the place
    that takes its stories, None when none does. `come_back`: the ids of acts that were part of others.
    `leaving`: the ids of those that are no longer part of the act that took them.
    """

    successor: Mapping[int, Act]
    gone: Sequence[tuple[Act, int | None]]
    come_back: Set[int]
    leaving: Set[int]

    def merged(self, place: int) -> list[Act]:
        """The acts whose stories go to a place without going on there."""
        return [act for act, taker in self.gone if taker == place]


def _plan(before: Sequence[Act], after: Sequence[Act], former: Sequence[Former]) -> _Plan:
    home = {key: place for place, act in enumerate(after) for key in act.stories}
    successor = successors(before, after, former)
    standing = {act.id: place for place, act in successor.items()}
    taken = [(act, largest(act.stories, home)) for act in before if act.id not in standing]
    come_back = standing.keys() - {act.id for act in before}
    moved = moved_parts(former, home, {act.id: place for act, place in taken} | standing)
    return _Plan(successor, [*taken, *moved.values()], come_back, come_back | moved.keys())


def _restored(
    before: Sequence[Act],
    bookkeeping: Mapping[int, Bookkeeping],
    former: Sequence[Former],
    leaving: Set[int],
) -> dict[int, Bookkeeping]:
    """By act, the bookkeeping before it took in acts that now leave it; only of those that it changes."""
    earlier = {act.id: before_merge(act.id, bookkeeping[act.id], former, leaving) for act in before}
    return {number: own for number, own in earlier.items() if own is not None}


def _changes(change: Change, was: Act, bookkeeping: Bookkeeping) -> bool:
    """True if a change alerts, or makes the act or what is kept beside it other than before."""
    assert change.act is not None, "an act that goes on has stories"
    if change.alert is not None or change.bookkeeping != bookkeeping:
        return True
    return change.act != was or change.act.numbers != was.numbers


def _new(act: Act, past: Past) -> Change:
    """An act that has no predecessor."""
    act, used = numbered(act)
    earlier = past.told_with(act)
    if earlier is None:
        sent, peak, causes = None, 0, past.owed(act)
    else:
        sent, peak, causes = _told_already(act, past.bookkeeping[earlier.id], past)
    alert = Reason.NEW if causes and not act.rejected else None
    return _change(None, act, Bookkeeping(sent, peak, used), alert, causes, past)


def _told_already(act: Act, bookkeeping: Bookkeeping, past: Past) -> tuple[Told | None, int, list[Source]]:
    """What counts as told of a new act whose stories were told with another one, with the highest rank; and
    the stories that are news all the same.
    """
    assert bookkeeping.told is not None, "what covers an act was told"
    before = bookkeeping.told
    causes = [
        source
        for source in past.fresh(act)
        if source.stage.rank > bookkeeping.peak or reverses(source.stage, before)
    ]
    return told(act, history=before.history), max(bookkeeping.peak, act.stage.rank), causes


def _renewed(was: Act, bookkeeping: Bookkeeping, merged: Sequence[Act], act: Act, past: Past) -> Change:
    """An act that goes on, with the acts that it takes in. `bookkeeping`: its own before it took in acts that
    leave it now.
    """
    act, used = numbered(replace(act, id=was.id), was, bookkeeping.used)
    own = {part.id: past.bookkeeping[part.id] for part in merged} | {was.id: bookkeeping}
    sender = min(
        (number for number in own if own[number].told is not None),
        key=lambda number: _heard_first(number, own[number], was),
        default=was.id,
    )
    sent, peak = own[sender].told, max(part.peak for part in own.values())
    cover = past.told_with(act) if not was.sources else None
    if cover is not None and not past.is_restored(cover):
        # it comes back from an act that was told meanwhile
        beside = past.bookkeeping[cover.id]
        peak = max(peak, beside.peak)
        sent = sent or told(act, history=beside.told is not None and beside.told.history)
    renewal = Renewal(was, act, (was, *merged), sent, sender, peak)
    fresh = past.fresh(act, passing=peak < Stage.DECIDED.rank)
    owed = past.owed(act, renewal.parts)
    causes = owed or fresh if sent is None else fresh or owed
    return _change(was.id, act, Bookkeeping(sent, peak, used), alert_reason(renewal, past), causes, past)


def _heard_first(number: int, bookkeeping: Bookkeeping, was: Act) -> tuple[bool, bool, int, int]:
    """A sort key: what subscribers got before what history counts as told, the act's own before that of
    another, then the highest rank.
    """
    return (
        bookkeeping.told is not None and bookkeeping.told.history,
        number != was.id,
        -bookkeeping.peak,
        number,
    )


def _change(
    number: int | None,
    act: Act,
    before: Bookkeeping,
    alert: Reason | None,
    causes: Sequence[Source],
    past: Past,
) -> Change:
    """The change of an act, with what is kept beside it until the alert is written, and then."""
    history = past.is_for_record(before.told, causes)
    if alert is None:
        return Change(number, act, before, before, history=history)
    peak = max(before.peak, act.stage.rank)
    bookkeeping = Bookkeeping(told(act, history=history), peak, before.used)
    return Change(number, act, bookkeeping, before, alert, _cause(act, causes), history=history)


def _cause(act: Act, causes: Sequence[Source]) -> str:
    """The story to name with an alert: the one that brought the stage, when it is among the `causes`, else
    the newest of them, else the one that proves the stage.
    """
    stories = [source.story for source in causes]
    stage = act.history[-1].evidence.story
    if stage in stories:
        return stage
    return stories[-1] if stories else _proving(act)


def _proving(act: Act) -> str:
    """The story that proves where the act stands; the last one, where a person said it."""
    stage, stories = act.history[-1].evidence.story, [source.story for source in act.sources]
    return stage if stage in stories else stories[-1]


def _withdrawn(act: Act, bookkeeping: Bookkeeping, past: Past) -> Change:
    """Every story of an act says something else by now, or is gone."""
    if past.reached_readers(bookkeeping.told) and not act.rejected:
        alert, story = Reason.CORRECTION, _proving(act)
        return Change(act.id, None, bookkeeping, bookkeeping, alert, story, history=past.history)
    return Change(act.id, None, bookkeeping, bookkeeping, history=past.history)
