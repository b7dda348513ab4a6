"""Rows of tables as rows of the register; one that prose speaks of too fills that one's empty cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.dates import find_dates
from monitor.extract.described import with_entries
from monitor.extract.instruments import WIDE, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.mentions import find_mentions
from monitor.extract.periods import later, length
from monitor.extract.phrases import BARE, DOCUMENTS, Layer, Mark
from monitor.extract.reasons import clause_end
from monitor.extract.rows import DraftRow
from monitor.extract.story_marks import FIRST, Sentence
from monitor.extract.tables import DAY, STATUS, YEAR, TableCell, TableRow, as_sentence
from monitor.model import Evidence, Stage, TreatyDate, show_date

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
_DECIDED = ("decision", "decree", "law", "order", "vote")  # forms of a decision
_COUNTED = 2  # words between a number and the agreements that it counts
_ASIDE = re.compile(r"\s*\([^)]*\)\s*\Z")
_YEAR = re.compile(r"[12]\d{3}")
_NOT = 2  # words between "not" and "given"


def from_tables(
    tables: Sequence[tuple[str, str, str, TableRow]],
    rows: list[DraftRow],
    mentions: Sequence[Mention],
    acting: Collection[str],
    pack: Pack,
    lexicon: Lexicon,
) -> list[DraftRow]:
    """The rows of prose, filled from tables, and then the rows that only a table states, in its order.

    `acting`: whose decision the headline and the first paragraph report. A column of states in general is of
    the other sides, unless it holds one that acts or nobody is known to.
    """
    found = list(rows)
    read = [
        (
            {
                meaning: as_sentence(text, cell, table, (name, story), pack)
                for meaning, cell in table.cells.items()
            },
            table,
            {
                meaning: as_sentence(text, cell, table, (name, story), pack)
                for meaning, cell in table.headings.items()
            },
        )
        for name, story, text, table in tables
    ]
    general = {one.value for cells, *_ in read if "state" in cells for one in cells["state"].of(Layer.PARTY)}
    side = "actor" if general & set(acting) or not acting else "party"
    of_signature = _years_of_signature(
        [(table, _date(cells, "signed", pack, {})) for cells, table, _ in read]
    )
    own, filled = [], []
    for cells, table, headings in read:
        whys = {
            side if meaning == "state" else meaning: _why(meaning, cell, side)
            for meaning, cell in table.headings.items()
        }
        row = _read(
            {side if meaning == "state" else meaning: cell for meaning, cell in cells.items()},
            table.cells,
            whys,
            pack,
            lexicon,
        )
        if row is None:
            continue
        if (
            YEAR in cells
            and table.top in of_signature
            and (row.signed is None or _is_in(table.cells[YEAR].text, row.signed))
        ):
            row.signed = cells[YEAR].evidence(table.cells[YEAR].text, 0, 1, whys[YEAR])
        row.form = _form(headings, cells) or row.form
        if row.has_status and not row.actors:
            row.actors.update(_who(cells[STATUS], row))
        _take_sides(row, acting)
        same = next((one for one in found if _is_same(one, row, lexicon)), None)
        if same is None:
            own.append(row)
        else:
            _fill(same, row)
            filled += [same]
    _mark_earlier(own, [row.ended for row in filled if row.ended is not None and not row.elsewhere])
    return _named(own, found, filled, mentions) if own else found


def told_by_prose(
    tables: Sequence[tuple[str, str, str, TableRow]], claims: Sequence[Claim]
) -> list[tuple[str, str, str, TableRow]]:
    """The tables with a column of ends, and those whose agreements the claims of prose count."""
    return [one for one in tables if not one[3].spells or _is_counted(one[3].top, tables, claims)]


def _is_counted(
    top: tuple[int, int], tables: Sequence[tuple[str, str, str, TableRow]], claims: Sequence[Claim]
) -> bool:
    """Whether prose ends as many agreements as a table without a column of ends has: `denounced three
    conventions`.
    """
    many = str(sum(1 for *_, table in tables if table.top == top))
    mentions = [claim.mention for claim in claims if claim.mention is not None]
    return any(
        mark.value == many and 0 <= mention.first - mark.end <= _COUNTED
        for mention in mentions
        for mark in mention.sentence.of(Layer.COUNT)
    )


def _who(status: Sentence, row: DraftRow) -> dict[str, Evidence]:
    """The parties of the agreement that the cell on how far it has come names beside a word of ending:
    `terminated by Spain`.
    """
    own = {party.value for mention in row.mentions for party in mention.parties}
    named = [one for one in status.of(Layer.PARTY) if one.value in own] if status.of(Layer.EXIT) else []
    return {
        one.value: status.evidence(
            one.value, one.first, one.end, "named in the cell that says how far it has come"
        )
        for one in named
    }


def _take_sides(row: DraftRow, acting: Collection[str]) -> None:
    """Take the other side from the name where one that acts stands in it: `Pakistan–Syria Investment
    Agreement`.
    """
    for mention in row.mentions if not row.others else ():
        parties = {party.value: party for party in mention.parties}
        if set(parties) & {*acting, *row.actors}:
            row.others.update(
                {
                    value: mention.side(party)
                    for value, party in parties.items()
                    if value not in {*acting, *row.actors}
                }
            )


def _why(meaning: str, heading: TableCell, side: str) -> str:
    """Why a cell is taken: its heading as written, and what is understood by it."""
    return (
        f"in the table's column “{heading.text}”, of "
        f"{_MEANING.get(side if meaning == 'state' else meaning, meaning)}"
    )


def _years_of_signature(tables: Sequence[tuple[TableRow, Evidence | None]]) -> set[tuple[int, int]]:
    """The tables, by their line of headings, whose column of years holds those of signature: as every row has
    it that tells both.
    """
    told: dict[tuple[int, int], bool] = {}
    for table, signed in tables:
        year = table.cells[YEAR].text if YEAR in table.cells else ""
        if year and not _YEAR.fullmatch(year):
            told[table.top] = False
        elif year and signed is not None and signed.treaty_date is not None and not signed.treaty_date.decade:
            told[table.top] = told.get(table.top, True) and signed.treaty_date.year == int(year)
    return {top for top, agrees in told.items() if agrees}


def _mark_earlier(own: Sequence[DraftRow], ends: Sequence[Evidence]) -> None:
    """Where a table goes on from the exits that prose reports to what ended months before them, that is no
    part of the news.
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
    """Rows of a table that names no agreement are of the one that prose tells of first, which is then no row
    beside them; else of the first that is named.
    """
    told = next((row for row in prose if row.table is None and not row.elsewhere), None)
    names = [one for one in mentions if not one.bare and not one.is_office and one.sentence.place in FIRST]
    if told is None and names:
        told = DraftRow(
            mentions=[max(names, key=lambda one: (one.is_title, bool(one.identity), -one.sentence.number))]
        )
    if told is None or any(row.name is not None for row in own):
        return [*prose, *own]
    for row in own:
        row.mentions, row.shared, row.bodies = list(told.mentions), list(told.shared), set(told.bodies)
        row.claims = row.claims or list(told.claims)
        row.others = row.others or dict(told.others)
    return [*(row for row in prose if row is not told or row in filled), *own]


def _form(headings: dict[str, Sentence], cells: dict[str, Sentence]) -> Evidence | None:
    """The document or act that the heading of a filled column names: `Note delivered`, `Decree`."""
    for meaning in ("notice", "decided"):
        if meaning in cells and cells[meaning].tokens:
            for mark in (one for one in headings[meaning].of(Layer.FORM) if one.value not in BARE):
                return headings[meaning].evidence(
                    mark.value,
                    mark.first,
                    mark.end,
                    f"the heading of a column that its row fills: “{headings[meaning].text}”",
                )
    return None


def _read(
    cells: dict[str, Sentence],
    raw: dict[str, TableCell],
    whys: Mapping[str, str],
    pack: Pack,
    lexicon: Lexicon,
) -> DraftRow | None:
    if not cells.keys() & {"name", "party", "actor"} or not any(
        sentence.tokens for sentence in cells.values()
    ):
        return None
    row = DraftRow(table=next(iter(cells.values())))
    for meaning, into in (("actor", row.actors), ("party", row.others)):
        if meaning in cells:
            sentence = cells[meaning]
            why = whys[meaning]
            into.update(
                {
                    one.value: sentence.evidence(one.value, one.first, one.end, why)
                    for one in sentence.of(Layer.PARTY)
                }
            )
    if "name" in cells and cells["name"].tokens:
        [sentence] = with_entries([cells["name"]], lexicon.entries)
        value = (
            raw["name"].text
            if _says_who_signed(sentence)
            else _ASIDE.sub("", raw["name"].text) or raw["name"].text
        )
        start = raw["name"].start
        row.name = Evidence(
            value, sentence.text, sentence.story, sentence.field, start, start + len(value), whys["name"]
        )
        row.mentions = [
            _between(one, row, lexicon) for one in find_mentions(sentence, pack, lexicon) if not one.bare
        ][:1]
    row.signed = _date(cells, "signed", pack, whys)
    row.ended = _date(cells, "ended", pack, whys)
    row.is_over = row.ended is not None
    row.notice, row.decided = _date(cells, "notice", pack, whys), _date(cells, "decided", pack, whys)
    if "ended" not in cells:
        row.ended = _date(cells, "denounced", pack, whys)
    elif row.decided is None:
        row.decided = _date(cells, "denounced", pack, whys)
    told = [cells[meaning] for meaning in ("ended", "actor", STATUS) if meaning in cells]
    if (
        row.ended is None
        and "ended" in whys
        and any(pack.has("lasting", token.text) for sentence in told for token in sentence.tokens)
    ):
        return None  # still in force
    if "actor" in whys and "ended" in whys and not row.actors and row.ended is None:
        return None  # nobody ends it
    if (
        STATUS in cells
        and not ({"ended", "denounced"} & cells.keys())
        and not _by_status(row, cells, pack, whys)
    ):
        return None
    row.reason = _cause(cells.get("cause"), whys) or _remark(cells.get("reason"), whys)
    row.note = _as_it_stands(cells.get("reason"), raw.get("reason"), whys)
    return row if row.name or row.others or row.actors else None


def _by_status(row: DraftRow, cells: Mapping[str, Sentence], pack: Pack, whys: Mapping[str, str]) -> bool:
    """Whether a cell says that a row ends, `left 30 June 2022`, `notice received 4 August`: then with its
    words, and its day, which may stand in a cell of its own.
    """
    status = cells[STATUS]
    exits = [one for one in status.of(Layer.EXIT) if one.value != "return"]
    given = _is_given(status) or (bool(exits) and DAY in cells and bool(cells[DAY].of(Layer.GIVEN)))
    held = status.of(Layer.HELD)
    lasts = any(pack.has("lasting", token.text) or pack.has("members", token.text) for token in status.tokens)
    asked = [one for one in status.of(Layer.STAGE) if one.value == "proposed"]
    if not (exits or given or held or asked) or (lasts and not exits):
        return False
    row.has_status = True
    if asked and not (exits or given or held):
        row.proposed = status.evidence(
            Stage.PROPOSED.value, asked[0].first, asked[0].end, f"“{status.words(asked[0])}”, {whys[STATUS]}"
        )
        drafts = (one for one in status.of(Layer.FORM) if one.value in ("law", "decree"))
        row.form = next(
            (status.evidence(one.value, one.first, one.end, whys[STATUS]) for one in drafts), None
        )
    row.claims = [Claim(status, one, None, (), 1.0, False, ()) for one in exits[:1]]
    day = _date(cells, STATUS, pack, whys) or _date(cells, DAY, pack, whys)
    papers = {one.first for one in status.of(Layer.FORM)}
    # withdrawal notified on 3 May
    told = any(one.value == "notified" and one.first not in papers for one in status.of(Layer.STAGE))
    if given or told or any(one.value == "notify" for one in exits):
        row.notice = day
        row.ended = _counted(status, day, pack)
    elif any(one.value in _DECIDED for one in status.of(Layer.FORM)):
        row.decided = day
    elif held or _is_done(status, exits):
        row.ended, row.is_over = day, day is not None
    else:
        row.decided = day
    return True


def _is_given(status: Sentence) -> bool:
    """Whether a cell says that a notice was given, and not that it is still to be."""
    negated = {at for one in status.of(Layer.UNREAL) for at in range(one.end, one.end + _NOT + 1)}
    verbs = [one for one in status.of(Layer.GIVEN) if one.first not in negated]
    return bool(verbs) and any(one.value in DOCUMENTS for one in status.of(Layer.FORM))


def _is_done(status: Sentence, exits: Sequence[Mark]) -> bool:
    """Whether a cell says that the exit itself is over: `left`, `withdrawal complete`; no `decision to
    terminate`.
    """
    decided = status.of(Layer.FORM) or any(
        one.value in ("decided", "proposed", "modal") for one in status.of(Layer.STAGE)
    )
    verbs = any(one.value in ("leave", "expire", "end") and one.role != "noun" for one in exits)
    over = any(one.value == "effective" for one in status.of(Layer.STAGE))
    return over or (verbs and not decided)


def _counted(status: Sentence, notice: Evidence | None, pack: Pack) -> Evidence | None:
    """The end of the period that a cell names, from the day of its notice: `notice of six months`, `exit in
    twelve months`.
    """
    if notice is None or notice.day is None:
        return None
    for period in status.of(Layer.PERIOD):
        count, first = length(status, period, pack)
        ended = later(notice.day, count, period.value) if count is not None else None
        if ended is not None:
            return status.evidence(
                ended, first, period.end, f"counted from {show_date(notice.value)}, the day of the notice"
            )
    return None


def _says_who_signed(name: Sentence) -> bool:
    """Whether a name tells in brackets which state signed it: `Military Visits Pact (signed by USSR)`."""
    signing = [mark for mark in name.of(Layer.DATE) if mark.role == "signed" and "(" in name.gap(mark.first)]
    return any(party.first >= mark.end for mark in signing for party in name.of(Layer.PARTY))


def _between(mention: Mention, row: DraftRow, lexicon: Lexicon) -> Mention:
    """A name in a row with another party is not the multilateral convention whose words it shares."""
    wide = mention.entry and mention.kind in WIDE and not lexicon.entries[mention.entry].parties
    return replace(mention, entry="", subject="") if wide and row.others else mention


def _cause(sentence: Sentence | None, whys: Mapping[str, str]) -> Evidence | None:
    """A cell below a heading that promises a reason."""
    if sentence is None or len(sentence.tokens) < 2:
        return None
    return sentence.evidence(sentence.raw(0, len(sentence.tokens)), 0, len(sentence.tokens), whys["cause"])


def _as_it_stands(
    sentence: Sentence | None, cell: TableCell | None, whys: Mapping[str, str]
) -> Evidence | None:
    if sentence is None or cell is None or not sentence.tokens:
        return None
    return Evidence(
        cell.text, sentence.text, sentence.story, sentence.field, cell.start, cell.end, whys["reason"]
    )


def _remark(sentence: Sentence | None, whys: Mapping[str, str]) -> Evidence | None:
    """The reason in a remark: a judgement on the agreement, or what follows a word of giving reasons."""
    if sentence is None:
        return None
    for mark in sentence.of(Layer.REASON):
        end = mark.end if mark.value == "judgement" else clause_end(sentence, mark.end)
        first = mark.first if mark.value == "judgement" else mark.end
        why = "a judgement" if mark.value == "judgement" else f"behind “{sentence.words(mark)}”"
        why = f"{why}, {whys['reason']}"
        if end > first + (mark.value != "judgement"):
            return sentence.evidence(sentence.raw(first, end), first, end, why)
    return None


def _date(
    cells: Mapping[str, Sentence], meaning: str, pack: Pack, whys: Mapping[str, str]
) -> Evidence | None:
    sentence = cells.get(meaning)
    if sentence is None or not sentence.tokens:
        return None
    found = next(iter(find_dates(sentence, pack, None)), None)
    return sentence.evidence(found.value, found.first, found.end, whys.get(meaning, "")) if found else None


def _is_same(one: DraftRow, row: DraftRow, lexicon: Lexicon) -> bool:
    """The same entry; or the same counterparty with no two entries and no two dates of signature between
    them.
    """
    kinds = [lexicon.entries[entry].is_kind for entry in (one.stated, row.stated) if entry]
    if len(kinds) == 2 and not all(kinds) and (one.stated != row.stated or not (one.others and row.others)):
        return one.stated == row.stated
    if one.table is not None and one.name and row.name:
        return False
    return bool(set(one.others) & set(row.others))


def _fill(one: DraftRow, row: DraftRow) -> None:
    one.name = row.name or one.name
    one.signed, one.ended, one.reason = (
        row.signed or one.signed,
        row.ended or one.ended,
        row.reason or one.reason,
    )
    one.note = row.note or one.note
    one.is_over, one.notice = one.is_over or row.is_over, row.notice or one.notice
    one.decided, one.form = row.decided or one.decided, row.form or one.form
    one.mentions += row.mentions
    one.others = {**row.others, **one.others}
    one.actors = {**row.actors, **one.actors}


def of_table(row: DraftRow, stated: Evidence, published: date | None) -> Evidence:
    """The stage as the days of a table have it: in effect where the day of the end has come, notified where
    that of the notice has.
    """
    if row.proposed is not None:
        return row.proposed
    notice = row.notice is not None and _may_have_come(row.notice, published)
    decided = notice or Stage(stated.value) in (Stage.DECIDED, Stage.NOTIFIED, Stage.EFFECTIVE)
    if decided and row.is_over and row.ended is not None and _has_come(row.ended, published):
        return replace(
            row.ended, value=Stage.EFFECTIVE.value, why="the day in the table's column of ends has come"
        )
    if notice and row.notice is not None and stated.value != Stage.REVERSED:
        return replace(
            row.notice, value=Stage.NOTIFIED.value, why="the day in the table's column of notices has come"
        )
    if row.has_status and not notice and stated.value == Stage.NOTIFIED:
        return replace(stated, value=Stage.DECIDED.value, why="its cell says that no notice was given")
    if stated.value == Stage.EFFECTIVE and row.ended is not None:
        return replace(
            stated,
            value=Stage.DECIDED.value,
            why="the day of the end in the table is still to come, or is no full date",
        )
    return stated


def _may_have_come(day: Evidence, published: date | None) -> bool:
    """True if a date, however exactly it is known, may lie before the day of publication or on it."""
    return published is not None and day.treaty_date is not None and day.treaty_date.earliest <= published


def _has_come(day: Evidence, published: date | None) -> bool:
    """True if a date is known to the day, and not later than the day of publication."""
    return published is not None and day.day is not None and day.day <= published
