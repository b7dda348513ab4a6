"""Whether a date is the day of something else than the end: of a signature, a statement or a receipt."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.dates import DateMatch
from monitor.extract.lexicon import Pack
from monitor.extract.periods import length
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence

_COMMA = 3  # words that a comma counts for
_SIGNED = 3  # words between a word of signing and its date
_PLACED = 8  # the same where only a place stands between them
_FAR = 99  # words: farther than anything in a sentence
_TOLD = 3  # the same for a verb of telling


def other_day(sentence: Sentence, day: DateMatch, pack: Pack) -> str:
    """Why a date can be no day of the end; "" where it may be one."""
    return told_or_named(sentence, day, pack) or (
        "stands beside a word of signing" if is_signed(sentence, day, pack) else ""
    )


def told_or_named(sentence: Sentence, day: DateMatch, pack: Pack) -> str:
    """The same where a day of signing may be that of a decree."""
    told = told_by(sentence, day, pack)
    if told is not None:
        return f"the day of “{sentence.words(told)}”, its nearest verb or document: nothing ends then"
    return "tells agreements apart: it belongs to a name" if is_of_name(sentence, day, pack) else ""


def told_by(sentence: Sentence, day: DateMatch, pack: Pack) -> Mark | None:
    """The nearest verb or document of a date, if that says that something was said, decided or given notice
    of: it is the day of that. What is told behind the date ("informed Lima on 3 March that it was leaving")
    is not nearer.
    """
    forms = (form for form in sentence.of(Layer.FORM) if form.value not in ("statement", "notice"))
    told = [*sentence.of(Layer.TOLD), *forms]
    if not told:
        return None
    begin = _content(sentence, day, told, pack)
    verbs = (ending for ending in sentence.of(Layer.EXIT) if ending.role != "noun" and ending.first < begin)
    ends = [*verbs, *_words_of_effect(sentence)]
    nearest = min(told, key=lambda mark: _distance(sentence, mark, day))
    to_end = min((_distance(sentence, end, day) for end in ends), default=_FAR)
    return nearest if _distance(sentence, nearest, day) <= to_end else None


def _content(sentence: Sentence, day: DateMatch, told: Sequence[Mark], pack: Pack) -> int:
    """Where that begins which a verb before a date tells, right behind the date; behind the sentence if it
    does not.
    """
    is_told = any(mark.end <= day.first for mark in told) and pack.has("that", sentence.word(day.end))
    return day.end if is_told else len(sentence.tokens)


def _words_of_effect(sentence: Sentence) -> list[Mark]:
    """The words that say that something holds, expires or takes effect."""
    effects = (mark for mark in sentence.of(Layer.DATE) if mark.role in ("effect", "own"))
    return [*sentence.of(Layer.HELD), *effects]


def is_of_effect(sentence: Sentence, day: DateMatch, at: int) -> bool:
    """True if words of effect or expiry stand nearer to a date than the word at a place: `The decision takes
    effect on 3 September`.
    """
    return any(_distance(sentence, mark, day) < day.first - at for mark in _words_of_effect(sentence))


def _distance(sentence: Sentence, mark: Mark, day: DateMatch) -> int:
    """Words between a mark and a date; a comma counts for three."""
    low, high = (mark.end, day.first) if mark.end <= day.first else (day.end, mark.first)
    return high - low + _COMMA * sum(1 for at in range(low, high + 1) if "," in sentence.gap(at))


def is_of_name(sentence: Sentence, day: DateMatch, pack: Pack) -> bool:
    """True if a date is part of the name of an agreement: `соглашение от 14 мая 1994 года`, `umowa z
    2015 roku`, `pact with France of 4 May 1994`.
    """
    if not pack.has("of_date", sentence.word(day.first - 1)):
        return False
    at = day.first - 1
    little = {place for party in sentence.of(Layer.PARTY) for place in range(party.first, party.end)}
    while at and (
        at - 1 in little
        or any(pack.has(name, sentence.word(at - 1)) for name in ("with", "between", "and", "article"))
    ):
        at -= 1
    return any(head.end == at for head in sentence.of(Layer.HEAD))


def is_signed(sentence: Sentence, day: DateMatch, pack: Pack, verb: Mark | None = None) -> bool:
    """True if a date stands right behind a word of signing, other than the `verb` of a notice: `reached Lima
    on 3 March`.

    Where verbs stand last, it may stand in front: `der am 4. Februar 1994 geschlossene Vertrag`.
    """
    # data de saída
    ends = {
        at
        for date_mark in sentence.of(Layer.DATE)
        if date_mark.role == "ends"
        for at in range(date_mark.first, date_mark.end)
    }
    signs = [
        date_mark
        for date_mark in sentence.of(Layer.DATE)
        if date_mark.role == "signed" and (verb is None or date_mark.first != verb.first)
    ]
    signs = [sign for sign in signs if sign.first not in ends]
    behind = any(reaches(sentence, sign, day) and not has_day(sentence, sign) for sign in signs)
    return behind or (pack.verb_last and any(0 <= sign.first - day.end <= _SIGNED for sign in signs))


def reaches(sentence: Sentence, sign: Mark, day: DateMatch) -> bool:
    """True if only a place stands between a word of signing and a date: `signed in Santa Cruz de la Sierra on
    26 June 1992`.
    """
    between = range(sign.end, day.first)
    if day.first < sign.end or len(between) > _PLACED:
        return False
    verbs = (Layer.TOLD, Layer.EXIT, Layer.HELD, Layer.GIVEN)
    apart = any(mark.first in between for layer in verbs for mark in sentence.of(layer)) or any(
        "," in sentence.gap(at) for at in between
    )
    return len(between) <= _SIGNED or not (apart or "," in sentence.gap(day.first))


def has_day(sentence: Sentence, verb: Mark) -> bool:
    """True if the day of a verb is written together with it, in front: `于1984年6月签署`."""
    at = verb.first
    return not sentence.gap(at) and any(sentence.word(place).isdigit() for place in (at - 1, at - 2))


def is_of_telling(sentence: Sentence, day: DateMatch, verb: Mark, pack: Pack) -> bool:
    """True if a verb of telling stands right beside a day, behind a comma: `has notified Lima of it, the
    minister said on Friday`; not behind `and` or `that`: `notified Lima on Friday and says`.
    """
    told = [
        mark
        for mark in sentence.of(Layer.TOLD)
        if not (mark.first < verb.end and verb.first < mark.end)
        and not (verb.end <= day.first and _begins_behind(sentence, day, mark, pack))
    ]
    if any(verb.end <= mark.first < day.first and "," in sentence.gap(mark.first) for mark in told):
        return True  # had been received, the ministry confirmed in Lima on Tuesday
    papers = [form.first for form in sentence.of(Layer.FORM)]
    # göre fesih notası 4 Şubat'ta
    told = [verb for verb in told if not any(verb.end <= at < day.first for at in papers)]
    near = min((_distance(sentence, verb, day) for verb in told), default=_TOLD)
    return near < _TOLD and near < _distance(sentence, verb, day)


def _begins_behind(sentence: Sentence, day: DateMatch, mark: Mark, pack: Pack) -> bool:
    """True if another clause begins between a day and a word behind it."""
    words = (sentence.word(at) for at in range(day.end, mark.first))
    return any(pack.has("and", word) or pack.has("that", word) for word in words)


def is_anchor(sentence: Sentence, day: DateMatch, pack: Pack) -> bool:
    """True if a date is one from which something counts, or until which it lasts: `after 3 March`, `received
    on 3 March`.
    """
    before = range(max(day.first - 3, 0), day.first)
    counts = {
        at
        for date_mark in sentence.of(Layer.DATE)
        if date_mark.role in ("effect", "own")
        for at in range(date_mark.first, date_mark.end)
    }
    after = sentence.of(Layer.AFTER)
    if not sentence.of(Layer.PERIOD):  # `from 3 March it no longer applies` counts nothing
        after = [mark for mark in after if pack.has("since", sentence.word(mark.end - 1))]
    marks = (*sentence.of(Layer.GIVEN), *after)
    # with effect from 3 March
    given = any(mark.end - 1 in before and mark.first not in counts for mark in marks)
    comma = sentence.has_stop(day.first - 1, day.first + 1, ",—–-(")
    if _is_of_receipt(sentence, day, pack):
        return True
    counted = any(length(sentence, period, pack)[0] is not None for period in sentence.of(Layer.PERIOD))
    since = pack.has("since", sentence.word(day.first - 1)) and counted
    return not comma and (given or since)


def _is_of_receipt(sentence: Sentence, day: DateMatch, pack: Pack) -> bool:
    """True if a side clause behind a period tells when it began: `twelve months after receipt of the note,
    which was on 19 July`.
    """
    for period in sentence.of(Layer.PERIOD):
        if period.end > day.first or length(sentence, period, pack)[0] is None:
            continue
        clause = [at for at in range(period.end, day.first) if "," in sentence.gap(at)]
        after = any(period.end <= mark.first < day.first for mark in sentence.of(Layer.AFTER))
        if (
            after
            and len(clause) == 1
            and any(pack.has("relative", sentence.word(clause[0] + step)) for step in (0, 1))
        ):
            return True
    return False
