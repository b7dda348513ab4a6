"""Signatures of webhooks by Standard Webhooks 1.0.0 (symmetric, `v1`): HMAC-SHA256 over `id.timestamp.body`.

Pure.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

from monitor.errors import UsageError

PREFIX = "whsec_"
_KEY_BYTES = range(24, 65)  # the lengths of a key that the standard allows


def new_secret(random: bytes) -> str:
    """A signing secret (`whsec_...`) of 24 to 64 random bytes."""
    if len(random) not in _KEY_BYTES:
        raise ValueError(f"a secret takes 24 to 64 random bytes, not {len(random)}")
    return PREFIX + base64.b64encode(random).decode()


def message_id(wid: str) -> str:
    """The `webhook-id` of a message: the same at every attempt, so that receivers can ignore repetitions."""
    return f"msg_{wid}"


def keys(secrets: str) -> tuple[bytes, ...]:
    """The keys of one or more secrets separated by white space: during a change, the new one and the old one.
    Raises UsageError, without the secret in its text.
    """
    keys = tuple(_key(secret) for secret in secrets.split())
    if not keys:
        raise UsageError("a webhook needs a signing secret (whsec_...)")
    return keys


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise UsageError("the signing secret is not whsec_ followed by base64") from None
    if len(key) not in _KEY_BYTES:
        raise UsageError(f"the signing secret must hold 24 to 64 bytes, not {len(key)}")
    return key


def sign(secret: str, wid: str, timestamp: datetime, body: bytes) -> str:
    """The value of `webhook-signature`: `v1,...` for each secret, separated by spaces; a receiver accepts any
    that is valid.
    """
    signed = f"{message_id(wid)}.{_seconds(timestamp)}.".encode() + body
    return " ".join(
        "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in keys(secret)
    )


def headers(secret: str, wid: str, timestamp: datetime, body: bytes) -> dict[str, str]:
    """The three headers of one attempt to send these bytes. `timestamp` is the time of the attempt."""
    return {
        "webhook-id": message_id(wid),
        "webhook-timestamp": str(_seconds(timestamp)),
        "webhook-signature": sign(secret, wid, timestamp, body),
    }


def _seconds(timestamp: datetime) -> int:
    return int(timestamp.timestamp())
