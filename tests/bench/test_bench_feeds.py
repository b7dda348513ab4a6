"""10,000 feeds for ten minutes, 50 of which hang (docs/notes/polling-cost.md, "Ten thousand feeds")."""

from __future__ import annotations

from pathlib import Path

import pytest
from soak_kit import Plan, observe, problems, table

pytestmark = pytest.mark.bench

PLAN = Plan(feeds=10_000, hanging=50, interval_s=300, seconds=600)


def test_ten_thousand_feeds_for_ten_minutes(tmp_path: Path) -> None:
    observed = observe(tmp_path, PLAN)
    print(f"\n{table(observed)}")
    assert problems(observed) == []
    assert observed.lateness(0.5) < 2
