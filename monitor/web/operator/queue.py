"""/operator/queue: what waits for a person. Possible exits to accept or dismiss, and acts with doubts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from monitor.digest import PossibleExit
from monitor.digest.possible import possible_exit
from monitor.errors import UsageError
from monitor.model import Kind
from monitor.service import doubts, register_findings, rule_examples, stories
from monitor.service.doubts import Doubtful, Sort
from monitor.service.stories import Decision
from monitor.web.operator.frame import Desk, Done, Page, Visit

if TYPE_CHECKING:
    from monitor.rules import Rule
    from monitor.store import Possible

HOME = "/operator/queue"
SHOWN = 25  # of a list
MOST_SHOWN = 400
REASON = 500  # characters
POSSIBLE, DIFFERS = "possible", "differs"
KINDS = {"act": "an exit", "threat": "a threat to leave"}
TABS = {
    POSSIBLE: "Possible exits",
    Sort.DATES: "Dates that contradict",
    Sort.DUE: "Due and not told",
    Sort.PARTIES: "Parties missing",
    Sort.SOURCES: "Sources that contradict",
    Sort.EVIDENCE: "One outlet only",
    DIFFERS: "Not what stories make",
}


class Tab(NamedTuple):
    """One of the lists, and how many are in it; None where that is not counted yet."""

    key: str
    name: str
    number: int | None


class Waiting(NamedTuple):
    """A possible exit: what was noticed, how it is shown, and the rules of which it may be an example."""

    noticed: Possible
    shown: PossibleExit
    rules: Sequence[Rule]


def _show(visit: Visit) -> Page:
    service = visit.service
    limit, asked = _limit(visit.query.get("limit", "")), visit.query.get("show", POSSIBLE)
    key = asked if asked in TABS else POSSIBLE
    acts = doubts.doubtful(service)
    findings = register_findings.findings(service) if key == DIFFERS else None
    counts: dict[str, int | None] = {**Counter(sort for own in acts for sort in own.sorts)}
    counts |= {
        POSSIBLE: stories.count_possible(service),
        DIFFERS: None if findings is None else len(findings),
    }
    tabs = {own: Tab(own, name, counts.get(own, 0)) for own, name in TABS.items()}
    doubtful = _chosen(acts, key, limit)
    sentences = service.register.now().entries
    values = {
        "tabs": tabs.values(),
        "tab": tabs[key],
        "kinds": KINDS,
        "waiting": _waiting(visit, limit) if key == POSSIBLE else [],
        "findings": findings[:limit] if findings is not None else None,
        "doubtful": doubtful,
        "more": f"{HOME}?show={key}&limit={min(limit * 2, MOST_SHOWN)}"
        if (tabs[key].number or 0) > limit < MOST_SHOWN
        else "",
        "sentences": {own.id: sentences[own.id].sentence for own, _ in doubtful if own.id in sentences},
    }
    return Page("Review", "queue", values)


def _limit(text: str) -> int:
    return max(1, min(int(text), MOST_SHOWN)) if text.isdecimal() and len(text) < 6 else SHOWN


def _chosen(acts: Sequence[Doubtful], key: str, limit: int) -> list[tuple[Doubtful, list[str]]]:
    """The acts of a list with the doubts that put them there."""
    if key in (POSSIBLE, DIFFERS):
        return []
    return [(own, lines) for own in acts if (lines := own.of(Sort(key)))][:limit]


def _waiting(visit: Visit, limit: int) -> list[Waiting]:
    now, noticed = visit.service.clock(), stories.possible(visit.service, "open", limit)
    rules = rule_examples.proposed(visit.service, [own.story for own in noticed])
    return [
        Waiting(
            own,
            possible_exit(own.story, own.hit, own.score, noticed_at=own.at, zone="UTC", now=now),
            rules.get(own.story.id or 0, ()),
        )
        for own in noticed
    ]


def _act(visit: Visit) -> Done:
    """Accepts or dismisses a possible exit. A form that is sent twice does nothing the second time."""
    sent = visit.sent
    name, why = sent.text("story"), " ".join(sent.text("why").split())[:REASON]
    if not name.isdecimal() or len(name) > 15:
        raise UsageError("The form names no story.")
    if sent.text("do") not in list(Decision):
        raise UsageError("A possible exit is accepted or dismissed.")
    if not why:
        raise UsageError("Say why: the reason is kept with the decision.")
    decision, kind, rule = Decision(sent.text("do")), sent.text("as"), sent.text("rule").strip()
    is_accepted = decision is Decision.ACCEPT
    if is_accepted and kind not in KINDS:
        raise UsageError("Say whether it is an exit or a threat to leave.")
    decided = stories.decide(
        visit.service,
        int(name),
        decision,
        kind=Kind(kind) if is_accepted else None,
        who=visit.who,
        why=why,
        example_of=rule,
    )
    if not decided.is_new:
        return Done(f"Story {name} was {decision.state} already.", HOME)
    kept = ""
    if decided.file:
        words = "must match" if is_accepted else "must not match"
        kept = f" It is kept in {decided.file} as an example that {rule} {words}."
    if not is_accepted:
        return Done(f"Story {name} is dismissed.{kept}", HOME, f"dismissed possible exit {name}: {why}{kept}")
    text = f"Story {name} is accepted as {KINDS[kind]}: it joins the register within a minute, and alerts."
    return Done(text + kept, HOME, f"accepted possible exit {name} as {KINDS[kind]}: {why}{kept}")


DESKS = [Desk(HOME, _show, _act, ("show", "limit"))]
