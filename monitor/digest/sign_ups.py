"""Mails to subscribers: please confirm, you are subscribed already, and what a reader asked for.

Nothing that was entered in the form stands in them, so that nobody can send words to others by it
(docs/faults.md 132).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.digest.compose import notice
from monitor.digest.values import Button, Digest
from monitor.model import Destination, Own
from monitor.wording import language


def confirmation(to: Destination, *, url: str, kept: timedelta, now: datetime, ref: str) -> Digest:
    """Asks the reader of an address to confirm that it is to get messages; the link works for `kept`."""
    say = language(to.reader)
    lead = (say("sign_up.why"), say("sign_up.not", days=say.count("sign_up.days", kept.days)))
    return replace(
        notice(to, now=now, ref=ref, reason=""),
        title=say("sign_up"),
        lead=lead,
        button=Button(say("sign_up.confirm"), url),
        reason=say("sign_up.reason", host=urlsplit(url).hostname),
    )


def subscribed_already(to: Destination, *, url: str, now: datetime, ref: str) -> Digest:
    """Tells a subscriber whose address was entered again that nothing changed, and where to change it."""
    say = language(to.reader)
    return replace(
        notice(to, now=now, ref=ref, reason=""),
        title=say("subscribed"),
        lead=(say("subscribed.why"), say("subscribed.not")),
        button=Button(say("preferences"), url),
        reason=say("sign_up.reason", host=urlsplit(url).hostname),
    )


def own_request(to: Destination, what: Own, *, url: str, now: datetime, ref: str) -> Digest:
    """Gives a reader the link by which data are exported or erased, or new links."""
    say = language(to.reader)
    return replace(
        notice(to, now=now, ref=ref, reason=""),
        title=say(f"own.{what.value}"),
        lead=(say(f"own.{what.value}.why"), say(f"own.{what.value}.not")),
        button=Button(say(f"own.{what.value}.do"), url),
        reason=say("own.reason", host=urlsplit(url).hostname),
    )
