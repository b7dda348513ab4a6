"""One line of the report of `treaty-monitor doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "missing", "bad"]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report.

    `state`: `ok`, `warning`, `missing` (works without, but not for real use) or `bad` (does not work).
    """

    name: str
    state: State
    text: str
    hint: str = ""
