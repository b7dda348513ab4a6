"""Apprise: which addresses, what a message holds, and the child process that sends it."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import logging
import os
import re
import ssl
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import hostile
import pytest
import trustme
from click.testing import Result as Invoked
from compose_kit import SampleSnapshot, context_of, cut_up
from digests import MESSAGES, made
from fakes_http import Page, Server, redirect, reply, serving
from samples import act
from store_kit import NOW as STORED
from store_kit import open_store, place

from monitor import channels, pipeline
from monitor.channels import Envelope
from monitor.channels.apprise import Apprise, child, process, sender
from monitor.channels.apprise.request import Reply, Request, Result
from monitor.channels.apprise.sender import AppriseSender
from monitor.channels.apprise.services import SERVICES, service_of
from monitor.errors import UsageError
from monitor.log import redact_url
from monitor.model import Alert, Attempt, Cadence, Message, Outcome, Reason, Schedule
from monitor.net import AddressPolicy, Client
from monitor.pipeline import writing
from monitor.service import delivery_checks

Call = Callable[..., Invoked]
NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
OPEN = AddressPolicy(allow=(ip_network("127.0.0.0/8"),), ports=None)
CHILD = Path(__file__).with_name("apprise_child.py")
TOKEN = "T0PSECRETTOKENabcdefghijklmnop"
ADDRESS = f"pover://{'u' * 30}@{TOKEN}"
PATH = "/1/messages.json"
BODY = json.dumps({"title": "Treaty Monitor", "body": "Norland quits the wool pact"}).encode()
TAKEN = reply(200, b'{"status":1,"request":"647d2300"}', content_type="application/json")


# ---------------------------------------------------------------- addresses


def test_an_address_of_a_service_on_the_list_is_recognised() -> None:
    assert channels.by_address(ADDRESS).name == "apprise"
    assert channels.checked_address("apprise", ADDRESS) == ADDRESS


@pytest.mark.parametrize(
    "schema",
    [
        *("json", "jsons", "xml", "form", "mailto", "mailtos", "syslog", "rsyslog", "dbus", "qt", "glib"),
        *("gnome", "macosx", "windows", "apprise", "gotify", "ntfy", "matrixs", "signal", "mqtt", "irc"),
        *("slack", "discord", "tgram", "msteams", "mmost", "gchat", "workflows", "twilio", "x", "https"),
    ],
)
def test_a_service_that_is_not_on_the_list_is_refused(schema: str) -> None:
    with pytest.raises(UsageError, match=r"on the list of this program: .*pover") as refused:
        channels.checked_address("apprise", f"{schema}://{TOKEN}@127.0.0.1/x")
    assert TOKEN not in str(refused.value)
    assert child.answer(Request(f"{schema}://127.0.0.1/x", "t", "b")) == Reply(Result.ADDRESS)


def test_a_stored_address_of_another_service_is_refused_by_the_child() -> None:
    said = asyncio.run(process.asked(Request(f"json://{TOKEN}@127.0.0.1/x", "t", "b")))
    assert said == Reply(Result.ADDRESS)


def test_fault_119_lists_and_logs_show_no_more_than_schema_and_end() -> None:
    assert redact_url(ADDRESS) == f"pover://...{TOKEN[-4:]}"


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        (f"pover://{TOKEN}", "cannot read this address of pover"),
        (f"pbul://{TOKEN}/#desk/#room", "several receivers"),
        (f"{ADDRESS}?retry=3", "several receivers"),
        ("pover://", "cannot read this address of pover"),
    ],
)
def test_an_address_that_apprise_cannot_use_is_refused_with_what_to_do(address: str, advice: str) -> None:
    with pytest.raises(UsageError, match=advice) as refused:
        channels.checked_address("apprise", address)
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        (Reply(Result.MISSING), r"pip install 'treaty-monitor\[apprise\]'"),
        (None, "Try again"),
    ],
)
def test_without_apprise_an_address_is_refused_with_how_to_install_it(
    said: Reply | None, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "checked", lambda request: said)
    with pytest.raises(UsageError, match=advice):
        channels.checked_address("apprise", ADDRESS)


def test_without_apprise_the_child_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert child.answer(Request(ADDRESS)) == Reply(Result.MISSING)


def test_every_service_on_the_list_is_one_of_apprise_with_its_own_host() -> None:
    (folder,) = importlib.util.find_spec("apprise.plugins").submodule_search_locations  # type: ignore[union-attr,misc]
    sources = [path.read_text(encoding="utf-8") for path in Path(folder).glob("*.py")]
    for schema, service in SERVICES.items():
        named = re.compile(rf'^    secure_protocol = \(?[^)\n]*"{schema}"', re.MULTILINE)
        (source,) = [text for text in sources if named.search(text)]
        assert "import subprocess" not in source
        assert "{schema}://{host}" not in source, "a server of the address's own"
        for host in service.hosts:
            assert host.removeprefix("*.") in source


def test_only_hosts_of_a_service_are_its_own() -> None:
    zulip = SERVICES["zulip"]
    assert zulip.is_host("desk.zulipchat.com")
    assert not zulip.is_host("zulipchat.com.evil.example")
    assert not zulip.is_host("evilzulipchat.com")
    assert not SERVICES["pover"].is_host("x.api.pushover.net")
    assert service_of("POVER://x") is SERVICES["pover"]
    assert service_of("pover") is None


def test_an_address_is_tried_at_the_host_of_its_service() -> None:
    tried = []

    class Reached(Client):
        async def reach(self, url: str) -> None:
            tried.append(url)

    def problem(address: str) -> str | None:
        return asyncio.run(Apprise().problem(address, lambda: Reached()))

    assert problem(ADDRESS) is None
    assert problem(f"zulip://bot@desk/{'a' * 32}") is None, "its host is in the address"
    assert tried == ["https://api.pushover.net/"]


# ---------------------------------------------------------------- messages


def rendered(digest: Any, address: str = ADDRESS) -> dict[str, Any]:
    envelope = Envelope("0" * 32, address, None, "watch@monitor.example")
    return json.loads(Apprise().render(digest, envelope).content)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", ["digest", "alert", "possible", "heartbeat"])
def test_messages_are_as_expected(name: str, expected: Callable[[str, str], None]) -> None:
    message = rendered(MESSAGES[name], f"zulip://bot@desk/{'a' * 32}")
    assert message["title"] == "Treaty Monitor"
    expected(f"{name}.apprise.txt", message["body"] + "\n")


@pytest.mark.parametrize("letter", ["a", "ы", "条", "\U0001f600"])
@pytest.mark.parametrize("schema", ["pover", "wecombot", "zulip"])
def test_fault_126_a_text_in_any_script_stays_within_the_limit_of_its_service(
    schema: str, letter: str
) -> None:
    digest = made([act(number, letter * 300, letter * 2000) for number in range(1, 4)])
    message = rendered(digest, f"{schema}://{TOKEN}")
    service = SERVICES[schema]
    assert service.length(f"{message['title']}\r\n{message['body']}") <= service.limit
    assert message["body"].endswith("Message #K7QX, no. 42")


def test_fault_126_many_acts_come_in_parts() -> None:
    acts = [act(number, f"Norland quits treaty {number:03}", "A sentence. " * 40) for number in range(1, 30)]
    parts = cut_up(acts, "apprise")
    assert [item.id for part, _ in parts for item in part.acts] == list(range(1, 30))
    assert all(len(json.loads(body)["body"]) <= 1024 for _, body in parts)


@pytest.mark.parametrize(
    "payload", [*hostile.PAYLOADS, "@**all** @alice <@all> <at id=all></at> evil.example"]
)
def test_fault_117_no_mention_and_no_link_of_a_story_reaches_a_service(payload: str) -> None:
    text = rendered(made([act(1, payload, payload, url=None)], Cadence.DAILY))["body"]
    assert not re.search(r"[@<](?!\u2060)", text)
    assert "://" not in text
    assert not re.search(r"\]\(", text)


def test_fault_117_an_address_with_an_at_sign_is_no_mention() -> None:
    text = rendered(made([act(1, "Norland quits", url="https://news.example/@all/x")]))["body"]
    assert "https://news.example/%40all/x" in text


# ---------------------------------------------------------------- sending


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The certificate of a service, which the child trusts as it would trust a private authority."""
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(bundle)
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("api.pushover.net").configure_cert(context)
    return context


Scene = Callable[[Server, Client], Coroutine[Any, Any, Attempt]]


def play(
    scene: Scene, page: Page, tls: ssl.SSLContext, policy: AddressPolicy = OPEN
) -> tuple[Attempt, Server]:
    async def run() -> tuple[Attempt, Server]:
        async with serving({PATH: page}, tls) as server, Client(policy=policy) as client:
            return await scene(server, client), server

    return asyncio.run(run())


def message(address: str = ADDRESS, body: bytes = BODY) -> Message:
    return Message("ab" * 16, "A1B2", 1, "apprise", address, "s", "application/json", body)


def through(*more: str, address: str = ADDRESS, **options: Any) -> Scene:
    """Send one message through a child whose services are on this machine."""

    async def scene(server: Server, client: Client) -> Attempt:
        command = (sys.executable, "-P", str(CHILD), str(server.port), *more)
        own = AppriseSender(client, command, **options)
        try:
            return await own.send(message(address), NOW)
        finally:
            await own.aclose()

    return scene


def test_a_message_that_the_service_takes_is_sent(trusted: ssl.SSLContext) -> None:
    got, server = play(through(), TAKEN, trusted)
    assert (got.outcome, got.code) == (Outcome.SENT, "200")
    (request,) = server.requests
    assert request.headers["host"] == "api.pushover.net"
    assert b"Norland+quits+the+wool+pact" in request.body


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_what_the_service_does_not_take_is_tried_again(trusted: ssl.SSLContext, status: int) -> None:
    got, _ = play(through(), reply(status, b'{"status":0,"errors":["secret words"]}'), trusted)
    assert (got.outcome, got.code) == (Outcome.RETRY, str(status))
    assert "secret words" not in got.text


@pytest.mark.parametrize("where", ["https://evil.example/x", "http://169.254.169.254/", "/elsewhere"])
def test_fault_118_a_redirect_is_a_failure_and_is_not_followed(trusted: ssl.SSLContext, where: str) -> None:
    got, server = play(through(), redirect(where), trusted)
    assert (got.outcome, got.code) == (Outcome.RETRY, "302")
    assert server.paths() == [PATH]


def test_fault_129_a_private_address_is_not_reached_and_the_operator_hears_of_it(
    trusted: ssl.SSLContext,
) -> None:
    got, server = play(through(), TAKEN, trusted, AddressPolicy())
    assert (got.outcome, got.code) == (Outcome.HALTED, "blocked")
    assert server.connections == 0


def test_an_answer_that_does_not_come_is_unknown(trusted: ssl.SSLContext) -> None:
    async def hang_up(_: Any, writer: asyncio.StreamWriter) -> None:
        writer.close()

    got, _ = play(through(), hang_up, trusted)
    assert (got.outcome, got.code) == (Outcome.UNKNOWN, "unanswered")


def test_a_certificate_is_checked_even_if_the_address_asks_otherwise(
    trusted: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    got, server = play(through(address=f"{ADDRESS}?verify=no"), TAKEN, trusted)
    assert got.outcome is Outcome.UNKNOWN
    assert server.requests == []


def test_fault_119_the_child_gets_no_secret_but_by_its_input_and_says_nothing(
    trusted: ssl.SSLContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("TREATY_MONITOR_SMTP__PASSWORD", "hunter2")
    seen = tmp_path / "seen.json"
    attempts = [play(through(str(seen)), page, trusted)[0] for page in (TAKEN, reply(500, TOKEN.encode()))]
    arguments, environ = json.loads(seen.read_text(encoding="utf-8"))
    assert set(environ) <= {
        *("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LANG", "HOME", "NETRC", "REQUESTS_CA_BUNDLE"),
        "LC_CTYPE",
    }
    told = repr([arguments, environ, attempts]) + caplog.text + "".join(capfd.readouterr())
    assert TOKEN not in told
    assert "hunter2" not in told
    assert TOKEN not in repr(Request(ADDRESS, "t", "b"))


def test_a_proxy_is_the_only_peer(trusted: ssl.SSLContext) -> None:
    async def run() -> tuple[Attempt, list[bytes], Server]:
        async with (
            serving({PATH: TAKEN}, trusted) as server,
            tunnel(server.port) as (port, heads),
            Client(proxy=f"http://127.0.0.1:{port}") as client,
        ):
            return await AppriseSender(client).send(message(), NOW), heads, server

    got, heads, server = asyncio.run(run())
    assert got.outcome is Outcome.SENT
    assert heads[0].startswith(b"CONNECT api.pushover.net:443 ")
    assert server.paths() == [PATH]


@asynccontextmanager
async def tunnel(port: int) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A proxy that leads every CONNECT to `port` of this machine; its own port, and the heads it got."""
    heads: list[bytes] = []
    pumps: list[asyncio.Task[None]] = []

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        pumps.append(asyncio.create_task(pump(there_reader, writer)))
        pumps.append(asyncio.create_task(pump(reader, there_writer)))

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as listener:
        yield listener.sockets[0].getsockname()[1], heads
    await asyncio.gather(*pumps, return_exceptions=True)


# ---------------------------------------------------------------- in the service


def test_a_destination_is_listed_without_its_token_and_doctor_misses_the_library(
    empty: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = empty("destinations", "add", "phone", ADDRESS, "--owner", "ops@news.example", "--no-check").output
    assert "(apprise, instant)" in said
    listed = empty("destinations", "list").output + empty("destinations", "list", "--json").output
    assert f"pover://...{TOKEN[-4:]}" in listed
    assert TOKEN not in said + listed
    assert "apprise is not installed" not in empty("doctor", code=1).output
    monkeypatch.setattr(delivery_checks, "find_spec", lambda name: None)
    assert "phone: apprise is not installed; its messages wait" in empty("doctor", code=1).output


def test_services_with_other_limits_get_the_same_acts_in_other_parts() -> None:
    acts = [act(number, f"Norland quits treaty {number:03}", "A sentence. " * 40) for number in range(1, 30)]
    alerts = [Alert(item.id, item.id, 1, item.kind, item.stage, Reason.NEW, STORED) for item in acts]
    with place() as path, open_store(path) as store:
        made = [
            store.destinations.add(
                name=address[:5],
                channel="apprise",
                address=address,
                now=STORED,
                schedule=Schedule(Cadence.DAILY),
                owner="ops@news.example",
            )
            for address in (ADDRESS, f"zulip://bot@desk/{'a' * 32}")
        ]
        snapshot, settings = SampleSnapshot(store, made, STORED), context_of(store, STORED).settings
        counts = []
        for destination in made:
            told = pipeline.OwedActs(tuple(alerts), tuple(acts))
            composed = pipeline.view(snapshot, settings, destination, told, wid="0" * 32, sequence=1)
            parts = pipeline.split(snapshot, settings, destination, composed)
            assert [item.id for part in parts for item in part.acts] == [item.id for item in acts]
            assert all(writing.rendered(settings, destination, part, "0" * 32).fill < 1 for part in parts)
            counts.append(len(parts))
    assert counts[0] > 4 * counts[1]


# ---------------------------------------------------------------- the process


def sent_by(*command: str, **options: Any) -> Attempt:
    async def run() -> Attempt:
        async with Client(policy=OPEN) as client:
            return await AppriseSender(client, command, **options).send(message(), NOW)

    return asyncio.run(run())


def test_a_child_that_does_not_end_is_killed_at_its_deadline(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    code = (
        f"import os, signal, pathlib; pathlib.Path({str(pid)!r}).write_text(str(os.getpid())); signal.pause()"
    )
    got = sent_by(sys.executable, "-c", code, deadline_s=3.0)
    assert (got.outcome, got.code) == (Outcome.UNKNOWN, "timeout")
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


@pytest.mark.parametrize("code", ["import os; os._exit(1)", "print('hello')", "print('[1]')", "print('{}')"])
def test_a_child_that_dies_or_talks_nonsense_may_have_sent(code: str) -> None:
    got = sent_by(sys.executable, "-c", code)
    assert (got.outcome, got.code) == (Outcome.UNKNOWN, "child")


def test_a_child_that_cannot_be_started_is_a_retry() -> None:
    assert sent_by("/nonexistent/python").outcome is Outcome.RETRY
    assert process.checked(Request(ADDRESS), ("/nonexistent/python",)) is None


def test_a_text_that_is_damaged_is_dead_and_starts_no_child() -> None:
    async def run() -> Attempt:
        async with Client() as client:
            return await AppriseSender(client, ("/nonexistent",)).send(message(body=b"frozen"), NOW)

    assert asyncio.run(run()).outcome is Outcome.DEAD


def test_only_some_children_run_at_a_time_and_the_others_wait_their_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sender, "_TURN_S", 0.0)

    async def run() -> Attempt:
        async with Client() as client:
            own = AppriseSender(client, ("/nonexistent",))
            for _ in range(sender.CHILDREN):
                await own._turns.acquire()
            return await own.send(message(), NOW)

    assert (asyncio.run(run()).outcome, asyncio.run(run()).code) == (Outcome.RETRY, "busy")


# ---------------------------------------------------------------- what a child answers


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Apprise in this process, with what the network does in a list: statuses, or exceptions to be raised."""
    requests = importlib.import_module("requests")
    answers: list[Any] = []

    def send(self: Any, request: Any, **values: Any) -> Any:
        assert values["verify"], "certificates are checked"
        assert request.url.startswith("https://api.pushover.net/")
        if isinstance(answers[0], Exception):
            raise answers.pop(0)
        response = requests.Response()
        response.status_code, response.url, response.request = answers.pop(0), request.url, request
        response._content = b"{}"
        return response

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    monkeypatch.setattr(requests.Session, "get_redirect_target", lambda self, response: None)
    return answers


def answered(answers: list[Any], request: Request, *events: tuple[str, Any]) -> Reply:
    """What the child answers; `events` happen before it sends."""

    def watch(hook: child.Hook) -> None:
        for event, values in events:
            with contextlib.suppress(child.Blocked):
                hook(event, values)

    return child.answer(request, watch)


DIALLED = ("socket.connect", (None, ("93.184.215.14", 443)))


@pytest.mark.filterwarnings("ignore")  # of Apprise and what it imports
@pytest.mark.parametrize(
    ("network", "events", "said"),
    [
        ([200], (), Reply(Result.SENT, 200)),
        ([401], (), Reply(Result.REFUSED, 401)),
        ([302], (), Reply(Result.REFUSED, 302)),
        ([OSError("no")], (DIALLED,), Reply(Result.UNANSWERED)),
        ([OSError("no")], (), Reply(Result.UNREACHED)),
        ([200], (("os.system", (b"id",)),), Reply(Result.BLOCKED, 200)),
    ],
)
def test_a_child_tells_what_came_of_a_message(
    library: list[Any], network: list[Any], events: tuple[Any, ...], said: Reply
) -> None:
    library += network
    assert answered(library, Request(f"{ADDRESS}?verify=no&redirect=yes", "t", "b"), *events) == said


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("address", "result"),
    [
        (ADDRESS, Result.VALID),
        (f"{ADDRESS}?retry=2", Result.SEVERAL),
        ("pover://", Result.ADDRESS),
        ("json://127.0.0.1/", Result.ADDRESS),
    ],
)
def test_a_child_checks_an_address_without_sending(library: list[Any], address: str, result: Result) -> None:
    assert child.answer(Request(address)) == Reply(result)


# ---------------------------------------------------------------- what a child may do


@pytest.fixture
def guard() -> child.Guard:
    return child.Guard(SERVICES["pover"], Request(ADDRESS))


@pytest.mark.parametrize(
    ("event", "values"),
    [
        ("socket.connect", (None, ("127.0.0.1", 443))),
        ("socket.connect", (None, ("10.0.0.1", 443))),
        ("socket.connect", (None, ("::1", 443, 0, 0))),
        ("socket.connect", (None, ("169.254.169.254", 80))),
        ("socket.connect", (None, ("metadata.internal", 80))),
        ("socket.connect", (None, "/run/docker.sock")),
        ("socket.getaddrinfo", ("evil.example", 443, 0, 0, 0)),
        ("socket.getaddrinfo", (b"evil.example", 443, 0, 0, 0)),
        ("socket.sendto", (None, ("8.8.8.8", 53))),
        ("subprocess.Popen", ("sh", [], None, None)),
        ("os.system", (b"id",)),
        ("os.exec", ("sh", [], None)),
        ("open", ("/tmp/x", "w", os.O_WRONLY | os.O_CREAT)),
    ],
)
def test_what_a_child_may_not_do_is_refused_and_remembered(
    guard: child.Guard, event: str, values: tuple[Any, ...]
) -> None:
    with pytest.raises(child.Blocked):
        guard.hook(event, values)
    assert guard.blocked
    assert not guard.dialled


@pytest.mark.parametrize(
    ("event", "values"),
    [
        ("socket.connect", (None, ("93.184.215.14", 443))),
        ("socket.getaddrinfo", ("api.pushover.net", 443, 0, 0, 0)),
        ("open", ("/etc/ssl/certs/ca.pem", "r", os.O_RDONLY)),
        ("open", (os.devnull, "w", os.O_WRONLY)),
        ("import", ("json",)),
    ],
)
def test_what_a_child_needs_is_allowed(guard: child.Guard, event: str, values: tuple[Any, ...]) -> None:
    guard.hook(event, values)
    assert not guard.blocked
    assert guard.dialled is (event == "socket.connect")


@pytest.mark.parametrize(
    "url",
    [
        "http://api.pushover.net/1/messages.json",
        "https://evil.example/1/messages.json",
        "https://api.pushover.net:8443/",
        "https://api.pushover.net@evil.example/",
        "https://user@api.pushover.net/",
        "file:///etc/passwd",
    ],
)
def test_only_the_service_is_called_and_over_https(guard: child.Guard, url: str) -> None:
    with pytest.raises(child.Blocked):
        guard.called("POST", url)
    guard.called("POST", "https://api.pushover.net/1/messages.json")


def test_what_is_asked_and_answered_reads_back() -> None:
    request = Request(ADDRESS, "t", "b", ("10.0.0.0/8",), "http://127.0.0.1:3128")
    assert Request.of(request.line()) == request
    assert Reply.of(Reply(Result.REFUSED, 403).line()) == Reply(Result.REFUSED, 403)
    assert Reply.of(b'{"result":"sent","status":"200"}') == Reply(Result.SENT)
    assert Reply.of(b'{"result":"other","status":1}') is None


def test_a_proxy_is_the_only_name_that_is_looked_up() -> None:
    guard = child.Guard(SERVICES["pover"], Request(ADDRESS, proxy="http://proxy.internal:3128"))
    guard.hook("socket.getaddrinfo", ("proxy.internal", 3128, 0, 0, 0))
    guard.hook("socket.connect", (None, ("10.0.0.9", 3128)))
    with pytest.raises(child.Blocked):
        guard.hook("socket.getaddrinfo", ("api.pushover.net", 443, 0, 0, 0))
