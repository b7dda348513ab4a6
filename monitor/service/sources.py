"""Sources that are no feeds: notices that depositaries of treaties send by mail become official stories."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.config import Config
from monitor.errors import ConfigError, MailboxError
from monitor.names import country, is_country
from monitor.service.checks import Check
from monitor.service.inbox import mailbox_of, name_of

# Only the command and the tick that read mail need the mailbox and the parser.
if TYPE_CHECKING:
    from monitor.child import Judged
    from monitor.inbound.notice_values import Notice, Refused, SenderCheck
    from monitor.model import Story
    from monitor.pipeline import Context
    from monitor.service import Service
    from monitor.store import LoggedNotice, NoticeRead, NoticesSeen

LIMIT = 200  # mails of one round
ROUND_S = 120.0  # a round starts no further mail after this
QUIET_AGE = timedelta(days=7)  # older notices are registered and alert nobody: a mailbox that is read late
RECENT = timedelta(days=7)  # of which `doctor` counts refused mails
MAILS_SHOWN = 50
TICK = "tick "  # as in `watch`, which takes long to import

_NAMES = {
    "AUC": "African Union Commission",
    "COE": "Council of Europe",
    "EU": "Council of the European Union",
    "FAO": "Food and Agriculture Organization",
    "ICAO": "International Civil Aviation Organization",
    "ILO": "International Labour Organization",
    "IMO": "International Maritime Organization",
    "OAS": "Organization of American States",
    "UN": "United Nations",
    "UNESCO": "UNESCO",
    "WHO": "World Health Organization",
    "WIPO": "World Intellectual Property Organization",
    "WTO": "World Trade Organization",
}


def is_configured(config: Config) -> bool:
    """True if a mailbox of depositaries is to be read."""
    return config.depositary.maildir is not None or config.depositary.imap_host is not None


async def read(
    service: Service,
    context: Context,
    limit: int = LIMIT,
    *,
    done: Callable[[NoticeRead], None] = lambda mail: None,
    stopping: Callable[[], bool] = lambda: False,
) -> list[NoticeRead]:
    """Reads up to `limit` unseen mails, stores the notices among them, and marks each mail once that is
    stored. Flagged notices then wait to be settled, as stories of feeds do.

    `done` is called, in another thread, with each mail as soon as it is stored; ends early once
    `stopping()`. Raises `ConfigError` without a mailbox, and `MailboxError`; what was stored by then is
    stored.
    """
    loop = asyncio.get_running_loop()

    def judged(story: Story, number: str) -> Judged | None:
        return asyncio.run_coroutine_threadsafe(_judged(context, story, number), loop).result()

    return await asyncio.to_thread(_read, service, limit, judged, done, stopping)


async def read_and_settle(service: Service, limit: int = LIMIT) -> list[NoticeRead]:
    """Reads mails as `read` does, and settles the flagged notices among them: acts and alerts, which `poll`
    or `run` sends. No service may run.
    """
    from monitor import pipeline

    async with service.context() as context:
        try:
            return await read(service, context, limit)
        finally:
            await pipeline.settle_in_turns(context)  # also what was stored before a mailbox failed


def _read(
    service: Service,
    limit: int,
    judged: Callable[[Story, str], Judged | None],
    done: Callable[[NoticeRead], None],
    stopping: Callable[[], bool],
) -> list[NoticeRead]:
    from monitor import mailbox

    where = mailbox_of(service.config.depositary)
    if where is None:
        raise ConfigError(
            "No mailbox of depositaries is configured: set depositary.maildir or depositary.imap_host, "
            "depositary.authserv_id and depositary.senders (docs/operations.md, Mail of depositaries)."
        )
    rule = sender_check(service.config)
    results: list[NoticeRead] = []
    until = time.monotonic() + ROUND_S
    with mailbox.opened(where) as opened:
        for mail in opened.unseen(limit):
            results.append(_take(service, mail.key, mail.raw, rule, judged))
            done(results[-1])
            service.trace("after_notice_stored")
            opened.mark_seen(mail)
            if stopping() or time.monotonic() > until:
                break
    return results


def sender_check(config: Config) -> SenderCheck:
    """Whose mail counts, as configured; without `authserv_id` nobody's."""
    from monitor.inbound.notice_values import AllowedSender, SenderCheck

    pairs = (sender.rpartition("=") for sender in config.depositary.senders)
    allowed = tuple(AllowedSender(address, code) for address, _, code in pairs)
    return SenderCheck(config.depositary.authserv_id or "", allowed)


def _take(
    service: Service,
    key: str,
    raw: bytes,
    rule: SenderCheck,
    judged: Callable[[Story, str], Judged | None],
) -> NoticeRead:
    """Reads one mail and stores what it says."""
    from monitor.inbound.notice_values import Refusal, Refused
    from monitor.inbound.notices import notice_of
    from monitor.store import NoticeOutcome, NoticeRead

    mails = service.store.notice_mails
    if mails.is_known(key):
        return NoticeRead(NoticeOutcome.KNOWN)
    now = service.clock()
    notice = notice_of(raw, rule)
    if isinstance(notice, Refused):
        return _refuse(service, key, notice, now)
    read = judged(story_of(notice, now), notice.number)
    if read is None:
        text = "its text takes too long to judge"
        return _refuse(service, key, Refused(notice.sender, Refusal.UNREADABLE, text), now)
    mail = NoticeRead(
        NoticeOutcome.NOTICE,
        notice.sender,
        notice.depositary,
        notice.number,
        read.story.title,
        says=read.says,
    )
    return mails.record(key, mail, now, (read.story, read.hits), now - QUIET_AGE)


def _refuse(service: Service, key: str, refusal: Refused, now: datetime) -> NoticeRead:
    from monitor.store import NoticeOutcome, NoticeRead

    mail = NoticeRead(NoticeOutcome.REFUSED, refusal.sender, text=refusal.text, reason=refusal.reason.value)
    return service.store.notice_mails.record(key, mail, now, None)


def story_of(notice: Notice, now: datetime) -> Story:
    """The official story of a notice that was read at `now`. Its day is that of the mail, at most `now`."""
    from monitor.model import Story
    from monitor.normalize import clean_text, lead, text_digest

    title, body = clean_text(notice.title), notice.text
    summary = clean_text(lead(body))
    return Story(
        key=notice.story_key,
        title=title,
        summary=summary,
        body=body,
        url=notice.address or None,
        source=name_of_depositary(notice.depositary),
        host=notice.sender.rpartition("@")[2].lower(),
        published=min(notice.published or now, now),
        digest=text_digest(title, summary, body),
        official=True,
        depositary=notice.depositary,
    )


def name_of_depositary(code: str) -> str:
    """The name of a depositary by its code, for readers: `United Nations (depositary)`."""
    name = _NAMES.get(code) or (country(code) if is_country(code) else code)
    return f"{name} (depositary)"


async def _judged(context: Context, story: Story, number: str) -> Judged | None:
    """The story of a notice with its language and its hits; None if its text kills or outlasts the child."""
    from monitor import child
    from monitor.sandbox import ChildCrashed

    try:
        limit_s = context.settings.parse_limit_s
        return await context.sandbox.run(child.judged, story, number, time_limit_s=limit_s)
    except (TimeoutError, ChildCrashed):
        return None


@dataclass(frozen=True, slots=True)
class DepositaryMail:
    """What is known of the mailbox of depositaries without opening it. `place`: where it is, "" if none is
    configured; `alarm`: why it cannot be read.
    """

    place: str
    checked_by: str
    senders: tuple[tuple[str, str], ...]
    seen: NoticesSeen
    mails: tuple[LoggedNotice, ...]
    alarm: str


def overview(service: Service) -> DepositaryMail:
    """The mailbox of depositaries and what came of its mails."""
    where, options = mailbox_of(service.config.depositary), service.config.depositary
    pairs = (sender.rpartition("=") for sender in options.senders)
    alarms = {alarm.name: alarm.text for alarm in service.store.alarms.all()}
    return DepositaryMail(
        name_of(where) if where is not None else "",
        options.authserv_id or "",
        tuple((address, code) for address, _, code in pairs),
        service.store.notice_mails.seen(service.clock() - RECENT),
        tuple(service.store.notice_mails.recent(MAILS_SHOWN)),
        alarms.get(f"{TICK}sources", ""),
    )


def check(service: Service) -> Check | None:
    """The mailbox of depositaries for `doctor`: opened, and its unseen mails counted. None without one."""
    where = mailbox_of(service.config.depositary)
    if where is None:
        return None
    from monitor import mailbox

    try:
        with mailbox.opened(where) as opened:
            waiting = opened.waiting()
    except MailboxError as error:
        return Check("depositary mail", "bad", str(error), "Until then notices of depositaries are not read.")
    seen = service.store.notice_mails.seen(service.clock() - RECENT)
    options = service.config.depositary
    senders = f"{len(options.senders)} sender{'' if len(options.senders) == 1 else 's'}"
    last = f"last notice {seen.last:%Y-%m-%d}" if seen.last else "no notice yet"
    text = (
        f"mail of {senders}, checked by {options.authserv_id}, is read from {name_of(where)}; "
        f"{waiting} unread, {last}, {seen.refused} refused in 7 days"
    )
    if not seen.refused:
        return Check("depositary mail", "ok", text)
    hint = (
        f"The newest: {seen.newest}. Forged, or depositary.authserv_id or senders do not fit "
        "(docs/operations.md, Mail of depositaries). A mail that you mark as unread is read again."
    )
    return Check("depositary mail", "warning", text, hint)
