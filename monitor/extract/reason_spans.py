"""Where the clause behind or before a word of giving reasons begins and ends: the words of a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.model import Evidence

LONGEST = 32  # words of a reason
SHORTEST = 3
_COMMA = 6  # words before a comma that ends a reason
_THAT = 8  # words between a verb and the clause that it governs
_NO_QUOTES = str.maketrans("", "", '“”«»„"')


@dataclass(frozen=True, slots=True)
class ReasonClause:
    """A clause that may be the reason, with the points that it has."""

    score: float
    evidence: Evidence


def reason_clause(
    sentence: Sentence, first: int, score: float, why: str, pack: Pack, end: int | None = None
) -> Iterator[ReasonClause]:
    """The words `first:end` as a clause; nothing if they are too few. Without `end`, up to the end of the
    clause. Quotation marks that are not closed are taken out.
    """
    end = _clause_end(sentence, first, pack) if end is None else end
    if end - first >= SHORTEST:
        value = sentence.raw(first, end)
        value = value if _are_quotes_closed(value) else value.translate(_NO_QUOTES)
        yield ReasonClause(score, sentence.evidence(value, first, end, why))


def _are_quotes_closed(text: str) -> bool:
    """True if as many quotation marks close as open in a text. `“` closes German quotations."""
    opened = sum(map(text.count, "“«„"))
    closed = sum(map(text.count, "”»“" if "„" in text else "”»"))
    return opened == closed and text.count('"') % 2 == 0


def _clause_end(sentence: Sentence, first: int, pack: Pack) -> int:
    """The end of a reason that begins at a place: a stop, a comma behind some words, or a verb of saying."""
    limit = min(first + LONGEST, len(sentence.tokens))
    for at in range(first + 1, limit):
        if _is_cut(sentence, at, at - first) or _is_source(sentence, at, pack):
            return at
    return min(max(limit, first + 1), len(sentence.tokens))


def _is_cut(sentence: Sentence, at: int, words: int, least: int = _COMMA) -> bool:
    """True if punctuation before a place ends a reason of so many words. A comma needs `least` of them."""
    gap = sentence.gap(at)
    return bool(set(gap) & set(";:—|")) or " – " in gap or ("," in gap and words >= least)


def _is_source(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a comma and a verb of saying name the source: `the quarrel over quotas, said the minister`."""
    if "," not in sentence.gap(at):
        return False
    return pack.has("says", sentence.word(at)) or any(mark.first == at for mark in sentence.of(Layer.TOLD))


def governed_clause(sentence: Sentence, mark: Mark, pack: Pack) -> tuple[int, int]:
    """The words of the clause that a word of the layer MOTIVE governs.

    They stand behind it; before it for a verb that reports (`..., he said`), and in a language whose verbs
    stand last and have no `that` before them.
    """
    behind = not pack.verb_last or pack.sets.get("that") or pack.has("clause", sentence.word(mark.first))
    if not behind:
        first = _start_before(sentence, mark, SHORTEST)
        return first, mark.end if mark.value == "reported" else mark.first
    if mark.value == "reported":
        first = _start_before(sentence, mark, _COMMA)
    else:
        first = _start_behind(sentence, mark, pack)
    return first, _clause_end(sentence, first, pack)


def _start_before(sentence: Sentence, mark: Mark, least: int) -> int:
    """The first word of the clause before a mark. A comma begins it if `least` words follow."""
    for at in range(mark.first, max(mark.first - LONGEST, 0), -1):
        if _is_cut(sentence, at, mark.first - at, least):
            return at
    return 0


def _start_behind(sentence: Sentence, mark: Mark, pack: Pack) -> int:
    """The first word of the clause behind a mark: behind a colon, `that`, or the speaker of a view."""
    governs = pack.has("that", sentence.word(mark.end - 1)) or mark.value == "blames"
    first = mark.end if governs else skip_that(sentence, mark.end, pack)
    near = range(mark.end, min(mark.end + SHORTEST, len(sentence.tokens)))
    first = next((at for at in near if ":" in sentence.gap(at)), first)
    return _behind_name(sentence, first) if mark.value == "view" else first


def _behind_name(sentence: Sentence, first: int) -> int:
    """The place behind a name and an apposition between commas: `for the minister, Ada Lovelace, it closes
    the door`.
    """
    for at in range(first, min(first + LONGEST, len(sentence.tokens))):
        commas = (
            place
            for place in range(at + 1, min(at + _COMMA, len(sentence.tokens)))
            if "," in sentence.gap(place)
        )
        comma = next(commas, None)
        if comma is None:
            return at
        if "," in sentence.gap(at) and comma - at >= _COMMA - 1:
            return at
    return first


def skip_that(sentence: Sentence, first: int, pack: Pack) -> int:
    """The place behind the first `that` of the next words; `first` without one."""
    for at in range(first, min(first + _THAT, len(sentence.tokens))):
        if pack.has("that", sentence.word(at)):
            return at + 1
    return first
