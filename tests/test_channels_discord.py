"""A Discord webhook: its address, what a message holds, and what an answer means."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import hostile
import pytest
import shapes
from compose_kit import cut_up
from digests import MESSAGES, made
from samples import act, week
from servers import Site, site

from monitor import channels
from monitor.channels.discord.payload import Embed
from monitor.channels.discord.sender import DiscordSender
from monitor.errors import UsageError
from monitor.model import Attempt, Cadence, Message, Outcome
from monitor.net import AddressPolicy, Client, Limits

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
OPEN = AddressPolicy(allow=(ip_network("127.0.0.0/8"),), ports=None)
PATH = "/api/webhooks/1/T0PSECRETTOKEN"
BODY = b'{"content":"x"}'


def rendered(digest: Any) -> dict[str, Any]:
    return json.loads(shapes.rendered("discord", digest).content)  # type: ignore[no-any-return]


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address",
    [
        "https://discord.com/api/webhooks/1/secret",
        "https://canary.discordapp.com/api/v10/webhooks/1/secret-_9",
        "https://discord.com/api/webhooks/1/secret?thread_id=7&wait=true",
    ],
)
def test_an_address_of_discord_is_recognised(address: str) -> None:
    assert channels.by_address(address).name == "discord"
    assert channels.checked_address("discord", address) == address


@pytest.mark.parametrize(
    "address",
    [
        "https://notdiscord.com/api/webhooks/1/s",
        "https://discord.com/channels/1/2",
        "https://discord.com.example/api/webhooks/1/s",
    ],
)
def test_other_addresses_are_webhooks(address: str) -> None:
    assert channels.by_address(address).name == "webhook"


@pytest.mark.parametrize("end", ["", "1", "1/secret/slack", "1/secret/github"])
def test_half_an_address_and_one_for_payloads_of_others_are_refused(end: str) -> None:
    with pytest.raises(UsageError, match="needs an https address like"):
        channels.checked_address("discord", f"https://discord.com/api/webhooks/{end}")


def test_it_is_never_called_in_clear_text() -> None:
    with pytest.raises(UsageError, match="needs https"):
        channels.checked_address("discord", "http://discord.com/api/webhooks/1/secret")


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("name", ["digest", "alert", "possible", "heartbeat"])
def test_messages_are_as_expected(name: str, expected: Callable[[str, str], None]) -> None:
    text = json.dumps(rendered(MESSAGES[name]), ensure_ascii=False, indent=2) + "\n"
    expected(f"{name}.discord.json", text)


def within_limits(payload: dict[str, Any]) -> None:
    assert 0 < units(payload["content"]) <= 2000
    assert len(payload["embeds"]) <= 10
    total = 0
    for embed in payload["embeds"]:
        footer = embed.get("footer", {}).get("text", "")
        assert units(embed.get("title", "")) <= 256
        assert units(embed["description"]) <= 4096
        assert units(footer) <= 2048
        assert all(embed.values())
        total += units(embed.get("title", "")) + units(embed["description"]) + units(footer)
    assert total <= 6000
    assert payload["allowed_mentions"] == {"parse": []}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("letter", ["a", "ы", "*", "\U0001f600"])
def test_parts_of_heavy_acts_in_any_script_stay_within_the_limits(letter: str) -> None:
    acts = [act(number, f"{letter * 300} {number:03}", letter * 2000) for number in range(1, 12)]
    parts = cut_up(acts, "discord")
    assert [item.id for part, _ in parts for item in part.acts] == list(range(1, 12))
    for _, body in parts:
        within_limits(json.loads(body))


def test_an_act_that_no_message_can_hold_is_shortened_with_its_link() -> None:
    iceland = week()[0]
    ((part, body),) = cut_up([replace(iceland, rows=iceland.rows * 100)], "discord")
    within_limits(json.loads(body))
    assert 0 < part.acts[0].more_rows < 200
    assert "(<https://" in body.decode()


MENTION = re.compile(r"(?<!\\)(?:\\\\)*[@`*_~|\[]")


@pytest.mark.parametrize(
    "payload", [*hostile.PAYLOADS, "<@123> <#4> <t:1:R> @everyone [a](https://evil.example) ||x|| # h"]
)
def test_nothing_in_story_text_is_markup(payload: str) -> None:
    message = rendered(made([act(1, payload, payload, url=None)], Cadence.DAILY))
    within_limits(message)
    (embed,) = message["embeds"]
    sentence, _, rest = embed["description"].partition("\n")
    assert sentence == "**Exit from an agreement: decided**", "the only emphasis is ours"
    assert not MENTION.search(rest)
    assert not re.search(r"(?<!\\):(?=//)", rest)
    assert not re.search(r"^\s*(?:[#+>-]|\d+[.)])", rest, re.MULTILINE)


def test_a_title_in_escapes_is_cut_between_two_of_them() -> None:
    digest = made(week())
    digest = replace(digest, sections=(replace(digest.sections[0], title="*" * 300), *digest.sections[1:]))
    title = rendered(digest)["embeds"][0]["title"]
    assert re.fullmatch(r"(?:\\\*)+…", title)
    assert 250 < len(title) <= 256


def test_a_line_that_no_description_holds_is_cut() -> None:
    wide = made([act(1, "Norland quits", "\U0001f600" * 30)])
    long = replace(wide.acts[0], because="\U0001f600" * 5000)
    message = rendered(replace(wide, sections=(replace(wide.sections[0], acts=(long,)),)))
    assert any(embed["description"].endswith("…") for embed in message["embeds"])
    assert all(units(embed["description"]) <= 4096 for embed in message["embeds"])


def test_a_bracket_in_an_address_does_not_end_the_link() -> None:
    digest = made([act(1, "Norland quits", url="https://news.example/a_(b)?c=<d>")])
    (embed,) = rendered(digest)["embeds"]
    assert "](<https://news.example/a_%28b%29?c=%3Cd%3E>)" in embed["description"]


def test_a_text_that_is_no_address_is_none_of_discord() -> None:
    assert not channels.by_name("discord").claims("https://[half")


def test_an_embed_leaves_out_what_is_empty() -> None:
    assert Embed("text").json() == {"description": "text"}


# ---------------------------------------------------------------- answers


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as server:
        yield server


def send(here: Site, status: int, body: str | bytes = "", **headers: str) -> Attempt:
    address = here.put(PATH, body, status=status, content_type="application/json", **headers)
    message = Message("ab" * 16, "A1B2", 1, "discord", address, "s", "application/json", BODY)

    async def run() -> Attempt:
        async with Client(Limits(deadline_s=2.0), OPEN) as client:
            return await DiscordSender(client).send(message, NOW)

    return asyncio.run(run())


def test_the_payload_is_posted_as_it_was_frozen_and_unsigned(here: Site) -> None:
    assert send(here, 204).outcome is Outcome.SENT
    ((headers, body),) = here.posts(PATH)
    assert body == BODY
    assert headers["content-type"] == "application/json"
    assert "webhook-signature" not in headers


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, '{"id": "1", "type": 0}', Outcome.SENT),
        (204, "", Outcome.SENT),
        (202, "", Outcome.RETRY),
        (302, "", Outcome.RETRY),
        (400, '{"message": "Invalid Form Body", "code": 50035, "errors": {}}', Outcome.DEAD),
        (400, "not json", Outcome.DEAD),
        (401, '{"message": "Invalid Webhook Token", "code": 50027}', Outcome.DISABLED),
        (403, '{"message": "Invalid Webhook Token", "code": 50027}', Outcome.DISABLED),
        (403, "error code: 1015", Outcome.RETRY),
        (404, '{"message": "Unknown Webhook", "code": 10015}', Outcome.DISABLED),
        (404, '{"code": {"of": "another sort"}}', Outcome.RETRY),
        (403, '{"code": [50027]}', Outcome.RETRY),
        (404, '{"message": "404: Not Found", "code": 0}', Outcome.RETRY),
        (410, "", Outcome.DISABLED),
        (500, b"\xff\xfe", Outcome.RETRY),
        (502, "[[[[", Outcome.RETRY),
    ],
)
def test_what_an_answer_means(here: Site, status: int, body: str | bytes, outcome: Outcome) -> None:
    attempt = send(here, status, body)
    assert (attempt.outcome, attempt.code) == (outcome, str(status))
    assert "T0PSECRET" not in repr(attempt)
    assert "Invalid Form Body" not in attempt.text, "nothing but the code is quoted"


@pytest.mark.parametrize(
    ("body", "header", "seconds"),
    [
        ('{"message": "You are being rate limited.", "retry_after": 64.57, "global": false}', "", 65),
        ('{"retry_after": 0.3}', "", 1),
        ('{"retry_after": 3}', "90", 90),
        ('{"retry_after": "soon"}', "120", 120),
        ('{"retry_after": -1}', "", None),
        ('{"retry_after": 1e300}', "", None),
        ('{"retry_after": NaN}', "", None),
        ("<html>", "70", 70),
    ],
)
def test_a_busy_discord_is_waited_for(here: Site, body: str, header: str, seconds: int | None) -> None:
    attempt = send(here, 429, body, **({"Retry-After": header} if header else {}))
    assert (attempt.outcome, attempt.retry_after_s) == (Outcome.RETRY, seconds)
