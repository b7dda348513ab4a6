"""The notice of an exit: a document that was handed over or registered, a state that told the other side, and
on which day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.extract.counterparties import depositaries
from monitor.extract.dates import EXACT, DateMatch, find_dates
from monitor.extract.days import is_of_telling, is_signed
from monitor.extract.endings import is_dated, is_little
from monitor.extract.lexicon import ORGANISATIONS, Pack
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.extract.subjects import is_dateline
from monitor.model import Evidence

_GIVEN = 12  # words between a notice and the verb that says it was given
_TITLED = 30  # the same where the name of the agreement stands between them
_HANDED = 6  # words between a word of giving and a noun of ending
_OPEN = 8  # words before them that may say that it has not been
_HEARS = 8  # words between a verb of telling and who hears of it
_JOINS = 3  # words from a document to what it is of
_SENDER = 3  # words behind a document that name its sender
_ROWS = 40  # sentences of an article that are looked at


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that was given, and its day where the sentence states one."""

    sentence: Sentence
    document: Mark
    given: Mark
    day: DateMatch | None

    def evidence(self, value: str, why: str) -> Evidence:
        """A value in the words from the notice to its verb."""
        return self.sentence.evidence(value, *self._span, why)

    def when(self) -> Evidence | None:
        """The day on which it was given, where the sentence states one."""
        if self.day is None:
            return None
        return self.sentence.evidence(
            self.day.value, self.day.first, self.day.end, f"the day of the notice (“{self.words}”)"
        )

    @property
    def words(self) -> str:
        """The words from the notice to its verb."""
        return self.sentence.raw(*self._span)

    @property
    def _span(self) -> tuple[int, int]:
        return min(self.document.first, self.given.first), max(self.document.end, self.given.end)


def is_foreign(sentence: Sentence, known: set[str], until: int, pack: Pack) -> bool:
    """True if the first party before a place takes no part in the exit: then it is that party's own story.

    A body is nobody: it may be the depositary, and so may a state. Nor is a place where something happens. A
    name right behind a verb is before it (`Ранее вышли Россия и ...`).
    """
    kept = set(depositaries([sentence], pack))
    for party in sentence.of(Layer.PARTY):
        before = party.first < until or (pack.head_first and _follows_verb(sentence, until, party))
        if not before or party.value in ORGANISATIONS or party.role in ("organisation", "organ"):
            continue
        if party.value in known:
            return False
        if party.value not in kept and not _is_place(sentence, party, pack):
            return True
    states = {party.value for party in sentence.of(Layer.PARTY)} - ORGANISATIONS
    return pack.has("earlier", sentence.word(0)) and bool(states) and not states & known


def _is_place(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a party is only where something happens: `in Geneva`, `adopted in Panama`, a dateline."""
    before = sentence.word(party.first - 1)
    at_place = pack.has("place", before) and (party.role == "capital" or pack.has("in", before))
    dateline = party.role == "capital" and ("(" in sentence.gap(party.first) or is_dateline(sentence, party))
    return party.role in ("capital", "name") and (at_place or dateline)


def _follows_verb(sentence: Sentence, at: int, party: Mark) -> bool:
    """True if the name of a state stands right behind the verb of ending at a place, as its subject."""
    verbs = (mark for mark in sentence.of(Layer.EXIT) if mark.first == at and mark.role != "noun")
    return (
        party.role == "name"
        and any(mark.end == party.first for mark in verbs)
        and sentence.gap(party.first) == " "
    )


def find_notice(
    sentences: Sequence[Sentence], known: set[str], pack: Pack, published: date | None
) -> Notice | None:
    """The first notice that these sentences say these parties gave: one with a day before others, a document
    before what was told.
    """
    notices = [
        one
        for sentence in sentences[:_ROWS]
        for one in (*_notices(sentence, pack, published), *_tellings(sentence, known, pack, published))
        if not _is_others(one, known, pack)
    ]
    return min(notices, key=lambda one: (one.day is None, one.document.layer is not Layer.FORM), default=None)


def _is_others(notice: Notice, known: set[str], pack: Pack) -> bool:
    """True if a notice is somebody else's.

    Who received it did not give it: `the Dutch government received our letter`.
    """
    sentence, document, given = notice.sentence, notice.document, notice.given
    if given.end > document.first or not pack.has("receives", sentence.word(given.first)):
        return is_foreign(sentence, known, min(document.first, given.first), pack)
    senders = [
        party.value
        for party in sentence.of(Layer.PARTY)
        if given.end <= party.first <= document.end + _SENDER
    ]
    return bool(senders) and not known & set(senders)


def _notices(sentence: Sentence, pack: Pack, published: date | None) -> Iterator[Notice]:
    agreed = {mark.first for mark in sentence.of(Layer.STAGE) if mark.value == "decided"}
    # gave the green light
    verbs = [
        mark for mark in sentence.of(Layer.GIVEN) if mark.end not in agreed or "," in sentence.gap(mark.end)
    ]
    if not verbs:
        return
    for document in _documents(sentence, verbs, pack):
        verb = min(verbs, key=lambda one: (_apart(one, document), one.first))
        if _apart(verb, document) > _reach(sentence, document, verb) or _is_awaited(
            sentence, document, verb, pack
        ):
            continue
        counted = any(mark.first < min(document.first, verb.first) for mark in sentence.of(Layer.AFTER))
        yield from _dated(
            sentence, document, verb, pack, published, counted=counted and bool(sentence.of(Layer.PERIOD))
        )


def _dated(
    sentence: Sentence,
    document: Mark,
    verb: Mark,
    pack: Pack,
    published: date | None,
    *,
    counted: bool = False,
) -> Iterator[Notice]:
    """A notice with its day, which is none to come.

    `counted`: a year after it was received: what would be, whenever that is.
    """
    day = next(
        iter(sorted(_days_of(sentence, verb, pack, published), key=lambda one: abs(one.first - verb.end))),
        None,
    )
    ahead = day is not None and published is not None and day.value > published.isoformat()
    if not ahead and not (counted and day is None):
        yield Notice(sentence, document, verb, day)


def _tellings(sentence: Sentence, known: set[str], pack: Pack, published: date | None) -> Iterator[Notice]:
    """Verbs by which a state tells the other side or the depositary of its exit: `informed Lima in writing
    that it is leaving`.
    """
    exits = [mark for mark in sentence.of(Layer.EXIT) if mark.value in ("leave", "end")]
    unsure = [mark for mark in sentence.of(Layer.STAGE) if mark.value in ("threatened", "proposed", "modal")]
    papers = {at for mark in sentence.of(Layer.FORM) for at in range(mark.first, mark.end)}
    announced = {mark.first for mark in sentence.of(Layer.STAGE) if mark.value == "decided"}
    verbs = [mark for mark in sentence.of(Layer.EXIT) if mark.value == "notify" and mark.role != "noun"]
    verbs = [mark for mark in verbs if mark.first not in papers | announced]
    notifies = {mark.first for mark in verbs}
    noticed = {mark.first for mark in sentence.of(Layer.STAGE) if mark.value == "notified"}
    verbs += [
        Mark(at, at + 1, Layer.TOLD, "told", "")
        for at in _told(sentence, pack)
        if at not in notifies and at not in papers
    ]
    for verb in verbs:
        apart = min(
            (_apart(verb, exit_mark) for exit_mark in exits if exit_mark.first >= verb.end or pack.verb_last),
            default=_GIVEN + 1,
        )
        if apart > _GIVEN or unsure or _is_awaited(sentence, verb, verb, pack):
            continue
        formal = verb.first in notifies or _is_formal(sentence, verb, pack)
        for notice in _dated(sentence, verb, verb, pack, published):
            if formal or (
                (notice.day is not None or verb.first in noticed) and _hears(sentence, verb, known, pack)
            ):
                yield notice


def _told(sentence: Sentence, pack: Pack) -> list[int]:
    return [
        at
        for at, token in enumerate(sentence.tokens)
        if pack.has("told", token.text) and not pack.has("article", sentence.word(at - 1))
    ]


def _is_formal(sentence: Sentence, verb: Mark, pack: Pack) -> bool:
    """True if it is told in writing, or to the depositary."""
    words = [sentence.word(at) for at in range(verb.end, verb.end + _HEARS)]
    return any(pack.has(name, word) for name in ("in_writing", "depositary") for word in words)


def _hears(sentence: Sentence, verb: Mark, known: set[str], pack: Pack) -> bool:
    """True if a verb of telling has a known party as who hears it: before what is told, and no mere place."""
    that = next(
        (at for at in range(verb.end, verb.end + _HEARS) if pack.has("that", sentence.word(at))),
        verb.end + _HEARS,
    )
    heads = [
        mark.first
        for layer in (Layer.HEAD, Layer.ENTRY, Layer.EXIT)
        for mark in sentence.of(layer)
        if mark.first >= verb.end
    ]
    hearers = [
        party
        for party in sentence.of(Layer.PARTY)
        if party.value in known and verb.end <= party.first < min([that, *heads])
    ]
    return any(
        not _is_place(sentence, hearer, pack) or pack.has("toward", sentence.word(hearer.first - 1))
        for hearer in hearers
    )


def _documents(sentence: Sentence, verbs: Sequence[Mark], pack: Pack) -> list[Mark]:
    """The documents of a sentence, else nouns of ending right beside a word of giving: `lodged its
    denunciation`.
    """
    papers = [
        mark
        for mark in sentence.of(Layer.FORM)
        if mark.value in DOCUMENTS and not _is_of_joining(sentence, mark, pack)
    ]
    nouns = [
        mark for mark in sentence.of(Layer.EXIT) if mark.role == "noun" and mark.value in ("leave", "end")
    ]
    given = [noun for noun in nouns if any(_is_handed(sentence, noun, verb, pack) for verb in verbs)]
    return papers or [replace(one, layer=Layer.FORM, value="notification") for one in given]


def _is_of_joining(sentence: Sentence, document: Mark, pack: Pack) -> bool:
    """True if a document is one by which a state joins: `the instrument of accession`, `onay belgesi`."""
    return any(
        pack.has("joining", sentence.word(at))
        for at in (*range(document.end, document.end + _JOINS), document.first - 1)
    )


def _is_handed(sentence: Sentence, noun: Mark, verb: Mark, pack: Pack) -> bool:
    heads = [mark.first for layer in (Layer.HEAD, Layer.FORM) for mark in sentence.of(layer)]
    low, high = min(noun.end, verb.end), max(noun.first, verb.first)
    if verb.end <= noun.first:
        return high - low <= _HANDED and not any(low <= at < high for at in heads)
    if all(is_little(sentence, at, pack) for at in range(low, high)):
        return True  # the withdrawal was registered
    return high - low <= _GIVEN and any(
        low <= mark.first < high for mark in (*sentence.of(Layer.HEAD), *sentence.of(Layer.ENTRY))
    )


def _reach(sentence: Sentence, document: Mark, verb: Mark) -> int:
    """How far a verb may stand from its document: further where a title with commas or a long name fills the
    words between.
    """
    named = any(document.end <= mark.first < verb.first for mark in sentence.of(Layer.HEAD))
    return _TITLED if named else _GIVEN


def _apart(one: Mark, other: Mark) -> int:
    return max(one.first - other.end, other.first - one.end, 0)


def _is_awaited(sentence: Sentence, document: Mark, verb: Mark, pack: Pack) -> bool:
    """True if words beside a notice say that it is still to be given, or was not."""
    low, high = min(document.first, verb.first), max(document.end, verb.end)
    start = next(
        (at for at in range(low, max(low - _OPEN, 0), -1) if set(sentence.gap(at)) & set(";:")),
        max(low - _OPEN, 0),
    )
    awaited = [mark for mark in hedges(sentence, Layer.AWAITED) if not _is_of_past_day(sentence, mark, pack)]
    return any(
        start <= one.first <= high + 1 for one in awaited if one.end > verb.end or one.first < verb.first
    )


def _is_of_past_day(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a word for `still` stands right before a day, so that it means "as early as": `направил ноту
    ещё 30 июня`.
    """
    return pack.has("already", sentence.word(mark.first)) and any(
        is_dated(sentence, at) for at in (mark.end, mark.end + 1)
    )


def hedges(sentence: Sentence, layer: Layer) -> list[Mark]:
    """The words that say that something is not sure or still to come; the month of May is none."""
    months = {mark.first for mark in sentence.of(Layer.DATE) if mark.role == "month"}
    passed = {mark.end for mark in sentence.of(Layer.PERIOD)}  # a year before
    marks = [mark for mark in sentence.of(layer) if mark.first not in passed]
    return [
        mark for mark in marks if mark.first not in months or not sentence.tokens[mark.first].raw[0].isupper()
    ]


def _days_of(sentence: Sentence, verb: Mark, pack: Pack, published: date | None) -> list[DateMatch]:
    """The days in a sentence that can be that of its notice: none of signature, none behind a word of
    ending.
    """
    ends = [*sentence.of(Layer.HELD), *(mark for mark in sentence.of(Layer.EXIT) if mark.value == "expire")]
    days = []
    for day in find_dates(sentence, pack, published):
        ended = any(verb.end <= end.first < day.first for end in ends)
        if (
            len(day.value) == EXACT
            and not ended
            and not is_signed(sentence, day, pack, verb)
            and not is_of_telling(sentence, day, verb)
        ):
            days.append(day)
    return days
