"""How far an exit has come, from the clause that reports it."""

from __future__ import annotations

from monitor.judge.frames import Clause
from monitor.model import Stage

_PROPOSING = frozenset({"propose", "vote", "plan", "consider", "call", "not-yet"})
_DONE = frozenset({"past", "perfect", "participle", "pluperfect", "passive"})
_LATER = frozenset({"will", "to", "modal", "future", "conditional", "infinitive", "base"})


def stage(label: str, clause: Clause) -> Stage:
    """The stage that a clause gives a story of this label; what extraction reads in the whole text counts more."""
    if clause.kind == "return":
        return Stage.REVERSED
    if label == "threat":
        return Stage.PROPOSED if clause.modifiers & _PROPOSING else Stage.THREATENED
    if clause.kind == "suspend":
        return Stage.SUSPENDED
    if clause.kind == "lapse":
        return Stage.DECIDED if clause.form in _LATER else Stage.EXPIRED
    if clause.kind == "notify":
        return Stage.NOTIFIED
    if clause.kind == "state":
        return Stage.EFFECTIVE
    return Stage.EFFECTIVE if clause.form == "perfect" and clause.kind == "leave" else Stage.DECIDED
