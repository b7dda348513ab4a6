"""The cookies of the operator's pages, the tokens of their forms, and where a login leads to.

The cookie of a session is made at the login and never before (docs/faults.md 143). With an https address it
is bound to the host (`__Host-`, RFC 6265bis, 4.1.3.2).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from monitor.config import Config
from monitor.service import Service, operators
from monitor.service.operators import Session

HOME = "/operator"
LOGIN = "/operator/login"
SESSION = "operator"
FORM = "operator-form"  # of the form of the login
DEVICE = "operator-device"  # of a browser in which somebody has logged in
FORM_AGE = timedelta(hours=1)
_OWN = re.compile(r"/operator(?:[/?][A-Za-z0-9/_.~?=&%+-]*)?", re.ASCII)


def own_path(text: str) -> str:
    """Where a login leads to: a page of the operator, or the first one (docs/faults.md 136)."""
    leads_up = "/." in text.lower().replace("%2e", ".")  # as browsers read it (WHATWG URL, dot segments)
    is_page = _OWN.fullmatch(text) and "//" not in text and not text.startswith(LOGIN)
    return text if is_page and not leads_up else HOME


def cookie(request: Request, config: Config, name: str) -> str:
    """The value of a cookie; "" without it."""
    return request.cookies.get(_name(config, name), "")


def set_cookie(response: Response, config: Config, name: str, value: str, age: timedelta) -> None:
    """Lets the browser keep a cookie, which no script reads and no other site causes to be sent."""
    response.set_cookie(
        _name(config, name),
        value,
        max_age=int(age.total_seconds()),
        path="/",
        secure=_is_https(config),
        httponly=True,
        samesite="strict",
    )


def drop_cookie(response: Response, config: Config, name: str) -> None:
    """Lets the browser forget a cookie."""
    set_cookie(response, config, name, "", timedelta())


def session_of(service: Service, request: Request) -> Session | None:
    """The session of a request; None without one that holds."""
    token = cookie(request, service.config, SESSION)
    return operators.session(service, token) if token else None


def _is_https(config: Config) -> bool:
    return str(config.base_url or "").startswith("https:")


def _name(config: Config, name: str) -> str:
    return f"__Host-{name}" if _is_https(config) else name


def form_token(cookie: str) -> str:
    """What a form of a page has to carry: only who knows the cookie can tell it."""
    return hmac.digest(cookie.encode(), b"treaty-monitor form", hashlib.sha256).hex()[:32]


def has_token(cookie: str, given: str) -> bool:
    """True if a form carries the token that belongs to this cookie."""
    return bool(cookie) and hmac.compare_digest(form_token(cookie).encode(), given.encode())
