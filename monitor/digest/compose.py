"""Acts -> Digest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.digest.items import item
from monitor.digest.values import Counts, Digest, FeedNote, First, Form, Group, Item, Silence
from monitor.digest.words import WEEKDAYS, clock, day, short
from monitor.model import Act, Alert, Cadence, Destination, Kind, Reason, Stage

MAX_FEEDS = 8  # failing feeds named; the rest are counted

_TITLES = {
    Cadence.INSTANT: "Alert", Cadence.HOURLY: "Hourly digest", Cadence.DAILY: "Daily digest", Cadence.WEEKLY: "Weekly digest",
}  # fmt: skip
NO_SILENCE = Silence()
NO_FIRST: Mapping[int, First] = {}
_REF = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def build(
    destination: Destination,
    acts: Sequence[Act],
    alerts: Sequence[Alert] = (),
    *,
    now: datetime,
    ref: str,
    sequence: int,
    silence: Silence = NO_SILENCE,
    since: datetime | None = None,
    unsubscribe_url: str | None = None,
    unsubscribe_mailto: str | None = None,
    first: Mapping[int, First] = NO_FIRST,
    shape: Callable[[Act, tuple[Reason, ...], str, datetime, First | None], Item] = item,
) -> Digest:
    """The digest of `acts` for one destination, an alert when its cadence is instant, a sign of life when there are none.

    `alerts` are those of the range (cursor, cut]; `since` is where the period begins (default: the last composed
    message, else the destination's first day). Every act given is told: choosing them is the pipeline's. Exits come
    first, by rank, then reversals, then what is withdrawn, then threats; the newest first among equals. `first` holds, by act, the first
    message about it that the destination got, of acts that are not new to it. `shape` makes an item of an act: who builds for many
    destinations gives one that remembers.
    """
    zone = destination.schedule.zone
    reasons: dict[int, list[Reason]] = {}
    for alert in alerts:
        reasons.setdefault(alert.act, []).append(alert.reason)
    told = sorted(acts, key=_order)
    sorts = [_sort(act) for act in told]
    items = [shape(act, tuple(dict.fromkeys(reasons.get(act.id, ()))), zone, now, first.get(act.id)) for act in told]
    begin = since or destination.composed_at or destination.created_at
    instant = destination.schedule.cadence is Cadence.INSTANT
    base = _envelope(destination, now=now, ref=ref, sequence=sequence, silence=silence)
    base = replace(base, since=begin, unsubscribe_url=unsubscribe_url, unsubscribe_mailto=unsubscribe_mailto)
    if not told:
        title = f"Still watching {_count(silence.feeds, 'feed')}, {len(silence.failing) or 'none'} failing"
        return replace(base, form=Form.HEARTBEAT, title=title, lead=(_alive(destination, now),))
    return replace(
        base,
        period=base.period if instant or begin is None else f"{clock(begin, zone, now=now)} to {base.period}",
        thread=tuple(dict.fromkeys(one.follows.wid for one in items if one.follows)),
        counts=Counts(**{name.lower(): sorts.count(name) for name in _SORTS}),
        groups=tuple(
            Group(name, found) for name in _SORTS if (found := tuple(one for sort, one in zip(sorts, items, strict=True) if sort == name))
        ),
    )


def trial(destination: Destination, *, now: datetime, ref: str, sequence: int = 0, silence: Silence = NO_SILENCE) -> Digest:
    """The message of `destinations test`."""
    lead = ("This is a test message.", "If you can read it, alerts and digests for this destination will arrive here too.")
    base = _envelope(destination, now=now, ref=ref, sequence=sequence, silence=silence)
    return replace(base, form=Form.TEST, title="Test message", lead=lead)


def notice(destination: Destination, *, now: datetime, ref: str, reason: str) -> Digest:
    """To the owner of an endpoint that was disabled (410, Standard Webhooks): what happened and what to do.

    `reason` is an attempt's text, already redacted. The address is not named: a webhook's path is a secret.
    """
    name = short(destination.name, 60)
    when = clock(destination.disabled_at or now, destination.schedule.zone, now=now)
    lead = (
        f"The {destination.channel} destination “{name}” was disabled on {when}: {short(reason, 200).rstrip('.')}.",
        "Nothing more is sent there. The messages that wait for it are kept; this command lists them:",
        "treaty-monitor deliveries list",
        "When the endpoint is back, add the destination again:",
        "treaty-monitor destinations add",
    )
    base = _envelope(destination, now=now, ref=ref, sequence=0, silence=NO_SILENCE)
    return replace(base, form=Form.NOTICE, title=f"Disabled: {name}", lead=lead, reason=f"You own the destination “{name}”.")


def _envelope(destination: Destination, *, now: datetime, ref: str, sequence: int, silence: Silence) -> Digest:
    """What every message has; the form is that of the destination's cadence."""
    zone = destination.schedule.zone
    cadence = destination.schedule.cadence
    return Digest(
        form=Form.ALERT if cadence is Cadence.INSTANT else Form.DIGEST,
        ref=ref,
        sequence=sequence,
        destination=short(destination.name, 60),
        zone=zone,
        until=now,
        title=_TITLES[cadence],
        period=clock(now, zone, now=now),
        day=day(now, zone),
        cadence=cadence,
        silence=silence,
        silence_lines=silence_lines(silence, zone, now) if silence.feeds else (),
        reason=_reason(destination),
    )


def _alive(destination: Destination, now: datetime) -> str:
    begin = destination.last_message_at or destination.created_at
    quiet = f" since {clock(begin, destination.schedule.zone, now=now)}" if begin else ""
    return f"Nothing that you asked for was found{quiet}. This message tells you that the watch goes on."


def short_ref(wid: str) -> str:
    """Four letters and digits for people, from a message's 32 hex digits; none of them looks like another."""
    number = int(wid[:5], 16)
    return "".join(_REF[number >> shift & 31] for shift in (15, 10, 5, 0))


_SORTS = ("Exits", "Reversals", "Withdrawn", "Threats")


def _sort(act: Act) -> str:
    if act.rejected or act.withdrawn:
        return "Withdrawn"
    if act.stage is Stage.REVERSED:
        return "Reversals"
    return "Threats" if act.kind is Kind.THREAT else "Exits"


def _order(act: Act) -> tuple[int, int, float, int]:
    return (_SORTS.index(_sort(act)), -act.stage.rank, -act.changed_at.timestamp(), act.id)


def _reason(destination: Destination) -> str:
    schedule = destination.schedule
    times = " and ".join(f"{at:%H:%M}" for at in schedule.times)
    when = {
        Cadence.INSTANT: "as soon as something happens",
        Cadence.HOURLY: "every hour",
        Cadence.DAILY: f"every day at {times} {schedule.zone}",
        Cadence.WEEKLY: f"every {WEEKDAYS[schedule.weekday]} at {times} {schedule.zone}",
    }[schedule.cadence]
    names = ((Kind.ACT, "exits from treaties"), (Kind.THREAT, "threats to leave one"))
    what = " and ".join(name for kind, name in names if kind in destination.kinds)
    narrowed = f" that match {short(destination.query, 120)}" if destination.query else ""
    return f"The destination “{short(destination.name, 60)}” asks for {what or 'treaty exits'}{narrowed}, {when}."


def silence_lines(silence: Silence, zone: str, now: datetime) -> tuple[str, ...]:
    """`Silence` in sentences: the first always says how many feeds are watched and how many of them fail."""
    watched = f"{_count(silence.feeds, 'feed')} watched"
    lines = [f"{watched}, {len(silence.failing) or 'none'} failing."]
    lines += _notes("Failing", silence.failing, zone, now)
    lines += _notes("Quiet", silence.quiet, zone, now)
    lines += _notes("Gap", tuple((gap, None, "") for gap in silence.gaps), zone, now)
    if silence.merged:
        lines.append(f"{_count(silence.merged, 'story', 'stories')} joined an act already told.")
    if silence.deferred:
        lines.append(f"{_count(silence.deferred, 'message')} not delivered yet, to be tried again.")
    return tuple(lines)


def _notes(what: str, notes: Sequence[FeedNote | tuple[str, datetime | None, str]], zone: str, now: datetime) -> list[str]:
    lines = []
    for title, since, why in notes[:MAX_FEEDS]:
        when = f" since {clock(since, zone, now=now)}" if since else ""
        lines.append(f"{what}: {short(title, 120).rstrip('.')}{when}{f': {short(why, 120)}'.rstrip('.') if why else ''}.")
    if len(notes) > MAX_FEEDS:
        lines.append(f"{what}: {len(notes) - MAX_FEEDS} more.")
    return lines


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
