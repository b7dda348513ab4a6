"""What the tests of articles share: who leaves by the rows of an article, or why it has none."""

from __future__ import annotations

from datetime import date

from clauses_kit import judge

from monitor.extract import explain
from monitor.model import Story
from monitor.service.knowledge import lexicon

PUBLISHED = date(2026, 11, 30)


def read(lang: str, title: str, body: str) -> tuple[list[str], str]:
    """Who leaves, by the rows of a story; and why it has none."""
    story = Story(key="a", title=title, body=body, lang=lang)
    told = explain(story, judge().hits(story, lang), lexicon(), published=PUBLISHED)
    actors = ["+".join(actor.value for actor in row.row.actors) for row in told.rows]
    return actors, told.nothing.why if told.nothing is not None else ""
