"""Reads one text for what it states, for `treaty-monitor extract`."""

from __future__ import annotations

import json
import re
from datetime import date

from monitor.errors import UsageError
from monitor.extract import Explanation, Lexicon, explain, extract, html_article
from monitor.judge import Detector
from monitor.match import Document
from monitor.model import Story, Termination
from monitor.service.backtest import story_of

_HEADLINE = re.compile(r"\s*([^\n\t|]{1,250}[^\s.,;:\t|])[ \r]*\n(?=[ \t\r]*\n|.{80}|[-•|])")
_HTML = re.compile(r"\s*<(?:!doctype html|html|head|body|article|div|p|table)\b", re.IGNORECASE)
SIZE_LIMIT = 1_000_000  # characters of one text


def story_in(text: str, name: str, lang: str | None) -> Story:
    """A text as a story: a JSON record of a story file, an HTML page, or plain text, whose lines and
    tables are kept.

    A first line without a full stop is the headline if a blank line or a paragraph follows.

    Raises `UsageError` for an empty or oversized text and for JSON that is no story.
    """
    if not text.strip():
        raise UsageError(f"{name} is empty; give a text, an HTML page or one line of a story file.")
    if len(text) > SIZE_LIMIT:
        raise UsageError(f"{name} has more than {SIZE_LIMIT:,} characters; give one article.")
    if text.lstrip().startswith("{"):
        try:
            return story_of(json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(
                f"{name}: not a story ({type(error).__name__}: {error}); it needs id and title."
            ) from error
    body = html_article(text) if _HTML.match(text) else text
    headline = _HEADLINE.match(body)
    if headline is None:
        return Story(key=name, title="", body=body, lang=lang)
    return Story(key=name, title=headline[1], body=body[headline.end() :], lang=lang)


def terminations(
    detector: Detector, lexicon: Lexicon, story: Story, published: date | None
) -> tuple[Termination, ...]:
    """What a story states, a row an agreement; `published` is the day that "on Friday" counts from."""
    document = Document.of(story)
    story, hits = detector.read(story, document)
    return extract(story, hits, lexicon, published=published, document=document)


def explanation(detector: Detector, lexicon: Lexicon, story: Story, published: date | None) -> Explanation:
    """The same, with the reason of each value and what was not taken."""
    document = Document.of(story)
    story, hits = detector.read(story, document)
    return explain(story, hits, lexicon, published=published, document=document)
