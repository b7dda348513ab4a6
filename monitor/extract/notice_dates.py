"""The dates of a sentence that may be that of its notice. A month or a year is taken only where the words
leave no doubt: both also stand in names, and tell when a treaty was joined.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.extract.dates import DateMatch, find_dates, is_recent
from monitor.extract.days import is_of_name, is_of_telling, is_signed
from monitor.extract.endings import is_little
from monitor.extract.lexicon import Pack
from monitor.extract.periods import later
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence

_BEFORE = 8  # words from a date to its verb: `in June 2026 the foreign ministry of Peru notified`
_TITLED = 30  # words between a verb and its date where the name of the agreement stands between them
_NAMED = 2  # words between a date and the noun of a name: `the 2026 fisheries agreement`
_NAMES = (Layer.HEAD, Layer.ENTRY)
_LED = 6  # words from `after` to the date of what it names: `after the vote of parliament in June 2026`
_STOPS = ",;:("
_FAR = 60  # days from publication to a day that may be meant as one to come
_ASKED = 4  # words before a verb that may say that it is still to come
_NOT_DONE = ("future", "infinitive", "conditional", "present")  # forms of a verb


def dates_of_notice(sentence: Sentence, verb: Mark, pack: Pack, published: date | None) -> list[DateMatch]:
    """The dates that may be that of the notice with this verb, as exactly as they are stated; not of a
    signature, of a message, or behind a word of expiry.
    """
    dates = [_not_to_come(match, published) for match in find_dates(sentence, pack, published)]
    dates += _months_without_year(sentence, dates, pack, published)
    return [
        match
        for match in dates
        if not _is_of_other(sentence, match, verb, pack)
        and (match.day is not None or _is_beside(sentence, match, verb, pack, published))
    ]


def _not_to_come(match: DateMatch, published: date | None) -> DateMatch:
    """A day without a year far behind publication as that of the year before, since a notice was given: `was
    handed over on 9 May`, told in November.
    """
    day = match.day
    if published is None or day is None or not match.relative or (day - published).days <= _FAR:
        return match
    last = later(day, -1, "year")
    return replace(match, value=last.isoformat()) if last is not None else match


def _is_of_other(sentence: Sentence, match: DateMatch, verb: Mark, pack: Pack) -> bool:
    """True if a date is that of an end, a signature or a message."""
    ends = [*sentence.of(Layer.HELD), *(mark for mark in sentence.of(Layer.EXIT) if mark.value == "expire")]
    is_of_end = any(verb.end <= end.first < match.first for end in ends)
    effects = (mark for mark in sentence.of(Layer.DATE) if mark.role in ("own", "effect", "ends"))
    is_of_effect = any(0 <= match.first - mark.end <= _NAMED for mark in effects)
    return (
        is_of_end
        or is_of_effect
        or is_signed(sentence, match, pack, verb)
        or is_of_telling(sentence, match, verb, pack)
    )


def _is_beside(sentence: Sentence, match: DateMatch, verb: Mark, pack: Pack, published: date | None) -> bool:
    """True if a month or a recent year belongs to the verb of a notice: it stands before it in its clause,
    right behind it, or, of a month, behind the name of what was given.
    """
    is_month = match.treaty_date.month is not None
    if not (is_month or is_recent(match, published)) or not _is_time(sentence, match, verb, pack):
        return False
    if published is not None and published < match.treaty_date.latest and _is_to_come(sentence, verb, pack):
        return False
    if match.end <= verb.first:
        return _leads_to(sentence, match, verb, pack)
    between = range(verb.end, match.first)
    if _is_cut(sentence, between, pack):
        return False
    if not _has_name_or_exit(sentence, between):
        return True
    is_near = len(between) <= _TITLED and is_month and is_recent(match, published)
    return is_near and _is_behind_name(sentence, match, pack)


def _has_name_or_exit(sentence: Sentence, places: range) -> bool:
    """True if an agreement or an exit is named among these words; a body that is told is no agreement."""
    bodies = {mark.first for mark in sentence.of(Layer.PARTY)}
    marks = (mark for layer in (*_NAMES, Layer.EXIT) for mark in sentence.of(layer))
    return any(mark.first in places and mark.first not in bodies for mark in marks)


def _is_behind_name(sentence: Sentence, match: DateMatch, pack: Pack) -> bool:
    """True if only names of bodies and little words stand between what was given and its month: `its
    denunciation of the pact to the UN in June 2026`.
    """
    if not any(pack.has(name, sentence.word(match.first - 1)) for name in ("in", "place")):
        return False
    layers = (*_NAMES, Layer.EXIT, Layer.PARTY, Layer.FORM)
    named = {at for layer in layers for mark in sentence.of(layer) for at in range(mark.first, mark.end)}
    begin = max((at for at in named if at < match.first), default=-1)
    return begin >= 0 and all(is_little(sentence, at, pack) for at in range(begin + 1, match.first))


def _is_to_come(sentence: Sentence, verb: Mark, pack: Pack) -> bool:
    """True if a verb may tell what is still to come: `is to notify Lima in June`, `notifiera en juin`."""
    before = range(max(verb.first - _ASKED, 0), verb.first)
    expected = any(mark.first < verb.first for mark in sentence.of(Layer.AWAITED))
    future = any(pack.has("future", sentence.word(at)) for at in before)
    return expected or future or pack.verb_form(sentence.word(verb.first)) in _NOT_DONE


def _leads_to(sentence: Sentence, match: DateMatch, verb: Mark, pack: Pack) -> bool:
    """True if a date stands in the clause of the verb behind it: `in June 2026, Peru notified Lima`, `hat im
    Juni 2026 den Austritt erklärt`. Behind a comma it opens that clause.
    """
    between = range(match.end, verb.first)
    most, layers = (_TITLED, ()) if pack.verb_last else (_BEFORE, _NAMES)
    if len(between) > most or _has(sentence, between, (*layers, Layer.TOLD, Layer.HELD)):
        return False
    if sentence.has_stop(match.end, verb.first + 1, _STOPS[1:]):
        return False
    opens = match.first < 2 or sentence.has_stop(match.first - 1, match.first + 1, _STOPS)
    return opens or not sentence.has_stop(match.end, verb.first + 1, ",")


def _is_time(sentence: Sentence, match: DateMatch, verb: Mark, pack: Pack) -> bool:
    """True if a date is in no name, and no word such as `since` makes it the beginning or end of a time."""
    if pack.has("of_date", sentence.word(match.first - 1)) or is_of_name(sentence, match, pack):
        return False
    if _is_since(sentence, match, pack):
        return False
    names = [mark for layer in _NAMES for mark in sentence.of(layer)]
    if any(mark.first <= match.first < mark.end or mark.end == match.first for mark in names):
        return False
    end = match.end + _NAMED + 1
    behind = range(match.end, min(end, verb.first) if match.end <= verb.first else end)
    return not any(
        mark.first in behind and not sentence.has_stop(match.end, mark.first + 1, _STOPS) for mark in names
    )


def _is_since(sentence: Sentence, match: DateMatch, pack: Pack) -> bool:
    """True if a word such as `since` leads to a date in its clause: `after the vote in June 2026`; not to a
    party, as in `received by Lima in June`.
    """
    parties = {mark.first for mark in sentence.of(Layer.PARTY)}
    for at in range(match.first - 1, match.first - 1 - _LED, -1):
        behind = at + 1 + pack.has("article", sentence.word(at + 1))
        if pack.has("since", sentence.word(at)) and behind not in parties:
            return True
        if sentence.has_stop(at, at + 1, _STOPS):
            return False
    return False


def _is_cut(sentence: Sentence, places: range, pack: Pack) -> bool:
    """True if another clause or another verb begins among these words."""
    verbs = [mark for mark in sentence.of(Layer.EXIT) if mark.role != "noun"]
    marks = (*verbs, *sentence.of(Layer.TOLD), *sentence.of(Layer.HELD))
    return (
        any(mark.first in places for mark in marks)
        or any(pack.has(name, sentence.word(at)) for name in ("relative", "that") for at in places)
        or sentence.has_stop(places.start, places.stop + 1, _STOPS)
    )


def _has(sentence: Sentence, places: range, layers: tuple[Layer, ...]) -> bool:
    """True if a mark of one of these layers begins among these words."""
    return any(mark.first in places for layer in layers for mark in sentence.of(layer))


def _months_without_year(
    sentence: Sentence, dates: list[DateMatch], pack: Pack, published: date | None
) -> list[DateMatch]:
    """`in June`: the last such month up to publication."""
    if published is None:
        return []
    dated = {at for match in dates for at in range(match.first, match.end)}
    return [
        DateMatch(mark.first, mark.end, _last_month(int(mark.value), published), relative=True)
        for mark in sentence.of(Layer.DATE)
        if mark.role == "month"
        and mark.first not in dated
        and pack.has("in", sentence.word(mark.first - 1))
        and not sentence.word(mark.end)[:1].isdigit()
    ]


def _last_month(month: int, published: date) -> str:
    """The last month with this number up to a day: `2026-06`."""
    return f"{published.year - (month > published.month):04d}-{month:02d}"
