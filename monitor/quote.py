"""Shortens a sentence so that the words for a value stay in it. Pure.

pieces()   the parts of a text to show, around places that must be shown
quote()    the same as one string, with an ellipsis for each omitted part
place()    the place of the words for a value in the sentence that states it
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from monitor.model import Evidence, Story

Range = tuple[int, int]  # characters [start, end) of a text

ELLIPSIS = "…"
JOINERS = "\u200c\u200d"  # Persian, Hindi and emoji are written with them
_WORD = re.compile(r"\S+")
_CODE = 4  # letters: a longer value is no code
_LONG = 40  # columns: a longer word is cut
_GAP = 3  # columns of " … ", and of an ellipsis with its space at either end


def columns(text: str) -> int:
    """The number of terminal columns of a text: wide characters (UAX #11: W, F) take two, combining and
    format characters none.
    """
    return len(text) if text.isascii() else sum(map(column, text))


@lru_cache(maxsize=4096)
def column(ch: str) -> int:
    """The number of columns of one character."""
    if unicodedata.category(ch) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in ("W", "F") else 1


def fits(text: str, width: int) -> bool:
    """True if a text takes at most `width` columns. Combining characters count if they are more than the
    others.
    """
    return len(text) <= 2 * width and columns(text) <= width


def quote(text: str, spans: Sequence[Range], width: int) -> str:
    """`text` in about `width` columns, with every span complete; an ellipsis replaces each omitted part. It
    is longer than `width` only if the spans are. Without spans the whole text is kept.
    """
    shown = pieces(text, spans, width)
    if not shown:
        return ""
    begin = f"{ELLIPSIS} " if text[: shown[0][0]].strip() else ""
    end = f" {ELLIPSIS}" if text[shown[-1][1] :].strip() else ""
    return begin + f" {ELLIPSIS} ".join(text[start:stop] for start, stop in shown) + end


def pieces(text: str, spans: Sequence[Range], width: int) -> list[Range]:
    """The parts of `text` to show in about `width` columns, in order: each span, and the words nearest to the
    spans.

    A text is cut between words, or between characters in scripts without spaces. One part if the text fits or
    has no span.
    """
    whole = _trimmed(text, 0, len(text))
    inside = [(max(start, whole[0]), min(end, whole[1])) for start, end in spans]
    wanted = sorted(span for span in inside if span[0] < span[1])
    if whole[0] == whole[1]:
        return []
    if not wanted or fits(text[slice(*whole)], width):
        return [whole]
    units = list(_units(text))
    kept = _proving(units, wanted)
    room = width - sum(columns(text[slice(*units[at])]) + 1 for at in kept) - _GAP * (_runs(kept) + 1)
    for at in sorted(set(range(len(units))) - kept, key=_distance(units, sorted(kept))):
        cost = columns(text[slice(*units[at])]) + 1
        if cost > room:
            break
        kept.add(at)
        room -= cost
    return _joined(units, sorted(kept))


def _trimmed(text: str, start: int, end: int) -> Range:
    """The range without the white space at its ends."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(
        part.rstrip()
    ) if part.strip() else start + len(part) - len(part.lstrip())


def _units(text: str) -> Iterator[Range]:
    """Yields the ranges of words; in scripts without spaces, and in words of more than 40 columns, of
    characters with their combining marks.
    """
    for word in _WORD.finditer(text):
        if word[0].isascii() and len(word[0]) <= _LONG:
            yield word.span()
            continue
        wide = any(column(ch) == 2 for ch in word[0])
        yield from _clusters(text, *word.span()) if wide or not fits(word[0], _LONG) else (word.span(),)


def _clusters(text: str, start: int, end: int) -> Iterator[Range]:
    """Yields the single characters of a long word, each with its marks."""
    begin = start
    for at in range(start + 1, end + 1):
        if at == end or (column(text[at]) and text[at - 1] not in JOINERS):
            yield begin, at
            begin = at


def _proving(units: Sequence[Range], wanted: Sequence[Range]) -> set[int]:
    """The units that are a part of a span."""
    ends = [end for _, end in units]
    kept: set[int] = set()
    for start, end in wanted:
        at = bisect_right(ends, start)
        while at < len(units) and units[at][0] < end:
            kept.add(at)
            at += 1
    return kept


def _runs(kept: set[int]) -> int:
    return sum(at - 1 not in kept for at in kept)


def _distance(units: Sequence[Range], proving: Sequence[int]) -> Callable[[int], tuple[int, int]]:
    """A sort key: the distance in characters between a unit and the nearest proving one, then the
    position.
    """
    starts = [units[at][0] for at in proving]

    def far(at: int) -> tuple[int, int]:
        start, end = units[at]
        after = bisect_right(starts, start)
        before = start - units[proving[after - 1]][1] if after else None
        behind = starts[after] - end if after < len(starts) else None
        return min(gap for gap in (before, behind) if gap is not None), at

    return far


def _joined(units: Sequence[Range], kept: Sequence[int]) -> list[Range]:
    """Adjacent units as one range; a short unit between two of them is included."""
    ranges = [units[kept[0]]]
    for last, at in pairwise(kept):
        start, end = units[at]
        short = at - last == 2 and units[last + 1][1] - units[last + 1][0] < _GAP
        if at - last == 1 or short:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((start, end))
    return ranges


def place(evidence: Evidence, story: Story | None) -> Range | None:
    """The place in `evidence.sentence` of the words for its value; None if the sentence has no words for it
    alone.

    `story`: the story that states it. If it is None, because the story is deleted, the value itself is
    searched, and of a date its day and year.
    """
    sentence = evidence.sentence
    if story is not None and 0 <= evidence.start < evidence.end:
        text = {"title": story.title, "summary": story.summary, "body": story.body}.get(evidence.field, "")
        size = len(sentence)
        begin = text.find(sentence, max(evidence.start - size, 0), evidence.end + size)
        if 0 <= begin <= evidence.start and evidence.end <= begin + size:
            return evidence.start - begin, evidence.end - begin
    return _literal(sentence, evidence.value)


def whole_words(sentence: str, words: str, *, any_case: bool) -> Range | None:
    """The place of these words in a sentence. ASCII, as most are, needs no pattern, whose making takes far
    longer than the search.
    """
    if not (sentence.isascii() and words.isascii()):
        case = re.IGNORECASE if any_case else 0
        written = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", sentence, case)
        return written.span() if written else None
    text, sought = (sentence.lower(), words.lower()) if any_case else (sentence, words)
    at = text.find(sought)
    while at >= 0:
        end = at + len(sought)
        if not (_is_in_word(text, at - 1) or _is_in_word(text, end)):
            return at, end
        at = text.find(sought, at + 1)
    return None


def _is_in_word(text: str, place: int) -> bool:
    return 0 <= place < len(text) and (text[place].isalnum() or text[place] == "_")


def _literal(sentence: str, value: str) -> Range | None:
    """The place of the value as whole words of the sentence, of a code (`NO`, `IT`) in its own case; of a
    date, its year with the words before it.
    """
    if not value:
        return None
    if words := whole_words(sentence, value, any_case=len(value) > _CODE):
        return words
    if not (date := re.fullmatch(r"(\d{4})-\d\d(-\d\d)?", value)):
        return None
    written = re.search(rf"(?:\S+\s+){{0,3}}{date[1]}" if date[2] else rf"(?:\S+\s+)?{date[1]}", sentence)
    return written.span() if written else None
