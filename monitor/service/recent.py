"""The alerts of the last 30 days with what is known of their acts, read once for everybody who asks what a
saved query would have sent.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from monitor.model import Alert, Destination, SavedQuery

if TYPE_CHECKING:
    from monitor.forecast import Happening
    from monitor.pipeline.asking import ActFacts
    from monitor.service import Service

FRESH = timedelta(hours=1)  # after which the period is read anew, because it begins later
KEPT = 64  # sets of queries whose comparison is kept


class Asked(NamedTuple):
    """An alert, and the numbers (from 1) of the saved queries that ask for its act."""

    happening: Happening
    queries: frozenset[int]


class _Period(NamedTuple):
    """What was read, of which state of the database, and when: alerts with the facts of their acts, which
    nothing changes any more. `since` None: nothing is stored.
    """

    version: tuple[object, ...]
    read_at: datetime
    since: datetime | None = None
    alerts: tuple[tuple[Alert, ActFacts], ...] = ()


class RecentAlerts:
    """Compares saved queries with the alerts of the last 30 days. Safe to use from several threads: they wait
    for each other only while the alerts are read.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = Lock()
        self._known: _Period | None = None
        self._compared: OrderedDict[object, tuple[_Period, list[Asked]]] = OrderedDict()

    def asked(
        self, destination: Destination, queries: Sequence[SavedQuery]
    ) -> tuple[datetime | None, list[Asked]]:
        """Since when alerts are known (None: there is nothing to compare with), and which of them each of
        these queries asks for, by the evidence that there is today. Acts at stages that are urgent to
        `destination` are told in its quiet hours.
        """
        key = destination.urgent, tuple(queries)
        with self._lock:
            period = self._period()
            kept = self._compared.get(key)
        if kept is not None and kept[0] is period:
            return period.since, kept[1]
        compared = _compared(period, destination, queries)
        with self._lock:
            self._compared[key] = period, compared
            self._compared.move_to_end(key)
            if len(self._compared) > KEPT:
                self._compared.popitem(last=False)
        return period.since, compared

    def _period(self) -> _Period:
        from monitor import forecast

        service, now = self._service, self._service.clock()
        version = (service.store.register.revision(), service.store.alerts.newest(), id(service.own_words()))
        known = self._known
        if known is not None and known.version == version and abs(now - known.read_at) < FRESH:
            return known
        first = service.store.stories.first_seen()
        self._known = _Period(version, now)
        if first is not None and first < now:
            since = max(first, now - forecast.PERIOD)
            self._known = _Period(version, now, since, tuple(self._alerts(since, now)))
        return self._known

    def _alerts(self, since: datetime, now: datetime) -> Iterator[tuple[Alert, ActFacts]]:
        """The alerts since then of acts that stand."""
        from monitor import pipeline

        everybody = Destination(0, "", "", "", cursor=self._service.store.alerts.newest(before=since))
        ours = self._service.settings()
        snapshot = pipeline.Snapshot(
            self._service.store,
            [everybody],
            now,
            ours.treaties,
            ours.uncovered,
            ours.topics_of,
            dossiers=ours.dossiers,
        )
        alerts = snapshot.alerts(replace(everybody, cursor=0))
        acts = snapshot.acts(alerts)
        for alert in alerts:
            act = acts[alert.act]
            if not act.rejected and not act.withdrawn:
                yield alert, snapshot.facts(act)


def _compared(period: _Period, destination: Destination, queries: Sequence[SavedQuery]) -> list[Asked]:
    from monitor import forecast, pipeline

    # numbered, as the index of queries needs it: unsaved ones have no ids
    numbered = tuple(replace(saved, id=number) for number, saved in enumerate(queries, 1))
    index = pipeline.SubscriberQueries()
    index.keep([replace(destination, queries=numbered)])
    compared = []
    for alert, facts in period.alerts:
        asked = frozenset(
            saved.id
            for saved in numbered
            if pipeline.meets(saved, facts, alert, index) is pipeline.Answer.YES
        )
        happening = forecast.Happening(alert.at, facts.act.id, facts.act.stage in destination.urgent)
        compared.append(Asked(happening, asked))
    return compared
