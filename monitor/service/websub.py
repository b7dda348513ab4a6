"""Subscriptions at hubs (WebSub, W3C Recommendation 2018): asked for, confirmed, renewed and ended.

Token and secret of a subscription are made of the key of the installation, and stored nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from monitor import tokens
from monitor.config import Config
from monitor.errors import UsageError
from monitor.model import Feed, FetchError
from monitor.service import wiring
from monitor.service.feeds import named
from monitor.tokens import Purpose

if TYPE_CHECKING:
    from monitor.pipeline import Context
    from monitor.service import Service
    from monitor.store import Subscription

ASKED_LEASE_S = 10 * 86_400
LEAST_LEASE_S, LONGEST_LEASE_S = 60, 30 * 86_400  # a lease that a hub names
RENEWED_AT = 0.8  # of a lease
AT_ONCE = 20  # hubs asked by one tick
LONGEST_PAUSE = timedelta(days=1)
HASHES = frozenset({"sha1", "sha256", "sha384", "sha512"})  # WebSub, 8


def is_on(config: Config) -> bool:
    """Whether hubs may be asked: it is wanted, and they can reach `base_url`."""
    return config.websub.enabled and problem(config) is None


def problem(config: Config) -> str | None:
    """Why hubs cannot reach this installation; None if nothing is known that keeps them."""
    from ipaddress import ip_address

    from monitor.net import allowed

    host = urlsplit(str(config.base_url or "")).hostname
    if not host:
        return "base_url is not set"
    try:
        ip_address(host)
    except ValueError:
        is_local = "." not in host.rstrip(".") or host.endswith((".localhost", ".local", ".internal"))
        return f"base_url names {host}, which is no public name" if is_local else None
    is_public = allowed(host, wiring.policy(config))
    return None if is_public else f"base_url names {host}, which is no public address"


def callback(service: Service, subscription: Subscription) -> str:
    """The address that a hub sends to: who knows it is the hub."""
    token = tokens.write(service.store.database.key, Purpose.PUSH, subscription.feed, subscription.epoch)
    return f"{str(service.config.base_url).rstrip('/')}/websub/{token}"


def secret(service: Service, subscription: Subscription) -> str:
    """What the hub signs documents with."""
    said = f"websub {subscription.feed} {subscription.epoch}".encode()
    return hmac.digest(service.store.database.key, said, hashlib.sha256).hex()


# ---------------------------------------------------------------- asking hubs


async def ask_hubs(service: Service, context: Context) -> None:
    """Asks the hubs that are due: for a lease, for another one, or to end one."""
    if not context.settings.websub:
        return
    import asyncio

    for subscription in await asyncio.to_thread(service.store.websub.due, context.clock(), AT_ONCE):
        await _ask(service, context, subscription)


async def _ask(service: Service, context: Context, subscription: Subscription) -> None:
    mode = "subscribe" if subscription.wanted else "unsubscribe"
    form = {
        "hub.callback": callback(service, subscription),
        "hub.mode": mode,
        "hub.topic": subscription.topic,
    }
    if mode == "subscribe":
        form |= {"hub.lease_seconds": str(ASKED_LEASE_S), "hub.secret": secret(service, subscription)}
    store = service.store.websub
    # the hub may ask back before it answers
    await context.write(store.asking, subscription.feed, mode, context.clock())
    headers = {
        "user-agent": context.settings.user_agent,
        "content-type": "application/x-www-form-urlencoded",
    }
    answer = await context.client.post(subscription.hub, urlencode(form).encode(), headers)
    if isinstance(answer, FetchError):
        text = answer.text
    elif 200 <= answer.status < 300:
        return
    else:
        text = f"the hub answers {answer.status}"
    pause = min(timedelta(hours=1) * 2 ** min(subscription.failures, 10), LONGEST_PAUSE)
    await context.write(store.failed, subscription.feed, text, context.clock() + pause)


# ---------------------------------------------------------------- what hubs ask and send


class Refusal(Enum):
    """Why a hub gets nothing: nobody asked it, or nobody wants it any more."""

    UNKNOWN = 404
    GONE = 410


@dataclass(frozen=True, slots=True)
class Question:
    """What a hub asks, or says, before it sends anything (WebSub, 5.2 and 5.3)."""

    mode: str
    topic: str
    challenge: str = ""
    lease_s: str = ""
    reason: str = ""


def answer(service: Service, token: str, question: Question) -> str | None:
    """What is sent back to confirm that this was asked for; None if it was not. A denial needs no
    confirmation: "".
    """
    subscription = _of(service, token)
    if subscription is None or question.topic != subscription.topic:
        return None
    if question.mode == "denied":
        if subscription.wanted:
            text = f"the hub refuses: {question.reason[:200]}".rstrip(": ")
            service.store.websub.ended(subscription.feed, service.clock(), text)
        return ""
    if not question.challenge or question.mode != subscription.pending:
        return None
    if question.mode == "unsubscribe":
        service.store.websub.ended(subscription.feed, service.clock())
        return question.challenge
    lease = question.lease_s
    if not (subscription.wanted and lease.isascii() and lease.isdigit() and len(lease) < 12):
        return None
    if int(lease) < LEAST_LEASE_S:
        return None
    lasts, now = timedelta(seconds=min(int(lease), LONGEST_LEASE_S)), service.clock()
    service.store.websub.began(subscription.feed, now + lasts, now + lasts * RENEWED_AT)
    return question.challenge


def expected(service: Service, token: str) -> tuple[Feed, str] | Refusal:
    """The feed of which a hub may send documents here, and the secret that signs them."""
    subscription = _of(service, token)
    if subscription is None:
        return Refusal.UNKNOWN
    feed = service.store.feeds.get(subscription.feed)
    if feed is None or not (subscription.wanted and subscription.is_live(service.clock())):
        return Refusal.GONE
    return feed, secret(service, subscription)


def poll_instead(service: Service, feed: Feed) -> None:
    """Has the running service poll a feed at its next tick: a document that came to a process which reads
    none is dropped, and what it held is still in the feed.
    """
    service.store.feeds.poll_now([feed.id], service.clock())


def is_signed(key: str, body: bytes, signature: str) -> bool:
    """Whether a document has the signature of its hub: `X-Hub-Signature: METHOD=HEX`."""
    method, _, given = signature.strip().partition("=")
    if method.lower() not in HASHES:
        return False
    wanted = hmac.new(key.encode(), body, method.lower()).hexdigest()
    return hmac.compare_digest(wanted.encode(), given.strip().lower().encode())


def _of(service: Service, text: str) -> Subscription | None:
    """The subscription of a token that counts now."""
    if not service.config.websub.enabled:
        return None
    token = tokens.read(service.store.database.key, text)
    if token is None or token.purpose is not Purpose.PUSH or len(token.numbers) != 2:
        return None
    subscription = service.store.websub.get(token.numbers[0])
    return subscription if subscription is not None and subscription.epoch == token.numbers[1] else None


# ---------------------------------------------------------------- what the operator sees and does


def list_all(service: Service) -> list[tuple[Feed, Subscription]]:
    """The feeds that name a hub, with their subscriptions."""
    known = {feed.id: feed for feed in service.store.feeds.all()}
    return [(known[row.feed], row) for row in service.store.websub.all() if row.feed in known]


def described(service: Service, subscription: Subscription | None) -> str:
    """How a subscription is doing, in English; "" for a feed without a hub."""
    if subscription is None:
        return ""
    if not service.config.websub.enabled:
        return "offered; websub.enabled is off"
    if subscription.is_live(service.clock()):
        assert subscription.lease_until is not None
        return f"until {subscription.lease_until:%Y-%m-%d %H:%M} UTC"
    if not subscription.wanted:
        return "not wanted"
    if subscription.problem:
        return f"fails: {subscription.problem}"
    return "asked, not confirmed" if subscription.pending else "to be asked"


def want(service: Service, which: str, *, wanted: bool) -> Feed:
    """Has the hub of a feed asked soon, or told to stop. Raises `UsageError`."""
    feed = named(service, which)
    if service.store.websub.get(feed.id) is None:
        raise UsageError(
            f"{feed.title or feed.address} names no hub; `treaty-monitor websub list` shows all."
        )
    if wanted and not service.config.websub.enabled:
        raise UsageError("Hubs are not asked: set websub.enabled = true first.")
    if wanted and (why := problem(service.config)):
        raise UsageError(f"No hub can reach this service: {why}.")
    service.store.websub.want(feed.id, wanted=wanted, now=service.clock())
    return feed
