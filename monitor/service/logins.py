"""Logins of operators, and their limits.

Attempts are counted for the network that asks, for the name, and for everybody. A browser in which somebody
has logged in before has a bucket of its own instead, so that nobody who knows a name can lock its operator
out (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.errors import UsageError
from monitor.service import clients, operators, passwords
from monitor.store.buckets import Limit

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import Operator

# that fail at once; then each comes back after its share of the period
CLIENT_LOGINS, WIDE_LOGINS, NAME_LOGINS, DEVICE_LOGINS = 10, 60, 20, 10
ALL_LOGINS = 600  # of everybody: each costs a hash
LOGIN_PERIOD = timedelta(minutes=15)
DEVICE_AGE = timedelta(days=180)  # so long a browser is known after a login
_DEVICE = re.compile(r"(?P<nonce>[A-Za-z0-9_-]{22})\.(?P<mac>[0-9a-f]{64})", re.ASCII)
Bucket = tuple[Limit, str]


class Refusal(StrEnum):
    """Why a login was refused."""

    WRONG = "wrong"
    TOO_OFTEN = "too often"


@dataclass(frozen=True, slots=True)
class Login:
    """A login that succeeded: the token of its session, and that by which the browser is known later."""

    session: str = field(repr=False)
    device: str = field(repr=False)


def log_in(
    service: Service, name: str, password: str, client: str, *, device: str = "", former: str = ""
) -> Login | Refusal:
    """Begins a session. `client`: the address that asks; `device`: the token of an earlier login in this
    browser; `former`: the session that the browser has, which ends.

    A wrong password and an unknown name take the same time, and both count.
    """
    operator = service.store.operators.named(name)
    nonce = _nonce(service, operator, device)
    limits = _of_device(nonce) if nonce else _of_stranger(name, client)
    everybody = [] if nonce else [(Limit("logins", ALL_LOGINS, LOGIN_PERIOD), "")]
    if not service.store.buckets.take(service.clock(), *limits, *everybody):
        return Refusal.TOO_OFTEN
    stored = operator.password if operator else None
    try:
        is_right = passwords.is_right(stored, password, may_wait=bool(nonce))
    except passwords.Busy:
        return Refusal.TOO_OFTEN
    if operator is None or not is_right:
        return Refusal.WRONG
    for limit, who in limits:
        service.store.buckets.refill(limit, who)
    return _begun(service, operator, password, former)


def _begun(service: Service, operator: Operator, password: str, former: str) -> Login:
    store = service.store.operators
    if passwords.is_outdated(operator.password):
        store.renew_hash(operator.id, operator.password, passwords.hashed(password))
    token, now = secrets.token_urlsafe(32), service.clock()
    if former:
        store.end(former)
    store.begin(operator.id, token, now, (now - operators.LONGEST, now - operators.IDLE))
    operators.note(service, operator.name, "logged in")
    nonce = secrets.token_urlsafe(16)
    return Login(token, f"{nonce}.{_mac(service, operator, nonce)}")


def unlock(service: Service, name: str, client: str = "") -> None:
    """Forgets the failed logins of an operator's name, of everybody, and of the networks of the address
    `client`. Raises `UsageError`.
    """
    operators.named(service, name)
    if client and not clients.network(client, of_4=32, of_6=56):
        raise UsageError(f"{client!r} is no network address, such as 203.0.113.7.")
    forgotten = [(Limit("logins", ALL_LOGINS, LOGIN_PERIOD), ""), *_of_stranger(name, client)]
    for limit, who in forgotten:
        service.store.buckets.refill(limit, who)
    operators.note(service, name, "may try to log in again (operators unlock)")


# ---------------------------------------------------------------- limits


def _of_stranger(name: str, client: str) -> list[Bucket]:
    """The buckets of a client's networks and of a name. A client of IPv6 may have a /56 or a /48."""
    near = clients.network(client, of_4=32, of_6=56)
    wide = clients.network(client, of_4=24, of_6=48)
    return [
        (Limit("login of client", CLIENT_LOGINS, LOGIN_PERIOD), near),
        (Limit("login of network", WIDE_LOGINS, LOGIN_PERIOD), wide),
        (Limit("login of name", NAME_LOGINS, LOGIN_PERIOD), name[: passwords.MOST_CHARS]),
    ]


def _of_device(nonce: str) -> list[Bucket]:
    return [(Limit("login of device", DEVICE_LOGINS, LOGIN_PERIOD), nonce)]


def _nonce(service: Service, operator: Operator | None, device: str) -> str:
    """What tells this browser from others; "" for one that this operator has not logged in with since the
    password was set.
    """
    match = _DEVICE.fullmatch(device)
    if match is None or operator is None:
        return ""
    is_ours = hmac.compare_digest(_mac(service, operator, match["nonce"]), match["mac"])
    return match["nonce"] if is_ours else ""


def _mac(service: Service, operator: Operator, nonce: str) -> str:
    said = f"device {operator.id} {operator.changed_at.isoformat()} {nonce}"
    return hmac.digest(service.store.database.key, said.encode(), hashlib.sha256).hex()
