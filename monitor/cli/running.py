"""run and poll: the service itself, and one round of it."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import socket

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from monitor import pipeline
from monitor.cli.root import config, console, json_option, placed, print_json, safe
from monitor.errors import UsageError
from monitor.log import get_logger
from monitor.pipeline import Polled
from monitor.service import Service, feeds, installation
from monitor.service.journal import outlet

log = get_logger(__name__)

M_ARENA_MAX = -8  # malloc.h


@click.command()
@placed
def run() -> None:
    """Run the service: poll, match, deliver, and serve the health and unsubscribe pages, until SIGTERM or
    Ctrl-C.

    SIGHUP reads the rule files again. With no configuration it writes into a Maildir in the data directory.

    Example: treaty-monitor run --config treaty-monitor.toml
    """
    one_arena()
    with Service.open(config(), editing=False) as found, found.alone():
        asyncio.run(serve(found))


def door_of(host: str, port: int) -> socket.socket:
    """The socket of the web pages. Raises `UsageError` when the address is taken or is not ours."""
    from monitor.web import listening

    try:
        return listening(host, port)
    except OSError as error:
        problem = f"The web pages cannot listen on {host}:{port} ({os.strerror(error.errno or 0)})"
        raise UsageError(f"{problem}; set web.host and web.port to an address that is free.") from error


def one_arena() -> None:
    """Let all threads share one heap (glibc): a dozen threads that wait most of the time would keep 10 MB in
    heaps of their own.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


async def serve(found: Service) -> None:
    """Scheduler and web pages on one event loop; SIGTERM and SIGINT finish what is in flight."""
    from monitor.scheduler import Scheduler

    # a fifth of a second, which `poll` has no use for
    from monitor.web import (
        build_app,
        server,
        spare_descriptors_quietly,
    )

    web = found.config.web
    door = door_of(web.host, web.port)
    port = door.getsockname()[1]
    installation.remember_port(found, port)
    address = f"http://{web.host}:{port}/healthz"
    async with found.context() as context:
        scheduler = Scheduler(found, context)
        pages_server = server(build_app(found))
        loop = asyncio.get_running_loop()
        spare_descriptors_quietly(loop)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, scheduler.stop)
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.run_in_executor(None, found.reload_rules))
        pages = asyncio.create_task(pages_server.serve(sockets=[door]))
        pages.add_done_callback(lambda task: scheduler.stop())
        health = found.health()
        log.info(
            "running",
            data=str(found.config.data_dir),
            feeds=health.feeds,
            rules=found.rule_count,
            mail=outlet(found.config),
            web=address,
            database=found.config.db.name,
        )
        await scheduler.run()
        pages_server.should_exit = True
        await pages
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
    with Service.open(config(), editing=False) as found, found.alone():
        asyncio.run(round_of(found, everything=everything, as_json=as_json))


async def round_of(found: Service, *, everything: bool, as_json: bool) -> None:
    """One round with a progress bar on the terminal."""
    due = feeds.due(found, everything=everything)
    columns = (
        TextColumn("polling"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    screen = console(err=True)
    async with found.context() as context:
        with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
            task = bar.add_task("", total=len(due))
            done = await pipeline.one_round(
                context, due, lambda one: bar.update(task, advance=1, description=one.feed.title[:40])
            )
    polled = done.polled
    figures = {
        "feeds": len(polled),
        "failed": sum(one.error is not None for one in polled),
        "new": sum(one.result.new for one in polled),
        "changed": sum(one.result.changed for one in polled),
        "flagged": sum(one.result.flagged for one in polled),
        "messages": done.written,
        "delivered": sum(attempt.outcome.value == "sent" for _, attempt in done.sent),
    }
    if as_json:
        print_json(
            figures
            | {"errors": [{"feed": one.feed.address, "error": one.error} for one in polled if one.error]}
        )
        return
    click.echo(", ".join(f"{number} {name}" for name, number in figures.items()))
    _failures([one for one in polled if one.error is not None])


def _failures(failed: list[Polled]) -> None:
    screen = console(err=True)
    for one in failed[:20]:
        assert one.error is not None
        screen.print(safe(f"  {one.feed.title or one.feed.address}: {one.error.code}: {one.error.text}"))
    if len(failed) > 20:
        click.echo(f"  and {len(failed) - 20} more: `treaty-monitor feeds list --failing`", err=True)


COMMANDS = (run, poll)
