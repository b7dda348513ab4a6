"""What changes in the acts that are known, and what subscribers are owed. Old and new in, intents out; it can
touch nothing.

An act alerts when nobody was told of it and a story reports it that may alert (one that tells of it in
passing only when the register did not hold it as an exit yet); when its rank rises above all that was told;
when it is reversed; when something that was sent proves wrong: its story was edited or withdrawn, an official
source or a person says otherwise. What is registered without an alert (a first poll, a cap) is not told.
History (a replay, the starter register) counts as told at its stage: a rise, a reversal or the first official
report alerts, a restatement does not. One outlet that contradicts another changes the page and the next
digest, and sends nothing; neither does an empty cell that is filled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from monitor.model import REPLAYED, Evidence, Kind, Reason, Row, Source, Stage
from monitor.register.cells import same_date
from monitor.register.corrections import points
from monitor.register.facts import stems
from monitor.register.restating import is_same_step, tells_the_end
from monitor.register.successors import successors
from monitor.register.values import Change, Entry, Former, Known, RowRef, Told

SENT = ("others", "instrument", "signed", "ended")  # the values whose change is a correction


def decide(
    before: Sequence[Known], after: Sequence[Entry], *, former: Sequence[Former] = (), history: bool = False
) -> tuple[Change, ...]:
    """The changes that make `before` into `after`, new acts in the order of `after`. Acts that stay as they
    are give none.

    An act keeps its id by the largest overlap of stories, among equals the oldest; the acts that become part
    of it are changes with `into`. One that was withdrawn comes back under its id, and so does a `former` one
    when its stories part again from those of the act that took it; when they go with another act's, it
    becomes part of that one. `history`: the story that settles was brought by a replay.
    """
    home = {key: place for place, entry in enumerate(after) for key in entry.stories}
    successor = successors(before, after, former)
    kept = {known.id for known in successor.values()}
    target = {known.id: _largest(known.entry.stories, home) for known in before if known.id not in kept}
    changes: list[Change] = []
    where: dict[int, int] = {}
    come_back = kept - {known.id for known in before}
    moved = _moved(former, home, target | {known.id: place for place, known in successor.items()})
    as_before = {known.id: before_merge(known, former, come_back | moved.keys()) for known in before}
    past = _Past(before, after, former, history=history)
    past.restored = {known.id for known in before if as_before[known.id] is not known}
    for place, entry in enumerate(after):
        merged = [known for known in before if known.id in target and target[known.id] == place]
        merged += [known for known, taker in moved.values() if taker == place]
        known = successor.get(place)
        change = (
            _new(entry, past)
            if known is None
            else _renewed(as_before.get(known.id, known), merged, entry, past)
        )
        if (
            known is None
            or known.id in come_back
            or merged
            or change.alert
            or change.known(known.id) != known
        ):
            where[place] = len(changes)
            changes.append(change)
    taken = [(known, target[known.id]) for known in before if known.id in target]
    for known, taker in (*taken, *moved.values()):
        if taker is not None:
            changes.append(
                Change(known.id, None, used=known.used, peak=known.peak, told=known.told, into=where[taker])
            )
        elif not known.withdrawn:
            changes.append(_withdrawn(known, past))
    return tuple(changes)


def _largest(stories: Iterable[str], home: Mapping[str, int], best: int | None = None) -> int | None:
    """The place that holds most of these stories, among equals `best`, then the first;

    None when none holds any.
    """
    places = Counter(home[key] for key in stories if key in home)
    return min(places, key=lambda place: (-places[place], place != best, place), default=None)


def _moved(
    former: Sequence[Former], home: Mapping[str, int], places: Mapping[int, int | None]
) -> dict[int, tuple[Known, int]]:
    """The acts that became part of one from which their stories part now, while they do not come back: with
    the place where they go.

    `places`: where the acts that stand, or come back, go.
    """
    parts = {part.act: part for part in former if part.act not in (part.taker, *places)}

    def place(act: int) -> int | None:
        if act not in parts:
            return places.get(act)
        there = place(parts[act].taker)
        return _largest(parts[act].stories, home, best=there)

    found = {}
    for act, part in parts.items():
        there, here = place(part.taker), place(act)
        if part.known is not None and there is not None and here is not None and here != there:
            found[act] = (part.known, here)
    return found


def before_merge(known: Known, former: Sequence[Former], leaving: Set[int]) -> Known:
    """The act with what was told of it before it took in the acts that now leave it, back to the last alert
    that told of the whole.
    """
    parts = [part for part in former if part.taker == known.id and part.act in leaving]
    steps = {(part.told_before, part.peak_before) for part in parts}  # several may join in one
    for sent, peak in sorted(steps, key=lambda step: (step[0] is None, -step[1])):  # the last one first
        joined = [part.known for part in parts if (part.told_before, part.peak_before) == (sent, peak)]
        if known.told not in (sent, *(part.told for part in joined if part is not None)):
            break
        known = replace(known, told=sent, peak=peak)
    return known


class _Past:
    """What was registered and told before, by story."""

    def __init__(
        self, before: Sequence[Known], after: Sequence[Entry], former: Sequence[Former], *, history: bool
    ) -> None:
        self.history = history
        # acts that told nothing of those which they had taken in and which now come back
        self.restored: set[int] = set()
        self.former: dict[int, frozenset[str]] = {}
        for part in former:
            self.former[part.act] = self.former.get(part.act, frozenset()) | part.stories
        self.sources: dict[str, Source] = {
            source.key: source for known in before for source in known.entry.sources
        }
        self.holders: dict[str, Known] = {
            source.key: known for known in before for source in known.entry.sources
        }
        self.now: dict[str, Source] = {source.key: source for entry in after for source in entry.sources}

    def fresh(self, entry: Entry, *, passing: bool = False) -> list[Source]:
        """The stories of an act that may alert, and are new or say something new.

        `passing`: those that tell of it in passing too.
        """
        return [
            source for source in entry.sources if _may_alert(source, passing=passing) and self.is_new(source)
        ]

    def is_new(self, source: Source) -> bool:
        return source.key not in self.sources or self.sources[source.key].digest != source.digest

    def owed(self, entry: Entry, parts: Sequence[Known] = ()) -> list[Source]:
        """The stories by which an act that nobody was told of is news, and by which the acts that it was
        before, `parts`, were not.

        What came live is news in a replay too, which may part acts; what a replay brought only in that
        replay, beside nothing live.
        """
        there = {key for known in parts for key in self.was_news(known)}
        news = _news(entry)
        joined = [source for key, source in news.items() if key not in there or self.is_new(source)]
        live = [source for source in joined if not _replayed(source)]
        return joined if self.history and all(map(_replayed, news.values())) else live

    def was_news(self, known: Known) -> Iterable[str]:
        """The stories by which an act was news; of one whose merge is taken back, those that it had
        before.
        """
        if known.id in self.restored or not known.entry.sources:
            return self.former.get(known.id, ())
        return _news(known.entry)

    def sent_to_readers(self, sent: Told | None) -> bool:
        """Did subscribers get it? In a replay, which only writes a record, what an earlier story of it told
        counts too.
        """
        return sent is not None and (self.history or not sent.history)

    def for_record(self, sent: Told | None, causes: Sequence[Source]) -> bool:
        """Is an alert told to nobody? What a replay causes is, but not that nobody was told of what came
        live.
        """
        return self.history and (sent is not None or any(map(_replayed, causes)))

    def cover(self, entry: Entry) -> Known | None:
        """The act that its stories were part of and with which it was told;

        None when nobody was told of it.
        """
        holders = {known.id: known for key in entry.stories if (known := self.holders.get(key)) is not None}
        told = [known for known in holders.values() if known.told is not None and covers(known.told, entry)]
        return min(
            told,
            key=lambda known: (known.told is not None and known.told.history, -known.peak, known.id),
            default=None,
        )

    def refuted(self, known: Known, old: Evidence, new: Evidence | None) -> bool:
        """Is an old value of an act gone for a reason: a person's word, its story edited or withdrawn, an
        official source not of the press?

        A person's word goes only when it is taken back; then what the stories say shows again.
        """
        if new is not None and new.edit is not None:
            return True
        if old.edit is not None:
            return new is not None
        before = (*known.entry.sources, *self.sources.values())  # an act that comes back has none of its own
        was = next((source for source in before if source.story == old.story), None)
        now = self.now.get(was.key) if was is not None else None
        if was is None or now is None or was.digest != now.digest:
            return True
        official = new is not None and any(
            source.official for source in self.now.values() if source.story == new.story
        )
        return official and not was.official


def _may_alert(source: Source, *, passing: bool = False) -> bool:
    """Neither from a first poll nor a look back, nor told in passing unless `passing`."""
    return not source.quiet and not source.linked and (passing or source.kind is not Kind.PASSING)


def _news(entry: Entry) -> dict[str, Source]:
    """The stories, by key, by which an act is news: those that may alert; told in passing only where no other
    story reports it.

    A look back reports nothing.
    """
    passing = all(source.kind is Kind.PASSING or source.linked for source in entry.sources)
    return {source.key: source for source in entry.sources if _may_alert(source, passing=passing)}


def _replayed(source: Source) -> bool:
    return source.key.startswith(REPLAYED)


def covers(sent: Told, entry: Entry) -> bool:
    """Was this act told with what was sent: its actor, and of its agreements one, where both name any?"""
    rows: dict[int, dict[str, str]] = {}
    for number, name, value in sent.values:
        rows.setdefault(number, {})[name] = value
    actors = set(rows.pop(0, {}).get("actors", "").split())
    own = set(_codes(entry.actors).split())
    if actors != own and not actors & own:
        return False
    if rows and entry.rows:
        return any(_same_agreement(values, row) for values in rows.values() for row in entry.rows)
    return bool(own) or not (rows or entry.rows)


def _same_agreement(values: Mapping[str, str], row: Row) -> bool:
    others, own = set(values.get("others", "").split()), set(_codes(row.others).split())
    if others and own and not others & own:
        return False
    name = values.get("instrument", "")
    if name and row.instrument is not None:
        return _agree("instrument", name, (row.instrument.leading,))
    # a row that names nothing speaks of no other agreement
    return bool(others & own) or not (own or row.instrument is not None)


def _new(entry: Entry, past: _Past) -> Change:
    numbers = tuple(range(1, len(entry.rows) + 1))
    cover = past.cover(entry)
    sent = cover.told if cover is not None else None
    peak = 0
    if cover is None or sent is None:
        causes = past.owed(entry)
    else:
        peak = max(cover.peak, entry.stage.rank)
        causes = [
            source
            for source in past.fresh(entry)
            if source.stage.rank > cover.peak or _reverses(source.stage, sent)
        ]
        sent = told(entry, numbers, history=sent.history)
    alert = Reason.NEW if causes and not entry.rejected else None
    record = past.for_record(sent, causes)
    return Change(
        act=None,
        entry=entry,
        numbers=numbers,
        used=len(numbers),
        peak=max(peak, entry.stage.rank) if alert else peak,
        told=told(entry, numbers, history=record) if alert else sent,
        alert=alert,
        story=_cause(entry, causes) if alert else None,
        told_before=sent,
        peak_before=peak,
        history=record,
    )


def _renewed(known: Known, merged: Sequence[Known], entry: Entry, past: _Past) -> Change:
    numbers, used = _numbered(known, entry)
    parts = (known, *merged)
    heard = min(
        (part for part in parts if part.told is not None),
        key=lambda part: _first_heard(part, known),
        default=known,
    )
    peak = max(part.peak for part in parts)
    cover = past.cover(entry) if not known.entry.sources else None
    if (
        cover is not None and cover.id not in past.restored
    ):  # it comes back from an act that was told meanwhile
        peak = max(peak, cover.peak)
        heard = replace(
            heard,
            told=heard.told or told(entry, numbers, history=cover.told is not None and cover.told.history),
        )
    alert = _reason(heard, known, entry, numbers, peak, past, parts)
    fresh, owed = past.fresh(entry, passing=peak < Stage.DECIDED.rank), past.owed(entry, parts)
    causes = owed or fresh if heard.told is None else fresh or owed
    record = past.for_record(heard.told, causes)
    return Change(
        act=known.id,
        entry=entry,
        numbers=numbers,
        used=used,
        peak=max(peak, entry.stage.rank) if alert else peak,
        told=told(entry, numbers, history=record) if alert else heard.told,
        alert=alert,
        story=_cause(entry, causes) if alert else None,
        told_before=heard.told,
        peak_before=peak,
        history=record,
    )


def _first_heard(part: Known, known: Known) -> tuple[bool, bool, int, int]:
    """What subscribers got before what history counts as told, the act's own before that of another, then the
    highest rank.
    """
    return part.told is not None and part.told.history, part.id != known.id, -part.peak, part.id


def _reason(
    heard: Known,
    known: Known,
    entry: Entry,
    numbers: tuple[int, ...],
    peak: int,
    past: _Past,
    parts: Sequence[Known],
) -> Reason | None:
    """Why an act that was known owes an alert, if it does."""
    sent, was = heard.told, known.entry
    received = past.sent_to_readers(sent)
    if entry.rejected or was.rejected:
        if entry.rejected:
            return Reason.CORRECTION if received and not was.rejected else None
        if received:
            return Reason.CORRECTION  # standing after all
    if sent is None:
        by_person = _by_person(entry, was) and entry.stage.rank > was.stage.rank
        owed = past.owed(entry, () if was.rejected else parts)
        return Reason.NEW if owed or (by_person and not past.history) else None
    if past.history and not sent.history:
        return None  # subscribers follow it: what a replay adds is not told, and does not count as told
    if known.withdrawn and received:
        return Reason.CORRECTION  # it is reported again
    return _progress(sent, was, entry, peak, past) or (
        _wrong(heard, known, entry, numbers, peak, past) if received else None
    )


def _by_person(entry: Entry, was: Entry) -> bool:
    """Did a person just say where the act stands?"""
    return entry.history[-1].evidence.edit is not None and entry.history != was.history


def _reverses(stage: Stage, sent: Told) -> bool:
    return stage is Stage.REVERSED and sent.stage is not Stage.REVERSED


def _progress(sent: Told, was: Entry, entry: Entry, peak: int, past: _Past) -> Reason | None:
    """Is the act reversed, further than all that was told, or official for the first time after history?"""
    # told as a threat only: that it is done is news, however told
    fresh = past.fresh(entry, passing=peak < Stage.DECIDED.rank)
    fresh += [
        source
        for source in past.fresh(entry, passing=True)
        if source not in fresh and tells_the_end(source, entry)
    ]
    stage, by_person = entry.stage, _by_person(entry, was)
    if _reverses(stage, sent) and (by_person or any(source.stage is Stage.REVERSED for source in fresh)):
        return Reason.REVERSED
    further = [
        source for source in fresh if source.stage.rank > peak and not is_same_step(source, entry, peak)
    ]
    if stage.rank > peak and (by_person or further):
        return Reason.RISES
    if sent.history and not past.history:
        confirmed = any(source.official and not source.linked for source in was.sources)
        return Reason.NEW if not confirmed and any(source.official for source in fresh) else None
    return None


def _wrong(
    heard: Known, known: Known, entry: Entry, numbers: tuple[int, ...], peak: int, past: _Past
) -> Reason | None:
    """Does something that was sent stand no more, for a reason?"""
    sent, was, stage = heard.told, known.entry.stage, entry.stage
    assert sent is not None, "what was never sent cannot be wrong"
    if sent.stage.rank < stage.rank <= peak:  # it was told to go back, and goes on after all
        fresh = past.fresh(entry)
        rises = was.rank < stage.rank and (fresh or _by_person(entry, known.entry))
        if rises or any(source.stage.rank > sent.stage.rank for source in fresh):
            return Reason.CORRECTION
    fell = stage.rank < sent.stage.rank and stage.rank < was.rank
    if fell and past.refuted(known, known.entry.history[-1].evidence, entry.history[-1].evidence):
        return Reason.CORRECTION
    return Reason.CORRECTION if _refuted_values(heard, known, entry, numbers, past) else None


def _refuted_values(heard: Known, known: Known, entry: Entry, numbers: tuple[int, ...], past: _Past) -> bool:
    """Does a value that was sent, and stood until now, stand no more, for a reason?"""
    if heard.id != known.id or heard.told is None:
        return False
    before = dict(zip(known.numbers, known.entry.rows, strict=True))
    after = dict(zip(numbers, entry.rows, strict=True))
    for number, name, value in heard.told.values:
        old = _evidence(known.entry, before.get(number), name) if number in before or not number else ()
        new = _evidence(entry, after.get(number), name) if number in after or not number else ()
        if not old or _agree(name, value, new) or not _agree(name, value, old):
            continue
        leading = new[0] if new else None
        if any(past.refuted(known, one, leading) for one in old):
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


def told(entry: Entry, numbers: Sequence[int], *, history: bool = False) -> Told:
    """What an alert that is written now tells; `history`: for the record, to nobody."""
    values = [(0, "actors", _codes(entry.actors))]
    for number, row in zip(numbers, entry.rows, strict=True):
        values.append((number, "others", _codes(row.others)))
        for name in SENT[1:]:
            cell = row.cell(name)
            values.append((number, name, cell.value if cell else ""))
    return Told(entry.stage, tuple(sorted(value for value in values if value[2])), history)


def _codes(parties: Sequence[Evidence]) -> str:
    return " ".join(sorted(one.value.replace(" ", "_") for one in parties))


def _cause(entry: Entry, loud: Sequence[Source]) -> str:
    """The story to name with an alert: the one that brought the stage, when it is new, else the newest new
    one, else the last.
    """
    stories = [source.story for source in loud]
    stage = entry.history[-1].evidence.story
    if stage in stories:
        return stage
    return stories[-1] if stories else _proving(entry)


def _proving(entry: Entry) -> str:
    """The story that proves where the act stands; the last one, where a person said it."""
    stage, stories = entry.history[-1].evidence.story, [source.story for source in entry.sources]
    return stage if stage in stories else stories[-1]


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


def _withdrawn(known: Known, past: _Past) -> Change:
    """Every story of an act says something else by now, or is gone."""
    owed = past.sent_to_readers(known.told) and not known.entry.rejected
    return Change(
        act=known.id,
        entry=None,
        used=known.used,
        peak=known.peak,
        told=known.told,
        alert=Reason.CORRECTION if owed else None,
        story=_proving(known.entry) if owed else None,
        told_before=known.told,
        peak_before=known.peak,
        history=past.history,
    )
