"""Single values of the files of dossiers. Raises RuleError with the place of a value that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from monitor.dossiers.values import Period, Windows, YearDay
from monitor.model import TreatyDate
from monitor.query import did_you_mean
from monitor.rules.gazetteer import GazetteerRow
from monitor.rules.locate import Path
from monitor.rules.strict import StrictFile

_WINDOWS = ("first", "every", "open")
_CODE = re.compile(r"[A-Z][A-Za-z-]{1,15}", re.ASCII)
_YEAR_DAY = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
Table = dict[str, Any]


class FileValues(StrictFile):
    """Reads values of one file; `rows`: the gazetteer by id."""

    def __init__(self, path: str, text: str, rows: Mapping[str, GazetteerRow]) -> None:
        super().__init__(path, text)
        self.rows = rows

    def gazetteer_row(self, place: Path, table: Table, key: str) -> GazetteerRow:
        """The gazetteer's entry or kind that is named under a key."""
        value = self.needed(place, table, key)
        if value not in self.rows:
            self.refuse_value(
                (*place, key), f"the gazetteer has no {value!r}", did_you_mean(value, list(self.rows))
            )
        return self.rows[value]

    def entries(self, place: Path, table: Table, key: str) -> tuple[str, ...]:
        """The ids of entries under a key; () without it."""
        if key not in table:
            return ()
        ids = self.texts((*place, key), table[key])
        for value in ids:
            if value not in self.rows:
                self.refuse_value(
                    (*place, key), f"the gazetteer has no {value!r}", did_you_mean(value, list(self.rows))
                )
        return ids

    def needed(self, place: Path, table: Table, key: str) -> str:
        """The text under a key that must be there."""
        value = self.text(place, table, key)
        if not value.strip():
            self.refuse_key(place, f"{key} is missing", f"Write {key} = ...")
        return value

    def optional_choice(self, place: Path, table: Table, key: str, kind: Any, default: Any) -> Any:
        """The word of an enumeration under a key; `default` without it."""
        return self.choice(place, table, key, kind) if key in table else default

    def flag(self, place: Path, table: Table, key: str) -> bool:
        """True or false; false without the key."""
        value = table.get(key, False)
        if not isinstance(value, bool):
            self.refuse_value((*place, key), f"{key} is neither true nor false")
        return value

    def number(self, place: Path, table: Table, key: str) -> int:
        """A number from 0 to 999; 0 without the key."""
        value = table.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 999:
            self.refuse_value((*place, key), f"{key} is no number from 1 to 999")
        return value

    def treaty_date(self, place: Path, table: Table, key: str) -> TreatyDate | None:
        """A day, month or year; None without the key."""
        if key not in table:
            return None
        text = self.text(place, table, key)
        try:
            return TreatyDate.parse(text)
        except ValueError as error:
            self.refuse_value((*place, key), str(error))

    def period(self, place: Path, table: Table, key: str) -> Period | None:
        """A length of time; None without the key."""
        return self.needed_period(place, table, key) if key in table else None

    def needed_period(self, place: Path, table: Table, key: str) -> Period:
        """A length of time that must be there."""
        text = self.needed(place, table, key)
        try:
            return Period.parse(text)
        except ValueError as error:
            self.refuse_value((*place, key), str(error))

    def year_day(self, place: Path, table: Table, key: str) -> YearDay | None:
        """A day of every year, as `06-30`; None without the key."""
        if key not in table:
            return None
        match = _YEAR_DAY.fullmatch(self.text(place, table, key))
        try:
            month, day = (int(match[1]), int(match[2])) if match else (0, 0)
            date(2001, month, day)  # not 29 February: every year has the day
        except ValueError:
            self.refuse_value((*place, key), f"{key} is no day of every year", f'Write {key} = "06-30".')
        return YearDay(month, day)

    def codes(self, place: Path, table: Table, key: str) -> tuple[str, ...]:
        """Codes of states or bodies: one, a list, or () without the key."""
        value = table.get(key, [])
        codes = [value] if isinstance(value, str) else list(self.texts((*place, key), value)) if value else []
        for code in codes:
            if not _CODE.fullmatch(code):
                self.refuse_value(
                    (*place, key), f"{code!r} is no code of a state or body", "Write US, UN or COE."
                )
        return tuple(codes)

    def matching(self, place: Path, table: Table, key: str, form: re.Pattern[str], example: str) -> str:
        """A text of this form, or ""."""
        value = self.text(place, table, key)
        if value and not form.fullmatch(value):
            self.refuse_value((*place, key), f"{value!r} is no {key}", f'Write {key} = "{example}".')
        return value

    def joined(self, place: Path, table: Table) -> dict[str, tuple[date, ...]]:
        """Days of entry into force, by the code of the state, in order of time."""
        joined = {}
        for code, value in self.inline(place, table, "joined").items():
            texts = value if isinstance(value, list) else [value]
            try:
                joined[code] = tuple(sorted(date.fromisoformat(str(text)) for text in texts))
            except ValueError:
                self.refuse_value(
                    (*place, "joined"),
                    f"{value!r} is no day",
                    'Write joined = { US = "2021-02-19" }, or a list of days for a state that came back.',
                )
        return joined

    def windows(self, place: Path, table: Table) -> Windows | None:
        """The windows in which notice may be given; None without them."""
        if "windows" not in table:
            return None
        windows = self.inline(place, table, "windows")
        self.known((*place, "windows"), windows, _WINDOWS)
        first, every, opened = (self.needed_period((*place, "windows"), windows, key) for key in _WINDOWS)
        if every == Period():
            self.refuse_value(
                (*place, "windows"), "windows come again after no time", 'Write every = "P10Y".'
            )
        return Windows(first, every, opened)

    def inline(self, place: Path, table: Table, key: str) -> Table:
        """An inline table; empty without the key."""
        value = table.get(key, {})
        if not isinstance(value, dict):
            self.refuse_value((*place, key), f"{key} is no table", f"Write {key} = {{ ... }}.")
        return value
