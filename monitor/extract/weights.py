"""The weights that decide which party acts: rules/extract-weights.toml -> one frozen `Weights`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, NoReturn

from monitor.errors import RuleError
from monitor.query import did_you_mean

_KEYS = ("value", "why", "example")
_MOST = 100  # the highest value: a higher one is a typing error


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights by name. The table explains each.

    The default is the value that changes nothing: 0 points, or 1 as a factor.
    """

    # points that a subject loses: `monitor.extract.subjects`
    away: float = 0.0
    clause: float = 0.0
    acted_on: float = 0.0
    told: float = 0.0
    blames: float = 0.0
    reacts: float = 0.0
    other_verb: float = 0.0
    by: float = 0.0
    by_away: float = 0.0
    taken_out: float = 0.0
    behind: float = 0.0
    behind_away: float = 0.0
    of_agreement: float = 0.0
    belonging: float = 0.0
    place: float = 0.0
    body_below: float = 0.0
    # points of which a subject has to have more, to be relied on
    clear: float = 0.0
    stated: float = 0.0
    # points of a state in addition to those of its claims: `monitor.extract.acting`
    decides: float = 0.0
    # factors of the weight of a claim: `monitor.extract.actors`, `monitor.extract.acting`
    headline: float = 1.0
    middle: float = 1.0
    at_end: float = 1.0
    matched: float = 1.0
    nameless: float = 1.0
    further: float = 1.0
    of_old: float = 1.0
    beside_expiry: float = 1.0


NEUTRAL = Weights()  # weighs nothing
NAMES = tuple(field.name for field in fields(Weights))


def parse_weights(tables: Iterable[tuple[str, Mapping[str, Any]]]) -> Weights:
    """The weights of the first table (path and content) that has `[weight.NAME]`; the neutral ones without
    such a table.

    Raises RuleError for a name that is unknown or missing, a value that is no number of 0 or more, and a
    weight without a reason.
    """
    path, rows = next(((path, table["weight"]) for path, table in tables if "weight" in table), ("", None))
    if rows is None:
        return NEUTRAL
    for name, row in rows.items():
        if name not in NAMES:
            _refuse(path, f"unknown weight {name!r}", did_you_mean(name, NAMES))
        _check(path, name, row)
    if missing := [name for name in NAMES if name not in rows]:
        _refuse(
            path,
            f"no weight {', '.join(missing)}",
            f"Write [weight.{missing[0]}] with value, why and example.",
        )
    return Weights(**{name: float(row["value"]) for name, row in rows.items()})


def _check(path: str, name: str, row: object) -> None:
    """Raise RuleError for a weight whose keys, value, reason or example are wrong."""
    if not isinstance(row, Mapping):
        _refuse(path, f"weight {name} is no table", f"Write [weight.{name}] with value, why and example.")
    for key in row:
        if key not in _KEYS:
            _refuse(path, f"weight {name}: unknown key {key!r}", did_you_mean(key, _KEYS))
    value = row.get("value")
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= _MOST:
        _refuse(
            path,
            f"weight {name}: value is no number from 0 to {_MOST}",
            "Write value = 5.0; points are taken off, without a sign.",
        )
    if not row.get("why") or not row.get("example"):
        _refuse(
            path,
            f"weight {name}: why or example is missing",
            "Say why it is needed, and give a sentence that needs it.",
        )


def _refuse(path: str, problem: str, hint: str) -> NoReturn:
    """Raise the error of a file."""
    raise RuleError(problem, path=path, hint=hint)
