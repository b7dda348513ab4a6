"""Tables of packaged files: what is kept of a text is what the text says."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from monitor.clauses import has_names
from monitor.config import package_data
from monitor.service import packaged
from monitor.tables import Row, read_table

RULES = Path(str(package_data("rules")))
FILES = sorted(str(path.relative_to(RULES)) for path in RULES.rglob("*.toml"))


@pytest.mark.parametrize("name", FILES)
def test_a_table_says_what_its_text_says(name: str) -> None:
    text = (RULES / name).read_text(encoding="utf-8")
    assert read_table(name, text) == tomllib.loads(text)


def test_the_judge_passes_over_no_file_that_has_names() -> None:
    passed = [
        path for path in packaged.lexicon_files() if path.suffix == ".toml" and not has_names(str(path))
    ]
    assert len(passed) > 20, "most words are of extraction alone"
    for path in passed:
        table = read_table(str(path), path.read_text(encoding="utf-8"))
        lists = {row["id"] for row in table.get("list", ())}
        assert not table.keys() & {"party", "entry", "kind", "nouns", "plain", "role", "language"}, path.name
        assert not lists & {"function_words", "little_words"}, path.name


def test_a_row_gives_each_cell_as_it_was_written_whatever_its_type() -> None:
    text = (
        '[row]\nid = "a"\nfr = ["é", "b"]\nlimit = 2\nday = 2026-11-30\ndays = [2026-11-30]\nin = {x = ["y"]}'
    )
    row = read_table("types.toml", text)["row"]
    assert dict(row) == {
        "id": "a",
        "fr": ["é", "b"],
        "limit": 2,
        "day": date(2026, 11, 30),
        "days": [date(2026, 11, 30)],
        "in": {"x": ["y"]},
    }
    assert len(row) == 6
    assert "fr" in row
    assert "de" not in row
    assert row.get("de") is None


def test_who_changes_a_list_of_a_row_changes_no_row() -> None:
    row = Row({"en": ["leave"]})
    row["en"].append("stay")
    assert row["en"] == ["leave"]
