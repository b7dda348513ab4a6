"""Limits of what one feed may cause in an hour. A limit delays and groups alerts; it never drops one.

Beyond `FEED_CAP` alerts an act is registered and its alert is held; after the hour the held alerts are
written together and go out as a summary. Beyond `ACT_LIMIT` new acts the feed's stories wait to be
settled, so that one feed does not occupy the writer. Both are noted once an hour (events of kind
`cap`). Stories that no feed brought, as in a replay, have no limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from monitor.model import Act, Hit, Reason
from monitor.register import Bookkeeping, Change
from monitor.store import rows
from monitor.store.events import note
from monitor.store.sqlite import sqlite3
from monitor.store.values import Unsettled

# alerts one feed may cause in an hour: a manipulated feed must not hide the others (docs/faults.md 32)
FEED_CAP = 100
ACT_LIMIT = 300  # acts one feed may open in an hour
CAP_WINDOW = timedelta(hours=1)
OPENED = (
    "opened AS (SELECT feed, count(*) AS acts FROM act WHERE feed IN (SELECT DISTINCT feed FROM unsettled) "
    "AND opened_at > :hour AND opened_at <= :now GROUP BY feed)"
)


class Waiting(NamedTuple):
    """A feed with alerts that are held, or stories that are not settled yet, because of a limit."""

    feed: str
    alerts: int
    stories: int


def window(now: datetime) -> dict[str, object]:
    """The hour that ends now, as parameters of a statement."""
    return {"hour": rows.stamp(now - CAP_WINDOW), "now": rows.stamp(now)}


def over(
    db: sqlite3.Connection, changes: Sequence[Change], settled: Unsettled | None, now: datetime
) -> list[bool]:
    """For each change, True if its alert must wait because its feed has reached its limit of this hour."""
    if settled is None or settled.feed is None or not any(change.alert for change in changes):
        return [False] * len(changes)
    alerts = db.execute(
        "SELECT count(*) FROM alert WHERE feed = :feed AND at > :hour AND at <= :now AND NOT summary",
        window(now) | {"feed": settled.feed},
    ).fetchone()[0]
    waits = []
    for change in changes:
        alerts += change.alert is not None
        waits.append(change.alert is not None and alerts > FEED_CAP)
    return waits


def hold(
    db: sqlite3.Connection, act: int, change: Change, settled: Unsettled, lead: Hit | None, now: datetime
) -> None:
    """Stores an alert until the hour of its feed is over.

    A later alert about the same act replaces it.
    """
    assert change.alert is not None
    feed = settled.feed
    assert feed is not None, "what no feed brought knows no cap"
    due = db.execute(
        "SELECT min(due_at) FROM held_alert WHERE feed = ? AND due_at > ?", (feed, rows.stamp(now))
    ).fetchone()[0]
    db.execute(
        "INSERT INTO held_alert (act, story, reason, feed, rule, since, due_at) SELECT ?, id, ?, ?, ?, "
        "?, ? FROM story WHERE key = ? "
        "ON CONFLICT (act) DO UPDATE SET story = excluded.story, reason = excluded.reason",
        (
            act,
            change.alert.value,
            feed,
            lead.rule if lead else "",
            rows.stamp(now),
            due or rows.stamp(now + CAP_WINDOW),
            change.story,
        ),
    )
    _say(db, feed, f"The feed {_name(db, feed)} reached {FEED_CAP} alerts in an hour", now)


def limit_reached(db: sqlite3.Connection, feed: int, opened: int, now: datetime) -> None:
    """Notes that a feed has just opened its last act of this hour, if more of its stories wait."""
    acts = db.execute(
        "SELECT count(*) FROM act WHERE feed = :feed AND opened_at > :hour AND opened_at <= :now",
        window(now) | {"feed": feed},
    ).fetchone()[0]
    # the one that settles
    stories = db.execute("SELECT count(*) FROM unsettled WHERE feed = ?", (feed,)).fetchone()[0] - 1
    if acts - opened < ACT_LIMIT <= acts and stories > 0:
        waits = "more flagged story of it waits" if stories == 1 else "more flagged stories of it wait"
        note(
            db,
            "cap",
            f"The feed {_name(db, feed)} opened {ACT_LIMIT} acts in an hour; {stories} {waits}",
            now,
            feed=feed,
        )


def due(db: sqlite3.Connection, now: datetime, *, everything: bool) -> list[sqlite3.Row]:
    """The held alerts whose time has come; all of them when the clock was set back."""
    return db.execute(
        "SELECT * FROM held_alert WHERE :everything OR due_at <= :now OR since > :now ORDER BY since, act",
        {"now": rows.stamp(now), "everything": everything},
    ).fetchall()


def is_owed_still(reason: Reason, act: Act, bookkeeping: Bookkeeping) -> bool:
    """True if a held alert is still to be written, now that the act stands as it does."""
    if reason is Reason.CORRECTION:
        return bookkeeping.told is not None and not bookkeeping.told.history
    return not act.withdrawn and not act.rejected


def _name(db: sqlite3.Connection, feed: int) -> str:
    row = db.execute("SELECT title, address FROM feed WHERE id = ?", (feed,)).fetchone()
    return str(row["title"] or row["address"])


def _say(db: sqlite3.Connection, feed: int, start: str, now: datetime) -> None:
    """Writes one notice an hour, which counts repetitions."""
    told = db.execute(
        "SELECT id, count FROM event WHERE kind = 'cap' AND feed = :feed AND text LIKE :start || '%' "
        "AND at > :hour AND at <= :now",
        window(now) | {"feed": feed, "start": start},
    ).fetchone()
    count = 1 + (told["count"] if told else 0)
    text = f"{start}; {count} more {'alert follows' if count == 1 else 'alerts follow'} as a summary"
    if told is None:
        note(db, "cap", text, now, feed=feed)
    else:
        db.execute("UPDATE event SET text = ?, count = ? WHERE id = ?", (rows.plain(text), count, told["id"]))
