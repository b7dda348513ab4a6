"""JSON for machines and for chat."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from monitor.digest import Digest, Item
from monitor.render.fit import fitted, sound
from monitor.render.mail import subject
from monitor.render.templates import safe_url

WEBHOOK_BYTES = 20_000  # Standard Webhooks asks for bodies below 20 kB
SLACK_BLOCKS = 50
SLACK_TEXT = 3000
SLACK_HEADER = 150
_PLAIN_HOST = re.compile(r"[a-z0-9.-]+")
_HALF_ESCAPE = re.compile("&[a-z]*$")


def webhook_json(digest: Digest) -> bytes:
    """The body of a webhook: `type`, `timestamp` and `data` (Standard Webhooks, "Payload structure"); see docs/notes/digest.md."""
    return fitted(digest, WEBHOOK_BYTES, _webhook)


def _webhook(digest: Digest) -> bytes:
    silence = digest.silence
    data = {
        "schema": 1,
        "ref": digest.ref,
        "sequence": digest.sequence,
        "destination": digest.destination,
        "subject": subject(digest),
        "since": _time(digest.since),
        "until": _time(digest.until),
        "zone": digest.zone,
        "counts": {"exits": digest.counts.exits, "reversals": digest.counts.reversals, "threats": digest.counts.threats},
        "items": [sound(item, _webhook_item) for item in digest.items],
        "more": digest.more,
        "text": list(digest.lead),
        "silence": {
            "feeds": silence.feeds,
            "failing": len(silence.failing),
            "quiet": len(silence.quiet),
            "gaps": len(silence.gaps),
            "deferred": silence.deferred,
            "merged": silence.merged,
            "text": list(digest.silence_lines),
        },
    }
    return _json({"type": digest.form.value, "timestamp": _time(digest.until), "data": data})


def _webhook_item(item: Item) -> dict[str, Any]:
    return {
        "act": item.act,
        "ref": item.ref,
        "kind": item.kind.value,
        "stage": item.stage.value,
        "label": item.label,
        "reasons": [reason.value for reason in item.reasons],
        "headline": item.headline,
        "excerpt": "".join(piece.text for piece in item.excerpt),
        "url": item.url,
        "source": item.source,
        "official": item.official,
        "lang": item.lang,
        "published": _time(item.published),
        "seen": _time(item.seen),
        "story": item.story,
        "words": list(item.words),
        "why": [{"rule": match.rule, "title": match.title, "why": match.why} for match in item.matches],
        "others": [{"source": other.source, "url": other.url} for other in item.others],
    }


def _time(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def slack(digest: Digest) -> bytes:
    """Slack blocks within Slack's limits. Feed text stands in `plain_text` only, so no mention or link in it works (FAULTS 117)."""
    head = [_header(subject(digest).removeprefix(f"[{digest.product}] ")), _context(_plain(f"{digest.title}: {digest.period}"))]
    tail = _slack_tail(digest)
    middle: list[dict[str, Any]] = [_section("\n".join(digest.lead))] if digest.lead else []
    shown = 0
    for group in digest.groups:
        before = shown
        blocks = [_header(group.title)] if digest.grouped else []
        for item in group.items:
            if len(head) + len(middle) + len(blocks) + len(tail) + 3 > SLACK_BLOCKS:  # two for the item, one for "more"
                break
            blocks += sound(item, _slack_item)
            shown += 1
        middle += blocks if shown > before else []
    if more := digest.more + len(digest.items) - shown:
        middle.append(_context(_plain(f"and {more} more")))
    return _json({"text": _escaped(subject(digest)), "unfurl_links": False, "unfurl_media": False, "blocks": [*head, *middle, *tail]})


def _slack_item(item: Item) -> list[dict[str, Any]]:
    excerpt = "".join(piece.text for piece in item.excerpt)
    why = [f"Why: {item.because}"] if item.matches else []
    words = f"Matched: {', '.join(item.words)}" if item.words else ""
    facts = [item.status, item.source + (" (official)" if item.official else ""), item.local]
    facts += [f"also: {', '.join(other.source for other in item.others)}"] if item.others else []
    facts.append(f"#{item.ref}")
    parts = [_plain(" · ".join(fact for fact in facts if fact))]
    if link := _slack_link(item):
        parts.append(link)
    return [_section("\n".join(line for line in (item.headline, excerpt, *why, words) if line)), _context(*parts)]


def _slack_link(item: Item) -> dict[str, Any] | None:
    """A link under our own words: the only mrkdwn, and of the feed's text nothing but the address and its host are in it."""
    if not item.url or (address := safe_url(item.url)) == "#":
        return None
    where = f"Read at {item.host}" if _PLAIN_HOST.fullmatch(item.host) else "Read the story"
    return {"type": "mrkdwn", "text": f"<{_escaped(address)}|{where}>", "verbatim": True}


def _slack_tail(digest: Digest) -> list[dict[str, Any]]:
    lines = [*digest.silence_lines, f"Message #{digest.ref}, no. {digest.sequence}"]
    return [{"type": "divider"}, _context(_plain("\n".join(lines)))]


def _header(text: str) -> dict[str, Any]:
    return {"type": "header", "text": _plain(text, SLACK_HEADER)}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _plain(text)}


def _context(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "context", "elements": list(elements)}


def _plain(text: str, limit: int = SLACK_TEXT) -> dict[str, Any]:
    """A text object in which nothing is read as markup; cut so that no escape is split (FAULTS 126)."""
    escaped = _escaped(text)
    if len(escaped) > limit:
        escaped = _HALF_ESCAPE.sub("", escaped[: limit - 1]) + "…"
    return {"type": "plain_text", "text": escaped or " ", "emoji": False}


def _escaped(text: str) -> str:
    """Slack's three escapes ("Formatting text for app surfaces")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
