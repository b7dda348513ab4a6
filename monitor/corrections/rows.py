"""Which rows a person pointed at, and whether two rows name one agreement."""

from __future__ import annotations

from monitor.corrections.agreement_names import share_most_words
from monitor.corrections.values import RowRef
from monitor.model import Act, Row


def row_ref(row: Row) -> RowRef:
    """What points at this row later."""
    return RowRef(row.entry, row.instrument.value if row.instrument else "", row.states)


def pointed(rows: tuple[Row, ...], ref: RowRef | None, heads: frozenset[str]) -> frozenset[int]:
    """The places of the rows that a reference means: all without one, else those that fit best."""
    if ref is None:
        return frozenset(range(len(rows)))
    scores = [points(row, ref, heads) for row in rows]
    best = max(scores, default=0)
    if best <= 0:
        return frozenset({0}) if len(rows) == 1 else frozenset()
    return frozenset({scores.index(best)})


def points(row: Row, ref: RowRef, heads: frozenset[str]) -> int:
    """How well a reference fits a row; 0 or less: not at all."""
    score = 4 if ref.entry and ref.entry == row.entry else 0
    score += 3 * len(set(ref.others) & set(row.states)) - len(set(ref.others) ^ set(row.states))
    if ref.instrument and row.instrument is not None:
        score += _points_of_names(ref.instrument, row.instrument.value, heads)
    return score


def _points_of_names(first: str, second: str, heads: frozenset[str]) -> int:
    if first == second:
        return 3
    return 2 if share_most_words(first, second, heads) else 0


def same_agreement(row: Row, other: Row, heads: frozenset[str]) -> bool:
    """True if two rows name one agreement: the same entry of the gazetteer, or names with most words in
    common.
    """
    if row.entry and other.entry:
        return row.entry == other.entry
    if row.instrument is None or other.instrument is None:
        return False
    first, second = row.instrument.value, other.instrument.value
    return first == second or share_most_words(first, second, heads)


def shares_agreement(act: Act, other: Act, heads: frozenset[str]) -> bool:
    """True if two acts have a row of one agreement. Not where both tell the counterparties and no party is
    the same: two tax treaties are two.
    """
    for row in act.rows:
        for other_row in other.rows:
            told = bool(row.states and other_row.states)
            shared = {*act.states, *row.states} & {*other.states, *other_row.states}
            if (shared or not told) and same_agreement(row, other_row, heads):
                return True
    return False
