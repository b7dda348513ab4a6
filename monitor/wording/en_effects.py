"""When an exit takes effect and what it means, in English."""

from __future__ import annotations

from monitor.wording.language import Text

EFFECTS: dict[str, Text] = {
    # ---- when it takes effect, and what it means
    "effect.on": "Takes effect {date} (computed: {rule})",
    "effect.between": "Takes effect between {first} and {last} (computed: {rule})",
    "effect.by": "Takes effect by {date} (computed: {rule})",
    "effect.announced": "Not before {date}, if notice was given on {day} (computed: {rule})",
    "effect.differs": "Stated: {stated}; the exit clause gives {computed}",
    "effect.blocked": "{line}; the clause lets it be held back",
    "effect.refused": "By its exit clause ({article}) no notice was possible at that time",
    "effect.no_clause": (
        "The treaty has no exit clause: leaving is possible only if it implies that, with twelve months' "
        "notice (Vienna Convention on the Law of Treaties, art. 56)"
    ),
    "rule": "{period} {start}",
    "rule.at_once": "at once {start}",
    "rule.receipt": "after the depositary receives the notice",
    "rule.deposit": "after the notice is deposited",
    "rule.notice": "after the notice",
    "rule.registration": "after the notice is registered",
    "rule.rounded": "{rule}, {end}",
    "rule.next-month": "then the first day of the next month",
    "rule.year-end": "then the end of the year",
    "rule.next-year-end": "then the end of the next year",
    "rule.yearly": "then a fixed day of the year",
    "rule.article": "{rule}, {article}",
    "article": "art. {number}",
    "period.years": ("{n} year", "{n} years"),
    "period.months": ("{n} month", "{n} months"),
    "period.days": ("{n} day", "{n} days"),
    "meaning.falls": "Whoever leaves it also leaves: {names}",
    "meaning.bilateral": "It has two parties: it ends when one of them leaves",
    "meaning.remaining": "Parties that remain: {names}",
    "meaning.count": "Parties that remain: {n}",
    "meaning.number": "Parties that remain: {n} of {parties} ({on})",
    "meaning.least": "It ends when there are fewer parties than {n}",
    "meaning.survival": "Some of its rules go on after the exit: {period}",
    "meaning.survival.stated": "Some of its rules go on after the exit: {period}, until {date}",
    "meaning.survival.computed": "Some of its rules go on after the exit: {period}, until {date} (computed)",
    "meaning.expires": "It ends by itself on {date}",
    "meaning.renewed": "Its present term ends {date}; without notice it goes on",
    "usual": "Usually such agreements end {period} after notice; this one was not checked",
    "usual.survival": "Usually some rules of such agreements go on after the exit: {period}; not checked",
}
