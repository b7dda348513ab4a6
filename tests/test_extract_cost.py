"""What extraction costs: at most 3 ms a flagged story and 20 ms an article, of a quiet core (`pace`)."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from pace import quiet_s

from monitor.extract import extract, html_article
from monitor.extract.lexicon_texts import parse_lexicon
from monitor.model import Story
from monitor.service.knowledge import lexicon
from monitor.service.packaged import lexicon_files, texts_of

HERE = Path(__file__).parent
DAY = date(2025, 3, 7)
OF_EACH = 15  # stories of a language


def stories() -> list[Story]:
    """Own stories in each language in which an exit is done."""
    found = []
    for path in sorted((HERE.parent / "training" / "labelled").glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        done = [row for row in rows if row["label"] == "done"][:OF_EACH]
        found += [Story(row["id"], row["title"], row.get("summary", ""), lang=row["lang"]) for row in done]
    return found


def articles() -> list[Story]:
    data = HERE / "data" / "extract"
    texts = [
        (data / "kazakhstan.txt").read_text(encoding="utf-8"),
        html_article((data / "ecuador.html").read_text(encoding="utf-8")),
    ]
    return [Story(str(number), "", "", text, lang="en") for number, text in enumerate(texts)] * 5


@pytest.mark.parametrize(("texts", "limit_s"), [(stories, 0.003), (articles, 0.020)])
def test_extraction_costs_little(texts: object, limit_s: float) -> None:
    found: list[Story] = texts()  # type: ignore[operator]
    assert len(found) >= 10

    def read() -> None:
        for story in found:
            extract(story, (), lexicon(), published=DAY)

    read()  # words are read when they are first needed
    assert sys.gettrace() is not None or quiet_s(read) <= limit_s * len(found)


def test_a_text_in_no_certain_language_does_not_make_the_names_of_all() -> None:
    fresh = parse_lexicon(texts_of(lexicon_files()))
    found = fresh.pack(None, "State 07 quits the lake treaty")
    assert found is not None
    assert found.lang == "en"
    assert sum("phrases" in vars(pack) for pack in fresh.packs.values()) <= 3, (
        "they take a tenth of a second each"
    )
