"""The body of a webhook, documented in docs/webhooks.md."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from monitor.channels.fallback import with_fallback
from monitor.channels.hooks import json_bytes
from monitor.channels.subject import subject
from monitor.channels.webhook.fields import VERSION
from monitor.digest import ActSummary, Agreement, CellProof, Digest, PossibleExit
from monitor.model import FirstMessage


def payload(digest: Digest) -> bytes:
    """The JSON of one message: `type`, `timestamp` and `data` (Standard Webhooks, "Payload structure")."""
    silence = digest.silence
    data = {
        "schema": VERSION,
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
        "items": [with_fallback(act, _act) for act in digest.acts],
        "possible": [_possible(exit) for exit in digest.possible.exits],
        "more_possible": digest.possible.more,
        "text": list(digest.lead),
        "silence": {
            "feeds": silence.feeds,
            "failing": len(silence.failing),
            "quiet": len(silence.quiet),
            "complete": round(silence.complete, 4),
            "gaps": len(silence.gaps),
            "deferred": silence.deferred,
            "merged": silence.merged,
            "withheld": silence.withheld,
            "older": silence.older,
            "text": list(digest.coverage),
        },
    }
    return json_bytes({"type": digest.form.value, "timestamp": _time(digest.until), "data": data})


def _act(act: ActSummary) -> dict[str, Any]:
    return {
        "act": act.id,
        "ref": act.ref,
        "kind": act.kind.value,
        "stage": act.stage.value,
        "label": act.label,
        "reasons": [reason.value for reason in act.reasons],
        "sentence": act.sentence,
        "headline": act.headline,
        "excerpt": "".join(piece.text for piece in act.excerpt),
        "url": act.url,
        "source": act.source,
        "official": act.official,
        "lang": act.lang,
        "published": _time(act.published),
        "seen": _time(act.seen),
        "story": act.story,
        "words": list(act.words),
        "because": act.because,
        "why": [{"rule": match.rule, "title": match.title, "why": match.why} for match in act.matches],
        "others": [
            {"source": other.source, "url": other.url, "official": other.official}
            for other in act.other_sources
        ],
        "also_reported_by": act.unnamed_sources,
        "actors": list(act.actors),
        "grade": act.grade.value,
        "standing": act.stage_line,
        "history": [{"stage": stage.value, "at": _time(at)} for stage, at in act.history],
        "rows": [_row(row) for row in act.rows],
        "more_rows": act.more_rows,
        "effect": act.effect,
        "meaning": list(act.meaning),
        "wave": act.wave,
        "principled": act.principled,
        "left_out": act.left_out,
        "withdrawn": act.withdrawn,
        "asked": [{"name": asked.name, "note": asked.note} for asked in act.asked],
        "follows": _first(act.follows) if act.follows else None,
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
        **{field: value or None for field, value in row.fields},
        "evidence": {proof.field: _cell_proof(proof) for proof in row.cell_proofs},
        "effect": row.effect._asdict() | {"conditions": list(row.effect.conditions)} if row.effect else None,
    }


def _cell_proof(proof: CellProof) -> dict[str, Any]:
    return {
        "value": proof.value,
        "sentence": proof.sentence,
        "story": proof.story,
        "source": proof.source,
        "also": [{"value": other.value, "source": other.source} for other in proof.other_values],
    }


def _first(first: FirstMessage) -> dict[str, Any]:
    return {"id": f"msg_{first.wid}", "ref": first.ref, "at": _time(first.at), "url": first.url}


def _time(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
