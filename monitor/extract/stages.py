"""How far an exit has come, from the words beside the word of ending; the rules' hint decides between threat and act."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.actors import Claim
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.scene import Place, Sentence
from monitor.model import Evidence, Hit, Kind, Stage, leading

_NEAR = 8
_PAPER = 5  # words between a verb of taking back and the notice


def find_stage(claims: list[Claim], hits: tuple[Hit, ...], pack: Pack, rest: Sequence[Claim] = ()) -> tuple[Stage, Claim | None]:
    """The stage and the claim whose sentence states it. A headline that "wants out" gives way to a text that says "has decided".

    `rest`: claims without an agreement, in a story of one.
    """
    stage, best = _leading_stage(claims, hits, pack)
    if best is None or stage not in (Stage.THREATENED, Stage.PROPOSED):
        return stage, best
    firm = next((one for one in (*claims, *rest) if one.sentence is not best.sentence and _is_resolved(one, pack)), None)
    return (Stage.DECIDED, firm) if firm is not None else (stage, best)


def _is_resolved(claim: Claim, pack: Pack) -> bool:
    """Whether the sentence of a claim near the top says that the exit has been decided, and nothing that is still to come."""
    sentence, mark = claim.sentence, claim.mark
    if sentence.place is Place.END or claim.how not in ("leave", "end", "suspend") or _said(claim, pack) is not Stage.DECIDED:
        return False
    low, high = mark.first - _NEAR, mark.end + (_NEAR if pack.verb_last else 0)
    done = any(pack.has("resolved", sentence.word(at)) for at in range(max(low, 0), high))
    return done and not any(low <= one.first < high for layer in (Layer.AWAITED, Layer.UNSURE) for one in sentence.of(layer))


def _leading_stage(claims: list[Claim], hits: tuple[Hit, ...], pack: Pack) -> tuple[Stage, Claim | None]:
    """The stage of the claim that counts most, with what the rules say of it."""
    hit = leading(hits)
    best = max(claims, key=lambda claim: (claim.weight, -claim.sentence.number, -claim.mark.first), default=None)
    if best is None:
        return (hit.stage if hit else Stage.DECIDED), None
    said = _said(best, pack)
    if hit is not None and hit.kind is not Kind.THREAT and _is_only_announced(best, said, hit):
        return Stage.DECIDED, best
    if hit is None:
        return said, best
    hint = _hint(hit, hits, best)
    if hit.kind is Kind.THREAT:
        return (said if said in (Stage.THREATENED, Stage.PROPOSED) else hit.stage), best
    if said in (Stage.THREATENED, Stage.PROPOSED):
        return (said if _is_modal(best) else hint), best
    return (said if said.rank >= hint.rank or said is Stage.REVERSED else hint), best


def _is_only_announced(claim: Claim, said: Stage, hit: Hit) -> bool:
    """Whether the word of notice is one of announcing, or of what is to come: `объявил о выходе`, `will trigger the exit`."""
    if claim.mark.value != "notify" or said is not Stage.NOTIFIED or hit.stage not in (Stage.DECIDED, Stage.NOTIFIED):
        return False
    near = range(claim.mark.first - 1, claim.mark.first + 1)
    return any(one.value == "decided" and one.first in near for one in _words(claim.sentence))


def _hint(hit: Hit, hits: tuple[Hit, ...], claim: Claim) -> Stage:
    """The stage that the rules give; where the text says that the agreement is ended, one about stopping its performance has no say."""
    if hit.stage is not Stage.SUSPENDED or claim.mark.value not in ("end", "leave"):
        return hit.stage
    others = [one.stage for one in hits if one.kind is hit.kind and one.stage is not Stage.SUSPENDED]
    return max(others, key=lambda stage: stage.rank, default=hit.stage)


def takes_back(claim: Claim, pack: Pack) -> bool:
    """Whether it is a notice that is withdrawn: `revoked its notification of withdrawal from the pact`."""
    sentence, end = claim.sentence, claim.mark.end
    verbs = any(pack.has("takes_back", sentence.word(at)) for at in range(claim.mark.first, end))
    papers = [one.first for one in sentence.of(Layer.FORM) if one.value in DOCUMENTS and 0 <= one.first - end <= _PAPER]
    return verbs and bool(papers) and not any(end <= one.first < papers[0] for one in (*sentence.of(Layer.HEAD), *sentence.of(Layer.GIVEN)))


def _said(claim: Claim, pack: Pack) -> Stage:
    sentence, mark = claim.sentence, claim.mark
    own = {
        "leave": Stage.DECIDED,
        "end": Stage.DECIDED,
        "suspend": Stage.SUSPENDED,
        "expire": Stage.EXPIRED,
        "notify": Stage.NOTIFIED,
        "return": Stage.REVERSED,
    }
    stage = own.get(mark.value, Stage.DECIDED)
    if takes_back(claim, pack):
        return Stage.REVERSED
    formal = any(one.value == "formal" and (0 < mark.first - one.first <= 2 or one.first == mark.end) for one in _words(sentence))
    if formal and mark.value == "leave" and mark.role != "noun":
        return Stage.EFFECTIVE
    near = [
        one.value
        for one in _words(sentence)
        if mark.first - _NEAR <= one.first <= mark.end + _NEAR and not _is_named(one, claim)  # no word of the Belt and Road Initiative
    ]
    for value in ("reversed", "threatened", "proposed", "effective", "notified"):
        if (value in near or (value == "threatened" and "modal" in near)) and not (stage is Stage.SUSPENDED and value == "effective"):
            return Stage(value)
    return stage


def _is_named(word: Mark, claim: Claim) -> bool:
    mention = claim.mention
    return mention is not None and mention.sentence is claim.sentence and mention.first <= word.first < mention.end


def _words(sentence: Sentence) -> list[Mark]:
    """The words of stage. A month between a day and a year is none: `on 3 May`, `May 2024`."""
    months = {one.first for one in sentence.of(Layer.DATE) if one.role == "month"}
    marks = sentence.of(Layer.STAGE)
    return [one for one in marks if one.first not in months or not any(sentence.word(at)[:1].isdigit() for at in (one.first - 1, one.end))]


def _is_modal(claim: Claim) -> bool:
    """A word like may or could right before the word of ending: not done, whatever the rule says."""
    return any(one.value == "modal" and 0 < claim.mark.first - one.first <= 4 for one in _words(claim.sentence))


def evidence(stage: Stage, claim: Claim) -> Evidence:
    """The stage with the word of ending as its words."""
    return claim.sentence.evidence(stage.value, claim.mark.first, claim.mark.end)
