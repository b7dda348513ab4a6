"""What falls due of acts, in the order of days and in words. Time alone never says that it has come about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from monitor.model import TreatyDate
from monitor.public import DueDay, Entry
from monitor.wording import Language

BEFORE = timedelta(days=30)  # what was due so lately, and no source says that it came about


class Falling(NamedTuple):
    """Something that is due of an act, and the same in words."""

    entry: Entry
    due: DueDay
    day: str
    words: str


def falling_due(entries: Iterable[Entry], today: date, days: int, say: Language) -> list[Falling]:
    """What is due within so many days, and what was due lately; the earliest day first."""
    first, last = today - BEFORE, today + timedelta(days=days)
    due = [(own, entry) for entry in entries for own in entry.due if first <= own.day <= last]
    due.sort(key=lambda pair: (pair[0].day, pair[1].id))
    return [
        Falling(entry, own, say.date(TreatyDate.of_day(own.day)), due_words(own, today, say))
        for own, entry in due
    ]


def due_words(due: DueDay, today: date, say: Language) -> str:
    """ "Due to take effect 27 Dec 2026 (computed)"; once the day has come: "..., no source says so yet"."""
    basis = say("due.stated" if due.is_stated else "due.computed")
    day = say("due.today") if due.day == today else say("due.day", date=say.date(TreatyDate.of_day(due.day)))
    words = say(f"due.{due.event.value}", day=day, basis=basis)
    held = say("effect.blocked", line=words) if due.blocked else words
    return say.polish(say("due.unconfirmed", due=held) if due.day <= today else held)
