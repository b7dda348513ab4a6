"""Posts messages to an incoming webhook of Mattermost. Only the answer 200 with the body `ok` is a success.

Mattermost drops no repeats: the reference in the text lets people see one.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.channels.chat_sender import ChatSender
from monitor.channels.http_answers import json_object
from monitor.model import Attempt, Outcome
from monitor.net import Answer

# Ids of Mattermost's errors: the webhook, its channel or the right to post there is gone, or the server takes
# no webhooks any more.
_GONE = frozenset(
    {
        "web.incoming_webhook.invalid.app_error",
        "web.incoming_webhook.disabled.app_error",
        "web.incoming_webhook.channel.app_error",
        "web.incoming_webhook.channel_locked.app_error",
        "web.incoming_webhook.permissions.app_error",
        "api.post.create_post.can_not_post_to_deleted.error",
    }
)


class MattermostSender(ChatSender):
    """POSTs whose refusals have an id of Mattermost."""

    def judged(self, reply: Answer, attempt: Attempt) -> Attempt:
        """By Mattermost's id, then by the status."""
        name = json_object(reply.body).get("id")
        name = name if isinstance(name, str) else ""
        if name in _GONE:
            return replace(attempt, outcome=Outcome.DISABLED, text=f"{attempt.text}: {name}")
        if reply.status == 413 or (reply.status == 400 and name):
            return replace(attempt, outcome=Outcome.DEAD)
        if attempt.outcome is Outcome.SENT and (reply.status, reply.body.strip()) != (200, b"ok"):
            return replace(attempt, outcome=Outcome.RETRY, text=f"{attempt.text}, but not `ok`")
        return attempt
