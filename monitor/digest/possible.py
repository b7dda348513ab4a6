"""A possible exit as a digest shows it: a story that nobody has confirmed, below the score that alerts."""

from __future__ import annotations

from datetime import datetime

from monitor.digest import facts
from monitor.digest.items import TITLE_COLUMNS, because, language_of, marked_words
from monitor.digest.values import PossibleExit, Segment
from monitor.digest.words import clock, direction, mark, spans_of
from monitor.model import Hit, Story
from monitor.normalize import language_tag, safe_link
from monitor.wording import ENGLISH, Language

MOST_POSSIBLE = 10  # shown in one digest; the rest is counted


def possible_exit(
    story: Story,
    hit: Hit,
    score: float,
    *,
    noticed_at: datetime,
    zone: str,
    now: datetime,
    say: Language = ENGLISH,
) -> PossibleExit:
    """One possible exit. `hit` says what it may be and which words say so;

    `zone` (IANA name) is the reader's.
    """
    title = mark(story.title, spans_of(story.title, "title", hit.spans), TITLE_COLUMNS) or (
        Segment(say("no_title")),
    )
    if story.published:
        when = clock(story.published, zone, now=now, say=say)
    else:
        when = say("first_seen", when=clock(noticed_at, zone, now=now, say=say))
    language = language_of(story, say)
    return PossibleExit(
        story=story.id,
        kind=hit.kind,
        label=say(f"label.possible.{hit.kind.value}"),
        title=title,
        language=say("possible.language", language=language) if language else "",
        lang=language_tag(story.lang) if story.lang else None,
        dir=direction(story.title),
        url=safe_link(story.url) if story.url else None,
        source=facts.source_name(story),
        official=story.official,
        published=story.published,
        local=when,
        score=round(score, 2),
        rated=say("possible.score", score=f"{score:.2f}"),
        words=marked_words(story, hit.spans),
        because=because(story, hit.spans, say),
    )
