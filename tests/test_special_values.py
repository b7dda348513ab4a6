"""Every value that docs/configuration.md gives a meaning of its own (an empty list, 0, nothing), through the
service built from it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from servers import site
from store_kit import mailbox, message

from monitor import log
from monitor.__main__ import commands
from monitor.config import Config, load
from monitor.errors import ConfigError
from monitor.model import Attempt, Cadence, FetchError, Outcome, Schedule
from monitor.net import Answer
from monitor.pipeline import Context
from monitor.service import Service, destinations, wiring
from monitor.web import build_app, listening

RULE = (
    '[[rule]]\nid = "own.zanzibar"\ntitle = "Own"\nlang = "en"\nkind = "act"\nstage = '
    '"decided"\nquery = "zanzibar"\nwhy = "ours"\n'
)
FEW_RULES = (
    f'[rules]\npackaged = false\ndir = "{Path(__file__).parent / "data" / "small-rules"}"\n'  # quickly loaded
)


def configured(folder: Path, text: str) -> Config:
    path = folder / "treaty-monitor.toml"
    path.write_text(f'data_dir = "{folder / "data"}"\n{text}')
    return load(path)


def opened(folder: Path, text: str) -> Service:
    return Service.open(configured(folder, text), packaged=False)


def in_context(folder: Path, text: str, ask: Callable[[Context], object]) -> object:
    """What `ask` says of the parts that a service with this configuration works with."""

    async def scene(service: Service) -> object:
        async with service.context() as context:
            answer = ask(context)
            return await answer if asyncio.iscoroutine(answer) else answer

    with opened(folder, FEW_RULES + text) as service:
        return asyncio.run(scene(service))


def fetched(folder: Path, text: str) -> str:
    """The status, or the error's code, of a page on some port of this machine."""
    with site() as here:
        address = here.put("/a", "body")
        answer = in_context(folder, text, lambda context: context.client.get(address))
    assert isinstance(answer, Answer | FetchError)
    return str(answer.status) if isinstance(answer, Answer) else answer.code


# ---------------------------------------------------------------- http


def test_an_empty_list_of_ports_allows_every_port(tmp_path: Path) -> None:
    private = '[http]\nallow_private = ["127.0.0.0/8"]\n'
    assert fetched(tmp_path, f"{private}ports = []") == "200"
    assert fetched(tmp_path, private) == "blocked_address", "by default, the usual ones only"
    assert wiring.policy(configured(tmp_path, "[http]\nports = [443]")).ports == {443}


def test_an_empty_list_of_ports_holds_for_webhooks_too(tmp_path: Path) -> None:
    with site() as here:
        here.put("/hook", "", status=204)
        text = '[http]\nallow_private = ["127.0.0.0/8"]\nports = []'

        async def scene(service: Service) -> object:
            async with service.context() as context:
                added = destinations.add(
                    service,
                    name="hook",
                    channel="webhook",
                    address=here.url("/hook"),
                    owner="owner@desk.example",
                    schedule=Schedule(Cadence.INSTANT),
                )
                return await context.senders.send(message(added, secret=added.secret), service.clock())

        with opened(tmp_path, FEW_RULES + text) as service:
            answer = asyncio.run(scene(service))
    assert isinstance(answer, Attempt)
    assert answer.outcome is Outcome.SENT


def test_a_comma_alone_in_a_variable_is_the_empty_list(tmp_path: Path) -> None:
    def ports(variable: str) -> object:
        return wiring.policy(load(environ={"TREATY_MONITOR_HTTP__PORTS": variable}, cwd=tmp_path)).ports

    assert ports(",") is None
    assert ports("") == {80, 443}, "an empty variable counts as not set"


def test_without_private_networks_none_may_be_reached(tmp_path: Path) -> None:
    assert fetched(tmp_path, "[http]\nports = []\nallow_private = []") == "blocked_address"


def test_with_a_proxy_every_request_goes_through_it_and_without_one_none_does(tmp_path: Path) -> None:
    with site() as proxy:
        proxy.put("http://news.example/feed", "by proxy")
        text = f'[http]\nproxy = "http://127.0.0.1:{proxy.port}"'
        answer = in_context(tmp_path, text, lambda context: context.client.get("http://news.example/feed"))
        asked = len(proxy.requests)
    assert asked == 1
    assert isinstance(answer, Answer)
    assert fetched(tmp_path, '[http]\nallow_private = ["127.0.0.0/8"]\nports = []') == "200"


# ---------------------------------------------------------------- smtp, base_url, operator, contact


def test_without_a_mail_server_no_mail_is_sent(tmp_path: Path) -> None:
    def send(context: Context) -> object:
        return context.senders.send(message(mailbox(context.store)), context.clock())

    attempt = in_context(tmp_path, "", send)
    assert isinstance(attempt, Attempt)
    assert (attempt.outcome, attempt.code) == (Outcome.HALTED, "unset")
    with pytest.raises(ConfigError):
        configured(tmp_path, '[smtp]\nhost = ""')


@pytest.mark.parametrize("tls", ["starttls", "tls", "none"])
def test_each_way_to_encrypt_mail_reaches_the_sender(tmp_path: Path, tls: str) -> None:
    settings = wiring.smtp(configured(tmp_path, f'[smtp]\nhost = "mail.example"\ntls = "{tls}"'))
    assert settings is not None
    assert (settings.tls, settings.username, settings.password) == (tls, None, None)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("", 120),
        ("domain_limit = 3", 3),
        ("domain_limit = 0", None),
        ("domain_limit = 3\ndomain_groups = []", 3),
    ],
)
def test_so_many_mails_a_minute_go_to_one_domain_and_0_is_all(
    tmp_path: Path, text: str, most: int | None
) -> None:
    def count(context: Context) -> object:
        assert context.pace is not None
        taken = 0
        while taken < 200 and not context.pace.full("a@gmail.com", context.clock()):
            context.pace.take("a@gmail.com", context.clock())
            taken += 1
        shared = context.pace.full("b@googlemail.com", context.clock())
        return (taken if taken < 200 else None, shared)

    grouped = most is not None and "groups" not in text
    assert in_context(tmp_path, f"[smtp]\n{text}\n", count) == (most, grouped)


def test_without_keys_and_a_mailbox_mail_is_unsigned_and_comes_back_to_the_sender(tmp_path: Path) -> None:
    settings = in_context(tmp_path, "", lambda context: context.settings)
    assert (settings.signer, settings.returns) == (None, None)  # type: ignore[attr-defined]


def test_without_a_public_address_an_operator_or_a_contact_nothing_is_made_up(tmp_path: Path) -> None:
    settings = in_context(tmp_path, "", lambda context: context.settings)
    assert (settings.base_url, settings.operator) == (None, None)  # type: ignore[attr-defined]
    assert "+" not in settings.user_agent  # type: ignore[attr-defined]


# ---------------------------------------------------------------- web


def test_port_0_lets_the_system_choose() -> None:
    with listening("127.0.0.1", 0) as door:
        assert door.getsockname()[1] > 0


def test_0_0_0_0_opens_the_pages_to_the_network() -> None:
    with listening("0.0.0.0", 0) as door:
        assert door.getsockname()[0] == "0.0.0.0"


def test_without_a_token_metrics_answer_this_machine_only(tmp_path: Path) -> None:
    def status(service: Service, peer: str, **headers: str) -> int:
        async def call() -> int:
            transport = httpx.ASGITransport(app=build_app(service), client=(peer, 1234))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return (await client.get("/metrics", headers=headers)).status_code

        return asyncio.run(call())

    with opened(tmp_path, "") as service:
        assert (status(service, "127.0.0.1"), status(service, "192.0.2.7")) == (200, 403)
    with opened(tmp_path, '[web]\nmetrics_token = "0123456789abcdef"') as service:
        assert (
            status(service, "192.0.2.7", authorization="Bearer 0123456789abcdef"),
            status(service, "127.0.0.1"),
        ) == (200, 403)


# ---------------------------------------------------------------- pages, log, rules


def test_pages_that_are_off_are_not_waited_for_and_a_wait_of_0_reads_them_all_the_same(
    tmp_path: Path,
) -> None:
    off = in_context(
        tmp_path, "[pages]\nenabled = false", lambda context: (context.pages, context.settings.page_wait_s)
    )
    assert off == (None, None)
    at_once = in_context(
        tmp_path,
        "[pages]\nwait_s = 0",
        lambda context: (context.pages is not None, context.settings.page_wait_s),
    )
    assert at_once == (True, 0)


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
@pytest.mark.parametrize("style", ["console", "json"])
def test_each_level_and_format_of_the_log_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], level: str, style: str
) -> None:
    found = configured(tmp_path, f'[log]\nlevel = "{level}"\nformat = "{style}"').log
    log.configure(found.level, found.format)
    logger = log.get_logger("special")
    for name in ("debug", "info", "warning", "error"):
        getattr(logger, name)(f"a line of {name}")
    lines = [line for line in capsys.readouterr().err.splitlines() if "a line of" in line]
    assert len(lines) == 4 - ["debug", "info", "warning", "error"].index(level)
    if style == "json":
        assert all(json.loads(line)["level"] for line in lines)
    log.configure("error", "console")
    logging.getLogger().setLevel(logging.WARNING)


def test_own_files_are_in_force_with_and_without_the_packaged_judge(tmp_path: Path) -> None:
    own = tmp_path / "data" / "rules"
    own.mkdir(parents=True)
    (own / "own.toml").write_text(RULE)
    with opened(tmp_path, "[rules]\npackaged = false") as service:
        assert [rule.id for rule in service.rules.rules] == ["own.zanzibar"]
    with opened(tmp_path, "") as service:
        assert [rule.id for rule in service.rules.rules] == ["own.zanzibar"], (
            "and with the judge, from `rules` in the data directory"
        )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with opened(tmp_path, f'[rules]\npackaged = false\ndir = "{elsewhere}"') as service:
        assert service.rules.rules == (), "and where there are none, none"


def test_config_show_names_each_special_value_as_it_is(tmp_path: Path) -> None:
    configured(tmp_path, "[http]\nports = []\n[web]\nport = 0")
    shown = CliRunner().invoke(
        commands(), ["config", "show", "--json", "--config", str(tmp_path / "treaty-monitor.toml")]
    )
    assert shown.exit_code == 0, shown.output
    values = json.loads(shown.output)
    assert (values["http"]["ports"], values["web"]["port"]) == ([], 0)
