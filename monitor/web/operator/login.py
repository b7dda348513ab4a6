"""/operator/login and /operator/logout.

The form of the login has a cookie and a token of its own, so that no other site can log somebody in
(docs/faults.md 134). The session is a new one, whatever cookie came, and the one before it ends
(docs/faults.md 143). A cookie that outlives it lets this browser in while others guess the password.
"""

from __future__ import annotations

import secrets

from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.log import Sparing, get_logger
from monitor.service import Service, logins, operators
from monitor.service.logins import DEVICE_AGE, LOGIN_PERIOD, Refusal
from monitor.service.operators import LONGEST
from monitor.web import bodies
from monitor.web.operator.frame import HEADERS, Desk, Done, Visit, forbidden
from monitor.web.operator.sessions import (
    DEVICE,
    FORM,
    FORM_AGE,
    LOGIN,
    SESSION,
    cookie,
    drop_cookie,
    form_token,
    has_token,
    own_path,
    session_of,
    set_cookie,
)
from monitor.web.origins import Sender, sender
from monitor.web.pages import page
from monitor.web.parameters import check_names
from monitor.web.static import OPERATOR_STYLE, STYLE

refused = Sparing(get_logger(__name__), "login refused")
_SAID = {
    Refusal.WRONG: "Name or password is wrong.",
    Refusal.TOO_OFTEN: "Too many attempts. Wait a few minutes, then try again.",
}
_STATUS = {Refusal.WRONG: 403, Refusal.TOO_OFTEN: 429}


def routes(service: Service) -> list[Route]:
    """The route of the login page, for GET and POST."""

    async def login(request: Request) -> Response:
        if request.method == "POST":
            return await _posted(service, request)
        check_names(request, ("next",))
        if await run_in_threadpool(session_of, service, request) is not None:
            return RedirectResponse(own_path(request.query_params.get("next", "")), 303)
        return _form(service, request, own_path(request.query_params.get("next", "")))

    return [Route(LOGIN, login, methods=["GET", "POST"])]


def _form(service: Service, request: Request, follows: str, refusal: Refusal | None = None) -> Response:
    key = cookie(request, service.config, FORM) or secrets.token_urlsafe(16)
    body = page(
        "web/operator/login",
        title="Log in",
        token=form_token(key),
        follows=follows,
        problem=_SAID[refusal] if refusal else "",
        styles=(STYLE, OPERATOR_STYLE),
    )
    answer = HTMLResponse(body, _STATUS[refusal] if refusal else 200, HEADERS)
    if refusal is Refusal.TOO_OFTEN:
        answer.headers["Retry-After"] = str(int(LOGIN_PERIOD.total_seconds() / logins.CLIENT_LOGINS))
    set_cookie(answer, service.config, FORM, key, FORM_AGE)
    return answer


async def _posted(service: Service, request: Request) -> Response:
    if sender(request, service.config) is not Sender.OWN:
        return forbidden("This form was not sent by a page of this installation.")
    body = await bodies.body(request)
    if body is None:
        return forbidden("That is too large for a name and a password.")
    sent = bodies.sent(body)
    if not has_token(cookie(request, service.config, FORM), sent.text("token")):
        return forbidden("This form is too old. Go back, load the page again, and send it.")
    client = request.client.host if request.client else ""
    login = await run_in_threadpool(
        logins.log_in,
        service,
        sent.text("name").strip(),
        sent.text("password"),
        client,
        device=cookie(request, service.config, DEVICE),
        former=cookie(request, service.config, SESSION),
    )
    follows = own_path(sent.text("next"))
    if isinstance(login, Refusal):
        refused(client=client, why=login.value)
        return _form(service, request, follows, login)
    answer = RedirectResponse(follows, 303)
    set_cookie(answer, service.config, SESSION, login.session, LONGEST)
    set_cookie(answer, service.config, DEVICE, login.device, DEVICE_AGE)
    drop_cookie(answer, service.config, FORM)
    return answer


def _log_out(visit: Visit) -> Done:
    operators.log_out(visit.service, visit.session)
    return Done("You are logged out.", LOGIN)


DESKS = [Desk("/operator/logout", act=_log_out)]
