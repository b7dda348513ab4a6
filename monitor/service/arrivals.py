"""What people see of the way to a destination: what arrived, what waits, what fails, and its address."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from monitor import channels
from monitor.log import redact_url
from monitor.store import Arrival, Unreachable

if TYPE_CHECKING:
    from monitor.model import Destination
    from monitor.service import Service

FINGERPRINT = 4  # hex digits: enough to tell a few addresses apart, and of no use to guess one


@dataclass(frozen=True, slots=True)
class Seen:
    """`address` as lists show it; `unreachable`: its address gets nothing, None if it does."""

    address: str
    arrival: Arrival
    unreachable: Unreachable | None


def seen(service: Service, destinations: list[Destination]) -> dict[int, Seen]:
    """How each of these destinations is doing, by its id."""
    arrivals = service.store.arrivals.all()
    unreachable = {gone.name: gone for gone in service.store.suppressions.unreachable(service.clock())}
    return {
        destination.id: Seen(
            shown_address(service, destination),
            arrivals.get(destination.id, Arrival()),
            unreachable.get(destination.name),
        )
        for destination in destinations
    }


def shown_address(service: Service, destination: Destination) -> str:
    """The address in lists. A secret one is cut to host and last four characters; where it is too short
    for that, a fingerprint tells it from others: it needs the key of the database.
    """
    if not channels.stored(destination.channel).secret_address:
        return destination.address
    shown = redact_url(destination.address)
    if not shown.endswith("..."):
        return shown
    digest = hmac.new(service.store.database.key, destination.address.encode(), sha256).hexdigest()
    return f"{shown} ({digest[:FINGERPRINT]})"


def words(arrival: Arrival, moment: str) -> str:
    """`failing since 02:55 (3 wait, 1 given up)`; "" if nothing failed. `moment`: the time, as shown."""
    if arrival.failing_since is None:
        return ""
    counts = ((arrival.waiting, "wait" if arrival.waiting != 1 else "waits"), (arrival.given_up, "given up"))
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f"failing since {moment}{f' ({told})' if told else ''}"
