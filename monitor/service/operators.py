"""The operators of the pages: who may log in, their sessions, and what they did. `logins` lets them in."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.errors import UsageError
from monitor.service import passwords
from monitor.service.checks import Check

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import Event, Operator

IDLE = timedelta(hours=12)  # a session that is not used for so long ends
LONGEST = timedelta(days=7)  # every session ends
NOTED = timedelta(minutes=5)  # so exactly is stored when a session was used
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DONE = "operator"  # kind of the notices that say who did what
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Session:
    """A login that holds. `said`: a random id and what the last change came to."""

    token: str
    name: str
    said: tuple[str, str]


def exist(service: Service) -> bool:
    """True if there is an operator; without one there are no pages for operators."""
    return service.store.operators.exist()


def list_all(service: Service) -> list[Operator]:
    """The operators by name."""
    return service.store.operators.all()


def add(service: Service, name: str, password: str) -> None:
    """Lets somebody log in. Raises `UsageError`."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name: up to 40 letters of English, digits, dots, hyphens and underscores."
        )
    if not service.store.operators.add(name, passwords.hashed(password), service.clock()):
        raise UsageError(f"There is an operator {name!r}; `treaty-monitor operators password {name}`.")
    note(service, name, "may log in now (operators add)")


def change_password(service: Service, name: str, password: str) -> None:
    """Sets another password, and ends all sessions of the operator. Raises `UsageError`."""
    operator = named(service, name)
    service.store.operators.change_password(operator.id, passwords.hashed(password), service.clock())
    note(service, name, "has another password (operators password)")


def remove(service: Service, name: str) -> None:
    """Ends the sessions of an operator, who may not log in any more. Raises `UsageError`."""
    service.store.operators.remove(named(service, name).id)
    note(service, name, "may not log in any more (operators remove)")


def named(service: Service, name: str) -> Operator:
    """The operator of this name. Raises `UsageError`."""
    operator = service.store.operators.named(name)
    if operator is None:
        raise UsageError(f"No operator {name!r}; `treaty-monitor operators list` shows them.")
    return operator


def note(service: Service, name: str, text: str) -> None:
    """Stores what an operator did."""
    service.store.events.add(DONE, f"{name}: {text}", service.clock())


def done(service: Service, limit: int = 50) -> list[Event]:
    """What operators did, newest first."""
    return service.store.events.find(DONE, limit=limit)


def check(service: Service) -> Check:
    """Who may log in, for `doctor`."""
    number, base = len(list_all(service)), str(service.config.base_url or "").rstrip("/")
    if not number:
        hint = "`treaty-monitor operators add NAME` switches the pages for operators on."
        return Check("operator pages", "ok", "off: nobody can log in", hint)
    people = "1 operator" if number == 1 else f"{number} operators"
    if base.startswith("https:") or service.config.web.host in LOOPBACK:
        return Check("operator pages", "ok", f"{people} can log in at {base}/operator")
    text = f"{people} can log in, and passwords may travel in clear: base_url is no https address"
    hint = "Put a proxy with TLS before this service and set base_url, or set web.host to 127.0.0.1."
    return Check("operator pages", "warning", text, hint)


# ---------------------------------------------------------------- sessions


def session(service: Service, token: str) -> Session | None:
    """The session of this token, which is used now; None if it has ended."""
    known, now = service.store.operators.session(token), service.clock()
    if known is None or not _holds(known.began_at, known.used_at, now):
        return None
    if abs(now - known.used_at) > NOTED:
        service.store.operators.use(token, now)
    return Session(token, known.name, known.said)


def _holds(began: datetime, used: datetime, now: datetime) -> bool:
    """True if a session has not ended. One from the future has: the clock was set back."""
    return began - NOTED <= now <= began + LONGEST and now <= used + IDLE


def say(service: Service, token: str, text: str) -> str:
    """Stores what a change came to, for the page that follows; returns its random id."""
    key = secrets.token_urlsafe(9)
    service.store.operators.say(token, key, text)
    return key


def log_out(service: Service, open_session: Session) -> None:
    """Ends a session."""
    service.store.operators.end(open_session.token)
    note(service, open_session.name, "logged out")
