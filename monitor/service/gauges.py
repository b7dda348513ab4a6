"""The metrics that are a state and no event, measured when they are asked for: a service whose ticks hang
would tell its last good state for ever.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from monitor import metrics
from monitor.model import MessageState

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
