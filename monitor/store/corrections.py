"""What people decide about the register: acts found by the names that people use, and several corrections in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Alert
from monitor.register import Change, Correction
from monitor.store import register_writes
from monitor.store.register import Register


class Corrections(Register):
    """The part of the store that people's corrections go through."""

    def act_number(self, name: str) -> int | None:
        """The act of this id or short reference (`12`, `#K7QM`, `k7qm`), merged and withdrawn ones too; None for no act.

        A reference may be all digits: after a # it is one, else the id comes first.
        """
        plain = name.strip()
        found = self.rows(
            "SELECT id, ref = :ref AS named FROM act WHERE ref = :ref OR CAST(id AS TEXT) = :ref", {"ref": plain.lstrip("#").upper()}
        )
        best = sorted(found, key=lambda row: bool(row["named"]) != plain.startswith("#"))
        return int(best[0]["id"]) if best else None

    def correct(self, revision: int, changes: Sequence[Change], corrections: Sequence[Correction], *, now: datetime) -> list[Alert] | None:
        """Write what a person decided, the acts that change by it, and the alerts that are owed; one transaction, as `replace_block`.

        `corrections` get the ids they have. None, and nothing is written, when the register moved since `revision`.
        """
        with self.write() as db:
            if self._revision(db) != revision:
                return None
            for one in corrections:
                register_writes.correct(db, one)
            numbers = [register_writes.apply(db, change, now) for change in changes]
            for number, change in zip(numbers, changes, strict=True):
                if change.into is not None:
                    db.execute("UPDATE act_state SET into_act = ? WHERE act = ?", (numbers[change.into], number))
            owed = [(number, change) for number, change in zip(numbers, changes, strict=True) if change.alert]
            alerts = [register_writes.owe(db, number, change, None, now, history=False) for number, change in owed]
            db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'register'")
            self.trace("before_commit_correct")
        self.trace("after_commit_correct")
        return alerts
