"""What the tests of subscribers share: an installation that takes sign-ups, its mails, and a person who reads
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import httpx
from compose_kit import context_of
from events_kit import NOW, fill
from web_kit import ask

from monitor import pipeline
from monitor.config import Config, load
from monitor.model import Destination, Message, MessageState
from monitor.service import Service, mail_providers
from monitor.store.digests import put

BASE = "https://monitor.example"
HOME = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}  # what a browser says of our own form
ANA = "ana@press.example"
LINK = re.compile(r"https://monitor\.example(/(?:confirm|s|u|own)/[A-Za-z0-9_-]+(?:\?lang=\w+)?)")
FORM = {
    "kinds": ["act", "threat"],
    "least": "press",
    "cadence": "daily",
    "hour": "08:00",
    "weekday": "0",
    "zone": "Europe/Paris",
    "language": "en",
}


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, time: timedelta) -> None:
        self.now += time


@contextmanager
def installation(
    folder: Path, settings: str = "sign_up = true", *, base: str = BASE, filled: bool = True
) -> Iterator[Service]:
    """A service with the acts of `events_kit.fill`, unless it is to have none; `service.clock` is a `Clock`."""
    config = folder / "treaty-monitor.toml"
    address = f'base_url = "{base}"\n' if base else ""
    config.write_text(f'data_dir = "{folder / "data"}"\n{address}[web]\n{settings}\n')
    with Service.open(load(config), packaged=False, with_feeds=False, clock=Clock()) as service:
        if filled:
            fill(service.store)
        yield service


def config_of(folder: Path) -> Config:
    """The configuration of an installation that is there."""
    return load(folder / "treaty-monitor.toml")


def stored(service: Service) -> str:
    """All rows of the database, as text."""
    database = service.store.database
    tables = database.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'")
    return "\n".join(
        repr(tuple(row)) for table in tables for row in database.rows(f"SELECT * FROM {table['name']}")
    )


def forward(service: Service, **time: float) -> None:
    clock = service.clock
    assert isinstance(clock, Clock)
    clock.forward(timedelta(**time))


def post(
    service: Service, path: str, form: dict[str, object] | None = None, **options: object
) -> httpx.Response:
    """The answer to a form of ours."""
    return ask(service, "POST", path, data=form or {}, headers=HOME, **options)


def sign_up(
    service: Service, address: str = ANA, peer: str = "203.0.113.7", **fields: object
) -> httpx.Response:
    """The answer to the form for new subscribers."""
    return post(service, "/subscribe", {**FORM, "address": address, **fields}, peer=peer)


def answer(service: Service) -> int:
    """Writes the mails to those who signed up, as the running service does; their number."""
    return pipeline.answer_sign_ups(_context(service))


def answer_requests(service: Service) -> int:
    """Writes the mails that readers asked for, as the running service does; their number."""
    return pipeline.answer_own_requests(_context(service))


def _context(service: Service) -> pipeline.Context:
    context = context_of(service.store, service.clock())
    links = pipeline.SignedLinks(BASE, service.store.database.key)
    settings = replace(
        context.settings, base_url=BASE, signed_links=links, mail_providers=mail_providers.domains
    )
    return replace(context, settings=settings)


@dataclass(frozen=True)
class Mail:
    """A mail in the outbox."""

    to: str
    subject: str
    text: str
    html: str
    state: MessageState

    @property
    def links(self) -> list[str]:
        """The links to our pages, without the host."""
        return LINK.findall(self.text)


def press_confirm(service: Service, link: str) -> httpx.Response:
    """The answer to the button of the page behind a link that asks for a confirmation."""
    mark = re.search(r'name="mark" value="(\w+)"', ask(service, "GET", link).text)
    return post(service, link, {"mark": mark[1]} if mark else None)


def mails(service: Service, *, waiting: bool = False) -> list[Mail]:
    """The mails that were written, the oldest first, but those that were erased; `waiting`: that may go out."""
    written = []
    for row in reversed(service.store.outbox.find(limit=1000)):
        delivery = service.store.outbox.get(row.message.id)
        assert delivery is not None
        message = delivery.message
        if not message.body or (waiting and message.state is not MessageState.READY):
            continue
        mail = message_from_bytes(message.body, policy=SMTP)
        if mail.get_body(("html",)) is None:  # words of a test in the place of a mail
            continue
        parts = [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]  # type: ignore[union-attr]
        written.append(Mail(str(mail["To"]), str(mail["Subject"]), *parts, message.state))
    return written


def subscribed(service: Service, address: str = ANA, **fields: object) -> Destination:
    """Somebody who signed up and confirmed."""
    sign_up(service, address, **fields)
    answer(service)
    (link,) = mails(service)[-1].links
    assert press_confirm(service, link).status_code == 200
    (destination,) = service.store.sign_ups.of_address(address)
    return destination


def home(service: Service, destination: Destination) -> str:
    """The address of a subscriber's page."""
    from monitor.service import subscribers

    return f"/s/{subscribers.link(service, destination)}"


def now(service: Service, reader: Destination) -> Destination:
    """The destination as it is stored now."""
    stands = service.store.destinations.get(reader.id)
    assert stands is not None
    return stands


def put_waiting(service: Service, reader: Destination, words: bytes = b"a digest") -> None:
    """A message to the reader that waits to be sent."""
    wid = f"{reader.id:031x}f"
    message = Message(wid, "ABCD", reader.id, "email", reader.address, "About ana", "message/rfc822", words)
    with service.store.database.write() as db:
        put(db, message, service.clock(), notice=False)
