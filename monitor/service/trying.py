"""Tries an address before it is stored: a feed is read, a webhook's host is connected to, a mail server
is greeted.

No message is ever sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor import channels, fetch, parse
from monitor.config import Config
from monitor.fetch import user_agent
from monitor.model import Feed, FeedState, Fetched, FetchError, Parsed, ParseError
from monitor.net import Client
from monitor.parse.discover import Named, feeds_of_page
from monitor.sandbox import ChildCrashed, Sandbox
from monitor.service import wiring


@dataclass(frozen=True, slots=True)
class Tried:
    """The result of reading an address as a feed: `parsed`, or a `problem` in words and, for a web
    page, the feeds that it names.
    """

    address: str
    parsed: Parsed | None = None
    problem: str = ""
    named: tuple[Named, ...] = ()


async def feed(config: Config, address: str, now: datetime) -> Tried:
    """Reads the feed at `address` once, as a poll would, and stores nothing."""
    limits, policy = wiring.limits(config), wiring.policy(config)
    sandbox = Sandbox(
        workers=1, time_limit_s=config.poll.parse_limit_s, preload=("monitor.parse", "monitor.parse.discover")
    )
    try:
        async with Client(limits, policy, proxy=config.http.proxy) as client:
            agent = user_agent(config.contact)
            fetched = await fetch.fetch(client, Feed(0, address), FeedState(), user_agent=agent, now=now)
        if isinstance(fetched, FetchError):
            return Tried(address, problem=f"{fetched.code}: {fetched.text}")
        assert isinstance(fetched, Fetched)
        return await _read(sandbox, address, fetched)
    finally:
        sandbox.close()


async def _read(sandbox: Sandbox, address: str, fetched: Fetched) -> Tried:
    try:
        parsed = await sandbox.run(
            parse.parse_feed, fetched.body, fetched.content_type, frozenset[bytes](), fetched.url
        )
        if isinstance(parsed, Parsed):
            return Tried(address, parsed)
        named = await sandbox.run(feeds_of_page, fetched.body, fetched.content_type, fetched.url)
    except (TimeoutError, ChildCrashed):
        return Tried(address, problem="parse_timeout: the document takes too long to parse")
    assert isinstance(parsed, ParseError)
    names_none = ", and names no feed" if parsed.code == "not_a_feed" and not named else ""
    return Tried(address, problem=f"{parsed.code}: {parsed.text}{names_none}", named=named)


async def destination(config: Config, channel: str, address: str) -> str | None:
    """The problem with a destination's address, in words, or None.

    A mail address is not tried: only a message would show whether it works.
    """

    def connect() -> Client:
        return Client(wiring.hook_limits(config), wiring.policy(config), proxy=config.http.proxy)

    return await channels.by_name(channel).problem(address, connect)
