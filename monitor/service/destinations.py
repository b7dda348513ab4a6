"""Destinations: checked when they are added or edited, so that compose and deliver meet only good ones."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from monitor import cadence, channels
from monitor.channels.mail_address import checked_mail
from monitor.channels.protocol import Networks
from monitor.config import Config
from monitor.errors import QueryError, UsageError
from monitor.model import Cadence, Destination, Kind, Schedule
from monitor.names import country_code, is_country
from monitor.query import Meta, Node, children, parse_query
from monitor.sign import new_secret
from monitor.store import Store

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\Z", re.ASCII)
_BODIES = ("EU", "UN", "NATO")  # what `country:` takes besides states


def make_local(store: Store, config: Config, now: datetime) -> None:
    """The destination that works with no configuration: a Maildir in the data directory, at once (`local`)
    and at 08:00 (`local-daily`).
    """
    have = {one.name for one in store.destinations.all()}
    box = str(config.data_dir / "maildir")
    for name, schedule in (("local", Schedule(Cadence.INSTANT)), ("local-daily", Schedule(Cadence.DAILY))):
        if name not in have:
            store.destinations.add(name=name, channel=channels.LOCAL, address=box, schedule=schedule, now=now)


def add(
    store: Store,
    now: datetime,
    *,
    name: str,
    channel: str,
    address: str,
    schedule: Schedule,
    owner: str | None = None,
    secret: str | None = None,
    kinds: frozenset[Kind] = frozenset({Kind.ACT, Kind.THREAT}),
    langs: frozenset[str] = frozenset(),
    query: str = "",
    possible: bool = False,
    private: Networks = (),
) -> Destination:
    """Add a destination; it starts at the newest alert, so it is never sent history.

    `private`: networks in which a webhook may be called in clear text, as on this machine. Raises
    `UsageError` with what to mend.
    """
    if any(one.name == name for one in store.destinations.all()):
        raise UsageError(f"There is a destination {name!r} already; choose another name or remove it first.")
    cadence.zone(schedule.zone)
    _check_possible(possible, schedule)
    check_query(query)
    address = channels.checked_address(channel, address, private)
    if channels.by_name(channel).needs_owner and owner is None:
        raise UsageError(
            "A webhook needs --owner ADDRESS: the mail address that is told when the endpoint is gone."
        )
    signs = channels.by_name(channel).signs
    if signs:
        secret = secret or new_secret(secrets.token_bytes(32))
    return store.destinations.add(
        name=name,
        channel=channel,
        address=address,
        schedule=schedule,
        owner=checked_mail(owner) if owner else None,
        secret=secret if signs else None,
        kinds=kinds,
        langs=langs,
        query=query,
        possible=possible,
        now=now,
    )


def edit(
    store: Store, now: datetime, old: Destination, new: Destination, *, private: Networks = ()
) -> Destination:
    """Store `new` in the place of `old`, which keeps its number, cursor and secret.

    Raises `UsageError` with what to mend.
    """
    if new.name != old.name and store.destinations.get(new.name) is not None:
        raise UsageError(f"There is a destination {new.name!r} already; choose another name.")
    cadence.zone(new.schedule.zone)
    _check_possible(new.possible, new.schedule)
    if new.query != old.query:
        check_query(new.query)
    if new.address != old.address:
        channels.checked_address(new.channel, new.address, private)
    store.destinations.edit(new, now)
    found = store.destinations.get(old.id)
    assert found is not None
    return found


def _check_possible(possible: bool, schedule: Schedule) -> None:
    if possible and schedule.cadence not in (Cadence.DAILY, Cadence.WEEKLY):
        raise UsageError(
            "Possible exits are shown in daily and weekly digests, and this destination is told "
            f"{schedule.cadence.value}: "
            "give --at 8 for a daily one, or --no-possible."
        )


def rotate_secret(store: Store, one: Destination, now: datetime, overlap: timedelta) -> tuple[str, datetime]:
    """Give a webhook a new signing secret; the one that it has signs as well for `overlap`.

    The new secret, and when the old one ends.
    """
    secret = new_secret(secrets.token_bytes(32))
    store.destinations.rotate_secret(one.id, secret, now + overlap)
    return secret, now + overlap


def check_query(text: str) -> None:
    """Raises `UsageError` with line and column unless the text is empty or a query that can match."""
    if not text:
        return
    try:
        query = parse_query(text)
    except QueryError as error:
        raise UsageError(f"The query is refused: {error}") from error
    for code in _countries(query.root):
        if code not in _BODIES and not is_country(code):
            meant = country_code(code)
            hint = f"did you mean country:{meant}?" if meant else "write an ISO 3166 code, as in country:RU."
            raise UsageError(f"The query is refused: no state has the code {code}; {hint}")


def _countries(node: Node) -> Iterator[str]:
    if isinstance(node, Meta) and node.name == "country":
        yield node.value[0]
    for child in children(node):
        yield from _countries(child)


def times(texts: Sequence[str]) -> tuple[time, ...]:
    """Times of day, the earliest first, of what people write: `8`, `08:00`, `7.30`, `0730`, also several
    divided by commas.

    Raises `UsageError`.
    """
    found = set()
    for text in (part.strip() for given in texts for part in given.split(",")):
        match = _CLOCK.match(text)
        if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
            raise UsageError(f"--at {text!r} is not a time; give one like 8 or 07:30.")
        found.add(time(int(match[1]), int(match[2] or 0)))
    return tuple(sorted(found))
