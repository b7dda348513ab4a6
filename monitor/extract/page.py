"""HTML article -> text for `extract`, with the rows of its tables between pipes. No IO."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

_DROPPED = {  # elements whose text is no part of the article
    "script", "style", "noscript", "template", "head", "nav", "footer", "aside", "svg", "iframe", "object",
    "select", "button",
}  # fmt: skip
_BLOCK = frozenset({
    "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "ul", "table",
})  # fmt: skip
_CELL = frozenset({"td", "th"})
_SPACE = re.compile(r"\s+")


class _Reader(HTMLParser):
    """Collects the text of a page, one block a line, and the cells of the open table row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._row: list[str] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
        elif tag in _CELL:
            self._end_cell()
            self._cell = []
        elif tag in _BLOCK and self._cell is None:
            self.out.append("\n- " if tag == "li" else "\n")
        elif tag in _BLOCK and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _CELL:
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
        elif tag in _BLOCK and self._cell is None:
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        (self.out if self._cell is None else self._cell).append(_SPACE.sub(" ", data))

    def _end_cell(self) -> None:
        """Add the open cell to its row."""
        if self._cell is not None:
            self._row.append(" ".join("".join(self._cell).replace("|", "/").split()))
            self._cell = None

    def _end_row(self) -> None:
        """Write the open row, one line with pipes."""
        self._end_cell()
        if self._row:
            self.out.append("\n| " + " | ".join(self._row) + " |\n")
            self._row = []

    def text(self) -> str:
        """The text, without empty lines."""
        self._end_row()
        lines = (" ".join(line.split()) for line in "".join(self.out).splitlines())
        return "\n".join(line for line in lines if line)


def html_article(html: str, limit: int = 1_000_000) -> str:
    """The text of a page, one block a line, table rows as `| a | b |`; only the first `limit` characters are
    read. Never raises.
    """
    reader = _Reader()
    encodable = html[:limit].encode("utf-8", "replace").decode()  # nh3 refuses half a surrogate pair
    reader.feed(
        nh3.clean(encodable, tags=set(_BLOCK | _CELL | {"tr"}), clean_content_tags=_DROPPED, attributes={})
    )
    reader.close()
    return reader.text()
