"""Headlines that say more than their texts: `Peru quits the pact` above a government that only intends to."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.actors import Claim
from monitor.extract.claim_stage import TENTATIVE, stated_stage
from monitor.extract.columns import unreal_marks
from monitor.extract.conditional import stage_words
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import DOCUMENTS, Layer
from monitor.extract.story_marks import Place, Sentence
from monitor.model import Stage

_OPEN = (Stage.THREATENED, Stage.PROPOSED)


def only_intended(
    claim: Claim, claims: Sequence[Claim], sentences: Sequence[Sentence], pack: Pack
) -> tuple[Stage, Claim, str] | None:
    """The stage of a text below the headline that decides it by `claim`: every word of leaving there stands
    beside a plan, and the text says that no notice was given. None where the headline holds.
    """
    if claim.sentence.place is not Place.HEADLINE or not any(map(_says_no_notice, sentences)):
        return None
    below = [
        (other, *stated_stage(other, pack))
        for other in claims
        if other.sentence.place is not Place.HEADLINE and other.how in ("leave", "end")
    ]
    if not below or any(stage not in _OPEN for _, stage, _ in below):
        return None
    other, stage, why = below[0]
    return stage, other, f"{why}, and no notice was given; the headline says more"


def _says_no_notice(sentence: Sentence) -> bool:
    """True if a sentence says that no notice was given yet."""
    tells = any(word.value == "notified" for word in stage_words(sentence)) or any(
        form.value in DOCUMENTS for form in sentence.of(Layer.FORM)
    )
    is_open = bool(sentence.of(Layer.AWAITED)) and bool(unreal_marks(sentence, "negation"))
    return tells and is_open and not any(word.value in TENTATIVE for word in stage_words(sentence))
