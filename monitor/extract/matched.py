"""Words by which the judge knew an exit, where the lexicon has none there: they are words of ending too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.model import Hit, Span, Stage

_HOW = {
    Stage.SUSPENDED: "suspend",
    Stage.EXPIRED: "expire",
    Stage.NOTIFIED: "notify",
    Stage.REVERSED: "return",
}
_TARGETS = frozenset({Layer.HEAD, Layer.ENTRY, Layer.KIND, Layer.DESCRIPTION, Layer.PARTY, Layer.SUBJECT})


def with_matched(sentences: Sequence[Sentence], hits: Iterable[Hit], *, verb_last: bool) -> list[Sentence]:
    """The sentences, with the predicate of each hit that alerts as a word of ending."""
    found = list(sentences)
    for hit in hits:
        places = (
            [place for span in hit.spans if (place := _place(found, span)) is not None]
            if hit.kind.alerts
            else []
        )
        if any(
            mark.first < end and first < mark.end
            for at, first, end in places
            for mark in found[at].of(Layer.EXIT)
        ):
            continue
        predicates = [place for place in places if not _is_target(found[place[0]], *place[1:])]
        # A target without a mark stands behind its predicate, where the language does not put the verb last.
        if predicates:
            at, first, end = predicates[-1 if verb_last else 0]
            marks = (*found[at].marks, Mark(first, end, Layer.EXIT, _HOW.get(hit.stage, "leave"), ""))
            found[at] = replace(
                found[at], marks=tuple(sorted(marks, key=lambda mark: (mark.first, -mark.end)))
            )
    return found


def _place(sentences: Sequence[Sentence], span: Span) -> tuple[int, int, int] | None:
    """Which sentence holds a span, and at which words."""
    for at, sentence in enumerate(sentences):
        if (
            sentence.field == span.field
            and sentence.tokens[0].start <= span.start
            and span.end <= sentence.tokens[-1].end
        ):
            places = [
                place
                for place, token in enumerate(sentence.tokens)
                if span.start <= token.start and token.end <= span.end
            ]
            return (at, places[0], places[-1] + 1) if places else None
    return None


def _is_target(sentence: Sentence, first: int, end: int) -> bool:
    return any(mark.layer in _TARGETS and mark.first < end and first < mark.end for mark in sentence.marks)
