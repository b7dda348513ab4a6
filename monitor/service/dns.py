"""What `doctor email` asks of DNS, by dnspython."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from dns.resolver import Answer
    from dns.resolver import Resolver as DnsResolver

TIMEOUT_S = 5.0  # for one question, all servers together


class DnsSilent(Exception):
    """DNS gave no answer: nothing is known. The text says why."""


class Resolver(Protocol):
    """Answers questions about names. No record is an empty list; no answer at all raises `DnsSilent`."""

    def txt(self, name: str) -> list[str]:
        """The TXT records of a name, the strings of each joined (RFC 7208, 3.3)."""
        ...

    def mx(self, name: str) -> list[str]:
        """The hosts that take mail for a name, the preferred ones first; `.` is a null MX (RFC 7505)."""
        ...

    def addresses(self, name: str) -> list[str]:
        """The IPv4 and IPv6 addresses of a name."""
        ...

    def names(self, address: str) -> list[str]:
        """The names of an address (PTR)."""
        ...


class SystemResolver:
    """The resolver that this machine is configured with, or another one of dnspython."""

    def __init__(self, resolver: DnsResolver | None = None) -> None:
        self._resolver = resolver

    def txt(self, name: str) -> list[str]:
        records = self._ask(name, "TXT")
        return [b"".join(record.strings).decode("utf-8", "replace") for record in records or ()]

    def mx(self, name: str) -> list[str]:
        records = sorted(self._ask(name, "MX") or (), key=lambda record: record.preference)
        return [record.exchange.to_text().rstrip(".").lower() or "." for record in records]

    def addresses(self, name: str) -> list[str]:
        return [record.address for kind in ("A", "AAAA") for record in self._ask(name, kind) or ()]

    def names(self, address: str) -> list[str]:
        from dns import reversename

        records = self._ask(reversename.from_address(address).to_text(), "PTR")
        return [record.target.to_text().rstrip(".").lower() for record in records or ()]

    def _ask(self, name: str, kind: str) -> Answer | None:
        """The answer; None when there is no such record. Raises `DnsSilent`."""
        from dns.exception import DNSException
        from dns.resolver import NXDOMAIN, NoAnswer
        from dns.resolver import Resolver as DnsResolver

        try:
            self._resolver = self._resolver or DnsResolver()
            return self._resolver.resolve(name, kind, lifetime=TIMEOUT_S, search=False)
        except (NXDOMAIN, NoAnswer):
            return None
        except DNSException as error:
            raise DnsSilent(f"{kind} of {name}: {type(error).__name__}") from error
