"""The composition root: owns store, rules, client, sandbox and clock.

The command line, the web pages and the scheduler call verbs: functions of the modules here that take
the service.

`Service.open(config)` is enough for every command that reads or edits; `async with service.context() as
context` adds the client, the parser processes and the writer's thread that `pipeline` works with.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from monitor.config import Config
from monitor.errors import RuleError, StoreError
from monitor.log import get_logger
from monitor.model import Destination
from monitor.service import rulebook, wiring
from monitor.service.health import Health, health
from monitor.store import BALLAST_BYTES, Counts, Store

# A command that reads or edits rows must answer at once: rules, network, parser and rendering are imported by
# the verbs that need them.
if TYPE_CHECKING:
    from monitor import digest, pipeline
    from monitor.dossiers import Dossiers
    from monitor.match import Matcher
    from monitor.rules import Rules
    from monitor.service.backtests import Backtests
    from monitor.service.checks import Check
    from monitor.service.public import RegisterReader
    from monitor.service.public_exports import PublicExports
    from monitor.service.recent import RecentAlerts

__all__ = ["Health", "Service", "utc_now"]

log = get_logger(__name__)


def utc_now() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)


class Service:
    """One installation: its configuration, its database, its rules. Close it, or use it in a `with`."""

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        clock: Callable[[], datetime] = utc_now,
        trace: Callable[[str], None] | None = None,
    ) -> None:
        self.config = config
        self.store = store
        self.clock = clock
        self.trace = trace or (lambda point: None)
        self.rules_error: str | None = None
        self.rule_count = 0
        self.examine = rulebook.examine  # a running service uses a separate process
        # a running service passes them to its children
        self.rules_swapped: Callable[[dict[str, str]], None] = lambda texts: None
        # a running service has a child do a task of `monitor.child`; never called in the event loop's thread
        self.ask_child: Callable[..., Any] | None = None
        self.polls = True  # False in a process that serves pages alone (`serving`)
        # a running service takes a document that a hub sent; False if too many wait
        self.take_push: Callable[[pipeline.Push], bool] = lambda push: False
        self._texts: dict[str, str] | None = None
        self._own_words: dict[str, str] | None = None
        self._dossier_texts: dict[str, str] | None = None
        self._compiled: Matcher | None = None
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
        make: bool = True,
        with_feeds: bool = True,
    ) -> Service:
        """Opens the database, which is made if there was none, and then (unless `packaged` is False)
        filled by `initialise`, `with_feeds` of the packaged list or without.

        `editing`: a service may run on the database. Without `make` nothing is made or filled, and a
        missing database is `StoreMissing`. Raises `StoreError` and its children.
        """
        wiring.check_addresses(config)
        if make:
            _make(config.data_dir)
        new = not os.path.exists(config.db)  # Path.exists raises where a directory may not be entered
        # a demonstration or a test needs no ballast file
        reserve = BALLAST_BYTES if packaged else 0
        store = Store.open(
            config.db,
            editing=editing and not new,
            trace=trace or (lambda point: None),
            ballast_bytes=reserve,
            make=make,
        )
        service = cls(config, store, clock=clock, trace=trace)
        if make and packaged and store.meta.get("initialised") is None:
            service.initialise(with_feeds=with_feeds)
        return service

    @classmethod
    def open_copy(cls, config: Config, *, clock: Callable[[], datetime] = utc_now) -> Service:
        """Opens a copy of the database, which others replace, for pages that only read. Raises `StoreError`
        and its children.
        """
        wiring.check_addresses(config)
        return cls(config, Store.open_copy(config.db), clock=clock)

    @property
    def copied_at(self) -> datetime | None:
        """Of what time the copy of the database is that it reads; None if it reads the database itself."""
        return self.store.copied_at

    @cached_property
    def register(self) -> RegisterReader:
        """The register as the pages show it."""
        from monitor.service.public import RegisterReader

        return RegisterReader(self)

    @cached_property
    def files(self) -> PublicExports:
        """The public acts as files."""
        from monitor.service.public_exports import PublicExports

        return PublicExports(self)

    @cached_property
    def backtests(self) -> Backtests:
        """The backtests of rules that operators try."""
        from monitor.service.backtests import Backtests

        return Backtests(self)

    @cached_property
    def recent(self) -> RecentAlerts:
        """What saved queries would have sent in the last 30 days."""
        from monitor.service.recent import RecentAlerts

        return RecentAlerts(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.store.close()

    def initialise(self, *, with_feeds: bool = True) -> None:
        """Fills a new database: the packaged feeds unless `with_feeds` is False, the destinations `local`
        and `local-daily`.

        Calling it twice changes nothing.
        """
        from monitor.service import destinations, feeds, readings

        if with_feeds:
            feeds.import_packaged(self)
        destinations.make_local(self)
        self.store.readings.begin(readings.fingerprint())
        self.store.meta.set("initialised", self.clock().isoformat())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Holds the file lock of the database: no other `run` or `poll` works on it. Raises
        `StoreBusy`.

        Leases of the last holder end at once, and `steps` bring an older database up to this version
        first.
        """
        from monitor.service import steps

        with self.store.lock():
            self.store.outbox.expire_leases()
            steps.bring_up(self)
            yield

    # ------------------------------------------------------------ rules

    def rule_texts(self) -> dict[str, str]:
        """The rule files in force, path to text; their examples hold.

        Raises `RuleError` when none could be loaded yet.
        """
        if self._texts is None:
            stamp = rulebook.stamp(self.config)
            self._texts, self.rule_count = self._examined()
            self._stamp = stamp
        return self._texts

    def own_words(self) -> dict[str, str]:
        """The rule files in force that hold words of the installation; none when one of them is wrong."""
        if self._own_words is None:
            from monitor.rules.own import own_files

            self._own_words = (
                rulebook.own_words(self.config) if self._texts is None else own_files(self._texts)
            )
        return self._own_words

    def dossiers(self) -> Dossiers:
        """The treaty dossiers in force; the packaged ones alone when an own file is wrong."""
        from monitor.service.dossiers import known_dossiers

        try:
            if self._dossier_texts is None:
                self._dossier_texts = rulebook.dossier_texts(self.config)
            return known_dossiers(self._dossier_texts, self.own_words())
        except RuleError:
            return known_dossiers()  # `rules test` and the start of a service report it

    @property
    def rules(self) -> Rules:
        """The rules in force, parsed in this process. Raises `RuleError` when none could be loaded yet."""
        return rulebook.parsed(self.rule_texts())

    def matcher(self) -> Matcher:
        """The compiled rules in force, for the commands: a running service matches in its children.

        Raises `RuleError`.
        """
        from monitor.match import Matcher

        rules = self.rules
        if self._compiled is None or self._compiled.rules is not rules:
            self._compiled = Matcher(rules)
        return self._compiled

    def reload_rules(self, *, only_if_changed: bool = False) -> bool:
        """Loads the rule files again; with a broken file the old rules stay, and `rules_error` says
        what is wrong. Returns True if they were replaced.
        """
        stamp = rulebook.stamp(self.config)
        if only_if_changed and stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self._texts, self.rule_count = self._examined()
        except RuleError as error:
            self.rules_error = str(error)
            log.error("rules kept", problem="; ".join(self.rules_error.split("\n  ")))
            self.store.events.add("rules", self.rules_error, self.clock())
            return False
        self.rules_error = None
        self._own_words = None
        self.rules_swapped(self._texts)
        log.info("rules loaded", rules=self.rule_count)
        return True

    def _examined(self) -> tuple[dict[str, str], int]:
        """The present rule files, and the number of their rules; examples are run if that was not done
        before.
        """
        texts = rulebook.texts(self.config)
        dossier_texts = rulebook.check_dossiers(self.config, texts)
        count = rulebook.tested(self.config, texts)
        if count is None:
            count = self.examine(texts)
            rulebook.remember(self.config, texts, count)
        self._dossier_texts = dossier_texts
        return texts, count

    # ------------------------------------------------------------ running

    def context(self, *, settling: bool = True) -> AbstractAsyncContextManager[pipeline.Context]:
        """The objects that `pipeline` works with; they are stopped at the end, the writer last. Without
        `settling` what reads flagged stories is made when there is one: for a short round, which may flag
        none.

        Raises `RuleError` for broken rules.
        """
        from monitor.service import context

        return context.context(self, settling=settling)

    def settings(self) -> pipeline.Settings:
        """The pipeline's part of the configuration."""
        from monitor.service import context

        return context.settings(self)

    def preview(self, destination: Destination, *, since: int | None = None) -> tuple[digest.Digest, ...]:
        """The digest that `destination` would get now, or with `since` the alerts after that id, in its
        parts; none if nothing waits.
        """
        from monitor.service import context

        return context.preview(self, destination, since=since)

    # ------------------------------------------------------------ health

    def counts(self) -> Counts:
        """Sizes of the database, for health and metrics."""
        return self.store.counts()

    def health(self) -> Health:
        """The state of the service, from its rows: see `health.health`."""
        return health(
            self.store,
            now=self.clock(),
            rules_error=self.rules_error,
            writer_alive=self.writer_alive(),
            started_at=self.started_at,
        )

    def doctor(self) -> list[Check]:
        """What is ready and what is missing for real use."""
        from monitor.service import doctor

        return doctor.examine(self)

    def doctor_email(self) -> list[Check]:
        """What providers check before they take our mail; asks DNS."""
        from monitor.service import doctor_email

        return doctor_email.examine(self)


def _make(folder: Path) -> None:
    """Makes the data directory. Raises `StoreError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"The data directory {folder} cannot be made ({error.strerror})"
        raise StoreError(f"{problem}; set data_dir to a folder that this user may write to.") from error
