"""The state of the installation on one page: health, alarms, what waits, the last polls, room on the disk."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.model import Feed, FeedState
from monitor.service.health import Health

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import Alarm, Counts, Event

POLLS = 10  # the newest ones
NOTICES = 15


@dataclass(frozen=True, slots=True)
class Overview:
    """`possible`: exits that wait for a person. `free_bytes`: of the disk with the database; None if that
    cannot be told.
    """

    now: datetime
    started_at: datetime
    health: Health
    rules_error: str
    alarms: tuple[Alarm, ...]
    counts: Counts
    possible: int
    polls: tuple[tuple[Feed, FeedState], ...]
    notices: tuple[Event, ...]
    free_bytes: int | None


def read(service: Service) -> Overview:
    """The state as it is now."""
    store = service.store
    polled = [(feed, state) for feed, state, _ in store.feeds.states() if state.polled_at]
    polled.sort(key=lambda pair: pair[1].polled_at or service.started_at, reverse=True)
    return Overview(
        now=service.clock(),
        started_at=service.started_at,
        health=service.health(),
        rules_error=service.rules_error or "",
        alarms=tuple(store.alarms.all()),
        counts=service.counts(),
        possible=store.possible.count_open(),
        polls=tuple(polled[:POLLS]),
        notices=tuple(store.events.find(limit=NOTICES)),
        free_bytes=_free_bytes(service),
    )


def _free_bytes(service: Service) -> int | None:
    try:
        return shutil.disk_usage(service.config.db.parent).free
    except OSError:
        return None
