"""Readers (docs/notes/readers.md, "Measured"): what a second process of pages brings, and what a copy costs.

One process and two serve the same database, and are asked in turns, so that what else the machine does reaches
both alike. Requests a second say most on a machine with two free cores; CPU of the servers for a request says
what the second process costs, on any machine.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest
from large_kit import STATES, fill_large
from pace import loop_s
from processes_kit import children, configured, started, wait_for
from servers import free_port
from store_kit import place
from waiting import cpu_ticks

from monitor.config import load
from monitor.service import Service, installation
from monitor.store import Store

pytestmark = pytest.mark.bench

ACTS, STORIES = 2_000, 100_000
CLIENTS = 8
ROUNDS, ROUND_S = 7, 3.0
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class Round(NamedTuple):
    """Requests a second, and CPU of the servers for one, in milliseconds."""

    per_s: float
    cpu_ms: float


@contextmanager
def database() -> Iterator[Path]:
    """A large installation; its configuration without pages."""
    with place() as path:
        config = configured(path.parent, free_port())
        with Service.open(load(config), packaged=False, with_feeds=False) as service:
            fill_large(service.store, ACTS, STORIES)
        yield config


async def _asked(port: int, paths: Iterator[str], end: float) -> int:
    """How many answers one client gets on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = 0
    try:
        while time.monotonic() < end:
            writer.write(
                f"GET {next(paths)} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.split(b":")[1]))
            answers += 1
    finally:
        writer.close()
    return answers


def measured(port: int, parent: int, paths: Iterator[str]) -> Round:
    """One round of all clients."""

    async def all_of() -> int:
        end = time.monotonic() + ROUND_S
        return sum(await asyncio.gather(*(_asked(port, paths, end) for _ in range(CLIENTS))))

    before, start = sum(map(cpu_ticks, children(parent))), time.monotonic()
    answers = asyncio.run(all_of())
    took_s, used = time.monotonic() - start, sum(map(cpu_ticks, children(parent))) - before
    return Round(answers / took_s, 1000 * used * TICK_S / answers)


def fresh() -> Iterator[str]:
    """Addresses that nobody has asked for, or not lately."""
    for number in count():
        state, limit = STATES[number // 2 % len(STATES)], 1 + number // (2 * len(STATES)) % 50
        yield f"/register{('', '.json')[number % 2]}?state={state}&limit={limit}"


def same() -> Iterator[str]:
    while True:
        yield "/register"


def pss_mb(parent: int) -> float:
    """Memory of the processes, what they share counted once."""
    texts = [Path(f"/proc/{process}/smaps_rollup").read_text() for process in (parent, *children(parent))]
    lines = [line for text in texts for line in text.splitlines() if line.startswith("Pss:")]
    return sum(int(line.split()[1]) for line in lines) / 1000


def test_what_a_second_process_brings() -> None:
    with database() as config, ExitStack() as stack:
        running = {}
        for number in (1, 2):
            port = free_port()
            own = configured(config.parent, port, name=f"with-{number}")
            words = ("web", "--processes", str(number), "--config", str(own))
            running[number] = port, stack.enter_context(started(*words)).pid
            wait_for(port)
        print(f"\n\nrows for {CLIENTS} connections, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(f"{'pages':24}{'1 process':>22}{'2 processes':>22}{'ratio':>8}")
        for name, paths in (("nobody asked for", fresh()), ("kept", same())):
            rounds: dict[int, list[Round]] = {1: [], 2: []}
            for _ in range(ROUNDS):
                for number, (port, parent) in running.items():
                    rounds[number].append(measured(port, parent, paths))
            shown = {
                number: Round(median(one.per_s for one in own), median(one.cpu_ms for one in own))
                for number, own in rounds.items()
            }
            ratio = shown[2].per_s / shown[1].per_s
            cells = [f"{own.per_s:8.0f}/s {own.cpu_ms:6.1f} ms" for own in shown.values()]
            print(f"{name:24}{cells[0]:>22}{cells[1]:>22}{ratio:8.2f}")
            assert shown[2].cpu_ms < 1.5 * shown[1].cpu_ms, (
                "two processes work no more for an answer than one"
            )
        memory = [pss_mb(parent) for _, parent in running.values()]
        print(f"memory (PSS, with the parent): {memory[0]:.0f} MB and {memory[1]:.0f} MB")


def test_what_a_copy_costs() -> None:
    with database() as config, Service.open(load(config), make=False) as service:
        copy = config.parent / "copy.sqlite3"
        before, clock = time.process_time(), time.perf_counter()
        made = installation.backup(service, copy)
        written_s, written_clock = time.process_time() - before, time.perf_counter() - clock
        with Store.open_copy(copy) as store:
            store.register.revision()
            taken = []
            for _ in range(5):
                installation.backup(service, copy)
                before = time.process_time()
                store.register.revision()
                taken.append(1000 * (time.process_time() - before))
            queries = 20_000
            before = time.process_time()
            for _ in range(queries):
                store.register.revision()
            copy_us = (time.process_time() - before) / queries * 1e6
        before = time.process_time()
        for _ in range(queries):
            service.store.register.revision()
        own_us = (time.process_time() - before) / queries * 1e6
    print(f"\n\na loop takes {1000 * loop_s():.0f} ms (20 on the core that limits are stated for)")
    print(
        f"{made.bytes / 1e6:.0f} MB, {STORIES:,} stories: a copy takes {written_s:.2f} s of CPU, {written_clock:.2f} s"
    )
    print(
        f"taken up in {median(taken):.1f} ms; a query {copy_us:.1f} us, of the database itself {own_us:.1f} us"
    )
