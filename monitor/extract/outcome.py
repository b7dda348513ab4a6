"""When an exit ends what it ends, and how far it has come by then: the claims, the notice and the stated day
of one row together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.cell_values import ended
from monitor.extract.course import ends_on, is_item
from monitor.extract.dates import EXACT, find_dates
from monitor.extract.days import told_by
from monitor.extract.lexicon import Pack
from monitor.extract.notices import Notice
from monitor.extract.periods import end_for_all, term_end
from monitor.extract.phrases import Layer
from monitor.extract.rows import DraftRow
from monitor.extract.story_marks import FIRST, Sentence
from monitor.extract.trace import CellName
from monitor.model import Evidence, Stage

_BEHIND = 2  # sentences behind a list
_LIST = 12  # sentences from a line to the end of its list
_GIVEN = "a notice was given"
_TO_COME = "the day of the end is still to come"


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of the course of one row: its own claims, the sentences about it, who takes part, the
    notice and the signature.

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


def near(
    row: DraftRow, claims: Sequence[Claim], sentences: Sequence[Sentence], anonymous: set[int], *, alone: bool
) -> list[Sentence]:
    """Of the sentences that may speak of a row, those that name it or no agreement (`anonymous`).

    Where it has lines of a list, these, and what is said of all of them right behind the list or before it.
    """
    if row.lines:
        last = max(line.number for line in row.lines)
        # no number of a line
        plain = [
            sentence
            for sentence in sentences
            if not is_item(sentence) and sentence.number in anonymous and len(sentence.tokens) > 1
        ]
        behind = [one for one in plain if last < one.number <= last + _LIST]
        return [
            *row.lines,
            *behind[:_BEHIND],
            *[one for one in plain if one.number < row.lines[0].number][-1:],
        ]
    named = (
        {claim.sentence.number for claim in claims}
        | {mention.sentence.number for mention in row.mentions}
        | anonymous
    )
    return [sentence for sentence in sentences if alone or sentence.number in named]


def left_to(
    row: DraftRow, sentences: Sequence[Sentence], owned: Mapping[int, Sequence[Sentence]]
) -> list[Sentence]:
    """The sentences that may speak of a row of prose: none behind a sentence that ends another agreement, in
    its paragraph.
    """
    if row.table is not None or row.lines:
        return list(sentences)
    others = {own.number for other, owns in owned.items() if other != id(row) for own in owns}
    return [sentence for sentence in sentences if sentence.number not in others]


def count_of_table(row: DraftRow, sentences: Sequence[Sentence], pack: Pack) -> None:
    """Fill the end of a row of a table that has only the day of its notice, from the period that prose states
    of all its agreements.
    """
    if row.notice is not None and row.ended is None and len(row.notice.value) == EXACT:
        row.ended = end_for_all(sentences, row.notice, pack)
        row.is_over = row.ended is not None


def says_more(notice: Notice, row: DraftRow) -> bool:
    """True if a notice stands in a line of the row, or near the top in a sentence that ends it: that says
    more than a threat elsewhere.
    """
    sentence = notice.sentence
    if any(sentence is line for line in row.lines):
        return True
    wanted = any(
        mark.value in ("threatened", "proposed", "modal") for mark in sentence.of(Layer.STAGE)
    ) or sentence.of(Layer.UNSURE)
    ends = any(claim.sentence is sentence and claim.mark.value in ("end", "leave") for claim in row.claims)
    return ends and sentence.place in FIRST and not wanted


def owned(rows: Sequence[DraftRow], sentences: Sequence[Sentence]) -> dict[int, list[Sentence]]:
    """By the id of a row of prose, the sentences behind those that claim its end, up to the end of the
    paragraph or the next row.
    """
    claimed: dict[int, list[int]] = {}
    for row in rows:
        if not row.lines and row.table is None:
            for claim in row.claims:
                claimed.setdefault(claim.sentence.number, []).append(id(row))
    found: dict[int, list[Sentence]] = {}
    current: list[int] = []
    paragraph = None
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph, current = sentence.paragraph, []
        current = claimed.get(sentence.number, current)
        if len(current) == 1:
            found.setdefault(current[0], []).append(sentence)
    return found


def outcome(
    course: Course, stage: Stage, stated: Evidence, pack: Pack, published: date | None
) -> tuple[Evidence | None, Evidence]:
    """The day of the end, and the stage as that day and the notice have it. A suspension has no end."""
    if stage.rank < Stage.DECIDED.rank or stage is Stage.REVERSED:
        _refuse_all(course, f"nothing ends yet: it is {stage.value}", pack, published)
        return None, stated
    first = {claim.sentence.number: claim.sentence for claim in course.claims}
    rest = (one for one in course.about if one.number not in first)
    found = ends_on([*first.values(), *rest], course.known, course.notice, pack, published)
    when = found[0] if found is not None else ended(course.claims, stage, course.signature, pack, published)
    if when is None and course.alone and stage in (Stage.EFFECTIVE, Stage.EXPIRED):
        when = term_end(course.about, pack, published)
    when = when or day_ahead(course.about, course.signature, pack, published)
    come = (
        when is not None
        and published is not None
        and len(when.value) == EXACT
        and when.value <= published.isoformat()
    )
    own = found is not None and (
        found[0].sentence in course.owned or any(one.text == found[0].sentence for one in first.values())
    )
    if (
        (course.alone or own)
        and found is not None
        and come
        and stage.rank < Stage.EFFECTIVE.rank
        and stage is not Stage.SUSPENDED
    ):
        return found[0], replace(
            found[0], value=Stage.EFFECTIVE.value, why="the day of the end has come by the day of publication"
        )
    if stage is Stage.SUSPENDED:
        _refuse_all(course, "a suspension has no end", pack, published)
    notice = course.notice if course.about or not come else None  # an item of a list that ended before
    return (None if stage is Stage.SUSPENDED else when), _settle(stage, stated, notice, when, published)


def _refuse_all(course: Course, why: str, pack: Pack, published: date | None) -> None:
    """Tell who asks why no date can be that of the end."""
    for sentence in (*(claim.sentence for claim in course.claims), *course.about):
        for day in find_dates(sentence, pack, published) if sentence.trace is not None else ():
            sentence.refuse(CellName.ENDED, day.value, day.first, day.end, why)


def _settle(
    stage: Stage, stated: Evidence, notice: Notice | None, when: Evidence | None, published: date | None
) -> Evidence:
    """The stage of an exit that is under way: notified once a notice was given, in effect only when the day
    of the end has come.
    """
    over = when is None or published is None or len(when.value) < EXACT or when.value <= published.isoformat()
    if stage in (Stage.EFFECTIVE, Stage.EXPIRED) and not over:
        if notice is not None:
            return notice.evidence(Stage.NOTIFIED.value, f"{_GIVEN}; {_TO_COME}")
        return replace(stated, value=Stage.DECIDED.value, why=f"{stated.why}, but {_TO_COME}")
    if stage is Stage.DECIDED and notice is not None:
        return notice.evidence(Stage.NOTIFIED.value, _GIVEN)
    return stated


def day_ahead(
    sentences: Sequence[Sentence], signature: Evidence | None, pack: Pack, published: date | None
) -> Evidence | None:
    """The only day to come in a line of a list: `Rome Statute - from 1 October`."""
    for sentence in (other for other in sentences if is_item(other) and published is not None):
        days = [
            day
            for day in find_dates(sentence, pack, published)
            if len(day.value) == EXACT and day.value > str(published)
        ]
        days = [
            day
            for day in days
            if told_by(sentence, day) is None and (signature is None or day.value != signature.value)
        ]
        if len(days) == 1:
            return sentence.evidence(
                days[0].value, days[0].first, days[0].end, "the only day to come in its line of the list"
            )
    return None
