"""Who gets what, when, where and in which language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from monitor.model.acts import Alert, Grade
from monitor.model.stories import Kind, Stage

MAIN = "main"  # name of the first saved query of a destination


class Cadence(StrEnum):
    """How often a destination is due."""

    INSTANT = "instant"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKDAYS = "weekdays"  # Monday to Friday
    WEEKLY = "weekly"

    @property
    def has_times(self) -> bool:
        """True for digests at local times of day."""
        return self in (Cadence.DAILY, Cadence.WEEKDAYS, Cadence.WEEKLY)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a destination is due. `at`, `later`, `weekday` (0 = Monday) and `quiet` are local to `zone` (IANA
    name).
    """

    cadence: Cadence = Cadence.INSTANT
    at: time = time(8, 0)
    weekday: int = 0
    zone: str = "UTC"
    later: tuple[time, ...] = ()  # further times of the same day
    quiet: tuple[time, time] | None = None  # from, to, over midnight too: only urgent acts are sent

    @property
    def times(self) -> tuple[time, ...]:
        """The times of a day on which it is due, the earliest first."""
        return tuple(sorted({self.at, *self.later}))


class Exits(StrEnum):
    """Whether principled exits are asked for: those that follow from joining a later treaty that replaces
    the one that is left.
    """

    ALL = "all"
    WITHOUT_PRINCIPLED = "without-principled"
    PRINCIPLED = "principled"

    def takes(self, principled: bool) -> bool:
        """True if an act that is principled, or is not known to be, is asked for."""
        return self is Exits.ALL or (self is Exits.PRINCIPLED) is principled


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """What a destination asks for: an act is told if it meets all conditions of one saved query. An empty
    set asks for all.

    `note` is private: why its owner asked; it stands beside the acts that it finds.
    """

    name: str = MAIN
    note: str = ""
    kinds: frozenset[Kind] = frozenset({Kind.ACT, Kind.THREAT})
    langs: frozenset[str] = frozenset()  # of stories, ISO 639
    topics: frozenset[str] = frozenset()  # of agreements, as in rules/topics.toml
    countries: frozenset[str] = frozenset()  # a party, on whichever side
    actors: frozenset[str] = frozenset()  # who leaves
    stages: frozenset[Stage] = frozenset()
    least: Grade = Grade.PRESS  # least evidence
    query: str = ""  # in the query language
    exits: Exits = Exits.ALL
    id: int = field(default=0, compare=False)

    @property
    def conditions(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """The sets of values that it asks for, by the name of their option; an empty set asks for all."""
        return (
            ("actor", self.actors),
            ("country", self.countries),
            ("topic", self.topics),
            ("stage", self.stages),
            ("lang", self.langs),
            ("exits", frozenset() if self.exits is Exits.ALL else frozenset({self.exits})),
        )

    @property
    def may_be_met_later(self) -> bool:
        """True if an act that does not meet it may do so once more is known of the act, without an alert."""
        return bool(self.query) or any(values for _, values in self.conditions)


@dataclass(frozen=True, slots=True)
class Destination:
    """Who gets what, when. `owner` is an email address; `secret` signs a webhook (Standard Webhooks
    `whsec_...` or `whsk_...`; while one is being changed, the new one and those before it).
    """

    id: int
    name: str
    channel: str  # name of a delivery channel (monitor/channels)
    address: str = field(repr=False)  # email address, directory or https URL; a webhook's is a secret
    schedule: Schedule = Schedule()
    owner: str | None = None
    secret: str | None = field(default=None, repr=False)
    queries: tuple[SavedQuery, ...] = (SavedQuery(),)  # one at least
    urgent: frozenset[Stage] = frozenset()  # acts at these stages are sent in quiet hours
    reader: str = "en"  # language of the frame, ISO 639
    empty: bool = False  # gets a digest when there is nothing to tell, too
    filters: tuple[str, ...] = ()  # conditions on fields of a webhook's body
    cursor: int = 0  # highest alert id composed
    slot: str | None = None  # last local slot composed, as cadence.due() gave it
    composed_at: datetime | None = None
    last_message_at: datetime | None = None
    created_at: datetime | None = None
    sequence: int = 0  # messages composed so far
    revision: int = 0  # rises with each change of these values by a person
    # of the unsubscribe link, 128 bits, derived and stored nowhere
    token: str | None = field(default=None, repr=False)
    disabled_at: datetime | None = None
    disabled_reason: str | None = None
    gone: bool = False  # disabled by its endpoint (410): what waits for it is held, not suppressed
    warned: int = 0  # percent of the way to being disabled that its owner was told of
    paused_at: datetime | None = None
    secret_until: datetime | None = None  # when the last of the older secrets ends
    possible: bool = False  # its daily or weekly digests show possible exits too
    possible_after: int = 0  # number of the newest one that they have considered
    link_epoch: int = 0  # rises when its reader gets new links: those of mails so far end

    served: bool = True  # this version has its channel

    @property
    def active(self) -> bool:
        """True if messages are composed for it."""
        return self.disabled_at is None and self.paused_at is None and self.served

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds that one of its queries asks for."""
        return frozenset(kind for query in self.queries for kind in query.kinds)

    @property
    def shows_possible(self) -> bool:
        """True if its next message shows possible exits: they wait for a digest, and are never told at
        once.
        """
        return self.possible and self.schedule.cadence.has_times


@dataclass(frozen=True, slots=True)
class Withheld:
    """An act that a destination was not told, because its evidence is below what it asks for.

    `alert` is what it will be told of; `needs` the rank of evidence that suffices, 0 where the destination
    was edited since.
    """

    act: int
    alert: Alert
    needs: int


@dataclass(frozen=True, slots=True)
class HeldChange:
    """What becomes of the withheld acts of one destination when it is composed: those that are withheld from
    now on, and those (by act) that no longer are.
    """

    withheld: tuple[Withheld, ...] = ()
    ended: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.withheld or self.ended)


NO_HELD_CHANGE = HeldChange()
