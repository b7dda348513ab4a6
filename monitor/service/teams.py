"""What a team does by its links: it connects a chat service or webhook, which gets a test message first, sees
its deliveries, and has some sent again.

The links are the only proof that is asked for (`invitations`).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor import channels, sign
from monitor.channels.mail_address import valid_address
from monitor.errors import UsageError
from monitor.log import get_logger
from monitor.model import Attempt, Destination, Outcome, Wanted
from monitor.service import deliveries, destinations, invitations, trial_messages
from monitor.service.invitations import Invitation
from monitor.store import Limit

if TYPE_CHECKING:
    from monitor.model import Message
    from monitor.service import Service
    from monitor.service.deliveries import Delivery
    from monitor.service.destinations import Rotated

log = get_logger(__name__)

# Each is counted for one team (docs/faults.md 132).
TESTS = Limit("test messages of a team", 6, timedelta(hours=1))
REPLAYS = Limit("messages that a team sends again", 20, timedelta(hours=1))
SECRETS = Limit("signing secrets of a team", 3, timedelta(days=1))
OLD_SECRET = timedelta(hours=24)  # an older one signs as well


class Problem(StrEnum):
    """Why nothing was connected."""

    OVER = "over"  # the invitation was used or revoked meanwhile, or is too old
    OWNER = "owner"
    UNSIGNED = "unsigned"  # the text is no signing secret
    ADDRESS = "address"
    CHANNEL = "channel"  # the address belongs to another channel
    CLEAR = "clear"  # the address begins with http
    MANY = "many"
    ANSWER = "answer"  # of the service to the test message


class TooMany(UsageError):
    """A limit of the team is reached."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a team entered in the form."""

    channel: str
    address: str = field(repr=False)
    owner: str
    wanted: Wanted
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was connected. `channel`: the one that the address belongs to; `attempt`: what came of the test
    message.
    """

    problem: Problem
    channel: str = ""
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Connected:
    """A new destination, and the token of its team's page."""

    destination: Destination
    link: str = field(repr=False)


# ---------------------------------------------------------------- connect


def new_secret() -> str:
    """A signing secret for a webhook that is about to be connected."""
    return sign.new_secret(secrets.token_bytes(32))


async def connect(service: Service, invitation: Invitation, entered: Entered) -> Connected | Refused:
    """Checks what was entered and sends a test message; if it arrives, adds the destination, and the
    invitation is used.
    """
    checked = await asyncio.to_thread(_checked, service, invitation, entered)
    if isinstance(checked, Refused):
        return checked
    attempt = await trial_messages.send_soon(service, checked)
    if attempt.outcome is not Outcome.SENT:
        log.info("team not connected", invitation=invitation.id, channel=checked.channel, answer=attempt.code)
        return Refused(Problem.ANSWER, attempt=attempt)
    return await asyncio.to_thread(_added, service, invitation, checked)


def _checked(service: Service, invitation: Invitation, entered: Entered) -> Destination | Refused:
    """The destination that was entered, or why there can be none."""
    owner = valid_address(entered.owner.strip())
    if owner is None:
        return Refused(Problem.OWNER)
    signs = channels.by_name(entered.channel).signs
    if signs and not _is_secret(entered.secret):
        return Refused(Problem.UNSIGNED)
    address = entered.address.strip()
    if refused := _address_problem(service, entered.channel, address):
        return refused
    if not service.store.buckets.take(service.clock(), (TESTS, f"invitation {invitation.id}")):
        return Refused(Problem.MANY)
    return Destination(
        0,
        invitation.name,
        entered.channel,
        address,
        entered.wanted.schedule,
        owner,
        entered.secret if signs else None,
        (entered.wanted.query,),
        reader=entered.wanted.reader,
    )


def _address_problem(service: Service, channel: str, address: str) -> Refused | None:
    """Why an address cannot be one of this channel; None if it can."""
    private = service.config.http.allow_private
    try:
        channels.checked_address(channel, address, private)
    except UsageError:
        known = _channel_of(address)
        if known not in ("", channel):
            return Refused(Problem.CHANNEL, known)
        in_clear_text = channels.by_name(channel).in_clear_text(address, private)
        return Refused(Problem.CLEAR if in_clear_text else Problem.ADDRESS)
    return None


def _channel_of(address: str) -> str:
    """The channel of one service that an address belongs to; "" if none that teams connect is known by it."""
    try:
        channel = channels.by_address(address)
    except UsageError:
        return ""
    return channel.name if channel.name in invitations.KINDS and channel.service else ""


def _is_secret(text: str) -> bool:
    """True for a shared secret that Standard Webhooks allows."""
    if not text.startswith(sign.PREFIX):
        return False
    try:
        sign.check_secret(text)
    except UsageError:
        return False
    return True


def _added(service: Service, invitation: Invitation, new: Destination) -> Connected | Refused:
    """Stores the destination, and writes to its owner where its page is."""
    mail = _mail(service, invitation, new)
    number = service.store.invitations.connect(invitation.id, new, mail, service.clock())
    destination = None if number is None else service.store.destinations.get(number)
    if destination is None:
        return Refused(Problem.OVER)
    log.info("team connected", destination=destination.name, channel=destination.channel)
    return Connected(destination, invitations.link(service, invitation))


def _mail(service: Service, invitation: Invitation, new: Destination) -> Message:
    from monitor import digest
    from monitor.pipeline.writing import frozen
    from monitor.service import dkim

    settings, now = replace(service.settings(), signer=dkim.signer(service.config)), service.clock()
    links, owner, wid = settings.signed_links, new.owner, secrets.token_hex(16)
    assert links is not None, "without a web address there is no invitation"
    assert owner is not None
    to = replace(new, channel=channels.NOTICES, address=owner, secret=None)
    url = links.team(invitation.id, new.reader)
    return frozen(settings, to, digest.connected(to, url=url, now=now, ref=digest.message_ref(wid)), wid)[0]


# ---------------------------------------------------------------- the page of a team


class State(StrEnum):
    """Whether a team gets messages."""

    ON = "on"
    PAUSED = "paused"
    STOPPED = "stopped"  # somebody followed the link in a message to unsubscribe
    GONE = "gone"  # the service refused the address, or nothing has arrived there for days


def state(destination: Destination) -> State:
    """Whether a destination gets messages."""
    if destination.disabled_at is not None:
        return State.GONE if destination.gone else State.STOPPED
    return State.PAUSED if destination.paused_at is not None else State.ON


def go_on(service: Service, destination: Destination) -> None:
    """Ends a pause, or that a destination is disabled; what waited for an endpoint that was gone goes out."""
    now = service.clock()
    service.store.destinations.enable(destination.id, now)
    service.store.destinations.resume(destination.id, now)


@dataclass(frozen=True, slots=True)
class Sent:
    """Messages to a team, newest first, without bodies and attempts. `older`: an id, below which are more; 0
    if there are none.
    """

    messages: Sequence[Delivery]
    older: int


def messages(service: Service, destination: Destination, limit: int, before: int | None = None) -> Sent:
    """The newest messages to a team, and `before`: those with a lower id. Mails to its owner are left out."""
    wanted = deliveries.Wanted(destination.name, before=before)
    newest = deliveries.list_all(service, limit=limit + 1, wanted=wanted)
    own = [delivery for delivery in newest[:limit] if _is_own(delivery, destination)]
    return Sent(own, newest[limit - 1].message.id if len(newest) > limit else 0)


def message(service: Service, destination: Destination, number: int) -> Delivery | None:
    """One message to a team, with its attempts; None if it is none of its own."""
    delivery = service.store.outbox.get(number)
    return delivery if delivery is not None and _is_own(delivery, destination) else None


def _is_own(delivery: Delivery, destination: Destination) -> bool:
    message = delivery.message
    return message.destination == destination.id and delivery.to == destination.name


def replay(service: Service, destination: Destination, delivery: Delivery) -> str:
    """Sends a message again; returns why it waits all the same ("": it goes out). Raises `UsageError`, and
    `TooMany`.
    """
    _take(service, REPLAYS, destination)
    return deliveries.retry(service, str(delivery.message.id))[1]


async def send_test(service: Service, destination: Destination) -> Attempt:
    """Sends a test message now. Raises `TooMany`."""
    await asyncio.to_thread(_take, service, TESTS, destination)
    return await trial_messages.send_soon(service, destination)


def rotate_secret(service: Service, destination: Destination) -> Rotated:
    """Gives a webhook a new signing secret; older ones sign as well for a day. Raises `UsageError`, and
    `TooMany`.
    """
    _take(service, SECRETS, destination)
    return destinations.rotate_secret(service, destination.name, OLD_SECRET)


def _take(service: Service, limit: Limit, destination: Destination) -> None:
    if not service.store.buckets.take(service.clock(), (limit, f"destination {destination.id}")):
        raise TooMany("Too often: wait for an hour, then try again.")
