"""Invitations: a link by which a team connects its own chat service or webhook, once."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor import channels, tokens
from monitor.errors import UsageError
from monitor.service import operators
from monitor.store import Invitation
from monitor.tokens import Purpose

if TYPE_CHECKING:
    from monitor.model import Destination
    from monitor.service import Service

__all__ = ["DAYS", "KINDS", "Invitation", "Listed", "State"]

# Channels with a secret http address of one service.
KINDS = tuple(channel.name for channel in channels.CHANNELS if channel.secret_address and not channel.library)
DAYS = 7  # in which an invitation may be used
MOST_DAYS = 90
NAME_CHARACTERS = 60
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class State(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    CONNECTED = "connected"
    REMOVED = "removed"  # it was used, and its destination was removed since
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Listed:
    """An invitation, and the name of the destination that was connected by it, "" without one."""

    invitation: Invitation
    state: State
    destination: str = ""


def add(service: Service, name: str, *, days: int = DAYS, kind: str = "") -> tuple[str, Invitation]:
    """Invites the team of this name; returns the address of the form, which is shown this once, and the
    invitation. `kind`: the only channel that it is for. Raises `UsageError`.
    """
    base, name = _base(service), " ".join(name.split())
    if not 0 < len(name) <= NAME_CHARACTERS or not name.isprintable():
        raise UsageError(f"A team needs a name of 1 to {NAME_CHARACTERS} characters.")
    if kind and kind not in KINDS:
        raise UsageError(f"Teams connect {', '.join(KINDS)}; {kind!r} is none of these.")
    if not 0 < days <= MOST_DAYS:
        raise UsageError(f"An invitation is for 1 to {MOST_DAYS} days.")
    if service.store.destinations.get(name) is not None:
        raise UsageError(f"There is a destination {name!r}; choose another name.")
    token, now = secrets.token_urlsafe(32), service.clock()
    if not service.store.invitations.add(name, kind, token, now, now + timedelta(days=days)):
        raise UsageError(
            f"There is an invitation {name!r}: choose another name, or end it by `treaty-monitor "
            "invitations revoke`."
        )
    operators.note(service, _subject(name), f"may be used for {days} days (invitations add)")
    invitation = service.store.invitations.of(token)
    assert invitation is not None
    return f"{base}/connect/{token}", invitation


def list_all(service: Service) -> list[Listed]:
    """The invitations by name, with what became of them."""
    return [_listed(service, invitation) for invitation in service.store.invitations.all()]


def named(service: Service, name: str) -> Listed:
    """The invitation of this name, with what became of it. Raises `UsageError`."""
    return _listed(service, _named(service, name))


def revoke(service: Service, name: str) -> Listed:
    """Ends an invitation or, if it was used, the page of its team; the destination stays. Returns it as it
    was. Raises `UsageError`.
    """
    listed = named(service, name)
    service.store.invitations.remove(listed.invitation.name)
    operators.note(service, _subject(listed.invitation.name), "may not be used any more (invitations revoke)")
    return listed


def page(service: Service, name: str) -> str:
    """The address of the page of a team that has connected a destination. Raises `UsageError`."""
    base, listed = _base(service), named(service, name)
    if listed.state is not State.CONNECTED:
        raise UsageError(f"{listed.invitation.name} has no page: it has no destination.")
    return f"{base}/team/{link(service, listed.invitation)}"


def link(service: Service, invitation: Invitation) -> str:
    """The token of the link to the page of a team."""
    return tokens.write(service.store.database.key, Purpose.TEAM, invitation.id)


def of_link(service: Service, token: str) -> Invitation | None:
    """The invitation of a link to the form; None if it means nothing, was used or revoked, or is too old.
    Changes nothing.
    """
    known = service.store.invitations.of(token) if _TOKEN.fullmatch(token) else None
    is_open = known is not None and known.used_at is None and known.expires_at > service.clock()
    return known if is_open else None


def connected_by(service: Service, text: str) -> Destination | None:
    """The destination of the link to a team's page; None if the link means nothing, or it was removed."""
    token = tokens.read(service.store.database.key, text)
    if token is None or token.purpose is not Purpose.TEAM:
        return None
    invitation = service.store.invitations.get(token.numbers[0])
    if invitation is None or invitation.destination is None:
        return None
    return service.store.destinations.get(invitation.destination)


def _base(service: Service) -> str:
    if not service.config.base_url:
        raise UsageError("An invitation is a link to the web pages: set base_url to their address first.")
    return service.config.base_url


def _named(service: Service, name: str) -> Invitation:
    invitation = service.store.invitations.named(" ".join(name.split()))
    if invitation is None:
        raise UsageError(f"No invitation {name!r}; `treaty-monitor invitations list` shows them.")
    return invitation


def _listed(service: Service, invitation: Invitation) -> Listed:
    if invitation.destination is not None:
        destination = service.store.destinations.get(invitation.destination)
        if destination is None:
            return Listed(invitation, State.REMOVED)
        return Listed(invitation, State.CONNECTED, destination.name)
    is_old = invitation.expires_at <= service.clock()
    return Listed(invitation, State.EXPIRED if is_old else State.OPEN)


def _subject(name: str) -> str:
    return f"invitation {name}"
