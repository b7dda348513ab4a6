"""Signs mails with keys of our own (DKIM, RFC 6376). The same mail gets the same signature at any time."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import dkim
from dkim.canonicalization import CanonicalizationPolicy

from monitor.channels.email.dkim_keys import DkimKey

# RFC 8058, 4: both List-Unsubscribe headers must be signed. Each name stands twice in `h=`, those of ABSENT
# once: a relay that adds a second Subject, or a Reply-To, breaks the signature (RFC 6376, 5.4.2 and 8.15).
SIGNED = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"in-reply-to",
    b"references",
    b"list-id",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"cfbl-address",  # RFC 9477, 3.1.4
    b"auto-submitted",
    b"mime-version",
    b"content-type",
)
ABSENT = (b"reply-to", b"cc", b"content-transfer-encoding")  # which our mails never have
_CANONICAL = CanonicalizationPolicy.from_c_value(b"relaxed/relaxed")


@dataclass(frozen=True, slots=True)
class MailSigner:
    """Puts a signature of each key before a mail. Two keys: RSA, which all verify, and Ed25519, or the old
    and the new key during a change.
    """

    keys: Sequence[DkimKey]

    def sign(self, mail: bytes, at: datetime) -> bytes:
        """The mail (RFC 5322, CRLF) with its signatures; `at` is the time that they state."""
        return b"".join(_signature(mail, key, at) for key in self.keys) + mail


def _signature(mail: bytes, key: DkimKey, at: datetime) -> bytes:
    """One DKIM-Signature header. dkimpy's `sign` takes the time from the clock and parses the key each time:
    this is its list of tags, without them.
    """
    signer = dkim.DKIM(mail, signature_algorithm=key.algorithm)
    signer.hasher = dkim.HASH_ALGORITHMS[key.algorithm]
    present = {name.lower() for name, _ in signer.headers}
    names = tuple(name for name in SIGNED if name in present)
    names = (*names, *names, *ABSENT)
    body = signer.hasher(_CANONICAL.canonicalize_body(signer.body)).digest()
    tags = [
        (b"v", b"1"),
        (b"a", key.algorithm),
        (b"c", _CANONICAL.to_c_value()),
        (b"d", key.domain.encode("ascii")),
        (b"s", key.selector.encode("ascii")),
        (b"t", str(int(at.timestamp())).encode()),
        (b"h", b" : ".join(names)),
        (b"bh", base64.b64encode(body)),
        (b"b", b"0" * 60),
    ]
    value = signer.gen_header(tags, names, _CANONICAL, b"DKIM-Signature", key.private)
    return b"DKIM-Signature: " + bytes(value)
