"""Sorts what the stories of an act state into rows, one an agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from monitor.model import Naming, Termination
from monitor.register.likeness import OTHER_NAMES, SURE, Likeness, likeness
from monitor.register.statements import Statement, own_terminations, statement_of
from monitor.register.values import FlaggedStory


@dataclass(slots=True)
class RowDraft:
    """A row while its statements are being gathered."""

    statements: dict[Statement, int] = field(default_factory=dict)
    said: list[tuple[FlaggedStory, Termination]] = field(default_factory=list)

    def add(self, story: FlaggedStory, termination: Termination, statement: Statement) -> None:
        self.statements[statement] = self.statements.get(statement, 0) + 1
        self.said.append((story, termination))

    @property
    def entry(self) -> str | None:
        return next(
            (
                statement.entry or statement.sort
                for statement in self.statements
                if statement.entry or statement.sort
            ),
            None,
        )

    @property
    def several(self) -> bool:
        """True if the row stands for several agreements, so that no name of one of them is another word for
        it.
        """
        return any(statement.naming is Naming.SEVERAL for statement in self.statements)

    @property
    def story_keys(self) -> frozenset[str]:
        return frozenset(story.key for story, _ in self.said)

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(statement.kind for statement in self.statements if statement.kind)

    @property
    def others(self) -> frozenset[str]:
        return frozenset().union(*(statement.others for statement in self.statements))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a story states once of an agreement, also in comparable form."""

    story: FlaggedStory
    termination: Termination
    statement: Statement


def drafts_of(stories: Sequence[FlaggedStory], heads: frozenset[str]) -> list[RowDraft]:
    """Statements sorted into rows: first those that name an agreement, then the rest to the row they can only
    mean.

    "The agreements with France and Canada" is said of the rows of both, where another story tells the two
    apart.
    """
    drafts: list[RowDraft] = []
    loose: list[_Said] = []
    together: list[_Said] = []
    apart = [_partners_apart(story) for story in stories]
    for said in _all_said(stories, heads):
        if _is_of_several(said.statement, apart):
            together.append(said)
        elif _is_loose(said.statement):
            loose.append(said)
        else:
            _add_named(drafts, said)
    drafts = _joined(drafts)
    for said in loose:
        _add_loose(drafts, said)
    for said in together:
        _add_to_each(drafts, said, heads)
    return drafts


def _all_said(stories: Sequence[FlaggedStory], heads: frozenset[str]) -> list[_Said]:
    return [
        _Said(story, termination, statement_of(termination, heads, story.lang))
        for story in stories
        for termination in own_terminations(story)
    ]


def _is_of_several(statement: Statement, apart: Sequence[frozenset[str]]) -> bool:
    """True if a statement is about agreements of which a story tells one by one (`apart`: their partners, by
    story).
    """
    if len(statement.others) < 2 or statement.entry:
        return False
    return any(statement.others <= partners for partners in apart)


def _add_named(drafts: list[RowDraft], said: _Said) -> None:
    """Add a statement that names an agreement to the row that it fits best, else to a new one."""
    home = max(drafts, key=lambda draft: _fit(draft, said.statement), default=None)
    if home is None or _fit(home, said.statement) < SURE:
        home = RowDraft()
        drafts.append(home)
    home.add(said.story, said.termination, said.statement)


def _add_loose(drafts: list[RowDraft], said: _Said) -> None:
    """Add a statement that names no agreement to the only row that it can mean; it makes a row of its own if
    it tells of another agreement, and else goes nowhere.
    """
    statement = said.statement
    fits = [draft for draft in drafts if _fit(draft, statement) >= Likeness.PARTIES]
    possible = [draft for draft in drafts if _fit(draft, statement) > Likeness.CONFLICT]
    if not fits and len(possible) == 1 and (len(drafts) == 1 or statement.described):
        fits = possible
    tells = statement.others or not drafts or (statement.described and not possible)
    if not fits and tells and not any(draft.others & statement.others for draft in drafts):
        drafts.append(RowDraft())
        fits = drafts[-1:]
    if len(fits) == 1:
        fits[0].add(said.story, said.termination, statement)


def _add_to_each(drafts: list[RowDraft], said: _Said, heads: frozenset[str]) -> None:
    """Add a statement about several agreements to the row of each of its counterparties."""
    for other in said.termination.others:
        fits = [draft for draft in drafts if draft.others == {other.value}]
        if len(fits) == 1:
            single = replace(said.termination, others=(other,))
            fits[0].add(said.story, single, statement_of(single, heads, said.story.lang))


def _partners_apart(story: FlaggedStory) -> frozenset[str]:
    """The counterparties with each of which the story tells of an agreement of its own; none unless they are
    several.
    """
    alone = [
        termination.others[0].value for termination in own_terminations(story) if len(termination.others) == 1
    ]
    return frozenset(alone) if len(set(alone)) > 1 else frozenset()


def _is_loose(statement: Statement) -> bool:
    """True if a statement can be about any row, because it names no agreement, a kind of treaty without a
    party, or a party only.
    """
    if not statement.names:
        return True
    return statement.naming is Naming.KIND and (
        not statement.others or not (statement.sort or statement.kind)
    )


def _fit(draft: RowDraft, statement: Statement) -> Likeness:
    return max(likeness(known, statement) for known in draft.statements)


def _joined(drafts: list[RowDraft]) -> list[RowDraft]:
    """Rows that are one agreement after all: a loose name beside a gazetteer entry with no counterparties of
    its own.
    """
    kept: list[RowDraft] = []
    two = len(drafts) == 2
    for draft in sorted(drafts, key=lambda draft: (draft.entry is None, -len(draft.said))):
        target = next(
            (
                other
                for other in kept
                if draft.entry is None and (_loose(draft, other) or (two and _beside(draft, other)))
            ),
            None,
        )
        if target is None:
            kept.append(draft)
        else:
            for statement, count in draft.statements.items():
                target.statements[statement] = target.statements.get(statement, 0) + count
            target.said += draft.said
    return [draft for draft in drafts if draft in kept]


def _beside(draft: RowDraft, other: RowDraft) -> bool:
    """True for one agreement under names that neither agree nor contradict, told by different stories."""
    told_apart = draft.story_keys & other.story_keys
    return not told_apart and max(_fit(other, statement) for statement in draft.statements) in OTHER_NAMES


def _loose(draft: RowDraft, other: RowDraft) -> bool:
    if other.entry is None or other.several:
        return False
    differ = bool(draft.kinds and other.kinds) and not draft.kinds & other.kinds
    if differ and draft.story_keys & other.story_keys:
        return False  # one story tells of both
    if (
        any(statement.sort for statement in other.statements)
        and max(_fit(other, statement) for statement in draft.statements) is Likeness.CONFLICT
    ):
        return False  # a kind of treaty is no second name of an agreement
    if not draft.others or draft.others & other.others:
        return True
    return not other.others and not differ  # with a partner and another subject it is another agreement
