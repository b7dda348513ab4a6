"""Why the cells of an act have their values: its stories, read again from what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.extract import ExplainedRow, Explanation, Lexicon, chosen, explain
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
    """Why a value was taken, and the nearest values of the same story that were not; `story` as it was
    read, or None.
    """

    why: str
    refused: tuple[Evidence, ...] = ()
    story: Story | None = None


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A story as it was read, with the text of its page if that was read (`on_page`), and the
    explanation of its statement.
    """

    story: Story
    explanation: Explanation
    on_page: bool


class Reasons:
    """The reasons of an act's cells."""

    def __init__(self, read: Mapping[str, ReadAgain]) -> None:
        self._read = read

    def of(self, cell: str, evidence: Evidence) -> Reason:
        """Why a cell has its value. `evidence`: its leading evidence, or that of a contradiction."""
        if evidence.edit is not None:
            return Reason(PERSON)
        read = self._read.get(evidence.story)
        if read is None:
            return Reason(GONE)
        field = "body" if evidence.field == "page" else evidence.field
        for row in read.explanation.rows:
            for taken in chosen(row.row, cell):
                if (taken.value, taken.field, taken.start) == (evidence.value, field, evidence.start):
                    return Reason(taken.why, _refused(read, row, cell), read.story)
        return Reason(CHANGED)

    def told(self, field: str, stated: Sequence[Evidence]) -> tuple[str, tuple[Evidence, ...]]:
        """Why the values of a cell were taken, in one text, and the nearest ones that were not, as
        `export.detail` takes them.
        """
        explained = [(evidence.value, self.of(field, evidence)) for evidence in stated]
        text = (
            explained[0][1].why
            if len(explained) == 1
            else "; ".join(f"{value}: {reason.why}" for value, reason in explained)
        )
        return text, tuple(dict.fromkeys(evidence for _, reason in explained for evidence in reason.refused))


def _refused(read: ReadAgain, row: ExplainedRow, cell: str) -> tuple[Evidence, ...]:
    """The values that the row's cell did not take, marked as on the page if that was read."""
    moved = {"body": "page"} if read.on_page else {}
    return tuple(
        replace(evidence, field=moved.get(evidence.field, evidence.field))
        for evidence in row.refused.get(cell, ())
    )


def reasons(store: Store, act: Act, lexicon: Lexicon) -> Reasons:
    """Reads the stories of an act again, as they were read when they joined it, with the present
    lexicon.
    """
    read_again = {}
    for stated in store.readings.stated_by([source.story for source in act.by_story]):
        flagged = question(stated.text)
        if flagged is not None and stated.whole:
            explanation = explain(flagged.story, flagged.hits, lexicon, published=flagged.published)
            read_again[flagged.story.key] = ReadAgain(
                flagged.story, explanation, flagged.story.body != stated.text.story.body
            )
    return Reasons(read_again)
