"""What `run` takes: memory of the whole process tree with 500 feeds and two parser processes, and that no
feed waits for us.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import Site, site
from waiting import hold_up, wait_until

FEEDS, ITEMS = 500, 45
# proportional set size, summed over the tree: what is wanted, and what must not grow
AIM_MB, LIMIT_MB = (
    200,
    225,
)
ROUNDS_S = 180.0

pytestmark = pytest.mark.bench

WORDS = (
    *(
        "harbour",
        "council",
        "budget",
        "minister",
        "election",
        "storm",
        "railway",
        "hospital",
        "inflation",
        "museum",
        "tariff",
    ),
    *(
        "drought",
        "vaccine",
        "orchestra",
        "satellite",
        "referendum",
        "glacier",
        "refinery",
        "parliament",
        "ceasefire",
        "orchard",
    ),
)


def item(feed: int, number: int) -> dict[str, str]:
    """A piece of ordinary news; one in forty reports an exit, so that the register works as well."""
    seed = feed * ITEMS + number
    if seed % 40 == 0:
        return {
            "title": f"Ruritania withdraws from the fisheries agreement of {1950 + seed % 60}",
            "summary": "The government notified the depositary on Friday.",
        }
    words = [WORDS[(seed * 7 + step * 13) % len(WORDS)] for step in range(90)]
    return {"title": " ".join(words[:9]).capitalize(), "summary": " ".join(words[9:]).capitalize() + "."}


def document(feed: int) -> str:
    items = "".join(
        "<item><guid "
        f"isPermaLink='false'>{feed}-{number}</guid><link>http://news.example/{feed}/{number}</link>"
        f"<title>{one['title']}</title><description>{one['summary']}</description>"
        "<pubDate>Sat, 28 Nov 2026 12:00:00 GMT</pubDate></item>"
        for number in range(ITEMS)
        for one in [item(feed, number)]
    )
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>Feed {feed}</title>{items}</channel></rss>"
    )


def tree(root: int) -> list[int]:
    """The process and all its descendants."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def memory_mb(pid: int, key: str = "Pss") -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(f"{key}:")) / 1024


@pytest.fixture
def feeds() -> Iterator[Site]:
    with site() as here:
        for feed in range(FEEDS):
            here.put(f"/{feed}.rss", document(feed))
        yield here


def polled(database: Path) -> tuple[int, list[str]]:
    """How many feeds were polled, and the errors of those that failed."""
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        rows = db.execute(
            "SELECT ok_at, error_code FROM feed_state JOIN feed ON feed.id = feed WHERE removed_at IS NULL"
        ).fetchall()
    finally:
        db.close()
    return sum(ok is not None or error is not None for ok, error in rows), [
        error for _, error in rows if error
    ]


def test_run_with_500_feeds_stays_small_and_no_feed_waits_for_us(feeds: Site, tmp_path: Path) -> None:
    data = tmp_path / "data"
    config = tmp_path / "treaty-monitor.toml"
    config.write_text(
        f'data_dir = "{data}"\n[http]\nallow_private = ["127.0.0.0/8"]\nports = '
        f"[{feeds.port}]\nper_host = 16\n"
        f'[pages]\nenabled = false\n[web]\nport = 0\n[poll]\nparse_workers = 2\n[log]\nlevel = "warning"\n'
    )
    opml = tmp_path / "feeds.opml"
    lines = "".join(
        f'<outline type="rss" text="{feed}" xmlUrl="{feeds.url(f"/{feed}.rss")}"/>' for feed in range(FEEDS)
    )
    opml.write_text(f'<opml version="2.0"><body>{lines}</body></opml>')

    def call(*words: str) -> str:
        command = [sys.executable, "-m", "monitor", *words, "--config", str(config)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    call("init")
    for feed in json.loads(call("feeds", "list", "--json")):
        call("feeds", "remove", str(feed["feed"]["id"]))
    call("feeds", "import", str(opml))
    service = subprocess.Popen([sys.executable, "-m", "monitor", "run", "--config", str(config)])
    try:
        database = data / "treaty-monitor.sqlite3"
        wait_until(lambda: polled(database)[0] >= FEEDS, ROUNDS_S)
        hold_up(8)
        pids = tree(service.pid)
        parts = {pid: (memory_mb(pid), memory_mb(pid, "Rss")) for pid in pids}
        for pid, (pss, rss_mb) in parts.items():
            name = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()[-60:]
            print(f"\n{pid}: PSS {pss:.0f} MB, RSS {rss_mb:.0f} MB {name}", end="")
        done, errors = polled(database)
        total = sum(pss for pss, _ in parts.values())
        ticks = os.sysconf("SC_CLK_TCK")
        cpu = (
            sum(
                sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
                for pid in pids
            )
            / ticks
        )
        print(f"\n{done} feeds polled, {len(errors)} failed; CPU {cpu:.0f} s")
        print(f"memory of the tree {total:.0f} MB (at most {LIMIT_MB}, the aim is {AIM_MB})")
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(30)
    assert (done, errors) == (FEEDS, [])
    assert total <= LIMIT_MB
