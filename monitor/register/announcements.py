"""By which decision a story says that agreements end: one actor, one instrument of decision and one day are
one act.

A memorandum by which a state leaves many bodies is told by each outlet with other bodies in its headline.
What the stories share is who decided, by what, and when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Naming, Stage, Termination
from monitor.register.statements import Statement, leading_terminations
from monitor.register.values import FlaggedStory

# between the stories of one decision whose day none of them states: an evening's news is the next morning's
SAME_DAY = timedelta(days=1)
_BY_RULER = "decree"
_BY_NOTICE = "note"
# Outlets call one paper by several names; a vote decides on one agreement after the other.
_FORMS = {"decree": _BY_RULER, "order": _BY_RULER, "memorandum": _BY_RULER, "law": "law"} | dict.fromkeys(
    ("note", "letter", "notice", "notification", "instrument"), _BY_NOTICE
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """Who decided, by what, and when. `form` is empty where no story says it, `day` (ISO) where none states
    the day of the decision.

    `several`: the story speaks of more agreements than it names ("66 bodies"); `listed`: it names two or
    more.
    """

    actors: frozenset[str]
    form: str
    day: str
    told: datetime
    several: bool
    listed: bool

    def same(self, other: Announcement) -> bool:
        """True if two stories tell of one decision."""
        if self.actors != other.actors or (self.form and other.form and self.form != other.form):
            return False
        if not self.several and not other.several and not self._shares_paper(other):
            return False
        if self.day and other.day:
            return self.day == other.day
        return abs(self.told - other.told) <= SAME_DAY

    def _shares_paper(self, other: Announcement) -> bool:
        """True if it is one paper. A ruler's decrees of one day are told as one; laws and notes of one day
        often are several, unless one is told of several agreements.
        """
        return (
            bool(self.form)
            and self.form == other.form
            and (self.form == _BY_RULER or self.listed or other.listed)
        )


def announcement(story: FlaggedStory, statements: Sequence[Statement]) -> Announcement | None:
    """The decision that a story reports; None for what is not decided, is taken back, or is nobody's in
    particular.
    """
    actors = next((statement.actors for statement in statements if statement.actors), frozenset())
    if not actors or statements[0].joint or not _is_decision(statements[0].stage):
        return None
    stated = leading_terminations(story)
    form = _form(stated)
    several = any(statement.naming is Naming.SEVERAL for statement in statements)
    return Announcement(actors, form, _day(stated) if form else "", story.at, several, _lists(statements))


def _is_decision(stage: Stage) -> bool:
    return stage.rank >= Stage.DECIDED.rank and stage not in (Stage.EXPIRED, Stage.REVERSED)


def _form(stated: Sequence[Termination]) -> str:
    """By what instrument it was decided; a notice that names no document has a day."""
    forms = (_FORMS.get(termination.form.value, "") for termination in stated if termination.form is not None)
    form = next(forms, "")
    notified = any(termination.notified is not None for termination in stated)
    return _BY_NOTICE if notified and not form else form


def _day(stated: Sequence[Termination]) -> str:
    """The first day of a decision or a notice that is stated; "" for none."""
    days = (termination.decided or termination.notified for termination in stated)
    return next((day.value for day in days if day is not None), "")


def _lists(statements: Sequence[Statement]) -> bool:
    """True if a story names two agreements or more."""
    names = {
        statement.entry or statement.sort or (statement.name, statement.others)
        for statement in statements
        if statement.names
    }
    return len(names) > 1
