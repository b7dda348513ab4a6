"""What has happened to an entry of the register: what came in, and what people corrected. Never who."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from monitor.corrections import KEPT, Correction, Fix, RowRef, concerns, undone
from monitor.digest import short
from monitor.model import CELLS, Act, Alert, Reason, Stage, TreatyDate
from monitor.public.act_table import value_words
from monitor.wording import Language, Treaty, party_name

WHY_COLUMNS = 300


class Change(NamedTuple):
    """A version of an entry: its number from 1, the day, what changed and why. `is_correction`: by people."""

    number: int
    day: str
    iso: str
    what: str
    why: str = ""
    is_correction: bool = False
    is_undone: bool = False


def changes(
    act: Act,
    alerts: Iterable[Alert],
    corrections: Sequence[Correction],
    treaties: Mapping[str, Treaty],
    say: Language,
) -> tuple[Change, ...]:
    """The versions of an act in order of time. `corrections`: those of the whole register."""
    taken_back = undone(corrections)
    own = [correction for correction in corrections if concerns(act, correction)]
    words = _Words(treaties, say)
    told = [(alert.at, alert.id, words.of_alert(alert), "", False, False) for alert in alerts]
    if not told:
        first = act.history[0].stage if act.history else act.stage
        told = [(act.opened_at, 0, words.recorded(first), "", False, False)]
    fixed = [
        (
            correction.at,
            correction.id,
            words.of_correction(correction, act),
            short(correction.why, WHY_COLUMNS),
            True,
            correction.id in taken_back,
        )
        for correction in own
    ]
    in_order = sorted([*told, *fixed], key=lambda change: change[:2])
    return tuple(
        Change(number, _day(at, say), at.astimezone(UTC).date().isoformat(), what, why, is_fix, is_undone)
        for number, (at, _, what, why, is_fix, is_undone) in enumerate(in_order, 1)
    )


def _day(at: datetime, say: Language) -> str:
    return say.date(TreatyDate.of_day(at.astimezone(UTC).date()))


class _Words:
    """Writes changes in the reader's language."""

    def __init__(self, treaties: Mapping[str, Treaty], say: Language) -> None:
        self._treaties = treaties
        self._say = say

    def of_alert(self, alert: Alert) -> str:
        """What a story brought: "Recorded: threatened"."""
        if alert.reason is Reason.NEW:
            return self.recorded(alert.stage)
        return self._say(f"web.change.{alert.reason.value}", stage=self._say(f"stage.{alert.stage.value}"))

    def recorded(self, stage: Stage) -> str:
        """That an act was recorded of which nobody was told."""
        return self._say("web.change.new", stage=self._say(f"stage.{stage.value}"))

    def of_correction(self, correction: Correction, act: Act) -> str:
        """What people changed: "Signed (Grazing Treaty) set to 1989"."""
        match correction.fix:
            case Fix.EDIT:
                return self._edit(correction)
            case Fix.MERGE:
                return self._say("web.fix.merge")
            case Fix.SPLIT:
                moved = set(correction.stories)
                key = "web.fix.split.off" if moved.intersection(act.stories) else "web.fix.split"
                return self._say.count(key, len(moved))
            case Fix.REJECT:
                return self._say("web.fix.kept" if correction.value == KEPT else "web.fix.reject")
            case Fix.UNDO:
                return self._say.count("web.fix.undo", len(correction.value.split()))

    def _edit(self, correction: Correction) -> str:
        head = self._head(correction.field)
        if of := self._row(correction.row):
            head = self._say("short", name=head, short=of)
        if not correction.value:
            return self._say("web.fix.emptied", what=head)
        return self._say("web.fix.set", what=head, value=self._value(correction))

    def _head(self, field: str) -> str:
        return self._say(f"web.cell.{field}")

    def _row(self, row: RowRef | None) -> str:
        """Which agreement, in few words; "" for all of an act."""
        if row is None:
            return ""
        known = self._treaties.get(row.entry or "")
        return short(row.instrument or (known.name if known else "") or self._names(row.others), 90)

    def _value(self, correction: Correction) -> str:
        value, say = correction.value, self._say
        match correction.field:
            case "actors" | "others":
                return self._names([code.replace("_", " ") for code in value.split()])
            case "stage":
                return say(f"stage.{value}") if value in list(Stage) else value
            case "entry":
                return self._treaties[value].name if value in self._treaties else short(value, 90)
            case field if field in CELLS:
                return short(value_words(field, value, say), 240)
            case _:
                return short(value, 90)

    def _names(self, codes: Sequence[str]) -> str:
        names = (party_name(code, "name", self._say, self._treaties) for code in codes)
        return short(", ".join(names), 240)
