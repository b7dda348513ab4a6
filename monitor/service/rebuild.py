"""Compares the acts that the register shows with those that its stories make, on a live database, and
rebuilds what differs.

`build` over all statements and corrections is the truth; the stored acts are compared with it whole. What
differs is written again in small transactions. Acts keep their ids and references by the largest overlap of
stories, also of stories that an act has lost, and nobody is told.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import corrections, model, query, register
from monitor.config import package_data
from monitor.errors import StoreBusy
from monitor.model import Act, Source
from monitor.register import Bookkeeping, Change, Former, block_keys, build, decide, reports
from monitor.service.steps import fingerprint_of

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import Audit, Store

_CODE = (corrections, model, query, register)  # packages that decide how stories become acts
BATCH = 50  # differences written in one transaction
ATTEMPTS = 5  # the register may move meanwhile


@dataclass(frozen=True, slots=True)
class Difference:
    """Acts as the store shows them, and the acts that the same stories make. Both may be empty, but not at
    once.

    `bookkeeping`: the bookkeeping of the acts that are shown, by id. `former`: see `decide`.
    """

    shown: tuple[Act, ...]
    made: tuple[Act, ...]
    bookkeeping: Mapping[int, Bookkeeping]
    former: tuple[Former, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The register against a rebuild. `homeless`: keys of flagged stories in no act;

    `keyless`: of stories under stale block keys.
    """

    stories: int
    acts: int
    differences: tuple[Difference, ...]
    homeless: tuple[str, ...]
    keyless: tuple[str, ...]
    revision: int

    @property
    def same(self) -> bool:
        return not (self.differences or self.homeless or self.keyless)


def compare(store: Store, heads: frozenset[str]) -> Comparison:
    """Compares everything.

    Takes about as long as reading the register and building it: some seconds for 10,000 flagged stories.
    """
    audit = store.register.audit()
    made = build(audit.stories, audit.corrections, heads=heads)
    shown = [act for act in audit.acts if not act.withdrawn]
    homes = {key for act in shown for key in act.stories}
    stale = [
        story.key for story in audit.stories if audit.keys.get(story.key, frozenset()) != block_keys(story)
    ]
    return Comparison(
        stories=len(audit.stories),
        acts=len(shown),
        differences=tuple(_differences(audit, made)),
        homeless=tuple(
            story.key
            for story in audit.stories
            if story.kind.alerts and any(report.key not in homes for report in reports(story))
        ),
        keyless=tuple(stale),
        revision=audit.revision,
    )


def repair(
    store: Store, heads: frozenset[str], now: datetime, *, written: Callable[[], None] = lambda: None
) -> Comparison:
    """Rebuilds what differs, and returns what did. `written` is called after each transaction.

    Raises `StoreBusy` when others keep writing.

    Killed half-way, what is written stands, and the next call does the rest.
    """
    first = compare(store, heads)
    for _ in range(ATTEMPTS):
        left = compare(store, heads) if store.register.revision() != first.revision else first
        if left.same or _written(store, left, now, written):
            return first
    raise StoreBusy(
        "The register kept changing while it was rebuilt. What is written stands; try again in a minute."
    )


def fingerprint(service: Service) -> str:
    """Changes with all that decides how stories become acts: the code of the register and of corrections,
    the values that they compare, the vocabulary and the gazetteer.
    """
    code = [path for package in _CODE for path in sorted(Path(package.__file__ or "").parent.glob("*.py"))]
    words = sorted((package_data("rules") / "vocabulary").glob("*.toml"))
    return fingerprint_of((*code, *words, package_data("rules") / "gazetteer.toml"))


def step(service: Service, copy: Callable[[], None]) -> str:
    """The step of the start: what an earlier version left otherwise is rebuilt, after a copy of the
    database.
    """
    if service.store.register.is_empty():
        return ""
    from monitor.service.knowledge import lexicon

    heads = lexicon().heads
    if compare(service.store, heads).same:
        return ""
    copy()
    done = repair(service.store, heads, service.clock(), written=lambda: service.trace("mid_step"))
    acts = [act for difference in done.differences for act in difference.made]
    stories = len({source.story for act in acts for source in act.sources})
    return (
        f"The register was rebuilt where it was not what its stories make: {len(acts)} acts of "
        f"{stories} stories"
    )


# ---------------------------------------------------------------- comparing


Stories = tuple[str, ...]  # of an act that is made, which tell it from the others


def _differences(audit: Audit, made: Sequence[Act]) -> Iterator[Difference]:
    """The acts that are shown and those that are made, where they are not equal, in groups that share
    stories.
    """
    made_of = {act.stories: act for act in made}
    lost = _lost_sources(audit, made)
    right = _right_acts(audit, made_of, lost.keys())
    acts = {act.id: act for act in right.values()}
    for act in audit.acts:
        if act.id not in acts:
            acts[act.id] = _with_lost(act, lost.get(act.id, ()))
    overlaps = _Overlaps(acts, made)
    ids = {act.id for act in right.values()}
    wrong = [act.id for act in audit.acts if act.id not in ids and not act.withdrawn]
    starts: list[tuple[set[int], set[Stories]]] = [({number}, set()) for number in wrong]
    starts += [(set(), {stories}) for stories in made_of if stories not in right]
    seen: set[object] = set()
    for numbers, places in starts:
        if seen.isdisjoint(numbers) and seen.isdisjoint(places):
            overlaps.reach(numbers, places)
            seen |= numbers | places
            yield Difference(
                tuple(acts[number] for number in sorted(numbers)),
                tuple(act for stories, act in made_of.items() if stories in places),
                audit.bookkeeping,
                tuple(part for part in audit.former if part.taker in numbers),
            )


def _lost_sources(audit: Audit, made: Sequence[Act]) -> dict[int, list[Source]]:
    """By act, the sources that it had, that no act shows now, and that the stories make still."""
    sources = {source.key: source for act in made for source in act.sources}
    lost = {act: [sources[key] for key in keys if key in sources] for act, keys in audit.lost_stories.items()}
    return {act: own for act, own in lost.items() if own}


def _right_acts(audit: Audit, made: Mapping[Stories, Act], lost: Set[int]) -> dict[Stories, Act]:
    """The acts that are shown as their stories make them, by stories; one of several with the same."""
    right: dict[Stories, Act] = {}
    for act in audit.acts:
        stands = not act.withdrawn and act.id not in lost and act.stories not in right
        if stands and made.get(act.stories) == act:
            right[act.stories] = act
    return right


class _Overlaps:
    """Which acts, as shown by id and as made by their stories, have stories in common."""

    def __init__(self, shown: Mapping[int, Act], made: Sequence[Act]) -> None:
        home = {key: act.stories for act in made for key in act.stories}
        self._made: dict[int, set[Stories]] = {}
        self._shown: dict[Stories, set[int]] = {}
        for number, act in shown.items():
            self._made[number] = {home[key] for key in act.stories if key in home}
            for stories in self._made[number]:
                self._shown.setdefault(stories, set()).add(number)

    def reach(self, numbers: set[int], places: set[Stories]) -> None:
        """Adds to the acts `numbers` and `places` all that share a story with them, directly or through
        others.
        """
        shown, made = deque(numbers), deque(places)
        while shown or made:
            if shown:
                more = self._made[shown.popleft()] - places
                places |= more
                made.extend(more)
            else:
                others = self._shown.get(made.popleft(), set()) - numbers
                numbers |= others
                shown.extend(others)


def _with_lost(act: Act, lost: Iterable[Source]) -> Act:
    """The act with the stories that it had and no act has now: they bring it its id back.

    They are not shown, so that it is written.
    """
    more = tuple(replace(source, digest="") for source in lost if source.key not in act.stories)
    return replace(act, sources=(*act.sources, *more))


# ---------------------------------------------------------------- writing


def _written(store: Store, comparison: Comparison, now: datetime, written: Callable[[], None]) -> bool:
    """Writes all differences; False when somebody else changed the register meanwhile."""
    revision = comparison.revision
    if comparison.keyless:
        if not store.register.refresh_keys(revision, comparison.keyless):
            return False
        revision += 1
        written()
    for start in range(0, len(comparison.differences), BATCH):
        changes: list[Change] = []
        for difference in comparison.differences[start : start + BATCH]:
            changes += _moved(_quietly(difference), len(changes))
        if store.register.replace_block(revision, changes, now=now) is None:
            return False
        revision += 1
        written()
    return True


def _moved(changes: Sequence[Change], places: int) -> list[Change]:
    """The same changes, to stand behind `places` others."""
    return [
        replace(change, into=change.into + places) if change.into is not None else change
        for change in changes
    ]


def _quietly(difference: Difference) -> list[Change]:
    """What makes the acts what their stories make, without alerts: of each act, what subscribers were told
    stays what it was.
    """
    empty = [act for act in difference.shown if not act.sources]
    changes = decide(
        [act for act in difference.shown if act.sources],
        difference.made,
        bookkeeping=difference.bookkeeping,
        former=difference.former,
    )
    bookkeeping = difference.bookkeeping
    withdrawn = [Change(act.id, None, bookkeeping[act.id], bookkeeping[act.id]) for act in empty]
    return [change.suppressed() for change in changes] + withdrawn
