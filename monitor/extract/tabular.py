"""Draft rows from the tables of an article. A table row about an agreement that prose reports too fills the
empty values of that row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import Layer
from monitor.extract.rows import DraftRow
from monitor.extract.story_marks import FIRST, Sentence
from monitor.extract.table_cells import RowCells, first_day, form_of_heading, read_row
from monitor.extract.tables import DAY, GENERAL, STATUS, YEAR, StoryRow, TableCell, as_sentence
from monitor.model import Evidence, Stage, TreatyDate

_MEANING = {
    "actor": "states that leave",
    "party": "other parties",
    "name": "agreements",
    "signed": "signatures",
    "ended": "ends",
    "notice": "notices",
    "decided": "decrees or laws",
    "denounced": "denunciations",
    "cause": "reasons",
    "reason": "remarks",
    YEAR: "years of signature",
    STATUS: "how far each has come",
    DAY: "the days of that",
}
_COUNTED = 2  # words between a number and the agreements that it counts
_YEAR = re.compile(r"[12]\d{3}")

_OVER = (Stage.EFFECTIVE, Stage.EXPIRED)


def from_tables(
    tables: Sequence[StoryRow],
    rows: list[DraftRow],
    mentions: Sequence[Mention],
    acting: Collection[str],
    pack: Pack,
    lexicon: Lexicon,
) -> list[DraftRow]:
    """The rows of prose, filled from tables, and then the rows that only a table states, in its order.

    `acting`: the parties whose decision headline and first paragraph report. A column of states in general
    holds the states that leave if one of these is in it, or if there are none; else the other parties.
    """
    cells = [_sentences_of(table, pack) for table in tables]
    states = {
        party.value
        for sentences in cells
        if GENERAL in sentences
        for party in sentences[GENERAL].of(Layer.PARTY)
    }
    side = "actor" if states & set(acting) or not acting else "party"
    of_signature = _years_of_signature(tables, cells, pack)
    own: list[DraftRow] = []
    filled: list[DraftRow] = []
    for table, sentences in zip(tables, cells, strict=True):
        row_cells = _row_cells(table, sentences, side, pack)
        row = read_row(row_cells, pack, lexicon)
        if row is None:
            continue
        if table.row.top in of_signature:
            _set_year(row, row_cells)
        _complete(row, row_cells, acting)
        same = next((other for other in rows if _is_same(other, row, lexicon)), None)
        if same is None:
            own.append(row)
        else:
            _fill(same, row)
            filled.append(same)
    _mark_earlier(own, [row.ended for row in filled if row.ended is not None and not row.elsewhere])
    return _named(own, rows, filled, mentions) if own else list(rows)


def _sentences_of(table: StoryRow, pack: Pack) -> dict[str, Sentence]:
    """The cells of a row as sentences, by the meaning of their columns."""
    return {meaning: as_sentence(table, cell, pack) for meaning, cell in table.row.cells.items()}


def _row_cells(table: StoryRow, sentences: dict[str, Sentence], side: str, pack: Pack) -> RowCells:
    """The cells of a row for reading. `side`: the meaning of a column of states in general."""

    def sided(meaning: str) -> str:
        """The meaning of a column, with the side of a column of states in general."""
        return side if meaning == GENERAL else meaning

    headings = table.row.headings
    return RowCells(
        {sided(meaning): sentence for meaning, sentence in sentences.items()},
        table.row.cells,
        {meaning: as_sentence(table, heading, pack) for meaning, heading in headings.items()},
        {sided(meaning): _why(sided(meaning), heading) for meaning, heading in headings.items()},
    )


def _why(meaning: str, heading: TableCell) -> str:
    """The reason for a value of a column: its heading as written, and the meaning of the column."""
    return f"in the table's column “{heading.text}”, of {_MEANING.get(meaning, meaning)}"


def _set_year(row: DraftRow, row_cells: RowCells) -> None:
    """Set the year of signature from the column of years, if no date or only the decade is known."""
    if YEAR not in row_cells.cells:
        return
    year = row_cells.raw[YEAR].text
    if row.signed is None or _is_in(year, row.signed):
        row.signed = row_cells.cells[YEAR].evidence(year, 0, 1, row_cells.whys[YEAR])


def _complete(row: DraftRow, row_cells: RowCells, acting: Collection[str]) -> None:
    """Set the form by the headings, the states that leave by the status, the other side by the name."""
    row.form = form_of_heading(row_cells) or row.form
    if row.has_status and not row.actors:
        row.actors.update(_who(row_cells.cells[STATUS], row))
    if not row.others:
        _take_sides(row, {*acting, *row.actors})


def told_by_prose(tables: Sequence[StoryRow], claims: Sequence[Claim]) -> list[StoryRow]:
    """The rows of tables with a column of ends, and of those whose agreements the claims of prose count."""
    return [table for table in tables if not table.row.spells or _is_counted(table.row.top, tables, claims)]


def _is_counted(top: tuple[int, int], tables: Sequence[StoryRow], claims: Sequence[Claim]) -> bool:
    """True if prose ends as many agreements as the table with the heading `top` has rows: `denounced three
    conventions`.
    """
    count = str(sum(1 for table in tables if table.row.top == top))
    mentions = [claim.mention for claim in claims if claim.mention is not None]
    return any(
        mark.value == count and 0 <= mention.first - mark.end <= _COUNTED
        for mention in mentions
        for mark in mention.sentence.of(Layer.COUNT)
    )


def _who(status: Sentence, row: DraftRow) -> dict[str, Evidence]:
    """The parties of the agreement that the cell of the status names beside a word of ending: `terminated by
    Spain`.
    """
    if not status.of(Layer.EXIT):
        return {}
    own = {party.value for mention in row.mentions for party in mention.parties}
    why = "named in the cell that says how far it has come"
    return {
        party.value: status.evidence(party.value, party.first, party.end, why)
        for party in status.of(Layer.PARTY)
        if party.value in own
    }


def _take_sides(row: DraftRow, acting: set[str]) -> None:
    """Take the other side from a name that holds one that acts: `Pakistan–Syria Investment Agreement`."""
    for mention in row.mentions:
        parties = {party.value: party for party in mention.parties}
        if acting & parties.keys():
            row.others.update(
                {value: mention.side(party) for value, party in parties.items() if value not in acting}
            )


def _years_of_signature(
    tables: Sequence[StoryRow], cells: Sequence[dict[str, Sentence]], pack: Pack
) -> set[tuple[int, int]]:
    """The tables, by the place of their headings, whose column of years holds years of signature: it agrees
    with each date of signature beside it, and there is one.
    """
    agrees: dict[tuple[int, int], bool] = {}
    for table, sentences in zip(tables, cells, strict=True):
        top = table.row.top
        year = table.row.cells[YEAR].text if YEAR in table.row.cells else ""
        signed = first_day(sentences, "signed", pack) if year else None
        if year and not _YEAR.fullmatch(year):
            agrees[top] = False
        elif signed is not None and signed.treaty_date is not None and not signed.treaty_date.decade:
            agrees[top] = agrees.get(top, True) and signed.treaty_date.year == int(year)
    return {top for top, is_signed in agrees.items() if is_signed}


def _mark_earlier(own: Sequence[DraftRow], ends: Sequence[Evidence]) -> None:
    """Mark rows of a table that ended months before the exits that prose reports (`ends`): they are not part
    of the news.
    """
    for row in own:
        row.elsewhere = (
            bool(ends) and row.ended is not None and all(_month(row.ended) + 1 < _month(end) for end in ends)
        )


def _month(day: Evidence) -> int:
    """The month of a treaty date, counted from year 0; the last one of a year or a decade."""
    assert day.treaty_date is not None, "the end of a row is a treaty date"
    return 12 * day.treaty_date.latest.year + day.treaty_date.latest.month


def _is_in(year: str, signed: Evidence) -> bool:
    """True for a year of the decade that is stated; False where another date is stated."""
    stated, date = TreatyDate.parse_or_none(year), signed.treaty_date
    return stated is not None and date is not None and date.decade and date.covers(stated)


def _named(
    own: list[DraftRow], prose: list[DraftRow], filled: Sequence[DraftRow], mentions: Sequence[Mention]
) -> list[DraftRow]:
    """The rows of prose and then those of a table. Where the table names no agreement, its rows are of the
    first agreement that prose reports, whose own row is left out; else of the one that is named best.
    """
    reported = next((row for row in prose if row.table is None and not row.elsewhere), None)
    names = [
        mention
        for mention in mentions
        if not mention.bare and not mention.is_office and mention.sentence.place in FIRST
    ]
    if reported is None and names:
        best = max(names, key=lambda name: (name.is_title, bool(name.identity), -name.sentence.number))
        reported = DraftRow(mentions=[best])
    if reported is None or any(row.name is not None for row in own):
        return [*prose, *own]
    for row in own:
        row.mentions, row.shared = list(reported.mentions), list(reported.shared)
        row.bodies = set(reported.bodies)
        row.claims = row.claims or list(reported.claims)
        row.others = row.others or dict(reported.others)
    return [*(row for row in prose if row is not reported or row in filled), *own]


def _is_same(known: DraftRow, row: DraftRow, lexicon: Lexicon) -> bool:
    """True if two rows are of the same agreement: they have the same entry; or the same counterparty, and not
    two agreements of the gazetteer or two names in tables.
    """
    entries = [entry for entry in (known.stated, row.stated) if entry]
    both_stated = len(entries) == 2 and not all(lexicon.entries[entry].is_kind for entry in entries)
    if both_stated and (known.stated != row.stated or not (known.others and row.others)):
        return known.stated == row.stated
    if known.table is not None and known.name and row.name:
        return False
    return bool(set(known.others) & set(row.others))


def _fill(known: DraftRow, row: DraftRow) -> None:
    """Set the values of a known row that a row of a table states."""
    known.name = row.name or known.name
    known.signed = row.signed or known.signed
    known.ended = row.ended or known.ended
    known.is_over = known.is_over or row.is_over
    known.notice = row.notice or known.notice
    known.decided = row.decided or known.decided
    known.form = row.form or known.form
    known.reason = row.reason or known.reason
    known.note = row.note or known.note
    known.mentions += row.mentions
    known.others = {**row.others, **known.others}
    known.actors = {**row.actors, **known.actors}


def of_table(row: DraftRow, stated: Evidence, end: Evidence | None, published: date | None) -> Evidence:
    """The stage of a row by the days of its table: effective if the day of the end has come (of the row, or
    the `end` beside words that say that it is over), notified if that of the notice has; else `stated`,
    lowered to decided if the table contradicts it.
    """
    if row.proposed is not None:
        return row.proposed
    if row.has_status and stated.value in _OVER and end is not None and _has_come(end, published):
        return stated  # notice given on 3 May; no longer in force as from 3 November
    notice = row.notice if row.notice is not None and _may_have_come(row.notice, published) else None
    may_be_over = notice is not None or Stage(stated.value) in (
        Stage.DECIDED,
        Stage.NOTIFIED,
        Stage.EFFECTIVE,
    )
    ended = row.ended
    is_over = may_be_over and row.is_over
    if ended is not None and is_over and _has_come(ended, published):
        return replace(
            ended, value=Stage.EFFECTIVE.value, why="the day in the table's column of ends has come"
        )
    if notice is not None and stated.value != Stage.REVERSED:
        return replace(
            notice, value=Stage.NOTIFIED.value, why="the day in the table's column of notices has come"
        )
    if row.has_status and notice is None and stated.value == Stage.NOTIFIED:
        return replace(stated, value=Stage.DECIDED.value, why="its cell says that no notice was given")
    if stated.value == Stage.EFFECTIVE and ended is not None:
        why = "the day of the end in the table is still to come, or is no full date"
        return replace(stated, value=Stage.DECIDED.value, why=why)
    return stated


def _may_have_come(day: Evidence, published: date | None) -> bool:
    """True if a date, however exactly it is known, may lie before the day of publication or on it."""
    return published is not None and day.treaty_date is not None and day.treaty_date.earliest <= published


def _has_come(day: Evidence, published: date | None) -> bool:
    """True if a date is known to the day, and not later than the day of publication."""
    return published is not None and day.day is not None and day.day <= published
