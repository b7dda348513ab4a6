"""Outgoing mail: what a signature costs, and a lease when very many messages wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import dkim
import pytest
from store_kit import NOW, mailbox, message, open_store, place
from test_channels_mail import mail
from test_mail_signing import key, pem

from monitor.channels.email.dkim_signing import SIGNED, MailSigner
from monitor.channels.pacing import Pace
from monitor.store import Store
from monitor.store.digests import put
from monitor.store.outbox import MOST_MOVED

pytestmark = pytest.mark.bench

FEW, MANY = 200, 20_000


def best_ms(work: Callable[[], object], times: int = 30) -> float:
    """Milliseconds of this thread's CPU, the best of `times`."""
    best = float("inf")
    for _ in range(times):
        began = time.thread_time()
        work()
        best = min(best, time.thread_time() - began)
    return best * 1000


def test_a_signature_costs_no_more_than_dkimpy_s_own() -> None:
    frozen = mail(
        html="<p>Malia hands over its notice of withdrawal.</p>\n" * 300, text="Malia leaves.\n" * 100
    )
    rsa, both = MailSigner([key("rsa")]), MailSigner([key("rsa"), key("ed25519", "m2")])
    ours, two = best_ms(lambda: rsa.sign(frozen, NOW)), best_ms(lambda: both.sign(frozen, NOW))
    ed25519 = best_ms(lambda: MailSigner([key("ed25519")]).sign(frozen, NOW))
    names = [name for name in SIGNED if name not in (b"in-reply-to", b"references")]
    relaxed = (b"relaxed", b"relaxed")
    plain = best_ms(
        lambda: dkim.sign(frozen, b"m1", b"monitor.example", pem("rsa"), None, relaxed, include_headers=names)
    )
    print(
        f"\nDKIM, {len(frozen) // 1000} kB: RSA {ours:.1f} ms of CPU a mail, Ed25519 {ed25519:.1f}, both "
        f"{two:.1f}; dkimpy {plain:.1f} ms, {plain / ours:.1f}x"
    )
    assert plain / ours > 0.9
    assert ours / ed25519 > 2


@contextmanager
def waiting(count: int) -> Iterator[Store]:
    """A store in which so many messages are due, each to a destination of its own."""
    with place() as path, open_store(path) as store:
        mailbox(store)
        with store.database.write() as db:
            columns = [row[1] for row in db.execute("PRAGMA table_info(destination)")]
            kept = ", ".join(f'"{name}"' for name in columns if name not in ("id", "name", "token_hash"))
            db.execute(
                f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
                f"INSERT INTO destination (id, name, {kept}) SELECT i, 'd' || i, {kept} "
                "FROM n, (SELECT * FROM destination WHERE id = 1)"
            )
            [first] = store.destinations.all()[:1]
            for number in range(1, count + 1):
                owed = message(first, number, body=b"x" * 20_000, address=f"a{number}@news.example")
                put(db, replace(owed, destination=number), NOW, notice=False)
        yield store


def lease_ms(count: int) -> float:
    with waiting(count) as store:
        return best_ms(lambda: store.outbox.lease(NOW, 16, 120), 5)


def test_a_lease_costs_the_same_however_many_messages_wait() -> None:
    few, many = lease_ms(FEW), lease_ms(MANY)
    print(f"\nlease of 16: {few:.1f} ms of CPU with {FEW} waiting, {many:.1f} ms with {MANY}")
    assert many < 3 * few + 1


def test_a_domain_that_is_full_is_put_off_once_and_costs_nothing_then() -> None:
    pace, slowest = Pace(100), 0.0
    with waiting(MANY) as store:
        for _ in range(MANY // MOST_MOVED + 100 // 16 + 2):
            slowest = max(slowest, best_ms(lambda: store.outbox.lease(NOW, 16, 120, pace=pace), 1))
        then = best_ms(lambda: store.outbox.lease(NOW + timedelta(seconds=1), 16, 120, pace=pace), 3)
    print(f"\n{MANY} messages to a full domain: {slowest:.0f} ms a transaction at most, then {then:.1f} ms")
    assert then < 5
