"""What stands beside a word of ending without telling that it is done: a question, a condition, a wish in
another clause.
"""

from __future__ import annotations

from monitor.extract.actors import Claim
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence


def stage_words(sentence: Sentence) -> list[Mark]:
    """The words of stage. A month between a day and a year is none: `on 3 May`, `May 2024`."""
    months = {date_mark.first for date_mark in sentence.of(Layer.DATE) if date_mark.role == "month"}
    marks = sentence.of(Layer.STAGE)
    return [
        mark
        for mark in marks
        if mark.first not in months
        or not any(sentence.word(at)[:1].isdigit() for at in (mark.first - 1, mark.end))
    ]


def condition(sentence: Sentence, mark: Mark, pack: Pack) -> Mark | None:
    """The condition under which an exit would follow, in a clause before its verb: `if the quotas are not
    met, Chile leaves the treaty`.
    """
    if mark.role == "noun":
        return None
    unsure = {word.first for word in sentence.of(Layer.UNSURE)}
    conditions = [motive for motive in sentence.of(Layer.MOTIVE) if motive.value == "condition"]
    for word in conditions:
        is_before = word.first in unsure and word.end < mark.first
        commas = ("," in sentence.gap(at) for at in range(word.end + 1, mark.first + 1))
        if is_before and _opens_clause(sentence, word, pack) and any(commas):
            return word
    return None


def _opens_clause(sentence: Sentence, word: Mark, pack: Pack) -> bool:
    """True if a word opens its sentence, or a clause behind a comma or `that`."""
    return (
        word.first == 0 or "," in sentence.gap(word.first) or pack.has("that", sentence.word(word.first - 1))
    )


def is_of_next_clause(word: Mark, claim: Claim) -> bool:
    """True if a wish or a plan stands behind a comma after a verb of expiry: `it ran out on 3 May, and Lima
    did not want another one`.
    """
    sentence, mark = claim.sentence, claim.mark
    if mark.value != "expire" or mark.role == "noun" or word.first < mark.end:
        return False
    is_wish = word.value in ("threatened", "proposed", "modal")
    return is_wish and sentence.has_stop(mark.end, word.first + 1, ",")


def asks(claim: Claim, pack: Pack) -> bool:
    """True if the sentence asks whether its subject acts: `Is Peru leaving the pact?`, not `Why is Peru
    leaving?`.
    """
    sentence = claim.sentence
    if (
        claim.mark.role == "noun"
        or not sentence.text.rstrip("\"'”’») ").endswith(("?", "？", "؟"))
        or not claim.clear
    ):
        return False
    opens = range(claim.subjects[0][1].first)
    if any(pack.has("clause", sentence.word(at)) for at in opens):
        return False  # `As Peru quits the pact, who is next?`
    return all(
        any(pack.has(name, sentence.word(at)) for name in ("article", "copula"))
        or _is_future(sentence, at, pack)
        for at in opens
    )


def _is_future(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True if a word is one of stage or of the future."""
    return any(stage_mark.first <= at < stage_mark.end for stage_mark in stage_words(sentence)) or pack.has(
        "future", sentence.word(at)
    )
