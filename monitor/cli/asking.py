"""destinations queries | topics | forecast, and the options of a saved query that `add` and `edit` share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.cli.asking_text import covered_text, query_json, query_text, tell_covered
from monitor.cli.forecasts import forecast_json, forecast_text, foreseen, tell_held_back
from monitor.cli.root import json_option, open_service, placed, plain, print_json, print_table
from monitor.errors import UsageError
from monitor.model import Destination, Exits, Grade, Kind, SavedQuery, Stage
from monitor.service import asking as verbs
from monitor.service import destinations

if TYPE_CHECKING:
    from monitor.forecast import Forecast
    from monitor.service import Service

R = TypeVar("R")

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
    exits: str | None = None

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
            exits=Exits(self.exits) if self.exits else base.exits,
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
        click.option(
            "--exits",
            type=click.Choice([exits.value for exits in Exits]),
            help="Without, or only, exits that follow from joining a later treaty in its place.",
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


@click.group("queries")
def queries_group() -> None:
    """Saved queries of a destination: what it is told. One message tells all that they find."""


def _saved(service: Service, old: Destination, new: Destination, sure: bool, as_json: bool) -> Forecast:
    """Stores a changed destination, after what it would have sent was said."""
    forecast = foreseen(service, new, before=old, sure=sure, quiet=as_json)
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
        new = verbs.with_query(old, saved)
        forecast = _saved(service, old, new, sure, as_json)
    if as_json:
        print_json({**_with_cover(new, saved), "forecast": forecast_json(forecast)})
        return
    click.echo(f"Saved query {saved.name} added to {old.name}: {query_text(saved)}.")
    tell_covered(old, new)


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
        new = verbs.with_changed(old, before, saved)
        forecast = _saved(service, old, new, sure, as_json)
    if as_json:
        print_json({**_with_cover(new, saved), "forecast": forecast_json(forecast)})
        return
    click.echo(f"Saved query {saved.name} of {old.name} changed: {query_text(saved)}.")
    tell_covered(old, new)
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
        asked = destinations.named(service, destination)
    if as_json:
        print_json([_with_cover(asked, saved) for saved in asked.queries])
        return
    covered = verbs.covered(asked)
    marks = {saved.name: f" (adds nothing to {wider.name})" for saved, wider in covered.items()}
    print_table(
        ("name", "asks for", "note"),
        [(saved.name, query_text(saved) + marks.get(saved.name, ""), saved.note) for saved in asked.queries],
        "No saved query.",
    )
    for saved, wider in covered.items():
        click.echo(covered_text(asked, saved, wider))


def _with_cover(destination: Destination, saved: SavedQuery) -> dict[str, object]:
    """A saved query as `--json` has it; `covered_by`: the wider one beside which it adds no act."""
    wider = verbs.covered(destination).get(saved)
    return {**query_json(saved), "covered_by": wider.name if wider else None}


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
    """List the topics that `--topic` takes: a topic, and what belongs to it and may be asked for alone. Words
    of other languages, such as `peche` or `Handel`, are taken as well.

    Example: treaty-monitor destinations topics
    """
    with open_service() as service:
        known = verbs.all_topics(service) if as_json else []
        holding, alone = verbs.topic_overview(service)
    if as_json:
        print_json([{"topic": name, "includes": parts} for name, parts in known])
        return
    print_table(
        ("topic", "with these, which may be asked for alone"),
        [(name, ", ".join(parts)) for name, parts in holding],
        "No topics.",
    )
    click.echo(f"Without parts: {', '.join(alone)}")


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
