"""The last polls of a feed, kept in the row of its state: written by each poll at no further statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.model import FetchError, NotModified, Parsed, PauseReason
from monitor.store.values import PollRecord

KEPT = 8  # polls of a feed
READ, SAME, NOT_MODIFIED = "read", "same", "not modified"  # results without a failure


@dataclass(frozen=True, slots=True)
class PastPoll:
    """A poll that is over. `result`: one of the three above, or the code of its failure; `new`: stories that
    were new; `why`: what decided when the next one is due. `at` is to the second.
    """

    at: datetime
    result: str
    new: int
    why: PauseReason

    @property
    def failed(self) -> bool:
        return self.result not in (READ, SAME, NOT_MODIFIED)


def with_poll(stored: str, record: PollRecord, code: str | None, new: int) -> str:
    """The stored polls with this one before them; the oldest is dropped."""
    poll = f"{int(record.now.timestamp())},{code or _result(record)},{new},{record.why}"
    return ";".join([poll, *stored.split(";", KEPT - 1)[: KEPT - 1]]) if stored else poll


def read(stored: str) -> tuple[PastPoll, ...]:
    """The stored polls, the newest first."""
    return tuple(_poll(*text.split(",")) for text in stored.split(";") if text)


def _poll(at: str, result: str, new: str, why: str) -> PastPoll:
    return PastPoll(datetime.fromtimestamp(int(at), UTC), result, int(new), PauseReason(why))


def _result(record: PollRecord) -> str:
    if isinstance(record.fetched, NotModified):
        return NOT_MODIFIED
    assert not isinstance(record.fetched, FetchError)
    return READ if isinstance(record.parsed, Parsed) else SAME
