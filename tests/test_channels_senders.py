"""A message leaves by the way its channel names."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest
from servers import site
from smtp_double import smtp_double

from monitor.channels.connections import Connections, SmtpSettings
from monitor.channels.senders import Senders
from monitor.errors import UsageError
from monitor.model import Attempt, Message, Outcome
from monitor.net import AddressPolicy, Client
from monitor.sign import new_secret

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
OPEN = AddressPolicy(allow=(ip_network("127.0.0.0/8"),), ports=None)


def message(channel: str, address: str) -> Message:
    return Message(
        "ab" * 16, "A1B2", 1, channel, address, "s", "text/plain", b"hello\r\n", secret=new_secret(b"k" * 32)
    )


def settings(port: int) -> SmtpSettings:
    return SmtpSettings(host="127.0.0.1", port=port, sender="watch@monitor.example", tls="none")


def test_each_channel_has_its_way(tmp_path: Path) -> None:
    async def run() -> list[Attempt]:
        with site() as here:
            url = here.put("/hook", "ok")
            async with smtp_double() as double, Client(policy=OPEN) as client:
                senders = Senders(Connections(client, settings(double.port)))
                ways = {
                    "email": "desk@news.example",
                    "maildir": str(tmp_path),
                    "webhook": url,
                    "slack": url,
                }
                got = [await senders.send(message(*way), NOW) for way in ways.items()]
                await senders.aclose()
                assert double.messages == [b"hello\r\n"]
            assert len(here.posts("/hook")) == 2
        return got

    assert [attempt.outcome for attempt in asyncio.run(run())] == [Outcome.SENT] * 4
    assert len(list((tmp_path / "new").iterdir())) == 1


def test_without_an_smtp_server_mail_waits_and_says_why() -> None:
    async def run() -> Attempt:
        async with Client(policy=OPEN) as client:
            senders = Senders(Connections(client))
            got = await senders.send(message("email", "desk@news.example"), NOW)
            await senders.aclose()
            return got

    got = asyncio.run(run())
    assert (got.outcome, got.code) == (Outcome.HALTED, "unset")
    assert got.words == "unset: no SMTP server is configured (smtp.host)"


def test_a_sender_address_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(UsageError):
        Senders(Connections(Client(), SmtpSettings(host="127.0.0.1", sender="not an address")))


def test_a_message_of_a_channel_that_this_version_lacks_waits() -> None:
    async def run() -> Attempt:
        async with Client(policy=OPEN) as client:
            return await Senders(Connections(client)).send(message("telegraph", "x"), NOW)

    got = asyncio.run(run())
    assert (got.outcome, got.words) == (Outcome.HALTED, "channel: this version has no channel 'telegraph'")
