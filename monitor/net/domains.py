"""The registered domain of a host: what one operator of servers has, such as `example.co.uk`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.net.address import is_literal

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_KEPT = 20_000  # hosts


@lru_cache(maxsize=_KEPT)
def registered_domain(host: str) -> str:
    """The part of a host name that its owner has registered, by the Public Suffix List; under a suffix that
    it does not have, the last two labels. Literal addresses and names without a dot stand for themselves.
    """
    name = host.rstrip(".").lower()
    if is_literal(name) or name.count(".") < 2:
        return name
    return _suffixes().privatesuffix(name) or ".".join(name.split(".")[-2:])


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    """The list, with the suffixes of hosting services."""
    from publicsuffixlist import PublicSuffixList  # a tenth of a second, for hosts with three labels alone

    return PublicSuffixList()


def is_public(host: str) -> bool:
    """True for a name with a dot: the servers of an own network have literal addresses or plain names."""
    return "." in host.rstrip(".") and not is_literal(host)
