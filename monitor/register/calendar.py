"""Dates of effect as a calendar (RFC 5545): one all-day event a row that has an end date, as long as the date
is uncertain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from urllib.parse import quote

from monitor.model import Row, Stage
from monitor.register.listed import UNSEEN, Listed, parties, standing
from monitor.wording import ENGLISH, NO_TREATIES, Treaty, headline

PRODUCT = "-//Treaty Monitor//Register//EN"
OCTETS = 75  # RFC 5545, 3.1
_URI = "%/:?#[]@!$&'()*+,;=-._~"  # RFC 3986, 2: reserved, unreserved, and what is escaped already
_UNCERTAIN = {3: "decade", 4: "year", 7: "month"}


def ics(
    acts: Sequence[Listed],
    treaties: Mapping[str, Treaty] = NO_TREATIES,
    *,
    host: str = "treaty-monitor.invalid",
) -> str:
    """The calendar. `host` makes the UIDs this installation's own; they stay the same when dates change.

    Lines end with CRLF.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Treaty exits",
    ]
    for act in standing(acts):
        for number, row in act.rows():
            if row.ended is not None:
                lines += _event(act, number, row, treaties, host)
    lines.append("END:VCALENDAR")
    return "".join(fold(line) for line in lines)


def _event(act: Listed, number: str, row: Row, treaties: Mapping[str, Treaty], host: str) -> list[str]:
    assert row.ended is not None
    first, after = span(row.ended.value)
    stage = act.entry.stage if act.entry.stage is Stage.REVERSED else row.stage
    known = _UNCERTAIN.get(3 if row.ended.value.endswith("s") else len(row.ended.value))
    actors, rows = parties(act.entry.actors), [replace(row, stage=stage)]
    said = headline(ENGLISH, actors, stage, act.entry.kind, rows, treaties, act.lang_of, how=False)
    summary = f"{said} (only the {known} is known)" if known else said
    grade = ENGLISH(f"grade.{act.entry.grade.value}")
    source = f"{act.best.source} ({grade})" if act.best and act.best.source else grade
    proof = f"{stage.value}, #{act.ref}: {row.ended.leading.proof}\n{source}"
    return [
        "BEGIN:VEVENT",
        f"UID:act-{act.id}-row-{number}@{host}",
        f"DTSTAMP:{act.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{escaped(summary)}",
        f"DESCRIPTION:{escaped(proof)}",
        *([f"URL:{address}"] if (address := _uri(act.url)) else []),
        f"CATEGORIES:{escaped(stage.value)}",
        f"STATUS:{_status(stage, known)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _uri(url: str | None) -> str:
    """An address as a URI value (RFC 5545, 3.3.13), "" for anything but http and https."""
    text = quote(url or "", safe=_URI, errors="replace")
    return text if text.startswith(("http://", "https://")) else ""


def _status(stage: Stage, uncertain: str | None) -> str:
    if stage is Stage.REVERSED:
        return "CANCELLED"
    return "TENTATIVE" if uncertain or stage.rank < Stage.DECIDED.rank else "CONFIRMED"


def span(value: str) -> tuple[date, date]:
    """First day of a treaty date, and the day after its last: DTEND is exclusive (RFC 5545, 3.6.1)."""
    if value.endswith("s"):
        start = int(value[:4])
        return date(start, 1, 1), date(start + 10, 1, 1)
    numbers = [int(part) for part in value.split("-")]
    year, month, day = (*numbers, 1, 1)[:3]
    first = date(year, month, day)
    if len(numbers) == 1:
        return first, date(first.year + 1, 1, 1)
    if len(numbers) == 2:
        return first, (first + timedelta(days=31)).replace(day=1)
    return first, first + timedelta(days=1)


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    line = "\n".join(text.splitlines())
    for plain, code in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        line = line.replace(plain, code)
    return UNSEEN.sub("", line)


def fold(line: str) -> str:
    """A content line in pieces of at most 75 octets, none of which cuts a character (RFC 5545, 3.1)."""
    pieces, piece, room = [], "", OCTETS
    for letter in line:
        size = len(letter.encode("utf-8", "replace"))
        if size > room:
            pieces.append(piece)
            piece, room = "", OCTETS - 1
        piece += letter
        room -= size
    return "\r\n ".join([*pieces, piece]) + "\r\n"
