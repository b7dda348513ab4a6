"""The mail to the owner of a destination that a team has connected by a form.

Nothing that was entered in the form stands in it but the name that the operator gave the team.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from monitor.digest.compose import notice
from monitor.digest.values import Button, Digest
from monitor.digest.words import short
from monitor.model import Destination
from monitor.wording import language

_NAME = 60  # characters of a destination's name


def connected(to: Destination, *, url: str, now: datetime, ref: str) -> Digest:
    """Tells the owner that the destination is connected. `url`: the page of its team, which is a secret."""
    say = language(to.reader)
    name = short(to.name, _NAME)
    return replace(
        notice(to, now=now, ref=ref, reason=""),
        title=say("team.connected", name=name),
        lead=(say("team.connected.why", name=name), say("team.connected.link")),
        button=Button(say("team.connected.page"), url),
        reason=say("team.connected.reason", name=name, host=urlsplit(url).hostname),
    )
