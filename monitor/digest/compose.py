"""Builds the Digest (message content) from acts, alerts and the state of the feeds."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.digest.act_summary import ActSummary
from monitor.digest.coverage import coverage
from monitor.digest.summarise import summarise
from monitor.digest.values import Button, Counts, Digest, Form, PossibleExits, Section, Silence
from monitor.digest.words import clock, day, plain, short
from monitor.model import (
    Act,
    ActStories,
    Alert,
    Cadence,
    Destination,
    FirstMessage,
    Grade,
    Kind,
    Reason,
    SavedQuery,
    Stage,
)
from monitor.wording import Language, language

NO_SILENCE = Silence()
NO_POSSIBLE = PossibleExits()
NO_FIRST: Mapping[int, FirstMessage] = {}
NO_STORIES: Mapping[int, ActStories] = {}
# an act, its stories, why it is told, the zone, now, the first message about it, the language -> its summary
SummaryOf = Callable[
    [Act, ActStories, tuple[Reason, ...], str, datetime, FirstMessage | None, Language], ActSummary
]
_REF = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SORTS = ("exits", "reversals", "withdrawn", "threats")  # in the order shown


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
    summary_of: SummaryOf = summarise,
) -> Digest:
    """The digest of `acts` for one destination; an alert when its cadence is instant; a sign of life when
    there are no acts and no possible exits.

    `alerts` are those since the destination's last message; `stories` those of each act, by its id; `first`
    the first message that the destination got about an act, by its id, of acts that it knows. `since` is
    where the period begins (default: the last composed message, else the destination's first day). Every act
    is told: exits first, by rank, then reversals, what is withdrawn, and threats; among equals the newest
    first. `summary_of` may be a function that remembers its summaries. The texts are in the destination's
    language.
    """
    say = language(destination.reader)
    zone = destination.schedule.zone
    begin = since or destination.composed_at or destination.created_at
    base = _envelope(destination, say, now=now, ref=ref, sequence=sequence, silence=silence)
    base = replace(base, since=begin, unsubscribe_url=unsubscribe_url, unsubscribe_mailto=unsubscribe_mailto)
    if not acts and not possible.count:
        return (_empty if destination.empty else _heartbeat)(base, destination, now, say)
    reasons = _reasons(alerts)
    summaries = [
        (
            _sort(act),
            summary_of(
                act,
                stories.get(act.id, ActStories()),
                reasons.get(act.id, ()),
                zone,
                now,
                first.get(act.id),
                say,
            ),
        )
        for act in sorted(acts, key=_order)
    ]
    sorts = [sort for sort, _ in summaries]
    follows = [summary.follows for _, summary in summaries]
    is_instant = destination.schedule.cadence is Cadence.INSTANT
    return replace(
        base,
        possible=possible,
        period=base.period if is_instant or begin is None else _period(base, begin, now, say),
        thread=tuple(dict.fromkeys(message.wid for message in follows if message)),
        counts=Counts(**{sort: sorts.count(sort) for sort in _SORTS}),
        sections=_sections(summaries, say),
    )


def _heartbeat(base: Digest, destination: Destination, now: datetime, say: Language) -> Digest:
    """The sign of life: "Still watching 12 feeds, 1 failing"."""
    silence = base.silence
    feeds, failing = say.count("feeds", silence.feeds), len(silence.failing) or say("none")
    title = say("heartbeat", feeds=feeds, failing=failing)
    return replace(
        base, form=Form.HEARTBEAT, title=title, lead=(_nothing_found(destination, now, say),), coverage=()
    )


def _empty(base: Digest, destination: Destination, now: datetime, say: Language) -> Digest:
    """A digest without acts: since when nothing was found, and what was watched."""
    begin = base.since or now
    lead = say("empty.lead", when=clock(begin, base.zone, now=now, say=say))
    watched = coverage(base.silence, base.zone, now, say)
    return replace(base, period=_period(base, begin, now, say), lead=(lead,), coverage=watched)


def _reasons(alerts: Iterable[Alert]) -> dict[int, tuple[Reason, ...]]:
    """The reasons of the alerts by act, each once."""
    by_act: dict[int, dict[Reason, None]] = {}
    for alert in alerts:
        by_act.setdefault(alert.act, {})[alert.reason] = None
    return {act: tuple(reasons) for act, reasons in by_act.items()}


def _period(base: Digest, begin: datetime, now: datetime, say: Language) -> str:
    return say("period", begin=clock(begin, base.zone, now=now, say=say), end=base.period)


def _sections(summaries: Sequence[tuple[str, ActSummary]], say: Language) -> tuple[Section, ...]:
    """The summaries under the headings of their sorts."""
    by_sort = {sort: [summary for other, summary in summaries if other == sort] for sort in _SORTS}
    return tuple(Section(say(f"section.{sort}"), tuple(acts)) for sort, acts in by_sort.items() if acts)


def trial(
    destination: Destination,
    *,
    now: datetime,
    ref: str,
    sequence: int = 0,
    silence: Silence = NO_SILENCE,
) -> Digest:
    """The message of `destinations test`."""
    say = language(destination.reader)
    base = _envelope(destination, say, now=now, ref=ref, sequence=sequence, silence=silence)
    return replace(
        base, form=Form.TEST, title=say("test"), lead=(say("test.this"), say("test.works")), coverage=()
    )


def notice(destination: Destination, *, now: datetime, ref: str, reason: str, page: str = "") -> Digest:
    """To the owner of an endpoint that was disabled (410, Standard Webhooks): what happened and what to do.

    `reason` is an attempt's text, already redacted. The address is not named: a webhook's path is a secret.
    `page`: the address of the page of the team that connected it, which takes the place of commands.
    """
    say = language(destination.reader)
    name = short(destination.name, 60)
    when = clock(destination.disabled_at or now, destination.schedule.zone, now=now, say=say)
    why = say(
        "disabled.why",
        channel=destination.channel,
        name=name,
        when=when,
        reason=short(reason, 200).rstrip("."),
    )
    commands = (
        say("disabled.kept"),
        f"treaty-monitor deliveries list --destination {shlex.quote(plain(destination.name))}",
        say("disabled.again"),
        f"treaty-monitor destinations enable {shlex.quote(plain(destination.name))}",
    )
    lead = (why, say("team.disabled")) if page else (why, *commands)
    base = _envelope(destination, say, now=now, ref=ref, sequence=0, silence=NO_SILENCE)
    return replace(
        base,
        form=Form.NOTICE,
        title=say("disabled", name=name),
        lead=lead,
        button=Button(say("team.connected.page"), page) if page else None,
        reason=say("disabled.owner", name=name),
    )


def _envelope(
    destination: Destination, say: Language, *, now: datetime, ref: str, sequence: int, silence: Silence
) -> Digest:
    """What every message has. The form is that of the destination's cadence: alert or digest."""
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
        coverage=coverage(silence, zone, now, say) if form is Form.DIGEST and silence.feeds else (),
        reason=_reason(destination, say),
        reader=say.code,
    )


def _nothing_found(destination: Destination, now: datetime, say: Language) -> str:
    begin = destination.last_message_at or destination.created_at
    if begin is None:
        return say("heartbeat.lead")
    return say("heartbeat.lead.since", when=clock(begin, destination.schedule.zone, now=now, say=say))


def message_ref(wid: str) -> str:
    """Four letters and digits for people, from a message's 32 hex digits; no two of them look alike."""
    number = int(wid[:5], 16)
    return "".join(_REF[number >> shift & 31] for shift in (15, 10, 5, 0))


def _sort(act: Act) -> str:
    """Under which heading an act is told, one of `_SORTS`."""
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
        "time": say.joined([f"{at:%H:%M}" for at in schedule.times]),
        "zone": schedule.zone,
    }
    when = _hours(destination, say(f"when.{schedule.cadence.value}", **values), say)
    asked = destination.kinds
    kinds = [
        say(key) for kind, key in ((Kind.ACT, "asks.act"), (Kind.THREAT, "asks.threat")) if kind in asked
    ]
    kinds += [say("asks.possible")] if destination.shows_possible else []
    what = say.joined(kinds) or say("asks.any")
    if len(destination.queries) == 1 and (query := _narrowed(destination.queries[0])):
        what = say("asks.narrowed", what=what, query=short(query, 160))
    elif len(destination.queries) > 1:
        what = say.count("asks.saved", len(destination.queries), what=what)
    return say("asks", name=short(destination.name, 60), what=what, when=when)


def _narrowed(saved: SavedQuery) -> str:
    """The conditions of a saved query in words of no language: "country:HU topic:trade"."""
    words = [f"{name}:{','.join(sorted(values))}" for name, values in saved.conditions if values]
    words += [f"least:{saved.least.value}"] if saved.least is not Grade.PRESS else []
    return " ".join([*words, *([saved.query] if saved.query else [])])


def _hours(destination: Destination, when: str, say: Language) -> str:
    """`when` with the quiet hours and what may break them."""
    schedule = destination.schedule
    if schedule.quiet is None:
        return when
    begin, end = (f"{at:%H:%M}" for at in schedule.quiet)
    zone = "" if schedule.cadence.has_times else f" {schedule.zone}"
    when = say("when.quiet", when=when, begin=begin, end=f"{end}{zone}")
    stages = [say(f"stage.{stage.value}") for stage in Stage if stage in destination.urgent]
    return say("when.urgent", when=when, stages=say("list.comma").join(stages)) if stages else when
