"""The keys under which stories meet, and the stories that can share an act."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.corrections import Correction
from monitor.model import Evidence, story_of
from monitor.register.episode import (
    order,
)
from monitor.register.statements import pair, press
from monitor.register.values import FlaggedStory


def block_keys(story: FlaggedStory) -> frozenset[str]:
    """The keys through which a story can meet others: actors, entries of the gazetteer, both parties of an
    agreement; never empty.
    """
    keys = {actor.value for termination in story.terminations for actor in termination.actors}
    keys |= {f"={termination.entry}" for termination in story.terminations if termination.entry}
    keys |= {own for own in (press(story),) if own}
    keys |= {
        f"&{both}"
        for termination in story.terminations
        if (both := pair(_codes(termination.actors), _codes(termination.others)))
    }
    return frozenset(keys or {f"#{story.key}"})


def related_stories(
    keys: Iterable[str], stories: Iterable[FlaggedStory], corrections: Iterable[Correction] = ()
) -> tuple[FlaggedStory, ...]:
    """The stories that can share an act with one of these keys, directly or through others, by what they
    state or a person's correction.

    Which act a correction means is found among all that hold its stories, so that these belong together even
    when their acts do not.
    """
    waiting = [(story, block_keys(story)) for story in stories]
    own = {story.key: keys for story, keys in waiting}
    ties = [
        frozenset().union(*(own.get(story_of(key), frozenset()) for key in correction.stories))
        for correction in corrections
    ]
    reached = set(keys)
    size = -1
    while size < len(reached):
        size = len(reached)
        for more in (*(own_keys for _, own_keys in waiting), *ties):
            if more & reached:
                reached |= more
    return tuple(sorted((story for story, own_keys in waiting if own_keys & reached), key=order))


def _codes(parties: Iterable[Evidence]) -> frozenset[str]:
    return frozenset(party.value for party in parties)
