"""Signatures of webhooks by Standard Webhooks 1.0.0, over `id.timestamp.body`.

`v1` is HMAC-SHA256 by a shared secret, `v1a` ed25519 by a private key. Pure.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.errors import UsageError

if TYPE_CHECKING:
    from nacl.signing import SigningKey

PREFIX = "whsec_"  # a shared secret
PRIVATE, PUBLIC = "whsk_", "whpk_"  # the two keys of a pair
_SECRET_BYTES = range(24, 65)  # the lengths of a shared secret that the standard allows
SEED_BYTES = 32  # of a private key, which is written as seed and public key


def new_secret(random: bytes) -> str:
    """A shared secret (`whsec_...`) of 24 to 64 random bytes."""
    if len(random) not in _SECRET_BYTES:
        raise ValueError(f"a secret takes 24 to 64 random bytes, not {len(random)}")
    return PREFIX + base64.b64encode(random).decode()


def new_private_key(random: bytes) -> str:
    """A private key (`whsk_...`) of 32 random bytes; `public_key` has its other half."""
    from nacl.signing import SigningKey

    if len(random) != SEED_BYTES:
        raise ValueError(f"a private key takes {SEED_BYTES} random bytes, not {len(random)}")
    pair = random + bytes(SigningKey(random).verify_key)
    return PRIVATE + base64.b64encode(pair).decode()


def check_secret(secret: str) -> None:
    """Raises UsageError for a shared secret that cannot sign, without the secret in its text."""
    _shared_secret(secret)


def is_asymmetric(secret: str) -> bool:
    """True for a private key: receivers get its public key, which cannot sign."""
    return secret.startswith(PRIVATE)


def public_key(secret: str) -> str | None:
    """The public key (`whpk_...`) of a private key; None for a shared secret. Raises UsageError."""
    if not is_asymmetric(secret):
        return None
    return PUBLIC + base64.b64encode(bytes(_private_key(secret).verify_key)).decode()


def message_id(wid: str) -> str:
    """The `webhook-id` of a message: the same at every attempt, so that receivers can ignore repetitions."""
    return f"msg_{wid}"


def sign(secrets: str, wid: str, timestamp: datetime, body: bytes) -> str:
    """The value of `webhook-signature`: `v1,...` or `v1a,...` for each secret, separated by spaces.

    A receiver accepts any that is valid.

    `secrets` are separated by white space: during a change, the new one and the older ones, of either sort.
    Raises UsageError, without the secret in its text.
    """
    signed = f"{message_id(wid)}.{_seconds(timestamp)}.".encode() + body
    signatures = [_signature(secret, signed) for secret in secrets.split()]
    if not signatures:
        raise UsageError("a webhook needs a signing secret (whsec_... or whsk_...)")
    return " ".join(signatures)


def headers(secrets: str, wid: str, timestamp: datetime, body: bytes) -> dict[str, str]:
    """The three headers of one attempt to send these bytes. `timestamp` is the time of the attempt."""
    return {
        "webhook-id": message_id(wid),
        "webhook-timestamp": str(_seconds(timestamp)),
        "webhook-signature": sign(secrets, wid, timestamp, body),
    }


def _signature(secret: str, signed: bytes) -> str:
    if is_asymmetric(secret):
        return "v1a," + base64.b64encode(_private_key(secret).sign(signed).signature).decode()
    return "v1," + base64.b64encode(hmac.digest(_shared_secret(secret), signed, hashlib.sha256)).decode()


def _shared_secret(secret: str) -> bytes:
    key = _decoded(secret.removeprefix(PREFIX), "the signing secret is not whsec_ followed by base64")
    if len(key) not in _SECRET_BYTES:
        raise UsageError(f"the signing secret must hold 24 to 64 bytes, not {len(key)}")
    return key


def _private_key(secret: str) -> SigningKey:
    """The key pair of seed and public key, which must belong together; of a seed alone too."""
    from nacl.signing import SigningKey

    pair = _decoded(secret.removeprefix(PRIVATE), "the private key is not whsk_ followed by base64")
    if len(pair) not in (SEED_BYTES, 2 * SEED_BYTES):
        raise UsageError(f"the private key must hold 64 bytes (seed and public key), not {len(pair)}")
    key = SigningKey(pair[:SEED_BYTES])
    if pair[SEED_BYTES:] not in (b"", bytes(key.verify_key)):
        raise UsageError("the private key holds a public key that does not belong to it")
    return key


def _decoded(text: str, problem: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise UsageError(problem) from None


def _seconds(timestamp: datetime) -> int:
    return int(timestamp.timestamp())
