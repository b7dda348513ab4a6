"""Watches over the running service: an action that fails several times in succession and work that is overdue
become alarms, which are told to the operator once, and once more when they are over.

Counts are by action, not by the length of a queue: a thousand messages to one dead endpoint are one alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

from monitor import channels, metrics
from monitor.log import get_logger
from monitor.model import Attempt, Destination, Feed, FeedState, Message, Outcome
from monitor.pipeline import auditing
from monitor.pipeline.auditing import Finding, Lost
from monitor.pipeline.silent_feeds import silent_since
from monitor.store import OVERDUE, SILENT, Alarm, Store

log = get_logger("monitor.service")

FAILURES = 3  # of one action in succession
AUDITS = 2  # in which the same work is overdue
FEED_FAILURES = 24  # feeds fail often, and digests count those that do
MAIL_SERVER = "mail server"
TICK, FEED, DESTINATION = "tick ", "feed ", "destination "
_FAILED = (Outcome.RETRY, Outcome.UNKNOWN, Outcome.HALTED, Outcome.DEAD)
_WAITING = (Outcome.RETRY, Outcome.UNKNOWN, Outcome.HALTED)


class Streak(NamedTuple):
    """Failures of one action in succession: how many, since when, and what went wrong last."""

    times: int
    since: datetime
    text: str


class Changes(NamedTuple):
    """The alarms that begin or are told late, and those that are over."""

    begun: tuple[Alarm, ...] = ()
    ended: tuple[Alarm, ...] = ()


class Watch:
    """Counts failures, and compares what was due with what was written. Safe to use from several threads.

    `window`: how long alerts of instant destinations are gathered.
    """

    def __init__(self, store: Store, started_at: datetime, window: timedelta) -> None:
        self._store = store
        self._started_at = started_at
        self._window = window
        self._streaks: dict[str, Streak] = {}
        self._worked: set[str] = set()  # actions that succeeded since the start, and have not failed since
        self._lock = Lock()

    def failed(self, action: str, text: str, now: datetime) -> None:
        """Counts a failure of an action."""
        with self._lock:
            before = self._streaks.get(action)
            since = before.since if before else now
            self._streaks[action] = Streak(1 + (before.times if before else 0), since, text)
            self._worked.discard(action)

    def worked(self, action: str) -> None:
        """Ends the failures of an action in succession."""
        with self._lock:
            self._streaks.pop(action, None)
            self._worked.add(action)

    def attempted(self, message: Message, attempt: Attempt, now: datetime) -> None:
        """Counts an attempt to deliver: for the mail server if it failed there, else for the destination. A
        mail to an owner or the operator, which has no number, says nothing of its destination.
        """
        by_mail_server = message.channel in channels.BY_MAIL_SERVER
        if by_mail_server and is_fault_of_server(attempt):
            self.failed(MAIL_SERVER, f"the mail server does not take mail: {attempt.words}", now)
            return
        if by_mail_server:
            self.worked(MAIL_SERVER)
        if not message.sequence:
            return
        if attempt.outcome is Outcome.SENT:
            self.worked(f"{DESTINATION}{message.destination}")
        elif attempt.outcome in _FAILED:
            text = f"attempts to deliver to {{name}} fail: {attempt.words}"
            self.failed(f"{DESTINATION}{message.destination}", text, now)

    def audit(self, now: datetime, *, can_tell: bool) -> Changes:
        """Reads the present state and returns what has changed. `can_tell`: there is an operator, to whom
        alarms that nobody was told of are told now.
        """
        work = self._store.audits.work(now, auditing.PATIENCE, auditing.LEASE_PATIENCE)
        new = auditing.overdue(work, now, window=self._window, started_at=self._started_at)
        still = auditing.overdue(work, now, window=self._window, started_at=None)
        self._count_overdue(new, still, now)
        self._count_feeds(self._store.feeds.each(), now)
        for what in Lost:
            metrics.overdue.labels(what.value).set(sum(finding.what is what for finding in new))
        with self._lock:
            streaks, worked = dict(self._streaks), set(self._worked)
        live = {OVERDUE + finding.name for finding in still} | streaks.keys()
        names = {f"{DESTINATION}{destination.id}": destination for destination in work.destinations}
        known = {alarm.name: alarm for alarm in self._store.alarms.all()}
        changes = Changes(
            tuple(begun(streaks, known, names, can_tell=can_tell)),
            tuple(alarm for alarm in known.values() if is_over(alarm.name, live, worked, names)),
        )
        metrics.alarms.set(len(known.keys() | {alarm.name for alarm in changes.begun}) - len(changes.ended))
        for alarm in changes.begun:
            if alarm.name not in known:
                log.error(alarm.kind, what=alarm.text, since=alarm.since.isoformat(), times=alarm.count)
        for alarm in changes.ended:
            log.info(f"{alarm.kind} over", what=alarm.text, since=alarm.since.isoformat())
        return changes

    def _count_overdue(self, new: Iterable[Finding], still: Iterable[Finding], now: datetime) -> None:
        for finding in new:
            self.failed(OVERDUE + finding.name, finding.text, now)
            self._set_since(OVERDUE + finding.name, finding.since)
        names = {OVERDUE + finding.name for finding in still}
        with self._lock:
            for name in [name for name in self._streaks if name.startswith(OVERDUE) and name not in names]:
                del self._streaks[name]

    def _set_since(self, action: str, since: datetime) -> None:
        with self._lock:
            self._streaks[action] = self._streaks[action]._replace(since=since)

    def _silent(self, feed: Feed, state: FeedState, now: datetime) -> Streak | None:
        """What is said of a feed that is read well and brings nothing new for longer than is usual."""
        since = silent_since(feed, state, now, self._store.feeds.brought)
        if since is None:
            return None
        text = f"{feed.title or feed.address} answers, and has brought nothing new since {since:%Y-%m-%d}"
        return Streak(FAILURES, since, text)

    def _count_feeds(self, states: Iterable[tuple[Feed, FeedState]], now: datetime) -> None:
        streaks: dict[str, Streak] = {}
        for feed, state in states:
            if feed.enabled and state.error_count >= FEED_FAILURES:
                text = f"polls of {feed.title or feed.address} fail: {state.error_text or state.error_code}"
                streaks[f"{FEED}{feed.id}"] = Streak(state.error_count, state.error_since or now, text)
            if (silent := self._silent(feed, state, now)) is not None:
                streaks[f"{FEED}{feed.id}{SILENT}"] = silent
        with self._lock:
            kept = {name: streak for name, streak in self._streaks.items() if not name.startswith(FEED)}
            self._streaks = kept | streaks


def is_fault_of_server(attempt: Attempt) -> bool:
    """True for an attempt that failed at the mail server itself: it was not reached, or it refuses our
    account. An answer about a message or its recipient has a code of SMTP.
    """
    if attempt.outcome is Outcome.HALTED:
        return True
    return attempt.outcome in _WAITING and not attempt.code[:3].isdecimal()


def begun(
    streaks: Mapping[str, Streak],
    known: Mapping[str, Alarm],
    destinations: Mapping[str, Destination],
    *,
    can_tell: bool,
) -> Iterable[Alarm]:
    """The alarms of actions that failed often enough, and were not told yet. A destination that gets nothing
    at present raises none.
    """
    for name, streak in streaks.items():
        open_alarm = known.get(name)
        is_told = open_alarm is not None and (open_alarm.told_at is not None or not can_tell)
        if is_told or streak.times < (AUDITS if name.startswith(OVERDUE) else FAILURES):
            continue
        if name.startswith(DESTINATION) and name not in destinations:
            continue
        said = destinations[name].name if name in destinations else ""
        since = open_alarm.since if open_alarm else streak.since
        yield Alarm(name, since, streak.times, streak.text.replace("{name}", said))


def is_over(
    name: str, live: Iterable[str], worked: Iterable[str], destinations: Mapping[str, Destination]
) -> bool:
    """True if the action of an open alarm works again, or is not done any more. After a restart an action
    that was not tried yet is not over.
    """
    if name in worked:
        return True
    if name.startswith((OVERDUE, FEED)):
        return name not in live
    return name.startswith(DESTINATION) and name not in destinations
