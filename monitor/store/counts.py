"""Sizes of tables and of the file, for health, metrics and `doctor`."""

from __future__ import annotations

from monitor.store.connection import Database
from monitor.store.values import Counts


def count_all(database: Database) -> Counts:
    """Sizes for health and metrics. Cheap: the table of stories is not counted row by row."""
    feeds = database.row(
        "SELECT count(*), coalesce(sum(enabled), 0), coalesce(sum(enabled AND error_since IS NOT NULL), 0) "
        "FROM feed JOIN feed_state ON feed = feed.id WHERE removed_at IS NULL"
    )
    states = {row[0]: row[1] for row in database.rows("SELECT state, count(*) FROM outbox GROUP BY state")}
    totals = database.row(
        "SELECT (SELECT coalesce(max(id), 0) FROM story) AS stories, (SELECT coalesce(max(id), 0) "
        "FROM version) AS versions, "
        "(SELECT count(DISTINCT story) FROM act_story) "
        "+ (SELECT count(*) FROM unsettled WHERE story NOT IN (SELECT story FROM act_story)) AS flagged, "
        "(SELECT count(*) FROM unsettled) AS unsettled, (SELECT count(*) FROM act) AS acts, (SELECT "
        "count(*) FROM alert) AS alerts, "
        "(SELECT count(*) FROM destination WHERE removed_at IS NULL) AS destinations"
    )
    page, free = database.value("PRAGMA page_size"), database.value("PRAGMA freelist_count")
    assert feeds is not None
    assert totals is not None
    return Counts(
        feeds=feeds[0],
        enabled=feeds[1],
        failing=feeds[2],
        **{name: totals[name] for name in totals.keys()},  # noqa: SIM118 - a Row iterates over its values
        **{
            state: states.get(state, 0)
            for state in ("ready", "leased", "deferred", "sent", "dead", "suppressed")
        },
        bytes=database.path.stat().st_size,
        free_bytes=page * free,
    )
