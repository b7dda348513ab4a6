"""Passwords as argon2 hashes (OWASP, Password Storage Cheat Sheet). One is worked out at a time."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from monitor.errors import UsageError

# Only a login needs argon2.
if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST_CHARS, MOST_CHARS = 12, 500
MEMORY_KIB = 19_456  # of one hash
WAITING = 5  # strangers whose passwords wait for their turn: each holds a thread of the pages
_hashing = Lock()  # one hash at a time: each takes memory
_places = BoundedSemaphore(1 + WAITING)


class Busy(Exception):
    """Too many passwords wait to be checked."""


def hashed(password: str) -> str:
    """The hash of a new password. Raises `UsageError` for one that is too short or too long."""
    if not LEAST_CHARS <= len(password) <= MOST_CHARS:
        raise UsageError(
            f"A password has {LEAST_CHARS} to {MOST_CHARS} characters; this one {len(password)}."
        )
    with _hashing:
        return _hasher().hash(_normal(password))


def is_right(stored: str | None, password: str, *, may_wait: bool = False) -> bool:
    """True if the hash is that of the password. None, for an unknown name, takes the same time.

    Raises `Busy` at once if too many others wait, unless this one `may_wait` as well.
    """
    if may_wait:
        return _verified(stored, password)
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        return _verified(stored, password)
    finally:
        _places.release()


def _verified(stored: str | None, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    if len(password) > MOST_CHARS:
        return False
    with _hashing:
        try:
            return _hasher().verify(stored or _nobody(), _normal(password))
        except (Argon2Error, InvalidHashError, UnicodeEncodeError):
            return False


def is_outdated(stored: str) -> bool:
    """True for a hash that was made with other parameters than those of today."""
    return _hasher().check_needs_rehash(stored)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)


@cache
def _nobody() -> str:
    """A hash that no password has."""
    return _hasher().hash(secrets.token_hex())


def _normal(password: str) -> str:
    """Keyboards write the same letter in several ways (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
