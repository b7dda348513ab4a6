"""Pages: the server time of each with 2,000 acts and 100,000 stories (docs/notes/web.md, "Measured").

All figures are CPU of the whole process, counted in runs of a loop that is timed beside it, and stated for a
quiet core. "changed": an act has changed since the last request. "anew": the page was asked for with other
parameters, and the register is the same. "kept": the same request again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from statistics import median
from time import process_time
from typing import NamedTuple

import pytest
from fastapi import FastAPI
from large_kit import LAST, fill_large, word
from operator_kit import PASSWORD, Browser
from pace import LOOP_S, loop_s, own_garbage
from store_kit import place as folder

from monitor import tokens
from monitor.config import load
from monitor.model import Schedule
from monitor.service import Service, api_tokens, destinations, invitations, operators, subscribers
from monitor.service.api_tokens import Scope
from monitor.store import register_writes, rows
from monitor.tokens import Purpose
from monitor.web import build_app
from monitor.web.work import Pace, Work

pytestmark = pytest.mark.bench

FILE_MS = 100.0  # of a file with all acts
PAGE_MS = 50.0  # of a quiet core, for each page
FIRST_MS = 4_000.0  # what the first request after a start may take: all acts are read
RUNS = 5
BASE = "https://monitor.example"
HEAD = ("host", "monitor.example")


class Timed(NamedTuple):
    """What one sort of request takes, in milliseconds of a quiet core, and how many bytes it answers."""

    ms: float
    size: int


@dataclass
class Client:
    """Asks an application without a socket, as the server does."""

    app: FastAPI
    cookie: str = ""
    token: str = ""
    numbers: Iterator[int] = field(default_factory=count)  # each request comes from another network
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def ask(self, address: str) -> tuple[int, int]:
        """Status and bytes of the answer."""
        path, _, query = address.partition("?")
        headers = [HEAD, ("accept-encoding", "gzip")]
        headers += [("cookie", self.cookie)] if self.cookie and path.startswith("/operator") else []
        headers += (
            [("authorization", f"Bearer {self.token}")] if self.token and path.startswith("/api") else []
        )
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "root_path": "", "headers": [(name.encode(), value.encode()) for name, value in headers],
            "client": (f"203.0.{next(self.numbers) % 256}.7", 1234), "server": ("monitor.example", 80), "state": {},
        }  # fmt: skip
        sent: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        self.runner.run(self.app(scope, receive, send))  # type: ignore[arg-type]
        size = sum(len(message.get("body", b"")) for message in sent)  # type: ignore[arg-type,misc]
        return int(sent[0]["status"]), size  # type: ignore[call-overload]

    def timed(self, address: str) -> Timed:
        """The CPU time of one request."""
        before = loop_s()
        with own_garbage():
            start = process_time()
            status, size = self.ask(address)
            taken = process_time() - start
        assert status == 200, f"{address}: {status}"
        return Timed(taken / max(before, loop_s()) * LOOP_S * 1000, size)


@dataclass
class Place:
    """A large installation, and who asks it. `first`: its first answer after the start."""

    service: Service
    client: Client
    first: Timed
    links: Mapping[str, str]  # names of tokens in addresses
    numbers: Iterator[int] = field(default_factory=count)

    def change(self) -> None:
        """One act changes, as if a story had come in."""
        number = next(self.numbers)
        at = rows.stamp(LAST + timedelta(seconds=number))
        with self.service.store.database.write() as db:
            db.execute("UPDATE act SET changed_at = ? WHERE id = ?", (at, number + 1))
            register_writes.count_change(db)


@pytest.fixture(scope="module")
def large() -> Iterator[Place]:
    with folder() as path:
        config = path.with_name("treaty-monitor.toml")
        config.write_text(f'data_dir = "{path.parent}"\nbase_url = "{BASE}"\n[web]\nsign_up = true\n')
        settings = load(config, path)
        with Service.open(settings, packaged=False, with_feeds=False, clock=lambda: LAST) as service:
            fill_large(service.store)
        with Service.open(settings, packaged=False, with_feeds=False, clock=lambda: LAST) as service:
            running = started(service)
            yield running
            running.client.runner.close()


def started(service: Service) -> Place:
    """A program that has just started; an operator is logged in."""
    operators.add(service, "desk", PASSWORD)
    browser = Browser(service, address=BASE)
    browser.log_in()
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    work = Work()
    work.searching = Pace(10_000, 1)  # all requests come from one network
    client = Client(build_app(service, work), cookie, api_tokens.add(service, "bench", Scope.READ))
    return Place(service, client, client.timed("/"), links_of(service))


def links_of(service: Service) -> dict[str, str]:
    """Tokens of the pages behind links of mails and of an invitation."""
    ana = destinations.add(
        service, name="ana", channel="email", address="ana@press.example", schedule=Schedule()
    )
    key = service.store.database.key
    return {
        "subscriber": subscribers.link(service, ana),
        "choice": tokens.write(key, Purpose.ACT, ana.id, 1),
        "unsubscribe": ana.token or "",
        "invitation": invitations.add(service, "Evening Courier")[0].rpartition("/")[2],
    }


# Each page, and a parameter of its own that makes the same page anew: "" for one that has none.
PAGES = (
    ("/", ""),
    ("/register", "limit={limit}"),
    ("/register?q=agreement&sort=state", "limit={limit}"),
    ("/acts/{ref}", ""),
    ("/acts/{hostile}", ""),
    ("/treaties", "q={letter}"),
    ("/treaties/{treaty}", "limit={limit}"),
    ("/states", ""),
    ("/states/NO", "limit={limit}"),
    ("/timeline", "state={state}"),
    ("/picture", "state={state}"),
    ("/search", "limit={few}"),
    ("/search?q=minister", "limit={few}"),
    ("/search?q=minister+AND+{rare}", "limit={few}"),
    ("/search?q=xylqhon", "limit={few}"),
    ("/embed/acts/{ref}", ""),
    ("/embed/timeline.svg", "state={state}"),
    ("/oembed?url=https://monitor.example/acts/{ref}", ""),
    ("/api", ""),
    ("/subscribe", ""),
    ("/s/{subscriber}", ""),
    ("/a/{choice}", ""),
    ("/u/{unsubscribe}", ""),
    ("/connect/{invitation}", ""),
    ("/api/v1/acts", "limit={limit}"),
    ("/api/v1/acts/{ref}", ""),
    ("/api/v1/treaties", ""),
    ("/api/v1/states", ""),
    ("/api/v1/stories?q=minister", "limit={few}"),
    ("/api/v1/timeline", "state={state}"),
    ("/api/v1/status", ""),
    ("/operator", ""),
    ("/operator/queue", ""),
    ("/operator/queue?show=evidence", ""),
    ("/operator/acts?q=agreement", ""),
    ("/operator/acts/{ref}", ""),
    ("/operator/feeds", ""),
    ("/operator/rules", ""),
    ("/operator/explain", ""),
    ("/operator/backtest", ""),
    ("/operator/deliveries", ""),
    ("/operator/sources", ""),
    ("/register.json", "limit={limit}"),
    ("/register.atom", "limit={limit}"),
    ("/register.jsonld", "limit={limit}"),
    ("/register.metadata.json", "limit={limit}"),
    ("/timeline.json", "state={state}"),
    ("/states.csv", ""),
    ("/treaties.csv", ""),
    ("/picture.svg", "state={state}"),
)
# Pages with acts whose words nobody has asked for.
NEW_ACTS = (("/register?q=agreement&sort=state", "state={state}"), ("/register?limit=200", "q={word}"))
# Files of the whole register: not pages, and made aside so that nothing waits for them.
FILES = (("/register.csv", "q={word}"), ("/register.ics", "q={word}"))


def filled(place: Place, text: str, number: int) -> str:
    """An address, or its parameter, with a value of its own for each number."""
    entries = list(place.service.register.now().entries.values())
    return text.format(
        ref=entries[number % len(entries)].ref,
        hostile=entries[3 + 4 * (number % 100)].ref,
        treaty=entries[0].treaties[0],
        state=("NO", "SE", "DK", "FI", "DE", "FR")[number % 6],
        limit=40 + number,
        few=15 + number,
        letter="abcdefgh"[number % 8],
        word=("agreement", "pact", "convention", "leaves", "ends", "treaty")[number % 6],
        rare=word(number * 31),
        **place.links,
    )


class Line(NamedTuple):
    """What is printed of one page."""

    address: str
    changed: Timed
    anew: Timed | None
    kept: Timed


def measured(place: Place, address: str, parameter: str) -> Line:
    """The three figures of one page, each the median of some runs."""
    ask, joint = place.client.timed, "&" if "?" in address else "?"
    base = filled(place, address, 1)
    ask(base)  # templates and dossiers are read once in the life of a process
    changed, anew, kept = [], [], []
    for run in range(RUNS):
        place.change()
        changed.append(ask(base))
        kept.append(ask(base))
        if parameter:
            anew.append(ask(f"{base}{joint}{filled(place, parameter, run)}"))
        elif "{" in address and "act" in address:
            anew.append(ask(filled(place, address, 2 + run)))
    return Line(base, median_of(changed), median_of(anew) if anew else None, median_of(kept))


def median_of(times: Sequence[Timed]) -> Timed:
    return Timed(median(own.ms for own in times), max(own.size for own in times))


def table(lines: Sequence[Line]) -> str:
    """The figures for people."""
    heads = f"{'page':58} {'changed':>8} {'anew':>8} {'kept':>8}   ms of a quiet core; kB with gzip"
    rows_ = [
        f"{line.address[:58]:58} {line.changed.ms:8.1f} {f'{line.anew.ms:8.1f}' if line.anew else ' ' * 8} "
        f"{line.kept.ms:8.1f} {line.changed.size / 1000:8.1f}"
        for line in lines
    ]
    return "\n".join((heads, *rows_))


def slow(lines: Sequence[Line], most_ms: float) -> list[str]:
    return [
        f"{line.address}: {own.ms:.1f} ms"
        for line in lines
        for own in (line.changed, line.anew, line.kept)
        if own is not None and own.ms > most_ms
    ]


def test_each_page_takes_at_most_50_ms_of_server_time(large: Place) -> None:
    lines = [measured(large, address, parameter) for address, parameter in PAGES]
    print(f"\n{table(lines)}\nthe first request after the start: {large.first.ms:.0f} ms")
    assert slow(lines, PAGE_MS) == []
    assert large.first.ms <= FIRST_MS


def test_acts_that_are_told_for_the_first_time_take_no_longer(large: Place) -> None:
    lines = [measured(large, address, parameter) for address, parameter in NEW_ACTS]
    print(f"\n{table(lines)}")
    assert slow(lines, PAGE_MS) == []


def test_files_of_the_whole_register_are_quick(large: Place) -> None:
    lines = [measured(large, address, parameter) for address, parameter in FILES]
    print(f"\n{table(lines)}")
    assert slow(lines, FILE_MS) == []
