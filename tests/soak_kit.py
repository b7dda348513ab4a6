"""A service that polls many virtual publishers for minutes, observed from outside: how late each poll begins,
how many descriptors and how much memory it holds, and what is wrong with that.
"""

from __future__ import annotations

import math
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import mean, median

from publishers_kit import Publishers, publishing
from waiting import wait_until

from monitor.config import load
from monitor.model import Feed
from monitor.service import Service, utc_now
from monitor.store import Store, rows

DOMAINS = 2_000
LOOK_S = 2.0  # between two looks of the observer: below every interval
CHANGED = 20  # feeds with a new item at each look
DEADLINE_S = 20  # http.deadline_s
GROWTH_MB = 8.0  # of memory, from one half of the time after the first interval to the other
DESCRIPTORS = 30  # the median of the second half above the most of the first
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Plan:
    """What is run: so many feeds, of which `hanging` give no answer."""

    feeds: int
    hanging: int
    interval_s: int
    seconds: float


@dataclass(frozen=True)
class Sample:
    """The service at a moment, in seconds since the first: descriptors of its first process; PSS and CPU time of
    all its processes; polls stored so far.
    """

    at_s: float
    descriptors: int
    pss_mb: float
    cpu_s: float
    polls: int


@dataclass
class Observed:
    """What a run came to, by healthy feed: `late_s`, how much later than due each of its polls began but the
    first; `first_s`, the same of the first, whose turn comes when the service and its children have started;
    `last_s`, how long before the end the last one began. `failed`: polls of feeds that hang.
    """

    plan: Plan
    samples: list[Sample] = field(default_factory=list)
    late_s: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    first_s: dict[int, float] = field(default_factory=dict)
    last_s: dict[int, float] = field(default_factory=dict)
    failed: int = 0

    def lateness(self, share: float) -> float:
        """The lateness that this share of the polls of healthy feeds stays below; infinite without polls."""
        ordered = sorted(late for several in self.late_s.values() for late in several)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else math.inf

    def starved(self) -> list[int]:
        """Healthy feeds of which a poll came an interval late, or is overdue by as much at the end."""
        limit = self.plan.interval_s
        late = {feed for feed, several in self.late_s.items() if max(several) > limit}
        late |= {feed for feed, first in self.first_s.items() if first > limit}
        return sorted(late | {feed for feed, ago in self.last_s.items() if ago > 2 * limit})

    def halves(self) -> tuple[list[Sample], list[Sample]]:
        """The samples after the first interval, in which each feed is read for the first time, in two halves."""
        settled = [sample for sample in self.samples if sample.at_s >= self.plan.interval_s]
        return settled[: len(settled) // 2], settled[len(settled) // 2 :]


def problems(observed: Observed) -> list[str]:
    """What is wrong with a run, in words; nothing if all is well."""
    wrong = []
    healthy = observed.plan.feeds - observed.plan.hanging
    if len(observed.last_s) < healthy:
        wrong.append(f"{healthy - len(observed.last_s)} feeds were never polled")
    if starved := observed.starved():
        wrong.append(f"{len(starved)} feeds starved, such as {starved[:5]}")
    before, after = observed.halves()
    more = median(sample.descriptors for sample in after) - max(sample.descriptors for sample in before)
    if more > DESCRIPTORS:
        wrong.append(f"{more:.0f} descriptors more than before")
    grown = mean(sample.pss_mb for sample in after) - mean(sample.pss_mb for sample in before)
    if grown > GROWTH_MB:
        wrong.append(f"{grown:.0f} MB more than before")
    return wrong


def table(observed: Observed, rows_shown: int = 10) -> str:
    """The run as a table."""
    plan, samples = observed.plan, observed.samples
    lines = [
        f"{plan.feeds} feeds, {plan.hanging} of which hang, each {plan.interval_s} s, for {samples[-1].at_s:.0f} s",
        "     s  descriptors   PSS MB  polls/s    CPU",
    ]
    step = max(1, len(samples) // rows_shown)
    for before, after in zip(samples[::step], samples[step::step], strict=False):
        span = after.at_s - before.at_s
        lines.append(
            f"{after.at_s:6.0f} {after.descriptors:12} {after.pss_mb:8.1f} {(after.polls - before.polls) / span:8.1f}"
            f" {(after.cpu_s - before.cpu_s) / span:6.0%}"
        )
    polls = sum(map(len, observed.late_s.values()))
    first = max(observed.first_s.values(), default=0.0)
    late = ", ".join(f"{name} {observed.lateness(share):.2f} s" for name, share in
                     (("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999), ("max", 1.0)))  # fmt: skip
    lines.append(
        f"{polls} polls of healthy feeds began later than due by: {late}; the first ones {first:.1f} s at most"
    )
    cpu, stored = samples[-1].cpu_s - samples[0].cpu_s, samples[-1].polls - samples[0].polls
    lines.append(f"{1000 * cpu / max(stored, 1):.2f} ms of CPU a poll, all processes")
    busy = observed.failed * DEADLINE_S / samples[-1].at_s
    lines.append(f"{observed.failed} polls of feeds that hang: {busy:.1f} of 64 workers on average")
    return "\n".join(lines)


# ---------------------------------------------------------------- the run


def observe(folder: Path, plan: Plan) -> Observed:
    """Runs `treaty-monitor run` on a new installation and observes it."""
    domains = min(DOMAINS, plan.feeds)
    with publishing(domains) as publishers:
        publishers.title = "Rain over {name} on day {place}"
        config = folder / "treaty-monitor.toml"
        config.write_text(
            f'data_dir = "{folder / "data"}"\n[web]\nport = 0\n[poll]\nadaptive = false\n[http]\n'
            f'allow_private = ["127.0.0.0/8"]\nports = [{publishers.port}]\ndeadline_s = {DEADLINE_S}\n'
            "[pages]\nenabled = false\n[rules]\npackaged = false\n"
        )
        (folder / "data" / "rules").mkdir(parents=True)
        shutil.copy(Path(__file__).parent / "data" / "small-rules" / "small.toml", folder / "data" / "rules")
        addresses = publishers.urls(plan.feeds)
        hanging = {f"/feed/{place * (plan.feeds // plan.hanging)}" for place in range(plan.hanging)}
        publishers.hanging = frozenset(hanging)
        with Service.open(load(config), packaged=False) as service:
            service.store.meta.set("initialised", utc_now().isoformat())  # without the packaged feeds
            _add(service.store, addresses, plan.interval_s)
            with _running(config, folder / "log") as process:
                return _watched(service.store, publishers, process, plan)


def _add(store: Store, addresses: list[str], interval_s: int) -> None:
    """Adds the feeds, due evenly over one interval."""
    now = utc_now()
    store.feeds.add_all((Feed(0, address, interval_s=interval_s) for address in addresses), now)
    with store.database.write() as db:
        db.executemany(
            "UPDATE feed_state SET due_at = ? WHERE feed = ?",
            [
                (rows.stamp(now + timedelta(seconds=interval_s * place / len(addresses))), feed.id)
                for place, feed in enumerate(store.feeds.all())
            ],
        )


@contextmanager
def _running(config: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "monitor", "run", "--config", str(config)], stdout=written, stderr=written
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0, log.read_text()[-2000:]


def _watched(store: Store, publishers: Publishers, process: subprocess.Popen[bytes], plan: Plan) -> Observed:
    observed = Observed(plan)
    hanging = {feed.id for feed in store.feeds.all() if _path(feed) in publishers.hanging}
    turns = cycle(f"/feed/{place}" for place in range(plan.feeds))
    due: dict[int, datetime] = {}
    polled: dict[int, str] = {}
    polls = 0
    wait_until(lambda: bool(publishers.asked), 300)
    began, start = time.monotonic(), utc_now()
    while (at_s := time.monotonic() - began) < plan.seconds:
        assert process.poll() is None, "the service has ended"
        publishers.newer.update(islice(turns, CHANGED))
        for row in store.database.rows("SELECT feed, polled_at, due_at FROM feed_state"):
            feed, polled_at = row["feed"], row["polled_at"]
            if polled_at is not None and polled_at != polled.get(feed):
                polls += 1
                began_at = rows.when(polled_at)
                if feed in hanging:
                    observed.failed += 1
                elif feed in polled:
                    observed.late_s[feed].append((began_at - due[feed]).total_seconds())
                else:
                    observed.first_s[feed] = (began_at - max(due.get(feed, start), start)).total_seconds()
                polled[feed] = polled_at
            due[feed] = rows.when(row["due_at"])
        observed.samples.append(Sample(at_s, *_held(process.pid), polls))
        wait_until(lambda: time.monotonic() - began > at_s + LOOK_S)
    now = utc_now()
    observed.last_s = {
        feed: (now - rows.when(at)).total_seconds() for feed, at in polled.items() if feed not in hanging
    }
    return observed


def _path(feed: Feed) -> str:
    return "/feed/" + feed.address.rpartition("/")[2]


def _held(pid: int) -> tuple[int, float, float]:
    """Descriptors of a process; PSS in MB and CPU time in seconds of it and all its descendants."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(folder.name)] = int(fields[1])
            used[int(folder.name)] = sum(map(int, fields[11:15])) / TICK
    tree = [pid]
    for member in tree:
        tree += [child for child, parent in parents.items() if parent == member]
    pss = 0.0
    for member in tree:
        try:
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        pss += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return len(os.listdir(f"/proc/{pid}/fd")), pss, sum(used.get(member, 0.0) for member in tree)
