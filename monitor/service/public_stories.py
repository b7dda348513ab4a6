"""Search over all stored stories for readers of the pages: title, link, and a piece of the text.

No text of a story is public but that piece, which is the same for every search: otherwise one could read a
whole text piece by piece. Of the acts that it belongs to, those are shown that the register shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.normalize import safe_link
from monitor.public import AskedStories, Entry, cursor_at, position_of, wrong_cursor

if TYPE_CHECKING:
    from monitor.digest import Segment
    from monitor.model import Story
    from monitor.query import Query
    from monitor.service import Service
    from monitor.store.searching import Unknown
    from monitor.store.stories import SeenStory

TITLE_COLUMNS = 240
QUOTED = 300  # columns of a story that are shown
UNKNOWN = 3  # words in no story that are told
LAST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class PublicStory:
    """A story as a search shows it; moments in UTC. `title` and `excerpt`: in segments, of which those that
    made it match are marked; `excerpt` is around the words that state an exit, or the beginning. `in_text`:
    it matches by words that are not shown. `lang`: BCP 47, "" if unknown. `url`: http(s), or "". `acts`:
    those that it reports.
    """

    number: int
    title: tuple[Segment, ...]
    excerpt: tuple[Segment, ...]
    url: str
    source: str
    official: bool
    lang: str
    published: datetime | None
    seen: datetime
    acts: tuple[Entry, ...]
    in_text: bool = False


@dataclass(frozen=True, slots=True)
class FoundStories:
    """A page of a search, newest first. `next`: the cursor of the next page, "" at the end. A page may have
    fewer stories than were asked for, or none, and yet a next one. If nothing is found, `unknown` are the
    words that are in no story, and `meant` the query with similar words instead, "" without any.
    """

    stories: tuple[PublicStory, ...]
    next: str = ""
    unknown: tuple[str, ...] = ()
    meant: str = ""


def search(service: Service, asked: AskedStories) -> FoundStories:
    """The stories that a search in the language of the rules finds; without one, the newest. Raises
    `QueryError` with the place, `StoreSlow` and `WrongParameter`.
    """
    stories = service.store.stories
    page = stories.page(asked.q, before=_before(asked.cursor), lang=asked.source_lang, limit=asked.limit)
    is_nothing = asked.q and not page.stories and page.before is None and not asked.cursor
    unknown = stories.unknown_to(asked.q, UNKNOWN) if is_nothing else []
    acts = _acts(service, [seen.story for seen in page.stories])
    query = _parsed(asked.q)
    shown = [_public(seen, query, acts.get(seen.story.id or 0, ())) for seen in page.stories]
    following = cursor_at("", page.before) if page.before else ""
    words = tuple(word.word for word in unknown)
    return FoundStories(tuple(shown), following, words, _meant(asked.q, unknown))


def _meant(query: str, unknown: Sequence[Unknown]) -> str:
    """The query with the most similar word instead of each unknown one; "" if one has none."""
    for word in unknown:
        if not word.near:
            return ""
        query = re.sub(rf"(?<!\w){re.escape(word.word)}(?!\w)", word.near[0], query, flags=re.IGNORECASE)
    return query if unknown else ""


def _before(cursor: str) -> int | None:
    if not cursor:
        return None
    key, before = position_of(cursor)
    if key or not 0 < before <= LAST:
        raise wrong_cursor()
    return before


def _parsed(text: str) -> Query | None:
    from monitor.store import searching

    return searching.parsed(text, searching.ANYBODY) if text.strip() else None


def _acts(service: Service, stories: Sequence[Story]) -> dict[int, tuple[Entry, ...]]:
    """The public acts of these stories, by the id of the story."""
    entries = service.register.now().entries
    by_story = service.store.stories.acts_of(story.id for story in stories if story.id)
    return {story: tuple(entries[act] for act in acts if act in entries) for story, acts in by_story.items()}


def _public(seen: SeenStory, query: Query | None, acts: tuple[Entry, ...]) -> PublicStory:
    from monitor.digest.words import mark, spans_of
    from monitor.store import searching

    story, piece = seen.story, _piece(seen)
    spans = searching.marks(query, replace(story, summary=piece, body="")) if query else ()
    return PublicStory(
        number=story.id or 0,
        title=mark(story.title, spans_of(story.title, "title", spans), TITLE_COLUMNS),
        excerpt=mark(piece, spans_of(piece, "summary", spans), QUOTED),
        url=safe_link(story.url) or "" if story.url else "",
        source=story.source,
        official=story.official,
        lang=story.lang or "",
        published=story.published,
        seen=seen.seen,
        acts=acts,
        in_text=query is not None and not spans and bool(searching.asked_words(query)),
    )


def _piece(seen: SeenStory) -> str:
    """The piece of the text that is shown: around the words that made a rule match, else the beginning."""
    from monitor.digest.words import mark, spans_of

    story, marked = seen.story, [span for hit in seen.hits for span in hit.spans]
    texts = [("summary", story.summary), ("body", story.body)]
    name, text = next(
        (pair for pair in texts if spans_of(pair[1], pair[0], marked)),
        texts[0] if story.summary else texts[1],
    )
    return "".join(part.text for part in mark(text, spans_of(text, name, marked), QUOTED - 2, around=True))
