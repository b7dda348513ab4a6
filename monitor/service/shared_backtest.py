"""The newest backtest of a rule, in the database: any process that serves pages may be asked for it."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from monitor.errors import StoreError
from monitor.service.backtest_values import LIMIT_S, Backtest, Flagged, State

if TYPE_CHECKING:
    from monitor.service import Service

KEY, STOP = "backtest", "backtest_stop"  # of the settings of the database
WRITTEN_S = 1.0  # between two states of one that runs
DEAD = timedelta(seconds=2 * LIMIT_S)  # after its beginning, when one that still runs has lost its process


class SharedBacktest:
    """Reads and writes the newest backtest of an installation."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._written = 0.0  # monotonic, seconds

    def write(self, test: Backtest) -> None:
        """Stores how far a backtest is; while it runs, once a second."""
        now = time.monotonic()
        if test.state is State.RUNNING and test.read and now - self._written < WRITTEN_S:
            return
        self._written = now
        with suppress(StoreError):  # the backtest goes on, and this process shows it
            self._service.store.meta.set(KEY, json.dumps(_record(test)))

    def read(self) -> Backtest | None:
        """The newest backtest, without stories that are not there any more."""
        text = self._service.store.meta.get(KEY)
        if text is None:
            return None
        record = json.loads(text)
        began = datetime.fromisoformat(record["began_at"])
        state = State(record["state"])
        if state is State.RUNNING and abs(self._service.clock() - began) > DEAD:
            state = State.STOPPED
        oldest = record["oldest"]
        return Backtest(
            record["id"],
            record["text"],
            began,
            record["total"],
            state,
            record["read"],
            datetime.fromisoformat(oldest) if oldest else None,
            record["count"],
            record["known"],
            tuple(self._flagged(record["flagged"])),
            record["seconds"],
            record["problem"],
        )

    def _flagged(self, rows: list[Any]) -> list[Flagged]:
        stories = [(self._service.store.stories.get(number), rules, known) for number, rules, known in rows]
        return [Flagged(story, tuple(rules), known) for story, rules, known in stories if story is not None]

    def ask_to_stop(self) -> None:
        """Has the newest backtest end, whichever process it runs in."""
        newest = self.read()
        if newest is not None and newest.state is State.RUNNING:
            self._service.store.meta.set(STOP, newest.id)

    def is_to_stop(self, test: Backtest) -> bool:
        """Whether somebody asked for its end."""
        return self._service.store.meta.get(STOP) == test.id


def _record(test: Backtest) -> dict[str, object]:
    return {
        "id": test.id,
        "text": test.text,
        "began_at": test.began_at.isoformat(),
        "total": test.total,
        "state": test.state.value,
        "read": test.read,
        "oldest": test.oldest.isoformat() if test.oldest else None,
        "count": test.count,
        "known": test.known,
        "flagged": [[flagged.story.id, list(flagged.rules), flagged.is_known] for flagged in test.flagged],
        "seconds": test.seconds,
        "problem": test.problem,
    }
