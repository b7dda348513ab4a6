"""Why a text or a stored story is flagged or not, and what became of a stored one.

The text is read in a child process of the running service, as a feed's is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from monitor import child
from monitor.child import Explained
from monitor.errors import UsageError
from monitor.model import Hit, Story
from monitor.normalize import clean_text
from monitor.sandbox import ChildCrashed
from monitor.service import stories

if TYPE_CHECKING:
    from monitor.service import Service

T = TypeVar("T")
LONGEST = 12_000  # characters of a text that is typed


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a stored story: its hits when it was read, the acts that it reports, and whether it is a
    possible exit (`open`, `accepted`, `dismissed`; "" for none).
    """

    story: Story
    hits: tuple[Hit, ...]
    acts: tuple[str, ...]
    possible: str
    is_waiting: bool
    is_taken_out: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Why a story is flagged or not, as it would be read now; `became`: of a stored one."""

    explained: Explained
    became: Became | None = None


def of_text(service: Service, text: str, lang: str = "") -> Answer:
    """About a text: its first line is the title. Raises `UsageError`."""
    if not text.strip():
        raise UsageError("Give a text, the link of a stored story, or its id.")
    if len(text) > LONGEST:
        raise UsageError(f"That is longer than {LONGEST:,} characters: give the part that matters.")
    title, _, rest = text.strip().partition("\n")
    title, summary = clean_text(title), clean_text(rest)
    return Answer(_explained(service, Story(key="text", title=title, summary=summary, lang=lang or None)))


def of_stored(service: Service, name: str) -> Answer:
    """About the stored story with this id or link. Raises `UsageError`."""
    story = stories.named(service, name)
    return Answer(_explained(service, story), _became(service, story))


def _explained(service: Service, story: Story) -> Explained:
    try:
        return run(service, child.explained, story)
    except (TimeoutError, ChildCrashed) as error:
        raise UsageError("That text takes too long to read: give the part that matters.") from error


def run(service: Service, task: Callable[..., T], *values: Any) -> T:
    """The result of a task of `child`, in a child process if the service runs, else here. Raises `RuleError`,
    and what `Sandbox.run` raises.
    """
    if service.ask_child is not None:
        result: T = service.ask_child(task, *values)
        return result
    from monitor import preload
    from monitor.service.children import sources

    preload.hold(sources(service.rule_texts(), service.config.rules.packaged))
    return task(*values)


def _became(service: Service, story: Story) -> Became:
    store = service.store
    return Became(
        story,
        store.stories.hits(story),
        store.acts.refs_of_story(story.id or 0),
        store.possible.state_of(story.id or 0),
        store.unsettled.is_waiting(story.id or 0),
        store.readings.taken_out(story),
    )
