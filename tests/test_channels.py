"""What every channel of the registry has to do: a new channel is right when these tests and its own pass."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import hostile
import jsonschema
import pytest
import shapes
from compose_kit import cut_up
from digests import MESSAGES, POSSIBLE, made
from hypothesis import given, settings
from hypothesis import strategies as st
from peers import PAGE, SERVICES, TOKEN, Peer, Service, Then, answer, serving
from readers import INVISIBLE, READERS
from samples import FIRST, Sample, act, alert, build, destination, said, week
from servers import site
from smtp_double import DROP, smtp_double

from monitor import channels
from monitor.channels import CHANNELS, Channel
from monitor.channels.connections import Connections, SmtpSettings
from monitor.channels.splitting import add_possible
from monitor.digest import Digest, PossibleExits
from monitor.errors import UsageError
from monitor.model import Attempt, Cadence, Cell, Message, Outcome, Row, Stage
from monitor.net import AddressPolicy, Client, Limits
from monitor.sign import new_secret

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
OPEN = AddressPolicy(allow=(ip_network("127.0.0.0/8"),), ports=None)
BODY = b'{"text":"frozen"}'
DIGESTS = MESSAGES | {
    "instant with five acts": made(week(), Cadence.INSTANT),
    "hostile": made(
        [act(1, "<@everyone> [x](https://evil.example) & *b* `c` @here " * 40, "<b>&amp;</b>|" * 500)]
    ),
}

BAD = ("", "\x00", "https://[half", "http://\x00")
BAD_FOR = {"maildir": ("", "\x00")}  # any other text is the name of a directory

# What has no http peer of its own: mail goes to a mail server, a Maildir is a directory, Apprise is a child.
NO_PEER = frozenset({"email", "maildir", "apprise"})
NO_CHAT = frozenset({"email", "maildir", "webhook"})  # what is not read in a chat


def each(channels: Sequence[Channel]) -> pytest.MarkDecorator:
    """A test for each of these channels."""
    return pytest.mark.parametrize("channel", channels, ids=[channel.name for channel in channels])


every_channel = each(CHANNELS)
every_peer = each([channel for channel in CHANNELS if channel.name not in NO_PEER])
mail_and_files = each([channel for channel in CHANNELS if not channel.secret_address])
every_chat = each([channel for channel in CHANNELS if channel.name not in NO_CHAT])


# ---------------------------------------------------------------- addresses


@every_channel
def test_the_example_is_an_address_of_its_channel(channel: Channel) -> None:
    assert channels.by_name(channel.name) is channel
    assert channels.by_address(channel.example) is channel
    stored = channels.checked_address(channel.name, channel.example)
    assert channel.check_address(stored, ()) == stored
    assert not channel.in_clear_text(stored, ())


@pytest.mark.parametrize(
    ("channel", "address"),
    [(channel, address) for channel in CHANNELS for address in BAD_FOR.get(channel.name, BAD)],
)
def test_a_bad_address_is_refused_with_what_to_write(channel: Channel, address: str) -> None:
    with pytest.raises(UsageError, match=r"needs (an )?https|name@example\.org|directory"):
        channels.checked_address(channel.name, address)


def test_a_name_that_no_channel_has_is_refused_with_those_that_there_are() -> None:
    assert len({channel.name for channel in CHANNELS}) == len(CHANNELS)
    with pytest.raises(UsageError) as refused:
        channels.by_name("telegraph")
    assert all(channel.name in str(refused.value) for channel in CHANNELS)


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("https://t.me/treaties", "add it with --channel telegram"),
        ("https://outlook.office.com/webhook/x", "Workflows app of Teams"),
    ],
)
def test_an_address_that_no_channel_serves_is_refused_with_what_to_do(address: str, advice: str) -> None:
    with pytest.raises(UsageError, match=advice):
        channels.checked_address("webhook", address)


def test_a_webhook_takes_no_address_of_a_chat_service() -> None:
    for channel in CHANNELS:
        if channel.secret_address and channel.name != "webhook":
            with pytest.raises(UsageError, match=f"add it with --channel {channel.name}"):
                channels.checked_address("webhook", channel.example)


@pytest.mark.parametrize(
    ("name", "address", "advice"),
    [
        ("slack", "https://discord.com/api/webhooks/1/x", "add it with --channel discord"),
        ("discord", "https://hooks.slack.com/services/T/B/x", "A Discord webhook needs an https address"),
    ],
)
def test_a_chat_service_takes_no_address_of_another(name: str, address: str, advice: str) -> None:
    with pytest.raises(UsageError, match=advice):
        channels.checked_address(name, address)


def test_a_directory_may_be_named_like_a_service() -> None:
    assert channels.checked_address("maildir", "/t.me/x") == "/t.me/x"


def test_a_bare_word_belongs_to_no_channel() -> None:
    with pytest.raises(UsageError, match=r"directory such as \./desk"):
        channels.by_address("desk")


@every_channel
def test_clear_text_is_what_leaves_this_machine_over_http(channel: Channel) -> None:
    assert channel.in_clear_text("http://192.0.2.7/in", ()) is channel.secret_address
    for networks in ((), (ip_network("192.0.2.0/24"),)):
        assert not channel.in_clear_text("http://127.0.0.1/in", networks)
        assert not channel.in_clear_text("http://localhost/in", networks)
        assert not channel.in_clear_text("https://192.0.2.7/in", networks)
    assert not channel.in_clear_text("http://192.0.2.7/in", (ip_network("192.0.2.0/24"),))
    assert not channel.in_clear_text("http://[half", ())


def problem(channel: Channel, address: str) -> str | None:
    return asyncio.run(channel.problem(address, lambda: Client(Limits(deadline_s=2.0), OPEN)))


@every_channel
def test_an_address_that_works_has_no_problem(channel: Channel, tmp_path: Path) -> None:
    with site() as here:
        address = here.url("/hook/SECRET") if channel.secret_address else str(tmp_path / "new" / "box")
        assert problem(channel, address) is None
        assert here.requests == [], "nothing is sent"


@every_channel
def test_an_address_that_cannot_work_has_a_problem_in_words(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    with site() as gone:
        url = gone.url("/hook/SECRET")
    words = problem(channel, url if channel.secret_address else str(tmp_path / "file" / "box"))
    if channel.needs_mail_server:
        assert words is None, "only a message would tell"
    else:
        assert words
        assert "SECRET" not in words


# ---------------------------------------------------------------- rendering


@every_channel
@pytest.mark.parametrize("name", DIGESTS)
def test_every_kind_of_message_fits_and_names_its_reference(channel: Channel, name: str) -> None:
    body = shapes.rendered(channel.name, DIGESTS[name])
    assert body.fill >= 0
    assert body.fill < 1 or len(DIGESTS[name].acts) > 1, "several acts may come in parts"
    assert DIGESTS[name].ref.encode() in body.content
    assert body == shapes.rendered(channel.name, DIGESTS[name])
    if body.content_type == "application/json":
        json.loads(body.content)


@every_channel
def test_many_acts_come_in_parts_that_fit_and_none_is_left_out(channel: Channel) -> None:
    acts = [
        act(number, f"Norland quits treaty {number:03}", "A sentence about it. " * 40)
        for number in range(1, 90)
    ]
    parts = [part for part, _ in cut_up(acts, channel.name)]
    assert len(parts) > 1
    assert [item.id for part in parts for item in part.acts] == [sample.id for sample in acts]
    for part in parts:
        assert shapes.rendered(channel.name, part).fill < 1
        told = strings(channel, part)
        assert all(f"treaty {item.id:03}" in told for item in part.acts)


@every_channel
@pytest.mark.parametrize("room", [1, 0])
def test_possible_exits_end_the_last_part_or_have_their_own(channel: Channel, room: int) -> None:
    def fits(part: Digest) -> bool:
        return shapes.rendered(channel.name, part).fill < (1 if room or not part.acts else 0)

    parts = add_possible((made(week()[:1]),), PossibleExits(POSSIBLE, 3), fits)
    assert len(parts) == (1 if room else 2)
    assert [part.possible.count for part in parts[:-1]] == [0] * (len(parts) - 1)
    assert parts[-1].possible.count == len(POSSIBLE) + 3
    assert all(shapes.rendered(channel.name, part).fill < 1 for part in parts)


@every_channel
def test_possible_exits_that_fit_nowhere_are_counted(channel: Channel) -> None:
    (part,) = add_possible((made([]),), PossibleExits(POSSIBLE), lambda part: False)
    assert (part.possible.exits, part.possible.more) == ((), len(POSSIBLE))
    assert shapes.rendered(channel.name, part).fill < 1


@every_chat
@pytest.mark.parametrize("title", hostile.TITLES)
def test_fault_117_a_hostile_title_is_shown_as_it_is_and_does_nothing(channel: Channel, title: str) -> None:
    for cadence in (Cadence.DAILY, Cadence.INSTANT):
        digest = made([act(1, title, f"Before. {title} After.", source=title)], cadence)
        seen = READERS[channel.name](json.loads(shapes.rendered(channel.name, digest).content))
        assert seen.live == []
        assert f"“{digest.acts[0].headline}”" in INVISIBLE.sub("", seen.text)
        for words, address in seen.links:
            assert address == "https://news.example/1"
            assert INVISIBLE.sub("", words) in ("Read at news.example", address)


# What any of the services reads as markup, and what may stand around it.
PIECES = (
    *"<>&*_`~|[](){}@#!:/\\.-+=1aы ", "here", "everyone", "users/all", "at", "lt;", "www.", "http://", "tg://", "{{DATE(",
    "\u0301", " @", "](https://evil.example)",
)  # fmt: skip


@every_chat
@settings(max_examples=50)
@given(title=st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join))
def test_fault_117_no_combination_of_marks_does_anything(channel: Channel, title: str) -> None:
    digest = made([act(1, title, f"{title} {title}", source=title, url=None)])
    seen = READERS[channel.name](json.loads(shapes.rendered(channel.name, digest).content))
    assert (seen.live, seen.links) == ([], [])
    assert digest.acts[0].headline in INVISIBLE.sub("", seen.text)


@every_chat
def test_fault_117_twelve_hostile_titles_are_as_expected(
    channel: Channel, expected: Callable[[str, str], None]
) -> None:
    acts = [act(number, title, url=None) for number, title in enumerate(hostile.TITLES, 1)]
    parts = [json.loads(body) for _, body in cut_up(acts, channel.name)]
    expected(f"hostile.{channel.name}.json", json.dumps(parts, ensure_ascii=False, indent=2) + "\n")


@every_chat
@pytest.mark.parametrize("name", DIGESTS)
def test_a_reader_sees_who_leaves_what_how_far_it_is_and_how_sure(channel: Channel, name: str) -> None:
    digest = DIGESTS[name]
    body = shapes.rendered(channel.name, digest)
    if body.fill >= 1:  # it comes in parts: its first act alone
        digest = replace(digest, sections=(replace(digest.sections[0], acts=digest.acts[:1]),))
        body = shapes.rendered(channel.name, digest)
    assert body.fill < 1
    seen = READERS[channel.name](json.loads(body.content))
    text = INVISIBLE.sub("", seen.text)
    assert seen.live == []
    for item in digest.acts:
        lines = text[text.index(item.sentence) :].split("\n") if item.sentence in text else []
        assert lines or item.withdrawn or not (item.actors or item.rows)
        shown = [item.stage_and_grade, f"“{item.headline}”", f"#{item.ref}", item.local]
        assert all(fact in text for fact in shown)
        assert text.find(item.stage_and_grade) <= text.find(f"“{item.headline}”"), "how sure, then the rest"
        if item.url:
            assert item.url in [address for _, address in seen.links]


@every_chat
def test_the_last_part_of_a_digest_says_what_was_watched_and_is_missing(channel: Channel) -> None:
    digest = made(week()[:1])
    assert len(digest.coverage) == 3
    for part, says in ((digest, True), (replace(digest, part=1, parts=2), False)):
        seen = READERS[channel.name](json.loads(shapes.rendered(channel.name, part).content))
        text = INVISIBLE.sub("", seen.text)
        assert [line in text for line in digest.coverage] == [says] * 3


@every_chat
@pytest.mark.parametrize("reader", ["fr", "ru"])
@pytest.mark.parametrize("cadence", [Cadence.DAILY, Cadence.INSTANT])
def test_words_of_every_language_are_only_words(channel: Channel, reader: str, cadence: Cadence) -> None:
    who = destination(cadence, channel=channel.name, reader=reader)
    acts = week()[:1]
    digest = build(who, acts, [alert(acts[0])], now=NOW, ref="K7QX", sequence=1, first={1: FIRST})
    body = shapes.rendered(channel.name, digest)
    has_shape(channel, body.content)
    seen = READERS[channel.name](json.loads(body.content))
    assert seen.live == []
    assert digest.acts[0].stage_and_grade in INVISIBLE.sub("", seen.text)
    assert {address for _, address in seen.links} <= {digest.acts[0].url, FIRST.url}


def heavy(kind: str) -> list[Sample]:
    """Acts that are too much for any message, each in another way."""
    word = {"long words": "x", "astral": "\U0001f600", "escapes": "<&>*_`|[@"}.get(kind, "word ")
    if kind == "one huge act":
        sample = week()[0]
        return [replace(sample, rows=sample.rows * 100, texts=sample.texts * 40)]
    if kind == "many acts":
        return [act(number, f"Norland quits treaty {number:03}") for number in range(1, 201)]
    return [
        replace(
            act(number, "a" * number + word * 3000, word * 20_000, words=word * 400, source=word * 300),
            rows=(
                Row(instrument=Cell(said(act(number, word).texts[0], word * 900, word)), stage=Stage.DECIDED),
            ),
        )
        for number in range(1, 8)
    ]


def schema(name: str) -> dict[str, Any]:
    """The shape that the service publishes; that of webhooks is our own."""
    folder = ROOT / "docs" if name == "webhook" else Path(__file__).parent / "shapes"
    shape: dict[str, Any] = json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
    return shape


def has_shape(channel: Channel, body: bytes) -> None:
    """Checks a message against its service's published shape and size."""
    service, payload = service_of(channel), json.loads(body)
    jsonschema.Draft202012Validator(schema(channel.name)).validate(payload)
    assert len(body) <= (service.max_bytes or len(body))
    assert service.fits(payload)


@every_peer
@pytest.mark.parametrize("kind", ["one huge act", "many acts", "long words", "astral", "escapes"])
def test_fault_126_acts_over_every_limit_come_in_messages_that_the_service_takes(
    channel: Channel, kind: str
) -> None:
    acts = heavy(kind)
    parts = cut_up(acts, channel.name)
    assert [item.id for part, _ in parts for item in part.acts] == [sample.id for sample in acts]
    for part, body in parts:
        assert shapes.rendered(channel.name, part).fill < 1
        has_shape(channel, body)
        if channel.name in READERS:
            assert READERS[channel.name](json.loads(body)).live == []
    if kind == "one huge act":
        ((part, body),) = parts
        assert len(part.acts[0].rows) + part.acts[0].more_rows == len(acts[0].rows), (
            "what is left out is counted"
        )
        assert b"https://news.example/1" in body


@every_chat
@pytest.mark.parametrize("mark", ["<", "&", "*", "\\", "`", "@", "\U0001f600", "{{DATE("])
def test_fault_126_no_escape_is_cut_in_two(channel: Channel, mark: str) -> None:
    digest = made([act(1, "Norland quits")])
    for before in range(9):
        words = "a" * before + mark * 8000
        (item,) = digest.acts
        section = replace(digest.sections[0], title=words, acts=(replace(item, because=words, source=words),))
        body = shapes.rendered(channel.name, replace(digest, sections=(section,), lead=(words,))).content
        seen = READERS[channel.name](json.loads(body))
        assert seen.live == []
        longest = max(
            re.findall(f"a{{{before}}}(?:{re.escape(mark)})+", INVISIBLE.sub("", seen.text)), key=len
        )
        assert len(longest) > 30, "it is shown as far as there is room"


@every_chat
@pytest.mark.parametrize("name", DIGESTS)
def test_every_kind_of_message_has_the_published_shape(channel: Channel, name: str) -> None:
    has_shape(channel, shapes.rendered(channel.name, DIGESTS[name]).content)


@every_chat
def test_expected_messages_have_the_published_shape(channel: Channel) -> None:
    files = sorted((Path(__file__).parent / "expected").glob(f"*.{channel.name}.json"))
    assert files
    for file in files:
        stored = json.loads(file.read_text(encoding="utf-8"))
        for payload in stored if isinstance(stored, list) else [stored]:
            has_shape(channel, json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


@every_chat
def test_a_shape_refuses_what_the_service_does_not_know(channel: Channel) -> None:
    payload = json.loads(shapes.rendered(channel.name, made(week()[:1])).content)
    shape = schema(channel.name)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(payload | {"unknown": 1}, shape)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({}, shape)


def strings(channel: Channel, digest: Digest) -> str:
    """What a reader of this message can see, white space folded."""
    content = shapes.rendered(channel.name, digest).content.decode()
    return " ".join(content.replace("=\r\n", "").split())


# ---------------------------------------------------------------- sending


def message(channel: Channel, address: str) -> Message:
    return Message(
        "ab" * 16,
        "A1B2",
        1,
        channel.name,
        address,
        "subject",
        "text/plain",
        BODY,
        created_at=NOW,
        secret=new_secret(b"k" * 32),
    )


def attempt(channel: Channel, folder: Path, script: dict[str, str] | None = None) -> Attempt:
    """One attempt of a channel without an http peer: at a mail server with this script, or this directory."""

    async def run() -> Attempt:
        async with smtp_double(script) as double, Client(Limits(deadline_s=2.0), OPEN) as client:
            smtp = SmtpSettings("127.0.0.1", "watch@monitor.example", double.port, "none")
            address = "desk@news.example" if channel.needs_mail_server else str(folder)
            sender = channel.sender(Connections(client, smtp))
            try:
                return await sender.send(message(channel, address), NOW)
            finally:
                await sender.aclose()

    return asyncio.run(run())


@mail_and_files
def test_a_message_that_is_taken_is_sent(channel: Channel, tmp_path: Path) -> None:
    assert attempt(channel, tmp_path).outcome is Outcome.SENT


@mail_and_files
def test_a_refusal_is_an_attempt_with_a_code_and_words(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    refused = attempt(channel, tmp_path / "file", {"rcpt": "452 4.2.2 full"})
    assert refused.outcome in (Outcome.RETRY, Outcome.HALTED)
    assert refused.code
    assert refused.text


@mail_and_files
def test_a_lost_answer_is_an_attempt_and_no_exception(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "new").write_text("no directory")
    lost = attempt(channel, tmp_path, {"message": DROP})
    assert lost.outcome in (Outcome.UNKNOWN, Outcome.RETRY, Outcome.HALTED)


def post_to(
    channel: Channel, peer: Peer, *, deadline_s: float = 5.0, policy: AddressPolicy = OPEN, count: int = 1
) -> list[Attempt]:
    """Attempts to send a message to a peer that answers like this."""

    async def run() -> list[Attempt]:
        async with serving(peer), Client(Limits(deadline_s=deadline_s), policy) as client:
            sender = channel.sender(Connections(client))
            address = service_of(channel).address.format(base=peer.base)
            try:
                return [await sender.send(message(channel, address), NOW) for _ in range(count)]
            finally:
                await sender.aclose()

    return asyncio.run(run())


def service_of(channel: Channel) -> Service:
    return SERVICES.get(channel.name, Service((200, b"")))


def taken(channel: Channel) -> bytes:
    """The answer of the service for a message that it took."""
    return answer(*service_of(channel).accepts)


IN_DOUBT = (
    Outcome.SENT,
    Outcome.RETRY,
    Outcome.UNKNOWN,
)  # never given up, and nobody is told that it is gone


def test_every_channel_with_a_peer_says_what_its_service_answers() -> None:
    named = {channel.name for channel in CHANNELS} - NO_PEER
    assert named <= SERVICES.keys(), "a new channel needs a row in tests/peers.py"
    assert {channel.name for channel in CHANNELS} - NO_CHAT <= READERS.keys(), (
        "a new chat channel needs a reader in tests/readers.py"
    )


@every_peer
def test_what_the_service_takes_is_sent_once_and_as_it_was_frozen(channel: Channel) -> None:
    peer = Peer(taken(channel))
    (sent,) = post_to(channel, peer)
    assert (sent.outcome, sent.code) == (Outcome.SENT, str(service_of(channel).accepts[0]))
    ((_, body),) = peer.requests
    assert b"frozen" in body


@every_peer
def test_fault_121_a_200_that_says_no_is_no_success(channel: Channel) -> None:
    for body in service_of(channel).refuses:
        (refused,) = post_to(channel, Peer(answer(200, body)))
        assert refused.outcome is not Outcome.SENT, body


@every_peer
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_fault_118_a_redirect_is_a_failure_and_is_not_followed(channel: Channel, status: int) -> None:
    peer = Peer(answer(status, service_of(channel).accepts[1], Location="/elsewhere"))
    (redirected,) = post_to(channel, peer)
    assert (redirected.outcome, redirected.code) == (Outcome.RETRY, str(status))
    assert len(peer.requests) == 1


@every_peer
@pytest.mark.parametrize("body", [b"", PAGE, b"{}"], ids=["empty", "page", "object"])
def test_fault_122_a_busy_service_is_waited_for_as_long_as_it_asks(channel: Channel, body: bytes) -> None:
    (busy,) = post_to(channel, Peer(answer(429, body, Retry_After="90")))
    assert (busy.outcome, busy.code, busy.retry_after_s) == (Outcome.RETRY, "429", 90)
    (busy,) = post_to(channel, Peer(answer(429, body)))
    assert (busy.outcome, busy.retry_after_s) == (Outcome.RETRY, None)


@every_peer
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_fault_122_a_failing_server_is_tried_again(channel: Channel, status: int) -> None:
    for body in (b"", PAGE):
        (failed,) = post_to(channel, Peer(answer(status, body)))
        assert (failed.outcome, failed.code) == (Outcome.RETRY, str(status))


@every_peer
@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_page_of_a_proxy_takes_no_destination_away(channel: Channel, status: int) -> None:
    (refused,) = post_to(channel, Peer(answer(status, PAGE)))
    assert refused.outcome is Outcome.RETRY


@every_peer
def test_fault_123_an_endpoint_that_is_gone_is_disabled(channel: Channel) -> None:
    (gone,) = post_to(channel, Peer(answer(410)))
    assert (gone.outcome, gone.code) == (Outcome.DISABLED, "410")


@every_peer
def test_a_service_that_says_nothing_may_have_the_message(channel: Channel) -> None:
    (silent,) = post_to(channel, Peer(then=Then.WAIT), deadline_s=0.3)
    assert silent.outcome is Outcome.UNKNOWN


@every_peer
def test_a_connection_cut_after_the_message_arrived_leaves_doubt(channel: Channel) -> None:
    peer = Peer()
    (cut,) = post_to(channel, peer)
    assert cut.outcome is Outcome.UNKNOWN
    assert b"frozen" in peer.requests[0][1], "it had the message"
    (half,) = post_to(channel, Peer(b"HTTP/1.1 20"))
    assert half.outcome is Outcome.UNKNOWN
    (garbage,) = post_to(channel, Peer(b"this is not HTTP\r\n\r\n"))
    assert garbage.outcome is Outcome.UNKNOWN


@every_peer
@pytest.mark.parametrize("then", [Then.CLOSE, Then.WAIT, Then.DRIP], ids=lambda then: then.name.lower())
def test_fault_121_a_body_that_is_slow_or_breaks_off_gives_nothing_up(channel: Channel, then: Then) -> None:
    status, body = service_of(channel).accepts
    says = f"HTTP/1.1 {200 if status == 204 else status} OK\r\nContent-Length: 1000\r\n\r\n".encode()
    for beginning in (b"", body):
        (slow,) = post_to(channel, Peer(says + beginning, then), deadline_s=0.3)
        assert slow.outcome in IN_DOUBT


@every_peer
def test_fault_130_an_endless_answer_is_read_no_further_than_needed(channel: Channel) -> None:
    status, body = service_of(channel).accepts
    head = f"HTTP/1.1 {200 if status == 204 else status} OK\r\n\r\n".encode()
    peer = Peer(head + body, Then.FLOOD)
    (flooded,) = post_to(channel, peer)
    assert flooded.outcome in IN_DOUBT
    assert peer.sent < 20_000_000, "what the sockets hold, not what the peer would say"


ODD_BODIES = (
    b"[]", b"null", b"NaN", b"7", b'"x"', b"\xff\xfe", b"[" * 15_000, b'{"a":' * 3000, b'{"error": []}',
    b'{"error": {"code": [], "status": {}, "details": [[]]}}', b'{"code": [], "message": 1}', b'{"code": true}',
    b'{"id": {}}', b'{"ok": [], "description": [], "parameters": []}', b'{"ok": false, "parameters": {"retry_after": "x"}}',
    b'{"ok": false, "parameters": {"migrate_to_chat_id": []}}', b'{"errcode": [], "retry_after_ms": "x"}',
    b'{"retry_after": {}, "retry_after_ms": -1}', b'{"event": [], "http": "x"}',
)  # fmt: skip


@every_peer
@pytest.mark.parametrize("status", [200, 400, 403, 404, 429, 500])
def test_an_answer_of_another_sort_is_an_attempt_and_no_exception(channel: Channel, status: int) -> None:
    async def run() -> list[Attempt]:
        peer = Peer()
        async with serving(peer), Client(Limits(deadline_s=5.0), OPEN) as client:
            sender = channel.sender(Connections(client))
            attempts = []
            for body in ODD_BODIES:
                peer.says = answer(status, body)
                address = service_of(channel).address.format(base=peer.base)
                attempts.append(await sender.send(message(channel, address), NOW))
            await sender.aclose()
            return attempts

    attempts = asyncio.run(run())
    assert {attempt.code for attempt in attempts} == {str(status)}
    for body, attempt in zip(ODD_BODIES, attempts, strict=True):
        assert attempt.outcome is not Outcome.DISABLED or b'"ok": false' in body, "that is Telegram's"
    if status == 429:
        assert {attempt.outcome for attempt in attempts} == {Outcome.RETRY}


@every_peer
def test_nobody_listening_is_tried_again_and_a_private_address_waits_for_the_operator(
    channel: Channel,
) -> None:
    with site() as gone:
        base = gone.url("")
    assert send_to(channel, service_of(channel).address.format(base=base)).outcome is Outcome.RETRY
    peer = Peer(taken(channel))
    (blocked,) = post_to(channel, peer, policy=AddressPolicy(ports=None))
    assert (blocked.outcome, peer.requests) == (Outcome.HALTED, [])


@every_peer
def test_fault_119_the_secret_of_an_address_is_in_no_text_repr_or_log(
    channel: Channel, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = f"/hooks/{TOKEN} token={TOKEN} sig={TOKEN}"
    seen: list[Any] = []
    for status in (200, 302, 400, 401, 404, 410, 429, 500):
        for body in (
            echo,
            json.dumps({"error": {"code": echo, "status": echo}, "id": echo, "description": echo}),
        ):
            seen += post_to(channel, Peer(answer(status, body.encode(), Location=f"/{echo.split()[0]}")))
    for says in (b"", f"garbage {TOKEN}\r\n\r\n".encode()):
        seen += post_to(channel, Peer(says))
    seen += post_to(channel, Peer(then=Then.WAIT), deadline_s=0.1)
    seen += post_to(channel, Peer(), policy=AddressPolicy(ports=None))
    for base in (
        "http://127.0.0.1:1",
        "http://",
        f"http://u:{TOKEN}@127.0.0.1",
        "http://[",
        "ftp://127.0.0.1",
    ):
        address = service_of(channel).address.format(base=base)
        seen += [send_to(channel, address), message(channel, address)]
        try:
            channels.checked_address(channel.name, f"{address}\x00")
        except UsageError as error:
            seen.append(str(error))
    told = "".join(map(repr, seen)) + caplog.text + "".join(capfd.readouterr())
    assert TOKEN not in told
    assert "127.0.0.1" in told, "the host is for people"


@every_channel
def test_an_address_that_went_bad_in_the_database_is_an_attempt(channel: Channel) -> None:
    assert send_to(channel, "\x00").outcome is not Outcome.SENT


def send_to(channel: Channel, address: str) -> Attempt:
    """One attempt to send a message to this address."""

    async def run() -> Attempt:
        async with Client(Limits(deadline_s=2.0), OPEN) as client:
            smtp = SmtpSettings("127.0.0.1", "watch@monitor.example", 1, "none")
            return await channel.sender(Connections(client, smtp)).send(message(channel, address), NOW)

    return asyncio.run(run())


@every_channel
def test_attempts_end_after_three_to_five_days(channel: Channel) -> None:
    assert timedelta(days=3) < sum(channel.retry_delays, timedelta()) < timedelta(days=5)


# ---------------------------------------------------------------- attributes and documentation


@every_channel
def test_what_a_channel_says_of_itself_agrees(channel: Channel) -> None:
    assert not channel.signs or channel.secret_address
    assert not channel.suppresses_bounced or channel.address_in_body
    assert channel.needs_owner == channel.secret_address


@every_channel
def test_the_page_on_channels_has_a_section_with_the_example(channel: Channel) -> None:
    page = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
    section = re.search(rf"^## `{channel.name}`.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert section
    assert channel.example in section[0]


def test_no_other_code_names_a_channel() -> None:
    """Code outside the folder of a channel asks for its attributes."""
    either = "|".join(channel.name for channel in CHANNELS)
    names = re.compile(rf"""(["'])(?:{either})\1""")
    allowed = {
        "demo/__init__.py",
        "service/delivery_checks.py",  # the name of a check
        "service/doctor.py",
        "service/destinations.py",
        "normalize/links.py",
        "parse/quick_elements.py",  # the mail address of an author
    }
    package = ROOT / "monitor"
    named = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if names.search(path.read_text(encoding="utf-8"))
    }
    assert {name for name in named if not name.startswith("channels/")} <= allowed


@every_channel
def test_a_channel_imports_no_other_channel(channel: Channel) -> None:
    folder = ROOT / "monitor" / "channels" / channel.name
    imports = re.compile(r"from monitor\.channels\.(\w+)[. ]")
    used = {
        name for path in folder.rglob("*.py") for name in imports.findall(path.read_text(encoding="utf-8"))
    }
    assert not used & ({other.name for other in CHANNELS} - {channel.name})
