"""Destinations: checked when they are added, so that compose and deliver meet only good ones."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from monitor import cadence
from monitor.config import Config
from monitor.deliver.mail import valid_address
from monitor.errors import QueryError, UsageError
from monitor.model import Cadence, Channel, Destination, Kind, Schedule
from monitor.query import parse_query
from monitor.sign import new_secret
from monitor.store import Store


def make_local(store: Store, config: Config, now: datetime) -> None:
    """The destination that works with no configuration: a Maildir in the data directory, at once (`local`) and at 08:00 (`local-daily`)."""
    have = {one.name for one in store.destinations()}
    box = str(config.data_dir / "maildir")
    for name, schedule in (("local", Schedule(Cadence.INSTANT)), ("local-daily", Schedule(Cadence.DAILY))):
        if name not in have:
            store.add_destination(name=name, channel=Channel.MAILDIR, address=box, schedule=schedule, now=now)


def add(
    store: Store,
    now: datetime,
    *,
    name: str,
    channel: Channel,
    address: str,
    schedule: Schedule,
    owner: str | None = None,
    secret: str | None = None,
    kinds: frozenset[Kind] = frozenset({Kind.ACT, Kind.THREAT}),
    langs: frozenset[str] = frozenset(),
    query: str = "",
) -> Destination:
    """Add a destination; it starts at the newest alert, so it is never sent history. Raises `UsageError` with what to mend."""
    if any(one.name == name for one in store.destinations()):
        raise UsageError(f"There is a destination {name!r} already; choose another name or remove it first.")
    cadence.zone(schedule.zone)
    check_query(query)
    match channel:
        case Channel.EMAIL:
            address = checked_mail(address)
        case Channel.MAILDIR:
            address = str(Path(address).expanduser().absolute())
        case Channel.WEBHOOK | Channel.SLACK:
            parts = urlsplit(address)
            if parts.scheme not in ("https", "http") or not parts.hostname or parts.username:
                raise UsageError("A webhook needs an https address without a user name.")
            if owner is None:
                raise UsageError("A webhook needs --owner ADDRESS: the mail address that is told when the endpoint is gone.")
            secret = (secret or new_secret(secrets.token_bytes(32))) if channel is Channel.WEBHOOK else None
    return store.add_destination(
        name=name,
        channel=channel,
        address=address,
        schedule=schedule,
        owner=checked_mail(owner) if owner else None,
        secret=secret,
        kinds=kinds,
        langs=langs,
        query=query,
        token=secrets.token_urlsafe(16),
        now=now,
    )


def checked_mail(text: str) -> str:
    """A mail address that can be written into a header and an envelope. Raises `UsageError`."""
    address = valid_address(text)
    if address is None:
        raise UsageError(f"{text!r} is not a mail address that can be used; give one like name@example.org.")
    return address


def check_query(text: str) -> None:
    """Raises `UsageError` with line and column unless the text is empty or a query."""
    if text:
        try:
            parse_query(text)
        except QueryError as error:
            raise UsageError(f"The query is refused: {error}") from error
