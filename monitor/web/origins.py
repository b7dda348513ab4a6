"""Where a form was sent from: forms of other sites are refused (docs/faults.md 134)."""

from __future__ import annotations

from enum import Enum, auto
from urllib.parse import SplitResult, urlsplit

from starlette.requests import Request

from monitor.config import Config

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_NOT_OTHER = ("same-origin", "none")  # of Sec-Fetch-Site: our page, or the reader by hand


def is_public(config: Config) -> bool:
    """True if the pages have an address on another machine. A proxy need not say that a request is none of
    its own: nginx adds no header by itself.
    """
    return bool(config.base_url) and urlsplit(str(config.base_url)).hostname not in LOOPBACK


class Sender(Enum):
    """Who sent a form. UNKNOWN: a program, or a page that tells no referrer, for which browsers write
    `Origin: null` (Fetch, "append a request Origin header").
    """

    OWN = auto()
    OTHER = auto()
    UNKNOWN = auto()


def sender(request: Request, config: Config) -> Sender:
    """Who sent a form, as the browser says (RFC 6454, 7; W3C Fetch Metadata).

    Ours are pages of the configured address, and of what the browser itself asked if that is this machine, or
    if no address is configured. Another name that somebody lets point to this machine is none of ours.
    """
    if request.headers.get("sec-fetch-site", "none") not in _NOT_OTHER:
        return Sender.OTHER
    written = request.headers.get("origin")
    if written is None or written == "null":
        return Sender.UNKNOWN
    try:
        origin = urlsplit(written.lower())
        is_ours = _is_ours(origin, request, config)
    except ValueError:  # http://[
        return Sender.OTHER
    return Sender.OWN if is_ours else Sender.OTHER


def _is_ours(origin: SplitResult, request: Request, config: Config) -> bool:
    if origin.scheme not in ("http", "https") or not origin.netloc:
        return False
    base = urlsplit(str(config.base_url or "").lower())
    if (origin.scheme, origin.netloc) == (base.scheme, base.netloc):
        return True
    is_asked = origin.netloc == request.headers.get("host", "").lower()
    return is_asked and (not base.netloc or origin.hostname in LOOPBACK)
