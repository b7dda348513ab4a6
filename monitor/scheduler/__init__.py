"""The scheduler of `treaty-monitor run`: the steps of `pipeline` and all else that is done again and again.

What is due is decided from rows, in local time, by `cadence`. A step that makes work for another one wakes it
(polled -> pages, settle -> compose -> deliver), so that a tick (`ticks.py`) is only what nothing woke for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime
from functools import partial

from monitor import metrics, pipeline
from monitor.errors import MailboxError, StoreFull
from monitor.log import get_logger
from monitor.model import Attempt, Message, Outcome
from monitor.names import language_name
from monitor.pipeline import Context, Polled
from monitor.scheduler.ticks import Tick, Ticks
from monitor.service import Service, feeds, inbox, installation, languages, sources, utc_now, websub
from monitor.service.journal import Journal
from monitor.service.rereading import Background
from monitor.service.watch import TICK, Watch
from monitor.store import MailRead, NoticeRead

log = get_logger(__name__)

DUE_AT_ONCE = 1_000  # feeds taken up at one look
OF_DOMAIN = 500  # feeds of one domain that wait, until no more of it are taken up
WAITING = 5_000  # feeds that wait or are under way, until no more are taken up
LOOK_S = 5.0  # between two looks for due feeds, if none is due before
SOONEST_S = 0.5  # between two looks
FIRST_ROUND_S = 300.0  # compose waits at most this long for the first poll round after a start
TOTALS_S = 900.0  # between two lines of totals
DEAD_LETTER = (Outcome.DEAD, Outcome.BOUNCED, Outcome.DISABLED)  # outcomes that end a message unsent


class Scheduler(Ticks):
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
        super().__init__(monotonic=monotonic, wall_clock=wall_clock)
        self.service = service
        self.context = context
        self.polling = pipeline.polling_of(context, self.polled)
        self.covered: Collection[str] = ()  # languages that rules read
        self.first_round = asyncio.Event()  # what was due at the start was polled
        self._first: set[int] = set()  # feeds that were due at the start
        self._caught_up = False
        self.journal = Journal(service.store)
        self.watching = Watch(service.store, service.clock(), context.settings.window)
        self._background = Background(context, self.stopped.is_set)
        self._started = monotonic()
        self.ticks = [
            Tick("poll", LOOK_S, self.poll),
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
        """Takes up the feeds that are due, and waits for them until others are due. One that hangs, or waits
        for its domain, holds up no other.
        """
        until_next_s = await self._take_up()
        self.wake_in("poll", until_next_s)
        await self.polling.wait(until_next_s)
        if not self.first_round.is_set() and self._is_first_round_over():
            self.first_round.set()
            self.wake("compose")

    def _is_first_round_over(self) -> bool:
        """True if all that was due at the start was polled, whatever became due since."""
        return self._caught_up and self._first.isdisjoint(self.polling.known())

    async def _take_up(self) -> float:
        """Takes up feeds that are due; returns for how long no other is, in seconds: at most `LOOK_S`."""
        room = WAITING - len(self.polling)
        if room <= 0:
            return LOOK_S
        limit = min(DUE_AT_ONCE, room)
        due, next_at = await asyncio.to_thread(feeds.due_now, self.service, limit, self.polling.known())
        if due:
            self.covered = await asyncio.to_thread(languages.covered, self.service.config)
            self.polling.add(due, OF_DOMAIN)
        if not self._caught_up:
            self._first.update(feed.id for feed, _ in due)
            self._caught_up = len(due) < limit
        if len(due) == limit:
            return SOONEST_S
        if next_at is None:
            return LOOK_S
        return min(max(SOONEST_S, (next_at - self.service.clock()).total_seconds()), LOOK_S)

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

    def flagged(self) -> None:
        """A flagged story waits: its page is read, or it is settled without. Called in the event loop."""
        self.wake("pages", "settle")

    async def pages(self) -> None:
        stored = partial(self.wake, "settle")
        metrics.pages.inc(
            await pipeline.read_pages(self.context, stopping=self.stopped.is_set, stored=stored)
        )

    async def settle(self) -> None:
        await pipeline.settle_in_turns(self.context, stopping=self.stopped.is_set)
        await self.alerted()

    async def tell_due(self) -> None:
        """Writes follow-ups about what is due today; a source that says more by now comes first."""
        if self.first_round.is_set() or self.monotonic() - self._started >= FIRST_ROUND_S:
            await pipeline.tell_due_in_turns(self.context)
            await self.alerted()

    async def alerted(self) -> None:
        """Counts and logs the alerts that were written since the last call, and has them told."""
        written = await asyncio.to_thread(self.journal.alerted)
        metrics.alerts.inc(written)
        if written:
            self.wake("compose")

    async def compose(self) -> None:
        # What came in while the service was down belongs into the digest that is overdue: look first, at most
        # five minutes.
        if not self.first_round.is_set() and self.monotonic() - self._started < FIRST_ROUND_S:
            return
        composed = await pipeline.compose_in_turns(self.context, stopping=self.stopped.is_set)
        metrics.messages.inc(composed)
        self.journal.composed(composed)
        if composed:
            self.wake("deliver")
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

    async def attempt(self, tick: Tick) -> None:
        """Does the job of a tick. What it raises is logged and counted, and ends nothing."""
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

    def _count_failure(self, tick: Tick, error: Exception) -> None:
        tick.failures += 1
        metrics.tick_failures.labels(tick.name).inc()
        text = f"the step {tick.name} of the service fails: {type(error).__name__}"
        self.watching.failed(f"{TICK}{tick.name}", text, self.service.clock())

    async def drain(self) -> None:
        """Ends what is in flight. Leases of messages that are cut off expire."""
        self.polling.stop()
        await super().drain()
        await self.polling.aclose()
