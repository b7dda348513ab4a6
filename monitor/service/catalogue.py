"""The catalogue of sources that are worth watching for news of treaties (docs/sources.md), and its feeds."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.config import package_data
from monitor.errors import UsageError
from monitor.model import Feed, FeedKind, FeedState
from monitor.service.opml import write_opml

if TYPE_CHECKING:
    from monitor.service import Service


class SourceKind(StrEnum):
    """Who publishes a source. All but the press are official feeds."""

    PRESS = "press"
    OFFICIAL = "official"  # a government, an organisation
    PARLIAMENT = "parliament"
    GAZETTE = "gazette"  # where laws and treaties are published
    DEPOSITARY = "depositary"  # the notices of a depositary


class KnownFrom(StrEnum):
    """Where an address of the catalogue is known from. Nobody has tried it yet in either case."""

    LISTS = "lists"  # it stands in public lists of feeds
    MEMORY = "memory"  # its publisher was known to have it


@dataclass(frozen=True, slots=True)
class Source:
    """A source of the catalogue. `state`: ISO 3166-1 alpha-2, EU, UN, or ""; `lang`: BCP 47."""

    kind: SourceKind
    state: str
    lang: str
    title: str
    address: str
    known_from: KnownFrom

    @property
    def feed(self) -> Feed:
        """The feed that it becomes. A parliament speaks for its own house, and does not end treaties: it
        counts as an outlet, without a state.
        """
        is_press = self.kind is SourceKind.PRESS
        is_party = self.kind is not SourceKind.PARLIAMENT
        return Feed(
            0,
            self.address,
            title=self.title,
            publisher=self.title,
            kind=FeedKind.PRESS if is_press else FeedKind.OFFICIAL,
            state=(self.state or None) if is_party else None,
            lang=self.lang,
            depositary=self.state if self.kind is SourceKind.DEPOSITARY else None,
        )


class Tried(StrEnum):
    """What is known of a source in this installation."""

    ABSENT = "not among the feeds"
    NOT_TRIED = "not polled yet"
    WORKS = "works"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Listed:
    """A source, and the feed that it is already, if any."""

    source: Source
    tried: Tried
    feed: Feed | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What adding sources came to: the feeds that are new, and how many were there already."""

    feeds: tuple[Feed, ...]
    known: int


def read() -> list[Source]:
    """All sources of the catalogue, official ones first."""
    with (package_data("rules") / "sources.csv").open(encoding="utf-8", newline="") as lines:
        return [
            Source(
                SourceKind(row["kind"]),
                row["state"],
                row["lang"],
                row["title"],
                row["address"],
                KnownFrom(row["known_from"]),
            )
            for row in csv.DictReader(lines)
        ]


def choose(
    sources: Sequence[Source],
    *,
    kinds: Collection[str] = (),
    languages: Collection[str] = (),
    states: Collection[str] = (),
) -> list[Source]:
    """The sources with one of these kinds, languages and states; empty: any. Raises `UsageError` for a
    language or state that no source has.
    """
    _known(languages, {source.lang for source in sources}, "language")
    _known(states, {source.state for source in sources if source.state}, "state")
    return [
        source
        for source in sources
        if (not kinds or source.kind in kinds)
        and (not languages or source.lang in languages)
        and (not states or source.state in states)
    ]


def _known(wanted: Collection[str], known: set[str], what: str) -> None:
    for code in wanted:
        if code not in known:
            raise UsageError(
                f"The catalogue has no source of the {what} {code!r}; it has {', '.join(sorted(known))}."
            )


def missing(service: Service, sources: Sequence[Source]) -> list[Source]:
    """The sources that are not among the feeds yet, however their address is written."""
    return [own.source for own in listed(service, sources) if own.feed is None]


def listed(service: Service, sources: Sequence[Source]) -> list[Listed]:
    """These sources, each with what is known of it here. A feed that has moved is known by both addresses."""
    there = {
        _plain(address): (feed, state)
        for feed, state, _ in service.store.feeds.states()
        for address in (feed.identity, feed.address)
        if address
    }
    return [_listed(source, there.get(_plain(source.address))) for source in sources]


def _listed(source: Source, known: tuple[Feed, FeedState] | None) -> Listed:
    if known is None:
        return Listed(source, Tried.ABSENT)
    feed, state = known
    if state.error_code:
        return Listed(source, Tried.FAILS, feed)
    return Listed(source, Tried.NOT_TRIED if state.ok_at is None else Tried.WORKS, feed)


def add(service: Service, sources: Sequence[Source]) -> Added:
    """Adds the feeds of these sources, due at once; those that are there stay as they are."""
    interval_s = service.config.poll.interval_s
    new = [replace(source.feed, interval_s=interval_s) for source in missing(service, sources)]
    added = service.store.feeds.add_all(new, service.clock()) if new else ()
    return Added(tuple(added), len(sources) - len(new))


def as_opml(sources: Sequence[Source]) -> str:
    """The feeds of these sources as an OPML 2.0 document."""
    return write_opml([source.feed for source in sources])


def _plain(address: str) -> str:
    """An address without what two ways of writing it differ in."""
    return address.partition("://")[2].removeprefix("www.").rstrip("/")
