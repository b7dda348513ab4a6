"""/subscribe: anybody asks for messages by mail. Off until `web.sign_up` is on.

The answer to a form is the same, and takes the same time, for an address that is known, unknown, suppressed
or not yet confirmed: nothing is looked up here (docs/faults.md 133).
"""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.errors import UsageError
from monitor.model import DAILY, SavedQuery, Wanted
from monitor.service import Service, signing_up
from monitor.web import bodies
from monitor.web.answers import not_here, problem, too_large
from monitor.web.origins import Sender, sender
from monitor.web.parameters import only
from monitor.web.speech import say_of
from monitor.web.subscribers import fields
from monitor.web.subscribers.frame import own_page
from monitor.wording import Language

PATH = "/subscribe"
# A page without a secret in its address: its own forms say where they come from.
HEADERS = {"Referrer-Policy": "same-origin"}
_TRAP = "website"  # a field that people do not see, and programs fill in
_FIELDS = ("address", _TRAP, *fields.QUERY, *fields.WHEN)


def router(service: Service) -> APIRouter:
    """The routes of the form."""
    routes = APIRouter()

    @routes.get(PATH, dependencies=[Depends(only(*fields.QUERY))])
    def ask(request: Request) -> Response:
        """The form; what its address asks for is chosen in it, such as `?countries=HU&topics=trade`."""
        if not signing_up.is_open(service):
            return not_here(request)
        say = say_of(request)
        named = {name: request.query_params.getlist(name) for name in fields.QUERY}
        wanted = _proposed(say)
        return _form(service, say, replace(wanted, query=fields.proposed(service, named, wanted.query)))

    @routes.post(PATH)
    async def sign_up(request: Request) -> Response:
        """Takes an address; the reader looks into the mailbox next."""
        if not signing_up.is_open(service):
            return not_here(request)
        body = await bodies.body(request)
        if body is None:
            return too_large(request)
        form = bodies.lists(body, _FIELDS, fields.MOST_FIELDS)
        return await run_in_threadpool(_signed_up, service, request, form)

    @routes.get(f"{PATH}/sent", dependencies=[Depends(only())])
    def sent(request: Request) -> Response:
        """What to do next."""
        if not signing_up.is_open(service):
            return not_here(request)
        say = say_of(request)
        days = say.count("sign_up.days", signing_up.DAYS)
        return own_page("sent", say, say("web.subscribe.sent"), values={"days": days})

    return routes


def _signed_up(service: Service, request: Request, form: fields.Form) -> Response:
    say = say_of(request)
    if sender(request, service.config) is not Sender.OWN:
        return problem(request, 403, say("web.subscribe.foreign"))
    address = fields.text(form, "address")
    wanted = _proposed(say)
    try:
        wanted = Wanted(
            fields.query_of(service, form, SavedQuery()),
            fields.schedule_of(form, wanted.schedule),
            fields.reader_of(form, wanted.reader),
        )
    except fields.NothingAskedFor:
        return _again(service, say, wanted, address, say("web.wanted.kinds.none"))
    except UsageError:
        return problem(request, 400, say("web.subscribe.invalid"))
    client = request.client.host if request.client else ""
    try:
        is_taken = bool(fields.text(form, _TRAP)) or signing_up.sign_up(service, address, wanted, client)
    except UsageError:
        return _again(service, say, wanted, address, say("web.subscribe.address.wrong"))
    if not is_taken:
        return problem(request, 429, say("web.subscribe.many"), {"Retry-After": "3600"})
    return RedirectResponse(f"{PATH}/sent?lang={say.code}", 303)


def _again(service: Service, say: Language, wanted: Wanted, address: str, wrong: str) -> Response:
    """The form with what was entered, and what is wrong with it."""
    return _form(service, say, wanted, 422, address=address, wrong=wrong)


def _form(
    service: Service, say: Language, wanted: Wanted, status: int = 200, *, address: str = "", wrong: str = ""
) -> Response:
    values = {
        "options": fields.query_options(service, wanted.query, say),
        "when": fields.when_options(wanted.schedule, wanted.reader, say),
        "trap": _TRAP,
        "address": address,
        "wrong": wrong,
    }
    return own_page("subscribe", say, say("web.subscribe"), status, HEADERS, values, PATH)


def _proposed(say: Language) -> Wanted:
    """What the form proposes to a reader of this language."""
    zone = fields.ZONES.get(say.code, DAILY.zone)
    return Wanted(schedule=fields.in_zone(DAILY, zone), reader=say.code)
