"""Decodes the bytes of a feed or page. docs/notes/parsing.md gives the reasons for this order of precedence:

byte order mark > UTF-16/32 by the first bytes > valid UTF-8 > XML declaration > HTTP charset >
`meta` of HTML > UTF-8 with a few bad bytes > windows-1252. Labels mean what the WHATWG Encoding Standard
(section 4.2) says; a charset outside the allow-list is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from monitor.model import ParseError

# label without punctuation -> codec. Where browsers read a label as a superset of its charset, that superset.
_ALLOWED = {
    "utf8": "utf-8", "utf8sig": "utf-8", "unicode11utf8": "utf-8", "usascii": "cp1252", "ascii": "cp1252",
    "iso88591": "cp1252", "latin1": "cp1252", "l1": "cp1252", "windows1252": "cp1252", "cp1252": "cp1252",
    "iso88592": "iso8859-2", "latin2": "iso8859-2", "iso88593": "iso8859-3", "iso88594": "iso8859-4",
    "iso88595": "iso8859-5", "iso88596": "iso8859-6", "iso88597": "iso8859-7", "iso88598": "iso8859-8",
    "iso88598i": "iso8859-8", "iso88599": "cp1254", "latin5": "cp1254", "iso885910": "iso8859-10",
    "iso885911": "cp874", "tis620": "cp874", "windows874": "cp874", "iso885913": "iso8859-13",
    "iso885914": "iso8859-14", "iso885915": "iso8859-15", "latin9": "iso8859-15", "iso885916": "iso8859-16",
    "windows1250": "cp1250", "cp1250": "cp1250", "windows1251": "cp1251", "cp1251": "cp1251",
    "windows1253": "cp1253", "cp1253": "cp1253", "windows1254": "cp1254", "cp1254": "cp1254",
    "windows1255": "cp1255", "cp1255": "cp1255", "windows1256": "cp1256", "cp1256": "cp1256",
    "windows1257": "cp1257", "cp1257": "cp1257", "windows1258": "cp1258", "cp1258": "cp1258",
    "koi8r": "koi8-r", "koi8u": "koi8-u", "ibm866": "cp866", "cp866": "cp866", "macintosh": "mac-roman",
    "xmaccyrillic": "mac-cyrillic", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030",
    "xgbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "big5hkscs": "big5hkscs", "eucjp": "euc-jp",
    "xeucjp": "euc-jp", "iso2022jp": "iso2022-jp", "shiftjis": "cp932", "sjis": "cp932", "xsjis": "cp932",
    "windows31j": "cp932", "euckr": "cp949", "ksc56011987": "cp949", "ksc5601": "cp949", "uhc": "cp949",
    "windows949": "cp949",
}  # fmt: skip
_WIDE = frozenset(
    {
        "utf16",
        "utf16le",
        "utf16be",
        "utf32",
        "utf32le",
        "utf32be",
        "ucs2",
        "ucs4",
        "iso10646ucs2",
        "iso10646ucs4",
        "unicode",
    }
)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# XML 1.0 appendix F: "<" or white space as one wide character, before a character that is not NUL
_WIDE_STARTS = (
    (re.compile(rb"[<{\s]\0\0\0[^\0]\0\0\0", re.DOTALL), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{\s]\0\0\0[^\0]", re.DOTALL), "utf-32-be"),
    (re.compile(rb"[<{\s]\0[^\0]\0", re.DOTALL), "utf-16-le"),
    (re.compile(rb"\0[<{\s]\0[^\0]", re.DOTALL), "utf-16-be"),
)  # fmt: skip
_EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm"
_DECLARED = re.compile(
    rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:+-]{1,40})["']""", re.IGNORECASE
)
_META = re.compile(rb"""<meta\b[^>]{0,300}?\bcharset\s*=\s*["']?\s*([\w.:+-]{1,40})""", re.IGNORECASE)
# bytes in which `meta` is searched: the standard (HTML 13.2.3.2) says 1024, some pages have it later
_PRESCAN = 4096
_HTTP = re.compile(r"""charset\s*=\s*["']?([\w.:+-]{1,40})""", re.IGNORECASE | re.ASCII)


def decode(body: bytes, content_type: str, *, html: bool = False) -> str | ParseError:
    """The text of `body`, without a truncated last character; a ParseError `charset` if its charset is
    refused.

    `html`: the charset of a `meta` element is used too.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    for start, codec in _WIDE_STARTS:
        if start.match(body):
            return body.decode(codec, "replace")
    if body.startswith(_EBCDIC):
        return ParseError("charset", "the document is in EBCDIC, which is not read")
    labels = list(_labels(body, content_type, html))
    if labels and _is_refused(labels[0]):
        return ParseError("charset", f"the charset {labels[0]!r} is not on the list of those that are read")
    return _decode_as(body, [_ALLOWED[_plain(label)] for label in labels if _plain(label) in _ALLOWED])


def _labels(body: bytes, content_type: str, html: bool) -> Iterator[str]:
    """The charset labels of XML declaration, HTTP header and `meta` element, in this order."""
    if declared := _DECLARED.match(body):
        yield declared[1].decode("ascii", "replace")
    if header := _HTTP.search(content_type):
        yield header[1]
    if html and (meta := _META.search(body, 0, _PRESCAN)):
        yield meta[1].decode("ascii", "replace")


def _decode_as(body: bytes, named: list[str]) -> str:
    """The text of `body` as UTF-8 if it is valid, else with the first of the named codecs that fits."""
    if b"\x1b" in body and named[:1] == ["iso2022-jp"]:  # its bytes are valid UTF-8 too
        return body.decode("iso2022-jp", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        pass
    for codec in [*named, "utf-8"]:
        text = body.decode(codec, "replace")
        if _has_few_errors(text) and (codec != "utf-8" or _is_mostly_utf8(text)):
            return text
    return body.decode("cp1252", "replace")


def _has_few_errors(text: str) -> bool:
    """True if less than one character in a hundred could not be decoded."""
    return text.count("\ufffd") * 100 < len(text)


def _plain(label: str) -> str:
    return re.sub(r"[^a-z0-9]", "", label.lower())


def _is_refused(label: str) -> bool:
    """True for a charset that Python can decode and that is not allowed, because it may change ASCII letters
    and so hide words (utf-7, punycode, EBCDIC). An unknown label is taken for a typing error and is not
    refused.
    """
    if _plain(label) in _ALLOWED or _plain(label) in _WIDE:
        return False
    try:
        codecs.lookup(label)
    except LookupError:
        return False
    return True


def _is_mostly_utf8(text: str) -> bool:
    """True if at least half of the characters outside ASCII of a text decoded as UTF-8 are valid."""
    bad = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) >= 2 * bad
