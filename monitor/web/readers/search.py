"""/search: all stored stories by their words; title, link, and a piece of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from monitor.channels.templates import safe_url
from monitor.digest import Segment, clock
from monitor.digest.words import direction
from monitor.errors import QueryError, StoreSlow
from monitor.names import LANGUAGES, language_name
from monitor.public import AskedStories
from monitor.public.atom import FeedEntry, Quotation
from monitor.service import Service, public_stories, stories
from monitor.service.public_stories import FoundStories, PublicStory
from monitor.web.readers.told import sentences
from monitor.web.shown import Form, NotReady, Request, Shown, Table, View

HEADS = ("title", "url", "source", "language", "published", "first_seen", "excerpt", "acts")


class Line(NamedTuple):
    """A story with what the page says of it. `acts`: reference and sentence of each."""

    story: PublicStory
    dir: str
    language: str
    at: str
    acts: Sequence[tuple[str, str]]


def show(request: Request) -> Shown:
    """The stories that a search finds."""
    asked, say = request.asked, request.say
    assert isinstance(asked, AskedStories)
    try:
        result, problem = public_stories.search(request.service, asked), ""
    except StoreSlow as error:
        raise NotReady(say("web.search.slow")) from error
    except QueryError as error:
        result, problem = FoundStories(()), _refusal(request, error)
    return Shown(
        title=say("web.search"),
        template="web/search",
        values={
            "lines": _lines(request, result.stories) if not problem else (),
            "result": result,
            "asked": asked,
            "problem": problem,
            "languages": _languages(request),
        },
        record=lambda: _record(result),
        table=lambda: Table(HEADS, [list(_cells(story)) for story in result.stories]),
        feed=lambda: [_entry(request, story) for story in result.stories],
        next=result.next,
        description=say("web.search.about"),
        problem=problem,
    )


def _refusal(request: Request, error: QueryError) -> str:
    place = request.say("web.search.place", column=error.column, problem=error.problem)
    return f"{place} {error.hint}".strip()


def _lines(request: Request, shown: Sequence[PublicStory]) -> list[Line]:
    said = sentences(request, [entry for story in shown for entry in story.acts])
    say, now = request.say, request.service.clock()
    return [
        Line(
            story,
            direction(_text(story.title)),
            language_name(story.lang, say.code),
            clock(story.published or story.seen, "UTC", now=now, say=say),
            [(entry.ref, said[entry.id]) for entry in story.acts],
        )
        for story in shown
    ]


def _languages(request: Request) -> list[tuple[str, str]]:
    """The languages that stories are read in, with their names."""
    names = [(code, language_name(code, request.say.code)) for code in LANGUAGES]
    return sorted(names, key=lambda named: named[1].casefold())


def _text(segments: Sequence[Segment]) -> str:
    return "".join(segment.text for segment in segments)


def _record(result: FoundStories) -> dict[str, object]:
    return {
        "ok": True,
        "next": result.next or None,
        "unknown": list(result.unknown),
        "meant": result.meant or None,
        "stories": [story_record(story) for story in result.stories],
    }


def story_record(story: PublicStory) -> Mapping[str, object]:
    """A story of a search as JSON. `marks`: the words that made it match, as title and excerpt have them;
    `in_text`: only words that are not shown made it match.
    """
    pieces = (*story.title, *story.excerpt)
    return {
        "title": _text(story.title),
        "url": _address(story.url),
        "source": story.source,
        "official": story.official,
        "language": story.lang or None,
        "published": _stamp(story.published),
        "first_seen": _stamp(story.seen),
        "excerpt": _text(story.excerpt),
        "in_text": story.in_text,
        "marks": list(dict.fromkeys(piece.text for piece in pieces if piece.marked)),
        "acts": [{"ref": entry.ref, "sentence": entry.sentence} for entry in story.acts],
    }


def _cells(story: PublicStory) -> Sequence[object]:
    record = story_record(story)
    told = " ".join(entry.ref for entry in story.acts)
    return [*(record[head] or "" for head in HEADS[:-1]), told]


def _entry(request: Request, story: PublicStory) -> FeedEntry:
    """A story in the feed of a search; one without an address leads to its act, or to the search."""
    page = next((f"/acts/{entry.ref}" for entry in story.acts), request.address(cursor=""))
    excerpt = _text(story.excerpt)
    return FeedEntry(
        path=f"/stories/{story.number}",
        title=_text(story.title),
        updated=story.seen,
        published=story.published,
        summary=story.source,
        lines=[entry.sentence for entry in story.acts],
        quotations=[Quotation(excerpt, story.source, story.lang or None, direction(excerpt))],
        link=_address(story.url) or f"{request.base}{page}",
    )


def _address(url: str) -> str | None:
    address = safe_url(url)
    return None if address == "#" else address


def _stamp(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _stamp_of(service: Service) -> object:
    return stories.newest(service)


VIEWS = [
    View(
        "/search",
        show,
        ("q", "source_lang", "cursor", "limit"),
        (Form.HTML, Form.JSON, Form.CSV, Form.METADATA, Form.ATOM),
        AskedStories,
        _stamp_of,
        is_search=True,
    )
]
