"""`treaty-monitor doctor email`: what a provider checks before it takes our mail, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from monitor import digest, pipeline
from monitor.channels import NOTICES
from monitor.channels.mail_address import valid_address
from monitor.channels.mail_message import MAX_BYTES
from monitor.config import Config
from monitor.errors import ConfigError, MonitorError
from monitor.model import Cadence, Destination, Schedule
from monitor.pipeline.writing import frozen
from monitor.service import dkim, doctor_dns, inbox
from monitor.service.checks import Check
from monitor.service.context import preview, settings
from monitor.service.dns import Resolver, SystemResolver
from monitor.service.doctor import mail_server

if TYPE_CHECKING:
    from monitor.channels.email.dkim_keys import DkimKey
    from monitor.service import Service

LINE_BYTES = 998  # RFC 5322, 2.1.1
SAMPLE_ALERTS = 20  # the newest ones, in the digest that is looked at
_WID = "0" * 32
_SIGNED = ("from", "list-unsubscribe", "list-unsubscribe-post")  # RFC 8058, 4
_NEEDED = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "Auto-Submitted",
    "MIME-Version",
)  # each once: RFC 5322, 3.6, and what mailing lists need


def examine(service: Service, resolver: Resolver | None = None) -> list[Check]:
    """All checks of outgoing mail, in the order in which one would repair them. Sends and changes nothing."""
    config = service.config
    checks = list(mail_server(service, needed=True))
    try:
        keys = dkim.keys(config)
    except ConfigError as error:
        checks.append(Check("dkim", "bad", str(error), "`treaty-monitor dkim new-key FILE` makes a key."))
        keys = []
    checks += _return_path(service)
    if identity := _identity(config, keys):
        checks += doctor_dns.examine(identity, resolver or SystemResolver())
    try:
        raw = sample(service)
    except MonitorError as error:
        return [
            *checks,
            Check("headers", "bad", f"no digest can be written: {error}", "treaty-monitor doctor"),
        ]
    return [*checks, *headers(raw, keys)]


def _identity(config: Config, keys: list[DkimKey]) -> doctor_dns.Identity | None:
    """Who our mail is from; None without a sender that DNS could know."""
    author = _domain(config.smtp.sender)
    if author is None or "." not in author:
        return None
    return doctor_dns.Identity(author, _domain(config.inbox.address) or author, config.smtp.host, tuple(keys))


def _domain(address: str | None) -> str | None:
    checked = valid_address(address or "")
    return checked.rpartition("@")[2] if checked else None


def _return_path(service: Service) -> Iterator[Check]:
    """Whether a report would name its message, and whether anybody reads it."""
    address = service.config.inbox.address
    if address:
        local, _, domain = address.rpartition("@")
        yield Check("return path", "ok", f"{local}+TOKEN@{domain}: a report names its message")
        if mailbox := inbox.check(service):
            yield mailbox
    else:
        yield Check(
            "return path",
            "missing",
            "reports of bounces go to the sender, and nothing is learnt from them",
            "Set inbox.address to a mailbox that takes mail to ADDRESS+ANYTHING too.",
        )


# ---------------------------------------------------------------- a rendered digest


def sample(service: Service) -> bytes:
    """A digest of the newest alerts as a mail, as it would be frozen; without alerts, the sign of life."""
    config, now = service.config, service.clock()
    ours = settings(service)
    destination = Destination(
        1,
        "sample",
        NOTICES,
        config.operator or config.smtp.sender or "reader@example.org",
        Schedule(Cadence.DAILY),
        token="x" * 22,
        created_at=now,
    )
    since = max(0, service.store.alerts.newest() - SAMPLE_ALERTS)
    parts = preview(service, destination, since=since)
    if not parts:
        snapshot = pipeline.Snapshot(service.store, [destination], now)
        parts = (pipeline.view(snapshot, ours, destination, pipeline.NOTHING, wid=_WID, sequence=1),)
    part = replace(parts[0], ref=digest.message_ref(_WID))
    try:
        signer = dkim.signer(config)
    except ConfigError:
        signer = None  # said already
    return frozen(replace(ours, signer=signer), destination, part, _WID)[0].body


def headers(raw: bytes, keys: list[DkimKey]) -> Iterator[Check]:
    """What a provider sees in these bytes, without DNS."""
    yield _needed(raw)
    yield _one_click(raw)
    if keys:
        yield _signature(raw, keys)
    text = f"{len(raw) / 1000:.0f} kB of at most {MAX_BYTES // 1000} kB, above which Gmail clips"
    if len(raw) <= MAX_BYTES:
        yield Check("size", "ok", f"the newest digest has {text}")
    else:
        yield Check(
            "size", "warning", f"the newest digest has {text}", "Please report this: it should be in parts."
        )


def _needed(raw: bytes) -> Check:
    """Each header that a mail needs is there once, and every line is short enough and ASCII."""
    message = message_from_bytes(raw, policy=policy.compat32)
    wrong = [name for name in _NEEDED if len(message.get_all(name, [])) != 1]
    head, _, _ = raw.partition(b"\r\n\r\n")
    long = any(len(line) > LINE_BYTES for line in raw.split(b"\r\n"))
    if wrong or long or not head.isascii():
        text = f"missing or twice: {', '.join(wrong)}" if wrong else "a line is too long or not ASCII"
        return Check("headers", "bad", text, "This is a fault of Treaty Monitor: please report it.")
    return Check("headers", "ok", f"{', '.join(_NEEDED)}: once each")


def _one_click(raw: bytes) -> Check:
    """One-click unsubscribing (RFC 8058): both headers, each in one physical line, with https."""
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace").split("\r\n")
    lines = {
        line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in head if line[:1] != " "
    }
    addresses = re.findall(r"<([^<>]+)>", lines.get("list-unsubscribe", ""))
    post = lines.get("list-unsubscribe-post", "")
    if any(address.startswith("https://") for address in addresses) and post == "List-Unsubscribe=One-Click":
        return Check("one-click", "ok", "List-Unsubscribe with https, and List-Unsubscribe-Post, a line each")
    return Check(
        "one-click",
        "missing",
        "no one-click unsubscribing: Gmail and Yahoo want it of senders of 5,000 mails a day",
        "Set base_url to the https address under which the pages of this service can be reached.",
    )


def _signature(raw: bytes, keys: list[DkimKey]) -> Check:
    """Whether each signature verifies with the public part of its key, and covers what RFC 8058 asks for."""
    import dkim as dkimpy

    zone = {f"{key.host}.": key.record.encode() for key in keys}

    def txt(name: bytes, timeout: int = 5) -> bytes | None:
        return zone.get(name.decode())

    for number, key in enumerate(keys):
        signed = dkimpy.DKIM(raw)
        if not signed.verify(number, dnsfunc=txt):
            text = f"the signature under {key.selector} does not verify"
            return Check("signature", "bad", text, "This is a fault of Treaty Monitor: please report it.")
    covered = {name.decode().lower() for name in signed.include_headers}
    head = raw.partition(b"\r\n\r\n")[0].lower()
    lacking = [name for name in _SIGNED if f"\n{name}:".encode() in head and name not in covered]
    if lacking:
        return Check("signature", "bad", f"not signed: {', '.join(lacking)}", "Please report this.")
    return Check("signature", "ok", "the digest verifies, both List-Unsubscribe headers included")
