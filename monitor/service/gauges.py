"""The metrics that are a state and no event, measured when they are asked for: a service whose ticks hang
would tell its last good state for ever.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from monitor import metrics
from monitor.model import MessageState
from monitor.pipeline.completeness import WINDOW, complete_shares

FEEDS_NAMED = 100  # feeds that are not complete, with a gauge each

if TYPE_CHECKING:
    from monitor.service import Service


def measure(service: Service) -> None:
    """Sets the gauges of feeds, messages and the writer."""
    counts, health = service.counts(), service.health()
    for state in MessageState:
        metrics.outbox.labels(state.value).set(getattr(counts, state.value))
    metrics.completeness.set(health.complete)
    metrics.poll_age.set(math.inf if health.poll_age_s is None else health.poll_age_s)
    metrics.writer_alive.set(health.writer_alive)
    metrics.leases.set(service.store.websub.live(service.clock()))
    copied = service.copied_at
    metrics.copy_age.set((service.clock() - copied).total_seconds() if copied else 0.0)
    _measure_coverage(service, health.feeds)


def _measure_coverage(service: Service, feeds: int) -> None:
    """Reads the feeds that are not complete alone: of `feeds`, which are all, the others miss nothing."""
    now = service.clock()
    gaps = service.store.feeds.gaps(now - WINDOW)
    shares = complete_shares(service.store.feeds.doubtful(now - WINDOW), gaps, now)
    metrics.coverage.set(1 - sum(1 - share for share in shares.values()) / max(feeds, 1))
    metrics.feed_coverage.clear()
    incomplete = sorted((share, feed) for feed, share in shares.items() if share < 1)
    for share, feed in incomplete[:FEEDS_NAMED]:
        metrics.feed_coverage.labels(str(feed)).set(share)
