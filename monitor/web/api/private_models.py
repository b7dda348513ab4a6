"""What the API answers to those who have a token."""

from __future__ import annotations

from pydantic import Field

from monitor.web.api.models import Good, Model


class DestinationLine(Model):
    """Who gets which messages, and how that goes. Of a secret address only the host is told."""

    id: int
    name: str
    channel: str
    address: str
    when: str = Field(description="instant, hourly, daily or weekly")
    at: list[str] = Field(description="Times of day, in `zone`.")
    zone: str
    queries: list[str] = Field(description="Names of its saved queries.")
    language: str
    last_message_at: str | None
    last_delivered_at: str | None
    failing_since: str | None
    waiting: int
    given_up: int
    address_problem: str | None
    paused_at: str | None
    disabled_at: str | None
    disabled_reason: str | None


class DestinationList(Good):
    """All destinations."""

    count: int
    destinations: list[DestinationLine]


class DeliveryAttempt(Model):
    """One try to deliver a message."""

    number: int
    at: str
    outcome: str
    code: str | None
    text: str | None


class DeliveryLine(Model):
    """A message, without its text."""

    id: int
    ref: str
    to: str
    destination: str
    channel: str
    address: str
    subject: str
    state: str
    attempts: int
    written_at: str | None
    next_at: str | None
    ended_at: str | None
    note: str | None = Field(description="Why it waits, was given up or is not sent.")


class DeliveryList(Good):
    """Messages, newest first."""

    next: str | None
    states: dict[str, int] = Field(description="How many there are in each state, of the same choice.")
    deliveries: list[DeliveryLine]


class DeliveryAnswer(Good):
    """One message with its attempts."""

    delivery: DeliveryLine
    log: list[DeliveryAttempt]


class Retried(Good):
    """A message that is sent again, as it was before."""

    delivery: DeliveryLine
    waits: str | None = Field(description="Why it waits all the same; null: it goes out.")


class FeedLine(Model):
    """A feed and how it is doing."""

    id: int
    title: str
    address: str
    kind: str
    state: str | None
    lang: str | None
    enabled: bool
    doing: str
    interval_s: int
    polled_at: str | None
    ok_at: str | None
    new_at: str | None
    due_at: str
    error: str | None
    error_text: str | None
    error_since: str | None
    error_count: int
    week: int = Field(description="Stories of the last seven days.")
    usual: float | None = Field(description="Stories that are usual in seven days; null: not known yet.")


class FeedList(Good):
    """Feeds."""

    count: int
    feeds: list[FeedLine]


class PossibleLine(Model):
    """A story that may report an exit, until a person decides. It is in no act."""

    story: int
    score: float
    kind: str
    stage: str
    state: str
    title: str
    url: str | None
    source: str | None
    lang: str | None
    published: str | None
    noticed_at: str
    why: str | None


class PossibleList(Good):
    """Possible exits, best first."""

    open: int = Field(description="How many wait for a person.")
    possible: list[PossibleLine]


class StatedValue(Model):
    """A value that a text states."""

    field: str
    value: str
    sentence: str


class StatedRow(Model):
    """An agreement of which a text states the end."""

    agreement: str | None
    values: list[StatedValue]


class Explained(Good):
    """Why a text is flagged or not, and what it states if it is."""

    flagged: bool
    answer: str
    kind: str | None
    lang: str | None
    rules: list[str] = Field(description="The rules that match.")
    rows: list[StatedRow]
