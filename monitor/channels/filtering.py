"""Conditions on the fields of a message: for channels that send signed JSON to programs, whose fields are
documented.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.channels.registry import by_name, stored
from monitor.errors import UsageError
from monitor.model import Message


def checked_conditions(channel: str, conditions: Sequence[str]) -> tuple[str, ...]:
    """The conditions as they are stored, each once. Raises `UsageError`, which says what to write."""
    if not conditions:
        return ()
    if not by_name(channel).signs:
        raise UsageError(
            f"--only is about fields of a webhook's body, and messages by {channel} have none: "
            "say with a query, stages or countries what is wanted."
        )
    from monitor.channels.webhook.conditions import checked

    return tuple(dict.fromkeys(map(checked, conditions)))


def unmet(message: Message, conditions: Sequence[str]) -> str | None:
    """The first of the stored conditions that a message does not meet; None if it may go out."""
    if not conditions or not stored(message.channel).signs:
        return None
    from monitor.channels.webhook import conditions as fields

    return fields.unmet(message.body, conditions)
