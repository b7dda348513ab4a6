"""Trying an address before it is kept: a feed is read, a webhook's host is dialled, a mail server is greeted.
No message is ever sent.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor import fetch, parse
from monitor.config import Config
from monitor.fetch import user_agent
from monitor.log import redact_url
from monitor.model import Channel, Feed, FeedState, Fetched, FetchError, Parsed, ParseError
from monitor.net import Client
from monitor.parse.discover import Named, feeds_of_page
from monitor.sandbox import ChildCrashed, Sandbox
from monitor.service import wiring


@dataclass(frozen=True, slots=True)
class Tried:
    """What reading an address as a feed came to: `parsed`, or a `problem` in words and, of a web page, the
    feeds that it names.
    """

    address: str
    parsed: Parsed | None = None
    problem: str = ""
    named: tuple[Named, ...] = ()


async def feed(config: Config, address: str) -> Tried:
    """Read the feed at `address` once, as a poll would, and keep nothing."""
    limits, policy = wiring.limits(config), wiring.policy(config)
    sandbox = Sandbox(
        workers=1, time_limit_s=config.poll.parse_limit_s, preload=("monitor.parse", "monitor.parse.discover")
    )
    try:
        async with Client(limits, policy, proxy=config.http.proxy) as client:
            agent = user_agent(config.contact)
            found = await fetch.fetch(
                client, Feed(0, address), FeedState(), user_agent=agent, now=datetime.now(UTC)
            )
        if isinstance(found, FetchError):
            return Tried(address, problem=f"{found.code}: {found.text}")
        assert isinstance(found, Fetched)
        return await _read(sandbox, address, found)
    finally:
        sandbox.close()


async def _read(sandbox: Sandbox, address: str, found: Fetched) -> Tried:
    try:
        parsed = await sandbox.run(
            parse.parse_feed, found.body, found.content_type, frozenset[bytes](), found.url
        )
        if isinstance(parsed, Parsed):
            return Tried(address, parsed)
        named = await sandbox.run(feeds_of_page, found.body, found.content_type, found.url)
    except (TimeoutError, ChildCrashed):
        return Tried(address, problem="parse_timeout: the document takes too long to parse")
    assert isinstance(parsed, ParseError)
    names_none = ", and names no feed" if parsed.code == "not_a_feed" and not named else ""
    return Tried(address, problem=f"{parsed.code}: {parsed.text}{names_none}", named=named)


async def destination(config: Config, channel: Channel, address: str) -> str | None:
    """What keeps a destination's address from working, in words, or None.

    A mail address is not tried: only a message would tell.
    """
    match channel:
        case Channel.EMAIL:
            return None
        case Channel.MAILDIR:
            return _unwritable(Path(address))
        case Channel.WEBHOOK | Channel.SLACK:
            async with Client(
                wiring.hook_limits(config), wiring.policy(config), proxy=config.http.proxy
            ) as client:
                error = await client.reach(address)
            return None if error is None else f"{redact_url(address)}: {error.code}: {error.text}"


def _unwritable(folder: Path) -> str | None:
    # Path.exists raises where one may not be entered
    there = next(path for path in (folder, *folder.parents) if os.path.exists(path))
    if not there.is_dir():
        return f"{there} is not a directory"
    return None if os.access(there, os.W_OK | os.X_OK) else f"{there} cannot be written to by this user"
