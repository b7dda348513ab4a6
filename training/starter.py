"""The stories of the starter register, made of its table of facts: `python -m training.starter` writes
`rules/starter.jsonl` from `rules/starter.toml`.

Each exit becomes a story in one form of plain English, which extraction reads as exactly its facts.
"""

from __future__ import annotations

import json
import tomllib
from calendar import month_name
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from monitor.model import TreatyDate
from monitor.names import country

RULES = Path(__file__).parent.parent / "rules"
TARGET = RULES / "starter.jsonl"
MARK = "Starter register: "  # stands before the source of each story
WITH_ARTICLE = {"US", "GB", "NL", "PH", "GM", "MV", "EU"}
BY_TREATY = {"icc": "Rome Statute"}  # bodies that states leave by the treaty of this name
SHORT = {"EU": "European Union", "TR": "Turkey", "KR": "South Korea", "KP": "North Korea"}


@dataclass(frozen=True, slots=True)
class PastExit:
    """One exit of the table. Dates are as exact as they are known; None: not known, or it did not happen."""

    actor: str
    entry: str
    source: str
    announced: TreatyDate | None = None
    notified: TreatyDate | None = None
    effective: TreatyDate | None = None
    reversed: TreatyDate | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        """Its id as a story: `starter-ottawa-lt-2025`."""
        first = self.announced or self.notified or self.effective or self.last
        return f"starter-{self.entry}-{self.actor.lower()}-{first.year}"

    @property
    def last(self) -> TreatyDate:
        """The date of the last thing that happened. Raises ValueError if no date is given."""
        dates = (self.reversed, self.effective, self.notified, self.announced)
        date = next((date for date in dates if date is not None), None)
        if date is None:
            raise ValueError(f"{self.actor}, {self.entry}: no date")
        return date


def past_exits(text: str) -> list[PastExit]:
    """The exits of the table. Raises ValueError, TypeError for what is no exit."""
    dates = ("announced", "notified", "effective", "reversed")
    return [
        PastExit(**{key: TreatyDate.parse(value) if key in dates else value for key, value in table.items()})
        for table in tomllib.loads(text)["exit"]
    ]


def stories(rules: Path = RULES) -> str:
    """The lines of the story file, oldest first: those of the table, and those that were written by hand."""
    gazetteer = tomllib.loads((rules / "gazetteer.toml").read_text(encoding="utf-8"))
    entries = {entry["id"]: entry for entry in gazetteer["entry"]}
    table = (rules / "starter.toml").read_text(encoding="utf-8")
    records = [record for past in past_exits(table) for record in _records(past, entries[past.entry])]
    records += tomllib.loads(table)["story"]
    records.sort(key=lambda record: (record["published"], record["id"]))
    repeated = [key for key, count in Counter(record["id"] for record in records).items() if count > 1]
    if repeated:
        raise ValueError(f"two exits with one id: {', '.join(repeated)}")
    return "".join(
        json.dumps({**record, "source": MARK + record["source"], "lang": "en"}, ensure_ascii=False) + "\n"
        for record in records
    )


def _records(past: PastExit, entry: dict[str, str]) -> list[dict[str, str]]:
    """The story of the exit, and of a reversed one another of that."""
    who = _name(past.actor)
    treaty = _treaty(entry)
    is_body = entry["kind"] == "organisation" and entry["id"] not in BY_TREATY
    role = "member of" if is_body else "party to"
    title, summary = _told(past, who, treaty, role)
    first = _record(past, past.key, title, summary, past.effective or past.notified or past.announced)
    if past.reversed is None:
        return [first]
    title = f"{who} withdraws its notification to withdraw from {treaty}"
    summary = f"{who} withdrew its notice to leave {treaty} {_when(past.reversed)}."
    return [first, _record(past, f"{past.key}-reversed", title, summary, past.reversed)]


def _record(past: PastExit, key: str, title: str, summary: str, at: TreatyDate | None) -> dict[str, str]:
    return {
        "id": key,
        "title": _upper(title),
        "summary": _upper(f"{summary} {past.reason}".strip()),
        "published": str(at or past.last),
        "source": past.source,
    }


def _told(past: PastExit, who: str, treaty: str, role: str) -> tuple[str, str]:
    """Title and text of the exit itself."""
    noticed = _noticed(past, who, treaty)
    if past.effective:
        return (
            f"{who} is no longer a {role} {treaty}",
            f"{noticed} The withdrawal took effect {_when(past.effective)}.",
        )
    if past.notified:
        return f"{who} withdraws from {treaty}", noticed
    return f"{who} announces its withdrawal from {treaty}", noticed


def _noticed(past: PastExit, who: str, treaty: str) -> str:
    if past.notified:
        return f"{who} submitted a notice of withdrawal from {treaty} {_when(past.notified)}."
    if past.announced:
        return f"{who} announced its withdrawal from {treaty} {_when(past.announced)}."
    return f"{who} withdrew from {treaty}."


def _name(code: str) -> str:
    name = SHORT.get(code) or country(code)
    return f"the {name}" if code in WITH_ARTICLE else name


def _treaty(entry: dict[str, str]) -> str:
    name = BY_TREATY.get(entry["id"]) or entry["name"].split(" (")[0]
    plain = len(name.split()) == 1 or entry["id"] in ("korea-cma", "unasur", "coe")
    return name if plain and entry["id"] != "coe" else f"the {name}"


def _when(date: TreatyDate) -> str:
    if date.month is None:
        return f"in {date.year}"
    month = month_name[date.month]
    return f"in {month} {date.year}" if date.day is None else f"on {date.day} {month} {date.year}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


if __name__ == "__main__":
    TARGET.write_text(stories(), encoding="utf-8")
    print(f"{TARGET.name}: {stories().count(chr(10))} stories")
