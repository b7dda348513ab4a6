"""What an SPF record (RFC 7208) permits, as far as its own terms and those it includes say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from monitor.service.dns import Resolver

MOST_LOOKUPS = 10  # RFC 7208, 4.6.4: a record that needs more is an error


@dataclass(slots=True)
class Policy:
    """A record read with all that it includes. `ending` is its last word (`-all`, `~all`, `?all`, `+all`), or
    empty.

    `problem`: why verifiers take it for an error; empty if they do not.
    """

    record: str
    networks: list[IPv4Network | IPv6Network] = field(default_factory=list)
    lookups: int = 0
    ending: str = ""
    problem: str = ""
    unread: list[str] = field(default_factory=list)  # terms with macros, which depend on the mail

    def permits(self, address: str) -> bool:
        """True if mail from this address passes by one of the networks that were read."""
        return any(ip_address(address) in network for network in self.networks)


def records(resolver: Resolver, domain: str) -> list[str]:
    """The SPF records of a domain; there should be one. Raises `DnsSilent`."""
    return [text for text in resolver.txt(domain) if text.lower().split(" ")[0] == "v=spf1"]


def read(resolver: Resolver, domain: str, record: str) -> Policy:
    """A record, and those that it includes. Raises `DnsSilent`."""
    policy = Policy(record)
    _read(resolver, domain, record, policy, ending=True)
    if not policy.problem and policy.lookups > MOST_LOOKUPS:
        policy.problem = f"it needs {policy.lookups} questions to DNS; verifiers ask at most {MOST_LOOKUPS}"
    return policy


def _read(resolver: Resolver, domain: str, record: str, policy: Policy, *, ending: bool) -> None:
    terms = record.split()[1:]
    for term in terms:
        qualifier, name, value = _parts(term)
        if name == "all":
            policy.ending = f"{qualifier}all" if ending else policy.ending
            return  # RFC 7208, 5.1: what follows is ignored
        if "%" in value:
            policy.lookups += name in ("include", "a", "mx", "exists", "redirect")
            policy.unread.append(term)
        elif name in ("include", "redirect"):
            _include(resolver, value, policy, ending=ending and name == "redirect")
        elif qualifier == "+":
            policy.networks += _networks(resolver, domain, name, value, policy)
        if policy.problem or policy.lookups > MOST_LOOKUPS:
            return


def _include(resolver: Resolver, domain: str, policy: Policy, *, ending: bool) -> None:
    policy.lookups += 1
    if policy.lookups > MOST_LOOKUPS:
        return
    included = records(resolver, domain)
    if len(included) != 1:
        number = "several SPF records" if included else "no SPF record"
        policy.problem = f"{domain}, which it includes, has {number}"
        return
    _read(resolver, domain, included[0], policy, ending=ending)


def _networks(
    resolver: Resolver, domain: str, name: str, value: str, policy: Policy
) -> Iterator[IPv4Network | IPv6Network]:
    """The networks of one term."""
    if name in ("ip4", "ip6"):
        yield from _network(value, policy)
        return
    if name in ("exists", "ptr"):
        policy.lookups += 1
        policy.unread.append(name)
        return
    if name not in ("a", "mx"):
        return  # exp= and other modifiers
    policy.lookups += 1
    host, _, lengths = value.partition("/")
    hosts = [host or domain] if name == "a" else resolver.mx(host or domain)
    bits, _, bits6 = lengths.partition("//")
    for target in hosts:
        for address in resolver.addresses(target) if target != "." else ():
            length = (bits6 if ":" in address else bits) or ("128" if ":" in address else "32")
            yield from _network(f"{address}/{length}", policy)


def _network(text: str, policy: Policy) -> Iterator[IPv4Network | IPv6Network]:
    try:
        yield ip_network(text, strict=False)
    except ValueError:
        policy.problem = f"{text!r} is no network"


def _parts(term: str) -> tuple[str, str, str]:
    """Qualifier, name and value of a term: `~all`, `ip4:192.0.2.0/24`, `redirect=a.example`, `a/24`."""
    qualifier = term[0] if term[0] in "+-~?" else "+"
    bare = term.removeprefix(qualifier)
    for mark in ":=":
        name, separator, value = bare.partition(mark)
        if separator:
            return qualifier, name.lower(), value
    name, slash, length = bare.partition("/")
    return qualifier, name.lower(), slash + length
