"""A composed `Digest` in the shape of each channel. Every channel shows the same thing.

subject()       one line
html(), text()  the two parts of a mail
slack()         Slack blocks (JSON bytes)
webhook_json()  the body of a webhook, documented in docs/webhooks.md (JSON bytes)
split()         a digest as several, each small enough for its channel; add_possible() puts possible exits
                into the last
page()          a web page
"""

from __future__ import annotations

from monitor.render.fit import add_possible, split
from monitor.render.mail import html, subject, text
from monitor.render.payloads import SLACK_BLOCKS, slack, slack_blocks, webhook_json
from monitor.render.templates import page, page_policy

__all__ = [
    "SLACK_BLOCKS",
    "add_possible",
    "html",
    "page",
    "page_policy",
    "slack",
    "slack_blocks",
    "split",
    "subject",
    "text",
    "webhook_json",
]
