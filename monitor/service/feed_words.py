"""What the polls of a feed come to, in plain English for its operator: why it is polled when it is, what went
wrong and what to do about it, why it counts as silent. Pure.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from monitor import rhythm
from monitor.model import Feed, FeedState, PauseReason
from monitor.store.past_polls import NOT_MODIFIED, SAME, PastPoll

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Failure(NamedTuple):
    """What the code of a failed poll means, and what to do."""

    means: str
    remedy: str


_WAIT = "Nothing: it is tried again, later and later. If it lasts for days, look for its new address."
_LOOK = "Open the address in a browser; its site may name another feed (Discover)."
FAILURES = {
    "blocked_address": Failure(
        "its host leads to an address that is not public, or to a port that is not allowed",
        "If it is a server of your own, name it in http.allow_private or http.ports; else remove the feed.",
    ),
    "bad_address": Failure("its address cannot be asked for", "Correct the address below."),
    "dns": Failure("the name of its server is not known", f"Look for a slip in the address. {_WAIT}"),
    "refused": Failure("its server takes no connection", _WAIT),
    "tls": Failure("its certificate is not good", "Open it in a browser. Its publisher has to renew it."),
    "timeout": Failure("its server does not answer in time", _WAIT),
    "too_large": Failure(
        "the document is larger than is read", "Look for a feed of one section; http.body_bytes is the limit."
    ),
    "truncated": Failure(
        "the document ends in the middle; its whole items were taken", "Nothing, unless it lasts for days."
    ),
    "bad_encoding": Failure("the answer is packed in a way that it does not say", _WAIT),
    "redirect_loop": Failure("its server leads from address to address", _LOOK),
    "redirect_downgrade": Failure("its server leads from https to http, which is not followed", _LOOK),
    "http_4xx": Failure("its server refuses the request", f"{_LOOK} It may refuse programs: set `contact`."),
    "http_404": Failure("there is nothing at its address any more (404)", _LOOK),
    "http_410": Failure("it is gone for good (410), and is polled no more", _LOOK),
    "http_429": Failure(
        "its server says that we ask too often (429)", "Nothing: it is left alone for as long as it asks."
    ),
    "http_5xx": Failure("its server has a fault of its own", _WAIT),
    "protocol": Failure("its server does not speak HTTP as it must", _WAIT),
    "connection": Failure("the connection broke", _WAIT),
    "empty": Failure("the answer is empty", _WAIT),
    "not_a_feed": Failure("what answers is no feed, but a web page or something else", _LOOK),
    "doctype": Failure("the document has definitions of its own, which are not read", _LOOK),
    "charset": Failure("its letters are in no encoding that is known", _LOOK),
    "parse_timeout": Failure("the document takes too long to read", _LOOK),
    "parse_crash": Failure("the document brings its reader down", _LOOK),
}
_OTHER = Failure("it cannot be read", _LOOK)


def failure(code: str) -> Failure:
    """The words for the code of a failure."""
    return FAILURES.get(code, _OTHER)


def result(poll: PastPoll) -> str:
    """What came of a poll."""
    new = f"{poll.new} new {'story' if poll.new == 1 else 'stories'}"
    if poll.failed:
        return f"{failure(poll.result).means}{f'; {new}' if poll.new else ''}"
    if poll.result == NOT_MODIFIED:
        return "not modified (304)"
    if poll.result == SAME:
        return "the same document as before"
    return new if poll.new else "another document, nothing new in it"


def reason(feed: Feed, state: FeedState, why: PauseReason, *, adaptive: bool, now: datetime) -> str:
    """Why the pause before the next poll is as long as it is."""
    known = rhythm.described(state.rhythm, now)
    items = f" ({known})" if known else ""
    match why:
        case PauseReason.INTERVAL if not adaptive:
            return "its own interval: poll.adaptive is off"
        case PauseReason.INTERVAL:
            return "its own interval: when it brings stories is not known yet"
        case PauseReason.RHYTHM:
            return f"its rhythm{items}"
        case PauseReason.FLOOR:
            return f"the shortest pause: stories are expected now{items}"
        case PauseReason.CEILING:
            return f"the longest pause: hardly a story is expected now{items}"
        case PauseReason.HUB:
            return "its hub sends what is new; polls are the safety net"
        case PauseReason.DOCUMENT:
            asked = f" for {rhythm.shown(timedelta(seconds=state.ttl_s))}" if state.ttl_s else ""
            return f"its publisher asks{asked} between two polls (ttl)"
        case PauseReason.SERVER:
            return "its server says that the answer is good for so long (Cache-Control, Expires)"
        case PauseReason.SKIPS:
            return f"its publisher wants no polls then ({'; '.join(skips(state))})"
        case PauseReason.FAILURES:
            return (
                f"failed {state.error_count} time{'' if state.error_count == 1 else 's'}: the pause doubles"
            )
        case PauseReason.RETRY_AFTER:
            return "its server asked for that pause (Retry-After)"


def skips(state: FeedState) -> list[str]:
    """The hours and days at which the last document wants no polls (RSS 2.0, `skipHours`, `skipDays`)."""
    hours = ", ".join(f"{hour:02}" for hour in sorted(state.skip_hours))
    days = ", ".join(DAYS[day] for day in sorted(state.skip_days))
    return [text for text in (hours and f"none at {hours} UTC", days and f"none on {days}") if text]


def silence(state: FeedState, since: datetime, brought: int, now: datetime) -> str:
    """Why a feed counts as silent `since` then, by the rule of `silent_feeds`; `brought`: its stories of the
    last seven days.
    """
    if state.rhythm is None or not rhythm.is_known(state.rhythm, now):
        return f"It answers, and has brought nothing new since {since:%Y-%m-%d}."
    if since == now - rhythm.WEEK:
        usual = round(rhythm.expected(state.rhythm, now - rhythm.WEEK, now))
        return f"It answers, and brought {brought} in the last seven days, in which about {usual} are usual."
    missed = round(rhythm.expected(state.rhythm, since, now))
    return (
        f"It answers, and has brought nothing new since {since:%Y-%m-%d}; by hour and weekday about {missed} "
        "stories were expected since then."
    )
