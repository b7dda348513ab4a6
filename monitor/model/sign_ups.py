"""What people ask for by the public form, before and after they confirm it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

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
    mark: str = ""  # tells what is wanted from what is wanted after another form


@dataclass(frozen=True, slots=True)
class Consent:
    """When a destination's address was entered in the form, and when its reader confirmed it."""

    asked_at: datetime
    confirmed_at: datetime


class Own(StrEnum):
    """What a subscriber asks for that is mailed to the address first: a link may have been passed on."""

    EXPORT = "export"
    ERASE = "erase"
    LINK = "link"  # new links, in the place of those of all mails so far


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """Such a request. `mailed_at`: when its mail was written; None: not yet."""

    id: int
    destination: int
    what: Own
    asked_at: datetime
    mailed_at: datetime | None = None
