"""A digest as Slack blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from monitor.channels.hooks import json_bytes
from monitor.channels.mail_content import agreements, sources, subject
from monitor.channels.splitting import sound
from monitor.channels.templates import safe_url
from monitor.digest import Digest, Item, Proof

MAX_TEXT = 3000
MAX_HEADER = 150
_HOST = re.compile(r"[a-z0-9.-]+")
_REF = re.compile("[A-Z0-9]{4}")  # a reference that we gave
_MARKUP = re.compile(r"[<>|&*_~`\n]")  # what Slack would read as more than text in a link's words
_HALF_ESCAPE = re.compile("&[a-z]*$")


def payload(digest: Digest, blocks: list[dict[str, Any]]) -> bytes:
    """The JSON of one message.

    Feed text stands in `plain_text` only, so no mention or link in it works (docs/faults.md 117).
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
    portion = f" ({digest.portion})" if digest.portion else ""
    said = subject(digest).removeprefix(f"[{digest.product}] ")
    blocks = [_header(said), _context(_plain(f"{digest.title}: {digest.period}{portion}"))]
    blocks += [_section("\n".join(digest.lead))] if digest.lead else []
    for group in digest.groups:
        blocks += [_header(group.title)] if digest.grouped else []
        for item in group.items:
            blocks += sound(item, partial(_item, said=said))
    return [*blocks, *_possible(digest), *_tail(digest)]


def _possible(digest: Digest) -> list[dict[str, Any]]:
    """The section of possible exits: two blocks each, and how many more there are."""
    say, possible = digest.say, digest.possible
    if not possible.count:
        return []
    blocks = [_header(say("possible")), _context(_plain(say("possible.note")))]
    for exit in possible.exits:
        lines = [say("quoted", text=exit.headline), say("why", why=exit.because) if exit.because else ""]
        host = say("read_at", host=exit.host) if _HOST.fullmatch(exit.host) else say("read")
        link = _link(exit.url, host) if exit.url else None
        blocks += [
            *_sections(line for line in lines if line),
            _context(_plain(exit.details(say)), *([link] if link else [])),
        ]
    return blocks + ([_context(_plain(possible.unshown(say)))] if possible.more else [])


def _item(item: Item, said: str) -> list[dict[str, Any]]:
    """One act. What the header of the message has `said` already, is not said again."""
    say = item.say
    excerpt = "".join(piece.text for piece in item.excerpt)
    lines = [] if item.sentence in said else [item.sentence]
    lines += [f"{item.original} {say('quoted', text=item.headline)}", item.stands, *_rows(item)]
    lines += [*(_quoted(proof, item) for proof in item.proofs), excerpt]
    lines += [say("why", why=item.because)] if item.because else []
    lines += [say("more_sources", sources=sources(item))] if item.others or item.beyond else []
    source = say("official", source=item.source) if item.official else item.source
    facts = ["" if item.withdrawn else item.status, source, item.local, f"#{item.ref}"]
    links = []
    if item.url:
        host = say("read_at", host=item.host) if _HOST.fullmatch(item.host) else say("read")
        links.append(_link(item.url, host))
    ours = item.follows and item.follows.url and _REF.fullmatch(item.follows.ref)
    if ours and item.follows and (link := _link(item.follows.url or "", item.follow)):
        links.append(link)
    elif item.follow:
        facts.append(item.follow)
    details = _plain(" · ".join(fact for fact in facts if fact))
    lines.append(item.shortened)
    return [*_sections(line for line in lines if line), _context(details, *(link for link in links if link))]


def _sections(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The lines in as few sections as Slack's limit for the text of one allows."""
    texts = [""]
    for line in lines:
        longer = f"{texts[-1]}\n{line}" if texts[-1] else line
        if len(_escaped(longer)) > MAX_TEXT and texts[-1]:
            texts.append(line)
        else:
            texts[-1] = longer
    return [_section(text) for text in texts]


def _rows(item: Item) -> list[str]:
    """A line an agreement: "• Canada · Fishing Agreement · signed 20 Nov 1989 · ended Dec 2025"."""
    say = item.say
    lines = []
    for row in item.rows if item.columns else ():
        told = " · ".join(
            say(f"row.{head}", date=cell) if say.has(f"row.{head}") else cell
            for head, cell in zip(item.heads, row.cells, strict=True)
        )
        lines.append("• " + (say("row.reason", row=told, reason=row.note) if row.note else told))
    lines += [agreements(item)] if item.more_rows else []
    lines += [say("reason", reason=item.note)] if item.note else []
    return lines + ([say("also_stated", values="; ".join(item.disputes))] if item.disputes else [])


def _quoted(proof: Proof, item: Item) -> str:
    text = "".join(piece.text for piece in proof.sentence)
    said = item.say("quoted", text=text) if proof.quoted else text
    return item.say("quoted.by", quote=said, source=proof.source) if proof.source else said


def _link(url: str, text: str) -> dict[str, Any] | None:
    """A link under our own words: the only mrkdwn, and of the feed's text nothing but the address and its
    host are in it.
    """
    if (address := safe_url(url)) == "#":
        return None
    return {"type": "mrkdwn", "text": f"<{_escaped(address)}|{_MARKUP.sub('', text)}>", "verbatim": True}


def _tail(digest: Digest) -> list[dict[str, Any]]:
    message = digest.say("message.number", ref=digest.ref, number=digest.sequence)
    return [{"type": "divider"}, _context(_plain(message))]


def _header(text: str) -> dict[str, Any]:
    return {"type": "header", "text": _plain(text, MAX_HEADER)}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _plain(text)}


def _context(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "context", "elements": list(elements)}


def _plain(text: str, limit: int = MAX_TEXT) -> dict[str, Any]:
    """A text object in which nothing is read as markup; cut so that no escape is split (docs/faults.md
    126).
    """
    escaped = _escaped(text)
    if len(escaped) > limit:
        escaped = _HALF_ESCAPE.sub("", escaped[: limit - 1]) + "…"
    return {"type": "plain_text", "text": escaped or " ", "emoji": False}


def _escaped(text: str) -> str:
    """Slack's three escapes ("Formatting text for app surfaces")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
