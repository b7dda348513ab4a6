"""Shortens an act that no message can hold as it is, and counts what it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from monitor.digest import ActSummary


def shortened(act: ActSummary, weigh: Callable[[ActSummary], float], room: float) -> ActSummary:
    """The act, or a shorter one that weighs at most `room`; the shortest if none does. Headline, stage and
    link stay.

    Left out in this order: proof sentences and contradictions, the evidence of rows from the last up, the
    excerpt, what the act means, rows from the last up, sources and rules. A step that does not make the act
    lighter is not taken: the channel may show no such thing. The act counts what was left out.
    """
    weight = weigh(act)
    for shorten in _STEPS:
        while weight > room:
            shorter = shorten(act)
            if shorter is None or (lighter := weigh(shorter)) >= weight:
                break
            act, weight = shorter, lighter
    return act


def _without_proofs(act: ActSummary) -> ActSummary | None:
    count = len(act.proofs) + len(act.disputes)
    return replace(act, proofs=(), disputes=(), left_out=act.left_out + count) if count else None


def _less_evidence(act: ActSummary) -> ActSummary | None:
    proven = sum(bool(row.cell_proofs) for row in act.rows)
    if not proven:
        return None
    kept, bared = act.rows[: _reduced(proven)], act.rows[_reduced(proven) :]
    left_out = act.left_out + sum(len(row.cell_proofs) for row in bared)
    return replace(act, rows=(*kept, *(replace(row, cell_proofs=()) for row in bared)), left_out=left_out)


def _without_excerpt(act: ActSummary) -> ActSummary | None:
    return replace(act, excerpt=(), left_out=act.left_out + 1) if act.excerpt else None


def _without_meaning(act: ActSummary) -> ActSummary | None:
    """Without what the act means and who left lately; when it takes effect stays."""
    count = len(act.meaning) + bool(act.wave)
    return replace(act, meaning=(), wave="", left_out=act.left_out + count) if count else None


def _fewer_rows(act: ActSummary) -> ActSummary | None:
    if not act.rows:
        return None
    kept = _reduced(len(act.rows))
    return replace(act, rows=act.rows[:kept], more_rows=act.more_rows + len(act.rows) - kept)


def _reduced(count: int) -> int:
    """An eighth less, at least one: few steps for a long table, and little lost beyond what is needed."""
    return count - max(1, count // 8)


def _without_sources(act: ActSummary) -> ActSummary | None:
    """Without other sources, matches and notes. A missing link becomes that of another source."""
    brief = replace(
        act,
        columns=act.columns if act.rows else (),
        column_keys=act.column_keys if act.rows else (),
        note="",
        matches=(),
        words=(),
        because="",
        other_sources=(),
        unnamed_sources=act.unnamed_sources + len(act.other_sources),
        url=act.url or next((other.url for other in act.other_sources if other.url), None),
    )
    return brief if brief != act else None


_STEPS = (
    _without_proofs,
    _less_evidence,
    _without_excerpt,
    _without_meaning,
    _fewer_rows,
    _without_sources,
)
