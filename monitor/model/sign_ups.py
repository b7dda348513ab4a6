"""What people ask for by the public form, before and after they confirm it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from monitor.model.destinations import Cadence, SavedQuery, Schedule

ALL, DAILY = SavedQuery(), Schedule(Cadence.DAILY)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a subscriber is to get, when, and in which language."""

    query: SavedQuery = ALL
    schedule: Schedule = DAILY
    reader: str = "en"


@dataclass(frozen=True, slots=True)
class SignUp:
    """An address that asked for messages and has not confirmed it."""

    id: int
    address: str = field(repr=False)
    wanted: Wanted
    asked_at: datetime
    mails: int = 0  # that were written to it


@dataclass(frozen=True, slots=True)
class Consent:
    """When a destination's address was entered in the form, and when its reader confirmed it."""

    asked_at: datetime
    confirmed_at: datetime
