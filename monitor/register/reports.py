"""A story may report several acts: each becomes a flagged story of its own, with the statements about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b

from monitor.model import Kind, Stage, Termination, report_key
from monitor.register.restating import reports_the_end, tells_a_past_year
from monitor.register.statements import actors_of, is_recent, own_terminations
from monitor.register.values import FlaggedStory

RECENT = timedelta(days=60)


def reports(story: FlaggedStory) -> tuple[FlaggedStory, ...]:
    """The acts that a story reports: its own first, under its key; then what its actors ended before; then
    what other states did.

    What its actors ended months before, and within the year, is registered and told to nobody (`quiet`). What
    the story states without an actor is what its own actors do. The number of a report comes from what it is
    about, so that an edited text moves no other one. A look back at an end of these days reports it in
    passing; so does a headline on an exit of a past year, which below the headline is a look back.
    """
    if reports_the_end(story):
        story = replace(story, kind=Kind.PASSING)
    elif tells_a_past_year(story):
        story = replace(story, kind=Kind.PASSING if _is_in_headline(story) else Kind.AFTERMATH)
    if len(story.terminations) < 2:
        return (story,)
    lead = next((stated.actors for stated in story.terminations if stated.actors), ())
    stated = tuple(own if own.actors else replace(own, actors=lead) for own in story.terminations)
    own = own_terminations(replace(story, terminations=stated))
    before = [termination for termination in own if _is_of_before(termination, story)]
    others = [termination for termination in stated if _is_of_others(termination, own, story)]
    if len(before) == len(own) or not (before or others):
        return (story,)
    rest = tuple(termination for termination in stated if termination not in (*before, *others))
    return (
        replace(story, terminations=rest),
        *(_report(story, f"before {mark}", group, True) for mark, group in _by_end(before).items()),
        *(_report(story, mark, group, story.quiet) for mark, group in _by_actors(others).items()),
    )


def _is_in_headline(story: FlaggedStory) -> bool:
    """True if the headline says that an exit took effect."""
    return any(stated.main and stated.stage.field == "title" for stated in story.terminations)


def _is_of_before(termination: Termination, story: FlaggedStory) -> bool:
    """True for an exit of the story's own actors that lies months back and is mentioned beside."""
    if termination.main or termination.ended is None:
        return False
    return not is_recent(termination.ended.value, story, RECENT)


def _is_of_others(termination: Termination, own: Sequence[Termination], story: FlaggedStory) -> bool:
    """True for an exit of these days that is not the story's own."""
    return termination.main and termination not in own and _is_of_these_days(termination, story)


def _by_end(terminations: Iterable[Termination]) -> dict[str, list[Termination]]:
    """By actors and day of the end."""
    return _grouped(
        (f"{_who(termination)} {termination.ended.value}", termination)
        for termination in terminations
        if termination.ended is not None
    )


def _by_actors(terminations: Iterable[Termination]) -> dict[str, list[Termination]]:
    return _grouped((_who(termination), termination) for termination in terminations)


def _report(story: FlaggedStory, mark: str, stated: Iterable[Termination], quiet: bool) -> FlaggedStory:
    terminations = tuple(replace(termination, main=True) for termination in stated)
    stage = Stage(terminations[0].stage.value)
    done = stage.rank == 0 or stage.rank >= Stage.DECIDED.rank
    number = int.from_bytes(blake2b(mark.encode(), digest_size=4).digest()) + 2
    return replace(
        story,
        key=report_key(story.key, number),
        kind=(Kind.ACT if done else Kind.THREAT) if story.kind in (Kind.ACT, Kind.THREAT) else story.kind,
        stage=stage,
        terminations=terminations,
        quiet=quiet,
    )


def _is_of_these_days(termination: Termination, story: FlaggedStory) -> bool:
    """False for an exit of long ago, as tables list them. What tells no day is the story's news."""
    stated = (termination.decided, termination.notified, termination.ended)
    days = [day.value for day in stated if day is not None]
    return not days or any(is_recent(day, story, RECENT) for day in days)


def _who(termination: Termination) -> str:
    return " ".join(sorted(actors_of(termination)))


def _grouped(marked: Iterable[tuple[str, Termination]]) -> dict[str, list[Termination]]:
    groups: dict[str, list[Termination]] = {}
    for mark, termination in marked:
        groups.setdefault(mark, []).append(termination)
    return groups
