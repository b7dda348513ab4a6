"""The register: acts with proof. Pure: stories' statements and people's corrections in, acts out.

    build(stories, corrections)     the whole register, or one block of it (see `block_keys`,
                                    `related_stories`): a function of the set
    Ledger(stories, corrections)    the same, kept in memory while stories arrive: cheap for those that come
                                    in order of time
    decide(before, after)           what changes in the acts that are known, and what subscribers are owed

Read `values` first. Why an act is what it is: docs/notes/register.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.corrections import Correction, constraints
from monitor.model import Act
from monitor.register.acts import corrected_acts
from monitor.register.block_keys import block_keys, related_stories
from monitor.register.decide import decide
from monitor.register.episode import order
from monitor.register.fold import Fold
from monitor.register.ledger import Ledger, Touched
from monitor.register.reports import reports
from monitor.register.telling import told
from monitor.register.values import Bookkeeping, Change, FlaggedStory, Former, Told

__all__ = [
    "Bookkeeping",
    "Change",
    "FlaggedStory",
    "Former",
    "Ledger",
    "Told",
    "Touched",
    "block_keys",
    "build",
    "decide",
    "order",
    "related_stories",
    "reports",
    "told",
]  # fmt: skip


def build(
    stories: Iterable[FlaggedStory],
    corrections: Iterable[Correction] = (),
    *,
    heads: frozenset[str] = frozenset(),
) -> tuple[Act, ...]:
    """The register of these stories: its acts, in order of their first stories, whatever order the
    stories come in.

    `stories` have different keys. `heads`: the folded words that any agreement's name may have (treaty, pact,
    договор ...), from the lexicon. Stories that only look back (aftermath) join an act or are left out; they
    state nothing in it.
    """
    fixes = tuple(corrections)
    fold = Fold(constraints(fixes), heads)
    for report in sorted((report for story in stories for report in reports(story)), key=order):
        fold.take(report)
    return corrected_acts(fold.acts(), fixes, heads)
