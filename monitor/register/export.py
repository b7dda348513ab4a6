"""Acts as text for other programs: JSON, CSV, Markdown, iCalendar (`calendar`). Pure: acts in, one text out.

CSV, Markdown and the calendar have one line or event a row of the register and leave rejected acts out.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from monitor.model import CELLS, REPLAYED, Cell, Evidence, Row, Source, show_date
from monitor.names import country
from monitor.register.calendar import ics
from monitor.register.constraints import undone
from monitor.register.corrections import KEPT
from monitor.register.listed import UNSEEN, Heard, Listed, parties, shown, standing
from monitor.register.values import Correction, Entry, Fix
from monitor.wording import ENGLISH, NO_TREATIES, Treaty, headline, partners, stage_with_form

__all__ = [
    "COLUMNS",
    "Heard",
    "Listed",
    "csv_text",
    "dated",
    "detail",
    "ics",
    "json_lines",
    "md",
    "record",
    "sentence",
    "what",
]

StoryId = Callable[[str], object]
# a cell, its evidence -> why, and the nearest refused values
Why = Callable[[str, Sequence[Evidence]], tuple[str, Sequence[Evidence]]]

COLUMNS = (
    "act", "row", "ref", "actors", "others", "agreement", "kind", "signed", "ended", "stage", "reason",
    "form", "grade", "first_seen", "stories", "source", "url", "note", "decided", "notified",
)  # fmt: skip
_IN_LINK = "%/:?#[]@!$&'*+,;=-._~"  # RFC 3986 without brackets
_NESTED = str.maketrans("“”", "‘’")  # quotation marks inside others
FORMULA = "=+-@\t\r\n|%＝＋－＠"  # the full-width forms start formulas too


def sentence(act: Listed, treaties: Mapping[str, Treaty] = NO_TREATIES) -> str:
    """What the act is, in the words that messages have: "Hungary leaves the Rome Statute (ICC): decided"."""
    entry = act.entry
    said = headline(
        ENGLISH, parties(entry.actors), entry.stage, entry.kind, entry.rows, treaties, act.lang_of
    )
    return UNSEEN.sub("\ufffd", said)


# ---------------------------------------------------------------- JSON


def record(act: Listed, story_id: StoryId | None = None) -> dict[str, object]:
    """One act as `events list --json` prints it (docs/register.md, "An act as JSON").

    `story_id` turns a story's key into the id to show.
    """
    name = story_id or _ids(act.entry)
    return {
        "id": act.id,
        "actors": parties(act.entry.actors),
        "stage": act.entry.stage.value,
        "stages": [step.stage.value for step in act.entry.history],
        "first_seen": _time(act.first_seen),
        "stories": [name(one.story) for one in act.entry.by_story],
        "alerts": [
            {"at": _time(one.at), "stage": one.stage.value, "reason": one.reason.value} for one in act.alerts
        ],
        "rows": [_row(number, row, act.entry, name) for number, row in act.rows()],
        "ref": act.ref,
        "grade": act.entry.grade.value,
        "source": act.best.source if act.best else None,
        "url": act.url,
    }


def detail(
    act: Listed,
    corrections: Sequence[Correction] = (),
    story_id: StoryId | None = None,
    why: Why | None = None,
) -> dict[str, object]:
    """One act as `events show --json` prints it: the listed shape, and everything else that is known of it.

    `corrections`: those of the whole register, of which the act shows its own. `why` explains each cell.
    """
    name = story_id or _ids(act.entry)
    entry = act.entry
    taken_back = undone(corrections)
    return record(act, name) | {
        "rows": [_row(number, row, entry, name, why) | {"entry": row.entry} for number, row in act.rows()],
        "kind": entry.kind.value,
        "closed": entry.closed,
        "rejected": entry.rejected,
        "changed_at": _time(act.changed_at),
        "history": [{"at": _time(step.at)} | _proof(step.evidence, name) for step in entry.history],
        "sources": [
            {
                "story": name(one.story),
                "source": one.source,
                "lang": one.lang,
                "official": one.official,
                "linked": one.linked,
                "stage": one.stage.value,
            }
            for one in entry.by_story
        ],
        "contradictions": [
            {"row": number, "field": field} | _proof(evidence, name)
            for number, row in act.rows()
            for field in CELLS
            for cell in (row.cell(field),)
            for evidence in (cell.others if cell else ())
        ],
        "corrections": [
            {
                "id": one.id,
                "fix": one.fix.value,
                "what": what(one),
                "by": one.by or None,
                "at": _time(one.at),
                "why": one.why,
                "undone": one.id in taken_back,
            }
            for one in corrections
            if act.concerns(one)
        ],
    }


def what(one: Correction) -> str:
    """What a correction did, in words."""
    match one.fix:
        case Fix.EDIT:
            of = (
                ""
                if one.row is None
                else " of "
                + (one.row.instrument or one.row.entry or " ".join(one.row.others) or "the agreement")
            )
            return f"set {one.field}{of} to {one.value}" if one.value else f"emptied {one.field}{of}"
        case Fix.MERGE:
            return f"merged acts, {len(one.stories)} stories"
        case Fix.SPLIT:
            return f"parted {len(one.stories)} of {len(one.stories) + len(one.apart)} stories from the others"
        case Fix.REJECT:
            return "took the rejection back" if one.value == KEPT else "rejected the act"
        case Fix.UNDO:
            return f"took back correction {' and '.join(one.value.split())}"


def json_lines(acts: Sequence[Listed], story_id: StoryId | None = None) -> str:
    """One object a line, by act."""
    lines = (
        json.dumps(record(act, story_id), ensure_ascii=False) for act in sorted(acts, key=lambda act: act.id)
    )
    return "".join(UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n" for line in lines)


def _ids(entry: Entry) -> StoryId:
    """Stories by their id in the store, by their key where they have none; replayed ones by the id in their
    file.
    """

    def shown(source: Source) -> object:
        if source.story.startswith(REPLAYED):
            return source.story.removeprefix(REPLAYED)
        return source.story if source.id is None else source.id

    known = {source.story: shown(source) for source in entry.sources}
    return lambda key: known.get(key)


def _row(number: str, row: Row, entry: Entry, name: StoryId, why: Why | None = None) -> dict[str, object]:
    stated: dict[str, tuple[Evidence, ...]] = {
        field: (cell.leading,) for field in CELLS if (cell := row.cell(field))
    }
    stated |= {"actors": entry.actors, "others": row.others}
    if step := next((step for step in reversed(entry.history) if step.stage is row.stage), None):
        stated["stage"] = (step.evidence,)
    proofs = {field: _proof(found[0], name) for field, found in stated.items() if found}
    for field in ("actors", "others"):
        if field in proofs:
            proofs[field] |= {"value": " ".join(parties(stated[field]))}
    if why is not None:
        proofs = {
            field: proof | _because(*why(field, stated[field]), name) for field, proof in proofs.items()
        }
    return {
        "id": number,
        "others": parties(row.others),
        "instrument": shown(row.instrument) or None,
        "kind": row.kind or None,
        "signed": shown(row.signed) or None,
        "ended": shown(row.ended) or None,
        "stage": row.stage.value,
        "reason": shown(row.reason) or None,
        "form": shown(row.form) or None,
        "note": shown(row.note) or None,
        "decided": shown(row.decided) or None,
        "notified": shown(row.notified) or None,
        "evidence": proofs,
    }


def _because(why: str, refused: Sequence[Evidence], name: StoryId) -> dict[str, object]:
    return {"why": why, "refused": [_proof(one, name) | {"why": one.why} for one in refused]}


def _proof(evidence: Evidence, name: StoryId) -> dict[str, object]:
    return {"value": evidence.value, "sentence": evidence.proof, "story": name(evidence.story)}


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


# ---------------------------------------------------------------- CSV


def csv_text(acts: Sequence[Listed], treaties: Mapping[str, Treaty] = NO_TREATIES) -> str:
    """RFC 4180, with a header line.

    A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for act in standing(acts):
        entry = act.entry
        for number, row in act.rows():
            cells: tuple[object, ...] = (
                act.id, number, act.ref, " ".join(parties(entry.actors)), " ".join(partners(row, treaties)),
                shown(row.instrument), row.kind, shown(row.signed), shown(row.ended), row.stage.value,
                shown(row.reason), shown(row.form), entry.grade.value, _time(act.first_seen),
                len(entry.by_story), act.best.source if act.best else "", act.url or "", shown(row.note),
                shown(row.decided), shown(row.notified),
            )  # fmt: skip
            writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula; line breaks become spaces, and what is no
    letter is shown as one.
    """
    risky = text.lstrip(" \u00a0\ufeff")[:1] in FORMULA if text.strip() else False
    plain = UNSEEN.sub("\ufffd", " ".join(text.splitlines()).replace("\t", " "))
    return f"'{plain}" if risky else plain


# ---------------------------------------------------------------- Markdown


def md(acts: Sequence[Listed], treaties: Mapping[str, Treaty] = NO_TREATIES) -> str:
    """A table for each actor. Its columns: Year (of signature), Country, Agreement, Date Signed, Date
    Terminated, Notes, Source.

    Source is the best story's, with its address, the grade of evidence and the act's reference.
    """
    tables: dict[str, list[tuple[str, str]]] = {}
    for act in standing(acts):
        who = ", ".join(country(code) for code in parties(act.entry.actors)) or "Actor not known"
        for number, row in act.rows():
            signed = shown(row.signed)
            with_whom = ", ".join(country(code) for code in partners(row, treaties))
            cells = (
                row.signed.treaty_date.year_or_decade if row.signed and row.signed.treaty_date else "",
                with_whom,
                shown(row.instrument),
                dated(row.signed),
                dated(row.ended),
                _notes(row),
            )
            line = f"| {' | '.join(map(_plain, cells))} | {_source(act)} |"
            tables.setdefault(who, []).append((f"{signed or '9999'} {number}", line))
    head = (
        "| Year | Country | Agreement | Date Signed | Date Terminated | Notes | Source |\n"
        + "| --- " * 7
        + "|\n"
    )
    parts = [
        f"## {_plain(who)}\n\n{head}" + "\n".join(line for _, line in sorted(lines)) + "\n"
        for who, lines in sorted(tables.items())
    ]
    return "\n".join(parts)


def dated(cell: Cell | None) -> str:
    """A treaty date for readers: `20 Nov 1989`; a decade with the part that the sentence states:
    `Early 2000s (exact date not specified)`.
    """
    treaty_date = cell.treaty_date if cell else None
    if cell is None or treaty_date is None or not treaty_date.decade:
        return show_date(shown(cell))
    decade = str(treaty_date.with_part_from(cell.leading.proof))
    return f"{decade[:1].upper()}{decade[1:]} (exact date not specified)"


def _notes(row: Row) -> str:
    """The stage, and the remark of a table or else the reason."""
    stage = stage_with_form(ENGLISH, row)
    said = f"{stage[:1].upper()}{stage[1:]}"
    beside = row.note or row.reason
    return f"{said}: “{beside.value.translate(_NESTED)}”" if beside else said


def _source(act: Listed) -> str:
    """The best story's publisher with its link, the grade of evidence and the act's reference."""
    name = _plain(act.best.source if act.best else "")
    address = quote(act.url, safe=_IN_LINK, errors="replace") if act.url else ""
    linked = f"[{name or 'source'}](<{address}>)" if address.startswith(("http://", "https://")) else name
    return ", ".join(
        part for part in (linked, ENGLISH(f"grade.{act.entry.grade.value}"), f"#{act.ref}") if part
    )


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, within one cell of a table."""
    line = UNSEEN.sub("\ufffd", " ".join(text.split()))
    return "".join(f"\\{letter}" if letter in "\\|[]*_`" else letter for letter in line).replace("<", "&lt;")
