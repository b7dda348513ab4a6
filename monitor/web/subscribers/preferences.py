"""/s/{token}: what a subscriber gets, changes and pauses.

GET changes nothing (docs/faults.md 131). The POSTs carry no cookie, login or CSRF token: the signed token in
the path, 128 bits of HMAC, is what authorises them, for one destination (docs/faults.md 137).
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from monitor.errors import UsageError
from monitor.model import MAIN
from monitor.service import Service, asking, public_treaties, subscribers
from monitor.web.subscribers import fields, own_data, queries
from monitor.web.subscribers.visit import Act, Visit, posted, shown
from monitor.web.subscribers.words import query_words, when_words


def router(service: Service) -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter()
    _add(routes, service, "/s/{token}", _overview, _change)
    _add(routes, service, "/s/{token}/query", queries.new, queries.save)
    _add(routes, service, "/s/{token}/query/{number}", queries.edit, queries.save)
    _add(routes, service, "/s/{token}/export", own_data.export, own_data.ask_for_export)
    _add(routes, service, "/s/{token}/erase", own_data.erase, own_data.ask_for_erasure)
    return routes


def _add(routes: APIRouter, service: Service, path: str, show: Act, act: Act) -> None:
    """Adds what an address shows, and what its form does."""

    @routes.get(path)
    def get(token: str, request: Request) -> Response:
        return shown(service, request, show)

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
        address=visit.address,
        when=fields.when_options(schedule, destination.reader, say),
        when_now=when_words(schedule, say),
        queries=lines,
        most=asking.MOST_QUERIES,
        follows=visit.follows,
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
        case "new-links":
            return own_data.renew_links(visit)
        case _:
            raise UsageError("There is no such button.")
    return visit.done()
