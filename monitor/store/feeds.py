"""Feeds, and the state that polls leave behind."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from monitor.model import Feed, FeedKind, FeedState
from monitor.store import past_polls, rows
from monitor.store.connection import Database
from monitor.store.feed_totals import FeedTotals, doubtful_feeds, feed_totals
from monitor.store.past_polls import PastPoll
from monitor.store.sqlite import sqlite3

_LIVE = "SELECT * FROM feed WHERE removed_at IS NULL"
_BOTH = (
    "SELECT feed.*, feed_state.* FROM feed JOIN feed_state ON feed_state.feed = feed.id WHERE "
    "removed_at IS NULL"
)
_UNKNOWN = "feed_state.feed NOT IN (SELECT value FROM json_each(:known))"


class Gap(NamedTuple):
    """A span of which items may have been missed; `filled_at`: when its archive showed them, if it did."""

    since: datetime
    until: datetime
    filled_at: datetime | None


class Feeds:
    """Reads and writes feeds.

    A removed feed keeps its row, because sightings of stories refer to it.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._looked_at: datetime | None = None  # the last time at which no feed was polled later than now

    def all(self, enabled_only: bool = False) -> list[Feed]:
        """All feeds in the order they were added."""
        return [
            rows.feed(row)
            for row in self.database.rows(f"{_LIVE} AND enabled >= ? ORDER BY id", (int(enabled_only),))
        ]

    def get(self, which: int | str) -> Feed | None:
        """The feed with this id or this address."""
        column = "id" if isinstance(which, int) else "address"
        row = self.database.row(f"{_LIVE} AND {column} = ?", (which,))
        return None if row is None else rows.feed(row)

    def add(
        self,
        address: str,
        *,
        now: datetime,
        title: str = "",
        publisher: str = "",
        kind: FeedKind = FeedKind.PRESS,
        state: str | None = None,
        lang: str | None = None,
        interval_s: int = 900,
        depositary: str | None = None,
    ) -> Feed:
        """Adds a feed, due at once, and returns it.

        One that exists is returned unchanged; one that was removed comes back with these values.
        """
        wanted = Feed(
            0,
            address,
            title=title,
            publisher=publisher,
            kind=kind,
            state=state,
            lang=lang,
            interval_s=interval_s,
            depositary=depositary,
        )
        with self.database.write() as db:
            return _added(db, wanted, now)

    def add_all(self, feeds: Iterable[Feed], now: datetime) -> list[Feed]:
        """Adds these feeds, in one transaction, as `add` does; their ids are new."""
        with self.database.write() as db:
            return [_added(db, feed, now) for feed in feeds]

    def update(self, feed: Feed) -> None:
        """Stores these values under the feed's id.

        The state of its polls stays; for a new address the validators are deleted.
        """
        with self.database.write() as db:
            moved = (
                db.execute("SELECT address FROM feed WHERE id = ?", (feed.id,)).fetchone()["address"]
                != feed.address
            )
            if moved:
                db.execute("UPDATE feed SET identity = coalesce(identity, address) WHERE id = ?", (feed.id,))
            db.execute(
                "UPDATE feed SET address = ?, title = ?, publisher = ?, kind = ?, state = ?, lang = ?, "
                "interval_s = ?, depositary = ?, enabled = ? "
                "WHERE id = ?",
                (
                    feed.address,
                    rows.plain(feed.title),
                    rows.plain(feed.publisher),
                    feed.kind.value,
                    feed.state,
                    feed.lang,
                    feed.interval_s,
                    feed.depositary,
                    int(feed.enabled),
                    feed.id,
                ),
            )
            if moved:
                db.execute(
                    "UPDATE feed_state SET etag = NULL, last_modified = NULL, validated_at = NULL, "
                    "body_hash = NULL, moved_to = NULL, moved_since = NULL, "
                    "moved_count = 0, due_at = due_from WHERE feed = ?",
                    (feed.id,),
                )

    def remove(self, feeds: Sequence[int], now: datetime) -> int:
        """Stops polling these feeds and deletes their settings; their stories stay. Returns how many of
        them there were.
        """
        with self.database.write() as db:
            changed = db.execute(
                "UPDATE feed SET removed_at = ? WHERE id IN (SELECT value FROM json_each(?)) "
                "AND removed_at IS NULL",
                (rows.stamp(now), json.dumps(list(feeds))),
            )
            return changed.rowcount

    def state(self, feed: int) -> FeedState:
        """The state after the last poll of this feed. Raises `KeyError` for an unknown feed."""
        row = self.database.row("SELECT * FROM feed_state WHERE feed = ?", (feed,))
        if row is None:
            raise KeyError(feed)
        return rows.feed_state(row)

    def polled(self, feed: int) -> tuple[FeedState, datetime]:
        """The state of this feed, without hashes, and the time of its next poll. Raises `KeyError`."""
        row = self.database.row("SELECT * FROM feed_state WHERE feed = ?", (feed,))
        if row is None:
            raise KeyError(feed)
        return rows.feed_state(row, hashes=False), rows.when(row["due_at"])

    def states(self, *, hashes: bool = False) -> list[tuple[Feed, FeedState, datetime]]:
        """Every feed with its state and the time of its next poll; `hashes`: with `item_hashes`, which
        only a poll needs.
        """
        return [
            (rows.feed(row), rows.feed_state(row, hashes=hashes), rows.when(row["due_at"]))
            for row in self.database.rows(f"{_BOTH} ORDER BY feed.id")
        ]

    def each(self, at_once: int = 500) -> Iterator[tuple[Feed, FeedState]]:
        """Every feed with its state, without `item_hashes`, a few in memory at a time."""
        last = 0
        while True:
            feed_rows = self.database.rows(
                f"{_BOTH} AND feed.id > ? ORDER BY feed.id LIMIT ?", (last, at_once)
            )
            if not feed_rows:
                return
            for row in feed_rows:
                yield rows.feed(row), rows.feed_state(row, hashes=False)
            last = feed_rows[-1]["id"]

    def totals(self, now: datetime, grace: timedelta) -> FeedTotals:
        """The enabled feeds in a few figures; see `feed_totals`."""
        return feed_totals(self.database, now, grace)

    def doubtful(self, since: datetime) -> list[tuple[Feed, FeedState]]:
        """Enabled feeds of which items may be missing since then; see `doubtful_feeds`."""
        return doubtful_feeds(self.database, since)

    def next_due(self, now: datetime) -> datetime | None:
        """The first time after `now` at which a feed is due, also of one that is paused."""
        return rows.maybe_when(
            self.database.value("SELECT min(due_at) FROM feed_state WHERE due_at > ?", (rows.stamp(now),))
        )

    def due(
        self, now: datetime, limit: int = 1000, known: Collection[int] = ()
    ) -> list[tuple[Feed, FeedState]]:
        """Enabled feeds whose time has come, the most overdue first, without those that are `known` (ids).

        A clock that was set back makes a feed due instead of blocking it.
        """
        values = {"now": rows.stamp(now), "limit": limit, "known": json.dumps(list(known))}
        time_has_come = "due_at <= :now"
        look = self._looked_at is None or now < self._looked_at
        if look:  # at the start and while the clock is behind: this reads all feeds
            time_has_come += " OR due_from > :now"
        feed_rows = self.database.rows(
            f"{_BOTH} AND enabled = 1 AND ({time_has_come}) AND {_UNKNOWN} "
            "ORDER BY due_at, feed.id LIMIT :limit",
            values,
        )
        if not look or (
            len(feed_rows) < limit and all(row["due_from"] <= rows.stamp(now) for row in feed_rows)
        ):
            self._looked_at = now
        return [(rows.feed(row), rows.feed_state(row)) for row in feed_rows]

    def poll_now(self, feeds: Sequence[int], now: datetime) -> None:
        """Makes these feeds due."""
        at = rows.stamp(now)
        with self.database.write() as db:
            db.execute(
                "UPDATE feed_state SET due_from = ?, due_at = ? WHERE feed IN "
                "(SELECT value FROM json_each(?))",
                (at, at, json.dumps(list(feeds))),
            )

    def put_off(self, feeds: Sequence[int], now: datetime, until: datetime) -> None:
        """Makes these feeds due at `until`, if they are due before."""
        with self.database.write() as db:
            db.execute(
                "UPDATE feed_state SET due_from = :now, due_at = :until WHERE due_at < :until AND feed IN "
                "(SELECT value FROM json_each(:feeds))",
                {"now": rows.stamp(now), "until": rows.stamp(until), "feeds": json.dumps(list(feeds))},
            )

    def volumes(
        self, since: datetime, split: datetime, feeds: Sequence[int] | None = None
    ) -> dict[int, tuple[int, int, datetime | None]]:
        """By feed, how many stories it showed for the first time from `since` to `split` and from then on,
        and when the newest. What its first poll brought does not count. `feeds`: only these.
        """
        counts = self.database.rows(
            "SELECT feed_id, newest, "
            "(SELECT count(*) FROM sighting WHERE feed = feed_id AND first_at > began "
            "AND first_at >= :since AND first_at < :split) AS before, "
            "(SELECT count(*) FROM sighting WHERE feed = feed_id AND first_at > began "
            "AND first_at >= :split) AS after "
            "FROM (SELECT id AS feed_id, "
            "(SELECT min(first_at) FROM sighting WHERE feed = feed.id) AS began, "
            "(SELECT max(first_at) FROM sighting WHERE feed = feed.id) AS newest "
            "FROM feed WHERE removed_at IS NULL AND (:feeds IS NULL OR id IN "
            "(SELECT value FROM json_each(:feeds))))",
            {
                "since": rows.stamp(since),
                "split": rows.stamp(split),
                "feeds": None if feeds is None else json.dumps(list(feeds)),
            },
        )
        return {
            row["feed_id"]: (row["before"], row["after"], rows.maybe_when(row["newest"])) for row in counts
        }

    def gaps(self, since: datetime) -> dict[int, list[tuple[datetime, datetime]]]:
        """By feed, the spans that ended after `since` and of which items may have been missed."""
        spans: dict[int, list[tuple[datetime, datetime]]] = {}
        for row in self.database.rows(
            "SELECT feed, since, until FROM feed_gap WHERE until > ? AND filled_at IS NULL "
            "ORDER BY feed, since",
            (rows.stamp(since),),
        ):
            spans.setdefault(row["feed"], []).append((rows.when(row["since"]), rows.when(row["until"])))
        return spans

    def gaps_of(self, feed: int) -> list[Gap]:
        """The gaps of a feed that are kept, the newest first, those that its archive has closed too."""
        return [
            Gap(rows.when(row["since"]), rows.when(row["until"]), rows.maybe_when(row["filled_at"]))
            for row in self.database.rows(
                "SELECT since, until, filled_at FROM feed_gap WHERE feed = ? ORDER BY until DESC", (feed,)
            )
        ]

    def past_polls(self, feeds: Sequence[int]) -> dict[int, tuple[PastPoll, ...]]:
        """The last polls of these feeds, the newest first."""
        return {
            row["feed"]: past_polls.read(row["past_polls"])
            for row in self.database.rows(
                "SELECT feed, past_polls FROM feed_state WHERE feed IN (SELECT value FROM json_each(?))",
                (json.dumps(list(feeds)),),
            )
        }

    def brought(self, feed: int, since: datetime) -> int:
        """How many stories this feed showed for the first time since then."""
        number = self.database.value(
            "SELECT count(*) FROM sighting WHERE feed = ? AND first_at >= ?", (feed, rows.stamp(since))
        )
        return int(number)


def _added(db: sqlite3.Connection, feed: Feed, now: datetime) -> Feed:
    """The feed with its id; one of the same address that is there, as it is."""
    values = (
        rows.plain(feed.title),
        rows.plain(feed.publisher),
        feed.kind.value,
        feed.state,
        feed.lang,
        feed.interval_s,
        feed.depositary,
    )
    at = rows.stamp(now)
    known = db.execute("SELECT * FROM feed WHERE address = ?", (feed.address,)).fetchone()
    if known is not None and known["removed_at"] is None:
        return rows.feed(known)
    if known is None:
        db.execute(
            "INSERT INTO feed (title, publisher, kind, state, lang, interval_s, depositary, "
            "address, enabled, added_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
            (*values, feed.address, at),
        )
    else:
        db.execute(
            "UPDATE feed SET title = ?, publisher = ?, kind = ?, state = ?, lang = ?, "
            "interval_s = ?, depositary = ?, enabled = 1, "
            "removed_at = NULL WHERE id = ?",
            (*values, known["id"]),
        )
    row = db.execute("SELECT * FROM feed WHERE address = ?", (feed.address,)).fetchone()
    # After a removal the next poll is a first poll: old stories are registered, not alerted.
    db.execute(
        "INSERT OR REPLACE INTO feed_state (feed, due_from, due_at) VALUES (?, ?, ?)",
        (row["id"], at, at),
    )
    return rows.feed(row)


def stand_in(db: sqlite3.Connection, address: str, title: str, kind: FeedKind, now: datetime) -> int:
    """The id of the row for stories that no feed brought, because sightings must name a feed: removed,
    disabled, never polled.
    """
    at = rows.stamp(now)
    db.execute(
        "INSERT INTO feed (address, title, publisher, kind, interval_s, enabled, added_at, removed_at) "
        "VALUES (?, ?, '', ?, 86400, 0, ?, ?) ON CONFLICT (address) DO NOTHING",
        (address, title, kind.value, at, at),
    )
    return int(db.execute("SELECT id FROM feed WHERE address = ?", (address,)).fetchone()[0])
