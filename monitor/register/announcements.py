"""By which decision a story says that agreements end: one actor, one instrument of decision and one day are
one act.

A memorandum by which a state leaves many bodies is told by each outlet with other bodies in its headline.
What the stories share is who decided, by what, and when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Naming, Stage
from monitor.register.statements import Statement, reported
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
        """Do two stories tell of one decision?"""
        if self.actors != other.actors or (self.form and other.form and self.form != other.form):
            return False
        if not self.several and not other.several and not self._shares_paper(other):
            return False
        if self.day and other.day:
            return self.day == other.day
        return abs(self.told - other.told) <= SAME_DAY

    def _shares_paper(self, other: Announcement) -> bool:
        """Is it one paper? A ruler's decrees of one day are told as one; laws and notes of one day often are
        several, unless one is told of several agreements.
        """
        return (
            bool(self.form)
            and self.form == other.form
            and (self.form == _BY_RULER or self.listed or other.listed)
        )


def announcement(story: FlaggedStory, statements: Sequence[Statement]) -> Announcement | None:
    """The decision that a story reports;

    None for what is not decided, is taken back, or is nobody's in particular.
    """
    actors = next((one.actors for one in statements if one.actors), frozenset())
    if not actors or statements[0].joint:
        return None
    stage = statements[0].stage
    if stage.rank < Stage.DECIDED.rank or stage in (Stage.EXPIRED, Stage.REVERSED):
        return None
    stated = reported(story)
    form = next((_FORMS.get(one.form.value, "") for one in stated if one.form is not None), "")
    if not form and any(one.notified is not None for one in stated):
        form = _BY_NOTICE  # a notice that names no document has a day
    day = next((found.value for one in stated if (found := one.decided or one.notified) is not None), "")
    several = any(one.naming is Naming.SEVERAL for one in statements)
    listed = len({one.entry or one.sort or (one.name, one.others) for one in statements if one.names}) > 1
    return Announcement(actors, form, day if form else "", story.at, several, listed)
