"""robots.txt: may our robot read an address (RFC 9309)? Pure, but run in a killable child: groups of many
agents cost quadratic time.
"""

from __future__ import annotations

from protego import Protego

PRODUCT = "treaty-monitor"  # the product token (RFC 9309, 2.2.1) that a robots.txt names us by
SIZE_LIMIT = 500 * 1024  # bytes; the standard (2.5) asks for at least 500 KiB


def may_read(robots: bytes, url: str) -> bool:
    """Does `robots`, the first 500 KiB of a robots.txt, let us read `url`? A text without any rule allows
    everything.

    UTF-8 with bad bytes replaced (2.3); the longest match decides, allow before disallow (2.2.2).
    `Crawl-delay`, which the standard does not have, is ignored: a page is read once.
    """
    text = robots[:SIZE_LIMIT].decode("utf-8-sig", "replace")
    return Protego.parse(text).can_fetch(url, PRODUCT)
