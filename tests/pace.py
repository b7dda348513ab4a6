"""Limits of CPU time that hold on any machine: counted in runs of a loop that is timed beside what it
measures.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time

LOOP_S = 0.02  # CPU seconds of the loop on the quiet core that limits are stated for


def loop_s() -> float:
    """CPU seconds of the loop on this machine, now."""
    start = process_time()
    total = 0
    for number in range(300_000):
        total += number * number % 7
    return process_time() - start


@contextmanager
def own_garbage() -> Iterator[None]:
    """Collections inside look at what is made inside, and not at the lexicons and rules that other tests
    hold: seconds of their own.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def quiet_s(work: Callable[[], object], runs: int = 3) -> float:
    """CPU seconds of a quiet core that some work takes: the least of some runs, each beside the loop."""
    taken = []
    for _ in range(runs):
        before, start = loop_s(), process_time()
        with own_garbage():
            work()
            used = process_time() - start
        taken.append(used / max(before, loop_s()) * LOOP_S)
    return min(taken)


@contextmanager
def within(limit_s: float) -> Iterator[None]:
    """What runs inside takes at most so many CPU seconds of a quiet core. Under a tracer (`make coverage`),
    which slows the code under test and not the loop, nothing is measured: `make test` measures.
    """
    before = loop_s()
    with own_garbage():
        start = process_time()
        yield
        taken = process_time() - start
    loop = max(before, loop_s())
    if sys.gettrace() is None:
        quiet = taken / loop * LOOP_S
        assert quiet <= limit_s, f"{quiet:.3f} s of a quiet core, and at most {limit_s:.3f} are allowed"
