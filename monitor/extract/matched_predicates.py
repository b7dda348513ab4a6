"""The words by which the judge recognised an exit, as words of ending where the lexicon has none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.model import Hit, Span, Stage

_EXIT_BY_STAGE = {
    Stage.SUSPENDED: "suspend",
    Stage.EXPIRED: "expire",
    Stage.NOTIFIED: "notify",
    Stage.REVERSED: "return",
}
_TARGETS = frozenset({Layer.HEAD, Layer.ENTRY, Layer.KIND, Layer.DESCRIPTION, Layer.PARTY, Layer.SUBJECT})


def with_matched(sentences: Sequence[Sentence], hits: Iterable[Hit], *, verb_last: bool) -> list[Sentence]:
    """The sentences; the predicate of each hit that alerts gets a mark of ending, if none of the words of the
    hit has one.
    """
    result = list(sentences)
    for hit in hits:
        if not hit.kind.alerts:
            continue
        places = [place for span in hit.spans if (place := _place(result, span)) is not None]
        if any(_has(result[at], first, end, frozenset({Layer.EXIT})) for at, first, end in places):
            continue
        predicates = [
            (at, first, end)
            for at, first, end in places
            if not _has(result[at], first, end, _TARGETS) and not _is_house(result[at], first, end)
        ]
        if predicates:
            # a target without a mark stands behind its predicate, unless the language puts the verb last
            at, first, end = predicates[-1 if verb_last else 0]
            ending = Mark(first, end, Layer.EXIT, _EXIT_BY_STAGE.get(hit.stage, "leave"), "")
            marks = sorted((*result[at].marks, ending), key=lambda mark: (mark.first, -mark.end))
            result[at] = replace(result[at], marks=tuple(marks))
    return result


def _place(sentences: Sequence[Sentence], span: Span) -> tuple[int, int, int] | None:
    """The number of the sentence that holds a span, and its words there as first and end; None without a
    word.
    """
    for number, sentence in enumerate(sentences):
        tokens = sentence.tokens
        if sentence.field != span.field or span.start < tokens[0].start or tokens[-1].end < span.end:
            continue
        places = [
            at for at, token in enumerate(tokens) if span.start <= token.start and token.end <= span.end
        ]
        return (number, places[0], places[-1] + 1) if places else None
    return None


def _is_house(sentence: Sentence, first: int, end: int) -> bool:
    """True for one word with a capital that names a house: `la Corte frena` is no form of `cortar`."""
    is_noun = any(
        mark.layer is Layer.CONTEXT and mark.value == "body" and mark.first == first
        for mark in sentence.marks
    )
    return is_noun and end == first + 1 and sentence.tokens[first].raw[0].isupper()


def _has(sentence: Sentence, first: int, end: int, layers: frozenset[Layer]) -> bool:
    """True if a mark of one of the layers shares a word with `first:end`."""
    return any(mark.layer in layers and mark.first < end and first < mark.end for mark in sentence.marks)
