"""What a word of ending says of no agreement: an event ends, a breach is denounced, an agreement is prolonged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.extract.actors import Claim
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.scene import FIRST, Sentence
from monitor.model import Evidence

_BEHIND = 8  # words between a word of ending and the event that it ends
_JOINS = 2  # words between a document that is given and the word that says that it joins an agreement
_INVERTED = 10  # words between a verb that opens its clause and its subject
_OBJECT = 4  # words before the agreement that a verb has for its object: articles and adjectives
_STOPS = frozenset(",;:.()–—\n")
_ENDS = ("end", "suspend", "expire")
_EVENTS = ("event", "thing")
_WHY = "it is about an event, or what is condemned, not about the end of an agreement"
_UNDONE = ("denial", "refusal", "rejection")
_NEAR = 6  # words between a negation and the word that it negates
_INFINITIVES = {
    "es": ("ar", "er", "ir"), "pt": ("ar", "er", "ir"), "fr": ("er", "ir", "ire"), "it": ("are", "ere", "ire"),
    "ru": ("ть",), "uk": ("ти",), "pl": ("ć",), "sr": ("ti",),
}  # fmt: skip
_ATTRIBUTE = 3  # words between an article and a participle before its noun: `the recently renewed treaty`


def without_events(
    sentences: Sequence[Sentence], claims: Sequence[Claim], pack: Pack
) -> tuple[list[Claim], Evidence | None, Evidence | None]:
    """The claims about agreements; the first word of ending that is about something else; and the words that prolong an agreement."""
    told = [claim for claim in claims if is_of_event(claim, pack)]
    first = told[0].sentence.evidence("", told[0].mark.first, told[0].mark.end, _WHY) if told else None
    kept, prolonged = _without_extended(sentences, [claim for claim in claims if claim not in told], pack)
    return kept, first, prolonged


def is_of_event(claim: Claim, pack: Pack) -> bool:
    """Whether a word of ending is about an event (`ended their strike over the pact`, `the talks on the treaty ended`), or condemns
    something (`denounced violations of the treaty`).
    """
    sentence, mark = claim.sentence, claim.mark
    if mark.value == "notify":
        return any(-_JOINS <= one.first - mark.end <= _JOINS for one in _context(sentence, "joins"))  # its instrument of accession
    if mark.value not in _ENDS and mark.value != "leave":
        return False
    values = ("event", "office") if mark.value == "leave" else ("event",)
    events = [one for one in _context(sentence, *values) if not _is_in_name(one, claim)]
    if events and _is_object(sentence, mark, events, pack):
        return True
    if _is_cause(claim, pack):
        return True
    if mark.role == "noun":
        return False
    if _condemns(claim, events, pack):
        return True
    return mark.value in _ENDS and _is_subject(claim, pack)


def _context(sentence: Sentence, *values: str) -> list[Mark]:
    return [mark for mark in sentence.of(Layer.CONTEXT) if mark.value in values]


def _is_in_name(mark: Mark, claim: Claim) -> bool:
    """Whether a word is part of the agreement's name: `ceasefire monitoring mission agreement`."""
    return claim.mention is not None and claim.mention.first <= mark.first < claim.mention.end


def _is_object(sentence: Sentence, mark: Mark, events: Sequence[Mark], pack: Pack) -> bool:
    """Whether an event is the next noun behind a word of ending, its object or genitive: no agreement and no preposition stands between."""
    names = _names(sentence)
    days = {at for one in sentence.of(Layer.DATE) for at in range(one.first, one.end)}
    for at in range(mark.end, min(mark.end + _BEHIND, len(sentence.tokens))):
        if set(sentence.gap(at)) & _STOPS or any(pack.has("clause", sentence.word(place)) for place in (at,)):
            return False
        if any(one.first <= at < one.end for one in events):
            return True
        led = _is_preposition(sentence.word(at), pack) and at + 1 not in days
        led = led and not any(pack.has(name, sentence.word(at)) for name in ("of", "article", "leaving"))
        if at in names or led:
            return False
    return False


def _names(sentence: Sentence) -> set[int]:
    return {at for layer in (Layer.HEAD, Layer.ENTRY) for one in sentence.of(layer) for at in range(one.first, one.end)}


def is_general(claim: Claim, pack: Pack) -> bool:
    """Whether a sentence further down tells of no one agreement and of nobody who ends it: `if a treaty is terminated`."""
    sentence, mention = claim.sentence, claim.mention
    if sentence.place in FIRST or any(score > 0 for score, _ in claim.subjects):
        return False
    if any(abs(one.first - claim.mark.first) <= _BEHIND for one in _context(sentence, "anyone")):
        return True  # it permits the withdrawal of any party
    if mention is None or not mention.bare:
        return False
    return pack.has("indefinite", sentence.word(mention.first - 1))


def _is_cause(claim: Claim, pack: Pack) -> bool:
    """Whether an agreement is only the reason: `quits over the trade treaty`."""
    mention, sentence = claim.mention, claim.sentence
    if mention is None or mention.first < claim.mark.end:
        return False
    if pack.has("cause", sentence.word(mention.first)):
        return True
    at = _governor(sentence, mention, claim.mark.end, pack)
    word = sentence.word(at)
    return at >= 0 and pack.has("cause", word) and not pack.has("leaving", word) and not pack.has("of", word)


def _condemns(claim: Claim, events: Sequence[Mark], pack: Pack) -> bool:
    """Whether a verb that also condemns has no agreement for its object: `denounces the use of force under the treaty`."""
    sentence, mark, mention = claim.sentence, claim.mark, claim.mention
    if not any(one.first < mark.end and mark.first < one.end for one in _context(sentence, "condemns")):
        return False
    if mention is None or mention.end <= mark.first:
        return any(mark.end <= one.first <= mark.end + _BEHIND for one in events)
    return _governor(sentence, mention, mark.end, pack) >= 0 and not _is_membership(sentence, mark.end, mention.first, pack)


def _is_membership(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    """Whether words hold what ends with an agreement: `denounces its participation in the treaty`."""
    return any(pack.has(name, sentence.word(at)) for at in range(first, end) for name in ("bonds", "membership"))


def _governor(sentence: Sentence, mention: Mention, low: int, pack: Pack) -> int:
    """The place of the preposition that governs an agreement, before its articles; -1 without one."""
    at = mention.first - 1
    while at > low and pack.has("article", sentence.word(at)) and not _is_preposition(sentence.word(at), pack):
        at -= 1
    if at == low and pack.has("article", sentence.word(at)):
        return -1  # `denunciar a convenção`: an article that is written like a preposition
    return at if at >= low and _is_preposition(sentence.word(at), pack) else -1


def _is_preposition(word: str, pack: Pack) -> bool:
    return word in pack.prepositions


def _is_subject(claim: Claim, pack: Pack) -> bool:
    """Whether what ends is the event that opens the clause: `the talks on the treaty ended on Tuesday`, `ihren Streik gegen das Abkommen
    beendet`. Then the agreement, if any stands between, is governed by a preposition, and none follows as the object.
    """
    sentence, mark, mention = claim.sentence, claim.mark, claim.mention
    if mention is not None and mention.first >= mark.end and _is_direct(sentence, mark, mention, pack):
        return False
    if mention is not None and _is_membership(sentence, mark.end, mention.first, pack):
        return False
    names = _names(sentence)
    events = _context(sentence, *_EVENTS)
    if _opens_clause(sentence, max(mark.first - 1, 1), pack) or mark.first <= 1:
        behind = next((at for at in range(mark.end, len(sentence.tokens)) if at in names or any(one.first == at for one in events)), -1)
        event = next((one for one in events if one.first == behind and behind not in names), None)
        if event is not None and event.first - mark.end <= _INVERTED:
            return not _is_governed(sentence, event, mark.end, pack)  # è terminato ieri, dopo nove giorni, lo sciopero
    events = [one for one in events if not any(one.first < head.end and head.first < one.end for head in sentence.of(Layer.HEAD))]
    start = mark.first
    while start > 0:
        start = max((at for at in range(1, start) if _opens_clause(sentence, at, pack)), default=0)
        found = next((at for at in range(start, mark.first) if at in names or any(one.first == at for one in events)), None)
        if found is None:
            if any(start <= one.first < mark.first for one in sentence.of(Layer.PARTY)) or pack.has("pronoun", sentence.word(start + 1)):
                return False  # the clause has a subject of its own
            continue
        event = next((one for one in events if one.first == found), None)
        if event is None or found in names or _is_governed(sentence, event, start, pack):
            return False
        between = [one for one in sentence.of(Layer.HEAD) if event.end <= one.first < mark.first]
        return all(_has_preposition(sentence, event.end, one.first, pack) for one in between)
    return False


def _opens_clause(sentence: Sentence, at: int, pack: Pack) -> bool:
    return bool(set(sentence.gap(at)) & _STOPS) or pack.has("clause", sentence.word(at))


def _is_governed(sentence: Sentence, event: Mark, low: int, pack: Pack) -> bool:
    """Whether a preposition stands before an event: `after the attack the treaty lapsed`."""
    at = event.first - 1
    while at >= low and pack.has("article", sentence.word(at)) and not _is_preposition(sentence.word(at), pack):
        at -= 1
    return at >= low and _is_preposition(sentence.word(at), pack)


def _has_preposition(sentence: Sentence, first: int, end: int, pack: Pack) -> bool:
    words = (sentence.word(at) for at in range(first, end))
    return any(_is_preposition(word, pack) or pack.has("of", word) for word in words) or pack.declines


def _is_direct(sentence: Sentence, mark: Mark, mention: Mention, pack: Pack) -> bool:
    """Whether an agreement is the object right behind a verb: `ended the treaty`, `puso fin al tratado`."""
    between = range(mark.end, mention.first)
    if len(between) > _OBJECT or any(set(sentence.gap(at)) & _STOPS for at in range(mark.end, mention.first + 1)):
        return False
    return not any(_is_preposition(sentence.word(at), pack) and not pack.has("article", sentence.word(at)) for at in between)


# ---------------------------------------------------------------- prolonged agreements


def _without_extended(sentences: Sequence[Sentence], claims: Sequence[Claim], pack: Pack) -> tuple[list[Claim], Evidence | None]:
    """The claims without those of an agreement that headline or first paragraph say to be prolonged, and of what did not happen (`would
    have expired`); and the words that prolong it.
    """
    kept = [claim for claim in claims if not _is_contrary(claim)]
    due = {claim.sentence.number: claim.sentence for claim in claims if claim.how == "expire"}
    told = [(one, mark) for one in sentences for mark in _extensions(one, pack, due=_follows(one, due))]
    others = [claim for claim in kept if any(_is_of_another(claim, sentence, mark) for sentence, mark in told)]
    if any(sentence.place in FIRST for sentence, _ in told):
        kept = [claim for claim in kept if claim in others or not (claim.how == "expire" or (claim.how == "end" and not claim.subjects))]
    near = {sentence.number - back for sentence, _ in told for back in (0, 1)}
    kept = [claim for claim in kept if claim in others or claim.how != "expire" or claim.sentence.number not in near]
    return kept, told[0][0].evidence("", told[0][1].first, told[0][1].end, "the agreement is prolonged") if told else None


def _is_of_another(claim: Claim, sentence: Sentence, mark: Mark) -> bool:
    """Whether a word of ending is about another agreement than its sentence prolongs: `extends the fish deal, the pact expires`."""
    mention = claim.mention
    if mention is None or claim.sentence is not sentence or mention.sentence is not sentence:
        return False
    nearest = min(sentence.of(Layer.HEAD), key=lambda one: min(abs(one.first - mark.end), abs(mark.first - one.end)), default=None)
    return nearest is not None and not mention.first <= nearest.first < mention.end


def _follows(sentence: Sentence, due: Mapping[int, Sentence]) -> bool:
    """Whether a sentence, or the one before it in its paragraph, says when an agreement was due to expire."""
    before = due.get(sentence.number - 1)
    return sentence.number in due or (before is not None and before.paragraph == sentence.paragraph)


def _is_contrary(claim: Claim) -> bool:
    """Whether a word of ending stands in a sentence about what did not happen."""
    return claim.mark.role != "noun" and bool(_context(claim.sentence, "contrary")) and claim.how in ("expire", "end")


def _extensions(sentence: Sentence, pack: Pack, *, due: bool) -> list[Mark]:
    """The words by which a sentence says that an agreement has been prolonged, without "not", "may" or "refuses to". Headline and first
    paragraph name it; elsewhere it was `due` to expire right before.
    """
    heads = sentence.of(Layer.HEAD)
    if not due and not (heads and sentence.place in FIRST):
        return []
    marks = _context(sentence, "extends")
    return [one for one in marks if not _is_undone(sentence, one, pack) and not _is_attribute(sentence, one, heads, pack)]


def _is_undone(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """Whether a sentence does not say that it has been done: it is refused, or still to come."""
    unreal = sentence.of(Layer.UNREAL)
    if any(one.value in _UNDONE for one in unreal) or any(one.value == "negation" and _is_beside(sentence, one, mark) for one in unreal):
        return True
    stages = [one.value for one in sentence.of(Layer.STAGE) if one.first < mark.first]
    infinitive = pack.has("infinitive", sentence.word(mark.first - 1)) or sentence.word(mark.first).endswith(
        _INFINITIVES.get(pack.lang, ("?",))
    )
    if infinitive and "decided" not in stages:
        return True  # wants to extend
    return any(value in ("modal", "threatened", "proposed") for value in stages)


def _is_beside(sentence: Sentence, negation: Mark, mark: Mark) -> bool:
    """Whether a negation stands in the clause of a word, near it."""
    first, end = sorted((negation.first, mark.first))
    return end - first <= _NEAR and not any(set(sentence.gap(at)) & _STOPS for at in range(first + 1, end + 1))


def _is_attribute(sentence: Sentence, mark: Mark, heads: Sequence[Mark], pack: Pack) -> bool:
    """Whether the word is a participle of the agreement's name: `the recently renewed treaty`, `l'accord reconduit en 2021`."""
    if pack.head_first:
        return any(one.end == mark.first for one in heads)
    behind = any(one.first == mark.end or (one.first == mark.end + 1) for one in heads)
    return behind and any(pack.has("article", sentence.word(at)) for at in range(mark.first - _ATTRIBUTE, mark.first))
