"""What an alert tells of an act, and whether the act still says what was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.corrections.agreement_names import stems
from monitor.model import Act, Evidence, Row, codes
from monitor.register.cells import same_date
from monitor.register.values import Told

SENT = ("others", "instrument", "signed", "ended")  # the values whose change is a correction


def told(act: Act, *, history: bool = False) -> Told:
    """What an alert that is written now tells; `history`: for the record, to nobody."""
    values = [(0, "actors", _joined(act.actors))]
    for row in act.rows:
        values.append((row.number, "others", _joined(row.others)))
        for name in SENT[1:]:
            cell = row.cell(name)
            values.append((row.number, name, cell.value if cell else ""))
    return Told(act.stage, tuple(sorted(value for value in values if value[2])), history)


def covers(sent: Told, act: Act) -> bool:
    """True if this act was told with what was sent: its actor, and one of its agreements, where both name
    any.
    """
    rows: dict[int, dict[str, str]] = {}
    for number, name, value in sent.values:
        rows.setdefault(number, {})[name] = value
    actors = set(rows.pop(0, {}).get("actors", "").split())
    own = set(_joined(act.actors).split())
    if actors != own and not actors & own:
        return False
    if rows and act.rows:
        return any(_is_agreement_of(values, row) for values in rows.values() for row in act.rows)
    return bool(own) or not (rows or act.rows)


def _is_agreement_of(sent: Mapping[str, str], row: Row) -> bool:
    """True if the values that were sent of one row are about the agreement of this row."""
    others, own = set(sent.get("others", "").split()), set(_joined(row.others).split())
    if others and own and not others & own:
        return False
    name = sent.get("instrument", "")
    if name and row.instrument is not None:
        return agrees("instrument", name, (row.instrument.leading,))
    # a row that names nothing speaks of no other agreement
    return bool(others & own) or not (own or row.instrument is not None)


def evidence_of(act: Act, row: Row | None, name: str) -> tuple[Evidence, ...]:
    """The evidence of a value as it is sent: several for states, else at most one. Without `row` that of the
    actors.
    """
    if row is None:
        return act.actors
    if name == "others":
        return row.others
    cell = row.cell(name)
    return () if cell is None else (cell.leading,)


def agrees(name: str, value: str, evidence: Sequence[Evidence]) -> bool:
    """True if the evidence still says what was sent, perhaps more exactly or in other words."""
    if name in ("actors", "others"):
        return set(value.split(" ")) <= set(_joined(evidence).split(" "))
    if not evidence:
        return False
    if name == "instrument":
        first, second = stems(value, frozenset()), stems(evidence[0].value, frozenset())
        return bool(first & second) or not first or not second
    return same_date(value, evidence[0].value)


def _joined(parties: Sequence[Evidence]) -> str:
    """Codes in one text; a space in a code is written as _."""
    return " ".join(sorted(code.replace(" ", "_") for code in codes(parties)))
