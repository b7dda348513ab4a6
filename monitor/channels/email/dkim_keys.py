"""Private keys that mail is signed with (DKIM, RFC 6376 and 8463): reading, making, and their DNS records."""

from __future__ import annotations

import base64
import binascii
import re
import subprocess
from dataclasses import dataclass, field
from typing import Any

from monitor.errors import UsageError

RSA, ED25519 = "rsa", "ed25519"
RSA_BITS = 2048  # RFC 8301, 3.2: signers should use at least so many
LEAST_BITS = 1024  # what verifiers accept at all
_PEM = re.compile(rb"-----BEGIN ([A-Z ]*)PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END", re.ASCII)
_SEED = re.compile(rb"[A-Za-z0-9+/]{43}=", re.ASCII)
# DER of RFC 8410: an Ed25519 private key in PKCS #8, up to its 32 bytes
_ED25519_DER = bytes.fromhex("302e020100300506032b657004220420")
_RSA_OID = bytes.fromhex("300d06092a864886f70d0101010500")  # AlgorithmIdentifier rsaEncryption, NULL
_SECONDS = 60.0  # for openssl


@dataclass(frozen=True, slots=True)
class DkimKey:
    """One private key under its selector. `private` is as dkimpy takes it."""

    selector: str
    domain: str
    kind: str  # RSA or ED25519
    bits: int
    public: bytes = field(repr=False)
    private: Any = field(repr=False)

    @property
    def algorithm(self) -> bytes:
        """The `a=` of a signature."""
        return b"ed25519-sha256" if self.kind == ED25519 else b"rsa-sha256"

    @property
    def host(self) -> str:
        """The name in DNS whose TXT record has the public key."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """The TXT record (RFC 6376, 3.6.1)."""
        return f"v=DKIM1; k={self.kind}; h=sha256; p={base64.b64encode(self.public).decode()}"

    @property
    def zone_line(self) -> str:
        """The record as a line of a zone file: strings of at most 255 characters (RFC 1035, 3.3)."""
        parts = (f'"{self.record[start : start + 250]}"' for start in range(0, len(self.record), 250))
        return f"{self.host}. IN TXT ( {' '.join(parts)} )"


def read_key(text: bytes, *, selector: str, domain: str) -> DkimKey:
    """A private key: RSA in PEM (PKCS #1 or #8), or Ed25519 in PEM or as dkimpy's 44 characters of base64.

    Raises `UsageError`, without any part of the text.
    """
    pem = _PEM.search(text)
    if pem is None and _SEED.fullmatch(text.strip()):
        return _ed25519(base64.b64decode(text.strip()), selector, domain)
    if pem is None:
        raise UsageError(
            "no private key: give a file with -----BEGIN PRIVATE KEY----- that no password protects"
        )
    if pem[1] not in (b"", b"RSA "):
        raise UsageError(f"a key of the kind {pem[1].decode().strip()!r}, which is not used for mail")
    try:
        der = base64.b64decode(b"".join(pem[2].split()), validate=True)
    except binascii.Error as error:
        raise UsageError("a private key that is damaged") from error
    if der.startswith(_ED25519_DER) and len(der) == len(_ED25519_DER) + 32:
        return _ed25519(der[len(_ED25519_DER) :], selector, domain)
    return _rsa(der, selector, domain)


def new_key(kind: str) -> bytes:
    """A new private key in PEM (PKCS #8): RSA of 2048 bits by `openssl`, or Ed25519.

    Raises `UsageError` without an `openssl` that works.
    """
    if kind == ED25519:
        from nacl.signing import SigningKey

        return _pem(_ED25519_DER + bytes(SigningKey.generate()))
    command = ["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{RSA_BITS}"]
    try:
        made = subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)  # noqa: S603 - fixed words
    except (OSError, subprocess.SubprocessError) as error:
        raise UsageError(
            "openssl, which makes RSA keys, does not work here: install it, or make the key elsewhere with "
            f"`{' '.join(command)} -out FILE`"
        ) from error
    return made.stdout


def _pem(der: bytes) -> bytes:
    return b"-----BEGIN PRIVATE KEY-----\n" + base64.encodebytes(der) + b"-----END PRIVATE KEY-----\n"


def _ed25519(seed: bytes, selector: str, domain: str) -> DkimKey:
    from nacl.signing import SigningKey

    private = SigningKey(seed)
    return DkimKey(selector, domain, ED25519, 256, bytes(private.verify_key), private)


def _rsa(der: bytes, selector: str, domain: str) -> DkimKey:
    from dkim.crypto import UnparsableKeyError, parse_private_key

    try:
        private = parse_private_key(der)
    except (UnparsableKeyError, AssertionError) as error:
        raise UsageError(
            "no private key of RSA or Ed25519, the two kinds that mail is signed with"
        ) from error
    bits = private["modulus"].bit_length()
    if bits < LEAST_BITS:
        raise UsageError(f"an RSA key of {bits} bits; providers want {RSA_BITS}, and none takes so few")
    numbers = _der(0x30, _integer(private["modulus"]) + _integer(private["publicExponent"]))
    public = _der(0x30, _RSA_OID + _der(0x03, b"\0" + numbers))  # SubjectPublicKeyInfo, RFC 5280, 4.1
    return DkimKey(selector, domain, RSA, bits, public, private)


def _integer(number: int) -> bytes:
    return _der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    """One value of DER (X.690), with its length. dkimpy's own writer has no lengths above 127."""
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content
