"""Renders an act; if that fails, its shortest form is shown, and the other acts go out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from monitor import log
from monitor.digest import ActSummary, Segment

Rendered = TypeVar("Rendered")

_log = log.get_logger(__name__)


def with_fallback(act: ActSummary, render: Callable[[ActSummary], Rendered]) -> Rendered:
    """What `render` makes of the act, or of its label, headline, reference and link where that raises
    (docs/faults.md 91).
    """
    try:
        return render(act)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one act, the others go out
        _log.error("story rendered as a plain line", act=act.id, error=repr(error))
        return render(_shortest(act))


def _shortest(act: ActSummary) -> ActSummary:
    return ActSummary(
        act.id,
        act.ref,
        act.kind,
        act.stage,
        act.label,
        act.sentence,
        act.headline,
        (Segment(act.headline),),
        act.original,
        url=act.url,
        quoted=act.quoted,
    )
