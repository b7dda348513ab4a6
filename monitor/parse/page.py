"""Extracts the main text of an article from HTML. Pure, but run in a child process that can be killed: pages
are larger and more irregular than feeds.

trafilatura finds the main text. Tables are handled here, because `extract` reads them and trafilatura drops
some: layout tables are opened before, and dropped tables of data are put back. Reasons:
docs/notes/fulltext.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from monitor.model import Page, PageError, ParseError
from monitor.normalize import clean_text
from monitor.parse.charset import decode
from monitor.parse.pagehead import language, metas, published, title
from monitor.parse.pagetables import open_layout_tables, put_back

TEXT_LIMIT = 200_000  # characters
_LINE_LIMIT = 20_000
_BINARY = (b"\x1f\x8b", b"\xff\xd8\xff", b"\x89PNG", b"%PDF", b"PK\x03\x04", b"GIF8")
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|article|main|div|p|table|meta|h1)\b", re.IGNORECASE
)
_SNIFFED = 2048  # characters
_DROPPED_CONTROLS = dict.fromkeys(number for number in range(32) if chr(number) not in "\t\n\r")

_BLOCK = frozenset({
    "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section", "ul", "head", "lb", "list", "item", "quote",
})  # fmt: skip
_ITEM = frozenset({"li", "item"})
_ROW = frozenset({"tr", "row"})
_CELL = frozenset({"td", "th", "cell"})


def read_page(body: bytes, content_type: str, url: str, today: date) -> Page | PageError:
    """The text and metadata of the page at `url`, or an error `not_html` or `empty`.

    `content_type` is the value of the HTTP header or ""; `today` the day (UTC) that a date of publication
    must not be after.
    """
    if body.startswith(_BINARY):
        return PageError("not_html", "the page is a binary file")
    markup = decode(body, content_type, html=True)
    if isinstance(markup, ParseError):
        return PageError("not_html", markup.text)
    markup = markup.translate(_DROPPED_CONTROLS).strip()
    if not markup:
        return PageError("empty", "the page is empty")
    if not content_type and not _HTML.search(markup[:_SNIFFED]):
        return PageError("not_html", "the page is not HTML")
    tree = _tree(markup)
    if tree is None:
        return PageError("empty", "the page has no text")
    meta = metas(tree)
    about = (title(tree, meta), language(tree, meta), published(tree, meta, url, today))
    text = _main_text(tree)
    if not text:
        return PageError("empty", "the page has no text")
    return Page(url=url, title=about[0], text=text, lang=about[1], published=about[2])


def _tree(markup: str) -> Any:
    """The document as lxml parses it; None if it is empty."""
    from lxml import etree, html

    # UTF-8 bytes, because lxml refuses text that declares an encoding, and the parser's own encoding beats
    # what the page declares
    parser = html.HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    try:
        return html.document_fromstring(markup.encode("utf-8", "ignore"), parser=parser)
    except etree.ParserError:
        return None


def _main_text(tree: Any) -> str:
    # here, because it takes 0.2 s to import and only the children need it
    from trafilatura import (
        bare_extraction,
    )

    data = open_layout_tables(tree)
    document = bare_extraction(tree, include_comments=False, include_tables=True)
    lines = (
        put_back(list(_lines(document.body)), tree, data)
        if document is not None and not isinstance(document, dict)
        else []
    )
    kept: list[str] = []
    left = TEXT_LIMIT
    for line in lines:
        if left < len(line):
            break
        kept.append(line)
        left -= len(line) + 1
    return "\n".join(kept)


# ---------------------------------------------------------------- text of a tree


def _lines(root: Any) -> Iterator[str]:
    """The cleaned lines of a tree from trafilatura: blocks, `- item`, and `| a | b |` for rows of two or more
    cells.
    """
    from lxml import etree

    out: list[str] = []
    cells: list[str] = []
    open_cell = False
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        start = event == "start"
        if tag in _CELL:
            if open_cell:
                cells.append(_cell(out))
            elif clean := _clean(out):
                yield clean
            out = []
            open_cell = start
        elif tag in _ROW or tag == "table":
            if open_cell:
                cells.append(_cell(out))
                out, open_cell = [], False
            elif clean := _clean(out):
                yield clean
            out = []
            yield from _row(cells)
            cells = []
        elif tag in _BLOCK:
            if open_cell:
                out.append(" ")
            else:
                if clean := _clean(out):
                    yield clean
                out = ["- "] if start and tag in _ITEM else []
        out.append((element.text if start else element.tail if element is not root else None) or "")
    if clean := _clean(out):
        yield clean


def _clean(pieces: list[str]) -> str:
    text = clean_text("".join(pieces), _LINE_LIMIT)
    return "" if text == "-" else text


def _cell(pieces: list[str]) -> str:
    return clean_text("".join(pieces), _LINE_LIMIT).replace("|", "/")


def _row(cells: list[str]) -> Iterator[str]:
    """The line of a row; a row of one cell is plain text."""
    if len(cells) > 1 and any(cells):
        yield f"| {' | '.join(cells)} |"
    else:
        yield from (cell for cell in cells if cell)
