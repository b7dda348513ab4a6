"""Extracts from a story and its hits who leaves which agreement, with whom, since when and why: a
`Termination` for each agreement, each value with its sentence.

    lexicon, lexicon_texts   text of rules/vocabulary, rules/names and the gazetteer -> Lexicon
    story_marks, sentence_marks   document of a story -> sentences of marked words
    described                descriptions and kinds of treaty -> entries of the gazetteer
    mentions, actors, dates  agreements, claims and dates of a sentence
    prolonged, objects, unreal   claims that are no exits; why a text reports none
    subjects, weights        points of a party as the subject of a word of ending
    acting, assumed_actors   who acts
    lists, list_rows         lines of a list -> rows
    gathering                claims and mentions of prose -> rows
    tables, table_cells, tabular   tables of an article -> rows
    assemble                 the main path, in steps
    identity, terminations   a row -> a Termination
    cell_values, course, end_days, forms, stages, reasons   values of its cells
    notices, notice_dates    the notice of an exit, and its date
    depositary, notice_actions, notice_days, notice_treaties, official_titles   notices of depositaries
    page                     HTML article -> text that keeps its tables
    trace, explain           values that were refused, for `explain`

Pure: the day of publication is an argument, and nothing is raised for any text.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.extract.assemble import assemble
from monitor.extract.bystanders import without_groups
from monitor.extract.depositary import DepositaryNotices, read_all
from monitor.extract.described import with_entries
from monitor.extract.explain import ExplainedRow, Explanation, chosen, explained
from monitor.extract.houses import of_their_state
from monitor.extract.inner import without_inner_names
from monitor.extract.lexicon import SAMPLE, Lexicon, LexiconEntry, Pack
from monitor.extract.lexicon_texts import parse_lexicon
from monitor.extract.page import html_article
from monitor.extract.story_marks import read
from monitor.extract.tables import StoryRow, find_tables
from monitor.extract.trace import CellName, Trace
from monitor.extract.weights import Weights
from monitor.match import Document
from monitor.model import Hit, Story, Termination

__all__ = [
    "CellName",
    "DepositaryNotices",
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
    "read_notice",
]  # fmt: skip

_BEGINNING = 600  # characters of summary and body by which the language is recognised


def extract(
    story: Story,
    hits: tuple[Hit, ...],
    lexicon: Lexicon,
    *,
    published: date | None = None,
    document: Document | None = None,
) -> tuple[Termination, ...]:
    """What a story states, one row an agreement, the best founded first; what it does not state is empty.

    `hits` serve as a prior: their spans count more, and the leading one decides between threat and act.
    `published` is the day against which "on Friday" and "today" are read; without it they give no date.
    `document`: the words of the story, if they were already read. Never raises.
    """
    return _read(story, hits, lexicon, published, document, None)


def explain(
    story: Story,
    hits: tuple[Hit, ...],
    lexicon: Lexicon,
    *,
    published: date | None = None,
    document: Document | None = None,
) -> Explanation:
    """The rows of `extract`, and for each cell the nearest values that were not taken; for a story without a
    row why it has none.
    """
    trace = Trace()
    rows = _read(story, hits, lexicon, published, document, trace)
    return explained(rows, trace)


def _read(
    story: Story,
    hits: tuple[Hit, ...],
    lexicon: Lexicon,
    published: date | None,
    document: Document | None,
    trace: Trace | None,
) -> tuple[Termination, ...]:
    """The rows of a story, or of a depositary's notice. Each of its fields is tokenised once, in the
    document.
    """
    notice = read_notice(story, lexicon, published=published)
    if notice is not None:
        return notice.rows(trace)
    document = document or Document.of(story)
    pack = _pack(story.lang, document, lexicon)
    if trace is not None:
        trace.lang = pack.lang if pack is not None else ""
    if pack is None:
        return ()
    tables, skip = [], {}
    for text in (document.summary, document.body):
        rows, skip[text.name] = find_tables(text, pack)
        tables += [StoryRow(text.name, story.key, text.text, row) for row in rows]
    sentences = read(document, story.key, pack, skip=skip, trace=trace)
    sentences = without_groups(with_entries(sentences, lexicon.entries), pack)
    sentences = of_their_state(sentences, pack)
    sentences = without_inner_names(sentences, pack, lexicon)
    return tuple(assemble(sentences, tables, hits, pack, lexicon, published, trace))


def read_notice(story: Story, lexicon: Lexicon, *, published: date | None = None) -> DepositaryNotices | None:
    """What a depositary's own notice says; None for other stories, and for a text that names no action of a
    notice. Never raises.
    """
    if not story.depositary:
        return None
    if " ".join(story.body.split()).startswith(story.summary):
        story = replace(story, summary="")  # the same text, without the lines by which a notice is read
    if story.is_mailed and story.has_own_headline:
        story = replace(story, title="")
    document = Document.of(story)
    pack = _pack(story.lang, document, lexicon)
    if pack is None:
        return None
    sentences = with_entries(read(document, story.key, pack), lexicon.entries)
    return read_all(sentences, pack, lexicon, published, story.depositary)


def _pack(lang: str | None, document: Document, lexicon: Lexicon) -> Pack | None:
    """The pack of the language of a story, by the beginnings of its fields."""
    title, summary = document.title, document.summary
    body = summary if document.body.text == summary.text else document.body
    beginning = f"{title.text} {summary.text[:_BEGINNING]} {body.text[:_BEGINNING]}"
    words = title.tokens[:SAMPLE]
    for text in (summary, body):
        words = [*words, *(token for token in text.tokens[:SAMPLE] if token.start < _BEGINNING)]
    return lexicon.pack(lang, beginning, words)
