"""Which clauses report an act, a threat or nothing by their slots alone: a vote beside the model."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.clauses import Mark

INTENT = frozenset({"plan", "consider", "threaten", "vow", "propose", "call", "hypothesis", "vote", "must", "not-yet"})
DEMANDING = frozenset({"call", "propose", "report", "vote", "threaten"})  # somebody is said to want it
DENIAL = frozenset({"deny", "negation"})
OTHERS = ("talks", "troops", "conflict", "measure", "company", "sport", "rebels", "domestic", "post")
_FAR = 6  # words from which on a verb hardly means a noun
_NOUNS = frozenset({"deal", "body", "membership"})  # which may be anybody's
_ACTIVE = frozenset({"present", "base", "to", "will", "modal", "be-gerund", "gerund", "infinitive", "future", "conditional"})
_AGREEMENTS = frozenset({"entry-treaty", "entry-class", "treaty"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A predicate with its slots. `start:end`: its words in the sentence; `inside`: parties before the predicate in the clause."""

    kind: str
    noun: bool
    of_subject: bool
    form: str
    slot: str
    gap: int  # words between predicate and target
    behind: bool  # the target stands where the language puts what a predicate governs
    sort: str
    dressed: bool
    actor: str
    modifiers: frozenset[str]
    subordinate: str
    other_object: bool
    other_predicate: bool
    start: int
    end: int
    inside: tuple[Mark, ...]


def frame(clause: Clause) -> str:
    """`act`, `threat`, `subordinate`, or the slot that failed."""
    if clause.modifiers & DENIAL:
        return "denied"
    if clause.other_object:
        return "other-object"
    if "must" in clause.modifiers and not clause.modifiers & DEMANDING:
        return "opinion"
    if clause.sort in _NOUNS and not clause.dressed:
        return "bare"
    if clause.gap > _FAR and not clause.sort.startswith("entry-"):
        return "far"
    if not clause.behind and not clause.of_subject and not clause.noun and clause.form in _ACTIVE:
        return "subject"
    if clause.other_predicate:
        return "other-predicate"
    if not _fits(clause):
        return "none"
    if clause.actor == "none" and clause.kind != "lapse":
        return "no-actor"
    if clause.subordinate != "main":
        return "subordinate"
    return "threat" if clause.modifiers & INTENT or clause.form in ("modal", "conditional") else "act"


def _fits(clause: Clause) -> bool:
    """True if the predicate takes this target in this slot."""
    agreement = clause.sort in _AGREEMENTS or (clause.sort in ("deal", "membership") and clause.dressed)
    body = clause.sort in ("entry-body", "acronym") or (clause.sort == "body" and clause.dressed)
    if clause.kind == "lapse":
        return agreement and clause.slot in ("subject", "governed", "before-noun")
    if clause.kind == "state":
        return (agreement or body) and clause.slot in ("subject", "governed")
    if clause.kind == "notify":
        return (agreement or body) and clause.slot in ("governed", "object")
    if clause.kind not in ("leave", "end", "suspend"):
        return False
    if clause.slot == "subject":
        return agreement and clause.form in ("passive", "past", "participle")
    return clause.slot in ("governed", "object") and (agreement or (body and clause.kind == "leave"))
