"""What every channel of the registry has to do: a new channel is right when these tests and its own pass."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
import shapes
from compose_kit import cut_up
from digests import MESSAGES, POSSIBLE, made
from peers import SERVICES, WID, Service
from samples import act, week
from servers import site
from smtp_double import DROP, smtp_double

from monitor import channels
from monitor.channels import CHANNELS, Channel
from monitor.channels.connections import Connections, SmtpSettings
from monitor.channels.splitting import add_possible
from monitor.digest import Digest, PossibleExits
from monitor.errors import UsageError
from monitor.model import Attempt, Cadence, Message, Outcome
from monitor.net import AddressPolicy, Client, Limits
from monitor.sign import new_secret

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
OPEN = AddressPolicy(allow=(ip_network("127.0.0.0/8"),), ports=None)
BODY = b"frozen\r\n"
DIGESTS = MESSAGES | {
    "instant with five acts": made(week(), Cadence.INSTANT),
    "hostile": made(
        [act(1, "<@everyone> [x](https://evil.example) & *b* `c` @here " * 40, "<b>&amp;</b>|" * 500)]
    ),
}

BAD = ("", "\x00", "https://[half", "http://\x00")
BAD_FOR = {"maildir": ("", "\x00")}  # any other text is the name of a directory

every_channel = pytest.mark.parametrize("channel", CHANNELS, ids=[channel.name for channel in CHANNELS])


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


def strings(channel: Channel, digest: Digest) -> str:
    """What a reader of this message can see, white space folded."""
    content = shapes.rendered(channel.name, digest).content.decode()
    return " ".join(content.replace("=\r\n", "").split())


# ---------------------------------------------------------------- sending


def message(channel: Channel, address: str) -> Message:
    return Message(
        WID,
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


@asynccontextmanager
async def hanging_up() -> AsyncIterator[int]:
    """A server that closes each connection after the first bytes of a request; its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


def attempt(
    channel: Channel,
    folder: Path,
    *,
    status: int | None = None,
    script: dict[str, str] | None = None,
    lost: bool = False,
) -> Attempt:
    """One attempt: at a web server that takes the message, or answers with this status; a mail server with
    this script; or this directory.

    `lost`: the web server hangs up.
    """

    async def run() -> Attempt:
        with site() as here:
            service = SERVICES.get(channel.name, Service((200, b"")))
            taken, body = service.accepts
            here.put(service.arrives, body, status=status or taken)
            here.any_query = True
            async with (
                smtp_double(script) as double,
                hanging_up() as closed,
                Client(Limits(deadline_s=2.0), OPEN) as client,
            ):
                port = closed if lost else here.port
                url = f"http://127.0.0.1:{port}{service.address}"
                smtp = SmtpSettings("127.0.0.1", "watch@monitor.example", double.port, "none")
                mail = "desk@news.example" if channel.needs_mail_server else str(folder)
                sender = channel.sender(Connections(client, smtp))
                try:
                    return await sender.send(message(channel, url if channel.secret_address else mail), NOW)
                finally:
                    await sender.aclose()

    return asyncio.run(run())


@every_channel
def test_a_message_that_the_peer_takes_is_sent(channel: Channel, tmp_path: Path) -> None:
    assert attempt(channel, tmp_path).outcome is Outcome.SENT


@every_channel
def test_a_refusal_is_an_attempt_with_a_code_and_words(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    refused = attempt(channel, tmp_path / "file", status=500, script={"rcpt": "452 4.2.2 full"})
    assert refused.outcome in (Outcome.RETRY, Outcome.HALTED)
    assert refused.code
    assert refused.text


@every_channel
def test_a_lost_answer_is_an_attempt_and_no_exception(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "new").write_text("no directory")
    lost = attempt(channel, tmp_path, lost=True, script={"message": DROP})
    assert lost.outcome in (Outcome.UNKNOWN, Outcome.RETRY, Outcome.HALTED)


@every_channel
def test_an_address_that_went_bad_in_the_database_is_an_attempt(channel: Channel) -> None:
    async def run() -> Attempt:
        async with Client(Limits(deadline_s=2.0), OPEN) as client:
            smtp = SmtpSettings("127.0.0.1", "watch@monitor.example", 1, "none")
            return await channel.sender(Connections(client, smtp)).send(message(channel, "\x00"), NOW)

    assert asyncio.run(run()).outcome is not Outcome.SENT


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
    allowed = {"demo/__init__.py", "service/doctor.py", "service/destinations.py", "normalize/links.py"}
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
