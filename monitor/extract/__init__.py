"""Story + hits -> Terminations: who leaves which agreement, with whom, since when and why, each value with its sentence.

    lexicon  text of rules/lexicon and the gazetteer -> Lexicon
    scene    story -> sentences of marked words
    instruments, actors, dates, stages   what the marks of a sentence say
    rows     one Termination an agreement

Pure: the day of publication is an argument, and nothing is raised for any text.
"""

from __future__ import annotations

from datetime import date

from monitor.extract.dates import precision
from monitor.extract.lexicon import Entry, Lexicon, parse_lexicon
from monitor.extract.rows import build
from monitor.extract.scene import read
from monitor.model import Hit, Story, Termination
from monitor.query import words

__all__ = ["Entry", "Lexicon", "extract", "parse_lexicon", "precision"]


def extract(story: Story, hits: tuple[Hit, ...], lexicon: Lexicon, *, published: date | None = None) -> tuple[Termination, ...]:
    """What a story states, one row an agreement, the best founded first; what it does not state is empty.

    `hits` serve as a prior: their spans count more, and the leading one decides between threat and act. `published` is the day
    against which "on Friday" and "today" are read; without it they give no date. Never raises.
    """
    pack = lexicon.pack(story.lang, words(f"{story.title} {story.summary} {story.body[:2000]}"))
    if pack is None:
        return ()
    return tuple(build(read(story, pack, skip={}), hits, pack, lexicon, published))
