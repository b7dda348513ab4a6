"""The frame of the operator's pages: who is logged in, what a page shows, what a form does.

A `Desk` is an address with what it shows and what its form does. Only who is logged in gets there; a form
has to come from our own pages and carry their token; each change leaves a line that says who did what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.errors import MonitorError, StoreError
from monitor.public import WrongParameter
from monitor.service import Service, operators
from monitor.service.operators import Session
from monitor.web import bodies
from monitor.web.answers import without
from monitor.web.bodies import Sent
from monitor.web.operator.sessions import LOGIN, form_token, has_token, session_of
from monitor.web.origins import Sender, sender
from monitor.web.pages import page
from monitor.web.parameters import check_names
from monitor.web.server import BODY_BYTES
from monitor.web.static import OPERATOR_STYLE, STYLE

# The forms of these pages tell their origin, which `no-referrer` would hide (Fetch, "Origin header").
HEADERS = {"Referrer-Policy": "same-origin"}
SAID = "said"  # the parameter that names what the last form did


class Place(NamedTuple):
    """A line of the navigation."""

    name: str
    path: str


PLACES = [
    Place("Overview", "/operator"),
    Place("Review", "/operator/queue"),
    Place("Acts", "/operator/acts"),
    Place("Feeds", "/operator/feeds"),
    Place("Rules", "/operator/rules"),
    Place("Explain", "/operator/explain"),
    Place("Backtest", "/operator/backtest"),
    Place("Deliveries", "/operator/deliveries"),
    Place("Depositaries", "/operator/sources"),
    Place("Teams", "/operator/invitations"),
]


@dataclass(frozen=True, slots=True)
class Visit:
    """What an operator asks for. `names`: the parts of the address; `query`: its parameters; `sent`: the
    form.
    """

    service: Service
    session: Session
    path: str
    names: Mapping[str, str]
    query: Mapping[str, str]
    sent: Sent = field(default_factory=Sent)

    @property
    def who(self) -> str:
        """The name of the operator."""
        return self.session.name


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its title, its template in `templates/web/operator`, and the values of that. `note`: what was
    done, if a form made the page; `refresh_s`: after how many seconds the browser asks again, 0 for never.
    """

    title: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    status: int = 200
    note: str = ""
    refresh_s: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """A file to be saved."""

    name: str
    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a form did, in words, and the page that follows and shows them; "" if that page says it itself.
    `note`: the words that are kept with the operator's name; the same if it is "".
    """

    text: str
    path: str
    note: str = ""


Show = Callable[[Visit], Page | File]
Act = Callable[[Visit], Page | Done]


@dataclass(frozen=True, slots=True)
class Desk:
    """An address of the operator: what it shows, what its form does. `parameters`: those that it takes;
    `most_bytes`: of its form; `has_file`: whether that may have a file.
    """

    path: str
    show: Show | None = None
    act: Act | None = None
    parameters: tuple[str, ...] = ()
    most_bytes: int = BODY_BYTES
    has_file: bool = False


def routes(service: Service, desks: Sequence[Desk]) -> list[Route]:
    """The routes of these addresses."""
    return [Route(desk.path, _endpoint(service, desk), methods=_methods(desk)) for desk in desks]


def _methods(desk: Desk) -> list[str]:
    return [method for method, does in (("GET", desk.show), ("POST", desk.act)) if does]


def _endpoint(service: Service, desk: Desk) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        if request.method == "POST":
            return await _posted(service, desk, request)
        return await run_in_threadpool(_shown, service, desk, request)

    return answer


# ---------------------------------------------------------------- showing


def _shown(service: Service, desk: Desk, request: Request) -> Response:
    session = session_of(service, request)
    if session is None:
        return _to_login(request)
    visit = _visit(service, session, request)
    assert desk.show is not None
    try:
        check_names(request, (*desk.parameters, SAID))
    except WrongParameter as error:
        values = {"text": str(error), "without": without(request, error.name)}
        return _answered(visit, lambda _: Page("Not done", "refused", values, 400))
    return _answered(visit, desk.show)


def _to_login(request: Request) -> Response:
    """To the login, and from there back to the page that was asked for. A link on another site, or in a mail,
    sends no cookie (SameSite=Strict): the browser asks once more, from a page of ours.
    """
    if request.method == "GET" and request.headers.get("sec-fetch-site") == "cross-site":
        return _plain("One moment.", 200, {"Refresh": "0"}, title="Treaty Monitor")
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    is_read = request.method in ("GET", "HEAD")
    query = f"?{urlencode({'next': asked})}" if is_read and asked != "/operator" else ""
    return RedirectResponse(f"{LOGIN}{query}", 303)


def _visit(service: Service, session: Session, request: Request, sent: Sent | None = None) -> Visit:
    return Visit(
        service,
        session,
        request.url.path,
        {name: str(value) for name, value in request.path_params.items()},
        dict(request.query_params),
        sent or Sent(),
    )


def _answered(visit: Visit, make: Show | Act) -> Response:
    """What a function of a desk makes of a visit; a refusal is a page too."""
    try:
        made = make(visit)
    except StoreError as error:
        made = refused(str(error), 503)
    except MonitorError as error:
        made = refused(str(error))
    match made:
        case Page():
            if made.note:
                operators.note(visit.service, visit.who, made.note)
            refresh = {"Refresh": str(made.refresh_s)} if made.refresh_s else {}
            return HTMLResponse(render(visit, made), made.status, HEADERS | refresh)
        case File():
            headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
            return Response(made.body, 200, headers, made.media_type)
    operators.note(visit.service, visit.who, made.note or made.text)
    address = quote(made.path, safe="/?=&%")
    if made.text:
        key = operators.say(visit.service, visit.session.token, made.text)
        address += f"{'&' if '?' in made.path else '?'}{SAID}={key}"
    return RedirectResponse(address, 303)


def refused(text: str, status: int = 400) -> Page:
    """A page that says why something was not done."""
    return Page("Not done", "refused", {"text": text, "without": ""}, status)


def render(visit: Visit, shown: Page) -> str:
    """A page in the frame."""
    key, said = visit.session.said
    values: dict[str, Any] = {
        "title": shown.title,
        "path": visit.path,
        "places": PLACES,
        "who": visit.who,
        "token": form_token(visit.session.token),
        "said": said if key and visit.query.get(SAID) == key else "",
        "styles": (STYLE, OPERATOR_STYLE),
        "moment": moment,
        **shown.values,
    }
    return page(f"web/operator/{shown.template}", **values)


def moment(at: datetime | None) -> str:
    """A time for a table: UTC, to the minute."""
    return at.strftime("%Y-%m-%d %H:%M") if at else "–"


# ---------------------------------------------------------------- doing


async def _posted(service: Service, desk: Desk, request: Request) -> Response:
    if sender(request, service.config) is not Sender.OWN:
        return forbidden("This form was not sent by a page of this installation.")
    session = await run_in_threadpool(session_of, service, request)
    if session is None:
        return _to_login(request)
    body = await bodies.body(request, desk.most_bytes)
    if body is None:
        text = f"That is too large: {desk.most_bytes:,} bytes at most."
        return _plain(text, 413, {"Connection": "close"})
    content_type = request.headers.get("content-type", "") if desk.has_file else ""
    sent = bodies.sent_with_file(body, content_type)
    if not has_token(session.token, sent.text("token")):
        return forbidden("This form is older than your login. Go back, load the page again, and send it.")
    assert desk.act is not None
    return await run_in_threadpool(_answered, _visit(service, session, request, sent), desk.act)


def forbidden(text: str) -> Response:
    """The answer to a form that is not ours."""
    return _plain(text, 403)


def _plain(
    text: str, status: int, headers: Mapping[str, str] | None = None, title: str = "Not done"
) -> Response:
    """A page without a login."""
    body = page("web/operator/bare", title=title, text=text, styles=(STYLE, OPERATOR_STYLE))
    return HTMLResponse(body, status, HEADERS | dict(headers or {}))
