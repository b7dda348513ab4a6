"""Which stories are about one act. A fold over the stories in order of time: what is later never changes
where an earlier one went.

Identity of an act = actors + instruments + an open episode (docs/architecture.md, "Identity").
`docs/notes/register.md` has the measurements behind the numbers below.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from operator import attrgetter, itemgetter

from monitor.corrections import Constraints, Correction, Side
from monitor.model import Evidence, Kind, Naming, Stage, story_of
from monitor.register.announcements import Announcement, announcement
from monitor.register.candidates import FRESH, Candidates
from monitor.register.facts import Fact, facts, pair, press
from monitor.register.likeness import SURE, Likeness, is_seen_from_both, likeness
from monitor.register.values import Item

EPISODE = timedelta(days=548)  # without a story for this long, an act is over (18 months)
AFTERGLOW = timedelta(days=60)  # reports of an act that has just closed still belong to it
NEARBY = timedelta(days=30)  # a story that names no agreement joins the only act it can mean within this time
BURST = 5  # ... or, of several, the only one that many stories of the last days (FRESH) are about
# ... unless a story tells that what was decided has taken effect: periods of notice last up to four years
COURSE = timedelta(days=1461)
NOTICES = (90, 180, 365, 730)  # days: the usual periods after which an exit takes effect
NOTICE_MARGIN = 21  # days more or less
REVERSAL = timedelta(days=14)  # after a reversal, a new decision is a new act from then on
LINKED = timedelta(days=3650)  # an aftermath story looks back this far
_DENOUNCED = frozenset({Stage.DECIDED, Stage.NOTIFIED})
TAKEN_PLACE = frozenset({Stage.EFFECTIVE, Stage.EXPIRED})
CLOSING = frozenset({Stage.EFFECTIVE, Stage.EXPIRED, Stage.REVERSED})


Place = tuple[datetime, str]  # in the order of stories


@dataclass(slots=True, eq=False)
class Group:
    """An act while its stories are being gathered. `number`: the place of its first story in the order."""

    number: Place
    joint: bool  # an agreement that ran out: nobody in particular left it
    founders: frozenset[str] = frozenset()
    items: list[Item] = field(default_factory=list)
    known: dict[Fact, int] = field(default_factory=dict)
    actors: Counter[str] = field(default_factory=Counter)
    # whose act it is: its first actors, and those that a quarter of its stories name
    who: frozenset[str] = frozenset()
    named: dict[Fact, None] = field(default_factory=dict)  # the statements that tell which agreement it is
    entries: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)  # all counterparties that its stories name
    announced: dict[Announcement, None] = field(default_factory=dict)
    sides: set[Side] = field(default_factory=set)
    last: datetime | None = None
    decided: datetime | None = None  # when a story first told that it is decided or notified
    peak: int = 0  # the highest rank of its stages
    closed: datetime | None = None
    reversed: bool = False
    linked: list[Item] = field(default_factory=list)  # stories that only look back at it
    keys: set[str] = field(default_factory=set)  # under which stories find it
    kept: Group | None = None  # how it was with fewer stories

    def take(self, item: Item, statements: tuple[Fact, ...], sides: frozenset[Side]) -> None:
        """Add a story; stories come in order of time."""
        self.items.append(item)
        self.sides |= sides
        if (
            self.last is None or item.kind is not Kind.PASSING
        ):  # what tells of it in passing does not make it last longer
            self.last = item.at if self.last is None else max(self.last, item.at)
        for one in statements:
            self.known[one] = self.known.get(one, 0) + 1
            if one.names:
                self.named[one] = None
            if one.entry and one.naming is Naming.ONE:
                self.entries.add(one.entry)
            self.others |= one.others
        told = announcement(item, statements)
        if told is not None:
            self.announced[told] = None
        self.actors.update({actor for one in statements for actor in one.actors})
        self.founders = self.founders or next((one.actors for one in statements if one.actors), frozenset())
        self.who = self.founders | {
            actor for actor, count in self.actors.items() if count > 1 and 4 * count >= len(self.items)
        }
        stage = stage_of(item, statements)
        self.peak = max(self.peak, stage.rank)
        if stage is Stage.REVERSED:
            self.reversed = True
        if stage in _DENOUNCED and self.decided is None:
            self.decided = item.at
        if stage in CLOSING and self.closed is None:
            self.closed = item.at

    def listed(self) -> frozenset[str]:
        """The actors (those presumed too), entries and pairs of parties that its stories name, by which it is
        a candidate.
        """
        marks = (
            mark
            for one in self.known
            for mark in (one.press, one.entry and f"={one.entry}", pair(one.actors, one.others))
        )
        return frozenset(self.actors) | {mark for mark in marks if mark}

    def reaches(self, moment: Place) -> bool:
        """Has it a story from this place in the order on?"""
        return any(stories and order(stories[-1]) >= moment for stories in (self.items, self.linked))

    def go_back(self, count: int) -> None:
        """Be as with at most the first `count` stories: as when it was kept last, if that is no more, else as
        when it was made.
        """
        kept = (
            self.kept
            if self.kept is not None and len(self.kept.items) <= count
            else Group(self.number, self.joint)
        )
        for name in _STATE:
            setattr(self, name, copy(getattr(kept, name)))

    def keep(self) -> None:
        """Remember how it is, for the next time that it goes back: late stories are mostly late by a day."""
        self.kept = Group(self.number, self.joint)
        for name in _STATE:
            setattr(self.kept, name, copy(getattr(self, name)))

    def is_open(self, item: Item, stage: Stage) -> bool:
        """May a story of this moment and stage belong to the episode, which has had stories lately?"""
        assert self.last is not None
        if self.closed is None:
            return True
        if self.reversed:
            return stage is Stage.REVERSED or item.at - self.closed <= REVERSAL
        return item.at - self.last <= AFTERGLOW


# what stories make of it
_STATE = [each.name for each in fields(Group) if each.name not in ("number", "joint", "linked", "kept")]


def stage_of(item: Item, statements: tuple[Fact, ...]) -> Stage:
    """The stage that a story gives its act: that of its first statement, else its leading hit's."""
    return statements[0].stage if statements else item.stage


def joint(statements: tuple[Fact, ...]) -> bool:
    """Does the story report that an agreement ends between its parties, not that one of them leaves it?"""
    return bool(statements) and statements[0].joint


def block(item: Item) -> frozenset[str]:
    """The keys through which a story can meet others: actors, entries of the gazetteer, both parties of an
    agreement; never empty.
    """
    keys = {actor.value for one in item.terminations for actor in one.actors}
    keys |= {f"={one.entry}" for one in item.terminations if one.entry}
    keys |= {own for own in (press(item),) if own}
    keys |= {
        f"&{both}" for one in item.terminations if (both := pair(_codes(one.actors), _codes(one.others)))
    }
    return frozenset(keys or {f"#{item.key}"})


def neighbours(
    keys: Iterable[str], items: Iterable[Item], corrections: Iterable[Correction] = ()
) -> tuple[Item, ...]:
    """The stories that can share an act with one of these keys, directly or through others, by what they
    state or a person's correction.

    Which act a correction means is found among all that hold its stories, so that these belong together even
    when their acts do not.
    """
    waiting = [(item, block(item)) for item in items]
    own = {item.key: keys for item, keys in waiting}
    ties = [
        frozenset().union(*(own.get(story_of(key), frozenset()) for key in one.stories))
        for one in corrections
    ]
    reached = set(keys)
    size = -1
    while size < len(reached):
        size = len(reached)
        for more in (*(found for _, found in waiting), *ties):
            if more & reached:
                reached |= more
    return tuple(sorted((item for item, found in waiting if found & reached), key=order))


@dataclass(frozen=True, slots=True)
class Changed:
    """The stories that an act had, and the act as it is; None when it has none any more."""

    items: tuple[Item, ...]
    linked: tuple[Item, ...]
    group: Group | None


def _codes(parties: Iterable[Evidence]) -> frozenset[str]:
    return frozenset(one.value for one in parties)


def order(item: Item) -> Place:
    """By time, then key: the order that makes the register a function of the set."""
    return item.at, item.key


class Fold:
    """The acts of the stories so far. A story goes where the stories before it in `order` lead it; later ones
    never move it.

    A late story therefore changes only what later stories can see of it: those that share a key with it, or
    with an act that it changes.
    """

    def __init__(self, constraints: Constraints, heads: frozenset[str]) -> None:
        self.constraints = constraints
        self.heads = heads
        self.groups: dict[Place, Group] = {}  # by number
        self.home: dict[str, Group] = {}
        self.candidates: Candidates[Group] = Candidates()
        self.ever: dict[str, list[Group]] = {}  # by key: all acts
        self.backs: dict[str, dict[str, Item]] = {}  # by key: the stories that only look back
        self._facts: dict[str, tuple[Item, tuple[Fact, ...]]] = {}  # by story; a new text is another item

    def take(self, item: Item, home: Group | None = None) -> Group | None:
        """Put a story behind those taken into its act; None for one that looks back at nothing known.

        `home`: its act, if that is known.
        """
        statements = self.facts(item)
        if not item.kind.alerts:
            for key in block(item):
                self.backs.setdefault(key, {})[item.key] = item
            back = home or _looks_back(item, statements, self.candidates)
            if back is not None:
                back.linked.append(item)
                self.home[item.key] = back
            return back
        sides = self.constraints.sides.get(item.key, frozenset())
        forced = self._forced(sides)
        group = forced or home or _choose(item, statements, sides, self.candidates)
        if group is None and item.kind is Kind.PASSING:
            group = _looks_back(item, statements, self.candidates)
        group = group or self.start(item)
        self._add(group, item, statements, sides)
        return group

    def start(self, item: Item) -> Group:
        """A new act, numbered by the place of its first story in the order."""
        group = Group(order(item), joint(self.facts(item)))
        self.groups[group.number] = group
        return group

    def acts(self) -> list[Group]:
        """The acts in order of their first story, those that people joined as one."""
        return self.joined([self.groups[number] for number in sorted(self.groups)])

    def joined(self, groups: list[Group]) -> list[Group]:
        """Some acts, in order of their first story, those that people joined as one; all that were joined
        with one of them are given.
        """
        return _merged(groups, self.home, self.constraints)

    def change(self, old: Item | None, new: Item | None) -> list[Changed]:
        """Put `new` into the place of the story `old`, and take again the later stories that this can move;
        the acts that it can change.

        The acts are new ones, whose stories were others', or are as they were with other stories; some come
        out as they were.
        """
        rewound = _Rewound(self)
        if old is not None:
            rewound.drop(old)
        if new is not None:
            rewound.wait(new)
        while (item := rewound.next()) is not None:
            rewound.settle(item)
        return rewound.changes()

    def facts(self, item: Item) -> tuple[Fact, ...]:
        """What tells which act the story reports."""
        known = self._facts.get(item.key)
        if known is None or known[0] is not item:
            known = self._facts[item.key] = item, facts(item, self.heads)
        return known[1]

    def keys(self, item: Item) -> frozenset[str]:
        """The keys under which a story finds acts, and is found: those of its block, and one for each split
        that it took part in.
        """
        sides = self.constraints.sides.get(item.key)
        return block(item) | {f"~{number}" for number, _ in sides} if sides else block(item)

    def cut(self, group: Group, moment: Place) -> list[Item]:
        """Take the stories from this place in the order on out of an act, and return them; without a story it
        is gone.
        """
        start = bisect_left(group.items, moment, key=order)
        gone = [*group.items[start:], *(item for item in group.linked if order(item) >= moment)]
        items, linked = group.items[:start], [item for item in group.linked if order(item) < moment]
        for item in gone:
            del self.home[item.key]
        if start < len(group.items):
            keys, listed = group.keys, group.listed()
            group.go_back(start)
            for item in items[len(group.items) :]:
                group.take(item, self.facts(item), self.constraints.sides.get(item.key, frozenset()))
                group.keys |= self.keys(item)
            group.keep()
            for key in keys - group.keys:
                self.ever[key].remove(group)
            if not items:
                del self.groups[group.number]
            # Else it stays a candidate for what is compared and found wanting; where nobody acts, only the
            # index says who can be meant.
            if not items or group.listed() != listed:
                self.candidates.drop(group)
                for item in group.items:
                    self._list(group, item, self.facts(item))
        group.linked = linked
        return gone

    def _add(self, group: Group, item: Item, statements: tuple[Fact, ...], sides: frozenset[Side]) -> None:
        group.take(item, statements, sides)
        self._list(group, item, statements)
        self.home[item.key] = group
        fresh = self.keys(item) - group.keys
        for key in fresh:
            self.ever.setdefault(key, []).append(group)
        group.keys |= fresh

    def _list(self, group: Group, item: Item, statements: tuple[Fact, ...]) -> None:
        self.candidates.add(group, statements, announcement(item, statements), item.at)

    def _forced(self, sides: frozenset[Side]) -> Group | None:
        """The act to which a person moved a story with others, of several the first."""
        moved = {side for side in sides if side[1]}
        # a later split may part what an earlier one had moved together
        barred = {(number, not side) for number, side in sides}
        there = {group.number: group for number, _ in moved for group in self.ever.get(f"~{number}", ())}
        fitting = [
            number for number, group in there.items() if moved & group.sides and not barred & group.sides
        ]
        return there[min(fitting)] if fitting else None


def _after(item: Item) -> Place:
    """The first place in the order behind a story."""
    return item.at, item.key + "\0"


class _Rewound:
    """The part of a fold that is being taken again, in order, and what its acts were before.

    Acts are cut where somebody must see them as they were at a moment. A story that was cut off goes back to
    its act, unless an act that it can see is not what it was at that moment: then it is decided anew.
    """

    def __init__(self, fold: Fold) -> None:
        self.fold = fold
        self.waiting: list[tuple[Place, Item]] = []  # a heap
        self.homes: dict[str, Group] = {}  # of the stories that were cut off
        self.renewed: dict[Group, Group] = {}  # acts that began again with the same story
        self.keys: dict[Group, set[str]] = {}  # of cut acts, as they were
        self.changed: set[Group] = set()
        self.dirty: set[str] = set()  # the keys of changed acts
        self.before: dict[Group, tuple[tuple[Item, ...], tuple[Item, ...]]] = {}

    def wait(self, item: Item) -> None:
        """Let a story be taken when it is its turn."""
        heappush(self.waiting, (order(item), item))

    def next(self) -> Item | None:
        """The first of the stories that wait."""
        return heappop(self.waiting)[1] if self.waiting else None

    def drop(self, item: Item) -> None:
        """Take a story out for good; all that could see its act from then on is decided anew."""
        moment = order(item)
        if item.kind.alerts:
            home = self.fold.home[item.key]
            self._cut(home, moment)
            self._spread(self.keys[home], moment)
        else:
            self._pull(item)
        self.homes.pop(item.key, None)  # a new text of it has none
        self.waiting = [(place, other) for place, other in self.waiting if other is not item]
        heapify(self.waiting)

    def settle(self, item: Item) -> None:
        """Take a story whose turn it is."""
        home = self.homes.get(item.key)
        keys = self.fold.keys(item)
        if home is not None and keys.isdisjoint(self.dirty):
            self._back(item, self.renewed.get(home, home))
            return
        self._expose(keys, order(item))
        group = self.fold.take(item)
        if group is None:
            return
        self._note(group, item)
        if not item.kind.alerts:
            return
        if home is not None and self._same(group, home):
            self.renewed[home] = group
            return
        self.changed.add(group)
        self._spread(
            group.keys | self.keys.get(home, set()) if home is not None else group.keys, _after(item)
        )

    def changes(self) -> list[Changed]:
        """The acts that were touched, as they were and are."""
        return [
            Changed(items, linked, group if self.fold.groups.get(group.number) is group else None)
            for group, (items, linked) in self.before.items()
        ]

    def _same(self, group: Group, home: Group) -> bool:
        """Did a story that was decided anew come to what its act was?"""
        if group is self.renewed.get(home, home):
            return group not in self.changed
        return len(group.items) == 1 and group.number == home.number and group.joint == home.joint

    def _back(self, item: Item, home: Group) -> None:
        self.fold.groups[home.number] = home
        self.fold.take(item, home)
        self._note(home, item)

    def _note(self, group: Group, item: Item) -> None:
        """Keep what an act was before it took this story, its last one."""
        if group not in self.before:
            items = tuple(other for other in group.items if other is not item)
            self.before[group] = items, tuple(other for other in group.linked if other is not item)

    def _spread(self, keys: Iterable[str], moment: Place) -> None:
        """What is seen under these keys is not what it was: whoever can see it from this place in the order
        on is decided anew.
        """
        fresh = set(keys) - self.dirty
        self.dirty |= fresh
        self._expose(fresh, moment)
        for key in fresh:
            for item in [item for item in self.fold.backs.get(key, {}).values() if order(item) >= moment]:
                self._pull(item)

    def _expose(self, keys: Iterable[str], moment: Place) -> None:
        """Make all acts under these keys what they were at a place in the order."""
        for key in keys:
            for group in list(self.fold.ever.get(key, ())):
                self._cut(group, moment)

    def _cut(self, group: Group, moment: Place) -> None:
        if not group.reaches(moment):
            return
        self.before.setdefault(group, (tuple(group.items), tuple(group.linked)))
        self.keys.setdefault(group, set()).update(group.keys)
        for item in self.fold.cut(group, moment):
            self.homes[item.key] = group
            self._hold(item)

    def _pull(self, item: Item) -> None:
        """Take a story that only looks back out of its act, if it had one."""
        group = self.fold.home.pop(item.key, None)
        if group is not None:
            self.before.setdefault(group, (tuple(group.items), tuple(group.linked)))
            group.linked = [other for other in group.linked if other is not item]
            self.homes[item.key] = group
        self._hold(item)

    def _hold(self, item: Item) -> None:
        if not item.kind.alerts:
            for key in block(item):
                self.fold.backs[key].pop(item.key, None)
        self.wait(item)


def _choose(
    item: Item, statements: tuple[Fact, ...], sides: frozenset[Side], candidates: Candidates[Group]
) -> Group | None:
    """The act that a story joins by what it states, or None for a new one."""
    stage = stage_of(item, statements)
    told = announcement(item, statements)
    sure: list[tuple[int, datetime, Group]] = []
    announced: list[tuple[int, Group]] = []
    likely: dict[Place, tuple[Likeness, Group]] = {}
    for group in _oldest_first(candidates.near(statements, told, item.at)):
        assert group.last is not None
        if item.at - group.last > _lasts(group, stage) or not group.is_open(item, stage):
            continue
        if any((number, not moved) in group.sides for number, moved in sides):
            continue
        nearby = item.at - group.last <= NEARBY
        best = _match(group, statements, nearby)
        if best >= SURE:
            sure.append((best, group.last, group))
        elif told is not None and any(told.same(other) for other in group.announced):
            announced.append((len(group.items), group))
        elif best > Likeness.CONFLICT and (
            item.at - group.last <= _window(best, group, statements, stage)
            or _takes_effect(group, item, statements)
        ):
            likely[group.number] = (best, group)
    if sure:
        return max(sure, key=itemgetter(0, 1))[-1]  # of equals the oldest
    if announced:
        return max(announced, key=itemgetter(0))[-1]
    # A kind that is told without a partner may be any act's that does not say otherwise.
    ranks = [(Likeness.OPEN if best is Likeness.TOPIC else best, group) for best, group in likely.values()]
    top = max((rank for rank, _ in ranks), default=Likeness.CONFLICT)
    plausible = [group for rank, group in ranks if rank is top]
    if len(plausible) > 1:
        plausible = [
            group
            for group in plausible
            if len(group.items) >= BURST and group.last is not None and item.at - group.last <= FRESH
        ]
    return plausible[0] if len(plausible) == 1 else None


def _lasts(group: Group, stage: Stage) -> timedelta:
    """For how long an act that had no story since is the one that a story of this stage means.

    What was suspended ends as late.
    """
    return (
        COURSE
        if stage in TAKEN_PLACE and group.peak >= Stage.DECIDED.rank and group.closed is None
        else EPISODE
    )


def _takes_effect(group: Group, item: Item, statements: tuple[Fact, ...]) -> bool:
    """Does a story that names no agreement tell of the end of a period of notice, counted from the act's
    decision?
    """
    if (
        group.decided is None
        or group.closed is not None
        or any(one.names or one.stage is not Stage.EFFECTIVE for one in statements)
    ):
        return False
    return any(abs((item.at - group.decided).days - period) <= NOTICE_MARGIN for period in NOTICES)


def _window(like: Likeness, group: Group, statements: tuple[Fact, ...], stage: Stage) -> timedelta:
    """For how long a story joins the only act it can mean. An act of which no agreement is known can be any
    that is named weeks later.

    The year of signature tells one treaty of a kind from the next; a kind or a partner alone does only where
    the story goes on from what was told: a state that gave notice on "the tax treaty" leaves the one that it
    decided to leave.
    """
    unknown = like is Likeness.OPEN and not group.named and any(one.names for one in statements)
    if unknown or like is Likeness.BESIDE:
        return FRESH
    goes_on = stage is not Stage.SUSPENDED and stage.rank > group.peak
    if like is Likeness.YEAR:
        return _lasts(group, stage)
    return EPISODE if goes_on and like in (Likeness.TOPIC, Likeness.PARTIES) else NEARBY


def _oldest_first(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=attrgetter("number"))


def _match(group: Group, statements: tuple[Fact, ...], nearby: bool) -> Likeness:
    """How well the statements of a story fit an act. `nearby`: its last story is at most a month old."""
    named, entries = group.named, group.entries
    together = joint(statements)
    best = Likeness.CONFLICT
    for one in statements:
        numbered = any(one.numbers & known.numbers for known in group.known)
        if one.entry and one.naming is Naming.ONE and entries and one.entry not in entries and not numbered:
            continue
        own = _fits(group, one, together, nearby)
        theirs = _is_of_both(group, one, nearby)
        if not (own or theirs) or _elsewhere(group, one, theirs):
            continue
        # A description is no name: what it is like now, another treaty is like next year.
        described = (
            bool(entries) and not one.means & entries and not numbered
        ) or one.naming is Naming.SEVERAL
        most = Likeness.PARTIES if described else Likeness.ENTRY if one.entry else Likeness.NAME
        most = most if own else min(most, Likeness.YEAR)  # the other party may have an act of its own
        for known in group.known:
            if best >= most:
                break
            # Beside a name, a statement without one counts for counterparties that no name stands for yet.
            if (
                one.names
                and named
                and not known.names
                and (not known.others & one.others or any(one.others & other.others for other in named))
            ):
                continue
            like = min(likeness(one, known), most)
            if one.actors or like >= Likeness.NAME or one.press in group.who:
                best = max(best, like)
    return best


def _fits(group: Group, one: Fact, together: bool, nearby: bool) -> bool:
    """May the act be what these actors do?"""
    if together and group.joint:
        return True
    if together or group.joint:
        # One party speaks of the end that all of them come to.
        expired = [known for known in group.known if known.stage is Stage.EXPIRED]
        same = any(
            known.entry == one.entry if one.entry else known.parties == one.parties for known in expired
        )
        return (same and nearby and (together or one.stage is Stage.EXPIRED)) or (
            together and _runs_out(group, one)
        )
    if not one.actors or not group.who:
        return True
    return not one.actors.isdisjoint(group.who) and (one.actors <= group.who or group.who <= one.actors)


def _runs_out(group: Group, one: Fact) -> bool:
    """Is it the end of what one of just two parties had denounced? What it had only suspended runs out by
    itself.
    """
    denounced = (known for known in group.known if known.stage in _DENOUNCED and not known.joint)
    return (
        one.stage is Stage.EXPIRED
        and len(one.parties) == 2
        and any(known.parties == one.parties for known in denounced)
    )


def _is_of_both(group: Group, one: Fact, nearby: bool) -> bool:
    """Is it the end of what one of two parties had denounced, told as the other one's act? Or what that other
    one does, days after "the pact ends" was told as this one's?
    """
    seen = [known.stage for known in group.known if is_seen_from_both(one, known)]
    if group.closed is None:
        return any(stage in _DENOUNCED for stage in seen)
    return nearby and one.stage in _DENOUNCED and Stage.EXPIRED in seen


def _elsewhere(group: Group, one: Fact, theirs: bool) -> bool:
    """Does a statement that fits many agreements name other counterparties, or another year of signature,
    than all of the act's stories?

    `theirs`: it tells of the act from the other side, so that its counterparty is the act's own actor.
    Compared with one story after the other, one that names neither would join what it stands between.
    """
    if one.joint or not one.loose:
        return False
    if not theirs and one.others and group.others and one.others.isdisjoint(group.others):
        return True
    known = [
        other
        for other in group.known
        if other.years and not (one.others and other.others and one.others.isdisjoint(other.others))
    ]
    return bool(one.years) and bool(known) and not any(one.years & other.years for other in known)


def _looks_back(item: Item, statements: tuple[Fact, ...], candidates: Candidates[Group]) -> Group | None:
    """The act that a story looks back at: the one it fits best."""
    found: list[tuple[int, datetime, Group]] = []
    for group in _oldest_first(candidates.near(statements, None, item.at)):
        assert group.last is not None
        if item.at - group.last > LINKED:
            continue
        best = _match(group, statements, item.at - group.last <= NEARBY)
        if best >= SURE:
            found.append((best, group.last, group))
    return max(found, key=itemgetter(0, 1))[-1] if found else None


def _merged(groups: list[Group], home: dict[str, Group], constraints: Constraints) -> list[Group]:
    """These acts after those that people joined are one; an act is then closed when all its parts are.

    Nothing is changed in place.
    """
    parts: dict[Place, list[Group]] = {group.number: [group] for group in groups}
    lead = {group.number: group.number for group in groups}
    for keys in constraints.together:
        numbers = {home[key].number for key in keys if key in home}
        joining = sorted({lead[number] for number in numbers if number in lead})
        for number in joining[1:]:
            for group in parts.pop(number):
                lead[group.number] = joining[0]
                parts[joining[0]].append(group)
    return [own[0] if len(own) == 1 else _one(own) for _, own in sorted(parts.items())]


def _one(parts: list[Group]) -> Group:
    closed = [group.closed for group in parts]
    return Group(
        number=parts[0].number,
        joint=parts[0].joint,
        items=sorted((item for group in parts for item in group.items), key=order),
        linked=[item for group in parts for item in group.linked],
        closed=None if None in closed else parts[0].closed,
    )
