"""Where a form was sent from: forms of other sites are refused (docs/faults.md 134).

`is_foreign` is for forms without a cookie, `is_own` for those of somebody who is logged in.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from monitor.config import Config

LOOPBACK = ("localhost", "127.0.0.1", "::1")
OWN = ("same-origin", "none")  # of Sec-Fetch-Site (W3C Fetch Metadata): our page, or the reader by hand


def is_foreign(request: Request, base_url: str | None, *, is_hidden: bool = False) -> bool:
    """True for a form that another site sent.

    `is_hidden`: the page of the form tells no referrer, so that browsers write `Origin: null` (Fetch, "append
    a request Origin header"); the secret in its address is then what no other site has. A request without
    both headers is from no browser, and has no cookie of anybody.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in OWN
    origin = request.headers.get("origin")
    if origin is None or (is_hidden and origin == "null"):
        return False
    own = urlsplit(base_url).netloc if base_url else request.headers.get("host", "")
    return urlsplit(origin).netloc.lower() != own.lower()


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
