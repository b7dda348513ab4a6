"""What the tests of the register share: terminations, items and corrections in a few words. Own sentences."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.corrections import Correction, Fix
from monitor.model import Act, Evidence, Kind, Naming, Stage, Termination
from monitor.register import Bookkeeping, Change, FlaggedStory, Former, build, decide

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HEADS = frozenset({"treaty", "agreement", "pact", "convention", "deal", "the", "on"})


def said(value: str, story: str, sentence: str = "") -> Evidence:
    return Evidence(value, sentence or f"Sentence of {story} about {value}.", story)


def leaves(
    story: str = "a",
    actors: str = "NO",
    others: str = "SE",
    instrument: str | None = "Grazing Treaty",
    stage: Stage = Stage.DECIDED,
    **more: str | None,
) -> Termination:
    """`more`: entry, kind, naming, resembles (ids), topics, hints, numbers, and the cells signed, ended,
    reason, form and decided.
    """
    names = ("signed", "ended", "reason", "form", "decided", "notified")
    cells = {name: said(value, story) for name in names if (value := more.get(name))}
    return Termination(
        actors=tuple(said(code, story) for code in actors.split()),
        others=tuple(said(code, story) for code in others.split()),
        instrument=said(instrument, story) if instrument else None,
        stage=said(stage.value, story),
        entry=more.get("entry"),
        kind=more.get("kind") or "",
        naming=Naming(more.get("naming") or Naming.ONE),
        resembles=tuple((more.get("resembles") or "").split()),
        topics=tuple((more.get("topics") or "").split()),
        hints=tuple((more.get("hints") or "").split()),
        numbers=tuple((more.get("numbers") or "").split()),
        **cells,
    )


def may_be_news(act: Act) -> frozenset[str]:
    """The stories by which an act is news: from no first poll, no look back, and told in passing only where
    nothing reports it.
    """
    alone = all(source.kind is Kind.PASSING or source.linked for source in act.sources)
    found = (source for source in act.sources if not source.quiet and not source.linked)
    return frozenset(source.key for source in found if alone or source.kind is not Kind.PASSING)


def item(key: str = "a", day: float = 0, *terminations: Termination, **more: object) -> FlaggedStory:
    """A story published `day` days after START; without terminations it says `leaves(key)`."""
    stated = terminations or (leaves(key),)
    values: dict[str, object] = {
        "seen": START + timedelta(days=day, minutes=5),
        "published": START + timedelta(days=day),
        "kind": Kind.ACT if Stage(stated[0].stage.value).rank in (0, 3, 4, 5) else Kind.THREAT,
        "stage": Stage(stated[0].stage.value),
        "id": sum(map(ord, key)),
        "source": f"Paper {key}",
    }
    return FlaggedStory(key=key, terminations=stated, **(values | more))  # type: ignore[arg-type]


def fix(what: Fix, *stories: str, number: int = 1, day: float = 30, **more: object) -> Correction:
    values: dict[str, object] = {"by": "Ada", **more}
    return Correction(
        number, what, stories, "ada", START + timedelta(days=day), "the gazette says so", **values
    )  # type: ignore[arg-type]


def register(*items: FlaggedStory, fixes: tuple[Correction, ...] = ()) -> tuple[Act, ...]:
    return build(items, fixes, heads=HEADS)


class Desk:
    """A store in miniature: applies what `decide` says, gives ids, and keeps the alerts as (act, reason,
    stage).
    """

    def __init__(self) -> None:
        self.acts: dict[int, Act] = {}
        self.bookkeeping: dict[int, Bookkeeping] = {}
        self.former: list[Former] = []
        self.alerts: list[tuple[int, str, str]] = []
        self.waiting: dict[int, str] = {}  # acts over the cap, with the reason that is owed
        self.made = 0

    def changes(self, *acts: Act, history: bool = False) -> tuple[Change, ...]:
        """What changes when these are the acts."""
        known = tuple(self.acts.values())
        return decide(known, acts, bookkeeping=self.bookkeeping, former=self.former, history=history)

    def settle(
        self,
        *items: FlaggedStory,
        fixes: tuple[Correction, ...] = (),
        history: bool = False,
        capped: bool = False,
    ) -> list[str]:
        """The whole register as it is now; the reasons of the alerts that this change owes.

        `capped`: they wait.
        """
        start = len(self.alerts)
        before = copy(self)
        before.acts, before.bookkeeping = dict(self.acts), dict(self.bookkeeping)
        changes = self.changes(*register(*items, fixes=fixes), history=history)
        numbers = [change.id if change.id is not None else self._next() for change in changes]
        for number, change in zip(numbers, changes, strict=True):
            if change.into is not None:
                self._remember(before, number, numbers[change.into])
            if change.alert is not None and capped:
                self.waiting[number] = change.alert.value
                self._apply(number, change.suppressed())
            else:
                stage = self._apply(number, change)
                if change.alert is not None:
                    self.waiting.pop(number, None)
                    self.alerts.append((number, change.alert.value, stage))
        self.former = [part for part in self.former if part.was is None or part.act not in self.acts]
        return [reason for _, reason, _ in self.alerts[start:]]

    def _next(self) -> int:
        self.made += 1
        return self.made

    def _apply(self, number: int, change: Change) -> str:
        """The stage of the act, "" for one that was part of another already."""
        self.bookkeeping[number] = change.bookkeeping
        if change.act is None:
            gone = self.acts.pop(number, None)
            return gone.stage.value if gone else ""
        self.acts[number] = replace(change.act, id=number)
        return change.act.stage.value

    def _remember(self, before: Desk, act: int, taker: int) -> None:
        (was, bookkeeping, stories), (taking, taking_books, own) = before.was(act), before.was(taker)
        before.former = self.former = [
            part
            for part in self.former
            if (part.was is None or part.act != act) and (part.act, part.taker) != (taker, taker)
        ]
        self.former.append(
            Former(act, taker, stories, was, bookkeeping, taking_books.told, taking_books.peak)
        )
        if taking:
            self.former.append(Former(taker, taker, own))

    def was(self, act: int) -> tuple[Act | None, Bookkeeping, frozenset[str]]:
        """An act without sources, with its bookkeeping and its stories: as it stands, or as it became part of
        another one.
        """
        if act in self.acts:
            own = self.acts[act]
            return replace(own, sources=()), self.bookkeeping[act], frozenset(own.stories)
        parts = (
            (part.was, part.bookkeeping, part.stories)
            for part in self.former
            if part.act == act and part.was is not None
        )
        return next(parts, (None, Bookkeeping(), frozenset()))
