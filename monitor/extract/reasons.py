"""Why, as the text states it: behind a word of giving reasons, as an accusation, as a judgement, or in the words of those who act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.extract.actors import Claim
from monitor.extract.course import is_foreign
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.scene import Sentence
from monitor.model import Evidence, Stage

_ARGUED = 5  # words: `argue that the old accords`
_JOINS = 3  # words: `as he suspends`
_CLAUSE = 25  # words of a reason
_QUOTED = 5  # words of a quotation that can be a reason
_LONG = 40  # words of one that is no single statement any more
_SOON = 12  # sentences from the word of ending to a quotation
_OPENING = '"“«„»”'
_CLOSING = {'"': '"', "“": "”", "«": "»", "„": "“”", "»": "«", "”": "”"}


def reason(claims: Iterable[Claim], sentences: Sequence[Sentence], known: set[str], stage: Stage, pack: Pack) -> Evidence | None:
    """What follows a word of giving reasons in the sentence of a claim; else what other sentences say about the agreements or the exit.

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
                return sentence.evidence(sentence.words(mark), mark.first, mark.end, "a judgement on the agreements")
    grounds = (_grounds(sentence, known, pack) for sentence in sentences)
    if (stated := next(filter(None, grounds), None)) is not None:
        return stated
    argued = (_argued(sentence, pack) for sentence in sentences)
    first = min((claim.sentence.number for claim in claims), default=0)
    blamed = (_blamed(sentence, known, pack) for sentence in sentences if sentence.number > first and stage is not Stage.REVERSED)
    found = next(filter(None, argued), None) or next(filter(None, blamed), None)
    if found is None and claims and stage.rank >= Stage.DECIDED.rank:
        found = _quoted([one for one in sentences if first <= one.number <= first + _SOON], known, pack)
    return found


def _grounds(sentence: Sentence, known: set[str], pack: Pack) -> Evidence | None:
    """What a sentence about the decision gives as its reason: `The reason is the quarrel over quotas`, `approved the step because`."""
    decision = any(pack.has("decision", token.text) for token in sentence.tokens) or any(
        one.value in ("decision", "law", "decree", "order") for one in sentence.of(Layer.FORM)
    )
    for mark in sentence.of(Layer.REASON):
        states = mark.value == "grounds" or (mark.value == "before" and decision and bool(sentence.of(Layer.TOLD)))
        if states and not is_foreign(sentence, known, mark.first, pack):
            end = clause_end(sentence, mark.end)
            if end > mark.end + 1:
                return _behind(sentence, mark, mark.end, end)
    return None


def _behind(sentence: Sentence, mark: Mark, first: int, end: int) -> Evidence:
    """Words of a reason behind a word that gives reasons."""
    return sentence.evidence(sentence.raw(first, end), first, end, f"behind “{sentence.words(mark)}”, a word of giving reasons")


def _blamed(sentence: Sentence, known: set[str], pack: Pack) -> Evidence | None:
    """What one who takes part accuses the others of, in a sentence of its own: `Lima accuses its neighbour of quota fraud`."""
    for mark in sentence.of(Layer.REASON):
        acts = any(one.value in known and one.end <= mark.first for one in sentence.of(Layer.PARTY))
        if mark.value == "accuses" and acts and mark.first <= _ARGUED and not is_foreign(sentence, known, mark.first, pack):
            end = clause_end(sentence, mark.end)
            if end > mark.end + 2:
                return sentence.evidence(sentence.raw(mark.first, end), mark.first, end, "one who takes part accuses another")
    return None


def _quoted(sentences: Sequence[Sentence], known: set[str], pack: Pack) -> Evidence | None:
    """The first quotation of one who speaks for those who act: the longest of its sentences, at most the first two."""
    for at, sentence in enumerate(sentences):
        opened = _opens(sentence)
        if opened is None or sentence.of(Layer.REASON):
            continue
        parts: list[tuple[Sentence, int, int]] = []
        first, closing = opened
        for part in sentences[at : at + 3]:
            end = _closes(part, first, closing)
            parts.append((part, first, end if end is not None else len(part.tokens)))
            if end is not None:
                if _speaks(part, end, known, pack):
                    best = max(parts, key=lambda one: one[2] - one[1])
                    if _QUOTED <= best[2] - best[1] <= _LONG and not best[0].of(Layer.UNSURE):
                        return best[0].evidence(best[0].raw(best[1], best[2]), best[1], best[2], "a quotation of one who acts")
                break
            first = 0
    return None


def _opens(sentence: Sentence) -> tuple[int, str] | None:
    """Where a sentence that begins with a quotation has its first word, and what closes the quotation."""
    before = sentence.source[max(sentence.tokens[0].start - 2, 0) : sentence.tokens[0].start].strip()
    letter = before[-1:]
    return (0, _CLOSING[letter]) if letter and letter in _OPENING else None


def _closes(sentence: Sentence, first: int, closing: str) -> int | None:
    """The word behind a quotation, if it ends in this sentence."""
    for at in range(first + 1, len(sentence.tokens)):
        if set(sentence.gap(at)) & set(closing):
            return at
    return None


def _speaks(sentence: Sentence, at: int, known: set[str], pack: Pack) -> bool:
    """Whether the words behind a quotation say that somebody of those who act said it."""
    said = any(one.first >= at for one in sentence.of(Layer.TOLD)) or any(
        pack.has("says", sentence.word(place)) for place in range(at, len(sentence.tokens))
    )
    parties = [one.value for one in sentence.of(Layer.PARTY) if one.first >= at and one.role != "capital"]
    return said and all(value in known for value in parties)


def _accused(claim: Claim, mark: Mark, pack: Pack) -> Evidence | None:
    """What the one who acts accuses others of, with the verb: `accusing Chile of fraud`, `Lima accuses Chile of fraud as it quits`."""
    sentence = claim.sentence
    end = clause_end(sentence, mark.end)
    if mark.first < claim.mark.first:
        joins = [at for at in range(claim.mark.first - _JOINS, claim.mark.first) if at > mark.end and pack.has("clause", sentence.word(at))]
        own = bool(claim.subjects) and claim.subjects[0][1].end <= mark.first
        if mark.first > 0 and not (own and joins and not any(joins[-1] < one.first < claim.mark.first for one in sentence.of(Layer.PARTY))):
            return None
        end = min(end, *joins[-1:], claim.mark.first)
    elif mark.value == "accuses" and "," not in sentence.gap(mark.first) and not pack.has("and", sentence.word(mark.first - 1)):
        return None  # somebody else does
    why = "what the one who acts accuses another of"
    return sentence.evidence(sentence.raw(mark.first, end), mark.first, end, why) if end > mark.end + 1 else None


def _argued(sentence: Sentence, pack: Pack) -> Evidence | None:
    """What officials say of the agreements: `maintain that the texts have become a burden`, `described the accords as one-sided`."""
    for head in sentence.of(Layer.HEAD):
        said = any(pack.has("argues", sentence.word(head.first - back)) for back in range(1, _ARGUED))
        first = head.end
        while pack.has("copula", sentence.word(first)):
            first += 1
        end = clause_end(sentence, first)
        marks = (*sentence.of(Layer.EXIT), *sentence.of(Layer.DATE))
        if said and first > head.end and end > first + 1 and not any(first <= one.first < end for one in marks):
            return sentence.evidence(sentence.raw(first, end), first, end, f"what is said of “{sentence.words(head)}”")
    return None


def _cause(claim: Claim, pack: Pack) -> Evidence | None:
    """What follows the agreement with a word like `over`: `suspends the treaty with Chile over quota cheating`."""
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
    while end < len(sentence.tokens) and end - at < _CLAUSE and not (end > at and set(sentence.gap(end)) & set(",;:.—|")):
        end += 1
    return end
