"""What the tests of the register share: terminations, items and corrections in a few words. Own sentences."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.model import Evidence, Kind, Naming, Stage, Termination
from monitor.register import Correction, Entry, Fix, Item, Known, build, decide

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
    """`more`: entry, kind, naming, and the cells signed, ended, reason, form and decided."""
    names = ("signed", "ended", "reason", "form", "decided")
    cells = {name: said(value, story) for name in names if (value := more.get(name))}
    return Termination(
        actors=tuple(said(code, story) for code in actors.split()),
        others=tuple(said(code, story) for code in others.split()),
        instrument=said(instrument, story) if instrument else None,
        stage=said(stage.value, story),
        entry=more.get("entry"),
        kind=more.get("kind") or "",
        naming=Naming(more.get("naming") or Naming.ONE),
        **cells,
    )


def item(key: str = "a", day: float = 0, *terminations: Termination, **more: object) -> Item:
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
    return Item(key=key, terminations=stated, **(values | more))  # type: ignore[arg-type]


def fix(what: Fix, *stories: str, number: int = 1, day: float = 30, **more: object) -> Correction:
    return Correction(number, what, stories, "Ada", START + timedelta(days=day), "the gazette says so", **more)  # type: ignore[arg-type]


def register(*items: Item, fixes: tuple[Correction, ...] = ()) -> tuple[Entry, ...]:
    return build(items, fixes, heads=HEADS)


class Desk:
    """A store in miniature: applies what `decide` says, gives ids, and keeps the alerts as (act, reason, stage)."""

    def __init__(self) -> None:
        self.known: dict[int, Known] = {}
        self.alerts: list[tuple[int, str, str]] = []
        self.made = 0

    def settle(self, *items: Item, fixes: tuple[Correction, ...] = ()) -> list[str]:
        """The whole register as it is now; the reasons of the alerts that this change owes."""
        start = len(self.alerts)
        for change in decide(tuple(self.known.values()), register(*items, fixes=fixes)):
            number = change.act
            if number is None:
                self.made += 1
                number = self.made
            if change.entry is None:
                stage = self.known.pop(number).entry.stage
            else:
                self.known[number] = change.known(number)
                stage = change.entry.stage
            if change.alert is not None:
                self.alerts.append((number, change.alert.value, stage.value))
        return [reason for _, reason, _ in self.alerts[start:]]
