"""/s/{token}: what a subscriber gets, changes and pauses.

GET changes nothing (docs/faults.md 131). The POSTs carry no cookie, login or CSRF token: the signed token in
the path, 128 bits of HMAC, is what authorises them, for one destination (docs/faults.md 137).
"""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.responses import Response

from monitor.errors import UsageError
from monitor.service import Service, subscribers
from monitor.web.parameters import only
from monitor.web.subscribers import fields, own_data, queries
from monitor.web.subscribers.overview import asked_for, change_when
from monitor.web.subscribers.visit import SUBSCRIBERS, Visit, add


def router(service: Service) -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter(dependencies=[Depends(only("done"))])
    add(routes, SUBSCRIBERS, service, "", _overview, _change)
    add(routes, SUBSCRIBERS, service, "/query", queries.new, queries.save)
    add(routes, SUBSCRIBERS, service, "/query/{number}", queries.edit, queries.save)
    add(routes, SUBSCRIBERS, service, "/export", own_data.export, own_data.ask_for_export)
    add(routes, SUBSCRIBERS, service, "/erase", own_data.erase, own_data.ask_for_erasure)
    return routes


def _overview(visit: Visit) -> Response:
    service, destination, say = visit.service, visit.destination, visit.say
    subscriber = subscribers.shown(service, destination, say)
    return visit.page(
        "overview",
        say("web.subscriber"),
        subscriber=subscriber,
        destination=destination,
        address=visit.address,
        **asked_for(visit),
    )


def _change(visit: Visit) -> Response:
    """What one of the forms of the overview asks for. Raises `UsageError`."""
    service, destination, form = visit.service, visit.destination, visit.form
    match visit.does:
        case "when":
            change_when(visit)
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
    return visit.saved()
