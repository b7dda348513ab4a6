"""All enabled feeds in a few figures, which SQL adds up: reading each feed takes 30 times as long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Feed, FeedState
from monitor.store import rows
from monitor.store.connection import Database


@dataclass(frozen=True, slots=True)
class FeedTotals:
    """The enabled feeds. `fresh`: those whose last good poll is no older than two intervals, or than their
    rhythm or server wanted, with some time of grace. `alive`: the same without grace. `newest`: the last good
    poll of any feed. `shortest`: the shortest interval; None without feeds.
    """

    feeds: int
    failing: int
    fresh: int
    alive: int
    newest: datetime | None
    shortest: timedelta | None


def feed_totals(database: Database, now: datetime, grace: timedelta) -> FeedTotals:
    """The figures at `now`, to the second."""
    row = database.row(
        "SELECT count(*) AS feeds, coalesce(sum(failing), 0) AS failing, max(ok_at) AS newest, "
        "min(interval_s) AS shortest, "
        "coalesce(sum(age <= 2 * interval_s + :grace OR late <= interval_s + :grace), 0) AS fresh, "
        "coalesce(sum(age <= 2 * interval_s OR late <= interval_s), 0) AS alive FROM ("
        "SELECT interval_s, ok_at, error_since IS NOT NULL AS failing, :now - unixepoch(ok_at) AS age, "
        # how much later than planned the next poll is, of feeds that do not fail
        "CASE WHEN ok_at IS NOT NULL AND error_since IS NULL THEN :now - unixepoch(due_at) END AS late "
        "FROM feed JOIN feed_state ON feed_state.feed = feed.id WHERE enabled = 1 AND removed_at IS NULL)",
        {"now": int(now.timestamp()), "grace": int(grace.total_seconds())},
    )
    assert row is not None
    shortest = row["shortest"]
    return FeedTotals(
        feeds=row["feeds"],
        failing=row["failing"],
        fresh=row["fresh"],
        alive=row["alive"],
        newest=rows.maybe_when(row["newest"]),
        shortest=None if shortest is None else timedelta(seconds=shortest),
    )


def doubtful_feeds(database: Database, since: datetime) -> list[tuple[Feed, FeedState]]:
    """Enabled feeds that fail, were never read, or have a gap that ended after `since`: of each its address,
    when it was added and last read well, and since when it fails.
    """
    feed_rows = database.rows(
        "SELECT id, address, added_at, ok_at, error_since FROM feed JOIN feed_state ON feed = id "
        "WHERE enabled = 1 AND removed_at IS NULL AND (error_since IS NOT NULL OR ok_at IS NULL OR id IN "
        "(SELECT feed FROM feed_gap WHERE until > ? AND filled_at IS NULL))",
        (rows.stamp(since),),
    )
    states = (
        FeedState(ok_at=rows.maybe_when(row["ok_at"]), error_since=rows.maybe_when(row["error_since"]))
        for row in feed_rows
    )
    feeds = (Feed(row["id"], row["address"], added_at=rows.when(row["added_at"])) for row in feed_rows)
    return list(zip(feeds, states, strict=True))
