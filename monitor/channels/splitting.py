"""Cut what is too much for one message into several, and keep one story that cannot be rendered from costing
the reader all the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from monitor import log
from monitor.digest import ActSummary, Digest, PossibleExits, Section, Segment

Shape = TypeVar("Shape")

MOST = 50  # acts in one message

_log = log.get_logger(__name__)


def sound(act: ActSummary, shape: Callable[[ActSummary], Shape]) -> Shape:
    """The shape of one act; should that fail, of the plain line: label, headline, reference and link
    (docs/faults.md 91).
    """
    try:
        return shape(act)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one story, the others go out
        _log.error("story rendered as a plain line", act=act.id, error=repr(error))
        title = (Segment(act.headline),)
        bare = ActSummary(
            act.id,
            act.ref,
            act.kind,
            act.stage,
            act.label,
            act.sentence,
            act.headline,
            title,
            act.original,
            url=act.url,
        )
        return shape(bare)


def split(digest: Digest, weigh: Callable[[ActSummary], float], room: float) -> tuple[Digest, ...]:
    """`digest` as messages whose acts weigh at most `room` together, cut between acts, in its order; all
    acts are in them.

    `weigh` says what an act adds to a message. An act that alone is too heavy is shortened, and says so. A
    part holds `MOST` acts at most: more than that nobody reads at once. Possible exits are in none of the
    parts: see `add_possible`.
    """
    parts: list[list[tuple[str, ActSummary]]] = []
    used = 0.0
    for title, whole in ((section.title, act) for section in digest.sections for act in section.acts):
        act = fitting(whole, weigh, room)
        weight = weigh(act)
        if not parts or used + weight > room or len(parts[-1]) == MOST:
            parts.append([])
            used = 0.0
        parts[-1].append((title, act))
        used += weight
    return tuple(_part(digest, acts, number, len(parts)) for number, acts in enumerate(parts, 1)) or (
        replace(digest, possible=PossibleExits()),
    )


def add_possible(
    parts: Sequence[Digest], possible: PossibleExits, fits: Callable[[Digest], bool]
) -> tuple[Digest, ...]:
    """`parts` with the possible exits at the end of the last one: as many as fit, the best ones, and how many
    more there are.

    Where not even one fits, they come in a part of their own. No act is shortened for them.
    """
    if not possible.count:
        return tuple(parts)
    *before, last = parts
    for number in range(len(possible.exits), 0, -1):
        if fits(filled := replace(last, possible=possible.first(number))):
            return (*before, filled)
    if not last.acts:
        return (*before, replace(last, possible=possible.first(0)))
    own = replace(last, sections=(), thread=())
    parts = [replace(part, part=number, parts=len(parts) + 1) for number, part in enumerate((*parts, own), 1)]
    return (*parts[:-1], *add_possible(parts[-1:], possible, fits))


def _part(digest: Digest, acts: Sequence[tuple[str, ActSummary]], number: int, count: int) -> Digest:
    titles = dict.fromkeys(title for title, _ in acts)
    sections = tuple(Section(title, tuple(act for under, act in acts if under == title)) for title in titles)
    thread = tuple(dict.fromkeys(act.follows.wid for _, act in acts if act.follows))
    return replace(
        digest, sections=sections, possible=PossibleExits(), part=number, parts=count, thread=thread
    )


def fitting(act: ActSummary, weigh: Callable[[ActSummary], float], room: float) -> ActSummary:
    """The act, or a shorter one that weighs at most `room`; the shortest when none does. Headline, stage and
    link stay.

    First proof sentences and what contradicts them go, then the evidence of rows from the last up, then the
    excerpt, then rows from the last up, then sources and rules. What does not make it lighter stays: a
    channel may show no such thing. What goes is counted.
    """
    weight = weigh(act)
    for shorten in (_unproven, _less_evidence, _no_excerpt, _fewer_rows, _brief):
        while (
            weight > room and (shorter := shorten(act)) is not None and (lighter := weigh(shorter)) < weight
        ):
            act, weight = shorter, lighter
    return act


def _unproven(act: ActSummary) -> ActSummary | None:
    count = len(act.proofs) + len(act.disputes)
    return replace(act, proofs=(), disputes=(), left_out=act.left_out + count) if count else None


def _less_evidence(act: ActSummary) -> ActSummary | None:
    proven = sum(bool(row.cell_proofs) for row in act.rows)
    kept, bared = act.rows[: _fewer(proven)], act.rows[_fewer(proven) :]
    count = sum(len(row.cell_proofs) for row in bared)
    return (
        replace(
            act,
            rows=(*kept, *(replace(row, cell_proofs=()) for row in bared)),
            left_out=act.left_out + count,
        )
        if proven
        else None
    )


def _no_excerpt(act: ActSummary) -> ActSummary | None:
    return replace(act, excerpt=(), left_out=act.left_out + 1) if act.excerpt else None


def _fewer_rows(act: ActSummary) -> ActSummary | None:
    kept = _fewer(len(act.rows))
    return (
        replace(act, rows=act.rows[:kept], more_rows=act.more_rows + len(act.rows) - kept)
        if act.rows
        else None
    )


def _fewer(count: int) -> int:
    """An eighth less: few tries for a long table, and not much more lost than must be."""
    return count - max(1, count // 8)


def _brief(act: ActSummary) -> ActSummary | None:
    link = act.url or next((other.url for other in act.other_sources if other.url), None)
    beyond = act.unnamed_sources + len(act.other_sources)
    heads = act.column_keys if act.rows else ()
    columns = act.columns if act.rows else ()
    brief = replace(
        act,
        columns=columns,
        column_keys=heads,
        note="",
        matches=(),
        words=(),
        because="",
        other_sources=(),
        unnamed_sources=beyond,
        url=link,
    )
    return brief if brief != act else None
