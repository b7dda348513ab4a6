"""The composition root: owns store, rules, client, sandbox and clock.

The command line, the web pages and the scheduler get their verbs from here.

`Service.open(config)` is enough for every command that reads or edits; `async with service.engine() as engine` adds the client,
the parser processes and the writer's thread that `pipeline` works with.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from monitor import digest, pipeline
from monitor.config import Config
from monitor.deliver import Senders
from monitor.fetch import user_agent
from monitor.fulltext import PRELOAD, Pages
from monitor.log import get_logger
from monitor.match import Matcher
from monitor.model import Destination
from monitor.net import Client
from monitor.rules import Rules
from monitor.sandbox import Sandbox
from monitor.service import destinations, doctor, feeds, reading, rulebook, wiring
from monitor.service.health import Health, health
from monitor.store import BALLAST_BYTES, Store

__all__ = ["Health", "Service"]

log = get_logger(__name__)


def utc_now() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)


class Service:
    """One installation: its configuration, its database, its rules. Close it, or use it in a `with`."""

    def __init__(
        self, config: Config, store: Store, *, clock: Callable[[], datetime] = utc_now, trace: Callable[[str], None] | None = None
    ) -> None:
        self.config = config
        self.store = store
        self.clock = clock
        self.trace = trace or (lambda point: None)
        self.rules_error: str | None = None
        self._rulebook: tuple[Rules, Matcher] | None = None
        self._stamp: tuple[tuple[str, int, int], ...] = ()
        self.writer_alive: Callable[[], bool] = lambda: True
        self.started_at = clock()

    @classmethod
    def open(
        cls,
        config: Config,
        *,
        editing: bool = True,
        clock: Callable[[], datetime] = utc_now,
        trace: Callable[[str], None] | None = None,
        packaged: bool = True,
    ) -> Service:
        """Open the database, made if there was none, and then (unless `packaged` is false) filled by `initialise`.

        `editing`: the caller works beside a running service. Raises `StoreError` and its children.
        """
        wiring.check_addresses(config)
        config.data_dir.mkdir(parents=True, exist_ok=True)
        new = not config.db.exists()
        reserve = BALLAST_BYTES if packaged else 0  # a demonstration or a test needs no reserve for a full disk
        store = Store.open(config.db, editing=editing and not new, trace=trace or (lambda point: None), ballast_bytes=reserve)
        service = cls(config, store, clock=clock, trace=trace)
        if packaged and store.meta("initialised") is None:
            service.initialise()
        return service

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.store.close()

    def initialise(self) -> None:
        """Fill a new database: the packaged list of feeds and the destination `local`. Doing it twice changes nothing."""
        now = self.clock()
        feeds.import_packaged(self.store, now, interval_s=self.config.poll.interval_s)
        destinations.make_local(self.store, self.config, now)
        self.store.set_meta("initialised", now.isoformat())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the file lock of the database: no other `run` or `poll` works beside this one. Raises `StoreBusy`.

        Whoever held it before is gone, and what it had leased may be taken again at once.
        """
        with self.store.lock():
            self.store.expire_leases()
            yield

    # ------------------------------------------------------------ rules

    @property
    def rules(self) -> Rules:
        """The rules in force. Raises `RuleError` when none could be loaded yet."""
        return self._loaded()[0]

    def matcher(self) -> Matcher:
        """The compiled rules in force."""
        return self._loaded()[1]

    def _loaded(self) -> tuple[Rules, Matcher]:
        if self._rulebook is None:
            self._stamp = rulebook.stamp(self.config)
            rules = rulebook.load_rules(self.config)
            self._rulebook = (rules, Matcher(rules))
        return self._rulebook

    def reload_rules(self, *, only_if_changed: bool = False) -> bool:
        """Take the rule files as they are now; a broken file keeps the old rules, and `rules_error` says what is wrong. True: swapped."""
        stamp = rulebook.stamp(self.config)
        if only_if_changed and stamp == self._stamp:
            return False
        self._stamp = stamp
        fresh, problem = rulebook.try_load(self.config)
        self.rules_error = problem
        if fresh is None:
            log.error("rules kept", problem=problem)
            self.store.add_event("rules", problem or "", self.clock())
            return False
        self._rulebook = (fresh, Matcher(fresh))
        log.info("rules loaded", rules=len(fresh.rules))
        return True

    # ------------------------------------------------------------ running

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[pipeline.Engine]:
        """The parts that `pipeline` works with; they are stopped at the end, the writer last."""
        self.matcher()
        config = self.config
        writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        sandbox = Sandbox(workers=config.poll.parse_workers, time_limit_s=config.poll.parse_limit_s, preload=("monitor.parse", *PRELOAD))
        feeds_client = Client(
            limits=wiring.limits(config), policy=wiring.policy(config), per_host=config.http.per_host, proxy=config.http.proxy
        )
        pages = None
        if config.pages.enabled:
            agent = user_agent(config.contact)
            pages = Pages(feeds_client, sandbox, user_agent=agent, clock=self.clock, limit_s=config.pages.limit_s)
        hooks_client = Client(limits=wiring.hook_limits(config), policy=wiring.policy(config), proxy=config.http.proxy)
        senders = Senders(smtp=wiring.smtp(config), client=hooks_client)
        self.writer_alive = lambda: not writer._shutdown
        try:
            async with feeds_client, hooks_client:
                yield pipeline.Engine(
                    store=self.store,
                    client=feeds_client,
                    sandbox=sandbox,
                    matcher=self.matcher,
                    senders=senders,
                    clock=self.clock,
                    random=secrets.token_bytes,
                    writer=writer,
                    settings=self.settings(),
                    books=pipeline.Books(reading.lexicon()),
                    pages=pages,
                    trace=self.trace,
                )
        finally:
            await senders.aclose()
            sandbox.close()
            writer.shutdown(wait=True)

    def settings(self) -> pipeline.Settings:
        """The pipeline's part of the configuration."""
        config = self.config
        return pipeline.Settings(
            user_agent=user_agent(config.contact),
            concurrency=config.http.concurrency,
            page_wait_s=config.pages.wait_s if config.pages.enabled else None,
            parse_limit_s=config.poll.parse_limit_s,
            base_url=config.base_url,
            sender=wiring.sender(config),
            operator=config.operator,
            heartbeat=timedelta(days=7),
        )

    def preview(self, destination: Destination, *, since: int | None = None) -> tuple[digest.Digest, ...]:
        """The digest that `destination` would get now, or with `since` what came after that alert id, in its parts; none: nothing waits."""
        if since is not None:
            destination = replace(destination, cursor=since)
        wishes = pipeline.Wishes()
        wishes.keep([destination])
        snapshot = pipeline.Snapshot(self.store, [destination], self.clock())
        wanted, acts = pipeline.owed(snapshot, wishes, destination)
        if not acts:
            return ()
        settings = self.settings()
        composed = pipeline.view(snapshot, settings, destination, acts, wanted, wid="0" * 32, sequence=destination.sequence + 1)
        return pipeline.split(snapshot, settings, destination, composed)

    # ------------------------------------------------------------ health

    def health(self) -> Health:
        """How the service is, from its rows: see `health.health`."""
        return health(
            self.store, now=self.clock(), rules_error=self.rules_error, writer_alive=self.writer_alive(), started_at=self.started_at
        )

    def doctor(self) -> list[doctor.Check]:
        """What is ready and what is missing for real use."""
        return doctor.examine(self)
