"""Compares what was due with what was written: lost work, by whatever fault it was lost. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from monitor import cadence
from monitor.errors import UsageError
from monitor.model import Cadence, Destination
from monitor.store.audits import Work

PATIENCE = timedelta(minutes=15)  # for digests, messages and stories
ALERT_PATIENCE = timedelta(minutes=5)  # for alerts, after the window in which they are gathered
LEASE_PATIENCE = timedelta(minutes=5)  # for leases that ran out, which are taken again in seconds


class Lost(StrEnum):
    """What is overdue."""

    DIGEST = "digest"
    ALERT = "alert"
    MESSAGE = "message"
    LEASE = "lease"
    STORY = "story"


class Finding(NamedTuple):
    """Something that was due `since`, and is not there. `name` stays the same from audit to audit."""

    what: Lost
    name: str
    text: str
    since: datetime
    destination: int | None = None


def overdue(work: Work, now: datetime, *, window: timedelta, started_at: datetime | None) -> list[Finding]:
    """What is overdue at `now`. The time before `started_at` does not count: nothing could be done in it.
    `window`: how long alerts are gathered.
    """
    findings = (
        *_digests(work, now, started_at),
        *_alerts(work, now, window, started_at),
        *_messages(work),
        *_stories(work),
    )
    patience = {Lost.ALERT: window + ALERT_PATIENCE, Lost.LEASE: LEASE_PATIENCE}
    return [
        finding
        for finding in findings
        if now - max(finding.since, started_at or finding.since) > patience.get(finding.what, PATIENCE)
    ]


def _digests(work: Work, now: datetime, started_at: datetime | None) -> Iterator[Finding]:
    for destination in work.destinations:
        last = destination.composed_at or destination.created_at
        try:
            since = cadence.owed_since(destination.schedule, destination.slot, last, now)
        except UsageError as error:  # this machine does not know its time zone
            text = f"nothing for {destination.name} can be composed: {error}"
            yield _of(Lost.DIGEST, destination, text, last or now)
            continue
        if since is not None:
            text = f"the digest for {destination.name} is due and not composed"
            yield _of(Lost.DIGEST, destination, text, since)


def _alerts(work: Work, now: datetime, window: timedelta, started_at: datetime | None) -> Iterator[Finding]:
    for destination in work.destinations:
        at = work.alerts.get(destination.id)
        schedule = destination.schedule
        if at is None or schedule.cadence is not Cadence.INSTANT:
            continue
        try:
            is_held, since = cadence.quiet_until(schedule, now) is not None, cadence.quiet_until(schedule, at)
        except UsageError:  # as in `_digests`, which says so
            continue
        if not is_held:
            yield _of(
                Lost.ALERT, destination, f"an alert for {destination.name} is not composed", since or at
            )


def _of(what: Lost, destination: Destination, text: str, since: datetime) -> Finding:
    return Finding(what, f"{what.value} {destination.id}", text, since, destination.id)


def _messages(work: Work) -> Iterator[Finding]:
    for late in work.messages:
        what = Lost.LEASE if late.leased else Lost.MESSAGE
        waits = "was taken up and never ended" if late.leased else "is past its time and not sent"
        more = f" (with {late.number - 1} more)" if late.number > 1 else ""
        text = f"a message to {late.name} {waits}{more}"
        yield Finding(what, f"{what.value} {late.destination}", text, late.since, late.destination)


def _stories(work: Work) -> Iterator[Finding]:
    if work.stories is not None:
        number = work.stories.number
        stories = "1 flagged story is" if number == 1 else f"{number} flagged stories are"
        yield Finding(Lost.STORY, Lost.STORY.value, f"{stories} not in the register yet", work.stories.since)
