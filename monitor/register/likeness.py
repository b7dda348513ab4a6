"""Are two statements about one agreement? How alike they are, from the names of two agreements to one entry
of the gazetteer.
"""

from __future__ import annotations

from enum import IntEnum

from monitor.corrections.agreement_names import OVERLAP
from monitor.model import Naming, Stage
from monitor.register.about import About, about
from monitor.register.statements import Statement

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


def likeness(one: Statement, other: Statement) -> Likeness:
    """Whether two statements mean the same agreement; symmetric.

    Who leaves it is not compared, unless nobody in particular does.
    """
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        return Likeness.CONFLICT
    together, apart = _parties(one, other)
    if _share_number(one, other) and not apart:
        return Likeness.NAME
    if one.entry and other.entry:
        return Likeness.ENTRY if one.entry == other.entry else Likeness.CONFLICT
    if one.means & other.means and not apart:
        return Likeness.SUBJECT
    topics = about(one.topics, other.topics, hints=(one.hints, other.hints))
    # a story may speak of a second treaty beside
    one_kind = topics is About.SAME and one.topics == other.topics
    if one.sort and other.sort and one.sort != other.sort and not one_kind:
        return Likeness.BESIDE if _wider(one, other) and together else Likeness.CONFLICT
    if apart or _contradict(one, other, topics):
        return Likeness.CONFLICT
    if one.sort and other.sort:
        return _of_one_kind(one, other, together)
    if one.described and other.described:
        return _by_name(one, other, topics, together=together)
    return _one_unnamed(one, other, together=together)


def _share_number(one: Statement, other: Statement) -> bool:
    """Do both bear a number that few agreements have, in the same field? Protocols No. 1 to 16 are many."""
    if len({one.kind, other.kind} - {""}) > 1:
        return False
    return any(len(number) > 2 for number in one.numbers & other.numbers)


def _contradict(one: Statement, other: Statement, topics: About) -> bool:
    """Do they tell of two years of signature, or of two topics?"""
    if one.years and other.years and not one.years & other.years:
        return True
    return topics is About.OTHER and not _is_one_name(one, other)


def _is_one_name(one: Statement, other: Statement) -> bool:
    """Do two names of their own have the same words, so that a word that tells a topic cannot part them?"""
    words = min(len(one.name), len(other.name))
    return words > 1 and one.naming is other.naming is Naming.ONE and len(one.name & other.name) == words


def _of_one_kind(one: Statement, other: Statement, together: bool) -> Likeness:
    if together:
        return Likeness.SUBJECT
    return Likeness.YEAR if one.signed & other.signed else Likeness.TOPIC


def _one_unnamed(one: Statement, other: Statement, *, together: bool) -> Likeness:
    """One of them names no agreement."""
    same_year = bool(one.signed & other.signed)
    if together:
        same_kind = bool(one.kind) and one.kind == other.kind
        return Likeness.SUBJECT if same_kind or (same_year and _share_state(one, other)) else Likeness.PARTIES
    return Likeness.YEAR if same_year and not _speak_of_others(one, other) else Likeness.OPEN


def _wider(one: Statement, other: Statement) -> bool:
    """Is one kind the subject of the other: a "military agreement" that others call a base agreement?"""
    return one.kind == other.kind and one.kind in (one.sort, other.sort)


def _parties(one: Statement, other: Statement) -> tuple[bool, bool]:
    """Do two statements agree on who else is concerned, or do they name others altogether?"""
    if one.joint and other.joint:
        together = len(one.parties) > 1 and one.parties == other.parties
        return together, bool(one.parties and other.parties) and not one.parties & other.parties
    if one.parties == other.parties and (one.joint != other.joint or is_seen_from_both(one, other)):
        return len(one.parties) == 2, False
    together = bool(one.others & other.others)
    return together, bool(one.others and other.others) and not together


def is_seen_from_both(one: Statement, other: Statement) -> bool:
    """Does the end of an agreement of two stand as one's act in one story and as the other's in the other?"""
    if len(one.parties) != 2 or one.parties != other.parties or one.actors == other.actors:
        return False
    return len(one.actors) == len(other.actors) == 1 and Stage.EXPIRED in (one.stage, other.stage)


def _share_state(one: Statement, other: Statement) -> bool:
    """Is one of the counterparties that they share a state? With a body one has many agreements of one
    year.
    """
    shared = one.parties if one.joint and other.joint else one.others & other.others
    return any(len(code) == _STATE and code not in _UNIONS for code in shared)


def _overlap(one: Statement, other: Statement, *, strict: bool) -> bool:
    """Do two names share half of the shorter one's words? Of two that say something else beside, more than
    half of the longer one's: the International Bank of one thing is not that of another. `strict`: what they
    are about is not all the same.
    """
    shared, lengths = len(one.name & other.name), sorted((len(one.name), len(other.name)))
    if strict and shared < lengths[0] and one.lang == other.lang != "":
        return 2 * shared > lengths[1]
    if (
        lengths[0] > 2
        and shared < lengths[0]
        and one.lang == other.lang != ""
        and not one.others & other.others
    ):
        return 2 * shared > lengths[1]
    return shared >= OVERLAP * max(1, lengths[0])


def _by_name(one: Statement, other: Statement, topics: About, *, together: bool) -> Likeness:
    """How alike two names are whose counterparties are not in conflict; a description proves nothing without
    counterparties.
    """
    same_topic, same_year = topics is About.SAME, bool(one.signed & other.signed)
    if len({one.kind, other.kind} - {""}) > 1 and not same_topic:
        return Likeness.CONFLICT
    same_kind = one.kind == other.kind != ""
    both_names = one.naming is other.naming is Naming.ONE
    overlap = _overlap(one, other, strict=both_names and bool(one.topics and other.topics) and not same_topic)
    if both_names and overlap:
        return Likeness.NAME
    heard = _heard(one, other)
    if together and (same_kind or overlap or same_topic or heard or (same_year and _share_state(one, other))):
        return Likeness.SUBJECT
    # "a key nuclear treaty", "the China pact" beside a name: a description may stand for an entry of the
    # gazetteer.
    described = bool(one.entry) != bool(other.entry)
    # "the accord with France"
    bare = any(not fact.kind and fact.naming is Naming.KIND for fact in (one, other))
    if together and (described or bare or (one.joint and other.joint)):
        return Likeness.PARTIES
    told_alike = (
        same_year and (not both_names or _translated(one, other)) and not _speak_of_others(one, other)
    )
    if told_alike or (heard and both_names):
        return Likeness.YEAR
    if same_topic and (both_names or not described or _only_describes(one, other)):
        return Likeness.TOPIC
    if both_names:
        if described:
            return Likeness.OPEN if same_kind else Likeness.CONFLICT
        return (
            Likeness.BESIDE
            if _translated(one, other) and not one.entry and not (one.close and other.close)
            else Likeness.CONFLICT
        )
    if same_kind or overlap:
        return Likeness.OPEN
    return Likeness.BESIDE if together and not (one.kind and other.kind) else Likeness.CONFLICT


def _speak_of_others(one: Statement, other: Statement) -> bool:
    """Does neither story speak of what the other one speaks of?"""
    return bool(one.hints and other.hints) and about(one.hints, other.hints) is About.OTHER


def _only_describes(one: Statement, other: Statement) -> bool:
    """Is one of them an entry, and the other no kind of treaty and with nobody else: "the UN convention" in a
    story about deserts?
    """
    loose = other if one.entry else one
    return not loose.sort and not loose.others


def _translated(one: Statement, other: Statement) -> bool:
    return one.lang != other.lang and "" not in (one.lang, other.lang)


def _heard(one: Statement, other: Statement) -> bool:
    """Do names in two languages share a word that both write alike, whatever their alphabets?"""
    return _translated(one, other) and bool(one.sounds & other.sounds)
