"""Kill the process at each named point of the store: no torn row, nothing acknowledged is lost
(docs/faults.md 50, 55, 68).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from store_kit import (
    ACT,
    NOW,
    feed,
    indexed,
    mailbox,
    message,
    open_store,
    place,
    poll,
    settle,
    stored_words,
    story,
)

from monitor import tokens
from monitor.inbound import Report, ReportKind
from monitor.model import Attempt, MessageState, Outcome
from monitor.store import Store, migrations, restore

pytestmark = [
    pytest.mark.usefixtures("made_databases"),
    # The child of the fork only writes to its own database and dies; no lock of another thread is ever taken
    # in it.
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning"),
]


@pytest.fixture
def path() -> Iterator[Path]:
    with place() as made:
        yield made


def whole_round(store: Store) -> None:
    """Every step once, each from the rows that are there: what a restarted service does."""
    [source] = store.feeds.all()
    poll(store, source, *((story(name, f"Norland leaves pact {name}"), ACT) for name in "abc"))
    settle(store)
    [made] = store.destinations.all()
    cut = store.alerts.newest()
    alerts = store.alerts.between(made.cursor, cut)
    if alerts:
        told = ",".join(str(alert.act) for alert in alerts)
        store.digests.compose(
            made, cut=cut, slot=None, messages=[message(made, made.sequence + 1, subject=told)], now=NOW
        )
    store.outbox.expire_leases()
    for leased in store.outbox.lease(NOW, 9, 120):
        store.outbox.finish(leased, Attempt(Outcome.SENT), NOW)


def killed_at(point: str, nth: int, work: Callable[[Callable[[str], None]], None]) -> bool:
    """Run `work` in a child that dies by SIGKILL when the trace comes to `point` for the `nth` time.

    True: it died there.
    """
    child = os.fork()
    if child == 0:
        seen = 0

        def trace(name: str) -> None:
            nonlocal seen
            seen += name == point
            if name == point and seen == nth:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            work(trace)
        except BaseException:  # noqa: BLE001 - the child's entry: nothing may come back into the tests of the parent
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


POINTS = [
    "mid_tx_story", "before_commit_poll", "after_commit_poll", "mid_tx_settle", "before_commit_settle",
    "after_commit_settle", "mid_tx_digest", "before_commit_digest", "after_commit_digest",
    "before_commit_claim", "after_commit_claim", "before_commit_sent", "after_commit_sent",
]  # fmt: skip


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("nth", [1, 2])
def test_fault_55_a_kill_at_any_point_is_made_good_by_the_next_round(
    path: Path, point: str, nth: int
) -> None:
    with open_store(path) as store:
        feed(store)
        mailbox(store)

    def work(trace: Callable[[str], None]) -> None:
        with open_store(path, trace=trace) as store:
            whole_round(store)

    died = killed_at(point, nth, work)
    assert died or nth == 2
    with open_store(path) as store:
        store.check()
        if died and point in ("mid_tx_story", "before_commit_poll"):
            assert store.feeds.state(1).etag is None, "validators and stories move together"
        whole_round(store)
        assert (store.counts().stories, store.counts().acts, store.counts().alerts) == (3, 3, 3)
        rows = store.outbox.find()
        assert {row.message.state for row in rows} == {MessageState.SENT}
        assert sorted(",".join(row.message.subject for row in rows).split(",")) == ["1", "2", "3"], (
            "each act told exactly once"
        )


@pytest.mark.parametrize("point", ["before_commit_inbound", "after_commit_inbound"])
def test_fault_55_a_mail_that_came_in_counts_once_over_a_kill(path: Path, point: str) -> None:
    with open_store(path) as store:
        made = mailbox(store)
        store.digests.compose(made, cut=0, slot=None, messages=[message(made)], now=NOW)
        [leased] = store.outbox.lease(NOW, 9, 120)
        store.outbox.finish(leased, Attempt(Outcome.SENT), NOW)
        token = tokens.write(store.database.key, tokens.Purpose.BOUNCE, leased.id)
    report = Report(ReportKind.SOFT, token, "5.2.2", "full")

    def work(trace: Callable[[str], None]) -> None:
        with open_store(path, trace=trace) as store:
            store.inbound.record("key", report, NOW)

    assert killed_at(point, 1, work)
    with open_store(path) as store:
        store.inbound.record("key", report, NOW)
        delivery = store.outbox.get(leased.id)
        assert delivery is not None
        assert [logged.attempt.outcome for logged in delivery.attempts] == [Outcome.SENT, Outcome.SOFT]
        assert [event.text for event in store.events.find("soft bounce")] == [
            "message #R001: 5.2.2 full (1 of 5)"
        ]


@pytest.mark.parametrize("acknowledged", [1, 2, 5, 9, 14, 23])
def test_fault_55_what_was_acknowledged_before_a_kill_at_any_moment_is_there(
    path: Path, acknowledged: int
) -> None:
    with open_store(path) as store:
        feed(store)
    hear, say = os.pipe()
    child = os.fork()
    if child == 0:
        with open_store(path) as store:
            for number in range(100_000):
                poll(
                    store, store.feeds.all()[0], (story(f"s{number}", f"Story {number}", "word " * 300), ACT)
                )
                os.write(say, b".")
    for _ in range(acknowledged):
        assert os.read(hear, 1) == b"."
    os.kill(child, signal.SIGKILL)  # in the middle of whatever it does now
    os.waitpid(child, 0)
    os.close(say)
    heard = acknowledged + len(os.read(hear, 100_000))
    os.close(hear)
    with open_store(path) as store:
        store.check()
        assert store.counts().stories in (heard, heard + 1)
        assert len(store.unsettled.due(NOW)) == store.counts().stories
        assert indexed(store) == stored_words(store)


@pytest.mark.parametrize("point", ["mid_migration", "before_commit_migration", "after_commit_migration"])
def test_a_kill_while_a_database_is_made_leaves_one_that_can_be_made(path: Path, point: str) -> None:
    assert killed_at(point, 1, lambda trace: open_store(path, trace=trace).close())
    with open_store(path) as store:
        store.check()
        assert store.database.value("PRAGMA auto_vacuum") == 2
        assert poll(store, feed(store), (story(), ACT)).new == 1


@pytest.mark.parametrize(
    "point", ["after_migration_backup", "mid_migration", "before_commit_migration", "after_commit_migration"]
)
def test_fault_68_a_kill_in_a_migration_leaves_the_old_schema_or_the_new(
    path: Path, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(path) as store:
        feed(store)
    following = migrations.Migrations(list(migrations.STEPS.steps))
    following(name="0002_next")(lambda db: db.conn.execute("UPDATE feed SET title = title || '!'"))  # type: ignore[attr-defined]

    def work(trace: Callable[[str], None]) -> None:
        migrations.STEPS = following
        open_store(path, trace=trace).close()

    assert killed_at(point, 1, work)
    if point != "after_commit_migration":
        with open_store(path) as old:
            assert [one.title for one in old.feeds.all()] == ["Press"]
    monkeypatch.setattr(migrations, "STEPS", following)
    with open_store(path) as new:
        assert [one.title for one in new.feeds.all()] == ["Press!"], "once, not twice"
        new.check()


@pytest.mark.parametrize("point", ["mid_backup", "after_backup"])
def test_a_kill_in_a_backup_leaves_the_old_backup_or_the_new(path: Path, point: str) -> None:
    target = path.with_name("copy.bak")
    with open_store(path) as store:
        first = store.backup(target)
        feed(store)

    def work(trace: Callable[[str], None]) -> None:
        with open_store(path, trace=trace) as store:
            store.backup(target)

    assert killed_at(point, 1, work)
    other = path.with_name("other.db")
    restore(target, other, NOW)
    with open_store(other) as restored:
        assert restored.counts().feeds == (0 if point == "mid_backup" else 1)
    with open_store(path) as store:
        assert store.backup(target).rows == first.rows + 1, "an unfinished copy is in nobody's way"


@pytest.mark.parametrize("point", ["mid_restore", "before_restore_rename"])
def test_a_kill_in_a_restore_never_leaves_a_mixed_database(path: Path, point: str) -> None:
    target = path.with_name("copy.bak")
    with open_store(path) as store:
        feed(store)
        store.backup(target)
        feed(store, "https://later.example/")
    assert killed_at(point, 1, lambda trace: (restore(target, path, NOW, trace=trace), None)[1])
    restore(target, path, NOW + timedelta(minutes=1))
    with open_store(path) as store:
        store.check()
        assert store.counts().feeds == 1


@pytest.mark.parametrize("point", ["mid_tx_retention", "after_commit_retention", "mid_tx_unsubscribe"])
def test_a_kill_in_retention_or_unsubscribing_leaves_all_or_nothing(path: Path, point: str) -> None:
    later = NOW + timedelta(days=500)
    with open_store(path) as store:
        poll(store, feed(store), (story("a", "Plain", "summary"), ()))
        token = mailbox(store).token
    assert token

    def work(trace: Callable[[str], None]) -> None:
        with open_store(path, trace=trace) as store:
            store.retention.run(later, 400)
            store.destinations.unsubscribe(token, later)

    assert killed_at(point, 1, work)
    with open_store(path) as store:
        store.check()
        assert [one.summary for one in store.stories.search("plain")] == [
            "summary" if point == "mid_tx_retention" else ""
        ]
        assert indexed(store) == stored_words(store)
        assert store.destinations.all()[0].disabled_at is None
        store.retention.run(later, 400)
        assert store.destinations.unsubscribe(token, later)
        assert store.stories.search("summary") == []
