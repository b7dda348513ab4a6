"""A composed `Digest` in the shape of each channel. Every channel shows the same thing.

subject()       one line
html(), text()  the two parts of a mail
slack()         Slack blocks (JSON bytes)
webhook_json()  the body of a webhook, documented in docs/webhook.md (JSON bytes)
page()          a web page
"""

from __future__ import annotations

from monitor.render.mail import html, subject, text
from monitor.render.payloads import slack, webhook_json
from monitor.render.templates import page, page_policy

__all__ = ["html", "page", "page_policy", "slack", "subject", "text", "webhook_json"]
