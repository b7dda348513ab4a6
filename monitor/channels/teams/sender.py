"""Posts messages to a webhook of the Workflows app.

Success is the answer 202: the flow was started. Whether it could post the card, only its own history shows.
A flow with a step "Response" answers 200. Teams drops no repeats: the reference in the text lets people see
one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.channels.chat_sender import ChatSender, is_page
from monitor.channels.http_answers import json_object
from monitor.model import Attempt, Outcome
from monitor.net import Answer

# Codes of Power Automate: the flow was turned off or deleted, or the signature of the address is not valid.
_GONE = frozenset(
    {
        "WorkflowTriggerIsNotEnabled",
        "WorkflowDisabled",
        "WorkflowNotFound",
        "WorkflowTriggerNotFound",
        "DirectApiAuthorizationRequired",
        "AuthorizationFailed",
    }
)
_BAD_PAYLOAD = frozenset({"TriggerInputSchemaMismatch", "InvalidRequestContent", "RequestEntityTooLarge"})
_FAILED = re.compile(rb"fail|error", re.IGNORECASE)  # old webhooks reported failures as a text with 200


class TeamsSender(ChatSender):
    """POSTs whose refusals have a code of Power Automate."""

    def judged(self, reply: Answer, attempt: Attempt) -> Attempt:
        """By Power Automate's code, then by the status."""
        code = _code(reply.body)
        if code in _GONE:
            return replace(attempt, outcome=Outcome.DISABLED, text=f"{attempt.text}: {code}")
        if code in _BAD_PAYLOAD or reply.status == 413 or (reply.status == 400 and code):
            known = f": {code}" if code in _BAD_PAYLOAD else ""
            return replace(attempt, outcome=Outcome.DEAD, text=f"{attempt.text}{known}")
        if attempt.outcome is Outcome.SENT and not _accepted(reply):
            return replace(attempt, outcome=Outcome.RETRY, text=f"{attempt.text}, but the flow did not start")
        return attempt


def _accepted(reply: Answer) -> bool:
    if reply.status == 202:
        return True
    return reply.status == 200 and not is_page(reply.body) and not _FAILED.search(reply.body)


def _code(body: bytes) -> str:
    """The code of an error, in `error.code` or `code`; "" if there is none."""
    said = json_object(body)
    error = said.get("error")
    code = (error if isinstance(error, dict) else said).get("code")
    return code if isinstance(code, str) else ""
