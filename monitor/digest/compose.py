"""Acts -> Digest."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.digest.items import item
from monitor.digest.values import Counts, Digest, Form, Group, Item, PossibleExits, Silence
from monitor.digest.words import clock, day, plain, short
from monitor.model import (
    Act,
    ActStories,
    Alert,
    Cadence,
    Destination,
    FirstMessage,
    Kind,
    Reason,
    Stage,
    Uncovered,
)
from monitor.names import language_name
from monitor.wording import ENGLISH, Language

MAX_LANGUAGES = 3  # that no rules read, named in a digest
MAX_GAPS = 2  # named in a digest; the list of feeds is the operator's
GAP_COLUMNS = 90

NO_SILENCE = Silence()
NO_POSSIBLE = PossibleExits()
NO_FIRST: Mapping[int, FirstMessage] = {}
NO_STORIES: Mapping[int, ActStories] = {}
# an act, its stories, why it is told, the zone, now, the first message about it -> what is told of it
Shape = Callable[[Act, ActStories, tuple[Reason, ...], str, datetime, FirstMessage | None], Item]
_REF = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def build(
    destination: Destination,
    acts: Sequence[Act],
    alerts: Sequence[Alert] = (),
    *,
    stories: Mapping[int, ActStories] = NO_STORIES,
    now: datetime,
    ref: str,
    sequence: int,
    silence: Silence = NO_SILENCE,
    since: datetime | None = None,
    unsubscribe_url: str | None = None,
    unsubscribe_mailto: str | None = None,
    first: Mapping[int, FirstMessage] = NO_FIRST,
    possible: PossibleExits = NO_POSSIBLE,
    say: Language = ENGLISH,
    shape: Shape = item,
) -> Digest:
    """The digest of `acts` for one destination, an alert when its cadence is instant, a sign of life when
    there are none and no possible exits either.

    `alerts` are those of the range (cursor, cut]; `stories` those of each act, by its id. `since` is where
    the period begins (default: the last composed message, else the destination's first day). Every act given
    is told: choosing them is the pipeline's. Exits come first, by rank, then reversals, then what is
    withdrawn, then threats; the newest first among equals. `first` holds, by act, the first message about it
    that the destination got, of acts that are not new to it. `shape` makes an item of an
    act: who builds for many destinations gives one that remembers; it must speak the language `say`, too.
    """
    zone = destination.schedule.zone
    reasons: dict[int, list[Reason]] = {}
    for alert in alerts:
        reasons.setdefault(alert.act, []).append(alert.reason)
    told = sorted(acts, key=_order)
    sorts = [_sort(act) for act in told]
    items = [
        shape(
            act,
            stories.get(act.id, ActStories()),
            tuple(dict.fromkeys(reasons.get(act.id, ()))),
            zone,
            now,
            first.get(act.id),
        )
        for act in told
    ]
    begin = since or destination.composed_at or destination.created_at
    instant = destination.schedule.cadence is Cadence.INSTANT
    base = _envelope(destination, say, now=now, ref=ref, sequence=sequence, silence=silence)
    base = replace(base, since=begin, unsubscribe_url=unsubscribe_url, unsubscribe_mailto=unsubscribe_mailto)
    if not told and not possible.count:
        title = say(
            "heartbeat", feeds=say.count("feeds", silence.feeds), failing=len(silence.failing) or say("none")
        )
        return replace(
            base, form=Form.HEARTBEAT, title=title, lead=(_alive(destination, now, say),), coverage=()
        )
    return replace(
        base,
        possible=possible,
        period=base.period
        if instant or begin is None
        else say("period", begin=clock(begin, zone, now=now, say=say), end=base.period),
        thread=tuple(dict.fromkeys(one.follows.wid for one in items if one.follows)),
        counts=Counts(**{name: sorts.count(name) for name in _SORTS}),
        groups=tuple(
            Group(say(f"group.{name}"), found)
            for name in _SORTS
            if (found := tuple(_of_sort(name, sorts, items)))
        ),
    )


def _of_sort(name: str, sorts: Sequence[str], items: Sequence[Item]) -> list[Item]:
    return [item for sort, item in zip(sorts, items, strict=True) if sort == name]


def trial(
    destination: Destination,
    *,
    now: datetime,
    ref: str,
    sequence: int = 0,
    silence: Silence = NO_SILENCE,
    say: Language = ENGLISH,
) -> Digest:
    """The message of `destinations test`."""
    base = _envelope(destination, say, now=now, ref=ref, sequence=sequence, silence=silence)
    return replace(
        base, form=Form.TEST, title=say("test"), lead=(say("test.this"), say("test.works")), coverage=()
    )


def notice(
    destination: Destination, *, now: datetime, ref: str, reason: str, say: Language = ENGLISH
) -> Digest:
    """To the owner of an endpoint that was disabled (410, Standard Webhooks): what happened and what to do.

    `reason` is an attempt's text, already redacted. The address is not named: a webhook's path is a secret.
    """
    name = short(destination.name, 60)
    when = clock(destination.disabled_at or now, destination.schedule.zone, now=now, say=say)
    lead = (
        say(
            "disabled.why",
            channel=destination.channel,
            name=name,
            when=when,
            reason=short(reason, 200).rstrip("."),
        ),
        say("disabled.kept"),
        "treaty-monitor deliveries list",
        say("disabled.again"),
        f"treaty-monitor destinations enable {shlex.quote(plain(destination.name))}",
    )
    base = _envelope(destination, say, now=now, ref=ref, sequence=0, silence=NO_SILENCE)
    return replace(
        base,
        form=Form.NOTICE,
        title=say("disabled", name=name),
        lead=lead,
        reason=say("disabled.owner", name=name),
    )


def _envelope(
    destination: Destination, say: Language, *, now: datetime, ref: str, sequence: int, silence: Silence
) -> Digest:
    """What every message has; the form is that of the destination's cadence."""
    zone = destination.schedule.zone
    cadence = destination.schedule.cadence
    form = Form.ALERT if cadence is Cadence.INSTANT else Form.DIGEST
    return Digest(
        form=form,
        ref=ref,
        sequence=sequence,
        destination=short(destination.name, 60),
        zone=zone,
        until=now,
        title=say(f"cadence.{cadence.value}"),
        period=clock(now, zone, now=now, say=say),
        day=day(now, zone, say=say),
        cadence=cadence,
        silence=silence,
        coverage=coverage(silence, say) if form is Form.DIGEST and silence.feeds else (),
        reason=_reason(destination, say),
        reader=say.code,
    )


def _alive(destination: Destination, now: datetime, say: Language) -> str:
    begin = destination.last_message_at or destination.created_at
    if begin is None:
        return say("heartbeat.lead")
    return say("heartbeat.lead.since", when=clock(begin, destination.schedule.zone, now=now, say=say))


def short_ref(wid: str) -> str:
    """Four letters and digits for people, from a message's 32 hex digits; none of them looks like another."""
    number = int(wid[:5], 16)
    return "".join(_REF[number >> shift & 31] for shift in (15, 10, 5, 0))


_SORTS = ("exits", "reversals", "withdrawn", "threats")


def _sort(act: Act) -> str:
    if act.rejected or act.withdrawn:
        return "withdrawn"
    if act.stage is Stage.REVERSED:
        return "reversals"
    return "threats" if act.kind is Kind.THREAT else "exits"


def _order(act: Act) -> tuple[int, int, float, int]:
    return (_SORTS.index(_sort(act)), -act.stage.rank, -act.changed_at.timestamp(), act.id)


def _reason(destination: Destination, say: Language) -> str:
    schedule = destination.schedule
    values = {
        "weekday": say.weekdays[schedule.weekday],
        "time": say.listed([f"{at:%H:%M}" for at in schedule.times]),
        "zone": schedule.zone,
    }
    when = say(f"when.{schedule.cadence.value}", **values)
    kinds = [
        say(key)
        for kind, key in ((Kind.ACT, "asks.act"), (Kind.THREAT, "asks.threat"))
        if kind in destination.kinds
    ]
    kinds += [say("asks.possible")] if destination.shows_possible else []
    what = say.listed(kinds) or say("asks.any")
    if destination.query:
        what = say("asks.narrowed", what=what, query=short(destination.query, 120))
    return say("asks", name=short(destination.name, 60), what=what, when=when)


def coverage(silence: Silence, say: Language) -> tuple[str, ...]:
    """What lets a reader trust that nothing else happened, in three lines at most: feeds, what may be
    missing, what is not told here.
    """
    feeds = say(
        "coverage.feeds", feeds=say.count("feeds", silence.feeds), failing=len(silence.failing) or say("none")
    )
    gaps = [short(gap, GAP_COLUMNS).rstrip(".") for gap in silence.gaps]
    missing = say("coverage.gaps", gaps=say.listed(gaps, MAX_GAPS)) if gaps else ""
    joined = say.count("coverage.joined", silence.merged) if silence.merged else ""
    waiting = say.count("coverage.waiting", silence.deferred) if silence.deferred else ""
    lines = (feeds, _together(missing, _uncovered(silence.uncovered, say)), _together(joined, waiting))
    return tuple(line for line in lines if line)


def _together(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _uncovered(uncovered: Sequence[Uncovered], say: Language) -> str:
    """How many stories were in languages that no rules read, and the languages with most of them."""
    if not uncovered:
        return ""
    named = [
        say(
            "coverage.language",
            language=language_name(other.lang, say.code) or other.lang,
            n=other.stories,
            feed=short(other.feed, 40),
        )
        for other in uncovered
    ]
    return say.count(
        "coverage.uncovered",
        sum(other.stories for other in uncovered),
        languages=say.listed(named, MAX_LANGUAGES),
    )
