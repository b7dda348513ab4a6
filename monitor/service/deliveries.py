"""Messages that were sent, wait or failed, as commands show them, and sending one again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import UsageError
from monitor.model import MessageState

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import Delivery


def list_all(service: Service, state: MessageState | None = None, limit: int = 50) -> list[Delivery]:
    """Messages, newest first, without bodies and attempts; `state`: only those in this state."""
    return service.store.outbox.find(state, limit)


def named(service: Service, name: str) -> Delivery:
    """The message with this reference or id, with its attempts. Raises `UsageError`."""
    delivery = service.store.outbox.get(name.lstrip("#"))
    if delivery is None:
        raise UsageError(f"No message {name!r}; `treaty-monitor deliveries list` shows references.")
    return delivery


def retry(service: Service, name: str) -> Delivery:
    """Makes a dead, deferred or suppressed message ready again. Returns it as it was. Raises `UsageError`."""
    delivery = named(service, name)
    if not service.store.outbox.retry(delivery.message.id, service.clock()):
        raise UsageError(
            f"#{delivery.message.ref} is {delivery.message.state.value}; only dead, deferred and suppressed "
            "messages can be sent again."
        )
    return delivery
