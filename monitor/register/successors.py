"""Which act goes on under which number, when stories move between acts, acts become one, or part again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from monitor.model import Act
from monitor.register.values import Former


def successors(before: Sequence[Act], after: Sequence[Act], former: Sequence[Former] = ()) -> dict[int, Act]:
    """For places in `after` the act, of `before` or of `former`, that goes on there; the others are new.

    First the acts that part: what was one act for a while gets back the numbers that its parts had (a
    reference that was sent opens the same act for ever). Then the largest overlap of stories, among equals an
    act that was not withdrawn, then the oldest.
    """
    home = {key: place for place, act in enumerate(after) for key in act.stories}
    shared = {known.id: Counter(home[key] for key in known.stories if key in home) for known in before}
    going_on: dict[int, Act] = {}
    taken: set[int] = set()
    claims = [
        claim
        for known in before
        if len(shared[known.id]) > 1
        for claim in _claims(
            known, [place for place in shared[known.id] if _owner(place, shared) == known.id], after, former
        )
    ]
    overlaps = [
        (-count, known.withdrawn, known.id, place, known)
        for known in before
        for place, count in shared[known.id].items()
    ]
    ordered = [
        *((place, known) for _, _, place, known in sorted(claims, key=lambda claim: claim[:3])),
        *((place, known) for *_, place, known in sorted(overlaps, key=lambda overlap: overlap[:4])),
    ]
    for place, known in ordered:
        if place not in going_on and known.id not in taken:
            going_on[place] = known
            taken.add(known.id)
    return going_on


def _owner(place: int, shared: dict[int, Counter[int]]) -> int:
    """The act that most stories of a new entry come from."""
    return min(
        (number for number in shared if shared[number][place]),
        key=lambda number: (-shared[number][place], number),
    )


def _claims(
    known: Act, places: Sequence[int], after: Sequence[Act], former: Sequence[Former]
) -> list[tuple[float, int, int, Act]]:
    """How well the entries that an act parts into fit what its parts were: (minus the likeness, id, place,
    act).
    """
    takers = {known.id}
    size = 0
    while size < len(takers):
        size = len(takers)
        takers |= {part.act for part in former if part.taker in takers}
    parts = [part for part in former if part.taker in takers]
    recorded = frozenset[str]().union(*(part.stories for part in parts))
    claims = []
    for place in places:
        stories = recorded & set(after[place].stories)
        for part in parts:
            act = known if part.act == known.id else part.was
            common = len(part.stories & stories)
            if act is not None and common:
                claims.append((-common / len(part.stories | stories), part.act, place, act))
    return claims
