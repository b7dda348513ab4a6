"""Deliver with the ledger: messages a second from the outbox to a sink, against the plainest loop that sends
the same bytes and remembers nothing (docs/architecture.md, "Speed").
"""

from __future__ import annotations

import asyncio
import smtplib
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
from compose_kit import context_of
from servers import site
from smtp_double import Inbox, server_in_a_thread
from store_kit import ACT, NOW, feed, open_store, place, poll, settle, story

from monitor import pipeline
from monitor.channels.connections import Connections, SmtpSettings
from monitor.channels.senders import Senders
from monitor.model import MessageState
from monitor.net import AddressPolicy, Client, Limits
from monitor.pipeline import Context
from monitor.sign import new_secret
from monitor.store import Store

pytestmark = pytest.mark.bench

COUNT = 1_000


@contextmanager
def owed(address: Callable[[int], str], channel: str) -> Iterator[Store]:
    """A store in which so many destinations are owed the same act, composed and ready."""
    with place() as path, open_store(path) as store:
        for number in range(COUNT):
            store.destinations.add(
                name=f"d{number}",
                channel=channel,
                address=address(number),
                owner="ops@news.example",
                secret=new_secret(b"k" * 32) if channel == "webhook" else None,
                now=NOW,
            )
        poll(store, feed(store), (story("a"), ACT))
        settle(store, everything=True)
        assert pipeline.compose(context_of(store, NOW)) == COUNT
        yield store


def rate(work: Callable[[], Coroutine[Any, Any, object]]) -> tuple[float, float]:
    """Messages a second, and milliseconds of this process's CPU for one."""
    began, cpu = time.perf_counter(), time.process_time()
    asyncio.run(work())
    return COUNT / (time.perf_counter() - began), (time.process_time() - cpu) / COUNT * 1000


def delivered(store: Store, smtp: SmtpSettings | None = None) -> tuple[float, float]:
    async def deliver() -> None:
        policy = AddressPolicy(allow=(ip_network("127.0.0.0/8"),), ports=None)
        with ThreadPoolExecutor(1) as writer:
            async with Client(Limits(), policy) as client:
                senders = Senders(Connections(client, smtp))
                context: Context = replace(
                    context_of(store, NOW, writer), senders=senders, client=client, trace=lambda point: None
                )
                await pipeline.deliver(context)
                await senders.aclose()

    figures = rate(deliver)
    assert {row.message.state for row in store.outbox.find(None, 2 * COUNT)} == {MessageState.SENT}
    return figures


def show(name: str, ours: tuple[float, float], plain: tuple[float, float]) -> None:
    print(
        f"\n{name}: {ours[0]:.0f} messages/s and {ours[1]:.2f} ms of CPU a message with the ledger; the plain "
        f"loop {plain[0]:.0f} messages/s, {plain[1]:.2f} ms; {ours[0] / plain[0]:.2f}x its rate"
    )


def test_mails_from_the_outbox_against_a_loop_of_smtplib() -> None:
    inbox = Inbox()
    with (
        server_in_a_thread(inbox) as port,
        owed(lambda number: f"r{number}@news{number}.example", "email") as store,
    ):
        bodies = [
            (row.message.address, store.outbox.get(row.message.id).message.body)  # type: ignore[union-attr]
            for row in store.outbox.find(None, 2 * COUNT)
        ]
        smtp = SmtpSettings(host="127.0.0.1", port=port, sender="watch@monitor.example", tls="none")
        ours = delivered(store, smtp)
        assert len(inbox.envelopes) == COUNT

        async def plain() -> None:
            with smtplib.SMTP("127.0.0.1", port, local_hostname="here") as server:
                for address, body in bodies:
                    server.sendmail("watch@monitor.example", [address], body)

        loop = rate(plain)
    show("mail", ours, loop)
    assert ours[0] / loop[0] > 0.25


def test_webhooks_from_the_outbox_against_a_loop_of_httpx() -> None:
    with site() as here:
        url = here.put("/hook", "", content_type="text/plain")
        with owed(lambda number: url, "webhook") as store:
            bodies = [
                store.outbox.get(row.message.id).message.body  # type: ignore[union-attr]
                for row in store.outbox.find(None, 2 * COUNT)
            ]
            ours = delivered(store)

        async def plain() -> None:
            async with httpx.AsyncClient() as client:
                for body in bodies:
                    (await client.post(url, content=body)).raise_for_status()

        loop = rate(plain)
    show("webhook", ours, loop)
    assert ours[0] / loop[0] > 0.25
