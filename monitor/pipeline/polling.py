"""poll(): due feeds -> fetch -> parse and match in a child process -> one transaction a feed.

`Polling` does the same for a service, which adds feeds while others are under way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from monitor import fetch, rhythm
from monitor.child import Received
from monitor.model import (
    Feed,
    FeedState,
    Fetched,
    FetchError,
    NotModified,
    Parsed,
    ParseError,
    PauseReason,
    Rhythm,
)
from monitor.pipeline import archives
from monitor.pipeline.context import Context, Tools
from monitor.pipeline.documents import FIRST_POLL_AGE, read_document
from monitor.pipeline.pushing import notice_hub
from monitor.pipeline.sitemaps import read_sitemaps
from monitor.pipeline.turns import Turns
from monitor.store import PollRecord, PollResult

_BUSY = frozenset({"http_429", "http_5xx"})  # answers whose Retry-After counts for all feeds of the domain


@dataclass(frozen=True, slots=True)
class Polled:
    """The result of one poll of one feed."""

    feed: Feed
    result: PollResult
    error: FetchError | ParseError | None = None
    before: FeedState = field(default=FeedState(), compare=False)


class Polling:
    """A bounded number of workers that poll feeds; the domains take turns. `done` gets each result.

    A feed that fails is a value. A failure of our own (a full disk) ends the work: what is under way ends,
    and `wait` raises it.
    """

    def __init__(self, context: Context, done: Callable[[Polled], None] = lambda polled: None) -> None:
        self._context = context
        self._done = done
        # half of the workers are left for feeds that answer
        self._turns = Turns(context.client.per_host, max(1, context.settings.concurrency // 2))
        self._workers: set[asyncio.Task[None]] = set()
        self._left_alone: dict[str, datetime] | None = None  # by domain, until when
        self._failure: BaseException | None = None

    def __len__(self) -> int:
        """How many feeds wait or are under way."""
        return len(self._turns)

    def known(self) -> tuple[int, ...]:
        """The ids of the feeds that wait, are under way, or were left out for now."""
        return tuple(self._turns.known)

    def add(self, due: Iterable[tuple[Feed, FeedState]], of_domain: int | None = None) -> None:
        """Takes up these feeds, except those that wait or are under way already, and those of a domain of
        which `of_domain` wait.
        """
        self._turns.add(due, of_domain)
        self._begin(min(len(self._turns), self._context.settings.concurrency))

    def _begin(self, most: int) -> None:
        """Begins workers, until there are so many."""
        if self._left_alone is None and most:
            self._left_alone = self._context.store.domain_pauses.all(self._context.clock())
        for _ in range(most - len(self._workers)):
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._ended)

    async def wait(self, timeout_s: float | None = None) -> bool:
        """Waits until nothing is under way, or for this time; returns True if nothing is. Raises the first
        failure of our own.
        """
        if self._workers:
            await asyncio.wait(self._workers, timeout=timeout_s)
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        return not len(self)

    def stop(self) -> None:
        """Begins nothing new."""
        self._turns.clear()

    async def aclose(self) -> None:
        """Cuts off what is under way."""
        workers = tuple(self._workers)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self) -> None:
        while (turn := self._turns.take()) is not None:
            domain, feed, state = turn
            try:
                if not await self._put_off(domain, feed):
                    polled = await poll_one(self._context, feed, state)
                    await self._remember_pause(domain, polled)
                    self._done(polled)
            finally:
                self._turns.end(domain, feed)

    def _ended(self, worker: asyncio.Task[None]) -> None:
        """Keeps a failure of our own for `wait`, and begins nothing new after it."""
        self._workers.discard(worker)
        if not worker.cancelled() and (failure := worker.exception()) is not None:
            self._failure = self._failure or failure
            self.stop()

    async def _put_off(self, domain: str, feed: Feed) -> bool:
        """True if the servers of this domain asked to be left alone: its feeds are then due later."""
        until, now = (self._left_alone or {}).get(domain), self._context.clock()
        if until is None or now >= until:
            return False
        feeds = [feed, *self._drop(domain)]
        ids = [waiting.id for waiting in feeds]
        await self._context.write(self._context.store.feeds.put_off, ids, now, until)
        return True

    def _drop(self, domain: str) -> list[Feed]:
        """Takes out the feeds of a domain that wait."""
        return self._turns.drop(domain)

    async def _remember_pause(self, domain: str, polled: Polled) -> None:
        """Leaves a whole domain alone when one of its servers says for how long (RFC 9110, 10.2.3)."""
        pause_s = asked_pause_s(polled.error)
        if not pause_s:
            return
        now = self._context.clock()
        until = now + timedelta(seconds=pause_s)
        assert self._left_alone is not None
        self._left_alone[domain] = max(until, self._left_alone.get(domain, until))
        await self._context.write(self._context.store.domain_pauses.set, domain, now, until)


def asked_pause_s(error: FetchError | ParseError | None) -> int | None:
    """For how long a busy server asks to be left alone, if it does."""
    return error.retry_after_s if isinstance(error, FetchError) and error.code in _BUSY else None


def polling_of(context: Context, done: Callable[[Polled], None]) -> Polling:
    """Polls on the cluster, if there is one, else in this process."""
    if context.cluster is None:
        return Polling(context, done)
    from monitor.pipeline.sharding import ShardPolling

    return ShardPolling(context, context.cluster, done)


async def poll(
    context: Context,
    due: Sequence[tuple[Feed, FeedState]],
    done: Callable[[Polled], None] = lambda polled: None,
) -> list[Polled]:
    """Polls these feeds with a bounded number of workers; `done` is called with each result. Feeds whose
    servers asked to be left alone are put off, and have none.

    A feed that fails is a value; it raises nothing.
    """
    results: list[Polled] = []

    def add(polled: Polled) -> None:
        results.append(polled)
        done(polled)

    polling = polling_of(context, add)
    polling.add(due)
    try:
        await polling.wait()
    finally:
        await polling.aclose()
    return results


async def poll_one(context: Context, feed: Feed, state: FeedState) -> Polled:
    """Fetches, parses, matches and stores one feed."""
    return await keep(context, feed, state, await read_feed(context, feed, state))


async def keep(context: Context, feed: Feed, state: FeedState, record: PollRecord) -> Polled:
    """Stores what was read of a feed; after a gap, its archive is read too."""
    context.trace("before_record_poll")
    result = await context.recorder.record(context.record_polls, feed, record)
    await notice_hub(context, feed, record)
    if result.gap and isinstance(record.parsed, Parsed) and record.parsed.older:
        assert isinstance(record.fetched, Fetched)
        caught_up = await archives.catch_up(
            context,
            feed,
            state,
            record.parsed.older,
            answered=record.fetched.url,
            noticed_at=record.now,
        )
        result = replace(result, gap=not caught_up.met, new=result.new + caught_up.new)
    return Polled(feed, result, record.error, state)


async def read_feed(context: Tools, feed: Feed, state: FeedState) -> PollRecord:
    """The part of a poll that needs no database: one conditional GET, then parser and rules in a child."""
    now = context.clock()
    fetched = await fetch.fetch(context.client, feed, state, user_agent=context.settings.user_agent, now=now)
    context.trace("after_fetch")
    if isinstance(fetched, FetchError):
        pause = fetch.backoff(state.error_count + 1, feed.interval_s, fetched.retry_after_s)
        asked = fetched.retry_after_s is not None
        pause = rhythm.varied(pause, _chance(feed, now), longer=asked)
        why = PauseReason.RETRY_AFTER if asked else PauseReason.FAILURES
        return PollRecord(now=now, fetched=fetched, next_due=pause, why=why)
    if isinstance(fetched, NotModified):
        pause, why = next_pause(context, feed, state, state, fetched.ttl_s, now)
        return PollRecord(now=now, fetched=fetched, next_due=pause, why=why)
    body_hash = blake2b(fetched.body, digest_size=16).digest()
    if body_hash == state.body_hash:
        pause, why = next_pause(context, feed, state, state, fetched.ttl_s, now)
        return PollRecord(now=now, fetched=fetched, body_hash=body_hash, next_due=pause, why=why)
    received = Received(fetched.body, fetched.content_type, state.item_hashes, fetched.url, feed, now)
    read = await read_document(context, received)
    if isinstance(read, ParseError):
        pause = fetch.backoff(state.error_count + 1, feed.interval_s, None)
        return PollRecord(now=now, fetched=fetched, parsed=read, next_due=pause, why=PauseReason.FAILURES)
    if read.parsed.sitemaps:
        sitemaps = await read_sitemaps(context, feed, state, read, answered=fetched.url, now=now)
        if isinstance(sitemaps, ParseError):
            pause = fetch.backoff(state.error_count + 1, feed.interval_s, None)
            return PollRecord(
                now=now, fetched=fetched, parsed=sitemaps, next_due=pause, why=PauseReason.FAILURES
            )
        # an index that did not change says nothing of its sitemaps: it is read at each poll
        read, body_hash, fetched = sitemaps, b"", replace(fetched, etag=None, last_modified=None)
    parsed = read.parsed
    pause, why = next_pause(context, feed, state, parsed, fetched.ttl_s, now)
    return PollRecord(
        now=now,
        fetched=fetched,
        parsed=parsed,
        body_hash=body_hash if parsed.complete else None,
        stories=read.stories,
        next_due=pause,
        quiet_before=now - FIRST_POLL_AGE if state.first_poll else None,
        why=why,
    )


def next_pause(
    context: Tools,
    feed: Feed,
    state: FeedState,
    document: Parsed | FeedState,
    fresh_s: int | None,
    now: datetime,
) -> tuple[timedelta, PauseReason]:
    """The time until the next poll, and what decided it: the rhythm of the feed, but not before the answer
    and the document allow it (Cache-Control, Expires; RSS `ttl`, `skipHours`, `skipDays`). `document`: what
    was read, or the state that keeps what an earlier document said.

    A feed may ask for four times its interval at most: a wrong `ttl` of a week must not blind the service.
    """
    known = state.rhythm if context.settings.adaptive else None
    pause = rhythm.pause(known, now, feed.interval_s)
    why = _by_rhythm(known, pause, feed, now)
    longest = rhythm.bounds(feed.interval_s)[1]
    if state.pushed_until is not None and now < state.pushed_until and pause < longest:
        pause, why = longest, PauseReason.HUB
    asked_s, fresh_s = document.ttl_s or 0, fresh_s or 0
    asked = timedelta(seconds=min(max(fresh_s, asked_s), rhythm.SLOWER * feed.interval_s))
    if asked > pause:
        why = PauseReason.DOCUMENT if asked_s >= fresh_s else PauseReason.SERVER
    pause = rhythm.varied(max(pause, asked), _chance(feed, now), longer=asked >= pause)
    later = rhythm.after_skips(now, pause, document.skip_hours, document.skip_days)
    return later, PauseReason.SKIPS if later > pause else why


def _by_rhythm(known: Rhythm | None, pause: timedelta, feed: Feed, now: datetime) -> PauseReason:
    """What decided the pause before anybody asked for another one."""
    least, most = rhythm.bounds(feed.interval_s)
    if not rhythm.is_known(known, now):
        return PauseReason.INTERVAL
    if pause <= least:
        return PauseReason.FLOOR
    return PauseReason.CEILING if pause >= most else PauseReason.RHYTHM


def _chance(feed: Feed, now: datetime) -> float:
    """From 0 to 1, by feed and time."""
    return blake2b(f"{feed.id} {now.isoformat()}".encode(), digest_size=1).digest()[0] / 255
