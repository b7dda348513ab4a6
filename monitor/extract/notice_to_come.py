"""Notices that are still to be given: `will notify`, `to send notice`, `notice to be sent on 1 December`."""

from __future__ import annotations

from monitor.extract.endings import is_dated
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence

_OPEN = 8  # words before a notice and its verb that may say that it has not been given
_BEFORE = 3  # words between a word of the future and the word of notice
_LAST = 12  # the same where verbs stand last
_BEHIND = 12  # words from a notice to the verb that says that it is given
_AUXILIARY = 2  # words between a word of the future and that verb: `to be sent`
_STOPS = ",;:."
_LATER = ("future", "conditional")  # forms of a verb


def is_to_come(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a word of notice tells of one that is still to be given."""
    first = _first_of_clause(sentence, mark)
    if _is_charged(sentence, first, pack):
        return True
    if any(pack.verb_form(sentence.word(at)) in _LATER for at in range(first.first, mark.end)):
        return True
    return _follows_future(sentence, first, pack) or _is_given_later(sentence, mark, pack)


def _first_of_clause(sentence: Sentence, mark: Mark) -> Mark:
    """The first word of notice of the clause of a mark: `will notify the depositary`."""
    before = [
        word
        for word in sentence.of(Layer.STAGE)
        if word.value == "notified"
        and word.first < mark.first
        and not sentence.has_stop(word.end, mark.first + 1, _STOPS)
    ]
    return before[0] if before else mark


def _is_charged(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if somebody is instructed to give a notice: `le ministre est chargé de notifier`."""
    for at in range(mark.first - 1, max(mark.first - _OPEN - 1, -1), -1):
        if sentence.has_stop(at + 1, at + 2, _STOPS):
            return False
        if pack.has("charged", sentence.word(at)):
            return True
    return False


def _follows_future(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a word of the future stands before a word of notice, in its clause."""
    reach = _LAST if pack.verb_last else _BEFORE
    for at in range(mark.first - 1, max(mark.first - reach - 2, -1), -1):
        if sentence.has_stop(at + 1, at + 2, _STOPS) or pack.has("that", sentence.word(at)):
            return False
        if _is_future(sentence, at, pack):
            return True
        if any(ending.first == at and ending.value in ("leave", "end") for ending in sentence.of(Layer.EXIT)):
            return False
    return False


def _is_future(sentence: Sentence, at: int, pack: Pack) -> bool:
    """True for a word of the future before a verb; not for `to` before a name: `to Peru`, `to the UN`."""
    if not pack.has("future", sentence.word(at)):
        return False
    names_next = any(party.first == at + 1 for party in sentence.of(Layer.PARTY))
    return not names_next and not pack.has("article", sentence.word(at + 1))


def _is_given_later(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a verb of giving behind a notice stands in the future: `notice will be given`."""
    for given in sentence.of(Layer.GIVEN):
        if not 0 <= given.first - mark.end <= _BEHIND or sentence.has_stop(mark.end, given.first + 1, ";:"):
            continue
        before = range(max(given.first - _AUXILIARY - 1, mark.end), given.first)
        return any(_is_future(sentence, at, pack) for at in before)
    return False


def is_awaited(sentence: Sentence, document: Mark, verb: Mark, pack: Pack) -> bool:
    """True if words beside a notice say that it is still to be given, or was not given."""
    if is_to_come(sentence, verb, pack):
        return True
    low, high = min(document.first, verb.first), max(document.end, verb.end)
    earliest = max(low - _OPEN, 0)
    start = next((at for at in range(low, earliest, -1) if set(sentence.gap(at)) & set(";:")), earliest)
    return any(
        start <= mark.first <= high + 1
        and (mark.end > verb.end or mark.first < verb.first)
        and not _is_of_past_day(sentence, mark, pack)
        for mark in hedges(sentence, Layer.AWAITED)
    )


def _is_of_past_day(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a word for `still` stands right before a day and means "as early as": `направил ноту ещё 30
    июня`.
    """
    return pack.has("already", sentence.word(mark.first)) and any(
        is_dated(sentence, at) for at in (mark.end, mark.end + 1)
    )


def hedges(sentence: Sentence, layer: Layer) -> list[Mark]:
    """The marks of a layer of doubt or expectation, without the month of May and words behind a period (`a
    year before`).
    """
    months = {mark.first for mark in sentence.of(Layer.DATE) if mark.role == "month"}
    passed = {mark.end for mark in sentence.of(Layer.PERIOD)}
    return [
        mark
        for mark in sentence.of(layer)
        if mark.first not in passed
        and (mark.first not in months or not sentence.tokens[mark.first].raw[0].isupper())
    ]
