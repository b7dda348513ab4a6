"""The table of cells, and what depends on its order."""

from __future__ import annotations

from dataclasses import fields, replace
from hashlib import blake2b

from register_kit import leaves

from monitor.exports import COLUMNS
from monitor.model import CELL_TYPES, CELLS, DATES, LATER_FIELDS, ROW_FIELDS, STORED, Row, Termination


def test_rows_and_statements_have_the_cells_of_the_table() -> None:
    for kind in (Row, Termination):
        assert set(CELLS) <= {field.name for field in fields(kind)}


def test_each_cell_has_places_of_its_own_and_dates_are_known() -> None:
    assert sorted(cell.name for cell in STORED) == sorted(CELLS)
    assert sorted((*ROW_FIELDS, *LATER_FIELDS)) == sorted((*CELLS, "kind", "stage"))
    assert len({cell.label for cell in CELL_TYPES}) == len(CELL_TYPES)
    assert set(DATES) < set(CELLS)


def test_exports_keep_the_order_of_their_fields_and_append_new_ones() -> None:
    assert ROW_FIELDS == ("instrument", "kind", "signed", "ended", "stage", "reason", "form")
    assert LATER_FIELDS[:3] == ("note", "decided", "notified")
    assert COLUMNS[:20] == (
        "act", "row", "ref", "actors", "others", "agreement", "kind", "signed", "ended", "stage", "reason",
        "form", "grade", "first_seen", "stories", "source", "url", "note", "decided", "notified",
    )  # fmt: skip


def test_the_hash_of_a_statement_is_that_of_stored_acts() -> None:
    stated = replace(
        leaves("a", signed="1972", ended="2026-03", form="decree", decided="2025-12-01"), kind="trade"
    )
    assert blake2b(repr(stated).encode(), digest_size=8).hexdigest() == "c18aee0f636c82b7"
