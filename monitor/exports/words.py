"""What all exports say of acts and cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

from monitor.model import Act, Cell, Row, Stage, show_date
from monitor.wording import ENGLISH, NO_TREATIES, Treaty, headline

# what commands a terminal, or turns the text after it around (docs/faults.md 163)
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
NO_URLS: Mapping[int, str] = MappingProxyType({})


def sentence(act: Act, treaties: Mapping[str, Treaty] = NO_TREATIES) -> str:
    """What the act is, in the words that messages have: "Hungary leaves the Rome Statute (ICC): decided"."""
    said = headline(ENGLISH, list(act.states), act.stage, act.kind, act.rows, treaties, act.lang_of)
    return UNSEEN.sub("\ufffd", said)


def standing(acts: Iterable[Act]) -> list[Act]:
    """The acts that people did not reject, by id."""
    return sorted((act for act in acts if not act.rejected), key=lambda act: act.id)


def shown(cell: Cell | None) -> str:
    """A cell's leading value, "" for an empty one."""
    return cell.value if cell else ""


def row_field(row: Row, field: str) -> str:
    """A field of a row as text: a cell's leading value, `kind` or `stage`; "" for an empty one."""
    match field:
        case "kind":
            return row.kind
        case "stage":
            return row.stage.value
        case _:
            return shown(row.cell(field))


def best_source(act: Act) -> str:
    """The publisher of the story that shows the act best; "" without one."""
    return act.best.source if act.best else ""


def show_treaty_date(cell: Cell | None) -> str:
    """A treaty date for readers: `20 Nov 1989`; a decade with the part that the sentence states:
    `Early 2000s (exact date not specified)`.
    """
    treaty_date = cell.treaty_date if cell else None
    if cell is None or treaty_date is None or not treaty_date.decade:
        return show_date(shown(cell))
    decade = str(treaty_date.with_part_from(cell.leading.proof))
    return f"{decade[:1].upper()}{decade[1:]} (exact date not specified)"


def show_end(stage: Stage, cell: Cell | None, today: date | None) -> str:
    """The stated end of an agreement, of an act at this stage: `27 Dec 2026 (to come)`.

    A date known less exactly has come when it may be `today`; None: nobody knows what is to come.
    """
    words, end = show_treaty_date(cell), cell.treaty_date if cell else None
    if end is None:
        return words
    if stage is Stage.REVERSED:
        return f"{words} (was to end)"
    if stage.rank < Stage.DECIDED.rank:
        return f"{words} (would end)"
    return f"{words} (to come)" if today and end.earliest > today else words


def timestamp(moment: datetime) -> str:
    """UTC, RFC 3339, to the second: `2026-11-20T08:00:00Z`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def maybe_timestamp(moment: datetime | None) -> str | None:
    """The same; None for None."""
    return timestamp(moment) if moment else None
