"""Dates of effect as a calendar (RFC 5545): one all-day event a row that has an end date, as long as the date
is uncertain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, timedelta
from urllib.parse import quote

from monitor.exports.words import NO_URLS, UNSEEN, best_source, standing
from monitor.model import Act, Row, Stage
from monitor.wording import ENGLISH, NO_TREATIES, Treaty, headline

PRODUCT = "-//Treaty Monitor//Register//EN"
OCTETS = 75  # RFC 5545, 3.1
_URI = "%/:?#[]@!$&'()*+,;=-._~"  # RFC 3986, 2: reserved, unreserved, and what is escaped already


def calendar(
    acts: Iterable[Act],
    treaties: Mapping[str, Treaty] = NO_TREATIES,
    *,
    urls: Mapping[int, str] = NO_URLS,
    host: str = "treaty-monitor.invalid",
) -> str:
    """The calendar; its lines end with CRLF. `urls`: by act, the address of its best story.

    `host` makes the UIDs this installation's own; they stay the same when dates change.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Treaty exits",
    ]
    for act in standing(acts):
        for number, row in act.by_number:
            lines += _event(act, number, row, treaties, urls.get(act.id), host)
    lines.append("END:VCALENDAR")
    return "".join(fold(line) for line in lines)


def _event(
    act: Act, number: str, row: Row, treaties: Mapping[str, Treaty], url: str | None, host: str
) -> list[str]:
    """The event of a row; nothing for a row without an end date."""
    if row.ended is None or row.ended.treaty_date is None:
        return []
    end = row.ended.treaty_date
    stage = act.stage if act.stage is Stage.REVERSED else row.stage
    known = "" if end.exact_day else end.precision.value
    actors, rows = list(act.states), [replace(row, stage=stage)]
    said = headline(ENGLISH, actors, stage, act.kind, rows, treaties, act.lang_of, how=False)
    summary = f"{said} (only the {known} is known)" if known else said
    grade = ENGLISH(f"grade.{act.grade.value}")
    source = f"{best_source(act)} ({grade})" if best_source(act) else grade
    proof = f"{stage.value}, #{act.ref}: {row.ended.leading.proof}\n{source}"
    return [
        "BEGIN:VEVENT",
        f"UID:act-{act.id}-row-{number}@{host}",
        f"DTSTAMP:{act.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{end.earliest:%Y%m%d}",
        # the day after the last: DTEND is exclusive (RFC 5545, 3.6.1)
        *([f"DTEND;VALUE=DATE:{end.latest + timedelta(days=1):%Y%m%d}"] if end.latest < date.max else []),
        f"SUMMARY:{escaped(summary)}",
        f"DESCRIPTION:{escaped(proof)}",
        *([f"URL:{address}"] if (address := _uri(url)) else []),
        f"CATEGORIES:{escaped(stage.value)}",
        f"STATUS:{_status(stage, known)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _uri(url: str | None) -> str:
    """An address as a URI value (RFC 5545, 3.3.13), "" for anything but http and https."""
    text = quote(url or "", safe=_URI, errors="replace")
    return text if text.startswith(("http://", "https://")) else ""


def _status(stage: Stage, uncertain: str) -> str:
    if stage is Stage.REVERSED:
        return "CANCELLED"
    return "TENTATIVE" if uncertain or stage.rank < Stage.DECIDED.rank else "CONFIRMED"


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
