"""Acts and alerts as the frozen bytes of a message, in the shape of the destination's channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor import digest, render
from monitor.deliver.mail import build_mail
from monitor.model import Act, Alert, Channel, Destination, Message
from monitor.pipeline.engine import Engine, Settings
from monitor.pipeline.snapshot import Snapshot

_NO_WID = "0" * 32
NO_POSSIBLE = digest.PossibleExits()
MAIL = "message/rfc822"
# A message is smaller than this: Gmail is said to clip a mail at 102 kB, Standard Webhooks asks for bodies
# below 20 kB.
BYTES = {Channel.EMAIL: 100_000, Channel.MAILDIR: 100_000, Channel.WEBHOOK: 20_000}
_SPARE = 0.005  # of a message: what its number among the parts and in the sequence may add
_CLOSER = 0.9  # how much less is put into each part when one came out too large


def freeze(
    engine: Engine,
    snapshot: Snapshot,
    destination: Destination,
    acts: Sequence[Act],
    alerts: Sequence[Alert],
    number: int,
    possible: digest.PossibleExits = NO_POSSIBLE,
) -> list[Message]:
    """Compose and freeze the acts and possible exits as one message, or as several where one cannot hold
    them. None: the sign of life.

    The ids are drawn here and never change; `number` is the first message's place in this compose.
    """
    sequence = destination.sequence + number
    composed = view(
        snapshot,
        engine.settings,
        destination,
        acts,
        alerts,
        wid=_NO_WID,
        sequence=sequence,
        possible=possible,
    )
    if len(composed.items) <= 1:
        message = _numbered(engine, destination, composed, 0, "")
        if _load(destination, composed, message.body) < 1:
            return [message]
    room = 1.0
    while True:
        parts = split(snapshot, engine.settings, destination, composed, room)
        messages: list[Message] = []
        for place, part in enumerate(parts):
            messages.append(_numbered(engine, destination, part, place, messages[0].wid if messages else ""))
        loads = [
            _load(destination, part, message.body) for part, message in zip(parts, messages, strict=True)
        ]
        if max(loads) < 1 or sum(bool(part.items) for part in parts) == len(composed.items):
            return messages
        room *= _CLOSER


def _numbered(
    engine: Engine, destination: Destination, part: digest.Digest, place: int, first: str
) -> Message:
    """One part, frozen under an id of its own; `first` is that of the part that the others belong to."""
    wid = engine.random(16).hex()
    thread = (first, *part.thread) if first else part.thread
    part = replace(part, ref=digest.short_ref(wid), sequence=part.sequence + place, thread=thread)
    return replace(
        frozen(engine.settings, destination, part, wid), acts=tuple(item.act for item in part.items)
    )


def view(
    snapshot: Snapshot,
    settings: Settings,
    destination: Destination,
    acts: Sequence[Act],
    alerts: Sequence[Alert],
    *,
    wid: str,
    sequence: int,
    possible: digest.PossibleExits = NO_POSSIBLE,
) -> digest.Digest:
    """The composed object that every channel renders."""
    return digest.build(
        destination,
        acts,
        alerts,
        stories={act.id: snapshot.stories(act) for act in acts},
        now=snapshot.now,
        silence=snapshot.silence(destination),
        ref=digest.short_ref(wid),
        sequence=sequence,
        unsubscribe_url=f"{settings.base_url}/u/{destination.token}"
        if settings.base_url and destination.token
        else None,
        unsubscribe_mailto=settings.operator or settings.sender,
        first=snapshot.told(destination, [act.id for act in acts]) if acts else {},
        possible=possible,
        shape=snapshot.item,
    )


def split(
    snapshot: Snapshot,
    settings: Settings,
    destination: Destination,
    composed: digest.Digest,
    room: float = 1.0,
) -> tuple[digest.Digest, ...]:
    """`composed` as the parts that its channel can take; each is filled to `room` of a message at most."""

    def fits(part: digest.Digest) -> bool:
        return _load(destination, part, frozen(settings, destination, part, _NO_WID).body) < room - _SPARE

    bare = replace(composed, possible=NO_POSSIBLE)
    parts = _split_acts(snapshot, settings, destination, bare, room) if composed.items else (bare,)
    return render.add_possible(parts, composed.possible, fits)


def _split_acts(
    snapshot: Snapshot, settings: Settings, destination: Destination, composed: digest.Digest, room: float
) -> tuple[digest.Digest, ...]:
    """The acts of `composed`, in the parts that its channel can take."""

    def load(*items: digest.Item) -> float:
        one = replace(composed, groups=(digest.Group(composed.groups[0].title, items),))
        return _load(destination, one, frozen(settings, destination, one, _NO_WID).body)

    def weigh(item: digest.Item) -> float:
        # All follow-ups about an act weigh the same: their references are of one length.
        bare = replace(item, follows=None, follow="") if item.follows else item
        key = (destination.channel, composed.form, item.follows is not None, bare)
        if key not in snapshot.weights:
            snapshot.weights[key] = load(item) - empty
        return snapshot.weights[key]

    # Names and queries differ from destination to destination, and with them what is left: `freeze` looks
    # whether it was enough.
    if (destination.channel, composed.form) not in snapshot.empty:
        item = composed.items[0]
        snapshot.empty[destination.channel, composed.form] = 2 * load(item) - load(
            item, replace(item, act=-item.act)
        )
    empty = snapshot.empty[destination.channel, composed.form]
    return render.split(composed, weigh, room * (1 - empty - _SPARE))


def _load(destination: Destination, composed: digest.Digest, body: bytes) -> float:
    """How much of a message this is, of what its channel takes: 1 is full."""
    if destination.channel is Channel.SLACK:
        return render.slack_blocks(composed) / (render.SLACK_BLOCKS + 1)
    return len(body) / BYTES[destination.channel]


def trial_message(engine: Engine, destination: Destination) -> Message:
    """The message of `destinations test`. It enters no ledger."""
    now = engine.clock()
    wid = engine.random(16).hex()
    found = digest.trial(
        destination,
        now=now,
        ref=digest.short_ref(wid),
        silence=Snapshot(engine.store, [destination], now).silence(destination),
    )
    return frozen(engine.settings, destination, found, wid)


def frozen(settings: Settings, destination: Destination, composed: digest.Digest, wid: str) -> Message:
    """The bytes of a composed digest in the shape of the destination's channel."""
    match destination.channel:
        case Channel.EMAIL:
            body, content_type = mail(settings, composed, to=destination.address, wid=wid), MAIL
        case Channel.MAILDIR:
            body, content_type = (
                mail(
                    settings, composed, to=destination.owner or settings.operator or settings.sender, wid=wid
                ),
                MAIL,
            )
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
    """The bytes of a composed digest as a mail to one address.

    An alert about one act answers the first mail about it (RFC 5322, 3.6.4).
    """
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
