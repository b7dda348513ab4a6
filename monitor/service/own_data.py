"""What only the owner of a mailbox does: export and erase all that is stored of an address, and new links.

A digest that was passed on has the link to the preferences. So these are asked for by that link, and done by
another one, which is mailed to the address, works once, and for an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import tokens
from monitor.errors import UsageError
from monitor.model import Destination, Own
from monitor.service import subscriber_export, subscribers
from monitor.service.subscribers import State
from monitor.store import Limit
from monitor.tokens import Purpose

if TYPE_CHECKING:
    from monitor.service import Service

OF_ADDRESS = Limit("mails to a reader who asks", 3, timedelta(hours=24))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the link of such a mail is for."""

    number: int
    what: Own
    destination: Destination


def ask(service: Service, destination: Destination, what: Own) -> bool:
    """Has a mail sent to the address of a destination. False: too many were sent, and nothing is changed.

    Raises `UsageError` where no mail may be sent, or there is nothing that its reader may erase.
    """
    if subscribers.state(service, destination) is State.BARRED:
        raise UsageError("Nothing is sent to this address.")
    if what is Own.ERASE and not erasable(service, destination):
        raise UsageError("The operator made this destination.")
    limit = (OF_ADDRESS, destination.address.lower())
    return service.store.own_requests.ask(destination.id, what, service.clock(), limit)


def asked(service: Service, text: str) -> Asked | None:
    """What a link is for; None if it does not work, or no longer."""
    token = tokens.read(service.store.database.key, text)
    if token is None or token.purpose is not Purpose.OWN_DATA:
        return None
    request = service.store.own_requests.open(token.numbers[0], service.clock())
    destination = request and service.store.destinations.get(request.destination)
    return Asked(request.id, request.what, destination) if request and destination else None


def exported(service: Service, wanted: Asked) -> dict[str, object] | None:
    """All that is stored, once; None if the link was used meanwhile."""
    record = subscriber_export.record(service, wanted.destination)
    return record if service.store.own_requests.use(wanted.number, service.clock()) else None


def erase(service: Service, wanted: Asked) -> None:
    """Erases what the reader of an address asked for. Destinations that an operator made stay."""
    chosen, kept = erasable(service, wanted.destination), of_operator(service, wanted.destination)
    numbers = [destination.id for destination in chosen]
    service.store.erasing.erase(numbers, service.clock(), bars=not kept)
    service.store.own_requests.use(wanted.number, service.clock())


def erasable(service: Service, destination: Destination) -> list[Destination]:
    """The destinations of an address that its reader signed up for."""
    consents = service.store.sign_ups.consents()
    return [other for other in _same(service, destination) if other.id in consents]


def of_operator(service: Service, destination: Destination) -> list[Destination]:
    """The destinations of an address that an operator made."""
    consents = service.store.sign_ups.consents()
    return [other for other in _same(service, destination) if other.id not in consents]


def _same(service: Service, destination: Destination) -> list[Destination]:
    return service.store.sign_ups.of_address(destination.address)


def end_links(service: Service, name: str) -> Destination:
    """Ends the links in all mails of a destination so far; returns it with its new ones. Raises
    `UsageError`.
    """
    destination = subscribers.named(service, name)
    service.store.own_requests.end_links(destination.id)
    return subscribers.named(service, name)
