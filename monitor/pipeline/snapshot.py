"""What one compose reads once, for all destinations."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from types import MappingProxyType

from monitor import digest
from monitor.dossiers import Dossiers
from monitor.model import (
    Act,
    ActChoice,
    ActStories,
    Alert,
    Cadence,
    Destination,
    FirstMessage,
    Reason,
    Uncovered,
    Withheld,
    newest,
)
from monitor.pipeline.asking import ActFacts, TopicsOf, no_topics
from monitor.pipeline.completeness import WINDOW, complete_shares, mean
from monitor.pipeline.silent_feeds import silent_since
from monitor.pipeline.waves import WaveLines
from monitor.store import Possible, Store
from monitor.wording import Language, Treaty

# a time -> the languages without rules of newer stories
UncoveredSince = Callable[[datetime], Sequence[Uncovered]]

# How long before a start acts may have changed that a destination told at once is asked about again, and how
# much longer than since the last time: what a transaction changed may be older than its end.
LOOK_BACK, OVERLAP = timedelta(days=2), timedelta(minutes=1)
_GAPS = ("gap", "cap")  # kinds of notices about stories that readers may have missed


def nothing_uncovered(since: datetime) -> Sequence[Uncovered]:
    """Returns no language, for callers without statistics of languages."""
    return ()


class Snapshot:
    """The alerts that may be sent, their acts, and what a digest says of feeds and delays, for these
    destinations at `now`.

    The cut is read first: an act that is read after it is at least as new as the alerts up to the cut.
    Used by one thread at a time.
    """

    def __init__(
        self,
        store: Store,
        destinations: Sequence[Destination],
        now: datetime,
        treaties: Callable[[], Mapping[str, Treaty]] = dict,
        uncovered: UncoveredSince = nothing_uncovered,
        topics_of: TopicsOf = no_topics,
        considered: Mapping[int, datetime] = MappingProxyType({}),
        dossiers: Callable[[], Dossiers] = Dossiers,
        complete_since: Callable[[], Mapping[str, date]] = dict,
    ) -> None:
        self._store = store
        self.topics_of = topics_of
        self._treaties = treaties
        self._uncovered = uncovered
        self._considered = considered
        self._dossiers = dossiers
        self._complete_since = complete_since
        self.now = now
        self.cut = store.alerts.newest()
        self.noticed = store.possible.newest_noticed()
        cursor = min((destination.cursor for destination in destinations), default=self.cut)
        self._alerts = store.alerts.between(cursor, self.cut)
        self._withheld = store.withheld.in_play(cursor, self.cut)
        asking = [destination.possible_after for destination in destinations if destination.shows_possible]
        self._possible = (
            store.possible.find(noticed=(min(asking), self.noticed), limit=None) if asking else []
        )
        self._numbers = [alert.id for alert in self._alerts]
        asked_again = map(self._grown_since, filter(_may_be_met_later, destinations))
        self._changed = store.alerts.of_changed_acts(min(asked_again, default=now))
        self._begin = min((_since(destination) or now for destination in destinations), default=now)
        self._standing: dict[int, int] = {}
        self._acts: dict[int, Act] = {}
        self._stories: dict[int, ActStories] = {}
        self._facts: dict[int, ActFacts] = {}
        self._taken: dict[int, int] = {}
        self._summaries: dict[tuple[object, ...], digest.ActSummary] = {}
        self._exits: dict[tuple[int, str, str], digest.PossibleExit] = {}
        self._silences: dict[tuple[datetime | None, int, bool, bool], digest.Silence] = {}
        # Sizes that `writing` measures: what items add to a message, and a message without items.
        self.weights: dict[tuple[object, ...], float] = {}
        self.empty: dict[tuple[str, digest.Form, str], float] = {}

    def alerts(self, destination: Destination) -> Sequence[Alert]:
        """The alerts in (cursor, cut] that the destination was not told ahead."""
        alerts = self._alerts[bisect_right(self._numbers, destination.cursor) :]
        ahead = self._ahead.get(destination.id)
        return [alert for alert in alerts if alert.id not in ahead] if ahead else alerts

    def withheld(self, destination: Destination) -> Sequence[Withheld]:
        """What is withheld from this destination and may be told now, or has new alerts."""
        return self._withheld.get(destination.id, ())

    def grown(self, destination: Destination) -> Sequence[Alert]:
        """The alerts up to the cursor whose acts have changed since this destination was last asked about
        them: what is known now may meet one of its queries. No alert from before it was added.
        """
        if not self._changed or not _may_be_met_later(destination):
            return ()
        since, first = self._grown_since(destination), destination.created_at or self.now
        return [
            alert
            for changed_at, alert in self._changed
            if changed_at > since and first <= alert.at and alert.id <= destination.cursor
        ]

    def _grown_since(self, destination: Destination) -> datetime:
        last = self._considered.get(destination.id)
        if last is None and destination.schedule.cadence.has_times:
            last = destination.composed_at or destination.created_at
        if last is None:
            return self.now - LOOK_BACK
        # a message that its conditions stop tells no act, and would be written again
        return last if destination.filters else last - OVERLAP

    def withheld_since(self, destination: Destination) -> set[int]:
        """The acts that stand and were withheld from this destination since its last message."""
        return self._store.withheld.acts(destination.id, _since(destination))

    def possible(self, destination: Destination) -> list[Possible]:
        """The open possible exits that were noticed since the destination's last digest, best first;
        none for one that does not show them.
        """
        if not destination.shows_possible:
            return []
        return [possible for possible in self._possible if possible.noticed > destination.possible_after]

    def possible_exit(self, possible: Possible, zone: str, say: Language) -> digest.PossibleExit:
        """A possible exit as a digest in this zone and language shows it; made once for all destinations."""
        key = (possible.noticed, zone, say.code)
        if key not in self._exits:
            self._exits[key] = digest.possible_exit(
                possible.story,
                possible.hit,
                possible.score,
                noticed_at=possible.at,
                zone=zone,
                now=self.now,
                say=say,
            )
        return self._exits[key]

    def acts(self, alerts: Iterable[Alert]) -> dict[int, Act]:
        """The present act of each of these alerts, by the number in the alert; an act that was merged
        is replaced by the one it was merged into.
        """
        wanted = {alert.act for alert in alerts}
        if new := wanted - self._standing.keys():
            standing = {number: self._store.acts.standing_id(number) for number in new}
            acts = self._store.acts.views(standing.values())
            self._acts |= {act.id: act for act in acts}
            self._stories |= self._store.acts.stories(acts)
            self._taken |= self._store.acts.taken_acts(standing.values())
            self._standing |= standing
        return {number: self._acts[self._standing[number]] for number in wanted}

    def stories(self, act: Act) -> ActStories:
        """The texts of the stories of an act that `acts` gave."""
        return self._stories.get(act.id, ActStories())

    def facts(self, act: Act) -> ActFacts:
        """What saved queries ask of an act that `acts` gave."""
        if act.id not in self._facts:
            self._facts[act.id] = ActFacts(act, self.stories(act).stories, self.topics_of, self._dossiers)
        return self._facts[act.id]

    def choices(self, destination: Destination) -> dict[int, ActChoice]:
        """What this destination chose for acts that `acts` gave, by the act that stands."""
        own = self._choices.get(destination.id)
        if not own:
            return {}
        chosen: dict[int, list[ActChoice]] = {}
        for number, choice in own.items():
            chosen.setdefault(self._taken.get(number, number), []).append(choice)
        return {act: newest(choices) for act, choices in chosen.items()}

    def told(self, destination: Destination, acts: Iterable[int]) -> dict[int, FirstMessage]:
        """For each of these acts that the destination has heard of, the first message that told it."""
        return self._store.acts.first_messages(destination.id, acts, self._taken)

    def summary(
        self,
        act: Act,
        stories: ActStories,
        reasons: tuple[Reason, ...],
        zone: str,
        now: datetime,
        follows: FirstMessage | None,
        say: Language,
    ) -> digest.ActSummary:
        """`digest.summarise`, called once for all destinations that are told the same. A follow-up names a
        message of its destination, so that it is made anew.
        """
        if follows is not None:
            return self._summarised(act, stories, reasons, zone, now, follows, say)
        key = (act.id, reasons, zone, now, say.code)
        if key not in self._summaries:
            self._summaries[key] = self._summarised(act, stories, reasons, zone, now, None, say)
        return self._summaries[key]

    def _summarised(
        self,
        act: Act,
        stories: ActStories,
        reasons: tuple[Reason, ...],
        zone: str,
        now: datetime,
        follows: FirstMessage | None,
        say: Language,
    ) -> digest.ActSummary:
        return digest.summarise(
            act, stories, reasons, zone, now, follows, say, treaties=self._treaties(), known=self._known
        )

    @cached_property
    def _known(self) -> digest.Known:
        """The dossiers, and who has left their treaties: read when the first act is told."""
        dossiers = self._dossiers()
        waves = WaveLines(
            self._store, self._acts.keys, self._treaties(), self._complete_since(), dossiers.no_exit
        )
        return digest.Known(dossiers, self._store.acts.departed(), waves.line)

    def silence(self, destination: Destination) -> digest.Silence:
        """What this destination did not get since its last message, and why: failing feeds, gaps,
        delayed messages.
        """
        is_digest = destination.schedule.cadence is not Cadence.INSTANT
        is_first = destination.last_message_at is None
        key = (_since(destination), self._waiting.get(destination.id, 0), is_digest, is_first)
        if key not in self._silences:
            self._silences[key] = self._silence(*key)
        return self._silences[key]

    def _silence(
        self, since: datetime | None, waiting: int, is_digest: bool, is_first: bool
    ) -> digest.Silence:
        """`is_first`: the destination was told of no act yet, so that no story joined one."""
        feeds, failing, silent, complete = self._feeds
        gaps = [
            gap
            for moments, noted in self._gaps
            for gap in reversed(noted[bisect_left(moments, since or moments[0]) if moments else 0 :])
        ]
        merged, older = (
            len(times) - (bisect_right(times, since) if since else 0) for times in (self._joined, self._older)
        )
        uncovered = tuple(self._uncovered(since)) if since and is_digest else ()
        return digest.Silence(
            feeds=feeds,
            failing=failing,
            quiet=silent,
            complete=complete,
            gaps=tuple(gaps),
            deferred=waiting,
            merged=0 if is_first else merged,
            older=older,
            uncovered=uncovered,
        )

    @cached_property
    def _choices(self) -> dict[int, dict[int, ActChoice]]:
        return self._store.choices.all()

    @cached_property
    def _feeds(self) -> tuple[int, tuple[digest.FeedNote, ...], tuple[digest.FeedNote, ...], float]:
        """The number of feeds watched, those that fail, those that bring nothing new, and how complete the
        last week is.
        """
        states = [(feed, state) for feed, state, _ in self._store.feeds.states() if feed.enabled]
        failing = tuple(
            digest.FeedNote(feed.title or feed.address, state.error_since, state.error_text or "")
            for feed, state in states
            if state.error_since
        )
        silent = [
            digest.FeedNote(feed.title or feed.address, since)
            for feed, state in states
            if (since := silent_since(feed, state, self.now, self._store.feeds.brought)) is not None
        ]
        shares = complete_shares(states, self._store.feeds.gaps(self.now - WINDOW), self.now)
        return len(states), failing, tuple(sorted(silent, key=lambda note: str(note.since))), mean(shares)

    @cached_property
    def _gaps(self) -> list[tuple[list[datetime], list[digest.Gap]]]:
        """Times of notices and what they say, the oldest first, by kind."""
        kinds = [self._store.events.find(kind, since=self._begin)[::-1] for kind in _GAPS]
        return [
            (
                [event.at for event in events],
                [digest.Gap(self._titles.get(event.feed or 0, ""), event.kind) for event in events],
            )
            for events in kinds
        ]

    @cached_property
    def _titles(self) -> dict[int, str]:
        return {feed.id: feed.title or feed.address for feed, _, _ in self._store.feeds.states()}

    @cached_property
    def _joined(self) -> list[datetime]:
        return self._store.acts.joined_silently(self._begin)

    @cached_property
    def _older(self) -> list[datetime]:
        return self._store.acts.older_stories(self._begin)

    @cached_property
    def _ahead(self) -> dict[int, set[int]]:
        return self._store.digests.told_ahead()

    @cached_property
    def _waiting(self) -> dict[int, int]:
        return self._store.outbox.waiting()


def _may_be_met_later(destination: Destination) -> bool:
    return any(saved.may_be_met_later for saved in destination.queries)


def _since(destination: Destination) -> datetime | None:
    return destination.last_message_at or destination.created_at
