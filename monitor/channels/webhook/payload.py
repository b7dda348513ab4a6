"""The body of a webhook, documented in docs/webhooks.md."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from monitor.channels.hooks import json_bytes
from monitor.channels.mail_content import subject
from monitor.channels.splitting import sound
from monitor.digest import Agreement, Digest, Fact, Item, PossibleExit
from monitor.model import FirstMessage


def payload(digest: Digest) -> bytes:
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
        "items": [sound(item, _item) for item in digest.items],
        "possible": [_possible(exit) for exit in digest.possible.exits],
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
    return json_bytes({"type": digest.form.value, "timestamp": _time(digest.until), "data": data})


def _item(item: Item) -> dict[str, Any]:
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
        "rows": [_row(row) for row in item.rows],
        "more_rows": item.more_rows,
        "left_out": item.left_out,
        "withdrawn": item.withdrawn,
        "follows": _first(item.follows) if item.follows else None,
    }


def _possible(exit: PossibleExit) -> dict[str, Any]:
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


def _row(row: Agreement) -> dict[str, Any]:
    return {
        "others": list(row.others),
        "instrument": row.instrument or None,
        "kind": row.kind or None,
        "signed": row.signed or None,
        "ended": row.ended or None,
        "stage": row.stage.value,
        "reason": row.reason or None,
        "form": row.form or None,
        "evidence": {fact.field: _fact(fact) for fact in row.facts},
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "value": fact.value,
        "sentence": fact.sentence,
        "story": fact.story,
        "source": fact.source,
        "also": [{"value": one.value, "source": one.source} for one in fact.also],
    }


def _first(first: FirstMessage) -> dict[str, Any]:
    return {"id": f"msg_{first.wid}", "ref": first.ref, "at": _time(first.at), "url": first.url}


def _time(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
