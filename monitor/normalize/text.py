"""Cleans text: plain text of one line, HTML to text, text for mail headers, language tags. Nothing raises on
any `str`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from html.entities import html5

import nh3

TEXT_LIMIT = 65536  # characters a field; longer text is cut, never refused
INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls that are not white space
    # soft hyphen, joiners and fillers that show nothing
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"  # zero width space, bidi marks, overrides and isolates
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff"  # lone surrogates: no UTF-8 can hold them
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # musical controls, tags
    "]+"
)
# joiners mean something in Persian, Indic scripts and emoji; after these scripts, and after nothing, they
# only hide a word
_JOINERS = re.compile("(?<![^\x00-\u058f\u1e00-\u1fff\\s])[\u200c\u200d]+")
# neither letters nor digits nor spaces: 30 combining marks on a letter are enough for every language (UAX
# #15, 12, Stream-Safe Text)
_MARKS = re.compile("([^\\w\\s\x00-\u02ff]{30})[^\\w\\s\x00-\u02ff]+")
_BLOCK = {
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_UNENDED = re.compile(r"&([A-Za-z][A-Za-z0-9]*+)(?!;)(=?)")  # the name of a character without its semicolon
_TAG = re.compile(r"</?([a-zA-Z][^\s/<>]*)[^<>]*>")
_SELF_ENDING = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "param", "source", "td", "th", "tr", "track", "wbr",
})  # fmt: skip
_NH3_BUDGET = 100_000  # tags times depth; nh3's time grows with it
# a character that `clean_text` may have to remove or to compose; without one it only collapses spaces
_UNUSUAL = re.compile(
    "[^\t\n\r -~\xa0-\xac\xae-\u02ff\u0370-\u0481\u048a-\u052f"  # Latin, Greek, Cyrillic
    "\u0600-\u060f\u061b\u061e-\u064a\u0660-\u066f\u0671-\u06d5"  # Arabic without marks
    "\u2000-\u200a\u2010-\u2029\u202f-\u205e\u20a0-\u20bf\u2116\u2122"  # spaces, dashes, quotes, currencies
    "\u3000-\u3029\u3030-\u303f\u3041-\u3096\u309b-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff65]"
)
# those of them that are neither letters nor spaces, and some more, in a run that `_MARKS` may cut
_RUN = re.compile(
    "[{0}][{0}]{{29}}".format(
        "\u0375-\u0387\u038b\u038d\u03a2\u03f6\u0600-\u061f\u066a-\u066d\u06d4"
        "\u2010-\u205e\u20a0-\u20bf\u2116\u2122\u3001-\u3020\u3030-\u303f\u309b-\u30a0\u30fb\uff01-\uff65"
    )
)
# Tags for which the tree construction of HTML (13.2.6) moves no text, with attributes whose quotation marks
# leave no doubt: marks within a line, pictures, line breaks and paragraphs.
_SPACE = r"[ \t\n\f\r]"
_VALUE = r"""(?:"[^"<]*+"|'[^'<]*+'|[^\s"'<>=`]++)"""
_ATTRIBUTES = rf"""(?:(?:{_SPACE}|/)++(?:[^\s"'<>/=]++(?:{_SPACE}*+={_SPACE}*+{_VALUE})?+)?+)*+>"""
_PLAIN_TAG = re.compile(
    rf"</?(?:(?P<ends_line>p|br)|a|b|big|code|em|font|i|img|small|span|strong|s|u){_ATTRIBUTES}",
    re.IGNORECASE | re.ASCII,
)
# a reference by number that not every reader takes for the same character (HTML 13.2.5.80)
_DOUBTFUL = re.compile(
    r"&#(?!(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6]|1[6-9]\d|[2-9]\d\d|[1-9]\d{3}|[1-4]\d{4}"
    r"|[xX](?:[2-6][\da-fA-F]|20[\da-fA-F]{2}));)",
    re.ASCII,
)


def clean_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """`text` as one line of plain text in NFC, of at most `limit` characters, with single spaces.

    Controls, bidi overrides, zero width characters (except joiners that a script needs) and lone surrogates
    are removed.
    """
    text = text[: 4 * limit]
    if not text.isascii():
        if _UNUSUAL.search(text) is None and _RUN.search(text) is None:
            text = unicodedata.normalize("NFC", text)
        else:
            text = _compose(_JOINERS.sub("", INVISIBLE.sub("", _compose(text))))
        return " ".join(text.split())[:limit].rstrip()
    if not text.isprintable():
        text = INVISIBLE.sub("", " ".join(text.split()))
    if "  " in text:
        text = " ".join(text.split())
    return text.strip()[:limit].rstrip()


def _compose(text: str) -> str:
    """NFC of a text; long runs of combining marks, for which that takes quadratic time, are cut."""
    return unicodedata.normalize("NFC", _MARKS.sub(r"\1", text))


def html_to_text(markup: str, limit: int = TEXT_LIMIT) -> str:
    """The text of an HTML fragment, cleaned as by `clean_text`, without scripts and styles. Blocks are
    separated by a space.
    """
    return clean_text(_text_of(markup[:limit], " "), limit)


def html_to_lines(markup: str, limit: int = TEXT_LIMIT) -> str:
    """The same with a line for each block."""
    return clean_lines(_text_of(" ".join(markup[:limit].split()), "\n"), limit)


def clean_lines(text: str, limit: int = TEXT_LIMIT) -> str:
    """`text` with each line cleaned as by `clean_text`, without empty lines."""
    lines = (clean_text(line, limit) for line in text[: 4 * limit].splitlines())
    return "\n".join(line for line in lines if line)[:limit].rstrip()


def _text_of(markup: str, between: str) -> str:
    """The text of an HTML fragment, with `between` in place of the tags of blocks."""
    if "&" in markup:
        markup = _UNENDED.sub(_escape_bare, markup)
    if "<" in markup:
        plain = _without_plain_tags(markup, between)
        markup = _text_of_tree(markup, between) if "<" in plain else plain
    return html.unescape(markup)


def _without_plain_tags(markup: str, between: str) -> str:
    """The markup without the tags that need no parser; as it is if one of its references is doubtful."""
    if "&#" in markup and _DOUBTFUL.search(markup):
        return markup
    return _PLAIN_TAG.sub(lambda tag: between if tag["ends_line"] else "", markup)


def _text_of_tree(markup: str, between: str) -> str:
    """The same for markup that only a parser of HTML reads rightly; references stay."""
    tags = markup.count("<")
    if tags * tags > _NH3_BUDGET and tags * _depth(markup) > _NH3_BUDGET:
        markup = _TAG.sub(_unnest, markup)
    markup = markup.encode("utf-8", "ignore").decode()  # without lone surrogates, which nh3 cannot take
    return _TAG.sub(between, nh3.clean(markup, tags=_BLOCK, attributes={}, link_rel=None))


def _escape_bare(name: re.Match[str]) -> str:
    """Escapes the "&" of a name without semicolon, unless it is the whole name of a character (`&copy`). So
    `R&D`, `Marks&regions` and `?a=1&copy=2` stay as they are.
    """
    return name[0] if name[1] in html5 and name[2] != "=" else f"&amp;{name[1]}{name[2]}"


def _depth(markup: str) -> int:
    """The estimated depth of nesting; elements without end tag are not counted."""
    depth = deepest = 0
    for tag in _TAG.finditer(markup):
        if tag[1].lower() not in _SELF_ENDING:
            depth += -1 if tag[0].startswith("</") else 1
            deepest = max(deepest, depth)
    return deepest


def _unnest(tag: re.Match[str]) -> str:
    """Keeps tags whose content nh3 removes, and replaces all others by a space."""
    return tag[0] if tag[1].lower() in {"script", "style"} else " "


def header_text(text: str) -> str:
    """`text` for a mail header: one line, and no encoded word (RFC 2047) that a mail library would decode."""
    return clean_text(text, 998).replace("=?", "= ?")


@lru_cache(maxsize=256)
def language_tag(text: str) -> str | None:
    """A BCP 47 tag in its usual case (`en`, `pt-BR`; `en` for `eng`); None if `text` is no such tag."""
    parts = text.strip().replace("_", "-").split("-")
    if not re.fullmatch(r"[A-Za-z]{2,3}", parts[0]) or not all(
        re.fullmatch(r"[A-Za-z0-9]{1,8}", part) for part in parts[1:]
    ):
        return None
    rest = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower()
        for part in parts[1:]
    ]
    primary = parts[0].lower()
    return "-".join([_shortest(primary) if len(primary) == 3 else primary, *rest])


@lru_cache(maxsize=128)
def _shortest(code: str) -> str:
    """The code of two letters for one of three letters (ISO 639-2), as BCP 47 asks for (RFC 5646, 2.2.1); the
    same code if there is none.
    """
    from babel.core import get_global  # takes 0.1 s, and few feeds have such a code

    alias = str(get_global("language_aliases").get(code, code))
    return alias if len(alias) == 2 else code


@lru_cache(maxsize=256)
def language_code(tag: str | None) -> str:
    """The language of a BCP 47 tag (RFC 5646, 2.2.1) in small letters, `pt` for `pt-BR`; "" without a tag."""
    return (tag or "").strip().replace("_", "-").partition("-")[0].lower()
