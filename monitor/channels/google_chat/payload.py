"""A digest as a card of Google Chat (`cardsV2`), whose texts are in a small part of HTML.

Text of feeds is escaped, so that neither a tag nor a mention (`<users/all>`) is read in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from html import escape
from typing import Any

from monitor.channels.chat_text import (
    act_details,
    act_lines,
    coverage,
    exit_lines,
    headline,
    linked_follow,
    number,
    read_label,
)
from monitor.channels.fallback import with_fallback
from monitor.channels.hooks import json_bytes
from monitor.channels.subject import subject
from monitor.channels.templates import safe_url
from monitor.digest import ActSummary, Digest

MAX_LINE = 2000  # characters of one line: a guard, longer than any line of a digest
_MENTION = "<users/"
_DIVIDED = "<\u200busers/"  # a space without width

Card = dict[str, Any]


def payload(digest: Digest, card: Card, wid: str) -> bytes:
    """The JSON of one message with the id `wid`."""
    message: dict[str, Any] = {
        # phones show it as the notification
        "fallbackText": subject(digest).replace(_MENTION, _DIVIDED),
        "cardsV2": [{"cardId": wid, "card": card}],
    }
    if digest.is_single_act:
        message["thread"] = {"threadKey": digest.thread[0] if digest.thread else wid}
    return json_bytes(message)


def card(digest: Digest) -> Card:
    """The one card of a message."""
    said = headline(digest)
    portion = f" ({digest.portion})" if digest.portion else ""
    head = [_bold(said)] if said != digest.title else []
    lead = [*head, *map(_escaped, digest.lead)]
    sections: list[dict[str, Any]] = [{"widgets": [_paragraph(lead)]}] if lead else []
    for section in digest.sections:
        title = {"header": _escaped(section.title)} if digest.has_headings else {}
        acts = [_paragraph(with_fallback(act, partial(_act, said=said))) for act in section.acts]
        sections += [(title if place == 0 else {}) | {"widgets": [act]} for place, act in enumerate(acts)]
    end = _paragraph(map(_escaped, (*coverage(digest), number(digest))))
    return {
        # plain text, each in one line: what is long would be cut there
        "header": {"title": f"{digest.title}{portion}", "subtitle": digest.period},
        "sections": [*sections, *_possible(digest), {"widgets": [end]}],
    }


def widgets(card: Card) -> int:
    """How many widgets the card has."""
    return sum(len(section["widgets"]) for section in card["sections"])


def _act(act: ActSummary, said: str) -> list[str]:
    """One act, a line a fact; without the sentence that the headline has `said`."""
    lines = act_lines(act, said)
    shown = [_escaped(line) for line in lines]
    if act.sentence not in said:
        shown[0] = _bold(lines[0])
    links = [_link(act.url, read_label(act.say, act.host))] if act.url else []
    follow = linked_follow(act)
    links += [_link(follow, act.follow)] if follow else []
    return [*shown, f"<i>{_escaped(act_details(act))}</i>", _joined(links)]


def _possible(digest: Digest) -> list[dict[str, Any]]:
    """The section of possible exits, and how many more there are."""
    say, possible = digest.say, digest.possible
    if not possible.count:
        return []
    shown = [_paragraph([f"<i>{_escaped(say('possible.note'))}</i>"])]
    for exit in possible.exits:
        link = _link(exit.url, read_label(say, exit.host)) if exit.url else ""
        lines = [*map(_escaped, exit_lines(exit, say)), f"<i>{_escaped(exit.details(say))}</i>", link]
        shown.append(_paragraph(lines))
    shown += [_paragraph([_escaped(possible.unshown(say))])] if possible.more else []
    return [{"header": _escaped(say("possible")), "widgets": shown}]


def _paragraph(lines: Iterable[str]) -> dict[str, Any]:
    """A widget of these lines, which are HTML."""
    return {"textParagraph": {"text": "<br>".join(filter(None, lines))}}


def _joined(links: Iterable[str]) -> str:
    return " · ".join(filter(None, links))


def _link(url: str, text: str) -> str:
    """A link with our own words; empty for an address that cannot be one."""
    address = safe_url(url)
    return "" if address == "#" else f'<a href="{escape(address)}">{_escaped(text)}</a>'


def _bold(text: str) -> str:
    return f"<b>{_escaped(text)}</b>"


def _escaped(text: str) -> str:
    """Text in which Google Chat reads no tag; it is cut before it is escaped."""
    return escape(text if len(text) <= MAX_LINE else text[: MAX_LINE - 1] + "…", quote=False)
