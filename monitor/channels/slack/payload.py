"""A digest as Slack blocks."""

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
    number,
    period,
    read_label,
)
from monitor.channels.fallback import with_fallback
from monitor.channels.hooks import json_bytes
from monitor.channels.subject import subject
from monitor.channels.templates import safe_url
from monitor.digest import ActSummary, Digest

MAX_TEXT = 3000
MAX_HEADER = 150
_MARKUP = re.compile(r"[<>|&*_~`\n]")  # markup in the words of a link
_HALF_ESCAPE = re.compile("&[a-z]*$")


def payload(digest: Digest, blocks: list[dict[str, Any]]) -> bytes:
    """The JSON of one message.

    Text of feeds is in `plain_text` objects only, in which no mention and no link works (docs/faults.md 117).
    """
    return json_bytes(
        {
            "text": _escaped(subject(digest)),
            "unfurl_links": False,
            "unfurl_media": False,
            "blocks": blocks,
        }
    )


def blocks(digest: Digest) -> list[dict[str, Any]]:
    """The blocks of one message; Slack takes `MAX_BLOCKS` of them."""
    said = headline(digest)
    blocks = [_header(said), _context(_plain(period(digest)))]
    blocks += [_section("\n".join(digest.lead))] if digest.lead else []
    for section in digest.sections:
        blocks += [_header(section.title)] if digest.has_headings else []
        for act in section.acts:
            blocks += with_fallback(act, partial(_act, said=said))
    end = [_plain("\n".join(coverage(digest)))] if coverage(digest) else []
    return [*blocks, *_possible(digest), {"type": "divider"}, _context(*end, _plain(number(digest)))]


def _possible(digest: Digest) -> list[dict[str, Any]]:
    """The section of possible exits: two blocks each, and how many more there are."""
    say, possible = digest.say, digest.possible
    if not possible.count:
        return []
    blocks = [_header(say("possible")), _context(_plain(say("possible.note")))]
    for exit in possible.exits:
        links = [_link(exit.url, read_label(say, exit.host))] if exit.url else []
        blocks += [*_sections(exit_lines(exit, say)), _context(_plain(exit.details(say)), *_given(links))]
    return blocks + ([_context(_plain(possible.unshown(say)))] if possible.more else [])


def _act(act: ActSummary, said: str) -> list[dict[str, Any]]:
    """The blocks of one act, without the sentence that the header has `said`."""
    links = [_link(act.url, read_label(act.say, act.host))] if act.url else []
    follow = linked_follow(act)
    links += [_link(follow, act.follow)] if follow else []
    return [*_sections(act_lines(act, said)), _context(_plain(act_details(act)), *_given(links))]


def _given(links: Iterable[dict[str, Any] | None]) -> list[dict[str, Any]]:
    return [link for link in links if link is not None]


def _sections(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The lines in as few sections as the limit for the text of a section allows."""
    texts = [""]
    for line in lines:
        longer = f"{texts[-1]}\n{line}" if texts[-1] else line
        if len(_escaped(longer)) > MAX_TEXT and texts[-1]:
            texts.append(line)
        else:
            texts[-1] = longer
    return [_section(text) for text in texts]


def _link(url: str, text: str) -> dict[str, Any] | None:
    """A link with our own words; None for an address that cannot be one.

    This is the only mrkdwn: of a feed's text it holds the address and its host.
    """
    if (address := safe_url(url)) == "#":
        return None
    return {"type": "mrkdwn", "text": f"<{_escaped(address)}|{_MARKUP.sub('', text)}>", "verbatim": True}


def _header(text: str) -> dict[str, Any]:
    return {"type": "header", "text": _plain(text, MAX_HEADER)}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _plain(text)}


def _context(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "context", "elements": list(elements)}


def _plain(text: str, limit: int = MAX_TEXT) -> dict[str, Any]:
    """A text object without markup, cut to `limit`; no escape is split (docs/faults.md 126)."""
    escaped = _escaped(text)
    if len(escaped) > limit:
        escaped = _HALF_ESCAPE.sub("", escaped[: limit - 1]) + "…"
    return {"type": "plain_text", "text": escaped or " ", "emoji": False}


def _escaped(text: str) -> str:
    """Text with the three escapes of Slack ("Formatting text for app surfaces")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
