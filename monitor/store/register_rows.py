"""Values of the register to rows and back. Nothing here executes a statement."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from monitor.corrections import Correction, Fix, RowRef
from monitor.model import (
    CELLS,
    STORED,
    Act,
    Cell,
    Edit,
    Evidence,
    Grade,
    Kind,
    Naming,
    Row,
    Source,
    Stage,
    Step,
    Termination,
    number_of,
    report_key,
)
from monitor.register import Bookkeeping, FlaggedStory, Told
from monitor.store.rows import maybe_when, plain, stamp, when

if TYPE_CHECKING:
    from sqlite3 import Row as SqlRow

# Entries that are kinds of treaty in statements that were written before `naming` was.
_KINDS = frozenset(
    {"acsa", "dtt", "gas-transit", "isds-bit", "migration-deals", "mlat", "sofa", "visa-facil"}
)


def dumped(value: object) -> str:
    return plain(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def terminations_text(stated: Sequence[Termination]) -> str:
    """JSON: one object a termination, each evidence a list in the order of its fields."""
    return dumped(
        [
            {
                "actors": [_listed(actor) for actor in termination.actors],
                "others": [_listed(other) for other in termination.others],
                "stage": _listed(termination.stage),
                "entry": termination.entry,
                "kind": termination.kind,
                "main": termination.main,
                "naming": termination.naming.value,
            }
            | ({"resembles": list(termination.resembles)} if termination.resembles else {})
            | ({"topics": list(termination.topics)} if termination.topics else {})
            | ({"hints": list(termination.hints)} if termination.hints else {})
            | ({"numbers": list(termination.numbers)} if termination.numbers else {})
            | {
                cell.name: _listed(evidence)
                for cell in STORED
                if (evidence := termination.cell(cell.name)) is not None
            }
            for termination in stated
        ]
    )


def terminations(text: str) -> tuple[Termination, ...]:
    """What `terminations_text` wrote."""
    return tuple(
        Termination(
            actors=tuple(Evidence(*actor) for actor in termination["actors"]),
            others=tuple(Evidence(*other) for other in termination["others"]),
            stage=Evidence(*termination["stage"]),
            entry=termination["entry"],
            kind=termination["kind"],
            main=termination.get("main", True),
            **{name: Evidence(*termination[name]) for name in CELLS if name in termination},
            naming=_naming(termination),
            resembles=tuple(termination.get("resembles", ())),
            topics=tuple(termination.get("topics", ())),
            hints=tuple(termination.get("hints", ())),
            numbers=tuple(termination.get("numbers", ())),
        )
        for termination in json.loads(text)
    )


def _naming(stated: dict[str, Any]) -> Naming:
    if "naming" in stated:
        return Naming(stated["naming"])
    return Naming.KIND if stated["entry"] in _KINDS else Naming.ONE


def _listed(evidence: Evidence) -> list[object]:
    return [evidence.value, evidence.sentence, evidence.story, evidence.field, evidence.start, evidence.end]


def item(row: SqlRow) -> FlaggedStory:
    """A row of `story` joined with its standing `statement`."""
    return FlaggedStory(
        key=row["key"],
        seen=when(row["seen_at"]),
        kind=Kind(row["kind"]),
        stage=Stage(row["stage"]),
        terminations=terminations(row["terminations"]),
        published=maybe_when(row["published"]),
        id=row["id"],
        source=row["source"],
        host=row["host"],
        official=bool(row["official"]),
        depositary=row["depositary"],
        state=row["state"],
        lang=row["lang"],
        quiet=bool(row["quiet"]),
    )


def correction(row: SqlRow) -> Correction:
    ref = json.loads(row["row"]) if row["row"] else None
    return Correction(
        id=row["id"],
        fix=Fix(row["fix"]),
        stories=tuple(json.loads(row["stories"])),
        who=row["who"],
        at=when(row["at"]),
        why=row["why"],
        apart=tuple(json.loads(row["apart"])),
        row=None if ref is None else RowRef(ref[0], ref[1], tuple(ref[2])),
        field=row["field"],
        value=row["value"],
        by=row["by"],
        command=row["command"],
    )


def row_ref_text(ref: RowRef | None) -> str | None:
    return None if ref is None else dumped([ref.entry, ref.instrument, list(ref.others)])


def told_text(told: Told | None) -> str | None:
    """JSON: the stage, the values, and a 1 when it is history that nobody got."""
    if told is None:
        return None
    return dumped([told.stage.value, [list(value) for value in told.values], *([1] if told.history else [])])


def told(text: str | None) -> Told | None:
    if text is None:
        return None
    stage, values, *history = json.loads(text)
    return Told(Stage(stage), tuple((number, field, value) for number, field, value in values), bool(history))


# ---------------------------------------------------------------- acts

# the columns that `evidence` reads of a correction
EDIT = (
    'correction.field AS edit_cell, correction.value AS edit_value, correction."by" AS edit_by, '
    "correction.at AS edit_at, correction.why AS edit_why"
)

Key = tuple[object, ...]
Columns = tuple[object, ...]


def values(act: Act) -> dict[Key, Columns]:
    """Every value of an act by row number, field and place; row 0 is the act itself."""
    written: dict[Key, Columns] = {}
    for place, actor in enumerate(act.actors):
        written[0, "actors", place] = spread(actor)
    for row in act.rows:
        for place, other in enumerate(row.others):
            written[row.number, "others", place] = spread(other)
        for name in CELLS:
            cell = row.cell(name)
            for place, evidence in enumerate((cell.leading, *cell.others) if cell else ()):
                written[row.number, name, place] = spread(evidence)
    return written


def numbered(act: Act) -> dict[Key, Columns]:
    """The rows by number: place, entry, kind, stage."""
    return {
        (row.number,): (place, row.entry, row.kind, row.stage.value) for place, row in enumerate(act.rows)
    }


def stages(act: Act) -> dict[Key, Columns]:
    """The history by place: stage, at, and the evidence as `spread` gives it."""
    return {
        (place,): (step.stage.value, stamp(step.at), *spread(step.evidence))
        for place, step in enumerate(act.history)
    }


def sources(act: Act) -> dict[Key, Columns]:
    """The stories by id, and which of its reports it is: at, kind, stage, quiet, digest.

    Their order is that of time and key.
    """
    return {
        (source.id, number_of(source.key)): (
            stamp(source.at),
            source.kind.value,
            source.stage.value,
            source.quiet,
            source.digest,
        )
        for source in act.sources
    }


def spread(evidence: Evidence) -> tuple[object, ...]:
    """The columns value, sentence, story, part, start, end, correction."""
    return (
        plain(evidence.value),
        plain(evidence.sentence),
        evidence.story,
        evidence.field,
        evidence.start,
        evidence.end,
        None if evidence.edit is None else evidence.edit.correction,
    )


def evidence(row: SqlRow) -> Evidence:
    """A row of `act_value` or `act_stage` with the columns `EDIT` of its correction."""
    edit = None
    if row["edit_at"] is not None:
        edit = Edit(
            row["correction"],
            row["edit_cell"],
            row["edit_value"],
            row["edit_by"],
            when(row["edit_at"]),
            row["edit_why"],
        )
    return Evidence(
        row["value"], row["sentence"], row["story"], row["part"], row["start"], row["end"], edit=edit
    )


def source(row: SqlRow) -> Source:
    """A row of `act_source` joined with `story`."""
    return Source(
        key=report_key(row["key"], row["report"]),
        at=when(row["at"]),
        kind=Kind(row["kind"]),
        stage=Stage(row["stage"]),
        id=row["id"],
        source=row["source"] or row["host"],
        official=bool(row["official"]),
        depositary=row["depositary"],
        state=row["state"],
        lang=row["lang"],
        quiet=bool(row["quiet"]),
        digest=row["digest"],
    )


def bookkeeping(row: SqlRow) -> Bookkeeping:
    """A row of `act_state`."""
    return Bookkeeping(told(row["told"]), row["peak"], row["used"])


def bare_act(row: SqlRow) -> Act:
    """A row of `act` alone."""
    return Act(
        id=row["id"],
        ref=row["ref"],
        kind=Kind(row["kind"]),
        stage=Stage(row["stage"]),
        opened_at=when(row["opened_at"]),
        changed_at=when(row["changed_at"]),
    )


def act(
    row: SqlRow,
    rows: Sequence[SqlRow],
    values: Sequence[SqlRow],
    stages: Sequence[SqlRow],
    sources: Sequence[SqlRow],
) -> Act:
    """An act: its row of `act` joined with `act_state`, and its rows in the other tables, in order of
    place.
    """
    cells: dict[tuple[int, str], list[Evidence]] = {}
    for value in values:
        cells.setdefault((value["number"], value["field"]), []).append(evidence(value))
    return replace(
        bare_act(row),
        actors=tuple(cells.get((0, "actors"), ())),
        rows=tuple(_row(own, cells) for own in rows),
        history=tuple(Step(Stage(step["stage"]), when(step["at"]), evidence(step)) for step in stages)
        or (Step(Stage(row["stage"]), when(row["opened_at"]), Evidence(row["stage"], "", "", "")),),
        sources=tuple(map(source, sources)),
        grade=Grade(row["grade"]),
        closed=bool(row["closed"]),
        rejected=bool(row["rejected"]),
        withdrawn=row["withdrawn_at"] is not None,
        corrections=tuple(json.loads(row["corrections"])),
    )


def _row(row: SqlRow, cells: Mapping[tuple[int, str], Sequence[Evidence]]) -> Row:
    """A row of `act_row` with the values of its cells, by row number and field."""

    stated = {name: values for name in CELLS if (values := cells.get((row["number"], name)))}
    return Row(
        others=tuple(cells.get((row["number"], "others"), ())),
        entry=row["entry"],
        kind=row["kind"],
        stage=Stage(row["stage"]),
        number=row["number"],
        **{name: Cell(values[0], tuple(values[1:])) for name, values in stated.items()},
    )
