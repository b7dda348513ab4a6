"""Text for readers: plain text, cut to a width at a word, in segments with marked words; times in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from monitor.model import Span
from monitor.quote import JOINERS, column, fits, pieces
from monitor.wording import ENGLISH, Language

_SPACE = re.compile(r"\s+")


class Segment(NamedTuple):
    """A piece of a title, an excerpt or a sentence.

    `marked` is True for words that made a rule match, or that state a value.
    """

    text: str
    marked: bool = False


def plain(text: str) -> str:
    """One line without control, surrogate, private or unassigned characters, bidi controls and line
    separators.
    """
    if not text.isprintable():
        text = text.translate(_SHOWN)
    return _SPACE.sub(" ", text)


class _Shown(dict[int, str]):
    """What is shown of each character, for `str.translate`; filled as characters come up."""

    def __missing__(self, code: int) -> str:
        ch = chr(code)
        is_shown = ch in JOINERS or unicodedata.category(ch) not in _NOT_SHOWN
        shown = ch if is_shown else " " if ch.isspace() else ""
        if len(self) < _MOST_KEPT:
            self[code] = shown
        return shown


_NOT_SHOWN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))  # general categories
_MOST_KEPT = 4096  # characters
_SHOWN = _Shown()


def cut(text: str, width: int) -> str:
    """At most `width` columns, cut at a word where there is one, and then ending in an ellipsis."""
    if fits(text, width):
        return text
    return text[: _end(text, 0, width - 1)].rstrip(" ,;:.-–—") + "…"


def short(text: str, width: int) -> str:
    """Plain text of at most `width` columns."""
    return cut(plain(text).strip(), width)


def _end(text: str, start: int, width: int) -> int:
    """Where to stop so that `text[start:end]` takes at most `width` columns and splits no word or cluster."""
    end = min(start + width, len(text))
    if not text[start:end].isascii():
        used = 0
        for end in range(start, min(len(text), start + 2 * width) + 1):
            if end == len(text) or (used := used + column(text[end])) > width:
                break
    if end == len(text) or text[end] == " ":
        return end
    space = text.rfind(" ", start, end)
    if space > start + (end - start) // 2:
        return space
    while end > start + 1 and (column(text[end]) == 0 or text[end - 1] in JOINERS):
        end -= 1
    return end


def spans_of(text: str, field: str, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """The spans of one field: inside the text, in order, joined where they overlap or only white space parts
    them.
    """
    joined: list[tuple[int, int]] = []
    inside = ((max(span.start, 0), min(span.end, len(text))) for span in spans if span.field == field)
    for start, end in sorted(pair for pair in inside if pair[0] < pair[1]):
        if joined and (start <= joined[-1][1] or text[joined[-1][1] : start].isspace()):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def mark(
    text: str, spans: Sequence[tuple[int, int]], width: int, *, around: bool = False
) -> tuple[Segment, ...]:
    """`text` in segments, at most `width` columns.

    With `around`, the piece shown begins near the first marked words.
    """
    start = 0
    if around and spans and not fits(text, width) and spans[0][0] > width // 2:
        start = _begin(text, spans[0][0], width // 4)
    end = len(text)
    if not fits(text[start:], width):
        end = _end(text, start, width - 2)
    pieces = [Segment("… ")] if start else []
    at = start
    for first, last in spans:
        if last <= at or first >= end:
            continue
        pieces += [Segment(text[at : max(first, at)]), Segment(text[max(first, at) : min(last, end)], True)]
        at = min(last, end)
    pieces += [Segment(text[at:end]), Segment(" …" if end < len(text) else "")]
    return tidy(pieces)


def _begin(text: str, mark_at: int, back: int) -> int:
    """A word's start some `back` characters before the marked words: a sentence's, when one is near."""
    low = max(mark_at - 2 * back, 0)
    sentence = max(text.rfind(stop, low, mark_at) for stop in (". ", "! ", "? ", "। ", "؟ "))
    if sentence >= 0:
        return sentence + 2
    space = text.rfind(" ", 0, max(mark_at - back, 0))
    return space + 1 if space >= low else mark_at


def quoted(text: str, spans: Sequence[tuple[int, int]], width: int) -> tuple[Segment, ...]:
    """A sentence in segments, in about `width` columns, cut around the marked words: all of them are shown
    (`quote.pieces`).
    """
    shown: list[Segment] = []
    at = 0
    for start, end in pieces(text, spans, width):
        if text[at:start].strip():
            shown.append(Segment(" … "))
        at = start
        for first, last in spans:
            first, last = max(first, at), min(last, end)
            if first < last:
                shown += [Segment(text[at:first]), Segment(text[first:last], True)]
                at = last
        shown.append(Segment(text[at:end]))
        at = end
    shown.append(Segment(" …" if text[at:].strip() else ""))
    return tidy(shown)


def tidy(pieces: Iterable[Segment]) -> tuple[Segment, ...]:
    """Plain text in every piece, no empty piece, no white space at the ends and never two spaces."""
    kept: list[Segment] = []
    for piece in pieces:
        text = plain(piece.text)
        if not kept or kept[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if text:
            kept.append(Segment(text, piece.marked))
    while kept and not kept[-1].text.strip(" "):
        kept.pop()
    if kept:
        kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip(" "))
    return tuple(kept)


def direction(text: str) -> str:
    """ "rtl" when the first strong character is Hebrew, Arabic or the like (UAX #9, P2)."""
    for ch in text:
        if (bidi := unicodedata.bidirectional(ch)) in ("L", "R", "AL"):
            return "ltr" if bidi == "L" else "rtl"
    return "ltr"


def day(at: datetime, zone: str, *, now: datetime | None = None, say: Language = ENGLISH) -> str:
    """ "Mon 23 Nov", in `zone` (IANA name); with the year when it is not that of `now`."""
    here = at.astimezone(ZoneInfo(zone))
    year = "" if now is None or here.year == now.astimezone(ZoneInfo(zone)).year else f" {here.year}"
    return f"{say.short_weekdays[here.weekday()]} {say.day(here.month, here.day)}{year}"


def clock(at: datetime, zone: str, *, now: datetime, say: Language = ENGLISH) -> str:
    """ "Mon 23 Nov, 07:12 CET": in `zone`, with the year when it is not this one's."""
    here = at.astimezone(ZoneInfo(zone))
    name = here.tzname() or zone
    zone_name = name if name[0].isalpha() else f"UTC{name}"
    return say("clock", day=day(at, zone, now=now, say=say), time=f"{here:%H:%M}", zone=zone_name)
