"""Which acts a story can join at all: an index over what their stories state, so that not every act of an
actor is compared with it.

`Candidates.near` leaves out only acts that `likeness` and `Announcement.same` tell apart from the story;
`tests/test_register_candidates.py` compares it with a search through all acts.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from monitor.model import Naming, Stage
from monitor.register.announcements import Announcement
from monitor.register.statements import Statement, pair
from monitor.register.topics import widest

Key = tuple[str, ...]
Act = TypeVar("Act", bound=Hashable)
_DAY = timedelta(days=1)
FRESH = timedelta(days=3)  # for so long names that neither agree nor contradict may mean one agreement
_ANY = "any"
_ALONE = (
    "alone"  # of statements without a counterparty: others can be about the same agreement whoever theirs is
)


class _Listing:
    """What an act is listed under: the actors of its stories, what these state of agreements, and all keys
    that follow.
    """

    __slots__ = ("actors", "keys", "stated", "tongues")

    def __init__(self) -> None:
        self.actors: set[str] = set()
        self.stated: set[Key] = set()
        self.keys: set[Key] = set()
        self.tongues: set[str] = set()  # languages in which they have names that no list holds


class Candidates(Generic[Act]):
    """Acts by what their stories state. An act is listed under more keys as its stories come; `drop` takes it
    out whole.

    Each statement counts for all actors of its act: who leaves is not compared when two statements are.
    """

    def __init__(self) -> None:
        self._acts: dict[Key, dict[Act, None]] = {}
        self._listings: dict[Act, _Listing] = {}
        self._tongues: set[str] = set()

    def add(self, act: Act, statements: Sequence[Statement], told: Announcement | None, at: datetime) -> None:
        """List an act under what one more story of it, of this time, states."""
        own = self._listings.setdefault(act, _Listing())
        actors = _who(statements) - own.actors
        own.actors |= actors
        stated = {key for statement in statements for key in _listed(statement)} - own.stated
        fresh = {(actor, *key) for actor in actors for key in own.stated}
        fresh |= {(actor, *key) for actor in own.actors for key in stated}
        fresh |= {("entry", statement.entry) for statement in statements if statement.entry}
        fresh |= {key for statement in statements for key in _paired(statement)}
        fresh |= set(_announced(told)) if told else set()
        own.tongues |= _tongues(statements)
        self._tongues |= own.tongues
        fresh |= {
            (actor, "tongue", lang, at.date().isoformat()) for actor in own.actors for lang in own.tongues
        }
        own.stated |= stated
        for key in fresh - own.keys:
            self._acts.setdefault(key, {})[act] = None
        own.keys |= fresh

    def drop(self, act: Act) -> None:
        """Forget an act; nothing happens if it is not listed."""
        own = self._listings.pop(act, None)
        for key in own.keys if own is not None else ():
            there = self._acts[key]
            del there[act]
            if not there:
                del self._acts[key]

    def near(self, statements: Sequence[Statement], told: Announcement | None, at: datetime) -> list[Act]:
        """The acts that a story with these statements, of this time, may be about, each once."""
        actors = sorted(_who(statements))
        keys: list[Key] = [("entry", statement.entry) for statement in statements if statement.entry]
        keys += [(actor, *key) for actor in actors for statement in statements for key in _wanted(statement)]
        keys += [key for statement in statements for key in _other_side(statement)]
        keys += _sought(told) if told else ()
        days = [(at - number * _DAY).date().isoformat() for number in range(FRESH.days + 1)]
        others = sorted({lang for own in _tongues(statements) for lang in self._tongues if lang != own})
        keys += [(actor, "tongue", lang, day) for actor in actors for lang in others for day in days]
        return list(dict.fromkeys(act for key in keys for act in self._acts.get(key, ())))


def _who(statements: Sequence[Statement]) -> set[str]:
    """The actors, and where none is named the state whose press it is."""
    return {
        actor
        for statement in statements
        for actor in (statement.actors or ({statement.press} if statement.press else ()))
    }


def _is_named(statement: Statement) -> bool:
    """True for a name of its own that the gazetteer does not have."""
    return statement.naming is Naming.ONE and statement.described and not statement.entry


def _tongues(statements: Sequence[Statement]) -> set[str]:
    return {statement.lang for statement in statements if statement.lang and _is_named(statement)}


def _listed(statement: Statement) -> Iterator[Key]:
    """The keys, without an actor, under which a statement can be found."""
    scopes = (_ANY, _ALONE) if not statement.others or statement.joint else (_ANY,)
    for scope in scopes:
        yield "all", scope
        if not statement.described:
            yield "nameless", scope
            continue
        yield "kind", scope, statement.kind
        if not _is_named(statement):
            yield "general", scope, statement.kind
    yield from (("means", id_) for id_ in statement.means)
    for sign in (*_signs(statement), *_told(statement.topics, statement.hints)):
        yield from ((*sign, scope) for scope in (*scopes, *statement.others))
    for other in statement.others:
        yield "with", other


def _wanted(statement: Statement) -> Iterator[Key]:
    """The keys, without an actor, under which statements about the same agreement are found."""
    scope = _ALONE if statement.others and not statement.joint else _ANY
    if statement.joint or not statement.described:
        yield "all", scope
    else:
        yield "nameless", scope
        yield "general" if _is_named(statement) else "kind", scope, statement.kind
    yield from (("means", id_) for id_ in statement.means)
    for sign in (*_signs(statement), *_told(statement.hints, statement.topics)):
        yield from ((*sign, place) for place in ([_ALONE, *statement.others] if scope == _ALONE else [_ANY]))
    for other in statement.others:
        yield "with", other


def _signs(statement: Statement) -> Iterator[Key]:
    """What names of one agreement share: a word, an acronym, a sound, the year of signature, a number, the
    kind of treaty.
    """
    if statement.sort:
        yield "sort", statement.sort
    yield from (("word", stem) for stem in statement.name | statement.initials)
    yield from (("sound", sound) for sound in statement.sounds)
    yield from (("year", year) for year in statement.signed)
    yield from (("number", number) for number in statement.numbers)


def _told(names: Iterable[str], hints: Iterable[str]) -> Iterator[Key]:
    """What a name is about is found in the other one, or among what the other story speaks of."""
    yield from (("topic", topic) for topic in widest(names))
    yield from (("hint", topic) for topic in widest(hints))


def _paired(statement: Statement) -> Iterator[Key]:
    """The keys under which the other party's stories find an agreement of two."""
    both = pair(statement.actors, statement.others)
    if both:
        yield "pair", both
        if statement.stage is Stage.EXPIRED:
            yield "ended", both


def _other_side(statement: Statement) -> Iterator[Key]:
    """The keys under which the end of an agreement of two is found as the act of the other one."""
    both = pair(statement.actors, statement.others)
    if both:
        yield "pair" if statement.stage is Stage.EXPIRED else "ended", both


def _announced(told: Announcement) -> Iterator[Key]:
    """The keys under which a decision can be found: the day on which it was told, and the day of the
    paper.
    """
    days = [told.told.date().isoformat(), *([f"of {told.day}"] if told.day else [])]
    for actor in told.actors:
        for day in days:
            yield actor, "day", day, _ANY
            if told.several:
                yield actor, "day", day, "several"
            if told.form:
                yield actor, "day", day, told.form


def _sought(told: Announcement) -> Iterator[Key]:
    """The keys under which stories of the same decision are found."""
    days = [day.date().isoformat() for day in (told.told - _DAY, told.told, told.told + _DAY)]
    for actor in told.actors:
        for day in [*days, *([f"of {told.day}"] if told.day else [])]:
            if told.several:
                yield actor, "day", day, _ANY
                continue
            yield actor, "day", day, "several"
            if told.form:
                yield actor, "day", day, told.form
