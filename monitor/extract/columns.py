"""Recognises articles that are columns, not news: by a label before the headline, a line that says whose
views they are, or an author who says I.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import islice

from monitor.extract.actors import Claim
from monitor.extract.dates import find_dates
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.story_marks import Place, Sentence
from monitor.model import Evidence
from monitor.query import words

# who speaks, in a transcript: `MINISTER: I meant it`
_LABELLED = re.compile(r"[^\W\d_a-zа-я][^\n:a-zа-я]{2,24}:\s")
SHORT = 60  # words of a story that is no article
WEEKS = 45  # days before publication that are these weeks
_BYLINE = 8  # words of a line below the headline that says whose column it is
_LABEL = 3  # words of a headline in which `Opinion:` stands


def unreal_marks(sentence: Sentence, value: str) -> list[Mark]:
    """The words of this kind that may make a sentence unreal."""
    return [mark for mark in sentence.of(Layer.UNREAL) if mark.value == value]


def note(sentence: Sentence, mark: Mark, why: str) -> Evidence:
    """A word as the reason why a text states no exit."""
    return sentence.evidence("", mark.first, mark.end, why)


def opinion(
    sentences: Sequence[Sentence], claims: Sequence[Claim], pack: Pack, published: date | None
) -> Evidence | None:
    """The label before the headline, the line that says whose views they are, or the `I` of an author that
    makes the text a column.

    A label that news have too (`Analysis`, `Debate`) gives way to the news of these days in the first
    paragraph.
    """
    views = next(
        (
            note(sentence, mark, "a line says whose views it holds")
            for sentence in sentences
            for mark in unreal_marks(sentence, "views")
        ),
        None,
    )
    label = label_of(sentences)
    if label is not None and _is_weak(label, pack) and _is_news(sentences, claims, pack, published):
        label = None
    return label or views or _says_i(sentences)


def _is_weak(label: Evidence, pack: Pack) -> bool:
    """True if news may have the label too: `Analysis`."""
    return any(pack.has("weak_labels", word) for word in words(label.sentence[: _LABEL * 12])[:_LABEL])


def _is_news(
    sentences: Sequence[Sentence], claims: Sequence[Claim], pack: Pack, published: date | None
) -> bool:
    """True if a first paragraph says on which day of these weeks a state ended an agreement or gave a
    notice.
    """
    for sentence in (sentence for sentence in sentences if sentence.place is Place.LEAD):
        days = [match.day for match in find_dates(sentence, pack, published)]
        recent = any(published and day and abs((published - day).days) <= WEEKS for day in days)
        recent = recent or any(mark.role == "weekday" for mark in sentence.of(Layer.DATE))
        acts = any(claim.sentence is sentence and claim.subjects for claim in claims)
        if recent and (acts or any(form.value in DOCUMENTS for form in sentence.of(Layer.FORM))):
            return True
    return False


def label_of(sentences: Sequence[Sentence]) -> Evidence | None:
    """The label before the headline or in the line below it (`Opinion:`); None without one."""
    for sentence in sentences:
        for mark in unreal_marks(sentence, "opinion"):
            if mark.first >= _LABEL:
                continue
            is_cut = bool(set(sentence.gap(mark.end)) & set(":|/—–"))
            if (is_cut and sentence.place is Place.HEADLINE) or _is_byline(sentence):
                return note(sentence, mark, "a label before the headline makes it a column")
    return None


def _is_byline(sentence: Sentence) -> bool:
    """True if a sentence is a short line without a stop right below the headline."""
    opens = sentence.field == "body" and not sentence.source[: sentence.tokens[0].start].strip()
    return opens and len(sentence.tokens) <= _BYLINE and not sentence.text.endswith((".", "!", "?"))


def _says_i(sentences: Sequence[Sentence]) -> Evidence | None:
    """The first of two sentences of an article that say `I` or `my` outside of quotations."""
    said = (
        (sentence, _unquoted(sentence, unreal_marks(sentence, "person")))
        for sentence in sentences
        if sentence.field == "body"
    )
    own = list(islice(((sentence, mark) for sentence, mark in said if mark is not None), 2))
    if len(own) < 2 or sum(len(sentence.tokens) for sentence in sentences) < SHORT:
        return None
    return note(*own[0], "its author speaks in the first person: a column")


def _unquoted(sentence: Sentence, marks: Sequence[Mark]) -> Mark | None:
    """The last of some words that stands in no quotation of the paragraph; none in a paragraph that is one,
    behind a dash.
    """
    if not marks:
        return None
    start = sentence.tokens[0].start
    above = sentence.source[sentence.paragraph[1] + 1 : start]
    if above.lstrip()[:1] in ("—", "–", "-") or _LABELLED.match(sentence.source, sentence.paragraph[1] + 1):
        return None
    opened, straight = _signs(above)  # counted once: a paragraph may be long
    for mark in reversed(marks):
        more_opened, more_straight = _signs(sentence.source[start : sentence.tokens[mark.first].start])
        if opened + more_opened <= 0 and (straight + more_straight) % 2 == 0:
            return mark
    return None


def _signs(text: str) -> tuple[int, int]:
    """How many more quotations a text opens than it closes, and its straight quotation marks."""
    opened = sum(text.count(sign) for sign in "«“„‹") - sum(text.count(sign) for sign in "»”›")
    return opened, text.count('"')
