"""Stored stories: search, one story with what flagged it, and possible exits that a person decides on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from monitor.errors import UsageError
from monitor.model import Hit, Kind, Story
from monitor.normalize import story_key

ID_DIGITS = 18  # of the id of a story, at most: a longer number is none

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import Possible
    from monitor.store.searching import Unknown


class Decision(StrEnum):
    """What a person does with a possible exit."""

    ACCEPT = "accept"
    DISMISS = "dismiss"

    @property
    def state(self) -> str:
        """The state that it leads to."""
        return "accepted" if self is Decision.ACCEPT else "dismissed"


class Decided(NamedTuple):
    """What came of a decision. `is_new`: it was not decided so before; `file`: the rule file that has the
    story as an example, "" for none.
    """

    is_new: bool
    file: str = ""


@dataclass(frozen=True, slots=True)
class StoredStory:
    """A story, the hits that flagged it, and whether a later version of the judge took it out of its act."""

    story: Story
    hits: tuple[Hit, ...]
    taken_out: bool


def search(service: Service, query: str, limit: int) -> list[Story]:
    """Stories that fit a query of the rule language, newest first. Raises `QueryError` with the place."""
    return service.store.stories.search(query, limit)


def unknown_words(service: Service, query: str) -> list[Unknown]:
    """The words of a query that stand in no story, with those that look like them."""
    return service.store.stories.unknown_words(query)


def count(service: Service) -> int:
    """How many stories are stored."""
    return service.store.counts().stories


def newest(service: Service) -> int:
    """A number that rises with each text that comes in."""
    return service.store.stories.newest_version()


def every(service: Service) -> Iterator[Story]:
    """All stories in their newest version, oldest first."""
    return service.store.stories.all()


def read(service: Service, number: int) -> StoredStory:
    """The story with this id. Raises `UsageError`."""
    story = _numbered(service, number)
    hits = service.store.stories.hits(story)
    return StoredStory(story, hits, service.store.readings.taken_out(story))


def named(service: Service, name: str) -> Story:
    """The story with this id or link. Raises `UsageError`."""
    if name.isdecimal() and len(name) <= ID_DIGITS:
        return _numbered(service, int(name))
    story = service.store.stories.by_key(story_key("", "", name, ""))
    if story is None:
        raise UsageError(
            'No stored story has this link. Give its text instead: treaty-monitor rules explain "the '
            'headline"'
        )
    return story


def _numbered(service: Service, number: int) -> Story:
    story = service.store.stories.get(number)
    if story is None:
        raise UsageError(f"No story {number}; `treaty-monitor stories search WORDS` finds ids.")
    return story


def possible(service: Service, state: str, limit: int) -> list[Possible]:
    """Possible exits in this state (`open`, `accepted`, `dismissed`), best first."""
    return service.store.possible.find(limit=limit, state=state)


def accept(service: Service, story: int, *, kind: Kind | None = None, who: str = "", why: str = "") -> None:
    """Makes a possible exit a flagged story, as `kind` (default: what it was taken for).

    Raises `UsageError` if it is none, or is decided.
    """
    if not service.store.possible.accept(story, service.clock(), kind=kind, who=who, why=why):
        raise _none_open(story)


def dismiss(service: Service, story: int, *, who: str = "", why: str = "") -> None:
    """Decides that a possible exit is none. Raises `UsageError` if it is no possible exit, or is decided."""
    if not service.store.possible.dismiss(story, service.clock(), who=who, why=why):
        raise _none_open(story)


def count_possible(service: Service) -> int:
    """How many possible exits wait for a decision."""
    return service.store.possible.count_open()


def decide(
    service: Service,
    story: int,
    decision: Decision,
    *,
    kind: Kind | None = None,
    who: str = "",
    why: str = "",
    example_of: str = "",
) -> Decided:
    """Accepts or dismisses a possible exit. `example_of`: the rule of the operator to which the story is
    first added as an example; if an example fails, nothing is decided. Raises `UsageError`.
    """
    with service.store.turn():
        state = service.store.possible.state_of(story)
        if state == decision.state:
            return Decided(is_new=False)
        file = ""
        if example_of and state == "open":
            from monitor.service import rule_examples

            is_match = decision is Decision.ACCEPT
            text, note = read(service, story).story, f"story {story}: {why}"
            file = rule_examples.keep(service, example_of, text, note, match=is_match)
        if decision is Decision.ACCEPT:
            accept(service, story, kind=kind, who=who, why=why)
        else:
            dismiss(service, story, who=who, why=why)
        return Decided(is_new=True, file=file)


def _none_open(story: int) -> UsageError:
    return UsageError(
        f"Story {story} is no open possible exit; `treaty-monitor stories possible` lists them."
    )
