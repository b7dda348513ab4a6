"""What a round of polls costs beside other feed readers: CPU of the whole process tree beyond an empty round, memory,
and the items that each has stored. docs/notes/polling-cost.md has the figures.

Peers: lemon24/reader in an environment of its own, and a plain loop of httpx and feedparser; shown beside: the same
loop that waits for each answer, and newsboat where it is installed. One that cannot be had is left out with a line
that says so.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench.peers.publishers import host_of, size_of

SCRIPTS = Path(__file__).with_name("peers")
# phase -> items that each feed has gained, and whether the publishers send validators
PHASES = {"first poll": (0, 1), "all 304": (0, 1), "one new each": (1, 1), "same, no validators": (1, 0)}
# times less CPU than the best Python peer, below which it must not fall; what is wanted is printed beside
FLOORS = {
    500: {"first poll": 1.5, "all 304": 2.3, "one new each": 5.0, "same, no validators": 25.0},
    2000: {"first poll": 2.0, "all 304": 2.2, "one new each": 7.5, "same, no validators": 22.0},
}
WANTED = {"first poll": 2.0, "all 304": 3.0, "one new each": 12.0}
WANTED_PSS_MB, PSS_MB = 150, 175
# newsboat's rounds of 304 grow with the square of the feeds: 200 s at 2,000
NEWSBOAT_FEEDS = 500
PEER_PACKAGES = ("reader", "sgmllib3k")  # reader's copy of feedparser imports sgmllib
PEERS_HOME = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "treaty-monitor-bench"
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
}

pytestmark = pytest.mark.bench


@dataclass(frozen=True, slots=True)
class Measured:
    """One round of one system."""

    cpu_s: float
    wall_s: float
    pss_mb: float


@dataclass(frozen=True, slots=True)
class System:
    """A feed reader: its command for a round over the feeds, the same over none, and how to count its items."""

    name: str
    command: Sequence[str]
    empty: Sequence[str]
    stored: Callable[[], int]
    is_peer: bool = True  # the ratios are to the best of these


def measure(folder: Path, command: Sequence[str]) -> Measured:
    """Runs a command in the folder and returns what it took."""
    report = folder / "report.json"
    subprocess.run(
        [sys.executable, str(SCRIPTS / "measured.py"), str(report), *command],
        cwd=folder,
        check=True,
        env=ENVIRONMENT | {"PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(folder)},
        stdout=subprocess.DEVNULL,
    )
    figures = json.loads(report.read_text())
    assert figures["code"] == 0, f"{command[:4]} ended with {figures['code']}"
    return Measured(figures["cpu_s"], figures["wall_s"], figures["pss_mb"])


def count(database: Path, table: str) -> int:
    """The rows of a table."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        number: int = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return number


@contextmanager
def publishers(feeds: int) -> Iterator[tuple[int, Callable[[int, int], None]]]:
    """The port of the publishers, and a function that sets their phase."""
    command = [sys.executable, str(SCRIPTS / "publishers.py"), str(feeds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        port = int(server.stdout.readline())

        def phase(added: int, validators: int) -> None:
            assert server.stdin is not None
            assert server.stdout is not None
            server.stdin.write(f"{added} {validators}\n")
            server.stdin.flush()
            assert server.stdout.readline() == "ready\n"

        try:
            yield port, phase
        finally:
            server.kill()


# ---------------------------------------------------------------- the systems


def ours(folder: Path, addresses: list[str], port: int) -> System:
    """Treaty Monitor with its rules: each item is also cleaned, judged and matched."""
    for name, given in (("feeds", addresses), ("none", [])):
        place = folder / name
        place.mkdir(parents=True)
        (place / "monitor.toml").write_text(
            f'data_dir = "{place / "data"}"\n[http]\nallow_private = ["127.0.0.0/8"]\nports = [{port}]\n'
            '[pages]\nenabled = false\n[web]\nport = 0\n[log]\nlevel = "error"\n'
        )
        lines = "".join(f'<outline type="rss" text="{address}" xmlUrl="{address}"/>' for address in given)
        (place / "feeds.opml").write_text(f'<opml version="2.0"><body>{lines}</body></opml>')
        call = [sys.executable, "-m", "monitor"]
        config = ["--config", str(place / "monitor.toml")]
        subprocess.run([*call, "init", "--no-feeds", *config], check=True, capture_output=True)
        if given:
            subprocess.run(
                [*call, "feeds", "import", str(place / "feeds.opml"), *config],
                check=True,
                capture_output=True,
            )
        subprocess.run([*call, "rules", "list", *config], check=True, capture_output=True)  # examples, once

    def poll(name: str) -> list[str]:
        return [
            sys.executable,
            "-m",
            "monitor",
            "poll",
            "--all",
            "--config",
            str(folder / name / "monitor.toml"),
        ]

    database = folder / "feeds" / "data" / "treaty-monitor.sqlite3"
    return System("treaty-monitor", poll("feeds"), poll("none"), lambda: count(database, "story"))


def plain_loop(folder: Path, addresses: list[str], workers: int) -> System:
    """httpx, feedparser and SQLite in a loop, with the libraries of this environment. Only the one that waits for
    many answers at a time is a peer: one by one, 2,000 remote feeds take longer than their interval.
    """
    folder.mkdir()
    (folder / "addresses").write_text("\n".join(addresses))
    (folder / "none").write_text("")
    run = [sys.executable, str(SCRIPTS / "plain_loop.py")]
    return System(
        f"loop of {workers}",
        [*run, "loop.sqlite3", "addresses", str(workers)],
        [*run, "empty.sqlite3", "none", str(workers)],
        lambda: count(folder / "loop.sqlite3", "item"),
        is_peer=workers > 1,
    )


def peers_python() -> Path | None:
    """The interpreter of an environment that has reader, made at the first use; None if it cannot be had."""
    python = PEERS_HOME / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(PEERS_HOME / "venv", with_pip=True)
    look = [str(python), "-c", "import reader, sgmllib"]
    if subprocess.run(look, check=False, capture_output=True).returncode:
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", *PEER_PACKAGES], check=False, capture_output=True
        )
    return None if subprocess.run(look, check=False, capture_output=True).returncode else python


def with_reader(folder: Path, addresses: list[str]) -> System | None:
    """lemon24/reader, with one worker, as its command line has it."""
    python = peers_python()
    if python is None:
        print("reader is left out: it could not be installed")
        return None
    folder.mkdir()
    (folder / "addresses").write_text("\n".join(addresses))
    run = [str(python), str(SCRIPTS / "with_reader.py")]
    subprocess.run([*run, "add", "reader.sqlite3", "addresses"], cwd=folder, check=True, env=ENVIRONMENT)
    return System(
        "reader",
        [*run, "poll", "reader.sqlite3", "addresses"],
        [*run, "poll", "empty.sqlite3", "addresses"],
        lambda: count(folder / "reader.sqlite3", "entries"),
    )


def newsboat(folder: Path, addresses: list[str]) -> System | None:
    """newsboat of the distribution."""
    program = shutil.which("newsboat")
    if program is None or len(addresses) > NEWSBOAT_FEEDS:
        print("newsboat is left out:", "not installed" if program is None else "too slow for so many feeds")
        return None
    folder.mkdir()
    (folder / "urls").write_text("\n".join(addresses) + "\n")
    (folder / "none").write_text("")
    (folder / "config").write_text("reload-threads 4\nmax-items 0\n")

    def reload(urls: str, cache: str) -> list[str]:
        return [program, "-q", "-C", "config", "-u", urls, "-c", cache, "-x", "reload"]

    (folder / "none").write_text("http://127.0.0.1:9/none.xml\n")
    return System(
        "newsboat",
        reload("urls", "news.db"),
        reload("none", "empty.db"),
        lambda: count(folder / "news.db", "rss_item"),
        is_peer=False,
    )


# ---------------------------------------------------------------- the table


def rounds(system: System, folder: Path, phase: Callable[[int, int], None]) -> dict[str, Measured]:
    """What an empty round and the round of each phase take; the items are counted after each."""
    measure(folder, system.empty)
    figures = {"start": measure(folder, system.empty)}
    for name, (added, validators) in PHASES.items():
        phase(added, validators)
        figures[name] = measure(folder, system.command)
    return figures


def table(systems: list[System], figures: dict[str, dict[str, Measured]], feeds: int) -> dict[str, float]:
    """Prints milliseconds of CPU a feed beyond an empty round, and returns the ratios to the best Python peer."""
    ratios = {}
    us, *others = systems
    print(f"\n{feeds} feeds; CPU ms a feed beyond an empty round (start: CPU s of that)")
    print(f"{'':20}" + "".join(f"{system.name:>16}" for system in systems) + "   times less (wanted)")
    print(f"{'start':20}" + "".join(f"{figures[system.name]['start'].cpu_s:16.2f}" for system in systems))
    for row in PHASES:
        beyond = {
            system.name: (figures[system.name][row].cpu_s - figures[system.name]["start"].cpu_s)
            * 1000
            / feeds
            for system in systems
        }
        ratios[row] = min(beyond[peer.name] for peer in others if peer.is_peer) / beyond[us.name]
        print(
            f"{row:20}"
            + "".join(f"{beyond[system.name]:16.2f}" for system in systems)
            + f"   {ratios[row]:.1f}"
        )
    most = {system.name: max(figures[system.name][row].pss_mb for row in PHASES) for system in systems}
    print(
        f"{'PSS MB':20}"
        + "".join(f"{most[system.name]:16.0f}" for system in systems)
        + f"   wanted: {WANTED_PSS_MB}"
    )
    print(f"{'items stored':20}" + "".join(f"{system.stored():16}" for system in systems))
    return ratios


@pytest.mark.parametrize("feeds", [500, 2000])
def test_a_round_costs_a_fraction_of_what_other_readers_take(feeds: int, tmp_path: Path) -> None:
    with publishers(feeds) as (port, phase):
        addresses = [f"http://{host_of(feed)}:{port}/{feed}.xml" for feed in range(feeds)]
        made = [
            ours(tmp_path / "ours", addresses, port),
            with_reader(tmp_path / "reader", addresses),
            plain_loop(tmp_path / "loop", addresses, 64),
            plain_loop(tmp_path / "single", addresses, 1),
            newsboat(tmp_path / "newsboat", addresses),
        ]
        folders = ["ours", "reader", "loop", "single", "newsboat"]
        systems = [system for system in made if system is not None]
        figures = {
            system.name: rounds(system, tmp_path / folder, phase)
            for system, folder in zip(made, folders, strict=True)
            if system is not None
        }
    ratios = table(systems, figures, feeds)
    served = sum(size_of(feed) + 1 for feed in range(feeds))
    assert {system.name: system.stored() for system in systems} == {system.name: served for system in systems}
    assert {row: ratios[row] for row, floor in FLOORS[feeds].items() if ratios[row] < floor} == {}
    assert max(figures[systems[0].name][row].pss_mb for row in PHASES) <= PSS_MB
