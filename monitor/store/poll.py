"""The Poll transaction: one feed's validators, stories, versions, hits and unsettled rows, all or nothing.

Validators and hashes move only for what was parsed whole, in the transaction that stores it: otherwise the
next 304 would hide stories for ever (docs/faults.md 50).
"""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from monitor import rhythm
from monitor.errors import StoreBusy, StoreCorrupt, StoreFull
from monitor.model import Feed, Fetched, Hit, NotModified, Parsed, Story
from monitor.store import rows
from monitor.store.batch import Batch, index_texts, insert
from monitor.store.connection import Database
from monitor.store.events import note
from monitor.store.intake import gather
from monitor.store.past_polls import with_poll
from monitor.store.sqlite import sqlite3
from monitor.store.values import PollRecord, PollResult

# permanent redirects in a row, and for how long, before the new address is taken (docs/faults.md 28)
MOVED, MOVED_FOR = 5, timedelta(days=1)
# of 410, before a feed ends: a captive portal or a faulty cache says it for hours
GONE_FOR = timedelta(days=1)
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
            first = _next_version(db)
            result = self._record(db, feed, record, page_wait_s)
            index_texts(db, first)
            self.database.trace("before_commit_poll")
        self.database.trace("after_commit_poll")
        return result

    def record_all(
        self, polls: Sequence[tuple[Feed, PollRecord]], *, page_wait_s: int | None = None
    ) -> list[PollResult | Exception]:
        """Stores several polls in one transaction. If one of them cannot be stored, each has a transaction of
        its own, and its result or error.

        Raises what concerns all: `StoreFull`, `StoreBusy`, `StoreCorrupt`.
        """
        try:
            with self.database.write() as db:
                first = _next_version(db)
                results = [self._record(db, feed, record, page_wait_s) for feed, record in polls]
                index_texts(db, first)
                self.database.trace("before_commit_poll")
        except (StoreFull, StoreBusy, StoreCorrupt):
            raise
        except Exception as error:  # noqa: BLE001 - one poll must not keep the others from being stored
            if len(polls) == 1:
                return [error]
            return [self.record_all([poll], page_wait_s=page_wait_s)[0] for poll in polls]
        self.database.trace("after_commit_poll")
        return list(results)

    def _record(
        self, db: sqlite3.Connection, feed: Feed, record: PollRecord, page_wait_s: int | None
    ) -> PollResult:
        state = db.execute(
            "SELECT feed_state.* FROM feed_state JOIN feed ON feed.id = feed WHERE feed = ? AND "
            "removed_at IS NULL",
            (feed.id,),
        ).fetchone()
        if state is None:
            return PollResult()
        result = PollResult()
        batch = None
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
            insert(db, batch, indexed=False)
            self.database.trace("mid_tx_story")
            gap = _slid(state, record.parsed, batch)
            if gap:
                _note_gap(db, feed, state["ok_at"], record.now)
            result = result_of(record.parsed, batch, gap=gap)
        change = _state_after(db, feed, state, record, new=result.new)
        if batch is not None:
            change |= rhythm_after(state, batch, record.now)
        db.execute(_update_of(tuple(change)), (*change.values(), feed.id))
        return result

    def record_archive(
        self,
        feed: Feed,
        parsed: Parsed,
        stories: Sequence[tuple[Story, tuple[Hit, ...]]],
        now: datetime,
        quiet_before: datetime,
        *,
        page_wait_s: int | None = None,
    ) -> PollResult:
        """Stores the stories of a page of the feed's archive; the state of its polls stays. Stories that were
        published before `quiet_before`, or have no date, are registered and never alerted.
        """
        with self.database.write() as db:
            if (
                db.execute("SELECT 1 FROM feed WHERE id = ? AND removed_at IS NULL", (feed.id,)).fetchone()
                is None
            ):
                return PollResult(met=True)
            batch = gather(
                db,
                stories,
                feed=feed.id,
                now=now,
                quiet_before=quiet_before,
                page_wait_s=page_wait_s,
                held=parsed.held,
            )
            insert(db, batch)
            return result_of(parsed, batch)

    def fill_gap(self, feed: Feed, until: datetime, pages: int, items: int, now: datetime) -> None:
        """Says that the archive of a feed closed the gap that was noticed at `until`."""
        name, at = feed.title or feed.address, rows.stamp(until)
        with self.database.write() as db:
            db.execute(
                "UPDATE feed_gap SET filled_at = ? WHERE feed = ? AND until = ?",
                (rows.stamp(now), feed.id, at),
            )
            db.execute("DELETE FROM event WHERE kind = 'gap' AND feed = ? AND at = ?", (feed.id, at))
            text = f"{name}: {items} missed item(s) were read from {pages} page(s) of its archive"
            note(db, "gap_filled", text, now, feed=feed.id)


def result_of(parsed: Parsed, batch: Batch, *, gap: bool = False) -> PollResult:
    met = parsed.overlap > 0 or batch.seen_before
    return PollResult(len(batch.stories), batch.changed, len(batch.flagged), gap, met, batch.langs)


def _next_version(db: sqlite3.Connection) -> int:
    """The row that the next text will have."""
    number: int = db.execute("SELECT coalesce(max(id), 0) + 1 FROM version").fetchone()[0]
    return number


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


def _note_gap(db: sqlite3.Connection, feed: Feed, since: str, now: datetime) -> None:
    """Writes down that items of this span may have been missed."""
    db.execute(
        "INSERT OR REPLACE INTO feed_gap (feed, since, until) VALUES (?, ?, ?)",
        (feed.id, since, rows.stamp(now)),
    )
    text = f"{feed.title or feed.address}: items may have been missed since {since[:16]} UTC"
    note(db, "gap", text, now, feed=feed.id)


# ---------------------------------------------------------------- state


@lru_cache(maxsize=64)
def _update_of(columns: tuple[str, ...]) -> str:
    """The statement that sets these columns of a feed's state."""
    return f"UPDATE feed_state SET {', '.join(f'{name} = ?' for name in columns)} WHERE feed = ?"


def _state_after(
    db: sqlite3.Connection, feed: Feed, state: sqlite3.Row, record: PollRecord, *, new: int
) -> dict[str, object]:
    """The columns of a feed's state that a poll changes, and when it is due."""
    now = rows.stamp(record.now)
    due_at = rows.stamp(record.now + record.next_due)
    change: dict[str, object] = {"polled_at": now, "due_from": now, "due_at": due_at}
    if new:  # which no hub has sent: it is not relied on
        change |= {"new_at": now, "pushed_until": None}
    code, text = _error(record)
    change["past_polls"] = with_poll(state["past_polls"], record, code, new)
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
        _tell_of_failure(db, feed, state, code, text, record.now)
    if isinstance(record.fetched, Fetched | NotModified) and record.error is None:
        if code is None:
            change |= _read_whole(record)
        change |= _moved(db, feed, state, record.fetched, record.now)
    if isinstance(record.parsed, Parsed) and record.parsed.refused:
        note(
            db,
            "refused",
            f"{feed.title or feed.address}: {record.parsed.refused} item(s) not read",
            record.now,
            feed=feed.id,
        )
    return change


def _read_whole(record: PollRecord) -> dict[str, object]:
    """What a document that was read whole, or did not change, leaves behind. A 304 replaces the validators
    that it names (RFC 9111, 4.3.4), and leaves the day of the last unconditional answer.
    """
    assert isinstance(record.fetched, Fetched | NotModified)
    change: dict[str, object] = {
        "etag": _opaque(record.fetched.etag),
        "last_modified": _opaque(record.fetched.last_modified),
    }
    if isinstance(record.fetched, NotModified):
        return {name: text for name, text in change.items() if text is not None}
    change["validated_at"] = rows.stamp(record.now)
    if isinstance(record.parsed, Parsed):
        change |= {
            "body_hash": record.body_hash,
            "item_hashes": b"".join(record.parsed.item_hashes),
            "ttl_s": record.parsed.ttl_s,
            "skip_hours": ",".join(map(str, sorted(record.parsed.skip_hours))),
            "skip_days": ",".join(map(str, sorted(record.parsed.skip_days))),
        }
    return change


def rhythm_after(state: sqlite3.Row, batch: Batch, now: datetime) -> dict[str, object]:
    """The rhythm with the stories that the feed did not show before. A date counts if the story can have come
    then: after the last good poll; else the time of this one.
    """
    ok_at, packed = rows.maybe_when(state["ok_at"]), state["rhythm"]
    if ok_at is None:
        known = rhythm.first([at for at in batch.published if at is not None], now)
    elif batch.published or packed is None:
        moments = [at if at is not None and ok_at <= at <= now else now for at in batch.published]
        known = rhythm.counted(rows.rhythm(packed), moments, now)
    else:
        return {}
    return {"rhythm": rows.pack_rhythm(known)}


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
    db: sqlite3.Connection, feed: Feed, state: sqlite3.Row, code: str, text: str, now: datetime
) -> None:
    """Disables a feed that answers 410 (RFC 9110, 15.5.11) again, a day after it began to fail; writes one
    notice for another failure that lasts (docs/faults.md 29).
    """
    name, count = feed.title or feed.address, state["error_count"] + 1
    is_gone = code == state["error_code"] == "http_410" and now - rows.when(state["error_since"]) >= GONE_FOR
    if is_gone:
        db.execute("UPDATE feed SET enabled = 0 WHERE id = ?", (feed.id,))
        note(db, "feed_gone", f"{name} is gone for good (410) and is no longer polled", now, feed=feed.id)
    elif count == FAILING:
        note(db, "feed_failing", f"{name} failed {FAILING} times in a row: {text}", now, feed=feed.id)


def _moved(
    db: sqlite3.Connection, feed: Feed, state: sqlite3.Row, fetched: Fetched | NotModified, now: datetime
) -> dict[str, object]:
    """Counts permanent redirects to one address that gave a feed. After a day of them the feed gets that
    address, with a notice; if another feed has it, the notice alone.

    Its stories stay its own (docs/architecture.md, "Identity").
    """
    unmoved: dict[str, object] = {"moved_to": None, "moved_count": 0, "moved_since": None}
    if fetched.moved_to is None:
        return unmoved
    target = rows.plain(fetched.moved_to)
    again = state["moved_to"] == target and state["moved_since"] is not None
    count, since = (state["moved_count"] + 1, state["moved_since"]) if again else (1, rows.stamp(now))
    if count < MOVED or now - rows.when(since) < MOVED_FOR:
        return {"moved_to": target, "moved_count": count, "moved_since": since}
    taken = db.execute("SELECT id FROM feed WHERE address = ?", (target,)).fetchone()
    name = feed.title or feed.address
    if taken is not None:
        _note_once(
            db, feed, f"{name} says it has moved to {target}, which is the address of feed {taken['id']}", now
        )
        return {"moved_to": target, "moved_count": count, "moved_since": since}
    db.execute(
        "UPDATE feed SET identity = coalesce(identity, address), address = ? WHERE id = ?", (target, feed.id)
    )
    note(db, "feed_moved", f"{name} has moved to {target} and is asked there now", now, feed=feed.id)
    return unmoved


def _note_once(db: sqlite3.Connection, feed: Feed, text: str, now: datetime) -> None:
    """Writes a notice about a move, unless it stands there already."""
    told = db.execute(
        "SELECT 1 FROM event WHERE kind = 'feed_moved' AND feed = ? AND text = ?", (feed.id, text)
    )
    if told.fetchone() is None:
        note(db, "feed_moved", text, now, feed=feed.id)
