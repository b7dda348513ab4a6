"""How far an exit has come, from the words beside the word of ending; the rules' hint decides between threat
and act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.extract.actors import Claim
from monitor.extract.conditional import asks, condition, is_of_next_clause, stage_words
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.story_marks import Place, Sentence
from monitor.extract.trace import CellName
from monitor.model import Evidence, Hit, Kind, Stage, leading

_NEAR = 8
_FAR = 14  # the same from a threat to a verb that stands last
_BILL = 14  # words between a bill and the word of ending
_ALSO = (("threatened", "modal"), ("proposed", "reading"))  # a stage, and words that say it as well
_ASKED = 4  # words between a word of asking and the word of ending
_TELLS = 3  # words between a verb of telling and a noun of leaving
_NOUN = 2  # words between a verb of taking back and a noun of ending
_CHAMBER = 6  # words from a parliament to its verb
_PAPER = 5  # words between a verb of taking back and the notice


def find_stage(
    claims: list[Claim],
    hits: tuple[Hit, ...],
    pack: Pack,
    rest: Sequence[Claim] = (),
    told: Sequence[Claim] = (),
) -> tuple[Stage, Claim | None, str]:
    """The stage, the claim whose sentence states it, and why it is that stage.

    A headline that "wants out" gives way to a text that says "has decided". `rest`: claims without an
    agreement, in a story of one; `told`: those of the decision that the story reports.
    """
    hits = tuple(
        replace(hit, stage=Stage.DECIDED) if _is_still_to_come(hit, (*claims, *rest), pack) else hit
        for hit in hits
    )
    stage, best, why = _leading_stage(claims, hits, pack)
    if best is None:
        return stage, best, why
    back = next((claim for claim in claims if takes_back(claim, pack) and not _is_unsure(claim)), None)
    if back is not None and stage is not Stage.REVERSED:
        return Stage.REVERSED, back, _said(back, pack)[1]
    heard = (
        [*claims, *(claim for claim in told if _may_be_of(claim, claims))] if stage is Stage.DECIDED else []
    )
    drafted = next((claim for claim in heard if _is_drafted(claim, pack)), None)
    if drafted is not None:
        return Stage.PROPOSED, drafted, "a bill that has still to be passed"
    if stage is Stage.DECIDED:
        over = next((claim for claim in claims if _is_over(claim, pack) or _has_run_out(claim, pack)), None)
        return (_said(over, pack)[0], over, _said(over, pack)[1]) if over is not None else (stage, best, why)
    if stage not in (Stage.THREATENED, Stage.PROPOSED):
        return stage, best, why
    every = (*claims, *rest)
    voted = _voted(every, pack) if _is_flagged_as_proposed(best, hits, pack) else None
    if voted is not None:
        return Stage.DECIDED, voted, f"a parliament has voted for “{voted.sentence.words(voted.mark)}”"
    firm = next(
        (claim for claim in every if _is_resolved(claim, pack) and not _is_drafted(claim, pack)), None
    )
    if firm is not None:
        return (
            Stage.DECIDED,
            firm,
            f"“{firm.sentence.words(firm.mark)}” has been decided; elsewhere the text says less: {why}",
        )
    dated = next((claim for claim in claims if _has_day(claim, pack)), None)
    if dated is not None:
        return Stage.DECIDED, dated, f"the text says from when on; elsewhere it says less: {why}"
    asked = (
        next((claim for claim in claims if _said(claim, pack)[0] is Stage.PROPOSED), None)
        if stage is Stage.THREATENED
        else None
    )
    return (Stage.PROPOSED, asked, _said(asked, pack)[1]) if asked is not None else (stage, best, why)


def _may_be_of(claim: Claim, claims: Sequence[Claim]) -> bool:
    """True if a claim of the same decision may be of these: it stands near the top, and names no other
    agreement in full.
    """
    other = (
        claim.mention is not None
        and claim.mention.is_title
        and all(one.mention is not claim.mention for one in claims)
    )
    return claim.sentence.place is not Place.END and not other


def _is_unsure(claim: Claim) -> bool:
    """True if a word that stands before a word of ending says that it is only wanted."""
    return any(
        mark.value in ("modal", "threatened", "proposed") and 0 < claim.mark.first - mark.first <= _NEAR
        for mark in stage_words(claim.sentence)
    )


def _is_drafted(claim: Claim, pack: Pack) -> bool:
    """True if its sentence tells of a bill that has still to be passed: a government's, or one that was read
    once.
    """
    sentence, mark = claim.sentence, claim.mark
    bills = [stage_mark for stage_mark in stage_words(sentence) if stage_mark.value in ("bill", "reading")]
    reach = _BILL * (1 + pack.verb_last)  # a bill by which Luxembourg [a long name] to denounce is
    near = [
        bill
        for bill in bills
        if 0 <= mark.first - bill.end <= reach or (pack.verb_last and 0 <= bill.first - mark.end <= _BILL)
    ]
    if not near or any(
        date_mark.role == "signed" and pack.has("resolved", sentence.word(date_mark.first))
        for date_mark in sentence.of(Layer.DATE)
    ):
        return False
    if any(bill.value == "reading" for bill in bills):
        return True
    passed = [at for at, token in enumerate(sentence.tokens) if pack.has("resolved", token.text)]
    ahead = range(len(sentence.tokens) if pack.verb_last else near[0].first)
    if passed and any(pack.has("legislatures", sentence.word(at)) for at in ahead):
        return False
    governs = (
        [form for form in sentence.of(Layer.FORM) if form.value == "decision"]
        + sentence.of(Layer.SPEAKER)
        + sentence.of(Layer.GIVEN)
    )
    return any(govern.first < near[0].first or pack.verb_last for govern in governs)


def _is_over(claim: Claim, pack: Pack) -> bool:
    """True if a verb itself says that it is over: `is no longer a party`."""
    sentence, mark = claim.sentence, claim.mark
    own = any(
        stage_mark.value == "effective" and mark.first <= stage_mark.first < mark.end
        for stage_mark in stage_words(sentence)
    )
    return (
        own
        and mark.role != "noun"
        and sentence.place is not Place.END
        and _said(claim, pack)[0] is Stage.EFFECTIVE
    )


def _has_run_out(claim: Claim, pack: Pack) -> bool:
    """True if a sentence near the top says that the agreement has run out: `ist abgelaufen`, and nothing that
    is still to come.
    """
    sentence, mark = claim.sentence, claim.mark
    if (
        mark.value != "expire"
        or mark.role == "noun"
        or sentence.place is Place.END
        or _said(claim, pack)[0] is not Stage.EXPIRED
    ):
        return False
    ahead = any(
        pack.has(name, sentence.word(at))
        for name in ("coming", "future")
        for at in range(mark.first, mark.end)
    )
    near = range(mark.first - _NEAR, mark.end + (_NEAR if pack.verb_last else 0))
    return not ahead and not any(
        one.first in near for layer in (Layer.AWAITED, Layer.UNSURE) for one in sentence.of(layer)
    )


def _has_day(claim: Claim, pack: Pack) -> bool:
    """True if the sentence of a claim names the day from which the exit counts: `will end the treaty with
    effect from 30 June`.
    """
    sentence = claim.sentence
    counts = any(mark.role == "effect" and mark.first >= claim.mark.end for mark in sentence.of(Layer.DATE))
    return counts and not sentence.of(Layer.UNSURE) and _said(claim, pack)[0] is Stage.DECIDED


def _is_still_to_come(hit: Hit, claims: Sequence[Claim], pack: Pack) -> bool:
    """True if a hit takes the verb of telling for that of leaving or of giving notice: `ha deciso il ritiro`,
    `объявила о прекращении`.
    """
    if hit.stage not in (Stage.EFFECTIVE, Stage.NOTIFIED) or not hit.spans:
        return False
    place = hit.spans[0].field, hit.spans[0].start
    for claim in claims:
        sentence, mark = claim.sentence, claim.mark
        told = {stage_mark.first for stage_mark in stage_words(sentence) if stage_mark.value == "decided"}
        if hit.stage is Stage.NOTIFIED:
            found = any((sentence.field, sentence.tokens[at].start) == place for at in told)
        else:
            same = mark.role == "noun" and (sentence.field, sentence.tokens[mark.first].start) == place
            near = range(mark.first - _TELLS, mark.first)
            found = same and any(at in told or pack.has("resolved", sentence.word(at)) for at in near)
        if found:
            return True
    return False


def _is_resolved(claim: Claim, pack: Pack) -> bool:
    """True if the sentence of a claim near the top says that the exit has been decided, and nothing that is
    still to come.
    """
    sentence, mark = claim.sentence, claim.mark
    if (
        sentence.place is Place.END
        or claim.how not in ("leave", "end", "suspend")
        or _said(claim, pack)[0] is not Stage.DECIDED
    ):
        return False
    if _is_unfinished(sentence, pack):
        return False
    low, high = mark.first - _NEAR, mark.end + (_NEAR if pack.verb_last else 0)
    done = any(pack.has("resolved", sentence.word(at)) for at in range(max(low, 0), high))
    return done and not any(
        low <= one.first < high for layer in (Layer.AWAITED, Layer.UNSURE) for one in sentence.of(layer)
    )


def _is_flagged_as_proposed(claim: Claim, hits: tuple[Hit, ...], pack: Pack) -> bool:
    """True if only what flagged the story says that an exit is proposed, and not the words beside it (`to
    vote on`, `a bill to`).
    """
    hit = leading(hits)
    return (
        hit is not None
        and hit.stage is Stage.PROPOSED
        and _said(claim, pack)[0] not in (Stage.THREATENED, Stage.PROPOSED)
    )


def _voted(claims: Sequence[Claim], pack: Pack) -> Claim | None:
    """The first claim near the top in whose sentence a parliament passes the exit: `the Saeima votes for`,
    `lawmakers passed the law on`.

    A vote of a committee or one chamber, on a first reading or on a resolution that asks a government to act,
    decides nothing yet.
    """
    top = [claim for claim in claims if claim.sentence.place is not Place.END]
    if any(_is_unfinished(claim.sentence, pack) for claim in top):
        return None
    return next((claim for claim in top if _is_passed(claim, pack)), None)


def _is_unfinished(sentence: Sentence, pack: Pack) -> bool:
    return any(pack.has("unfinished", token.text) for token in sentence.tokens)


def _is_passed(claim: Claim, pack: Pack) -> bool:
    """True if a parliament does it, or votes for it, in the sentence of a claim."""
    sentence, mark = claim.sentence, claim.mark
    words = [token.text for token in sentence.tokens]
    chambers = [at for at, word in enumerate(words) if pack.has("legislatures", word)]
    done = [at for at, word in enumerate(words) if pack.has("passes", word) or pack.has("resolved", word)]
    if mark.role != "noun" and not pack.has("infinitive", sentence.word(mark.first - 1)):
        done.append(mark.first)
    far = len(words) if pack.verb_last else _CHAMBER
    passed = any(0 < verb - chamber <= far for chamber in chambers for verb in done)
    return passed and not any(
        one.first < mark.first for layer in (Layer.AWAITED, Layer.UNSURE) for one in sentence.of(layer)
    )


def _leading_stage(claims: list[Claim], hits: tuple[Hit, ...], pack: Pack) -> tuple[Stage, Claim | None, str]:
    """The stage of the claim that counts most, what the rules say of it, and why."""
    hit = leading(hits)
    best = max(
        claims, key=lambda claim: (claim.weight, -claim.sentence.number, -claim.mark.first), default=None
    )
    if best is None:
        return (
            (hit.stage, None, _flagged(hit))
            if hit
            else (Stage.DECIDED, None, "nothing in the text says how far it has come")
        )
    said, why = _said(best, pack)
    for claim in claims if best.sentence.trace is not None else ():
        other, other_why = _said(claim, pack)
        _refuse(
            claim,
            other,
            f"{other_why}; but “{best.sentence.words(best.mark)}” counts more: it stands further up",
        )
    if hit is None:
        return said, best, why
    if hit.kind is not Kind.THREAT and _is_only_announced(best, said, hit):
        return Stage.DECIDED, best, "the notice is only announced"
    hint = hit.stage if hit.kind is Kind.THREAT else _hint(hit, hits, best)
    if _words_lead(best, said, hint, hit, pack):
        return said, best, why
    if said is not hint:
        _refuse(best, said, f"{why}; but {_flagged(hit)}")
    return hint, best, _flagged(hit)


def _words_lead(claim: Claim, said: Stage, hint: Stage, hit: Hit, pack: Pack) -> bool:
    """True if the words beside the word of ending tell the stage, and not what flagged the story."""
    tentative = said in (Stage.THREATENED, Stage.PROPOSED)
    if hit.kind is Kind.THREAT:
        return tentative
    if tentative:
        return _is_modal(claim) or _is_asked_for(claim, pack) or asks(claim, pack)
    return said.rank >= hint.rank or said is Stage.REVERSED


def _flagged(hit: Hit) -> str:
    return f"the rule that flagged the story ({hit.rule}) says {hit.stage.value}"


def _refuse(claim: Claim, stage: Stage, why: str) -> None:
    claim.sentence.refuse(CellName.STAGE, stage.value, claim.mark.first, claim.mark.end, why)


def _is_only_announced(claim: Claim, said: Stage, hit: Hit) -> bool:
    """True if the word of notice is one of announcing, or of what is to come: `объявил о выходе`, `will
    trigger the exit`.
    """
    if (
        claim.mark.value != "notify"
        or said is not Stage.NOTIFIED
        or hit.stage not in (Stage.DECIDED, Stage.NOTIFIED)
    ):
        return False
    near = range(claim.mark.first - 1, claim.mark.first + 1)
    return any(mark.value == "decided" and mark.first in near for mark in stage_words(claim.sentence))


def _hint(hit: Hit, hits: tuple[Hit, ...], claim: Claim) -> Stage:
    """The stage that the rules give; where the text says that the agreement is ended, one about stopping its
    performance has no say.
    """
    if hit.stage is not Stage.SUSPENDED or claim.mark.value not in ("end", "leave"):
        return hit.stage
    others = [one.stage for one in hits if one.kind is hit.kind and one.stage is not Stage.SUSPENDED]
    return max(others, key=lambda stage: stage.rank, default=hit.stage)


def takes_back(claim: Claim, pack: Pack) -> bool:
    """True if it is a notice that is withdrawn: `revoked its notification of withdrawal from the pact`."""
    sentence, end = claim.sentence, claim.mark.end
    verbs = any(pack.has("takes_back", sentence.word(at)) for at in range(claim.mark.first, end))
    papers = [
        mark.first
        for mark in sentence.of(Layer.FORM)
        if mark.value in DOCUMENTS and 0 <= mark.first - end <= _PAPER
    ]
    nouns = [
        mark for mark in sentence.of(Layer.EXIT) if mark.role == "noun" and mark.value in ("leave", "end")
    ]
    # withdrew its denunciation
    papers = papers or [noun.first for noun in nouns if 0 <= noun.first - end <= _NOUN]
    if (
        claim.mark.role == "noun"
        and papers
        and not all(pack.has("article", sentence.word(at)) for at in range(end, papers[0]))
    ):
        return False  # el retiro con un preaviso, not `retiró la notificación`
    return (
        verbs
        and bool(papers)
        and not any(
            end <= mark.first < papers[0] for mark in (*sentence.of(Layer.HEAD), *sentence.of(Layer.GIVEN))
        )
    )


def _said(claim: Claim, pack: Pack) -> tuple[Stage, str]:
    """What the words beside a word of ending say, and which words these are."""
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
        return Stage.REVERSED, f"“{sentence.words(mark)}” takes a notice back"
    formal = [
        stage_mark
        for stage_mark in stage_words(sentence)
        if stage_mark.value == "formal"
        and (0 < mark.first - stage_mark.first <= 2 or stage_mark.first == mark.end)
    ]
    if formal and mark.value == "leave" and mark.role != "noun":
        return Stage.EFFECTIVE, _beside(claim, formal[0])
    near = [
        stage_mark
        for stage_mark in stage_words(sentence)
        if mark.first - _reach(stage_mark, sentence, mark, pack) <= stage_mark.first <= mark.end + _NEAR
    ]
    # no word of the Belt and Road Initiative
    near = [word for word in near if not _is_named(word, claim) and not is_of_next_clause(word, claim)]
    for value in ("reversed", "threatened", "proposed", "effective", "notified"):
        words = [word for word in near if word.value == value or (value, word.value) in _ALSO]
        unsure = [word for word in near if word.value in ("modal", "threatened", "proposed")]
        if value == "reversed" and any(one.first < word.first for one in unsure for word in words[:1]):
            return (
                Stage.DECIDED,
                f"“{sentence.words(unsure[0])}” stands beside “{sentence.words(words[0])}”: nothing is "
                "taken back yet",
            )
        if words and not (stage is Stage.SUSPENDED and value == "effective"):
            return Stage(value), _beside(claim, words[0])
    halted = [word for word in near if word.value == "suspended"]
    if halted and stage is Stage.DECIDED:
        return Stage.SUSPENDED, _beside(claim, halted[0])
    if stage in (Stage.DECIDED, Stage.SUSPENDED) and asks(claim, pack):
        return Stage.THREATENED, "the sentence asks"
    if stage in (Stage.DECIDED, Stage.SUSPENDED) and (depends := condition(sentence, mark, pack)) is not None:
        return Stage.THREATENED, _beside(claim, depends)
    return stage, f"“{sentence.words(mark)}” says so"


def _reach(word: Mark, sentence: Sentence, mark: Mark, pack: Pack) -> int:
    """How far a word of stage stands before a word of ending: `drohte am Montag in Klagenfurt damit, das
    Abkommen aufzukündigen`.
    """
    infinitive = pack.verb_last and "zu" in sentence.word(mark.first)[1:]
    infinitive = infinitive or (pack.verb_last and pack.has("to", sentence.word(mark.first - 1)))
    return _FAR if infinitive and word.value in ("threatened", "modal") else _NEAR


def _beside(claim: Claim, word: Mark) -> str:
    words, ends = claim.sentence.words(word), claim.sentence.words(claim.mark)
    return f"“{ends}” says so" if word.first == claim.mark.first else f"“{words}” stands beside “{ends}”"


def _is_named(word: Mark, claim: Claim) -> bool:
    mention = claim.mention
    return (
        mention is not None
        and mention.sentence is claim.sentence
        and mention.first <= word.first < mention.end
    )


def _is_asked_for(claim: Claim, pack: Pack) -> bool:
    """True if a word of asking or supporting leads to the word of ending: `backs suspension`, `calls for
    Malta to be kicked out`.
    """
    sentence, first = claim.sentence, claim.mark.first
    between = range(first - _ASKED, first)
    passive = any(pack.has("passive", sentence.word(at)) for at in between)
    low = _ASKED if passive else 1 if claim.mark.role == "noun" else -1
    for mark in stage_words(sentence):
        if (
            mark.value == "proposed"
            and 0 <= first - mark.end <= low
            and not any("," in sentence.gap(at) for at in range(mark.end, first + 1))
        ):
            return not any(
                other.value == "decided" and 0 <= mark.first - other.end <= 1
                for other in stage_words(sentence)
            )
    return False


def _is_modal(claim: Claim) -> bool:
    """A word like may or could right before the word of ending: not done, whatever the rule says."""
    return any(
        mark.value == "modal" and 0 < claim.mark.first - mark.first <= 4
        for mark in stage_words(claim.sentence)
    )


def evidence(stage: Stage, claim: Claim, why: str) -> Evidence:
    """The stage with the word of ending as its words."""
    return claim.sentence.evidence(stage.value, claim.mark.first, claim.mark.end, why)
