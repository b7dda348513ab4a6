"""Bytes of a depositary's mail to its notice, or why it is refused.

Notices of the United Nations (`C.N.n.YYYY.TREATIES-chapter.no`), of the Council of Europe (`JJ9154C
Tr./210-22`) and plain ones. Attachments are named, never opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import blake2b

from monitor.inbound import limits, sender_check
from monitor.inbound.head_check import unclear_head
from monitor.inbound.notice_values import Notice, Refusal, Refused, SenderCheck
from monitor.inbound.quoting import is_of_others, without_quotes
from monitor.model import NOTICE_KEY
from monitor.normalize import clean_lines, html_to_lines

TEXT_CHARS = 50_000  # of the text that is kept
TITLE_CHARS = 300
NAMED = 10  # attachments whose names are kept
_NAME_CHARS = 100
_NUMBER_CHARS = 120  # of a line in which a notice's own number stands
_HEAD = 3_000  # characters in which a notice has its number
_ID_CHARS = 200
_CUT = 50  # characters of a line that may have been cut
_NEW_LINE = re.compile(r"[^,:]{2,60}(?:, \d{1,2}(?:ER)? [^\W\d]+ \d{4}| ?: .*)")  # GENEVA, 27 JUNE 1961
_CHAPTER = r"[IVXLC]+(?:\.[A-Za-z0-9]{1,6}){0,3}(?:-[A-Za-z0-9]{1,4})?"
# C.N.865.2016.TREATIES-XXVI.5
_UN = re.compile(
    rf"\bC\.\s?N\.\s?(\d{{1,5}})\.\s?(\d{{4}})\.\s?TREATIES\s?[-–‑]\s?({_CHAPTER})", re.IGNORECASE
)
_COE = re.compile(
    r"\b(JJ\s?\d{2,6}[A-Z]?)[\s,;:()/–-]{1,20}(?:Ref\.?:?\s*)?"
    r"(Tr\.?\s?/\s?\d{1,3}[A-Z]?(?:\s?-\s?\d{1,4})?)"
)
_SERIES = re.compile(r"\b((?:C?ETS|S?TCE)\s(?:No\.?|n[°o]\.?)\s?\d{1,3}[A-Z]?)\b")
# What may stand in a line before the notice's own number; a footnote refers to other notices in sentences.
_LABEL = re.compile(r"\W*(?:(?:our|notre)\s)?(?:r[eé]f(?:[eé]rence)?\b)?\W*", re.IGNORECASE)
# Codecs by which text in a mail is read; others may be slow (punycode) or no character sets at all.
_CHARSET = re.compile(
    r"(?:us-)?ascii|utf-?(?:8|16(?:-?[lb]e)?)|(?:iso-?8859|windows|cp)-?\d{1,4}(?:-\d{1,2})?|"
    r"latin-?1|koi8-[ru]"
)


def notice_of(raw: bytes, check: SenderCheck) -> Notice | Refused:
    """What a mail of a depositary says, or why it is refused. Raises nothing, whatever the bytes are."""
    try:
        mail = limits.parsed(raw)
        unclear = unclear_head(raw, mail)
        return Refused("", Refusal.HEAD, unclear) if unclear else _notice(mail, check)
    except Exception:  # noqa: BLE001 - the border of one hostile mail: email's parser may raise
        return Refused("", Refusal.UNREADABLE, "a mail that cannot be read")


def _notice(mail: Message, check: SenderCheck) -> Notice | Refused:
    checked = sender_check.check(mail, check)
    if checked.reason is not None:
        return Refused(checked.address, checked.reason, checked.why)
    title = _decoded(mail.get("Subject"))[:TITLE_CHARS].strip()
    texts = list(_texts(mail))
    text = "\n".join(texts).strip()[:TEXT_CHARS]
    if not title and not text:
        return Refused(checked.address, Refusal.EMPTY, "it has neither subject nor text")
    if is_of_others(mail, title, text):
        why = "an answer or a forwarded mail: what it quotes may be anybody's words"
        return Refused(checked.address, Refusal.REPLY, why)
    number, is_own = number_of(title, text)
    message_id = limits.field(mail, "Message-ID")[:_ID_CHARS]
    identity = number if is_own else message_id or _digest(title, text)
    return Notice(
        story_key=f"{NOTICE_KEY}{checked.depositary}:{identity.casefold() if is_own else identity}",
        number=number,
        sender=checked.address,
        depositary=checked.depositary,
        title=title or text.partition("\n")[0][:TITLE_CHARS],
        text="\n".join((text, *_attachments(mail))).strip(),
        published=_sent(mail),
        message_id=message_id,
    )


def number_of(title: str, text: str) -> tuple[str, bool]:
    """The number of a notice, and True if no other notice has it: that of a treaty series says only which
    treaty it is about. "" without one.
    """
    if match := _UN.search(title):
        return _un_number(match), True
    beginnings = (line[:_NUMBER_CHARS] for line in text.splitlines())
    matches = [match for line in beginnings if (match := _UN.search(line))]
    own = {_un_number(match) for match in matches if _LABEL.fullmatch(match.string[: match.start()])}
    if len(own) > 1:
        return "", False  # a list of notices: none of their numbers is that of the mail
    if own:
        return own.pop(), True
    head = f"{title}\n{text[:_HEAD]}"
    if match := _COE.search(head):
        return f"{_without_spaces(match[1])} {_without_spaces(match[2])}", True
    match = _SERIES.search(head)
    return ("" if match is None else match[1]), False


def _un_number(match: re.Match[str]) -> str:
    return f"C.N.{match[1]}.{match[2]}.TREATIES-{match[3].upper()}"


def _without_spaces(text: str) -> str:
    return "".join(text.split())


def _digest(title: str, text: str) -> str:
    return blake2b(f"{title}\n{text}".encode("utf-8", "replace"), digest_size=12).hexdigest()


def _sent(mail: Message) -> datetime | None:
    """The moment of the mail's Date in UTC; None without a readable one."""
    try:
        sent = parsedate_to_datetime(limits.field(mail, "Date"))
        return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _texts(part: Message) -> Iterator[str]:
    """The texts of a mail or part in order; of alternatives the plain one, else the HTML as text."""
    if _is_attached(part) or part.get_content_maintype() == "message":
        return
    inner = limits.parts_of(part)
    if not inner:
        if text := _text_of(part):
            yield text
    elif part.get_content_subtype() == "alternative":
        plain = [text for text in (_text_of(part, "plain") for part in inner) if text]
        richer = (texts for part in inner if (texts := list(_texts(part))))
        yield from plain[:1] or next(richer, [])
    else:
        for child in inner:
            yield from _texts(child)


def _text_of(part: Message, subtype: str = "") -> str:
    """The text of an undivided part; "" for other types, and for another subtype than that given."""
    if part.get_content_maintype() != "text" or _is_attached(part) or limits.parts_of(part):
        return ""
    kind = part.get_content_subtype()
    if kind not in ("plain", "html") or (subtype and kind != subtype):
        return ""
    content = part.get_payload(decode=True)
    text = _read(content if isinstance(content, bytes) else b"", part.get_content_charset(""))
    return html_to_lines(text) if kind == "html" else _unwrapped(without_quotes(text))


def _unwrapped(text: str) -> str:
    """A plain text with each sentence on one line: the writer's program cut the lines."""
    lines: list[str] = []
    for paragraph in re.split(r"\n[ \t\r]*\n", text[: 2 * TEXT_CHARS]):
        parts: list[str] = []
        for line in clean_lines(paragraph).splitlines():
            if parts and len(parts[-1]) >= _CUT and parts[-1][-1] not in ".:;" and not _begins(line):
                parts[-1] += f" {line}"
            else:
                parts.append(line)
        lines += parts
    return "\n".join(lines)


def _begins(line: str) -> bool:
    """True for a line that begins something new behind a title in capitals: place and day, or a heading."""
    return line.isupper() and _NEW_LINE.fullmatch(line) is not None


def _read(content: bytes, charset: str) -> str:
    """Bytes as text. A charset that is missing or unknown is taken for UTF-8, and what that cannot read
    becomes U+FFFD.
    """
    name = charset.lower() if _CHARSET.fullmatch(charset.lower()) else "utf-8"
    try:
        return content.decode(name, "replace")
    except (LookupError, UnicodeError):
        return content.decode("utf-8", "replace")


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_name_of(part))


def _name_of(part: Message) -> str:
    """The file name of a part; "" without one."""
    return _decoded(part.get_filename())[:_NAME_CHARS]


def _attachments(mail: Message) -> list[str]:
    """A line for each of the first attachments."""
    parts = [mail]
    names: list[str] = []
    while parts and len(names) < NAMED:
        part = parts.pop(0)
        if _is_attached(part):
            names.append(f"Attachment: {_name_of(part) or part.get_content_type()}")
        elif part.get_content_maintype() != "message":
            parts = [*limits.parts_of(part), *parts]
    return names


def _decoded(value: object) -> str:
    """A header field with its encoded words (RFC 2047) read, on one line."""
    if value is None:
        return ""
    try:
        pieces = decode_header(str(value))
    except (ValueError, LookupError):
        return limits.one_line(value)
    texts = (text if isinstance(text, str) else _read(text, charset or "") for text, charset in pieces)
    return limits.one_line("".join(texts))
