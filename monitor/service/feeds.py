"""The feeds that are polled: adding, changing, pausing and removing them; OPML in and out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import rhythm
from monitor.config import package_data
from monitor.errors import UsageError
from monitor.model import Feed, FeedKind, FeedState
from monitor.service.feed_addresses import checked_depositary, shown
from monitor.service.opml import Refused, read_opml, write_opml

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import Event, Gap, PastPoll

ALL_DUE = 100_000  # more feeds than one installation has


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to."""

    added: tuple[Feed, ...]
    known: int
    refused: tuple[Refused, ...]


def named(service: Service, which: str) -> Feed:
    """The feed with this id or address. Raises `UsageError`."""
    feed = service.store.feeds.get(int(which) if which.isdecimal() else which)
    if feed is None:
        raise UsageError(f"No feed {shown(which)!r}; `treaty-monitor feeds list` shows ids and addresses.")
    return feed


def list_all(service: Service, *, failing: bool = False) -> list[tuple[Feed, FeedState, datetime]]:
    """Feeds with their state and the time of their next poll; `failing`: only those that fail."""
    rows = service.store.feeds.states()
    return [row for row in rows if row[1].error_since] if failing else rows


def due(service: Service, *, everything: bool = False) -> list[tuple[Feed, FeedState]]:
    """Enabled feeds whose time has come; `everything`: all enabled feeds."""
    if everything:
        rows = service.store.feeds.states(hashes=True)
        return [(feed, state) for feed, state, _ in rows if feed.enabled]
    return service.store.feeds.due(service.clock(), ALL_DUE)


def due_now(
    service: Service, limit: int, known: Collection[int]
) -> tuple[list[tuple[Feed, FeedState]], datetime | None]:
    """Enabled feeds whose time has come, `limit` at most, without those that are `known` (ids); and when the
    next one is due.
    """
    now, store = service.clock(), service.store
    return store.feeds.due(now, limit, known), store.feeds.next_due(now)


@dataclass(frozen=True, slots=True)
class Details:
    """A feed with all that is known of its polls. `planned`: as `planned` tells it; `why`: what decided that;
    `complete`: the share of the last seven days of which no item is known to be missing; `gaps`: spans of
    which some may be; `pushed`: how the subscription at its hub is doing, "" without a hub; `polls`: the last
    ones, the newest first.
    """

    feed: Feed
    state: FeedState
    due: datetime
    planned: str
    complete: float
    gaps: tuple[tuple[datetime, datetime], ...]
    pushed: str = ""
    why: str = ""
    polls: tuple[PastPoll, ...] = ()


def details(service: Service, which: str) -> Details:
    """The feed with this id or address. Raises `UsageError`."""
    from monitor.pipeline.completeness import WINDOW, complete_share
    from monitor.service import websub

    feed, now = named(service, which), service.clock()
    state, due = service.store.feeds.polled(feed.id)
    gaps = tuple(service.store.feeds.gaps(now - WINDOW).get(feed.id, ()))
    pushed = websub.described(service, service.store.websub.get(feed.id))
    complete = complete_share(feed, state, gaps, now)
    polls = service.store.feeds.past_polls([feed.id])[feed.id]
    why = reason(service, feed, state, due, polls)
    return Details(feed, state, due, planned(state, due, now), complete, gaps, pushed, why, polls)


def reason(service: Service, feed: Feed, state: FeedState, due: datetime, polls: Sequence[PastPoll]) -> str:
    """Why a feed is polled next when it is, in English; "" if nothing is known, or it is not polled. `polls`:
    its last ones.
    """
    from monitor.pipeline.turns import domain_of
    from monitor.service import feed_words

    now = service.clock()
    if not feed.enabled or state.polled_at is None:
        return ""
    if due <= now:
        return "it is due: the next tick polls it"
    until = service.store.domain_pauses.all(now).get(domain_of(feed))
    if until is not None and due >= until:
        return f"a server of {domain_of(feed)} asked to be left alone until {until:%Y-%m-%d %H:%M} UTC"
    adaptive = service.config.poll.adaptive
    return feed_words.reason(feed, state, polls[0].why, adaptive=adaptive, now=now) if polls else ""


def left_alone(service: Service) -> list[tuple[str, datetime]]:
    """The domains whose servers asked to be left alone, and until when."""
    return sorted(service.store.domain_pauses.all(service.clock()).items())


def gaps(service: Service, feed: Feed, limit: int) -> list[Gap]:
    """The newest gaps of a feed, those that its archive has closed too."""
    return service.store.feeds.gaps_of(feed.id)[:limit]


def notices(service: Service, feed: Feed, limit: int) -> list[Event]:
    """The newest notices about a feed."""
    return service.store.events.of_feed(feed.id, limit)


def numbers(service: Service) -> dict[str, int]:
    """The ids of all feeds by their addresses."""
    return {feed.address: feed.id for feed in service.store.feeds.all()}


def planned(state: FeedState, due: datetime, now: datetime) -> str:
    """How often a feed is polled now and why, in English: `every 25 min: about 9 items a day`; "" before its
    first poll.
    """
    every, known = pause(state, due), rhythm.described(state.rhythm, now)
    return f"{every}: {known}" if every and known else every


def pause(state: FeedState, due: datetime) -> str:
    """How often a feed is polled now, in English; "" before its first poll, and when it is to be polled at
    once.
    """
    if state.polled_at is None or due <= state.polled_at:
        return ""
    return f"every {rhythm.shown(due - state.polled_at)}"


def add(
    service: Service,
    address: str,
    *,
    title: str = "",
    publisher: str = "",
    kind: FeedKind = FeedKind.PRESS,
    state: str | None = None,
    lang: str | None = None,
    interval_s: int | None = None,
    depositary: str | None = None,
) -> tuple[Feed, bool]:
    """Adds a feed, due at once. Returns it, and True if it is new: one that is there stays as it is.

    Raises `UsageError` for a depositary of a feed that is not official.
    """
    depositary = checked_depositary(depositary, kind)
    known = service.store.feeds.get(address)
    if known is not None:
        return known, False
    feed = service.store.feeds.add(
        address,
        title=title,
        publisher=publisher,
        kind=kind,
        state=state,
        lang=lang,
        interval_s=interval_s or service.config.poll.interval_s,
        depositary=depositary,
        now=service.clock(),
    )
    return feed, True


def update(service: Service, old: Feed, new: Feed) -> None:
    """Stores `new` in the place of `old`. Raises `UsageError` if nothing changes or the address is taken."""
    if new == old:
        raise UsageError("Nothing to change: name what is to be different, as in --interval 300.")
    if new.address != old.address and service.store.feeds.get(new.address) is not None:
        raise UsageError(f"Another feed has the address {new.address} already.")
    service.store.feeds.update(new)


def switch(service: Service, which: str, *, enabled: bool) -> tuple[Feed, bool]:
    """Pauses a feed or polls it again. Returns it, and True if that is a change. Raises `UsageError`."""
    feed = named(service, which)
    service.store.feeds.update(replace(feed, enabled=enabled))
    return feed, feed.enabled is not enabled


def poll_now(service: Service, which: Sequence[str]) -> list[Feed]:
    """Makes these feeds due: the next tick polls them. Raises `UsageError`, also for one that is paused."""
    feeds = [named(service, name) for name in which]
    if paused := next((feed for feed in feeds if not feed.enabled), None):
        raise UsageError(f"{paused.title or paused.address} is paused: resume it first.")
    service.store.feeds.poll_now([feed.id for feed in feeds], service.clock())
    return feeds


def remove(service: Service, which: Sequence[str]) -> list[Feed]:
    """Stops polling these feeds and returns them, each once; their stories stay. Raises `UsageError` if one
    is not there: none is removed then.
    """
    feeds = list({feed.id: feed for feed in (named(service, name) for name in which)}.values())
    service.store.feeds.remove([feed.id for feed in feeds], service.clock())
    return feeds


def remove_all(service: Service) -> list[Feed]:
    """Stops polling every feed and returns them."""
    feeds = service.store.feeds.all()
    service.store.feeds.remove([feed.id for feed in feeds], service.clock())
    return feeds


def checked_state(code: str | None) -> str | None:
    """The code of a state in capitals. Raises `UsageError`, which names the code that was meant."""
    from monitor.names import country_code, is_country  # takes time to import

    if not code:
        return None
    if is_country(code.upper()):
        return code.upper()
    meant = country_code(code)
    hint = f"did you mean {meant}?" if meant else "give one such as DE."
    raise UsageError(f"--state {code!r} is not an ISO 3166 alpha-2 code; {hint}")


def import_opml(service: Service, data: bytes) -> Imported:
    """Adds the feeds of an OPML document that are not there yet; feeds that are there stay as they are."""
    outlines, refused = read_opml(data)
    known = {feed.address for feed in service.store.feeds.all()}
    fresh = {outline.address: outline for outline in outlines if outline.address not in known}
    wanted = (
        Feed(
            0,
            outline.address,
            title=outline.title,
            publisher=outline.title,
            kind=outline.kind,
            state=outline.state,
            lang=outline.lang,
            interval_s=outline.interval_s or service.config.poll.interval_s,
            depositary=outline.depositary,
        )
        for outline in fresh.values()
    )
    added = tuple(service.store.feeds.add_all(wanted, service.clock())) if fresh else ()
    return Imported(added, len(outlines) - len(added), tuple(refused))


def export_opml(service: Service) -> str:
    """All feeds as an OPML 2.0 document."""
    return write_opml(service.store.feeds.all())


def packaged_list() -> Path:
    """The list of feeds that a new installation starts with."""
    return package_data("rules") / "feeds.opml"


def import_packaged(service: Service) -> Imported:
    """Adds the packaged list."""
    return import_opml(service, packaged_list().read_bytes())
