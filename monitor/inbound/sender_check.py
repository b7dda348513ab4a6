"""Whether a mail is from an allowed depositary: its From address, and what our own server says of its DKIM.

Everything that is unclear is refused. `Authentication-Results` (RFC 8601) counts only from the topmost field
of our own server; SPF does not count, because it says nothing of the From address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

from monitor.inbound.head_check import may_be_cut, unsigned
from monitor.inbound.limits import one_line
from monitor.inbound.notice_values import AllowedSender, Refusal, SenderCheck

_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
# A name with "@", "," or a comment outside quotes is refused: readers do not agree on what it means.
_FROM = re.compile(rf'(?:"[^"\\]*"|[^<>"@,;:()\\]*)\s*<(?P<inner>{_ADDRESS})>|(?P<bare>{_ADDRESS})', re.ASCII)
_PLAIN = re.compile(r"[A-Za-z0-9.-]+(?: 1)?(?: ?\([^()\\\\]*\))?", re.ASCII)  # a name, a version, a comment
_PROPERTY = re.compile(r'([A-Za-z][\w./-]*)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s"]+)', re.ASCII)


@dataclass(frozen=True, slots=True)
class Checked:
    """`address`: of From, "" where that is unclear. `depositary`: "" for a mail that is refused."""

    address: str
    depositary: str = ""
    reason: Refusal | None = None
    why: str = ""


def check(mail: Message, rule: SenderCheck) -> Checked:
    """The depositary that a mail is from, or why it is refused."""
    address = _from_address(mail)
    if not address:
        return Checked("", reason=Refusal.FROM, why="its From does not name exactly one address")
    sender = next((sender for sender in rule.allowed if sender.is_of(address)), None)
    if sender is None:
        why = "its sender is not in the list of allowed senders"
        return Checked(address, reason=Refusal.SENDER, why=why)
    return _signed(mail, rule.authserv_id, address, sender)


def _signed(mail: Message, authserv_id: str, address: str, sender: AllowedSender) -> Checked:
    """What the results of our own server say of a mail from an allowed sender."""
    results = _own_results(mail, authserv_id)
    if results is None:
        why = f"no readable Authentication-Results of {authserv_id or 'our server'}"
        return Checked(address, reason=Refusal.RESULTS, why=why)
    signers = [signer for signer in map(_signer, results) if signer]
    if not signers:
        return Checked(address, reason=Refusal.DKIM, why="no DKIM signature passed")
    aligned = [signer for signer in signers if _is_aligned(signer, sender.domain)]
    if not aligned:
        why = f"its DKIM signature is of {signers[0][:100]}, not of {sender.domain}"
        return Checked(address, reason=Refusal.DOMAIN, why=why)
    why = unsigned(mail, aligned)
    return Checked(address, reason=Refusal.UNSIGNED, why=why) if why else Checked(address, sender.depositary)


def _from_address(mail: Message) -> str:
    """The address of the only From field; "" for several, none, or one that can be read in two ways."""
    values = mail.get_all("From", [])
    if len(values) != 1 or may_be_cut(values[0]):
        return ""
    match = _FROM.fullmatch(one_line(values[0]))
    return "" if match is None else match["inner"] or match["bare"]


def _own_results(mail: Message, authserv_id: str) -> list[str] | None:
    """The results in the topmost field of our server; None without one, or if it cannot be read whole.

    A name that only an obliging reader takes for ours is no server's: ours removes fields that begin with its
    name, and may have missed that one.
    """
    for value in mail.get_all("Authentication-Results", []):
        parts = _split(str(value))
        if parts is None:
            return None  # it may be ours: what stands below it is not trusted
        if not authserv_id or not _names(parts[0], authserv_id):
            continue
        is_plain = _PLAIN.fullmatch(one_line(str(value).partition(";")[0])) is not None
        return parts[1:] if is_plain and not may_be_cut(value) else None
    return None


def _names(first: str, authserv_id: str) -> bool:
    """True if the first part of a field without its comments may be the name of this server."""
    name = first.replace('"', "").replace("\\", "").split()
    return bool(name) and name[0].partition("/")[0].lower() == authserv_id.lower()


def _split(value: str) -> list[str] | None:
    """The parts between semicolons, without comments; None if a comment or a quoted text does not end."""
    parts, depth, quoted, escaped = [""], 0, False, False
    for char in value:
        if escaped or char == "\\":
            parts[-1] += "" if depth else char
            escaped = not escaped
        elif char == '"' and not depth:
            quoted = not quoted
            parts[-1] += char
        elif char in "()" and not quoted:
            depth += 1 if char == "(" else -1
            if depth < 0:
                return None
        elif char == ";" and not quoted and not depth:
            parts.append("")
        elif not depth:
            parts[-1] += char
    return None if depth or quoted else [one_line(part) for part in parts]


def _signer(result: str) -> str:
    """The domain (`header.d`) of a result `dkim=pass`; "" for other results, and for one with two domains."""
    pairs = [(name.lower(), text.strip('"').lower()) for name, text in _PROPERTY.findall(result)]
    if not pairs or pairs[0][0].partition("/")[0] != "dkim" or pairs[0][1] != "pass":
        return ""
    if not re.match(r"dkim\b", result, re.IGNORECASE):
        return ""
    domains = [text for name, text in pairs if name == "header.d"]
    return domains[0].rstrip(".") if len(domains) == 1 else ""


def _is_aligned(signer: str, domain: str) -> bool:
    """True for the allowed domain and those below it. One above it may belong to many, and is refused."""
    return signer == domain or signer.endswith(f".{domain}")
