"""The notice of an exit: a document that was handed over or registered, or a message to the other side or the
depositary; and its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.extract.addressees import depositaries
from monitor.extract.claim_stage import TENTATIVE
from monitor.extract.dates import DateMatch
from monitor.extract.endings import is_little
from monitor.extract.lexicon import ORGANISATIONS, Pack
from monitor.extract.notice_dates import dates_of_notice
from monitor.extract.notice_to_come import hedges, is_awaited
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.extract.subject_roles import is_body, is_dateline, is_told
from monitor.model import Evidence

_GIVEN = 12  # words between a notice and the verb that says that it was given
_TITLED = 30  # the same where the name of the agreement stands between them
_HANDED = 6  # words between a word of giving and a noun of ending
_RECIPIENT = 8  # words between a verb of telling and its recipient
_JOINS = 3  # words from a document to what it is of
_SENDER = 3  # words behind a document that name its sender
_SENTENCES = 40  # sentences of an article that are searched


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that was given. `given`: the verb; `day`: its date, as exactly as the sentence states it; None
    where it states none.
    """

    sentence: Sentence
    document: Mark
    given: Mark
    day: DateMatch | None

    def evidence(self, value: str, why: str) -> Evidence:
        """A value in the words from the notice to its verb."""
        return self.sentence.evidence(value, *self._span, why)

    def when(self) -> Evidence | None:
        """The date on which it was given; None where the sentence states none."""
        if self.day is None:
            return None
        why = f"the {self.day.treaty_date.precision} of the notice (“{self.words}”)"
        return self.sentence.evidence(self.day.value, self.day.first, self.day.end, why)

    @property
    def exactness(self) -> int:
        """How exactly its date is known: 3 for a day, -1 without one."""
        return -1 if self.day is None else self.day.treaty_date.exactness

    @property
    def words(self) -> str:
        """The words from the notice to its verb."""
        return self.sentence.raw(*self._span)

    @property
    def _span(self) -> tuple[int, int]:
        """The first and last place of document and verb together."""
        return min(self.document.first, self.given.first), max(self.document.end, self.given.end)


def is_foreign(sentence: Sentence, known: set[str], until: int, pack: Pack) -> bool:
    """True if the first party before a place takes no part in the exit, so that the sentence is about that
    party.

    Not counted are bodies and depositaries, offices, and places where something happens. A name right behind
    a verb counts as before it (`Ранее вышли Россия и ...`).
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
    """The first notice that the parties `known` gave according to these sentences; None without one.

    The one whose date is known most exactly comes first, and a document before a message.
    """
    notices: list[Notice] = []
    for sentence in sentences[:_SENTENCES]:
        notices += _notices(sentence, pack, published)
        notices += _tellings(sentence, known, pack, published)
    return min(
        (notice for notice in notices if not _is_others(notice, known, pack)),
        key=lambda notice: (-notice.exactness, notice.document.layer is not Layer.FORM),
        default=None,
    )


def _is_others(notice: Notice, known: set[str], pack: Pack) -> bool:
    """True if a party that takes no part in the exit gave the notice.

    A party that received it did not give it: `the Dutch government received our letter`.
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
    """The documents of a sentence that were given, each with the nearest verb of giving."""
    agreed = {mark.first for mark in sentence.of(Layer.STAGE) if mark.value == "decided"}
    # `gave the green light` gives no document
    verbs = [
        mark for mark in sentence.of(Layer.GIVEN) if mark.end not in agreed or "," in sentence.gap(mark.end)
    ]
    if not verbs:
        return
    for document in _documents(sentence, verbs, pack):
        verb = min(verbs, key=lambda mark: (_distance(mark, document), mark.first))
        if _distance(verb, document) > _reach(sentence, document, verb):
            continue
        if is_awaited(sentence, document, verb, pack):
            continue
        after = any(mark.first < min(document.first, verb.first) for mark in sentence.of(Layer.AFTER))
        counted = after and bool(sentence.of(Layer.PERIOD))
        yield from _dated(sentence, document, verb, pack, published, counted=counted)


def _dated(
    sentence: Sentence,
    document: Mark,
    verb: Mark,
    pack: Pack,
    published: date | None,
    *,
    counted: bool = False,
) -> Iterator[Notice]:
    """The notice with the date nearest to its verb; nothing if that is after publication.

    `counted`: a period is counted from it (`a year after it was received`); without a date nothing was given.
    """
    dates = dates_of_notice(sentence, verb, pack, published)
    day = min(dates, key=lambda match: abs(match.first - verb.end), default=None)
    in_future = day is not None and published is not None and day.treaty_date.earliest > published
    if not in_future and not (counted and day is None):
        yield Notice(sentence, document, verb, day)


def _tellings(sentence: Sentence, known: set[str], pack: Pack, published: date | None) -> Iterator[Notice]:
    """The messages by which a state tells the other side or the depositary of its exit: `informed Lima in
    writing that it is leaving`.
    """
    if any(mark.value in TENTATIVE for mark in hedges(sentence, Layer.STAGE)):
        return
    exits = [mark for mark in sentence.of(Layer.EXIT) if mark.value in ("leave", "end")]
    notifying = _verbs_of_notifying(sentence)
    noticed = {mark.first for mark in sentence.of(Layer.STAGE) if mark.value == "notified"}
    for verb in (*notifying, *_verbs_of_telling(sentence, notifying, pack)):
        told = [mark for mark in exits if mark.first >= verb.end or pack.verb_last]
        if not any(_is_content(sentence, verb, mark, pack) for mark in told) or is_awaited(
            sentence, verb, verb, pack
        ):
            continue
        formal = verb in notifying or _is_formal(sentence, verb, pack)
        for notice in _dated(sentence, verb, verb, pack, published):
            is_noticed = verb.first in noticed  # notified the UN of its withdrawal
            reported = notice.day is not None or is_noticed
            if formal or (reported and _has_recipient(sentence, verb, known, pack, noticed=is_noticed)):
                yield notice


def _is_content(sentence: Sentence, verb: Mark, ending: Mark, pack: Pack) -> bool:
    """True if a word of ending is what a verb tells: near it, or right behind a later `that`."""
    distance = _distance(verb, ending)
    near = range(max(verb.end, ending.first - _JOINS), ending.first)
    return distance <= _GIVEN or (
        distance <= _TITLED and any(pack.has("that", sentence.word(at)) for at in near)
    )


def _verbs_of_notifying(sentence: Sentence) -> list[Mark]:
    """The verbs of giving notice, without words that also name a document or announce a decision."""
    papers = _places_of_documents(sentence)
    announced = {mark.first for mark in sentence.of(Layer.STAGE) if mark.value == "decided"}
    return [
        mark
        for mark in sentence.of(Layer.EXIT)
        if mark.value == "notify" and mark.role != "noun" and mark.first not in papers | announced
    ]


def _verbs_of_telling(sentence: Sentence, notifying: Sequence[Mark], pack: Pack) -> list[Mark]:
    """The verbs like `told` and `informed`, as marks, without those of `notifying` and of documents."""
    skipped = _places_of_documents(sentence) | {mark.first for mark in notifying}
    return [
        Mark(at, at + 1, Layer.TOLD, "told", "")
        for at, token in enumerate(sentence.tokens)
        if pack.has("told", token.text)
        and not pack.has("article", sentence.word(at - 1))
        and at not in skipped
    ]


def _places_of_documents(sentence: Sentence) -> set[int]:
    """The places of the words that name documents and decisions."""
    return {at for mark in sentence.of(Layer.FORM) for at in range(mark.first, mark.end)}


def _is_formal(sentence: Sentence, verb: Mark, pack: Pack) -> bool:
    """True if something is told in writing, or to the depositary ("informed the Secretary-General")."""
    words = [sentence.word(at) for at in range(verb.end, verb.end + _RECIPIENT)]
    return any(pack.places(name, words) for name in ("in_writing", "depositary"))


def _has_recipient(sentence: Sentence, verb: Mark, known: set[str], pack: Pack, *, noticed: bool) -> bool:
    """True if a known party or a body receives the message (not the UN, where much is said), or with a verb
    of giving notice (`noticed`) whoever is told: it stands before its content, and is not only a place.
    """
    limit = verb.end + _RECIPIENT
    that = next((at for at in range(verb.end, limit) if pack.has("that", sentence.word(at))), limit)
    named = [mark.first for layer in (Layer.HEAD, Layer.ENTRY) for mark in sentence.of(layer)]
    content = {*named, *(mark.first for mark in sentence.of(Layer.EXIT))}
    # a body that is told is in the gazetteer as well: notified the UN of its withdrawal from the treaty
    last = max(content, default=0)
    content -= {party.first for party in sentence.of(Layer.PARTY) if party.first < last}
    end = min(that, *(at for at in content if at >= verb.end), limit)
    return any(
        (party.value in known or _may_hear(sentence, party, pack, noticed=noticed))
        and (not _is_place(sentence, party, pack) or pack.has("toward", sentence.word(party.first - 1)))
        for party in sentence.of(Layer.PARTY)
        if verb.end <= party.first < end
    )


def _may_hear(sentence: Sentence, party: Mark, pack: Pack, *, noticed: bool) -> bool:
    """True if a party that takes no part in the exit can be told of it as depositary or secretariat."""
    if noticed:
        return is_body(party) or is_told(sentence, party, pack)
    return is_body(party) and party.value not in ORGANISATIONS


def _documents(sentence: Sentence, verbs: Sequence[Mark], pack: Pack) -> list[Mark]:
    """The documents of a sentence; if it has none, its nouns of ending that belong to a verb of giving:
    `lodged its denunciation`.
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
    return papers or [replace(noun, layer=Layer.FORM, value="notification") for noun in given]


def _is_of_joining(sentence: Sentence, document: Mark, pack: Pack) -> bool:
    """True if a document is one by which a state joins: `the instrument of accession`, `onay belgesi`."""
    return any(
        pack.has("joining", sentence.word(at))
        for at in (*range(document.end, document.end + _JOINS), document.first - 1)
    )


def _is_handed(sentence: Sentence, noun: Mark, verb: Mark, pack: Pack) -> bool:
    """True if a noun of ending is what a verb gives: `lodged its denunciation`, `the withdrawal was
    registered`.
    """
    low, high = min(noun.end, verb.end), max(noun.first, verb.first)
    if verb.end <= noun.first:
        others = (*sentence.of(Layer.HEAD), *sentence.of(Layer.FORM))
        return high - low <= _HANDED and not any(low <= mark.first < high for mark in others)
    if all(is_little(sentence, at, pack) for at in range(low, high)):
        return True
    return high - low <= _GIVEN and any(
        low <= mark.first < high for mark in (*sentence.of(Layer.HEAD), *sentence.of(Layer.ENTRY))
    )


def _reach(sentence: Sentence, document: Mark, verb: Mark) -> int:
    """How many words may stand between a document and its verb: more if the name of an agreement is among
    them.
    """
    named = any(document.end <= mark.first < verb.first for mark in sentence.of(Layer.HEAD))
    return _TITLED if named else _GIVEN


def _distance(mark: Mark, other: Mark) -> int:
    """The number of words between two marks."""
    return max(mark.first - other.end, other.first - mark.end, 0)
