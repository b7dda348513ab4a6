"""The scheduler of `treaty-monitor run`: repeated jobs (ticks), reload of rules, retention, a line of
totals, and a watchdog.

APScheduler only starts the ticks (UTC interval jobs, `misfire_grace_time=None`, `coalesce=True`,
`max_instances=1`): what is due is decided from rows, in local time, by `cadence`. Its timers follow the
wall clock, so that a clock that was set back stops it for that length of time (docs/faults.md 154); the
watchdog uses the monotonic clock and runs a tick that is three intervals late.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import metrics, pipeline
from monitor.errors import MailboxError, StoreFull
from monitor.log import get_logger
from monitor.model import Attempt, Message, Outcome
from monitor.names import language_name
from monitor.pipeline import Context, Polled
from monitor.service import Service, feeds, gauges, inbox, installation, languages, sources, utc_now, websub
from monitor.service.journal import Journal
from monitor.service.rereading import Background
from monitor.service.watch import TICK, Watch
from monitor.store import MailRead, NoticeRead

log = get_logger(__name__)

DUE_AT_ONCE = 500  # feeds taken up by one poll tick
WAITING = 5_000  # feeds that wait or are under way, until no more are taken up
ROUND_S = 10.0  # a poll tick waits for its feeds; those that take longer go on beside the next ticks
FIRST_ROUND_S = 300.0  # compose waits at most this long for the first poll round after a start
TOTALS_S = 900.0  # between two lines of totals
DRAIN_S = 30.0  # SIGTERM: time for what is in flight
LATE = 3  # intervals
DEAD_LETTER = (Outcome.DEAD, Outcome.BOUNCED, Outcome.DISABLED)  # outcomes that end a message unsent


@dataclass
class Tick:
    """One repeated job and when it last began and ended, on the monotonic clock (seconds)."""

    name: str
    every_s: float
    job: Callable[[], Awaitable[None]]
    began: float = field(default_factory=time.monotonic)
    ended: float = -math.inf
    running: bool = False
    runs: int = 0
    failures: int = 0

    @property
    def idle_since(self) -> float:
        """Since when it could begin again: a tick that works for long is not late at its end."""
        return max(self.began, self.ended)


class Scheduler:
    """Runs the steps of `pipeline` until `stop()`; every failure is logged and counted, and does not
    end it.
    """

    def __init__(
        self,
        service: Service,
        context: Context,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.service = service
        self.context = context
        self.monotonic = monotonic
        self.wall_clock = wall_clock  # of APScheduler, which compares start times with it
        self.polling = pipeline.polling_of(context, self.polled)
        self.covered: Collection[str] = ()  # languages that rules read
        self.first_round = asyncio.Event()
        self.stopped = asyncio.Event()
        self.flagged: Callable[[], None] = lambda: None  # called when a story waits to be settled
        self.journal = Journal(service.store)
        self.watching = Watch(service.store, service.clock(), context.settings.window)
        self._background = Background(context, self.stopped.is_set)
        self._started = monotonic()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._tasks: set[asyncio.Task[None]] = set()
        self.ticks = [
            Tick("poll", 5, self.poll),
            Tick("pages", 2, self.pages),
            Tick("settle", 2, self.settle),
            Tick("due", 900, self.tell_due),
            Tick("compose", 5, self.compose),
            Tick("sign-ups", 2, self.answer_sign_ups),
            Tick("deliver", 2, self.deliver),
            Tick("inbox", 60, self.inbox),
            Tick("sources", 60, self.sources),
            Tick("websub", 30, partial(websub.ask_hubs, service, context)),
            Tick("dead", 60, self.report_dead),
            Tick("audit", 60, self.audit),
            Tick("reread", 30, self.reread),
            Tick("rules", 10, self.rules),
            Tick("retention", 6 * 3600, self.retention),
            Tick("totals", TOTALS_S, self.totals),
        ]

    # ------------------------------------------------------------ jobs

    async def poll(self) -> None:
        """Takes up the feeds that are due. One that hangs, or waits for its domain, holds up no other."""
        due = []
        if len(self.polling) < WAITING:
            limit = DUE_AT_ONCE + len(self.polling)
            due = await asyncio.to_thread(feeds.due, self.service, limit=limit)
        if due:
            self.covered = await asyncio.to_thread(languages.covered, self.service.config)
            self.polling.add(due)
        if await self.polling.wait(ROUND_S):
            self.first_round.set()
        # coverage is measured when somebody asks for it (`/metrics`)
        await asyncio.to_thread(gauges.measure, self.service, coverage=False)

    def polled(self, polled: Polled) -> None:
        """Counts and logs a poll."""
        self.journal.polled(polled, polled.before)
        error = polled.error
        metrics.polls.labels("ok" if error is None else "failed").inc()
        metrics.stories.labels("new").inc(polled.result.new)
        metrics.stories.labels("flagged").inc(polled.result.flagged)
        for lang, count in polled.result.langs.items():
            if lang and lang not in self.covered:
                metrics.uncovered.labels(lang if language_name(lang) else "other").inc(count)
        if error is not None:
            metrics.poll_failures.labels(error.code).inc()
        if polled.result.flagged:
            self.flagged()

    async def pages(self) -> None:
        metrics.pages.inc(await pipeline.read_pages(self.context, stopping=self.stopped.is_set))

    async def settle(self) -> None:
        await pipeline.settle_in_turns(self.context, stopping=self.stopped.is_set)
        await self.alerted()

    async def tell_due(self) -> None:
        """Writes follow-ups about what is due today; a source that says more by now comes first."""
        if self.first_round.is_set() or self.monotonic() - self._started >= FIRST_ROUND_S:
            await pipeline.tell_due_in_turns(self.context)
            await self.alerted()

    async def alerted(self) -> None:
        """Counts and logs the alerts that were written since the last call."""
        metrics.alerts.inc(await asyncio.to_thread(self.journal.alerted))

    async def compose(self) -> None:
        # What came in while the service was down belongs into the digest that is overdue: look first, at most
        # five minutes.
        if not self.first_round.is_set() and self.monotonic() - self._started < FIRST_ROUND_S:
            return
        composed = await pipeline.compose_in_turns(self.context, stopping=self.stopped.is_set)
        metrics.messages.inc(composed)
        self.journal.composed(composed)
        await self.alerted()

    async def answer_sign_ups(self) -> None:
        await self.context.write(pipeline.answer_sign_ups, self.context)
        await self.context.write(pipeline.answer_own_requests, self.context)

    async def deliver(self) -> None:
        await pipeline.deliver(self.context, stopping=self.stopped.is_set, done=self.delivered)

    async def report_dead(self) -> None:
        await self.context.write(pipeline.report_dead, self.context)

    async def delivered(self, results: list[tuple[Message, Attempt]]) -> None:
        for message, attempt in results:
            metrics.attempts.labels(message.channel, attempt.outcome.value).inc()
            self.watching.attempted(message, attempt, self.service.clock())
            if attempt.outcome in DEAD_LETTER:
                metrics.dead_letters.labels(message.channel).inc()
        await asyncio.to_thread(self.journal.delivered, results)

    async def audit(self) -> None:
        """Finds lost work and repeated failures, and tells the operator."""
        now = self.service.clock()
        can_tell = self.context.settings.operator is not None
        begun, ended = await asyncio.to_thread(self.watching.audit, now, can_tell=can_tell)
        if begun or ended:
            await self.context.write(pipeline.report_alarms, self.context, begun, ended, now)

    async def inbox(self) -> None:
        if inbox.place(self.service.config) is not None:
            await asyncio.to_thread(
                inbox.read, self.service, done=self.mail_read, stopping=self.stopped.is_set
            )

    def mail_read(self, mail: MailRead) -> None:
        """Counts and logs an incoming mail; called in another thread."""
        metrics.mails_read.labels(mail.outcome.value).inc()
        log.info("mail read", outcome=mail.outcome.value, destination=mail.destination, message=mail.ref)

    async def sources(self) -> None:
        """Reads the mail of depositaries; the notices are settled as stories of feeds are."""
        if sources.is_configured(self.service.config):
            await sources.read(
                self.service, self.context, done=self.notice_read, stopping=self.stopped.is_set
            )

    def notice_read(self, mail: NoticeRead) -> None:
        """Counts and logs a mail of a depositary; called in another thread."""
        metrics.notice_mails.labels(mail.label).inc()
        write = log.warning if mail.reason else log.info
        write(
            "notice read",
            outcome=mail.label,
            says=mail.says,
            sender=mail.sender,
            number=mail.number,
            text=mail.text,
        )

    async def reread(self) -> None:
        if self.first_round.is_set():  # what is new comes first
            await self._background.turn()

    async def totals(self) -> None:
        if self.monotonic() - self._started < TOTALS_S / 2:
            return  # the first tick comes with the start, of which there is nothing to sum up
        counts, health = await asyncio.to_thread(lambda: (self.service.counts(), self.service.health()))
        self.journal.totals(counts, health)

    async def rules(self) -> None:
        await asyncio.to_thread(self.service.reload_rules, only_if_changed=True)

    async def retention(self) -> None:
        await self.context.write(installation.retain, self.service)

    async def make_room(self) -> None:
        """Frees room on a full disk: the ballast file and old texts are deleted (docs/faults.md 56)."""
        with suppress(StoreFull):
            await self.retention()

    # ------------------------------------------------------------ running

    async def run_tick(self, tick: Tick) -> None:
        """Runs one tick, unless it is running already or the service is stopping.

        It raises only cancellation.
        """
        if tick.running or self.stopped.is_set():
            return
        now = self.monotonic()
        metrics.tick_late.labels(tick.name).set(max(0.0, now - tick.idle_since - tick.every_s))
        tick.began, tick.running = now, True
        tick.runs += 1
        try:
            await tick.job()
            self.watching.worked(f"{TICK}{tick.name}")
        except StoreFull as error:
            self._count_failure(tick, error)
            log.error("disk full", tick=tick.name, hint="old texts are being dropped; make room")
            await self.make_room()
        except MailboxError as error:
            self._count_failure(tick, error)
            log.warning("mailbox not read", problem=str(error))
        except Exception as error:
            self._count_failure(tick, error)
            log.exception("tick failed", tick=tick.name, error=type(error).__name__)
        finally:
            tick.running, tick.ended = False, self.monotonic()

    def _count_failure(self, tick: Tick, error: Exception) -> None:
        tick.failures += 1
        metrics.tick_failures.labels(tick.name).inc()
        text = f"the step {tick.name} of the service fails: {type(error).__name__}"
        self.watching.failed(f"{TICK}{tick.name}", text, self.service.clock())

    async def watch(self) -> None:
        """The watchdog: starts what is three intervals late, whatever the wall clock says."""
        while not self.stopped.is_set():
            self.wake_late()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopped.wait(), 1.0)

    def wake_late(self) -> list[str]:
        """Starts every tick that is idle for three intervals; returns their names."""
        late = [
            tick
            for tick in self.ticks
            if not tick.running and self.monotonic() - tick.idle_since > LATE * tick.every_s
        ]
        for tick in late:
            log.warning("tick late", tick=tick.name, seconds=round(self.monotonic() - tick.idle_since, 1))
            # The scheduler's own next run lies behind a clock that was set back: move it to now as well.
            if self._scheduler.get_job(tick.name):
                self._scheduler.modify_job(
                    tick.name, next_run_time=self.wall_clock() + timedelta(seconds=tick.every_s)
                )
            self._start(tick)
        return [tick.name for tick in late]

    def _start(self, tick: Tick) -> None:
        task = asyncio.ensure_future(self.run_tick(tick))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def run(self) -> None:
        """Runs ticks until `stop()`, then finishes what is in flight, for at most `DRAIN_S` seconds.

        Leases of messages that are cut off expire.
        """
        for tick in self.ticks:
            self._scheduler.add_job(
                self._start_soon,
                "interval",
                args=[tick],
                id=tick.name,
                seconds=tick.every_s,
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
                next_run_time=self.wall_clock(),
            )
        self._scheduler.start()
        try:
            await self.watch()
        finally:
            self._scheduler.shutdown(wait=False)
            self.polling.stop()
            if self._tasks:
                _, late = await asyncio.wait(self._tasks, timeout=DRAIN_S)
                for task in late:
                    task.cancel()
                await asyncio.gather(*late, return_exceptions=True)
            await self.polling.aclose()

    async def _start_soon(self, tick: Tick) -> None:
        self._start(tick)

    def stop(self) -> None:
        """Makes `run` end: no new work is started."""
        self.stopped.set()
