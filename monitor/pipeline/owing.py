"""What a destination is owed: the alerts and acts that it asks for, and what its evidence holds back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor import digest
from monitor.model import (
    NO_CHOICE,
    NO_HELD_CHANGE,
    Act,
    Alert,
    Choice,
    Destination,
    FirstMessage,
    HeldChange,
    Reason,
    SavedQuery,
    Withheld,
)
from monitor.pipeline.asking import ActFacts, Answer, meets, meets_possible
from monitor.pipeline.snapshot import Snapshot
from monitor.pipeline.subscriber_queries import SubscriberQueries
from monitor.wording import language

_UNDOES = (Reason.REVERSED, Reason.CORRECTION)


@dataclass(frozen=True, slots=True)
class OwedActs:
    """What a destination is told now: alerts in their order, and their acts, each once.

    `asked`: by act, the saved queries that it meets. `held`: what becomes of withheld acts when this is
    told; `fresh`: the acts that are withheld for the first time; `standing`: by number of a withheld act,
    the act that it is now.
    """

    alerts: tuple[Alert, ...] = ()
    acts: tuple[Act, ...] = ()
    asked: Mapping[int, tuple[SavedQuery, ...]] = field(default_factory=dict)
    held: HeldChange = NO_HELD_CHANGE
    fresh: frozenset[int] = frozenset()
    standing: Mapping[int, int] = field(default_factory=dict)

    def about(self, acts: Sequence[Act]) -> OwedActs:
        """The same with these acts only, while the cursor stays: nothing more is withheld, and what was stays
        unless it is told.
        """
        ids = {act.id for act in acts}
        ended = tuple(held for held in self.held.ended if self.standing.get(held) in ids)
        return replace(self.only(acts), held=HeldChange(ended=ended), fresh=frozenset())

    def only(self, acts: Sequence[Act]) -> OwedActs:
        """The part that these acts are of one compose."""
        ids = {act.id for act in acts}
        return replace(
            self, alerts=tuple(alert for alert in self.alerts if alert.act in ids), acts=tuple(acts)
        )


NOTHING = OwedActs()


def owed(snapshot: Snapshot, queries: SubscriberQueries, destination: Destination) -> OwedActs:
    """What this destination is told of the alerts in (cursor, cut], of acts that were withheld, and of acts
    that it did not ask for and of which more is known now.

    An act that another act was merged into stands for both: that the merged one was new is not told to
    those who know the other.
    """
    held, news = snapshot.withheld(destination), snapshot.alerts(destination)
    there = {*(withheld.act for withheld in held), *(alert.act for alert in news)}
    grown = (alert for alert in snapshot.grown(destination) if alert.act not in there)
    alerts = sorted((*(withheld.alert for withheld in held), *grown, *news), key=lambda alert: alert.id)
    if not alerts:
        return NOTHING
    acts = snapshot.acts(alerts)
    known = snapshot.told(destination, {act.id for act in acts.values()})
    choices = snapshot.choices(destination)
    answers = _Answers(destination.queries, queries, known)
    for alert in alerts:
        act = acts[alert.act]
        choice = choices.get(act.id, NO_CHOICE).choice
        is_muted = choice is Choice.MUTE
        if not is_muted and not _is_passed_over(alert, act, known, alert.id <= destination.cursor):
            answers.add(replace(alert, act=act.id), snapshot.facts(act), choice is Choice.FOLLOW)
    standing = {act.id: act for act in acts.values()}
    return OwedActs(
        tuple(answers.told),
        tuple(standing[number] for number in dict.fromkeys(alert.act for alert in answers.told)),
        {number: tuple(asked) for number, asked in answers.asked.items()},
        *_held_change(held, acts, answers.withheld()),
        {row.act: acts[row.alert.act].id for row in held},
    )


def _is_passed_over(alert: Alert, act: Act, known: Mapping[int, FirstMessage], was_held: bool) -> bool:
    """True for an alert that is no news. `was_held`: it was passed before, and its act withheld."""
    if act.id not in known:
        # what was never told needs no correction and no follow-up
        return act.rejected or act.withdrawn or alert.reason is Reason.DUE
    if alert.reason is Reason.DUE and act.closed:
        return True  # a source has told the end meanwhile
    return was_held or (act.id != alert.act and alert.reason is Reason.NEW)


class _Answers:
    """What the saved queries of one destination say of alerts, one after the other.

    `known`: the acts that it was told of. Evidence is not asked for again of those, and what undoes them is
    told whatever is asked for now.
    """

    def __init__(
        self,
        saved_queries: Sequence[SavedQuery],
        queries: SubscriberQueries,
        known: Mapping[int, FirstMessage],
    ) -> None:
        self.saved_queries = saved_queries
        self.queries = queries
        self.known = known
        self.told: list[Alert] = []
        self.asked: dict[int, dict[SavedQuery, None]] = {}
        self._short: dict[int, Withheld] = {}  # of evidence

    def add(self, alert: Alert, facts: ActFacts, is_followed: bool) -> None:
        """Adds the answers for an alert, whose act it has by the number that stands. `is_followed`: a reader
        wants all of this act.
        """
        act, enough = facts.act, Answer.EVIDENCE if facts.act.id in self.known else Answer.YES
        needs = 0
        met: list[SavedQuery] = []
        for saved in self.saved_queries:
            answer = meets(saved, facts, alert, self.queries)
            if answer >= enough:
                met.append(saved)
            elif answer is Answer.EVIDENCE:
                needs = min(needs or saved.least.rank, saved.least.rank)
        undone = act.rejected or act.withdrawn or alert.reason in _UNDOES
        if met or is_followed or (undone and act.id in self.known):
            self.told.append(alert)
            self.asked.setdefault(act.id, {}).update(dict.fromkeys(met))
        elif needs:
            self._short.setdefault(act.id, Withheld(act.id, alert, needs))

    def withheld(self) -> list[Withheld]:
        """The acts that are told by none of the alerts, for their evidence."""
        return [withheld for act, withheld in self._short.items() if act not in self.asked]


def _held_change(
    held: Sequence[Withheld], acts: Mapping[int, Act], withheld: Iterable[Withheld]
) -> tuple[HeldChange, frozenset[int]]:
    """What becomes of the acts that were withheld, and which ones are from now on. One that was rejected or
    withdrawn stays: it may come back.
    """
    before = {row.act: row for row in held}
    after = {row.act: row for row in withheld}
    gone = (acts[row.alert.act] for row in held)
    ended = tuple(
        row.act
        for row, act in zip(held, gone, strict=True)
        if row.act not in after and not act.rejected and not act.withdrawn
    )
    changed = tuple(row for row in after.values() if _differs(before.get(row.act), row))
    return HeldChange(changed, ended), frozenset(after.keys() - before.keys())


def _differs(old: Withheld | None, new: Withheld) -> bool:
    return old is None or (old.alert.id, old.needs) != (new.alert.id, new.needs)


def owed_possible(
    snapshot: Snapshot, queries: SubscriberQueries, destination: Destination
) -> digest.PossibleExits:
    """The possible exits that this destination asks for in its next digest, best first."""
    asked = [
        possible
        for possible in snapshot.possible(destination)
        if any(
            meets_possible(saved, possible.story, possible.hit, queries, snapshot.topics_of)
            for saved in destination.queries
        )
    ]
    shown = asked[: digest.MOST_POSSIBLE]
    zone, say = destination.schedule.zone, language(destination.reader)
    exits = (snapshot.possible_exit(possible, zone, say) for possible in shown)
    return digest.PossibleExits(tuple(exits), len(asked) - len(shown))
