"""/operator/feeds: the feeds and how they are doing; adding, changing, polling, pausing and removing them;
OPML in and out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from monitor.errors import AddressError, UsageError
from monitor.model import LEAST_INTERVAL_S, LONGEST_INTERVAL_S, Feed, FeedKind
from monitor.service import feed_health, feed_words, feeds, trying_feeds
from monitor.service.feed_addresses import checked_address, checked_depositary
from monitor.service.feed_health import Doing, FeedHealth
from monitor.service.opml import OPML_LIMIT
from monitor.web.bodies import Sent
from monitor.web.operator.frame import Desk, Done, File, Page, Visit
from monitor.web.server import BODY_BYTES

HOME = "/operator/feeds"
SHOWN = 50  # feeds on one page: a form has at most 60 fields
REFUSED_SHOWN = 50  # lines of an OPML file
ROWS = 20  # gaps and notices of one feed
FIELDS = ("address", "title", "kind", "state", "lang", "interval", "depositary")

# what a feed may be besides how it is doing
ALSO: dict[str, Callable[[FeedHealth], bool]] = {
    "late": lambda health: health.late,
    "with gaps": lambda health: health.gaps > 0,
    "pushed": lambda health: health.subscription is not None and health.subscription.lease_until is not None,
    "moving": lambda health: health.state.moved_to is not None,
}
_NEVER = datetime.min.replace(tzinfo=UTC)
ORDERS: dict[str, Callable[[FeedHealth], Any]] = {
    "name": lambda health: health.name.casefold(),
    "next poll": lambda health: (not health.feed.enabled, health.due),
    "last good poll": lambda health: health.state.ok_at or _NEVER,
    "newest story": lambda health: health.state.new_at or _NEVER,
    "completeness": lambda health: health.complete,
}


def _show(visit: Visit) -> Page:
    return _list(visit)


def _list(visit: Visit, problem: str = "", sent: Sent | None = None, named: object = ()) -> Page:
    """The feeds that are asked for, and the forms below them; `sent`: what the form to add had."""
    service = visit.service
    every = feed_health.without_volumes(service)
    asked = {name: visit.query.get(name, "") for name in ("q", "show", "order")}
    fitting = [health for health in every if _fits(health, asked["show"], asked["q"])]
    if key := ORDERS.get(asked["order"]):
        fitting.sort(key=key)
    start = _number(visit.query.get("from", ""))
    shown = feed_health.with_volumes(service, fitting[start : start + SHOWN])
    enabled = [health.complete for health in every if health.feed.enabled]
    fields = {name: sent.text(name) if sent else "" for name in FIELDS}
    return Page(
        "Feeds",
        "feeds",
        {
            "feeds": feed_health.lines(service, shown),
            "count": len(fitting),
            "all": len(every),
            "states": Counter(health.doing.value for health in every)
            + Counter(name for name, fits in ALSO.items() for health in every if fits(health)),
            "shows": [*(doing.value for doing in Doing), *ALSO],
            "orders": list(ORDERS),
            "complete": sum(enabled) / len(enabled) if enabled else None,
            "left_alone": feeds.left_alone(service),
            "asked": asked,
            "start": start,
            "following": start + SHOWN if start + SHOWN < len(fitting) else None,
            "before": max(0, start - SHOWN) if start else None,
            "problem": problem,
            "named": named,
            "fields": fields,
            "kinds": [kind.value for kind in FeedKind],
            "limits": (LEAST_INTERVAL_S, LONGEST_INTERVAL_S),
        },
        400 if problem else 200,
    )


def _fits(health: FeedHealth, show: str, words: str) -> bool:
    text = f"{health.feed.title} {health.feed.address} {health.feed.state} {health.feed.lang}".lower()
    is_shown = not show or health.doing == show or (show in ALSO and ALSO[show](health))
    return is_shown and all(word in text for word in words.lower().split())


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 0


# ---------------------------------------------------------------- one feed


def _show_one(visit: Visit) -> Page:
    return _feed(visit)


def _feed(visit: Visit, read: str = "", note: str = "") -> Page:
    """All that is known of a feed; `read`: what reading it once came to."""
    service = visit.service
    details = feeds.details(service, visit.names["feed"])
    health = feed_health.of(service, details.feed.id)
    values = {
        "health": health,
        "details": details,
        "polls": [(poll, feed_words.result(poll)) for poll in details.polls],
        "failure": feed_words.failure(health.state.error_code) if health.state.error_code else None,
        "silence": feed_health.silence(service, health),
        "skips": feed_words.skips(health.state),
        "gaps": feeds.gaps(service, details.feed, ROWS),
        "notices": feeds.notices(service, details.feed, ROWS),
        "read": read,
        "kinds": [kind.value for kind in FeedKind],
        "limits": (LEAST_INTERVAL_S, LONGEST_INTERVAL_S),
    }
    return Page(health.name, "feed", values, note=note)


def _read(visit: Visit) -> Page:
    """Reads a feed once and says what came of it; stores nothing."""
    feed = feeds.named(visit.service, visit.names["feed"])
    try:
        parsed = trying_feeds.read_once(visit.service, feed.address).parsed
        text = trying_feeds.described(parsed) if parsed else f"{feed.address} is a web page, no feed."
    except AddressError as error:
        text = str(error)
    return _feed(visit, text, f"read feed {feed.id} once: {text}")


def _edit(visit: Visit) -> Done:
    old = feeds.named(visit.service, visit.names["feed"])
    wanted = _wanted(visit.sent)
    new = replace(
        old,
        address=wanted.address,
        title=wanted.title,
        publisher=old.publisher if wanted.title == old.title else wanted.title,
        kind=wanted.kind,
        state=wanted.state,
        lang=wanted.lang,
        interval_s=wanted.interval_s or old.interval_s,
        depositary=wanted.depositary,
    )
    feeds.update(visit.service, old, new)
    return Done(f"Feed {new.id} changed: {_name(new)}.", f"{HOME}/{new.id}")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The values of a feed as a form has them; `interval_s` 0: that of the configuration."""

    address: str
    title: str
    kind: FeedKind
    state: str | None
    lang: str | None
    interval_s: int
    depositary: str | None


def _wanted(sent: Sent) -> _Wanted:
    """The values of a form. Raises `UsageError`."""
    texts = {name: sent.text(name).strip() for name in FIELDS}
    kind = FeedKind.OFFICIAL if texts["kind"] == FeedKind.OFFICIAL else FeedKind.PRESS
    interval = int(texts["interval"][:9]) if texts["interval"].isdecimal() else 0
    if texts["interval"] and not LEAST_INTERVAL_S <= interval <= LONGEST_INTERVAL_S:
        raise UsageError(f"Seconds between polls: {LEAST_INTERVAL_S} to {LONGEST_INTERVAL_S:,}.")
    return _Wanted(
        checked_address(texts["address"]),
        texts["title"][:300],
        kind,
        feeds.checked_state(texts["state"] or None),
        texts["lang"][:20] or None,
        interval,
        checked_depositary(texts["depositary"] or None, kind),
    )


# ---------------------------------------------------------------- adding


def _add(visit: Visit) -> Page | Done:
    """Adds the feed of the form, which is read once unless that is not wanted."""
    sent = visit.sent
    try:
        wanted = _wanted(sent)
        tried = trying_feeds.read_once(visit.service, wanted.address) if sent.text("read") else None
    except (UsageError, AddressError) as error:
        return _list(visit, str(error), sent)
    if tried is not None and tried.parsed is None:
        text = f"{wanted.address} is a web page. It names the feeds below: add the one you want."
        return _list(visit, text, sent, tried.named)
    title = wanted.title or (tried.parsed.title if tried and tried.parsed else "")
    feed, is_new = feeds.add(
        visit.service,
        wanted.address,
        title=title,
        publisher=wanted.title,
        kind=wanted.kind,
        state=wanted.state,
        lang=wanted.lang,
        interval_s=wanted.interval_s or None,
        depositary=wanted.depositary,
    )
    said = "added; it is polled with the next tick" if is_new else "was there already"
    return Done(f"Feed {feed.id} {said}: {_name(feed)}.", f"{HOME}/{feed.id}")


def _import(visit: Visit) -> Page | Done:
    result = feeds.import_opml(visit.service, visit.sent.file)
    text = (
        f"OPML: {len(result.added):,} feeds added, {result.known:,} known already, "
        f"{len(result.refused):,} refused."
    )
    if not result.refused:
        return Done(text, HOME)
    shown = result.refused[:REFUSED_SHOWN]
    more = len(result.refused) - len(shown)
    return Page("Import of feeds", "imported", {"text": text, "refused": shown, "more": more}, note=text)


def _export(visit: Visit) -> File:
    return File("treaty-monitor-feeds.opml", feeds.export_opml(visit.service).encode(), "text/x-opml")


# ---------------------------------------------------------------- several feeds


def _change(visit: Visit) -> Page | Done:
    """Does one thing with the feeds that were ticked."""
    service, which = visit.service, [text for text in visit.sent.texts("feed") if text.isdecimal()]
    if not which:
        raise UsageError("No feed was ticked.")
    back = f"{HOME}/{which[0]}" if visit.sent.text("here") else HOME
    match visit.sent.text("do"):
        case "poll":
            named = feeds.poll_now(service, which)
            return Done(f"{_names(named)}: polled with the next tick.", back)
        case "pause" | "resume" as verb:
            named = [feeds.switch(service, number, enabled=verb == "resume")[0] for number in which]
            return Done(f"{_names(named)}: {'polled again' if verb == 'resume' else 'paused'}.", back)
        case "remove" if visit.sent.text("sure"):
            named = feeds.remove(service, which)
            return Done(f"{_names(named)}: removed. Their stories stay.", HOME)
        case "remove":
            named = [feeds.named(service, number) for number in which]
            return Page("Remove feeds", "feeds_remove", {"feeds": named})
    raise UsageError("That button is not known here.")


def _names(named: list[Feed]) -> str:
    shown = ", ".join(f"{feed.id} {_name(feed)}" for feed in named[:5])
    return f"{shown} and {len(named) - 5} more feeds" if len(named) > 5 else f"Feed {shown}"


def _name(feed: Feed) -> str:
    return feed.title or feed.address


DESKS = [
    Desk(HOME, _show, _change, ("show", "q", "order", "from")),
    Desk(f"{HOME}/add", act=_add),
    Desk(f"{HOME}/import", act=_import, most_bytes=OPML_LIMIT + BODY_BYTES, has_file=True),
    Desk(f"{HOME}/export", _export),
    Desk(f"{HOME}/{{feed:int}}", _show_one, _edit),
    Desk(f"{HOME}/{{feed:int}}/read", act=_read),
]
