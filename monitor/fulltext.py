"""Fetches the page of a link once with the guarded client, if its robots.txt allows it, and parses it in a
child process.

Pages.read(url) -> Page | PageError

The child calls two pure functions: `parse.robots.may_read` and `parse.page.read_page`. Reasons:
docs/notes/fulltext.md.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from monitor.fetch import status_error
from monitor.model import PAGE_CODES, FetchError, Page, PageError
from monitor.net import Client
from monitor.parse.page import read_page
from monitor.parse.robots import SIZE_LIMIT, may_read
from monitor.sandbox import ChildCrashed, Sandbox

__all__ = ["PAGE_CODES", "PRELOAD", "Page", "PageError", "Pages"]

# for the sandbox: what a child would import at its first page (0.2 s)
PRELOAD = (
    "monitor.parse.page",
    "trafilatura",
)

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
_PASSING = frozenset({"dns", "refused", "tls", "timeout", "truncated", "connection", "http_429", "http_5xx"})
_FRESH = timedelta(hours=24)  # RFC 9309, 2.4
_FRESH_FAILURE = timedelta(minutes=10)
_ORIGINS = 512
_CACHE_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class _Robots:
    """The robots.txt of an origin: its bytes, or the reason why no page may be read now."""

    text: bytes
    refusal: PageError | None
    at: datetime

    def fresh(self, now: datetime) -> bool:
        return self.at <= now < self.at + (_FRESH_FAILURE if self.refusal else _FRESH)


class Pages:
    """Reads pages, for all readers of an event loop: it keeps the robots.txt of each origin for a day.
    `limit_s`: the time limit for parsing one page.
    """

    def __init__(
        self,
        client: Client,
        sandbox: Sandbox,
        *,
        user_agent: str,
        clock: Callable[[], datetime],
        limit_s: float = 5.0,
    ) -> None:
        self._client = client
        self._sandbox = sandbox
        self._user_agent = user_agent
        self._clock = clock
        self._limit_s = limit_s
        self._known: OrderedDict[str, _Robots] = OrderedDict()
        self._gates: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def read(self, url: str) -> Page | PageError:
        """The main text of the page at `url`, requested once, after its robots.txt. Raises nothing for any
        answer of a server.

        The client follows redirects; the robots.txt of the final address must allow it too.
        """
        if refusal := await self.refusal(url):
            return refusal
        answer = await self._client.get(url, {"user-agent": self._user_agent, "accept": _ACCEPT})
        if isinstance(answer, FetchError):
            return _failed(answer)
        if answer.status not in (200, 203):
            return _failed(status_error(answer, self._clock()))
        content_type = answer.headers.get("content-type", "")
        if content_type.split(";")[0].strip().lower() not in _HTML | {""}:
            return PageError("not_html", "the address leads to something else than an HTML page")
        if answer.hops and (refusal := await self.refusal(answer.url)):
            return refusal
        try:
            return await self._sandbox.run(
                read_page,
                answer.body,
                content_type,
                answer.url,
                self._clock().date(),
                time_limit_s=self._limit_s,
            )
        except TimeoutError:
            return PageError("parse_timeout", f"reading the page took longer than {self._limit_s:g} s")
        except ChildCrashed as error:
            return PageError("parse_crash", f"reading the page failed: {error}")

    # ------------------------------------------------------------ robots.txt (RFC 9309)

    async def refusal(self, url: str) -> PageError | None:
        """The reason why `url` must not be requested; None if it may be."""
        origin = _origin(url)
        if origin is None:
            return PageError("bad_address", "only http and https addresses can be read")
        robots = await self._robots(origin)
        if robots.refusal or not robots.text:
            return robots.refusal
        try:
            if await self._sandbox.run(may_read, robots.text, url, time_limit_s=self._limit_s):
                return None
        except (TimeoutError, ChildCrashed):
            return PageError("robots", "the site's robots.txt cannot be read")
        return PageError("robots", "the site's robots.txt does not allow this page to be read")

    async def _robots(self, origin: str) -> _Robots:
        """The robots.txt of an origin, from the cache, or fetched once for all that wait for it."""
        gate = self._gates.setdefault(origin, asyncio.Lock())
        async with gate:
            known = self._known.pop(origin, None)
            if known is None or not known.fresh(self._clock()):
                known = await self._fetch_robots(origin)
            self._known[origin] = known
            size = sum(len(rules.text) for rules in self._known.values())
            while len(self._known) > _ORIGINS or (size > _CACHE_BYTES and len(self._known) > 1):
                _, oldest = self._known.popitem(last=False)
                size -= len(oldest.text)
            return known

    async def _fetch_robots(self, origin: str) -> _Robots:
        """Fetches a robots.txt. RFC 9309, 2.3.1: a missing one allows everything, one that cannot be reached
        nothing; 429 means that the server is busy.
        """
        answer = await self._client.get(
            f"{origin}/robots.txt", {"user-agent": self._user_agent, "accept": "text/plain,*/*;q=0.1"}
        )
        now = self._clock()
        if isinstance(answer, FetchError):
            if answer.code == "redirect_loop":  # 2.3.1.2: after five hops it counts as not there
                return _Robots(b"", None, now)
            return _Robots(b"", _failed(answer, "the site's robots.txt: "), now)
        if answer.status in (200, 203):
            return _Robots(answer.body[:SIZE_LIMIT], None, now)
        if answer.status == 429 or answer.status >= 500:
            text = f"the site's robots.txt cannot be reached: the server answers {answer.status}"
            return _Robots(b"", PageError("robots", text, retry=True), now)
        return _Robots(b"", None, now)


def _failed(error: FetchError, of: str = "") -> PageError:
    return PageError(error.code, of + error.text, retry=error.code in _PASSING)


def _origin(url: str) -> str | None:
    """Scheme, host and port of an address. The client checks whether they may be reached."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return (
        f"{parts.scheme}://{parts.netloc.lower()}"
        if parts.scheme in ("http", "https") and parts.netloc
        else None
    )
