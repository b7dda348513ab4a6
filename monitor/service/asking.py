"""Saved queries: checked before they are saved, and what they would have sent is counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.errors import UsageError
from monitor.model import Destination, SavedQuery
from monitor.service import destinations

if TYPE_CHECKING:
    from monitor.forecast import Forecast, Happening
    from monitor.service import Service

MOST_QUERIES = 50  # of one destination
NAME_CHARACTERS = 60
NOTE_CHARACTERS = 300
_BODIES = ("EU", "UN", "NATO")  # codes of organisations


def states(names: Sequence[str]) -> frozenset[str]:
    """The codes of these states and organisations, given as codes or names in any language of the program.

    Raises `UsageError`, which proposes the nearest one.
    """
    return frozenset(_state(name.strip()) for name in names if name.strip())


def _state(name: str) -> str:
    from monitor.names import country, country_code, country_named, is_country  # takes time to import

    code = name.upper()
    if code in _BODIES or is_country(code):
        return code
    if named := country_named(name):
        return named
    near = country_code(name)
    meant = f"did you mean {near} ({country(near)})?" if near else "give a name, or a code such as HU."
    raise UsageError(f"No state or organisation is called {name!r}: {meant}")


def topics(service: Service, names: Sequence[str]) -> frozenset[str]:
    """The topics that these names mean. Raises `UsageError`, which proposes the nearest ones."""
    from monitor.service.topics import checked_topics

    return checked_topics(names, service.own_words())


def all_topics(service: Service) -> list[tuple[str, tuple[str, ...]]]:
    """Every topic that may be asked for, with what else belongs to it."""
    from monitor.service.topics import act_topics

    known = act_topics(service.own_words())
    return [(name, known.parts(name)) for name in known.names]


def topic_overview(service: Service) -> tuple[Sequence[tuple[str, tuple[str, ...]]], Sequence[str]]:
    """The topics that hold others, each with these; and those that neither hold others nor are held."""
    from monitor.service.topics import act_topics

    return act_topics(service.own_words()).overview


def check(saved: SavedQuery) -> None:
    """Raises `UsageError` for a name, a note or a query text that cannot be saved."""
    if not saved.name.strip() or len(saved.name) > NAME_CHARACTERS or not saved.name.isprintable():
        raise UsageError(f"A saved query needs a name of 1 to {NAME_CHARACTERS} characters in one line.")
    if len(saved.note) > NOTE_CHARACTERS or re.search(r"[\r\n]", saved.note):
        raise UsageError(f"A note has {NOTE_CHARACTERS} characters at most, in one line.")
    destinations.check_query(saved.query)


def named_query(destination: Destination, name: str) -> SavedQuery:
    """The saved query with this name. Raises `UsageError`."""
    for saved in destination.queries:
        if saved.name == name:
            return saved
    names = ", ".join(saved.name for saved in destination.queries)
    raise UsageError(f"{destination.name} has no saved query {name!r}; it has {names}.")


def with_query(destination: Destination, saved: SavedQuery) -> Destination:
    """The destination with one more saved query. Raises `UsageError`."""
    check(saved)
    if any(other.name == saved.name for other in destination.queries):
        raise UsageError(
            f"{destination.name} has a saved query {saved.name!r} already: `destinations queries edit` "
            "changes it."
        )
    if len(destination.queries) >= MOST_QUERIES:
        raise UsageError(f"A destination has {MOST_QUERIES} saved queries at most.")
    return replace(destination, queries=(*destination.queries, saved))


def with_changed(destination: Destination, old: SavedQuery, new: SavedQuery) -> Destination:
    """The destination with `new` in the place of `old`. Raises `UsageError`."""
    check(new)
    if new.name != old.name and any(other.name == new.name for other in destination.queries):
        raise UsageError(f"{destination.name} has a saved query {new.name!r} already; choose another name.")
    queries = tuple(new if saved is old else saved for saved in destination.queries)
    return replace(destination, queries=queries)


def without_query(destination: Destination, name: str) -> Destination:
    """The destination without one of its saved queries. Raises `UsageError`, also for the last one."""
    saved = named_query(destination, name)
    if len(destination.queries) == 1:
        raise UsageError(
            f"{name!r} is the only saved query of {destination.name}: change it, or stop all messages with "
            f"`treaty-monitor destinations pause {destination.name}`."
        )
    return replace(destination, queries=tuple(other for other in destination.queries if other is not saved))


def covered(destination: Destination) -> dict[SavedQuery, SavedQuery]:
    """The saved queries that find no act which a wider one does not find, each with the first such one. Of
    equal queries, the first stands.
    """
    queries = destination.queries
    covering = {}
    for place, saved in enumerate(queries):
        wider = [
            other
            for number, other in enumerate(queries)
            if other is not saved and covers(other, saved) and not (covers(saved, other) and place < number)
        ]
        if wider:
            covering[saved] = wider[0]
    return covering


def covers(wide: SavedQuery, narrow: SavedQuery) -> bool:
    """True if each act that `narrow` finds meets `wide`, too."""
    conditions = zip(wide.conditions, narrow.conditions, strict=True)
    return (
        wide.kinds >= narrow.kinds
        and wide.least.rank <= narrow.least.rank
        and wide.query.strip() in ("", narrow.query.strip())
        and all(not wanted or wanted >= values > frozenset() for (_, wanted), (_, values) in conditions)
    )


def held_back(service: Service, destination: Destination) -> int:
    """How many acts are held back from a destination for their evidence."""
    return len(service.store.withheld.acts(destination.id, None))


@dataclass(frozen=True, slots=True)
class Sent:
    """What a saved query alone would have sent in the last 30 days: counts, and acts, the newest first."""

    forecast: Forecast
    acts: tuple[int, ...] = ()


def forecast(service: Service, destination: Destination) -> Forecast:
    """What `destination`, stored or not, would have been sent in the last 30 days, by the evidence that there
    is today.
    """
    since, alerts = service.recent.asked(destination, destination.queries)
    return _counted(service, destination, since, [happening for happening, queries in alerts if queries])


def forecasts(
    service: Service, destination: Destination, queries: Sequence[SavedQuery] | None = None
) -> list[tuple[SavedQuery, Sent]]:
    """The same for each of these saved queries alone (None: those of the destination)."""
    asked = destination.queries if queries is None else tuple(queries)
    since, alerts = service.recent.asked(destination, asked)
    sent = []
    for number, saved in enumerate(asked, 1):
        own = [happening for happening, numbers in alerts if number in numbers]
        acts = dict.fromkeys(happening.act for happening in sorted(own, reverse=True))
        sent.append((saved, Sent(_counted(service, destination, since, own), tuple(acts))))
    return sent


def _counted(
    service: Service, destination: Destination, since: datetime | None, happenings: Sequence[Happening]
) -> Forecast:
    from monitor import forecast as counting

    now, schedule = service.clock(), destination.schedule
    if since is None:
        return counting.Forecast(None, now)
    window = timedelta(seconds=service.config.digests.window_s)
    return counting.forecast(schedule, happenings, since, now, window=window, empty=destination.empty)
