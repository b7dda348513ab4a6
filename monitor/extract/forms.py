"""The document by which an exit is done: its form and its day; not one about something else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.dates import DateMatch, day_evidence, find_dates
from monitor.extract.days import is_of_effect, told_by
from monitor.extract.endings import is_dated
from monitor.extract.lexicon import Pack
from monitor.extract.notices import Notice, is_foreign
from monitor.extract.phrases import BARE, DOCUMENTS, Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.extract.trace import CellName
from monitor.model import Evidence, Stage

ACTS = ("decree", "order", "law", "vote")
_FORMS = ("law", "decree", "order", "note", "letter", "ruling", "vote", "decision", "statement")
_WITH_NOTICE = (Stage.NOTIFIED, Stage.REVERSED, Stage.SUSPENDED, Stage.EFFECTIVE, Stage.EXPIRED)
_VOTES = 3  # digits
_PAPERS = 6  # words between the names of one document
_OF_FORM = 3  # words: `a decree signed on 5 May`
_OPENS = 4  # words of a sentence among which it names the decision
_TOPIC = 6  # words behind `on` that say what a decree is about
_NOTIFIED = Stage.NOTIFIED.rank
_OF_EXIT = (Layer.EXIT, Layer.HEAD, Layer.ENTRY)  # what a form about the exit speaks of
_FAR = "its sentence tells neither of the exit nor of the decision"
_ELSEWHERE = "is about something else"


def days_of_steps(
    claims: Sequence[Claim],
    sentences: Sequence[Sentence],
    notice: Notice | None,
    pack: Pack,
    published: date | None,
) -> dict[str, Evidence | None]:
    """The days of the steps to the exit, by cell: that of the decision and that of the notice."""
    decided = _day_of_form(ACTS, claims, sentences, pack, published) or _decided_in(claims, pack, published)
    notified = notice.when() if notice is not None else None
    notified = notified or _day_of_form(("note",), claims, sentences, pack, published)
    return {"decided": decided or _decided_on(sentences, pack, published), "notified": notified}


def _decided_on(sentences: Sequence[Sentence], pack: Pack, published: date | None) -> Evidence | None:
    """The day of the decision as a sentence about it states: `The decision was confirmed in a decree signed
    on Friday`.
    """
    for sentence in sentences:
        at = _decision(sentence, pack)
        if at is None or any(ending.role != "noun" for ending in sentence.of(Layer.EXIT)):
            continue  # a verb may speak of another exit, and have its own date
        for day in find_dates(sentence, pack, published):
            is_behind = day.first > at and not is_of_effect(sentence, day, at)
            if is_behind and day.treaty_date.month is not None and _is_news(day, published):
                why = f"its sentence speaks of the decision: “{sentence.raw(at, at + 1)}”"
                return day_evidence(sentence, day, why)
    return None


def _decided_in(claims: Iterable[Claim], pack: Pack, published: date | None) -> Evidence | None:
    """The day of the verb that passed an act, in the sentence of the exit: `on 2 May parliament adopted a law
    denouncing the treaty`.
    """
    for sentence in (claim.sentence for claim in claims):
        acts = _own_forms(sentence, (*ACTS, "decision"), pack)
        for day in find_dates(sentence, pack, published) if acts else ():
            told = told_by(sentence, day, pack)
            is_news = day.day is not None and _is_news(day, published)
            if told is not None and is_news and _passes(sentence, told, acts, pack):
                why = f"the day of “{sentence.words(told)}”, which passed it"
                return day_evidence(sentence, day, why)
    return None


def _own_forms(sentence: Sentence, values: Collection[str], pack: Pack) -> list[Mark]:
    """The forms of these kinds in a sentence that are about the exit."""
    forms = [form for form in sentence.of(Layer.FORM) if form.value in values]
    return [form for form in forms if not is_elsewhere(sentence, form, pack)]


def _passes(sentence: Sentence, told: Mark, acts: Sequence[Mark], pack: Pack) -> bool:
    """True if a verb says that something was passed, or is an act beside such a verb."""
    verbs = {
        verb.first for verb in sentence.of(Layer.TOLD) if pack.has("resolved", sentence.word(verb.first))
    }
    return told.first in verbs if told.layer is Layer.TOLD else told in acts and bool(verbs)


def _is_news(day: DateMatch, published: date | None) -> bool:
    """True if a date may be that of a decision: of these days and not to come."""
    return _is_recent(day, published) and not _is_ahead(day, published)


def _is_recent(day: DateMatch, published: date | None) -> bool:
    """A decision is news: the date is counted from publication, or of its year or the one before."""
    return day.relative or published is None or abs(day.treaty_date.year - published.year) <= 1


def _is_ahead(day: DateMatch, published: date | None) -> bool:
    """True if a date is after the day of publication."""
    return published is not None and day.treaty_date.earliest > published


def _decision(sentence: Sentence, pack: Pack) -> int | None:
    """Where a sentence that speaks about the decision itself names it, at its beginning; None without one."""
    forms = sentence.of(Layer.FORM)
    for at in range(min(_OPENS, len(sentence.tokens))):
        if pack.has("decision", sentence.word(at)):
            here = [form for form in forms if form.first <= at < form.end]
            if not any(is_elsewhere(sentence, form, pack) for form in here):
                return at
    if sentence.of(Layer.HEAD) or sentence.of(Layer.ENTRY):
        return None
    is_signed = any(mark.role == "signed" for mark in sentence.of(Layer.DATE))
    if is_signed or any(pack.has("issues", token.text) for token in sentence.tokens):
        # confirmed in an order that the premier signed
        acts = _own_forms(sentence, ACTS, pack)
        return acts[0].first if acts else None
    return None


def legal_form(
    claims: Sequence[Claim],
    sentences: Sequence[Sentence],
    notice: Notice | None,
    stage: Stage,
    known: set[str],
    pack: Pack,
) -> Evidence | None:
    """The legal form: the document of a notice that was given; else that of the decision, a law before a
    vote, that before a statement.

    It stands in the sentences of the claims and of the decision, then in the others about this exit. Words of
    `BARE` are no form.
    """
    if stage is Stage.THREATENED:
        return None
    document = _document_of(notice) if stage is not Stage.REVERSED and stage.rank >= _NOTIFIED else None
    if document is not None:
        return document
    about = _sentences_about(claims, sentences, pack)
    near = {sentence.number for sentence in about}
    places = [(sentence, mark) for sentence in (*about, *sentences) for mark in sentence.of(Layer.FORM)]
    places += [(sentence, mark) for sentence in about for mark in _ballots(sentence, pack)]
    fitting = []
    for sentence, mark in places:
        close = sentence.number in near or _follows(sentence, mark, claims, known, pack)
        why_not = _why_unfit(sentence, mark, stage, close, pack)
        if not why_not:
            fitting.append((sentence, mark))
            why_not = "another form leads: a law before a vote before a statement"
        sentence.refuse(CellName.FORM, mark.value, mark.first, mark.end, why_not)
    if not fitting:
        return None
    sentence, mark = min(fitting, key=lambda place: _FORMS.index(place[1].value))
    return sentence.evidence(mark.value, mark.first, mark.end, _why_form(sentence.number in near))


def _document_of(notice: Notice | None) -> Evidence | None:
    """The document by which a notice was given: `notice by a diplomatic note`; None if none is named."""
    if notice is None:
        return None
    documents = [
        form
        for form in notice.sentence.of(Layer.FORM)
        if form.value in DOCUMENTS - BARE and abs(form.first - notice.document.first) <= _PAPERS
    ]
    if not documents:
        return None
    document = min(documents, key=lambda form: (_FORMS.index(form.value), form.first))
    why = f"the notice that was given: “{notice.words}”"
    return notice.sentence.evidence(document.value, document.first, document.end, why)


def _sentences_about(claims: Iterable[Claim], sentences: Iterable[Sentence], pack: Pack) -> list[Sentence]:
    """The sentences of the claims, then those about the decision."""
    decided = [sentence for sentence in sentences if _decision(sentence, pack) is not None]
    return [*(claim.sentence for claim in claims), *decided]


def _follows(sentence: Sentence, mark: Mark, claims: Iterable[Claim], known: set[str], pack: Pack) -> bool:
    """True if a note that was given, or a statement, stands right behind the sentence of an exit: `It
    announced this in a statement`.
    """
    is_given = mark.value in DOCUMENTS and bool(sentence.of(Layer.GIVEN))
    is_said = mark.value == "statement" and bool(sentence.of(Layer.TOLD))
    if not (is_given or is_said) or sentence.of(Layer.EXIT):
        return False
    is_behind = any(
        claim.sentence.number + 1 == sentence.number and claim.sentence.paragraph == sentence.paragraph
        for claim in claims
    )
    return is_behind and not is_foreign(sentence, known, mark.first, pack)


def _ballots(sentence: Sentence, pack: Pack) -> list[Mark]:
    """The votes that a sentence counts: `with 66 votes to 11`, `głosami 68 posłów`."""
    counts = [at for at, token in enumerate(sentence.tokens) if pack.has("ballots", token.text)]
    numbers = {
        at for at, token in enumerate(sentence.tokens) if token.text.isdigit() and len(token.text) <= _VOTES
    }
    return [Mark(at, at + 1, Layer.FORM, "vote", "") for at in counts if {at - 1, at + 1} & numbers]


def _why_form(near: bool) -> str:
    """Why a form was taken."""
    return (
        "stands in a sentence of the exit or the decision"
        if near
        else "its sentence tells of a step of the exit"
    )


def _why_unfit(sentence: Sentence, mark: Mark, stage: Stage, near: bool, pack: Pack) -> str:
    """Why a form can be none of an exit at this stage; "" where it can.

    In a sentence that only speaks about it (not `near`), it is no mere word.
    """
    if mark.value in BARE:
        return "a notice names no document"
    if pack.has("since", sentence.word(mark.first - 1)):
        return "came before the exit"
    if is_elsewhere(sentence, mark, pack):
        return _ELSEWHERE
    if mark.value in DOCUMENTS:
        if stage not in _WITH_NOTICE:
            return "a document, and no notice of this exit was given"
        return "" if near else _FAR
    if mark.value == "decision":
        if stage is Stage.PROPOSED:
            return "nothing is decided yet"
        if not _decides(sentence, pack):
            return "a cabinet, and nothing that it decides"
    is_told = bool(sentence.of(Layer.TOLD))
    if mark.value == "statement":
        return "" if near and is_told else "a mere word: nobody states it in a sentence of the exit"
    is_awaited = bool(sentence.of(Layer.AWAITED))
    if near or (is_told and mark.value != "vote" and not is_awaited):
        return ""
    return "still to come" if is_awaited else _FAR


def _decides(sentence: Sentence, pack: Pack) -> bool:
    """True if a sentence has a verb or a noun of deciding."""
    words = [token.text for token in sentence.tokens]
    return any(pack.has("resolved", word) or pack.has("decision", word) for word in words)


def _day_of_form(
    forms: Collection[str],
    claims: Iterable[Claim],
    sentences: Sequence[Sentence],
    pack: Pack,
    published: date | None,
) -> Evidence | None:
    """The day of a decree, law or note itself, right behind its noun: `a decree of 5 May`, `in an order
    signed on Wednesday`.
    """
    for sentence in _sentences_about(claims, sentences, pack):
        for mark in _own_forms(sentence, forms, pack):
            for day in find_dates(sentence, pack, published):
                is_behind = 0 <= day.first - mark.end <= _OF_FORM and ";" not in sentence.gap(day.first)
                if is_behind and day.day is not None and _is_news(day, published):
                    why = f"stands right behind “{sentence.words(mark)}”"
                    return day_evidence(sentence, day, why)
    return None


def is_elsewhere(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a form is about something else than the exit: `a decree on tariffs`, `la legge di bilancio`,
    `another order`.

    Of a sentence that ends an agreement, only what stands right behind the form counts.
    """
    tells = any(ending.value not in ("notify", "return") for ending in sentence.of(Layer.EXIT))
    if not tells:
        if _speaks_of_decision(sentence, pack):
            return False
        before = {sentence.word(mark.first - back) for back in (1, 2)}
        if any(pack.has("another", word) for word in before):
            return True
        if any(pack.has("at_home", token.text) for token in sentence.tokens):
            return True
    at = mark.end
    while is_dated(sentence, at) or (pack.has("of_date", sentence.word(at)) and is_dated(sentence, at + 1)):
        at += 1
    if set(sentence.gap(at)) & set(",;:()"):
        return False
    if pack.has("form_topic", sentence.word(at)):
        layers: tuple[Layer, ...] = _OF_EXIT
    elif mark.value in ACTS and not tells and pack.has("of", sentence.word(at)):
        layers = (*_OF_EXIT, Layer.PARTY, Layer.SPEAKER)
    else:
        return False
    return not _has_topic_of(sentence, at + 1, layers)


def _speaks_of_decision(sentence: Sentence, pack: Pack) -> bool:
    """True if a sentence has a word for a decision outside its forms."""
    forms = {at for form in sentence.of(Layer.FORM) for at in range(form.first, form.end)}
    tokens = enumerate(sentence.tokens)
    return any(pack.has("decision", token.text) for at, token in tokens if at not in forms)


def _has_topic_of(sentence: Sentence, first: int, layers: Iterable[Layer]) -> bool:
    """True if the topic that begins at a word has a mark of these layers, or a date."""
    last = first + _TOPIC - 1
    end = next((at for at in range(first, last) if set(sentence.gap(at)) & set(",;:")), last)
    marked = {mark.first for layer in layers for mark in sentence.of(layer)}
    return any(at in marked or is_dated(sentence, at) for at in range(first, end))
