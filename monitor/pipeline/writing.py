"""Acts and alerts as the frozen bytes of a message, in the shape of the destination's channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor import digest, render
from monitor.deliver.mail import build_mail
from monitor.model import Act, Alert, Channel, Destination, Message
from monitor.pipeline.engine import Engine, Settings
from monitor.store import Store

MAIL = "message/rfc822"


def freeze(engine: Engine, destination: Destination, acts: Sequence[Act], alerts: Sequence[Alert], now: datetime, number: int) -> Message:
    """Compose and freeze one message; its ids are drawn here and never change. No acts: the sign of life."""
    wid = engine.random(16).hex()
    composed = view(engine.store, engine.settings, destination, acts, alerts, now=now, wid=wid, sequence=destination.sequence + number)
    return replace(frozen(engine.settings, destination, composed, wid), acts=tuple(act.id for act in acts))


def view(
    store: Store,
    settings: Settings,
    destination: Destination,
    acts: Sequence[Act],
    alerts: Sequence[Alert],
    *,
    now: datetime,
    wid: str,
    sequence: int,
) -> digest.Digest:
    """The composed object that every channel renders."""
    told = store.first_told(destination.id, [act.id for act in acts])
    return digest.build(
        destination,
        acts,
        alerts,
        now=now,
        silence=silence(store, destination),
        ref=digest.short_ref(wid),
        sequence=sequence,
        unsubscribe_url=f"{settings.base_url}/u/{destination.token}" if settings.base_url and destination.token else None,
        unsubscribe_mailto=settings.operator or settings.sender,
        first={act: digest.First(*one) for act, one in told.items()},
    )


def trial_message(engine: Engine, destination: Destination) -> Message:
    """The message of `destinations test`. It enters no ledger."""
    now = engine.clock()
    wid = engine.random(16).hex()
    found = digest.trial(destination, now=now, ref=digest.short_ref(wid), silence=silence(engine.store, destination))
    return frozen(engine.settings, destination, found, wid)


def frozen(settings: Settings, destination: Destination, composed: digest.Digest, wid: str) -> Message:
    """The bytes of a composed digest in the shape of the destination's channel."""
    match destination.channel:
        case Channel.EMAIL:
            body, content_type = mail(settings, composed, to=destination.address, wid=wid), MAIL
        case Channel.MAILDIR:
            body, content_type = mail(settings, composed, to=destination.owner or settings.operator or settings.sender, wid=wid), MAIL
        case Channel.WEBHOOK:
            body, content_type = render.webhook_json(composed), "application/json"
        case Channel.SLACK:
            body, content_type = render.slack(composed), "application/json"
    return Message(
        wid=wid,
        ref=composed.ref,
        destination=destination.id,
        channel=destination.channel,
        address=destination.address,
        subject=render.subject(composed),
        content_type=content_type,
        body=body,
        sequence=composed.sequence,
        created_at=composed.until,
        secret=destination.secret,
        owner=destination.owner,
    )


def mail(settings: Settings, composed: digest.Digest, *, to: str, wid: str) -> bytes:
    """The bytes of a composed digest as a mail to one address. An alert about one act answers the first mail about it (RFC 5322, 3.6.4)."""
    domain = settings.sender.rpartition("@")[2]
    thread = [f"{one}@{domain}" for one in composed.thread]
    return build_mail(
        html=render.html(composed),
        text=render.text(composed),
        subject=render.subject(composed),
        sender=settings.sender,
        to=to,
        list_id=composed.destination,
        message_id=f"{wid}@{domain}",
        date=composed.until,
        unsubscribe_https=composed.unsubscribe_url,
        unsubscribe_mailto=composed.unsubscribe_mailto or settings.sender,
        sequence=composed.sequence,
        ref=composed.ref,
        in_reply_to=thread[0] if thread and composed.single else "",
        references=thread,
    )


def silence(store: Store, destination: Destination) -> digest.Silence:
    """What did not come, and why: failing feeds, gaps, delayed messages."""
    states = store.states()
    failing = tuple(
        digest.FeedNote(feed.title or feed.address, state.error_since, state.error_text or "")
        for feed, state, _ in states
        if state.error_since
    )
    since = destination.last_message_at or destination.created_at
    return digest.Silence(
        feeds=sum(feed.enabled for feed, _, _ in states),
        failing=failing,
        gaps=tuple(event.text for kind in ("gap", "cap") for event in store.events(kind, since=since)),
        deferred=store.counts().deferred,
        merged=store.joined_silently(since),
    )
