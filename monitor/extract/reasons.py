"""Why, as the text states it: behind a word of giving reasons, as an accusation, as a judgement, or in the
words of those who act.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.extract.actors import Claim
from monitor.extract.lexicon import Pack
from monitor.extract.motives import motive
from monitor.extract.notices import is_foreign
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.model import Evidence, Stage

_ARGUED = 5  # words: `argue that the old accords`
_JOINS = 3  # words: `as he suspends`
_CLAUSE = 25  # words of a reason


def reason(
    claims: Iterable[Claim], sentences: Sequence[Sentence], known: set[str], stage: Stage, pack: Pack
) -> Evidence | None:
    """What follows a word of giving reasons in the sentence of a claim; else what other sentences say about
    the agreements or the exit.

    `known`: who takes part; what others say is none of their reasons.
    """
    claims = list(claims)
    for claim in claims:
        sentence = claim.sentence
        for mark in sentence.of(Layer.REASON):
            if mark.value.startswith("accus") and (accused := _accused(claim, mark, pack)) is not None:
                return accused
            if mark.value == "before" and (mark.first >= claim.mark.end or mark.first == 0):
                end = clause_end(sentence, mark.end)
                if end > mark.end + 1:
                    return _behind(sentence, mark, mark.end, end)
    for claim in claims:
        if (cause := _cause(claim, pack)) is not None:
            return cause
    for sentence in sentences:
        for mark in sentence.of(Layer.REASON):
            if mark.value == "judgement":
                return sentence.evidence(
                    sentence.words(mark), mark.first, mark.end, "a judgement on the agreements"
                )
    argued = (_argued(sentence, pack) for sentence in sentences)
    first = min((claim.sentence.number for claim in claims), default=0)
    blamed = (
        _blamed(sentence, known, pack)
        for sentence in sentences
        if sentence.number > first and stage is not Stage.REVERSED
    )
    return (
        next(filter(None, argued), None)
        or next(filter(None, blamed), None)
        or motive(sentences, first, known, stage, pack)
    )


def _behind(sentence: Sentence, mark: Mark, first: int, end: int) -> Evidence:
    """Words of a reason behind a word that gives reasons."""
    return sentence.evidence(
        sentence.raw(first, end), first, end, f"behind “{sentence.words(mark)}”, a word of giving reasons"
    )


def _blamed(sentence: Sentence, known: set[str], pack: Pack) -> Evidence | None:
    """What one who takes part accuses the others of, in a sentence of its own: `Lima accuses its neighbour of
    quota fraud`.
    """
    for mark in sentence.of(Layer.REASON):
        acts = any(party.value in known and party.end <= mark.first for party in sentence.of(Layer.PARTY))
        if (
            mark.value == "accuses"
            and acts
            and mark.first <= _ARGUED
            and not is_foreign(sentence, known, mark.first, pack)
        ):
            end = clause_end(sentence, mark.end)
            if end > mark.end + 2:
                return sentence.evidence(
                    sentence.raw(mark.first, end), mark.first, end, "one who takes part accuses another"
                )
    return None


def _accused(claim: Claim, mark: Mark, pack: Pack) -> Evidence | None:
    """What the one who acts accuses others of, with the verb: `accusing Chile of fraud`, `Lima accuses Chile
    of fraud as it quits`.
    """
    sentence = claim.sentence
    end = clause_end(sentence, mark.end)
    if mark.first < claim.mark.first:
        joins = [
            at
            for at in range(claim.mark.first - _JOINS, claim.mark.first)
            if at > mark.end and pack.has("clause", sentence.word(at))
        ]
        own = bool(claim.subjects) and claim.subjects[0][1].end <= mark.first
        if mark.first > 0 and not (
            own
            and joins
            and not any(joins[-1] < party.first < claim.mark.first for party in sentence.of(Layer.PARTY))
        ):
            return None
        end = min(end, *joins[-1:], claim.mark.first)
    elif (
        mark.value == "accuses"
        and "," not in sentence.gap(mark.first)
        and not pack.has("and", sentence.word(mark.first - 1))
    ):
        return None  # somebody else does
    why = "what the one who acts accuses another of"
    return (
        sentence.evidence(sentence.raw(mark.first, end), mark.first, end, why) if end > mark.end + 1 else None
    )


def _argued(sentence: Sentence, pack: Pack) -> Evidence | None:
    """What officials say of the agreements: `maintain that the texts have become a burden`, `described the
    accords as one-sided`.
    """
    for head in sentence.of(Layer.HEAD):
        said = any(pack.has("argues", sentence.word(head.first - back)) for back in range(1, _ARGUED))
        first = head.end
        while pack.has("copula", sentence.word(first)):
            first += 1
        end = clause_end(sentence, first)
        marks = (*sentence.of(Layer.EXIT), *sentence.of(Layer.DATE))
        if (
            said
            and first > head.end
            and end > first + 1
            and not any(first <= mark.first < end for mark in marks)
        ):
            return sentence.evidence(
                sentence.raw(first, end), first, end, f"what is said of “{sentence.words(head)}”"
            )
    return None


def _cause(claim: Claim, pack: Pack) -> Evidence | None:
    """What follows the agreement with a word like `over`: `suspends the treaty with Chile over quota
    cheating`.
    """
    mention, sentence = claim.mention, claim.sentence
    if mention is None or mention.sentence is not sentence or mention.first < claim.mark.end:
        return None
    at = mention.reach
    if not pack.has("cause", sentence.word(at)) or sentence.gap(at) != " ":
        return None
    if pack.has("article", sentence.word(at + 1)) or sentence.word(at + 1).isdigit():  # over the weekend
        return None
    end = clause_end(sentence, at + 1)
    why = f"behind the agreement and “{sentence.raw(at, at + 1)}”"
    return sentence.evidence(sentence.raw(at + 1, end), at + 1, end, why) if end > at + 2 else None


def clause_end(sentence: Sentence, at: int) -> int:
    """The word behind a clause that begins at a place: it ends at a mark of punctuation, or is cut."""
    end = at
    while (
        end < len(sentence.tokens)
        and end - at < _CLAUSE
        and not (end > at and set(sentence.gap(end)) & set(",;:.—|"))
    ):
        end += 1
    return end
