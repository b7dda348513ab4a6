"""The cells of one row of a table, read into a draft row of the register."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.extract.actors import Claim
from monitor.extract.dates import find_dates
from monitor.extract.described import with_entries
from monitor.extract.instruments import WIDE, Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.mentions import find_mentions
from monitor.extract.periods import later, length
from monitor.extract.phrases import BARE, DOCUMENTS, Layer, Mark
from monitor.extract.reasons import reason_end
from monitor.extract.rows import DraftRow
from monitor.extract.story_marks import Sentence
from monitor.extract.tables import DAY, STATUS, TableCell
from monitor.model import Evidence, Stage, show_date

_DECIDED = ("decision", "decree", "law", "order", "vote")  # forms of a decision
_ASIDE = re.compile(r"\s*\([^)]*\)\s*\Z")  # the last brackets of a name
_NOT = 2  # words between "not" and "given"


@dataclass(frozen=True, slots=True)
class RowCells:
    """The cells of one row by the meaning of their columns, which `monitor.extract.tables` lists.

    `cells` are sentences, `raw` the cells as written, `headings` those of the columns as sentences, `whys`
    the reason in words for a value of the column.
    """

    cells: Mapping[str, Sentence]
    raw: Mapping[str, TableCell]
    headings: Mapping[str, Sentence]
    whys: Mapping[str, str]

    def day(self, meaning: str, pack: Pack) -> Evidence | None:
        """The first date of a cell; None for a column that the row does not fill."""
        return first_day(self.cells, meaning, pack, self.whys.get(meaning, ""))

    def all_words(self, meaning: str) -> Evidence | None:
        """A cell of two words or more as a value."""
        sentence = self.cells.get(meaning)
        if sentence is None or len(sentence.tokens) < 2:
            return None
        end = len(sentence.tokens)
        return sentence.evidence(sentence.raw(0, end), 0, end, self.whys[meaning])


def first_day(cells: Mapping[str, Sentence], meaning: str, pack: Pack, why: str = "") -> Evidence | None:
    """The first date of the cell with a meaning; None without a date or without the cell."""
    sentence = cells.get(meaning)
    if sentence is None or not sentence.tokens:
        return None
    day = next(iter(find_dates(sentence, pack, None)), None)
    return sentence.evidence(day.value, day.first, day.end, why) if day else None


def read_row(row_cells: RowCells, pack: Pack, lexicon: Lexicon) -> DraftRow | None:
    """The draft row that the cells state; None if they name nothing, or say that the agreement goes on."""
    cells, whys = row_cells.cells, row_cells.whys
    if not cells.keys() & {"name", "party", "actor"}:
        return None
    if not any(sentence.tokens for sentence in cells.values()):
        return None
    row = DraftRow(table=next(iter(cells.values())))
    row.actors.update(_parties(row_cells, "actor"))
    row.others.update(_parties(row_cells, "party"))
    _set_name(row, row_cells, pack, lexicon)
    _set_days(row, row_cells, pack)
    if row.ended is None and "ended" in whys and _goes_on(row, row_cells, pack):
        return None
    by_status = STATUS in cells and not {"ended", "denounced"} & cells.keys()
    if by_status and not _set_status(row, row_cells, pack):
        return None
    row.reason = row_cells.all_words("cause") or _remark(row_cells)
    row.note = _note(row_cells)
    return row if row.name or row.others or row.actors else None


def _parties(row_cells: RowCells, meaning: str) -> dict[str, Evidence]:
    """The parties of a cell by their codes."""
    sentence = row_cells.cells.get(meaning)
    if sentence is None:
        return {}
    why = row_cells.whys[meaning]
    return {
        party.value: sentence.evidence(party.value, party.first, party.end, why)
        for party in sentence.of(Layer.PARTY)
    }


def _set_name(row: DraftRow, row_cells: RowCells, pack: Pack, lexicon: Lexicon) -> None:
    """Set the name of the agreement, without remarks in brackets, and its mention."""
    name_cell = row_cells.cells.get("name")
    if name_cell is None or not name_cell.tokens:
        return
    [sentence] = with_entries([name_cell], lexicon.entries)
    written = row_cells.raw["name"]
    value = written.text
    if not _says_who_signed(sentence):
        value = _ASIDE.sub("", value) or value
    end = written.start + len(value)
    row.name = Evidence(
        value, sentence.text, sentence.story, sentence.field, written.start, end, row_cells.whys["name"]
    )
    mentions = (mention for mention in find_mentions(sentence, pack, lexicon) if not mention.bare)
    row.mentions = [_bilateral(mention, row, lexicon) for mention in mentions][:1]


def _says_who_signed(name: Sentence) -> bool:
    """True if a name gives in brackets the state that signed it: `Military Visits Pact (signed by USSR)`."""
    signing = [mark for mark in name.of(Layer.DATE) if mark.role == "signed" and "(" in name.gap(mark.first)]
    return any(party.first >= mark.end for mark in signing for party in name.of(Layer.PARTY))


def _bilateral(mention: Mention, row: DraftRow, lexicon: Lexicon) -> Mention:
    """A mention; without the entry of a multilateral convention if its row has another party."""
    is_wide = mention.entry and mention.kind in WIDE and not lexicon.entries[mention.entry].parties
    return replace(mention, entry="", subject="") if is_wide and row.others else mention


def _set_days(row: DraftRow, row_cells: RowCells, pack: Pack) -> None:
    """Set the days of the columns. A day of denunciation is that of the end, or of the decision where a
    column of ends is filled.
    """
    row.signed = row_cells.day("signed", pack)
    row.ended = row_cells.day("ended", pack)
    row.is_over = row.ended is not None
    row.notice = row_cells.day("notice", pack)
    row.decided = row_cells.day("decided", pack)
    if "ended" not in row_cells.cells:
        row.ended = row_cells.day("denounced", pack)
    elif row.decided is None:
        row.decided = row_cells.day("denounced", pack)


def _goes_on(row: DraftRow, row_cells: RowCells, pack: Pack) -> bool:
    """True if a row without an end, in a table of ends, says `in force`, or leaves the column of states that
    leave empty.
    """
    cells = row_cells.cells
    stating = [cells[meaning] for meaning in ("ended", "actor", STATUS) if meaning in cells]
    lasts = any(pack.has("lasting", token.text) for sentence in stating for token in sentence.tokens)
    return lasts or ("actor" in row_cells.whys and not row.actors)


# ---------------------------------------------------------------- the column that says how far each has come


def _set_status(row: DraftRow, row_cells: RowCells, pack: Pack) -> bool:
    """Set the claim, the stage and the days of a row by its cell on how far it has come (`left 30 June 2022`,
    `notice received 4 August`), and by the cell with the day of that. False if the row does not end.
    """
    cells = row_cells.cells
    status = cells[STATUS]
    exits = [mark for mark in status.of(Layer.EXIT) if mark.value != "return"]
    given = _is_given(status) or (bool(exits) and DAY in cells and bool(cells[DAY].of(Layer.GIVEN)))
    demanded = [mark for mark in status.of(Layer.STAGE) if mark.value == "proposed"]
    states_end = bool(exits or given or status.of(Layer.HELD))
    if not (states_end or demanded) or (_lasts(status, pack) and not exits):
        return False
    row.has_status = True
    if not states_end:
        _set_proposal(row, status, demanded[0], row_cells.whys[STATUS])
    row.claims = [Claim(status, exit_mark, None, (), 1.0, False, ()) for exit_mark in exits[:1]]
    day = row_cells.day(STATUS, pack) or row_cells.day(DAY, pack)
    _set_day_of_status(row, status, exits, day, pack, given=given)
    return True


def _lasts(status: Sentence, pack: Pack) -> bool:
    """True if a cell says that the agreement or the membership goes on."""
    return any(pack.has("lasting", token.text) or pack.has("members", token.text) for token in status.tokens)


def _set_proposal(row: DraftRow, status: Sentence, demanded: Mark, why: str) -> None:
    """Set the stage proposed, and the form of a draft."""
    words = f"“{status.words(demanded)}”, {why}"
    row.proposed = status.evidence(Stage.PROPOSED.value, demanded.first, demanded.end, words)
    draft = next((mark for mark in status.of(Layer.FORM) if mark.value in ("law", "decree")), None)
    row.form = status.evidence(draft.value, draft.first, draft.end, why) if draft else None


def _set_day_of_status(
    row: DraftRow, status: Sentence, exits: Sequence[Mark], day: Evidence | None, pack: Pack, *, given: bool
) -> None:
    """Set the day as that of the notice (`given`: a document was), of the end or of the decision."""
    papers = {mark.first for mark in status.of(Layer.FORM)}
    # withdrawal notified on 3 May
    notified = any(mark.value == "notified" and mark.first not in papers for mark in status.of(Layer.STAGE))
    decided = any(mark.value in _DECIDED for mark in status.of(Layer.FORM))
    if given or notified or any(mark.value == "notify" for mark in exits):
        row.notice = day
        row.ended = _end_of_period(status, day, pack)
    elif not decided and (status.of(Layer.HELD) or _is_done(status, exits)):
        row.ended, row.is_over = day, day is not None
    else:
        row.decided = day


def _is_given(status: Sentence) -> bool:
    """True if a cell says that a notice was given, and not that it was not."""
    negated = {at for mark in status.of(Layer.UNREAL) for at in range(mark.end, mark.end + _NOT + 1)}
    verbs = [mark for mark in status.of(Layer.GIVEN) if mark.first not in negated]
    return bool(verbs) and any(mark.value in DOCUMENTS for mark in status.of(Layer.FORM))


def _is_done(status: Sentence, exits: Sequence[Mark]) -> bool:
    """True if a cell says that the exit itself is over: `left`, `withdrawal complete`; not `decision to
    terminate`.
    """
    stages = {mark.value for mark in status.of(Layer.STAGE)}
    if "effective" in stages:
        return True
    is_verb = any(mark.value in ("leave", "expire", "end") and mark.role != "noun" for mark in exits)
    is_decided = bool(status.of(Layer.FORM)) or bool(stages & {"decided", "proposed", "modal"})
    return is_verb and not is_decided


def _end_of_period(status: Sentence, notice: Evidence | None, pack: Pack) -> Evidence | None:
    """The end of the period that a cell names, counted from the day of its notice: `notice of six months`,
    `exit in twelve months`.
    """
    if notice is None or notice.day is None:
        return None
    for period in status.of(Layer.PERIOD):
        count, first = length(status, period, pack)
        ended = later(notice.day, count, period.value) if count is not None else None
        if ended is not None:
            why = f"counted from {show_date(notice.value)}, the day of the notice"
            return status.evidence(ended.isoformat(), first, period.end, why)
    return None


# ---------------------------------------------------------------- forms and remarks


def form_of_heading(row_cells: RowCells) -> Evidence | None:
    """The document or decision that the heading of a filled column names: `Note delivered`, `Decree`."""
    for meaning in ("notice", "decided"):
        cell = row_cells.cells.get(meaning)
        if cell is None or not cell.tokens:
            continue
        heading = row_cells.headings[meaning]
        form = next((mark for mark in heading.of(Layer.FORM) if mark.value not in BARE), None)
        if form is not None:
            why = f"the heading of a column that its row fills: “{heading.text}”"
            return heading.evidence(form.value, form.first, form.end, why)
    return None


def _remark(row_cells: RowCells) -> Evidence | None:
    """The reason in a remark: a judgement on the agreement, or the words behind a word of giving reasons."""
    sentence = row_cells.cells.get("reason")
    if sentence is None:
        return None
    for mark in sentence.of(Layer.REASON):
        if mark.value == "judgement":
            first, end, least, why = mark.first, mark.end, 1, "a judgement"
        else:
            first, end, least = mark.end, reason_end(sentence, mark.end), 2
            why = f"behind “{sentence.words(mark)}”"
        if end - first >= least:
            why = f"{why}, {row_cells.whys['reason']}"
            return sentence.evidence(sentence.raw(first, end), first, end, why)
    return None


def _note(row_cells: RowCells) -> Evidence | None:
    """The remark as written."""
    sentence, cell = row_cells.cells.get("reason"), row_cells.raw.get("reason")
    if sentence is None or cell is None or not sentence.tokens:
        return None
    why = row_cells.whys["reason"]
    return Evidence(cell.text, sentence.text, sentence.story, sentence.field, cell.start, cell.end, why)
