"""/operator/deliveries: messages, their attempts, and sending some again, or not at all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from monitor.errors import UsageError
from monitor.model import MessageState
from monitor.service import deliveries, destinations
from monitor.service.deliveries import NO_REASON, RETRIED, WAITING, Wanted
from monitor.web.operator.frame import Desk, Done, Page, Visit

if TYPE_CHECKING:
    from monitor.service.deliveries import Delivery

HOME = "/operator/deliveries"
FILTERS = ("state", "destination", "since", "until")
SHOWN = 50
MOST_SHOWN = 500
REASON = 200  # characters


def _filters(texts: dict[str, str]) -> tuple[MessageState | None, dict[str, str]]:
    """The state that is asked for, and all filters. Raises `UsageError`."""
    asked = {name: texts.get(name, "").strip() for name in FILTERS}
    if asked["state"] and asked["state"] not in list(MessageState):
        raise UsageError(f"{asked['state']!r} is no state of a message.")
    return MessageState(asked["state"]) if asked["state"] else None, asked


def _wanted(visit: Visit, asked: dict[str, str]) -> Wanted:
    """The messages that filters mean. Raises `UsageError`."""
    now = visit.service.clock()
    return Wanted(
        asked["destination"] or None,
        deliveries.moment(asked["since"], now) if asked["since"] else None,
        deliveries.moment(asked["until"], now) if asked["until"] else None,
    )


def _show(visit: Visit) -> Page:
    rows: list[Delivery] = []
    states: dict[MessageState, int] = {}
    problem, next_try = "", None
    limit = _limit(visit.query.get("limit", ""))
    asked = {name: visit.query.get(name, "") for name in FILTERS}
    try:
        state, asked = _filters(dict(visit.query))
        wanted = _wanted(visit, asked)
        rows = deliveries.list_all(visit.service, state, limit + 1, wanted)
        states, next_try = deliveries.states(visit.service, wanted)
    except UsageError as error:
        problem = str(error)
    more = min(limit * 2, MOST_SHOWN) if len(rows) > limit and limit < MOST_SHOWN else 0
    chosen = {name: text for name, text in asked.items() if text}
    values = {
        "rows": rows[:limit],
        "totals": [(kept.value, states[kept]) for kept in MessageState if kept in states],
        "next_try": next_try,
        "asked": asked,
        "problem": problem,
        "more": f"{HOME}?{urlencode(chosen | {'limit': str(more)})}" if more else "",
        "names": sorted(destination.name for destination in destinations.list_all(visit.service)),
        "states": [state.value for state in MessageState],
        "can_retry": _can_retry(asked, states),
        "can_cancel": bool(asked["destination"]) and _waiting(states) > 0,
        "no_reason": NO_REASON,
    }
    return Page("Deliveries", "deliveries", values, 400 if problem else 200)


def _limit(text: str) -> int:
    return max(1, min(int(text), MOST_SHOWN)) if text.isdecimal() and len(text) < 6 else SHOWN


def _waiting(states: dict[MessageState, int]) -> int:
    counts = Counter(states)
    return counts[MessageState.READY] + counts[MessageState.DEFERRED]


def _can_retry(asked: dict[str, str], states: dict[MessageState, int]) -> bool:
    """True if messages can be sent again together: those of one destination, or all that wait."""
    is_named = bool(asked["destination"]) or asked["state"] == MessageState.DEFERRED
    return is_named and any(states.get(state) for state in _retried(asked))


def _retried(asked: dict[str, str]) -> tuple[MessageState, ...]:
    """The states that are sent again: the one that is asked for, else dead and deferred."""
    return tuple(state for state in WAITING if asked["state"] in ("", state))


def _act(visit: Visit) -> Done:
    """Sends the messages that the filters mean again, or not at all."""
    texts = {name: visit.sent.text(name) for name in FILTERS}
    _, asked = _filters(texts)
    wanted = _wanted(visit, asked)
    back = f"{HOME}?{urlencode({name: text for name, text in asked.items() if text})}"
    match visit.sent.text("do"):
        case "retry" if asked["destination"] or asked["state"] == MessageState.DEFERRED:
            retried = deliveries.retry_all(visit.service, wanted, _retried(asked))
            return Done(_told(retried), back, f"retried messages ({_about(asked)}): {_told(retried)}")
        case "cancel" if asked["destination"]:
            reason = visit.sent.text("reason").strip()[:REASON] or NO_REASON
            number = deliveries.cancel_all(visit.service, wanted, reason)
            text = f"{number} message{' is' if number == 1 else 's are'} not sent."
            return Done(text, back, f"cancelled messages ({_about(asked)}): {text} {reason}")
    raise UsageError("Choose a destination first: its messages are sent again, or not at all.")


def _about(asked: dict[str, str]) -> str:
    return ", ".join(f"{name} {text}" for name, text in asked.items() if text)


def _told(retried: deliveries.Retried) -> str:
    """How many messages go out, wait all the same, or cannot be sent."""
    held = sum(retried.held.values())
    parts = [f"{sum(retried.again.values()) - held} go out with the next tick"]
    parts += [f"{count} wait: {why}" for why, count in retried.held.items()]
    parts += [f"{count} cannot be sent: {why}" for why, count in retried.barred.items()]
    if retried.lost:
        parts.append(f"{retried.lost} cannot be sent: their bytes are older than what is kept")
    return "; ".join(parts) + "."


# ---------------------------------------------------------------- one message


def _show_one(visit: Visit) -> Page:
    meant = deliveries.find(visit.service, visit.names["ref"])
    delivery = meant.delivery
    values = {
        "delivery": delivery,
        "address": deliveries.shown_address(delivery),
        "attempts": [(logged, deliveries.CAME_TO[logged.attempt.outcome]) for logged in delivery.attempts],
        "others": meant.others[: deliveries.MOST_NAMED],
        "act": meant.act,
        "can_retry": delivery.message.state in RETRIED,
        "can_cancel": delivery.message.state in (MessageState.READY, MessageState.DEFERRED),
        "no_reason": NO_REASON,
    }
    return Page(f"Message #{delivery.message.ref}", "delivery", values)


def _act_one(visit: Visit) -> Done:
    """Sends one message again, or not at all."""
    name = visit.names["ref"]
    if visit.sent.text("do") == "cancel":
        reason = visit.sent.text("reason").strip()[:REASON] or NO_REASON
        delivery = deliveries.cancel(visit.service, name, reason)
        ref = delivery.message.ref
        return Done(f"#{ref} is not sent.", f"{HOME}/{ref}", f"cancelled #{ref} to {delivery.to}: {reason}")
    delivery, held = deliveries.retry(visit.service, name)
    ref = delivery.message.ref
    text = f"#{ref} {f'waits: {held}' if held else 'goes out with the next tick'}."
    return Done(text, f"{HOME}/{ref}", f"retried #{ref} to {delivery.to}")


DESKS = [
    Desk(HOME, _show, _act, (*FILTERS, "limit")),
    Desk(f"{HOME}/{{ref:ref}}", _show_one, _act_one),
]
