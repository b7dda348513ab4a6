"""What the register states of an act, for readers: the stage line, the table of agreements, contradictions,
sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.digest.act_summary import ActSummary, Agreement, OtherSource, Standing
from monitor.digest.proofs import MAX_DISPUTES, MAX_ROWS, cell_proofs, source_name, source_of
from monitor.digest.words import short
from monitor.model import (
    CELL_TYPES,
    LATER_FIELDS,
    ROW_FIELDS,
    Act,
    Cell,
    CellKind,
    Evidence,
    Row,
    Stage,
    Story,
    TreatyDate,
)
from monitor.normalize import safe_link
from monitor.wording import MOST_ACTORS, Language, Treaty, partners, party_name

MAX_PARTIES = 6
MAX_STEPS = 4  # stages before the present one that are named
MAX_OUTLETS = 3
MAX_OFFICIAL = 3
DASH = "–"
SEVERAL = "end"  # the key of a column of ends of which some are still to come

# columns of the values that machines get
_WIDTHS = {CellKind.NAME: 200, CellKind.DATE: 20, CellKind.CODE: 40, CellKind.TEXT: 240}
_KINDS = {cell.name: cell.kind for cell in CELL_TYPES if cell.in_messages}
FIELDS = tuple(field for field in (*ROW_FIELDS, *LATER_FIELDS) if field in (*_KINDS, "kind", "stage"))
_NOTE = "note"
_BY_NOTE = (Stage.NOTIFIED, Stage.SUSPENDED)  # stages that a note brings about, the likeliest first
_BY_ACT = (Stage.DECIDED, Stage.SUSPENDED, Stage.PROPOSED)  # stages that a decree, law or vote brings about
_DISPUTED = ("signed", "ended", "form")  # contradicting names and reasons may only differ in their words


def grade(act: Act, say: Language) -> str:
    """The grade of evidence in words, with the stage for which it holds where that is not the act's; "" when
    the register only knows that a story was flagged.
    """
    is_known = bool(act.actors or act.rows or act.history)
    if not is_known:
        return ""
    words = say(f"grade.{act.grade.value}")
    stage = act.graded_stage
    return words if stage is None else say("grade.for", grade=words, stage=say(f"stage.{stage.value}"))


# ---------------------------------------------------------------- the stage line


def stage_line(act: Act, zone: str, treaties: Mapping[str, Treaty], say: Language) -> str:
    """ "Malia: decided by decree, reported 5 Dec 2025 · reported earlier: threatened 12 Mar 2025".

    The dates are those of the stories, in `zone`: a story rarely states when a stage was reached.
    """
    who = _names([actor.value for actor in act.actors], treaties, say)
    if not act.history:
        return who
    steps = reported_steps(act, zone, say)
    last = say("standing.reported", stage=steps[-1][0], day=steps[-1][1])
    line = say("standing", who=who, said=last) if who else _capitalised(last)
    earlier = [say("standing.step", stage=stage, day=day) for stage, day in reversed(steps[:-1])]
    if not earlier:
        return line
    return say("standing.earlier", line=line, before=", ".join(earlier[:MAX_STEPS]))


def standing(
    act: Act, summary: ActSummary, zone: str, now: datetime, treaties: Mapping[str, Treaty], say: Language
) -> Standing:
    """How far the act has come, in pieces that do not repeat the sentence of its `summary`.

    An act without a history was reported when the story that shows it was published, else first seen.
    """
    if not act.history:
        seen = (summary.published or act.opened_at).astimezone(ZoneInfo(zone)).date()
        reported = say("reported", day=say.date(TreatyDate.of_day(seen)))
        ends = _ends(act, zone, now, treaties, say)
        return Standing(stage=summary.label, reported=reported, ends=ends)
    steps = reported_steps(act, zone, say)
    stage, reported = steps[-1]
    form = _form_of(act, len(steps) - 1)
    with_form = form and stage not in summary.sentence
    earlier = [say("standing.step", stage=words, day=day) for words, day in reversed(steps[:-1])]
    names = _names([actor.value for actor in act.actors], treaties, say)
    return Standing(
        stage=say("by", stage=summary.label, form=_form(form, say)) if with_form else summary.label,
        reported=say("reported", day=reported),
        ends=_ends(act, zone, now, treaties, say),
        earlier=say("reported.earlier", before=", ".join(earlier[:MAX_STEPS])) if earlier else "",
        parties=names if len(act.actors) > MOST_ACTORS else "",
    )


def _ends(act: Act, zone: str, now: datetime, treaties: Mapping[str, Treaty], say: Language) -> str:
    """When the act's agreements end or are left, or would: "ends 1 Jun 2027", of several dates the first one
    to come.
    """
    key = ending(act, zone, now, treaties)
    dates = {date for row in act.rows[:MAX_ROWS] if row.ended and (date := row.ended.treaty_date)}
    if key == SEVERAL:
        key = "leaves" if _is_left(act, treaties) else "ends"
        dates = {date for date in dates if _is_to_come(date, zone, now)}
    if not dates:
        return ""
    text = say(f"row.{key}", date=say.date(min(dates, key=lambda date: date.earliest)))
    return say("and_later", said=text) if len(dates) > 1 else text


def reported_steps(act: Act, zone: str, say: Language) -> list[tuple[str, str]]:
    """The stages in words, each with its day, in order of time."""
    steps = []
    for at, step in enumerate(act.history):
        stage = say(f"stage.{step.stage.value}")
        if form := _form_of(act, at):
            stage = say("by", stage=stage, form=_form(form, say))
        day = TreatyDate.of_day(step.at.astimezone(ZoneInfo(zone)).date())
        steps.append((stage, say.date(day)))
    return steps


def _form_of(act: Act, at: int) -> str:
    """The legal form that brought about the stage at this place of the history; "" for none."""
    forms = {form for row in act.rows if (form := _text(row.form, 40))}
    form = forms.pop() if len(forms) == 1 else ""
    return form if form and at == _step_of_form(form, [step.stage for step in act.history]) else ""


def _step_of_form(form: str, stages: Sequence[Stage]) -> int | None:
    """The place of the last stage that a legal form can bring about; None when the history has none."""
    fitting = _BY_NOTE if form == _NOTE else _BY_ACT
    return next((len(stages) - 1 - stages[::-1].index(stage) for stage in fitting if stage in stages), None)


def _form(form: str, say: Language) -> str:
    return say(f"form.{form}") if say.has(f"form.{form}") else form


def _names(codes: Sequence[str], treaties: Mapping[str, Treaty], say: Language) -> str:
    """Names of states and organisations by their codes; those above `MAX_PARTIES` are counted."""
    names = [name for code in sorted(codes) if (name := short(party_name(code, "name", say, treaties), 60))]
    shown = say("list.comma").join(names[:MAX_PARTIES])
    if len(names) <= MAX_PARTIES:
        return shown
    return say("list.last", names=shown, name=say.count("other_parties", len(names) - MAX_PARTIES))


# ---------------------------------------------------------------- rows


def agreements(
    act: Act,
    stories: Mapping[str, Story],
    zone: str,
    now: datetime,
    treaties: Mapping[str, Treaty],
    say: Language,
) -> tuple[tuple[str, ...], tuple[Agreement, ...], str]:
    """The keys of the table's columns, its rows, and the reason when all rows have the same.

    Columns that are empty in all rows are left out. A body that is left is not its own counterparty.
    """
    rows = act.rows[:MAX_ROWS]
    end = ending(act, zone, now, treaties)
    keys = ("with", "agreement", "signed", end, "stage")
    table = [
        (*_cells(row, treaties, say), _end(row, end, zone, now, say), stage)
        for row, stage in zip(rows, _stages(rows, say), strict=True)
    ]
    used = [place for place in range(len(keys)) if any(line[place] for line in table)]
    reasons = {_text(row.reason, _WIDTHS[CellKind.TEXT]) for row in rows}
    common_reason = reasons.pop() if len(reasons) == 1 else ""
    shown = tuple(
        _agreement(act, row, [line[place] or DASH for place in used], not common_reason, stories, say)
        for row, line in zip(rows, table, strict=True)
    )
    return tuple(keys[place] for place in used), shown, common_reason


def _agreement(
    act: Act,
    row: Row,
    cells: Sequence[str],
    with_reason: bool,
    stories: Mapping[str, Story],
    say: Language,
) -> Agreement:
    return Agreement(
        cells=tuple(cells),
        note=_text(row.reason, _WIDTHS[CellKind.TEXT]) if with_reason else "",
        others=tuple(short(code, 20) for code in row.states),
        fields=tuple((field, _field(row, field)) for field in FIELDS),
        cell_proofs=tuple(cell_proofs(act, row, stories, say)),
    )


def _field(row: Row, field: str) -> str:
    """The value of a field of a row; "" when nothing states it."""
    match field:
        case "kind":
            return short(row.kind, _WIDTHS[CellKind.CODE])
        case "stage":
            return row.stage.value
        case _:
            return _text(row.cell(field), _WIDTHS[_KINDS[field]])


def _stages(rows: Sequence[Row], say: Language) -> list[str]:
    """The cells of the column of stages: empty when all rows have the same stage."""
    if len({row.stage for row in rows}) == 1:
        return [""] * len(rows)
    return [_capitalised(say(f"stage.{row.stage.value}")) for row in rows]


def _cells(row: Row, treaties: Mapping[str, Treaty], say: Language) -> tuple[str, str, str]:
    signed = say.stored_date(_text(row.signed, 20))
    return _names(partners(row, treaties), treaties, say), _text(row.instrument, 120), signed


def _end(row: Row, key: str, zone: str, now: datetime, say: Language) -> str:
    """The end of a row; under a heading that does not say so, whether it is to come."""
    end = row.ended.treaty_date if row.ended else None
    shown = say.stored_date(_text(row.ended, 20))
    return say("to_come", date=shown) if key == SEVERAL and end and _is_to_come(end, zone, now) else shown


def _capitalised(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _text(cell: Cell | None, width: int) -> str:
    return short(cell.value, width) if cell else ""


def ending(act: Act, zone: str, now: datetime, treaties: Mapping[str, Treaty]) -> str:
    """The key of the column of ends: "ends" when they are still to come, `SEVERAL` when some of them are,
    else "ended"; of an act that is not decided "would-end", of a reversed one "was-to-end".

    Of treaties and bodies that go on without who leaves: "leaves", "left" once it is in effect,
    "would-leave", "was-to-leave".
    """
    is_left = _is_left(act, treaties)
    if act.stage is Stage.REVERSED:
        return "was-to-leave" if is_left else "was-to-end"
    if act.stage.rank < Stage.DECIDED.rank:
        return "would-leave" if is_left else "would-end"
    rows = [row for row in act.rows[:MAX_ROWS] if row.ended]
    dates = [date for row in rows if row.ended and (date := row.ended.treaty_date)]
    to_come = [_is_to_come(date, zone, now) for date in dates]
    if any(to_come) and not all(to_come):
        return SEVERAL
    if is_left:
        return "left" if all(row.stage is Stage.EFFECTIVE for row in rows) else "leaves"
    return "ends" if any(to_come) else "ended"


def _is_to_come(date: TreatyDate, zone: str, now: datetime) -> bool:
    """True for a date after today. One that is known less exactly has come when it may be today."""
    return date.earliest > now.astimezone(ZoneInfo(zone)).date()


def _is_left(act: Act, treaties: Mapping[str, Treaty]) -> bool:
    """True if all that the act ends are treaties and bodies that go on without it: it leaves them."""
    stays = act.stage in (Stage.SUSPENDED, Stage.EXPIRED)
    return not stays and all(_goes_on(row, treaties) for row in act.rows)


def _goes_on(row: Row, treaties: Mapping[str, Treaty]) -> bool:
    """True for a body, and for a known treaty that others join, or of which no counterparty is told."""
    treaty = treaties.get(row.entry or "")
    return treaty is not None and (treaty.open or treaty.body or not partners(row, treaties))


# ---------------------------------------------------------------- contradictions


def disputes(
    act: Act, stories: Mapping[str, Story], end: str, treaties: Mapping[str, Treaty], say: Language
) -> tuple[str, ...]:
    """Values of dates and forms that contradict those shown: "ended Nov 2025 (Example Wire)". Of several rows
    one names those that it is stated of, unless it is stated of all.

    `end` is the key of the column of ends, as `ending` returns it.
    """
    rows = act.rows[:MAX_ROWS]
    stated: dict[str, dict[int, str]] = {}  # by text, whose it is, by number of the row
    for number, row in enumerate(rows):
        for name, evidence in _contradictions(row):
            text = _stated_as(end if name == "ended" else name, short(evidence.value, 40), say)
            if source := source_of(evidence, stories):
                text = say("from_source", said=text, source=source)
            stated.setdefault(text, {})[number] = _whose(row, treaties, say)
    told = []
    for text, of_rows in stated.items():
        whose = ", ".join(filter(None, dict.fromkeys(of_rows.values())))
        is_of_all = not whose or len(of_rows) == len(rows)
        told.append(text if is_of_all else say("whose", whose=whose, said=text))
    return tuple(told[:MAX_DISPUTES])


def _whose(row: Row, treaties: Mapping[str, Treaty], say: Language) -> str:
    """Which of several rows: the counterparties, else the agreement."""
    return short(_names(row.states, treaties, say), 40) or _text(row.instrument, 60)


def _contradictions(row: Row) -> Iterator[tuple[str, Evidence]]:
    """Names of cells, each with a value that contradicts the one shown."""
    for name in _DISPUTED:
        cell = row.cell(name)
        for evidence in cell.others if cell else ():
            if short(evidence.value, 40):
                yield name, evidence


def _stated_as(name: str, value: str, say: Language) -> str:
    """ "signed 20 Nov 1989", "by decree"."""
    if name == "form":
        return say("by_form", form=_form(value, say))
    return say(f"row.{name}", date=say.stored_date(value))


# ---------------------------------------------------------------- sources


def sources(stories: Sequence[Story]) -> tuple[tuple[OtherSource, ...], int]:
    """The best sources besides the first, official ones first, each once; and how many more there are."""
    by_name: dict[str, Story] = {}
    for story in stories:
        by_name.setdefault((source_name(story) or story.key).casefold(), story)
    others = list(by_name.values())[1:]
    official = [story for story in others if story.official][:MAX_OFFICIAL]
    named = official + [story for story in others if not story.official][:MAX_OUTLETS]
    shown = tuple(
        OtherSource(source_name(story), safe_link(story.url) if story.url else None, story.official)
        for story in named
    )
    return shown, len(others) - len(named)
