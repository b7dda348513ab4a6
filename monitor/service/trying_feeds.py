"""Reads the feed at an address once before it is added, for a form that has to answer soon."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from monitor.errors import AddressError
from monitor.log import redact_url

if TYPE_CHECKING:
    from monitor.model import Parsed
    from monitor.service import Service
    from monitor.service.discovering import Discovered
    from monitor.service.trying import Tried

LIMIT_S = 8.0  # a request of the web port has ten seconds


def read_once(service: Service, address: str, limit_s: float = LIMIT_S) -> Tried:
    """The feed at `address`, or the feeds that the web page there names. Raises `AddressError`. Must not be
    called in the event loop's thread.
    """
    from monitor.service import trying

    async def read() -> Tried:
        async with asyncio.timeout(limit_s):
            return await trying.feed(service.config, address, service.clock())

    shown = redact_url(address, keep_path=True)
    try:
        tried = asyncio.run(read())
    except TimeoutError:
        raise AddressError(f"{shown} takes longer than {limit_s:.0f} seconds to read.") from None
    if tried.parsed is None and not tried.named:
        raise AddressError(f"{shown} cannot be read as a feed ({tried.problem}).")
    return tried


def discover(service: Service, address: str) -> Discovered:
    """The feeds of the site at `address`, as far as they can be read in `LIMIT_S`. Must not be called in the
    event loop's thread.
    """
    from monitor.service import discovering

    return asyncio.run(discovering.discover(service.config, address, service.clock(), LIMIT_S))


def described(parsed: Parsed) -> str:
    """What was read at the address of a feed, in English."""
    newest = max((entry.published for entry in parsed.entries if entry.published), default=None)
    since = f", the newest of {newest:%Y-%m-%d %H:%M} UTC" if newest else ""
    number = len(parsed.entries)
    return f"It can be read: {parsed.format}, {number} item{'' if number == 1 else 's'}{since}."
