"""The day on which an exit takes effect, and the stage that follows from that day and the notice, for one
row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.cell_values import ended
from monitor.extract.claim_stage import TENTATIVE
from monitor.extract.course import ends_on, is_item
from monitor.extract.dates import find_dates, is_after
from monitor.extract.days import told_by
from monitor.extract.lexicon import Pack
from monitor.extract.notices import Notice
from monitor.extract.past_years import year_of_exit
from monitor.extract.periods import end_for_all, term_end
from monitor.extract.phrases import Layer
from monitor.extract.rows import DraftRow
from monitor.extract.story_marks import FIRST, Sentence
from monitor.extract.trace import CellName
from monitor.model import Evidence, Precision, Stage, TreatyDate

_BEHIND = 2  # sentences behind a list that may be about all its lines
_LIST = 12  # sentences from a line to the end of its list
_GIVEN = "a notice was given"
_TO_COME = "the day of the end is still to come"


@dataclass(frozen=True, slots=True)
class Course:
    """What is known about one row: its claims, the sentences about it, the parties that take part, the notice
    and the signature.

    `alone`: the story is about this agreement only; `owned`: the texts of the sentences that follow its
    claims.
    """

    claims: Sequence[Claim]
    about: Sequence[Sentence]
    known: set[str]
    notice: Notice | None
    signature: Evidence | None
    alone: bool
    owned: Collection[str] = ()


def sentences_about(
    row: DraftRow, claims: Sequence[Claim], sentences: Sequence[Sentence], anonymous: set[int], *, alone: bool
) -> list[Sentence]:
    """The sentences, of those that may be about a row, that name it or no agreement (numbers in `anonymous`).

    For a row with lines of a list: these, and the sentences about all lines right behind the list or before
    it.
    """
    if row.lines:
        return [*row.lines, *_around_list(row.lines, sentences, anonymous)]
    named = (
        {claim.sentence.number for claim in claims}
        | {mention.sentence.number for mention in row.mentions}
        | anonymous
    )
    return [sentence for sentence in sentences if alone or sentence.number in named]


def _around_list(
    lines: Sequence[Sentence], sentences: Sequence[Sentence], anonymous: set[int]
) -> list[Sentence]:
    """The sentences of prose right behind a list, and the last one before the first of `lines`, if they name
    no agreement. A sentence of one word is a number of a line.
    """
    prose = [
        sentence
        for sentence in sentences
        if not is_item(sentence) and sentence.number in anonymous and len(sentence.tokens) > 1
    ]
    last = max(line.number for line in lines)
    behind = [sentence for sentence in prose if last < sentence.number <= last + _LIST]
    before = [sentence for sentence in prose if sentence.number < lines[0].number]
    return [*behind[:_BEHIND], *before[-1:]]


def without_claimed(
    row: DraftRow, sentences: Sequence[Sentence], claimed: Mapping[int, Sequence[Sentence]]
) -> list[Sentence]:
    """The sentences that may be about a row of prose: without those of other rows in `claimed`, which follow
    the end of another agreement in its paragraph. For other rows, all sentences.
    """
    if row.table is not None or row.lines:
        return list(sentences)
    taken = {
        sentence.number
        for row_id, own_sentences in claimed.items()
        if row_id != id(row)
        for sentence in own_sentences
    }
    return [sentence for sentence in sentences if sentence.number not in taken]


def count_of_table(row: DraftRow, sentences: Sequence[Sentence], pack: Pack) -> None:
    """Set the end of a row of a table that has only the day of its notice, by the period of notice that the
    prose states for all its agreements.
    """
    if row.notice is not None and row.ended is None and row.notice.day is not None:
        row.ended = end_for_all(sentences, row.notice, pack)
        row.is_over = row.ended is not None


def outweighs_threat(notice: Notice, row: DraftRow) -> bool:
    """True if a notice counts more than a threat elsewhere: it stands in a line of the row, or near the top
    in a sentence that ends the row's agreement.
    """
    sentence = notice.sentence
    if any(sentence is line for line in row.lines):
        return True
    if sentence.of(Layer.UNSURE) or any(mark.value in TENTATIVE for mark in sentence.of(Layer.STAGE)):
        return False
    ends = any(claim.sentence is sentence and claim.mark.value in ("end", "leave") for claim in row.claims)
    return ends and sentence.place in FIRST


def claimed_sentences(rows: Sequence[DraftRow], sentences: Sequence[Sentence]) -> dict[int, list[Sentence]]:
    """By the id of a row of prose: the sentences from one that claims its end up to the end of the paragraph
    or to the claim of another row. A sentence that claims several rows belongs to none.
    """
    claimed: dict[int, list[int]] = {}
    for row in rows:
        if not row.lines and row.table is None:
            for claim in row.claims:
                claimed.setdefault(claim.sentence.number, []).append(id(row))
    by_row: dict[int, list[Sentence]] = {}
    current: list[int] = []
    paragraph = None
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph, current = sentence.paragraph, []
        current = claimed.get(sentence.number, current)
        if len(current) == 1:
            by_row.setdefault(current[0], []).append(sentence)
    return by_row


def outcome(
    course: Course, stage: Stage, stated: Evidence, pack: Pack, published: date | None
) -> tuple[Evidence | None, Evidence]:
    """The day of the end, and the stage that follows from that day and the notice.

    `stage` and `stated`: the stage of the claims and its evidence. There is no day before a decision, after a
    reversal, and of a suspension.
    """
    if stage.rank < Stage.DECIDED.rank or stage is Stage.REVERSED:
        _refuse_all(course, f"nothing ends yet: it is {stage.value}", pack, published)
        return None, stated
    ending = _stated_end(course, pack, published)
    end = ending or _other_end(course, stage, pack, published)
    past = end is not None and published is not None and end.day is not None and end.day <= published
    has_ended = past and stage.rank < Stage.EFFECTIVE.rank
    if stage is Stage.SUSPENDED:
        _refuse_all(course, "a suspension has no end", pack, published)
    elif ending is not None and has_ended and _is_own_end(course, ending):
        why = "the day of the end has come by the day of publication"
        return ending, replace(ending, value=Stage.EFFECTIVE.value, why=why)
    year = _past_year(course, end, pack, published) if stage is Stage.DECIDED else None
    if year is not None:
        return year, replace(stated, value=Stage.EFFECTIVE.value, why=year.why)
    notice = course.notice if course.about or not past else None  # an item of a list that ended before
    return (None if stage is Stage.SUSPENDED else end), _settle(stage, stated, notice, end, published)


def _past_year(course: Course, end: Evidence | None, pack: Pack, published: date | None) -> Evidence | None:
    """The year, now over, in which a state left; None beside a notice, or an `end` known better."""
    day = TreatyDate.parse_or_none(end.value) if end is not None else None
    if course.notice is not None or (day is not None and day.precision is not Precision.YEAR):
        return None
    return year_of_exit(course.claims, pack, published)


def _stated_end(course: Course, pack: Pack, published: date | None) -> Evidence | None:
    """The day of the end that the sentences about the row state."""
    by_number = {claim.sentence.number: claim.sentence for claim in course.claims}
    rest = (sentence for sentence in course.about if sentence.number not in by_number)
    dated = ends_on([*by_number.values(), *rest], course.known, course.notice, pack, published)
    return dated[0] if dated is not None else None


def _other_end(course: Course, stage: Stage, pack: Pack, published: date | None) -> Evidence | None:
    """The day of the end by a date beside the claims, by the term of the agreement, or by the only future day
    in a line of a list.
    """
    end = ended(course.claims, stage, course.signature, pack, published)
    if end is None and course.alone and stage in (Stage.EFFECTIVE, Stage.EXPIRED):
        end = term_end(course.about, pack, published)
    return end or day_ahead(course.about, course.signature, pack, published)


def _is_own_end(course: Course, end: Evidence) -> bool:
    """True if the day of an end belongs to this row: the story has no other, or its sentence claims or
    follows the row's end.
    """
    claimed = any(claim.sentence.text == end.sentence for claim in course.claims)
    return course.alone or claimed or end.sentence in course.owned


def _refuse_all(course: Course, why: str, pack: Pack, published: date | None) -> None:
    """Record for `explain` why no date is that of the end."""
    for sentence in (*(claim.sentence for claim in course.claims), *course.about):
        for day in find_dates(sentence, pack, published) if sentence.trace is not None else ():
            sentence.refuse(CellName.ENDED, day.value, day.first, day.end, why)


def _settle(
    stage: Stage, stated: Evidence, notice: Notice | None, end: Evidence | None, published: date | None
) -> Evidence:
    """The stage with its evidence: notified once a notice was given, and in effect or expired only if the day
    of the end has come.
    """
    future = end is not None and is_after(end, published)
    if stage in (Stage.EFFECTIVE, Stage.EXPIRED) and future:
        if notice is not None:
            return notice.evidence(Stage.NOTIFIED.value, f"{_GIVEN}; {_TO_COME}")
        return replace(stated, value=Stage.DECIDED.value, why=f"{stated.why}, but {_TO_COME}")
    if stage is Stage.DECIDED and notice is not None:
        return notice.evidence(Stage.NOTIFIED.value, _GIVEN)
    return stated


def day_ahead(
    sentences: Sequence[Sentence], signature: Evidence | None, pack: Pack, published: date | None
) -> Evidence | None:
    """The only day after publication in a line of a list (`Rome Statute - from 1 October`), of the first line
    that has one.
    """
    if published is None:
        return None
    signed = signature.value if signature is not None else ""
    for line in filter(is_item, sentences):
        days = [
            day
            for day in find_dates(line, pack, published)
            if day.day and day.day > published and day.value != signed and told_by(line, day, pack) is None
        ]
        if len(days) == 1:
            day = days[0]
            return line.evidence(
                day.value, day.first, day.end, "the only day to come in its line of the list"
            )
    return None
