"""What changes in the acts that are known, and what subscribers are owed. Old and new in, intents out; it can touch nothing.

An act alerts when it is new, when its rank rises above all that was ever registered of it, when it is reversed, and when something that
was sent proves wrong: its story was edited or withdrawn, an official source or a person says otherwise. One outlet that contradicts
another changes the page and the next digest, and sends nothing; neither does an empty cell that is filled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from monitor.model import Evidence, Reason, Row, Source, Stage
from monitor.register.cells import same_date
from monitor.register.corrections import points
from monitor.register.facts import stems
from monitor.register.values import PEOPLE, Change, Entry, Known, RowRef, Told

SENT = ("others", "instrument", "signed", "ended")  # the values whose change is a correction


def decide(before: Sequence[Known], after: Sequence[Entry]) -> tuple[Change, ...]:
    """The changes that make `before` into `after`, new acts in the order of `after`. Acts that stay as they are give none.

    An act keeps its id by the largest overlap of stories, among equals the oldest; the acts that it swallows are changes with `into`. One
    that was withdrawn comes back under its id.
    """
    home = {key: place for place, entry in enumerate(after) for key in entry.stories}
    overlaps = [
        (-count, known.withdrawn, known.id, place, known)
        for known in before
        for place, count in Counter(home[key] for key in known.entry.stories if key in home).items()
    ]
    heir: dict[int, Known] = {}
    given: set[int] = set()
    for _, _, number, place, known in sorted(overlaps, key=lambda one: one[:4]):
        if number not in given and place not in heir:
            heir[place] = known
            given.add(number)
    lost = {
        known.id: min(((-count, place) for count, _, number, place, _ in overlaps if number == known.id), default=None)
        for known in before
        if known.id not in given
    }
    changes: list[Change] = []
    where: dict[int, int] = {}
    past = _Past(before, after)
    for place, entry in enumerate(after):
        swallowed = [known for known in before if (target := lost.get(known.id)) is not None and target[1] == place]
        change = _renewed(heir[place], swallowed, entry, past) if place in heir else _new(entry, past)
        if place not in heir or swallowed or change.alert or change.known(heir[place].id) != heir[place]:
            where[place] = len(changes)
            changes.append(change)
    for known in before:
        if known.id in lost:
            target = lost[known.id]
            if target is not None:
                changes.append(Change(known.id, None, used=known.used, peak=known.peak, told=known.told, into=where[target[1]]))
            elif not known.withdrawn:
                changes.append(_withdrawn(known))
    return tuple(changes)


class _Past:
    """What was registered before, by story."""

    def __init__(self, before: Sequence[Known], after: Sequence[Entry]) -> None:
        self.sources: dict[str, Source] = {source.key: source for known in before for source in known.entry.sources}
        self.told = {key for known in before if known.told is not None for key in known.entry.stories}
        self.now: dict[str, Source] = {source.key: source for entry in after for source in entry.sources}

    def loud(self, entry: Entry) -> list[Source]:
        """The stories of an act that may alert: new or edited ones, which are not history and do not only look back."""
        return [
            source
            for source in entry.sources
            if not source.quiet
            and not source.linked
            and (source.key not in self.sources or self.sources[source.key].digest != source.digest)
        ]

    def refuted(self, old: Evidence, new: Evidence | None) -> bool:
        """Is an old value gone for a reason: a person's word, its story edited or withdrawn, an official source against the press?"""
        if new is not None and new.field == PEOPLE:
            return True
        if old.field == PEOPLE:
            return False
        was, now = self.sources.get(old.story), self.now.get(old.story)
        if was is None or now is None or was.digest != now.digest:
            return True
        official = new is not None and new.story in self.now and self.now[new.story].official
        return official and not was.official


def _new(entry: Entry, past: _Past) -> Change:
    numbers = tuple(range(1, len(entry.rows) + 1))
    loud = past.loud(entry)
    alert = Reason.NEW if loud and not entry.rejected else None
    heard = alert is not None or any(key in past.told for key in entry.stories)
    return Change(
        act=None,
        entry=entry,
        numbers=numbers,
        used=len(numbers),
        peak=entry.stage.rank,
        told=told(entry, numbers) if heard else None,
        alert=alert,
        story=_cause(entry, loud) if alert else None,
    )


def _renewed(known: Known, swallowed: Sequence[Known], entry: Entry, past: _Past) -> Change:
    numbers, used = _numbered(known, entry)
    peak = max(one.peak for one in (known, *swallowed))
    heard = max((one for one in (known, *swallowed) if one.told is not None), key=lambda one: (one.id == known.id, one.peak), default=known)
    loud = past.loud(entry)
    alert = _reason(heard, known, entry, numbers, peak, loud, past)
    return Change(
        act=known.id,
        entry=entry,
        numbers=numbers,
        used=used,
        peak=max(peak, entry.stage.rank),
        told=told(entry, numbers) if alert else heard.told,
        alert=alert,
        story=_cause(entry, loud) if alert else None,
    )


def _reason(
    heard: Known, known: Known, entry: Entry, numbers: tuple[int, ...], peak: int, loud: Sequence[Source], past: _Past
) -> Reason | None:
    """Why an act that was known owes an alert, if it does."""
    sent = heard.told
    if entry.rejected or known.entry.rejected:
        if known.entry.rejected == entry.rejected or sent is None:
            return None
        return Reason.CORRECTION  # struck out, or standing after all
    if known.withdrawn and sent is not None:
        return Reason.CORRECTION  # it is reported again
    stage, was = entry.stage, known.entry.stage
    by_person = entry.history[-1].evidence.field == PEOPLE and entry.history != known.entry.history
    if stage is Stage.REVERSED and was is not Stage.REVERSED and (by_person or any(one.stage is Stage.REVERSED for one in loud)):
        return Reason.REVERSED
    if stage.rank > peak and (by_person or any(one.stage.rank > peak for one in loud)):
        return Reason.RISES if sent is not None else Reason.NEW
    if sent is None:
        return None
    if was.rank < stage.rank and sent.stage.rank < stage.rank <= peak and (loud or by_person):
        return Reason.CORRECTION
    if (
        stage.rank < sent.stage.rank
        and stage.rank < was.rank
        and past.refuted(known.entry.history[-1].evidence, entry.history[-1].evidence)
    ):
        return Reason.CORRECTION
    return Reason.CORRECTION if _refuted_values(heard, known, entry, numbers, past) else None


def _refuted_values(heard: Known, known: Known, entry: Entry, numbers: tuple[int, ...], past: _Past) -> bool:
    """Does a value that was sent, and stood until now, stand no more, for a reason?"""
    if heard is not known or heard.told is None:
        return False
    before = dict(zip(known.numbers, known.entry.rows, strict=True))
    after = dict(zip(numbers, entry.rows, strict=True))
    for number, name, value in heard.told.values:
        old = _evidence(known.entry, before.get(number), name) if number in before or not number else ()
        new = _evidence(entry, after.get(number), name) if number in after or not number else ()
        if not old or _agree(name, value, new) or not _agree(name, value, old):
            continue
        leading = new[0] if new else None
        if any(past.refuted(one, leading) for one in old):
            return True
    return False


def _evidence(entry: Entry, row: Row | None, name: str) -> tuple[Evidence, ...]:
    """The evidence of a value as it is sent: several for states, at most one else."""
    if row is None:
        return entry.actors
    if name == "others":
        return row.others
    cell = row.cell(name)
    return () if cell is None else (cell.leading,)


def _agree(name: str, value: str, found: Sequence[Evidence]) -> bool:
    """Does what is found still say what was sent, perhaps more exactly or in other words?"""
    if name in ("actors", "others"):
        return set(value.split(" ")) <= {one.value.replace(" ", "_") for one in found}
    if not found:
        return False
    if name == "instrument":
        first, second = stems(value, frozenset()), stems(found[0].value, frozenset())
        return bool(first & second) or not first or not second
    return same_date(value, found[0].value)


def told(entry: Entry, numbers: Sequence[int]) -> Told:
    """What an alert that goes out now tells."""
    values = [(0, "actors", _codes(entry.actors))]
    for number, row in zip(numbers, entry.rows, strict=True):
        values.append((number, "others", _codes(row.others)))
        for name in SENT[1:]:
            cell = row.cell(name)
            values.append((number, name, cell.value if cell else ""))
    return Told(entry.stage, tuple(sorted(value for value in values if value[2])))


def _codes(parties: Sequence[Evidence]) -> str:
    return " ".join(sorted(one.value.replace(" ", "_") for one in parties))


def _cause(entry: Entry, loud: Sequence[Source]) -> str | None:
    """The story to name with an alert: the one that brought the stage, when it is new, else the newest new one, else the last."""
    keys = [source.key for source in loud]
    stage = entry.history[-1].evidence.story
    if stage in keys or not keys:
        return stage if stage in entry.stories else next((key for key in reversed(entry.stories)), None)
    return keys[-1]


def _numbered(known: Known, entry: Entry) -> tuple[tuple[int, ...], int]:
    """Row numbers for the new rows: a row keeps its number by its entry, name and counterparties."""
    pairs = sorted(
        (
            (-points(row, _ref(old), frozenset()), number, place)
            for place, row in enumerate(entry.rows)
            for number, old in zip(known.numbers, known.entry.rows, strict=True)
        ),
    )
    numbers: dict[int, int] = {}
    for score, number, place in pairs:
        alone = len(entry.rows) == len(known.numbers) == 1
        if (score < 0 or alone) and place not in numbers and number not in numbers.values():
            numbers[place] = number
    used = known.used
    for place in range(len(entry.rows)):
        if place not in numbers:
            used += 1
            numbers[place] = used
    return tuple(numbers[place] for place in range(len(entry.rows))), used


def _ref(row: Row) -> RowRef:
    return RowRef(row.entry, row.instrument.value if row.instrument else "", row.states)


def _withdrawn(known: Known) -> Change:
    """Every story of an act says something else by now, or is gone."""
    owed = known.told is not None and not known.entry.rejected
    story = known.entry.history[-1].evidence.story
    return Change(
        act=known.id,
        entry=None,
        used=known.used,
        peak=known.peak,
        told=known.told,
        alert=Reason.CORRECTION if owed else None,
        story=(story if story in known.entry.stories else known.entry.stories[-1]) if owed else None,
    )
