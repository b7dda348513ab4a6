"""What one termination says about its agreement, made comparable: are these two the same agreement?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import IntEnum

from monitor.model import Naming, Stage, Termination
from monitor.register.values import Item

_ABOVE = frozenset({"title", "summary"})
OVERLAP = 0.5  # share of the shorter name's words
YEAR = timedelta(days=365)
_YEAR = 4  # digits
_PRESS = {"it": "IT", "pl": "PL", "ru": "RU", "tr": "TR", "uk": "UA"}  # of languages whose press is mostly one state's


class Likeness(IntEnum):
    """How alike two statements are about the agreement. `CONFLICT`: they name two different ones."""

    CONFLICT = 0
    BESIDE = 1  # names that neither agree nor contradict: names in two languages, two kinds of which one is the wider
    OPEN = 2  # one of them names none, or only describes it, and nothing speaks against it
    PARTIES = 3  # one of them names none, but they agree on the counterparties
    SUBJECT = 4  # same counterparties, same kind or subject, other words: another language, or a loose name
    NAME = 5
    ENTRY = 6  # the same entry of the gazetteer, which is no kind of treaty


SURE = Likeness.SUBJECT  # from here on two statements are about one agreement


@dataclass(frozen=True, slots=True)
class Fact:
    """One termination, ready to compare.

    `entry`: the gazetteer's id of one agreement, or of a body; `sort`: that of a kind of treaty ("tax treaty"). `years` of
    signature are kept of a kind or description only: of a named agreement outlets tell wrong years more often than there
    are two of one name.
    """

    actors: frozenset[str]
    others: frozenset[str]
    entry: str | None
    name: frozenset[str]  # stems of the name's own words
    kind: str
    stage: Stage
    sort: str | None = None
    naming: Naming = Naming.ONE
    years: frozenset[str] = frozenset()
    lang: str = ""  # of the story
    close: frozenset[str] = frozenset()  # the entries that a name which no list holds may mean
    press: str = ""  # the state whose press it is, where it names no actor: "the government has denounced"

    @property
    def joint(self) -> bool:
        """Does the agreement end between its parties, by running out or by common will, so that nobody in particular leaves it?"""
        if len(self.actors) == 1:
            return False
        return self.stage is Stage.EXPIRED or (bool(self.actors) and bool(self.others) and self.others <= self.actors)

    @property
    def parties(self) -> frozenset[str]:
        """Everybody concerned."""
        return self.actors | self.others

    @property
    def names(self) -> bool:
        """Does it tell which agreement it is?"""
        return bool(self.entry or self.sort or self.name)

    @property
    def means(self) -> frozenset[str]:
        """The entries that it names or may mean."""
        return frozenset({self.entry}) if self.entry else self.close

    @property
    def described(self) -> bool:
        """Is anything told of the agreement besides the parties?"""
        return bool(self.name or self.sort or (self.naming is Naming.KIND and self.kind))

    @property
    def loose(self) -> bool:
        """Does it fit many agreements, because it names none, a kind of treaty or several at once?"""
        return not self.names or self.naming is not Naming.ONE


def _words(text: str) -> list[str]:
    from monitor.query import words  # the language costs time to import, and few commands compare statements

    return words(text)


def stems(name: str, heads: frozenset[str]) -> frozenset[str]:
    """The words that tell a name from others, see `monitor.query.stems`."""
    from monitor.query.stems import stems as cut

    return cut(name, heads)


def fact(one: Termination, heads: frozenset[str], lang: str | None = None) -> Fact:
    """The comparable form of a termination. `heads`: folded words that every agreement's name may have; `lang`: of its story."""
    name = one.instrument.value if one.instrument is not None else ""
    kind = one.naming is Naming.KIND
    own = stems(name, heads)
    return Fact(
        actors=frozenset(actor.value for actor in one.actors),
        others=frozenset(other.value for other in one.others),
        entry=None if kind else one.entry or None,
        name=frozenset(stem for stem in own if not stem.isdigit()) if kind else own,
        kind=one.kind,
        stage=Stage(one.stage.value),
        sort=(one.entry or None) if kind else None,
        naming=one.naming,
        years=_years(one, name) if kind else frozenset(),
        lang=(lang or "")[:2],
        close=frozenset(one.resembles),
    )


def _years(one: Termination, name: str) -> frozenset[str]:
    """The years of signature that a story tells of an agreement, in its name or beside it."""
    stated = [] if one.signed is None or one.signed.value.endswith("s") else [one.signed.value[:4]]
    return frozenset([*stated, *(word for word in _words(name) if len(word) == _YEAR and word.isdigit())])


def about(item: Item) -> tuple[Termination, ...]:
    """What a story states of its act: of the main actors, those of its first statement that names one, the decision that it reports, and
    what it says beside of their exits of the year before. What lies further back is another act's.
    """
    lead = next((found for one in item.terminations if (found := codes(one))), frozenset())
    mine = (one for one in item.terminations if not codes(one) or codes(one) & lead)
    return tuple(one for one in mine if one.main or (one.ended is not None and lately(one.ended.value, item)))


def codes(one: Termination) -> frozenset[str]:
    """Who ends it."""
    return frozenset(actor.value for actor in one.actors)


def lately(date: str, item: Item, within: timedelta = YEAR) -> bool:
    """Is a treaty date of the time before the story, or still to come? A decade never is."""
    return not date.endswith("s") and f"{item.at - within:%Y-%m-%d}"[: len(date)] <= date


def reported(item: Item) -> tuple[Termination, ...]:
    """What tells which act a story reports: its statements in headline and summary. The text below them tells of other exits as well, so
    that of a story with nothing above it only the first one counts.
    """
    found = tuple(one for one in about(item) if one.main)
    above = tuple(one for one in found if any(said.field in _ABOVE for said in (one.stage, one.instrument, *one.others) if said))
    return above or found[:1]


def facts(item: Item, heads: frozenset[str]) -> tuple[Fact, ...]:
    """`reported`, made comparable. What it states without an actor is what the story's own actors do, never another state."""
    stated = [fact(one, heads, item.lang) for one in reported(item)]
    lead, own = next((one.actors for one in stated if one.actors), frozenset()), press(item)
    return tuple(dict.fromkeys(one if one.actors or one.joint else replace(one, actors=lead, press=own) for one in stated))


def press(item: Item) -> str:
    """The state that a story means where it names none ("the ministry has begun the denunciation"): that of its language; else "".

    It shows in no cell. It only tells which act the story may be about.
    """
    return "" if any(one.actors for one in item.terminations) else _PRESS.get((item.lang or "")[:2], "")


def likeness(one: Fact, other: Fact) -> Likeness:
    """Whether two statements mean the same agreement; symmetric. Who leaves it is not compared, unless nobody in particular does."""
    if one.entry and other.entry:
        return Likeness.ENTRY if one.entry == other.entry else Likeness.CONFLICT
    if one.means & other.means and not _parties(one, other)[1]:
        return Likeness.SUBJECT
    if one.sort and other.sort and one.sort != other.sort:
        return Likeness.BESIDE if _wider(one, other) and _parties(one, other)[0] else Likeness.CONFLICT
    if one.years and other.years and not one.years & other.years:
        return Likeness.CONFLICT
    together, apart = _parties(one, other)
    if apart:
        return Likeness.CONFLICT
    if one.sort and other.sort:
        return Likeness.SUBJECT if together else Likeness.OPEN
    if one.described and other.described:
        return _by_name(one, other, together)
    if together:
        return Likeness.SUBJECT if one.kind and one.kind == other.kind else Likeness.PARTIES
    return Likeness.OPEN


def _wider(one: Fact, other: Fact) -> bool:
    """Is one kind the subject of the other: a "military agreement" that others call a base agreement?"""
    return one.kind == other.kind and one.kind in (one.sort, other.sort)


def _parties(one: Fact, other: Fact) -> tuple[bool, bool]:
    """Do two statements agree on who else is concerned, or do they name others altogether?"""
    if one.joint and other.joint:
        together = len(one.parties) > 1 and one.parties == other.parties
        return together, bool(one.parties and other.parties) and not one.parties & other.parties
    if one.joint != other.joint and one.parties == other.parties:
        return len(one.parties) == 2, False
    together = bool(one.others & other.others)
    return together, bool(one.others and other.others) and not together


def _overlap(one: Fact, other: Fact) -> bool:
    """Do two names share half of the shorter one's words? Of two that say something else beside, more than half of the longer one's:
    the International Bank of one thing is not that of another.
    """
    shared, lengths = len(one.name & other.name), sorted((len(one.name), len(other.name)))
    if lengths[0] > 2 and shared < lengths[0] and one.lang == other.lang != "" and not one.others & other.others:
        return 2 * shared > lengths[1]
    return shared >= OVERLAP * max(1, lengths[0])


def _by_name(one: Fact, other: Fact, together: bool) -> Likeness:
    """How alike two names are whose counterparties are not in conflict; a description proves nothing without counterparties."""
    if len({one.kind, other.kind} - {""}) > 1:
        return Likeness.CONFLICT
    same_kind = one.kind == other.kind != ""
    overlap = _overlap(one, other)
    if one.naming is Naming.ONE and other.naming is Naming.ONE and overlap:
        return Likeness.NAME
    if together and (same_kind or overlap):
        return Likeness.SUBJECT
    # "a key nuclear treaty", "the China pact" beside a name: a description may stand for an entry of the gazetteer.
    described = bool(one.entry) != bool(other.entry)
    bare = any(not fact.kind and fact.naming is Naming.KIND for fact in (one, other))  # "the accord with France"
    if together and (described or bare or (one.joint and other.joint)):
        return Likeness.PARTIES
    if one.naming is Naming.ONE and other.naming is Naming.ONE:
        if described:
            return Likeness.OPEN if same_kind else Likeness.CONFLICT
        translated = one.lang != other.lang and "" not in (one.lang, other.lang)
        return Likeness.BESIDE if translated and not one.entry and not (one.close and other.close) else Likeness.CONFLICT
    if same_kind or overlap:
        return Likeness.OPEN
    return Likeness.BESIDE if together and not (one.kind and other.kind) else Likeness.CONFLICT
