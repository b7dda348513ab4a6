"""Story + hits -> Terminations: who leaves which agreement, with whom, since when and why, each value with
its sentence.

    lexicon, lexicon_texts   text of rules/vocabulary, rules/names and the gazetteer -> Lexicon
    story_marks  story -> sentences of marked words
    described   descriptions and kinds of treaty -> entries of the gazetteer
    instruments, actors, dates, stages   what the marks of a sentence say
    subjects, weights   what makes a party the one who acts
    tables, table_cells, tabular   what the tables of an article say
    rows, cell_values, assemble   one Termination an agreement
    page     HTML article -> text that keeps its tables
    trace, explain   what was looked at and not taken, for `explain`

Pure: the day of publication is an argument, and nothing is raised for any text.
"""

from __future__ import annotations

from datetime import date

from monitor.extract.assemble import assemble
from monitor.extract.bystanders import without_groups
from monitor.extract.described import with_entries
from monitor.extract.explain import ExplainedRow, Explanation, chosen, explained
from monitor.extract.houses import of_their_state
from monitor.extract.inner import without_inner_names
from monitor.extract.lexicon import Lexicon, LexiconEntry
from monitor.extract.lexicon_texts import parse_lexicon
from monitor.extract.page import html_article
from monitor.extract.story_marks import read
from monitor.extract.tables import StoryRow, find_tables
from monitor.extract.trace import CellName, Trace
from monitor.extract.weights import EXTRACT_WEIGHTS, Weights
from monitor.model import Hit, Story, Termination

__all__ = [
    "EXTRACT_WEIGHTS",
    "CellName",
    "ExplainedRow",
    "Explanation",
    "Lexicon",
    "LexiconEntry",
    "Weights",
    "chosen",
    "explain",
    "extract",
    "html_article",
    "parse_lexicon",
]  # fmt: skip


def extract(
    story: Story, hits: tuple[Hit, ...], lexicon: Lexicon, *, published: date | None = None
) -> tuple[Termination, ...]:
    """What a story states, one row an agreement, the best founded first; what it does not state is empty.

    `hits` serve as a prior: their spans count more, and the leading one decides between threat and act.
    `published` is the day against which "on Friday" and "today" are read; without it they give no date. Never
    raises.
    """
    return _read(story, hits, lexicon, published, None)


def explain(
    story: Story, hits: tuple[Hit, ...], lexicon: Lexicon, *, published: date | None = None
) -> Explanation:
    """The rows of `extract`, and for each cell the nearest values that were not taken; for a story without a
    row why it has none.
    """
    trace = Trace()
    rows = _read(story, hits, lexicon, published, trace)
    return explained(rows, trace)


def _read(
    story: Story, hits: tuple[Hit, ...], lexicon: Lexicon, published: date | None, trace: Trace | None
) -> tuple[Termination, ...]:
    pack = lexicon.pack(story.lang, f"{story.title} {story.summary[:600]} {story.body[:600]}")
    if trace is not None:
        trace.lang = pack.lang if pack is not None else ""
    if pack is None:
        return ()
    tables = []
    skip = {}
    for name, text in (("summary", story.summary), ("body", story.body)):
        found, skip[name] = find_tables(text, pack)
        tables += [StoryRow(name, story.key, text, row) for row in found]
    sentences = without_groups(with_entries(read(story, pack, skip=skip, trace=trace), lexicon.entries), pack)
    sentences = of_their_state(sentences, pack)
    sentences = without_inner_names(sentences, pack, lexicon)
    return tuple(assemble(sentences, tables, hits, pack, lexicon, published, trace))
