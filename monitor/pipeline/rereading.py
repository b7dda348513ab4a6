"""reread(): stories that were flagged by an earlier version of judge or extraction are read again. One
transaction a story that changes.

Nobody is told: what changes is written as registered, not as told. What a person decided stays: a story that
was accepted or dismissed keeps its hits, and one whose act people corrected is not touched at all. So does
what cannot be read (its text was dropped, its language is not covered, it takes too long).
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
# times the limit of a story that is new: nobody waits, and what takes too long on a busy machine is not tried
# again
PATIENCE = 5
# Rules that were packaged before there was a judge; all other ids, but those of the judge, are rules of the
# installation.
_PACKAGED = re.compile(r"clause\.|(de|en|es|fr|it|pl|pt|ru|tr|uk)\.(act|threat|aftermath)\.")

log = get_logger(__name__)

A = TypeVar("A")
T = TypeVar("T")


class Fate(StrEnum):
    """What became of a story that was read again."""

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
    """Read these stories again and write what changes; what became of how many. Ends early once `stopping()`.

    `gently`: rest as long as the work takes, so that the children have time for feeds.
    """
    fates: Counter[Fate] = Counter()
    for start in range(0, len(stated), REREAD_BATCH):
        began = monotonic()
        made = []
        for one in stated[start : start + REREAD_BATCH]:
            if stopping():
                return fates
            made.append(await read_again(context, one, reading))
        fates += await context.write(write_reread, context, made)
        if gently:
            await asyncio.sleep(monotonic() - began)
    return fates


def write_reread(context: Context, made: Sequence[Reread]) -> Counter[Fate]:
    """Write what changes, and that the rest stays."""
    fates = Counter(fate(one) for one in made)
    kept = [one.stated for one in made if fate(one) in (Fate.SAME, Fate.UNREADABLE)]
    if kept:
        context.store.readings.keep(kept, made[0].reading)
    context.trace("mid_reread")
    for one in made:
        if one.stated not in kept and not context.register_cache.reread(context.store, one, context.clock()):
            fates[fate(one)] -= 1
            fates[Fate.LATER] += 1
    return fates


def fate(made: Reread) -> Fate:
    """What becomes of a story."""
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
    """What a stored story is flagged for and states now."""
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
        found = await _in_child(context, child.terminations, flagged)
    except (TimeoutError, ChildCrashed) as error:
        reason = "took too long" if isinstance(error, TimeoutError) else str(error)
        log.warning("stored story not read again", story=stated.text.story.id, reason=reason)
        return unread
    return replace(kept, hits=hits, item=answered(text, flagged, found))


async def _in_child(context: Context, function: Callable[[A], T], argument: A) -> T:
    """Run a task in a child, in bounded time; again in another one when the first died, which may not be the
    fault of this story.
    """
    limit = PATIENCE * context.settings.extract_limit_s
    try:
        return await context.sandbox.run(function, argument, time_limit_s=limit)
    except ChildCrashed:
        return await context.sandbox.run(function, argument, time_limit_s=limit)


def hits_now(stated: Stated, judged: tuple[Hit, ...] | None) -> tuple[Hit, ...] | None:
    """The hits of a story, of those it had and those `judged` now; None when it keeps all that it states.

    A person's decision stands, and so does a rule of the installation, whether it is still there or not.
    `judged` None: nobody here can judge it.
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
    """What of a statement makes the register."""
    return () if item is None else (item.kind, item.stage, item.terminations)


def _bare(hits: Sequence[Hit]) -> list[Hit]:
    """Hits without what changes with each version of the judge alone."""
    return sorted((replace(hit, digest="", score=0.0) for hit in hits), key=lambda hit: hit.rule)
