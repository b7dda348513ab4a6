"""The public form: an address asks for messages, and its reader confirms it (docs/faults.md 131 to 137)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import tokens
from monitor.channels.mail_address import checked_mail
from monitor.model import Consent, Destination, SignUp, Wanted
from monitor.service import clients
from monitor.store import Limit
from monitor.store.sign_ups import KEPT
from monitor.tokens import Purpose

if TYPE_CHECKING:
    from monitor.service import Service

OF_CLIENT = Limit("sign-ups of a network", 6, timedelta(hours=1))
OF_ALL = Limit("sign-ups", 300, timedelta(hours=1))
DAYS = KEPT.days  # in which a sign-up may be confirmed


def is_open(service: Service) -> bool:
    """True if anybody may sign up: switched on, and this service has an address for the links."""
    return service.config.web.sign_up and bool(service.config.base_url)


@dataclass(frozen=True, slots=True)
class Overview:
    """The sign-ups as the operator sees them: how many wait, and who confirmed, by destination."""

    waiting: int
    consents: Mapping[int, Consent]


def overview(service: Service) -> Overview:
    """The sign-ups that wait for a confirmation, and those that were confirmed."""
    return Overview(service.store.sign_ups.count(), service.store.sign_ups.consents())


def sign_up(service: Service, address: str, wanted: Wanted, client: str) -> bool:
    """Stores that an address asks for messages; what is known of the address changes nothing here.

    `client`: the network address that the form was sent from. False: too many came from there, or in all.
    Raises `UsageError` for a text that is no mail address.
    """
    checked = checked_mail(address.strip())
    near = clients.network(client, of_4=24, of_6=56)  # its single addresses cost nothing
    limits = (OF_CLIENT, near), (OF_ALL, "")
    return service.store.sign_ups.ask(checked, wanted, service.clock(), *limits)


def pending(service: Service, token: str) -> SignUp | None:
    """The sign-up of a link, while it can be confirmed. Changes nothing."""
    number = _number(service, token)
    waiting = None if number is None else service.store.sign_ups.get(number)
    return waiting if waiting is not None and waiting.asked_at >= service.clock() - KEPT else None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The destination of a link, and whether this was the first time: the link is no key to it later on."""

    destination: Destination
    is_first: bool


def confirm(service: Service, token: str, mark: str) -> Confirmed | None:
    """Confirms the sign-up of a link; twice is the same as once. None: the link does not work, or no longer,
    or another form was sent since the page was shown, which `mark` tells (`SignUp.mark`).
    """
    from monitor.pipeline import limits_of

    number = _number(service, token)
    if number is None:
        return None
    waiting = service.store.sign_ups.get(number)
    limits = limits_of(waiting.address) if waiting is not None else ()
    confirmed = service.store.sign_ups.confirm(number, service.clock(), *limits, mark=mark)
    if confirmed is None:
        return None
    destination = service.store.destinations.get(confirmed[0])
    return Confirmed(destination, confirmed[1]) if destination is not None else None


def _number(service: Service, text: str) -> int | None:
    token = tokens.read(service.store.database.key, text)
    return token.numbers[0] if token is not None and token.purpose is Purpose.CONFIRM else None
