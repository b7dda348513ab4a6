"""poll_shard(): reads many feeds on a worker, which needs this package and nothing else.

A worker has no configuration and no database: `Equipment` says all. Its rules are the packaged ones, which
must be the same, and those of the installation, which come with the task.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from multiprocessing.util import Finalize
from pathlib import Path

from monitor import __version__, preload
from monitor.errors import MonitorError
from monitor.net import AddressPolicy, Client, Limits
from monitor.pipeline.batches import Shard
from monitor.pipeline.context import ReadSettings
from monitor.pipeline.sharding import Records, read_shard
from monitor.sandbox import Sandbox
from monitor.service import children, packaged


@dataclass(frozen=True, slots=True)
class Reading:
    """How feeds are read (`pipeline.context.ReadSettings`)."""

    user_agent: str
    concurrency: int = 64
    adaptive: bool = True
    parse_limit_s: float = 3.0
    parse_workers: int = 2


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a worker needs beside the feeds, plain and picklable. `rules`: rule files of the installation,
    path to text; `words`: which packaged words the coordinator has.
    """

    reading: Reading
    limits: Limits
    policy: AddressPolicy
    words: str
    rules: tuple[tuple[str, str], ...] = ()
    judging: bool = True
    per_host: int = 2
    pause_s: float = 0.0
    proxy: str | None = field(default=None, repr=False)


class OtherVersion(MonitorError):
    """The worker has another version of this package."""


@dataclass(frozen=True, slots=True)
class _WorkerTools:
    client: Client
    sandbox: Sandbox
    clock: Callable[[], datetime]
    settings: ReadSettings
    trace: Callable[[str], None] = field(default=lambda point: None)


def poll_shard(equipment: Equipment, shard: Shard, now: datetime) -> Records:
    """Reads the feeds, and returns what is to be stored. `now` is the time of the coordinator, whose clock
    counts. Must not be called in the thread of an event loop. Raises `OtherVersion`.
    """
    if equipment.words != packaged_words():
        raise OtherVersion(f"this worker has other words than the coordinator (version here: {__version__})")
    return asyncio.run(_poll(equipment, shard, now))


async def _poll(equipment: Equipment, shard: Shard, now: datetime) -> Records:
    began = time.monotonic()
    client = Client(
        limits=equipment.limits,
        policy=equipment.policy,
        per_host=equipment.per_host,
        pause_s=equipment.pause_s,
        proxy=equipment.proxy,
    )
    sandbox = await asyncio.to_thread(_children.prepared, equipment)
    async with client:
        tools = _WorkerTools(
            client,
            sandbox,
            lambda: now + timedelta(seconds=time.monotonic() - began),
            equipment.reading,
        )
        return await read_shard(tools, shard)


class _Children:
    """The parser processes of this worker, which all its shards share."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._sandbox: Sandbox | None = None
        self._held: tuple[object, ...] = ()

    def prepared(self, equipment: Equipment) -> Sandbox:
        """Parser processes that hold these rules."""
        held = (equipment.rules, equipment.judging)
        with self._starting:
            if self._sandbox is None:
                self._sandbox = children.sharing(
                    (),
                    judging=equipment.judging,
                    pages=False,
                    workers=equipment.reading.parse_workers,
                    time_limit_s=equipment.reading.parse_limit_s,
                )
                # an exit waits for all children: they end before
                Finalize(None, self._sandbox.stop, exitpriority=10)
            if held != self._held:
                sources = children.sources(dict(equipment.rules), equipment.judging)
                self._sandbox.renew((preload.hold, sources))
            self._held = held
            return self._sandbox


_children = _Children()


@lru_cache(maxsize=1)
def packaged_words() -> str:
    """A digest of the version and of all packaged words that judge stories."""
    digest = blake2b(__version__.encode(), digest_size=16)
    for path in (*packaged.lexicon_files(), *packaged.vocabulary_files(), Path(packaged.languages_file())):
        digest.update(path.name.encode() + b"\0" + blake2b(path.read_bytes()).digest())
    return digest.hexdigest()
