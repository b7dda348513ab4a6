"""Signed tokens: a purpose and numbers that only this installation can have written.

They stand in links (`/a/TOKEN`) and in recipient addresses (`bounces+TOKEN@example.org`): letters, digits and
hyphens, upper and lower case are the same; one of two numbers has at most 48 characters. Pure.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from enum import StrEnum
from typing import NamedTuple

_TOKEN = re.compile(r"(?P<purpose>[a-z])(?P<numbers>(?:-[0-9a-z]{1,9}){1,3})-(?P<mac>[a-z2-7]{26})", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Purpose(StrEnum):
    """What a token may do. Its numbers are ids of the database, named here in their order."""

    BOUNCE = "b"  # message: a report about it, in the address that mail came from (VERP)
    UNSUBSCRIBE = "u"  # destination: a mail to this address ends the subscription
    ACT = "a"  # destination, act [, epoch]: mute, follow or note one act
    CONFIRM = "c"  # sign-up: an address that was entered in the form is its reader's
    TEAM = "t"  # invitation: the team that used it changes, replays or removes its destination
    SUBSCRIBER = "s"  # destination [, epoch]: its reader changes what it gets
    PUSH = "p"  # feed, epoch: its hub sends what is new (WebSub)
    OWN_DATA = "d"  # request: the owner of a mailbox exports or erases what is stored of it


def with_epoch(numbers: tuple[int, ...], epoch: int) -> tuple[int, ...]:
    """The numbers of a link that ends when its destination gets new links; the first ones have no epoch."""
    return (*numbers, epoch) if epoch else numbers


class Token(NamedTuple):
    """What a token says."""

    purpose: Purpose
    numbers: tuple[int, ...]


def write(key: bytes, purpose: Purpose, *numbers: int) -> str:
    """The token of one to three numbers from 0 up: `a-1f-2s-` and 26 characters, 128 bits of HMAC-SHA256."""
    said = "-".join([purpose.value, *map(_base36, numbers)])
    return f"{said}-{_mac(key, said)}"


def read(key: bytes, text: str) -> Token | None:
    """What a token says; None for a text that is none, or that this key did not sign."""
    match = _TOKEN.fullmatch(text.strip().lower())
    if match is None:
        return None
    said = match["purpose"] + match["numbers"]
    if not hmac.compare_digest(_mac(key, said), match["mac"]):
        return None
    try:
        purpose = Purpose(match["purpose"])
    except ValueError:
        return None
    return Token(purpose, tuple(int(number, 36) for number in match["numbers"].split("-")[1:]))


def _mac(key: bytes, said: str) -> str:
    digest = hmac.digest(key, f"token {said}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()


def _base36(number: int) -> str:
    if number < 0 or number >= 36**9:
        raise ValueError(f"{number} is no id of the database")
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
