"""Figures over all feeds, added up in SQL: they equal what reading each feed gives."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_kit import NOW, open_store, place

from monitor import metrics
from monitor.config import load
from monitor.model import Feed, FeedState
from monitor.pipeline.completeness import WINDOW, complete_shares, mean
from monitor.service import Service, gauges
from monitor.store import FeedTotals, Store, rows

GRACE = timedelta(minutes=5)
HOURS = st.integers(-2, 200).map(lambda hours: NOW - timedelta(hours=hours))
FEED = st.fixed_dictionaries(
    {
        "enabled": st.sampled_from([1, 1, 0]),
        "interval_s": st.sampled_from([60, 900, 3600, 86_400]),
        "ok_at": st.none() | HOURS,
        "error_since": st.none() | HOURS,
        "due_at": HOURS,
        "gap": st.none() | st.tuples(HOURS, HOURS).map(sorted),
    }
)


def fill(store: Store, feeds: list[dict[str, object]]) -> None:
    """Adds feeds in these states, as polls would have left them; `gap`: the begin and end of one."""
    for place_, wanted in enumerate(feeds):
        feed = store.feeds.add(f"https://press{place_}.example", now=NOW - timedelta(days=30))
        with store.database.write() as db:
            db.execute(
                "UPDATE feed SET enabled = ?, interval_s = ? WHERE id = ?",
                (wanted["enabled"], wanted["interval_s"], feed.id),
            )
            stamps = [
                moment if moment is None else rows.stamp(moment)
                for moment in (wanted["ok_at"], wanted["error_since"], wanted["due_at"])
                if moment is None or isinstance(moment, datetime)
            ]
            db.execute(
                "UPDATE feed_state SET ok_at = ?, error_since = ?, due_at = ? WHERE feed = ?",
                (*stamps, feed.id),
            )
            if isinstance(wanted["gap"], list):
                db.execute(
                    "INSERT INTO feed_gap (feed, since, until) VALUES (?, ?, ?)",
                    (feed.id, *map(rows.stamp, wanted["gap"])),
                )


def read_one_by_one(states: list[tuple[Feed, FeedState, datetime]]) -> FeedTotals:
    """The plainest code that says the same."""
    watched = [row for row in states if row[0].enabled]
    ages = [(timedelta(seconds=feed.interval_s), state, due) for feed, state, due in watched if state.ok_at]

    def within(grace: timedelta) -> int:
        return sum(
            NOW - (state.ok_at or NOW) <= 2 * interval + grace
            or (state.error_since is None and due + interval + grace >= NOW)
            for interval, state, due in ages
        )

    return FeedTotals(
        feeds=len(watched),
        failing=sum(state.error_since is not None for _, state, _ in watched),
        fresh=within(GRACE),
        alive=within(timedelta()),
        newest=max((state.ok_at for _, state, _ in ages if state.ok_at), default=None),
        shortest=min((timedelta(seconds=feed.interval_s) for feed, _, _ in watched), default=None),
    )


@settings(deadline=None, max_examples=50)
@given(st.lists(FEED, max_size=6))
def test_totals_and_coverage_are_those_of_all_feeds_read_one_by_one(feeds: list[dict[str, object]]) -> None:
    with place() as path, open_store(path) as store:
        fill(store, feeds)
        states = store.feeds.states()
        assert list(store.feeds.each(2)) == [(feed, state) for feed, state, _ in states]
        assert store.feeds.totals(NOW, GRACE) == read_one_by_one(states)
        gaps = store.feeds.gaps(NOW - WINDOW)
        shares = complete_shares([(feed, state) for feed, state, _ in states], gaps, NOW)
        doubtful = complete_shares(store.feeds.doubtful(NOW - WINDOW), gaps, NOW)
        assert doubtful.items() <= shares.items()
        assert all(share == 1 for feed, share in shares.items() if feed not in doubtful)


def test_a_removed_feed_counts_nowhere() -> None:
    with place() as path, open_store(path) as store:
        feed = store.feeds.add("https://press.example", now=NOW)
        store.feeds.remove([feed.id], NOW)
        assert store.feeds.totals(NOW, GRACE) == FeedTotals(0, 0, 0, 0, None, None)
        assert store.feeds.doubtful(NOW - WINDOW) == []
        assert (store.counts().feeds, store.counts().enabled, store.counts().failing) == (0, 0, 0)


@pytest.mark.parametrize("failing", [0, 3])
def test_the_metrics_tell_the_mean_of_all_feeds(tmp_path: Path, failing: int) -> None:
    (tmp_path / "treaty-monitor.toml").write_text(f'data_dir = "{tmp_path}"\n[rules]\npackaged = false\n')
    config = load(tmp_path / "treaty-monitor.toml")
    well = {"enabled": 1, "interval_s": 900, "ok_at": NOW, "error_since": None, "due_at": NOW, "gap": None}
    bad = well | {"ok_at": NOW - timedelta(days=2), "error_since": NOW - timedelta(days=1)}
    with Service.open(config, editing=False, packaged=False, clock=lambda: NOW) as service:
        fill(service.store, [well] * 5 + [bad] * failing)
        gauges.measure(service)
        states = [(feed, state) for feed, state, _ in service.store.feeds.states()]
    shown = metrics.REGISTRY.get_sample_value("treaty_monitor_coverage")
    assert shown == pytest.approx(mean(complete_shares(states, {}, NOW)))
    assert (shown == 1) == (not failing)
