"""What it costs to start: CPU of the small commands, in seconds and as shares of a calibration loop of the
same run.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from servers import rss, site

RUNS = 3
LOOP = """
total = 0
for number in range(3_000_000):
    total += number * number % 7
"""
LOOP_S = 0.2  # CPU of that loop on the machine that the limits were set on
QUICK, MORE = 0.3, 1.0  # seconds of CPU there: of a small command, and of others above an empty one

pytestmark = pytest.mark.bench


@pytest.fixture(autouse=True)
def compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules keep their compiled code between the starts, as those of an installation do, whatever this
    environment says of it.
    """
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "compiled"))


def cpu_s(*words: str) -> float:
    """CPU seconds of a process and the children it waited for: the least of some runs."""
    taken = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


def test_small_commands_start_quickly(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Russia denounces its fisheries treaty with Norway, the government said on Friday.")
    config = tmp_path / "treaty-monitor.toml"
    with site() as here:
        config.write_text(
            f'data_dir = "{tmp_path / "data"}"\n[http]\nallow_private = ["127.0.0.0/8"]\nports = '
            f"[{here.port}]\n[pages]\nenabled = false\n"
            '[log]\nlevel = "error"\n'
        )
        opml = tmp_path / "feeds.opml"
        feed = here.put("/feed", rss(("1", "Norway leaves the whaling convention", "http://wire.example/1")))
        opml.write_text(
            f'<opml version="2.0"><body><outline type="rss" text="Wire" xmlUrl="{feed}"/></body></opml>'
        )
        commands = {
            "--version": (["--version"], QUICK),
            "--help": (["--help"], QUICK),
            "feeds list": (["feeds", "list"], QUICK),
            "doctor --health": (["doctor", "--health"], QUICK),
            "rules list": (["rules", "list"], MORE),
            "rules explain": (["rules", "explain", "Norway leaves the whaling convention"], MORE),
            "extract": (["extract", str(article)], MORE),
            "poll": (["poll"], MORE),
        }
        place = ["--config", str(config)]

        def call(*words: str) -> None:
            subprocess.run([sys.executable, "-m", "monitor", *words, *place], check=True, capture_output=True)

        call("init")
        numbers = subprocess.run(
            [sys.executable, "-m", "monitor", "feeds", "list", "--json", *place],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for feed_id in {
            line.split(":")[1].strip(" ,") for line in numbers.splitlines() if line.strip().startswith('"id"')
        }:
            call("feeds", "remove", feed_id)
        call("feeds", "import", str(opml))
        call("rules", "list")  # the examples are run once; after that it is known that they hold
        loop = cpu_s("-c", LOOP)
        print(f"\ncalibration loop: {loop:.2f} s of CPU ({LOOP_S} s where the limits were set)")
        empty = cpu_s("-m", "monitor", "--version")
        over = []
        for name, (words, limit) in commands.items():
            taken = cpu_s("-m", "monitor", *words, *([] if name.startswith("--") else place))
            less, note = (empty, " above an empty command") if limit == MORE else (0.0, "")
            share, allowed = (taken - less) / loop, limit / LOOP_S
            print(f"{name:16} {taken:5.2f} s of CPU, {share:5.1f} loops{note} (at most {allowed:.1f})")
            if share > allowed:
                over.append(name)
    assert over == []
