"""Nothing hostile can forge a log line, and no secret gets into one."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from pace import within

from monitor import tokens
from monitor.log import LIMIT, Sparing, configure, get_logger, one_line, redact, redact_url

HOOK = "https://hooks.example.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXsecr"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture(params=["console", "json"])
def lines(request: pytest.FixtureRequest) -> io.StringIO:
    stream = io.StringIO()
    configure("info", request.param, stream)
    return stream


def test_a_console_line_has_time_level_event_and_values() -> None:
    stream = io.StringIO()
    configure("info", "console", stream)
    get_logger("monitor.pipeline").info("polled", new=3, title="Россия")
    line = stream.getvalue()
    assert line.count("\n") == 1
    assert "[info     ] polled" in line
    assert "new=3 title=Россия" in line
    assert "\x1b" not in line


def test_a_json_line_is_one_object_with_its_values_as_they_are() -> None:
    stream = io.StringIO()
    configure("debug", "json", stream)
    get_logger("monitor.pipeline").debug("polled", new=3, share=0.5, ok=True, error=None, title="Россия")
    entry = json.loads(stream.getvalue())
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {
        "event": "polled", "level": "debug", "logger": "monitor.pipeline",
        "new": 3, "share": 0.5, "ok": True, "error": None, "title": "Россия",
    }  # fmt: skip


@pytest.mark.parametrize("purpose", tokens.Purpose)
def test_fault_114_and_135_no_signed_token_stands_in_a_log(
    lines: io.StringIO, purpose: tokens.Purpose
) -> None:
    token = tokens.write(b"k" * 32, purpose, 12, 3456)
    get_logger("x").info("mail", to=f"<bounces+{token.upper()}@a.example>", link=f"GET /a/{token} 200")
    assert token not in lines.getvalue().lower()
    assert "bounces+****@a.example" in lines.getvalue()
    assert redact("a-b-c and no-other-words-abcdefghijklmnopqrstuvwxyz") == (
        "a-b-c and no-other-words-abcdefghijklmnopqrstuvwxyz"
    )


def test_fault_163_a_hostile_title_stays_on_one_line_without_control_characters(lines: io.StringIO) -> None:
    title = "a\n2026-11-23T00:00:00Z [error] forged\r\x1b[2J\x9b31m\x00\u202etxt\u2028b\ud800"
    get_logger("x").info("flagged", title=title)
    text = lines.getvalue()
    assert text.count("\n") == 1
    assert text.rstrip("\n").isprintable()
    assert text.isascii()
    assert "forged" in text


def test_fault_163_an_exception_cannot_forge_a_line_either(lines: io.StringIO) -> None:
    try:
        raise ValueError(f"bad\n2026-11-23T00:00:00Z [error] forged \x1b[2J {HOOK}")
    except ValueError:
        get_logger("x").exception("tick failed", tick="poll")
    text = lines.getvalue()
    assert "\x1b" not in text
    assert "XXXX" not in text
    first, *rest = text.splitlines()
    assert "tick failed" in first
    assert all(line.startswith("  | ") for line in rest)
    assert "ValueError: bad" in text


def test_fault_163_the_lines_of_libraries_are_cleaned_as_well(lines: io.StringIO) -> None:
    logging.getLogger("apscheduler.scheduler").warning("bad request\n%s", f"forged {HOOK}")
    assert lines.getvalue().count("\n") == 1
    assert "XXXX" not in lines.getvalue()


def test_fault_119_libraries_that_print_addresses_say_only_warnings(lines: io.StringIO) -> None:
    for name in (
        "httpx",
        "httpcore.http11",
        "aiohttp.client",
        "uvicorn.access",
        "apscheduler.executors.default",
    ):
        logging.getLogger(name).info("GET %s", HOOK)
    assert lines.getvalue() == ""
    logging.getLogger("httpx").warning("retrying")
    assert "retrying" in lines.getvalue()


def test_fault_119_no_value_of_any_kind_shows_a_secret_address(lines: io.StringIO) -> None:
    log = get_logger("x").bind(hook=HOOK)
    structlog.contextvars.bind_contextvars(target=HOOK)
    try:
        log.warning(
            "failed",
            error=ConnectionError(f"cannot reach {HOOK}"),
            values=[HOOK],
            nested={"url": HOOK},
            raw=HOOK.encode(),
        )
    finally:
        structlog.contextvars.clear_contextvars()
    assert "XXXX" not in lines.getvalue()
    assert lines.getvalue().count("hooks.example.com/...secr") == 6


def test_fault_119_a_feed_address_keeps_its_path_but_neither_password_nor_query(lines: io.StringIO) -> None:
    get_logger("x").info(
        "polled",
        feed="https://user:pw@news.example/world/rss.xml?key=12345",
        web="http://127.0.0.1:8484/healthz",
    )
    assert "https://news.example/world/rss.xml?..." in lines.getvalue()
    assert "http://127.0.0.1:8484/healthz" in lines.getvalue()
    assert "pw" not in lines.getvalue()
    assert "12345" not in lines.getvalue()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (HOOK, "https://hooks.example.com/...secr"),
        ("https://user:pw@news.example", "https://news.example"),
        ("https://user:pw@news.example/", "https://news.example/"),
        ("https://news.example/?token=abcdefghijklmnop", "https://news.example/...mnop"),
        ("https://news.example?token=abcdefghijklmnop", "https://news.example/...mnop"),
        ("https://news.example/short-secret", "https://news.example/..."),
        ("https://[2001:db8::1]:8443/abcdefghijklmnopqrst", "https://[2001:db8::1]:8443/...qrst"),
        ("http://proxyuser:p%40ss@10.0.0.1:3128", "http://10.0.0.1:3128"),
        ("smtp://me:secret@mail.example:587", "smtp://mail.example:587"),
        ("pover://user@abcdefghijklmnopqrst", "pover://...qrst"),
        ("zulip://bot@desk/token", "zulip://..."),
        ("https://[broken/secretsecretsecret", "(an address)"),
    ],
)
def test_fault_119_an_address_is_cut_to_host_and_last_four(url: str, shown: str) -> None:
    assert redact_url(url) == shown
    assert redact(f"see {url} now") == f"see {shown} now"


def test_fault_119_signing_secrets_and_tokens_are_removed_from_texts() -> None:
    assert redact("key whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD/= used") == "key **** used"
    assert redact("Authorization: Bearer abc.def-123") == "Authorization: Bearer ****"
    assert redact("GET /u/AbCdEfGhIjKlMnOpQrSt_- 200") == "GET /u/**** 200"
    assert redact("POST /v1/spaces/A/messages?key=K1&token=T%3D 200") == (
        "POST /v1/spaces/A/messages?key=****&token=**** 200"
    )
    assert redact("path='/workflows/1?sv=1.0&sig=-b_9'") == "path='/workflows/1?sv=1.0&sig=****'"


def test_what_strangers_bring_about_by_the_thousand_is_a_line_a_minute(lines: io.StringIO) -> None:
    now = [0.0]
    said = Sparing(get_logger("monitor.web"), "web clients dropped", monotonic=lambda: now[0])
    for second in range(130):
        now[0] = float(second)
        said(reason="slow")
    written = lines.getvalue().splitlines()
    assert len(written) == 3
    assert ["1" in line and "60" in line for line in written[1:]] == [True, True]
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    assert len(lines.getvalue().splitlines()) == 3


def test_a_long_run_of_letters_takes_no_longer_than_its_length(lines: io.StringIO) -> None:
    with within(1.0):  # quadratic: minutes
        assert redact("a" * 200_000) == "a" * 200_000
        assert redact("a" * 100_000 + "://host.example/secret-secret-secret").endswith("://...cret")


def test_a_very_long_value_is_cut(lines: io.StringIO) -> None:
    get_logger("x").info("flagged", body="x" * 1_000_000)
    assert LIMIT <= len(lines.getvalue()) < LIMIT + 300


def test_a_lower_level_is_not_written() -> None:
    stream = io.StringIO()
    configure("error", "json", stream)
    get_logger("x").warning("polled")
    logging.getLogger("httpx").warning("quiet as well")
    assert stream.getvalue() == ""


def test_configuring_twice_does_not_write_twice() -> None:
    first, second = io.StringIO(), io.StringIO()
    configure(stream=first)
    log = get_logger("x")
    log.info("one")
    configure(stream=second)
    log.info("two")
    assert ("one" in first.getvalue(), "two" in first.getvalue()) == (True, False)
    assert second.getvalue().count("two") == 1


def test_a_printable_text_is_left_alone() -> None:
    assert one_line("Договор расторгнут: naïve “quotes” 条約") == "Договор расторгнут: naïve “quotes” 条約"
    assert one_line("a\tb") == "a\\tb"
    assert one_line("no\u00a0break") == "no\u00a0break"
