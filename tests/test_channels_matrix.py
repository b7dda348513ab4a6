"""Matrix: the address, what an event holds, and what an answer of the homeserver means."""

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
from samples import act
from servers import Site, site

from monitor import channels
from monitor.channels.matrix.address import target_of
from monitor.channels.matrix.sender import MatrixSender
from monitor.errors import UsageError
from monitor.log import redact_url
from monitor.model import Attempt, Cadence, Message, Outcome
from monitor.net import AddressPolicy, Client, Limits

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
OPEN = AddressPolicy(allow=(ip_network("127.0.0.0/8"),), ports=None)
WID = "ab" * 16
TOKEN = "syt_T0PSECRETTOKEN_abcd"
ROOM = f"/!desk:news.example?token={TOKEN}"
EVENT = f"/_matrix/client/v3/rooms/%21desk%3Anews.example/send/m.room.message/{WID}"
BODY = b'{"msgtype":"m.notice","body":"x"}'
ACCEPTED = '{"event_id":"$YUwRidLecu"}'


def rendered(digest: Any) -> dict[str, Any]:
    return json.loads(shapes.rendered("matrix", digest).content)  # type: ignore[no-any-return]


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address",
    [
        f"https://matrix.example.org{ROOM}",
        f"https://example.org/base/!opaque-31hneApxJ_1o?token={TOKEN}",
        f"https://example.org/%21desk:news.example?token={TOKEN}",
        f"http://127.0.0.1:8008{ROOM}",
    ],
)
def test_an_address_with_the_id_of_a_room_is_recognised(address: str) -> None:
    assert channels.by_address(address).name == "matrix"
    assert channels.checked_address("matrix", address) == address


def test_an_address_names_homeserver_room_and_token() -> None:
    target = target_of(f"https://example.org/base/!desk:news.example?token={TOKEN}")
    assert (target.server, target.room, target.token) == (
        "https://example.org/base",
        "!desk:news.example",
        TOKEN,
    )
    assert TOKEN not in repr(target)


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        (f"https://example.org/#desk:news.example?token={TOKEN}", "its id begins with !"),
        (f"https://example.org/desk?token={TOKEN}", "names no room"),
        ("https://example.org/!desk:news.example", r"behind the room stand \?token="),
        (f"https://example.org{ROOM}&x=1", r"behind the room stand \?token="),
        ("https://example.org/!desk:news.example?token=", "at least eight characters"),
        ("https://example.org/!desk:news.example?token=a%0D%0AX-Evil:%20b", "at least eight characters"),
        ("https://example.org/!de%20sk?token=abcdefgh", "names no room"),
        (f"http://example.org{ROOM}", "needs https"),
        (f"https://u:p@example.org{ROOM}", "needs an https address"),
    ],
)
def test_an_address_that_cannot_work_is_refused_with_what_to_write(address: str, advice: str) -> None:
    with pytest.raises(UsageError, match=advice) as refused:
        channels.checked_address("matrix", address)
    assert "T0PSECRET" not in str(refused.value)


def test_fault_119_lists_and_logs_show_the_host_and_the_end_of_the_token() -> None:
    assert redact_url(f"https://example.org{ROOM}") == "https://example.org/...abcd"


def test_a_text_that_is_no_address_is_none_of_matrix() -> None:
    assert not channels.by_name("matrix").claims("https://[half")
    assert not channels.by_name("matrix").claims("!desk:news.example")


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("name", ["digest", "alert", "possible", "heartbeat"])
def test_messages_are_as_expected(name: str, expected: Callable[[str, str], None]) -> None:
    text = json.dumps(rendered(MESSAGES[name]), ensure_ascii=False, indent=2) + "\n"
    expected(f"{name}.matrix.json", text)


def test_fault_117_a_notice_mentions_nobody() -> None:
    event = rendered(MESSAGES["alert"])
    assert event["msgtype"] == "m.notice"
    assert event["m.mentions"] == {}
    assert event["format"] == "org.matrix.custom.html"


@pytest.mark.parametrize("letter", ["a", "ы", '"', "\U0001f600"])
def test_fault_126_parts_of_heavy_acts_in_any_script_stay_within_the_limit(letter: str) -> None:
    acts = [act(number, f"{letter * 300} {number:03}", letter * 2000) for number in range(1, 60)]
    parts = cut_up(acts, "matrix")
    assert [item.id for part, _ in parts for item in part.acts] == list(range(1, 60))
    assert all(len(body) <= 60_000 for _, body in parts)


def test_fault_126_an_act_that_no_event_can_hold_is_cut_between_escapes() -> None:
    digest = made([act(1, "Norland quits", "x")])
    heavy = replace(digest.acts[0], because="<&" * 20_000)
    body = shapes.rendered("matrix", replace(digest, sections=(replace(digest.sections[0], acts=(heavy,)),)))
    assert body.fill > 1
    assert len(body.content) <= 60_000
    html = json.loads(body.content)["formatted_body"]
    assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", html)
    assert html.endswith("<em>Message #K7QX, no. 42</em></p>")


@pytest.mark.parametrize("payload", [*hostile.PAYLOADS, "@room @alice:evil.example matrix.to"])
def test_fault_117_nothing_in_story_text_is_markup_mention_or_link(payload: str) -> None:
    event = rendered(made([act(1, payload, payload, url=None)], Cadence.DAILY))
    html = event["formatted_body"]
    assert not re.search(r"<(?!/?(?:p|br|strong|em)>)", html), "only our own tags"
    for text in (event["body"], unescape(html)):
        assert not re.search(r"@(?!\u2060)", text)
        assert "://" not in text


# ---------------------------------------------------------------- answers


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as server:
        yield server


def send_to(address: str) -> Attempt:
    message = Message(WID, "A1B2", 1, "matrix", address, "s", "application/json", BODY)

    async def run() -> Attempt:
        async with Client(Limits(deadline_s=2.0), OPEN) as client:
            sender = MatrixSender(client)
            try:
                return await sender.send(message, NOW)
            finally:
                await sender.aclose()

    return asyncio.run(run())


def send(here: Site, status: int, body: str | bytes = "", **headers: str) -> Attempt:
    here.put(EVENT, body, status=status, content_type="application/json", **headers)
    return send_to(here.url(ROOM))


def test_fault_120_a_repeat_is_put_under_the_same_transaction(here: Site) -> None:
    for _ in range(2):
        got = send(here, 200, ACCEPTED)
        assert (got.outcome, got.code) == (Outcome.SENT, "200")
    (first, body), (second, again) = here.posts(EVENT, "PUT")
    assert body == again == BODY
    assert first["authorization"] == second["authorization"] == f"Bearer {TOKEN}"
    assert all(TOKEN not in path for _, path, _, _ in here.requests), (
        "the token is in no address that is called"
    )


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, ACCEPTED, Outcome.SENT),
        (200, "{}", Outcome.RETRY),
        (200, "<html>Sign in</html>", Outcome.RETRY),
        (302, "", Outcome.RETRY),
        (400, '{"errcode":"M_BAD_JSON","error":"secret words"}', Outcome.DEAD),
        (400, '{"errcode":"M_UNKNOWN","error":"secret words"}', Outcome.DEAD),
        (400, "proxy", Outcome.RETRY),
        (401, '{"errcode":"M_UNKNOWN_TOKEN","soft_logout":true}', Outcome.DISABLED),
        (401, '{"errcode":"M_MISSING_TOKEN"}', Outcome.DISABLED),
        (401, '{"errcode":"M_USER_LOCKED","soft_logout":true}', Outcome.RETRY),
        (401, "proxy login", Outcome.RETRY),
        (403, '{"errcode":"M_FORBIDDEN","error":"secret words"}', Outcome.DISABLED),
        (403, "error code: 1015", Outcome.RETRY),
        (404, '{"errcode":"M_NOT_FOUND"}', Outcome.DISABLED),
        (404, '{"errcode":"M_UNRECOGNIZED"}', Outcome.RETRY),
        (410, "", Outcome.DISABLED),
        (413, '{"errcode":"M_TOO_LARGE"}', Outcome.DEAD),
        (500, '{"errcode":["M_FORBIDDEN"]}', Outcome.RETRY),
        (502, b"\xff\xfe", Outcome.RETRY),
    ],
)
def test_fault_121_what_an_answer_means(here: Site, status: int, body: str | bytes, outcome: Outcome) -> None:
    got = send(here, status, body)
    assert (got.outcome, got.code) == (outcome, str(status))
    assert "T0PSECRET" not in repr(got)
    assert "secret words" not in got.text


@pytest.mark.parametrize(
    ("wait", "header", "seconds"),
    [
        (2000, "", 2),
        (2500, "90", 90),
        (64_000, "", 64),
        ("soon", "", None),
        (True, "", None),
        (-1, "", None),
        (None, "70", 70),
    ],
)
def test_fault_122_a_busy_homeserver_is_waited_for(
    here: Site, wait: object, header: str, seconds: int | None
) -> None:
    body = json.dumps({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": wait})
    got = send(here, 429, body, **({"Retry-After": header} if header else {}))
    assert (got.outcome, got.retry_after_s) == (Outcome.RETRY, seconds)


def test_an_address_that_went_bad_in_the_database_is_dead_and_calls_nobody(here: Site) -> None:
    assert send_to(here.url("/desk?token=abcdefgh")).outcome is Outcome.DEAD
    assert not here.requests


def test_nobody_listening_is_a_retry() -> None:
    with site() as gone:
        url = gone.url(ROOM)
    assert (send_to(url).outcome, send_to(url).code) == (Outcome.RETRY, "refused")
