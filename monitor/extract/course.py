"""The course of an exit over an article: the notice that was given, the day on which it ends, a period counted from the notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.dates import EXACT, Found, find_dates, next_week
from monitor.extract.days import is_anchor, is_of_telling, is_signed, other_day
from monitor.extract.endings import exits_beside, is_of_agreement, is_of_start, of_act, points_back
from monitor.extract.lexicon import ORGANISATIONS, Lexicon, Pack
from monitor.extract.periods import counts_from_told, is_asked_for, later, length, year_end
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.scene import Sentence
from monitor.extract.subjects import is_dateline
from monitor.extract.trace import CellName
from monitor.model import Evidence
from monitor.names import treaty_date

_GIVEN = 12  # words between a notice and the verb that says it was given
_TITLED = 30  # the same where the name of the agreement stands between them
_HANDED = 6  # words between a word of giving and a noun of ending
_OPEN = 8  # words before them that may say that it has not been
_ENDS = 12  # words between a word of ending and its date
_BEFORE = 7  # the same where the date stands in front
_PERIOD = 10  # words between a period and the day from which it counts
_BULLETS = "-–—•*"
_ROWS = 40  # sentences of an article that are looked at for each of these


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that was given, and its day where the sentence states one."""

    sentence: Sentence
    document: Mark
    given: Mark
    day: Found | None

    def evidence(self, value: str, why: str) -> Evidence:
        """A value in the words from the notice to its verb."""
        return self.sentence.evidence(value, *self._span, why)

    def when(self) -> Evidence | None:
        """The day on which it was given, where the sentence states one."""
        if self.day is None:
            return None
        return self.sentence.evidence(self.day.value, self.day.first, self.day.end, f"the day of the notice (“{self.words}”)")

    @property
    def words(self) -> str:
        """The words from the notice to its verb."""
        return self.sentence.raw(*self._span)

    @property
    def _span(self) -> tuple[int, int]:
        return min(self.document.first, self.given.first), max(self.document.end, self.given.end)


def is_foreign(sentence: Sentence, known: set[str], until: int, pack: Pack) -> bool:
    """Whether the first party before a place takes no part in the exit: then it is that party's own story.

    A body is nobody: it may be the depositary. Nor is a city where something happens. A name right behind a verb is before it
    (`Ранее вышли Россия и ...`).
    """
    for party in sentence.of(Layer.PARTY):
        before = party.first < until or (pack.head_first and _follows_verb(sentence, until, party))
        if not before or party.value in ORGANISATIONS or party.role in ("organisation", "organ"):
            continue
        if party.value in known:
            return False
        at_place = pack.has("place", sentence.word(party.first - 1)) or "(" in sentence.gap(party.first)
        place = party.role == "capital" and (at_place or is_dateline(sentence, party))
        if not place:
            return True
    states = {party.value for party in sentence.of(Layer.PARTY)} - ORGANISATIONS
    return pack.has("earlier", sentence.word(0)) and bool(states) and not states & known


def _follows_verb(sentence: Sentence, at: int, party: Mark) -> bool:
    """Whether the name of a state stands right behind the verb of ending at a place, as its subject."""
    verbs = (one for one in sentence.of(Layer.EXIT) if one.first == at and one.role != "noun")
    return party.role == "name" and any(one.end == party.first for one in verbs) and sentence.gap(party.first) == " "


# ---------------------------------------------------------------- the notice


def find_notice(sentences: Sequence[Sentence], known: set[str], pack: Pack, published: date | None) -> Notice | None:
    """The first notice that these sentences say these parties gave, one with a day before others."""
    notices = [
        one
        for sentence in sentences[:_ROWS]
        for one in _notices(sentence, pack, published)
        if not is_foreign(sentence, known, min(one.document.first, one.given.first), pack)
    ]
    return next((one for one in notices if one.day is not None), notices[0] if notices else None)


def _notices(sentence: Sentence, pack: Pack, published: date | None) -> Iterator[Notice]:
    verbs = sentence.of(Layer.GIVEN)
    if not verbs:
        return
    for document in _documents(sentence, verbs):
        verb = min(verbs, key=lambda one: (_apart(one, document), one.first))
        if _apart(verb, document) > _reach(sentence, document, verb) or _is_awaited(sentence, document, verb):
            continue
        day = next(iter(sorted(_days_of(sentence, verb, pack, published), key=lambda one: abs(one.first - verb.end))), None)
        counted = any(one.first < min(document.first, verb.first) for one in sentence.of(Layer.AFTER))
        if day is None and counted and sentence.of(Layer.PERIOD):
            continue  # a year after the notice was received: what would be, whenever that is
        if day is not None and published is not None and day.value > published.isoformat():
            continue
        yield Notice(sentence, document, verb, day)


def _documents(sentence: Sentence, verbs: Sequence[Mark]) -> list[Mark]:
    """The documents of a sentence, else nouns of ending right beside a word of giving: `lodged its denunciation`."""
    papers = [one for one in sentence.of(Layer.FORM) if one.value in DOCUMENTS]
    nouns = [one for one in sentence.of(Layer.EXIT) if one.role == "noun" and one.value in ("leave", "end")]
    given = [one for one in nouns if any(_is_handed(sentence, one, verb) for verb in verbs)]
    return papers or [replace(one, layer=Layer.FORM, value="notification") for one in given]


def _is_handed(sentence: Sentence, noun: Mark, verb: Mark) -> bool:
    heads = [one.first for layer in (Layer.HEAD, Layer.FORM) for one in sentence.of(layer)]
    low, high = min(noun.end, verb.end), max(noun.first, verb.first)
    if verb.end <= noun.first:
        return high - low <= _HANDED and not any(low <= at < high for at in heads)
    return high - low <= _GIVEN and any(low <= one.first < high for one in (*sentence.of(Layer.HEAD), *sentence.of(Layer.ENTRY)))


def _reach(sentence: Sentence, document: Mark, verb: Mark) -> int:
    """How far a verb may stand from its document: further where a title with commas or a long name fills the words between."""
    named = any(document.end <= one.first < verb.first for one in sentence.of(Layer.HEAD))
    return _TITLED if named else _GIVEN


def _apart(one: Mark, other: Mark) -> int:
    return max(one.first - other.end, other.first - one.end, 0)


def _is_awaited(sentence: Sentence, document: Mark, verb: Mark) -> bool:
    """Whether words beside a notice say that it is still to be given, or was not."""
    low, high = min(document.first, verb.first), max(document.end, verb.end)
    start = next((at for at in range(low, max(low - _OPEN, 0), -1) if set(sentence.gap(at)) & set(";:")), max(low - _OPEN, 0))
    return any(start <= one.first <= high + 1 for one in _hedges(sentence, Layer.AWAITED) if one.end > verb.end or one.first < verb.first)


def _hedges(sentence: Sentence, layer: Layer) -> list[Mark]:
    """The words that say that something is not sure or still to come; the month of May is none."""
    months = {one.first for one in sentence.of(Layer.DATE) if one.role == "month"}
    passed = {one.end for one in sentence.of(Layer.PERIOD)}  # a year before
    marks = [one for one in sentence.of(layer) if one.first not in passed]
    return [one for one in marks if one.first not in months or not sentence.tokens[one.first].raw[0].isupper()]


def _days_of(sentence: Sentence, verb: Mark, pack: Pack, published: date | None) -> list[Found]:
    """The days in a sentence that can be that of its notice: none of signature, none behind a word of ending."""
    ends = [*sentence.of(Layer.HELD), *(one for one in sentence.of(Layer.EXIT) if one.value == "expire")]
    days = []
    for day in find_dates(sentence, pack, published):
        ended = any(verb.end <= one.first < day.first for one in ends)
        if len(day.value) == EXACT and not ended and not is_signed(sentence, day, pack, verb) and not is_of_telling(sentence, day, verb):
            days.append(day)
    return days


# ---------------------------------------------------------------- the end


def ends_on(
    sentences: Sequence[Sentence], known: set[str], notice: Notice | None, pack: Pack, published: date | None
) -> tuple[Evidence, bool] | None:
    """The day on which these sentences say that the agreement ends, else that of a period from the notice; whether it is stated.

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
    """Tell who asks why the dates of a sentence are none of the end; the one that is taken is no refusal in the end."""
    if sentence.trace is None:
        return
    marks = _ending(sentence, known, pack)
    beside = f"does not belong to “{sentence.words(marks[0])}”" if marks else "no word of expiry or effect stands beside it"
    for day in find_dates(sentence, pack, published):
        counts = "a day from which something counts" if is_anchor(sentence, day, pack) else beside
        sentence.refuse(CellName.ENDED, day.value, day.first, day.end, other_day(sentence, day, pack) or counts)


def _ending(sentence: Sentence, known: set[str], pack: Pack) -> list[Mark]:
    """The words of a sentence that say that the agreement or the exit ends or takes effect on the day beside them."""
    runs_out = [one for one in sentence.of(Layer.EXIT) if one.value == "expire" and one.role != "noun"] + sentence.of(Layer.HELD)
    marks = [one for one in runs_out if is_of_agreement(sentence, one, known, pack)]
    names = any(one.role != "compound" for one in sentence.of(Layer.HEAD)) or bool(sentence.of(Layer.ENTRY))
    for mark in sentence.of(Layer.DATE):
        exits = [one.first for one in exits_beside(sentence, mark, pack)]
        meant = not names and not of_act(sentence, mark) and points_back(sentence, mark, pack)
        if (mark.role == "own" and (any(at < mark.first for at in exits) or meant)) or (
            mark.role == "effect" and (exits or (names and is_of_agreement(sentence, mark, known, pack)))
        ):
            marks.append(mark)
    unsure = [one.first for one in _hedges(sentence, Layer.UNSURE)]
    marks = [one for one in marks if not any(-_OPEN <= at - one.first <= 1 for at in unsure)]
    return [one for one in marks if not is_foreign(sentence, known, one.first, pack)]


def _stated(sentence: Sentence, known: set[str], pack: Pack, published: date | None) -> Evidence | None:
    """The date beside a word of ending; of several the last in its clause (`six months after 3 March, on 3 September`)."""
    marks = _ending(sentence, known, pack)
    if not marks:
        return None
    said = [one.end for one in sentence.of(Layer.THAT_IS)]
    for day in find_dates(sentence, pack, published) if said and sentence.of(Layer.PERIOD) else ():
        if any(0 <= day.first - at <= 2 for at in said):
            why = "the day to which the text itself counts the period"
            return sentence.evidence(day.value, day.first, day.end, why)  # six months after, that is on 5 May
    dates = [one for one in find_dates(sentence, pack, published) if not other_day(sentence, one, pack)]
    for mark in marks:
        behind = [one for one in dates if 0 <= one.first - mark.end <= _ENDS and not _breaks(sentence, mark.end, one.first)]
        ahead = [one for one in dates if 0 <= mark.first - one.end <= _BEFORE and _is_ahead(sentence, one, mark, pack)]
        if any(not _breaks(sentence, one.end, mark.first, ",") for one in ahead):
            behind = [one for one in behind if not _breaks(sentence, mark.end - 1, one.first, ",")]  # it ceased to apply, and by Friday
        near = [one for one in behind or reversed(ahead) if len(one.value) > 4 or pack.has("in", sentence.word(one.first - 1))]
        full = [one for one in near if not is_anchor(sentence, one, pack) and not is_of_start(sentence, mark, one, pack, published)]
        if full:
            day = _coming(full[0], mark, sentence, pack, published)
            return sentence.evidence(day.value, day.first, day.end, f"stands beside “{sentence.words(mark)}”, a word of ending or effect")
    return None


def _is_ahead(sentence: Sentence, day: Found, mark: Mark, pack: Pack) -> bool:
    """Whether a day in front of a word of ending can be its own: it opens the sentence or its clause, or touches the word."""
    weekday = any(one.role == "weekday" and one.end == day.first for one in sentence.of(Layer.DATE))
    return (
        pack.verb_last or day.first <= 1 + weekday or day.end == mark.first or ":" in sentence.gap(day.first - 1) + sentence.gap(day.first)
    )


def _coming(day: Found, mark: Mark, sentence: Sentence, pack: Pack, published: date | None) -> Found:
    """A weekday behind a word that is not in the past is the next one."""
    ahead = pack.has("coming", sentence.word(mark.first))
    if day.weekday and ahead and published is not None and day.value != published.isoformat():
        return next_week(day) or day
    return day


def _breaks(sentence: Sentence, first: int, end: int, marks: str = ";:") -> bool:
    """Whether another clause begins between a word and a date."""
    return any(set(sentence.gap(at)) & set(marks) for at in range(first + 1, end + 1))


# ---------------------------------------------------------------- periods


def _counted(sentence: Sentence, known: set[str], notice: Notice | None, pack: Pack, published: date | None) -> Evidence | None:
    """The end of a period from a stated day: in the sentence, else the day of the notice. The end of a year as its last day."""
    periods = sentence.of(Layer.PERIOD)
    about = _ending(sentence, known, pack) or _tells_exit(sentence, known, pack)
    if not periods or _hedges(sentence, Layer.UNSURE):
        return None
    for period in periods:
        if period.value.endswith("_end"):
            last = year_end(sentence, period, published)
            acts = [one for one in sentence.of(Layer.EXIT) if one.role != "noun" and one.value in ("leave", "end")]
            if about and last is not None and (_ending(sentence, known, pack) or any(0 <= period.first - one.end <= _ENDS for one in acts)):
                return last
            continue
        count, first = length(sentence, period, pack)
        after = next((one for one in sentence.of(Layer.AFTER) if -2 <= one.end - first <= 0 or 0 <= one.first - period.end <= 2), None)
        if count is None:
            continue
        asked = is_asked_for(sentence, first, period, pack)
        if (after is None and not asked) or (after is not None and counts_from_told(sentence, period, after)):
            why = "a period that counts from what was said has passed" if after else "nothing says from when it counts"
            sentence.refuse(CellName.ENDED, sentence.raw(first, period.end), first, period.end, why)
            continue
        if not about and (not asked or is_foreign(sentence, known, first, pack)):
            continue
        counts_from = _from_day(sentence, period, notice, pack, published)
        if counts_from is not None:
            day, whose = counts_from
            why = f"counted from {treaty_date(day)}, {whose}"
            ended = later(date.fromisoformat(day), count, period.value)
            if ended is not None:
                return sentence.evidence(ended, first, period.end, why)
            continue
        why = "the day from which it counts is not stated"
        sentence.refuse(CellName.ENDED, sentence.raw(first, period.end), first, period.end, why)
    return None


def _tells_exit(sentence: Sentence, known: set[str], pack: Pack) -> bool:
    marks = (one for one in sentence.of(Layer.EXIT) if one.value in ("leave", "end", "expire"))
    return any(not is_foreign(sentence, known, one.first, pack) for one in marks)


def _from_day(sentence: Sentence, period: Mark, notice: Notice | None, pack: Pack, published: date | None) -> tuple[str, str] | None:
    """The day from which a period counts, and which day it is: the one named behind it, else that of the notice, if the sentence speaks of
    it or follows.
    """
    for day in find_dates(sentence, pack, published):
        if len(day.value) == EXACT and 0 <= day.first - period.end <= _PERIOD and is_anchor(sentence, day, pack):
            return day.value, "which stands behind it"
    if notice is None or notice.day is None:
        return None
    speaks = bool(sentence.of(Layer.GIVEN)) or any(one.value in DOCUMENTS for one in sentence.of(Layer.FORM))
    follows = 0 <= sentence.number - notice.sentence.number <= 2
    return (notice.day.value, f"the day of the notice (“{notice.words}”)") if speaks or follows else None


# ---------------------------------------------------------------- whose it is


def is_item(sentence: Sentence) -> bool:
    """Whether a sentence is an item of a list."""
    return sentence.text[:1] in _BULLETS and bool(sentence.text)


def is_own_claim(claim: Claim, known: set[str], pack: Pack, lexicon: Lexicon) -> bool:
    """Whether a word of ending is not that of somebody else's exit."""
    if not known:
        return True
    states = [(score, party) for score, party in claim.subjects if party.role not in ("organisation", "organ")]
    others = bool(states) and states[0][0] > lexicon.weights.stated and not any(party.value in known for _, party in states)
    return not others and not is_foreign(claim.sentence, known, claim.mark.first, pack)
