"""All Prometheus metrics. `docs/operations.md` explains each; a test compares both.

Labels come from fixed sets (error codes, channels, outcomes, tick names) or are the number of a feed, so that
no address or title of a feed can be in them.
"""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST
REGISTRY = CollectorRegistry()


def _counter(name: str, text: str, *labels: str) -> Counter:
    return Counter(f"treaty_monitor_{name}", text, labels, registry=REGISTRY)


def _gauge(name: str, text: str, *labels: str) -> Gauge:
    return Gauge(f"treaty_monitor_{name}", text, labels, registry=REGISTRY)


polls = _counter("polls", "Feeds polled, by result: ok or failed.", "result")
poll_failures = _counter("poll_failures", "Polls that failed, by error code.", "code")
poll_age = _gauge(
    "poll_age_seconds", "Time since the newest successful poll of any feed; +Inf before the first."
)
completeness = _gauge(
    "completeness", "Share of enabled feeds polled successfully within their last two intervals, 0 to 1."
)
coverage = _gauge(
    "coverage", "Share of the last seven days of which no feed is known to have missed items, 0 to 1."
)
feed_coverage = _gauge(
    "feed_coverage",
    "The same of one feed, by its number; of the hundred feeds that are least complete.",
    "feed",
)
stories = _counter("stories", "Stories stored, by what they were: new or flagged.", "what")
uncovered = _counter(
    "uncovered_stories",
    "New stories in a language that no rules read, by the code of the language, or other.",
    "code",
)
pushes = _counter(
    "pushes", "Documents that hubs sent, by result: read, failed, refused (signature) or full.", "result"
)
leases = _gauge("push_leases", "Feeds whose hub sends what is new.")
pages = _counter("pages", "Article pages of flagged stories that were read.")
alerts = _counter("alerts", "Alerts written.")
messages = _counter("messages", "Messages composed.")
overdue = _gauge(
    "overdue",
    "Work that was due and is not done, by what: digest, alert, message, lease or story.",
    "what",
)
alarms = _gauge("alarms", "Actions that failed several times in succession, or work that is overdue.")
outbox = _gauge("outbox", "Messages in the outbox, by state.", "state")
attempts = _counter(
    "delivery_attempts", "Attempts to deliver a message, by channel and outcome.", "channel", "outcome"
)
mails_read = _counter("mails_read", "Incoming mails, by what they came to.", "outcome")
notice_mails = _counter("notice_mails", "Mails of depositaries, by what they came to.", "outcome")
dead_letters = _counter("dead_letters", "Messages that were given up, by channel.", "channel")
tick_late = _gauge("tick_late_seconds", "How much later than planned each tick last began.", "tick")
tick_failures = _counter("tick_failures", "Ticks that ended with an error, by tick.", "tick")
writer_alive = _gauge("writer_alive", "1 while the thread that writes to the database works, else 0.")


copy_age = _gauge(
    "copy_age_seconds", "Age of the copy that `web --read-only` reads; 0 where the database itself is read."
)
OF_ROWS = (
    poll_age,
    completeness,
    coverage,
    feed_coverage,
    leases,
    outbox,
    copy_age,
)  # measured in the database


def exposition() -> bytes:
    """All metrics in the text format of `CONTENT_TYPE`."""
    return generate_latest(REGISTRY)


def exposition_of_rows() -> bytes:
    """The metrics that any process measures in the database: it has counted nothing itself."""
    names = [metric.name for gauge in OF_ROWS for metric in gauge.collect()]
    return generate_latest(REGISTRY.restricted_registry(names))
