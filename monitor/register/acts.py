"""Makes an act of its stories: actors, rows with their cells, stage history, grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b

from monitor.corrections import Correction, corrected
from monitor.model import CELL_TYPES, Act, Claim, Evidence, Grade, Kind, Row, Source, Stage, steps
from monitor.register.cells import Stated, merged, parties
from monitor.register.episode import Episode, order, stage_of
from monitor.register.row_drafts import RowDraft, drafts_of
from monitor.register.statements import leading_terminations, own_terminations, statements_of
from monitor.register.values import FlaggedStory

IN_EFFECT = (Stage.EFFECTIVE, Stage.EXPIRED)


def act_of(episode: Episode, heads: frozenset[str]) -> Act:
    """The act that the stories of an episode make, before any correction and without its grade."""
    stories = episode.stories
    actors = parties(
        [
            Stated(actor, story)
            for story in stories
            for termination in own_terminations(story)
            for actor in termination.actors
        ]
    )
    drafts = drafts_of(stories, heads)
    names = Counter(
        (story.key, termination.instrument.value)
        for draft in drafts
        for story, termination in draft.said
        if termination.instrument is not None
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
        closed=episode.closed is not None,
    )


def corrected_acts(
    episodes: Iterable[Episode], corrections: Iterable[Correction], heads: frozenset[str]
) -> tuple[Act, ...]:
    """The acts that these episodes make after every edit and rejection that stands."""
    gathered = list(episodes)
    acts = [act_of(episode, heads) for episode in gathered]
    made = corrected(acts, lambda place: _claims(gathered[place], heads), corrections, heads)
    return tuple(map(graded, made))


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


def _row(draft: RowDraft, plural: frozenset[tuple[str, str]], heads: frozenset[str]) -> Row:
    """The row of gathered statements.

    `plural`: story and name of what a story calls several agreements (`the military accords`).
    """

    entry = _commonest([termination.entry for _, termination in draft.said if termination.entry]) or None

    def stated(name: str) -> list[Stated]:
        collected = []
        for story, termination in draft.said:
            evidence = termination.cell(name)
            if evidence is not None and evidence.value:
                collected.append((termination.entry, Stated(evidence, story)))
        every = [said for _, said in collected]
        if name != "instrument":
            return every
        # without descriptions, beside those that name the agreement
        named = [said for known, said in collected if known == entry]
        single = [
            [said for said in some if (said.story.key, said.evidence.value) not in plural]
            for some in (named, every)
        ]
        return single[0] or single[1] or named or every

    history = steps(
        Claim(story.key, story.at, story.official, Stage(termination.stage.value), termination.stage)
        for story, termination in sorted(draft.said, key=lambda said: order(said[0]))
    )
    kinds = [termination.kind for _, termination in draft.said if termination.kind]
    return Row(
        others=parties(
            [Stated(other, story) for story, termination in draft.said for other in termination.others]
        ),
        entry=entry,
        kind=_commonest(kinds),
        stage=history[-1].stage,
    ).with_cells({cell.name: merged(cell.kind, stated(cell.name), heads) for cell in CELL_TYPES})


def _commonest(values: Sequence[str]) -> str:
    """The value stated most often; among equals the first in the alphabet."""
    return min(set(values), key=lambda value: (-values.count(value), value), default="")


def _stage_evidence(story: FlaggedStory) -> Evidence:
    stated = leading_terminations(story)
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
        state=story.state,
        depositary=story.depositary,
        lang=story.lang,
        quiet=story.quiet,
        digest=blake2b(
            repr((story.kind, story.stage, story.terminations)).encode(), digest_size=8
        ).hexdigest(),
    )


def graded(act: Act) -> Act:
    """The act with the grade of its evidence, by its sources, parties and stage (`Act.vouching`); an official
    source of nobody is an outlet.
    """
    in_effect = replace(act, grade=Grade.EFFECT)
    own = in_effect.vouching
    if act.stage in IN_EFFECT and any(source.stage in IN_EFFECT for source in own):
        return in_effect
    notified = replace(act, grade=Grade.DEPOSITARY)
    if notified.vouching:
        return notified
    if own:
        return replace(act, grade=Grade.STATE)
    several = len({source.source for source in act.sources if not source.linked}) > 1
    return replace(act, grade=Grade.OUTLETS if several else Grade.PRESS)
