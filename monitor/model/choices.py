"""What a reader chose for one act: to mute it, to follow it, a note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

NOTE_CHARS = 500


class Choice(StrEnum):
    """What a destination gets of one act."""

    NONE = ""  # what its saved queries ask for
    MUTE = "mute"  # nothing
    FOLLOW = "follow"  # everything, whatever its saved queries ask for


@dataclass(frozen=True, slots=True)
class ActChoice:
    """The choice of a destination for one act, and its private note (at most `NOTE_CHARS` characters)."""

    choice: Choice = Choice.NONE
    note: str = ""
    at: datetime | None = None


NO_CHOICE = ActChoice()


def newest(choices: Iterable[ActChoice]) -> ActChoice:
    """The choice that counts for an act, of those for it and for the acts that it took in."""
    made = [choice for choice in choices if choice.at is not None]
    return max(made, key=lambda choice: (choice.at, choice.choice), default=NO_CHOICE)
