"""Builds a possible exit: a story whose score is too low for an alert, and that nobody has confirmed."""

from __future__ import annotations

from datetime import datetime

from monitor.digest import story_shown
from monitor.digest.proofs import source_name
from monitor.digest.values import PossibleExit
from monitor.digest.words import clock, direction
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
    """Returns the possible exit that a story reports.

    `hit` has its kind and its words; `zone` (IANA name) is the reader's.
    """
    if story.published:
        when = clock(story.published, zone, now=now, say=say)
    else:
        when = say("first_seen", when=clock(noticed_at, zone, now=now, say=say))
    language = story_shown.language_of(story, say)
    return PossibleExit(
        story=story.id,
        kind=hit.kind,
        label=say(f"label.possible.{hit.kind.value}"),
        title=story_shown.title(story, hit.spans, say),
        language=say("possible.language", language=language) if language else "",
        lang=language_tag(story.lang) if story.lang else None,
        dir=direction(story.title),
        url=safe_link(story.url) if story.url else None,
        source=source_name(story),
        official=story.official,
        published=story.published,
        local=when,
        score=round(score, 2),
        score_text=say("possible.score", score=say.decimal(score)),
        words=story_shown.marked_words(story, hit.spans),
        because=story_shown.because(story, hit.spans, say),
    )
