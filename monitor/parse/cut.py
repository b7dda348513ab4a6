"""Cuts the text of an XML feed into head, items and tail, in linear time and without parsing it.

Items that were seen before are left out by their hash, so that feedparser (26 ms a feed) reads only new
items; all other text stays in its place. Comments, CDATA and processing instructions are skipped; an item
inside an item is a part of the outer one. Measurements and refused alternatives: docs/notes/parsing.md.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import NamedTuple

from monitor.model import ParseError
from monitor.normalize import clean_text, html_to_text

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_ROOT_LIMIT = 65536  # characters of the root's start tag: feedparser is quadratic in its attributes
_SUBSET_LIMIT = 65536
_ENTITY_LIMIT = 64  # characters of one entity's value: a letter, a name, a prefix of an address
_SMALL_HEAD = 8192  # a larger head is not repeated in every single-item document

_PROLOG = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[<>]*", re.IGNORECASE)
_SUBSET = re.compile(
    r"""\s+|<!--.*?-->|<\?.*?\?>|%[\w.:-]+;"""
    r"""|<!ENTITY\s+%\s+[\w.:-]+\s+(?:PUBLIC|SYSTEM)\b[^<>]*>"""
    r"""|<!(?:ELEMENT|ATTLIST|NOTATION)\b[^<>]*>"""
    r"""|<!ENTITY\s+(?P<name>[\w.:-]+)\s+(?P<quote>["'])(?P<value>[^"'<&%]*|&\#\w{1,8};)(?P=quote)\s*>""",
    re.DOTALL,
)
_START = re.compile(r"<([A-Za-z_][\w.-]*(?::[\w.-]+)?)(?=[\s/>])")
_FEED_START = re.compile(r"<(?:\?xml\s|(?:[A-Za-z_][\w.-]*:)?(?:rss|rdf|feed)[\s>])", re.IGNORECASE)
_PREFIX = re.compile(r"""xmlns:([\w.-]+)\s*=\s*["']([^"'<>]*)["']""")
_FEED_NAMESPACES = (
    "http://www.w3.org/2005/atom", "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/", "http://backend.userland.com/rss",
    "http://blogs.law.harvard.edu/tech/rss", "http://purl.org/rss/1.0/modules/rss091#",
)  # fmt: skip
_ROOTS = frozenset({"rss", "rdf", "feed"})
_HTML = frozenset(
    {
        "html",
        "head",
        "body",
        "script",
        "meta",
        "div",
        "p",
        "h1",
        "center",
        "table",
        "form",
        "style",
        "svg",
        "br",
        "b",
        "a",
        "span",
        "opml",
    }
)
# Tags with the names in %s, comments, CDATA, instructions. The quantifiers are possessive and end at the next
# "<" or the end of the text, so that the time is linear.
_MARKUP = (
    r"""<(?:(?P<close>/?)(?P<name>%s)(?=[\s/>])(?:(?:[^<>"']|"[^<"]*"|'[^<']*')*+|[^<>]*)>"""
    r"""|!--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->|(?P<cut_comment>\Z))"""
    r"""|!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+(?:\]\]>|(?P<cut_text>\Z))"""
    r"""|\?[^<]*?\?>)"""
)
CDATA_SECTION = r"<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+(?:\]\]>|\Z)"
_NAMED = re.compile(
    rf"{CDATA_SECTION}"
    r"|<(?P<name>guid|(?:[\w-]+:)?id|title)\b[^<>]*>"
    rf"(?P<text>[^<]*+(?:{CDATA_SECTION}[^<]*+)*+)"
)
_ABOUT = re.compile(r"""\brdf:about\s*=\s*["']([^"'<>]*)""")
_SPACES = re.compile(r"\s{2,}")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document in order: `head`, then each of `items` with the text after it (`gaps`; the last is the
    tail).

    `head` begins with a new XML declaration and entity list. `complete` is False if the end of the document
    is missing: an unfinished item is then left out, and the tail closes the open elements.
    """

    head: str
    items: tuple[str, ...]
    gaps: tuple[str, ...]
    small_head: str
    small_tail: str
    complete: bool

    @property
    def around(self) -> str:
        """The head and the tail: the document without its items and what stands between them."""
        return self.head + self.gaps[-1] if self.gaps else self.head

    def only(self, keep: frozenset[int]) -> str:
        """The document with only the items of these numbers."""
        parts = [self.head]
        for number, (item, gap) in enumerate(zip(self.items, self.gaps, strict=True)):
            parts += [item, gap] if number in keep else [gap]
        return "".join(parts)

    def single(self, number: int) -> str:
        """A document of one item, with a short head."""
        return self.small_head + self.items[number] + self.small_tail


def identity(item: str) -> tuple[str, str]:
    """What finds one item among stored stories, read without a parser: its guid and "", or "" and its title
    if it has no guid.
    """
    about = _ABOUT.search(item, 0, item.find(">") + 1)
    guid, title = about[1] if about else "", ""
    if not guid:
        for part in _NAMED.finditer(item):
            if part["name"] == "title":
                title = title or part["text"]
            elif part["name"] and part["text"]:
                guid = part["text"]
                break
    guid = clean_text(_unwrapped(guid), 2000)
    return (guid, "") if guid else ("", html_to_text(_unwrapped(title)))


def _unwrapped(text: str) -> str:
    """The text of an element: references are resolved, CDATA sections are kept as they are."""
    text = text[:_SMALL_HEAD]
    if "<" in text:
        text = _CDATA.sub(lambda section: html.escape(section[1]), text)
    return html.unescape(text)


def split(text: str) -> Pieces | ParseError:
    """Cuts an XML document into pieces. Returns a ParseError: `not_a_feed` if it is no feed, `too_large` if
    its first tag is too long, `doctype` if its entities could grow without bound.
    """
    root = _root(text)
    if isinstance(root, ParseError):
        return root
    entities, text = root
    start = _START.match(text)
    root_end = text.find(">")
    if start is None or root_end > _ROOT_LIMIT or (root_end < 0 and len(text) > _ROOT_LIMIT):
        return ParseError("too_large", f"the first tag is longer than {_ROOT_LIMIT} characters")
    spans, end, closed = _items(text, start[1], text[: root_end + 1])

    head = text[: spans[0][0] if spans else end]
    tail = "" if closed else _closing(start[1], head)
    edges = [stop for _, stop in spans]
    following = [begin for begin, _ in [*spans[1:], (end, end)]][: len(spans)]
    gaps = [_squeeze(text[stop:begin]) for stop, begin in zip(edges, following, strict=True)]
    head = _DECLARATION + entities + _squeeze(head)
    if gaps:
        gaps[-1] += tail
    else:
        head += tail
    small = head
    if len(head) > _SMALL_HEAD:
        small = (
            _DECLARATION
            + entities
            + text[: root_end + 1]
            + ("<channel>" if start[1].lower() == "rss" else "")
        )
    return Pieces(
        head, tuple(text[a:b] for a, b in spans), tuple(gaps), small, _closing(start[1], small), closed
    )


def _squeeze(text: str) -> str:
    """Replaces each run of white space by one character: feedparser's time is quadratic in its length."""
    return _SPACES.sub("\n", text) if len(text) > 1 else text


def _closing(root: str, head: str) -> str:
    in_channel = root.lower() == "rss" and head.lower().count("<channel") > head.lower().count("</channel")
    return ("</channel>" if in_channel else "") + f"</{root}>"


def _root(text: str, *, junk_skipped: bool = False) -> tuple[str, str] | ParseError:
    """The entities that are kept, as a new DOCTYPE, and the text from the root element on."""
    entities, at = "", 0
    while True:
        if match := _PROLOG.match(text, at):
            at = match.end()
        elif match := _DOCTYPE.match(text, at):
            subset = _subset(text, match.end())
            if isinstance(subset, ParseError):
                return subset
            entities, at = subset
        else:
            break
    root = _START.match(text, at)
    name = root[1].lower() if root else ""
    if name.rpartition(":")[2] in _ROOTS:
        return entities, text[at:]
    # A server's warning or an envelope may stand before the feed; a page that quotes a feed is no feed.
    later = None if junk_skipped or name == "html" else _FEED_START.search(text, at)
    if later:
        return _root(text[later.start() :], junk_skipped=True)
    if not name or name in _HTML:
        return ParseError("not_a_feed", "the document is neither RSS, Atom nor JSON Feed")
    return entities, text[at:]


def _subset(text: str, at: int) -> tuple[str, int] | ParseError:
    """The short internal entities of the DOCTYPE whose name ends at `at`, and the end of the DOCTYPE.

    External entities are never read.
    """
    if text[at : at + 1] != "[":
        return "", at + 1
    refusal = ParseError(
        "doctype", "the DOCTYPE declares entities that could read files or grow without bound"
    )
    kept, limit = [], at + _SUBSET_LIMIT
    at += 1
    while match := _SUBSET.match(text, at, limit):
        at = match.end()
        if match["name"]:
            if len(match["value"]) > _ENTITY_LIMIT:
                return refusal
            kept.append(f'<!ENTITY {match["name"]} "{match["value"]}">')
    end = re.compile(r"\]\s*>").match(text, at)
    if end is None:
        return refusal
    return (f"<!DOCTYPE feed [\n{chr(10).join(kept)}\n]>\n" if kept else ""), end.end()


def _items(
    text: str, root: str, root_tag: str, *, flat: bool = False
) -> tuple[list[tuple[int, int]], int, bool]:
    """The characters of each outermost item, the end of the document, and True if its root was closed.

    `flat`: an item inside an item ends the outer one. A whole document whose items do not add up is read so,
    because one of them was not closed.
    """
    if root_tag.endswith("/>"):
        return [], len(root_tag), True
    scan = _scan(text, _item_markup(root, root_tag), root.lower(), flat)
    spans = scan.spans
    last = spans[-1][1] if spans else 0
    if scan.root_end <= last:
        return spans, last or (scan.begin if scan.depth else scan.cut_at), False
    if scan.depth and not flat:
        return _items(text, root, root_tag, flat=True)
    if scan.depth and scan.begin < scan.root_end:
        spans.append((scan.begin, text.rfind("</", 0, scan.root_end)))
    return spans, scan.root_end, True


def _item_markup(root: str, root_tag: str) -> re.Pattern[str]:
    """Matches the tags of root and items (with the prefixes of feed namespaces), comments and CDATA."""
    prefixes = {
        name for name, address in _PREFIX.findall(root_tag) if address.lower().startswith(_FEED_NAMESPACES)
    }
    prefix = "".join(f"|{re.escape(name)}:" for name in sorted(prefixes))
    names = f"(?:{prefix})(?:item|entry)|{re.escape(root)}"
    return re.compile(_MARKUP % names, re.IGNORECASE | re.DOTALL)


class _Scan(NamedTuple):
    """The items of a document: `spans` of complete ones, and where an open one begins.

    `depth`: how many items with the name of the open one are open; `root_end`: 0 if the root is not closed;
    `cut_at`: where a comment or CDATA without an end begins, else the last tag.
    """

    spans: list[tuple[int, int]]
    begin: int
    depth: int
    root_end: int
    cut_at: int


def _scan(text: str, markup: re.Pattern[str], root: str, flat: bool) -> _Scan:
    """Reads the tags of the root and of items. One loop without calls: it is most of what a document with one
    new item costs.
    """
    spans: list[tuple[int, int]] = []
    begin = depth = root_end = 0
    name = ""
    for token in markup.finditer(text):
        raw = token["name"]
        if raw is None:
            if token.lastgroup:  # a comment or CDATA without an end
                return _Scan(spans, begin, depth, root_end, token.start())
            continue
        tag = raw.lower()
        start, end = token.span()
        closes, empty = text[start + 1] == "/", text[end - 2] == "/"
        if tag == root:
            root_end = end if closes else root_end
        elif depth == 0:
            if empty:
                spans.append((start, end))
            elif not closes:
                begin, depth, name = start, 1, tag
        elif tag != name:
            continue
        elif closes:
            depth -= 1
            if depth == 0:
                spans.append((begin, end))
        elif flat and not empty:
            spans.append((begin, start))
            begin = start
        elif not empty:
            depth += 1
    return _Scan(spans, begin, depth, root_end, text.rfind("<"))
