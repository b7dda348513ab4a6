"""Past exits of the starter register against the clauses of dossiers: where they agree, and where not and why."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.dossiers import computed
from monitor.dossiers.calculator import Term
from monitor.dossiers.values import Checked
from monitor.model import TreatyDate
from monitor.service.dossiers import known_dossiers
from tests.test_dossiers_facts import CASES
from tests.test_dossiers_facts_world import EXITS
from training.starter import RULES, PastExit, past_exits

PAST = past_exits((RULES / "starter.toml").read_text(encoding="utf-8"))
# days by which an exit took effect after the day that the clause gives (docs/notes/dossiers.md says why)
OTHERWISE = {
    ("RU", "coe"): -290,  # expelled
    ("GB", "eu"): 308,  # the time was prolonged by agreement
    ("GB", "euratom"): 308,
    **{(state, "ect"): 1 for state in ("IT", "LU", "SI", "PT", "ES", "GB", "NL", "EU")},
    **{(state, "icsid"): 1 for state in ("BO", "EC", "VE", "HN")},
}
NAMED_LATER = {"cfe"}  # the notice named a day later than the first that was possible
DATED = [
    (past, past.notified.exact_day, past.effective.exact_day)
    for past in PAST
    if past.notified and past.effective and past.entry in known_dossiers().by_id
]


def day_of(state: str, entry: str, notice: date) -> date | None:
    """The day that the clause gives for a day of notice."""
    dossier = known_dossiers().by_id[entry]
    clause = dossier.exit_of((state,))
    assert clause is not None
    return computed(clause, notice, notice, state=state, in_force=dossier.in_force, term=Term.of(dossier)).day


@pytest.mark.parametrize(("past", "notice", "effect"), DATED, ids=[past.key for past, _, _ in DATED])
def test_a_past_exit_took_effect_as_its_clause_says_or_differs_for_a_known_reason(
    past: PastExit, notice: date | None, effect: date | None
) -> None:
    assert notice is not None
    assert effect is not None
    day = day_of(past.actor, past.entry, notice)
    assert day is not None
    assert (effect - day).days == OTHERWISE.get((past.actor, past.entry), 0)


def test_a_dossier_that_is_said_to_fit_a_past_exit_does() -> None:
    known = known_dossiers().by_id
    said = {dossier.id for dossier in known.values() if dossier.checked is Checked.CASES}
    proven = {past.entry for past, _, _ in DATED if (past.actor, past.entry) not in OTHERWISE}
    proven |= {entry for _, entry, *_ in (*CASES, *EXITS)} | NAMED_LATER
    ended: dict[str, TreatyDate | None] = {past.entry: past.effective or past.announced for past in PAST}
    proven |= {
        dossier.id
        for dossier in known.values()
        if dossier.expires and dossier.expires == ended.get(dossier.id)
    }
    assert said - proven == set()
