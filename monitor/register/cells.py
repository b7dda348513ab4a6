"""Which value leads a cell, and which ones contradict it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from monitor.corrections.agreement_names import OVERLAP, stems
from monitor.model import Cell, CellKind, Evidence, TreatyDate
from monitor.register.values import FlaggedStory

MOST_OTHERS = 8  # contradicting values that are kept


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as one story states it."""

    evidence: Evidence
    story: FlaggedStory


def merged(kind: CellKind, stated: Sequence[Stated], heads: frozenset[str]) -> Cell | None:
    """The cell of what the stories state, by the kind of its values; None where they state nothing."""
    match kind:
        case CellKind.NAME:
            return name_cell(stated, heads)
        case CellKind.DATE:
            return date_cell(stated)
        case CellKind.CODE:
            return form_cell(stated)
        case CellKind.TEXT:
            return text_cell(stated)


def exactness(text: str) -> int:
    """The exactness of a treaty date: 0 for a decade, 3 for a day."""
    treaty_date = TreatyDate.parse_or_none(text)
    return treaty_date.exactness if treaty_date else 0


def same_date(text: str, other: str) -> bool:
    """True if both dates can be true, one less exactly than the other: 2025-12 and 2025-12-05, 2000s and
    2003-01.
    """
    first, second = TreatyDate.parse_or_none(text), TreatyDate.parse_or_none(other)
    return text == other if first is None or second is None else not first.contradicts(second)


def date_cell(stated: Iterable[Stated]) -> Cell | None:
    """The cell of a date: official source first, then the more exact one, then what more outlets say, then
    the later story.
    """
    said = list(stated)
    outlets: dict[str, set[str]] = {}
    for statement in said:
        outlets.setdefault(statement.evidence.value, set()).add(
            statement.story.source or statement.story.host
        )
    return _cell(said, same_date, lambda value: exactness(value) * (len(said) + 1) + len(outlets[value]))


def text_cell(stated: Iterable[Stated]) -> Cell | None:
    """The cell of a reason or a legal form: the longer text says more."""
    return _cell(
        stated,
        lambda first, second: first.casefold() == second.casefold(),
        lambda value: min(len(value), 200),
    )


def form_cell(stated: Iterable[Stated]) -> Cell | None:
    """The cell of a legal form."""
    return _cell(stated, lambda first, second: first == second, lambda value: 0)


def name_cell(stated: Sequence[Stated], heads: frozenset[str]) -> Cell | None:
    """The cell of an agreement's name: the one whose words most names have, and of such the commonest."""
    weight: dict[str, int] = {}
    common = Counter(statement.evidence.value.casefold() for statement in stated)
    for statement in stated:
        for stem in stems(statement.evidence.value, heads):
            weight[stem] = weight.get(stem, 0) + 1

    def telling(value: str) -> int:
        own = stems(value, heads)
        agreed = sum(2 * weight[stem] - len(stated) for stem in own) if own else -8 * len(stated)
        return agreed * (len(stated) + 1) + common[value.casefold()]

    def same(name: str, other: str) -> bool:
        first, second = stems(name, heads), stems(other, heads)
        return len(first & second) >= OVERLAP * min(len(first), len(second))

    return _cell(stated, same, telling)


def _cell(
    stated: Iterable[Stated], same: Callable[[str, str], bool], specific: Callable[[str], int]
) -> Cell | None:
    ranked = sorted(
        stated,
        key=lambda statement: (
            statement.story.official,
            specific(statement.evidence.value),
            statement.story.at,
            statement.story.key,
        ),
        reverse=True,
    )
    if not ranked:
        return None
    kept: list[Stated] = []
    for statement in ranked:
        if not any(same(statement.evidence.value, other.evidence.value) for other in kept):
            kept.append(statement)
    return Cell(kept[0].evidence, tuple(statement.evidence for statement in kept[1 : MOST_OTHERS + 1]))


def parties(stated: Sequence[Stated]) -> tuple[Evidence, ...]:
    """States, each with its best sentence: those that at least a quarter of the stories that name any agree
    on; sorted by code.
    """
    by_code: dict[str, list[Stated]] = {}
    for statement in stated:
        by_code.setdefault(statement.evidence.value, []).append(statement)
    keys = {statement.story.key for statement in stated}
    counts = {code: len({statement.story.key for statement in said}) for code, said in by_code.items()}
    enough = min(max(counts.values(), default=0), -(-len(keys) // 4))
    best = {
        code: max(
            said,
            key=lambda statement: (
                statement.story.official,
                -statement.story.at.timestamp(),
                statement.story.key,
            ),
        ).evidence
        for code, said in by_code.items()
        if counts[code] >= enough
    }
    return tuple(best[code] for code in sorted(best))
