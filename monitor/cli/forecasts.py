"""What a destination would have been sent: said, and asked about where it is much, before it is saved."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from monitor import channels
from monitor.errors import UsageError
from monitor.model import Destination
from monitor.service import asking as verbs

if TYPE_CHECKING:
    from monitor.forecast import Forecast
    from monitor.service import Service


def foreseen(
    service: Service,
    destination: Destination,
    *,
    before: Destination | None = None,
    sure: bool,
    quiet: bool = False,
) -> Forecast:
    """Says what a destination would have been sent (not if `quiet`), and asks if that is much and nobody is
    `sure`. `before`: as it is stored; nothing is asked where the change adds nothing to it.

    Raises `UsageError` where nobody can be asked.
    """
    forecast = verbs.forecast(service, destination)
    if not quiet:
        click.echo(forecast_text(forecast, destination))
    if sure or not forecast.is_much:
        return forecast
    if before is not None and not forecast.exceeds(verbs.forecast(service, before)):
        return forecast
    doubt = "That is more than most people read."
    if quiet or not can_ask():
        raise UsageError(
            f"{forecast_text(forecast, destination)} {doubt} Nothing was saved: ask for less, for a "
            "digest (--at 8), or give --yes."
        )
    click.confirm(f"{doubt} Save it?", abort=True)
    return forecast


def tell_held_back(held: int) -> None:
    """Says what becomes of acts that were held back, now that something else is asked for."""
    if held:
        whose = "its" if held == 1 else "their"
        click.echo(
            f"{_some(held, 'act')} held back for {whose} evidence: what meets the new query is told next."
        )


def can_ask() -> bool:
    """True if a person sits before the terminal."""
    return sys.stdin.isatty()


def forecast_text(forecast: Forecast, destination: Destination) -> str:
    """ "In the last 30 days: 41 mails with 13 acts, about 3 acts a week."."""
    if forecast.since is None:
        return "What it would have sent is not known: nothing is stored to compare with yet."
    days = max(1, round(forecast.days))
    period = (
        "In the last 30 days"
        if forecast.is_whole
        else f"Since {forecast.since:%Y-%m-%d} ({_some(days, 'day')}, all that is stored)"
    )
    noun = "mail" if channels.stored(destination.channel).needs_mail_server else "message"
    if not (forecast.messages or forecast.acts):
        return f"{period}: nothing."
    if not forecast.messages:
        return f"{period}: no {noun} yet; {_some(forecast.acts, 'act')} would come in the next one."
    counts = f"{period}: {_some(forecast.messages, noun)} with {_some(forecast.acts, 'act')}"
    if forecast.acts_a_week is None:
        return f"{counts}."
    weekly = round(forecast.acts_a_week)
    rate = f"about {_some(weekly, 'act')} a week" if weekly else "less than one act a week"
    return f"{counts}, {rate}."


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def forecast_json(forecast: Forecast) -> dict[str, object]:
    """A forecast as `--json` has it."""
    return {
        "since": forecast.since,
        "until": forecast.until,
        "messages": forecast.messages,
        "acts": forecast.acts,
        "acts_a_week": None if forecast.acts_a_week is None else round(forecast.acts_a_week, 1),
        "messages_a_day": round(forecast.messages_a_day, 1),
    }
