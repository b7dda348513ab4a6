"""The rule of an exit clause in words of the reader's language, for messages, commands and exports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.dossiers.values import ExitClause, Period, Rounding, Usual
from monitor.wording import Language

_YEAR = 12  # months
_NUMBER = r"[0-9IVXLC]+[A-Za-z]?(?:[.-][0-9]+)?(?:-?\([0-9A-Za-z]+\))*"
_ARTICLE = re.compile(rf"(?:Article )?({_NUMBER})(?: of the [A-Z][A-Za-z ]+)?", re.ASCII)
_NUMBERED = re.compile(rf"(?:Article )?({_NUMBER}\b.*|{_NUMBER})", re.ASCII)


def rule_in_words(clause: ExitClause, say: Language, *, terms: bool = False) -> str:
    """ "6 months after the depositary receives the notice, art. 20". `terms`: the treaty goes on in terms."""
    words, place = rule(clause, say, terms=terms), article(clause, say)
    return say("rule.article", rule=words, article=place) if place else words


def rule(clause: ExitClause, say: Language, *, terms: bool = False) -> str:
    """The period, and the end to which it is rounded: without a period "at the end of the year in which the
    notice is given". `terms`: the treaty goes on in terms, and the exit waits for the end of one.
    """
    words = _rule(clause, say)
    return say("rule.rounded", rule=words, end=say("rule.term")) if terms else words


def _rule(clause: ExitClause, say: Language) -> str:
    at_once = clause.notice == Period()
    if clause.rounding is Rounding.YEARLY and clause.on and clause.cut:
        on, cut = (say.day(day.month, day.day) for day in (clause.on, clause.cut))
        end = say("rule.yearly.days", on=on, cut=cut)
        return end if at_once else say("rule.rounded", rule=_period_rule(clause, say), end=end)
    words = _at_once(clause, say) if at_once else _rounded(clause, say)
    if clause.rounding is Rounding.YEAR_END and clause.cut:
        return say("rule.cut", rule=words, cut=say.day(clause.cut.month, clause.cut.day))
    return words


def _at_once(clause: ExitClause, say: Language) -> str:
    key = f"rule.at_once.{clause.rounding.value}"
    if say.has(key):
        return say(key, which=say(f"rule.which.{clause.start.value}"))
    return say("rule.at_once", start=_start(clause, say))


def _rounded(clause: ExitClause, say: Language) -> str:
    words = _period_rule(clause, say)
    if clause.rounding is Rounding.NONE:
        return words
    on = say.day(clause.on.month, clause.on.day) if clause.on else ""
    return say("rule.rounded", rule=words, end=say(f"rule.{clause.rounding.value}", on=on))


def _period_rule(clause: ExitClause, say: Language) -> str:
    return say("rule", period=period(clause.notice, say), start=_start(clause, say))


def _start(clause: ExitClause, say: Language) -> str:
    return say(f"rule.{clause.start.value}")


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


def article(clause: ExitClause, say: Language) -> str:
    """ "art. 20"; "art. II(6) of the Constitution", in another language without its English words. "" for a
    place that is told in English words alone, in another language.
    """
    if say.code != "en":
        numbered = _ARTICLE.fullmatch(clause.article)
        return say("article", number=numbered[1]) if numbered else ""
    numbered = _NUMBERED.fullmatch(clause.article)
    return say("article", number=numbered[1]) if numbered else clause.article


def usual_lines(usual: Usual, agreements: int, say: Language) -> Iterator[str]:
    """What is usual for agreements of a kind, as usual; `agreements`: how many an act leaves."""
    if usual.notice is not None:
        yield say("usual" if agreements == 1 else "usual.several", period=period(usual.notice, say))
    if usual.survival is not None:
        yield say("usual.survival", period=period(usual.survival, say))
