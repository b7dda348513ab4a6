"""Makes an act of its stories: actors, rows with their cells, stage history, grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from monitor.corrections import Correction, corrected
from monitor.model import Act, Claim, Evidence, Grade, Kind, Naming, Row, Source, Stage, Termination, steps
from monitor.register.cells import Stated, date_cell, form_cell, name_cell, parties, text_cell
from monitor.register.episode import Episode, order, stage_of
from monitor.register.likeness import OTHER_NAMES, SURE, Likeness, likeness
from monitor.register.statements import Statement, about, reported, statement_of, statements_of
from monitor.register.values import FlaggedStory


@dataclass(slots=True)
class _Draft:
    """A row while its statements are being gathered."""

    facts: dict[Statement, int] = field(default_factory=dict)
    said: list[tuple[FlaggedStory, Termination]] = field(default_factory=list)

    def add(self, story: FlaggedStory, one: Termination, what: Statement) -> None:
        self.facts[what] = self.facts.get(what, 0) + 1
        self.said.append((story, one))

    @property
    def entry(self) -> str | None:
        return next((one.entry or one.sort for one in self.facts if one.entry or one.sort), None)

    @property
    def several(self) -> bool:
        """Does the row stand for several agreements, so that no name of one of them is another word for
        it?
        """
        return any(one.naming is Naming.SEVERAL for one in self.facts)

    @property
    def story_keys(self) -> frozenset[str]:
        return frozenset(story.key for story, _ in self.said)

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(one.kind for one in self.facts if one.kind)

    @property
    def others(self) -> frozenset[str]:
        return frozenset().union(*(one.others for one in self.facts))


def act_of(episode: Episode, heads: frozenset[str]) -> Act:
    """The act that the stories of a episode make, before any correction."""
    stories = episode.stories
    actors = parties(
        [Stated(actor, story) for story in stories for one in about(story) for actor in one.actors]
    )
    drafts = _drafts(stories, frozenset(actor.value for actor in actors), heads)
    names = Counter(
        (story.key, one.instrument.value)
        for draft in drafts
        for story, one in draft.said
        if one.instrument is not None
    )
    plural = frozenset(name for name, count in names.items() if count > 1)
    sources = tuple(_source(story, heads) for story in sorted([*stories, *episode.linked], key=order))
    history = steps(_claims(episode, heads))
    return Act(
        kind=Kind.ACT if any(story.kind.of_act is Kind.ACT for story in stories) else Kind.THREAT,
        stage=history[-1].stage,
        actors=actors,
        rows=tuple(_row(draft, plural, heads) for draft in drafts),
        history=history,
        sources=sources,
        grade=_grade(stories),
        closed=episode.closed is not None,
    )


def corrected_acts(
    episodes: Iterable[Episode], corrections: Iterable[Correction], heads: frozenset[str]
) -> tuple[Act, ...]:
    """The acts that these episodes make after every edit and rejection that stands."""
    gathered = list(episodes)
    acts = [act_of(episode, heads) for episode in gathered]
    return corrected(acts, lambda place: _claims(gathered[place], heads), corrections, heads)


def _claims(episode: Episode, heads: frozenset[str]) -> list[Claim]:
    """Which stage each story of an act gives it, in order of the stories."""
    return [
        Claim(
            story.key,
            story.at,
            story.official,
            stage_of(story, statements_of(story, heads)),
            _stage_evidence(story),
        )
        for story in episode.stories
    ]


def _drafts(stories: Sequence[FlaggedStory], actors: frozenset[str], heads: frozenset[str]) -> list[_Draft]:
    """Statements sorted into rows: first those that name an agreement, then the rest to the row they can only
    mean.

    "The agreements with France and Canada" is said of the rows of both, where another story tells the two
    apart.
    """
    drafts: list[_Draft] = []
    loose: list[tuple[FlaggedStory, Termination, Statement]] = []
    together: list[tuple[FlaggedStory, Termination]] = []
    apart = [_partners_apart(story) for story in stories]
    for story in stories:
        for one in about(story):
            what = statement_of(one, heads, story.lang)
            if len(what.others) > 1 and not what.entry and any(what.others <= partners for partners in apart):
                together.append((story, one))
                continue
            if _is_loose(what):
                loose.append((story, one, what))
                continue
            home = max(drafts, key=lambda draft: _fit(draft, what), default=None)
            if home is None or _fit(home, what) < SURE:
                home = _Draft()
                drafts.append(home)
            home.add(story, one, what)
    drafts = _joined(drafts)
    for story, one, what in loose:
        fits = [draft for draft in drafts if _fit(draft, what) >= Likeness.PARTIES]
        possible = [draft for draft in drafts if _fit(draft, what) > Likeness.CONFLICT]
        if not fits and len(possible) == 1 and (len(drafts) == 1 or what.described):
            fits = possible
        tells = what.others or not drafts or (what.described and not possible)
        if not fits and tells and not any(draft.others & what.others for draft in drafts):
            drafts.append(_Draft())
            fits = drafts[-1:]
        if len(fits) == 1:
            fits[0].add(story, one, what)
    for story, one in together:
        for other in one.others:
            fits = [draft for draft in drafts if draft.others == {other.value}]
            if len(fits) == 1:
                single = replace(one, others=(other,))
                fits[0].add(story, single, statement_of(single, heads, story.lang))
    return drafts


def _partners_apart(story: FlaggedStory) -> frozenset[str]:
    """The counterparties with each of which the story tells of an agreement of its own; none unless they are
    several.
    """
    alone = [one.others[0].value for one in about(story) if len(one.others) == 1]
    return frozenset(alone) if len(set(alone)) > 1 else frozenset()


def _is_loose(what: Statement) -> bool:
    """Can a statement be about any row, because it names no agreement, a kind of treaty without a party, or a
    party only?
    """
    if not what.names:
        return True
    return what.naming is Naming.KIND and (not what.others or not (what.sort or what.kind))


def _fit(draft: _Draft, what: Statement) -> Likeness:
    return max(likeness(one, what) for one in draft.facts)


def _joined(drafts: list[_Draft]) -> list[_Draft]:
    """Rows that are one agreement after all: a loose name beside a gazetteer entry with no counterparties of
    its own.
    """
    kept: list[_Draft] = []
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
            for what, count in draft.facts.items():
                target.facts[what] = target.facts.get(what, 0) + count
            target.said += draft.said
    return [draft for draft in drafts if draft in kept]


def _beside(draft: _Draft, other: _Draft) -> bool:
    """Are they one agreement under names that neither agree nor contradict, told by different stories?"""
    told_apart = draft.story_keys & other.story_keys
    return not told_apart and max(_fit(other, one) for one in draft.facts) in OTHER_NAMES


def _loose(draft: _Draft, other: _Draft) -> bool:
    if other.entry is None or other.several:
        return False
    differ = bool(draft.kinds and other.kinds) and not draft.kinds & other.kinds
    if differ and draft.story_keys & other.story_keys:
        return False  # one story tells of both
    if (
        any(one.sort for one in other.facts)
        and max(_fit(other, one) for one in draft.facts) is Likeness.CONFLICT
    ):
        return False  # a kind of treaty is no second name of an agreement
    if not draft.others or draft.others & other.others:
        return True
    return not other.others and not differ  # with a partner and another subject it is another agreement


def _row(draft: _Draft, plural: frozenset[tuple[str, str]], heads: frozenset[str]) -> Row:
    """The row of gathered statements.

    `plural`: story and name of what a story calls several agreements (`the military accords`).
    """

    entry = _commonest([one.entry for _, one in draft.said if one.entry]) or None

    def stated(name: str) -> list[Stated]:
        found = []
        for story, one in draft.said:
            evidence: Evidence | None = getattr(one, name)
            if evidence is not None and evidence.value:
                found.append((one.entry, Stated(evidence, story)))
        every = [said for _, said in found]
        if name != "instrument":
            return every
        # without descriptions, beside those that name the agreement
        named = [said for known, said in found if known == entry]
        single = [
            [said for said in some if (said.story.key, said.evidence.value) not in plural]
            for some in (named, every)
        ]
        return single[0] or single[1] or named or every

    history = steps(
        Claim(story.key, story.at, story.official, Stage(one.stage.value), one.stage)
        for story, one in sorted(draft.said, key=lambda said: order(said[0]))
    )
    kinds = [one.kind for _, one in draft.said if one.kind]
    return Row(
        others=parties([Stated(other, story) for story, one in draft.said for other in one.others]),
        instrument=name_cell(stated("instrument"), heads),
        entry=entry,
        kind=_commonest(kinds),
        signed=date_cell(stated("signed")),
        decided=date_cell(stated("decided")),
        notified=date_cell(stated("notified")),
        ended=date_cell(stated("ended")),
        reason=text_cell(stated("reason")),
        form=form_cell(stated("form")),
        note=text_cell(stated("note")),
        stage=history[-1].stage,
    )


def _commonest(values: Sequence[str]) -> str:
    """The value stated most often; among equals the first in the alphabet."""
    return min(set(values), key=lambda value: (-values.count(value), value), default="")


def _stage_evidence(story: FlaggedStory) -> Evidence:
    stated = reported(story)
    return stated[0].stage if stated else Evidence(story.stage.value, "", story.key, "")


def _source(story: FlaggedStory, heads: frozenset[str]) -> Source:
    return Source(
        key=story.key,
        at=story.at,
        kind=story.kind,
        stage=stage_of(story, statements_of(story, heads)),
        id=story.id,
        source=story.source or story.host,
        official=story.official,
        lang=story.lang,
        quiet=story.quiet,
        digest=blake2b(
            repr((story.kind, story.stage, story.terminations)).encode(), digest_size=8
        ).hexdigest(),
    )


def _grade(stories: Sequence[FlaggedStory]) -> Grade:
    if any(story.official for story in stories):
        return Grade.OFFICIAL
    return Grade.OUTLETS if len({story.source or story.host for story in stories}) > 1 else Grade.PRESS
