"""Where a form was sent from: forms of other sites are refused (docs/faults.md 134)."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

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
