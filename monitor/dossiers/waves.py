"""How many states left a treaty in a short time, as far as the register can prove it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.model import Act, Stage, TreatyDate
from monitor.wording import Language

WINDOWS_DAYS = (90, 365)
_OUT = frozenset({Stage.NOTIFIED, Stage.EFFECTIVE})


@dataclass(frozen=True, slots=True)
class Departure:
    """A state that gave notice of leaving a treaty, or left. `first`, `last`: between which days."""

    act: int
    actor: str
    first: date
    last: date
    starter: bool = False  # known from the starter register alone

    @property
    def order(self) -> tuple[date, int]:
        """Its place among others: by the day on which it is certain, then by act."""
        return self.last, self.act


@dataclass(frozen=True, slots=True)
class Wave:
    """`count` states left within `days` days, the last of them by the act that was asked about.

    `quiet_years`: how many whole years before had no exit; 0 if that is not known. `starter`: how many of
    the acts are of the starter register.
    """

    count: int
    days: int
    acts: tuple[int, ...]
    quiet_years: int = 0
    starter: int = 0


def departures(entry: str, acts: Iterable[Act], starter: str) -> list[Departure]:
    """Who left a treaty (id in the gazetteer) by acts that stand, each actor of an act.

    `starter`: what the source of each story of the starter register begins with.
    """
    known: list[Departure] = []
    for act in acts:
        row = next((row for row in act.rows if row.entry == entry), None)
        if row is None or act.rejected or act.withdrawn or act.stage not in _OUT or row.stage not in _OUT:
            continue
        stated = row.notified or row.ended
        day = (stated.treaty_date if stated else None) or TreatyDate.parse(f"{act.opened_at:%Y-%m-%d}")
        from_starter = bool(act.sources) and all(source.source.startswith(starter) for source in act.sources)
        known += [Departure(act.id, actor, day.earliest, day.latest, from_starter) for actor in act.states]
    return known


def wave_of(act: int, known: Iterable[Departure], complete_since: date | None = None) -> Wave | None:
    """The wave that this act belongs to; None for fewer than two states within a year.

    A state counts once; an exit whose day is not known well enough is not in the wave, but it breaks a quiet
    time. `complete_since`: from this day on the register has all exits from the treaty; None: unknown.
    """
    known = sorted(known, key=lambda departure: departure.order)
    own = next((departure for departure in known if departure.act == act), None)
    if own is None:
        return None
    earlier = [
        departure for departure in known if departure.last <= own.last and departure.order <= own.order
    ]
    for days in WINDOWS_DAYS:
        start = own.last - timedelta(days)
        within = [departure for departure in earlier if departure.first > start]
        by_state: Mapping[str, Departure] = {departure.actor: departure for departure in within}
        if len(by_state) > 1:
            acts = tuple(sorted({departure.act for departure in within}))
            first = min(departure.first for departure in within)
            rest = [departure for departure in earlier if departure not in within]
            starter = len({departure.act for departure in within if departure.starter})
            return Wave(len(by_state), days, acts, _quiet_years(rest, first, complete_since), starter)
    return None


def wave_text(wave: Wave, say: Language) -> str:
    """The wave as one sentence, with its count and its source."""
    parts = [say.count("wave", wave.count, days=wave.days)]
    if wave.quiet_years:
        parts.append(say.count("wave.quiet", wave.quiet_years))
    if wave.starter:
        parts.append(say.count("wave.starter", wave.starter))
    return say("list.parts").join(parts)


def _quiet_years(earlier: Iterable[Departure], until: date, complete_since: date | None) -> int:
    """The whole years before a day in which nobody left, since the last exit or since all are known."""
    if complete_since is None:
        return 0
    since = max((complete_since, *(departure.last for departure in earlier)))
    before_birthday = (until.month, until.day) < (since.month, since.day)
    return max(0, until.year - since.year - before_birthday)
