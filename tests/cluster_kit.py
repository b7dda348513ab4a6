"""A Dask cluster of real processes on loopback, begun by the commands of docs/cluster.md."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from servers import free_port

ROLES = ("scheduler", "worker", "client")
_NOT_A_DAEMON = {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
_TLS = "DASK_DISTRIBUTED__COMM__TLS__"

Running = subprocess.Popen[bytes]


@contextmanager
def dask(*words: str, **variables: str) -> Iterator[Running]:
    """`dask WORDS`, which is ended at the end with its children."""
    running = subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        env=os.environ | variables,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        end(running)


def end(running: Running) -> None:
    """Kills the process with its children."""
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


@contextmanager
def scheduler_port() -> Iterator[int]:
    """A free port for a scheduler. A client of Dask that is closed while it connects anew leaves its socket to
    the garbage collector, and so its warning to another test: it is closed here.
    """
    port = free_port()
    yield port
    gc.collect()
    for left in [value for value in gc.get_objects() if isinstance(value, socket.socket)]:
        with suppress(OSError):
            if left.getpeername()[1] == port:
                left.close()


@contextmanager
def scheduler(port: int, *words: str, **variables: str) -> Iterator[Running]:
    with dask(
        "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", *words, **variables
    ) as running:
        yield running


@contextmanager
def worker(address: str, *words: str, **variables: str) -> Iterator[Running]:
    """One with a nanny, which starts it anew, unless `words` say `--no-nanny`."""
    with dask(
        "worker", address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1",
        "--death-timeout", "120", *words, **_NOT_A_DAEMON, **variables,
    ) as running:  # fmt: skip
        yield running


def worker_of(nanny: Running) -> int | None:
    """The process id of the worker that a nanny began; None while there is none. Linux alone."""
    children = Path(f"/proc/{nanny.pid}/task").glob("*/children")
    for child in " ".join(path.read_text() for path in children).split():
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    return None


def certified(folder: Path) -> dict[str, dict[str, str]]:
    """An authority with a certificate for each role, made by the commands of docs/cluster.md; gives the
    variables of each role.
    """
    page = Path(__file__).parent.parent / "docs" / "cluster.md"
    [script] = [part for part in page.read_text().split("```sh\n")[1:] if "openssl" in part]
    subprocess.run(["bash", "-euc", script.split("```")[0]], cwd=folder, check=True, capture_output=True)
    shared = {
        "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True",
        f"{_TLS}CA_FILE": str(folder / "ca.pem"),
    }
    return {
        role: shared
        | {
            f"{_TLS}{role.upper()}__CERT": str(folder / f"{role}.pem"),
            f"{_TLS}{role.upper()}__KEY": str(folder / f"{role}.key"),
        }
        for role in ROLES
    }


def refused(address: str, variables: Mapping[str, str]) -> str:
    """What a client of Dask with these variables is told at `address`."""
    code = f"import distributed; distributed.Client({address!r}, timeout=10)"
    asked = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | variables, capture_output=True, text=True, timeout=300
    )
    assert asked.returncode, "the client was let in"
    return asked.stderr
