"""When a row takes effect, as JSON: what sources state, and what its exit clause gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from monitor.dossiers import Computed, Dossier, Effect, ExitClause, Unmet, Usual
from monitor.dossiers.clause_words import usual_lines
from monitor.dossiers.words import UNMET, rule_words
from monitor.model import Act, Row, Stage, TreatyDate
from monitor.wording import ENGLISH

# the exit clause does not say these: the treaty's term or the calendar does
_NOT_OF_CLAUSE = {
    Unmet.EXPIRES,
    Unmet.MAYBE_EXPIRES,
    Unmet.ENDED,
    Unmet.NOT_IN_FORCE,
    Unmet.OTHER_TERM,
    Unmet.BEYOND,
}
EffectOf = Callable[[Act, Row], Effect | None]
IsPrincipled = Callable[[Act], bool]
DossierOf = Callable[[Row], Dossier | None]  # a row -> the dossier of its treaty
UsualOf = Callable[[Act, Row], Usual | None]  # a row of an act -> what is usual for its kind of agreement


def no_effect(act: Act, row: Row) -> Effect | None:
    """For callers without dossiers: only stated dates are shown."""
    return None


def not_known(act: Act) -> bool:
    """For callers without dossiers: no act is known to be a principled exit."""
    return False


def no_dossier(row: Row) -> Dossier | None:
    """For callers without dossiers: no treaty has a Wikidata id."""
    return None


def no_usual(act: Act, row: Row) -> Usual | None:
    """For callers without dossiers: nothing is usual."""
    return None


def usual_record(usual: Usual | None) -> dict[str, object] | None:
    """The field `usual` of a row: what agreements of its kind mostly say. It gives no day."""
    if usual is None:
        return None
    return {
        "kind": usual.kind,
        "notice": str(usual.notice) if usual.notice else None,
        "survival": str(usual.survival) if usual.survival else None,
        "text": usual_words(usual),
    }


def usual_words(usual: Usual) -> str:
    """What is usual, in English and as usual."""
    return ". ".join(usual_lines(usual, 1, ENGLISH))


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
        "rule": rule_words(effect.clause, effect.dossier) if effect else None,
        "treaty": effect.dossier.id if effect else None,
        "stated": str(stated) if stated else None,
        "computed": _computed(effect),
        "differs_days": effect.differs_days if effect else 0,
        "conditions": conditions(effect.clause, effect.computed) if effect else [],
    }


def conditions(clause: ExitClause, computed: Computed) -> list[dict[str, object]]:
    """Why the computed day may not hold: each condition by its name, with the article that says so, and in
    words.
    """
    return [
        {
            "condition": unmet.value,
            "article": None if unmet in _NOT_OF_CLAUSE else clause.article,
            "text": _unmet_words(clause, unmet),
        }
        for unmet in computed.unmet
    ]


def unmet_words(effect: Effect, unmet: Unmet) -> str:
    """Why the computed day may not hold, in English: "may be held back: armed conflict"."""
    return _unmet_words(effect.clause, unmet)


def _unmet_words(clause: ExitClause, unmet: Unmet) -> str:
    return f"may be held back: {clause.blocked}" if unmet is Unmet.BLOCKED else UNMET[unmet]


def when(record: dict[str, object] | None, today: date | None) -> str:
    """Where the day of effect of a record lies: `future`, `reached` (today or earlier) or `unsure`; "" for no
    day, and for no `today`. A day that is reached does not say that the exit took effect: a source does.
    """
    first, last = (str(record[end] or "") for end in ("from", "to")) if record else ("", "")
    if today is None:
        return ""
    if first > today.isoformat():
        return "future"
    if last and last <= today.isoformat():
        return "reached"
    return "unsure" if first or last else ""


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
