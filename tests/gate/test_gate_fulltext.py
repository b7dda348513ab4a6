"""The seed article as a publisher's page gives the rows of the seed article as text, and nothing from around
it.
"""

from __future__ import annotations

import html
import os
from datetime import date
from pathlib import Path

import pytest
from pages import FOREIGN, page, table

from monitor.extract import extract
from monitor.model import Page, Story
from monitor.parse.page import read_page
from monitor.service.knowledge import lexicon

BOXES = {
    "article": "<main><article>{}</article></main>",
    "named div": '<div id="page"><div class="entry-content">{}</div></div>',
    "no names": "<div><div>{}</div></div>",
    "layout table": "<table><tr><td><a href=/>Home</a></td><td>{}</td></tr></table>",
}
AROUND = {
    "bare": "{}",
    "figure": "<figure class=wp-block-table>{}</figure>",
    "widget": '<div class="widget chart">{}</div>',
}


def seed() -> str:
    return (Path(os.environ["TREATY_MONITOR_CORPORA"]) / "seed-article.txt").read_text(encoding="utf-8")


def as_page(text: str, box: str, around: str) -> str:
    """Lines as paragraphs, the short ones as headings, those with a dash as items, those with pipes as rows
    of one table.
    """
    rows = tuple(
        tuple(cell.strip() for cell in line.strip("| ").split("|"))
        for line in text.splitlines()
        if line.startswith("|")
    )
    out: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("|"):
            out.append("" if any("<table" in one for one in out) else around.format(table(rows, head=True)))
        elif line.startswith("- "):
            out.append(f"<ul><li>{html.escape(line[2:])}</li></ul>")
        else:
            tag = "h2" if len(line) < 50 else "p"
            out.append(f"<{tag}>{html.escape(line)}</{tag}>")
    return page(box.format("".join(out)))


def rows(text: str) -> list[tuple[object, ...]]:
    found = extract(Story("seed", "", "", text, lang="en"), (), lexicon(), published=date(2025, 12, 6))
    return [
        (
            tuple(one.value for one in row.actors),
            tuple(one.value for one in row.others),
            *(
                (one and one.value)
                for one in (row.instrument, row.stage, row.signed, row.ended, row.form, row.reason)
            ),
        )
        for row in found
    ]


@pytest.mark.gate
@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("around", AROUND)
def test_the_seed_article_as_a_page_yields_the_rows_of_its_text(box: str, around: str) -> None:
    found = read_page(
        as_page(seed(), BOXES[box], AROUND[around]).encode(),
        "text/html",
        "https://news.example/a",
        date(2025, 12, 7),
    )
    assert isinstance(found, Page)
    assert rows(found.text) == rows(seed())
    assert len(rows(seed())) == 4
    assert not [words for words in FOREIGN if words in found.text]
