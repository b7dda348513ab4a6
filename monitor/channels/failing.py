"""When an endpoint is disabled because nothing arrives there, and when its owner is warned before. Pure."""

from __future__ import annotations

from datetime import timedelta

# An endpoint is disabled when it refused everything for so long, and at least so many messages were given up.
# One message alone is given up after three days: a single bad one disables nothing.
DISABLED_AFTER = timedelta(days=5)
LEAST_DEAD = 3
WARNINGS = (50, 70, 90, 100)  # percent of that way; at 100 it is disabled


def percent_failing(dead: int, failing_for: timedelta) -> int:
    """How far an endpoint is on the way to being disabled, 0 to 100: by messages given up and by time,
    whichever is less far.

    Both count from when a message last arrived.
    """
    share = min(dead / LEAST_DEAD, failing_for / DISABLED_AFTER, 1.0)
    return int(100 * max(share, 0.0))


def warning_due(percent: int, warned: int) -> int | None:
    """The warning that its owner is owed: the highest that is reached; None if it was told of that before."""
    reached = max((step for step in WARNINGS if step <= percent), default=0)
    return reached if reached > warned else None
