"""What a provider asks DNS about the sender of our mail: SPF, DKIM, DMARC, MX and PTR."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from monitor.service import spf
from monitor.service.checks import Check
from monitor.service.dns import DnsSilent, Resolver

if TYPE_CHECKING:
    from monitor.channels.email.dkim_keys import DkimKey

GOOD_BITS = 2048  # RFC 8301, 3.2


@dataclass(frozen=True, slots=True)
class Identity:
    """Who our mail is from: domains in lower case. `keys` is empty when we do not sign."""

    author: str  # of From
    envelope: str  # of MAIL FROM
    server: str | None  # smtp.host
    keys: tuple[DkimKey, ...] = ()


def examine(identity: Identity, resolver: Resolver) -> Iterator[Check]:
    """The checks, each by itself: where DNS is silent the others go on."""
    questions = (
        ("spf", _spf),
        ("dkim", _dkim),
        ("dmarc", _dmarc),
        ("mx", _mx),
        ("ptr", _ptr),
    )
    for name, question in questions:
        try:
            yield from question(identity, resolver)
        except DnsSilent as error:
            yield Check(name, "warning", f"not checked: DNS does not answer ({error})", "Try again later.")


def aligned(domain: str, author: str, *, strict: bool = False) -> bool:
    """True if a domain counts as that of the author (RFC 7489, 3.1): the same or, unless `strict`, one above
    or below it. The list of public suffixes is not asked.
    """
    if domain == author:
        return True
    return not strict and (domain.endswith(f".{author}") or author.endswith(f".{domain}"))


def tags(record: str) -> dict[str, str]:
    """The tags of a DKIM or DMARC record: `v=DMARC1; p=none`."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip() for name, equals, value in pairs if equals}


# ---------------------------------------------------------------- SPF


def _spf(identity: Identity, resolver: Resolver) -> Iterator[Check]:
    domain = identity.envelope
    records = spf.records(resolver, domain)
    if not records:
        hint = f'Publish in DNS: {domain}. IN TXT "v=spf1 {_spf_term(identity)} -all"'
        yield Check("spf", "bad", f"{domain} has no SPF record", hint)
        return
    if len(records) > 1:
        hint = "Keep one, with the terms of all: several count as an error (RFC 7208, 3.2)."
        yield Check("spf", "bad", f"{domain} has {len(records)} SPF records", hint)
        return
    policy = spf.read(resolver, domain, records[0])
    if policy.problem:
        yield Check(
            "spf", "bad", f"{records[0]}: {policy.problem}", "Providers take it for an error: mend it."
        )
    elif policy.ending in ("+all", "?all", ""):
        hint = "Let it end with -all or ~all."
        yield Check("spf", "warning", f"{records[0]} lets every machine send for {domain}", hint)
    else:
        yield _permitted(identity, resolver, policy)


def _spf_term(identity: Identity) -> str:
    """A term of SPF that names the mail server; of one on this machine, the machines of the domain."""
    server = identity.server
    if server is None or _is_local(server):
        return "a mx"
    try:
        return f"ip{ip_address(server).version}:{server}"
    except ValueError:
        return f"a:{server}"


def _permitted(identity: Identity, resolver: Resolver, policy: spf.Policy) -> Check:
    """Whether the record names the mail server; it may send from other machines than it listens on."""
    server = identity.server
    if server is None or _is_local(server) or policy.unread:
        return Check("spf", "ok", policy.record)
    addresses = _addresses(server, resolver)
    if any(policy.permits(address) for address in addresses):
        return Check("spf", "ok", f"{policy.record} permits {server}")
    return Check(
        "spf",
        "warning",
        f"{policy.record} does not name {server}",
        f"Right only if {server} sends by other machines; else add {_spf_term(identity)}.",
    )


# ---------------------------------------------------------------- DKIM


def _dkim(identity: Identity, resolver: Resolver) -> Iterator[Check]:
    if not identity.keys:
        yield Check(
            "dkim",
            "warning",
            "mail is not signed here; whether the mail server signs cannot be seen from here",
            "`treaty-monitor dkim new-key FILE` makes a key. If the server signs: look for dkim=pass in the "
            "head of a delivered `destinations test`.",
        )
        return
    for key in identity.keys:
        yield _key(key, resolver)
    if all(key.kind == "ed25519" for key in identity.keys):
        yield Check(
            "dkim",
            "warning",
            "signed with Ed25519 alone, which not every provider verifies",
            "Add an RSA key: `treaty-monitor dkim new-key FILE`.",
        )


def _key(key: DkimKey, resolver: Resolver) -> Check:
    """Whether DNS has the public part of a key."""
    publish = f"Publish in DNS: {key.zone_line}"
    records = resolver.txt(key.host)
    published = [tags(record).get("p", "").replace(" ", "") for record in records]
    if not records:
        return Check("dkim", "bad", f"{key.host} has no record", publish)
    if len(records) > 1:
        return Check(
            "dkim", "bad", f"{key.host} has {len(records)} records", "Keep the one of the key in use."
        )
    if published == [""]:
        return Check("dkim", "bad", f"{key.host} is revoked: its p= is empty", publish)
    if _decoded(published[0]) != key.public:
        return Check("dkim", "bad", f"{key.host} has another key than the file", publish)
    if "y" in tags(records[0]).get("t", "").split(":"):
        return Check("dkim", "warning", f"{key.host} says t=y: only a test", "Take t=y out of the record.")
    if key.kind == "rsa" and key.bits < GOOD_BITS:
        hint = "`treaty-monitor dkim new-key FILE` makes a longer one."
        return Check(
            "dkim", "warning", f"{key.host} is a key of {key.bits} bits; {GOOD_BITS} are asked for", hint
        )
    return Check("dkim", "ok", f"{key.host}, {key.kind} of {key.bits} bits, as in DNS")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


# ---------------------------------------------------------------- DMARC


def _dmarc(identity: Identity, resolver: Resolver) -> Iterator[Check]:
    author = identity.author
    place, records = _dmarc_records(author, resolver)
    if not records:
        hint = f'Publish in DNS: _dmarc.{author}. IN TXT "v=DMARC1; p=none; rua=mailto:postmaster@{author}"'
        yield Check("dmarc", "bad", f"{author} has no DMARC record: large providers want one", hint)
        return
    policy = tags(records[0])
    if len(records) > 1 or policy.get("p", "").lower() not in ("none", "quarantine", "reject"):
        hint = "There must be one, with p=none, p=quarantine or p=reject."
        yield Check("dmarc", "bad", f"_dmarc.{place}: {'; '.join(records)}", hint)
        return
    yield Check("dmarc", "ok", f"_dmarc.{place}: {records[0]}")
    yield _alignment(identity, policy)


def _dmarc_records(author: str, resolver: Resolver) -> tuple[str, list[str]]:
    """The nearest domain with DMARC records, from the author's up, and these."""
    labels = author.split(".")
    for start in range(max(1, len(labels) - 1)):
        domain = ".".join(labels[start:])
        texts = resolver.txt(f"_dmarc.{domain}")
        if records := [text for text in texts if tags(text).get("v", "").upper() == "DMARC1"]:
            return domain, records
    return author, []


def _alignment(identity: Identity, policy: dict[str, str]) -> Check:
    """Whether the domain that SPF or DKIM proves is that of From, as DMARC asks."""
    author = identity.author
    signed = [key.domain for key in identity.keys]
    by_dkim = any(aligned(domain, author, strict=policy.get("adkim") == "s") for domain in signed)
    by_spf = aligned(identity.envelope, author, strict=policy.get("aspf") == "s")
    ways = [name for name, holds in (("DKIM", by_dkim), ("SPF", by_spf)) if holds]
    if ways:
        return Check(
            "alignment",
            "ok",
            f"From is of {author}, as {' and '.join(ways)} {'prove' if len(ways) > 1 else 'proves'}",
        )
    proven = ", ".join(dict.fromkeys((*signed, identity.envelope)))
    return Check(
        "alignment",
        "bad",
        f"From is of {author}, but what SPF and DKIM prove is {proven}: DMARC fails",
        f"Let smtp.sender, dkim.domain and inbox.address be of one domain: {author}.",
    )


# ---------------------------------------------------------------- MX and PTR


def _mx(identity: Identity, resolver: Resolver) -> Iterator[Check]:
    for domain in dict.fromkeys((identity.author, identity.envelope)):
        hosts = resolver.mx(domain)
        if hosts == ["."]:
            yield Check(
                "mx",
                "bad",
                f"{domain} says that it takes no mail",
                f"Reports and replies to {domain} are lost.",
            )
        elif not hosts and not resolver.addresses(domain):
            hint = "Providers refuse a sender that cannot be answered: publish an MX record."
            yield Check("mx", "bad", f"{domain} has neither an MX record nor an address", hint)
        else:
            yield Check("mx", "ok", f"mail to {domain} goes to {', '.join(hosts[:3]) or domain}")


def _ptr(identity: Identity, resolver: Resolver) -> Iterator[Check]:
    server = identity.server
    if server is None or _is_local(server):
        yield Check(
            "ptr", "ok", "not checked: mail leaves by this machine, whose public address is not known here"
        )
        return
    nameless = []
    for address in _addresses(server, resolver):
        names = resolver.names(address)
        if not any(address in resolver.addresses(name) for name in names):
            nameless.append(address)
    if nameless:
        yield Check(
            "ptr",
            "warning",
            f"{', '.join(nameless)} ({server}) has no name that leads back to it",
            "Providers want one for the machine that sends. Right if the server sends by other machines.",
        )
    else:
        yield Check("ptr", "ok", f"the addresses of {server} have names that lead back to them")


def _is_local(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host


def _addresses(host: str, resolver: Resolver) -> list[str]:
    try:
        return [str(ip_address(host))]
    except ValueError:
        return resolver.addresses(host)
