"""The options of `destinations add` and `edit` that say when a destination gets its messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

import click

from monitor.errors import UsageError
from monitor.model import Cadence, Destination, Schedule, Stage
from monitor.service import destinations as verbs

R = TypeVar("R")

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Timing:
    """The options as they were given; None, or nothing, for those that were not."""

    when: str | None = None
    at: tuple[str, ...] = ()
    day: str | None = None
    zone: str | None = None
    quiet: str | None = None
    urgent: tuple[str, ...] = ()
    empty: bool | None = None

    def schedule(self, base: Schedule) -> Schedule:
        """`base` with these options: --at alone asks for a daily digest, --day for a weekly one.

        Raises `UsageError`.
        """
        cadence = Cadence(self.when) if self.when else Cadence.WEEKLY if self.day else base.cadence
        if not self.when and self.at and not cadence.has_times:
            cadence = Cadence.DAILY
        if not cadence.has_times and self.at:
            raise UsageError(
                f"--at is the time of a daily or weekly digest; --when {cadence.value} has none."
            )
        if cadence is not Cadence.WEEKLY and self.day:
            raise UsageError(f"--day is the day of a weekly digest; --when {cadence.value} has none.")
        times = verbs.times(self.at) if self.at else base.times
        weekday = DAYS.index(self.day) if self.day else base.weekday
        quiet = base.quiet if self.quiet is None else verbs.quiet_hours(self.quiet)
        return Schedule(cadence, times[0], weekday, self.zone or base.zone, times[1:], quiet)

    def urgent_stages(self, base: frozenset[Stage]) -> frozenset[Stage]:
        """The stages given, else those of `base`; none where the quiet hours are deleted."""
        if self.urgent:
            return frozenset(map(Stage, filter(None, self.urgent)))
        return frozenset() if self.quiet == "" else base

    def wants_empty(self, base: bool) -> bool:
        """Whether digests without acts are sent."""
        return base if self.empty is None else self.empty


def timed(function: Callable[..., R]) -> Callable[..., R]:
    """Adds the options; the command gets them as one argument, `timing`."""

    @wraps(function)
    def call(**values: Any) -> R:
        chosen = {name: values.pop(name) for name in Timing.__dataclass_fields__}
        return function(timing=Timing(**chosen), **values)

    options = (
        click.option(
            "--when",
            type=click.Choice([cadence.value for cadence in Cadence]),
            help="How often; else at once, or daily with --at. `weekdays`: Monday to Friday.",
        ),
        click.option(
            "--at",
            multiple=True,
            help="Local time of daily and weekly digests, such as 8 or 07:30; may be repeated.",
        ),
        click.option("--day", type=click.Choice(DAYS), help="Day of weekly digests."),
        click.option("--zone", help="IANA time zone, such as Europe/Berlin."),
        click.option(
            "--quiet",
            help="Local hours in which nothing is sent, such as 22:00-07:00; what comes meanwhile is sent "
            "when they end.",
        ),
        click.option(
            "--urgent",
            type=click.Choice([*(stage.value for stage in Stage), ""]),
            metavar="STAGE",
            multiple=True,
            help="Acts at this stage, such as notified, are sent in quiet hours too; may be repeated.",
        ),
        click.option(
            "--empty/--no-empty",
            "empty",
            default=None,
            help="Send a digest when there is nothing to tell, too; else not.",
        ),
    )
    command: Callable[..., R] = call
    for option in reversed(options):
        command = option(command)
    return command


def when_text(destination: Destination) -> str:
    """When a destination gets its messages, in a few words."""
    schedule = destination.schedule
    times = ", ".join(f"{at:%H:%M}" for at in schedule.times)
    match schedule.cadence:
        case Cadence.INSTANT | Cadence.HOURLY:
            words = schedule.cadence.value
        case Cadence.DAILY | Cadence.WEEKDAYS:
            words = f"{schedule.cadence.value} {times} {schedule.zone}"
        case Cadence.WEEKLY:
            words = f"{DAYS[schedule.weekday]} {times} {schedule.zone}"
    return "; ".join([words, *_exceptions(destination)])


def _exceptions(destination: Destination) -> list[str]:
    """The quiet hours, and that empty digests are sent."""
    schedule, said = destination.schedule, []
    if schedule.quiet is not None:
        begin, end = schedule.quiet
        zone = "" if schedule.cadence.has_times else f" {schedule.zone}"
        urgent = ", ".join(stage.value for stage in Stage if stage in destination.urgent)
        said.append(f"quiet {begin:%H:%M}-{end:%H:%M}{zone}{f' but for {urgent}' if urgent else ''}")
    if destination.empty:
        said.append("empty ones too")
    return said
