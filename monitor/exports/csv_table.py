"""The register as CSV, a line a row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from monitor.dossiers import Effect
from monitor.exports.effects import (
    EffectOf,
    IsPrincipled,
    effect_record,
    no_effect,
    not_known,
    when,
)
from monitor.exports.words import NO_URLS, UNSEEN, best_source, row_field, standing, timestamp
from monitor.model import LABELS, LATER_FIELDS, ROW_FIELDS, Act, Row
from monitor.wording import NO_TREATIES, Treaty, partners


def _heading(field: str) -> str:
    """The label of a cell as one word; of `kind` and `stage` the name."""
    return LABELS.get(field, field).replace(" ", "_")


COLUMNS = (
    "act", "row", "ref", "actors", "others", *map(_heading, ROW_FIELDS),
    "grade", "first_seen", "stories", "source", "url", *map(_heading, LATER_FIELDS),
    "effect_from", "effect_to", "effect_basis", "effect_rule", "effect_when", "principled",
    "effect_differs_days",
)  # fmt: skip
FORMULA = "=+-@\t\r\n|%＝＋－＠"  # the full-width forms start formulas too
_BEGINS_A_FORMULA = re.compile(rf"[\s\ufeff]*[{re.escape(FORMULA)}]")  # spaces of any sort are skipped


def csv_text(
    acts: Iterable[Act],
    treaties: Mapping[str, Treaty] = NO_TREATIES,
    *,
    urls: Mapping[int, str] = NO_URLS,
    effect_of: EffectOf = no_effect,
    is_principled: IsPrincipled = not_known,
    today: date | None = None,
) -> str:
    """RFC 4180, with a header line. `urls`: by act, the address of its best story; `effect_of`: what the exit
    clause of a row's treaty gives; `is_principled`: that an act follows from joining a later treaty; `today`:
    the day (UTC) of the export, from which days of effect are in the future.

    A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection).
    """
    lines = csv_lines(
        acts, treaties, urls=urls, effect_of=effect_of, is_principled=is_principled, today=today
    )
    return table_text(COLUMNS, ()) + lines


def csv_lines(
    acts: Iterable[Act],
    treaties: Mapping[str, Treaty] = NO_TREATIES,
    *,
    urls: Mapping[int, str] = NO_URLS,
    effect_of: EffectOf = no_effect,
    is_principled: IsPrincipled = not_known,
    today: date | None = None,
) -> str:
    """The lines of `csv_text` without the header line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for act in standing(acts):
        for number, row in act.by_number:
            effect = effect_of(act, row)
            cells: tuple[object, ...] = (
                act.id, number, act.ref, " ".join(act.states), " ".join(partners(row, treaties)),
                *(row_field(row, field) for field in ROW_FIELDS), act.grade.value, timestamp(act.opened_at),
                len(act.by_story), best_source(act), urls.get(act.id, ""),
                *(row_field(row, field) for field in LATER_FIELDS), *_effect(act, row, effect, today),
                "yes" if is_principled(act) else "", (effect and effect.differs_days) or "",
            )  # fmt: skip
            writer.writerow(_harmless(cells))
    return out.getvalue()


def table_text(heads: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """Any table as CSV, as `csv_text` writes that of the acts."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(map(_harmless, lines))
    return out.getvalue()


def _harmless(cells: Iterable[object]) -> list[object]:
    return [harmless(cell) if isinstance(cell, str) else cell for cell in cells]


def _effect(act: Act, row: Row, known: Effect | None, today: date | None) -> tuple[str, ...]:
    """From when to when, stated or computed, by which rule (with its article), and whether it has come."""
    effect = effect_record(act, row, known)
    if effect is None:
        return ("", "", "", "", "")
    rule = f"{effect['article']}: {effect['rule']}" if effect["rule"] else ""
    return (
        str(effect["from"] or ""),
        str(effect["to"] or ""),
        str(effect["basis"]),
        rule,
        when(effect, today),
    )


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula; line breaks become spaces, and what is no
    letter is shown as one.
    """
    if not text or text.isalnum():  # most cells of the register
        return text
    plain = UNSEEN.sub("\ufffd", " ".join(text.splitlines()).replace("\t", " "))
    is_risky = any(_BEGINS_A_FORMULA.match(written) for written in (text, plain)) and bool(text.strip())
    return f"'{plain}" if is_risky else plain
