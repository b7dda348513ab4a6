"""Whether a mail quotes others: what stands in an answer or a forwarded mail may be anybody's words."""

from __future__ import annotations

import re
from email.message import Message

from monitor.inbound import limits

_REPLIES = re.compile(r"\s*(?:re|aw|antw|sv|rv|fwd?|tr|wg|rif|i|odp)\s?(?:\[\d+\])?\s?:", re.IGNORECASE)
_FORWARDED = re.compile(
    r"-{2,}\s?(?:original message|forwarded message|message d['’]origine|message original|"
    r"message transf[ée]r[ée]|mensaje (?:original|reenviado)|"
    r"urspr[üu]ngliche nachricht|weitergeleitete nachricht)\b|"
    r"\b(?:begin forwarded message|d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée]))\s?:|"
    r"(?:^|\s)(?:From|De|Von)\s?:\s.{1,200}?\s(?:Sent|Date|Envoy[ée]|Enviado|Gesendet)\s?(?:el|le)?\s?:\s"
    r".{1,300}?\s(?:Subject|Objet|Asunto|Betreff)\s?:",
    re.IGNORECASE | re.DOTALL,
)


def is_of_others(mail: Message, title: str, text: str) -> bool:
    """True for an answer and for a forwarded mail: by its head, its subject, or a line of its text."""
    is_answer = bool(limits.field(mail, "In-Reply-To")) or _REPLIES.match(title) is not None
    return is_answer or _FORWARDED.search(text) is not None


def without_quotes(text: str) -> str:
    """A plain text without the lines that quote another mail ("> ...")."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
