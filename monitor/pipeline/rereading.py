"""reread(): reads stories again that an earlier version of judge or extraction has flagged. One
transaction for each story that changes.

Nobody is alerted: changes are written as registered, not as told. Decisions of people stay: a story
that was accepted or dismissed keeps its hits, and one whose act people corrected is not changed. Nor is
one that cannot be read (its text was deleted, its language is not covered, it takes too long).
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from time import monotonic
from typing import TypeVar

from monitor import child
from monitor.log import get_logger
from monitor.model import Hit, Kind, leading
from monitor.pipeline.context import Context
from monitor.pipeline.register_cache import answered, question
from monitor.register import FlaggedStory
from monitor.sandbox import ChildCrashed
from monitor.store import Reread, Stated

REREAD_BATCH = 20  # stories between two writes
# times the limit of a new story: nobody waits for the result, and a story that takes too long on a busy
# machine is not tried again
PATIENCE = 5
# Ids of rules that were packaged before there was a judge; all others, except those of the judge, are rules
# of the installation.
_PACKAGED = re.compile(r"clause\.|(de|en|es|fr|it|pl|pt|ru|tr|uk)\.(act|threat|aftermath)\.")

log = get_logger(__name__)

A = TypeVar("A")
T = TypeVar("T")


class Fate(StrEnum):
    """The result of reading a story again."""

    SAME = "same"
    CHANGED = "changed"
    OUT = "out"  # flagged no more: in no act
    POSSIBLE = "possible"  # in no act until a person accepts it
    UNREADABLE = "unreadable"
    LATER = "later"  # it was settled or corrected meanwhile


async def reread(
    context: Context,
    stated: Sequence[Stated],
    reading: str,
    *,
    gently: bool = False,
    stopping: Callable[[], bool] = lambda: False,
) -> Counter[Fate]:
    """Reads these stories again and writes what changes; returns the number of stories by result. Ends
    early once `stopping()`.

    `gently`: pauses as long as the work takes, so that the children have time for feeds.
    """
    fates: Counter[Fate] = Counter()
    for start in range(0, len(stated), REREAD_BATCH):
        began = monotonic()
        made = []
        for statement in stated[start : start + REREAD_BATCH]:
            if stopping():
                return fates
            made.append(await read_again(context, statement, reading))
        fates += await context.write(write_reread, context, made)
        if gently:
            await asyncio.sleep(monotonic() - began)
    return fates


def write_reread(context: Context, made: Sequence[Reread]) -> Counter[Fate]:
    """Writes what changes, and marks the other stories as read."""
    fates = Counter(fate(reread) for reread in made)
    kept = [reread.stated for reread in made if fate(reread) in (Fate.SAME, Fate.UNREADABLE)]
    if kept:
        context.store.readings.keep(kept, made[0].reading)
    context.trace("mid_reread")
    for reread in made:
        if reread.stated not in kept and not context.register_cache.reread(
            context.store, reread, context.clock()
        ):
            fates[fate(reread)] -= 1
            fates[Fate.LATER] += 1
    return fates


def fate(made: Reread) -> Fate:
    """The result for one story."""
    if not made.readable:
        return Fate.UNREADABLE
    before = made.stated.item
    if made.item is None and before is not None:
        return Fate.POSSIBLE if any(hit.kind is Kind.POSSIBLE for hit in made.hits) else Fate.OUT
    same = _said(before) == _said(made.item) and (
        made.item is None or _bare(made.hits) == _bare(made.stated.text.hits)
    )
    return Fate.SAME if same else Fate.CHANGED


async def read_again(context: Context, stated: Stated, reading: str) -> Reread:
    """Reads a stored story again: its hits and what it states."""
    kept = Reread(stated, reading, stated.text.hits, stated.item)
    if stated.corrected:
        return kept
    unread = replace(kept, readable=False)
    if not stated.whole:
        return unread
    try:
        judged = await _in_child(context, child.flagging, stated.text.story)
        hits = hits_now(stated, judged)
        if hits is None:
            return unread
        lead = leading(hits)
        if lead is None or lead.kind is Kind.POSSIBLE:
            return replace(kept, hits=hits, item=None)
        text = replace(stated.text, hits=hits)
        flagged = question(text)
        assert flagged is not None
        terminations = await _in_child(context, child.terminations, flagged)
    except (TimeoutError, ChildCrashed) as error:
        reason = "took too long" if isinstance(error, TimeoutError) else str(error)
        log.warning("stored story not read again", story=stated.text.story.id, reason=reason)
        return unread
    return replace(kept, hits=hits, item=answered(text, flagged, terminations))


async def _in_child(context: Context, function: Callable[[A], T], argument: A) -> T:
    """Runs a task in a child, in bounded time; again in another child if the first died, which may have
    another cause than this story.
    """
    limit = PATIENCE * context.settings.extract_limit_s
    try:
        return await context.sandbox.run(function, argument, time_limit_s=limit)
    except ChildCrashed:
        return await context.sandbox.run(function, argument, time_limit_s=limit)


def hits_now(stated: Stated, judged: tuple[Hit, ...] | None) -> tuple[Hit, ...] | None:
    """The hits of a story, from those it had and those `judged` now; None if it keeps its statement.

    Decisions of people stay, and so do hits of the installation's rules. `judged` None: no judge for
    its language.
    """
    had = () if stated.item is None else stated.text.hits
    if stated.decided or (judged is None and had):
        return had
    lead = leading(judged or ())
    flagged_now = lead is not None and lead.kind is not Kind.POSSIBLE
    if not flagged_now and any(not _PACKAGED.match(hit.rule) for hit in had):
        return had
    return judged


def _said(item: FlaggedStory | None) -> tuple[object, ...]:
    """The parts of a statement that the register uses."""
    return () if item is None else (item.kind, item.stage, item.terminations)


def _bare(hits: Sequence[Hit]) -> list[Hit]:
    """Hits without the values that differ between versions of the judge."""
    return sorted((replace(hit, digest="", score=0.0) for hit in hits), key=lambda hit: hit.rule)
