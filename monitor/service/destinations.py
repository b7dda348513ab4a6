"""Destinations: checked when they are added or edited, so that compose and deliver meet only good ones."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from monitor import cadence, channels
from monitor.channels.filtering import checked_conditions
from monitor.channels.mail_address import checked_mail
from monitor.errors import QueryError, UsageError
from monitor.model import Attempt, Cadence, Destination, SavedQuery, Schedule, Stage
from monitor.names import country_code, is_country
from monitor.query import Meta, Node, children, parse_query
from monitor.sign import is_asymmetric, new_private_key, new_secret, public_key
from monitor.wording import LANGUAGES

if TYPE_CHECKING:
    from monitor.service import Service

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\Z", re.ASCII)
_BODIES = ("EU", "UN", "NATO")  # codes that `country:` accepts besides states


def named(service: Service, name: str) -> Destination:
    """The destination with this name. Raises `UsageError`."""
    destination = service.store.destinations.get(name)
    if destination is None:
        raise UsageError(f"No destination {name!r}; `treaty-monitor destinations list` shows them.")
    return destination


def list_all(service: Service) -> list[Destination]:
    """All destinations, disabled ones too, in the order they were added."""
    return service.store.destinations.all()


def make_local(service: Service) -> None:
    """The destination that works with no configuration: a Maildir in the data directory, at once (`local`)
    and at 08:00 (`local-daily`).
    """
    names = {destination.name for destination in list_all(service)}
    box = str(service.config.data_dir / "maildir")
    for name, schedule in (("local", Schedule(Cadence.INSTANT)), ("local-daily", Schedule(Cadence.DAILY))):
        if name not in names:
            service.store.destinations.add(
                name=name, channel=channels.LOCAL, address=box, schedule=schedule, now=service.clock()
            )


def add(
    service: Service,
    *,
    name: str,
    channel: str,
    address: str,
    schedule: Schedule,
    owner: str | None = None,
    secret: str | None = None,
    asymmetric: bool = False,
    queries: Sequence[SavedQuery] = (SavedQuery(),),
    urgent: frozenset[Stage] = frozenset(),
    reader: str = "en",
    empty: bool = False,
    filters: Sequence[str] = (),
    possible: bool = False,
) -> Destination:
    """Adds a destination; it starts at the newest alert, so it is never sent history.

    `asymmetric`: it is signed with a key pair instead of a shared secret.

    Raises `UsageError`, which says what is wrong with the values.
    """
    wanted = Destination(
        0, name, channel, address, schedule, owner=owner, queries=tuple(queries), urgent=urgent,
        reader=reader, empty=empty, filters=tuple(filters), possible=possible,
    )  # fmt: skip
    check_new(service, wanted, asymmetric=asymmetric)
    address = channels.checked_address(channel, address, service.config.http.allow_private)
    signs = channels.by_name(channel).signs
    if signs:
        secret = secret or _new_secret(asymmetric)
    return service.store.destinations.add(
        name=name,
        channel=channel,
        address=address,
        schedule=schedule,
        owner=checked_mail(owner) if owner else None,
        secret=secret if signs else None,
        queries=queries,
        urgent=urgent,
        reader=reader,
        empty=empty,
        filters=checked_conditions(channel, filters),
        possible=possible,
        now=service.clock(),
    )


def check_new(service: Service, new: Destination, *, asymmetric: bool = False) -> None:
    """Raises `UsageError` for what `add` refuses: a name in use, values that cannot be meant, a missing owner
    and a query that cannot match.
    """
    if service.store.destinations.get(new.name) is not None:
        raise UsageError(
            f"There is a destination {new.name!r} already; choose another name or remove it first."
        )
    channel = channels.by_name(new.channel)
    if channel.needs_owner and new.owner is None:
        raise UsageError(
            "A webhook needs --owner ADDRESS: the mail address that is told when the endpoint is gone."
        )
    if asymmetric and not channel.signs:
        raise UsageError(f"Messages by {new.channel} are not signed: --asymmetric is for webhooks.")
    _check_values(new)
    for saved in new.queries:
        check_query(saved.query)


def _check_values(new: Destination) -> None:
    """Raises `UsageError` for times, an owner, a language or conditions that cannot be meant."""
    _check_when(new.schedule, new.urgent, empty=new.empty)
    _check_possible(new.possible, new.schedule)
    _check_reader(new.reader)
    checked_conditions(new.channel, new.filters)
    if new.owner:
        checked_mail(new.owner)


def check_edit(service: Service, old: Destination, new: Destination) -> None:
    """Raises `UsageError` for what `edit` refuses, which says what is wrong with the values."""
    if new.name != old.name and service.store.destinations.get(new.name) is not None:
        raise UsageError(f"There is a destination {new.name!r} already; choose another name.")
    _check_values(new)
    for saved in new.queries:
        if saved not in old.queries:
            check_query(saved.query)
    if new.address != old.address:
        channels.checked_address(new.channel, new.address, service.config.http.allow_private)


def edit(service: Service, old: Destination, new: Destination) -> Destination:
    """Stores `new` in the place of `old`, which keeps its number, cursor and secret.

    Raises `UsageError`, which says what is wrong with the values.
    """
    check_edit(service, old, new)
    store = service.store
    new = replace(new, filters=checked_conditions(new.channel, new.filters))
    store.destinations.edit(new, service.clock())
    edited = store.destinations.get(old.id)
    if edited is None:
        raise UsageError(f"{old.name} was removed meanwhile.")
    return edited


def pause(service: Service, name: str) -> bool:
    """Sends nothing to a destination until `resume`; False: it was paused already. Raises `UsageError`."""
    return service.store.destinations.pause(named(service, name).id, service.clock())


def resume(service: Service, name: str) -> tuple[Destination, bool]:
    """Ends a pause. Returns the destination, and False if it was not paused. Raises `UsageError`."""
    destination = named(service, name)
    return destination, service.store.destinations.resume(destination.id, service.clock())


def enable(service: Service, name: str, *, from_now: bool = False) -> tuple[Destination, int | None]:
    """Takes back that a destination is disabled (see `Destinations.enable` of the store).

    Returns it as it was, and how many messages that waited go out; None: there was nothing to take back.
    Raises `UsageError`.
    """
    destination = named(service, name)
    waited = service.store.destinations.enable(destination.id, service.clock(), from_now=from_now)
    return destination, waited


def unsent(service: Service, name: str) -> int:
    """How many messages wait for a destination. Raises `UsageError`."""
    return service.store.outbox.unsent(named(service, name).id)


def given_up(service: Service, name: str) -> int:
    """How many messages to a destination are dead and can be sent again. Raises `UsageError`."""
    return service.store.outbox.given_up(named(service, name).id)


def remove(service: Service, name: str) -> None:
    """Removes a destination; what waits for it is not sent. Raises `UsageError`."""
    service.store.destinations.remove(named(service, name).id, service.clock())


def unsubscribe(service: Service, token: str) -> bool:
    """RFC 8058: end the subscription of this token. False: no such token."""
    return service.store.destinations.unsubscribe(token, service.clock())


async def send_test(service: Service, name: str) -> Attempt:
    """Sends one message that is marked as a test, and returns the outcome; nothing of it is stored.

    Raises `UsageError`.
    """
    from monitor.service import trial_messages

    return await trial_messages.send(service, named(service, name))


def _check_reader(reader: str) -> None:
    if reader not in LANGUAGES:
        raise UsageError(f"Messages can be in {', '.join(LANGUAGES)}; {reader!r} is none of these languages.")


def _check_when(schedule: Schedule, urgent: frozenset[Stage], *, empty: bool) -> None:
    """Raises UsageError for times that cannot be meant."""
    cadence.zone(schedule.zone)
    cadence.check_quiet(schedule.quiet)
    if urgent and schedule.cadence.has_times:
        raise UsageError(
            f"--urgent is for messages at once or every hour, and a {schedule.cadence.value} digest comes at "
            'its time: give --urgent "", or add a second destination, --when instant, for what cannot wait.'
        )
    if urgent and schedule.quiet is None:
        raise UsageError(
            "--urgent says what quiet hours do not hold: give these too, such as --quiet 22:00-07:00."
        )
    if empty and schedule.cadence is Cadence.INSTANT:
        raise UsageError("Only digests can be empty, and this destination is told at once: give --no-empty.")


def _check_possible(possible: bool, schedule: Schedule) -> None:
    if possible and not schedule.cadence.has_times:
        raise UsageError(
            "Possible exits are shown in daily and weekly digests, and this destination is told "
            f"{schedule.cadence.value}: "
            "give --at 8 for a daily one, or --no-possible."
        )


@dataclass(frozen=True, slots=True)
class Rotated:
    """A new signing secret and when the older ones end. `public_key`: what receivers of a key pair need; None
    for a shared secret.
    """

    secret: str = field(repr=False)
    public_key: str | None
    until: datetime


def rotate_secret(
    service: Service, name: str, overlap: timedelta, *, asymmetric: bool | None = None
) -> Rotated:
    """Gives a webhook a new signing secret; those that it has sign as well for `overlap`.

    `asymmetric`: a key pair, or not; None keeps the sort. Raises `UsageError`.
    """
    destination = named(service, name)
    if not channels.stored(destination.channel).signs:
        raise UsageError(f"{name} is no webhook: only webhooks are signed.")
    if asymmetric is None:
        asymmetric = is_asymmetric(destination.secret or "")
    secret, until = _new_secret(asymmetric), service.clock() + overlap
    service.store.destinations.rotate_secret(destination.id, secret, until)
    return Rotated(secret, public_key(secret), until)


def public_key_of(destination: Destination) -> str | None:
    """The public key with which receivers check its messages; None where a shared secret signs them, or
    nothing does.
    """
    newest = (destination.secret or "").split()[:1]
    return public_key(newest[0]) if newest else None


def _new_secret(asymmetric: bool) -> str:
    random = secrets.token_bytes(32)
    return new_private_key(random) if asymmetric else new_secret(random)


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


def _is_time(match: re.Match[str] | None) -> bool:
    return match is not None and int(match[1]) < 24 and int(match[2] or 0) < 60


def times(texts: Sequence[str]) -> tuple[time, ...]:
    """Times of day, the earliest first, of what people write: `8`, `08:00`, `7.30`, `0730`, also several
    divided by commas.

    Raises `UsageError`.
    """
    clock_times = set()
    for text in (part.strip() for given in texts for part in given.split(",")):
        match = _CLOCK.match(text)
        if not match or not _is_time(match):
            raise UsageError(f"--at {text!r} is not a time; give one like 8 or 07:30.")
        clock_times.add(time(int(match[1]), int(match[2] or 0)))
    return tuple(sorted(clock_times))


def quiet_hours(text: str) -> tuple[time, time] | None:
    """The hours between two times of day, such as `22:00-07:00` or `22-7`; None for "".

    Raises `UsageError`.
    """
    if not text.strip():
        return None
    clocks = [_CLOCK.match(part.strip()) for part in re.split("[-\u2013]", text)]
    if len(clocks) != 2 or not all(map(_is_time, clocks)):
        raise UsageError(f"--quiet {text!r} is no period; give two times, such as 22:00-07:00.")
    begin, end = (time(int(clock[1]), int(clock[2] or 0)) for clock in clocks if clock)
    cadence.check_quiet((begin, end))
    return begin, end
