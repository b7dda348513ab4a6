"""Names of channels, states and outcomes on the pages of teams."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from monitor import channels
from monitor.model import Outcome, Schedule
from monitor.wording import Language

_CAME_TO = {
    Outcome.SENT: "sent",
    Outcome.RETRY: "retry",
    Outcome.HALTED: "retry",
    Outcome.UNKNOWN: "unknown",
    Outcome.DISABLED: "disabled",
    Outcome.TOO_LARGE: "too_large",
}


def channel_label(channel: str, say: Language) -> str:
    """The name of a channel: that of its service."""
    return (channels.by_name(channel).service if channel else "") or say("web.team.webhook")


def came_to(outcome: Outcome, say: Language) -> str:
    """What came of an attempt."""
    return say(f"web.team.came.{_CAME_TO.get(outcome, 'dead')}")


def local_time(moment: datetime | None, schedule: Schedule) -> str:
    """A moment in the time zone of a destination; "" for none."""
    return f"{moment.astimezone(ZoneInfo(schedule.zone)):%Y-%m-%d %H:%M}" if moment else ""
