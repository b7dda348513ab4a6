"""The pages for operators, behind a login. They call verbs of `service`, and hold no logic."""

from __future__ import annotations

from starlette.routing import Route

from monitor.service import Service
from monitor.web.operator import (
    acts,
    backtest,
    catalogue,
    deliveries,
    explain,
    feeds,
    frame,
    invitations,
    login,
    overview,
    queue,
    rules,
    sources,
)
from monitor.web.operator.gate import Gate

_PAGES = (
    login, overview, queue, acts, feeds, catalogue, rules, explain, backtest, deliveries, sources, invitations
)  # fmt: skip
DESKS = [desk for page in _PAGES for desk in page.DESKS]


def routes(service: Service) -> list[Route]:
    """The routes of all pages for operators."""
    return [*login.routes(service), *frame.routes(service, DESKS)]


__all__ = ["Gate", "routes"]
