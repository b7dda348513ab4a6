"""When an act takes effect by its exit clause, and what it means: in words of the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from monitor.digest.principled_words import principled_lines, treaty_name
from monitor.digest.words import short
from monitor.dossiers import (
    NO_DEPARTED,
    NO_DOSSIERS,
    Basis,
    Departed,
    Dossiers,
    Effect,
    Meaning,
    Period,
    Unmet,
    effect_of,
    meaning_of,
    usual_of,
)
from monitor.dossiers.calculator import window_of
from monitor.dossiers.clause_words import article, period, rule_in_words, usual_lines
from monitor.model import Act, Row, Stage, TreatyDate
from monitor.wording import Language, Treaty, party_name

MOST_LINES = 3  # of what an act means
MOST_EFFECTS = 2  # of an act whose agreements take effect at different times
MOST_NAMES = 6
_UNSAID = {Unmet.MAYBE_EXPIRES, Unmet.OTHER_TERM, Unmet.BEYOND}
_NO_RIGHT = (Stage.REVERSED, Stage.EXPIRED)


def no_wave(act: Act, say: Language) -> str:
    """Returns "", for callers without a register."""
    return ""


class Known(NamedTuple):
    """What is known of treaties and of who has left them. `wave`: the line on who left the treaty of an act
    lately, "" for none.
    """

    dossiers: Dossiers = NO_DOSSIERS
    departed: Departed = NO_DEPARTED
    wave: Callable[[Act, Language], str] = no_wave


NOTHING_KNOWN = Known()


def effects(act: Act, known: Known, today: date | None = None) -> tuple[Effect | None, ...]:
    """When each row takes effect, as known on this day (UTC); None where that is not known, or has come
    about.
    """
    return tuple(
        None if row.stage is Stage.EFFECTIVE else effect_of(act, row, known.dossiers, today)
        for row in act.rows
    )


def effect_line(
    act: Act, effects: tuple[Effect | None, ...], treaties: Mapping[str, Treaty], say: Language
) -> str:
    """ "Takes effect 27 Dec 2025 (computed: 6 months after the depositary receives the notice, art. 20)"; ""
    where the clause says nothing that the register does not. Different lines name their treaties.
    """
    lines: dict[str, str] = {}
    for effect in effects:
        if effect is not None and (line := _line(effect, say)):
            lines.setdefault(line, treaty_name(effect.dossier.id, effect.dossier.name, treaties, say))
    if len(act.rows) == 1:
        return next(iter(lines), "")
    named = [say("titled", title=name, text=line) for line, name in lines.items()]
    return say.polish(say("list.parts").join(named[:MOST_EFFECTS]))


def meaning_lines(
    act: Act,
    effects: tuple[Effect | None, ...],
    known: Known,
    treaties: Mapping[str, Treaty],
    say: Language,
) -> tuple[str, ...]:
    """What the act means, three lines at most, each once; what is usual where an agreement has no dossier."""
    if act.rejected or act.withdrawn or act.stage in _NO_RIGHT:
        return ()
    lines = list(principled_lines(act, known.dossiers, treaties, say))
    treaties_left = {row.entry for row in act.rows if known.dossiers.of(row)}
    for row, effect in zip(act.rows, effects, strict=True):
        meaning = meaning_of(act, row, effect, known.dossiers, known.departed)
        usual = usual_of(act, row, known.dossiers)
        if meaning is not None:
            own = _meaning(meaning, treaties, known.dossiers, say)
            lines += own if len(treaties_left) < 2 else _titled(own, row, known.dossiers, treaties, say)
        elif usual is not None:
            lines += usual_lines(usual, len(act.rows), say)
    return tuple(dict.fromkeys(map(say.polish, lines)))[:MOST_LINES]


def _titled(
    lines: Iterator[str], row: Row, dossiers: Dossiers, treaties: Mapping[str, Treaty], say: Language
) -> Iterator[str]:
    """The lines with the name of their treaty, for an act that leaves several."""
    dossier = dossiers.of(row)
    name = treaty_name(dossier.id, dossier.name, treaties, say) if dossier else ""
    return (say("titled", title=name, text=line) for line in lines)


# ---------------------------------------------------------------- when


def _line(effect: Effect, say: Language) -> str:
    """The line of one row; "" where a source states a date that does not differ, and for a condition that the
    words of the rule do not tell.
    """
    unmet = effect.computed.unmet
    if _UNSAID & set(unmet):
        return ""
    if Unmet.NO_CLAUSE in unmet:
        return say("effect.no_clause") if effect.stated is None else ""
    if effect.computed.refused:
        return _refusal(effect, effect.computed.refused, say)
    if effect.stated is not None:
        return _difference(effect, say)
    line = _computed(effect, rule_in_words(effect.clause, say, terms=effect.dossier.has_terms), say)
    if line and effect.clause.later and effect.basis is not Basis.ANNOUNCEMENT:
        line = say("effect.later", line=line)
    return held_back(line, effect.clause.blocked, say) if line and Unmet.BLOCKED in unmet else line


def _refusal(effect: Effect, refused: Unmet, say: Language) -> str:
    """Why no notice of that time takes effect, and when one may be given, if that is known."""
    dossier, clause = effect.dossier, effect.clause
    end = dossier.ended or dossier.expires
    if refused in (Unmet.ENDED, Unmet.EXPIRES) and end is not None:
        return say("effect.ended" if refused is Unmet.ENDED else "effect.expires", date=say.date(end))
    if refused is Unmet.NOT_IN_FORCE and dossier.in_force is not None:
        return say("effect.not_in_force", date=say.date(dossier.in_force))
    line, given = say("effect.refused", article=article(clause, say)), effect.first or effect.last
    if refused is not Unmet.OUTSIDE_WINDOW or clause.windows is None or given is None:
        return line
    window = window_of(clause.windows, dossier.in_force, given)
    if window is None:
        return line
    return say("effect.window", line=line, first=_day(window[0], say), last=_day(window[1], say))


def held_back(line: str, blocked: str, say: Language) -> str:
    """The line with what may hold the effect back; a text of dossiers that the language has no words for is
    not named.
    """
    key = f"blocked.{blocked}"
    return (
        say("effect.blocked.by", line=line, why=say(key))
        if say.has(key)
        else say("effect.blocked", line=line)
    )


def _difference(effect: Effect, say: Language) -> str:
    """The stated date beside what the clause gives: a day, or the end of a range that it lies beyond."""
    first, last = effect.computed.earliest, effect.computed.latest
    if not effect.differs_days or effect.stated is None:
        return ""
    if first is not None and (first == last or effect.stated.latest < first):
        words = _day(first, say) if first == last else say("effect.not_before", date=_day(first, say))
    elif last is not None:
        words = say("effect.not_after", date=_day(last, say))
    else:
        return ""
    stated, place = say.date(effect.stated), article(effect.clause, say)
    if not place:
        return say("effect.differs", stated=stated, computed=words)
    return say("effect.differs.article", stated=stated, computed=words, article=place)


def _computed(effect: Effect, rule: str, say: Language) -> str:
    first, last = effect.computed.earliest, effect.computed.latest
    if effect.basis is Basis.ANNOUNCEMENT:
        if first is None or effect.first is None:
            return ""
        key = "effect.announced.long_ago" if effect.is_forgotten else "effect.announced"
        return say(key, date=_day(first, say), day=_day(effect.first, say), rule=rule)
    if first is not None and first == last:
        return say("effect.on", date=_day(first, say), rule=rule)
    if first is not None and last is not None:
        return say("effect.between", first=_day(first, say), last=_day(last, say), rule=rule)
    if last is not None:
        return say("effect.by", date=_day(last, say), rule=rule)
    return ""


def _day(day: date, say: Language) -> str:
    return say.date(TreatyDate.of_day(day))


# ---------------------------------------------------------------- what it means


def _meaning(
    meaning: Meaning, treaties: Mapping[str, Treaty], dossiers: Dossiers, say: Language
) -> Iterator[str]:
    """The lines of one row, the weightiest first."""
    for key, entries in (("meaning.fell", meaning.fell), ("meaning.falls", meaning.falls)):
        names = [treaty_name(entry, dossiers.by_id[entry].name, treaties, say) for entry in entries]
        if names:
            yield say(key, names=say("list.comma").join(names[:MOST_NAMES]))
    if meaning.no_exit:
        yield say("meaning.no_exit")
    if meaning.is_bilateral:
        yield say("meaning.bilateral")
    elif meaning.remaining:
        yield _remaining(meaning, treaties, say)
    elif meaning.number:
        on = say.date(meaning.on) if meaning.on else ""
        yield say("meaning.number", n=meaning.number, parties=meaning.parties, on=on)
    known = len(meaning.remaining) or meaning.number
    if known and meaning.least > known:
        yield say("meaning.least", n=meaning.least)
    if meaning.survival is not None:
        yield _survival(meaning.survival, meaning, say)
    elif what := _survivor(meaning, say):
        yield say("meaning.goes_on", what=what)
    if meaning.expires is not None and not meaning.is_bilateral:
        yield _term(meaning.expires, meaning.renews, say)


def _remaining(meaning: Meaning, treaties: Mapping[str, Treaty], say: Language) -> str:
    if len(meaning.remaining) > MOST_NAMES:
        return say("meaning.count", n=len(meaning.remaining))
    names = [short(party_name(code, "name", say, treaties), 60) for code in meaning.remaining]
    return say("meaning.remaining", names=say("list.comma").join(sorted(names)))


def _term(end: TreatyDate, renews: Period | None, say: Language) -> str:
    if renews is None:
        return say("meaning.expires", date=say.date(end))
    return say("meaning.renewed", date=say.date(end), period=period(renews, say))


def _survival(length: Period, meaning: Meaning, say: Language) -> str:
    """How long rules go on after the exit, until when, and for what."""
    if meaning.until is None:
        line = say("meaning.survival", period=period(length, say))
    else:
        key = "meaning.survival.stated" if meaning.is_until_stated else "meaning.survival.computed"
        line = say(key, period=period(length, say), date=_day(meaning.until, say))
    what = _survivor(meaning, say)
    return say("meaning.survives", line=line, what=what) if what else line


def _survivor(meaning: Meaning, say: Language) -> str:
    """For what rules go on; "" for a text of dossiers that the language has no words for."""
    key = f"survives.{meaning.survives}"
    return say(key) if say.has(key) else ""
