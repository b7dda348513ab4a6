"""What people decide about acts.

States are ISO 3166-1 alpha-2 codes or names of organisations; dates as `model.TreatyDate` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

KEPT = "no"  # value of a REJECT that takes an earlier one back


class Fix(StrEnum):
    """What a person did to an act."""

    EDIT = "edit"
    MERGE = "merge"
    SPLIT = "split"
    REJECT = "reject"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class RowRef:
    """A row as a person pointed at it: any of its entry, its name and its counterparties tells which one is
    meant later.
    """

    entry: str | None = None
    instrument: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What was done to an act, when and why. Acts are named by their stories at that moment, so that it
    survives later ones.

    EDIT sets `field` (one of `CELLS`, `others`, `entry`, `kind`, `actors` or `stage`) of `row` to `value`;
    codes are joined by spaces (those of a code are written _), and "" empties it. MERGE joins the acts that
    hold `stories`. SPLIT moves `stories` away from `apart`. REJECT strikes the act out; with the value "no"
    it takes that back. UNDO takes back the corrections whose ids are in `value`.

    `who` is the login name, which leaves the installation nowhere; `by` is the name given for the record, ""
    when none was. Corrections made by one command have one `command`, the id of the first of them (0 in those
    older than that number: each was a command).
    """

    id: int
    fix: Fix
    stories: tuple[str, ...]
    who: str
    at: datetime
    why: str
    apart: tuple[str, ...] = ()
    row: RowRef | None = None
    field: str = ""
    value: str = ""
    by: str = ""
    command: int = 0
