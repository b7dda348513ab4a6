"""/s/{token}: what a subscriber gets, and all that its reader may do: change, pause, export, erase.

GET changes nothing (docs/faults.md 131). The POSTs carry no cookie, login or CSRF token: the signed token in
the path, 128 bits of HMAC, is what authorises them, for one destination (docs/faults.md 137).
"""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from monitor.errors import UsageError
from monitor.model import MAIN
from monitor.service import Service, asking, public_treaties, subscriber_export, subscribers
from monitor.web.answers import data
from monitor.web.parameters import only
from monitor.web.subscribers import fields, queries
from monitor.web.subscribers.frame import own_page
from monitor.web.subscribers.visit import Act, Visit, posted, shown
from monitor.web.subscribers.words import query_words, when_words


def router(service: Service) -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter(dependencies=[Depends(only("done"))])
    _add(routes, service, "/s/{token}", _overview, _change)
    _add(routes, service, "/s/{token}/query", queries.new, queries.save)
    _add(routes, service, "/s/{token}/query/{number}", queries.edit, queries.save)
    _add(routes, service, "/s/{token}/export", _export, None)
    _add(routes, service, "/s/{token}/erase", _ask_to_erase, _erase)
    return routes


def _add(routes: APIRouter, service: Service, path: str, show: Act, act: Act | None) -> None:
    """Adds what an address shows, and what its form does."""

    @routes.get(path)
    def get(token: str, request: Request) -> Response:
        return shown(service, request, show)

    if act is None:
        return

    @routes.post(path)
    async def post(token: str, request: Request) -> Response:
        return await posted(service, request, act)


def _overview(visit: Visit) -> Response:
    service, destination, say = visit.service, visit.destination, visit.say
    subscriber = subscribers.shown(service, destination, say)
    schedule, namer = destination.schedule, public_treaties.namer(service, say)
    lines = [
        (
            saved,
            say("web.subscriber.main") if saved.name == MAIN else saved.name,
            query_words(saved, namer),
            queries.preview_words(sent, say),
        )
        for saved, sent in asking.forecasts(service, destination)
    ]
    return visit.page(
        "overview",
        say("web.subscriber"),
        subscriber=subscriber,
        destination=destination,
        address=masked(destination.address),
        when=fields.when_options(schedule, destination.reader, say),
        when_now=when_words(schedule, say),
        queries=lines,
        most=asking.MOST_QUERIES,
        is_saved=visit.is_saved,
    )


def _change(visit: Visit) -> Response:
    """What one of the forms of the overview asks for. Raises `UsageError`."""
    service, destination, form = visit.service, visit.destination, visit.form
    match visit.does:
        case "when":
            schedule = fields.schedule_of(form, destination.schedule)
            reader = fields.reader_of(form, destination.reader)
            subscribers.change_when(service, destination, schedule, reader)
        case "pause":
            subscribers.pause(service, destination)
        case "go-on":
            subscribers.go_on(service, destination)
        case "undo":
            subscribers.set_choice_back(service, destination, fields.text(form, "act"))
        case _:
            raise UsageError("There is no such button.")
    return visit.saved()


def _export(visit: Visit) -> Response:
    record = subscriber_export.record(visit.service, visit.destination)
    name = {"Content-Disposition": 'attachment; filename="treaty-monitor-my-data.json"'}
    return Response(data(record), 200, name, "application/json")


def _ask_to_erase(visit: Visit) -> Response:
    return visit.page("erase", visit.say("web.erase"))


def _erase(visit: Visit) -> Response:
    subscribers.erase(visit.service, visit.destination)
    return own_page("erased", visit.say, visit.say("web.erase.done"))


def masked(address: str) -> str:
    """An address that its owner knows again and others do not read: `a…@press.example`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
