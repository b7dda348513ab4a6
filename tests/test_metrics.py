"""What Prometheus reads."""

from __future__ import annotations

import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from monitor import metrics

PACKAGE = Path(metrics.__file__).parent


def test_the_text_is_what_prometheus_parses_and_names_the_content_type() -> None:
    metrics.polls.labels("ok").inc()
    families = {
        family.name: family for family in text_string_to_metric_families(metrics.exposition().decode())
    }
    assert families["treaty_monitor_polls"].samples[0].value >= 1
    assert metrics.CONTENT_TYPE.startswith("text/plain")


def test_every_metric_is_explained_and_carries_the_name_of_the_service() -> None:
    for family in metrics.REGISTRY.collect():
        assert family.name.startswith("treaty_monitor_")
        assert family.documentation.endswith(".")


def test_fault_141_labels_come_from_closed_sets_and_never_name_a_feed_or_an_address() -> None:
    names = {name for collector in vars(metrics).values() for name in getattr(collector, "_labelnames", ())}
    assert names <= {"result", "code", "what", "state", "channel", "outcome", "tick", "feed"}
    assert "by its number" in metrics.feed_coverage._documentation


def test_every_metric_is_set_somewhere() -> None:
    """A metric that nothing sets shows 0 and would be believed."""
    declared = {name for name, value in vars(metrics).items() if hasattr(value, "_labelnames")}
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.name != "metrics.py"
    )
    assert declared == set(re.findall(r"\bmetrics\.([a-z_]+)\.(?:labels|inc|set|observe)\b", code))
