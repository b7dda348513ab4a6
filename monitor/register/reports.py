"""A story may report several acts: each is an story of its own, with the part of the story's statements that
is about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b

from monitor.model import Kind, Stage, Termination, report_key
from monitor.register.restating import reports_the_end
from monitor.register.statements import about, codes, lately
from monitor.register.values import FlaggedStory

RECENT = timedelta(days=60)


def reports(story: FlaggedStory) -> tuple[FlaggedStory, ...]:
    """The acts that a story reports: its own first, under its key; then what its actors ended before; then
    what other states did.

    What its actors ended months before, and within the year, is registered and told to nobody (`quiet`). What
    the story states without an actor is what its own actors do. The number of a report comes from what it is
    about, so that an edited text moves no other one. A look back at an end of these days reports it in
    passing.
    """
    if reports_the_end(story):
        story = replace(story, kind=Kind.PASSING)
    if len(story.terminations) < 2:
        return (story,)
    lead = next((one.actors for one in story.terminations if one.actors), ())
    stated = tuple(one if one.actors else replace(one, actors=lead) for one in story.terminations)
    whole = replace(story, terminations=stated)
    own = about(whole)
    before = [
        one
        for one in own
        if not one.main and one.ended is not None and not lately(one.ended.value, story, RECENT)
    ]
    others = [one for one in stated if one.main and one not in own and _is_of_these_days(one, story)]
    if len(before) == len(own) or not (before or others):
        return (story,)
    rest = tuple(one for one in stated if one not in before and one not in others)
    earlier = _grouped((f"{_who(one)} {one.ended.value}", one) for one in before if one.ended is not None)
    parts = [(f"before {mark}", group, True) for mark, group in earlier.items()]
    parts += [
        (mark, group, story.quiet) for mark, group in _grouped((_who(one), one) for one in others).items()
    ]
    return (replace(story, terminations=rest), *(_report(story, *part) for part in parts))


def _report(story: FlaggedStory, mark: str, stated: Iterable[Termination], quiet: bool) -> FlaggedStory:
    found = tuple(replace(one, main=True) for one in stated)
    stage = Stage(found[0].stage.value)
    done = stage.rank == 0 or stage.rank >= Stage.DECIDED.rank
    number = int.from_bytes(blake2b(mark.encode(), digest_size=4).digest()) + 2
    return replace(
        story,
        key=report_key(story.key, number),
        kind=(Kind.ACT if done else Kind.THREAT) if story.kind in (Kind.ACT, Kind.THREAT) else story.kind,
        stage=stage,
        terminations=found,
        quiet=quiet,
    )


def _is_of_these_days(one: Termination, story: FlaggedStory) -> bool:
    """Is it no exit of long ago, as tables list them? What tells no day is the story's news."""
    days = [found.value for found in (one.decided, one.notified, one.ended) if found is not None]
    return not days or any(lately(day, story, RECENT) for day in days)


def _who(one: Termination) -> str:
    return " ".join(sorted(codes(one)))


def _grouped(found: Iterable[tuple[str, Termination]]) -> dict[str, list[Termination]]:
    groups: dict[str, list[Termination]] = {}
    for mark, one in found:
        groups.setdefault(mark, []).append(one)
    return groups
