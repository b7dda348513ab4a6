"""The strings of the register page, in English."""

from __future__ import annotations

from monitor.wording.language import Text

REGISTER: dict[str, Text] = {
    "web.register.of": ("{n} of {all} exits and threats", "{n} of {all} exits and threats"),
    "web.register.caption": (
        "Exits and threats to leave: for each one its agreements, and the sentences that state the values"
    ),
    "web.filter.state": "State or organisation",
    "web.filter.treaty": "Treaty",
    "web.filter.stage": "Stage",
    "web.filter.kind": "Kind of agreement",
    "web.filter.subject": "Subject",
    "web.filter.evidence": "Evidence, at least",
    "web.filter.year": "Year",
    "web.filter.principled": "Replaced by a later treaty",
    "web.filter.sort": "Order",
    "web.filter.all": "All",
    "web.filter.yes": "Yes",
    "web.filter.no": "No",
    "web.filter.option": "{name} ({n})",
    "web.filter.clear": "Show all",
    "web.sort.newest": "Last change first",
    "web.sort.oldest": "First report first",
    "web.sort.state": "By who leaves",
    "web.sort.ended": "By day of the end",
    "web.sort.stage": "Furthest stage first",
    "web.column.party": "Who leaves",
    "web.column.reason": "Reason",
    "web.column.form": "Legal form",
    "web.column.evidence": "Evidence",
    "web.sentences": ("{n} sentence", "{n} sentences"),
    "web.sentences.all": "Show all sentences",
    "web.more.agreements": ("{n} more agreement", "{n} more agreements"),
    "web.first": "First page",
}
