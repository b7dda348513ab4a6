"""Why, from the whole article: each way of giving a reason finds clauses, and the best founded is taken.

A clause counts by the words that give it (`the reason is`, `found that`, `blames`, a quotation), by who
speaks, by words of what is wrong (`failed`, `no longer`), and by how near to the exit it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.extract.course import is_item
from monitor.extract.lexicon import Pack
from monitor.extract.notices import is_foreign
from monitor.extract.phrases import Layer, Mark
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
_COLON = 14  # words between a noun of reasons and its colon or clause
_THAT = 8  # words between a verb and the clause that it governs
_SHORT = 3  # words of a reason
_HELD_WORDS = 5  # words of a judgement that names nothing wrong
_STEP = 5  # words between the step and what it follows
_LOOSE = 0.8  # for a clause that no `that` opens
_COMMA = 6  # words before a comma that ends a reason
_LONG = 32  # words of one
_PHRASE = 5  # words of a quotation
_SOON = 14  # sentences
_ITEMS = 4
_NO_QUOTES = str.maketrans("", "", '“”«»„"')


@dataclass(frozen=True, slots=True)
class _Clause:
    score: float
    found: Evidence


def motive(
    sentences: Sequence[Sentence], first: int, known: set[str], stage: Stage, pack: Pack
) -> Evidence | None:
    """The best founded reason that the sentences give, by those who act.

    `first`: the number of the sentence that tells the exit.
    """
    speech = Speech(sentences, known, pack, open_to_all=stage is Stage.PROPOSED)
    clauses = [
        _Clause(one.score - _FAR * abs(_place(one, sentences) - first), one.found)
        for one in _all(sentences, speech, first, known, stage, pack)
    ]
    best = max(clauses, key=lambda one: one.score, default=None)
    return best.found if best is not None and best.score >= _LEAST else None


def _place(clause: _Clause, sentences: Sequence[Sentence]) -> int:
    return next(
        (
            sentence.number
            for sentence in sentences
            if sentence.field == clause.found.field and sentence.text == clause.found.sentence
        ),
        0,
    )


def _all(
    sentences: Sequence[Sentence], speech: Speech, first: int, known: set[str], stage: Stage, pack: Pack
) -> Iterator[_Clause]:
    by_number = {other.number: other for other in sentences}
    for sentence in sentences:
        yield from _stated(sentence, by_number, speech, known, pack)
        if stage is Stage.THREATENED:
            yield from _conditions(sentence, known, pack)
        if stage is not Stage.REVERSED and sentence.place is not Place.HEADLINE and not is_item(sentence):
            yield from _said(sentence, speech, pack)
    if stage is not Stage.REVERSED:
        for quotation in speech.quotations:
            if first <= quotation.sentence.number <= first + _SOON:
                yield from _quoted(quotation)


# ---------------------------------------------------------------- what says that it is the reason


def _stated(
    sentence: Sentence, by_number: dict[int, Sentence], speech: Speech, known: set[str], pack: Pack
) -> Iterator[_Clause]:
    """Behind `the reason is`; behind a noun of reasons and a colon or `that`; the lines of a list that such a
    noun opens.
    """

    def theirs(mark: Mark) -> bool:
        return speech.at(sentence, mark.first) is not Voice.OTHER and not is_foreign(
            sentence, known, mark.first, pack
        )

    for mark in (
        reason_mark
        for reason_mark in sentence.of(Layer.REASON)
        if reason_mark.value == "grounds" and theirs(reason_mark)
    ):
        why = f"behind “{sentence.words(mark)}”, which gives the reason"
        yield from _clause(sentence, _skip_that(sentence, mark.end, pack), _STATED, why, pack)
    for mark in filter(theirs, _of(sentence, "noun")):
        why = f"behind “{sentence.words(mark)}”, a noun of reasons"
        opens = next(
            (
                at
                for at in range(mark.end, min(mark.end + _COLON, len(sentence.tokens)))
                if _opens(sentence, mark, at, pack)
            ),
            None,
        )
        if opens is not None:
            yield from _clause(sentence, opens, _STATED, why, pack)
        elif sentence.text.rstrip().endswith(":"):
            yield from _items(sentence, by_number, why)


def _opens(sentence: Sentence, noun: Mark, at: int, pack: Pack) -> bool:
    """True if a clause of a reason begins at a place: behind a colon, `that`, or `is` right behind the
    noun.
    """
    copula = pack.has("copula", sentence.word(at - 1)) and at - 1 == noun.end
    return (
        ":" in sentence.gap(at) or copula or (at > noun.end + 1 and pack.has("that", sentence.word(at - 1)))
    )


def _items(sentence: Sentence, by_number: dict[int, Sentence], why: str) -> Iterator[_Clause]:
    lines: list[Sentence] = []
    while (
        (line := by_number.get(sentence.number + 1 + len(lines))) is not None
        and is_item(line)
        and len(lines) < _ITEMS
    ):
        lines.append(line)
    if lines:
        value = "; ".join(line.raw(0, len(line.tokens)) for line in lines)
        yield _Clause(_STATED, lines[0].evidence(value, 0, len(lines[0].tokens), why))


def _conditions(sentence: Sentence, known: set[str], pack: Pack) -> Iterator[_Clause]:
    """The condition of a threat, in a sentence that speaks of the exit: `if Lima does not pay`."""
    if any(not is_foreign(sentence, known, exit_mark.first, pack) for exit_mark in sentence.of(Layer.EXIT)):
        for mark in _of(sentence, "condition"):
            yield from _clause(sentence, mark.first, _CONDITION, "the condition of the threat", pack)


# ---------------------------------------------------------------- what those who act say


def _said(sentence: Sentence, speech: Speech, pack: Pack) -> Iterator[_Clause]:
    """What they name as the cause, hold, complain of or say."""
    for mark in (
        *sentence.of(Layer.MOTIVE),
        *(reason_mark for reason_mark in sentence.of(Layer.REASON) if reason_mark.value == "before"),
    ):
        voice = speech.at(sentence, mark.first)
        score = _SCORES.get(mark.value)
        if score is None or voice is Voice.OTHER:
            continue
        first, end = _governed(sentence, mark, pack)
        if mark.value == "before" and any(
            first <= period.first < first + _SHORT for period in sentence.of(Layer.PERIOD)
        ):
            continue  # через шість місяців
        faults = _faults(sentence, first, end)
        if (
            mark.value in _THAT_CLAUSES
            and not faults
            and (end - first < _HELD_WORDS or _tells_course(sentence, first, end))
        ):
            continue
        if mark.value == "tells" and not faults:
            continue
        if mark.value in ("view", "blames") and not faults:
            score -= _LOOSE
        if mark.value == "follows" and not any(
            pack.has("decision", sentence.word(mark.first - back)) for back in range(1, _STEP)
        ):
            continue
        if mark.value == "holds" and not pack.has("that", sentence.word(first - 1)):
            score -= _LOOSE
        if mark.value == "caused" and not _is_about_exit(sentence, pack):
            score = _SCORES["holds"]
        bonus = (_NAMED if sentence.number in speech.named else 0.0) if voice is Voice.OWN else _UNKNOWN
        bonus = max(bonus, 0.0) if mark.value == "caused" else bonus
        yield from _clause(
            sentence,
            first,
            score + bonus + _FAULT * faults,
            f"what “{sentence.words(mark)}” leads to",
            pack,
            end,
        )


def _governed(sentence: Sentence, mark: Mark, pack: Pack) -> tuple[int, int]:
    """The clause that words lead to: behind them, in a language whose verbs stand last and have no `that`
    before them.
    """
    behind = not pack.verb_last or pack.sets.get("that") or pack.has("clause", sentence.word(mark.first))
    if mark.value == "reported" or not behind:
        least = _COMMA if behind else _SHORT
        first = next(
            (
                at
                for at in range(mark.first, max(mark.first - _LONG, 0), -1)
                if _is_cut(sentence, at, mark.first - at, least)
            ),
            0,
        )
        if behind:
            return first, _end(sentence, first, pack)
        return first, mark.end if mark.value == "reported" else mark.first
    told = pack.has("that", sentence.word(mark.end - 1)) or mark.value == "blames"
    first = mark.end if told else _skip_that(sentence, mark.end, pack)
    first = next(
        (
            at
            for at in range(mark.end, min(mark.end + _SHORT, len(sentence.tokens)))
            if ":" in sentence.gap(at)
        ),
        first,
    )
    if mark.value == "view":
        first = _behind_name(sentence, first)
    return first, _end(sentence, first, pack)


def _behind_name(sentence: Sentence, first: int) -> int:
    """Behind a name and an apposition between commas:

    `for the minister, Ada Lovelace, it closes the door`.
    """
    for at in range(first, min(first + _LONG, len(sentence.tokens))):
        commas = [
            place
            for place in range(at + 1, min(at + _COMMA, len(sentence.tokens)))
            if "," in sentence.gap(place)
        ]
        if not commas:
            return at
        if "," in sentence.gap(at) and commas[0] - at >= _COMMA - 1:
            return at
    return first


def _tells_course(sentence: Sentence, first: int, end: int) -> bool:
    """True if a clause tells of an end or a date: no judgement."""
    return any(first <= mark.first < end for layer in (Layer.EXIT, Layer.DATE) for mark in sentence.of(layer))


def _is_about_exit(sentence: Sentence, pack: Pack) -> bool:
    about = any(sentence.of(layer) for layer in (Layer.EXIT, Layer.HEAD, Layer.ENTRY, Layer.FORM))
    return about or any(
        pack.has("decision", token.text) or pack.has("pronoun", token.text) for token in sentence.tokens
    )


def _quoted(quotation: Quotation) -> Iterator[_Clause]:
    sentence = quotation.sentence
    if quotation.voice is Voice.OTHER or not _PHRASE <= quotation.end - quotation.first <= _LONG + _PHRASE:
        return
    faults = _faults(sentence, quotation.first, quotation.end)
    bonus = (_NAMED if quotation.named else 0.0) if quotation.voice is Voice.OWN else _UNKNOWN
    unsure = any(quotation.first <= mark.first < quotation.end for mark in sentence.of(Layer.UNSURE))
    score = _QUOTED + bonus + _FAULT * faults - (_NAMED if unsure else 0.0)
    found = sentence.evidence(
        sentence.raw(quotation.first, quotation.end),
        quotation.first,
        quotation.end,
        "a quotation of one who acts",
    )
    yield _Clause(score, found)


# ---------------------------------------------------------------- words


def _of(sentence: Sentence, kind: str) -> list[Mark]:
    return [mark for mark in sentence.of(Layer.MOTIVE) if mark.value == kind]


def _faults(sentence: Sentence, first: int, end: int) -> int:
    """How many words of what is wrong a clause has, at most two."""
    return min(sum(1 for mark in sentence.of(Layer.FAULT) if first <= mark.first < end), 2)


def _skip_that(sentence: Sentence, first: int, pack: Pack) -> int:
    """Behind the `that` of a clause that words lead to, if it stands near."""
    return next(
        (
            at + 1
            for at in range(first, min(first + _THAT, len(sentence.tokens)))
            if pack.has("that", sentence.word(at))
        ),
        first,
    )


def _clause(
    sentence: Sentence, first: int, score: float, why: str, pack: Pack, end: int | None = None
) -> Iterator[_Clause]:
    end = _end(sentence, first, pack) if end is None else end
    if end - first >= _SHORT:
        value = sentence.raw(first, end)
        if (
            sum(value.count(one) for one in "“«„")
            != sum(value.count(one) for one in "”»“" if one != "“" or "„" in value)
            or value.count('"') % 2
        ):
            value = value.translate(_NO_QUOTES)
        yield _Clause(score, sentence.evidence(value, first, end, why))


def _end(sentence: Sentence, first: int, pack: Pack) -> int:
    """The word behind a reason that begins at a place: at a stop, a comma behind some words, or who says
    it.
    """
    at = first + 1
    while (
        at < len(sentence.tokens)
        and at - first < _LONG
        and not _is_cut(sentence, at, at - first)
        and not _is_source(sentence, at, pack)
    ):
        at += 1
    return min(at, len(sentence.tokens))


def _is_cut(sentence: Sentence, at: int, words: int, least: int = _COMMA) -> bool:
    """True if a reason of so many words ends before a place."""
    gap = sentence.gap(at)
    return bool(set(gap) & set(";:—|")) or " – " in gap or ("," in gap and words >= least)


def _is_source(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a comma and a verb of saying tell who says it: `the quarrel over quotas, said the minister`."""
    says = pack.has("says", sentence.word(at)) or any(mark.first == at for mark in sentence.of(Layer.TOLD))
    return "," in sentence.gap(at) and says
