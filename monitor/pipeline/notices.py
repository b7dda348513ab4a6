"""Mails about deliveries: to owners of endpoints that fail or are gone, to the operator of dead letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from monitor import channels, digest
from monitor.channels.failing import percent_failing, warning_due
from monitor.log import get_logger
from monitor.model import Attempt, Destination, Message, Outcome
from monitor.pipeline.context import Context
from monitor.pipeline.writing import frozen
from monitor.store.values import Alarm, DeadLetters, Failing, Verdict

log = get_logger(__name__)

_FAILED = (Outcome.RETRY, Outcome.UNKNOWN, Outcome.DEAD)  # by the endpoint, not by our own settings


def verdict(context: Context, message: Message, result: Attempt, now: datetime) -> Verdict | None:
    """What a failed attempt means for its endpoint, with the mail to its owner (else to the operator).

    None if it changes nothing. The mail is composed before the transaction that stores the attempt, and is
    written in it, so that no crash can part the two.
    """
    if result.outcome is not Outcome.DISABLED and not _counts(message, result):
        return None
    destination = context.store.destinations.get(message.destination)
    if destination is None or destination.disabled_at is not None:
        return None
    if result.outcome is Outcome.DISABLED:
        return _disabled(context, destination, f"gone: {result.words}", result.words, now)
    giving_up = message.id if result.outcome is Outcome.DEAD else None
    failing = context.store.outbox.failing(destination.id, giving_up, now)
    if failing is None or failing.since is None:
        return None
    due = warning_due(percent_failing(failing.dead, now - failing.since), failing.warned)
    if due is None:
        return None
    if due == 100:
        reason = f"nothing arrived for five days, the last answer: {result.words}"
        return _disabled(context, destination, reason, reason, now)
    return _warned(context, destination, failing, due, result, now)


def _counts(message: Message, result: Attempt) -> bool:
    """True for a failure of an endpoint that has an owner."""
    return result.outcome in _FAILED and channels.stored(message.channel).needs_owner


def _disabled(context: Context, destination: Destination, stored: str, said: str, now: datetime) -> Verdict:
    """That the endpoint is disabled: the reason as it is `stored`, and as its owner is told."""

    owner = _owner(context, destination)
    page = _page(context, destination, owner)

    def composed(ref: str) -> digest.Digest:
        return digest.notice(destination, now=now, ref=ref, reason=said, page=page)

    mails = _mails(context, destination, owner, composed)
    return Verdict(100, destination.warned, stored, mails)


def _warned(
    context: Context, destination: Destination, failing: Failing, due: int, result: Attempt, now: datetime
) -> Verdict:
    """That the endpoint fails, and that its owner is warned."""
    since, owner = failing.since, _owner(context, destination)
    assert since is not None
    page = _page(context, destination, owner)

    def composed(ref: str) -> digest.Digest:
        return digest.warning(
            destination,
            now=now,
            ref=ref,
            reason=result.words,
            since=since,
            dead=failing.dead,
            percent=due,
            page=page,
        )

    mails = _mails(context, destination, owner, composed)
    said = f"nothing arrives at {destination.name}: {due} % of the way to being disabled, {result.words}"
    return Verdict(due, failing.warned, said, mails)


def _owner(context: Context, destination: Destination) -> str | None:
    """Who is told about an endpoint: its owner, or the operator if mail does not reach the owner."""
    owner = destination.owner
    if owner is None or context.store.suppressions.holds(owner):
        return context.settings.operator
    return owner


def _page(context: Context, destination: Destination, to: str | None) -> str:
    """The page of the team that connected a destination, for its owner alone; "" if no team did."""
    links = context.settings.signed_links
    if links is None or to is None or to != destination.owner:
        return ""
    invitation = context.store.invitations.used_for(destination.id)
    return "" if invitation is None else links.team(invitation.id, destination.reader)


def _mails(
    context: Context, destination: Destination, to: str | None, composed: Callable[[str], digest.Digest]
) -> tuple[Message, ...]:
    """The mail about a destination, frozen; none if there is nobody to write to. `composed` takes its
    reference.
    """
    if to is None:
        return ()
    wid = context.random(16).hex()
    letter = replace(destination, channel=channels.NOTICES, address=to)
    return (frozen(context.settings, letter, composed(digest.message_ref(wid)), wid)[0],)


def report_dead(context: Context) -> int:
    """Writes to the operator, once a destination and day, which messages were given up; returns the number
    of reports. Without an operator they wait, and are shown by `doctor`.
    """
    if context.settings.operator is None:
        return 0
    now = context.clock()
    return sum(_reported(context, letters, now) for letters in context.store.outbox.unreported_dead(now))


def _reported(context: Context, letters: DeadLetters, now: datetime) -> bool:
    destination = context.store.destinations.get(letters.destination)
    if destination is None:
        return False
    shown = [(delivery.message.ref, delivery.note) for delivery in letters.newest]

    def composed(ref: str) -> digest.Digest:
        return digest.dead_letters(
            replace(destination, reader="en"),
            shown,
            count=letters.count,
            kept=letters.kept,
            since=letters.first_at,
            now=now,
            ref=ref,
        )

    (mail,) = _mails(context, destination, context.settings.operator, composed)
    log.error("dead letters", to=letters.name, count=letters.count, refs=[f"#{ref}" for ref, _ in shown])
    return context.store.outbox.report_dead(letters, mail, now)


def report_alarms(context: Context, begun: Sequence[Alarm], ended: Sequence[Alarm], now: datetime) -> None:
    """Stores alarms that begin and end, and writes to the operator, if there is one, in the same
    transaction. That an alarm is over is told only if its beginning was.
    """
    over = [alarm for alarm in ended if alarm.told_at is not None]
    operator, mail = context.settings.operator, None
    if operator is not None and (begun or over):
        number = context.store.alarms.operator(now)
        letter = Destination(number, "operator", channels.NOTICES, operator)
        wid = context.random(16).hex()
        composed = digest.alarms(letter, begun, over, now=now, ref=digest.message_ref(wid))
        mail = frozen(context.settings, letter, composed, wid)[0]
    context.store.alarms.change(begun, ended, mail, now)
