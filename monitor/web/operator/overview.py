"""/operator: how the service is, what waits for a person, and what operators did."""

from __future__ import annotations

from monitor.service import operators, overview
from monitor.web.operator.frame import Desk, Page, Visit

LINES = 20


def _show(visit: Visit) -> Page:
    service = visit.service
    return Page(
        "Overview",
        "overview",
        {"state": overview.read(service), "done": operators.done(service, LINES)},
    )


DESKS = [Desk("/operator", _show)]
