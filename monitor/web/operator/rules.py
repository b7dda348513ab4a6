"""/operator/rules: the rules in force, how often each flagged a story, and which file is broken."""

from __future__ import annotations

from monitor.service import rule_overview
from monitor.service.rule_overview import Counted
from monitor.web.operator.frame import Desk, Page, Visit

SHOWN = 100  # rules on one page


def _show(visit: Visit) -> Page:
    state = rule_overview.read(visit.service)
    words = visit.query.get("q", "")
    fitting = [counted for counted in state.rules if _fits(counted, words)]
    values = {"state": state, "words": words, "rules": fitting[:SHOWN], "count": len(fitting)}
    return Page("Rules", "rules", values)


def _fits(counted: Counted, words: str) -> bool:
    rule = counted.rule
    text = f"{rule.id} {rule.title} {rule.lang} {rule.kind} {rule.stage} {counted.place}".lower()
    return all(word in text for word in words.lower().split())


DESKS = [Desk("/operator/rules", _show, parameters=("q",))]
