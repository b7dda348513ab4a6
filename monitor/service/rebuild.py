"""Is what the register shows what its stories make? Compare the two on a live database, and rebuild what
differs.

`build` over all statements and corrections is the truth; the stored acts are compared with it whole. What
differs is written again in small transactions. Acts keep their ids and references by the largest overlap of
stories, also of stories that an act has lost, and nobody is told.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import query, register
from monitor.config import package_data
from monitor.errors import StoreBusy
from monitor.register import Change, Entry, Former, Known, Source, block, build, decide, reports
from monitor.service.steps import fingerprint_of

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import Audit, Store

BATCH = 50  # differences written in one transaction
ATTEMPTS = 5  # the register may move meanwhile


@dataclass(frozen=True, slots=True)
class Difference:
    """Acts as the store shows them, and what the same stories make. Both may be empty, but not at once.

    `former`: see `decide`.
    """

    acts: tuple[Known, ...]
    entries: tuple[Entry, ...]
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
    """Compare everything.

    Takes about as long as reading the register and building it: some seconds for 10,000 flagged stories.
    """
    found = store.register.audit()
    made = build(found.items, found.corrections, heads=heads)
    shown = [known for known in found.known if not known.withdrawn]
    homes = {key for known in shown for key in known.entry.stories}
    stale = [item.key for item in found.items if found.keys.get(item.key, frozenset()) != block(item)]
    return Comparison(
        stories=len(found.items),
        acts=len(shown),
        differences=tuple(_differences(found, made)),
        homeless=tuple(
            item.key
            for item in found.items
            if item.kind.alerts and any(one.key not in homes for one in reports(item))
        ),
        keyless=tuple(stale),
        revision=found.revision,
    )


def repair(
    store: Store, heads: frozenset[str], now: datetime, *, written: Callable[[], None] = lambda: None
) -> Comparison:
    """Rebuild what differs, and say what did. `written` is called after each transaction. Raises `StoreBusy`
    when others keep writing.

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
    """Changes with all that decides how stories become acts: the code of the register, the vocabulary and the
    gazetteer.
    """
    code = sorted([*Path(register.__file__).parent.glob("*.py"), *Path(query.__file__).parent.glob("*.py")])
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
    entries = [entry for one in done.differences for entry in one.entries]
    stories = len({source.story for entry in entries for source in entry.sources})
    return (
        f"The register was rebuilt where it was not what its stories make: {len(entries)} acts of "
        f"{stories} stories"
    )


# ---------------------------------------------------------------- comparing


def _differences(found: Audit, made: Sequence[Entry]) -> Iterator[Difference]:
    """The acts and entries that are not equal, in groups that share stories."""
    entries = {entry.stories: entry for entry in made}
    sources = {source.key: source for entry in made for source in entry.sources}
    lost = {
        act: own
        for act, keys in found.lost.items()
        if (own := [sources[key] for key in keys if key in sources])
    }
    wrong: dict[int, Known] = {}
    waiting: dict[int, Known] = {}  # withdrawn acts, which may come back
    right: dict[tuple[str, ...], Known] = {}
    for known in found.known:
        if known.withdrawn:
            waiting[known.id] = known
        elif (
            known.id not in lost
            and entries.get(known.entry.stories) == known.entry
            and known.entry.stories not in right
        ):
            right[known.entry.stories] = known
        else:
            wrong[known.id] = known
    acts = {
        known.id: _with_lost(known, lost.get(known.id, ())) for known in (*wrong.values(), *waiting.values())
    }
    acts |= {known.id: known for known in right.values()}
    home = {key: entry.stories for entry in made for key in entry.stories}
    holders: dict[tuple[str, ...], set[int]] = {}
    meets: dict[int, set[tuple[str, ...]]] = {}
    for number, known in acts.items():
        meets[number] = {home[key] for key in known.entry.stories if key in home}
        for stories in meets[number]:
            holders.setdefault(stories, set()).add(number)
    starts: list[tuple[set[int], set[tuple[str, ...]]]] = [({number}, set()) for number in wrong]
    starts += [(set(), {stories}) for stories in entries if stories not in right]
    seen: set[object] = set()
    for numbers, places in starts:
        if seen.isdisjoint(numbers) and seen.isdisjoint(places):
            _reach(numbers, places, meets, holders)
            seen |= numbers | places
            yield Difference(
                tuple(acts[number] for number in sorted(numbers)),
                tuple(entry for stories, entry in entries.items() if stories in places),
                tuple(one for one in found.former if one.taker in numbers),
            )


def _reach(
    numbers: set[int],
    places: set[tuple[str, ...]],
    meets: dict[int, set[tuple[str, ...]]],
    holders: dict[tuple[str, ...], set[int]],
) -> None:
    """Add to the acts `numbers` and the entries `places` all that share a story with them, directly or
    through others.
    """
    acts, entries = deque(numbers), deque(places)
    while acts or entries:
        if acts:
            more = meets[acts.popleft()] - places
            places |= more
            entries.extend(more)
        else:
            others = holders.get(entries.popleft(), set()) - numbers
            numbers |= others
            acts.extend(others)


def _with_lost(known: Known, lost: Iterable[Source]) -> Known:
    """The act with the stories that it had and no act has now: they bring it its id back.

    They are not shown, so that it is written.
    """
    more = tuple(replace(source, digest="") for source in lost if source.key not in known.entry.stories)
    return replace(known, entry=replace(known.entry, sources=(*known.entry.sources, *more)))


# ---------------------------------------------------------------- writing


def _written(store: Store, found: Comparison, now: datetime, written: Callable[[], None]) -> bool:
    """Write all differences; False when somebody else changed the register meanwhile."""
    revision = found.revision
    if found.keyless:
        if not store.register.refresh_keys(revision, found.keyless):
            return False
        revision += 1
        written()
    for start in range(0, len(found.differences), BATCH):
        changes: list[Change] = []
        for difference in found.differences[start : start + BATCH]:
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
    empty = [known for known in difference.acts if not known.entry.sources]
    changes = decide(
        [known for known in difference.acts if known.entry.sources],
        difference.entries,
        former=difference.former,
    )
    withdrawn = [Change(known.id, None, used=known.used, peak=known.peak, told=known.told) for known in empty]
    return [change.suppressed() for change in changes] + withdrawn
