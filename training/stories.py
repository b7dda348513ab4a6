"""Labelled stories as they are written: training/labelled/LANG.jsonl, a JSON object a line, read strictly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from monitor.errors import RuleError

# as they are written, and as the judge calls them
LABELS = {
    "done": "act",
    "threat": "threat",
    "after": "aftermath",
    "no": "none",
}
# that every story has; an agreement is named where a story is of one
KEYS = (
    "id",
    "lang",
    "label",
    "title",
    "summary",
)


def read_own(path: Path) -> list[dict[str, str]]:
    """The stories of a file that is named after their language.

    Raises RuleError with the line of what is wrong.
    """
    rows: list[dict[str, str]] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        row = _row(path, number, line)
        if row["id"] in seen:
            _refuse(
                path,
                number,
                f"the id {row['id']!r} stands on line {seen[row['id']]} too",
                "Give each story an id of its own.",
            )
        seen[row["id"]] = number
        rows.append(row)
    return rows


def _row(path: Path, number: int, line: str) -> dict[str, str]:
    try:
        row = json.loads(line)
    except ValueError as error:
        _refuse(
            path,
            number,
            f"this is no JSON: {error}",
            "Write one object a line, as the files of other languages do.",
        )
    if not isinstance(row, dict):
        _refuse(
            path,
            number,
            "this is no JSON object",
            "Write one object a line, as the files of other languages do.",
        )
    _check(path, number, row)
    return row


def _check(path: Path, number: int, row: Mapping[str, object]) -> None:
    for key in KEYS:
        value = row.get(key)
        if not isinstance(value, str) or (not value.strip() and key != "summary"):
            _refuse(
                path,
                number,
                f"{key!r} is missing",
                f'Write "{key}": "...". Every story has {", ".join(KEYS)}.',
            )
    if row["label"] not in LABELS:
        _refuse(path, number, f"unknown label {row['label']!r}", f"One of {', '.join(LABELS)}.")
    if row["lang"] != path.stem:
        _refuse(
            path,
            number,
            f"the language is {row['lang']!r} in a file of {path.stem}",
            f'Write "lang": "{path.stem}".',
        )
    if not (row.get("agreement") or row.get("instrument")) and row["label"] != "no":
        hint = (
            "Write its plain English name: stories of one agreement are learnt or measured together. "
            "Only a story labelled no has none."
        )
        _refuse(path, number, "no agreement is named", hint)


def _refuse(path: Path, number: int, problem: str, hint: str) -> NoReturn:
    raise RuleError(problem, path=str(path), line=number, hint=hint) from None
