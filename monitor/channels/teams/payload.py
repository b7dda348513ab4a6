"""A digest as an Adaptive Card of version 1.4, in a message of the Workflows app.

Text is in `RichTextBlock` elements, which have no Markdown: Teams on phones does not honour its escapes. Only
links are Markdown, in a `TextBlock`; of a feed's text they hold the address and its host. A mention would
need an entry of `msteams.entities`, and the card has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from monitor.channels.chat_text import (
    act_details,
    act_lines,
    coverage,
    exit_lines,
    headline,
    linked_follow,
    markdown_url,
    number,
    period,
    read_label,
)
from monitor.channels.fallback import with_fallback
from monitor.channels.hooks import json_bytes
from monitor.digest import ActSummary, Digest

MAX_LINE = 2000  # characters of one text: a guard, longer than any line of a digest
_CARD = "application/vnd.microsoft.card.adaptive"
_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
_VERSION = "1.4"
# Cards put the reader's date or time in the place of such a function; a space without width divides it.
_FUNCTION = re.compile(r"\{(?=\{(?:DATE|TIME)\()")
_DIVIDED = "{\u200b"

Element = dict[str, Any]


def payload(digest: Digest) -> bytes:
    """The JSON of one message."""
    card = {
        "$schema": _SCHEMA,
        "type": "AdaptiveCard",
        "version": _VERSION,
        "msteams": {"width": "Full"},
        "body": _body(digest),
    }
    return json_bytes(
        {"type": "message", "attachments": [{"contentType": _CARD, "contentUrl": None, "content": card}]}
    )


def _body(digest: Digest) -> list[Element]:
    said = headline(digest)
    body = [_text(said, size="Large", weight="Bolder"), _small(period(digest)), *map(_text, digest.lead)]
    for section in digest.sections:
        body += [_heading(section.title)] if digest.has_headings else []
        body += [with_fallback(act, partial(_act, said=said)) for act in section.acts]
    first, *others = map(_small, (*coverage(digest), number(digest)))
    return [*body, *_possible(digest), first | {"separator": True}, *others]


def _act(act: ActSummary, said: str) -> Element:
    """One act, without the sentence that the message's headline has `said`."""
    lines = act_lines(act, said)
    shown = [_text(lines[0], weight="Bolder"), *map(_text, lines[1:])] if act.sentence in lines[:1] else []
    shown = shown or [_text(line) for line in lines]
    links = [_link(act.url, read_label(act.say, act.host))] if act.url else []
    follow = linked_follow(act)
    links += [_link(follow, act.follow)] if follow else []
    return _container([*shown, _small(act_details(act)), *_links(links)])


def _possible(digest: Digest) -> list[Element]:
    """The section of possible exits, and how many more there are."""
    say, possible = digest.say, digest.possible
    if not possible.count:
        return []
    shown = [_heading(say("possible")), _small(say("possible.note"))]
    for exit in possible.exits:
        links = [_link(exit.url, read_label(say, exit.host))] if exit.url else []
        lines = [*map(_text, exit_lines(exit, say)), _small(exit.details(say))]
        shown.append(_container([*lines, *_links(links)]))
    return [*shown, _small(possible.unshown(say))] if possible.more else shown


def _container(items: list[Element]) -> Element:
    """Elements that stand together, divided from what is above them."""
    return {"type": "Container", "separator": True, "items": items}


def _heading(text: str) -> Element:
    return _text(text, size="Medium", weight="Bolder") | {"spacing": "Large"}


def _small(text: str) -> Element:
    return _text(text, size="Small", isSubtle=True)


def _text(text: str, **look: object) -> Element:
    """Text without any markup."""
    shown = _FUNCTION.sub(_DIVIDED, text if len(text) <= MAX_LINE else text[: MAX_LINE - 1] + "…")
    run = {"type": "TextRun", "text": shown or " ", **look}
    return {"type": "RichTextBlock", "spacing": "Small", "inlines": [run]}


def _links(links: Iterable[str]) -> list[Element]:
    """The links in one line; nothing if there are none."""
    text = " · ".join(filter(None, links))
    return [{"type": "TextBlock", "spacing": "Small", "wrap": True, "text": text}] if text else []


def _link(url: str, text: str) -> str:
    """A link with our own words; empty for an address that cannot be one."""
    address = markdown_url(url)
    return f"[{text}]({address})" if address else ""
