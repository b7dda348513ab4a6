"""Which stories are about one act. A fold over the stories in order of time: what is later never changes where an earlier one went.

Identity of an act (DESIGN section 4) = actors + instruments + an open episode. `docs/notes/register.md` has the measurements behind the
numbers below.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model import Naming, Stage
from monitor.register.announcements import Announcement, announcement
from monitor.register.constraints import Constraints, Side
from monitor.register.facts import SURE, Fact, Likeness, facts, likeness
from monitor.register.values import Correction, Fix, Item

EPISODE = timedelta(days=548)  # without a story for this long, an act is over (18 months)
AFTERGLOW = timedelta(days=60)  # reports of an act that has just closed still belong to it
NEARBY = timedelta(days=30)  # a story that names no agreement joins the only act it can mean within this time
BURST, FRESH = 5, timedelta(days=3)  # ... or, of several, the only one that many stories of these days are about
REVERSAL = timedelta(days=14)  # after a reversal, a new decision is a new act from then on
LINKED = timedelta(days=3650)  # an aftermath story looks back this far
CLOSING = frozenset({Stage.EFFECTIVE, Stage.EXPIRED, Stage.REVERSED})


@dataclass(slots=True, eq=False)
class Group:
    """An act while its stories are being gathered."""

    number: int
    joint: bool  # an agreement that ran out: nobody in particular left it
    founders: frozenset[str] = frozenset()
    items: list[Item] = field(default_factory=list)
    known: dict[Fact, int] = field(default_factory=dict)
    actors: Counter[str] = field(default_factory=Counter)
    who: frozenset[str] = frozenset()  # whose act it is: its first actors, and those that a quarter of its stories name
    named: dict[Fact, None] = field(default_factory=dict)  # the statements that tell which agreement it is
    entries: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)  # all counterparties that its stories name
    announced: dict[Announcement, None] = field(default_factory=dict)
    sides: set[Side] = field(default_factory=set)
    last: datetime | None = None
    closed: datetime | None = None
    reversed: bool = False
    linked: list[Item] = field(default_factory=list)  # stories that only look back at it

    def take(self, item: Item, statements: tuple[Fact, ...], sides: frozenset[Side]) -> None:
        """Add a story; stories come in order of time."""
        self.items.append(item)
        self.sides |= sides
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
        self.who = self.founders | {actor for actor, count in self.actors.items() if count > 1 and 4 * count >= len(self.items)}
        stage = stage_of(item, statements)
        if stage is Stage.REVERSED:
            self.reversed = True
        if stage in CLOSING and self.closed is None:
            self.closed = item.at

    def restart(self) -> None:
        """Be as when it was made."""
        self.__init__(self.number, self.joint)  # type: ignore[misc]

    def is_open(self, item: Item, stage: Stage) -> bool:
        """May a story of this moment and stage belong to the episode, which has had stories lately (`_near`)?"""
        assert self.last is not None
        if self.closed is None:
            return True
        if self.reversed:
            return stage is Stage.REVERSED or item.at - self.closed <= REVERSAL
        return item.at - self.last <= AFTERGLOW


def stage_of(item: Item, statements: tuple[Fact, ...]) -> Stage:
    """The stage that a story gives its act: that of its first statement, else its leading hit's."""
    return statements[0].stage if statements else item.stage


def joint(statements: tuple[Fact, ...]) -> bool:
    """Does the story report that an agreement ends between its parties, not that one of them leaves it?"""
    return bool(statements) and statements[0].joint


def block(item: Item) -> frozenset[str]:
    """The keys through which a story can meet others: its actors and entries of the gazetteer; never empty."""
    keys = {actor.value for one in item.terminations for actor in one.actors}
    keys |= {f"={one.entry}" for one in item.terminations if one.entry}
    return frozenset(keys or {f"#{item.key}"})


def neighbours(keys: Iterable[str], items: Iterable[Item], corrections: Iterable[Correction] = ()) -> tuple[Item, ...]:
    """The stories that can share an act with one of these keys, directly or through others, by what they state or a person's merge."""
    waiting = [(item, block(item)) for item in items]
    own = {item.key: keys for item, keys in waiting}
    ties = [frozenset().union(*(own.get(key, frozenset()) for key in one.stories)) for one in corrections if one.fix is Fix.MERGE]
    reached = set(keys)
    size = -1
    while size < len(reached):
        size = len(reached)
        for more in (*(found for _, found in waiting), *ties):
            if more & reached:
                reached |= more
    return tuple(sorted((item for item, found in waiting if found & reached), key=order))


def order(item: Item) -> tuple[datetime, str]:
    """By time, then key: the order that makes the register a function of the set."""
    return item.at, item.key


class Fold:
    """The acts of the stories so far. Stories are taken in `order`, and what is taken never moves again."""

    def __init__(self, constraints: Constraints, heads: frozenset[str]) -> None:
        self.constraints = constraints
        self.heads = heads
        self.taken: list[Item] = []  # in order
        self.groups: list[Group] = []
        self.home: dict[str, Group] = {}
        self.lately: dict[str, list[Group]] = {}  # by block key: acts whose episode may go on
        self.ever: dict[str, list[Group]] = {}  # by block key: all acts

    def take(self, item: Item) -> Group | None:
        """Put the next story into its act; None for one that looks back at nothing known."""
        self.taken.append(item)
        statements = facts(item, self.heads)
        if not item.kind.alerts:
            back = _looks_back(item, statements, self.ever)
            if back is not None:
                back.linked.append(item)
                self.home[item.key] = back
            return back
        sides = self.constraints.sides.get(item.key, frozenset())
        group = _forced(self.groups, sides) or _choose(item, statements, sides, self.lately)
        if group is None:
            group = Group(len(self.groups), joint(statements))
            self.groups.append(group)
        group.take(item, statements, sides)
        self.home[item.key] = group
        self._list(group, item)
        return group

    def since(self, moment: tuple[datetime, str]) -> list[Group]:
        """The acts of the stories from this place in the order on."""
        start = bisect_left(self.taken, moment, key=order)
        found = (self.home.get(item.key) for item in self.taken[start:])
        return list({group.number: group for group in found if group is not None}.values())

    def rewind(self, moment: tuple[datetime, str]) -> list[Item]:
        """Be as before the stories from this place in the order on; return these.

        Where the stories before them went does not depend on them, so that only the acts they were in are gathered again.
        """
        touched = self.since(moment)
        start = bisect_left(self.taken, moment, key=order)
        gone = self.taken[start:]
        del self.taken[start:]
        for item in gone:
            self.home.pop(item.key, None)
        for group in touched:
            stories, linked = group.items, group.linked
            for key in {key for item in stories for key in block(item)}:
                self.ever[key] = [other for other in self.ever[key] if other is not group]
            group.restart()
            group.linked = [item for item in linked if item.key in self.home]
            for item in stories:
                if item.key in self.home:
                    group.take(item, facts(item, self.heads), self.constraints.sides.get(item.key, frozenset()))
                    self._list(group, item)
        while self.groups and not self.groups[-1].items:
            self.groups.pop()
        if gone:
            self.lately = {key: list(groups) for key, groups in self.ever.items()}
        return gone

    def _list(self, group: Group, item: Item) -> None:
        for key in block(item):
            for index in (self.lately, self.ever):
                there = index.setdefault(key, [])
                if group not in there:
                    there.append(group)

    def acts(self) -> list[Group]:
        """The acts in order of their first story, those that people joined as one."""
        return _merged(self.groups, self.home, self.constraints)


def _choose(item: Item, statements: tuple[Fact, ...], sides: frozenset[Side], by_key: dict[str, list[Group]]) -> Group | None:
    """The act that a story joins by what it states, or None for a new one."""
    stage = stage_of(item, statements)
    told = announcement(item, statements)
    sure: list[tuple[int, datetime, int, Group]] = []
    announced: list[tuple[int, int, Group]] = []
    likely: dict[int, tuple[Likeness, Group]] = {}
    for group in _near(item, by_key):
        assert group.last is not None
        if not group.is_open(item, stage) or any((number, not moved) in group.sides for number, moved in sides):
            continue
        nearby = item.at - group.last <= NEARBY
        best = _match(group, statements, nearby)
        if best >= SURE:
            sure.append((best, group.last, -group.number, group))
        elif told is not None and any(told.same(other) for other in group.announced):
            announced.append((len(group.items), -group.number, group))
        elif best > Likeness.CONFLICT and nearby:
            likely[group.number] = (best, group)
    if sure or announced:
        return max(sure)[-1] if sure else max(announced)[-1]
    top = max((best for best, _ in likely.values()), default=Likeness.CONFLICT)
    plausible = [group for best, group in likely.values() if best is top]
    if len(plausible) > 1:
        plausible = [group for group in plausible if len(group.items) >= BURST and group.last is not None and item.at - group.last <= FRESH]
    return plausible[0] if len(plausible) == 1 else None


def _near(item: Item, by_key: dict[str, list[Group]]) -> list[Group]:
    """The acts not yet over that share an actor or an entry with a story, oldest first."""
    found: dict[int, Group] = {}
    for key in block(item):
        there = by_key.get(key)
        if there:
            there[:] = [group for group in there if group.last is not None and item.at - group.last <= EPISODE]
            found.update((group.number, group) for group in there)
    return [found[number] for number in sorted(found)]


def _match(group: Group, statements: tuple[Fact, ...], nearby: bool) -> Likeness:
    """How well the statements of a story fit an act. `nearby`: its last story is at most a month old."""
    named, entries = group.named, group.entries
    together = joint(statements)
    best = Likeness.CONFLICT
    for one in statements:
        if one.entry and one.naming is Naming.ONE and entries and one.entry not in entries:
            continue
        if not _fits(group, one, together, nearby) or _elsewhere(group, one):
            continue
        for known in group.known:
            # Beside a name, a statement without one counts for counterparties that no name stands for yet.
            if (
                one.names
                and named
                and not known.names
                and (not known.others & one.others or any(one.others & other.others for other in named))
            ):
                continue
            like = likeness(one, known)
            if (entries and not one.entry) or one.naming is Naming.SEVERAL:
                like = min(like, Likeness.PARTIES)  # a description is no name: what it is like now, another treaty is like next year
            if one.actors or like >= Likeness.NAME:
                best = max(best, like)
    return best


def _fits(group: Group, one: Fact, together: bool, nearby: bool) -> bool:
    """May the act be what these actors do?"""
    if together and group.joint:
        return True
    if together or group.joint:
        # One party speaks of the end that all of them come to.
        expired = [known for known in group.known if known.stage is Stage.EXPIRED]
        same = any(known.entry == one.entry if one.entry else known.parties == one.parties for known in expired)
        return same and nearby and (together or one.stage is Stage.EXPIRED)
    if not one.actors or not group.who:
        return True
    return not one.actors.isdisjoint(group.who) and (one.actors <= group.who or group.who <= one.actors)


def _elsewhere(group: Group, one: Fact) -> bool:
    """Does a statement that fits many agreements name other counterparties, or another year of signature, than all of the act's stories?

    Compared with one story after the other, one that names neither would join what it stands between.
    """
    if one.joint or not one.loose:
        return False
    if one.others and group.others and one.others.isdisjoint(group.others):
        return True
    known = [other for other in group.known if other.years and not (one.others and other.others and one.others.isdisjoint(other.others))]
    return bool(one.years) and bool(known) and not any(one.years & other.years for other in known)


def _forced(groups: list[Group], sides: frozenset[Side]) -> Group | None:
    """The act to which a person moved a story with others."""
    moved = {side for side in sides if side[1]}
    barred = {(number, not side) for number, side in sides}  # a later split may part what an earlier one had moved together
    return next((group for group in groups if moved & group.sides and not barred & group.sides), None) if moved else None


def _looks_back(item: Item, statements: tuple[Fact, ...], by_key: dict[str, list[Group]]) -> Group | None:
    """The act that an aftermath story is about: the one it fits best."""
    found: list[tuple[int, datetime, int, Group]] = []
    for number, group in {group.number: group for key in block(item) for group in by_key.get(key, ())}.items():
        assert group.last is not None
        if item.at - group.last > LINKED:
            continue
        best = _match(group, statements, item.at - group.last <= NEARBY)
        if best >= SURE:
            found.append((best, group.last, -number, group))
    return max(found)[-1] if found else None


def _merged(groups: list[Group], home: dict[str, Group], constraints: Constraints) -> list[Group]:
    """The acts after those that people joined are one; an act is then closed when all its parts are. Nothing is changed in place."""
    parts: dict[int, list[Group]] = {group.number: [group] for group in groups}
    lead = {group.number: group.number for group in groups}
    for keys in constraints.together:
        first, *rest = sorted({lead[home[key].number] for key in keys if key in home}) or [-1]
        for number in rest:
            for group in parts.pop(number):
                lead[group.number] = first
                parts[first].append(group)
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
