"""When a row takes effect, as JSON: what sources state, and what its exit clause gives."""

from __future__ import annotations

from collections.abc import Callable

from monitor.dossiers import Dossier, Effect
from monitor.dossiers.words import rule_words
from monitor.model import Act, Row, Stage, TreatyDate

EffectOf = Callable[[Act, Row], Effect | None]
DossierOf = Callable[[Row], Dossier | None]  # a row -> the dossier of its treaty


def no_effect(act: Act, row: Row) -> Effect | None:
    """For callers without dossiers: only stated dates are shown."""
    return None


def no_dossier(row: Row) -> Dossier | None:
    """For callers without dossiers: no treaty has a Wikidata id."""
    return None


def effect_record(act: Act, row: Row, effect: Effect | None) -> dict[str, object] | None:
    """The field `effect` of a row: a date that a source states wins; None if nothing is known, and for an act
    that was reversed or does not stand.
    """
    stated = row.ended.treaty_date if row.ended else None
    is_off = act.stage is Stage.REVERSED or act.rejected or act.withdrawn
    if is_off or (effect is None and stated is None):
        return None
    return {
        **_days(stated, effect),
        "article": effect.clause.article if effect else None,
        "rule": rule_words(effect.clause) if effect else None,
        "treaty": effect.dossier.id if effect else None,
        "stated": str(stated) if stated else None,
        "computed": _computed(effect),
        "differs_days": effect.differs_days if effect else 0,
        "conditions": [unmet.value for unmet in effect.computed.unmet] if effect else [],
    }


def _days(stated: TreatyDate | None, effect: Effect | None) -> dict[str, object]:
    if stated is not None:
        begin, end, basis = stated.earliest, stated.latest, "stated"
        return {
            "from": begin.isoformat(), "to": end.isoformat(), "exact": begin == end, "basis": basis
        }  # fmt: skip
    computed = effect.computed if effect else None
    earliest, latest = (computed.earliest, computed.latest) if computed else (None, None)
    return {
        "from": earliest.isoformat() if earliest else None,
        "to": latest.isoformat() if latest else None,
        "exact": bool(effect and effect.is_exact),
        "basis": "computed",
    }


def _computed(effect: Effect | None) -> dict[str, object] | None:
    """The days that the exit clause gives, where a stated date wins too; None without a clause."""
    if effect is None:
        return None
    earliest, latest = effect.computed.earliest, effect.computed.latest
    return {"from": earliest and earliest.isoformat(), "to": latest and latest.isoformat()}
