"""The values that filters offer, each with the number of acts that it would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from monitor.model import Grade
from monitor.public.asked import Asked
from monitor.public.entries import Entry

Facets = Mapping[str, Mapping[str, int]]


def facets(entries: Iterable[Entry], asked: Asked) -> Facets:
    """By filter, the values that it may have beside the other filters, each with the number of acts."""
    conditions = asked.conditions
    fitting: list[Entry] = []
    but_for: dict[str, list[Entry]] = {name: [] for name in conditions}  # acts that miss this filter alone
    for entry in entries:
        missed = [name for name, fits in conditions.items() if not fits(entry)]
        if not missed:
            fitting.append(entry)
        elif len(missed) == 1:
            but_for[missed[0]].append(entry)
    return {name: count([*fitting, *but_for.get(name, ())]) for name, count in _COUNTS.items()}


def _evidence(entries: Iterable[Entry]) -> Counter[str]:
    """The grades, each with the acts that have it or a better one."""
    exactly = Counter(entry.grade for entry in entries)
    return Counter(
        {
            grade.value: number
            for grade in Grade
            if (number := sum(exactly[other] for other in Grade if other.rank >= grade.rank))
        }
    )


def _every(values: Callable[[Entry], Iterable[str]]) -> Callable[[Iterable[Entry]], Counter[str]]:
    return lambda entries: Counter(chain.from_iterable(map(values, entries)))


_COUNTS: Mapping[str, Callable[[Iterable[Entry]], Counter[str]]] = {
    "state": _every(lambda entry: {*entry.states, *entry.others}),
    "treaty": _every(lambda entry: entry.treaties),
    "stage": _every(lambda entry: (entry.stage.value,)),
    "kind": _every(lambda entry: entry.kinds),
    "subject": _every(lambda entry: entry.topics),
    "evidence": _evidence,
    "year": _every(lambda entry: (str(entry.year),)),
    "principled": _every(lambda entry: ("yes" if entry.principled else "no",)),
}
