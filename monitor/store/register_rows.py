"""Values of the register to rows and back. Nothing here executes a statement."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from monitor.model import (
    CELLS,
    STORED,
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
from monitor.register import Correction, Entry, Fix, Item, Known, RowRef, Told
from monitor.store.rows import maybe_when, plain, stamp, when

if TYPE_CHECKING:
    from sqlite3 import Row as SqlRow

# Entries that are kinds of treaty in statements that were written before `naming` was.
_KINDS = frozenset(
    {"acsa", "dtt", "gas-transit", "isds-bit", "migration-deals", "mlat", "sofa", "visa-facil"}
)


def dumped(value: object) -> str:
    return plain(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def terminations_text(found: Sequence[Termination]) -> str:
    """JSON: one object a termination, each evidence a list in the order of its fields."""
    return dumped(
        [
            {
                "actors": [_listed(actor) for actor in one.actors],
                "others": [_listed(other) for other in one.others],
                "stage": _listed(one.stage),
                "entry": one.entry,
                "kind": one.kind,
                "main": one.main,
                "naming": one.naming.value,
            }
            | ({"resembles": list(one.resembles)} if one.resembles else {})
            | ({"topics": list(one.topics)} if one.topics else {})
            | ({"hints": list(one.hints)} if one.hints else {})
            | ({"numbers": list(one.numbers)} if one.numbers else {})
            | {
                cell.name: _listed(evidence)
                for cell in STORED
                if (evidence := one.cell(cell.name)) is not None
            }
            for one in found
        ]
    )


def terminations(text: str) -> tuple[Termination, ...]:
    """What `terminations_text` wrote."""
    return tuple(
        Termination(
            actors=tuple(Evidence(*actor) for actor in one["actors"]),
            others=tuple(Evidence(*other) for other in one["others"]),
            stage=Evidence(*one["stage"]),
            entry=one["entry"],
            kind=one["kind"],
            main=one.get("main", True),
            **{name: Evidence(*one[name]) for name in CELLS if name in one},
            naming=_naming(one),
            resembles=tuple(one.get("resembles", ())),
            topics=tuple(one.get("topics", ())),
            hints=tuple(one.get("hints", ())),
            numbers=tuple(one.get("numbers", ())),
        )
        for one in json.loads(text)
    )


def _naming(stated: dict[str, Any]) -> Naming:
    if "naming" in stated:
        return Naming(stated["naming"])
    return Naming.KIND if stated["entry"] in _KINDS else Naming.ONE


def _listed(one: Evidence) -> list[object]:
    return [one.value, one.sentence, one.story, one.field, one.start, one.end]


def item(row: SqlRow) -> Item:
    """A row of `story` joined with its standing `statement`."""
    return Item(
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
        lang=row["lang"],
        quiet=bool(row["quiet"]),
    )


def correction(row: SqlRow) -> Correction:
    found = json.loads(row["row"]) if row["row"] else None
    return Correction(
        id=row["id"],
        fix=Fix(row["fix"]),
        stories=tuple(json.loads(row["stories"])),
        who=row["who"],
        at=when(row["at"]),
        why=row["why"],
        apart=tuple(json.loads(row["apart"])),
        row=None if found is None else RowRef(found[0], found[1], tuple(found[2])),
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

Place = tuple[int, str, int]  # row number, field, place


def values(entry: Entry, numbers: Sequence[int]) -> Iterator[tuple[Place, Evidence]]:
    """Every value of an act with its place; row 0 is the act itself."""
    for place, actor in enumerate(entry.actors):
        yield (0, "actors", place), actor
    for number, row in zip(numbers, entry.rows, strict=True):
        for place, other in enumerate(row.others):
            yield (number, "others", place), other
        for name in CELLS:
            cell = row.cell(name)
            for place, evidence in enumerate((cell.leading, *cell.others) if cell else ()):
                yield (number, name, place), evidence


def numbered(entry: Entry, numbers: Sequence[int]) -> dict[tuple[object, ...], tuple[object, ...]]:
    """The rows by number: place, entry, kind, stage."""
    pairs = enumerate(zip(numbers, entry.rows, strict=True))
    return {(number,): (place, row.entry, row.kind, row.stage.value) for place, (number, row) in pairs}


def stages(entry: Entry) -> dict[tuple[object, ...], tuple[object, ...]]:
    """The history by place: stage, at, and the evidence as `spread` gives it."""
    return {
        (place,): (step.stage.value, stamp(step.at), *spread(step.evidence))
        for place, step in enumerate(entry.history)
    }


def sources(entry: Entry) -> dict[tuple[object, ...], tuple[object, ...]]:
    """The stories by id, and which of its reports it is: at, kind, stage, quiet, digest.

    Their order is that of time and key.
    """
    return {
        (one.id, number_of(one.key)): (stamp(one.at), one.kind.value, one.stage.value, one.quiet, one.digest)
        for one in entry.sources
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
        lang=row["lang"],
        quiet=bool(row["quiet"]),
        digest=row["digest"],
    )


def known(
    act: SqlRow,
    rows: Sequence[SqlRow],
    found: Sequence[SqlRow],
    stages: Sequence[SqlRow],
    sources: Sequence[SqlRow],
) -> Known:
    """One act of its rows in all tables, each in order of place."""
    cells: dict[tuple[int, str], list[Evidence]] = {}
    for one in found:
        cells.setdefault((one["number"], one["field"]), []).append(evidence(one))

    def cell(number: int, name: str) -> Cell | None:
        said = cells.get((number, name))
        return Cell(said[0], tuple(said[1:])) if said else None

    entry = Entry(
        actors=tuple(cells.get((0, "actors"), ())),
        rows=tuple(
            Row(
                others=tuple(cells.get((row["number"], "others"), ())),
                instrument=cell(row["number"], "instrument"),
                entry=row["entry"],
                kind=row["kind"],
                signed=cell(row["number"], "signed"),
                decided=cell(row["number"], "decided"),
                notified=cell(row["number"], "notified"),
                ended=cell(row["number"], "ended"),
                reason=cell(row["number"], "reason"),
                form=cell(row["number"], "form"),
                note=cell(row["number"], "note"),
                stage=Stage(row["stage"]),
            )
            for row in rows
        ),
        history=tuple(Step(Stage(one["stage"]), when(one["at"]), evidence(one)) for one in stages)
        or (Step(Stage(act["stage"]), when(act["opened_at"]), Evidence(act["stage"], "", "", "")),),
        sources=tuple(map(source, sources)),
        grade=Grade(act["grade"]),
        kind=Kind(act["kind"]),
        closed=bool(act["closed"]),
        rejected=bool(act["rejected"]),
        corrections=tuple(json.loads(act["corrections"])),
    )
    numbers = tuple(row["number"] for row in rows)
    return Known(
        act["id"],
        entry,
        numbers,
        act["used"],
        act["peak"],
        told(act["told"]),
        act["withdrawn_at"] is not None,
    )
