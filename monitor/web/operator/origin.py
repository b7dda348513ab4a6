"""Whether a POST comes from our own pages: its Origin, and the token of its form (docs/faults.md 134)."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.requests import Request

from monitor.config import Config


def is_own(request: Request, config: Config) -> bool:
    """True if the browser says that a page of ours sent the request (RFC 6454, 7; Fetch metadata).

    Ours are the configured address, and the address that the browser itself asked.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    scheme, _, host = request.headers.get("origin", "").partition("://")
    if scheme not in ("http", "https") or not host:
        return False
    base = urlsplit(str(config.base_url or ""))
    return (scheme, host) == (base.scheme, base.netloc) or host == request.headers.get("host")


def form_token(cookie: str) -> str:
    """What a form of a page has to carry: only who knows the cookie can tell it."""
    return hmac.digest(cookie.encode(), b"treaty-monitor form", hashlib.sha256).hex()[:32]


def has_token(cookie: str, given: str) -> bool:
    """True if a form carries the token that belongs to this cookie."""
    return bool(cookie) and hmac.compare_digest(form_token(cookie).encode(), given.encode())
