"""One visit of the page behind a signed link, a subscriber's or a team's: the destination that it names, and
the form that was sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter
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

DONE = ("saved", "mailed")
_FIELDS = ("do", "act", *fields.WHEN, *fields.QUERY, *fields.OWN_WORDS)


@dataclass(frozen=True, slots=True)
class Place:
    """The pages behind one sort of signed links.

    `of_link`: the destination of a link, None if it means nothing; `nobody`, `back`: the strings that say
    that, and that lead to the first of the pages.
    """

    root: str
    of_link: Callable[[Service, str], Destination | None]
    nobody: str
    back: str


SUBSCRIBERS = Place("/s", subscribers.of_link, "web.subscriber.none", "web.subscriber.back")


@dataclass(frozen=True, slots=True)
class Visit:
    """What a subscriber or a team asks for. `names`: the parts of the address."""

    place: Place
    service: Service
    destination: Destination
    token: str
    say: Language
    names: Mapping[str, str]
    form: fields.Form = field(default_factory=dict)
    follows: str = ""  # a form that was saved, or had a mail sent: see DONE

    @property
    def home(self) -> str:
        """The address of the first page, which the others begin with."""
        return f"{self.place.root}/{self.token}"

    @property
    def does(self) -> str:
        """Which button of the form was pressed."""
        return fields.text(self.form, "do")

    @property
    def number(self) -> int | None:
        """The id that the address ends in; None without one, or for a text that is none."""
        text = self.names.get("number", "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None

    def page(self, template: str, title: str, status: int = 200, **values: object) -> Response:
        """A page."""
        common = {"home": self.home, "back": self.say(self.place.back)}
        return own_page(template, self.say, title, status, values=common | values)

    @property
    def address(self) -> str:
        """The mail address as the page shows it."""
        return subscribers.masked(self.destination.address)

    def done(self, what: str) -> Response:
        """Leads to the first page, which says what was done, one of DONE."""
        return RedirectResponse(f"{self.home}?lang={self.say.code}&done={what}", 303)

    def saved(self) -> Response:
        """Leads to the first page, which says that something was saved."""
        return self.done("saved")


Show = Callable[[Visit], Response]
# What takes long, such as a message that is sent, is awaited.
Act = Callable[[Visit], Response | Awaitable[Response]]


def add(
    routes: APIRouter, place: Place, service: Service, path: str, show: Show, act: Act | None = None
) -> None:
    """Adds what an address of this place shows, and what its form does."""
    whole = f"{place.root}/{{token}}{path}"

    @routes.get(whole)
    def get(request: Request) -> Response:
        return _shown(place, service, request, show)

    if act is None:
        return

    @routes.post(whole)
    async def post(request: Request) -> Response:
        return await _posted(place, service, request, act)


def _shown(place: Place, service: Service, request: Request, show: Show) -> Response:
    """The answer to a GET."""
    visit = _visit(place, service, request, {})
    return _nobody(place, request) if visit is None else show(visit)


async def _posted(place: Place, service: Service, request: Request, act: Act) -> Response:
    """The answer to a form."""
    body = await bodies.body(request)
    if body is None:
        return too_large(request)
    form = bodies.lists(body, _FIELDS, fields.MOST_FIELDS)
    answer = await run_in_threadpool(_acted, place, service, request, form, act)
    return answer if isinstance(answer, Response) else await answer


def _acted(
    place: Place, service: Service, request: Request, form: fields.Form, act: Act
) -> Response | Awaitable[Response]:
    say = say_of(request)
    if sender(request, service.config) is Sender.OTHER:  # the secret in its address is what others lack
        return problem(request, 403, say("web.subscribe.foreign"))
    visit = _visit(place, service, request, form)
    if visit is None:
        return _nobody(place, request)
    try:
        return act(visit)
    except UsageError:
        return problem(request, 400, say("web.subscribe.invalid"))


def _visit(place: Place, service: Service, request: Request, form: fields.Form) -> Visit | None:
    """None for a link that means nothing."""
    names = dict(request.path_params)
    token = names.pop("token")
    destination = place.of_link(service, token)
    if destination is None:
        return None
    is_asked = request.query_params.get("lang", "").lower() in LANGUAGES
    say = say_of(request) if is_asked else language(destination.reader)
    done = request.query_params.get("done", "")
    return Visit(place, service, destination, token, say, names, form, done if done in DONE else "")


def _nobody(place: Place, request: Request) -> Response:
    return problem(request, 404, say_of(request)(place.nobody))
