"""What the reader of a destination does by the signed link to its preferences: change, pause, go on.

The link is the only proof that is asked for; each verb takes the destination that the link names. What needs
more proof is in `own_data`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor import channels, tokens
from monitor.errors import UsageError
from monitor.model import Cadence, Choice, Destination, SavedQuery, Schedule
from monitor.service import asking, choices, destinations
from monitor.tokens import Purpose
from monitor.wording import Language

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.service.choices import Listed

UNSUBSCRIBED = "unsubscribed"  # the reason of a destination that its reader disabled


class State(StrEnum):
    """Whether a subscriber gets messages."""

    ON = "on"
    PAUSED = "paused"
    STOPPED = "stopped"  # unsubscribed, and may subscribe again
    BARRED = "barred"  # mails came back, or were reported: only the operator can change that


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A destination as its reader sees it."""

    destination: Destination
    state: State
    choices: Sequence[Listed]


def of_link(service: Service, text: str) -> Destination | None:
    """The destination of a link; None for a link that means nothing, or whose data were erased."""
    token = tokens.read(service.store.database.key, text)
    if token is None or token.purpose is not Purpose.SUBSCRIBER:
        return None
    destination = service.store.destinations.get(token.numbers[0])
    if destination is None or destination.channel != channels.NOTICES:
        return None
    return destination if token.numbers == _numbers(destination) else None


def named(service: Service, name: str) -> Destination:
    """The mail destination with this name. Raises `UsageError`."""
    destination = destinations.named(service, name)
    if destination.channel != channels.NOTICES:
        raise UsageError(f"{name} is no mail address: `treaty-monitor destinations remove {name}` ends it.")
    return destination


def link(service: Service, destination: Destination) -> str:
    """The token of the link to the preferences of a destination."""
    return tokens.write(service.store.database.key, Purpose.SUBSCRIBER, *_numbers(destination))


def _numbers(destination: Destination) -> tuple[int, ...]:
    return tokens.with_epoch((destination.id,), destination.link_epoch)


def masked(address: str) -> str:
    """A mail address that its owner knows again and others do not read: `a…@press.example`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def shown(service: Service, destination: Destination, say: Language) -> Subscriber:
    """All that the page of preferences shows of a destination, but the forecasts."""
    return Subscriber(
        destination, state(service, destination), choices.listed(service, destination.name, say)
    )


def state(service: Service, destination: Destination) -> State:
    """Whether a destination gets messages, and who can change that."""
    if service.store.suppressions.holds(destination.address):
        return State.BARRED
    if destination.disabled_at is not None:
        return State.STOPPED if destination.disabled_reason == UNSUBSCRIBED else State.BARRED
    return State.PAUSED if destination.paused_at is not None else State.ON


# ---------------------------------------------------------------- what, when


def change_when(service: Service, destination: Destination, schedule: Schedule, reader: str) -> None:
    """Changes when messages come and their language. What the new cadence cannot do ends. Raises
    `UsageError`.
    """
    has_times = schedule.cadence.has_times
    changed = replace(
        destination,
        schedule=schedule,
        reader=reader,
        urgent=frozenset() if has_times else destination.urgent,
        possible=destination.possible and has_times,
        empty=destination.empty and schedule.cadence is not Cadence.INSTANT,
    )
    destinations.edit(service, destination, changed)


def query(destination: Destination, number: int) -> SavedQuery | None:
    """The saved query with this id."""
    return next((saved for saved in destination.queries if saved.id == number), None)


def save_query(service: Service, destination: Destination, old: SavedQuery | None, new: SavedQuery) -> None:
    """Adds a saved query, or puts it in the place of `old`. Raises `UsageError`."""
    if old is None:
        changed = asking.with_query(destination, new)
    else:
        changed = asking.with_changed(destination, old, new)
    destinations.edit(service, destination, changed)


def remove_query(service: Service, destination: Destination, saved: SavedQuery) -> None:
    """Removes a saved query; the last one stays. Raises `UsageError`."""
    destinations.edit(service, destination, asking.without_query(destination, saved.name))


def set_choice_back(service: Service, destination: Destination, ref: str) -> None:
    """Takes back that an act is muted or followed, and its note. Raises `UsageError`."""
    choices.set_by_name(service, destination.name, f"#{ref}", Choice.NONE, "")


# ---------------------------------------------------------------- pause, stop, erase


def pause(service: Service, destination: Destination) -> None:
    """Sends nothing until `go_on`."""
    service.store.destinations.pause(destination.id, service.clock())


def go_on(service: Service, destination: Destination) -> None:
    """Ends a pause, or that its reader unsubscribed. Raises `UsageError` for an address that gets nothing."""
    now, present = service.clock(), state(service, destination)
    if present is State.BARRED:
        raise UsageError("Nothing is sent to this address; the operator can change that.")
    if present is State.STOPPED:
        service.store.destinations.enable(destination.id, now, from_now=True)
    service.store.destinations.resume(destination.id, now)


def erase(service: Service, destination: Destination) -> list[str]:
    """Erases all that is stored of an address, and ends all its destinations, also those that an operator
    made; returns their names.
    """
    same = service.store.sign_ups.of_address(destination.address)
    service.store.erasing.erase([other.id for other in same], service.clock())
    return [other.name for other in same]
