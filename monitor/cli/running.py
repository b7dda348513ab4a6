"""run and poll: the service itself, and one round of it."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator

import click

from monitor import pipeline
from monitor.cli.root import config, console, json_option, placed, print_json, safe
from monitor.errors import UsageError
from monitor.log import get_logger
from monitor.pipeline import Context, Polled
from monitor.service import Service, feeds, installation
from monitor.service.journal import outlet

log = get_logger(__name__)

M_ARENA_MAX = -8  # malloc.h


@click.command()
@placed
def run() -> None:
    """Run the service: poll, match, deliver, and serve the health and unsubscribe pages, until SIGTERM or
    Ctrl-C.

    SIGHUP loads the rule files again. Without a configuration, messages go into a Maildir in the data
    directory. With `web.enabled = false`, `treaty-monitor web` serves the pages.

    Example: treaty-monitor run --config treaty-monitor.toml
    """
    one_arena()
    with Service.open(config(), editing=False) as service, service.alone():
        asyncio.run(serve(service))


def door_of(host: str, port: int) -> socket.socket:
    """The socket of the web pages. Raises `UsageError` when the address is taken or is not ours."""
    from monitor.web import listening

    try:
        return listening(host, port)
    except OSError as error:
        problem = f"The web pages cannot listen on {host}:{port} ({os.strerror(error.errno or 0)})"
        raise UsageError(
            f"{problem}; set web.host and web.port to an address that is free. `run` leaves it to "
            "`treaty-monitor web` with web.enabled = false."
        ) from error


def one_arena() -> None:
    """Makes all threads share one heap (glibc): a dozen threads that mostly wait would keep 10 MB in
    heaps of their own.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def read_ahead(service: Service) -> None:
    """Reads the register for the pages, and keeps it out of garbage collection, which would look through all
    of it now and then: a tenth of a second in which nothing else happens.
    """
    from monitor.service import public

    public.read_ahead(service)
    gc.collect()
    gc.freeze()


async def serve(service: Service) -> None:
    """Opens the port of the pages, and runs all until SIGTERM or SIGINT."""
    web = service.config.web
    door = door_of(web.host, web.run_port)
    installation.remember_port(service, door.getsockname()[1])
    installation.remember_command(service, installation.RUN)
    async with service.context() as context:
        await attend(service, context, door)


async def attend(service: Service, context: Context, door: socket.socket) -> None:
    """Runs scheduler and web pages on one event loop; SIGTERM and SIGINT finish what is in flight."""
    from monitor.scheduler import Scheduler
    from monitor.service.pushes import Pushes

    # takes a fifth of a second to import, and `poll` does not need it
    from monitor.web import build_app, build_service_app, server, spare_descriptors_quietly

    scheduler = Scheduler(service, context)
    pushes = Pushes(context, scheduler.flagged)
    service.take_push = pushes.take
    web = service.config.web
    app = build_app(service) if web.enabled else build_service_app(service)
    pages_server = server(app, proxies=[str(network) for network in web.proxies])
    loop = asyncio.get_running_loop()
    spare_descriptors_quietly(loop)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, scheduler.stop)
    loop.add_signal_handler(signal.SIGHUP, lambda: loop.run_in_executor(None, service.reload_rules))
    pages = asyncio.create_task(pages_server.serve(sockets=[door]))
    pages.add_done_callback(lambda task: scheduler.stop())
    health = service.health()
    log.info(
        "running",
        data=str(service.config.data_dir),
        feeds=health.feeds,
        rules=service.rule_count,
        mail=outlet(service.config),
        web=f"http://{web.host}:{door.getsockname()[1]}/healthz",
        database=service.config.db.name,
    )
    ahead = loop.run_in_executor(None, read_ahead, service) if web.enabled else None
    await scheduler.run()
    await pushes.aclose()
    pages_server.should_exit = True
    await pages
    if ahead is not None:
        await ahead
    log.info("stopped")


@click.command()
@click.option("--all", "everything", is_flag=True, help="Poll every enabled feed, due or not.")
@json_option
@placed
def poll(everything: bool, as_json: bool) -> None:
    """Do one round: poll what is due, read the articles behind flagged stories, settle, compose, deliver.
    Refused while a service runs.

    Example: treaty-monitor poll --all
    """
    with Service.open(config(), editing=False) as service, service.alone():
        asyncio.run(round_of(service, everything=everything, as_json=as_json))


@contextlib.contextmanager
def progress(total: int) -> Iterator[Callable[[Polled], None]]:
    """A progress bar on the terminal, where there is one; gives what is called after each poll."""
    if not sys.stderr.isatty():
        yield lambda poll: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("polling"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    described = TextColumn("{task.description}")
    with Progress(*columns, described, console=console(err=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda poll: bar.update(task, advance=1, description=poll.feed.title[:40])


async def round_of(service: Service, *, everything: bool, as_json: bool) -> None:
    """One round with a progress bar on the terminal."""
    installation.remember_command(service, installation.POLL)
    due = feeds.due(service, everything=everything)
    async with service.context(settling=False) as context:
        with progress(len(due)) as advance:
            done = await pipeline.one_round(context, due, advance)
    polled = done.polled
    figures = {
        "feeds": len(polled),
        "failed": sum(poll.error is not None for poll in polled),
        "new": sum(poll.result.new for poll in polled),
        "changed": sum(poll.result.changed for poll in polled),
        "flagged": sum(poll.result.flagged for poll in polled),
        "messages": done.written,
        "delivered": sum(attempt.outcome.value == "sent" for _, attempt in done.sent),
    }
    if as_json:
        print_json(
            figures
            | {"errors": [{"feed": poll.feed.address, "error": poll.error} for poll in polled if poll.error]}
        )
        return
    names = {name: name.removesuffix("s") if figures[name] == 1 else name for name in figures}
    click.echo(", ".join(f"{number} {names[name]}" for name, number in figures.items()))
    _failures([poll for poll in polled if poll.error is not None])


def _failures(failed: list[Polled]) -> None:
    if not failed:
        return
    screen = console(err=True)
    for poll in failed[:20]:
        assert poll.error is not None
        screen.print(safe(f"  {poll.feed.title or poll.feed.address}: {poll.error.code}: {poll.error.text}"))
    if len(failed) > 20:
        click.echo(f"  and {len(failed) - 20} more: `treaty-monitor feeds list --failing`", err=True)


COMMANDS = (run, poll)
