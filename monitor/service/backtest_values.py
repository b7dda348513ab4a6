"""A backtest of a rule that an operator tries, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model import Story

LIMIT_S = 60.0  # after which a backtest ends


class State(StrEnum):
    """How far a backtest is."""

    RUNNING = "running"
    DONE = "done"
    OUT_OF_TIME = "out of time"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Flagged:
    """A story that the rule would have flagged; `is_known`: something flagged it already."""

    story: Story
    rules: tuple[str, ...]
    is_known: bool


@dataclass(frozen=True, slots=True)
class Backtest:
    """A backtest as it is now. `read` of `total` stories, back to `oldest`; `count` are flagged, `known` of
    them were already; `flagged` has the newest of them.
    """

    id: str
    text: str
    began_at: datetime
    total: int
    state: State = State.RUNNING
    read: int = 0
    oldest: datetime | None = None
    count: int = 0
    known: int = 0
    flagged: tuple[Flagged, ...] = ()
    seconds: float = 0.0
    problem: str = ""
