"""Acts and alerts as the frozen bytes of messages, in the format of the destination's channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor import channels, digest
from monitor.channels import Body, Envelope, filtering, splitting
from monitor.channels.protocol import MailSigner
from monitor.channels.subject import subject
from monitor.model import Destination, Grade, Message
from monitor.pipeline.context import Context, Settings
from monitor.pipeline.owing import OwedActs
from monitor.pipeline.personal import personal
from monitor.pipeline.snapshot import Snapshot
from monitor.store import Store
from monitor.wording import ENGLISH

_NO_WID = "0" * 32
NO_POSSIBLE = digest.PossibleExits()
_SPARE = 0.005  # share of a message that the numbers of part and sequence may add
_CLOSER = 0.9  # factor for the size of parts when one was too large


def freeze(
    context: Context,
    snapshot: Snapshot,
    destination: Destination,
    told: OwedActs,
    number: int,
    possible: digest.PossibleExits = NO_POSSIBLE,
) -> list[Message]:
    """Freezes what is told and possible exits as one message, or as several if one cannot hold them. Without
    acts it is the sign of life.

    The ids are drawn here and never change; `number` is the first message's place in this compose. What the
    destination's conditions stop is taken apart: an act that meets them alone is not lost to its company.
    """
    messages = _together(context, snapshot, destination, told, number, possible)
    if not any(message.filtered and len(message.acts) > 1 for message in messages):
        return messages
    goes_out = {act for message in messages if not message.filtered for act in message.acts}
    meeting = [
        act
        for act in told.acts
        if act.id in goes_out
        or not _together(context, snapshot, destination, told.only([act]), number)[0].filtered
    ]
    others = [act for act in told.acts if act not in meeting]
    if not meeting or not others:
        return messages
    messages = _together(context, snapshot, destination, told.only(meeting), number, possible)
    return messages + _together(context, snapshot, destination, told.only(others), number + len(messages))


def _together(
    context: Context,
    snapshot: Snapshot,
    destination: Destination,
    told: OwedActs,
    number: int,
    possible: digest.PossibleExits = NO_POSSIBLE,
) -> list[Message]:
    """`freeze` with all acts in one message, or in the parts that one cannot hold."""
    sequence = destination.sequence + number
    composed = view(
        snapshot,
        context.settings,
        destination,
        told,
        wid=_NO_WID,
        sequence=sequence,
        possible=possible,
    )
    if len(composed.acts) <= 1:
        message, fill = _numbered(context, destination, composed, 0, "")
        if fill < 1:
            return [message]
    room = 1.0
    while True:
        parts = split(snapshot, context.settings, destination, composed, room)
        messages: list[Message] = []
        fills: list[float] = []
        for place, part in enumerate(parts):
            first = messages[0].wid if messages else ""
            message, fill = _numbered(context, destination, part, place, first)
            messages.append(message)
            fills.append(fill)
        if max(fills) < 1 or sum(bool(part.acts) for part in parts) == len(composed.acts):
            return messages
        room *= _CLOSER


def _numbered(
    context: Context, destination: Destination, part: digest.Digest, place: int, first: str
) -> tuple[Message, float]:
    """One part, frozen under its own id, and how full it is; `first` is the id of the first part."""
    wid = context.random(16).hex()
    thread = (first, *part.thread) if first else part.thread
    part = replace(part, ref=digest.message_ref(wid), sequence=part.sequence + place, thread=thread)
    message, fill = frozen(context.settings, destination, part, wid)
    unmet = filtering.unmet(message, destination.filters)
    filtered = f"filtered: {unmet} is not met" if unmet else ""
    return replace(message, acts=tuple(act.id for act in part.acts), filtered=filtered), fill


def view(
    snapshot: Snapshot,
    settings: Settings,
    destination: Destination,
    told: OwedActs,
    *,
    wid: str,
    sequence: int,
    possible: digest.PossibleExits = NO_POSSIBLE,
) -> digest.Digest:
    """The composed digest that every channel renders."""
    composed = digest.build(
        destination,
        told.acts,
        told.alerts,
        stories={act.id: snapshot.stories(act) for act in told.acts},
        now=snapshot.now,
        silence=_silence(snapshot, destination, told),
        ref=digest.message_ref(wid),
        sequence=sequence,
        unsubscribe_url=_unsubscribe_url(settings, destination),
        unsubscribe_mailto=_unsubscribe_mailto(settings, destination),
        first=snapshot.told(destination, [act.id for act in told.acts]) if told.acts else {},
        possible=possible,
        summary_of=snapshot.summary,
    )
    choices = snapshot.choices(destination)
    composed = replace(composed, complaints_to=_complaints_to(settings, destination))
    return personal(composed, destination, settings.signed_links, choices, told.asked)


def _silence(snapshot: Snapshot, destination: Destination, told: OwedActs) -> digest.Silence:
    """What this destination is not told, with the acts that are withheld since its last message."""
    silence = snapshot.silence(destination)
    if all(saved.least is Grade.PRESS for saved in destination.queries):
        return silence
    withheld = (snapshot.withheld_since(destination) - set(told.held.ended)) | told.fresh
    return replace(silence, withheld=len(withheld))


def _unsubscribe_mailto(settings: Settings, destination: Destination) -> str:
    """The address by which a destination ends its subscription: one that acts by itself, else a person's."""
    if settings.returns is not None and destination.id:
        return settings.returns.unsubscribe(destination.id)
    return settings.operator or settings.sender


def _complaints_to(settings: Settings, destination: Destination) -> str | None:
    """Where mailbox providers report complaints of a destination; None without a mailbox that is read."""
    if settings.returns is None or not destination.id:
        return None
    return settings.returns.unsubscribe(destination.id)


def _unsubscribe_url(settings: Settings, destination: Destination) -> str | None:
    """The address of the unsubscribe page, which is in the destination's language; None without a web
    address of this service.
    """
    if not settings.base_url or not destination.token:
        return None
    chosen = "" if destination.reader == ENGLISH.code else f"?lang={destination.reader}"
    return f"{settings.base_url}/u/{destination.token}{chosen}"


def split(
    snapshot: Snapshot,
    settings: Settings,
    destination: Destination,
    composed: digest.Digest,
    room: float = 1.0,
) -> tuple[digest.Digest, ...]:
    """`composed` in parts that its channel can take; each is filled to `room` of a message at most."""

    def fits(part: digest.Digest) -> bool:
        return rendered(settings, destination, part, _NO_WID).fill < room - _SPARE

    bare = replace(composed, possible=NO_POSSIBLE)
    parts = _split_acts(snapshot, settings, destination, bare, room) if composed.acts else (bare,)
    return splitting.add_possible(parts, composed.possible, fits)


def _split_acts(
    snapshot: Snapshot, settings: Settings, destination: Destination, composed: digest.Digest, room: float
) -> tuple[digest.Digest, ...]:
    """The acts of `composed`, in the parts that its channel can take."""

    def load(*acts: digest.ActSummary) -> float:
        part = replace(composed, sections=(digest.Section(composed.sections[0].title, acts),))
        return rendered(settings, destination, part, _NO_WID).fill

    def weigh(summary: digest.ActSummary) -> float:
        # All follow-ups about an act weigh the same: their references are of one length.
        bare = replace(summary.shared, follows=None, follow="") if summary.follows else summary.shared
        own = (
            summary.follows is not None,
            summary.id in composed.choice_urls,
            summary.own_note,
            summary.asked,
        )
        key = (medium, composed.form, own, bare)
        if key not in snapshot.weights:
            snapshot.weights[key] = load(summary) - empty
        return snapshot.weights[key]

    medium = _medium(destination)
    # Names and queries differ between destinations, and so does the room that is left: `freeze` checks
    # whether it was enough.
    bare_message = (medium, composed.form, composed.reader)
    if bare_message not in snapshot.empty:
        summary = composed.acts[0]
        snapshot.empty[bare_message] = 2 * load(summary) - load(summary, replace(summary, id=-summary.id))
    empty = snapshot.empty[bare_message]
    return splitting.split(composed, weigh, room * (1 - empty - _SPARE))


def _medium(destination: Destination) -> str:
    """What decides how much a message holds: the channel, and of a channel for several services the one that
    the address begins with.
    """
    scheme, colon, _ = destination.address.partition("://")
    return f"{destination.channel} {scheme}" if colon else destination.channel


def trial_message(
    store: Store, settings: Settings, destination: Destination, now: datetime, wid: str
) -> Message:
    """The message of `destinations test`, for a destination that need not be stored. It is not stored."""
    composed = digest.trial(
        destination,
        now=now,
        ref=digest.message_ref(wid),
        silence=Snapshot(store, [destination], now).silence(destination),
    )
    return frozen(settings, destination, composed, wid)[0]


def frozen(
    settings: Settings, destination: Destination, composed: digest.Digest, wid: str
) -> tuple[Message, float]:
    """A composed digest as a message whose bytes never change, and how full it is (it fits below 1). A mail
    is signed here, because a signature is part of its bytes.
    """
    body = rendered(settings, destination, composed, wid, settings.signer)
    message = Message(
        wid=wid,
        ref=composed.ref,
        destination=destination.id,
        channel=destination.channel,
        address=destination.address,
        subject=subject(composed),
        content_type=body.content_type,
        body=body.content,
        sequence=composed.sequence,
        created_at=composed.until,
        secret=destination.secret,
        owner=destination.owner,
    )
    return message, body.fill


def rendered(
    settings: Settings,
    destination: Destination,
    composed: digest.Digest,
    wid: str,
    signer: MailSigner | None = None,
) -> Body:
    """A composed digest in the format of the destination's channel."""
    envelope = Envelope(
        wid, destination.address, destination.owner, settings.sender, settings.operator, signer
    )
    return channels.stored(destination.channel).render(composed, envelope)
