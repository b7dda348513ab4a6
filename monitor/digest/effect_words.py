"""When an act takes effect by its exit clause, and what it means: in words of the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from monitor.digest.words import short
from monitor.dossiers import (
    NO_DEPARTED,
    NO_DOSSIERS,
    Basis,
    Departed,
    Dossiers,
    Effect,
    ExitClause,
    Meaning,
    Period,
    Rounding,
    Unmet,
    Usual,
    effect_of,
    meaning_of,
)
from monitor.model import Act, Row, Stage, TreatyDate
from monitor.wording import Language, Treaty, party_name

MOST_LINES = 3  # of what an act means
MOST_EFFECTS = 2  # of an act whose agreements take effect at different times
MOST_NAMES = 6
_YEAR = 12  # months
_ARTICLE = re.compile(r"[0-9IVXLC]+[A-Za-z]?(?:[.-][0-9]+)?(?:\([0-9a-z]+\))*", re.ASCII)
_REFUSED = (Unmet.TOO_EARLY, Unmet.OUTSIDE_WINDOW)
_UNSAID = {Unmet.EXPIRES, Unmet.OTHER_TERM, Unmet.BEYOND}
_NO_RIGHT = (Stage.REVERSED, Stage.EXPIRED)


class Known(NamedTuple):
    """What is known of treaties and of who has left them."""

    dossiers: Dossiers = NO_DOSSIERS
    departed: Departed = NO_DEPARTED


NOTHING_KNOWN = Known()


def effects(act: Act, known: Known) -> tuple[Effect | None, ...]:
    """When each row takes effect; None where that is not known, or has come about."""
    return tuple(
        None if row.stage is Stage.EFFECTIVE else effect_of(act, row, known.dossiers) for row in act.rows
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
            lines.setdefault(line, _treaty_name(effect.dossier.id, effect.dossier.name, treaties, say))
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
    lines: list[str] = []
    for row, effect in zip(act.rows, effects, strict=True):
        meaning = meaning_of(act, row, effect, known.dossiers, known.departed)
        usual = known.dossiers.usual_of(row)
        if meaning is not None:
            lines += _meaning(meaning, treaties, known.dossiers, say)
        elif usual is not None and _is_open(row):
            lines += _usual(usual, say)
    return tuple(dict.fromkeys(map(say.polish, lines)))[:MOST_LINES]


def _is_open(row: Row) -> bool:
    return row.stage not in (*_NO_RIGHT, Stage.EFFECTIVE)


# ---------------------------------------------------------------- when


def _line(effect: Effect, say: Language) -> str:
    """The line of one row; "" where a source states a date that does not differ, and where the end of a term
    decides, which the words of the rule do not tell.
    """
    unmet = effect.computed.unmet
    if effect.dossier.renews is not None or _UNSAID & set(unmet):
        return ""
    if Unmet.NO_CLAUSE in unmet:
        return say("effect.no_clause") if effect.stated is None else ""
    article = _article(effect.clause, say)
    if any(reason in unmet for reason in _REFUSED):
        return say("effect.refused", article=article)
    if effect.stated is not None:
        return _difference(effect, say)
    line = _computed(effect, rule_in_words(effect.clause, say), say)
    return say("effect.blocked", line=line) if line and Unmet.BLOCKED in unmet else line


def _difference(effect: Effect, say: Language) -> str:
    shown = effect.computed.earliest or effect.computed.latest
    if not effect.differs_days or effect.stated is None or shown is None:
        return ""
    return say("effect.differs", stated=say.date(effect.stated), computed=_day(shown, say))


def _computed(effect: Effect, rule: str, say: Language) -> str:
    first, last = effect.computed.earliest, effect.computed.latest
    if effect.basis is Basis.ANNOUNCEMENT:
        if first is None or effect.first is None:
            return ""
        return say("effect.announced", date=_day(first, say), day=_day(effect.first, say), rule=rule)
    if first is not None and first == last:
        return say("effect.on", date=_day(first, say), rule=rule)
    if first is not None and last is not None:
        return say("effect.between", first=_day(first, say), last=_day(last, say), rule=rule)
    if last is not None:
        return say("effect.by", date=_day(last, say), rule=rule)
    return ""


def rule_in_words(clause: ExitClause, say: Language) -> str:
    """ "6 months after the depositary receives the notice, art. 20"."""
    start = say(f"rule.{clause.start.value}")
    at_once = clause.notice == Period()
    rule = (
        say("rule.at_once", start=start)
        if at_once
        else say("rule", period=period(clause.notice, say), start=start)
    )
    if clause.rounding is not Rounding.NONE:
        rule = say("rule.rounded", rule=rule, end=say(f"rule.{clause.rounding.value}"))
    article = _article(clause, say)
    return say("rule.article", rule=rule, article=article) if article else rule


def period(length: Period, say: Language) -> str:
    """ "6 months", "1 year", "90 days"."""
    parts = []
    if length.months:
        years, months = divmod(length.months, _YEAR)
        parts.append(
            say.count("period.months", length.months) if months else say.count("period.years", years)
        )
    if length.days or not parts:
        parts.append(say.count("period.days", length.days))
    return say.joined(parts)


def _article(clause: ExitClause, say: Language) -> str:
    """ "art. 20"; "" for a place that has English words, in another language."""
    if _ARTICLE.fullmatch(clause.article):
        return say("article", number=clause.article)
    return clause.article if say.code == "en" else ""


def _day(day: date, say: Language) -> str:
    return say.date(TreatyDate.of_day(day))


# ---------------------------------------------------------------- what it means


def _meaning(
    meaning: Meaning, treaties: Mapping[str, Treaty], dossiers: Dossiers, say: Language
) -> Iterator[str]:
    """The lines of one row, the weightiest first."""
    if meaning.falls:
        names = [_treaty_name(entry, dossiers.by_id[entry].name, treaties, say) for entry in meaning.falls]
        yield say("meaning.falls", names=say("list.comma").join(names[:MOST_NAMES]))
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
    if meaning.expires is not None and not meaning.is_bilateral:
        yield say("meaning.renewed" if meaning.renews else "meaning.expires", date=say.date(meaning.expires))


def _remaining(meaning: Meaning, treaties: Mapping[str, Treaty], say: Language) -> str:
    if len(meaning.remaining) > MOST_NAMES:
        return say("meaning.count", n=len(meaning.remaining))
    names = [short(party_name(code, "name", say, treaties), 60) for code in meaning.remaining]
    return say("meaning.remaining", names=say("list.comma").join(sorted(names)))


def _survival(length: Period, meaning: Meaning, say: Language) -> str:
    if meaning.until is None:
        return say("meaning.survival", period=period(length, say))
    key = "meaning.survival.stated" if meaning.is_until_stated else "meaning.survival.computed"
    return say(key, period=period(length, say), date=_day(meaning.until, say))


def _usual(usual: Usual, say: Language) -> Iterator[str]:
    if usual.notice is not None:
        yield say("usual", period=period(usual.notice, say))
    if usual.survival is not None:
        yield say("usual.survival", period=period(usual.survival, say))


def _treaty_name(entry: str, name: str, treaties: Mapping[str, Treaty], say: Language) -> str:
    treaty = treaties.get(entry)
    return say.bare(treaty.names.get(say.code, name)) if treaty else name
