"""The register as the pages show it: kept in memory, and brought up to date when it has changed.

Public are acts that stand and that nobody rejected. Possible exits, unsettled stories and the names of
editors never are.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from monitor.errors import StoreError
from monitor.log import get_logger
from monitor.model import Act, ActStories
from monitor.public import Asked, Entry, Facets, choose, entry_of, facets
from monitor.service.names import known_treaties
from monitor.wording import bodies_founded

if TYPE_CHECKING:
    from monitor.digest import ActSummary
    from monitor.dossiers import Departed
    from monitor.service import Service
    from monitor.wording import Language

log = get_logger(__name__)

READ = 200  # acts read at a time
TOLD = 400  # acts kept as they were told


@dataclass(frozen=True)
class PublicRegister:
    """All public acts, by id. `version` rises with each change of the register."""

    version: int
    entries: Mapping[int, Entry]

    @cached_property
    def by_ref(self) -> Mapping[str, Entry]:
        """The acts by their short reference."""
        return {entry.ref: entry for entry in self.entries.values()}

    @cached_property
    def by_treaty(self) -> Mapping[str, Sequence[Entry]]:
        """The acts on each agreement, by its id in the gazetteer."""
        return _grouped((name, entry) for entry in self.entries.values() for name in entry.treaties)

    @cached_property
    def by_party(self) -> Mapping[str, Sequence[Entry]]:
        """The acts of which a state or organisation is a party, by its code."""
        return _grouped(
            (code, entry)
            for entry in self.entries.values()
            for code in dict.fromkeys((*entry.states, *entry.others))
        )

    def facets(self, asked: Asked) -> Facets:
        """The values that filters offer beside those that are asked for, with numbers of acts."""
        return facets(self.entries.values(), asked) if asked.filters else self._facets

    @cached_property
    def _facets(self) -> Facets:
        return facets(self.entries.values(), Asked())

    def on(self, treaties: Iterable[str]) -> list[Entry]:
        """The acts on any of these agreements, by their ids in the gazetteer."""
        entries = {entry.id: entry for name in treaties for entry in self.by_treaty.get(name, ())}
        return [entries[number] for number in sorted(entries)]

    def sharing(self, entry: Entry, founded: Mapping[str, str]) -> list[Sequence[Entry]]:
        """The acts on each agreement of this one, on the body that it founded, and on what else founded that.
        `founded`: by id of a treaty, its body.
        """
        bodies = {founded.get(name, name) for name in entry.treaties}
        names = bodies.union(treaty for treaty, body in founded.items() if body in bodies)
        return [self.by_treaty.get(name, ()) for name in sorted(names)]

    def of(self, state: str) -> list[Entry]:
        """The acts of which this state or organisation is a party."""
        return list(self.by_party.get(state, ()))


def _grouped(pairs: Iterable[tuple[str, Entry]]) -> dict[str, list[Entry]]:
    grouped: dict[str, list[Entry]] = {}
    for key, entry in pairs:
        grouped.setdefault(key, []).append(entry)
    return grouped


class RegisterReader:
    """Gives the public register as it is now. Safe to use from several threads."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = Lock()
        self._stamps: dict[int, str] = {}
        self._known: PublicRegister | None = None
        self._departed: tuple[int, Departed] | None = None
        self.told = ToldActs()

    def now(self) -> PublicRegister:
        """The register; only acts that changed since the last call are read."""
        version = self._service.store.register.revision()
        known = self._known
        if known is not None and known.version == version:
            return known
        with self._lock:
            if self._known is None or self._known.version != version:
                self._known = PublicRegister(version, self._entries(self._known))
            return self._known

    def version(self) -> tuple[int, date]:
        """What an answer depends on that is made of the register alone: its revision, and the day (UTC), by
        which "due" and "not before" are told.
        """
        return self._service.store.register.revision(), self._service.clock().astimezone(UTC).date()

    def departed(self) -> Departed:
        """By entry of the gazetteer, the states that have left it, each with the day of the report."""
        version = self._service.store.register.revision()
        if self._departed is None or self._departed[0] != version:
            self._departed = (version, self._service.store.acts.departed())
        return self._departed[1]

    def _entries(self, known: PublicRegister | None) -> dict[int, Entry]:
        stamps = self._service.store.acts.public_stamps()
        old = known.entries if known else {}
        changed = [number for number, stamp in stamps.items() if self._stamps.get(number) != stamp]
        fresh = {entry.id: entry for entry in self._read(changed)}
        self._stamps = stamps
        entries = {number: fresh.get(number) or old.get(number) for number in stamps}
        return {number: entry for number, entry in entries.items() if entry is not None}

    def _read(self, ids: list[int]) -> Iterator[Entry]:
        from monitor.service import events, topics

        service = self._service
        own = service.own_words()
        treaties, principled = known_treaties(own), events.is_principled(service)
        find = topics.act_topics(own)
        for begin in range(0, len(ids), READ):
            for act in service.store.acts.standing(ids[begin : begin + READ]):
                about = find.of(act, ())
                yield entry_of(
                    act,
                    treaties=treaties,
                    topics=about,
                    principled=principled(act),
                    dossiers=service.dossiers(),
                )


@dataclass(frozen=True, slots=True)
class ToldAct:
    """An act, what messages tell of it (in UTC), and its stories."""

    act: Act
    summary: ActSummary
    stories: ActStories

    @property
    def is_summary(self) -> bool:
        """True if only the starter register knows the act: its sentences are summaries of public pages."""
        from monitor.dossiers.waves import STARTER

        sources = self.act.sources
        return bool(sources) and all(source.source.startswith(STARTER) for source in sources)


class ToldActs:
    """Acts that were told, each as long as what it was told from is the same: several pages show the same
    ones. Safe to use from several threads.
    """

    def __init__(self, most: int = TOLD) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[tuple[int, str], tuple[object, ToldAct]] = OrderedDict()

    def get(self, sources: Mapping[int, object], reader: str) -> dict[int, ToldAct]:
        """Those of these acts, by id with what they are told from, that are kept in the reader's language."""
        told = {}
        with self._lock:
            for number, source in sources.items():
                kept = self._kept.get((number, reader))
                if kept is not None and kept[0] == source:
                    self._kept.move_to_end((number, reader))
                    told[number] = kept[1]
        return told

    def put(self, sources: Mapping[int, object], told: Mapping[int, ToldAct], reader: str) -> None:
        """Keeps these; the least used ones go."""
        with self._lock:
            for number, act in told.items():
                if number in sources:
                    self._kept[number, reader] = (sources[number], act)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def tell(service: Service, ids: Iterable[int], say: Language) -> list[ToldAct]:
    """These acts in their order, as messages would tell them now; those that stand no more are left out."""
    wanted = list(ids)
    sources = _sources(service, wanted)
    known = service.register.told.get(sources, say.code)
    if missing := [number for number in wanted if number not in known]:
        fresh = _told(service, missing, say)
        service.register.told.put(sources, fresh, say.code)
        known |= fresh
    return [known[number] for number in wanted if number in known]


def read_ahead(service: Service) -> None:
    """Reads the register into memory, with the words of the acts that most readers see first, so that none of
    them waits for it.
    """
    from monitor.wording import LANGUAGES

    try:
        newest = choose(service.register.now().entries.values(), Asked()).entries
        for say in LANGUAGES.values():
            tell(service, [entry.id for entry in newest], say)
    except StoreError as error:  # each page reads it anew
        log.warning("register not read ahead", problem=str(error))


def _sources(service: Service, ids: Iterable[int]) -> dict[int, object]:
    """By act, all that its words depend on: the day, the dossiers, the act, and who else left its
    agreements.
    """
    register, dossiers = service.register.now(), service.dossiers()
    today, founded = (
        service.clock().astimezone(UTC).date(),
        bodies_founded(known_treaties(service.own_words())),
    )
    entries = [entry for number in ids if (entry := register.entries.get(number))]
    return {entry.id: (today, dossiers, entry, register.sharing(entry, founded)) for entry in entries}


def _told(service: Service, ids: Iterable[int], say: Language) -> dict[int, ToldAct]:
    from monitor import digest
    from monitor.pipeline.waves import WaveLines
    from monitor.service.waves import complete_since

    acts = {act.id: act for act in service.store.acts.standing(ids)}
    stories = service.store.acts.stories(acts.values())
    treaties, now = known_treaties(service.own_words()), service.clock()
    lines = WaveLines(service.store, acts.keys, treaties, complete_since())
    known = digest.Known(service.dossiers(), service.register.departed(), lines.line)
    told = {}
    for act in acts.values():
        own = stories.get(act.id, ActStories())
        summary = digest.summarise(act, own, (), "UTC", now, None, say, treaties=treaties, known=known)
        told[act.id] = ToldAct(act, summary, own)
    return told
