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

_WORKS = 3  # words of books and films
_SHORT = 60  # words of a story that is no article
_LONG_AGO = 8  # years
_NEAR = 3  # words between "not" or "must" and a word of ending
_LABEL = 3  # words of a headline in which `Opinion:` stands


def reports_none(sentences: Sequence[Sentence], claims: Sequence[Claim], hits: tuple[Hit, ...], pack: Pack, published: date | None) -> bool:
    """Whether a text reports no exit, by its headline and its first paragraph. Where the judge alerts, only "must" gives way to it."""
    if _is_fiction(sentences) or _is_long_ago(sentences, pack, published) or _is_opinion(sentences):
        return True
    first = [sentence for sentence in sentences if sentence.place is Place.HEADLINE] or sentences[:1]
    main = _about(first, claims)
    asked = all(sentence.text.rstrip().endswith("?") for sentence in first)
    if (main and all(_is_denied(claim, pack) for claim in main)) or ((asked or not main) and _denies(sentences, claims, pack)):
        return True
    lead = leading(hits)
    if lead is not None and lead.kind.alerts:
        return False
    return bool(main) and all(_near_before(claim, "must") for claim in main)


def _about(sentences: Sequence[Sentence], claims: Sequence[Claim]) -> list[Claim]:
    """The words of ending in these sentences that are no words of denial themselves."""
    return [claim for claim in claims if claim.sentence in sentences and not _overlaps(claim, _marks(claim.sentence, "denial"))]


def _denies(sentences: Sequence[Sentence], claims: Sequence[Claim], pack: Pack) -> bool:
    """Whether the first paragraph denies each exit that it speaks of."""
    main = _about([sentence for sentence in sentences if sentence.place is Place.LEAD], claims)
    return bool(main) and all(_is_denied(claim, pack) for claim in main)


def _marks(sentence: Sentence, value: str) -> list[Mark]:
    return [mark for mark in sentence.of(Layer.UNREAL) if mark.value == value]


def _is_fiction(sentences: Sequence[Sentence]) -> bool:
    """Whether the first paragraphs name a work of fiction, and the text another word of such works, or three words of books and films do;
    of a short text one is enough in the headline or beside a word of ending.
    """
    told = [(sentence, mark) for sentence in sentences for mark in _marks(sentence, "fiction")]
    words = {sentence.raw(mark.first, mark.end).casefold() for sentence, mark in told}
    work = {sentence.raw(mark.first, mark.end).casefold() for sentence in sentences for mark in _marks(sentence, "work")}
    if len(work) >= _WORKS and _is_labelled(sentences):
        return True
    if not any(sentence.place is not Place.END for sentence, _ in told):
        return False
    short = sum(len(sentence.tokens) for sentence in sentences) < _SHORT
    near = short and any(one.place is Place.HEADLINE or one.of(Layer.EXIT) for one, _ in told)
    return len(words) > 1 or near or len(work) > _WORKS


def _is_denied(claim: Claim, pack: Pack) -> bool:
    """Whether the word of ending stands behind a word of denial in its clause, or beside a negation."""
    sentence, at = claim.sentence, claim.mark.first
    negations = _marks(sentence, "negation")
    double = [(one, other) for one in negations for other in _marks(sentence, "denial") if 0 <= other.first - one.end < _NEAR]
    for mark in _marks(sentence, "denial"):
        if any(mark is other for _, other in double):
            continue  # does not rule out
        first = mark.end + pack.has("that", sentence.word(mark.end))  # denies that it will leave
        if mark.end <= at and not any(pack.has("clause", sentence.word(place)) for place in range(first, at)):
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
    """Whether a label before the headline, a line that says whose views they are, or an author who says `I` makes the text a column."""
    return _is_labelled(sentences) or any(_marks(sentence, "views") for sentence in sentences) or _says_i(sentences)


def _is_labelled(sentences: Sequence[Sentence]) -> bool:
    for sentence in sentences:
        for mark in _marks(sentence, "opinion"):
            label = mark.first < _LABEL and set(sentence.gap(mark.end)) & set(":|/—–")
            if sentence.place is Place.HEADLINE and label:
                return True
    return False


def _says_i(sentences: Sequence[Sentence]) -> bool:
    """Whether two sentences of an article say `I` or `my` outside of quotations."""
    own = [one for one in sentences if one.field == "body" and any(not _is_quoted(one, mark) for mark in _marks(one, "person"))]
    return len(own) > 1 and sum(len(one.tokens) for one in sentences) >= _SHORT


def _is_quoted(sentence: Sentence, mark: Mark) -> bool:
    """Whether a word stands in a quotation of its paragraph, or the paragraph is one, behind a dash."""
    at = sentence.tokens[mark.first].start
    start = sentence.source.rfind("\n", 0, at) + 1
    before = sentence.source[start:at]
    if before.lstrip()[:1] in ("—", "–", "-"):
        return True
    opened = sum(before.count(sign) for sign in "«“„‹") - sum(before.count(sign) for sign in "»”›")
    return opened > 0 or before.count('"') % 2 == 1


def _is_long_ago(sentences: Sequence[Sentence], pack: Pack, published: date | None) -> bool:
    """Whether the first paragraphs tell of days long past that are no signature and of none of these years, and the text says how long ago
    that is, or speaks of historians and archives.
    """
    if published is None:
        return False
    early = [sentence for sentence in sentences if sentence.place is not Place.END]
    lead = [sentence for sentence in early if sentence.place is not Place.MIDDLE]
    days = [(sentence, day) for sentence in early for day in find_dates(sentence, pack, None) if not _is_signing(sentence, day)]
    if any(abs(int(day.value[:4]) - published.year) <= 1 for _, day in days):
        return False
    old = [(sentence, day) for sentence, day in days if int(day.value[:4]) <= published.year - _LONG_AGO]
    history = {sentence.raw(mark.first, mark.end).casefold() for sentence in sentences for mark in _marks(sentence, "history")}
    if any(_marks(sentence, "past") for sentence in lead):
        return any(sentence in lead for sentence, _ in old) or len(old) > 1
    told = any(_marks(sentence, "past") for sentence in early) or len(history) > 1
    return told and any(sentence in lead for sentence, _ in old)


def _is_signing(sentence: Sentence, found: Found) -> bool:
    """Whether a date belongs to a word of signing or to the name of an agreement."""
    signs = any(-_NEAR <= found.first - mark.end <= 2 * _NEAR for mark in sentence.of(Layer.DATE) if mark.role == "signed")
    return signs or any(0 <= found.first - mark.end <= 1 or mark.first == found.end for mark in sentence.of(Layer.HEAD))
