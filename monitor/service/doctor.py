"""`treaty-monitor doctor`: what is ready, what is missing for real use, and what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from monitor.errors import StoreError
from monitor.model import Channel
from monitor.store import sqlite_version, sqlite_warning

if TYPE_CHECKING:
    from monitor.service import Service

ROOM = 500_000_000  # bytes free on the data directory's disk


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report. `state`: `ok`, `missing` (works without, but not for real use) or `bad` (does not work)."""

    name: str
    state: Literal["ok", "missing", "bad"]
    text: str
    hint: str = ""


def examine(service: Service) -> list[Check]:
    """All checks, in the order in which one would mend them. Nothing is sent and nothing is changed."""
    return [*_data(service), *_content(service), *_delivery(service)]


def _data(service: Service) -> Iterator[Check]:
    config = service.config
    free = shutil.disk_usage(config.data_dir).free
    if free < ROOM:
        yield Check("disk", "bad", f"{free // 1_000_000} MB free in {config.data_dir}", "Make room: a full disk stops polling.")
    else:
        yield Check("disk", "ok", f"{free // 1_000_000_000} GB free in {config.data_dir}")
    try:
        service.store.check()
        yield Check("database", "ok", f"{config.db}")
    except StoreError as error:
        yield Check("database", "bad", str(error), "Restore a backup: treaty-monitor restore FILE")
    yield Check("sqlite", "ok", "; ".join(part for part in (sqlite_version(), sqlite_warning()) if part))
    try:
        ZoneInfo("Europe/Berlin")
        yield Check("time zones", "ok", "IANA data found")
    except (OSError, ValueError, KeyError):
        yield Check("time zones", "bad", "no IANA time zone data", "Install the package tzdata.")


def _content(service: Service) -> Iterator[Check]:
    health = service.health()
    if health.feeds:
        yield Check("feeds", "ok", f"{health.feeds} enabled, {health.failing} failing")
    else:
        yield Check("feeds", "bad", "no feed is enabled", "treaty-monitor feeds add ADDRESS")
    yield from _caps(service)
    if service.rules_error:
        yield Check("rules", "bad", service.rules_error, "treaty-monitor rules test")
    else:
        yield Check("rules", "ok", f"{len(service.rules.rules)} rules")


def _caps(service: Service) -> Iterator[Check]:
    """Feeds that have used up their hour: nothing is lost, and somebody should look at them."""
    for feed, alerts, stories in service.store.waiting_for_caps(service.clock()):
        held = f"{alerts} alert{'' if alerts == 1 else 's'}"
        late = f"{stories} flagged {'story' if stories == 1 else 'stories'}"
        waits = " and ".join(text for text, count in ((held, alerts), (late, stories)) if count)
        text = f"{feed} flags very much; what waits for its next hour: {waits}"
        yield Check("caps", "missing", text, "Nothing is lost. `treaty-monitor events list --untold` shows what nobody was told of yet.")


def _delivery(service: Service) -> Iterator[Check]:
    config = service.config
    used = {one.channel for one in service.store.destinations() if one.disabled_at is None}
    if config.smtp.host:
        weak = config.smtp.tls == "none" and config.smtp.host not in ("127.0.0.1", "::1", "localhost")
        if weak:
            yield Check("smtp", "missing", f"{config.smtp.host}:{config.smtp.port} in clear text", 'Set smtp.tls = "starttls" or "tls".')
        else:
            yield Check("smtp", "ok", f"{config.smtp.host}:{config.smtp.port}, tls {config.smtp.tls}")
        if not config.smtp.sender:
            yield Check("sender", "bad", "no sender address", "Set smtp.sender to an address of a domain with SPF and DKIM.")
    else:
        state: Literal["missing", "bad"] = "bad" if Channel.EMAIL in used else "missing"
        yield Check(
            "smtp", state, "no mail server: digests go to the Maildir only", "Set smtp.host (and port, username, password, sender)."
        )
    if config.base_url:
        yield Check("base address", "ok", config.base_url)
    else:
        yield Check(
            "base address",
            "missing",
            "no base_url: mails offer unsubscribing by mail only",
            "Set base_url to the https address of this service.",
        )
    if config.contact:
        yield Check("contact", "ok", config.contact)
    else:
        yield Check(
            "contact", "missing", "feeds cannot see who polls them", "Set contact to a web or mail address; it goes into the User-Agent."
        )
    if config.operator:
        yield Check("operator", "ok", config.operator)
    else:
        yield Check("operator", "missing", "nobody is told when an endpoint is gone", "Set operator to your mail address.")
