"""web: the pages alone, in processes of their own."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial

import click

from monitor.cli.root import config, placed
from monitor.cli.running import door_of, one_arena, read_ahead
from monitor.config import Config
from monitor.log import get_logger
from monitor.service import Service

log = get_logger(__name__)

MOST = 64  # processes


@click.command()
@click.option(
    "--processes",
    type=click.IntRange(1, MOST),
    default=1,
    show_default=True,
    help="How many processes serve the pages, on one port.",
)
@click.option(
    "--read-only",
    is_flag=True,
    help="Read a copy of the database, which others replace by a newer one with a rename; forms are refused.",
)
@placed
def web(processes: int, read_only: bool) -> None:
    """Serve the pages alone, beside a `run` on the same database, until SIGTERM or Ctrl-C.

    It neither polls nor sends. A process that dies is replaced; SIGTERM lets answers under way end, and
    SIGHUP replaces all processes, one after the other. With `web.enabled = false`, `run` leaves the port to
    it.

    On other machines, `--read-only` serves what is read from a copy that `treaty-monitor backup` writes anew
    now and then. A newer copy is taken up at once.

    Example: treaty-monitor web --processes 2
    """
    from monitor.service.serving import WatchedRules, beside
    from monitor.web.processes import Processes

    options = config()
    opened = Service.open_copy if read_only else partial(Service.open, make=False)
    with opened(options):  # what is wrong with the database is told before anything is served
        pass
    door = door_of(options.web.host, options.web.port)
    one_arena()
    watched = WatchedRules(options, are_tried=not read_only)
    gc.freeze()  # the processes share what was imported
    with nullcontext() if read_only else beside(options):
        log.info(
            "serving pages",
            data=str(options.data_dir),
            processes=processes,
            web=f"http://{options.web.host}:{door.getsockname()[1]}/",
        )
        Processes(processes, lambda parent: serve(opened, options, door, parent), watched.have_changed).run()
    log.info("stopped")


def serve(opened: Callable[[Config], Service], options: Config, door: socket.socket, parent: int) -> None:
    """One process: serves the pages until SIGTERM, or until the parent has gone."""
    with opened(options) as service:
        asyncio.run(_served(service, door, parent))


async def _served(service: Service, door: socket.socket, parent: int) -> None:
    from monitor.service.serving import pages_alone
    from monitor.web import build_app, server, spare_descriptors_quietly

    loop = asyncio.get_running_loop()
    spare_descriptors_quietly(loop)
    async with pages_alone(service):
        pages = server(build_app(service), proxies=[str(network) for network in service.config.web.proxies])

        def stop() -> None:
            pages.should_exit = True
            loop.remove_reader(parent)

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        loop.add_reader(parent, stop)
        ahead = loop.run_in_executor(None, read_ahead, service)
        await pages.serve(sockets=[door])
        await ahead


COMMANDS = (web,)
