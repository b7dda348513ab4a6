"""Whether the head of a mail can be read in one way only, and is what its sender signed (DKIM, RFC 6376).

A signature says nothing of a second Subject that somebody put above the signed one, nor of what follows the
signed part of a text. Programs do not agree on where a broken head ends. Such mails are refused.
"""

from __future__ import annotations

import re
from collections import Counter
from email import errors
from email.message import Message

from monitor.inbound.limits import FIELD_CHARS, LINE_BYTES, one_line

_ONCE = (
    "sender", "subject", "date", "message-id", "mime-version", "content-type",
    "content-transfer-encoding",
)  # fmt: skip
_SIGNED = frozenset({"from", "subject", "date"})
_MARGIN = 100  # a field this close to a limit may have been cut
_HEAD = re.compile(rb"\r?\n\r?\n")
_LONE = re.compile(rb"\r(?!\n)|\0")  # ends a line for some programs and for others not
_BARE = re.compile(rb"(?<!\r)\n")
_BROKEN = (
    errors.MissingHeaderBodySeparatorDefect,
    errors.FirstHeaderLineIsContinuationDefect,
    errors.MisplacedEnvelopeHeaderDefect,
)
_TAG = re.compile(r"\s*([A-Za-z]\w*)\s*=(.*)", re.DOTALL)


def unclear_head(raw: bytes, mail: Message) -> str:
    """Why the head of a mail may be read in two ways; "" if it can be read in one only."""
    match = _HEAD.search(raw)
    head = raw if match is None else raw[: match.start()]
    if _LONE.search(head) or (b"\r\n" in head and _BARE.search(head)):
        return "a line of its head ends in two ways"
    if any(isinstance(defect, _BROKEN) for defect in mail.defects):
        return "its head has a line that is no field"
    times = Counter(name.lower() for name in mail)
    twice = next((name for name in _ONCE if times[name] > 1), "")
    return f"its head has more than one {twice.title()}" if twice else ""


def unsigned(mail: Message, signers: list[str]) -> str:
    """Why the signatures of these domains do not vouch for the whole mail; "" if they do.

    Which of several signatures passed is not known: each must cover all.
    """
    signatures = [tags for value in mail.get_all("DKIM-Signature", []) if (tags := _tags(value))]
    own = [tags for tags in signatures if tags.get("d", "").lower().rstrip(".") in signers]
    if not own:
        return "its DKIM-Signature is not there or cannot be read"
    for tags in own:
        if "l" in tags:
            return "its DKIM signature covers only the beginning of the text (l=)"
        missing = sorted(_SIGNED - {name.strip().lower() for name in tags.get("h", "").split(":")})
        if missing:
            return f"its DKIM signature does not cover {missing[0].title()}"
    return ""


def may_be_cut(value: object) -> bool:
    """True for a field that is near the limits of the parser: "header.d=un.org" may have been longer."""
    text = str(value)
    longest = max(map(len, text.splitlines()), default=0)
    return len(text) > FIELD_CHARS - _MARGIN or longest > LINE_BYTES - _MARGIN


def _tags(value: object) -> dict[str, str]:
    """The tags of a signature; of a tag that is there twice the first, which others may read as well."""
    tags: dict[str, str] = {}
    for part in "" if may_be_cut(value) else str(value).split(";"):
        if match := _TAG.fullmatch(one_line(part)):
            tags.setdefault(match[1], match[2].strip())
    return tags
