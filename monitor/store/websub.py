"""Subscriptions at hubs (WebSub): which hub sends what is new of which feed, and until when."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Feed, Hit, Parsed, Story
from monitor.store import rows
from monitor.store.batch import insert
from monitor.store.connection import Database
from monitor.store.intake import gather
from monitor.store.poll import result_of, rhythm_after
from monitor.store.sqlite import sqlite3
from monitor.store.values import PollResult

HASHES = 5_000  # of items seen that are kept between two polls
TRUSTED = timedelta(days=1)  # a hub that has sent nothing for so long is not relied on
UNANSWERED = timedelta(hours=1)  # a hub that has not asked back by then is asked again
DENIED = timedelta(days=7)  # until a hub that refused a subscription is asked again
_ALL = (
    "SELECT websub.*, feed.enabled AND feed.removed_at IS NULL AS is_polled FROM websub "
    "JOIN feed ON feed.id = websub.feed"
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """The subscription of a feed. `pending`: what the hub was asked for and has not asked back about
    (`subscribe`, `unsubscribe`), "" for nothing.
    """

    feed: int
    hub: str
    topic: str
    epoch: int
    wanted: bool  # by the operator, and the feed is polled
    pending: str
    lease_until: datetime | None
    pushed_at: datetime | None
    due_at: datetime
    failures: int
    problem: str

    def is_live(self, now: datetime) -> bool:
        """True while the hub sends what is new."""
        return self.lease_until is not None and now < self.lease_until


class Subscriptions:
    """Reads and writes subscriptions, one a feed that names a hub."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def all(self) -> list[Subscription]:
        """All of them, those of removed feeds too, by feed."""
        return [_subscription(row) for row in self.database.rows(f"{_ALL} ORDER BY websub.feed")]

    def get(self, feed: int) -> Subscription | None:
        """That of this feed; None if it names no hub."""
        row = self.database.row(f"{_ALL} WHERE websub.feed = ?", (feed,))
        return None if row is None else _subscription(row)

    def due(self, now: datetime, limit: int) -> list[Subscription]:
        """Those whose hub is to be asked: for the first or another lease, or to end one that nobody wants."""
        selected = self.database.rows(
            f"SELECT * FROM ({_ALL}) WHERE (is_polled AND wanted AND due_at <= :now) OR (NOT (is_polled AND "
            "wanted) AND lease_until > :now AND (pending IS NOT 'unsubscribe' OR due_at <= :now)) "
            "ORDER BY due_at LIMIT :limit",
            {"now": rows.stamp(now), "limit": limit},
        )
        return [_subscription(row) for row in selected]

    def live(self, now: datetime) -> int:
        """How many hubs send what is new."""
        return int(
            self.database.value("SELECT count(*) FROM websub WHERE lease_until > ?", (rows.stamp(now),))
        )

    def discovered(self, feed: int, hub: str, topic: str, now: datetime) -> None:
        """A feed names this hub: it is asked for a subscription. One at another hub is left to its end."""
        with self.database.write() as db:
            db.execute(
                "INSERT INTO websub (feed, hub, topic, due_at) VALUES (:feed, :hub, :topic, :now) "
                "ON CONFLICT (feed) DO UPDATE SET hub = excluded.hub, topic = excluded.topic, "
                "epoch = epoch + 1, pending = NULL, lease_until = NULL, due_at = excluded.due_at, "
                "failures = 0, problem = '' WHERE hub <> excluded.hub OR topic <> excluded.topic",
                {"feed": feed, "hub": rows.plain(hub), "topic": rows.plain(topic), "now": rows.stamp(now)},
            )

    def want(self, feed: int, *, wanted: bool, now: datetime) -> None:
        """What the operator wants; a new subscription has a new token and a new secret."""
        with self.database.write() as db:
            db.execute(
                "UPDATE websub SET epoch = epoch + (:wanted AND lease_until IS NULL), wanted = :wanted, "
                "due_at = :now, failures = 0, problem = '' WHERE feed = :feed",
                {"feed": feed, "wanted": int(wanted), "now": rows.stamp(now)},
            )

    def asking(self, feed: int, mode: str, now: datetime) -> None:
        """The hub is asked now; it asks back before it does anything (WebSub, 5.3)."""
        self._set(feed, {"pending": mode, "due_at": rows.stamp(now + UNANSWERED)})

    def failed(self, feed: int, problem: str, due_at: datetime) -> None:
        """The hub did not take the request; it is asked again at `due_at`."""
        with self.database.write() as db:
            db.execute(
                "UPDATE websub SET failures = failures + 1, problem = ?, due_at = ? WHERE feed = ?",
                (rows.plain(problem), rows.stamp(due_at), feed),
            )

    def began(self, feed: int, lease_until: datetime, renew_at: datetime) -> None:
        """The hub sends what is new until then."""
        times = {"lease_until": rows.stamp(lease_until), "due_at": rows.stamp(renew_at)}
        self._set(feed, {"pending": None, "failures": 0, "problem": "", **times})

    def ended(self, feed: int, now: datetime, problem: str = "") -> None:
        """The hub sends nothing any more; with a `problem` it refused to."""
        due_at = rows.stamp(now + DENIED if problem else now)
        self._set(
            feed, {"pending": None, "lease_until": None, "problem": rows.plain(problem), "due_at": due_at}
        )
        with self.database.write() as db:
            db.execute("UPDATE feed_state SET pushed_until = NULL WHERE feed = ?", (feed,))

    def record(
        self,
        feed: Feed,
        parsed: Parsed,
        stories: Sequence[tuple[Story, tuple[Hit, ...]]],
        now: datetime,
        quiet_before: datetime | None,
        *,
        page_wait_s: int | None = None,
    ) -> PollResult:
        """Stores what a hub sent, in one transaction. It may be a part of the feed: validators, the hash of
        the document and the time of the next poll stay, and no gap can be seen in it. Polls are fewer from
        then on, while the hub keeps sending.
        """
        with self.database.write() as db:
            state = db.execute(
                "SELECT feed_state.*, lease_until FROM feed_state JOIN feed ON feed.id = feed_state.feed "
                "JOIN websub ON websub.feed = feed.id WHERE feed.id = ? AND removed_at IS NULL",
                (feed.id,),
            ).fetchone()
            if state is None:
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
            result = result_of(parsed, batch)
            until = min(rows.stamp(now + TRUSTED), state["lease_until"] or rows.stamp(now))
            change: dict[str, object] = {"pushed_until": until if parsed.total else state["pushed_until"]}
            if parsed.complete:
                change["item_hashes"] = _with_hashes(state["item_hashes"], parsed.item_hashes)
            if state["ok_at"] is not None:
                change |= rhythm_after(state, batch, now)
            if result.new:
                change["new_at"] = rows.stamp(now)
            columns = ", ".join(f"{name} = :{name}" for name in change)
            db.execute(f"UPDATE feed_state SET {columns} WHERE feed = :feed", change | {"feed": feed.id})
            db.execute("UPDATE websub SET pushed_at = ? WHERE feed = ?", (rows.stamp(now), feed.id))
        return result

    def _set(self, feed: int, values: dict[str, object]) -> None:
        columns = ", ".join(f"{name} = :{name}" for name in values)
        with self.database.write() as db:
            db.execute(
                f"UPDATE websub SET {columns} WHERE feed = :feed",
                {"feed": feed, **values},
            )


def _with_hashes(stored: bytes, added: Sequence[bytes]) -> bytes:
    """The hashes of the items seen so far and of these, the oldest dropped if there are too many."""
    size = rows.HASH_BYTES
    known = [stored[start : start + size] for start in range(0, len(stored), size)]
    return b"".join(list(dict.fromkeys([*known, *added]))[-HASHES:])


def _subscription(row: sqlite3.Row) -> Subscription:
    return Subscription(
        feed=row["feed"],
        hub=row["hub"],
        topic=row["topic"],
        epoch=row["epoch"],
        wanted=bool(row["wanted"] and row["is_polled"]),
        pending=row["pending"] or "",
        lease_until=rows.maybe_when(row["lease_until"]),
        pushed_at=rows.maybe_when(row["pushed_at"]),
        due_at=rows.when(row["due_at"]),
        failures=row["failures"],
        problem=row["problem"],
    )
