"""Drops words of ending that are about no agreement: an event ends, a breach is denounced."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from monitor.extract.actors import Claim
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import FIRST, Sentence
from monitor.model import Evidence

_BEHIND = 8  # words between a word of ending and the event that it ends
_JOINS = 2  # words between a document that is given and the word that says that it joins an agreement
_INVERTED = 10  # words between a verb that opens its clause and its subject
_OBJECT = 4  # words before the agreement that a verb has for its object: articles and adjectives
STOPS = frozenset(",;:.()–—\n")
_ENDS = ("end", "suspend", "expire")
_EVENTS = ("event", "thing")
_WHY = "it is about an event, or what is condemned, not about the end of an agreement"


def without_events(claims: Sequence[Claim], pack: Pack) -> tuple[list[Claim], Evidence | None]:
    """The claims about agreements, and the first word of ending that is about something else."""
    sentences = {claim.sentence.number: claim.sentence for claim in claims}
    openings = {number: _openings(sentence, pack) for number, sentence in sentences.items()}
    dropped = [claim for claim in claims if _is_of_event(claim, openings[claim.sentence.number], pack)]
    kept = [claim for claim in claims if claim not in dropped]
    if not dropped:
        return kept, None
    first = dropped[0]
    return kept, first.sentence.evidence("", first.mark.first, first.mark.end, _WHY)


def _is_of_event(claim: Claim, openings: Sequence[int], pack: Pack) -> bool:
    """True if a word of ending is about an event (`ended their strike over the pact`, `the talks on the
    treaty ended`), or condemns something (`denounced violations of the treaty`).
    """
    sentence, mark = claim.sentence, claim.mark
    if mark.value == "notify":
        # its instrument of accession
        return any(-_JOINS <= word.first - mark.end <= _JOINS for word in _context(sentence, "joins"))
    if mark.value not in _ENDS and mark.value != "leave":
        return False
    values = ("event", "office") if mark.value == "leave" else ("event",)
    events = [event for event in _context(sentence, *values) if not is_in_name(event, claim)]
    if _is_second_object(claim, events, pack):
        return False
    if events and _is_object(sentence, mark, events, pack):
        return True
    if _is_cause(claim, pack):
        return True
    if mark.role == "noun":
        return False
    if _condemns(claim, events, pack):
        return True
    return mark.value in _ENDS and _is_subject(claim, openings, pack)


def _context(sentence: Sentence, *values: str) -> list[Mark]:
    return [mark for mark in sentence.of(Layer.CONTEXT) if mark.value in values]


def is_in_name(mark: Mark, claim: Claim) -> bool:
    """True if a word is part of the agreement's name: `ceasefire monitoring mission agreement`."""
    return claim.mention is not None and claim.mention.first <= mark.first < claim.mention.end


def _is_object(sentence: Sentence, mark: Mark, events: Sequence[Mark], pack: Pack) -> bool:
    """True if an event is the next noun behind a word of ending, its object or genitive: no agreement and no
    preposition stands between.
    """
    names = _names(sentence)
    days = {at for date_mark in sentence.of(Layer.DATE) for at in range(date_mark.first, date_mark.end)}
    for at in range(mark.end, min(mark.end + _BEHIND, len(sentence.tokens))):
        if set(sentence.gap(at)) & STOPS or pack.has("clause", sentence.word(at)):
            return False
        if any(event.first <= at < event.end for event in events):
            return True
        led = _is_preposition(sentence.word(at), pack) and at + 1 not in days
        led = led and not any(pack.has(name, sentence.word(at)) for name in ("of", "article", "leaving"))
        if at in names or led:
            return False
    return False


def _is_second_object(claim: Claim, events: Sequence[Mark], pack: Pack) -> bool:
    """True if a verb has an event and an agreement for its objects:

    `ends the standoff and the border pact`.
    """
    sentence, mention = claim.sentence, claim.mention
    if mention is None or mention.first <= claim.mark.end:
        return False
    at = mention.first - 1
    while pack.has("article", sentence.word(at)) and not pack.has("and", sentence.word(at)):
        at -= 1
    event = next((event for event in events if claim.mark.end <= event.first and event.end == at), None)
    if (
        event is None
        or not pack.has("and", sentence.word(at))
        or governor(sentence, event.first, claim.mark.end, pack) >= 0
    ):
        return False
    return not sentence.has_stop(claim.mark.end, mention.first + 1, STOPS)


def _names(sentence: Sentence) -> set[int]:
    return {
        at
        for layer in (Layer.HEAD, Layer.ENTRY)
        for mark in sentence.of(layer)
        for at in range(mark.first, mark.end)
    }


def is_general(claim: Claim, pack: Pack) -> bool:
    """True if a sentence further down tells of no one agreement and of nobody who ends it: `if a treaty is
    terminated`.
    """
    sentence, mention = claim.sentence, claim.mention
    if sentence.place in FIRST or any(score > 0 for score, _ in claim.subjects):
        return False
    if any(abs(word.first - claim.mark.first) <= _BEHIND for word in _context(sentence, "anyone")):
        return True  # it permits the withdrawal of any party
    if mention is None or not mention.bare:
        return False
    return pack.has("indefinite", sentence.word(mention.first - 1))


def _is_cause(claim: Claim, pack: Pack) -> bool:
    """True if an agreement is only the reason: `quits over the trade treaty`."""
    mention, sentence = claim.mention, claim.sentence
    if mention is None or mention.first < claim.mark.end:
        return False
    if pack.has("cause", sentence.word(mention.first)):
        return True
    at = governor(sentence, mention.first, claim.mark.end, pack)
    word = sentence.word(at)
    if at < 0 or pack.has("leaving", word) or pack.has("of", word):
        return False
    return pack.has("cause", word)


def _condemns(claim: Claim, events: Sequence[Mark], pack: Pack) -> bool:
    """True if a verb that also condemns has no agreement for its object: `denounces the use of force under
    the treaty`.
    """
    sentence, mark, mention = claim.sentence, claim.mark, claim.mention
    if not any(word.first < mark.end and mark.first < word.end for word in _context(sentence, "condemns")):
        return False
    if mention is None or mention.end <= mark.first:
        return any(mark.end <= event.first <= mark.end + _BEHIND for event in events)
    return governor(sentence, mention.first, mark.end, pack) >= 0 and not _is_membership(
        sentence, mark.end, mention.first, pack
    )


def _is_membership(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """True if words hold what ends with an agreement: `denounces its participation in the treaty`."""
    return any(
        pack.has(name, sentence.word(at)) for at in range(first, end) for name in ("bonds", "membership")
    )


def governor(sentence: Sentence, first: int, low: int, pack: Pack) -> int:
    """The place of the preposition that governs a noun, before its articles and not before `low`; -1 without
    one.
    """
    at = first - 1
    while at >= low and _is_article(sentence, at, pack):
        at -= 1
    return at if at >= low and _is_preposition(sentence.word(at), pack) else -1


def _is_article(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a word is an article; one that is a preposition too has no accent: Portuguese `a`, not `à`."""
    word = sentence.word(at)
    return pack.has("article", word) and (not _is_preposition(word, pack) or sentence.tokens[at].raw == "a")


def _is_preposition(word: str, pack: Pack) -> bool:
    """True for a preposition of the language."""
    return word in pack.prepositions


def _is_subject(claim: Claim, openings: Sequence[int], pack: Pack) -> bool:
    """True if what ends is the event that opens the clause: `the talks on the treaty ended on Tuesday`,
    `ihren Streik gegen das Abkommen beendet`. Then the agreement, if any stands between, is governed by a
    preposition, and none follows as the object. `openings`: the places at which a clause begins.
    """
    sentence, mark = claim.sentence, claim.mark
    if _has_direct_object(claim, pack):
        return False
    events = _context(sentence, *_EVENTS)
    if mark.first <= 1 or _opens_clause(sentence, mark.first - 1, pack):
        inverted = _inverted_subject(sentence, mark, events)
        if inverted is not None:
            # è terminato ieri, dopo nove giorni, lo sciopero
            return governor(sentence, inverted.first, mark.end, pack) < 0
    return _opens_with_event(sentence, mark, events, openings, pack)


def _has_direct_object(claim: Claim, pack: Pack) -> bool:
    """True if a verb of ending has the agreement, the membership or a pronoun for its object."""
    sentence, mark, mention = claim.sentence, claim.mark, claim.mention
    if mention is not None:
        if mention.first >= mark.end and _is_direct(sentence, mark, mention, pack):
            return True
        if _is_membership(sentence, mark.end, mention.first, pack):
            return True
    word = sentence.word(mark.end)
    # ended the dispute over the treaty by terminating it
    return pack.has("object", word) and not pack.has("article", word)


def _inverted_subject(sentence: Sentence, mark: Mark, events: Sequence[Mark]) -> Mark | None:
    """The event that stands behind a verb as its subject, if no agreement stands before it; else None."""
    names = _names(sentence)
    for at in range(mark.end, len(sentence.tokens)):
        event = next((event for event in events if event.first == at), None)
        if at in names:
            return None
        if event is not None:
            return event if at - mark.end <= _INVERTED else None
    return None


def _opens_with_event(
    sentence: Sentence, mark: Mark, events: Sequence[Mark], openings: Sequence[int], pack: Pack
) -> bool:
    """True if the clause of a word of ending, or the nearest before it that has a noun, opens with an event
    that no preposition governs, and prepositions govern the agreements behind it.
    """
    heads, names = sentence.of(Layer.HEAD), _names(sentence)
    by_place: dict[int, Mark] = {}
    for event in events:
        if not any(event.first < head.end and head.first < event.end for head in heads):
            by_place.setdefault(event.first, event)
    start = mark.first
    while start > 0:
        end, number = start, bisect_left(openings, start)
        start = openings[number - 1] if number else 0
        first = next((at for at in range(start, end) if at in names or at in by_place), None)
        if first is None:
            if _has_own_subject(sentence, start, end, pack):
                return False
            continue
        if first in names or governor(sentence, first, start, pack) >= 0:
            return False
        behind = by_place[first].end
        between = [head for head in heads if behind <= head.first < mark.first]
        return all(_has_preposition(sentence, behind, head.first, pack) for head in between)
    return False


def _has_own_subject(sentence: Sentence, start: int, end: int, pack: Pack) -> bool:
    """True if a party or a pronoun is the subject of the clause `start:end`."""
    parties = sentence.of(Layer.PARTY)
    return any(start <= party.first < end for party in parties) or pack.has(
        "pronoun", sentence.word(start + 1)
    )


def _openings(sentence: Sentence, pack: Pack) -> list[int]:
    """The places at which a clause begins, in order."""
    return [at for at in range(1, len(sentence.tokens)) if _opens_clause(sentence, at, pack)]


def _opens_clause(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a clause begins at a word."""
    return bool(set(sentence.gap(at)) & STOPS) or pack.has("clause", sentence.word(at))


def _has_preposition(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """True if a preposition stands in `first:end`; always in languages with cases."""
    words = (sentence.word(at) for at in range(first, end))
    return any(_is_preposition(word, pack) or pack.has("of", word) for word in words) or pack.declines


def _is_direct(sentence: Sentence, mark: Mark, mention: Mention, pack: Pack) -> bool:
    """True if an agreement is the object right behind a verb: `ended the treaty`, `puso fin al tratado`."""
    between = range(mark.end, mention.first)
    if len(between) > _OBJECT or sentence.has_stop(mark.end, mention.first + 1, STOPS):
        return False
    return not any(
        _is_preposition(sentence.word(at), pack) and not pack.has("article", sentence.word(at))
        for at in between
    )
