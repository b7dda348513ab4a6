"""How many parties left a treaty in a short time, as far as the register can prove it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from monitor.model import Act, Row, Stage, TreatyDate
from monitor.wording import Language, Treaty, bodies_founded
from monitor.wording.agreements import agreement_words

WINDOWS_DAYS = (90, 365)
NOTICE_FOLLOWS = timedelta(3)  # an announcement whose day of notice nobody states
STARTER = "Starter register: "  # begins the source of each story of the starter register
_OUT = frozenset({Stage.NOTIFIED, Stage.EFFECTIVE})
_GONE = frozenset({Stage.EFFECTIVE})
# by noun, the texts of a place and of one that several share
_PLACES = {
    "state": ("wave.state", "wave.state.shared"),
    "party": ("wave.party", "wave.party.shared"),
    "exit": ("wave.exit", "wave.exit.shared"),
}
_SINCE = ("wave.exit.since", "wave.exit.since.shared")


@dataclass(frozen=True, slots=True)
class Departure:
    """A party that gave notice of leaving a treaty, or left. `first`, `last`: between which days."""

    act: int
    actor: str
    first: date
    last: date
    starter: bool = False  # known from the starter register alone

    @property
    def order(self) -> tuple[date, int]:
        """Its place among others: by the day on which it is certain, then by act."""
        return self.last, self.act

    @property
    def is_state(self) -> bool:
        """False for a body, such as the European Union."""
        return len(self.actor) == 2 and self.actor != "EU"


@dataclass(frozen=True, slots=True)
class Wave:
    """`count` parties left within `days` days, up to the act that was asked about; `days` 0: no wave, and
    `count` exits since `since`, or in the register.

    `ordinal`: the act's own place among them by day, which is `shared` when others left on the same day or
    on a day that is not known well enough. `quiet_years`: how many whole years before had no exit; 0 if that
    is not known. `starter`: how many of the acts are of the starter register. `entry`: id in the gazetteer.
    """

    count: int
    days: int
    ordinal: int
    acts: tuple[int, ...]
    quiet_years: int = 0
    since: date | None = None
    starter: int = 0
    shared: bool = False
    only_states: bool = True
    entry: str = ""


def departures(entries: Collection[str], acts: Iterable[Act], *, no_exit: bool = False) -> list[Departure]:
    """Who left a treaty by acts that stand, each actor of an act. `entries`: its id in the gazetteer, and
    that of the body that it founded.

    `no_exit`: no party can leave the treaty alone, so that a notice without effect is no exit.
    """
    out = _GONE if no_exit else _OUT
    known: list[Departure] = []
    for act in acts:
        row = next((row for row in act.rows if row.entry in entries), None)
        if row is None or act.rejected or act.withdrawn or act.stage not in out or row.stage not in out:
            continue
        first, last = _left(act, row)
        from_starter = bool(act.sources) and all(source.source.startswith(STARTER) for source in act.sources)
        known += [Departure(act.id, actor, first, last, from_starter) for actor in act.states]
    return known


def _left(act: Act, row: Row) -> tuple[date, date]:
    """Between which days an exit counts: that of the notice; that of the announcement and a few days after
    it, in which notice is given; the day of effect; that of the first report.
    """
    stated = row.notified or row.decided or row.ended
    day = (stated.treaty_date if stated else None) or TreatyDate.parse(f"{act.opened_at:%Y-%m-%d}")
    later = NOTICE_FOLLOWS if stated is row.decided and stated is not None else timedelta()
    return day.earliest, day.latest + later


def wave_of(act: int, known: Iterable[Departure], complete_since: date | None = None) -> Wave | None:
    """The wave that this act belongs to, else its place among all exits; None where it would be alone among
    exits of which not all are known.

    A state counts once; an exit whose day is not known well enough is not in the wave, but it breaks a quiet
    time, and no place is told. `complete_since`: from this day on the register has all exits from the
    treaty; None: unknown.
    """
    known = sorted(known, key=lambda departure: departure.order)
    own = next((departure for departure in known if departure.act == act), None)
    if own is None:
        return None
    earlier = [departure for departure in known if departure.last <= own.last]
    for days in WINDOWS_DAYS:
        start = own.last - timedelta(days)
        within = [departure for departure in earlier if departure.first > start]
        if len({departure.actor for departure in within}) > 1:
            first = min(departure.first for departure in within)
            rest = [departure for departure in earlier if departure not in within]
            wave = _placed(own, within, known, start)
            quiet = _quiet_years(rest, first, complete_since)
            return replace(wave, days=days, quiet_years=quiet, since=complete_since)
    return _base_rate(own, earlier, known, complete_since)


def _base_rate(
    own: Departure, earlier: Sequence[Departure], known: Sequence[Departure], complete_since: date | None
) -> Wave | None:
    """The place of an exit among all since a day, or in the register."""
    if complete_since is not None and own.first >= complete_since:
        counted = [departure for departure in earlier if departure.first >= complete_since]
        wave = _placed(own, counted, known, complete_since - timedelta(1), by_state=False)
        return replace(wave, since=complete_since)
    wave = _placed(own, earlier, known, date.min, by_state=False)
    return wave if wave.count > 1 else None


def _placed(
    own: Departure,
    counted: Sequence[Departure],
    known: Sequence[Departure],
    start: date,
    *,
    by_state: bool = True,
) -> Wave:
    """The count of these exits, and the place of `own` among them. `start`: the day before the first that
    counts. `by_state`: a state counts once.
    """

    def key(departure: Departure) -> tuple[str, int]:
        return departure.actor, 0 if by_state else departure.act

    before = {key(departure) for departure in counted if departure.last < own.first} - {key(own)}
    everyone = {key(departure) for departure in counted}
    unsure = {
        key(departure)
        for departure in known
        if departure not in counted and departure.first <= own.last and departure.last > start
    }
    is_shared = len(everyone) > len(before) + 1 or bool(unsure - before - {key(own)})
    acts = tuple(sorted({departure.act for departure in counted}))
    starter = len({departure.act for departure in counted if departure.starter})
    only_states = all(departure.is_state for departure in counted)
    ordinal = len(before) + 1
    return Wave(len(everyone), 0, ordinal, acts, 0, None, starter, is_shared, only_states)


def _quiet_years(earlier: Iterable[Departure], until: date, complete_since: date | None) -> int:
    """The whole years before a day in which nobody left, since the last exit or since all are known."""
    if complete_since is None:
        return 0
    since = max((complete_since, *(departure.last for departure in earlier)))
    before_birthday = (until.month, until.day) < (since.month, since.day)
    return max(0, until.year - since.year - before_birthday)


def waves_of(
    act: Act,
    sharing: Mapping[str, Sequence[Act]],
    complete: Mapping[str, date],
    treaties: Mapping[str, Treaty],
    no_exit: Collection[str] = (),
) -> list[Wave]:
    """What can be said of each agreement of an act that `treaties` names, the largest wave first.

    `sharing`: by entry, the acts that stand on it (those on a treaty stand under the body that it founded);
    `complete`: by entry, since when the starter register has all exits, which counts only where its acts are
    loaded; `no_exit`: entries that no party can leave alone.
    """
    waves, founded = [], bodies_founded(treaties)
    for entry in dict.fromkeys(row.entry for row in act.rows):
        # a kind of treaty, such as tax treaties, is many agreements
        if entry is None or entry not in treaties or treaties[entry].several:
            continue
        body = founded.get(entry, entry)
        same = {body, *(treaty for treaty, own in founded.items() if own == body)}
        known = departures(same, sharing.get(body, ()), no_exit=entry in no_exit)
        has_past = any(departure.starter for departure in known)
        since = min((complete[own] for own in same if own in complete), default=None)
        wave = wave_of(act.id, known, since if has_past else None)
        if wave is not None:
            waves.append(replace(wave, entry=entry))
    return sorted(waves, key=lambda wave: (wave.days == 0, -wave.count))


def wave_text(wave: Wave, act: Act, treaties: Mapping[str, Treaty], say: Language) -> str:
    """The wave as one sentence, with its count and its source."""
    row = next(row for row in act.rows if row.entry == wave.entry)
    langs = {source.story: source.lang for source in act.sources}
    words = agreement_words(row, say, treaties, langs.get)
    what = words.name or words.description
    parts = [_place(wave, what, say)]
    if wave.quiet_years:
        parts.append(say.count("wave.quiet", wave.quiet_years))
    source = say.count("wave.starter", wave.starter) if wave.starter else say("wave.register")
    return say.polish(say("wave.whole", text=say("list.parts").join(parts), source=source))


def _place(wave: Wave, what: str, say: Language) -> str:
    """ "Fifth state to leave the Ottawa Convention in 90 days"."""
    noun = "exit" if not wave.days else "state" if wave.only_states else "party"
    key, shared_key = _SINCE if not wave.days and wave.since else _PLACES[noun]
    slots: dict[str, object] = {"what": what}
    if wave.days:
        slots["days"] = wave.days
    elif wave.since:
        slots["year"] = wave.since.year
    if wave.shared:
        return say.count(shared_key, wave.count, **slots)
    return say(key, ordinal=say.ordinal(wave.ordinal, noun), **slots)
