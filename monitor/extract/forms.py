"""The document by which an exit is done: its form and its day; not one about something else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.dates import DateMatch, find_dates
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
_TOPIC = 6  # words behind `on` that say what a decree is about
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
        if at is None or any(
            ending.role != "noun" for ending in sentence.of(Layer.EXIT)
        ):  # those may speak of another exit, and have their own dates
            continue
        for day in find_dates(sentence, pack, published):
            if (
                day.treaty_date.month is not None
                and day.first > at
                and _is_recent(day, published)
                and not _is_ahead(day, published)
                and not is_of_effect(sentence, day, at)
            ):
                why = f"its sentence speaks of the decision: “{sentence.raw(at, at + 1)}”"
                return sentence.evidence(day.value, day.first, day.end, why)
    return None


def _decided_in(claims: Iterable[Claim], pack: Pack, published: date | None) -> Evidence | None:
    """The day of the verb that passed an act, in the sentence of the exit: `on 2 May parliament adopted a law
    denouncing the treaty`.
    """
    for sentence in (claim.sentence for claim in claims):
        acts = [
            form_mark
            for form_mark in sentence.of(Layer.FORM)
            if form_mark.value in (*ACTS, "decision") and not is_elsewhere(sentence, form_mark, pack)
        ]
        for day in find_dates(sentence, pack, published) if acts else ():
            told = told_by(sentence, day)
            verbs = [
                verb.first
                for verb in sentence.of(Layer.TOLD)
                if pack.has("resolved", sentence.word(verb.first))
            ]
            passed = told is not None and (
                told.first in verbs if told.layer is Layer.TOLD else told in acts and bool(verbs)
            )
            news = day.day and _is_recent(day, published) and not _is_ahead(day, published)
            if told is not None and passed and news:
                return sentence.evidence(
                    day.value,
                    day.first,
                    day.end,
                    f"the day of “{sentence.words(told)}”, which passed it",
                )
    return None


def _is_recent(found: DateMatch, published: date | None) -> bool:
    """A decision is news: the date is counted from publication, or of its year or the one before."""
    return found.relative or published is None or abs(found.treaty_date.year - published.year) <= 1


def _is_ahead(found: DateMatch, published: date | None) -> bool:
    return published is not None and found.treaty_date.earliest > published


def _decision(sentence: Sentence, pack: Pack) -> int | None:
    """Where a sentence that speaks about the decision itself names it, at its beginning."""
    for at in range(min(4, len(sentence.tokens))):
        papers = [form_mark for form_mark in sentence.of(Layer.FORM) if form_mark.first <= at < form_mark.end]
        if pack.has("decision", sentence.word(at)) and not any(
            is_elsewhere(sentence, paper, pack) for paper in papers
        ):
            return at
    signs = any(mark.role == "signed" for mark in sentence.of(Layer.DATE)) or any(
        pack.has("issues", token.text) for token in sentence.tokens
    )
    if signs and not sentence.of(Layer.HEAD) and not sentence.of(Layer.ENTRY):
        # confirmed in an order that the premier signed
        acts = (
            form_mark.first
            for form_mark in sentence.of(Layer.FORM)
            if form_mark.value in ACTS and not is_elsewhere(sentence, form_mark, pack)
        )
        return next(acts, None)
    return None


def form(
    claims: Iterable[Claim],
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
    claims = list(claims)
    if stage is Stage.THREATENED:
        return None
    if notice is not None and stage is not Stage.REVERSED and stage.rank >= Stage.NOTIFIED.rank:
        papers = [
            form_mark for form_mark in notice.sentence.of(Layer.FORM) if form_mark.value in DOCUMENTS - BARE
        ]
        # notice by a diplomatic note
        papers = [paper for paper in papers if abs(paper.first - notice.document.first) <= _PAPERS]
        paper = min(papers, key=lambda paper: (_FORMS.index(paper.value), paper.first), default=None)
        if paper is not None:
            return notice.sentence.evidence(
                paper.value, paper.first, paper.end, f"the notice that was given: “{notice.words}”"
            )
    about = [claim.sentence for claim in claims] + [
        sentence for sentence in sentences if _decision(sentence, pack) is not None
    ]
    near = {sentence.number for sentence in about}
    places = [(sentence, mark) for sentence in (*about, *sentences) for mark in sentence.of(Layer.FORM)]
    places += [(sentence, mark) for sentence in about for mark in _ballots(sentence, pack)]
    fitting = []
    for sentence, mark in places:
        close = sentence.number in near or _follows(sentence, mark, claims, known, pack)
        why_not = _why_unfit(sentence, mark, stage, close, pack)
        if not why_not:
            fitting.append((sentence, mark))
        sentence.refuse(
            CellName.FORM,
            mark.value,
            mark.first,
            mark.end,
            why_not or "another form leads: a law before a vote before a statement",
        )
    best = min(fitting, key=lambda mark: _FORMS.index(mark[1].value), default=None)
    return (
        best[0].evidence(best[1].value, best[1].first, best[1].end, _why_form(best[0].number in near))
        if best is not None
        else None
    )


def _follows(sentence: Sentence, mark: Mark, claims: Iterable[Claim], known: set[str], pack: Pack) -> bool:
    """Whether a note that was given, or a statement, stands right behind the sentence of an exit: `It
    announced this in a statement`.
    """
    behind = any(
        claim.sentence.number + 1 == sentence.number
        and claim.sentence.paragraph == sentence.paragraph
        and claim.sentence.field == sentence.field
        for claim in claims
    )
    given = mark.value in DOCUMENTS and sentence.of(Layer.GIVEN)
    said = mark.value == "statement" and sentence.of(Layer.TOLD)
    return (
        behind
        and bool(given or said)
        and not sentence.of(Layer.EXIT)
        and not is_foreign(sentence, known, mark.first, pack)
    )


def _ballots(sentence: Sentence, pack: Pack) -> list[Mark]:
    """The votes that a sentence counts: `with 66 votes to 11`, `głosami 68 posłów`."""
    counts = [at for at, token in enumerate(sentence.tokens) if pack.has("ballots", token.text)]
    numbers = {
        at for at, token in enumerate(sentence.tokens) if token.text.isdigit() and len(token.text) <= _VOTES
    }
    return [Mark(at, at + 1, Layer.FORM, "vote", "") for at in counts if {at - 1, at + 1} & numbers]


def _why_form(near: bool) -> str:
    return (
        "stands in a sentence of the exit or the decision"
        if near
        else "its sentence tells of a step of the exit"
    )


def _why_unfit(sentence: Sentence, mark: Mark, stage: Stage, near: bool, pack: Pack) -> str:
    """Why a form can be none of an exit at this stage; "" where it can.

    In a sentence that only speaks about it, it is no mere word.
    """
    if mark.value in BARE:
        return "a notice names no document"
    if pack.has("since", sentence.word(mark.first - 1)):
        return "came before the exit"
    if is_elsewhere(sentence, mark, pack):
        return _ELSEWHERE
    if mark.value in DOCUMENTS:
        given = stage in _WITH_NOTICE
        return (
            ""
            if near and given
            else "a document, and no notice of this exit was given"
            if not given
            else _FAR
        )
    if mark.value == "decision" and stage is Stage.PROPOSED:
        return "nothing is decided yet"
    if mark.value == "decision" and not any(
        pack.has(name, token.text) for token in sentence.tokens for name in ("resolved", "decision")
    ):
        return "a cabinet, and nothing that it decides"
    told = bool(sentence.of(Layer.TOLD))
    if mark.value == "statement":
        return "" if near and told else "a mere word: nobody states it in a sentence of the exit"
    if near or (mark.value != "vote" and told and not sentence.of(Layer.AWAITED)):
        return ""
    return "still to come" if sentence.of(Layer.AWAITED) else _FAR


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
    about = [claim.sentence for claim in claims] + [
        sentence for sentence in sentences if _decision(sentence, pack) is not None
    ]
    for sentence in about:
        for mark in sentence.of(Layer.FORM):
            if mark.value not in forms or is_elsewhere(sentence, mark, pack):
                continue
            for day in find_dates(sentence, pack, published):
                exact = day.day and _is_recent(day, published) and not _is_ahead(day, published)
                if exact and 0 <= day.first - mark.end <= _OF_FORM and ";" not in sentence.gap(day.first):
                    return sentence.evidence(
                        day.value, day.first, day.end, f"stands right behind “{sentence.words(mark)}”"
                    )
    return None


def is_elsewhere(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """Whether a form is about something else than the exit: `a decree on tariffs`, `la legge di bilancio`,
    `another order`.

    Of a sentence that ends an agreement, only what stands right behind the form counts.
    """
    tells = any(ending.value not in ("notify", "return") for ending in sentence.of(Layer.EXIT))
    papers = {at for form_mark in sentence.of(Layer.FORM) for at in range(form_mark.first, form_mark.end)}
    if not tells and any(
        pack.has("decision", token.text) for at, token in enumerate(sentence.tokens) if at not in papers
    ):
        return False
    before = {sentence.word(mark.first - back) for back in (1, 2)}
    if not tells and (
        any(pack.has("another", word) for word in before)
        or any(pack.has("at_home", token.text) for token in sentence.tokens)
    ):
        return True
    at = mark.end
    while is_dated(sentence, at) or (pack.has("of_date", sentence.word(at)) and is_dated(sentence, at + 1)):
        at += 1
    about = pack.has("form_topic", sentence.word(at))
    of = mark.value in ACTS and not tells and pack.has("of", sentence.word(at))
    if set(sentence.gap(at)) & set(",;:()") or not (about or of):
        return False
    end = next(
        (one for one in range(at + 1, at + _TOPIC) if set(sentence.gap(one)) & set(",;:")), at + _TOPIC
    )
    layers = (
        (Layer.EXIT, Layer.HEAD, Layer.ENTRY)
        if about
        else (Layer.EXIT, Layer.HEAD, Layer.ENTRY, Layer.PARTY, Layer.SPEAKER)
    )
    said = {mark.first for layer in layers for mark in sentence.of(layer)}
    return not any(place in said or is_dated(sentence, place) for place in range(at + 1, end))
