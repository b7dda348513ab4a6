"""Tries an address before it is stored: a feed is read, a webhook's host is connected to, a mail server
is greeted.

No message is ever sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from monitor import channels, fetch, parse
from monitor.config import Config
from monitor.fetch import user_agent
from monitor.fulltext import Pages
from monitor.model import Feed, FeedState, Fetched, FetchError, Parsed, ParseError
from monitor.net import Client
from monitor.parse.discover import Named, feeds_of_page
from monitor.sandbox import ChildCrashed, Sandbox
from monitor.service import utc_now, wiring


@dataclass(frozen=True, slots=True)
class Tried:
    """The result of reading an address as a feed: `parsed`, or a `problem` in words with its `code`, and for
    a web page the feeds that it names. `moved_to`: where its server says that it is from now on.
    """

    address: str
    parsed: Parsed | None = None
    problem: str = ""
    named: tuple[Named, ...] = ()
    code: str = ""
    moved_to: str | None = None


class FeedReader:
    """Reads addresses as feeds, each once, as a poll would: with the limits and the pauses of the poller, and
    stores nothing. An asynchronous context.
    """

    def __init__(self, config: Config, *, workers: int = 1) -> None:
        self._agent = user_agent(config.contact)
        preload = ("monitor.parse", "monitor.parse.discover")
        self._sandbox = Sandbox(workers=workers, time_limit_s=config.poll.parse_limit_s, preload=preload)
        self._client = Client(
            wiring.limits(config),
            wiring.policy(config),
            proxy=config.http.proxy,
            per_host=config.http.per_host,
            pause_s=config.http.pause_s,
        )
        self._robots = Pages(self._client, self._sandbox, user_agent=self._agent, clock=utc_now)

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        try:
            await self._client.aclose()
        finally:
            self._sandbox.close()

    async def feed(self, address: str, now: datetime) -> Tried:
        """The feed at `address`, or what is wrong with it."""
        feed = Feed(0, address)
        fetched = await fetch.fetch(self._client, feed, FeedState(), user_agent=self._agent, now=now)
        if isinstance(fetched, FetchError):
            return Tried(address, problem=f"{fetched.code}: {fetched.text}", code=fetched.code)
        assert isinstance(fetched, Fetched)
        return replace(await self._read(address, fetched), moved_to=fetched.moved_to)

    async def may_guess(self, address: str) -> bool:
        """True if the site's robots.txt allows to ask for an address that nobody has given us."""
        return await self._robots.refusal(address) is None

    async def _read(self, address: str, fetched: Fetched) -> Tried:
        try:
            parsed = await self._sandbox.run(
                parse.parse_feed, fetched.body, fetched.content_type, frozenset[bytes](), fetched.url
            )
            if isinstance(parsed, Parsed):
                return Tried(address, parsed)
            named = await self._sandbox.run(feeds_of_page, fetched.body, fetched.content_type, fetched.url)
        except (TimeoutError, ChildCrashed):
            text = "parse_timeout: the document takes too long to parse"
            return Tried(address, problem=text, code="parse_timeout")
        assert isinstance(parsed, ParseError)
        names_none = ", and names no feed" if parsed.code == "not_a_feed" and not named else ""
        problem = f"{parsed.code}: {parsed.text}{names_none}"
        return Tried(address, problem=problem, named=named, code=parsed.code)


async def feed(config: Config, address: str, now: datetime) -> Tried:
    """Reads the feed at `address` once, as a poll would, and stores nothing."""
    async with FeedReader(config) as reader:
        return await reader.feed(address, now)


async def destination(config: Config, channel: str, address: str) -> str | None:
    """The problem with a destination's address, in words, or None.

    A mail address is not tried: only a message would show whether it works.
    """

    def connect() -> Client:
        return Client(wiring.hook_limits(config), wiring.policy(config), proxy=config.http.proxy)

    return await channels.by_name(channel).problem(address, connect)
