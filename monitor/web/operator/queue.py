"""/operator/queue: what waits for a person. Possible exits to accept or dismiss, and acts with doubts."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from monitor.digest import PossibleExit
from monitor.digest.possible import possible_exit
from monitor.errors import UsageError
from monitor.model import Kind
from monitor.service import doubts, rule_examples, stories
from monitor.service.doubts import Doubtful, Sort
from monitor.store import Possible
from monitor.web.operator.frame import Desk, Done, Page, Visit

HOME = "/operator/queue"
SHOWN = 25  # of a list
MOST_SHOWN = 400
REASON = 500  # characters
POSSIBLE = "possible"
KINDS = {"act": "an exit", "threat": "a threat to leave"}
TABS = {
    POSSIBLE: "Possible exits",
    Sort.DATES: "Dates that contradict",
    Sort.DUE: "Due and not told",
    Sort.PARTIES: "Parties missing",
    Sort.SOURCES: "Sources that contradict",
    Sort.EVIDENCE: "One outlet only",
}


class Tab(NamedTuple):
    """One of the lists, and how many are in it."""

    key: str
    name: str
    number: int


class Waiting(NamedTuple):
    """A possible exit: what was noticed, and how it is shown."""

    noticed: Possible
    shown: PossibleExit


def _show(visit: Visit) -> Page:
    acts, open_count = doubts.doubtful(visit.service), visit.service.store.possible.count_open()
    counts = Counter(sort for own in acts for sort in own.sorts)
    tabs = [
        Tab(key, name, open_count if key == POSSIBLE else counts[Sort(key)]) for key, name in TABS.items()
    ]
    asked = visit.query.get("show", POSSIBLE)
    tab = next((tab for tab in tabs if tab.key == asked), tabs[0])
    limit = _limit(visit.query.get("limit", ""))
    values = {
        "tabs": tabs,
        "tab": tab,
        "kinds": KINDS,
        "rules": rule_examples.own_rules(visit.service) if tab.key == POSSIBLE else (),
        "waiting": _waiting(visit, limit) if tab.key == POSSIBLE else [],
        "doubtful": _chosen(acts, tab, limit),
        "more": f"{HOME}?show={tab.key}&limit={min(limit * 2, MOST_SHOWN)}"
        if tab.number > limit < MOST_SHOWN
        else "",
        "sentences": {entry.id: entry.sentence for entry in visit.service.register.now().entries.values()},
    }
    return Page("Review", "queue", values)


def _limit(text: str) -> int:
    return max(1, min(int(text), MOST_SHOWN)) if text.isdecimal() and len(text) < 6 else SHOWN


def _chosen(acts: list[Doubtful], tab: Tab, limit: int) -> list[tuple[Doubtful, list[str]]]:
    """The acts of a list with the doubts that put them there."""
    if tab.key == POSSIBLE:
        return []
    return [(own, lines) for own in acts if (lines := own.of(Sort(tab.key)))][:limit]


def _waiting(visit: Visit, limit: int) -> list[Waiting]:
    now = visit.service.clock()
    return [
        Waiting(own, possible_exit(own.story, own.hit, own.score, noticed_at=own.at, zone="UTC", now=now))
        for own in stories.possible(visit.service, "open", limit)
    ]


def _act(visit: Visit) -> Done:
    """Accepts or dismisses a possible exit. A form that is sent twice does nothing the second time."""
    sent = visit.sent
    name, why = sent.text("story"), " ".join(sent.text("why").split())[:REASON]
    if not name.isdecimal() or len(name) > 15:
        raise UsageError("The form names no story.")
    story, decision = int(name), sent.text("do")
    if decision not in ("accept", "dismiss"):
        raise UsageError("A possible exit is accepted or dismissed.")
    if not why:
        raise UsageError("Say why: the reason is kept with the decision.")
    if visit.service.store.possible.state_of(story) == f"{decision}ed":
        return Done(f"Story {story} was {decision}ed already.", HOME)
    kind = sent.text("as")
    if decision == "accept" and kind not in KINDS:
        raise UsageError("Say whether it is an exit or a threat to leave.")
    kept = _keep(visit, story, why, match=decision == "accept")
    if decision == "dismiss":
        stories.dismiss(visit.service, story, who=visit.who, why=why)
        return Done(
            f"Story {story} is dismissed.{kept}", HOME, f"dismissed possible exit {story}: {why}{kept}"
        )
    stories.accept(visit.service, story, kind=Kind(kind), who=visit.who, why=why)
    text = f"Story {story} is accepted as {KINDS[kind]}: it joins the register within a minute, and alerts."
    return Done(text + kept, HOME, f"accepted possible exit {story} as {KINDS[kind]}: {why}{kept}")


def _keep(visit: Visit, number: int, why: str, *, match: bool) -> str:
    """Keeps the story of an open possible exit as an example of the rule that the form names, if any."""
    rule = visit.sent.text("rule").strip()
    if not rule or visit.service.store.possible.state_of(number) != "open":
        return ""
    story = stories.read(visit.service, number).story
    file = rule_examples.keep(visit.service, rule, story, f"story {number}: {why}", match=match)
    words = "must match" if match else "must not match"
    return f" It is kept in {file} as an example that {rule} {words}."


DESKS = [Desk(HOME, _show, _act, ("show", "limit"))]
