"""The Poll transaction: one feed's validators, stories, versions, hits and unsettled rows, all or nothing.

Validators and hashes move only for what was parsed whole, in the transaction that stores it: otherwise the
next 304 would hide stories for ever (docs/faults.md 50).
"""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

from datetime import datetime

from monitor.model import Feed, Fetched, NotModified, Parsed
from monitor.store import rows
from monitor.store.batch import Batch, insert
from monitor.store.connection import Database
from monitor.store.events import note
from monitor.store.intake import gather
from monitor.store.sqlite import sqlite3
from monitor.store.values import PollRecord, PollResult

# permanent redirects in a row before the new address is proposed (docs/faults.md 28)
MOVED = 5
FAILING = 10  # failures in a row before the operator is told


class Polls:
    """Stores the result of a poll."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def record(self, feed: Feed, record: PollRecord, *, page_wait_s: int | None = None) -> PollResult:
        """Stores everything of one poll in one transaction, and when the feed is due again.

        The page of a flagged story with a link is read, and the story waits for it `page_wait_s`
        seconds at most; None: no pages are read, and no story waits. If the feed was removed meanwhile,
        nothing is written.
        """
        with self.database.write() as db:
            state = db.execute(
                "SELECT feed_state.* FROM feed_state JOIN feed ON feed.id = feed WHERE feed = ? AND "
                "removed_at IS NULL",
                (feed.id,),
            ).fetchone()
            if state is None:
                return PollResult()
            result = PollResult()
            if isinstance(record.parsed, Parsed):
                batch = gather(
                    db,
                    record.stories,
                    feed=feed.id,
                    now=record.now,
                    quiet_before=record.quiet_before,
                    page_wait_s=page_wait_s,
                    held=record.parsed.held,
                )
                insert(db, batch)
                self.database.trace("mid_tx_story")
                gap = _slid(state, record.parsed, batch)
                if gap:
                    note(
                        db,
                        "gap",
                        f"{feed.title or feed.address}: items may have been missed since "
                        f"{state['ok_at'][:16]} UTC",
                        record.now,
                        feed=feed.id,
                    )
                result = PollResult(len(batch.stories), batch.changed, len(batch.flagged), gap, batch.langs)
            _store_state(db, feed, state, record, new=result.new)
            self.database.trace("before_commit_poll")
        self.database.trace("after_commit_poll")
        return result


def _slid(state: sqlite3.Row, parsed: Parsed, batch: Batch) -> bool:
    """True if items may have been missed: no item of this poll was seen before (docs/faults.md 27). A
    story that is known by its link or guid counts as seen.
    """
    return (
        bool(state["item_hashes"])
        and parsed.complete
        and parsed.total > 0
        and parsed.overlap == 0
        and not batch.seen_before
    )


# ---------------------------------------------------------------- state


def _store_state(
    db: sqlite3.Connection, feed: Feed, state: sqlite3.Row, record: PollRecord, *, new: int
) -> None:
    """Stores the state of a feed after a poll, and when it is due."""
    now = rows.stamp(record.now)
    due_at = rows.stamp(record.now + record.next_due)
    change: dict[str, object] = {"polled_at": now, "due_from": now, "due_at": due_at}
    if new:
        change["new_at"] = now
    code, text = _error(record)
    if code is None:
        change |= {
            "ok_at": now,
            "error_code": None,
            "error_text": None,
            "error_since": None,
            "error_count": 0,
        }
    else:
        count = state["error_count"] + 1
        change |= {
            "error_code": code,
            "error_text": rows.plain(text),
            "error_since": state["error_since"] or now,
            "error_count": count,
        }
        _tell_of_failure(db, feed, code, text, count, record.now)
    if isinstance(record.fetched, Fetched) and record.error is None:
        change |= _moved(db, feed, state, record.fetched, record.now)
        if code is None:  # the document was read whole, or did not change
            validators = {"etag": record.fetched.etag, "last_modified": record.fetched.last_modified}
            change |= {name: _opaque(text) for name, text in validators.items()} | {"validated_at": now}
            if isinstance(record.parsed, Parsed):
                change |= {"body_hash": record.body_hash, "item_hashes": b"".join(record.parsed.item_hashes)}
    if isinstance(record.parsed, Parsed) and record.parsed.refused:
        note(
            db,
            "refused",
            f"{feed.title or feed.address}: {record.parsed.refused} item(s) not read",
            record.now,
            feed=feed.id,
        )
    columns = ", ".join(f"{name} = :{name}" for name in change)
    db.execute(f"UPDATE feed_state SET {columns} WHERE feed = :feed", change | {"feed": feed.id})


def _opaque(text: str | None) -> str | None:
    """A validator, which must be sent back unchanged; None for one with bytes that are not UTF-8."""
    return text if text is None or rows.plain(text) == text else None


def _error(record: PollRecord) -> tuple[str | None, str]:
    if record.error is not None:
        return record.error.code, record.error.text
    if isinstance(record.parsed, Parsed) and not record.parsed.complete:
        return "truncated", "the document ends in the middle; its whole items were taken"
    assert isinstance(record.fetched, Fetched | NotModified)
    return None, ""


def _tell_of_failure(
    db: sqlite3.Connection, feed: Feed, code: str, text: str, count: int, now: datetime
) -> None:
    """Disables a feed that answers 410 (RFC 9110, 15.5.11); writes one notice for another failure that
    lasts (docs/faults.md 29).
    """
    name = feed.title or feed.address
    if code == "http_410":
        db.execute("UPDATE feed SET enabled = 0 WHERE id = ?", (feed.id,))
        note(db, "feed_gone", f"{name} is gone for good (410) and is no longer polled", now, feed=feed.id)
    elif count == FAILING:
        note(db, "feed_failing", f"{name} failed {FAILING} times in a row: {text}", now, feed=feed.id)


def _moved(
    db: sqlite3.Connection, feed: Feed, state: sqlite3.Row, fetched: Fetched, now: datetime
) -> dict[str, object]:
    """Counts permanent redirects to one address, and writes one notice that proposes it.

    The feed's key stays the address asked for (docs/architecture.md, "Identity").
    """
    if fetched.moved_to is None:
        return {"moved_to": None, "moved_count": 0}
    target = rows.plain(fetched.moved_to)
    count = state["moved_count"] + 1 if state["moved_to"] == target else 1
    if count == MOVED:
        note(
            db, "feed_moved", f"{feed.title or feed.address} says it has moved to {target}", now, feed=feed.id
        )
    return {"moved_to": target, "moved_count": count}
