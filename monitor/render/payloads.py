"""JSON for machines and for chat."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from monitor.digest import Agreement, Digest, Fact, First, Item, PossibleExit, Proof
from monitor.render.fit import sound
from monitor.render.mail import agreements, sources, subject
from monitor.render.templates import safe_url

SLACK_BLOCKS = 50
SLACK_TEXT = 3000
SLACK_HEADER = 150
_HOST = re.compile(r"[a-z0-9.-]+")
_REF = re.compile("[A-Z0-9]{4}")  # a reference that we gave
_MARKUP = re.compile(r"[<>|&*_~`\n]")  # what Slack would read as more than text in a link's words
_HALF_ESCAPE = re.compile("&[a-z]*$")


def webhook_json(digest: Digest) -> bytes:
    """The body of a webhook: `type`, `timestamp` and `data` (Standard Webhooks, "Payload structure"); see
    docs/webhooks.md.
    """
    silence = digest.silence
    data = {
        "schema": 1,
        "ref": digest.ref,
        "sequence": digest.sequence,
        "part": digest.part,
        "parts": digest.parts,
        "destination": digest.destination,
        "subject": subject(digest),
        "since": _time(digest.since),
        "until": _time(digest.until),
        "zone": digest.zone,
        "counts": {
            "exits": digest.counts.exits,
            "reversals": digest.counts.reversals,
            "threats": digest.counts.threats,
            "withdrawn": digest.counts.withdrawn,
        },
        "items": [sound(item, _webhook_item) for item in digest.items],
        "possible": [_webhook_possible(exit) for exit in digest.possible.exits],
        "more_possible": digest.possible.more,
        "more": 0,  # schema 1 has it; nothing is left out any more
        "text": list(digest.lead),
        "silence": {
            "feeds": silence.feeds,
            "failing": len(silence.failing),
            "quiet": len(silence.quiet),
            "gaps": len(silence.gaps),
            "deferred": silence.deferred,
            "merged": silence.merged,
            "text": list(digest.coverage),
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
        "sentence": item.sentence,
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
        "because": item.because,
        "why": [{"rule": match.rule, "title": match.title, "why": match.why} for match in item.matches],
        "others": [
            {"source": other.source, "url": other.url, "official": other.official} for other in item.others
        ],
        "also_reported_by": item.beyond,
        "actors": list(item.actors),
        "grade": item.grade.value,
        "standing": item.standing,
        "history": [{"stage": stage.value, "at": _time(at)} for stage, at in item.history],
        "rows": [_webhook_row(row) for row in item.rows],
        "more_rows": item.more_rows,
        "left_out": item.left_out,
        "withdrawn": item.withdrawn,
        "follows": _webhook_first(item.follows) if item.follows else None,
    }


def _webhook_possible(exit: PossibleExit) -> dict[str, Any]:
    return {
        "story": exit.story,
        "kind": exit.kind.value,
        "score": exit.score,
        "headline": exit.headline,
        "url": exit.url,
        "source": exit.source,
        "official": exit.official,
        "lang": exit.lang,
        "published": _time(exit.published),
        "words": list(exit.words),
        "because": exit.because,
    }


def _webhook_row(row: Agreement) -> dict[str, Any]:
    return {
        "others": list(row.others),
        "instrument": row.instrument or None,
        "kind": row.kind or None,
        "signed": row.signed or None,
        "ended": row.ended or None,
        "stage": row.stage.value,
        "reason": row.reason or None,
        "form": row.form or None,
        "evidence": {fact.field: _webhook_fact(fact) for fact in row.facts},
    }


def _webhook_fact(fact: Fact) -> dict[str, Any]:
    return {
        "value": fact.value,
        "sentence": fact.sentence,
        "story": fact.story,
        "source": fact.source,
        "also": [{"value": one.value, "source": one.source} for one in fact.also],
    }


def _webhook_first(first: First) -> dict[str, Any]:
    return {"id": f"msg_{first.wid}", "ref": first.ref, "at": _time(first.at), "url": first.url}


def _time(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def slack(digest: Digest) -> bytes:
    """Slack blocks.

    Feed text stands in `plain_text` only, so no mention or link in it works (docs/faults.md 117).
    """
    body = {
        "text": _escaped(subject(digest)),
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": _slack_blocks(digest),
    }
    return _json(body)


def slack_blocks(digest: Digest) -> int:
    """How many blocks the message has; Slack takes `SLACK_BLOCKS` of them."""
    return len(_slack_blocks(digest))


def _slack_blocks(digest: Digest) -> list[dict[str, Any]]:
    portion = f" ({digest.portion})" if digest.portion else ""
    said = subject(digest).removeprefix(f"[{digest.product}] ")
    blocks = [_header(said), _context(_plain(f"{digest.title}: {digest.period}{portion}"))]
    blocks += [_section("\n".join(digest.lead))] if digest.lead else []
    for group in digest.groups:
        blocks += [_header(group.title)] if digest.grouped else []
        for item in group.items:
            blocks += sound(item, partial(_slack_item, said=said))
    return [*blocks, *_slack_possible(digest), *_slack_tail(digest)]


def _slack_possible(digest: Digest) -> list[dict[str, Any]]:
    """The section of possible exits: two blocks each, and how many more there are."""
    say, possible = digest.say, digest.possible
    if not possible.count:
        return []
    blocks = [_header(say("possible")), _context(_plain(say("possible.note")))]
    for exit in possible.exits:
        lines = [say("quoted", text=exit.headline), say("why", why=exit.because) if exit.because else ""]
        host = say("read_at", host=exit.host) if _HOST.fullmatch(exit.host) else say("read")
        link = _slack_link(exit.url, host) if exit.url else None
        blocks += [
            *_sections(line for line in lines if line),
            _context(_plain(exit.details(say)), *([link] if link else [])),
        ]
    return blocks + ([_context(_plain(possible.unshown(say)))] if possible.more else [])


def _slack_item(item: Item, said: str) -> list[dict[str, Any]]:
    """One act. What the header of the message has `said` already, is not said again."""
    say = item.say
    excerpt = "".join(piece.text for piece in item.excerpt)
    lines = [] if item.sentence in said else [item.sentence]
    lines += [f"{item.original} {say('quoted', text=item.headline)}", item.stands, *_slack_rows(item)]
    lines += [*(_quoted(proof, item) for proof in item.proofs), excerpt]
    lines += [say("why", why=item.because)] if item.because else []
    lines += [say("more_sources", sources=sources(item))] if item.others or item.beyond else []
    source = say("official", source=item.source) if item.official else item.source
    facts = ["" if item.withdrawn else item.status, source, item.local, f"#{item.ref}"]
    links = []
    if item.url:
        host = say("read_at", host=item.host) if _HOST.fullmatch(item.host) else say("read")
        links.append(_slack_link(item.url, host))
    ours = item.follows and item.follows.url and _REF.fullmatch(item.follows.ref)
    if ours and item.follows and (link := _slack_link(item.follows.url or "", item.follow)):
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
        if len(_escaped(longer)) > SLACK_TEXT and texts[-1]:
            texts.append(line)
        else:
            texts[-1] = longer
    return [_section(text) for text in texts]


def _slack_rows(item: Item) -> list[str]:
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


def _slack_link(url: str, text: str) -> dict[str, Any] | None:
    """A link under our own words: the only mrkdwn, and of the feed's text nothing but the address and its
    host are in it.
    """
    if (address := safe_url(url)) == "#":
        return None
    return {"type": "mrkdwn", "text": f"<{_escaped(address)}|{_MARKUP.sub('', text)}>", "verbatim": True}


def _slack_tail(digest: Digest) -> list[dict[str, Any]]:
    message = digest.say("message.number", ref=digest.ref, number=digest.sequence)
    return [{"type": "divider"}, _context(_plain(message))]


def _header(text: str) -> dict[str, Any]:
    return {"type": "header", "text": _plain(text, SLACK_HEADER)}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _plain(text)}


def _context(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "context", "elements": list(elements)}


def _plain(text: str, limit: int = SLACK_TEXT) -> dict[str, Any]:
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
