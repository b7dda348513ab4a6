"""Why the cells of an act say what they say: its stories, read again from what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.extract import CellName, ExplainedRow, Explanation, Lexicon, chosen, explain
from monitor.model import Act, Evidence, Story
from monitor.pipeline import question
from monitor.store import Store

PERSON = "a person set it"
GONE = "the text of its story is stored no more, or waits to be read"
CHANGED = (
    "its story is read otherwise now: a later version of the program, or other words of the installation"
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a value was taken, and the nearest values of the same story that were not;

    `story` as it was read, None without one.
    """

    why: str
    refused: tuple[Evidence, ...] = ()
    story: Story | None = None


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A story as it was read, with the text of its page if that was read (`on_page`), and why it states what
    it states.
    """

    story: Story
    explanation: Explanation
    on_page: bool


class Reasons:
    """The reasons of an act's cells."""

    def __init__(self, read: Mapping[str, ReadAgain]) -> None:
        self._read = read

    def of(self, cell: CellName, found: Evidence) -> Reason:
        """Why a cell says what it says. `found`: its leading evidence, or that of a contradiction."""
        if found.edit is not None:
            return Reason(PERSON)
        read = self._read.get(found.story)
        if read is None:
            return Reason(GONE)
        field = "body" if found.field == "page" else found.field
        for row in read.explanation.rows:
            for taken in chosen(row.row, cell):
                if (taken.value, taken.field, taken.start) == (found.value, field, found.start):
                    return Reason(taken.why, _refused(read, row, cell), read.story)
        return Reason(CHANGED)

    def told(self, field: str, stated: Sequence[Evidence]) -> tuple[str, tuple[Evidence, ...]]:
        """Why the values of a cell were taken, in one text, and the nearest ones that were not, as
        `export.detail` asks for them.
        """
        found = [(one.value, self.of(CellName(field), one)) for one in stated]
        text = (
            found[0][1].why
            if len(found) == 1
            else "; ".join(f"{value}: {reason.why}" for value, reason in found)
        )
        return text, tuple(dict.fromkeys(one for _, reason in found for one in reason.refused))


def _refused(read: ReadAgain, row: ExplainedRow, cell: CellName) -> tuple[Evidence, ...]:
    """What the row's cell did not take, said to be on the page where that was read."""
    moved = {"body": "page"} if read.on_page else {}
    return tuple(replace(one, field=moved.get(one.field, one.field)) for one in row.refused.get(cell, ()))


def reasons(store: Store, act: Act, lexicon: Lexicon) -> Reasons:
    """The stories of an act, read again as they were read when they joined it, with what the program knows
    today.
    """
    found = {}
    for stated in store.readings.stated_by([source.story for source in act.by_story]):
        flagged = question(stated.text)
        if flagged is not None and stated.whole:
            explanation = explain(flagged.story, flagged.hits, lexicon, published=flagged.published)
            found[flagged.story.key] = ReadAgain(
                flagged.story, explanation, flagged.story.body != stated.text.story.body
            )
    return Reasons(found)
