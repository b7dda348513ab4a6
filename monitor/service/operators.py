"""The operators of the pages: who may log in, their passwords (argon2), their sessions, and what they did."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from ipaddress import ip_address, ip_network
from threading import Lock
from typing import TYPE_CHECKING

from monitor.errors import UsageError
from monitor.service.checks import Check
from monitor.store.buckets import Limit

# Only a login needs argon2.
if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from monitor.service import Service
    from monitor.store import Event, Operator

IDLE = timedelta(hours=12)  # a session that is not used for so long ends
LONGEST = timedelta(days=7)  # every session ends
NOTED = timedelta(minutes=5)  # so exactly is stored when a session was used
LEAST_CHARS, MOST_CHARS = 12, 500  # of a password
MEMORY_KIB = 19_456  # of one hash: OWASP, Password Storage Cheat Sheet
CLIENT_LOGINS, NAME_LOGINS = 10, 20  # that fail at once; then each comes back after its share of the period
ALL_LOGINS = 600  # of everybody: each costs a hash
LOGIN_PERIOD = timedelta(minutes=15)
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DONE = "operator"  # kind of the notices that say who did what
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
_hashing = Lock()  # one hash at a time: each takes memory


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
    if not service.store.operators.add(name, _hashed(password), service.clock()):
        raise UsageError(f"There is an operator {name!r}; `treaty-monitor operators password {name}`.")
    note(service, name, "may log in now (operators add)")


def change_password(service: Service, name: str, password: str) -> None:
    """Sets another password, and ends all sessions of the operator. Raises `UsageError`."""
    operator = _named(service, name)
    service.store.operators.change_password(operator.id, _hashed(password), service.clock())
    note(service, name, "has another password (operators password)")


def remove(service: Service, name: str) -> None:
    """Ends the sessions of an operator, who may not log in any more. Raises `UsageError`."""
    service.store.operators.remove(_named(service, name).id)
    note(service, name, "may not log in any more (operators remove)")


def _named(service: Service, name: str) -> Operator:
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


# ---------------------------------------------------------------- passwords


def _hashed(password: str) -> str:
    """The argon2 hash of a password. Raises `UsageError`."""
    if not LEAST_CHARS <= len(password) <= MOST_CHARS:
        raise UsageError(
            f"A password has {LEAST_CHARS} to {MOST_CHARS} characters; this one {len(password)}."
        )
    with _hashing:
        return _hasher().hash(_normal(password))


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)


@cache
def _nobody() -> str:
    """A hash that no password has: checked for an unknown name, so that it takes the same time."""
    return _hasher().hash(secrets.token_hex())


def _normal(password: str) -> str:
    """Keyboards write the same letter in several ways (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _is_right(stored: str, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    if len(password) > MOST_CHARS:
        return False
    with _hashing:
        try:
            return _hasher().verify(stored, _normal(password))
        except (Argon2Error, InvalidHashError, UnicodeEncodeError):
            return False


# ---------------------------------------------------------------- sessions


class Refusal(StrEnum):
    """Why a login was refused."""

    WRONG = "wrong"
    TOO_OFTEN = "too often"


def log_in(service: Service, name: str, password: str, client: str) -> str | Refusal:
    """The token of a new session. `client`: the address that asks.

    A wrong password and an unknown name take the same time; both count, for the client and for the name.
    """
    limits = _limits(name, client)
    everybody = (Limit("logins", ALL_LOGINS, LOGIN_PERIOD), "")
    if not service.store.buckets.take(service.clock(), *limits, everybody):
        return Refusal.TOO_OFTEN
    operators = service.store.operators
    operator = operators.named(name)
    is_right = _is_right(operator.password if operator else _nobody(), password)
    if operator is None or not is_right:
        return Refusal.WRONG
    for limit, who in limits:
        service.store.buckets.refill(limit, who)
    if _hasher().check_needs_rehash(operator.password):
        operators.renew_hash(operator.id, operator.password, _hashed(password))
    token, now = secrets.token_urlsafe(32), service.clock()
    operators.begin(operator.id, token, now, (now - LONGEST, now - IDLE))
    note(service, name, "logged in")
    return token


def _limits(name: str, client: str) -> tuple[tuple[Limit, str], tuple[Limit, str]]:
    """What is taken from by a login: the buckets of its client (of IPv6 the network) and of its name."""
    try:
        address = ip_address(client)
    except ValueError:
        network = client
    else:
        network = str(ip_network((int(address), 64), strict=False) if address.version == 6 else address)
    by_client = Limit("login of client", CLIENT_LOGINS, LOGIN_PERIOD)
    by_name = Limit("login of name", NAME_LOGINS, LOGIN_PERIOD)
    return (by_client, network), (by_name, name[:MOST_CHARS])


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
