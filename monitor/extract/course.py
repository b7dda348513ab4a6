"""The course of an exit over an article: the day on which it ends, a period counted from the notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.dates import DateMatch, find_dates, next_week
from monitor.extract.days import is_anchor, other_day
from monitor.extract.endings import exits_beside, is_little, is_of_agreement, is_of_start, of_act, points_back
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.notices import Notice, hedges, is_foreign
from monitor.extract.periods import (
    after_mark,
    counts_from_told,
    is_asked_for,
    is_from_receipt,
    later,
    length,
    year_end,
)
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.extract.trace import CellName
from monitor.model import Evidence, Precision, show_date

_OPEN = 8  # words before a word of ending that may say that it is not sure
_ENDS = 12  # words between a word of ending and its date
_BEFORE = 7  # the same where the date stands in front
_LONG = 60  # days that a day without a year has passed, so that the next one is meant
_OPENING = 30  # the same where it opens the sentence
_PERIOD = 10  # words between a period and the day from which it counts
_BULLETS = "-–—•*"


# ---------------------------------------------------------------- the end


def ends_on(
    sentences: Sequence[Sentence], known: set[str], notice: Notice | None, pack: Pack, published: date | None
) -> tuple[Evidence, bool] | None:
    """The day on which these sentences say that the agreement ends, else that of a period from the notice;
    whether it is stated.

    What they say of others than the `known` parties is left out.
    """
    for sentence in sentences:
        _refuse_days(sentence, known, pack, published)
    for sentence in sentences:
        stated = _stated(sentence, known, pack, published)
        if stated is not None:
            return stated, True
    for sentence in sentences:
        end = _counted(sentence, known, notice, pack, published)
        if end is not None:
            return end, False
    return None


def _refuse_days(sentence: Sentence, known: set[str], pack: Pack, published: date | None) -> None:
    """Tell who asks why the dates of a sentence are none of the end; the one that is taken is no refusal in
    the end.
    """
    if sentence.trace is None:
        return
    marks = _ending(sentence, known, pack)
    beside = (
        f"does not belong to “{sentence.words(marks[0])}”"
        if marks
        else "no word of expiry or effect stands beside it"
    )
    for day in find_dates(sentence, pack, published):
        counts = "a day from which something counts" if is_anchor(sentence, day, pack) else beside
        sentence.refuse(
            CellName.ENDED, day.value, day.first, day.end, other_day(sentence, day, pack) or counts
        )


def _ending(sentence: Sentence, known: set[str], pack: Pack) -> list[Mark]:
    """The words of a sentence that say that the agreement or the exit ends or takes effect on the day beside
    them.
    """
    runs_out = [
        ending for ending in sentence.of(Layer.EXIT) if ending.value == "expire" and ending.role != "noun"
    ] + sentence.of(Layer.HELD)
    marks = [mark for mark in runs_out if is_of_agreement(sentence, mark, known, pack)]
    marks += [
        date_mark for date_mark in sentence.of(Layer.DATE) if date_mark.role == "ends"
    ]  # the exit date: 6 May
    marks += [one for one in _labels(sentence, pack) if not marks]
    names = any(head.role != "compound" for head in sentence.of(Layer.HEAD)) or bool(sentence.of(Layer.ENTRY))
    for mark in sentence.of(Layer.DATE):
        exits = [one.first for one in exits_beside(sentence, mark, pack)]
        meant = not names and not of_act(sentence, mark) and points_back(sentence, mark, pack)
        if (mark.role == "own" and (any(at < mark.first for at in exits) or meant)) or (
            mark.role == "effect" and (exits or (names and is_of_agreement(sentence, mark, known, pack)))
        ):
            marks.append(mark)
    unsure = [one.first for one in hedges(sentence, Layer.UNSURE)]
    marks = [mark for mark in marks if not any(-_OPEN <= at - mark.first <= 1 for at in unsure)]
    return [mark for mark in marks if not is_foreign(sentence, known, mark.first, pack)]


def _labels(sentence: Sentence, pack: Pack) -> list[Mark]:
    """The word that a line sets before the day of the end: `Effect: 8 August`."""
    labels = [
        at for at in range(min(2, len(sentence.tokens) - 1)) if pack.has("end_labels", sentence.word(at))
    ]
    return [Mark(at, at + 1, Layer.HELD, "held", "") for at in labels if ":" in sentence.gap(at + 1)]


def _stated(sentence: Sentence, known: set[str], pack: Pack, published: date | None) -> Evidence | None:
    """The date beside a word of ending; of several the last in its clause (`six months after 3 March, on 3
    September`).
    """
    marks = _ending(sentence, known, pack)
    if not marks:
        return None
    said = [mark.end for mark in sentence.of(Layer.THAT_IS)]
    for day in find_dates(sentence, pack, published) if said and sentence.of(Layer.PERIOD) else ():
        if any(0 <= day.first - at <= 2 for at in said):
            why = "the day to which the text itself counts the period"
            return sentence.evidence(day.value, day.first, day.end, why)  # six months after, that is on 5 May
    dates = [day for day in find_dates(sentence, pack, published) if not other_day(sentence, day, pack)]
    for mark in marks:
        behind = [
            one
            for one in dates
            if 0 <= one.first - mark.end <= _ENDS and not _breaks(sentence, mark.end, one.first)
        ]
        ahead = [
            one
            for one in dates
            if 0 <= mark.first - one.end <= _before(sentence, one, pack)
            and _is_ahead(sentence, one, mark, pack)
        ]
        ahead = [one for one in ahead if not _breaks(sentence, one.end - 1, mark.first, ";")]
        if any(not _breaks(sentence, one.end, mark.first, ",") for one in ahead):
            # it ceased to apply, and by Friday
            behind = [one for one in behind if not _breaks(sentence, mark.end - 1, one.first, ",")]
        near = [
            one
            for one in behind or reversed(ahead)
            if one.treaty_date.precision is not Precision.YEAR or pack.has("in", sentence.word(one.first - 1))
        ]
        full = [
            one
            for one in near
            if not is_anchor(sentence, one, pack) and not is_of_start(sentence, mark, one, pack, published)
        ]
        if full:
            day = _coming(full[0], mark, sentence, pack, published)
            return sentence.evidence(
                day.value,
                day.first,
                day.end,
                f"stands beside “{sentence.words(mark)}”, a word of ending or effect",
            )
    return None


def _before(sentence: Sentence, day: DateMatch, pack: Pack) -> int:
    """How far a day may stand before a word of ending: further where it opens the sentence, as a long name
    may follow.
    """
    return _OPENING if all(is_little(sentence, at, pack) for at in range(day.first)) else _BEFORE


def _is_ahead(sentence: Sentence, day: DateMatch, mark: Mark, pack: Pack) -> bool:
    """Whether a day in front of a word of ending can be its own: it opens the sentence or its clause, or
    touches the word.
    """
    weekday = any(
        date_mark.role == "weekday" and date_mark.end == day.first for date_mark in sentence.of(Layer.DATE)
    )
    return (
        pack.verb_last
        or day.first <= 1 + weekday
        or day.end == mark.first
        or ":" in sentence.gap(day.first - 1) + sentence.gap(day.first)
    )


def _coming(day: DateMatch, mark: Mark, sentence: Sentence, pack: Pack, published: date | None) -> DateMatch:
    """A weekday behind a word that is not in the past is the next one, a day without a year that of the next
    year.
    """
    ahead = pack.has("coming", sentence.word(mark.first))
    if ahead and day.relative and not day.weekday and published is not None and day.end - day.first > 1:
        past = (published - date.fromisoformat(day.value)).days
        return (
            replace(day, value=later(date.fromisoformat(day.value), 1, "year") or day.value)
            if past > _LONG
            else day
        )
    if day.weekday and ahead and published is not None and day.value != published.isoformat():
        return next_week(day) or day
    return day


def _breaks(sentence: Sentence, first: int, end: int, marks: str = ";:") -> bool:
    """Whether another clause begins between a word and a date."""
    return any(set(sentence.gap(at)) & set(marks) for at in range(first + 1, end + 1))


# ---------------------------------------------------------------- periods


def _counted(
    sentence: Sentence, known: set[str], notice: Notice | None, pack: Pack, published: date | None
) -> Evidence | None:
    """The end of a period from a stated day: in the sentence, else the day of the notice.

    The end of a year as its last day.
    """
    periods = sentence.of(Layer.PERIOD)
    about = (
        bool(_ending(sentence, known, pack))
        or _tells_exit(sentence, known, pack)
        or _takes_effect_after(sentence, notice)
    )
    if not periods or hedges(sentence, Layer.UNSURE):
        return None
    for period in periods:
        if period.value.endswith("_end"):
            last = year_end(sentence, period, published)
            acts = [
                ending
                for ending in sentence.of(Layer.EXIT)
                if ending.role != "noun" and ending.value in ("leave", "end")
            ]
            if (
                about
                and last is not None
                and (
                    _ending(sentence, known, pack)
                    or any(0 <= period.first - act.end <= _ENDS for act in acts)
                )
            ):
                return last
            continue
        count, first = length(sentence, period, pack)
        after = after_mark(sentence, first, period)
        if count is None:
            continue
        asked = is_asked_for(sentence, first, period, pack) or is_from_receipt(sentence, period, after, pack)
        if (after is None and not asked) or (after is not None and counts_from_told(sentence, period, after)):
            why = (
                "a period that counts from what was said has passed"
                if after
                else "nothing says from when it counts"
            )
            sentence.refuse(CellName.ENDED, sentence.raw(first, period.end), first, period.end, why)
            continue
        if not about and (not asked or is_foreign(sentence, known, first, pack)):
            continue
        counts_from = _from_day(sentence, period, notice, pack, published)
        if counts_from is not None:
            day, whose = counts_from
            why = f"counted from {show_date(day)}, {whose}"
            ended = later(date.fromisoformat(day), count, period.value)
            if ended is not None:
                return sentence.evidence(ended, first, period.end, why)
            continue
        why = "the day from which it counts is not stated"
        sentence.refuse(CellName.ENDED, sentence.raw(first, period.end), first, period.end, why)
    return None


def _tells_exit(sentence: Sentence, known: set[str], pack: Pack) -> bool:
    marks = (ending for ending in sentence.of(Layer.EXIT) if ending.value in ("leave", "end", "expire"))
    return any(not is_foreign(sentence, known, mark.first, pack) for mark in marks)


def _takes_effect_after(sentence: Sentence, notice: Notice | None) -> bool:
    """Whether words of effect stand right behind the sentence of the notice: `Ninety days later it takes
    effect`.
    """
    behind = notice is not None and sentence.number - notice.sentence.number == 1
    names = sentence.of(Layer.HEAD) or sentence.of(Layer.ENTRY)  # the treaty itself may come into force
    return (
        behind
        and not names
        and any(date_mark.role in ("effect", "own") for date_mark in sentence.of(Layer.DATE))
    )


def _from_day(
    sentence: Sentence, period: Mark, notice: Notice | None, pack: Pack, published: date | None
) -> tuple[str, str] | None:
    """The day from which a period counts, and which day it is: the one named behind it, else that of the
    notice, if the sentence speaks of it or follows.
    """
    for day in find_dates(sentence, pack, published):
        if day.day is not None and 0 <= day.first - period.end <= _PERIOD and is_anchor(sentence, day, pack):
            return day.value, "which stands behind it"
    if notice is None or notice.day is None:
        return _planned(sentence, period, pack, published)
    speaks = bool(sentence.of(Layer.GIVEN)) or any(
        form.value in DOCUMENTS for form in sentence.of(Layer.FORM)
    )
    follows = 0 <= sentence.number - notice.sentence.number <= 2
    return (notice.day.value, f"the day of the notice (“{notice.words}”)") if speaks or follows else None


def _planned(sentence: Sentence, period: Mark, pack: Pack, published: date | None) -> tuple[str, str] | None:
    """The day to come on which the same sentence says that the notice is given: `is handed over on 3 May, and
    it ends 180 days later`.
    """
    given = [verb for verb in sentence.of(Layer.GIVEN) if verb.end <= period.first]
    papers = any(form.value in DOCUMENTS and form.end <= period.first for form in sentence.of(Layer.FORM))
    papers = papers or any(
        mark.value == "notice" and mark.end <= period.first for mark in sentence.of(Layer.COLUMN)
    )
    if published is None or not given or not papers:
        return None
    for day in find_dates(sentence, pack, published):
        if given[-1].end <= day.first < period.first and day.day is not None and day.day > published:
            return day.value, "on which the notice is to be given"
    return None


# ---------------------------------------------------------------- whose it is


def is_item(sentence: Sentence) -> bool:
    """Whether a sentence is an item of a list."""
    return sentence.text[:1] in _BULLETS and bool(sentence.text)


def is_own_claim(claim: Claim, known: set[str], pack: Pack, lexicon: Lexicon) -> bool:
    """Whether a word of ending is not that of somebody else's exit."""
    if not known:
        return True
    states = [
        (score, party) for score, party in claim.subjects if party.role not in ("organisation", "organ")
    ]
    others = (
        bool(states)
        and states[0][0] > lexicon.weights.stated
        and not any(party.value in known for _, party in states)
    )
    return not others and not is_foreign(claim.sentence, known, claim.mark.first, pack)
