"""The course of an exit over an article: the day on which it ends, a period counted from the notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.dates import day_evidence, find_dates, refuse_day
from monitor.extract.days import is_anchor, other_day
from monitor.extract.end_days import coming, day_above, days_beside, is_the_day
from monitor.extract.endings import exits_beside, is_of_agreement, is_of_start, of_act, points_back
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.notice_to_come import hedges
from monitor.extract.notices import Notice, is_foreign
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
from monitor.model import Evidence, TreatyDate

_OPEN = 8  # words before a word of ending that may say that it is not sure
_ENDS = 12  # words between a word of ending and its period
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
        stated = _stated(sentence, sentences, known, pack, published)
        if stated is not None:
            return stated, True
    for sentence in sentences:
        end = _counted(sentence, known, notice, pack, published)
        if end is not None:
            return end, False
    return None


def _refuse_days(sentence: Sentence, known: set[str], pack: Pack, published: date | None) -> None:
    """Records for `explain` why the dates of a sentence are none of the end; the one that is taken later is
    no refusal in the end.
    """
    if sentence.trace is None:
        return
    marks = _ending(sentence, known, pack)
    beside = "no word of expiry or effect stands beside it"
    if marks:
        beside = f"does not belong to “{sentence.words(marks[0])}”"
    for day in find_dates(sentence, pack, published):
        counts = "a day from which something counts" if is_anchor(sentence, day, pack) else beside
        refuse_day(sentence, CellName.ENDED, day, other_day(sentence, day, pack) or counts)


def _ending(sentence: Sentence, known: set[str], pack: Pack) -> list[Mark]:
    """The words of a sentence that say that the agreement or the exit ends or takes effect on the day beside
    them.
    """
    expiries = (ending for ending in sentence.of(Layer.EXIT) if ending.value == "expire")
    runs_out = [*(ending for ending in expiries if ending.role != "noun"), *sentence.of(Layer.HELD)]
    marks = [mark for mark in runs_out if is_of_agreement(sentence, mark, known, pack)]
    marks += [mark for mark in sentence.of(Layer.DATE) if mark.role == "ends"]  # the exit date: 6 May
    marks = marks or _labels(sentence, pack)
    marks += [mark for mark in sentence.of(Layer.DATE) if _is_of_end(sentence, mark, known, pack)]
    unsure = [mark.first for mark in hedges(sentence, Layer.UNSURE)]
    marks = [mark for mark in marks if not any(-_OPEN <= at - mark.first <= 1 for at in unsure)]
    return [mark for mark in marks if not is_foreign(sentence, known, mark.first, pack)]


def _is_of_end(sentence: Sentence, mark: Mark, known: set[str], pack: Pack) -> bool:
    """True if a word of effect says when the exit takes effect, not the agreement."""
    if mark.role not in ("own", "effect"):
        return False
    endings = exits_beside(sentence, mark, pack)
    heads = sentence.of(Layer.HEAD)
    is_named = any(head.role != "compound" for head in heads) or bool(sentence.of(Layer.ENTRY))
    if mark.role == "effect":
        return bool(endings) or (is_named and is_of_agreement(sentence, mark, known, pack))
    if any(ending.first < mark.first for ending in endings):
        return True
    return not is_named and not of_act(sentence, mark) and points_back(sentence, mark, pack)


def _labels(sentence: Sentence, pack: Pack) -> list[Mark]:
    """The word that a line sets before the day of the end: `Effect: 8 August`."""
    labels = [
        at for at in range(min(2, len(sentence.tokens) - 1)) if pack.has("end_labels", sentence.word(at))
    ]
    return [Mark(at, at + 1, Layer.HELD, "held", "") for at in labels if ":" in sentence.gap(at + 1)]


def _stated(
    sentence: Sentence, sentences: Sequence[Sentence], known: set[str], pack: Pack, published: date | None
) -> Evidence | None:
    """The date beside a word of ending; of several the last in its clause (`six months after 3 March, on 3
    September`).
    """
    marks = _ending(sentence, known, pack)
    if not marks:
        return None
    said = [mark.end for mark in sentence.of(Layer.THAT_IS)]
    for day in find_dates(sentence, pack, published) if said and sentence.of(Layer.PERIOD) else ():
        if any(0 <= day.first - at <= 2 for at in said):
            # six months after, that is on 5 May
            return day_evidence(sentence, day, "the day to which the text itself counts the period")
    days = [
        day
        for day in find_dates(sentence, pack, published)
        if not other_day(sentence, day, pack) or any(is_the_day(sentence, day, mark, pack) for mark in marks)
    ]
    for mark in marks:
        for day in days_beside(sentence, mark, days, pack):
            counts = is_anchor(sentence, day, pack) and not is_the_day(sentence, day, mark, pack)
            if not counts and not is_of_start(sentence, mark, day, pack, published):
                why = f"stands beside “{sentence.words(mark)}”, a word of ending or effect"
                return day_evidence(sentence, coming(day, mark, sentence, pack, published), why)
    return day_above(sentence, marks, sentences, pack, published)


# ---------------------------------------------------------------- periods


def _counted(
    sentence: Sentence, known: set[str], notice: Notice | None, pack: Pack, published: date | None
) -> Evidence | None:
    """The end of a period from a stated day: in the sentence, else the day of the notice.

    The end of a year as its last day.
    """
    periods = sentence.of(Layer.PERIOD)
    if not periods or hedges(sentence, Layer.UNSURE):
        return None
    has_ending = bool(_ending(sentence, known, pack))
    is_about = has_ending or _tells_exit(sentence, known, pack) or _takes_effect_after(sentence, notice)
    for period in periods:
        if not period.value.endswith("_end"):
            end = _end_of_period(sentence, period, known, notice, pack, published, is_about=is_about)
        elif is_about and (has_ending or _is_behind_exit(sentence, period)):
            end = year_end(sentence, period, published)
        else:
            end = None
        if end is not None:
            return end
    return None


def _is_behind_exit(sentence: Sentence, period: Mark) -> bool:
    """True if a verb of ending stands near before a period: `leaves the treaty at the end of the year`."""
    return any(
        ending.role != "noun" and ending.value in ("leave", "end") and 0 <= period.first - ending.end <= _ENDS
        for ending in sentence.of(Layer.EXIT)
    )


def _end_of_period(
    sentence: Sentence,
    period: Mark,
    known: set[str],
    notice: Notice | None,
    pack: Pack,
    published: date | None,
    *,
    is_about: bool,
) -> Evidence | None:
    """The day on which a period of days, months or years ends; None if it is not one of the exit or counts
    from no stated day. `is_about`: the sentence speaks of the end or of the exit.
    """
    count, first = length(sentence, period, pack)
    if count is None:
        return None
    after = after_mark(sentence, first, period)
    asked = is_asked_for(sentence, first, period, pack) or is_from_receipt(sentence, period, after, pack)
    if after is not None and counts_from_told(sentence, period, after):
        _refuse_period(sentence, first, period, "a period that counts from what was said has passed")
        return None
    if after is None and not asked:
        _refuse_period(sentence, first, period, "nothing says from when it counts")
        return None
    if not is_about and (not asked or is_foreign(sentence, known, first, pack)):
        return None
    counts_from = _from_day(sentence, period, notice, pack, published)
    if counts_from is None:
        _refuse_period(sentence, first, period, "the day from which it counts is not stated")
        return None
    day, whose = counts_from
    end = later(day, count, period.value)
    why = f"counted from {TreatyDate.of_day(day).show()}, {whose}"
    return sentence.evidence(end.isoformat(), first, period.end, why) if end is not None else None


def _refuse_period(sentence: Sentence, first: int, period: Mark, why: str) -> None:
    """Records for `explain` why the period at `first` is not that of the end."""
    sentence.refuse(CellName.ENDED, sentence.raw(first, period.end), first, period.end, why)


def _tells_exit(sentence: Sentence, known: set[str], pack: Pack) -> bool:
    """True if a sentence says that one of the `known` parties ends an agreement, or that it expires."""
    endings = (ending for ending in sentence.of(Layer.EXIT) if ending.value in ("leave", "end", "expire"))
    return any(not is_foreign(sentence, known, ending.first, pack) for ending in endings)


def _takes_effect_after(sentence: Sentence, notice: Notice | None) -> bool:
    """True if words of effect stand right behind the sentence of the notice: `Ninety days later it takes
    effect`.
    """
    if notice is None or sentence.number - notice.sentence.number != 1:
        return False
    if sentence.of(Layer.HEAD) or sentence.of(Layer.ENTRY):
        return False  # the treaty itself may come into force
    return any(mark.role in ("effect", "own") for mark in sentence.of(Layer.DATE))


def _from_day(
    sentence: Sentence, period: Mark, notice: Notice | None, pack: Pack, published: date | None
) -> tuple[date, str] | None:
    """The day from which a period counts, and which day it is: the one named behind it, else that of the
    notice, if the sentence speaks of it or follows.
    """
    for day in find_dates(sentence, pack, published):
        if day.day is not None and 0 <= day.first - period.end <= _PERIOD and is_anchor(sentence, day, pack):
            return day.day, "which stands behind it"
    if notice is None or notice.day is None or notice.day.day is None:
        return _planned(sentence, period, pack, published)
    speaks = bool(sentence.of(Layer.GIVEN)) or any(
        form.value in DOCUMENTS for form in sentence.of(Layer.FORM)
    )
    follows = 0 <= sentence.number - notice.sentence.number <= 2
    return (notice.day.day, f"the day of the notice (“{notice.words}”)") if speaks or follows else None


def _planned(sentence: Sentence, period: Mark, pack: Pack, published: date | None) -> tuple[date, str] | None:
    """The day to come on which the same sentence says that the notice is given: `is handed over on 3 May, and
    it ends 180 days later`.
    """
    given = [verb for verb in sentence.of(Layer.GIVEN) if verb.end <= period.first]
    documents = [form for form in sentence.of(Layer.FORM) if form.value in DOCUMENTS]
    documents += [mark for mark in sentence.of(Layer.COLUMN) if mark.value == "notice"]
    if published is None or not given or not any(mark.end <= period.first for mark in documents):
        return None
    for day in find_dates(sentence, pack, published):
        is_between = given[-1].end <= day.first < period.first
        if is_between and day.day is not None and day.day > published:
            return day.day, "on which the notice is to be given"
    return None


# ---------------------------------------------------------------- whose it is


def is_item(sentence: Sentence) -> bool:
    """True if a sentence is an item of a list."""
    return bool(sentence.text) and sentence.text[0] in _BULLETS


def is_own_claim(claim: Claim, known: set[str], pack: Pack, lexicon: Lexicon) -> bool:
    """True if a word of ending is not that of somebody else's exit."""
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
