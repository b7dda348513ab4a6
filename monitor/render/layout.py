"""Plain text laid out by display columns: 72 of them, words whole, wide scripts broken between characters."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.digest import columns

WIDTH = 72


def wrap(text: str, indent: int = 0, hang: int | None = None, width: int = WIDTH) -> str:
    """Lines of at most `width` columns; the first begins after `indent` spaces, the others after `hang` (default: the same).

    An address is never broken, however long.
    """
    after = " " * (indent if hang is None else hang)
    lines: list[str] = []
    line = " " * indent
    used, empty = indent, True
    for word in text.split():
        for piece, joined in _pieces(word, width - len(after)):
            size = columns(piece)
            gap = 0 if empty or joined else 1
            if not empty and used + gap + size > width:
                lines.append(line)
                line, used, gap = after, len(after), 0
            line += " " * gap + piece
            used += gap + size
            empty = False
    return "\n".join([*lines, line])


def _pieces(word: str, room: int) -> Iterator[tuple[str, bool]]:
    """A word, or its pieces when it takes more than `room` columns and is not an address; True: no space before it."""
    if columns(word) <= room // 2 or "://" in word or word.startswith("mailto:"):
        yield word, False
        return
    wide = [columns(ch) == 2 for ch in word]
    piece, joined = "", False
    for at, ch in enumerate(word):
        breakable = (piece and columns(ch) and (wide[at] or wide[at - 1])) or columns(piece) >= room
        if breakable:
            yield piece, joined
            piece, joined = "", True
        piece += ch
    yield piece, joined
