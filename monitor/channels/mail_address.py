"""Mail addresses: how one is written on the wire, and which ones can be used."""

from __future__ import annotations

import re
from functools import lru_cache

import idna

from monitor.errors import UsageError

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
# what is left to check after IDNA: the last label is no number
_HOST = re.compile(r"(?:[a-z0-9.-]+\.)?[a-z0-9-]*[a-z][a-z0-9-]*")


def address(text: str) -> str:
    """The address as it goes on the wire: ASCII, the domain in lower case and IDNA 2008 (RFC 5891).

    Takes a bare `local@domain` with a dot-atom (RFC 5322, 3.2.3) before the `@`: no comments, quotes, display
    names or lists, and, as few servers speak SMTPUTF8, no other letters than ASCII's. Raises UsageError.
    """
    local, _, domain = text.rpartition("@")
    if len(local) > 64 or not _DOT_ATOM.fullmatch(local):
        raise UsageError(
            f"{text[:80]!r} is not an email address: write name@example.org, with ASCII letters before the @"
        )
    host = _host(domain)
    if not host or len(local) + len(host) > 253:
        raise UsageError(f"{text[:80]!r} is not an email address: {domain[:80]!r} is no domain name")
    return f"{local}@{host}"


@lru_cache(maxsize=1024)
def _host(domain: str) -> str:
    """A domain as it goes on the wire; empty when the text is no domain."""
    try:
        host = idna.encode(domain, uts46=True, std3_rules=True).decode().lower()
    except idna.IDNAError:
        return ""
    return host if _HOST.fullmatch(host) else ""


def valid_address(text: str) -> str | None:
    """The address of somebody who is to get mail, as `address` gives it; None when it is none.

    Stricter by one rule: a domain of one word must be `localhost`, else it is a mistake.
    """
    try:
        checked = address(text)
    except UsageError:
        return None
    domain = checked.rpartition("@")[2]
    return checked if "." in domain or domain == "localhost" else None


def checked_mail(text: str) -> str:
    """A mail address that can be written into a header and an envelope. Raises `UsageError`."""
    checked = valid_address(text)
    if checked is None:
        raise UsageError(f"{text!r} is not a mail address that can be used; give one like name@example.org.")
    return checked
