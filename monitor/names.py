"""Codes and treaty dates as words for readers: what messages, lists and exports share. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?", re.ASCII)


@lru_cache(maxsize=1)
def _territories() -> dict[str, str]:
    return dict(Locale("en").territories)


def country(code: str) -> str:
    """The English name of a state (ISO 3166-1 alpha-2; the name is CLDR's); an organisation's name as it is."""
    return _territories().get(code, code) if len(code) == 2 else code


def treaty_date(value: str) -> str:
    """A date as `model.Precision` writes it, for readers: `20 Nov 1989`, `Dec 2025`, `2000`, `2000s`. Any other text stays as it is."""
    if not (found := _DATE.fullmatch(value)):
        return value
    year, month, day = found.groups()
    return " ".join([*([str(int(day))] if day else []), MONTHS[int(month) - 1], year])
