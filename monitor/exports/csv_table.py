"""The register as CSV, a line a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from monitor.exports.effects import EffectOf, effect_record, no_effect
from monitor.exports.words import NO_URLS, UNSEEN, best_source, row_field, standing, timestamp
from monitor.model import LABELS, LATER_FIELDS, ROW_FIELDS, Act, Row
from monitor.wording import NO_TREATIES, Treaty, partners


def _heading(field: str) -> str:
    """The label of a cell as one word; of `kind` and `stage` the name."""
    return LABELS.get(field, field).replace(" ", "_")


COLUMNS = (
    "act", "row", "ref", "actors", "others", *map(_heading, ROW_FIELDS),
    "grade", "first_seen", "stories", "source", "url", *map(_heading, LATER_FIELDS),
    "effect_from", "effect_to", "effect_basis", "effect_rule",
)  # fmt: skip
FORMULA = "=+-@\t\r\n|%＝＋－＠"  # the full-width forms start formulas too


def csv_text(
    acts: Iterable[Act],
    treaties: Mapping[str, Treaty] = NO_TREATIES,
    *,
    urls: Mapping[int, str] = NO_URLS,
    effect_of: EffectOf = no_effect,
) -> str:
    """RFC 4180, with a header line. `urls`: by act, the address of its best story; `effect_of`: what the exit
    clause of a row's treaty gives.

    A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for act in standing(acts):
        for number, row in act.by_number:
            cells: tuple[object, ...] = (
                act.id, number, act.ref, " ".join(act.states), " ".join(partners(row, treaties)),
                *(row_field(row, field) for field in ROW_FIELDS), act.grade.value, timestamp(act.opened_at),
                len(act.by_story), best_source(act), urls.get(act.id, ""),
                *(row_field(row, field) for field in LATER_FIELDS), *_effect(act, row, effect_of),
            )  # fmt: skip
            writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def _effect(act: Act, row: Row, effect_of: EffectOf) -> tuple[str, ...]:
    """From when to when, stated or computed, and by which rule (with its article)."""
    effect = effect_record(act, row, effect_of(act, row))
    if effect is None:
        return ("", "", "", "")
    rule = f"{effect['article']}: {effect['rule']}" if effect["rule"] else ""
    return (str(effect["from"] or ""), str(effect["to"] or ""), str(effect["basis"]), rule)


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula; line breaks become spaces, and what is no
    letter is shown as one.
    """
    risky = text.lstrip(" \u00a0\ufeff")[:1] in FORMULA if text.strip() else False
    plain = UNSEEN.sub("\ufffd", " ".join(text.splitlines()).replace("\t", " "))
    return f"'{plain}" if risky else plain
