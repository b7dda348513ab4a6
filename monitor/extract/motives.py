"""The reason of an exit, from the whole article: each way of giving a reason finds clauses, and the one with
the most points is taken.

A clause gets points by the words that give it (`the reason is`, `found that`, `blames`, a quotation), by who
speaks, and by words of what is wrong (`failed`, `no longer`); it loses points by its distance to the exit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.extract.conditional import stage_words
from monitor.extract.course import is_item
from monitor.extract.lexicon import Pack
from monitor.extract.notices import is_foreign
from monitor.extract.phrases import Layer, Mark
from monitor.extract.reason_spans import (
    LONGEST,
    SHORTEST,
    ReasonClause,
    governed_clause,
    reason_clause,
    skip_that,
)
from monitor.extract.speech import Quotation, Speech, Voice
from monitor.extract.story_marks import Place, Sentence
from monitor.model import Evidence, Stage

_STATED = 7.0  # the reason is
_CONDITION = 6.0  # if Lima does not pay
_SCORES = {
    "caused": 6.0,
    "before": 4.6,
    "follows": 4.6,
    "holds": 4.0,
    "blames": 3.5,
    "view": 2.6,
    "reported": 2.4,
    "tells": 2.2,
}
_THAT_CLAUSES = ("holds", "tells", "reported")
_QUOTED = 2.3
_LEAST = 2.2
_NAMED = 0.8  # for a speaker who is named
_UNKNOWN = -0.7  # for one who is not known
_FAULT = 0.6  # a word of what is wrong, at most two
_FAR = 0.04  # a sentence
_LOOSE = 0.8  # for a clause that no `that` opens
_COLON = 14  # words between a noun of reasons and its colon or clause
_HELD_WORDS = 5  # words of a judgement that names nothing wrong
_STEP = 5  # words between the decision and what it follows
_PHRASE = 5  # words of a quotation
_SOON = 14  # sentences
_ITEMS = 4  # lines of a list of reasons


def motive(
    sentences: Sequence[Sentence], first: int, known: set[str], stage: Stage, pack: Pack
) -> Evidence | None:
    """The reason with the most points that the parties `known` give; None if no clause has enough points.

    `first`: the number of the sentence that reports the exit.
    """
    speech = Speech(sentences, known, pack, open_to_all=stage is Stage.PROPOSED)
    clauses = [
        ReasonClause(clause.score - _FAR * abs(_place(clause, sentences) - first), clause.evidence)
        for clause in _all(sentences, speech, first, known, stage, pack)
    ]
    best = max(clauses, key=lambda clause: clause.score, default=None)
    return best.evidence if best is not None and best.score >= _LEAST else None


def _place(clause: ReasonClause, sentences: Sequence[Sentence]) -> int:
    """The number of the first sentence with the text of a clause's sentence."""
    field, text = clause.evidence.field, clause.evidence.sentence
    same = (sentence.number for sentence in sentences if sentence.field == field and sentence.text == text)
    return next(same, 0)


def _all(
    sentences: Sequence[Sentence], speech: Speech, first: int, known: set[str], stage: Stage, pack: Pack
) -> Iterator[ReasonClause]:
    """The clauses of all ways of giving a reason. A reversal has only a stated reason."""
    by_number = {sentence.number: sentence for sentence in sentences}
    for sentence in sentences:
        yield from _stated(sentence, by_number, speech, known, pack)
        if stage is Stage.THREATENED:
            yield from _conditions(sentence, known, pack)
        is_prose = sentence.place is not Place.HEADLINE and not is_item(sentence)
        if stage is not Stage.REVERSED and is_prose:
            yield from _said(sentence, speech, pack)
    if stage is not Stage.REVERSED:
        for quotation in speech.quotations:
            if first <= quotation.sentence.number <= first + _SOON:
                yield from _quoted(quotation)


# ---------------------------------------------------------------- stated reasons


def _stated(
    sentence: Sentence, by_number: dict[int, Sentence], speech: Speech, known: set[str], pack: Pack
) -> Iterator[ReasonClause]:
    """The clauses behind `the reason is`, and behind a noun of reasons and a colon or `that`; the lines of
    the list that such a noun opens.
    """

    def is_own(mark: Mark) -> bool:
        """True if neither another voice nor a party without part in the exit gives the reason."""
        if speech.at(sentence, mark.first) is Voice.OTHER:
            return False
        return not is_foreign(sentence, known, mark.first, pack)

    grounds = [mark for mark in sentence.of(Layer.REASON) if mark.value == "grounds"]
    for mark in filter(is_own, grounds):
        why = f"behind “{sentence.words(mark)}”, which gives the reason"
        yield from reason_clause(sentence, skip_that(sentence, mark.end, pack), _STATED, why, pack)
    for noun in filter(is_own, _of(sentence, "noun")):
        why = f"behind “{sentence.words(noun)}”, a noun of reasons"
        places = range(noun.end, min(noun.end + _COLON, len(sentence.tokens)))
        opening = next((at for at in places if _opens(sentence, noun, at, pack)), None)
        if opening is not None:
            yield from reason_clause(sentence, opening, _STATED, why, pack)
        elif sentence.text.rstrip().endswith(":"):
            yield from _items(sentence, by_number, why)


def _opens(sentence: Sentence, noun: Mark, at: int, pack: Pack) -> bool:
    """True if a clause of a reason begins at a place: behind a colon, `that`, or `is` right behind the
    noun.
    """
    previous = sentence.word(at - 1)
    if ":" in sentence.gap(at) or (at == noun.end + 1 and pack.has("copula", previous)):
        return True
    return at > noun.end + 1 and pack.has("that", previous)


def _items(sentence: Sentence, by_number: dict[int, Sentence], why: str) -> Iterator[ReasonClause]:
    """The lines of the list behind a sentence, as one clause."""
    lines: list[Sentence] = []
    while len(lines) < _ITEMS:
        line = by_number.get(sentence.number + 1 + len(lines))
        if line is None or not is_item(line):
            break
        lines.append(line)
    if lines:
        value = "; ".join(line.raw(0, len(line.tokens)) for line in lines)
        yield ReasonClause(_STATED, lines[0].evidence(value, 0, len(lines[0].tokens), why))


def _conditions(sentence: Sentence, known: set[str], pack: Pack) -> Iterator[ReasonClause]:
    """The condition of a threat, in a sentence about the exit: `if Lima does not pay`."""
    if any(not is_foreign(sentence, known, mark.first, pack) for mark in sentence.of(Layer.EXIT)):
        for mark in _of(sentence, "condition"):
            yield from reason_clause(sentence, mark.first, _CONDITION, "the condition of the threat", pack)


# ---------------------------------------------------------------- statements of those who act


def _said(sentence: Sentence, speech: Speech, pack: Pack) -> Iterator[ReasonClause]:
    """The clauses that the acting parties give as the cause, hold, complain of or say."""
    before = [mark for mark in sentence.of(Layer.REASON) if mark.value == "before"]
    for mark in (*sentence.of(Layer.MOTIVE), *before):
        voice = speech.at(sentence, mark.first)
        if mark.value not in _SCORES or voice is Voice.OTHER:
            continue
        first, end = governed_clause(sentence, mark, pack)
        faults = _faults(sentence, first, end)
        if _is_no_reason(sentence, mark, first, end, pack, faults=faults):
            continue
        bonus = _bonus(voice, is_named=sentence.number in speech.named)
        bonus = max(bonus, 0.0) if mark.value == "caused" else bonus
        score = _score(sentence, mark, first, pack, faults=faults) + bonus + _FAULT * faults
        why = f"what “{sentence.words(mark)}” leads to"
        yield from reason_clause(sentence, first, score, why, pack, end)


def _is_no_reason(sentence: Sentence, mark: Mark, first: int, end: int, pack: Pack, *, faults: int) -> bool:
    """True if the clause `first:end` that a word governs is a period (`через шість місяців`), a report
    without a word of what is wrong, or follows something else than the decision.
    """
    if mark.value == "before":
        return any(first <= period.first < first + SHORTEST for period in sentence.of(Layer.PERIOD))
    if mark.value in _THAT_CLAUSES and _tells_effect(sentence, first, end):
        return True
    if mark.value == "tells":
        return not faults
    if mark.value in _THAT_CLAUSES:
        return not faults and (end - first < _HELD_WORDS or _tells_course(sentence, first, end))
    if mark.value == "follows":
        return not any(pack.has("decision", sentence.word(mark.first - back)) for back in range(1, _STEP))
    return False


def _score(sentence: Sentence, mark: Mark, first: int, pack: Pack, *, faults: int) -> float:
    """The points of a word that governs the clause at `first`, without those for its speaker."""
    score = _SCORES[mark.value]
    if mark.value in ("view", "blames") and not faults:
        return score - _LOOSE
    if mark.value == "holds" and not pack.has("that", sentence.word(first - 1)):
        return score - _LOOSE
    if mark.value == "caused" and not _is_about_exit(sentence, pack):
        return _SCORES["holds"]
    return score


def _bonus(voice: Voice, *, is_named: bool) -> float:
    """The points for a speaker."""
    if voice is Voice.OWN:
        return _NAMED if is_named else 0.0
    return _UNKNOWN


def _tells_course(sentence: Sentence, first: int, end: int) -> bool:
    """True if a clause reports an end or a date: it is no judgement."""
    return any(first <= mark.first < end for mark in (*sentence.of(Layer.EXIT), *sentence.of(Layer.DATE)))


def _tells_effect(sentence: Sentence, first: int, end: int) -> bool:
    """True if a clause reports that an end takes effect: that is no reason for it."""
    told = {word.value for word in stage_words(sentence) if first <= word.first < end}
    is_ended = any(first <= mark.first < end for mark in sentence.of(Layer.EXIT))
    return is_ended and not told.isdisjoint(("effective", "immediate"))


def _is_about_exit(sentence: Sentence, pack: Pack) -> bool:
    """True if a sentence has a word of ending, an agreement, a document, a decision or a pronoun."""
    if any(sentence.of(layer) for layer in (Layer.EXIT, Layer.HEAD, Layer.ENTRY, Layer.FORM)):
        return True
    return any(
        pack.has("decision", token.text) or pack.has("pronoun", token.text) for token in sentence.tokens
    )


def _quoted(quotation: Quotation) -> Iterator[ReasonClause]:
    """A quotation, as a clause."""
    sentence, first, end = quotation.sentence, quotation.first, quotation.end
    if quotation.voice is Voice.OTHER or not _PHRASE <= end - first <= LONGEST + _PHRASE:
        return
    unsure = any(first <= mark.first < end for mark in sentence.of(Layer.UNSURE))
    bonus = _bonus(quotation.voice, is_named=quotation.named)
    score = _QUOTED + bonus + _FAULT * _faults(sentence, first, end) - (_NAMED if unsure else 0.0)
    why = "a quotation of one who acts"
    yield ReasonClause(score, sentence.evidence(sentence.raw(first, end), first, end, why))


def _of(sentence: Sentence, value: str) -> list[Mark]:
    """The marks of the layer MOTIVE with a value."""
    return [mark for mark in sentence.of(Layer.MOTIVE) if mark.value == value]


def _faults(sentence: Sentence, first: int, end: int) -> int:
    """How many words of what is wrong a clause has, at most two."""
    return min(sum(1 for mark in sentence.of(Layer.FAULT) if first <= mark.first < end), 2)
