"""Posts messages to an incoming webhook of Slack. Only the answer 200 with the body `ok` is a success.

Slack drops no repeats: the short reference in the text lets people see one.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.channels.chat_sender import ChatSender
from monitor.model import Attempt, Outcome
from monitor.net import Answer

# Slack's words, in the body, for a webhook, channel or workspace that does not exist any more.
_GONE = frozenset(
    {
        "no_service",
        "no_service_id",
        "no_active_hooks",
        "no_team",
        "team_disabled",
        "invalid_token",
        "channel_is_archived",
        "channel_not_found",
    }
)
_BAD_PAYLOAD = frozenset(
    {"invalid_payload", "invalid_blocks", "invalid_attachments", "no_text", "too_many_attachments"}
)


class SlackSender(ChatSender):
    """POSTs whose answers are words."""

    def judged(self, reply: Answer, attempt: Attempt) -> Attempt:
        """By Slack's word, whatever the status; `ok` counts with 200 alone."""
        word = reply.body[:64].decode("ascii", "replace").strip()
        if word in _GONE:
            return replace(attempt, outcome=Outcome.DISABLED, text=f"{attempt.text}: {word}")
        if word in _BAD_PAYLOAD:
            return replace(attempt, outcome=Outcome.DEAD, text=f"{attempt.text}: {word}")
        if attempt.outcome is Outcome.SENT and (reply.status, word) != (200, "ok"):
            return replace(attempt, outcome=Outcome.RETRY, text=f"{attempt.text}, but not `ok`")
        return attempt
