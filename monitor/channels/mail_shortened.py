"""The short form of a mail that a server refuses as too large: plain text with the headings and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import format_datetime

from monitor.channels.layout import wrap
from monitor.channels.mail_message import quoted_printable

_MARK = "X-Treaty-Monitor-Instead-Of"
_REF_HEADER = "X-Treaty-Monitor-Ref"
_REPLACED = frozenset({"dkim-signature", "content-type"})
_LINK = re.compile(r"https?://")
_REFERENCE = re.compile(r"#[A-Z0-9]{4}\b")


def shortened_mail(frozen: bytes, *, wid: str, ref: str, at: datetime, note: str) -> bytes | None:
    """The short form of one of our mails under its own id, with `note` above its text; unsigned.

    It follows the mail that it stands for (`References`), and names it. Returns None for a mail that is a
    short form already, or that has no text.
    """
    head = frozen.partition(b"\r\n\r\n")[0].decode("ascii")
    fields = dict(_fields(head))
    body = message_from_bytes(frozen, policy=policy.default).get_body(("plain",))
    if _MARK in fields or body is None:
        return None
    former = fields["Message-ID"]
    fields["References"] = "\r\n ".join(filter(None, (fields.get("References"), former)))
    fields |= {
        "Message-ID": f"<{wid}@{former.rpartition('@')[2]}",
        "Date": format_datetime(at),
        _MARK: fields[_REF_HEADER],
        _REF_HEADER: ref,
    }
    lines = [f"{name}: {value}\r\n" for name, value in fields.items() if name.lower() not in _REPLACED]
    kind = 'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    text = f"{wrap(note)}\n\n{short_text(body.get_content())}"
    return "".join(lines).encode("ascii") + kind.encode() + quoted_printable(text.rstrip("\n"))


def short_text(text: str) -> str:
    """The lines of a message's text that begin at the margin (headings, sentences, the foot), those with a
    link or a reference, and those between a sentence and its reference: how far the act has come. All details
    of an act are indented (templates/act.txt.j2).
    """
    kept: list[str] = []
    standing: list[str] | None = None  # the details since the sentence; None when its reference was read
    for line in text.replace("\r\n", "\n").split("\n"):
        if not line.startswith(" "):
            standing = [] if line else None
            if line or kept[-1:] != [""]:
                kept.append(line)
        elif _REFERENCE.search(line):
            kept += [*(standing or ()), line]
            standing = None
        elif _LINK.search(line):
            if kept[-1:] == [""]:
                kept.pop()
            kept.append(line)
            standing = None
        elif standing is not None:
            standing.append(line)
    return "\n".join(kept).strip("\n") + "\n"


def _fields(head: str) -> Iterator[tuple[str, str]]:
    """The headers, folded as they stand."""
    for field in re.split(r"\r\n(?! )", head):
        name, _, value = field.partition(": ")
        yield name, value
