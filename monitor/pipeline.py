"""The main path. Read this first.

    poll()      due feeds -> fetch -> parse (in a child process) -> stories -> match      => one transaction a feed
    settle()    each flagged story that waited long enough -> an act in the register      => one transaction a story
    compose()   each destination that is due -> the alerts since its cursor -> messages   => one transaction a destination
    deliver()   each message that is ready -> its channel -> what came of it              => two transactions an attempt

A process may die at any line: each step starts from rows, and what its transaction did not commit is done again.
No network, parsing or rendering happens between BEGIN and COMMIT. Every step gets an `Engine`, which `service` builds;
`engine.trace(name)` marks the points at which the crash test kills the process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from typing import ParamSpec, TypeVar

from monitor import cadence, digest, fetch, parse, render
from monitor.deliver import Senders, build_mail
from monitor.errors import QueryError
from monitor.match import Matcher, matches
from monitor.model import (
    Act,
    Alert,
    Attempt,
    Cadence,
    Channel,
    Destination,
    Feed,
    FeedState,
    Fetched,
    FetchError,
    Hit,
    Message,
    NotModified,
    Outcome,
    Parsed,
    ParseError,
    Story,
)
from monitor.net import Client
from monitor.normalize import to_story
from monitor.sandbox import ChildCrashed, Sandbox
from monitor.store import PollRecord, PollResult, Store

P = ParamSpec("P")
T = TypeVar("T")

FIRST_POLL_AGE = timedelta(hours=48)  # older stories of a first poll are stored and registered, never alerted
GUILTY_ITEMS = 5  # items that may kill the parser before the whole document is given up
SINGLES = 10  # acts of one instant cut that get a message each; more become one message
MAIL = "message/rfc822"
LEASE_S = 120  # longer than any channel's deadline, so that a lease never expires under a living attempt
STEP = 50  # stories matched before the event loop gets a turn


@dataclass(frozen=True, slots=True)
class Settings:
    """What the pipeline needs of the configuration, as plain values (times in seconds)."""

    user_agent: str
    concurrency: int = 64
    settle_s: int = 0
    parse_limit_s: float = 3.0
    base_url: str | None = None
    sender: str = "treaty-monitor@localhost"
    operator: str | None = None
    heartbeat: timedelta = timedelta(days=7)
    slots: int = 16


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything that the four steps use, built once by `service`."""

    store: Store
    client: Client
    sandbox: Sandbox
    matcher: Callable[[], Matcher]  # the rules of now: a reload swaps what this returns
    senders: Senders
    clock: Callable[[], datetime]
    random: Callable[[int], bytes]
    writer: Executor  # one thread: the only one that writes
    settings: Settings
    trace: Callable[[str], None] = field(default=lambda point: None)

    async def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a store call in the writer's thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.writer, partial(function, *args, **kwargs))


# ---------------------------------------------------------------- poll


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll of one feed came to."""

    feed: Feed
    result: PollResult
    error: FetchError | ParseError | None = None


async def poll(engine: Engine, due: Sequence[tuple[Feed, FeedState]], done: Callable[[Polled], None] = lambda polled: None) -> list[Polled]:
    """Poll these feeds with a bounded pool of workers; `done` hears of each as it ends. A failing feed is a value, never an exception."""
    todo: Iterator[tuple[Feed, FeedState]] = iter(due)
    polled: list[Polled] = []

    async def worker() -> None:
        for feed, state in todo:
            one = await poll_one(engine, feed, state)
            polled.append(one)
            done(one)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(engine.settings.concurrency, len(due))):
            group.create_task(worker())
    return polled


async def poll_one(engine: Engine, feed: Feed, state: FeedState) -> Polled:
    """Fetch, parse, match and store one feed."""
    record = await read_feed(engine, feed, state)
    engine.trace("before_record_poll")
    result = await engine.write(engine.store.record_poll, feed, record, settle_s=engine.settings.settle_s)
    return Polled(feed, result, record.error)


async def read_feed(engine: Engine, feed: Feed, state: FeedState) -> PollRecord:
    """Everything of a poll that needs no database: one conditional GET, the parser in its child, the rules."""
    now = engine.clock()
    fetched = await fetch.fetch(engine.client, feed, state, user_agent=engine.settings.user_agent, now=now)
    engine.trace("after_fetch")
    if isinstance(fetched, FetchError):
        pause = fetch.backoff(state.error_count + 1, feed.interval_s, fetched.retry_after_s)
        return PollRecord(now=now, fetched=fetched, next_due=pause)
    pause = timedelta(seconds=feed.interval_s)
    if isinstance(fetched, NotModified):
        return PollRecord(now=now, fetched=fetched, next_due=pause)
    body_hash = blake2b(fetched.body, digest_size=16).digest()
    if body_hash == state.body_hash:
        return PollRecord(now=now, fetched=fetched, body_hash=body_hash, next_due=pause)
    parsed = await parse_document(engine, feed, state, fetched)
    if isinstance(parsed, ParseError):
        pause = fetch.backoff(state.error_count + 1, feed.interval_s, None)
        return PollRecord(now=now, fetched=fetched, parsed=parsed, next_due=pause)
    # A feed may ask to be polled less often (RSS 2.0 `ttl`, Cache-Control), within a day; never more often than we are told to.
    asked = min(max(fetched.ttl_s or 0, parsed.ttl_s or 0), 4 * feed.interval_s)
    return PollRecord(
        now=now,
        fetched=fetched,
        parsed=parsed,
        body_hash=body_hash if parsed.complete else None,
        stories=await match_entries(engine, feed, parsed, now),
        next_due=max(pause, timedelta(seconds=asked)),
        quiet_before=now - FIRST_POLL_AGE if state.first_poll else None,
    )


async def parse_document(engine: Engine, feed: Feed, state: FeedState, fetched: Fetched) -> Parsed | ParseError:
    """Parse in the sandbox; when the document kills the parser, item by item, so that only the guilty one is refused."""
    arguments = (fetched.body, fetched.content_type, state.item_hashes)
    limit = engine.settings.parse_limit_s
    try:
        return await engine.sandbox.run(parse.parse_feed, *arguments, fetched.url, time_limit_s=limit)
    except (TimeoutError, ChildCrashed) as error:
        killed = _killed(error, limit)
    try:
        cut = await engine.sandbox.run(parse.cut, *arguments, time_limit_s=limit)
    except (TimeoutError, ChildCrashed):
        return killed
    if isinstance(cut, ParseError):
        return killed
    entries: list[Parsed] = []
    refused = 0
    for document in cut.documents:
        try:
            one = await engine.sandbox.run(parse.parse_feed, document, "", frozenset(), fetched.url, time_limit_s=limit)
        except (TimeoutError, ChildCrashed):
            refused += 1
            if refused > GUILTY_ITEMS or refused == len(cut.documents):
                return killed
            continue
        if isinstance(one, Parsed):
            entries.append(one)
        else:
            refused += 1
    if not entries:
        return killed
    return replace(
        entries[0],
        entries=tuple(entry for one in entries for entry in one.entries),
        item_hashes=cut.item_hashes,
        complete=cut.complete,
        total=cut.total,
        overlap=cut.overlap,
        refused=refused,
        warnings=(*entries[0].warnings, f"{refused} item(s) refused: {killed.text}"),
    )


def _killed(error: TimeoutError | ChildCrashed, limit: float) -> ParseError:
    if isinstance(error, TimeoutError):
        return ParseError("parse_timeout", f"the parser was stopped after {limit:g} s on this document")
    return ParseError("parse_crash", "the parser died on this document (out of memory, or a fault in a library)")


async def match_entries(engine: Engine, feed: Feed, parsed: Parsed, now: datetime) -> tuple[tuple[Story, tuple[Hit, ...]], ...]:
    """Entries as stories, each with the rules it meets; gives the event loop a turn every `STEP` stories."""
    matcher = engine.matcher()
    found: list[tuple[Story, tuple[Hit, ...]]] = []
    for number, entry in enumerate(parsed.entries, 1):
        story = to_story(entry, feed, now)
        found.append((story, matcher.match(story)))
        if number % STEP == 0:
            await asyncio.sleep(0)
    return tuple(found)


# ---------------------------------------------------------------- settle


def settle(engine: Engine, *, everything: bool = False) -> int:
    """Turn each flagged story whose time has come into register rows and alerts; return how many. `everything`: whatever waits."""
    now = engine.clock()
    waiting = engine.store.unsettled(now, everything=everything)
    for one in waiting:
        engine.store.settle(one, now)
    return len(waiting)


# ---------------------------------------------------------------- compose


def compose(engine: Engine) -> int:
    """Write the messages that are due at every destination; return how many."""
    now = engine.clock()
    written = 0
    for destination in engine.store.destinations():
        if destination.disabled_at is not None:
            continue
        slot = cadence.due(destination.schedule, destination.slot, destination.composed_at or destination.created_at, now)
        if slot is None:
            continue
        if slot:
            settle(engine, everything=True)  # a cut first settles what waits
        messages, cut = draft(engine, destination, now)
        if messages or slot or cut > destination.cursor:
            engine.trace("before_compose")
            written += len(messages) if engine.store.compose(destination, cut=cut, slot=slot, messages=messages, now=now) else 0
    return written


def draft(engine: Engine, destination: Destination, now: datetime) -> tuple[list[Message], int]:
    """The messages that `destination` is owed at `now`, frozen, and the cut they reach to. Writes nothing."""
    cut = engine.store.max_alert()
    wanted, acts = owed(engine.store, destination, cut)
    if not acts:
        last = destination.last_message_at or destination.created_at or now
        silent = now - last >= engine.settings.heartbeat
        return ([freeze(engine, destination, (), (), now, 1)] if silent else []), cut
    alone = destination.schedule.cadence is Cadence.INSTANT and len(acts) <= SINGLES
    groups = [[act] for act in acts] if alone else [acts]
    messages = []
    for number, group in enumerate(groups, 1):
        ids = {act.id for act in group}
        messages.append(freeze(engine, destination, group, [alert for alert in wanted if alert.act in ids], now, number))
    return messages, cut


def owed(store: Store, destination: Destination, cut: int) -> tuple[list[Alert], list[Act]]:
    """The alerts in (cursor, cut] that this destination asks for, and their acts as they stand, each once."""
    alerts = store.alerts(destination.cursor, cut)
    acts = {act.id: act for act in store.act_views({alert.act for alert in alerts})}
    wanted = [alert for alert in alerts if wants(destination, acts[alert.act], alert)]
    return wanted, [acts[number] for number in dict.fromkeys(alert.act for alert in wanted)]


def wants(destination: Destination, act: Act, alert: Alert) -> bool:
    """Does this destination ask for this act: its kinds, its languages and its own query."""
    if alert.kind not in destination.kinds:
        return False
    if destination.langs and not any((story.lang or "").split("-")[0] in destination.langs for story in act.stories):
        return False
    try:
        return any(matches(destination.query, story) for story in act.stories)
    except QueryError:
        return True  # checked when it was saved; should it break since, a mail too many is better than a missed exit


def freeze(engine: Engine, destination: Destination, acts: Sequence[Act], alerts: Sequence[Alert], now: datetime, number: int) -> Message:
    """Compose and freeze one message; its ids are drawn here and never change. No acts: the sign of life."""
    wid = engine.random(16).hex()
    sequence = destination.sequence + number
    return frozen(
        engine.settings,
        destination,
        view(engine.store, engine.settings, destination, acts, alerts, now=now, wid=wid, sequence=sequence),
        wid,
    )


def view(
    store: Store,
    settings: Settings,
    destination: Destination,
    acts: Sequence[Act],
    alerts: Sequence[Alert],
    *,
    now: datetime,
    wid: str,
    sequence: int,
) -> digest.Digest:
    """The composed object that every channel renders."""
    return digest.build(
        destination,
        acts,
        alerts,
        now=now,
        silence=silence(store, destination),
        ref=digest.short_ref(wid),
        sequence=sequence,
        unsubscribe_url=f"{settings.base_url}/u/{destination.token}" if settings.base_url and destination.token else None,
        unsubscribe_mailto=settings.operator or settings.sender,
    )


def test_message(engine: Engine, destination: Destination) -> Message:
    """The message of `destinations test`. It enters no ledger."""
    now = engine.clock()
    wid = engine.random(16).hex()
    found = digest.trial(destination, now=now, ref=digest.short_ref(wid), silence=silence(engine.store, destination))
    return frozen(engine.settings, destination, found, wid)


def frozen(settings: Settings, destination: Destination, composed: digest.Digest, wid: str) -> Message:
    """The bytes of a composed digest in the shape of the destination's channel."""
    match destination.channel:
        case Channel.EMAIL:
            body, content_type = mail(settings, composed, to=destination.address, wid=wid), MAIL
        case Channel.MAILDIR:
            body, content_type = mail(settings, composed, to=destination.owner or settings.operator or settings.sender, wid=wid), MAIL
        case Channel.WEBHOOK:
            body, content_type = render.webhook_json(composed), "application/json"
        case Channel.SLACK:
            body, content_type = render.slack(composed), "application/json"
    return Message(
        wid=wid,
        ref=composed.ref,
        destination=destination.id,
        channel=destination.channel,
        address=destination.address,
        subject=render.subject(composed),
        content_type=content_type,
        body=body,
        sequence=composed.sequence,
        created_at=composed.until,
        secret=destination.secret,
        owner=destination.owner,
    )


def mail(settings: Settings, composed: digest.Digest, *, to: str, wid: str) -> bytes:
    """The bytes of a composed digest as a mail to one address."""
    domain = settings.sender.rpartition("@")[2]
    return build_mail(
        html=render.html(composed),
        text=render.text(composed),
        subject=render.subject(composed),
        sender=settings.sender,
        to=to,
        list_id=composed.destination,
        message_id=f"{wid}@{domain}",
        date=composed.until,
        unsubscribe_https=composed.unsubscribe_url,
        unsubscribe_mailto=composed.unsubscribe_mailto or settings.sender,
        sequence=composed.sequence,
        ref=composed.ref,
    )


def silence(store: Store, destination: Destination) -> digest.Silence:
    """What did not come, and why: failing feeds, gaps, delayed messages."""
    states = store.states()
    failing = tuple(
        digest.FeedNote(feed.title or feed.address, state.error_since, state.error_text or "")
        for feed, state, _ in states
        if state.error_since
    )
    since = destination.last_message_at or destination.created_at
    return digest.Silence(
        feeds=sum(feed.enabled for feed, _, _ in states),
        failing=failing,
        gaps=tuple(event.text for kind in ("gap", "cap") for event in store.events(kind, since=since)),
        deferred=store.counts().deferred,
    )


# ---------------------------------------------------------------- deliver


async def deliver(engine: Engine, stopping: Callable[[], bool] = lambda: False) -> list[tuple[Message, Attempt]]:
    """Send what is ready, a bounded number at a time; a slow endpoint does not hold the others up. Ends when nothing is left to start."""
    running: set[asyncio.Task[tuple[Message, Attempt]]] = set()
    busy: dict[asyncio.Task[tuple[Message, Attempt]], int] = {}
    ended: list[tuple[Message, Attempt]] = []
    while True:
        free = 0 if stopping() else engine.settings.slots - len(running)
        if free:
            batch = await engine.write(engine.store.lease, engine.clock(), free, LEASE_S, exclude=frozenset(busy.values()))
            for message in batch:
                task = asyncio.create_task(attempt(engine, message))
                running.add(task)
                busy[task] = message.destination
        if not running:
            return ended
        finished, running = await asyncio.wait(running, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
        for task in finished:
            busy.pop(task)
            ended.append(task.result())


async def attempt(engine: Engine, message: Message) -> tuple[Message, Attempt]:
    """One try at one message, and its row."""
    engine.trace("before_send")
    result = await engine.senders.send(message, engine.clock())
    engine.trace("after_accept")
    now = engine.clock()
    next_at = None
    if result.outcome in (Outcome.RETRY, Outcome.UNKNOWN, Outcome.HALTED):
        delay = cadence.retry_delay(message.channel, message.attempts)
        if delay is None:
            result = replace(result, outcome=Outcome.DEAD, text=f"given up after {message.attempts} attempts: {result.text}")
        else:
            next_at = now + max(delay, timedelta(seconds=result.retry_after_s or 0))
    await engine.write(engine.store.finish, message, result, now, next_at)
    if result.outcome is Outcome.DISABLED:
        await engine.write(tell_owner, engine, message, result, now)
    return message, result


def tell_owner(engine: Engine, message: Message, result: Attempt, now: datetime) -> None:
    """Write the mail that tells the owner (else the operator) that an endpoint has said it is gone."""
    to = message.owner or engine.settings.operator
    destination = engine.store.destination(message.destination)
    if to is None or destination is None:
        return
    wid = engine.random(16).hex()
    composed = digest.notice(destination, now=now, ref=digest.short_ref(wid), reason=result.text)
    letter = replace(destination, channel=Channel.EMAIL, address=to)
    engine.store.add_notice(frozen(engine.settings, letter, composed, wid))
