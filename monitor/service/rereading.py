"""Reading stored stories again: in the background of a running service, or all at once for a command."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from monitor import pipeline
from monitor.log import get_logger
from monitor.model import Story
from monitor.pipeline import Context, Fate
from monitor.register import FlaggedStory
from monitor.service import readings

A_TURN = 200  # stories that one turn reads
SAMPLE = 5  # changes that a command prints

log = get_logger(__name__)


class Background:
    """Reads stories again that an earlier version of the program has read, some at a time, and logs its
    beginning and end.

    It starts from the stored rows: after a kill it continues where it was.
    """

    def __init__(self, context: Context, stopping: Callable[[], bool]) -> None:
        self._context = context
        self._stopping = stopping
        self._fates: Counter[Fate] | None = None  # results since it began; None: nothing to do

    async def turn(self) -> None:
        """Reads up to `A_TURN` stories again, if there are any."""
        store = self._context.store
        reading = await asyncio.to_thread(store.readings.current)
        stated = (
            await asyncio.to_thread(store.readings.stated, reading=reading, limit=A_TURN) if reading else []
        )
        if not stated:
            if self._fates is not None:
                log.info("stored stories read again", **_named(self._fates))
                self._fates = None
            return
        if self._fates is None:
            self._fates = Counter()
            log.info(
                "reading stored stories again",
                stories=await asyncio.to_thread(store.readings.unread, reading),
            )
        self._fates += await pipeline.reread(
            self._context, stated, reading, gently=True, stopping=self._stopping
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """A story, and what it stated before and states now; None: nothing."""

    story: Story
    before: FlaggedStory | None
    after: FlaggedStory | None


@dataclass
class Report:
    """What a new reading changed, or would change. `stories` counts those that were read; `sample`
    holds the first that change.
    """

    stories: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    sample: list[Changed] = field(default_factory=list)

    @property
    def named(self) -> dict[str, int]:
        return {"stories": self.stories, **_named(self.fates)}


async def everything(
    context: Context, *, dry: bool, progress: Callable[[Report], None] = lambda report: None
) -> Report:
    """Reads all flagged stories again, whatever version has read them; `dry`: without a change."""
    report, after = Report(), 0
    while stated := await asyncio.to_thread(
        context.store.readings.stated, after=after, limit=pipeline.REREAD_BATCH
    ):
        after = stated[-1].version
        made = [await pipeline.read_again(context, statement, readings.fingerprint()) for statement in stated]
        changed = [
            Changed(reread.stated.text.story, reread.stated.item, reread.item)
            for reread in made
            if pipeline.fate(reread) not in (Fate.SAME, Fate.UNREADABLE)
        ]
        report.sample += changed[: SAMPLE - len(report.sample)]
        report.stories += len(stated)
        report.fates += (
            Counter(map(pipeline.fate, made))
            if dry
            else await context.write(pipeline.write_reread, context, made)
        )
        progress(report)
    return report


def stored(context: Context) -> int:
    """How many stored stories `everything` reads."""
    return context.store.readings.statements()


def _named(fates: Counter[Fate]) -> dict[str, int]:
    return {fate.value: fates[fate] for fate in Fate}
