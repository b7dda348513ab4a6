"""/s/{token}: what a subscriber gets, and all that its reader may do: change, pause, export, erase.

GET changes nothing (docs/faults.md 131). The POSTs carry no cookie, login or CSRF token: the signed token in
the path, 128 bits of HMAC, is what authorises them, for one destination (docs/faults.md 137).
"""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.responses import Response

from monitor.errors import UsageError
from monitor.service import Service, subscriber_export, subscribers
from monitor.web.answers import data
from monitor.web.parameters import only
from monitor.web.subscribers import fields, queries
from monitor.web.subscribers.frame import own_page
from monitor.web.subscribers.overview import asked_for, change_when
from monitor.web.subscribers.visit import SUBSCRIBERS, Visit, add


def router(service: Service) -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter(dependencies=[Depends(only("done"))])
    add(routes, SUBSCRIBERS, service, "", _overview, _change)
    add(routes, SUBSCRIBERS, service, "/query", queries.new, queries.save)
    add(routes, SUBSCRIBERS, service, "/query/{number}", queries.edit, queries.save)
    add(routes, SUBSCRIBERS, service, "/export", _export)
    add(routes, SUBSCRIBERS, service, "/erase", _ask_to_erase, _erase)
    return routes


def _overview(visit: Visit) -> Response:
    service, destination, say = visit.service, visit.destination, visit.say
    subscriber = subscribers.shown(service, destination, say)
    return visit.page(
        "overview",
        say("web.subscriber"),
        subscriber=subscriber,
        destination=destination,
        address=masked(destination.address),
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
