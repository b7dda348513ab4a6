"""An installation of several processes: `run`, and `web` that serves its pages, each as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from servers import free_port
from waiting import wait_until


def configured(folder: Path, port: int, more: str = "", *, name: str = "web") -> Path:
    """A configuration of the installation in `folder` whose pages have this port. `more`: of the table [web]
    and behind it.
    """
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(
        f'data_dir = "{folder / "data"}"\nbase_url = "http://127.0.0.1:{port}"\n[pages]\nenabled = false\n'
        f'[http]\nallow_private = ["127.0.0.0/8"]\npause_s = 0\n[rules]\npackaged = false\n'
        f"[web]\nport = {port}\nservice_port = {free_port()}\nenabled = false\nsign_up = true\n{more}\n"
    )
    return path


@contextmanager
def started(*words: str, log: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """`treaty-monitor WORDS` in a process of its own, which is killed at the end."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TREATY_MONITOR_")}
    with open(log or os.devnull, "wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "monitor", *words],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(40)


def answers(address: str) -> bool:
    """Whether something answers well there."""
    try:
        return httpx.get(address, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def wait_for(port: int) -> None:
    """Returns when pages are served at this port."""
    wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), 60)


def children(parent: int) -> list[int]:
    """The processes that a process has started; Linux alone."""
    return [int(word) for word in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def others(parent: int, gone: int, number: int) -> Callable[[], bool]:
    """Whether a process has so many children, and this one is none of them."""
    return lambda: gone not in (own := children(parent)) and len(own) == number
