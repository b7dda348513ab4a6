"""One conditional GET of a feed: what is sent, what each answer means, and when to come back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from fakes_http import LOOPBACK, Request, Server, play, raw, redirect, reply, serving
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.fetch import backoff, fetch, retry_after, user_agent
from monitor.model import Feed, FeedState, Fetched, FetchError, NotModified
from monitor.net import Client

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NAME = "treaty-monitor/0.1 (+ops@example.org)"
FRESH = FeedState(
    etag='W/"a b"', last_modified="Mon, 23 Nov 2026 10:00:00 GMT", validated_at=NOW - timedelta(hours=1)
)


def ask(
    answer: Any, state: FeedState = FRESH, now: datetime = NOW, pages: Mapping[str, Any] | None = None
) -> tuple[Any, Request]:
    """Fetch a feed that answers so; gives back the value and the request that the server saw."""

    async def scene(server: Server, client: Client) -> tuple[Any, Request]:
        found = await fetch(client, Feed(1, server.url("/feed")), state, user_agent=NAME, now=now)
        return found, server.requests[0]

    return play(scene, {"/feed": answer, **(pages or {})})  # type: ignore[no-any-return]


def test_a_document_comes_with_what_the_next_request_needs() -> None:
    page = reply(
        200,
        b"<rss/>",
        content_type="application/rss+xml; charset=utf-8",
        ETag='W/"x"',
        Last_Modified="whenever",
        Cache_Control="public, max-age=1800",
    )
    found, request = ask(page, FeedState())
    assert isinstance(found, Fetched)
    assert replace(found, url="") == Fetched(
        "", b"<rss/>", "application/rss+xml; charset=utf-8", 'W/"x"', "whenever", None, 1800
    )
    assert request.headers["user-agent"] == NAME
    assert request.headers["accept"].startswith("application/atom+xml, application/rss+xml")
    assert not {"if-none-match", "if-modified-since", "cookie"} & set(request.headers)


def test_validators_go_back_exactly_as_they_came() -> None:
    found, request = ask(reply(304))
    assert isinstance(found, NotModified)
    assert (request.headers["if-none-match"], request.headers["if-modified-since"]) == (
        'W/"a b"',
        "Mon, 23 Nov 2026 10:00:00 GMT",
    )


@pytest.mark.parametrize(
    ("validated_at", "conditional"),
    [
        (NOW, True),
        (NOW - timedelta(hours=23, minutes=59), True),
        (NOW - timedelta(hours=24), False),
        (NOW - timedelta(days=40), False),
        (NOW + timedelta(seconds=1), False),  # the clock was set back
        (None, False),
    ],
)
def test_fault_49_once_a_day_the_fetch_is_unconditional(
    validated_at: datetime | None, conditional: bool
) -> None:
    _, request = ask(reply(200), replace(FRESH, validated_at=validated_at))
    assert ("if-none-match" in request.headers) is conditional
    assert ("if-modified-since" in request.headers) is conditional


def test_fault_49_a_304_that_nobody_asked_for_is_an_error() -> None:
    found, _ = ask(reply(304), FeedState())
    assert found == FetchError("protocol", "the server answers 304 to a request without conditions")


@pytest.mark.parametrize(
    "value", ['"a\r\nX-Evil: 1"', '"a\nb"', '"é"', '"\x00"', " padded ", "x" * 2000, "\x7f"]
)
def test_fault_49_a_validator_that_cannot_be_sent_back_as_it_is_is_not_sent(value: str) -> None:
    _, request = ask(reply(200), replace(FRESH, etag=value, last_modified=value))
    assert not {"if-none-match", "if-modified-since", "x-evil"} & set(request.headers)


@pytest.mark.parametrize("value", ['"a b c"', "unquoted", 'W/"0"', "0", "x" * 1024])
def test_fault_49_weak_and_odd_validators_are_opaque(value: str) -> None:
    found, _ = ask(reply(200, etag=value), FeedState())
    assert found.etag == value
    _, request = ask(reply(304), replace(FRESH, etag=found.etag))
    assert request.headers["if-none-match"] == value


def test_a_validator_outside_ascii_is_not_kept() -> None:
    page = b'HTTP/1.1 200 OK\r\nETag: "\xe9"\r\nLast-Modified: \xff\r\nContent-Length: 0\r\n\r\n'
    found, _ = ask(page, FeedState())
    assert (found.etag, found.last_modified) == (None, None)


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "http_4xx"), (401, "http_4xx"), (403, "http_4xx"), (404, "http_404"), (410, "http_410"), (429, "http_429"), (451, "http_4xx"),      (500, "http_5xx"), (503, "http_5xx"), (599, "http_5xx"), (204, "protocol"), (206, "protocol"), (300, "protocol"),      (302, "protocol"), (999, "protocol")],
)  # fmt: skip
def test_fault_29_every_other_status_has_a_code_and_its_body_is_not_quoted(status: int, code: str) -> None:
    found, _ = ask(reply(status, b"" if status == 204 else b"SECRET <html>", retry_after=120))
    assert isinstance(found, FetchError)
    assert (found.code, found.retry_after_s) == (code, 120 if 400 <= status < 600 else None)
    assert str(status) in found.text
    assert "SECRET" not in found.text


def test_what_the_client_refuses_comes_through_unchanged() -> None:
    async def scene(server: Server, client: Client) -> Any:
        return await fetch(client, Feed(1, "http://10.0.0.1/"), FeedState(), user_agent=NAME, now=NOW)

    assert play(scene, {}).code == "blocked_address"


@pytest.mark.parametrize(
    ("hops", "moved"),
    [
        ((301,), True),
        ((308,), True),
        ((301, 308), True),
        ((302,), False),
        ((301, 302), False),
        ((307, 301), False),
        ((303,), False),
        ((), False),
    ],
)
def test_fault_28_a_move_is_proposed_only_when_every_hop_is_permanent(
    hops: tuple[int, ...], moved: bool
) -> None:
    addresses = ["/feed", *(f"/{number}" for number in range(len(hops)))]
    pages: dict[str, Any] = {
        path: redirect(then, status)
        for path, then, status in zip(addresses, addresses[1:], hops, strict=False)
    }
    found, _ = ask(None, FeedState(), pages=pages | {addresses[-1]: reply(200, b"<rss/>")})
    assert isinstance(found, Fetched)
    assert found.url.endswith(addresses[-1])
    assert found.moved_to == (found.url if moved else None)


def test_fault_28_a_permanent_circle_back_to_the_same_address_is_no_move() -> None:
    async def turn(request: Request, writer: Any) -> None:
        writer.write(reply(200) if turned else redirect("/feed", 301))
        turned.append(request)

    turned: list[Request] = []
    found, _ = ask(turn, FeedState())
    assert found.moved_to is None


def test_fault_28_a_move_to_an_inside_address_is_refused() -> None:
    found, _ = ask(redirect("http://169.254.169.254/", 301))
    assert found.code == "blocked_address"


def test_fault_10_a_feed_cut_on_the_wire_is_an_error_and_no_document() -> None:
    found, _ = ask(raw(reply(200, b"<rss><item/>", content_length=500, etag='"x"')))
    assert found == FetchError("truncated", "the answer ended before its announced length")


def test_fault_48_nothing_of_one_poll_is_in_the_next() -> None:
    async def main() -> list[set[str]]:
        async with (
            serving({"/feed": reply(200, set_cookie="id=1", etag='"x"')}) as server,
            Client(policy=LOOPBACK) as client,
        ):
            for _ in range(2):
                await fetch(client, Feed(1, server.url("/feed")), FeedState(), user_agent=NAME, now=NOW)
            return [set(request.headers) for request in server.requests]

    assert asyncio.run(main()) == [{"host", "user-agent", "accept", "accept-encoding"}] * 2


# ---------------------------------------------------------------- Retry-After, Cache-Control, names


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", 60),
        ("59", 60),
        ("86401", 86_400),
        ("99999999999", 86_400),
        ("9" * 5000, 86_400),
        (format_datetime(NOW + timedelta(minutes=10), usegmt=True), 600),
        ("Monday, 23-Nov-26 12:10:00 GMT", 600),
        ("Mon Nov 23 12:10:00 2026", 600),
        (format_datetime(NOW - timedelta(days=400), usegmt=True), 60),
        (format_datetime(NOW + timedelta(days=4000), usegmt=True), 86_400),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("²", None),
        ("Mon, 99 Nov 2026 12:10:00 GMT", None),
    ],
)
def test_fault_51_retry_after_is_honoured_within_a_minute_and_a_day(value: str, seconds: int | None) -> None:
    assert retry_after(value, NOW) == seconds


@settings(deadline=None)
@given(
    st.text(max_size=60)
    | st.from_regex(r"\A[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,6} \d\d:\d\d:\d\d ?[-+A-Z0-9]{0,6}\Z")
)
def test_fault_51_no_text_of_a_server_breaks_the_reading(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or 60 <= seconds <= 86_400


@pytest.mark.parametrize(
    ("value", "ttl"),
    [("max-age=60", 60), ('public, max-age="60"', 60), ("MAX-AGE = 60", 60), ("s-maxage=60", None), ("no-cache, max-age=60", None),      ("no-store", None), ("max-age=-1", None), ("x-max-age=60", None), ("max-age=" + "9" * 50, 999_999_999), ("", None)],
)  # fmt: skip
def test_max_age_is_read_unless_the_answer_must_not_be_reused(value: str, ttl: int | None) -> None:
    found, _ = ask(reply(200, cache_control=value))
    assert found.ttl_s == ttl


IN_AN_HOUR = format_datetime(NOW + timedelta(hours=1), usegmt=True)
AN_HOUR_AGO = format_datetime(NOW - timedelta(hours=1), usegmt=True)


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"expires": IN_AN_HOUR}, 3600),
        ({"expires": IN_AN_HOUR, "date": AN_HOUR_AGO}, 7200),
        ({"expires": IN_AN_HOUR, "cache_control": "max-age=60"}, 60),
        ({"expires": IN_AN_HOUR, "cache_control": "no-cache"}, None),
        ({"expires": AN_HOUR_AGO}, 0),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
        ({"cache_control": "max-age=60", "age": 20}, 40),
        ({"cache_control": "max-age=60", "age": 90}, 0),
        ({"cache_control": "max-age=60", "age": "soon"}, 60),
    ],
)
def test_freshness_is_max_age_else_expires_less_the_age(headers: dict[str, Any], fresh: int | None) -> None:
    for answer in (reply(200, **headers), reply(304, **headers)):
        value, _ = ask(answer)
        assert value.ttl_s == fresh


def test_a_304_brings_its_validators_and_the_redirects_before_it() -> None:
    pages = {"/new": reply(304, etag='"new"', last_modified="later")}
    value, _ = ask(redirect("/new", 308), pages=pages)
    assert isinstance(value, NotModified)
    assert (value.etag, value.last_modified) == ('"new"', "later")
    assert value.moved_to is not None
    assert value.moved_to.endswith("/new")


@pytest.mark.parametrize(
    ("errors", "interval", "asked", "seconds"),
    [(1, 900, None, 900), (2, 900, None, 1800), (5, 900, None, 14_400), (50, 900, None, 86_400), (10**9, 60, None, 86_400),      (1, 200_000, None, 200_000), (6, 900, 60, 900), (6, 900, 7200, 7200), (0, 900, None, 900)],
)  # fmt: skip
def test_fault_29_pauses_double_up_to_a_day_unless_the_server_names_one(
    errors: int, interval: int, asked: int | None, seconds: int
) -> None:
    assert backoff(errors, interval, asked) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("contact", "name"),
    [
        (None, "treaty-monitor/0.1"),
        ("", "treaty-monitor/0.1"),
        ("ops@example.org", NAME),
        ("o ps@exa\r\nmple.org)(é", NAME),
    ],
)
def test_the_user_agent_says_whom_to_complain_to_on_one_line(contact: str | None, name: str) -> None:
    assert user_agent(contact, "0.1") == name
