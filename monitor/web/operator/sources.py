"""/operator/sources: the mailbox of depositaries, and what came of its mails."""

from __future__ import annotations

from monitor.service import sources
from monitor.web.operator.frame import Desk, Page, Visit


def _show(visit: Visit) -> Page:
    return Page("Mail of depositaries", "sources", {"mailbox": sources.overview(visit.service)})


DESKS = [Desk("/operator/sources", _show)]
