"""Export, erasure and new links: asked for on the page of a subscriber, done by a link that is mailed.

/s/{token}/export and /s/{token}/erase have the mail sent; /own/{token} is the page behind its link. GET
changes nothing (docs/faults.md 131): the link is used up by the POST, which its signed token authorises.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from monitor.model import Own
from monitor.service import Service, own_data, subscribers
from monitor.service.own_data import Asked
from monitor.service.subscribers import State
from monitor.web.answers import data, problem
from monitor.web.origins import Sender, sender
from monitor.web.parameters import only
from monitor.web.speech import say_of
from monitor.web.subscribers.frame import own_page
from monitor.web.subscribers.visit import Visit
from monitor.wording import LANGUAGES, Language, language


def router(service: Service) -> APIRouter:
    """The routes of the page behind the link of a mail."""
    routes = APIRouter(dependencies=[Depends(only())])

    @routes.get("/own/{token}")
    def show(token: str, request: Request) -> Response:
        """What the link does, and one button."""
        asked = own_data.asked(service, token)
        if asked is None:
            return _over(say_of(request))
        say = _say(request, asked)
        stays = asked.what is Own.ERASE and bool(own_data.of_operator(service, asked.destination))
        title = say(f"web.{asked.what.value}")
        return own_page(f"own_{asked.what.value}", say, title, values={"token": token, "stays": stays})

    @routes.post("/own/{token}")
    def do(token: str, request: Request) -> Response:
        """Exports or erases, once."""
        say = say_of(request)
        if sender(request, service.config) is Sender.OTHER:  # the secret in its address is what others lack
            return problem(request, 403, say("web.subscribe.foreign"))
        asked = own_data.asked(service, token)
        if asked is None:
            return _over(say)
        if asked.what is Own.EXPORT:
            return _exported(service, say, asked)
        own_data.erase(service, asked)
        return own_page("erased", _say(request, asked), say("web.erase.done"))

    return routes


def _say(request: Request, asked: Asked) -> Language:
    """The language that the address asks for, or that of the reader's messages."""
    is_chosen = request.query_params.get("lang", "").lower() in LANGUAGES
    return say_of(request) if is_chosen else language(asked.destination.reader)


def _exported(service: Service, say: Language, asked: Asked) -> Response:
    record = own_data.exported(service, asked)
    if record is None:
        return _over(say)
    name = {"Content-Disposition": 'attachment; filename="treaty-monitor-my-data.json"'}
    return Response(data(record), 200, name, "application/json")


def _over(say: Language) -> Response:
    return own_page("own_over", say, say("web.confirm.over"), 404)


# ---------------------------------------------------------------- asked for


def export(visit: Visit) -> Response:
    """What the export has, and a button that has the mail sent."""
    return _page(visit, "export")


def erase(visit: Visit) -> Response:
    """What is erased, and a button that has the mail sent."""
    return _page(visit, "erase")


def _page(visit: Visit, what: str) -> Response:
    return visit.page(
        what,
        visit.say(f"web.{what}"),
        address=visit.address,
        can_mail=subscribers.state(visit.service, visit.destination) is not State.BARRED,
        can_erase=what == "erase" and bool(own_data.erasable(visit.service, visit.destination)),
    )


def ask_for_export(visit: Visit) -> Response:
    """Has the mail sent. Raises `UsageError`."""
    return _ask(visit, Own.EXPORT) or visit.done("mailed")


def ask_for_erasure(visit: Visit) -> Response:
    """Has the mail sent. Raises `UsageError`."""
    return _ask(visit, Own.ERASE) or visit.done("mailed")


def renew_links(visit: Visit) -> Response:
    """Ends the links so far, also that of this page, and has new ones mailed. Raises `UsageError`."""
    title = visit.say("web.own.renewed")
    return _ask(visit, Own.LINK) or visit.page("renewed", title, address=visit.address)


def _ask(visit: Visit, what: Own) -> Response | None:
    """None if the mail is on its way."""
    is_asked = own_data.ask(visit.service, visit.destination, what)
    return None if is_asked else visit.page("gone", visit.say("web.own.many"), 429)
