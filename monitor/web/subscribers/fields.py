"""The fields of the forms: what a subscriber gets and when, read from a form and offered in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeVar
from zoneinfo import available_timezones

from babel import Locale

from monitor.errors import UsageError
from monitor.model import Cadence, Grade, Kind, SavedQuery, Schedule, Stage
from monitor.names import is_country
from monitor.public import folded
from monitor.service import Service, asking, public_treaties
from monitor.web.naming import topic_name
from monitor.wording import LANGUAGES, Language

Form = Mapping[str, Sequence[str]]
Member = TypeVar("Member", bound=StrEnum)

QUERY = ("kinds", "countries", "topics", "stages", "least")
OWN_WORDS = ("name", "note", "words")  # not in the public form: nobody sends words to others by it
WHEN = ("cadence", "hour", "weekday", "zone", "language")
MOST_FIELDS = 700  # all boxes of the form ticked
KINDS = (Kind.ACT, Kind.THREAT)
BODIES = ("EU", "NATO", "UN")
_NO_STATES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})  # of CLDR's territories
# of time zones
_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian",
            "Pacific")  # fmt: skip
ZONES = {"fr": "Europe/Paris", "ru": "Europe/Moscow"}  # proposed by language; UTC for others


class NothingAskedFor(UsageError):
    """Neither exits nor threats were chosen."""


# ---------------------------------------------------------------- read


def text(form: Form, name: str, default: str = "") -> str:
    """The one value of a field."""
    return next(iter(form.get(name, ())), default)


def query_of(service: Service, form: Form, base: SavedQuery) -> SavedQuery:
    """The saved query that a form asks for; what it has no field for stays as in `base`. Raises
    `UsageError`.
    """
    kinds = frozenset(_members(Kind, form.get("kinds", ()))) & frozenset(KINDS)
    if not kinds:
        raise NothingAskedFor("Choose exits, threats or both.")
    return replace(
        base,
        kinds=kinds,
        countries=asking.states(form.get("countries", ())),
        topics=asking.topics(service, form.get("topics", ())),
        stages=frozenset(_members(Stage, form.get("stages", ()))),
        least=_members(Grade, [text(form, "least", base.least)])[0],
        name=" ".join(text(form, "name", base.name).split()),
        note=" ".join(text(form, "note", base.note).split()),
        query=" ".join(text(form, "words", base.query).split()),
    )


def proposed(service: Service, form: Form, base: SavedQuery) -> SavedQuery:
    """What the parameters of an address ask for; `base` where they mean nothing."""
    named = {name: values for name, values in form.items() if values}
    try:
        return query_of(service, {"kinds": sorted(base.kinds), **named}, base)
    except UsageError:
        return base


def schedule_of(form: Form, base: Schedule) -> Schedule:
    """When a form asks for messages. Further times of a day stay if the first one does. Raises
    `UsageError`.
    """
    at = _time(text(form, "hour", base.at.isoformat("minutes")))
    weekday = text(form, "weekday", str(base.weekday))
    zone = text(form, "zone", base.zone)
    if weekday not in map(str, range(7)) or (zone != base.zone and zone not in zones()):
        raise UsageError("There is no such day or time zone.")
    return replace(
        base,
        cadence=_members(Cadence, [text(form, "cadence", base.cadence)])[0],
        at=at,
        later=base.later if at == base.at else (),
        weekday=int(weekday),
        zone=zone,
    )


def in_zone(schedule: Schedule, zone: str) -> Schedule:
    """The same times of day in another zone."""
    return replace(schedule, zone=zone)


def reader_of(form: Form, default: str) -> str:
    """The language that a form asks for. Raises `UsageError`."""
    code = text(form, "language", default)
    if code not in LANGUAGES:
        raise UsageError("There is no such language.")
    return code


def _time(said: str) -> time:
    try:
        return time.fromisoformat(said).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise UsageError("This is no time of day.") from None


def _members(among: type[Member], values: Iterable[str]) -> list[Member]:
    try:
        return [among(value) for value in values]
    except ValueError:
        raise UsageError("There is no such value.") from None


# ---------------------------------------------------------------- offered


class Option(NamedTuple):
    """A value that may be chosen, in words."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class QueryOptions:
    """What the fields of a saved query offer."""

    kinds: Sequence[Option]
    countries: Sequence[Option]
    topics: Sequence[Option]
    stages: Sequence[Option]
    grades: Sequence[Option]


@dataclass(frozen=True, slots=True)
class WhenOptions:
    """What the fields of a schedule and of the language offer."""

    cadences: Sequence[Option]
    hours: Sequence[Option]
    weekdays: Sequence[Option]
    zones: Mapping[str, Sequence[Option]]  # by region
    languages: Sequence[Option]


def query_options(service: Service, saved: SavedQuery, say: Language) -> QueryOptions:
    """The fields of a saved query, its present values chosen."""
    holding, alone = asking.topic_overview(service)
    named = dict.fromkeys([*(name for name, _ in holding), *alone, *sorted(saved.topics)])
    namer = public_treaties.namer(service, say)
    countries = [*BODIES, *_countries(say), *sorted(saved.countries)]
    return QueryOptions(
        _options(((kind, say(f"web.wanted.kind.{kind.value}")) for kind in KINDS), saved.kinds),
        _options(((code, namer.party(code).text) for code in dict.fromkeys(countries)), saved.countries),
        sorted(
            _options(((name, topic_name(name, say)) for name in named), saved.topics),
            key=lambda option: folded(option.label),
        ),
        _options(((stage, say(f"label.{stage.value}")) for stage in Stage), saved.stages),
        _options(((grade, say(f"grade.{grade.value}")) for grade in Grade), (saved.least,)),
    )


def when_options(schedule: Schedule, reader: str, say: Language) -> WhenOptions:
    """The fields of a schedule, its present values chosen."""
    at = schedule.at.isoformat("minutes")
    hours = sorted({f"{hour:02}:00" for hour in range(24)} | {at})
    weekdays = enumerate(say.weekdays)
    return WhenOptions(
        _options(
            ((cadence, say(f"web.wanted.cadence.{cadence}")) for cadence in Cadence), (schedule.cadence,)
        ),
        _options(((hour, hour) for hour in hours), (at,)),
        _options(((str(day), name) for day, name in weekdays), (str(schedule.weekday),)),
        _zone_options(schedule.zone),
        _options(((code, other("language.own")) for code, other in LANGUAGES.items()), (reader,)),
    )


def _options(pairs: Iterable[tuple[str, str]], chosen: Iterable[str]) -> list[Option]:
    values = frozenset(map(str, chosen))
    return [Option(str(value), label, str(value) in values) for value, label in pairs]


def _zone_options(chosen: str) -> dict[str, list[Option]]:
    regions: dict[str, list[Option]] = {}
    for zone in sorted({"UTC", chosen, *zones()}):
        region, _, place = zone.partition("/")
        regions.setdefault(region if place else "", []).append(Option(zone, zone, zone == chosen))
    return dict(sorted(regions.items()))


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """The time zones that are offered: those of places, and UTC."""
    return frozenset({"UTC"}) | {
        zone for zone in available_timezones() if zone.partition("/")[0] in _REGIONS and "/" in zone
    }


@lru_cache(maxsize=8)
def _countries(say: Language) -> tuple[str, ...]:
    """The codes of states and territories, in the order of their names."""
    codes = [code for code in map(str, Locale("en").territories) if is_country(code) and code.isalpha()]
    return tuple(sorted(set(codes) - _NO_STATES, key=lambda code: folded(say.place(code, "name"))))
