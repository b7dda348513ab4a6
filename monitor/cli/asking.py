"""destinations queries | topics | forecast, and the options of a saved query that `add` and `edit` share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor import channels
from monitor.cli.root import json_option, open_service, placed, plain, print_json, print_table
from monitor.digest import cut
from monitor.errors import UsageError
from monitor.model import Destination, Grade, Kind, SavedQuery, Stage
from monitor.service import asking as verbs
from monitor.service import destinations

if TYPE_CHECKING:
    from monitor.forecast import Forecast
    from monitor.service import Service

R = TypeVar("R")

LISTED = 40  # characters of a query in the list of destinations
ALL = ""  # as a value of an option: delete what was asked for


@dataclass(frozen=True, slots=True)
class Asking:
    """The options as they were given; None, or nothing, for those that were not."""

    kinds: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    least: str | None = None
    query: str | None = None
    note: str | None = None

    def saved(self, service: Service, base: SavedQuery) -> SavedQuery:
        """`base` with these options. Raises `UsageError`."""
        saved = replace(
            base,
            kinds=frozenset(map(Kind, self.kinds)) or base.kinds,
            langs=frozenset(filter(None, self.langs)) if self.langs else base.langs,
            topics=verbs.topics(service, self.topics) if self.topics else base.topics,
            countries=verbs.states(self.countries) if self.countries else base.countries,
            actors=verbs.states(self.actors) if self.actors else base.actors,
            stages=frozenset(map(Stage, filter(None, self.stages))) if self.stages else base.stages,
            least=Grade(self.least) if self.least else base.least,
            query=base.query if self.query is None else self.query,
            note=base.note if self.note is None else self.note.strip(),
        )
        verbs.check(saved)
        return saved


def asks(function: Callable[..., R]) -> Callable[..., R]:
    """Adds the options; the command gets them as one argument, `asking`."""

    @wraps(function)
    def call(**values: Any) -> R:
        chosen = {name: values.pop(name) for name in Asking.__dataclass_fields__}
        return function(asking=Asking(**chosen), **values)

    def several(name: str, variable: str, text: str, **more: Any) -> Callable[[Any], Any]:
        return click.option(name, variable, multiple=True, help=text, **more)

    stages = click.Choice([*(stage.value for stage in Stage), ALL])
    options = (
        several("--kind", "kinds", "Only these kinds; else both.", type=click.Choice(["act", "threat"])),
        several("--topic", "topics", "Agreements on this topic, such as trade (`destinations topics`)."),
        several("--country", "countries", "A party on whichever side: name or code, such as Hungary or HU."),
        several("--actor", "actors", "Who leaves: a name or code."),
        several("--stage", "stages", "Acts at this stage, such as notified.", type=stages, metavar="STAGE"),
        click.option(
            "--least",
            type=click.Choice([grade.value for grade in Grade]),
            help="Least evidence; an act with less is held back until there is enough.",
        ),
        several("--lang", "langs", "Only stories in these languages; else all."),
        click.option("--query", help="Own query: only stories that it matches."),
        click.option("--note", help="Private note, such as why you ask: it stands beside the acts found."),
    )
    command: Callable[..., R] = call
    for option in reversed(options):
        command = option(command)
    return command


yes_option = click.option(
    "--yes", "sure", is_flag=True, help="Take it even if it is much; else that is asked."
)


def foreseen(service: Service, destination: Destination, *, sure: bool, quiet: bool = False) -> Forecast:
    """Says what a destination would have been sent (not if `quiet`), and asks if that is much and nobody is
    `sure`.

    Raises `UsageError` where nobody can be asked.
    """
    forecast = verbs.forecast(service, destination)
    if not quiet:
        click.echo(forecast_text(forecast, destination))
    if forecast.is_much and not sure:
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
    if not forecast.acts:
        return f"{period}: nothing."
    if not forecast.messages:
        return f"{period}: no {noun} yet; {_some(forecast.acts, 'act')} would come in the next one."
    weekly = round(forecast.acts_a_week)
    rate = f"about {_some(weekly, 'act')} a week" if weekly else "less than one act a week"
    return f"{period}: {_some(forecast.messages, noun)} with {_some(forecast.acts, 'act')}, {rate}."


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def forecast_json(forecast: Forecast) -> dict[str, object]:
    """A forecast as `--json` has it."""
    return {
        "since": forecast.since,
        "until": forecast.until,
        "messages": forecast.messages,
        "acts": forecast.acts,
        "acts_a_week": round(forecast.acts_a_week, 1),
        "messages_a_day": round(forecast.messages_a_day, 1),
    }


def query_json(saved: SavedQuery) -> dict[str, object]:
    """A saved query as `--json` has it."""
    return {
        "name": saved.name,
        "note": saved.note,
        "kinds": saved.kinds,
        "langs": saved.langs,
        "topics": saved.topics,
        "countries": saved.countries,
        "actors": saved.actors,
        "stages": saved.stages,
        "least": saved.least,
        "query": saved.query,
    }


def query_text(saved: SavedQuery) -> str:
    """What a saved query asks for, in a few words."""
    conditions = (
        ("kind", saved.kinds if len(saved.kinds) == 1 else ()),
        ("topic", saved.topics),
        ("country", saved.countries),
        ("actor", saved.actors),
        ("stage", saved.stages),
        ("lang", saved.langs),
    )
    words = [f"{name} {' or '.join(sorted(values))}" for name, values in conditions if values]
    words += [f"evidence {saved.least.value} or better"] if saved.least is not Grade.PRESS else []
    words += [f"query {saved.query}"] if saved.query else []
    return "; ".join(words) or "everything"


def asks_text(destination: Destination) -> str:
    """What a destination asks for, in a few words."""
    if len(destination.queries) > 1:
        return f"{len(destination.queries)} saved queries"
    return cut(query_text(destination.queries[0]), LISTED)


@click.group("queries")
def queries_group() -> None:
    """Saved queries of a destination: what it is told. One message tells all that they find."""


def _saved(service: Service, old: Destination, new: Destination, sure: bool, as_json: bool) -> Forecast:
    """Stores a changed destination, after what it would have sent was said."""
    forecast = foreseen(service, new, sure=sure, quiet=as_json)
    destinations.edit(service, old, new)
    return forecast


@queries_group.command("add")
@click.argument("destination")
@click.argument("name")
@asks
@yes_option
@json_option
@placed
def add(asking: Asking, destination: str, name: str, sure: bool, as_json: bool) -> None:
    """Add the saved query NAME to DESTINATION. Before it is saved, what the destination would have been sent
    in the last 30 days is said.

    \b
    Examples: treaty-monitor destinations queries add desk Fish --topic fisheries --note "for the yearbook"
              treaty-monitor destinations queries add desk Neighbours --country Hungary --least outlets
    """
    with open_service() as service:
        old = destinations.named(service, destination)
        saved = asking.saved(service, SavedQuery(plain(name)))
        forecast = _saved(service, old, verbs.with_query(old, saved), sure, as_json)
    if as_json:
        print_json({**query_json(saved), "forecast": forecast_json(forecast)})
        return
    click.echo(f"Saved query {saved.name} added to {old.name}: {query_text(saved)}.")


@queries_group.command("edit")
@click.argument("destination")
@click.argument("name")
@click.option("--name", "new_name", help="Another name.")
@asks
@yes_option
@json_option
@placed
def edit(
    asking: Asking, destination: str, name: str, new_name: str | None, sure: bool, as_json: bool
) -> None:
    """Change the saved query NAME of DESTINATION. Options that are not given stay; "" deletes a condition.

    Example: treaty-monitor destinations queries edit desk Fisheries --least state --country ""
    """
    with open_service() as service:
        old = destinations.named(service, destination)
        before = verbs.named_query(old, name)
        saved = asking.saved(service, replace(before, name=plain(new_name) if new_name else before.name))
        if saved == before:
            raise UsageError("Nothing to change: name what is to be different, as in --least state.")
        held = verbs.held_back(service, old)
        forecast = _saved(service, old, verbs.with_changed(old, before, saved), sure, as_json)
    if as_json:
        print_json({**query_json(saved), "forecast": forecast_json(forecast)})
        return
    click.echo(f"Saved query {saved.name} of {old.name} changed: {query_text(saved)}.")
    tell_held_back(held)


@queries_group.command("list")
@click.argument("destination")
@json_option
@placed
def listing(destination: str, as_json: bool) -> None:
    """List the saved queries of DESTINATION.

    Example: treaty-monitor destinations queries list desk
    """
    with open_service() as service:
        queries = destinations.named(service, destination).queries
    if as_json:
        print_json([query_json(saved) for saved in queries])
        return
    print_table(
        ("name", "asks for", "note"),
        [(saved.name, query_text(saved), saved.note) for saved in queries],
        "No saved query.",
    )


@queries_group.command("remove")
@click.argument("destination")
@click.argument("name")
@placed
def remove(destination: str, name: str) -> None:
    """Remove the saved query NAME of DESTINATION; what only it asked for is no longer told.

    Example: treaty-monitor destinations queries remove desk Fisheries
    """
    with open_service() as service:
        old = destinations.named(service, destination)
        destinations.edit(service, old, verbs.without_query(old, name))
    click.echo(f"Saved query {name} of {old.name} removed.")


@click.command("topics")
@json_option
@placed
def topics(as_json: bool) -> None:
    """List the topics that `--topic` takes, each with what belongs to it.

    Example: treaty-monitor destinations topics
    """
    with open_service() as service:
        known = verbs.all_topics(service)
    if as_json:
        print_json([{"topic": name, "includes": parts} for name, parts in known])
        return
    print_table(("topic", "includes"), [(name, ", ".join(parts)) for name, parts in known], "No topics.")


@click.command("forecast")
@click.argument("name")
@json_option
@placed
def forecast(name: str, as_json: bool) -> None:
    """Say what NAME would have been sent in the last 30 days, as it is now, by the evidence of today.

    Example: treaty-monitor destinations forecast desk
    """
    with open_service() as service:
        destination = destinations.named(service, name)
        counted = verbs.forecast(service, destination)
    if as_json:
        print_json(forecast_json(counted))
        return
    click.echo(forecast_text(counted, destination))


COMMANDS = (queries_group, topics, forecast)
