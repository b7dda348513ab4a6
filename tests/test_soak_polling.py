"""Many feeds for a while: none is starved by those that hang, and nothing grows (the full run is
`tests/bench/test_bench_feeds.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from soak_kit import Observed, Plan, Sample, observe, problems, table

PLAN = Plan(feeds=2_000, hanging=50, interval_s=30, seconds=90)


@pytest.mark.soak
def test_two_thousand_feeds_are_polled_in_time_beside_fifty_that_hang(tmp_path: Path) -> None:
    observed = observe(tmp_path, PLAN)
    print(table(observed))
    assert problems(observed) == []
    assert observed.failed >= PLAN.hanging


# ---------------------------------------------------------------- what makes it fail


def well() -> Observed:
    """A run in which all is well."""
    observed = Observed(Plan(feeds=3, hanging=1, interval_s=20, seconds=100))
    observed.samples = [Sample(at, 50 + at % 3, 80.0 + at % 2, at / 10, at) for at in range(101)]
    observed.late_s |= {1: [0.1, 0.5], 2: [0.2, 0.4]}
    observed.last_s = {1: 15.0, 2: 19.0}
    return observed


def starve(observed: Observed) -> None:
    observed.late_s[2].append(21.0)


def forget(observed: Observed) -> None:
    observed.last_s[2] = 41.0


def skip(observed: Observed) -> None:
    del observed.last_s[1]


def leak(observed: Observed) -> None:
    observed.samples = [
        Sample(old.at_s, old.descriptors + 2 * int(old.at_s), old.pss_mb, old.cpu_s, old.polls)
        for old in observed.samples
    ]


def grow(observed: Observed) -> None:
    observed.samples = [
        Sample(old.at_s, old.descriptors, old.pss_mb + 0.3 * old.at_s, old.cpu_s, old.polls)
        for old in observed.samples
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (starve, "1 feeds starved, such as [2]"),
        (forget, "1 feeds starved, such as [2]"),
        (skip, "1 feeds were never polled"),
        (leak, "42 descriptors more than before"),
        (grow, "12 MB more than before"),
    ],
)
def test_a_run_is_wrong_when_a_feed_starves_or_something_grows(
    change: Callable[[Observed], None], says: str
) -> None:
    observed = well()
    assert problems(observed) == []
    change(observed)
    assert problems(observed) == [says]


def test_the_table_tells_how_late_polls_were_and_what_hanging_feeds_took() -> None:
    observed = well()
    observed.failed = 10
    told = table(observed)
    assert "4 polls of healthy feeds began later than due by: p50 0.40 s, p99 0.50 s" in told
    assert "10 polls of feeds that hang: 2.0 of 64 workers on average" in told
