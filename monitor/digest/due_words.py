"""What is due on a day that has come, in words of the reader's language. No source has said it yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from monitor.digest.effect_words import Known, effect_line, held_back
from monitor.dossiers import Due, Effect, due_of, effect_of
from monitor.dossiers.clause_words import rule_in_words
from monitor.model import Act, Reason, TreatyDate
from monitor.wording import Language, Treaty

WEIGHTIER = (Reason.CORRECTION, Reason.REVERSED, Reason.RISES)  # what a message tells before what is due


class Told(NamedTuple):
    """What is due of an act, as a message tells it; "" for an act of which nothing is due."""

    change: str = ""  # "Due to take effect today (computed), no source says so yet"
    line: str = ""  # the same with the rule


NOTHING_DUE = Told()


def told_due(
    act: Act, reasons: tuple[Reason, ...], known: Known, zone: str, now: datetime, say: Language
) -> Told:
    """What is due of an act that is told because its day has come, the latest day of several."""
    if Reason.DUE not in reasons or any(reason in reasons for reason in WEIGHTIER):
        return NOTHING_DUE
    due = _due_now(act, known, now)
    if not due:
        return NOTHING_DUE
    latest = max(due, key=lambda own: own.day)
    today = now.astimezone(ZoneInfo(zone)).date()
    basis = say("due.stated" if latest.is_stated else "due.computed")
    brief, full = (_words(latest, told, today, say) for told in (basis, _basis(latest, basis, known, say)))
    return Told(say("due.unconfirmed", due=brief), say("due.unconfirmed", due=full))


def when_line(
    act: Act,
    when: tuple[Effect | None, ...],
    due: Told,
    known: Known,
    treaties: Mapping[str, Treaty],
    now: datetime,
    say: Language,
) -> str:
    """When an act takes effect: what is due, then the days of the rows of which nothing is due."""
    if not due.line:
        return effect_line(act, when, treaties, say)
    numbers = {own.row.number for own in _due_now(act, known, now)}
    rest = tuple(
        None if row.number in numbers else effect for row, effect in zip(act.rows, when, strict=True)
    )
    lines = (due.line, effect_line(act, rest, treaties, say))
    return say.polish(say("list.parts").join(line for line in lines if line))


def _due_now(act: Act, known: Known, now: datetime) -> list[Due]:
    """What is due of the act's rows by today (UTC)."""
    today = now.astimezone(UTC).date()
    due = (due_of(act, row, known.dossiers) for row in act.rows)
    return [own for own in due if own is not None and own.is_due(today)]


def _words(due: Due, basis: str, today: date, say: Language) -> str:
    """ "Due to take effect today (computed)"; of another day than today its date."""
    day = say("due.today") if due.day == today else say("due.day", date=say.date(TreatyDate.of_day(due.day)))
    words = say(f"due.{due.event.value}", day=day, basis=basis)
    return held_back(words, due.blocked, say) if due.blocked else words


def _basis(due: Due, basis: str, known: Known, say: Language) -> str:
    """ "computed: 6 months after the depositary receives the notice, art. 20"; "as stated"."""
    effect = None if due.is_stated else effect_of(due.act, due.row, known.dossiers)
    if effect is None or effect.computed.day != due.day:
        return basis
    rule = rule_in_words(effect.clause, say, terms=effect.dossier.has_terms)
    return say("titled", title=basis, text=rule)
