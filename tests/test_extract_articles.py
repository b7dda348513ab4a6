"""Short articles with lists, tables and denials, by language: what extraction must read in them.

Whatever has a file here is measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from test_extract_languages import GROUPS, overlap, value

from monitor.extract import extract
from monitor.model import Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

ARTICLES = Path(__file__).parent / "data" / "extract" / "articles"
LANGS = sorted(path.stem for path in ARTICLES.glob("*.txt"))
PUBLISHED = date(2026, 3, 11)
LEAST = 12  # articles of a language
# Shares that are right; `rows`: articles with as many rows as they state.
FLOORS = {
    "rows": 0.93,
    "actor": 0.95,
    "other": 0.95,
    "instrument": 0.95,
    "stage": 0.95,
    "signed": 0.9,
    "ended": 0.85,
    "form": 0.75,
}
NONE = "-"

Gold = list[str]  # actors, others, agreement, stage, signed, ended, form


def articles(lang: str) -> Iterator[tuple[list[Gold], str]]:
    """What each text states, a line that begins with `=` for each row, and the text."""
    for block in (ARTICLES / f"{lang}.txt").read_text(encoding="utf-8").split("\n\n= ")[1:]:
        lines = block.split("\n")
        rows = [lines[0], *(line[2:] for line in lines if line.startswith("= "))]
        text = "\n".join(line for line in lines[1:] if not line.startswith("= "))
        yield [row.split(" | ") for row in rows if row != NONE], text.strip()


def is_named(row: Termination, agreement: str) -> bool:
    if agreement.startswith("="):
        return row.entry in agreement[1:].split("/")
    return row.instrument is not None and overlap(row.instrument.value, agreement) >= 0.6


def verdicts(gold: Gold, row: Termination) -> dict[str, bool]:
    """Whether each cell is right. A body that is left may be named as the other side of its treaty or not."""
    actors, others, agreement, stage, *rest = gold
    found = {one.value for one in row.others}
    return {
        "actor": {one.value for one in row.actors} == set(actors.split("+")),
        "other": found - {(row.entry or "").upper()} == set()
        if others == NONE
        else found == set(others.split("+")),
        "instrument": is_named(row, agreement),
        "stage": row.stage.value in GROUPS[stage],
        **{
            name: (value(getattr(row, name)) or NONE) == wanted
            for name, wanted in zip(("signed", "ended", "form"), rest, strict=True)
        },
    }


def measured(lang: str) -> tuple[Counter[str], Counter[str], list[str]]:
    """How many cells are right and how many there are, by name, and what is wrong."""
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    wrong = []
    for golds, text in articles(lang):
        rows = [
            row for row in extract(story_in(text, "a", lang), (), lexicon(), published=PUBLISHED) if row.main
        ]
        told = {"rows": [len(rows) == len(golds)]}
        for gold in golds:
            row = next((row for row in rows if is_named(row, gold[2])), rows[0] if rows else None)
            if row is not None:
                rows.remove(row)
            cells = verdicts(gold, row) if row is not None else dict.fromkeys(FLOORS.keys() - {"rows"}, False)
            for name, verdict in cells.items():
                told.setdefault(name, []).append(verdict)
        for name, verdicts_of in told.items():
            right[name] += sum(verdicts_of)
            seen[name] += len(verdicts_of)
            wrong += [] if all(verdicts_of) else [f"{name}: {text.splitlines()[0]}"]
    return right, seen, wrong


@pytest.mark.parametrize("lang", LANGS)
def test_articles_give_their_rows_with_parties_agreement_stage_dates_and_form(lang: str) -> None:
    right, seen, wrong = measured(lang)
    assert seen["rows"] >= LEAST
    assert not {
        name: (right[name], seen[name]) for name, floor in FLOORS.items() if right[name] < floor * seen[name]
    }, wrong


@pytest.mark.parametrize("lang", LANGS)
def test_among_the_articles_are_a_list_a_table_and_one_that_reports_no_exit(lang: str) -> None:
    known = list(articles(lang))
    assert any(len(golds) > 1 and "\n- " in text for golds, text in known), "no list"
    assert any(len(golds) > 1 and "\n| " in text for golds, text in known), "no table"
    assert any(not golds for golds, _ in known), "none that reports no exit"
    assert {gold[3] for golds, _ in known for gold in golds} == set(GROUPS), "a stage is missing"
