"""Articles about times long past: old days in the first paragraphs, and words of history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.columns import WEEKS, note, unreal_marks
from monitor.extract.dates import DateMatch, find_dates
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import DOCUMENTS, Layer
from monitor.extract.story_marks import Place, Sentence
from monitor.model import Evidence

_LONG_AGO = 8  # years
_OPENING = 3  # words before `years ago` in a headline that opens with it
_NEAR = 3  # words between a date and a word of signing behind it; twice as many before it


def long_ago(
    sentences: Sequence[Sentence], claims: Sequence[Claim], pack: Pack, published: date, *, is_news: bool
) -> Evidence | None:
    """The first old day, if the first paragraphs tell of days long past that are no signature and of none of
    these years, and the text says how long ago that is, or speaks of historians and archives; else None.

    `is_news`: a hit alerts, and the headline has an actor: then only days of an end count.
    """
    early = [sentence for sentence in sentences if sentence.place is not Place.END]
    if any(_acts_now(sentence, pack, published) for sentence in early):
        return None
    days = [
        (sentence, day)
        for sentence in early
        for day in find_dates(sentence, pack, None)
        if not is_signing(sentence, day)
    ]
    if any(abs(day.treaty_date.year - published.year) <= 1 for _, day in days):
        return None
    old = [(sentence, day) for sentence, day in days if day.treaty_date.year <= published.year - _LONG_AGO]
    if is_news:
        old = [(sentence, day) for sentence, day in old if _is_of_ending(sentence, day, claims)]
    if not _is_past(sentences, early, [sentence for sentence, _ in old]):
        return None
    sentence, day = old[0]
    why = "history: its days are long past, and the text says so"
    return sentence.evidence(day.value, day.first, day.end, why)


def opens_long_ago(sentences: Sequence[Sentence], claims: Sequence[Claim]) -> Evidence | None:
    """The words of a time long past that open the headline, before all that it says: `Ten years ago: Burundi
    left`.
    """
    for claim in claims:
        sentence = claim.sentence
        if sentence.place is not Place.HEADLINE or sentence is not sentences[0] or claim.how == "return":
            continue
        before = min([claim.mark.first, *(party.first for party in sentence.of(Layer.PARTY))])
        past = (mark for mark in unreal_marks(sentence, "past") if mark.first <= _OPENING)
        mark = next((mark for mark in past if mark.end <= before), None)
        if mark is not None:
            return note(sentence, mark, "a look back: the headline opens with a time long past")
    return None


def _is_past(sentences: Sequence[Sentence], early: Sequence[Sentence], old: Sequence[Sentence]) -> bool:
    """True if the text says that the days of the sentences `old` are long past: in its first paragraph, or,
    if one of these days stands there, further down or by two words of history.
    """
    lead = [sentence for sentence in early if sentence.place is not Place.MIDDLE]
    in_lead = any(sentence in lead for sentence in old)
    if any(unreal_marks(sentence, "past") for sentence in lead):
        return in_lead or len(old) > 1
    if not in_lead:
        return False
    if any(unreal_marks(sentence, "past") for sentence in early):
        return True
    history = {
        sentence.words(mark).casefold()
        for sentence in sentences
        for mark in unreal_marks(sentence, "history")
    }
    return len(history) > 1


def _is_of_ending(sentence: Sentence, day: DateMatch, claims: Sequence[Claim]) -> bool:
    """True if a day stands in a sentence that says who ended an agreement, and not in that agreement's
    name.
    """
    names = [
        claim.mention
        for claim in claims
        if claim.sentence is sentence and claim.subjects and claim.mention is not None
    ]
    return bool(names) and not any(name.first <= day.first < name.end for name in names)


def _acts_now(sentence: Sentence, pack: Pack, published: date) -> bool:
    """True if a sentence says that in these weeks a document was given or an exit taken back."""
    given = bool(sentence.of(Layer.GIVEN)) and any(
        mark.value in DOCUMENTS for mark in sentence.of(Layer.FORM)
    )
    back = any(mark.value == "reversed" for mark in sentence.of(Layer.STAGE)) or any(
        mark.value == "return" for mark in sentence.of(Layer.EXIT)
    )
    if not given and not back:
        return False
    days = find_dates(sentence, pack, published)
    return any(day.day is not None and 0 <= (published - day.day).days <= WEEKS for day in days)


def is_signing(sentence: Sentence, day: DateMatch) -> bool:
    """True if a date belongs to a word of signing or to the name of an agreement."""
    for mark in sentence.of(Layer.DATE):
        if mark.role == "signed" and -_NEAR <= day.first - mark.end <= 2 * _NEAR:
            return True
    return any(0 <= day.first - mark.end <= 1 or mark.first == day.end for mark in sentence.of(Layer.HEAD))
