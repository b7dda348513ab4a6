"""The stage that the words beside one word of ending state: `wants to leave`, `has left`."""

from __future__ import annotations

from monitor.extract.actors import Claim
from monitor.extract.conditional import asks, condition, is_of_next_clause, stage_words
from monitor.extract.lexicon import Pack
from monitor.extract.notice_to_come import is_to_come
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.story_marks import Place, Sentence
from monitor.model import Stage

NEAR = 8  # words between a word of ending and a word that says how far the exit has come
TENTATIVE = ("threatened", "proposed", "modal")  # words of stage that say that an exit is only wanted
_FAR = 14  # the same as NEAR, from a threat to a verb that stands last
_SAME_STAGE = (
    ("threatened", "modal"),
    ("proposed", "reading"),
    ("effective", "immediate"),
)  # a stage, and words that state it too
_NEGATED = 3  # words between a negation or a refusal and a word of taking back
_UNDOING = ("negation", "refusal", "rejection", "denial")
_ASKED = 4  # words between a word of asking and the word of ending
_MODAL = 4  # words between `may` and the word of ending
_NOUN = 2  # words between a verb of taking back and a noun of ending
_PAPER = 5  # words between a verb of taking back and the notice
_OF_VERB = {
    "leave": Stage.DECIDED,
    "end": Stage.DECIDED,
    "suspend": Stage.SUSPENDED,
    "expire": Stage.EXPIRED,
    "notify": Stage.NOTIFIED,
    "return": Stage.REVERSED,
}


def stated_stage(claim: Claim, pack: Pack) -> tuple[Stage, str]:
    """The stage that a word of ending and the words beside it state, and the reason in words."""
    sentence, mark = claim.sentence, claim.mark
    if takes_back(claim, pack):
        return Stage.REVERSED, f"“{sentence.words(mark)}” takes a notice back"
    formal = _formal_word(claim)
    if formal is not None:
        return Stage.EFFECTIVE, _beside(claim, formal)
    own_stage = _OF_VERB.get(mark.value, Stage.DECIDED)
    if own_stage is Stage.NOTIFIED and is_to_come(sentence, mark, pack):
        own_stage = Stage.DECIDED
    near = _words_beside(claim, pack)
    by_word = _stage_by_word(claim, own_stage, near, pack)
    if by_word is not None:
        return by_word
    if own_stage in (Stage.DECIDED, Stage.SUSPENDED):
        if asks(claim, pack):
            return Stage.THREATENED, "the sentence asks"
        if (depends := condition(sentence, mark, pack)) is not None:
            return Stage.THREATENED, _beside(claim, depends)
    return own_stage, f"“{sentence.words(mark)}” says so"


def _formal_word(claim: Claim) -> Mark | None:
    """A word like `formally` beside a verb of leaving: such an exit has taken effect."""
    mark = claim.mark
    if mark.value != "leave" or mark.role == "noun":
        return None
    return next(
        (
            word
            for word in stage_words(claim.sentence)
            if word.value == "formal" and (0 < mark.first - word.first <= 2 or word.first == mark.end)
        ),
        None,
    )


def _words_beside(claim: Claim, pack: Pack) -> list[Mark]:
    """The words of stage near a word of ending, without those of the agreement's name (Belt and Road
    Initiative) and of the next clause.
    """
    mark = claim.mark
    return [
        word
        for word in stage_words(claim.sentence)
        if mark.first - _reach(word, claim.sentence, mark, pack) <= word.first <= mark.end + NEAR
        and not _is_in_name(word, claim)
        and not is_of_next_clause(word, claim)
    ]


def _stage_by_word(claim: Claim, own_stage: Stage, near: list[Mark], pack: Pack) -> tuple[Stage, str] | None:
    """The stage that the words `near` give, and why; None if they leave the verb's `own_stage` as it is."""
    sentence = claim.sentence
    tentative = [word for word in near if word.value in TENTATIVE]
    for value in ("reversed", "threatened", "proposed", "effective", "notified"):
        words = _that_state(value, near, claim, pack)
        if not words:
            continue
        if value == "reversed" and any(word.first < words[0].first for word in tentative):
            return (
                Stage.DECIDED,
                f"“{sentence.words(tentative[0])}” stands beside “{sentence.words(words[0])}”: nothing is "
                "taken back yet",
            )
        if own_stage is not Stage.SUSPENDED or value != "effective":
            return Stage(value), _beside(claim, words[0])
    suspended = next((word for word in near if word.value == "suspended"), None)
    if suspended is not None and own_stage is Stage.DECIDED:
        return Stage.SUSPENDED, _beside(claim, suspended)
    return None


def _that_state(value: str, near: list[Mark], claim: Claim, pack: Pack) -> list[Mark]:
    """The words of `near` that state a stage: not those of taking back that stay undone, nor of a notice that
    is still to come. Who leaves a body or a treaty of many `with immediate effect` has yet to give notice.
    """
    words = [word for word in near if word.value == value or (value, word.value) in _SAME_STAGE]
    if value == "effective" and claim.how == "leave":
        return [word for word in words if word.value == value]
    if value == "reversed":
        return [word for word in words if not _stays_undone(word, claim, pack)]
    if value == "notified":
        return [word for word in words if not is_to_come(claim.sentence, word, pack)]
    return words


def _stays_undone(word: Mark, claim: Claim, pack: Pack) -> bool:
    """True if a word of taking back is negated or refused, or tells of a change of mind after which the state
    leaves: `reverses course and quits`.
    """
    if _is_negated(claim.sentence, word.first):
        return True
    sentence, mark = claim.sentence, claim.mark
    if mark.role == "noun" or mark.value not in ("leave", "end") or word.end > mark.first:
        return False
    return any(pack.has("and", sentence.word(at)) for at in range(word.end, mark.first))


def _is_negated(sentence: Sentence, at: int) -> bool:
    """True if a negation or a refusal stands right before a word."""
    return any(
        mark.value in _UNDOING and 0 <= at - mark.end <= _NEGATED for mark in sentence.of(Layer.UNREAL)
    )


def _reach(word: Mark, sentence: Sentence, mark: Mark, pack: Pack) -> int:
    """How many words a word of stage may stand before a word of ending: more for `drohte am Montag in
    Klagenfurt damit, das Abkommen aufzukündigen`.
    """
    infinitive = pack.verb_last and (
        "zu" in sentence.word(mark.first)[1:] or pack.has("to", sentence.word(mark.first - 1))
    )
    return _FAR if infinitive and word.value in ("threatened", "modal") else NEAR


def _beside(claim: Claim, word: Mark) -> str:
    """The reason for a stage that a word of stage gives."""
    words, ending = claim.sentence.words(word), claim.sentence.words(claim.mark)
    return f"“{ending}” says so" if word.first == claim.mark.first else f"“{words}” stands beside “{ending}”"


def _is_in_name(word: Mark, claim: Claim) -> bool:
    """True if a word belongs to the name of the claim's agreement."""
    mention = claim.mention
    return (
        mention is not None
        and mention.sentence is claim.sentence
        and mention.first <= word.first < mention.end
    )


def takes_back(claim: Claim, pack: Pack) -> bool:
    """True if the claim withdraws a notice: `revoked its notification of withdrawal from the pact`."""
    sentence, end = claim.sentence, claim.mark.end
    if not any(pack.has("takes_back", sentence.word(at)) for at in range(claim.mark.first, end)):
        return False
    paper = _place_of_notice(claim)
    if paper is None or _is_negated(sentence, claim.mark.first):
        return False
    only_articles = all(pack.has("article", sentence.word(at)) for at in range(end, paper))
    if claim.mark.role == "noun" and not only_articles:
        return False  # el retiro con un preaviso, not `retiró la notificación`
    return not any(
        end <= mark.first < paper for mark in (*sentence.of(Layer.HEAD), *sentence.of(Layer.GIVEN))
    )


def _place_of_notice(claim: Claim) -> int | None:
    """The place of the notice, or of the noun of ending (`withdrew its denunciation`), right after a claim's
    word.
    """
    sentence, end = claim.sentence, claim.mark.end
    papers = (
        mark.first
        for mark in sentence.of(Layer.FORM)
        if mark.value in DOCUMENTS and 0 <= mark.first - end <= _PAPER
    )
    nouns = (
        mark.first
        for mark in sentence.of(Layer.EXIT)
        if mark.role == "noun" and mark.value in ("leave", "end") and 0 <= mark.first - end <= _NOUN
    )
    first_paper = next(papers, None)
    return first_paper if first_paper is not None else next(nouns, None)


def is_tentative(claim: Claim) -> bool:
    """True if a word before the word of ending says that the exit is only wanted or possible."""
    return any(
        word.value in TENTATIVE and 0 < claim.mark.first - word.first <= NEAR
        for word in stage_words(claim.sentence)
    )


def is_modal(claim: Claim) -> bool:
    """True if a word like `may` or `could` stands right before the word of ending: the exit is not done,
    whatever the rule says.
    """
    return any(
        word.value == "modal" and 0 < claim.mark.first - word.first <= _MODAL
        for word in stage_words(claim.sentence)
    )


def is_asked_for(claim: Claim, pack: Pack) -> bool:
    """True if a word of asking or supporting leads to the word of ending: `backs suspension`, `calls for
    Malta to be kicked out`.
    """
    sentence, first = claim.sentence, claim.mark.first
    passive = any(pack.has("passive", sentence.word(at)) for at in range(first - _ASKED, first))
    most = _ASKED if passive else 1 if claim.mark.role == "noun" else -1
    words = stage_words(sentence)
    for word in words:
        leads = word.value == "proposed" and 0 <= first - word.end <= most
        if leads and not sentence.has_stop(word.end, first + 1, ","):
            return not any(other.value == "decided" and 0 <= word.first - other.end <= 1 for other in words)
    return False


def is_over(claim: Claim, pack: Pack) -> bool:
    """True if the verb itself says that the membership is over: `is no longer a party`."""
    sentence, mark = claim.sentence, claim.mark
    states_end = any(
        word.value == "effective" and mark.first <= word.first < mark.end for word in stage_words(sentence)
    )
    is_verb_above = mark.role != "noun" and sentence.place is not Place.END
    return states_end and is_verb_above and stated_stage(claim, pack)[0] is Stage.EFFECTIVE


def is_over_at_once(claim: Claim, pack: Pack) -> bool:
    """True if a sentence near the top says that the exit has effect at once: `with immediate effect`."""
    if claim.sentence.place is Place.END or stated_stage(claim, pack)[0] is not Stage.EFFECTIVE:
        return False
    return any(word.value == "immediate" for word in _words_beside(claim, pack))


def has_run_out(claim: Claim, pack: Pack) -> bool:
    """True if a sentence near the top says that the agreement has run out (`ist abgelaufen`), without a word
    of the future.
    """
    sentence, mark = claim.sentence, claim.mark
    is_verb_of_expiry = mark.value == "expire" and mark.role != "noun"
    if not is_verb_of_expiry or sentence.place is Place.END:
        return False
    if stated_stage(claim, pack)[0] is not Stage.EXPIRED:
        return False
    future = any(
        pack.has(name, sentence.word(at))
        for name in ("coming", "future")
        for at in range(mark.first, mark.end)
    )
    return not future and not is_hedged(
        sentence, mark.first - NEAR, mark.end + (NEAR if pack.verb_last else 0)
    )


def is_hedged(sentence: Sentence, first: int, end: int) -> bool:
    """True if one of the words `first:end` says that something is expected or uncertain."""
    return any(
        first <= mark.first < end for layer in (Layer.AWAITED, Layer.UNSURE) for mark in sentence.of(layer)
    )


def has_day(claim: Claim, pack: Pack) -> bool:
    """True if the sentence of a decided exit gives the day from which it counts: `will end the treaty with
    effect from 30 June`.
    """
    sentence = claim.sentence
    counts = any(mark.role == "effect" and mark.first >= claim.mark.end for mark in sentence.of(Layer.DATE))
    return counts and not sentence.of(Layer.UNSURE) and stated_stage(claim, pack)[0] is Stage.DECIDED
