"""Cuts the text of an XML feed into head, items and tail, in linear time and without parsing it.

An item that was seen before is left out by its hash, so that feedparser (26 ms a feed) meets only what is
new; everything else stays where it was. Comments, CDATA and processing instructions are stepped over; an item
in an item belongs to the outer one. Measurements and refused ways: docs/notes/parsing.md.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

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
# Tags of interest, comments, CDATA, instructions. Possessive, and bounded by the next "<" or the end of the
# text: nothing is read twice.
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
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document in order: `head`, then each of `items` with the text after it (`gaps`, the last one is the
    tail).

    `head` has an own XML declaration and entity list. `complete` is False when the document's end is missing;
    what was an unfinished item is then left out and the tail closes the elements that are open.
    """

    head: str
    items: tuple[str, ...]
    gaps: tuple[str, ...]
    small_head: str
    small_tail: str
    complete: bool

    def only(self, keep: frozenset[int]) -> str:
        """The document with the items numbered in `keep` and no other."""
        parts = [self.head]
        for number, (item, gap) in enumerate(zip(self.items, self.gaps, strict=True)):
            parts += [item, gap] if number in keep else [gap]
        return "".join(parts)

    def single(self, number: int) -> str:
        """A document of one item, in a head that is never long."""
        return self.small_head + self.items[number] + self.small_tail


def identity(item: str) -> tuple[str, str]:
    """Guid ("" for none) and title of one item, read without a parser: enough to know it again among the
    stories that are stored.
    """
    about = _ABOUT.search(item, 0, item.find(">") + 1)
    guid, title = about[1] if about else "", ""
    for part in _NAMED.finditer(item):
        if part["name"] == "title":
            title = title or part["text"]
        elif part["name"]:
            guid = guid or part["text"]
        if guid and title:
            break
    return clean_text(_unwrapped(guid), 2000), html_to_text(_unwrapped(title))


def _unwrapped(text: str) -> str:
    """The characters that stand in an element: its references resolved, its CDATA sections as they are."""
    return html.unescape(_CDATA.sub(lambda section: html.escape(section[1]), text[:_SMALL_HEAD]))


def split(text: str) -> Pieces | ParseError:
    """The pieces of an XML document; a ParseError `not_a_feed` when it is no feed, `doctype` when its
    entities could grow.
    """
    found = _root(text)
    if isinstance(found, ParseError):
        return found
    entities, text = found
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
    """White space runs as one character: between elements they mean nothing, and cost feedparser quadratic
    time.
    """
    return re.sub(r"\s{2,}", "\n", text)


def _closing(root: str, head: str) -> str:
    in_channel = root.lower() == "rss" and head.lower().count("<channel") > head.lower().count("</channel")
    return ("</channel>" if in_channel else "") + f"</{root}>"


def _root(text: str, *, junk_skipped: bool = False) -> tuple[str, str] | ParseError:
    """The entities worth keeping, as a DOCTYPE of our own, and the text from the root element on."""
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
    # a server's warning or an envelope may stand before the feed; a page that merely quotes a feed is none
    later = None if junk_skipped or name == "html" else _FEED_START.search(text, at)
    if later:
        return _root(text[later.start() :], junk_skipped=True)
    if not name or name in _HTML:
        return ParseError("not_a_feed", "the document is neither RSS, Atom nor JSON Feed")
    return entities, text[at:]


def _subset(text: str, at: int) -> tuple[str, int] | ParseError:
    """The harmless entities of the DOCTYPE whose name ends at `at`, and where it ends.

    Nothing external is ever read.
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
    """Where the outermost items begin and end, where the document ends, and whether it was closed.

    `flat` takes an item inside an item for the next one: in a whole document whose items do not add up, one
    was not closed.
    """
    prefixes = {
        name for name, address in _PREFIX.findall(root_tag) if address.lower().startswith(_FEED_NAMESPACES)
    }
    prefix = "".join(f"|{re.escape(name)}:" for name in sorted(prefixes))
    names = f"(?:{prefix})(?:item|entry)|{re.escape(root)}"
    spans: list[tuple[int, int]] = []
    begin, depth, name, root_end, cut_at = 0, 0, "", 0, text.rfind("<")
    for token in re.compile(_MARKUP % names, re.IGNORECASE | re.DOTALL).finditer(text):
        if token["name"] is None:
            if token.lastgroup:  # a comment or CDATA without an end
                cut_at = token.start()
                break
            continue
        tag, closes, empty = token["name"].lower(), bool(token["close"]), token[0].endswith("/>")
        if tag == root.lower():
            if closes:
                root_end = token.end()
        elif depth == 0:
            if empty:
                spans.append(token.span())
            elif not closes:
                begin, depth, name = token.start(), 1, tag
        elif tag == name and closes:
            depth -= 1
            if depth == 0:
                spans.append((begin, token.end()))
        elif tag == name and not empty:
            if flat:
                spans.append((begin, token.start()))
                begin = token.start()
            else:
                depth += 1
    last = spans[-1][1] if spans else 0
    if root_tag.endswith("/>"):
        return [], len(root_tag), True
    if root_end > last:
        if depth and not flat:
            return _items(text, root, root_tag, flat=True)
        if depth and begin < root_end:
            spans.append((begin, text.rfind("</", 0, root_end)))
        return spans, root_end, True
    return spans, last or (begin if depth else cut_at), False
