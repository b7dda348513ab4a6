"""Posts messages to a Discord webhook.

Success is the answer 204, or 200 with the message where the address asks for it (`?wait=true`). Discord drops
no repeats: the reference in the text lets people see one.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.channels.chat_sender import ChatSender, is_page
from monitor.channels.http_answers import json_object, longer_wait
from monitor.model import Attempt, Outcome
from monitor.net import Answer

# Discord's own codes in the body: the webhook was deleted, or its token is no longer valid.
_GONE = frozenset({(404, 10015), (401, 50027), (403, 50027)})


class DiscordSender(ChatSender):
    """POSTs whose refusals have a code of Discord's."""

    def judged(self, reply: Answer, attempt: Attempt) -> Attempt:
        """By status and Discord's code."""
        said = json_object(reply.body)
        code = said.get("code")
        code = code if isinstance(code, int) else None
        if code is not None:
            attempt = replace(attempt, text=f"{attempt.text}: Discord's code {code}")
        if (reply.status, code) in _GONE:
            return replace(attempt, outcome=Outcome.DISABLED)
        if reply.status == 400:
            return replace(attempt, outcome=Outcome.DEAD)
        if reply.status == 429:
            return replace(attempt, retry_after_s=longer_wait(said.get("retry_after"), attempt.retry_after_s))
        if attempt.outcome is Outcome.SENT and reply.status not in (200, 204):
            return replace(attempt, outcome=Outcome.RETRY, text=f"{attempt.text}, but neither 200 nor 204")
        if attempt.outcome is Outcome.SENT and (code is not None or is_page(reply.body)):
            return replace(attempt, outcome=Outcome.RETRY, text=f"{attempt.text}, but no message of Discord")
        return attempt
