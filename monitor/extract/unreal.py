"""Articles that report no exit although they speak of one: fiction, a denial, an opinion, a look back at times long past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.dates import Found, find_dates
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.scene import Place, Sentence
from monitor.model import Hit, leading

_SHORT = 60  # words of a story that is no article
_LONG_AGO = 8  # years
_NEAR = 3  # words between "not" or "must" and a word of ending
_LABEL = 3  # words of a headline in which `Opinion:` stands


def reports_none(sentences: Sequence[Sentence], claims: Sequence[Claim], hits: tuple[Hit, ...], pack: Pack, published: date | None) -> bool:
    """Whether a text reports no exit, by its headline and its first paragraph."""
    first = [sentence for sentence in sentences if sentence.place is Place.HEADLINE] or sentences[:1]
    if _is_fiction(sentences) or _is_long_ago(sentences, pack, published):
        return True
    main = [claim for claim in claims if claim.sentence in first and not _overlaps(claim, _marks(claim.sentence, "denial"))]
    if main and all(_is_denied(claim, pack) for claim in main):
        return True
    lead = leading(hits)
    if lead is not None and lead.kind.alerts:
        return False
    return _is_opinion(sentences) or (bool(main) and all(_near_before(claim, "must") for claim in main))


def _marks(sentence: Sentence, value: str) -> list[Mark]:
    return [mark for mark in sentence.of(Layer.UNREAL) if mark.value == value]


def _is_fiction(sentences: Sequence[Sentence]) -> bool:
    """Whether the first paragraphs name a work of fiction, and the text another word of such works; of a short text one is enough in the
    headline or beside a word of ending.
    """
    told = [(sentence, mark) for sentence in sentences for mark in _marks(sentence, "fiction")]
    if not any(sentence.place is not Place.END for sentence, _ in told):
        return False
    words = {sentence.raw(mark.first, mark.end).casefold() for sentence, mark in told}
    short = sum(len(sentence.tokens) for sentence in sentences) < _SHORT
    return len(words) > 1 or (short and any(one.place is Place.HEADLINE or one.of(Layer.EXIT) for one, _ in told))


def _is_denied(claim: Claim, pack: Pack) -> bool:
    """Whether the word of ending stands behind a word of denial in its clause, or beside a negation."""
    sentence, at = claim.sentence, claim.mark.first
    negations = _marks(sentence, "negation")
    double = [(one, other) for one in negations for other in _marks(sentence, "denial") if 0 <= other.first - one.end < _NEAR]
    for mark in _marks(sentence, "denial"):
        if any(mark is other for _, other in double):
            continue  # does not rule out
        if mark.end <= at and not any(pack.has("clause", sentence.word(place)) for place in range(mark.end, at)):
            return True
        if pack.verb_last and mark.first >= claim.mark.end:
            return True
    plain = [mark for mark in negations if not any(mark is one for one, _ in double)]
    behind = _NEAR if pack.verb_last else -1
    beside = any(0 <= at - mark.end <= _NEAR or 0 <= mark.first - claim.mark.end <= behind for mark in plain)
    return beside and claim.how not in ("return", "expire")


def _overlaps(claim: Claim, marks: Sequence[Mark]) -> bool:
    return any(mark.first < claim.mark.end and claim.mark.first < mark.end for mark in marks)


def _near_before(claim: Claim, value: str) -> bool:
    return any(0 <= claim.mark.first - mark.end <= _NEAR for mark in _marks(claim.sentence, value))


def _is_opinion(sentences: Sequence[Sentence]) -> bool:
    """Whether a label before the headline, or a line that says whose views they are, makes the text a column."""
    for sentence in sentences:
        for mark in _marks(sentence, "opinion"):
            label = mark.first < _LABEL and set(sentence.gap(mark.end)) & set(":|/—–")
            if sentence.place is Place.HEADLINE and label:
                return True
    return any(_marks(sentence, "views") for sentence in sentences)


def _is_long_ago(sentences: Sequence[Sentence], pack: Pack, published: date | None) -> bool:
    """Whether the first paragraph tells of a day long past that is no signature, and the text says how long ago that is."""
    if published is None:
        return False
    early = [sentence for sentence in sentences if sentence.place is not Place.END]
    if not any(_marks(sentence, "past") for sentence in early):
        return False
    years = [int(found.value[:4]) for sentence in early for found in find_dates(sentence, pack, None) if not _is_signing(sentence, found)]
    first = [sentence for sentence in early if sentence.place is not Place.MIDDLE]
    old = [
        found
        for sentence in first
        for found in find_dates(sentence, pack, None)
        if int(found.value[:4]) <= published.year - _LONG_AGO and not _is_signing(sentence, found)
    ]
    return bool(old) and not any(abs(year - published.year) <= 1 for year in years)


def _is_signing(sentence: Sentence, found: Found) -> bool:
    """Whether a date belongs to a word of signing or to the name of an agreement."""
    signs = any(-_NEAR <= found.first - mark.end <= 2 * _NEAR for mark in sentence.of(Layer.DATE) if mark.role == "signed")
    return signs or any(0 <= found.first - mark.end <= 1 or mark.first == found.end for mark in sentence.of(Layer.HEAD))
