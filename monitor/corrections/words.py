"""What a correction did, in words."""

from __future__ import annotations

from monitor.corrections.values import KEPT, Correction, Fix, RowRef


def describe(correction: Correction) -> str:
    """What a correction did: `set ended of the Grazing Treaty to 2026-03`, `merged acts, 4 stories`."""
    match correction.fix:
        case Fix.EDIT:
            cell = f"{correction.field}{_of_row(correction.row)}"
            return f"set {cell} to {correction.value}" if correction.value else f"emptied {cell}"
        case Fix.MERGE:
            return f"merged acts, {len(correction.stories)} stories"
        case Fix.SPLIT:
            moved, others = len(correction.stories), len(correction.apart)
            return f"parted {moved} of {moved + others} stories from the others"
        case Fix.REJECT:
            return "took the rejection back" if correction.value == KEPT else "rejected the act"
        case Fix.UNDO:
            return f"took back correction {' and '.join(correction.value.split())}"


def _of_row(row: RowRef | None) -> str:
    if row is None:
        return ""
    return f" of {row.instrument or row.entry or ' '.join(row.others) or 'the agreement'}"
