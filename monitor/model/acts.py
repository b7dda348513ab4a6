"""Acts and the alerts that subscribers are owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.stories import Hit, Kind, Stage, Story


@dataclass(frozen=True, slots=True)
class Act:
    """Who leaves what, in one episode. Until the register groups stories, each flagged story is its own act."""

    id: int
    ref: str  # short reference for people, as in #A1B2
    kind: Kind
    stage: Stage
    opened_at: datetime
    changed_at: datetime
    stories: tuple[Story, ...] = ()  # best source first
    hits: tuple[Hit, ...] = ()  # of the first story


class Reason(StrEnum):
    """Why an alert was written."""

    NEW = "new"
    RISES = "rises"
    REVERSED = "reversed"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Alert:
    """One append-only row: something about an act that subscribers are owed."""

    id: int
    act: int
    story: int
    kind: Kind
    stage: Stage
    reason: Reason
    at: datetime
