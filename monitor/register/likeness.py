"""Compares two statements: how sure it is that they are about one agreement."""

from __future__ import annotations

from enum import IntEnum

from monitor.corrections.agreement_names import OVERLAP
from monitor.model import Naming, Stage
from monitor.register.statements import Statement
from monitor.register.topics import TopicRelation, compare_topics

_STATE = 2  # letters of a state's code
_UNIONS = frozenset({"EU", "UN"})


class Likeness(IntEnum):
    """How alike two statements are about the agreement. `CONFLICT`: they name two different ones."""

    CONFLICT = 0
    # names that neither agree nor contradict: names in two languages, two kinds of which one is the wider
    BESIDE = 1
    OPEN = 2  # one of them names none, or only describes it, and nothing speaks against it
    PARTIES = 3  # one of them names none, but they agree on the counterparties
    TOPIC = 4  # the same kind or topic, and one of them states no counterparty
    YEAR = 5  # the same year of signature, and nothing speaks against it
    SUBJECT = (
        6  # same counterparties, and the same kind, subject, topic or year: another language, or a loose name
    )
    NAME = 7
    ENTRY = 8  # the same entry of the gazetteer, which is no kind of treaty


SURE = Likeness.SUBJECT  # from here on two statements are about one agreement
# between names none of which is the other
OTHER_NAMES = frozenset({Likeness.BESIDE, Likeness.TOPIC, Likeness.YEAR})


def likeness(first: Statement, second: Statement) -> Likeness:
    """How likely two statements mean the same agreement; symmetric.

    Who leaves it is not compared, unless nobody in particular does.
    """
    if first.numbers and second.numbers and not first.numbers & second.numbers:
        return Likeness.CONFLICT
    together, apart = _parties(first, second)
    sure = _by_sign(first, second, apart)
    if sure is not None:
        return sure
    topics = compare_topics(first.topics, second.topics, hints=(first.hints, second.hints))
    if _are_two_kinds(first, second, topics):
        return Likeness.BESIDE if _wider(first, second) and together else Likeness.CONFLICT
    if apart or _contradict(first, second, topics):
        return Likeness.CONFLICT
    if first.sort and second.sort:
        return _of_one_kind(first, second, together)
    if first.described and second.described:
        return _by_name(first, second, topics, together=together)
    return _one_unnamed(first, second, together=together)


def _by_sign(first: Statement, second: Statement, apart: bool) -> Likeness | None:
    """What a number or entries of the gazetteer tell; None when they tell nothing."""
    if _share_number(first, second) and not apart:
        return Likeness.NAME
    if first.entry and second.entry:
        return Likeness.ENTRY if first.entry == second.entry else Likeness.CONFLICT
    return Likeness.SUBJECT if first.means & second.means and not apart else None


def _are_two_kinds(first: Statement, second: Statement, topics: TopicRelation) -> bool:
    """True for two kinds of treaty with different topics; a story may speak of a second treaty beside."""
    if not first.sort or not second.sort or first.sort == second.sort:
        return False
    return topics is not TopicRelation.SAME or first.topics != second.topics


def _share_number(first: Statement, second: Statement) -> bool:
    """True if both have a number that few agreements have, in the same field: many protocols are No. 1."""
    if len({first.kind, second.kind} - {""}) > 1:
        return False
    return any(len(number) > 2 for number in first.numbers & second.numbers)


def _contradict(first: Statement, second: Statement, topics: TopicRelation) -> bool:
    """True if they state two years of signature, two names with a day of signature each, or two topics."""
    if first.years and second.years and not first.years & second.years:
        return True
    if _signed_apart(first, second):
        return True
    return topics is TopicRelation.OTHER and not _is_one_name(first, second)


def _signed_apart(first: Statement, second: Statement) -> bool:
    """True for two names of one language, neither of which is a shorter form of the other, that were signed
    on two days: the same states may sign several agreements at one summit. A day alone may be told wrongly.
    """
    if not (first.signed_on and second.signed_on) or first.signed_on == second.signed_on:
        return False
    both_own = first.naming is second.naming is Naming.ONE and bool(first.name and second.name)
    if not both_own or _translated(first, second):
        return False
    return not (first.name <= second.name or second.name <= first.name)


def _is_one_name(first: Statement, second: Statement) -> bool:
    """True if two names of their own have the same words, so that a word of a topic cannot part them."""
    words = min(len(first.name), len(second.name))
    return (
        words > 1 and first.naming is second.naming is Naming.ONE and len(first.name & second.name) == words
    )


def _of_one_kind(first: Statement, second: Statement, together: bool) -> Likeness:
    if together:
        return Likeness.SUBJECT
    return Likeness.YEAR if first.signed & second.signed else Likeness.TOPIC


def _one_unnamed(first: Statement, second: Statement, *, together: bool) -> Likeness:
    """One of them names no agreement."""
    same_year = bool(first.signed & second.signed)
    if together:
        same_kind = bool(first.kind) and first.kind == second.kind
        return (
            Likeness.SUBJECT if same_kind or (same_year and _share_state(first, second)) else Likeness.PARTIES
        )
    return Likeness.YEAR if same_year and not _speak_of_others(first, second) else Likeness.OPEN


def _wider(first: Statement, second: Statement) -> bool:
    """True if one kind is the subject of the other: a "military agreement" and a base agreement."""
    return first.kind == second.kind and first.kind in (first.sort, second.sort)


def _parties(first: Statement, second: Statement) -> tuple[bool, bool]:
    """Whether two statements share a counterparty, and whether they name others altogether."""
    if first.joint and second.joint:
        together = len(first.parties) > 1 and first.parties == second.parties
        return together, _have_other_parties(first.parties, second.parties)
    if first.parties == second.parties and (first.joint != second.joint or is_seen_from_both(first, second)):
        return len(first.parties) == 2, False
    together = bool(first.others & second.others)
    return together, bool(first.others and second.others) and not together


def _have_other_parties(parties: frozenset[str], others: frozenset[str]) -> bool:
    """True if no party is in both, or two agreements of two parties each share one: the accord of Malta with
    Tunisia, and that with Libya. Of more parties a story may name a part.
    """
    if len(parties) == len(others) == 2:
        return parties != others
    return bool(parties and others) and not parties & others


def is_seen_from_both(first: Statement, second: Statement) -> bool:
    """True if the end of an agreement of two parties is told as the act of one of them, and of the other."""
    if len(first.parties) != 2 or first.parties != second.parties or first.actors == second.actors:
        return False
    return len(first.actors) == len(second.actors) == 1 and Stage.EXPIRED in (first.stage, second.stage)


def _share_state(first: Statement, second: Statement) -> bool:
    """True if one of the counterparties that they share is a state. With a body a state has many agreements
    of one year.
    """
    shared = first.parties if first.joint and second.joint else first.others & second.others
    return any(len(code) == _STATE and code not in _UNIONS for code in shared)


def _overlap(first: Statement, second: Statement, *, strict: bool) -> bool:
    """True if two names share half of the shorter one's words; of two that have other words too, more than
    half of the longer one's: two names that begin with "International Bank of" are two. `strict`: what they
    are about is not all the same.
    """
    shared, lengths = len(first.name & second.name), sorted((len(first.name), len(second.name)))
    if strict and shared < lengths[0] and first.lang == second.lang != "":
        return 2 * shared > lengths[1]
    if (
        lengths[0] > 2
        and shared < lengths[0]
        and first.lang == second.lang != ""
        and not first.others & second.others
    ):
        return 2 * shared > lengths[1]
    return shared >= OVERLAP * max(1, lengths[0])


def _by_name(first: Statement, second: Statement, topics: TopicRelation, *, together: bool) -> Likeness:
    """How alike two names are whose counterparties are not in conflict; a description proves nothing without
    counterparties.
    """
    names = _Names(first, second, topics)
    if len({first.kind, second.kind} - {""}) > 1 and not names.same_topic:
        return Likeness.CONFLICT
    if names.both_own and names.overlap:
        return Likeness.NAME
    if together:
        like = _with_same_parties(names)
        if like is not None:
            return like
    if names.are_told_alike() or (names.heard and names.both_own):
        return Likeness.YEAR
    described = names.one_of_gazetteer
    if names.same_topic and (names.both_own or not described or _only_describes(first, second)):
        return Likeness.TOPIC
    if names.both_own:
        return _of_two_names(names)
    if names.same_kind or names.overlap:
        return Likeness.OPEN
    return Likeness.BESIDE if together and not (first.kind and second.kind) else Likeness.CONFLICT


class _Names:
    """What two statements that describe their agreements have in common. `topics`: how their topics
    compare.
    """

    def __init__(self, first: Statement, second: Statement, topics: TopicRelation) -> None:
        self.first, self.second = first, second
        self.same_topic = topics is TopicRelation.SAME
        self.same_year = bool(first.signed & second.signed)
        self.same_kind = first.kind == second.kind != ""
        self.both_own = first.naming is second.naming is Naming.ONE
        strict = self.both_own and bool(first.topics and second.topics) and not self.same_topic
        shortened = self.both_own and _shortened(first, second)
        self.overlap = shortened or _overlap(first, second, strict=strict)
        self.heard = _heard(first, second)
        # "a key nuclear treaty", "the China pact" beside a name: a description may stand for an entry of the
        # gazetteer.
        self.one_of_gazetteer = bool(first.entry) != bool(second.entry)

    def share_subject(self) -> bool:
        """True if kind, words, topic, sound or year are the same."""
        if self.same_kind or self.overlap or self.same_topic or self.heard:
            return True
        return self.same_year and _share_state(self.first, self.second)

    def is_one_bare(self) -> bool:
        """True if one of them only says that there is an agreement: "the accord with France"."""
        return any(not own.kind and own.naming is Naming.KIND for own in (self.first, self.second))

    def are_told_alike(self) -> bool:
        """True if the same year of signature speaks for them, and nothing against it."""
        if not self.same_year or _speak_of_others(self.first, self.second):
            return False
        return not self.both_own or _translated(self.first, self.second)


def _with_same_parties(names: _Names) -> Likeness | None:
    """How alike two names are that have a counterparty in common; None when that decides nothing."""
    if names.share_subject():
        return Likeness.SUBJECT
    joint = names.first.joint and names.second.joint
    return Likeness.PARTIES if names.one_of_gazetteer or names.is_one_bare() or joint else None


def _of_two_names(names: _Names) -> Likeness:
    """How alike two names of their own are that share neither words nor topic."""
    first, second = names.first, names.second
    if names.one_of_gazetteer:
        return Likeness.OPEN if names.same_kind else Likeness.CONFLICT
    unknown = not first.entry and not (first.close and second.close)
    return Likeness.BESIDE if _translated(first, second) and unknown else Likeness.CONFLICT


def _speak_of_others(first: Statement, second: Statement) -> bool:
    """True if the two stories have no topic in common."""
    return (
        bool(first.hints and second.hints)
        and compare_topics(first.hints, second.hints) is TopicRelation.OTHER
    )


def _only_describes(first: Statement, second: Statement) -> bool:
    """True if one of them is an entry, and the other neither a kind of treaty nor with a counterparty: "the
    UN convention" in a story about deserts.
    """
    loose = second if first.entry else first
    return not loose.sort and not loose.others


def _translated(first: Statement, second: Statement) -> bool:
    return first.lang != second.lang and "" not in (first.lang, second.lang)


def _shortened(first: Statement, second: Statement) -> bool:
    """True if one name is the acronym of the other: `OECS treaty`, `Organisation of Eastern Caribbean
    States`.
    """
    return bool(first.name & second.initials or second.name & first.initials)


def _heard(first: Statement, second: Statement) -> bool:
    """True if names in two languages share a word that sounds alike, whatever their alphabets."""
    return _translated(first, second) and bool(first.sounds & second.sounds)
