"""The reason of an exit as the text states it: behind a word of giving reasons, as an accusation, as a
judgement, or in the words of those who act.
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

_ARGUED = 5  # words between a verb of arguing and the agreement: `argue that the old accords`
_JOINS = 3  # words between a conjunction and the word of ending: `as he suspends`
_CLAUSE = 25  # words of a reason


def reason(
    claims: Iterable[Claim], sentences: Sequence[Sentence], known: set[str], stage: Stage, pack: Pack
) -> Evidence | None:
    """The words behind a word of giving reasons in the sentence of a claim; else what other sentences say
    about the agreements or the exit; None without a reason.

    `known`: the parties that take part; what others say is not their reason.
    """
    claims = list(claims)
    first = min((claim.sentence.number for claim in claims), default=0)
    return (
        _first(_in_sentence(claim, pack) for claim in claims)
        or _first(_cause(claim, pack) for claim in claims)
        or _first(_judgement(sentence) for sentence in sentences)
        or _first(_argued(sentence, pack) for sentence in sentences)
        or _first(
            _blamed(sentence, known, pack)
            for sentence in sentences
            if sentence.number > first and stage is not Stage.REVERSED
        )
        or motive(sentences, first, known, stage, pack)
    )


def _first(reasons: Iterable[Evidence | None]) -> Evidence | None:
    """The first that is not None."""
    return next(filter(None, reasons), None)


def _in_sentence(claim: Claim, pack: Pack) -> Evidence | None:
    """The accusation in the sentence of a claim, or the clause behind a word like `because`."""
    sentence = claim.sentence
    for mark in sentence.of(Layer.REASON):
        if mark.value.startswith("accus") and (accused := _accused(claim, mark, pack)) is not None:
            return accused
        if mark.value == "before" and (mark.first >= claim.mark.end or mark.first == 0):
            end = reason_end(sentence, mark.end)
            if end > mark.end + 1:
                return _behind(sentence, mark, mark.end, end)
    return None


def _judgement(sentence: Sentence) -> Evidence | None:
    """The words of a judgement on the agreements: `outdated`."""
    for mark in sentence.of(Layer.REASON):
        if mark.value == "judgement":
            return sentence.evidence(
                sentence.words(mark), mark.first, mark.end, "a judgement on the agreements"
            )
    return None


def _behind(sentence: Sentence, mark: Mark, first: int, end: int) -> Evidence:
    """The words `first:end` as the reason that stands behind `mark`."""
    return sentence.evidence(
        sentence.raw(first, end), first, end, f"behind “{sentence.words(mark)}”, a word of giving reasons"
    )


def _blamed(sentence: Sentence, known: set[str], pack: Pack) -> Evidence | None:
    """What a party that takes part accuses the others of, in a sentence of its own: `Lima accuses its
    neighbour of quota fraud`.
    """
    for mark in sentence.of(Layer.REASON):
        if mark.value != "accuses" or mark.first > _ARGUED:
            continue
        accuser = any(party.value in known and party.end <= mark.first for party in sentence.of(Layer.PARTY))
        if accuser and not is_foreign(sentence, known, mark.first, pack):
            end = reason_end(sentence, mark.end)
            if end > mark.end + 2:
                return sentence.evidence(
                    sentence.raw(mark.first, end), mark.first, end, "one who takes part accuses another"
                )
    return None


def _accused(claim: Claim, mark: Mark, pack: Pack) -> Evidence | None:
    """What the acting party accuses others of, with the verb `mark`: `accusing Chile of fraud`, `Lima accuses
    Chile of fraud as it quits`.
    """
    sentence = claim.sentence
    end = reason_end(sentence, mark.end)
    if mark.first < claim.mark.first:
        joint = _conjunction(claim, mark, pack)
        if mark.first > 0 and not _is_own_accusation(claim, mark, joint):
            return None
        end = min(end, claim.mark.first if joint is None else joint)
    elif mark.value == "accuses" and not _goes_on(sentence, mark, pack):
        return None  # another party accuses
    why = "what the one who acts accuses another of"
    if end <= mark.end + 1:
        return None
    return sentence.evidence(sentence.raw(mark.first, end), mark.first, end, why)


def _conjunction(claim: Claim, accusing: Mark, pack: Pack) -> int | None:
    """The place of the conjunction between a verb of accusing and the word of ending: `as it quits`."""
    low = max(claim.mark.first - _JOINS, accusing.end + 1)
    places = range(claim.mark.first - 1, low - 1, -1)
    return next((at for at in places if pack.has("clause", claim.sentence.word(at))), None)


def _is_own_accusation(claim: Claim, accusing: Mark, joint: int | None) -> bool:
    """True if the subject of the claim stands before the verb of accusing, and no party between the
    conjunction `joint` and the word of ending.
    """
    if joint is None or not claim.subjects or claim.subjects[0][1].end > accusing.first:
        return False
    return not any(joint < party.first < claim.mark.first for party in claim.sentence.of(Layer.PARTY))


def _goes_on(sentence: Sentence, accusing: Mark, pack: Pack) -> bool:
    """True if a verb behind the word of ending has the same subject: `quits the pact and accuses Chile`."""
    return "," in sentence.gap(accusing.first) or pack.has("and", sentence.word(accusing.first - 1))


def _argued(sentence: Sentence, pack: Pack) -> Evidence | None:
    """What officials say of the agreements: `maintain that the texts have become a burden`, `described the
    accords as one-sided`.
    """
    for head in sentence.of(Layer.HEAD):
        if not any(pack.has("argues", sentence.word(head.first - back)) for back in range(1, _ARGUED)):
            continue
        first = head.end
        while pack.has("copula", sentence.word(first)):
            first += 1
        end = reason_end(sentence, first)
        if first == head.end or end <= first + 1:
            continue
        reports = (*sentence.of(Layer.EXIT), *sentence.of(Layer.DATE))
        if not any(first <= mark.first < end for mark in reports):
            return sentence.evidence(
                sentence.raw(first, end), first, end, f"what is said of “{sentence.words(head)}”"
            )
    return None


def _cause(claim: Claim, pack: Pack) -> Evidence | None:
    """The words behind the agreement and a word like `over`: `suspends the treaty with Chile over quota
    cheating`; not `over the weekend`.
    """
    mention, sentence = claim.mention, claim.sentence
    if mention is None or mention.sentence is not sentence or mention.first < claim.mark.end:
        return None
    at = mention.reach
    if not pack.has("cause", sentence.word(at)) or sentence.gap(at) != " ":
        return None
    if pack.has("article", sentence.word(at + 1)) or sentence.word(at + 1).isdigit():
        return None
    end = reason_end(sentence, at + 1)
    why = f"behind the agreement and “{sentence.raw(at, at + 1)}”"
    return sentence.evidence(sentence.raw(at + 1, end), at + 1, end, why) if end > at + 2 else None


def reason_end(sentence: Sentence, first: int) -> int:
    """The end of a clause that begins at a place: the next punctuation mark, or the longest clause."""
    last = min(first + _CLAUSE, len(sentence.tokens))
    places = range(first + 1, last)
    return next((at for at in places if set(sentence.gap(at)) & set(",;:.—|")), max(last, first))
