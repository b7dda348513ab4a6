"""init, doctor, config show, backup, restore."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.channels import NOTICES
from monitor.cli.root import (
    config,
    console,
    json_option,
    open_service,
    placed,
    print_json,
    print_table,
    safe,
    say,
    wrapped,
)
from monitor.errors import StoreError, StoreMissing

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.service.checks import Check

INDENT = 24  # of the text of a check, behind its state and name
MIN_ROOM = 20  # columns of a text, however narrow the terminal is


@click.command()
@click.option(
    "--with-history",
    is_flag=True,
    help="Also load the starter register: past exits with their sources. Nobody is told of them.",
)
@click.option(
    "--no-feeds", is_flag=True, help="Start without the packaged list; `feeds import` or `add` brings yours."
)
@placed
def init(with_history: bool, no_feeds: bool) -> None:
    """Make the database, the packaged list of feeds, and the destinations `local` and `local-daily`.

    `run` does the same at its first start; a second `init` changes nothing.

    \b
    Examples: treaty-monitor init --with-history
              treaty-monitor init --no-feeds
    """
    from monitor.service import destinations, feeds

    with open_service(editing=not with_history, make=True, with_feeds=not no_feeds) as service:
        if with_history:
            from monitor.service.events import every
            from monitor.service.replay import load_starter

            with service.alone():
                done = load_starter(service)
            acts = len(every(service))
        click.echo(f"Database     {config().db}")
        number = len(feeds.list_all(service))
        click.echo(f"Feeds        {number}")
        if with_history:
            click.echo(f"Register     {acts} acts, {done.new} stories of the starter register new")
        for destination in destinations.list_all(service):
            shown = (destination.channel, destination.schedule.cadence.value, destination.address)
            click.echo(f"Destination  {destination.name}: {', '.join(shown)}")
        if no_feeds and number:
            click.echo("The database was there before, with its feeds: `treaty-monitor feeds remove --all`.")
        elif no_feeds:
            click.echo("Your feeds: `treaty-monitor feeds import FILE` (OPML) or `feeds add ADDRESS`.")
        click.echo(
            "Next: `treaty-monitor doctor` says what is missing for real use, `treaty-monitor run` starts."
        )


@click.command()
@click.argument("area", required=False, type=click.Choice([NOTICES]))
@click.option(
    "--health",
    is_flag=True,
    help="Only ask the running service whether it is healthy (for a container's HEALTHCHECK).",
)
@json_option
@placed
def doctor(area: str | None, health: bool, as_json: bool) -> None:
    """Say what is ready and what is missing for real use. Connects to the mail server, but sends and changes
    nothing.

    `doctor email` checks what providers check before they take our mail: SPF, DKIM, DMARC, MX and PTR in DNS,
    TLS, and the headers and signature of a rendered digest.

    Example: treaty-monitor doctor email
    """
    if health:
        _ask_health()
        return
    try:
        with open_service() as service:
            checks = service.doctor_email() if area == NOTICES else service.doctor()
    except StoreMissing:
        raise
    except StoreError as error:
        from monitor.service.doctor import unopened

        checks = unopened(config(), error)
    if as_json:
        print_json(checks)
    else:
        marks = {
            "ok": ("ok", "green"),
            "warning": ("warning", "yellow"),
            "missing": ("missing", "yellow"),
            "bad": ("BAD", "red"),
        }
        for check in checks:
            _print_check(check, *marks[check.state])
    if any(check.state == "bad" for check in checks):
        raise SystemExit(1)


def _print_check(check: Check, word: str, colour: str) -> None:
    """Prints a check and, below it, what to do; on a terminal, all in the column of the texts."""
    screen = console()
    room = max(screen.width - INDENT, MIN_ROOM)
    first, *more = wrapped(check.text, room) if screen.is_terminal else [check.text]
    screen.print(f"[{colour}]{word:8}[/]", safe(f"{check.name:{INDENT - 10}} {first}"))
    for line in more:
        screen.print(safe(" " * INDENT + line))
    if check.hint and check.state != "ok":
        say(" " * INDENT + check.hint, "dim", INDENT)


def _chosen_port() -> int:
    """The port that the system chose for the service that runs, or ran last (`web.port = 0`)."""
    from monitor.service import installation

    with open_service() as service:
        return installation.remembered_port(service)


def _ask_health() -> None:
    from monitor import health_page

    web = config().web
    try:
        click.echo(health_page.ask(web.host, web.run_port or _chosen_port()))
    except OSError as error:
        click.echo(f"not healthy: {error}", err=True)
        raise SystemExit(1) from error


@click.group("config")
def config_group() -> None:
    """The configuration in force."""


@config_group.command("show")
@json_option
@placed
def config_show(as_json: bool) -> None:
    """Print every option, its value and where it comes from; secrets are masked.

    Example: treaty-monitor config show
    """
    from monitor.config import OPTIONS, masked

    options = config()
    values = masked(options)
    if as_json:
        print_json(values)
        return
    rows = []
    for option in OPTIONS:
        group, _, key = option.name.rpartition(".")
        value = values[group][key] if group else values[key]
        rows.append((option.name, _shown(value), options.source_of(option.name)))
    print_table(("option", "value", "from"), rows, "")


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value) or "-"
    return str(value)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--every",
    type=click.FloatRange(min=1),
    metavar="SECONDS",
    help="Write it anew so often, until SIGTERM or Ctrl-C: a copy for `web --read-only`.",
)
@placed
def backup(target: Path, every: float | None) -> None:
    """Write a verified copy of the database to TARGET, also while the service runs.

    Example: treaty-monitor backup /var/backups/treaty-monitor.sqlite3
    """
    from monitor.service import installation

    with open_service() as service:
        written = installation.backup(service, target)
        if every is not None:
            _refresh(service, target, every)
            return
    click.echo(f"Backup written and checked: {written}")
    click.echo(f"Keep {target.name}.key with it: the unsubscribe links of mails to come are made with it.")


def _refresh(service: Service, target: Path, every_s: float) -> None:
    """Writes a backup anew until SIGTERM or SIGINT; a failure is told, and the next one tried."""
    from monitor.log import get_logger
    from monitor.service import installation

    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    while signal.sigtimedwait(ends, every_s) is None:
        try:
            installation.backup(service, target)
        except StoreError as error:
            get_logger(__name__).error("copy not written", problem=str(error))


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--yes", is_flag=True, help="Replace the database that is there (it is kept beside the new one)."
)
@placed
def restore(source: Path, yes: bool) -> None:
    """Put the backup SOURCE in the database's place. Refused while a service runs.

    Example: treaty-monitor restore /var/backups/treaty-monitor.sqlite3 --yes
    """
    from monitor.service import installation, utc_now

    place = config().db
    if os.path.exists(place) and not yes:  # Path.exists raises where a directory may not be entered
        raise click.UsageError(
            f"{place} exists; say --yes to put the backup in its place (the old file is kept)."
        )
    kept = installation.restore(config(), source, utc_now())
    click.echo(f"Restored to {place}." + (f" The old file is kept as {kept}." if kept else ""))


COMMANDS = (init, doctor, config_group, backup, restore)
