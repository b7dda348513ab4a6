"""/search: all stored stories by their words; title, link, and a piece of the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from starlette.exceptions import HTTPException

from monitor.digest import clock
from monitor.digest.words import direction
from monitor.errors import QueryError, StoreSlow
from monitor.names import LANGUAGES, language_name
from monitor.normalize import safe_link
from monitor.public import AskedStories
from monitor.public.atom import FeedEntry, Quotation
from monitor.service import Service, public_records, public_stories, stories
from monitor.service.public_records import text_of
from monitor.service.public_stories import FoundStories, PublicStory
from monitor.web.readers.told import sentences
from monitor.web.shown import Form, Request, Shown, Table, View

HEADS = ("title", "url", "source", "lang", "published", "first_seen", "excerpt", "id", "acts")
EXAMPLES = ("all", "or", "phrase", "begins", "near", "not", "title", "lang")  # of searches


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
        result, place, detail = public_stories.search(request.service, asked), "", ""
    except StoreSlow as error:
        raise HTTPException(503, say("web.search.slow")) from error
    except QueryError as error:
        result, place = FoundStories(()), say("web.search.place", column=error.column)
        detail = f"{error.problem[:1].upper()}{error.problem[1:]}. {error.hint}".strip()
    return Shown(
        title=say("web.search"),
        template="web/search",
        values={
            "lines": _lines(request, result.stories),
            "result": result,
            "asked": asked,
            "problem": place,
            "detail": detail,
            "examples": EXAMPLES,
            "languages": _languages(request),
        },
        record=lambda: public_records.story_list(result),
        table=lambda: Table(HEADS, [list(_cells(story)) for story in result.stories]),
        feed=lambda: [_entry(request, story) for story in result.stories],
        next=result.next,
        description=say("web.search.about"),
        problem=f"{place} {detail}".strip(),
    )


def _lines(request: Request, shown: Sequence[PublicStory]) -> list[Line]:
    said = sentences(request, [entry for story in shown for entry in story.acts])
    say, now = request.say, request.service.clock()
    return [
        Line(
            story,
            direction(text_of(story.title)),
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


def _cells(story: PublicStory) -> Sequence[object]:
    record = public_records.story(story)
    told = " ".join(entry.ref for entry in story.acts)
    return [*(record[head] or "" for head in HEADS[:-1]), told]


def _entry(request: Request, story: PublicStory) -> FeedEntry:
    """A story in the feed of a search; one without an address leads to its act, or to the search."""
    page = next((f"/acts/{entry.ref}" for entry in story.acts), request.address(cursor=""))
    excerpt = text_of(story.excerpt)
    return FeedEntry(
        path=f"/stories/{story.number}",
        title=text_of(story.title),
        updated=story.seen,
        published=story.published,
        summary=story.source,
        lines=[entry.sentence for entry in story.acts],
        quotations=[Quotation(excerpt, story.source, story.lang or None, direction(excerpt))],
        link=safe_link(story.url) or f"{request.base}{page}",
    )


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
