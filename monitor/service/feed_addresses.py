"""Checks what a person or an OPML file says of a feed: its address, the code of its depositary."""

from __future__ import annotations

from urllib.parse import urlsplit

from monitor.errors import UsageError
from monitor.log import redact_url
from monitor.model import FeedKind
from monitor.normalize import clean_text, safe_link

MOST_CODE = 12  # letters and digits of the code of a depositary


def checked_address(text: str) -> str:
    """The address of a feed as we keep it. Raises `UsageError` unless it is http(s) without a user name."""
    address = text.strip()
    if "://" not in address and "." in address.split("/")[0]:
        address = f"https://{address}"
    if not safe_link(address) or not urlsplit(address).hostname:
        if "@" in address.partition("://")[2].partition("/")[0]:
            raise UsageError(
                "The address of a feed cannot have a user name or a password; this one has "
                f"({shown(address)})."
            )
        raise UsageError(
            f"{shown(text)!r} is not an http or https address without a user name; give the full "
            "address of the feed."
        )
    return address


def shown(address: str) -> str:
    """An address that is no good, for a message: without a password in it."""
    clean = clean_text(address, 200)
    return redact_url(clean, keep_path=True) if "://" in clean else clean.rpartition("@")[2]


def checked_depositary(code: str | None, kind: FeedKind) -> str | None:
    """The code of a depositary in capitals. Raises `UsageError`: only an official feed may have one."""
    if not code:
        return None
    if kind is not FeedKind.OFFICIAL:
        raise UsageError(
            'Only an official feed speaks for a depositary: add --kind official (OPML: kind="official").'
        )
    if not (code.isascii() and code.isalnum() and 2 <= len(code) <= MOST_CODE):
        raise UsageError(f"The depositary {code!r} is not a code; give one such as UN, COE, ILO or NL.")
    return code.upper()
