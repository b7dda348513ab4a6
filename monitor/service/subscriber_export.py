"""All that is stored about a subscriber, as one record: of each destination that gets mail at the address."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from monitor.model import Consent, Destination, SavedQuery
from monitor.service import choices
from monitor.store import Chosen

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import Delivery

MOST_MESSAGES = 10_000  # of one destination, the newest


def record(service: Service, destination: Destination) -> dict[str, object]:
    """The record. Moments are in UTC."""
    store = service.store
    consents = store.sign_ups.consents()
    return {
        "ok": True,
        "made_at": _at(service.clock()),
        "address": destination.address,
        "nothing_is_sent": store.suppressions.holds(destination.address),
        "subscriptions": [
            _subscription(service, other, consents.get(other.id))
            for other in store.sign_ups.of_address(destination.address)
        ],
    }


def _subscription(service: Service, destination: Destination, consent: Consent | None) -> dict[str, object]:
    schedule = destination.schedule
    return {
        "name": destination.name,
        "address": destination.address,
        "language": destination.reader,
        "when": {
            "cadence": schedule.cadence.value,
            "at": [f"{at:%H:%M}" for at in schedule.times],
            "weekday": schedule.weekday,
            "zone": schedule.zone,
            "quiet": [f"{at:%H:%M}" for at in schedule.quiet or ()],
        },
        "queries": [_query(saved) for saved in destination.queries],
        "signed_up_at": _at(consent.asked_at if consent else None),
        "confirmed_at": _at(consent.confirmed_at if consent else None),
        "added_at": _at(destination.created_at),
        "paused_at": _at(destination.paused_at),
        "stopped_at": _at(destination.disabled_at),
        "stopped_because": destination.disabled_reason,
        "acts": [
            {"act": chosen.act, "choice": chosen.choice.value, "note": chosen.note, "at": _at(chosen.at)}
            for chosen in choices.listed(service, destination.name)
        ],
        "messages": [
            _message(delivery)
            for delivery in service.store.outbox.find(
                limit=MOST_MESSAGES, chosen=Chosen(destination=destination.id)
            )
        ],
    }


def _query(saved: SavedQuery) -> dict[str, object]:
    return {
        "name": saved.name,
        "note": saved.note,
        **{name: sorted(values) for name, values in saved.conditions},
        "kinds": sorted(saved.kinds),
        "evidence": saved.least.value,
        "query": saved.query,
    }


def _message(delivery: Delivery) -> dict[str, object]:
    message = delivery.message
    return {
        "ref": message.ref,
        "subject": message.subject,
        "state": message.state.value,
        "made_at": _at(message.created_at),
        "attempts": message.attempts,
        "note": delivery.note,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
