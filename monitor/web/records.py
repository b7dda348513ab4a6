"""Acts as JSON of the public pages: what `events list --json` prints, without what is not public."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.public import Choice
from monitor.service.public import ToldAct
from monitor.web.shown import Request


def list_record(request: Request, acts: Sequence[ToldAct], choice: Choice) -> dict[str, object]:
    """A page of acts."""
    return {
        "ok": True,
        "count": choice.count,
        "next": choice.next or None,
        "acts": [short_record(act) for act in acts],
    }


def act_record(request: Request, act: ToldAct) -> dict[str, object]:
    """One act."""
    return {"ok": True, "act": short_record(act)}


def short_record(act: ToldAct) -> dict[str, object]:
    """An act in a list."""
    summary = act.summary
    return {
        "ref": summary.ref,
        "sentence": summary.sentence,
        "kind": summary.kind.value,
        "stage": summary.stage.value,
        "actors": list(summary.actors),
        "evidence": summary.grade.value,
        "url": summary.url,
        "source": summary.source,
    }
