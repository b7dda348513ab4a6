"""Webhooks and Slack against a real server on loopback, through the real guarded client."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
import standardwebhooks
import time_machine
from servers import Site, site

from monitor.channels.slack.sender import SlackSender
from monitor.channels.webhook.sender import WebhookSender
from monitor.model import Attempt, Message, Outcome
from monitor.net import AddressPolicy, Client, Limits
from monitor.sign import new_secret

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
SECRET, OLD = new_secret(b"n" * 32), new_secret(b"o" * 32)
TOKEN = "T0PSECRETTOKENabcd"
PATH = f"/services/{TOKEN}"
BODY = '{"type":"digest","sequence":7,"title":"Россия"}'.encode()
OPEN = AddressPolicy(allow=(ip_network("127.0.0.0/8"),), ports=None)


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as server:
        yield server


def hook(url: str, channel: str = "webhook") -> Message:
    secret = SECRET if channel == "webhook" else None
    return Message(
        "ab" * 16,
        "A1B2",
        1,
        channel,
        url,
        "s",
        "application/json",
        BODY,
        secret=secret,
        owner="owner@news.example",
    )


def send(message: Message, *, now: datetime = NOW, policy: AddressPolicy = OPEN, **limits: Any) -> Attempt:
    async def run() -> Attempt:
        async with Client(Limits(**{"deadline_s": 2.0} | limits), policy) as client:
            return await (
                WebhookSender(client) if message.channel == "webhook" else SlackSender(client)
            ).send(message, now)

    return asyncio.run(run())


def verified(secret: str, body: bytes, headers: dict[str, str]) -> Any:
    """What the official library makes of a call that arrived at `NOW`: it refuses a timestamp that is not of
    these minutes.
    """
    with time_machine.travel(NOW, tick=False):
        return standardwebhooks.Webhook(secret).verify(body, headers)


def answering(here: Site, status: int, body: str | bytes = "", **headers: str) -> str:
    return here.put(PATH, body, status=status, content_type="text/plain", **headers)


# ---------------------------------------------------------------- webhooks


def test_fault_125_what_arrives_verifies_with_the_official_library(here: Site) -> None:
    got = send(hook(answering(here, 204)))
    assert (got.outcome, got.code) == (Outcome.SENT, "204")
    ((headers, body),) = here.posts(PATH)
    assert body == BODY
    assert headers["content-type"] == "application/json"
    assert verified(SECRET, body, headers) == json.loads(BODY)


def test_fault_125_during_a_change_of_keys_either_key_verifies(here: Site) -> None:
    send(replace(hook(answering(here, 200)), secret=f"{SECRET} {OLD}"))
    ((headers, body),) = here.posts(PATH)
    for secret in (SECRET, OLD):
        verified(secret, body, headers)


def test_fault_120_a_repeat_has_the_same_id_and_bytes_under_a_fresh_timestamp(here: Site) -> None:
    message = hook(answering(here, 200))
    for wait in (0, 5):
        send(message, now=NOW + timedelta(seconds=wait))
    (first_headers, first_body), (second_headers, second_body) = here.posts(PATH)
    assert first_body == second_body
    assert first_headers["webhook-id"] == second_headers["webhook-id"] == "msg_" + "ab" * 16
    assert int(second_headers["webhook-timestamp"]) == int(first_headers["webhook-timestamp"]) + 5


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((status, Outcome.SENT) for status in (200, 201, 202, 204, 299)),
        *(
            (status, Outcome.RETRY)
            for status in (300, 304, 400, 401, 403, 404, 413, 429, 500, 502, 503, 504, 599)
        ),
        (410, Outcome.DISABLED),
    ],
)
def test_fault_121_122_123_only_2xx_is_success_and_410_disables(
    here: Site, status: int, outcome: Outcome
) -> None:
    got = send(hook(answering(here, status)))
    assert (got.outcome, got.code) == (outcome, str(status))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_fault_118_a_redirect_is_a_failure_and_is_not_followed(here: Site, status: int) -> None:
    got = send(hook(answering(here, status, Location=here.url("/inside"))))
    assert (got.outcome, got.code) == (Outcome.RETRY, str(status))
    assert [path for _, path, _, _ in here.requests] == [PATH]


@pytest.mark.parametrize("status", [429, 503, 500])
@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("99999999999", 86400), ("1", 60), ("soon", None), ("-5", None), ("", None)],
)
def test_fault_122_retry_after_is_heard_within_a_minute_and_a_day(
    here: Site, status: int, value: str, seconds: int | None
) -> None:
    got = send(hook(answering(here, status, **{"Retry-After": value})))
    assert (got.outcome, got.retry_after_s) == (Outcome.RETRY, seconds)


def test_fault_122_retry_after_may_be_a_date(here: Site) -> None:
    at = (NOW + timedelta(minutes=10)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert send(hook(answering(here, 503, **{"Retry-After": at}))).retry_after_s in (599, 600)


@pytest.mark.parametrize("secret", [None, "", "whsec_short"])
def test_without_a_usable_secret_nothing_is_posted(here: Site, secret: str | None) -> None:
    got = send(replace(hook(answering(here, 200)), secret=secret))
    assert (got.outcome, got.code) == (Outcome.HALTED, "secret")
    assert not here.requests


def test_an_endpoint_on_a_private_address_is_not_reached_and_the_operator_hears_of_it(here: Site) -> None:
    got = send(hook(answering(here, 200)), policy=AddressPolicy(ports=None))
    assert (got.outcome, got.code) == (Outcome.HALTED, "blocked_address")
    assert not here.requests


def test_an_address_that_is_none_is_dead() -> None:
    assert send(hook("http:///nowhere")).outcome is Outcome.DEAD


def test_nobody_listening_is_a_retry(here: Site) -> None:
    with site() as gone:
        url = gone.url(PATH)
    assert (send(hook(url)).outcome, send(hook(url)).code) == (Outcome.RETRY, "refused")


class Peer:
    """A server that says these bytes once a request has come, then `then`: closes, or goes on for ever."""

    def __init__(self, says: bytes, *, endless: bool = False, silent: bool = False) -> None:
        self.says, self.endless, self.silent, self.sent = says, endless, silent, 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(self.says)
            while self.endless:
                writer.write(b"x" * 65536)
                self.sent += 65536
                await writer.drain()
            if self.silent:
                await reader.read()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


def send_to(peer: Peer, channel: str = "webhook", **limits: Any) -> Attempt:
    async def run() -> Attempt:
        server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
        async with server, Client(Limits(**{"deadline_s": 2.0} | limits), OPEN) as client:
            message = hook(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{PATH}", channel)
            return await (WebhookSender(client) if channel == "webhook" else SlackSender(client)).send(
                message, NOW
            )

    return asyncio.run(run())


@pytest.mark.parametrize("channel", ["webhook", "slack"])
def test_an_answer_that_never_comes_is_unknown_as_the_message_may_have_arrived(channel: str) -> None:
    assert send_to(Peer(b""), channel).outcome is Outcome.UNKNOWN
    assert send_to(Peer(b"", silent=True), channel, deadline_s=0.1).outcome is Outcome.UNKNOWN
    assert send_to(Peer(b"this is not HTTP\r\n\r\n"), channel).outcome is Outcome.UNKNOWN


def test_fault_130_an_endless_answer_is_success_once_its_status_is_known() -> None:
    peer = Peer(b"HTTP/1.1 200 OK\r\n\r\n", endless=True)
    assert send_to(peer).outcome is Outcome.SENT
    assert peer.sent < 20_000_000, "what the sockets hold, not what the peer would say"


def test_fault_121_a_body_that_breaks_off_or_drips_does_not_undo_a_2xx() -> None:
    assert send_to(Peer(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")).outcome is Outcome.SENT
    assert (
        send_to(
            Peer(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", silent=True), deadline_s=0.2
        ).outcome
        is Outcome.SENT
    )


# ---------------------------------------------------------------- Slack


def test_slack_says_ok_and_nothing_is_signed(here: Site) -> None:
    got = send(hook(answering(here, 200, "ok"), "slack"))
    assert (got.outcome, got.code) == (Outcome.SENT, "200")
    ((headers, body),) = here.posts(PATH)
    assert body == BODY
    assert "webhook-signature" not in headers


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, "ok\n", Outcome.SENT),
        (200, "", Outcome.RETRY),
        (200, "invalid_token", Outcome.DISABLED),
        (200, "<html>Sign in</html>", Outcome.RETRY),
        (201, "ok", Outcome.RETRY),
        (302, "ok", Outcome.RETRY),
        (400, "invalid_payload", Outcome.DEAD),
        (400, "no_text", Outcome.DEAD),
        (403, "action_prohibited", Outcome.RETRY),
        (403, "invalid_token", Outcome.DISABLED),
        (404, "no_service", Outcome.DISABLED),
        (404, "channel_not_found", Outcome.DISABLED),
        (404, "no_team", Outcome.DISABLED),
        (404, "<h1>Not found</h1>", Outcome.RETRY),
        (410, "channel_is_archived", Outcome.DISABLED),
        (410, "", Outcome.DISABLED),
        (429, "rate_limited", Outcome.RETRY),
        (500, "rollup_error", Outcome.RETRY),
        (503, b"\xff\x00\xfe", Outcome.RETRY),
    ],
)
def test_fault_121_only_ok_is_success_and_what_is_gone_disables(
    here: Site, status: int, body: str | bytes, outcome: Outcome
) -> None:
    got = send(hook(answering(here, status, body), "slack"))
    assert (got.outcome, got.code) == (outcome, str(status))


def test_fault_122_slack_asks_for_patience(here: Site) -> None:
    got = send(hook(answering(here, 429, "rate_limited", **{"Retry-After": "90"}), "slack"))
    assert (got.outcome, got.retry_after_s) == (Outcome.RETRY, 90)


# ---------------------------------------------------------------- secrets


@pytest.mark.parametrize("channel", ["webhook", "slack"])
def test_fault_119_the_secret_address_is_in_no_text_repr_or_log(
    here: Site, channel: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = f"{here.url(PATH)} {SECRET}"
    seen = [
        send(hook(answering(here, status, echo, Location=here.url(PATH)), channel))
        for status in (200, 302, 400, 404, 410, 429, 500)
    ]
    seen += [
        send_to(Peer(says, silent=True), channel, deadline_s=0.1)
        for says in (b"", f"garbage {TOKEN}\r\n\r\n".encode())
    ]
    seen.append(send(hook(here.url(PATH), channel), policy=AddressPolicy(ports=None)))
    for url in (
        f"http://127.0.0.1:1{PATH}",
        f"http:///{PATH}",
        f"http://u:{TOKEN}@127.0.0.1{PATH}",
        f"http://[{PATH}",
        f"ftp://127.0.0.1{PATH}",
    ):
        seen.append(send(hook(url, channel)))
    # httpcore and aiohttp are told nothing at DEBUG that the tests' own server would not print
    told = "".join(map(repr, seen)) + caplog.text + "".join(capfd.readouterr())
    assert len(seen) == 15
    assert TOKEN not in told
    assert SECRET not in told
    assert f"from {here.url('/')}...abcd" in told, "host and last four are for people"
    assert SECRET not in repr(hook(here.url(PATH), channel))
