"""Messages to the owner of an endpoint, and to the operator: that it fails, that messages were given up."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from monitor.digest.compose import notice
from monitor.digest.values import Digest
from monitor.digest.words import clock, plain, short
from monitor.model import Destination
from monitor.wording import language

MOST_LETTERS = 10  # dead letters that one report names
MOST_ALARMS = 20  # that one mail names
_NAME = 60  # characters of a destination's name
_REASON = 200


def warning(
    destination: Destination,
    *,
    now: datetime,
    ref: str,
    reason: str,
    since: datetime,
    dead: int,
    percent: int,
    page: str = "",
) -> Digest:
    """To the owner of an endpoint at which nothing has arrived since `since`: `dead` messages were given up,
    and it is so many `percent` of the way to being disabled.

    `reason` is the last attempt's text, already redacted. The address is not named. `page`: the address of
    the page of the team that connected it, which takes the place of commands.
    """
    say = language(destination.reader)
    zone, name = destination.schedule.zone, short(destination.name, _NAME)
    commands = (
        say("failing.do"),
        _command("deliveries list --destination", destination),
        _command("destinations test", destination),
    )
    lead = (
        say(
            "failing.why",
            channel=destination.channel,
            name=name,
            when=clock(since, zone, now=now, say=say),
            dead=say.count("failing.dead", dead),
            reason=short(reason, _REASON).rstrip("."),
        ),
        say("failing.next", percent=percent),
        *((say("team.failing"),) if page else commands),
    )
    base = notice(destination, now=now, ref=ref, reason=reason, page=page)
    return replace(base, title=say("failing", name=name), lead=lead)


def dead_letters(
    destination: Destination,
    letters: Sequence[tuple[str, str]],
    *,
    count: int,
    since: datetime,
    now: datetime,
    ref: str,
    kept: int = 0,
) -> Digest:
    """To the operator: `count` messages to this destination were given up since `since`. For `kept` of them
    the endpoint was gone: they go out when the destination is enabled.

    `letters`: reference and reason, already redacted, of the newest ones.
    """
    say = language(destination.reader)
    zone, name = destination.schedule.zone, short(destination.name, _NAME)
    facts = {"channel": destination.channel, "name": name, "when": clock(since, zone, now=now, say=say)}
    if kept == count:
        title, why = say.count("kept", count, name=name), say.count("kept.why", count, **facts)
    else:
        title, why = say.count("dead", count, name=name), say.count("dead.why", count, **facts)
    lead = (
        why,
        *(f"#{reference}: {short(answer, _REASON)}" for reference, answer in letters[:MOST_LETTERS]),
        *_what_to_do(destination, count, kept),
    )
    base = notice(destination, now=now, ref=ref, reason="")
    return replace(base, title=title, lead=lead, reason=say("dead.operator"))


def _what_to_do(destination: Destination, count: int, kept: int) -> list[str]:
    """The commands that send dead letters again, and those that are kept."""
    say = language(destination.reader)
    enable = _command("destinations enable", destination)
    if kept == count:
        return [say("disabled.again"), enable]
    again = [
        say("dead.again"),
        _command("deliveries list --state dead --destination", destination),
        _command("deliveries retry --all --destination", destination),
    ]
    return [*again, say.count("kept.some", kept), enable] if kept else again


class Trouble(Protocol):
    """An alarm: what is wrong, and since when."""

    @property
    def text(self) -> str: ...
    @property
    def since(self) -> datetime: ...


def alarms(
    operator: Destination, begun: Sequence[Trouble], ended: Sequence[Trouble], *, now: datetime, ref: str
) -> Digest:
    """To the operator: what has failed several times in succession or is overdue, and what is over."""
    say = language(operator.reader)
    lines = [*_lines("alarm.begun", begun, operator, now), *_lines("alarm.ended", ended, operator, now)]
    more = [say.count("others", len(lines) - MOST_ALARMS)] if len(lines) > MOST_ALARMS else []
    look = (say("alarm.look"), "treaty-monitor doctor") if begun else ()
    title = say.count("alarm", len(begun)) if begun else say.count("alarm.over", len(ended))
    base = notice(operator, now=now, ref=ref, reason="")
    return replace(base, title=title, lead=(*lines[:MOST_ALARMS], *more, *look), reason=say("dead.operator"))


def _lines(key: str, troubles: Sequence[Trouble], operator: Destination, now: datetime) -> list[str]:
    """A line for each trouble, the oldest first."""
    say, zone = language(operator.reader), operator.schedule.zone
    return [
        say(key, text=short(trouble.text, _REASON), when=clock(trouble.since, zone, now=now, say=say))
        for trouble in sorted(troubles, key=lambda trouble: trouble.since)
    ]


def _command(words: str, destination: Destination) -> str:
    return f"treaty-monitor {words} {shlex.quote(plain(destination.name))}"
