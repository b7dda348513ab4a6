"""The register: acts with proof. Pure: stories' statements and people's corrections in, entries out.

    build(items, corrections)       the whole register, or one block of it (see `block`, `neighbours`): a
                                    function of the set
    Ledger(items, corrections)      the same, kept in memory while stories arrive: cheap for those that come
                                    in order of time
    decide(before, after)           what changes in the acts that are known, and what subscribers are owed
    export                          csv, json, md and ics of acts (monitor.register.export)

Read `values` first. Why an act is what it is: docs/notes/register.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.model import CELLS, Cell, Grade, Row, Source, Step
from monitor.register.cluster import Fold, block, neighbours, order
from monitor.register.constraints import constraints
from monitor.register.corrections import KEPT, corrected
from monitor.register.decide import decide, told
from monitor.register.ledger import Ledger, Touched
from monitor.register.reports import reports
from monitor.register.values import Change, Correction, Entry, Fix, Former, Item, Known, RowRef, Told

__all__ = [
    "CELLS", "KEPT", "Cell", "Change", "Correction", "Entry", "Fix", "Former", "Grade", "Item",
    "Known", "Ledger", "Row", "RowRef", "Source", "Step", "Told", "Touched", "block", "build", "decide",
    "neighbours", "order", "reports", "told",
]  # fmt: skip


def build(
    items: Iterable[Item], corrections: Iterable[Correction] = (), *, heads: frozenset[str] = frozenset()
) -> tuple[Entry, ...]:
    """The register of these stories: one entry an act, in order of their first stories, whatever order the
    stories come in.

    `items` have different keys. `heads`: the folded words that any agreement's name may have (treaty, pact,
    договор ...), from the lexicon. Stories that only look back (aftermath) join an act or are left out; they
    state nothing in it.
    """
    fixes = tuple(corrections)
    fold = Fold(constraints(fixes), heads)
    for report in sorted((report for item in items for report in reports(item)), key=order):
        fold.take(report)
    return corrected(fold.acts(), fixes, heads)
