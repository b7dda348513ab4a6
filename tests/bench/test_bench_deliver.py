"""Deliver: what one message costs, against the plainest code that does the same (docs/architecture.md,
"Speed").
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import aiosmtplib
import httpx
import pytest
from servers import site
from smtp_double import Inbox, aiosmtpd_server

from monitor.channels.connections import SmtpSettings
from monitor.channels.email.smtp import Smtp
from monitor.channels.mail_message import build_mail
from monitor.channels.maildir.sender import MaildirSender
from monitor.channels.webhook.sender import WebhookSender
from monitor.model import Message, Outcome
from monitor.net import AddressPolicy, Client, Limits
from monitor.sign import new_secret

pytestmark = pytest.mark.bench

MESSAGES = 500
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
STORY = (
    "<tr><td><strong>Malia</strong> hands over its notice of withdrawal from the river convention, "
    "signed in 1978.</td></tr>\n"
)
SECRET = new_secret(b"k" * 32)
HTML = "<table>" + STORY * 130 + "</table>"  # 15 kB, as a digest of 30 stories has
TEXT = "Malia hands over its notice of withdrawal from the river convention.\n" * 60


def frozen(number: int) -> bytes:
    return build_mail(
        html=HTML,
        text=TEXT,
        subject="4 exits, 1 threat: Mon 23 Nov",
        sender="watch@monitor.example",
        to=f"reader{number}@news.example",
        list_id="desk.monitor.example",
        message_id=f"{number:032x}@monitor.example",
        date=NOW,
        unsubscribe_https="https://monitor.example/u/token",
        unsubscribe_mailto="operator@monitor.example",
        sequence=number,
        ref="A1B2",
    )


def message(number: int, channel: str, address: str, body: bytes) -> Message:
    return Message(
        f"{number:032x}",
        "A1B2",
        1,
        channel,
        address,
        "s",
        "application/json",
        body,
        secret=new_secret(b"k" * 32),
        created_at=NOW,
    )


def naive(number: int) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        "watch@monitor.example",
        f"reader{number}@news.example",
        "4 exits, 1 threat: Mon 23 Nov",
    )
    mail["Message-ID"] = f"<{number:032x}@monitor.example>"
    mail.set_content(TEXT)
    mail.add_alternative(HTML, subtype="html")
    return mail


@contextmanager
def smtp_elsewhere() -> Iterator[tuple[int, Inbox]]:
    """aiosmtpd on a loop of its own thread, so that its CPU is not counted as ours."""
    inbox, ready, loop = Inbox(), threading.Event(), asyncio.new_event_loop()
    port: list[int] = []

    async def serve() -> None:
        async with aiosmtpd_server(inbox) as number:
            port.append(number)
            ready.set()
            await stop.wait()

    stop = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    ready.wait()
    try:
        yield port[0], inbox
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def cpu_ms(work: Callable[[], Coroutine[Any, Any, None]], count: int) -> float:
    """Milliseconds of this thread's CPU for one message."""
    began = time.thread_time()
    asyncio.run(work())
    return (time.thread_time() - began) / count * 1000


def test_500_digests_by_smtp_cost_less_than_half_of_a_new_connection_and_a_new_serialisation_each() -> None:
    with smtp_elsewhere() as (port, inbox):
        messages = [
            message(number, "email", f"reader{number}@news.example", frozen(number))
            for number in range(MESSAGES)
        ]

        async def ours() -> None:
            smtp = Smtp(SmtpSettings(host="127.0.0.1", port=port, sender="watch@monitor.example", tls="none"))
            for start in range(0, MESSAGES, 16):
                got = await asyncio.gather(*(smtp.send(one, NOW) for one in messages[start : start + 16]))
                assert {one.outcome for one in got} == {Outcome.SENT}
            await smtp.aclose()

        async def plain() -> None:
            for number in range(MESSAGES):
                await aiosmtplib.send(
                    naive(number),
                    hostname="127.0.0.1",
                    port=port,
                    start_tls=False,
                    local_hostname=socket.gethostname(),
                )

        began = time.perf_counter()
        our_ms = cpu_ms(ours, MESSAGES)
        wall = time.perf_counter() - began
        assert len(inbox.envelopes) == MESSAGES
        assert {one.original_content for one in inbox.envelopes} == {one.body for one in messages}
        plain_ms = cpu_ms(plain, MESSAGES)
    print(
        f"\nSMTP: {our_ms:.2f} ms of CPU a message, {MESSAGES / wall:.0f} messages/s; plain "
        f"{plain_ms:.2f} ms, {plain_ms / our_ms:.1f}x"
    )
    assert plain_ms / our_ms > 2


def test_a_mail_is_built_faster_than_by_email_message() -> None:
    def cost(build: Callable[[int], object]) -> float:
        best = float("inf")
        for _ in range(3):
            began = time.thread_time()
            for number in range(100):
                build(number)
            best = min(best, time.thread_time() - began)
        return best * 10

    our_ms, plain_ms = cost(frozen), cost(lambda number: naive(number).as_bytes())
    print(f"\nbuild: {our_ms:.2f} ms of CPU a mail; EmailMessage {plain_ms:.2f} ms, {plain_ms / our_ms:.1f}x")
    assert plain_ms / our_ms > 1.5


def test_500_signed_webhooks_cost_no_more_than_a_shared_httpx_client_without_guard_or_signature() -> None:
    body = b'{"type":"digest","data":"' + b"x" * 15_000 + b'"}'
    with site() as here:
        url = here.put("/hook", "", content_type="text/plain")

        async def ours() -> None:
            policy = AddressPolicy(allow=(ip_network("127.0.0.0/8"),), ports=None)
            async with Client(Limits(), policy) as client:
                hook = WebhookSender(client)
                for number in range(MESSAGES):
                    got = await hook.send(message(number, "webhook", url, body), NOW)
                    assert got.outcome is Outcome.SENT

        async def plain() -> None:
            async with httpx.AsyncClient() as client:
                for _ in range(MESSAGES):
                    (await client.post(url, content=body)).raise_for_status()

        our_ms, plain_ms = cpu_ms(ours, MESSAGES), cpu_ms(plain, MESSAGES)
    print(
        f"\nwebhook: {our_ms:.2f} ms of CPU a message; plain httpx {plain_ms:.2f} ms, "
        f"{plain_ms / our_ms:.1f}x"
    )
    assert plain_ms / our_ms > 1


def test_500_messages_into_a_maildir(tmp_path: Path) -> None:
    body = frozen(1)

    async def ours() -> None:
        box = MaildirSender()
        for number in range(MESSAGES):
            assert (
                await box.send(message(number, "maildir", str(tmp_path), body), NOW)
            ).outcome is Outcome.SENT

    began = time.process_time()
    asyncio.run(ours())
    each_ms = (time.process_time() - began) / MESSAGES * 1000
    print(f"\nMaildir: {each_ms:.2f} ms of CPU a message, on the disk")
    assert each_ms < 5
