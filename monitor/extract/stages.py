"""How far an exit has come: the stage of the claim that counts most, corrected by what the other claims and
the hits of the rules say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.extract.actors import Claim
from monitor.extract.bills import first_passed, is_drafted, is_unfinished
from monitor.extract.claim_stage import (
    NEAR,
    has_day,
    has_run_out,
    is_asked_for,
    is_hedged,
    is_modal,
    is_over,
    is_over_at_once,
    is_tentative,
    stated_stage,
    takes_back,
)
from monitor.extract.conditional import asks, stage_words
from monitor.extract.lexicon import Pack
from monitor.extract.notice_to_come import is_to_come
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Place, Sentence
from monitor.extract.trace import CellName
from monitor.extract.unreal import is_reversal
from monitor.model import Evidence, Hit, Kind, Stage, leading

StatedStage = tuple[Stage, Claim | None, str]  # a stage, the claim whose sentence states it, and why
_TELLS = 3  # words between a verb of telling and a noun of leaving


def find_stage(
    claims: list[Claim],
    hits: tuple[Hit, ...],
    pack: Pack,
    rest: Sequence[Claim] = (),
    told: Sequence[Claim] = (),
) -> StatedStage:
    """The stage, the claim whose sentence states it, and why it is that stage.

    A headline that "wants out" is overruled by a text that says "has decided". `rest`: claims without an
    agreement, in a story of one; `told`: those of the decision that the story reports.
    """
    hits = tuple(
        replace(hit, stage=Stage.DECIDED) if _is_still_to_come(hit, (*claims, *rest), pack) else hit
        for hit in hits
    )
    taken_back = _taken_back((*claims, *rest), hits)
    if taken_back is not None:
        return taken_back
    stage, best, why = _leading_stage(claims, hits, pack)
    if best is None:
        return stage, best, why
    corrected = _reversal((*claims, *rest), pack) if stage is not Stage.REVERSED else None
    if corrected is None and stage is Stage.DECIDED:
        corrected = _bill(claims, told, pack) or _end(claims, pack)
    elif corrected is None and stage in (Stage.THREATENED, Stage.PROPOSED):
        by_rule = _is_flagged_as_proposed(best, hits, pack)
        corrected = _decision(claims, rest, why, pack, by_rule=by_rule)
        if corrected is None and stage is Stage.THREATENED:
            corrected = _proposal(claims, pack)
    return corrected or (stage, best, why)


def _taken_back(claims: Sequence[Claim], hits: tuple[Hit, ...]) -> StatedStage | None:
    """The stage reversed, if the judge found that the exit of a claim is taken back."""
    for hit in hits:
        if is_reversal(hit):
            claim = next((claim for claim in claims if _is_within(claim, hit)), None)
            if claim is not None:
                return Stage.REVERSED, claim, _flagged(hit)
    return None


def _is_within(claim: Claim, hit: Hit) -> bool:
    """True if the word of ending of a claim stands among the words of a hit."""
    sentence = claim.sentence
    spans = [span for span in hit.spans if span.field == sentence.field]
    if not spans:
        return False
    at = sentence.tokens[claim.mark.first].start
    return min(span.start for span in spans) <= at < max(span.end for span in spans)


def _reversal(claims: Sequence[Claim], pack: Pack) -> StatedStage | None:
    """The stage reversed, if a claim says that a notice was withdrawn."""
    for claim in claims:
        if takes_back(claim, pack) and not is_tentative(claim):
            return Stage.REVERSED, claim, stated_stage(claim, pack)[1]
    return None


def _bill(claims: Sequence[Claim], told: Sequence[Claim], pack: Pack) -> StatedStage | None:
    """The stage proposed, if the decision is a bill that has still to be passed."""
    for claim in (*claims, *(claim for claim in told if _may_be_of(claim, claims))):
        if is_drafted(claim, pack):
            return Stage.PROPOSED, claim, "a bill that has still to be passed"
    return None


def _may_be_of(claim: Claim, claims: Sequence[Claim]) -> bool:
    """True if a claim of the same decision may be about the agreement of `claims`: it stands near the top,
    and names no other agreement in full.
    """
    names_another = (
        claim.mention is not None
        and claim.mention.is_title
        and all(other.mention is not claim.mention for other in claims)
    )
    return claim.sentence.place is not Place.END and not names_another


def _end(claims: Sequence[Claim], pack: Pack) -> StatedStage | None:
    """The stage of the first claim that says that the agreement is over."""
    for claim in claims:
        if is_over(claim, pack) or is_over_at_once(claim, pack) or has_run_out(claim, pack):
            stage, why = stated_stage(claim, pack)
            return stage, claim, why
    return None


def _decision(
    claims: Sequence[Claim], rest: Sequence[Claim], why: str, pack: Pack, *, by_rule: bool
) -> StatedStage | None:
    """The stage decided, if a vote, a decision or a day of the exit is reported anywhere in the text.

    `why`: the reason of the tentative stage. `by_rule`: only a rule, and no word, calls the exit proposed.
    """
    all_claims = (*claims, *rest)
    voted = first_passed(all_claims, pack) if by_rule else None
    if voted is not None:
        return Stage.DECIDED, voted, f"a parliament has voted for “{voted.sentence.words(voted.mark)}”"
    for claim in all_claims:
        if _is_resolved(claim, pack) and not is_drafted(claim, pack):
            decided = f"“{claim.sentence.words(claim.mark)}” has been decided"
            return Stage.DECIDED, claim, f"{decided}; elsewhere the text says less: {why}"
    for claim in claims:
        if has_day(claim, pack):
            return Stage.DECIDED, claim, f"the text says from when on; elsewhere it says less: {why}"
    return None


def _proposal(claims: Sequence[Claim], pack: Pack) -> StatedStage | None:
    """The stage proposed, by the first claim whose words say so."""
    for claim in claims:
        stage, why = stated_stage(claim, pack)
        if stage is Stage.PROPOSED:
            return stage, claim, why
    return None


def _is_still_to_come(hit: Hit, claims: Sequence[Claim], pack: Pack) -> bool:
    """True if a hit takes a verb of announcing for one of leaving or of giving notice: `ha deciso il ritiro`,
    `объявила о прекращении`.
    """
    if hit.stage not in (Stage.EFFECTIVE, Stage.NOTIFIED) or not hit.spans:
        return False
    return any(_is_hit_on_announcement(hit, claim, pack) for claim in claims)


def _is_hit_on_announcement(hit: Hit, claim: Claim, pack: Pack) -> bool:
    """True if the first span of a hit begins at a verb of announcing (stage notified), or at a noun of ending
    right behind one (stage effective).
    """
    sentence, mark = claim.sentence, claim.mark
    place = hit.spans[0].field, hit.spans[0].start
    announced = {word.first for word in stage_words(sentence) if word.value == "decided"}
    if hit.stage is Stage.NOTIFIED:
        later = {word.first for word in _words_of_notice(sentence) if is_to_come(sentence, word, pack)}
        return any((sentence.field, sentence.tokens[at].start) == place for at in announced | later)
    if mark.role != "noun" or (sentence.field, sentence.tokens[mark.first].start) != place:
        return False
    before = range(mark.first - _TELLS, mark.first)
    return any(at in announced or pack.has("resolved", sentence.word(at)) for at in before)


def _words_of_notice(sentence: Sentence) -> list[Mark]:
    """The words of notice of a sentence, and its verbs of giving one."""
    given = [mark for mark in sentence.of(Layer.EXIT) if mark.value == "notify"]
    return given + [word for word in stage_words(sentence) if word.value == "notified"]


def _is_resolved(claim: Claim, pack: Pack) -> bool:
    """True if the sentence of a claim near the top says that the exit has been decided, and nothing in it is
    still expected.
    """
    sentence, mark = claim.sentence, claim.mark
    if sentence.place is Place.END or claim.how not in ("leave", "end", "suspend"):
        return False
    if stated_stage(claim, pack)[0] is not Stage.DECIDED or is_unfinished(sentence, pack):
        return False
    low, high = mark.first - NEAR, mark.end + (NEAR if pack.verb_last else 0)
    resolved = any(pack.has("resolved", sentence.word(at)) for at in range(max(low, 0), high))
    return resolved and not is_hedged(sentence, low, high)


def _is_flagged_as_proposed(claim: Claim, hits: tuple[Hit, ...], pack: Pack) -> bool:
    """True if only the leading hit says that an exit is proposed, and not the words beside it (`to vote on`,
    `a bill to`).
    """
    hit = leading(hits)
    is_proposed = hit is not None and hit.stage is Stage.PROPOSED
    return is_proposed and stated_stage(claim, pack)[0] not in (Stage.THREATENED, Stage.PROPOSED)


def _leading_stage(claims: list[Claim], hits: tuple[Hit, ...], pack: Pack) -> StatedStage:
    """The stage of the claim that counts most, or that of the leading hit where that overrules it."""
    hit = leading(hits)
    best = max(
        claims, key=lambda claim: (claim.weight, -claim.sentence.number, -claim.mark.first), default=None
    )
    if best is None:
        if hit is not None:
            return hit.stage, None, _flagged(hit)
        return Stage.DECIDED, None, "nothing in the text says how far it has come"
    stated, why = stated_stage(best, pack)
    _refuse_others(claims, best, pack)
    if hit is None:
        return stated, best, why
    if hit.kind is not Kind.THREAT and _is_only_announced(best, stated, hit):
        return Stage.DECIDED, best, "the notice is only announced"
    hint = hit.stage if hit.kind is Kind.THREAT else _hint(hit, hits, best)
    if _words_lead(best, stated, hint, hit, pack):
        return stated, best, why
    if stated is not hint:
        _refuse(best, stated, f"{why}; but {_flagged(hit)}")
    return hint, best, _flagged(hit)


def _refuse_others(claims: Sequence[Claim], best: Claim, pack: Pack) -> None:
    """Record for `explain` why the stages of the claims do not count; without a trace nothing is done."""
    if best.sentence.trace is None:
        return
    for claim in claims:
        stage, why = stated_stage(claim, pack)
        counts_more = f"“{best.sentence.words(best.mark)}” counts more: it stands further up"
        _refuse(claim, stage, f"{why}; but {counts_more}")


def _words_lead(claim: Claim, stated: Stage, hint: Stage, hit: Hit, pack: Pack) -> bool:
    """True if the stage is that of the words beside the word of ending, and not that of the leading hit."""
    tentative = stated in (Stage.THREATENED, Stage.PROPOSED)
    if hit.kind is Kind.THREAT:
        return tentative
    if tentative:
        return is_modal(claim) or is_asked_for(claim, pack) or asks(claim, pack)
    return stated.rank >= hint.rank or stated is Stage.REVERSED


def _flagged(hit: Hit) -> str:
    """The reason for a stage that a hit gives."""
    return f"the rule that flagged the story ({hit.rule}) says {hit.stage.value}"


def _refuse(claim: Claim, stage: Stage, why: str) -> None:
    """Record for `explain` a stage that a claim states and the row does not take."""
    claim.sentence.refuse(CellName.STAGE, stage.value, claim.mark.first, claim.mark.end, why)


def _is_only_announced(claim: Claim, stated: Stage, hit: Hit) -> bool:
    """True if the word of notice is one of announcing, or of the future: `объявил о выходе`, `will trigger
    the exit`.
    """
    if claim.mark.value != "notify" or stated is not Stage.NOTIFIED:
        return False
    if hit.stage not in (Stage.DECIDED, Stage.NOTIFIED):
        return False
    near = range(claim.mark.first - 1, claim.mark.first + 1)
    return any(word.value == "decided" and word.first in near for word in stage_words(claim.sentence))


def _hint(hit: Hit, hits: tuple[Hit, ...], claim: Claim) -> Stage:
    """The stage that the hits give. Where the text says that the agreement is ended, a hit on its suspension
    does not count beside another one.
    """
    if hit.stage is not Stage.SUSPENDED or claim.mark.value not in ("end", "leave"):
        return hit.stage
    others = [other.stage for other in hits if other.kind is hit.kind and other.stage is not Stage.SUSPENDED]
    return max(others, key=lambda stage: stage.rank, default=hit.stage)


def evidence(stage: Stage, claim: Claim, why: str) -> Evidence:
    """The stage with the word of ending as its words."""
    return claim.sentence.evidence(stage.value, claim.mark.first, claim.mark.end, why)
