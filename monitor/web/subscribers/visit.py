"""One visit of a subscriber's page: the destination that the link names, and the form that was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.errors import UsageError
from monitor.model import Destination
from monitor.service import Service, subscribers
from monitor.web import bodies
from monitor.web.answers import problem, too_large
from monitor.web.origins import Sender, sender
from monitor.web.speech import say_of
from monitor.web.subscribers import fields
from monitor.web.subscribers.frame import own_page
from monitor.wording import LANGUAGES, Language, language

_FIELDS = ("do", "act", *fields.WHEN, *fields.QUERY, *fields.OWN_WORDS)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a subscriber asks for. `names`: the parts of the address."""

    service: Service
    destination: Destination
    token: str
    say: Language
    names: Mapping[str, str]
    form: fields.Form = field(default_factory=dict)
    is_saved: bool = False  # the page follows a form that was saved

    @property
    def does(self) -> str:
        """Which button of the form was pressed."""
        return fields.text(self.form, "do")

    def page(self, template: str, title: str, status: int = 200, **values: object) -> Response:
        """A page."""
        return own_page(template, self.say, title, status, values={"token": self.token} | values)

    def saved(self) -> Response:
        """Leads to the subscriber's page, which says that something was saved."""
        return RedirectResponse(f"/s/{self.token}?lang={self.say.code}&done=saved", 303)


Act = Callable[[Visit], Response]


def shown(service: Service, request: Request, show: Act) -> Response:
    """The answer to a GET."""
    visit = _visit(service, request, {})
    return _nobody(request) if visit is None else show(visit)


async def posted(service: Service, request: Request, act: Act) -> Response:
    """The answer to a form."""
    body = await bodies.body(request)
    if body is None:
        return too_large(request)
    form = bodies.lists(body, _FIELDS, fields.MOST_FIELDS)
    return await run_in_threadpool(_acted, service, request, form, act)


def _acted(service: Service, request: Request, form: fields.Form, act: Act) -> Response:
    say = say_of(request)
    if sender(request, service.config) is Sender.OTHER:  # the secret in its address is what others lack
        return problem(request, 403, say("web.subscribe.foreign"))
    visit = _visit(service, request, form)
    if visit is None:
        return _nobody(request)
    try:
        return act(visit)
    except UsageError:
        return problem(request, 400, say("web.subscribe.invalid"))


def _visit(service: Service, request: Request, form: fields.Form) -> Visit | None:
    """None for a link that means nothing."""
    names = dict(request.path_params)
    token = names.pop("token")
    destination = subscribers.of_link(service, token)
    if destination is None:
        return None
    is_asked = request.query_params.get("lang", "").lower() in LANGUAGES
    say = say_of(request) if is_asked else language(destination.reader)
    is_saved = request.query_params.get("done") == "saved"
    return Visit(service, destination, token, say, names, form, is_saved)


def _nobody(request: Request) -> Response:
    return problem(request, 404, say_of(request)("web.subscriber.none"))
