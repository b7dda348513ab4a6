"""Messages that were sent, wait or failed, as commands show them; sending some again, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor import channels
from monitor.errors import UsageError
from monitor.log import redact_url
from monitor.model import MessageState, Outcome
from monitor.service import destinations

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import Chosen, Delivery, Retried

__all__ = [
    "CAME_TO",
    "EVERY",
    "NO_REASON",
    "WAITING",
    "Delivery",
    "Meant",
    "Retried",
    "Wanted",
    "cancel",
    "cancel_all",
    "find",
    "list_all",
    "moment",
    "named",
    "retry",
    "retry_all",
    "shown_address",
    "states",
]

MOST_NAMED = 10  # messages about one act
_SPAN = re.compile(r"(\d{1,5})([hdw])", re.ASCII)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
NO_REASON = "cancelled by hand"
WAITING = (MessageState.DEAD, MessageState.DEFERRED)  # what `retry --all` sends again
RETRIED = (*WAITING, MessageState.SUPPRESSED)
CAME_TO = {
    Outcome.SENT: "sent",
    Outcome.RETRY: "failed, tried again",
    Outcome.UNKNOWN: "no answer: it may have arrived; tried again",
    Outcome.DEAD: "failed for good",
    Outcome.TOO_LARGE: "too large: a short form takes its place",
    Outcome.BOUNCED: "no such address",
    Outcome.DISABLED: "the endpoint is gone",
    Outcome.HALTED: "not possible with these settings, tried again",
    Outcome.SOFT: "came back: the address takes no mail now",
    Outcome.REFUSED: "came back: our mail was refused",
    Outcome.COMPLAINT: "called spam by its reader",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages a person means: to the destination of this name, written from `since` to `until`, of
    lower ids than `before`.
    """

    destination: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


EVERY = Wanted()


def moment(text: str, now: datetime) -> datetime:
    """The time that people write: a UTC day or time (`2026-11-23`, `2026-11-23T08:00`), or a span before
    `now` (`12h`, `3d`, `2w`). Raises `UsageError`.
    """
    if span := _SPAN.fullmatch(text.strip()):
        return now - int(span[1]) * _UNITS[span[2]]
    try:
        at = datetime.fromisoformat(text.strip())
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{text!r} is no time: write a day (2026-11-23), a time in UTC (2026-11-23T08:00) or a span "
            "before now (12h, 3d, 2w)."
        ) from None
    return at


def list_all(
    service: Service, state: MessageState | None = None, limit: int = 50, wanted: Wanted = EVERY
) -> list[Delivery]:
    """Messages, newest first, without bodies and attempts; `state`: only those in this state. Raises
    `UsageError`.
    """
    return service.store.outbox.find(state, limit, _chosen(service, wanted))


def states(service: Service, wanted: Wanted = EVERY) -> tuple[dict[MessageState, int], datetime | None]:
    """How many messages are in each state, and when the first deferred one is due. Raises `UsageError`."""
    chosen = _chosen(service, wanted)
    return service.store.outbox.states(chosen), service.store.outbox.next_try(chosen)


def named(service: Service, name: str) -> Delivery:
    """The message with this reference or id, with its attempts. Raises `UsageError`, which names the messages
    about an act if that is meant.
    """
    delivery = service.store.outbox.get(name.lstrip("#"))
    if delivery is not None:
        return delivery
    if telling := service.store.outbox.telling(name):
        messages = ", ".join(f"#{other.message.ref} to {other.to}" for other in telling[:MOST_NAMED])
        raise UsageError(
            f"{name} is the reference of an act, not of a message. Name one that tells it: {messages}."
        )
    raise UsageError(_unknown(name))


@dataclass(frozen=True, slots=True)
class Meant:
    """The message that a name means. `act`: the name is the reference of this act, which the message and
    `others` (newest first, without bodies and attempts) tell; "" if it is not.
    """

    delivery: Delivery
    act: str = ""
    others: tuple[Delivery, ...] = ()


def find(service: Service, name: str) -> Meant:
    """The message with this reference or id; else the newest that tells the act with this reference. Raises
    `UsageError`.
    """
    outbox = service.store.outbox
    delivery, telling = outbox.get(name.lstrip("#")), outbox.telling(name)
    if delivery is None and not telling:
        raise UsageError(_unknown(name))
    if delivery is None:
        delivery = named(service, str(telling[0].message.id))
    others = tuple(other for other in telling if other.message.id != delivery.message.id)
    return Meant(delivery, name.strip().lstrip("#").upper() if telling else "", others)


def shown_address(delivery: Delivery) -> str:
    """The address that a message goes to; of a secret one its host alone."""
    secret = channels.stored(delivery.message.channel).secret_address
    return redact_url(delivery.message.address) if secret else delivery.message.address


def _unknown(name: str) -> str:
    return f"No message {name!r}; `treaty-monitor deliveries list` shows references."


def retry(service: Service, name: str) -> tuple[Delivery, str]:
    """Makes a dead, deferred or suppressed message ready again. Returns it as it was, and why it waits all
    the same ("": it goes out). Raises `UsageError`, also for a message that would not go out.
    """
    delivery, outbox = named(service, name), service.store.outbox
    number, now = delivery.message.id, service.clock()
    if delivery.message.state in RETRIED and (why := outbox.barred(number)):
        raise UsageError(f"#{delivery.message.ref} would not go out: {why}.{_remedy(why, delivery)}")
    if not outbox.retry(number, now):
        raise UsageError(_refusal(delivery))
    return delivery, outbox.held(number, now)


def _remedy(why: str, delivery: Delivery) -> str:
    """What lets the message go out; "" if nothing does."""
    from monitor.store.choices import MUTED
    from monitor.store.sendable import REMOVED

    if why in (REMOVED, MUTED) or delivery.to != delivery.destination:
        return ""
    return f" `treaty-monitor destinations enable {delivery.destination}` takes that back."


def _refusal(delivery: Delivery) -> str:
    ref, state = f"#{delivery.message.ref}", delivery.message.state
    if state in (MessageState.DEAD, MessageState.SUPPRESSED) and not delivery.message.body:
        return f"{ref} is older than the texts that are kept (retention): its bytes are gone."
    return f"{ref} is {state.value}; only dead, deferred and suppressed messages can be sent again."


def retry_all(service: Service, wanted: Wanted, states: Sequence[MessageState] = WAITING) -> Retried:
    """Makes all messages in these states (dead, deferred) ready again. Raises `UsageError`."""
    return service.store.outbox.retry_all(_chosen(service, wanted), states, service.clock())


def cancel(service: Service, name: str, reason: str = NO_REASON) -> Delivery:
    """Suppresses a message that waits. Returns it as it was. Raises `UsageError`."""
    delivery = named(service, name)
    if not service.store.outbox.cancel(delivery.message.id, reason, service.clock()):
        ref, state = f"#{delivery.message.ref}", delivery.message.state
        if state is MessageState.LEASED:
            raise UsageError(f"{ref} is being sent at this moment: see in two minutes what came of it.")
        raise UsageError(f"{ref} is {state.value}; only a message that waits can be cancelled.")
    return delivery


def cancel_all(service: Service, wanted: Wanted, reason: str = NO_REASON) -> int:
    """Suppresses all messages that wait for a destination; returns their number. Raises `UsageError`."""
    return service.store.outbox.cancel_all(_chosen(service, wanted), reason, service.clock())


def _chosen(service: Service, wanted: Wanted) -> Chosen:
    """The same for the store. Raises `UsageError` for a destination that there is not."""
    from monitor.store import Chosen

    number = destinations.named(service, wanted.destination).id if wanted.destination is not None else None
    return Chosen(None, number, wanted.since, wanted.until, wanted.before)
