"""Bytes of a feed to text. The order of belief, and why, is in docs/notes/parsing.md.

byte order mark > UTF-16/32 that shows in the first bytes > valid UTF-8 > XML declaration > HTTP charset >
`meta` of HTML > UTF-8 with a few bad bytes > windows-1252. Labels mean what the WHATWG Encoding Standard
(section 4.2) says; a charset outside the allow-list is refused.
"""

from __future__ import annotations

import codecs
import re

from monitor.model import ParseError

# label, without punctuation -> codec; the web's superset where a label's own charset is a subset of it
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
# bytes in which `meta` may stand; the standard (HTML 13.2.3.2) asks for 1024, pages put more before it
_PRESCAN = 4096
_HTTP = re.compile(r"""charset\s*=\s*["']?([\w.:+-]{1,40})""", re.IGNORECASE | re.ASCII)


def decode(body: bytes, content_type: str, *, html: bool = False) -> str | ParseError:
    """The text of `body`, in which a truncated last character is dropped; a ParseError `charset` when its
    charset is not allowed.

    `html`: what a `meta` element declares counts too.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    for start, codec in _WIDE_STARTS:
        if start.match(body):
            return body.decode(codec, "replace")
    if body.startswith(_EBCDIC):
        return ParseError("charset", "the document is in EBCDIC, which is not read")
    labels = []
    if match := _DECLARED.match(body):
        labels.append(match[1].decode("ascii", "replace"))
    if header := _HTTP.search(content_type):
        labels.append(header[1])
    if html and (meta := _META.search(body, 0, _PRESCAN)):
        labels.append(meta[1].decode("ascii", "replace"))
    if labels and _refused(labels[0]):
        return ParseError("charset", f"the charset {labels[0]!r} is not on the list of those that are read")
    codecs_named = [_ALLOWED[_plain(label)] for label in labels if _plain(label) in _ALLOWED]

    if b"\x1b" in body and codecs_named[:1] == ["iso2022-jp"]:  # seven-bit: its bytes are valid UTF-8 too
        return body.decode("iso2022-jp", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        pass
    for named in codecs_named:
        text = body.decode(named, "replace")
        if text.count("\ufffd") * 100 < len(text) and (named != "utf-8" or _mostly_utf8(text)):
            return text
    repaired = body.decode("utf-8", "replace")
    if repaired.count("\ufffd") * 100 < len(repaired) and _mostly_utf8(repaired):
        return repaired
    return body.decode("cp1252", "replace")


def _plain(label: str) -> str:
    return re.sub(r"[^a-z0-9]", "", label.lower())


def _refused(label: str) -> bool:
    """A charset that Python could decode and we will not: it can rewrite ASCII, and so hide every word
    (utf-7, punycode, EBCDIC ...).

    A label nobody knows is a slip of the pen, and no reason.
    """
    if _plain(label) in _ALLOWED or _plain(label) in _WIDE:
        return False
    try:
        codecs.lookup(label)
    except LookupError:
        return False
    return True


def _mostly_utf8(text: str) -> bool:
    """Of the characters that are not ASCII in `text`, decoded as UTF-8, at least half were good: bad bytes
    are the exception in it.
    """
    bad = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) >= 2 * bad
