"""Whether a POST comes from our own pages: its Origin, and the token of its form (docs/faults.md 134)."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.requests import Request

from monitor.config import Config

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def is_own(request: Request, config: Config) -> bool:
    """True if the browser says that a page of ours sent the request (RFC 6454, 7; Fetch metadata).

    Ours are the configured address, and what the browser itself asked if that is this machine, or if no
    address is configured. Another name that somebody lets point to this machine is none of ours.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    try:
        origin = urlsplit(request.headers.get("origin", ""))
    except ValueError:
        return False
    if origin.scheme not in ("http", "https") or not origin.netloc:
        return False
    base = urlsplit(str(config.base_url or ""))
    if (origin.scheme, origin.netloc) == (base.scheme, base.netloc):
        return True
    is_asked = origin.netloc == request.headers.get("host")
    return is_asked and (not base.netloc or origin.hostname in LOOPBACK)


def form_token(cookie: str) -> str:
    """What a form of a page has to carry: only who knows the cookie can tell it."""
    return hmac.digest(cookie.encode(), b"treaty-monitor form", hashlib.sha256).hex()[:32]


def has_token(cookie: str, given: str) -> bool:
    """True if a form carries the token that belongs to this cookie."""
    return bool(cookie) and hmac.compare_digest(form_token(cookie).encode(), given.encode())
