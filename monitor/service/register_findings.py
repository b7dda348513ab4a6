"""What `events check` finds, for the review queue: acts that are not what their stories make, and flagged
stories that are in no act.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from monitor.service.register_checks import COMPARED

if TYPE_CHECKING:
    from monitor.model import Act
    from monitor.service import Service
    from monitor.service.rebuild import Difference

TITLE = 160  # characters


class Finding(NamedTuple):
    """Something that is not as it should be. `refs`: the acts of the register that it is about; `story`: the
    id of the story, 0 for none.
    """

    text: str
    refs: tuple[str, ...] = ()
    story: int = 0


def findings(service: Service) -> list[Finding] | None:
    """What a comparison of the register with its stories finds; None where it is too large to be compared
    while somebody waits: `treaty-monitor events check` does it then.
    """
    from monitor.service import events

    stories, _ = service.store.register.flagged()
    if stories > COMPARED:
        return None
    comparison = events.check(service)
    return [
        *map(_difference, comparison.differences),
        *_of_stories(service, comparison.homeless, "flagged, and in no act"),
        *_of_stories(service, comparison.keyless, "filed under what is not stated any more"),
    ]


def _difference(difference: Difference) -> Finding:
    refs = tuple(act.ref for act in difference.shown)
    if not difference.made:
        return Finding("no story makes it any more", refs)
    made = _counted(difference.made)
    if not refs:
        return Finding(f"not in the register: {made}", refs)
    return Finding(f"{made} that {'reads' if len(difference.made) == 1 else 'read'} otherwise", refs)


def _counted(acts: tuple[Act, ...]) -> str:
    stories = len({source.story for act in acts for source in act.sources})
    who = "1 story makes" if stories == 1 else f"{stories} stories make"
    return f"{who} {'1 act' if len(acts) == 1 else f'{len(acts)} acts'}"


def _of_stories(service: Service, keys: tuple[str, ...], wrong: str) -> Iterator[Finding]:
    for key in keys:
        story = service.store.stories.by_key(key)
        title = story.title[:TITLE] if story else "a story that is stored no more"
        yield Finding(f"{wrong}: {title}", story=(story.id or 0) if story else 0)
