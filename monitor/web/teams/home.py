"""/team/{token}: what a team sees and changes of the destination that it has connected.

GET changes nothing (docs/faults.md 131). The POSTs carry no cookie; the signed token in the path, 128 bits of
HMAC, is what authorises them, for one destination (docs/faults.md 137). Its address and its secret are never
shown whole.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from monitor import channels
from monitor.errors import UsageError
from monitor.model import Outcome
from monitor.service import Service, arrivals, deliveries, destinations, invitations, subscribers, teams
from monitor.service.teams import TooMany
from monitor.sign import public_key
from monitor.web.parameters import only
from monitor.web.subscribers import queries
from monitor.web.subscribers.frame import own_page
from monitor.web.subscribers.overview import asked_for, change_when
from monitor.web.subscribers.visit import Place, Visit, add
from monitor.web.teams.words import came_to, channel_label, local_time

if TYPE_CHECKING:
    from monitor.service.deliveries import Delivery

TEAMS = Place("/team", invitations.connected_by, "web.team.none", "web.team.back")
SHOWN = 20  # messages of a page


def router(service: Service) -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter(dependencies=[Depends(only("done"))])
    add(routes, TEAMS, service, "", _overview, _change)
    add(routes, TEAMS, service, "/older/{number}", _older)
    add(routes, TEAMS, service, "/message/{number}", _message, _replay)
    add(routes, TEAMS, service, "/query", queries.new, queries.save)
    add(routes, TEAMS, service, "/query/{number}", queries.edit, queries.save)
    add(routes, TEAMS, service, "/secret", _ask_for_secret, _new_secret)
    add(routes, TEAMS, service, "/remove", _ask_to_remove, _remove)
    return routes


# ---------------------------------------------------------------- the first page


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a button. `answer`: that of the service, in English."""

    text: str = ""
    answer: str = ""
    is_wrong: bool = False


NOTHING_TOLD = Told()


def _overview(visit: Visit, status: int = 200, told: Told = NOTHING_TOLD) -> Response:
    service, destination, say = visit.service, visit.destination, visit.say
    return visit.page(
        "team",
        say("web.team", name=destination.name),
        status,
        destination=destination,
        channel=channel_label(destination.channel, say),
        signs=channels.stored(destination.channel).signs,
        address=arrivals.shown_address(service, destination),
        state=teams.state(destination),
        told=told,
        **_messages(visit),
        **asked_for(visit),
    )


def _messages(visit: Visit, before: int | None = None) -> dict[str, Any]:
    """The values of the table of messages."""
    sent = teams.messages(visit.service, visit.destination, SHOWN, before)
    schedule = visit.destination.schedule
    return {
        "messages": [
            (delivery, local_time(delivery.message.created_at, schedule)) for delivery in sent.messages
        ],
        "older": sent.older,
        "is_older": before is not None,
        "zone": schedule.zone,
    }


def _older(visit: Visit) -> Response:
    before = visit.number
    if before is None:
        return _gone(visit)
    return visit.page("team_messages", visit.say("web.team.messages"), **_messages(visit, before))


def _change(visit: Visit) -> Response | Awaitable[Response]:
    """What one of the forms of the first page asks for. Raises `UsageError`."""
    service, destination = visit.service, visit.destination
    match visit.does:
        case "test":
            return _tested(visit)
        case "when":
            change_when(visit)
        case "pause":
            subscribers.pause(service, destination)
        case "go-on":
            teams.go_on(service, destination)
        case _:
            raise UsageError("There is no such button.")
    return visit.saved()


async def _tested(visit: Visit) -> Response:
    """Sends a test message, and shows what came of it."""
    say = visit.say
    try:
        attempt = await teams.send_test(visit.service, visit.destination)
    except TooMany:
        return await run_in_threadpool(_overview, visit, 429, Told(say("web.team.many"), is_wrong=True))
    is_sent = attempt.outcome is Outcome.SENT
    text = say("web.team.test.sent" if is_sent else "web.team.test.failed")
    told = Told(text, "" if is_sent else attempt.words, is_wrong=not is_sent)
    return await run_in_threadpool(_overview, visit, 200 if is_sent else 502, told)


# ---------------------------------------------------------------- one message


def _message(visit: Visit, status: int = 200, told: Told = NOTHING_TOLD) -> Response:
    delivery, schedule, say = _named(visit), visit.destination.schedule, visit.say
    if delivery is None:
        return _gone(visit)
    message = delivery.message
    return visit.page(
        "team_message",
        say("web.team.message", ref=message.ref),
        status,
        delivery=delivery,
        written=local_time(message.created_at, schedule),
        next_try=local_time(message.next_at, schedule),
        ended=local_time(delivery.ended_at, schedule),
        attempts=[
            (logged, local_time(logged.at, schedule), came_to(logged.attempt.outcome, say))
            for logged in delivery.attempts
        ],
        can_replay=message.state in deliveries.RETRIED,
        told=told,
        zone=schedule.zone,
    )


def _replay(visit: Visit) -> Response:
    """Sends one message again."""
    delivery, say = _named(visit), visit.say
    if delivery is None:
        return _gone(visit)
    try:
        held = teams.replay(visit.service, visit.destination, delivery)
    except TooMany:
        return _message(visit, 429, Told(say("web.team.many"), is_wrong=True))
    except UsageError:
        return _message(visit, 409, Told(say("web.team.replay.refused"), is_wrong=True))
    return _message(visit, told=Told(say("web.team.replay.held" if held else "web.team.replay.done")))


def _named(visit: Visit) -> Delivery | None:
    number = visit.number
    return None if number is None else teams.message(visit.service, visit.destination, number)


def _gone(visit: Visit) -> Response:
    return visit.page("gone", visit.say("web.team.message.none"), 404)


# ---------------------------------------------------------------- secret, end


def _ask_for_secret(visit: Visit) -> Response:
    if not channels.stored(visit.destination.channel).signs:
        return _gone(visit)
    return visit.page("team_secret", visit.say("web.team.secret"), secret="", many=False)


def _new_secret(visit: Visit) -> Response:
    """Shows the new secret, or the public key of a new key pair, this once. Raises `UsageError`."""
    title = visit.say("web.team.secret")
    try:
        rotated = teams.rotate_secret(visit.service, visit.destination)
    except TooMany:
        return visit.page("team_secret", title, 429, secret="", many=True)
    shown = public_key(rotated.secret) or rotated.secret
    until = local_time(rotated.until, visit.destination.schedule)
    zone = visit.destination.schedule.zone
    return visit.page("team_secret", title, secret=shown, until=f"{until} {zone}", many=False)


def _ask_to_remove(visit: Visit) -> Response:
    return visit.page("team_remove", visit.say("web.team.remove", name=visit.destination.name))


def _remove(visit: Visit) -> Response:
    destinations.remove(visit.service, visit.destination.name)
    return own_page("team_removed", visit.say, visit.say("web.team.removed"))
