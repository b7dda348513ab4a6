"""What people decide about acts, and what it makes of them. Pure.

Correction              an edit, a merge, a split, a rejection, or the undoing of such
constraints()           which stories people joined or parted: what the register gathers acts by
corrected()             acts after edits and rejections
"""

from __future__ import annotations

from monitor.corrections.constraints import Constraints, Side, by_time, constraints, undone
from monitor.corrections.edits import concerns, corrected
from monitor.corrections.rows import points, row_ref, shares_agreement
from monitor.corrections.values import KEPT, Correction, Fix, RowRef
from monitor.corrections.words import describe

__all__ = [
    "KEPT", "Constraints", "Correction", "Fix", "RowRef", "Side", "by_time", "concerns", "constraints",
    "corrected", "describe", "points", "row_ref", "shares_agreement", "undone",
]  # fmt: skip
