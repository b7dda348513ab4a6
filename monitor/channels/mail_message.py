"""The bytes of one digest as a mail.

The head is written line by line, not by `email.message`: Python versions in use decode
`=?utf-8?q?a=0d=0aBcc:...?=` of a title into another header (CVE-2024-6923), and all versions write a
List-Unsubscribe of 76 characters as an encoded word. docs/notes/mail.md has the rest.
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from collections.abc import Iterable
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from hashlib import blake2b
from urllib.parse import quote

from monitor.channels.mail_address import address
from monitor.channels.mail_content import html, text
from monitor.channels.protocol import Body, Envelope
from monitor.channels.subject import subject
from monitor.digest import Digest
from monitor.normalize import header_text

NAME = "Treaty Monitor"
MAX_BYTES = 100_000  # Gmail is said to clip a mail at 102 kB
SUBJECT_LIMIT = 250  # characters
_URL_SAFE = ":/?#[]@!$&'()*+,;=%~"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # all but tab and line ends


def mail(digest: Digest, envelope: Envelope, *, to: str) -> Body:
    """A composed digest as a mail to one address.

    An alert about one act answers the first mail about it (RFC 5322, 3.6.4).
    """
    domain = envelope.sender.rpartition("@")[2]
    thread = [f"{wid}@{domain}" for wid in digest.thread]
    content = build_mail(
        html=html(digest),
        text=text(digest),
        subject=subject(digest),
        sender=envelope.sender,
        to=to,
        list_id=digest.destination,
        message_id=f"{envelope.wid}@{domain}",
        date=digest.until,
        unsubscribe_https=digest.unsubscribe_url,
        unsubscribe_mailto=digest.unsubscribe_mailto or envelope.sender,
        complaints_to=digest.complaints_to or "",
        sequence=digest.sequence,
        ref=digest.ref,
        in_reply_to=thread[0] if thread and digest.is_single_act else "",
        references=thread,
    )
    return Body(content, "message/rfc822", len(content) / MAX_BYTES)


def build_mail(
    *,
    html: str,
    text: str,
    subject: str,
    sender: str,
    to: str,
    list_id: str,
    message_id: str,
    date: datetime,
    unsubscribe_https: str | None,
    unsubscribe_mailto: str,
    sequence: int,
    ref: str,
    complaints_to: str = "",
    in_reply_to: str = "",
    references: Iterable[str] = (),
) -> bytes:
    """The final bytes of one mail to one address: RFC 5322 and 2045, multipart/alternative, ASCII, CRLF.

    `sender`, `to`, `unsubscribe_mailto` and `complaints_to` are bare addresses; `message_id`, `in_reply_to`
    and `references` are `wid@domain` without brackets. The same arguments give the same bytes. For mailing
    lists: RFC 2919 (List-Id), 2369 and 8058 (List-Unsubscribe, in one line), 3834 (Auto-Submitted), 9477
    (CFBL-Address). Raises `UsageError` for a text that is no address.
    """
    author, message_id = address(sender), address(message_id)
    list_id = _list_id(list_id.removesuffix(f".{sender.rpartition('@')[2]}"), author.rpartition("@")[2])
    page = quote(unsubscribe_https or "", safe=_URL_SAFE)
    mailto = f"<mailto:{address(unsubscribe_mailto)}?subject=unsubscribe%20{list_id}>"
    thread = dict.fromkeys(f"<{address(wid)}>" for wid in (*references, in_reply_to) if wid)
    boundary = f"=_{message_id.partition('@')[0]}"  # `=_` cannot occur in quoted-printable
    head = {
        "From": f"{NAME} <{author}>",
        "To": address(to),  # never a display name: a subscriber's could hold another address
        "Subject": _subject(header_text(subject) or NAME),
        "Date": format_datetime(date),
        "Message-ID": f"<{message_id}>",
        "In-Reply-To": f"<{address(in_reply_to)}>" if in_reply_to else "",
        "References": "\r\n ".join(thread),
        "List-Id": f"<{list_id}>",
        "List-Unsubscribe": f"<{page}>, {mailto}" if page else mailto,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" if page.startswith("https://") else "",
        "CFBL-Address": _complaint_address(complaints_to, author),
        "Auto-Submitted": "auto-generated",
        "Precedence": "list",
        "X-Treaty-Monitor-Ref": re.sub(r"[^A-Za-z0-9]", "", ref),
        "X-Treaty-Monitor-Sequence": str(sequence),
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
    return (
        lines.encode("ascii")
        + b"\r\n"
        + _part(boundary, "plain", text)
        + _part(boundary, "html", html)
        + f"--{boundary}--\r\n".encode()
    )


def _complaint_address(complaints_to: str, author: str) -> str:
    """Where providers report complaints (RFC 9477, 3.1: only a domain of the From address or below it)."""
    if not complaints_to:
        return ""
    domain, ours = address(complaints_to).rpartition("@")[2], author.rpartition("@")[2]
    return f"{address(complaints_to)}; report=arf" if f".{domain}".endswith(f".{ours}") else ""


def _subject(text: str) -> str:
    """The header's value, folded at 76 characters. A subject with other letters than ASCII, or with what was
    an encoded word, becomes encoded words (RFC 2047) as a whole.
    """
    charset = "us-ascii" if text.isascii() and "= ?" not in text else "utf-8"
    return Header(text[:SUBJECT_LIMIT], charset, maxlinelen=76, header_name="Subject").encode(linesep="\r\n")


def quoted_printable(text: str) -> bytes:
    """A text as the body of a part: lines of at most 76 characters, no line with only a dot, no control
    characters.
    """
    clean = _CONTROLS.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    # `b2a_qp` breaks lines with the first line end of the text
    return b2a_qp(clean.encode("utf-8", "replace") + b"\r\n", istext=True)


def _part(boundary: str, kind: str, text: str) -> bytes:
    """One alternative of the mail."""
    head = (
        f'--{boundary}\r\nContent-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: '
        "quoted-printable\r\n\r\n"
    )
    return head.encode() + quoted_printable(text)


def _list_id(text: str, domain: str) -> str:
    """A List-Id (RFC 2919): `text` as one ASCII label before `domain`.

    A name in another script becomes a short hash, so that no two are alike.
    """
    label = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]
    return f"{label or blake2b(text.encode(), digest_size=4).hexdigest()}.{domain}"
