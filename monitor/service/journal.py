"""The log of the running service: a line for each thing that an operator wants to know, and every 15
minutes one of totals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from threading import Lock

from monitor.config import Config
from monitor.log import get_logger
from monitor.model import Attempt, Destination, FeedState, Message, Outcome
from monitor.pipeline import Polled
from monitor.service.health import Health
from monitor.store import Counts, Store, addressee

log = get_logger("monitor.service")

_WORDS = {
    Outcome.SENT: "message sent",
    Outcome.RETRY: "message deferred",
    Outcome.UNKNOWN: "message deferred",
    Outcome.HALTED: "message deferred",
    Outcome.DEAD: "message dead",
    Outcome.TOO_LARGE: "message shortened",
    Outcome.BOUNCED: "message dead",
    Outcome.DISABLED: "message dead",
}


def outlet(config: Config) -> str:
    """The mail server, for the line at the start."""
    return (
        f"{config.smtp.host}:{config.smtp.port}"
        if config.smtp.host
        else "nowhere: smtp.host is not set; Maildirs work"
    )


def _addressee(message: Message, name: str, destination: Destination | None) -> str:
    """Who gets a message; a mail to an owner or the operator has no number."""
    owner, own = (destination.owner, destination.address) if destination else (None, "")
    return addressee(name, owner, message.address, is_notice=not message.sequence, own=own)


class Journal:
    """Writes log lines and counts.

    Titles and names are read from the store, so it must not be called in the event loop's thread.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._since: Counter[str] = Counter()
        self._alert = store.alerts.newest()
        self._reading = Lock()  # two ticks read new alerts

    def polled(self, poll: Polled, before: FeedState) -> None:
        """Logs that a feed begins to fail, or works again."""
        error = poll.error
        self._since["polls"] += 1
        self._since["failed"] += error is not None
        self._since["new"] += poll.result.new
        self._since["flagged"] += poll.result.flagged
        name = poll.feed.title or poll.feed.address
        if error is not None and before.error_since is None:
            log.warning("feed failing", name=name, feed=poll.feed.address, code=error.code, why=error.text)
        elif error is None and before.error_since is not None and before.error_code != "truncated":
            log.info("feed back", name=name, feed=poll.feed.address, failed=before.error_count)

    def alerted(self) -> int:
        """Logs the alerts that were written since the last call; returns their number."""
        with self._reading:
            alerts = self._store.alerts.between(self._alert)
            self._alert = max((alert.id for alert in alerts), default=self._alert)
        for alert in alerts:
            self._since["alerts"] += 1
            story = self._store.stories.get(alert.story) if alert.story else None
            log.info(
                "alert", act=alert.act, kind=alert.kind.value, stage=alert.stage.value,
                reason=alert.reason.value, title=story.title if story else "",
                source=story.source if story else "",
            )  # fmt: skip
        return len(alerts)

    def composed(self, number: int) -> None:
        self._since["composed"] += number

    def delivered(self, results: Iterable[tuple[Message, Attempt]]) -> None:
        """Logs attempts that have ended."""
        known: Mapping[int, Destination] = (
            {destination.id: destination for destination in self._store.destinations.all()} if results else {}
        )
        for message, attempt in results:
            event = _WORDS[attempt.outcome]
            self._since[event.removeprefix("message ")] += 1
            destination = known.get(message.destination)
            name = destination.name if destination else self._store.destinations.name_of(message.destination)
            values = {
                "ref": f"#{message.ref}",
                "to": _addressee(message, name, destination),
                "channel": message.channel,
                "attempt": message.attempts,
            }
            if attempt.outcome is Outcome.SENT:
                log.info(event, **values)
                continue
            log.warning(event, **values, outcome=attempt.outcome.value, code=attempt.code, why=attempt.text)
            if attempt.outcome is Outcome.DISABLED:
                hint = f"treaty-monitor destinations enable {name}"
                log.warning("destination disabled", to=name, hint=hint)

    def totals(self, counts: Counts, health: Health) -> None:
        """Logs what happened since the last totals, and the present state."""
        since, self._since = self._since, Counter()
        log.info(
            "totals",
            polls=since["polls"],
            failed=since["failed"],
            new=since["new"],
            flagged=since["flagged"],
            alerts=since["alerts"],
            messages=since["composed"],
            sent=since["sent"],
            deferred=since["deferred"],
            dead=since["dead"],
            feeds=health.feeds,
            feeds_failing=health.failing,
            waiting=counts.ready + counts.leased + counts.deferred,
            problems="; ".join(health.problems) or "none",
        )
