"""What is not public as answers of the API."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor import channels
from monitor.child import Explained
from monitor.digest import cut
from monitor.exports.words import maybe_timestamp, timestamp
from monitor.model import BY_KIND, CellKind, Destination, Evidence, MessageState, Termination
from monitor.normalize import safe_link
from monitor.public import cursor_at, position_of, wrong_cursor
from monitor.service import deliveries, subscribers
from monitor.service.arrivals import Seen
from monitor.service.deliveries import Wanted
from monitor.service.feed_health import FeedHealth
from monitor.web.api import private_models as models
from monitor.web.api.queries import DeliveriesQuery

if TYPE_CHECKING:
    from monitor.store import Delivery, Possible

QUOTED = 300  # characters of a sentence


def destination_list(rows: Sequence[Destination], seen: Mapping[int, Seen]) -> models.DestinationList:
    """All destinations."""
    lines = [_destination(destination, seen[destination.id]) for destination in rows]
    return models.DestinationList(count=len(lines), destinations=lines)


def _destination(destination: Destination, seen: Seen) -> models.DestinationLine:
    schedule, arrival, unreachable = destination.schedule, seen.arrival, seen.unreachable
    return models.DestinationLine(
        id=destination.id,
        name=destination.name,
        channel=destination.channel,
        address=_cut(destination.channel, seen.address),
        when=schedule.cadence.value,
        at=[f"{time:%H:%M}" for time in schedule.times] if schedule.cadence.has_times else [],
        zone=schedule.zone,
        queries=[saved.name for saved in destination.queries],
        language=destination.reader,
        last_message_at=maybe_timestamp(destination.last_message_at),
        last_delivered_at=maybe_timestamp(arrival.delivered_at),
        failing_since=maybe_timestamp(arrival.failing_since),
        waiting=arrival.waiting,
        given_up=arrival.given_up,
        address_problem=_without(destination.address, unreachable.reason or "bounced")
        if unreachable
        else None,
        paused_at=maybe_timestamp(destination.paused_at),
        disabled_at=maybe_timestamp(destination.disabled_at),
        disabled_reason=destination.disabled_reason,
    )


def _cut(channel: str, address: str) -> str:
    """An address as programs see it: that of a person is cut, as on the person's own page."""
    return subscribers.masked(address) if channel == channels.NOTICES else address


def _without(address: str, text: str) -> str:
    """The words of a server, which may repeat the address that it refused."""
    if "@" not in address:
        return text
    return re.sub(re.escape(address), subscribers.masked(address), text, flags=re.IGNORECASE)


# ---------------------------------------------------------------- messages


def wanted(query: DeliveriesQuery, now: datetime) -> Wanted:
    """The messages that the parameters mean, without the cursor. Raises `UsageError`."""
    since = deliveries.moment(query.since, now) if query.since else None
    until = deliveries.moment(query.until, now) if query.until else None
    return Wanted(query.destination or None, since, until)


def behind(chosen: Wanted, cursor: str) -> Wanted:
    """The same from the cursor on. Raises `WrongParameter`."""
    return replace(chosen, before=_before(cursor)) if cursor else chosen


def _before(cursor: str) -> int:
    key, number = position_of(cursor)
    if key or not 0 < number < 1 << 63:
        raise wrong_cursor()
    return number


def delivery_list(
    rows: Sequence[Delivery], states: Mapping[MessageState, int], limit: int
) -> models.DeliveryList:
    """The first `limit` of these messages."""
    shown = rows[:limit]
    following = cursor_at("", shown[-1].message.id) if len(rows) > limit else None
    return models.DeliveryList(
        next=following,
        states={state.value: states[state] for state in MessageState if state in states},
        deliveries=[_delivery(row) for row in shown],
    )


def delivery_answer(delivery: Delivery) -> models.DeliveryAnswer:
    """One message with its attempts."""
    log = [
        models.DeliveryAttempt(
            number=logged.number,
            at=timestamp(logged.at),
            outcome=logged.attempt.outcome.value,
            code=logged.attempt.code or None,
            text=_without(delivery.message.address, logged.attempt.text) or None,
        )
        for logged in delivery.attempts
    ]
    return models.DeliveryAnswer(delivery=_delivery(delivery), log=log)


def retried(delivery: Delivery, waits: str) -> models.Retried:
    """A message as it was before it was sent again."""
    return models.Retried(delivery=_delivery(delivery), waits=waits or None)


def _delivery(delivery: Delivery) -> models.DeliveryLine:
    message = delivery.message
    return models.DeliveryLine(
        id=message.id,
        ref=message.ref,
        to=delivery.to,
        destination=delivery.destination,
        channel=message.channel,
        address=_cut(message.channel, deliveries.shown_address(delivery)),
        subject=message.subject,
        state=message.state.value,
        attempts=message.attempts,
        written_at=maybe_timestamp(message.created_at),
        next_at=maybe_timestamp(message.next_at),
        ended_at=maybe_timestamp(delivery.ended_at),
        note=_without(message.address, delivery.held or delivery.note) or None,
    )


# ---------------------------------------------------------------- feeds


def feed_list(rows: Sequence[FeedHealth]) -> models.FeedList:
    """Feeds and how they are doing."""
    return models.FeedList(count=len(rows), feeds=[_feed(row) for row in rows])


def _feed(row: FeedHealth) -> models.FeedLine:
    feed, state, volume = row.feed, row.state, row.volume
    return models.FeedLine(
        id=feed.id,
        title=feed.title,
        address=feed.address,
        kind=feed.kind.value,
        state=feed.state,
        lang=feed.lang,
        enabled=feed.enabled,
        doing=row.doing.value,
        interval_s=feed.interval_s,
        polled_at=maybe_timestamp(state.polled_at),
        ok_at=maybe_timestamp(state.ok_at),
        new_at=maybe_timestamp(state.new_at),
        due_at=timestamp(row.due),
        error=state.error_code,
        error_text=state.error_text,
        error_since=maybe_timestamp(state.error_since),
        error_count=state.error_count,
        week=volume.week,
        usual=volume.usual,
    )


# ---------------------------------------------------------------- stories


def possible_list(rows: Sequence[Possible], count_open: int) -> models.PossibleList:
    """Possible exits."""
    return models.PossibleList(open=count_open, possible=[_possible(row) for row in rows])


def _possible(row: Possible) -> models.PossibleLine:
    story, hit = row.story, row.hit
    return models.PossibleLine(
        story=story.id or 0,
        score=row.score,
        kind=hit.kind.value,
        stage=hit.stage.value,
        state=row.state,
        title=cut(story.title, QUOTED),
        url=safe_link(story.url) if story.url else None,
        source=story.source or story.host or None,
        lang=story.lang,
        published=maybe_timestamp(story.published),
        noticed_at=timestamp(row.at),
        why=hit.why or None,
    )


def explained(answer: Explained) -> models.Explained:
    """Why a text is flagged or not, and what it states."""
    why = answer.why
    return models.Explained(
        flagged=why.is_flagged,
        answer=why.answer,
        kind=why.kind.value if why.kind else None,
        lang=answer.story.lang,
        rules=[result.rule.id for result in why.rules[: why.matched]],
        rows=[_stated(row) for row in answer.stated],
    )


def _stated(row: Termination) -> models.StatedRow:
    several: list[tuple[str, tuple[Evidence | None, ...]]] = [
        ("actors", row.actors),
        ("others", row.others),
        ("stage", (row.stage,)),
        *((cell.name, (row.cell(cell.name),)) for cell in BY_KIND if cell.kind is not CellKind.NAME),
    ]
    values = [
        models.StatedValue(field=name, value=value.value, sentence=cut(value.sentence, QUOTED))
        for name, stated in several
        for value in stated
        if value is not None
    ]
    return models.StatedRow(agreement=row.instrument.value if row.instrument else None, values=values)
