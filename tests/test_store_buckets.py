"""Token buckets: so many at once, some again with time, and nothing forgotten by a restart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from store_kit import NOW, place

from monitor.store import Limit, Store

HOUR = timedelta(hours=1)
THREE = Limit("three an hour", 3, HOUR)
ONCE = Limit("two ever", 2)


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, Store.open(path) as opened:
        yield opened


def test_a_bucket_gives_what_it_holds_and_its_share_again_with_time(store: Store) -> None:
    taken = [store.buckets.take(NOW, (THREE, "a")) for _ in range(5)]
    assert taken == [True, True, True, False, False]
    assert not store.buckets.take(NOW + HOUR / 4, (THREE, "a"))
    assert store.buckets.take(NOW + HOUR / 3, (THREE, "a"))
    assert not store.buckets.take(NOW + HOUR / 3, (THREE, "a"))
    assert [store.buckets.take(NOW + 9 * HOUR, (THREE, "a")) for _ in range(4)] == [True] * 3 + [False]


def test_others_and_other_limits_have_buckets_of_their_own(store: Store) -> None:
    for _ in range(3):
        store.buckets.take(NOW, (THREE, "a"))
    assert store.buckets.take(NOW, (THREE, "b"))
    assert store.buckets.take(NOW, (Limit("other", 3, HOUR), "a"))


def test_of_several_buckets_all_give_or_none(store: Store) -> None:
    assert store.buckets.take(NOW, (ONCE, "a"), (THREE, ""))
    assert store.buckets.take(NOW, (ONCE, "a"), (THREE, ""))
    assert not store.buckets.take(NOW, (ONCE, "a"), (THREE, ""))
    assert store.buckets.take(NOW, (THREE, "")), "what was refused took nothing"
    assert not store.buckets.take(NOW, (THREE, ""))


def test_a_limit_without_a_period_never_ends_until_it_is_refilled(store: Store) -> None:
    assert [store.buckets.take(NOW, (ONCE, "a")) for _ in range(3)] == [True, True, False]
    later = NOW + timedelta(days=4_000)
    store.retention.run(later, 30)
    assert not store.buckets.take(later, (ONCE, "a"))
    store.buckets.refill(ONCE, "a")
    assert store.buckets.take(later, (ONCE, "a"))


def test_a_clock_that_was_set_back_gives_nothing_and_blocks_nothing_for_ever(store: Store) -> None:
    for _ in range(3):
        store.buckets.take(NOW, (THREE, "a"))
    before = NOW - timedelta(days=1)
    assert not store.buckets.take(before, (THREE, "a"))
    assert store.buckets.take(NOW + HOUR, (THREE, "a"))


def test_fault_132_a_restart_forgets_no_limit_and_no_row_names_anybody() -> None:
    with place() as path:
        with Store.open(path) as store:
            for _ in range(3):
                assert store.buckets.take(NOW, (THREE, "ana@press.example"))
        with Store.open(path) as store:
            assert not store.buckets.take(NOW, (THREE, "ana@press.example"))
        assert b"ana@press" not in path.read_bytes()


def test_buckets_that_are_full_again_are_forgotten(store: Store) -> None:
    store.buckets.take(NOW, (THREE, "a"))
    store.retention.run(NOW + timedelta(minutes=10), 30)
    assert store.database.value("SELECT count(*) FROM bucket") == 1
    store.retention.run(NOW + HOUR, 30)
    assert store.database.value("SELECT count(*) FROM bucket") == 0
