"""When an exit takes effect and what it means, in English."""

from __future__ import annotations

from monitor.wording.language import Text

EFFECTS: dict[str, Text] = {
    # ---- when it takes effect, and what it means
    "effect.on": "Takes effect {date} (computed: {rule})",
    "effect.between": "Takes effect between {first} and {last} (computed: {rule})",
    "effect.by": "Takes effect by {date} (computed: {rule})",
    "effect.announced": "No notice is known: not before {date}, if it is given on {day} (computed: {rule})",
    "effect.announced.long_ago": (
        "No notice is known: not before {date}, if it was given on {day} (computed: {rule})"
    ),
    "effect.differs": "Stated: {stated}; by the exit clause it would be {computed}",
    "effect.differs.article": "Stated: {stated}; by the exit clause ({article}) it would be {computed}",
    "effect.not_before": "not before {date}",
    "effect.not_after": "by {date}",
    "effect.later": "{line}, or on a later day that the notice names",
    "effect.blocked": "{line}; the clause lets it be held back",
    "effect.blocked.by": "{line}; may be held back: {why}",
    "blocked.armed conflict": "armed conflict",
    "blocked.contributions that are not paid": "contributions that are not paid",
    "blocked.financial obligations that are not fulfilled": "financial obligations that are not fulfilled",
    "blocked.obligations that are not fulfilled": "obligations that are not fulfilled",
    "blocked.a withdrawal agreement with another day, or more time agreed by all": (
        "a withdrawal agreement with another day, or more time agreed by all"
    ),
    "effect.refused": "By its exit clause ({article}) no notice was possible at that time",
    "effect.ended": "The treaty ended {date}: there is nothing to leave",
    "effect.expires": "The treaty ends {date}, before a notice of that time takes effect",
    "effect.not_in_force": "The treaty was not in force at that time: it entered into force {date}",
    "effect.window": "{line}; the next window for notice: {first} to {last}",
    "effect.no_clause": (
        "The treaty has no exit clause: leaving is possible only if it implies that, with twelve months' "
        "notice (Vienna Convention on the Law of Treaties, art. 56)"
    ),
    "due.effect": "Due to take effect {day} ({basis})",
    "due.suspension-ends": "Suspension due to end {day} ({basis})",
    "due.end": "Due to end {day} ({basis})",
    "due.renewal": "Due to be renewed unless notice was given; the time for notice has ended ({basis})",
    "due.today": "today",
    "due.day": "{date}",
    "due.computed": "computed",
    "due.stated": "as stated",
    "due.unconfirmed": "{due}, no source says so yet",
    "rule": "{period} {start}",
    "rule.at_once": "at once {start}",
    "rule.receipt": "after the depositary receives the notice",
    "rule.deposit": "after the notice is deposited",
    "rule.notice": "after the notice",
    "rule.registration": "after the notice is registered",
    "rule.rounded": "{rule}, {end}",
    "rule.next-month": "then the first day of the next month",
    "rule.year-end": "then the end of the year",
    "rule.term": "then the end of the term",
    "rule.next-year-end": "then the end of the next year",
    "rule.yearly": "then the next {on}",
    "rule.article": "{rule}, {article}",
    "rule.at_once.next-month": "on the first day of the month after the one {which}",
    "rule.at_once.year-end": "at the end of the year {which}",
    "rule.at_once.next-year-end": "at the end of the year after the one {which}",
    "rule.which.receipt": "in which the depositary receives the notice",
    "rule.which.deposit": "in which the notice is deposited",
    "rule.which.notice": "in which the notice is given",
    "rule.which.registration": "in which the notice is registered",
    "rule.yearly.days": "on {on} of the first year in which the notice is given by {cut}",
    "rule.cut": "{rule}; a year later if the notice comes after {cut}",
    "article": "art. {number}",
    "period.years": ("{n} year", "{n} years"),
    "period.months": ("{n} month", "{n} months"),
    "period.days": ("{n} day", "{n} days"),
    "meaning.principled": "Principled exit: it follows from joining a later treaty that replaces this one",
    "meaning.principled.by": (
        "Principled exit, it follows from joining a later treaty that replaces this one: {name}"
    ),
    "treaty.ilo": "ILO Convention {number}",
    "meaning.falls": "Whoever leaves it also leaves: {names}",
    "meaning.fell": "Whoever has left {names} has left it too",
    "meaning.no_exit": "As far as is known no party can leave it alone",
    "meaning.bilateral": "It has two parties: it ends when one of them leaves",
    "meaning.remaining": "Parties after this exit: {names}",
    "meaning.count": "Parties after this exit: {n}",
    "meaning.number": "Parties after this exit: at most {n} of {parties} ({on})",
    "meaning.least": "It ends when there are fewer parties than {n}",
    "meaning.survival": "Some of its rules go on after the exit: {period}",
    "meaning.survival.stated": "Some of its rules go on after the exit: {period}, until {date}",
    "meaning.survival.computed": "Some of its rules go on after the exit: {period}, until {date} (computed)",
    "meaning.survives": "{line}, for {what}",
    "meaning.goes_on": "Goes on after the exit: {what}",
    "survives.ILO conventions that the state ratified": "ILO conventions that the state ratified",
    "survives.assessments that were notified or requested before": (
        "assessments that were notified or requested before"
    ),
    "survives.consent to arbitration given before": "consent to arbitration given before",
    "survives.investments made before": "investments made before",
    "survives.rights and benefits acquired before": "rights and benefits acquired before",
    "survives.safeguards agreements": "safeguards agreements",
    "survives.safeguards and peaceful use of what was delivered before": (
        "safeguards and peaceful use of what was delivered before"
    ),
    "survives.tariff advantages under the liberalisation programme": (
        "tariff advantages under the liberalisation programme"
    ),
    "survives.the protection of information exchanged before": (
        "the protection of information exchanged before"
    ),
    "survives.the trade liberalisation programme": "the trade liberalisation programme",
    "meaning.expires": "It ends by itself on {date}",
    "meaning.renewed": "Its present term ends {date}; without notice it goes on for {period}",
    "usual": "Usually such agreements end {period} after notice; the text of this one was not checked",
    "usual.several": "Usually such agreements end {period} after notice; the texts of these were not checked",
    "usual.survival": "Usually some rules of such agreements go on after the exit: {period}; not checked",
}
