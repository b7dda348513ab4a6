"""The alerts of the last 30 days with what is known of their acts, read once for everybody who asks what a
saved query would have sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from monitor.model import Destination, SavedQuery

if TYPE_CHECKING:
    from monitor.forecast import Happening
    from monitor.pipeline import Snapshot
    from monitor.service import Service

FRESH = timedelta(hours=1)  # after which the period is read anew, because it begins later


class Asked(NamedTuple):
    """An alert, and the numbers (from 1) of the saved queries that ask for its act."""

    happening: Happening
    queries: frozenset[int]


class _Period(NamedTuple):
    """What was read, of which state of the database, and when. `since` None: nothing is stored."""

    version: tuple[object, ...]
    read_at: datetime
    since: datetime | None
    snapshot: Snapshot | None


class RecentAlerts:
    """Compares saved queries with the alerts of the last 30 days. Safe to use from several threads."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = Lock()
        self._known: _Period | None = None

    def asked(
        self, destination: Destination, queries: Sequence[SavedQuery]
    ) -> tuple[datetime | None, list[Asked]]:
        """Since when alerts are known (None: there is nothing to compare with), and which of them each of
        these queries asks for, by the evidence that there is today. Acts at stages that are urgent to
        `destination` are told in its quiet hours.
        """
        with self._lock:
            period = self._period()
            if period.since is None or period.snapshot is None:
                return None, []
            return period.since, self._compared(period.snapshot, destination, queries)

    def _period(self) -> _Period:
        from monitor import forecast, pipeline

        service, now = self._service, self._service.clock()
        version = (service.store.register.revision(), service.store.alerts.newest(), id(service.own_words()))
        known = self._known
        if known is not None and known.version == version and abs(now - known.read_at) < FRESH:
            return known
        first = service.store.stories.first_seen()
        since, snapshot = None, None
        if first is not None and first < now:
            since = max(first, now - forecast.PERIOD)
            everybody = Destination(0, "", "", "", cursor=service.store.alerts.newest(before=since))
            ours = service.settings()
            snapshot = pipeline.Snapshot(
                service.store,
                [everybody],
                now,
                ours.treaties,
                ours.uncovered,
                ours.topics_of,
                dossiers=ours.dossiers,
            )
        self._known = _Period(version, now, since, snapshot)
        return self._known

    def _compared(
        self, snapshot: Snapshot, destination: Destination, queries: Sequence[SavedQuery]
    ) -> list[Asked]:
        from monitor import forecast, pipeline

        # numbered, as the index of queries needs it: unsaved ones have no ids
        numbered = tuple(replace(saved, id=number) for number, saved in enumerate(queries, 1))
        index = pipeline.SubscriberQueries()
        index.keep([replace(destination, queries=numbered)])
        alerts = snapshot.alerts(replace(destination, id=0, cursor=0))
        acts = snapshot.acts(alerts)
        compared = []
        for alert in alerts:
            act = acts[alert.act]
            if act.rejected or act.withdrawn:
                continue
            facts = snapshot.facts(act)
            asked = frozenset(
                saved.id
                for saved in numbered
                if pipeline.meets(saved, facts, alert, index) is pipeline.Answer.YES
            )
            happening = forecast.Happening(alert.at, act.id, act.stage in destination.urgent)
            compared.append(Asked(happening, asked))
        return compared
