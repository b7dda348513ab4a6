"""Bills and votes of parliaments: an exit that a bill proposes, and one that a parliament has passed."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.actors import Claim
from monitor.extract.claim_stage import is_hedged
from monitor.extract.conditional import stage_words
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Place, Sentence

_BILL = 14  # words between a bill and the word of ending
_CHAMBER = 6  # words from a parliament to its verb


def is_drafted(claim: Claim, pack: Pack) -> bool:
    """True if the claim's sentence reports a bill that is not passed yet: the government's, or one after a
    first reading.
    """
    sentence = claim.sentence
    bills = [word for word in stage_words(sentence) if word.value in ("bill", "reading")]
    near = [bill for bill in bills if _is_bill_of(bill, claim.mark, pack)]
    if not near or _is_signed(sentence, pack):
        return False
    if any(bill.value == "reading" for bill in bills):
        return True
    if _is_voted_for(sentence, near[0], pack):
        return False
    decisions = [form for form in sentence.of(Layer.FORM) if form.value == "decision"]
    of_government = (*decisions, *sentence.of(Layer.SPEAKER), *sentence.of(Layer.GIVEN))
    return any(mark.first < near[0].first or pack.verb_last for mark in of_government)


def _is_bill_of(bill: Mark, mark: Mark, pack: Pack) -> bool:
    """True if a bill stands near enough to a word of ending to be about it."""
    reach = _BILL * (1 + pack.verb_last)  # a bill by which Luxembourg [a long name] to denounce is
    after = pack.verb_last and 0 <= bill.first - mark.end <= _BILL
    return 0 <= mark.first - bill.end <= reach or after


def _is_signed(sentence: Sentence, pack: Pack) -> bool:
    """True if a bill was signed: `signed the bill`."""
    return any(
        mark.role == "signed" and pack.has("resolved", sentence.word(mark.first))
        for mark in sentence.of(Layer.DATE)
    )


def _is_voted_for(sentence: Sentence, bill: Mark, pack: Pack) -> bool:
    """True if a parliament before a bill has decided: `parliament adopted the bill`."""
    if not any(pack.has("resolved", token.text) for token in sentence.tokens):
        return False
    end = len(sentence.tokens) if pack.verb_last else bill.first
    return any(pack.has("legislatures", sentence.word(at)) for at in range(end))


def first_passed(claims: Sequence[Claim], pack: Pack) -> Claim | None:
    """The first claim near the top in whose sentence a parliament passes the exit: `the Saeima votes for`,
    `lawmakers passed the law on`.

    None if a sentence says that the vote is not the last one: of a committee or one chamber, on a first
    reading, or on a resolution that asks a government to act.
    """
    top = [claim for claim in claims if claim.sentence.place is not Place.END]
    if any(is_unfinished(claim.sentence, pack) for claim in top):
        return None
    return next((claim for claim in top if _is_passed(claim, pack)), None)


def is_unfinished(sentence: Sentence, pack: Pack) -> bool:
    """True if a sentence has a word of a procedure that goes on: a committee, a first reading."""
    return any(pack.has("unfinished", token.text) for token in sentence.tokens)


def _is_passed(claim: Claim, pack: Pack) -> bool:
    """True if a parliament ends the agreement, or votes for its end, in the sentence of a claim."""
    sentence, mark = claim.sentence, claim.mark
    words = [token.text for token in sentence.tokens]
    chambers = [at for at, word in enumerate(words) if pack.has("legislatures", word)]
    verbs = [at for at, word in enumerate(words) if pack.has("passes", word) or pack.has("resolved", word)]
    if mark.role != "noun" and not pack.has("infinitive", sentence.word(mark.first - 1)):
        verbs.append(mark.first)
    reach = len(words) if pack.verb_last else _CHAMBER
    passed = any(0 < verb - chamber <= reach for chamber in chambers for verb in verbs)
    return passed and not is_hedged(sentence, 0, mark.first)
