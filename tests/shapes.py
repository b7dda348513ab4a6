"""A digest in each shape that readers get, and the web pages: what tests look at."""

from __future__ import annotations

from monitor import channels
from monitor.channels.mail_content import html, text
from monitor.channels.subject import subject
from monitor.digest import Digest
from monitor.web.pages import page, page_policy

__all__ = ["ENVELOPE", "html", "page", "page_policy", "rendered", "slack", "subject", "text", "webhook_json"]

ENVELOPE = channels.Envelope(
    "0" * 32, "desk@news.example", "owner@news.example", "watch@monitor.example", "operator@monitor.example"
)


def rendered(name: str, digest: Digest) -> channels.Body:
    """A digest as the channel of this name sends it."""
    return channels.by_name(name).render(digest, ENVELOPE)


def slack(digest: Digest) -> bytes:
    return rendered("slack", digest).content


def webhook_json(digest: Digest) -> bytes:
    return rendered("webhook", digest).content
