"""The steps that lead a database of any earlier version to the schema of today, in order.

A step that is released is never changed: a new one is added at the end, and `schema.TODAY` shows the result.
Steps are in modules by age. The connection applies all that are pending in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.store import searching
from monitor.store.migrations import delivery, dossiers, first, messages, polling, readings, register, web
from monitor.store.sqlite import sqlite3

if TYPE_CHECKING:
    from sqlite_utils import Database

SET = "treaty-monitor"  # of steps, in the table of sqlite-utils


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema, by its name in the database."""

    name: str
    function: Callable[[Database], None]


class Migrations:
    """The steps in order. sqlite-utils applies them; it is imported when one is pending, because that costs
    more than most commands do.
    """

    def __init__(self, steps: list[Migration]) -> None:
        self.steps = steps

    def __call__(self, *, name: str) -> Callable[[Callable[[Database], None]], Callable[[Database], None]]:
        """A decorator that adds the next step."""

        def add(function: Callable[[Database], None]) -> Callable[[Database], None]:
            self.steps.append(Migration(name, function))
            return function

        return add

    def applied(self, connection: sqlite3.Connection) -> set[str]:
        """The names of the steps that this database has seen, also those that are unknown here."""
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'").fetchone():
            return set()
        rows = connection.execute(
            "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (SET,)
        ).fetchall()
        return {row[0] for row in rows}

    def pending(self, connection: sqlite3.Connection) -> list[Migration]:
        """The steps that this database has not seen."""
        applied = self.applied(connection)
        return [step for step in self.steps if step.name not in applied]

    def apply(self, connection: sqlite3.Connection) -> None:
        """Applies the pending steps; the caller holds the transaction."""
        import sqlite_utils

        applier = sqlite_utils.Migrations(SET)
        for step in self.steps:
            applier(name=step.name)(step.function)
        applier.apply(sqlite_utils.Database(connection))


def _step(name: str, statements: tuple[str, ...]) -> Migration:
    """A step that executes these statements."""

    def execute(db: Database) -> None:
        searching.add_functions(db.conn)
        for statement in statements:
            db.conn.execute(statement)

    return Migration(name, execute)


STEPS = Migrations(
    [
        _step("0001_first", first.FIRST_RELEASE),
        _step("0002_register", register.REGISTER),
        _step("0003_pages_and_threads", register.PAGES_AND_THREADS),
        _step("0004_sources_by_time", register.SOURCES_BY_TIME),
        _step("0005_told_and_undone", messages.TOLD_AND_UNDONE),
        _step("0006_parts_of_a_message", messages.PARTS_OF_A_MESSAGE),
        _step("0007_words_and_guids", messages.WORDS_AND_GUIDS),
        _step("0008_live_destinations", messages.LIVE_DESTINATIONS),
        _step("0009_possible_exits", readings.POSSIBLE_EXITS),
        _step("0010_possible_for_those_who_ask", readings.POSSIBLE_FOR_THOSE_WHO_ASK),
        _step("0011_readings", readings.READINGS),
        _step("0012_several_acts_a_story", readings.SEVERAL_ACTS_A_STORY),
        _step("0013_edits_as_values", readings.EDITS_AS_VALUES),
        _step("0014_what_and_when", delivery.WHAT_AND_WHEN),
        _step("0015_dead_letters", delivery.DEAD_LETTERS),
        _step("0016_withheld_by_evidence", delivery.WITHHELD_BY_EVIDENCE),
        _step("0017_last_delivered", delivery.LAST_DELIVERED),
        _step("0018_notices_and_days", dossiers.NOTICES_AND_DAYS),
        _step("0019_principled_exits", dossiers.PRINCIPLED_EXITS),
        _step("0020_sign_ups", web.SIGN_UPS),
        _step("0021_api_tokens", web.API_TOKENS),
        _step("0022_operators", web.OPERATORS),
        _step("0023_invitations", web.INVITATIONS),
        _step("0024_links_of_readers", web.LINKS_OF_READERS),
        _step("0025_polling", polling.POLLING),
        _step("0026_websub", polling.WEBSUB),
        _step("0027_past_polls", polling.PAST_POLLS),
    ]
)
