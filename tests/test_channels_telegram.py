"""Telegram: the address, what a message holds, and what an answer of the Bot API means."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
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
from monitor.channels.telegram.sender import TelegramSender
from monitor.errors import UsageError
from monitor.log import redact_url
from monitor.model import Attempt, Cadence, Message, Outcome
from monitor.net import AddressPolicy, Client, Limits

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
OPEN = AddressPolicy(allow=(ip_network("127.0.0.0/8"),), ports=None)
CALL = "/bot1234:T0PSECRETTOKEN/sendMessage"
PATH = f"{CALL}?chat_id=-1001234567890"
BODY = b'{"text":"x"}'
ACCEPTED = '{"ok":true,"result":{"message_id":7}}'


def rendered(digest: Any) -> dict[str, Any]:
    return json.loads(shapes.rendered("telegram", digest).content)  # type: ignore[no-any-return]


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address",
    [
        f"https://api.telegram.org{PATH}",
        f"https://api.telegram.org{CALL}?chat_id=@treaty_news",
        f"https://api.telegram.org{CALL}?chat_id=-1001&message_thread_id=7&disable_notification=true",
    ],
)
def test_an_address_of_the_bot_api_is_recognised(address: str) -> None:
    assert channels.by_address(address).name == "telegram"
    assert channels.checked_address("telegram", address) == address


def test_a_bot_api_server_of_ones_own_is_named_with_the_channel() -> None:
    own = f"https://bots.example.org{PATH}"
    assert channels.by_address(own).name == "webhook"
    assert channels.checked_address("telegram", own) == own
    assert channels.checked_address("telegram", f"http://127.0.0.1:8081{PATH}")


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("https://t.me/treaties", "link to a chat, for people"),
        ("https://telegram.me/+AbC", "link to a chat, for people"),
        ("https://api.telegram.org/bot1234:X/getMe?chat_id=1", "needs an https address like"),
        ("https://api.telegram.org/1234:X/sendMessage?chat_id=1", "needs an https address like"),
        (f"https://api.telegram.org{CALL}", "names no chat"),
        (f"https://api.telegram.org{CALL}?chat_id=", "chat_id is a number"),
        (f"https://api.telegram.org{CALL}?chat_id=desk", "chat_id is a number"),
        (f"https://api.telegram.org{CALL}?chat_id=1&parse_mode=HTML", "parse_mode is not for you to set"),
        (f"https://api.telegram.org{CALL}?chat_id=1&message_thread_id=x", "number of a topic"),
        (f"https://api.telegram.org{CALL}?chat_id=1&disable_notification=1", "true or false"),
        (f"http://api.telegram.org{PATH}", "needs https"),
    ],
)
def test_an_address_that_cannot_work_is_refused_with_what_to_write(address: str, advice: str) -> None:
    with pytest.raises(UsageError, match=advice) as refused:
        channels.checked_address("telegram", address)
    assert "T0PSECRET" not in str(refused.value)


def test_fault_119_lists_and_logs_show_the_host_and_the_end_of_the_chat() -> None:
    assert redact_url(f"https://api.telegram.org{PATH}") == "https://api.telegram.org/...7890"


def test_a_text_that_is_no_address_is_none_of_telegram() -> None:
    assert not channels.by_name("telegram").claims("https://[half")
    assert not channels.by_name("telegram").claims("t.me/treaties")


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("name", ["digest", "alert", "possible", "heartbeat"])
def test_messages_are_as_expected(name: str, expected: Callable[[str, str], None]) -> None:
    expected(f"{name}.telegram.html", rendered(MESSAGES[name])["text"] + "\n")


def test_links_are_not_previewed_and_the_text_is_html() -> None:
    message = rendered(MESSAGES["alert"])
    assert message["parse_mode"] == "HTML"
    assert message["link_preview_options"] == {"is_disabled": True}
    assert message.keys() == {"text", "parse_mode", "link_preview_options"}


def visible(text: str) -> str:
    """What is left of a text once Telegram has parsed its entities."""
    return unescape(re.sub(r"</?(?:b|i)>|<a href=\"[^\"]*\">|</a>", "", text))


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("letter", ["a", "ы", "&", "\U0001f600", "@"])
def test_fault_126_parts_of_heavy_acts_in_any_script_stay_within_the_limit(letter: str) -> None:
    acts = [act(number, f"{letter * 300} {number:03}", letter * 2000) for number in range(1, 12)]
    parts = cut_up(acts, "telegram")
    assert [item.id for part, _ in parts for item in part.acts] == list(range(1, 12))
    for _, body in parts:
        assert 0 < units(visible(json.loads(body)["text"])) <= 4096


def test_fault_126_a_message_has_no_more_entities_than_telegram_shows() -> None:
    acts = [act(number, f"Norland quits pact {number}") for number in range(1, 60)]
    parts = cut_up(acts, "telegram")
    assert [item.id for part, _ in parts for item in part.acts] == list(range(1, 60))
    for _, body in parts:
        text = json.loads(body)["text"]
        assert len(re.findall(r"<[bia][ >]|#\w", text)) <= 100


def test_fault_126_an_act_that_no_message_can_hold_is_shortened_with_its_link() -> None:
    iceland = week()[0]
    ((part, body),) = cut_up([replace(iceland, rows=iceland.rows * 100)], "telegram")
    text = json.loads(body)["text"]
    assert units(visible(text)) <= 4096
    assert 0 < part.acts[0].more_rows < 200
    assert '<a href="https://' in text


def test_fault_126_no_escape_is_split_where_a_text_is_cut() -> None:
    digest = made([act(1, "Norland quits", "x")])
    heavy = replace(digest.acts[0], because="&<" * 4000)
    text = rendered(replace(digest, sections=(replace(digest.sections[0], acts=(heavy,)),)))["text"]
    assert units(visible(text)) <= 4096
    assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", text)
    assert text.endswith("<i>Message #K7QX, no. 42</i>")


@pytest.mark.parametrize("payload", [*hostile.PAYLOADS, "/stop @durov tg://user?id=1 evil.example"])
def test_fault_117_nothing_in_story_text_is_markup_mention_or_link(payload: str) -> None:
    text = rendered(made([act(1, payload, payload, url=None)], Cadence.DAILY))["text"]
    assert not re.search(r"<(?!/?(?:b|i)>)", text), "only our own tags"
    assert not re.search(r"&(?!amp;|lt;|gt;)", text)
    assert not re.search(r"@(?!\u2060)", text)
    assert "://" not in text
    assert not re.search(r"(?<![\w/])/[a-z]", visible(text))


@pytest.mark.parametrize("url", hostile.AWKWARD_LINKS)
def test_fault_117_an_address_does_not_end_its_link(url: str) -> None:
    text = rendered(made([act(1, "Norland quits", url=url)]))["text"]
    assert re.search(r'<a href="https://[^"<>]*">Read[^<]*</a>', text)
    assert visible(text).count("<") == 0


# ---------------------------------------------------------------- answers


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as server:
        yield server


def send_to(address: str) -> Attempt:
    message = Message("ab" * 16, "A1B2", 1, "telegram", address, "s", "application/json", BODY)

    async def run() -> Attempt:
        async with Client(Limits(deadline_s=2.0), OPEN) as client:
            sender = TelegramSender(client)
            try:
                return await sender.send(message, NOW)
            finally:
                await sender.aclose()

    return asyncio.run(run())


def send(here: Site, status: int, body: str | bytes = "", **headers: str) -> Attempt:
    return send_to(here.put(PATH, body, status=status, content_type="application/json", **headers))


def refusal(status: int, description: str, **parameters: int) -> str:
    said = {"ok": False, "error_code": status, "description": description}
    return json.dumps(said | ({"parameters": parameters} if parameters else {}))


def test_the_text_is_posted_as_it_was_frozen_to_the_address_with_the_chat(here: Site) -> None:
    got = send(here, 200, ACCEPTED)
    assert (got.outcome, got.code) == (Outcome.SENT, "200")
    ((headers, body),) = here.posts(PATH)
    assert body == BODY
    assert headers["content-type"] == "application/json"
    assert "webhook-signature" not in headers


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, ACCEPTED, Outcome.SENT),
        (200, "", Outcome.RETRY),
        (200, "<html>Sign in</html>", Outcome.RETRY),
        (200, refusal(400, "Bad Request"), Outcome.RETRY),
        (302, "", Outcome.RETRY),
        (400, refusal(400, "Bad Request: can't parse entities: unsupported start tag"), Outcome.DEAD),
        (400, refusal(400, "Bad Request: message is too long"), Outcome.DEAD),
        (400, "<html>proxy</html>", Outcome.RETRY),
        (400, refusal(400, "Bad Request: chat not found"), Outcome.DISABLED),
        (400, refusal(400, "Bad Request: message thread not found"), Outcome.DISABLED),
        (400, refusal(400, "Bad Request: not enough rights to send text messages"), Outcome.DISABLED),
        (401, refusal(401, "Unauthorized"), Outcome.DISABLED),
        (401, "proxy login", Outcome.RETRY),
        (403, refusal(403, "Forbidden: bot was blocked by the user"), Outcome.DISABLED),
        (403, refusal(403, "Forbidden: bot was kicked from the supergroup chat"), Outcome.DISABLED),
        (403, refusal(403, "Forbidden: something new"), Outcome.RETRY),
        (404, refusal(404, "Not Found"), Outcome.DISABLED),
        (404, "", Outcome.RETRY),
        (409, refusal(409, "Conflict"), Outcome.RETRY),
        (410, "", Outcome.DISABLED),
        (500, b"\xff\xfe", Outcome.RETRY),
        (502, "[[[[", Outcome.RETRY),
    ],
)
def test_fault_121_what_an_answer_means(here: Site, status: int, body: str | bytes, outcome: Outcome) -> None:
    got = send(here, status, body)
    assert (got.outcome, got.code) == (outcome, str(status))
    assert "T0PSECRET" not in repr(got)
    assert "entities" not in got.text, "only descriptions that are known are quoted"


@pytest.mark.parametrize(
    ("asked", "header", "seconds"),
    [(64, "", 64), (3, "90", 90), (0, "", None), (999_999, "", None), (5, "soon", 5)],
)
def test_fault_122_a_busy_telegram_is_waited_for(
    here: Site, asked: int, header: str, seconds: int | None
) -> None:
    body = refusal(429, f"Too Many Requests: retry after {asked}", retry_after=asked)
    got = send(here, 429, body, **({"Retry-After": header} if header else {}))
    assert (got.outcome, got.retry_after_s) == (Outcome.RETRY, seconds)


def test_a_group_that_got_another_number_is_written_to_at_once_under_that(here: Site) -> None:
    moved = here.put(f"{CALL}?chat_id=-100777", ACCEPTED, content_type="application/json")
    body = refusal(
        400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100777
    )
    got = send(here, 400, body)
    assert got.outcome is Outcome.SENT
    assert "put chat_id=-100777 into the address" in got.text
    assert [text for _, text in here.posts(moved.removeprefix(here.url("")))] == [BODY]


@pytest.mark.parametrize("moved", ["soon", True, None])
def test_a_new_number_that_is_none_is_not_followed(here: Site, moved: object) -> None:
    said = {"ok": False, "error_code": 400, "parameters": {"migrate_to_chat_id": moved}}
    assert send(here, 400, json.dumps(said)).outcome is Outcome.DEAD
    assert len(here.requests) == 1


def test_nobody_listening_is_a_retry() -> None:
    with site() as gone:
        url = gone.url(PATH)
    assert (send_to(url).outcome, send_to(url).code) == (Outcome.RETRY, "refused")
