"""ntfy: the address, what a push message holds, and what an answer of the server means."""

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
from monitor.channels.ntfy.address import target_of
from monitor.channels.ntfy.sender import NtfySender
from monitor.errors import UsageError
from monitor.log import redact_url
from monitor.model import Attempt, Cadence, Kind, Message, Outcome, Reason, Stage
from monitor.net import AddressPolicy, Client, Limits

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
OPEN = AddressPolicy(allow=(ip_network("127.0.0.0/8"),), ports=None)
WID = "ab" * 16
TOKEN = "tk_T0PSECRETTOKENabcd"
TOPIC = "/treaties-T0PSECRET"
BODY = '{"title":"t","message":"Россия"}'.encode()
ACCEPTED = '{"id":"sPs71M8A2T","time":1643935928,"event":"message","topic":"treaties","message":"x"}'


def rendered(digest: Any) -> dict[str, Any]:
    return json.loads(shapes.rendered("ntfy", digest).content)  # type: ignore[no-any-return]


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address", ["https://ntfy.sh/treaties-7f3a", f"https://ntfy.sh/treaties_7f3a/?token={TOKEN}"]
)
def test_an_address_of_the_public_server_is_recognised(address: str) -> None:
    assert channels.by_address(address).name == "ntfy"
    assert channels.checked_address("ntfy", address) == address


def test_a_server_of_ones_own_is_named_with_the_channel() -> None:
    own = f"https://push.example.org/desk?token={TOKEN}"
    assert channels.by_address(own).name == "webhook"
    assert channels.checked_address("ntfy", own) == own
    assert channels.checked_address("ntfy", "http://127.0.0.1:2586/desk")


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("https://ntfy.sh/", "at most 64 letters, digits, _ and -"),
        ("https://ntfy.sh/a/b", "at most 64 letters, digits, _ and -"),
        (f"https://ntfy.sh/{'a' * 65}", "at most 64 letters, digits, _ and -"),
        ("https://ntfy.sh/пакт", "at most 64 letters, digits, _ and -"),
        ("https://ntfy.sh/desk?auth=x", r"may stand \?token="),
        ("https://ntfy.sh/desk#x", r"may stand \?token="),
        ("https://ntfy.sh/desk?token=secret", "begins with tk_"),
        ("https://ntfy.sh/desk?token=tk_abcdefgh%0D%0AX-Evil:b", "begins with tk_"),
        ("http://ntfy.sh/desk", "needs https"),
    ],
)
def test_an_address_that_cannot_work_is_refused_with_what_to_write(address: str, advice: str) -> None:
    with pytest.raises(UsageError, match=advice):
        channels.checked_address("ntfy", address)


def test_fault_119_topic_and_token_are_in_no_list_and_no_repr() -> None:
    assert "T0PSECRET" not in redact_url(f"https://ntfy.sh{TOPIC}?token={TOKEN}")
    assert "T0PSECRET" not in repr(target_of(f"https://ntfy.sh{TOPIC}?token={TOKEN}"))


def test_a_text_that_is_no_address_is_none_of_ntfy() -> None:
    assert not channels.by_name("ntfy").claims("https://[half")


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("name", ["alert", "possible", "heartbeat", "notice"])
def test_messages_are_as_expected(name: str, expected: Callable[[str, str], None]) -> None:
    text = json.dumps(rendered(MESSAGES[name]), ensure_ascii=False, indent=2) + "\n"
    expected(f"{name}.ntfy.json", text)


def within_limits(body: bytes) -> None:
    message = json.loads(body)
    assert 0 < len(message["message"].encode()) < 4096
    assert len(json.dumps({"topic": "t" * 64} | message, ensure_ascii=False).encode()) <= 8192
    assert len(message["title"]) <= 200


@pytest.mark.parametrize("letter", ["a", "ы", '"', "\\", "\U0001f600"])
def test_fault_126_parts_of_heavy_acts_in_any_script_stay_within_the_limits(letter: str) -> None:
    acts = [act(number, f"{letter * 300} {number:03}", letter * 2000) for number in range(1, 12)]
    parts = cut_up(acts, "ntfy")
    assert [item.id for part, _ in parts for item in part.acts] == list(range(1, 12))
    for _, body in parts:
        within_limits(body)


def test_fault_126_an_act_that_no_message_can_hold_is_shortened_with_its_link() -> None:
    iceland = week()[0]
    ((part, body),) = cut_up([replace(iceland, rows=iceland.rows * 100)], "ntfy")
    within_limits(body)
    assert 0 < part.acts[0].more_rows < 200
    assert ": https://" in json.loads(body)["message"]


@pytest.mark.parametrize("letter", ["a", '"', "\U0001f600"])
def test_fault_126_a_text_that_is_too_long_all_the_same_is_cut(letter: str) -> None:
    digest = made([act(1, "Norland quits", "x")])
    heavy = replace(digest.acts[0], because=letter * 20_000)
    body = shapes.rendered("ntfy", replace(digest, sections=(replace(digest.sections[0], acts=(heavy,)),)))
    assert body.fill > 1
    within_limits(body.content)


@pytest.mark.parametrize("payload", [*hostile.PAYLOADS, "{{.message}} desk@evil.example"])
def test_fault_117_nothing_in_story_text_is_a_link(payload: str) -> None:
    message = rendered(made([act(1, payload, payload, url=None)], Cadence.INSTANT))
    for text in (message["title"], message["message"]):
        assert not re.search(r"@(?!\u2060)", text)
        assert "://" not in text
    assert "=?" not in message["title"], "ntfy decodes encoded words (RFC 2047) there"
    assert not message.keys() & {"actions", "attach", "icon", "email", "call", "markdown", "template"}


@pytest.mark.parametrize("url", hostile.LINKS)
def test_fault_117_only_a_web_address_is_opened_by_a_tap(url: str) -> None:
    message = rendered(made([act(1, "Norland quits", url=url)], Cadence.INSTANT))
    assert re.match(r"https?://|mailto:", message.get("click", "https://"))


@pytest.mark.parametrize(
    ("stage", "kind", "priority", "tags"),
    [
        (Stage.NOTIFIED, Kind.ACT, 4, ["door", "notified"]),
        (Stage.EFFECTIVE, Kind.ACT, 4, ["door", "effective"]),
        (Stage.PROPOSED, Kind.THREAT, 3, ["warning", "proposed"]),
        (Stage.REVERSED, Kind.ACT, 3, ["leftwards_arrow_with_hook", "reversed"]),
    ],
)
def test_an_alert_rings_by_its_stage(stage: Stage, kind: Kind, priority: int, tags: list[str]) -> None:
    message = rendered(made([act(1, "Norland quits", kind=kind, stage=stage)], Cadence.INSTANT))
    assert (message["priority"], message["tags"][:2]) == (priority, tags)


def test_a_digest_and_a_sign_of_life_do_not_ring_loudly() -> None:
    assert (rendered(MESSAGES["digest"])["priority"], rendered(MESSAGES["digest"])["tags"]) == (
        3,
        ["newspaper"],
    )
    assert rendered(MESSAGES["heartbeat"])["priority"] == 2
    assert rendered(MESSAGES["notice"])["priority"] == 4
    assert rendered(MESSAGES["possible"])["tags"] == ["newspaper"]


def test_a_withdrawn_act_is_no_exit() -> None:
    message = rendered(MESSAGES["withdrawn"])
    assert (message["priority"], message["tags"][0]) == (3, "x")
    alert = rendered(made(week()[:1], Cadence.INSTANT, Reason.RISES))
    assert alert["tags"] == ["door", "notified", "IS"]


# ---------------------------------------------------------------- answers


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as server:
        yield server


def send_to(address: str) -> Attempt:
    message = Message(WID, "A1B2", 1, "ntfy", address, "s", "application/json", BODY)

    async def run() -> Attempt:
        async with Client(Limits(deadline_s=2.0), OPEN) as client:
            sender = NtfySender(client)
            try:
                return await sender.send(message, NOW)
            finally:
                await sender.aclose()

    return asyncio.run(run())


def send(here: Site, status: int, body: str | bytes = "", end: str = "", **headers: str) -> Attempt:
    here.put("/", body, status=status, content_type="application/json", **headers)
    return send_to(here.url(f"{TOPIC}{end}"))


def test_fault_120_the_frozen_message_goes_to_the_root_with_its_topic_the_same_each_time(here: Site) -> None:
    for _ in range(2):
        got = send(here, 200, ACCEPTED, f"?token={TOKEN}")
        assert (got.outcome, got.code) == (Outcome.SENT, "200")
    (headers, body), (_, again) = here.posts("/")
    assert body == again == f'{{"topic":"{TOPIC[1:]}",{BODY.decode()[1:]}'.encode()
    assert headers["authorization"] == f"Bearer {TOKEN}"


def test_without_a_token_nothing_is_authorised_and_no_header_has_text(here: Site) -> None:
    send(here, 200, ACCEPTED)
    ((headers, _),) = here.posts("/")
    assert "authorization" not in headers
    assert not [name for name in headers if name.startswith("x-") or name in ("title", "tags", "click")]


def test_a_repeat_has_the_same_id_by_which_a_server_replaces_it() -> None:
    assert rendered(MESSAGES["alert"])["sequence_id"] == "0" * 32


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, ACCEPTED, Outcome.SENT),
        (200, '{"event":"open"}', Outcome.RETRY),
        (200, "<html>Sign in</html>", Outcome.RETRY),
        (302, "", Outcome.RETRY),
        (400, '{"code":40024,"http":400,"error":"secret words"}', Outcome.DEAD),
        (400, "proxy", Outcome.RETRY),
        (401, '{"code":40101,"http":401,"error":"unauthorized"}', Outcome.DISABLED),
        (403, '{"code":40301,"http":403,"error":"forbidden"}', Outcome.DISABLED),
        (403, "error code: 1015", Outcome.RETRY),
        (404, '{"code":40401,"http":404,"error":"page not found"}', Outcome.RETRY),
        (410, "", Outcome.DISABLED),
        (413, '{"code":41303,"http":413,"error":"JSON body too large"}', Outcome.DEAD),
        (413, "proxy", Outcome.RETRY),
        (500, '{"code":"50001"}', Outcome.RETRY),
        (507, '{"code":50701,"http":507,"error":"no subscriber"}', Outcome.RETRY),
        (502, b"\xff\xfe", Outcome.RETRY),
    ],
)
def test_fault_121_what_an_answer_means(here: Site, status: int, body: str | bytes, outcome: Outcome) -> None:
    got = send(here, status, body, f"?token={TOKEN}")
    assert (got.outcome, got.code) == (outcome, str(status))
    assert "T0PSECRET" not in repr(got)
    assert "secret words" not in got.text


@pytest.mark.parametrize(
    ("code", "header", "seconds"),
    [(42901, "", None), (42901, "90", 90), (42908, "", 3600), (42905, "7200", 7200)],
)
def test_fault_122_a_busy_server_is_waited_for_and_a_used_up_day_for_an_hour(
    here: Site, code: int, header: str, seconds: int | None
) -> None:
    got = send(here, 429, json.dumps({"code": code}), **({"Retry-After": header} if header else {}))
    assert (got.outcome, got.retry_after_s) == (Outcome.RETRY, seconds)


def test_an_address_that_went_bad_in_the_database_is_dead_and_calls_nobody(here: Site) -> None:
    assert send_to(here.url("/a/b")).outcome is Outcome.DEAD
    assert not here.requests


def test_nobody_listening_is_a_retry() -> None:
    with site() as gone:
        url = gone.url(TOPIC)
    assert (send_to(url).outcome, send_to(url).code) == (Outcome.RETRY, "refused")
