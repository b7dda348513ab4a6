"""Decides whether robots.txt allows us to read an address (RFC 9309). Pure, but run in a child process that
can be killed: groups of many agents take quadratic time.
"""

from __future__ import annotations

from protego import Protego

PRODUCT = "treaty-monitor"  # the product token (RFC 9309, 2.2.1) that a robots.txt names us by
SIZE_LIMIT = 500 * 1024  # bytes; the standard (2.5) asks for at least 500 KiB


def may_read(robots: bytes, url: str) -> bool:
    """True if `robots`, the first 500 KiB of a robots.txt, allows us to read `url`, or has no rules.

    Invalid UTF-8 is replaced (2.3); the longest match decides, and allow before disallow (2.2.2).
    `Crawl-delay`, which is not in the standard, is ignored: a page is read once.
    """
    text = robots[:SIZE_LIMIT].decode("utf-8-sig", "replace")
    return Protego.parse(text).can_fetch(url, PRODUCT)
