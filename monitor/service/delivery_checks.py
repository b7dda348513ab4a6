"""Checks of destinations and of the ledger for `treaty-monitor doctor`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

from monitor import channels
from monitor.config import Config
from monitor.model import Destination
from monitor.service.checks import Check

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import DeadLetters

MOST_OVERDUE = 10  # of what is overdue, shown one by one
DEAD_DAYS = 7  # days whose dead letters are shown
UNREACHABLE_NAMED = 10  # destinations whose address bounced, each with a line of its own


def checks(service: Service) -> Iterator[Check]:
    """What is wrong with each destination, and which messages were given up lately."""
    for destination in service.store.destinations.all():
        yield from _destination(service.config, destination)
    yield from _sign_ups(service)
    yield from _overdue(service)
    yield from _unreachable(service)
    for letters in service.store.outbox.dead(service.clock() - timedelta(days=DEAD_DAYS)):
        yield _dead(letters)


def _sign_ups(service: Service) -> Iterator[Check]:
    """What the form for new subscribers lacks, where it is switched on."""
    from monitor.service import signing_up

    config = service.config
    if not config.web.sign_up:
        return
    if not config.base_url:
        text = "web.sign_up is on, and the form is not shown: its mails need an address for their links"
        yield Check("sign-up", "bad", text, "Set base_url to the https address of this service.")
    elif not config.smtp.host:
        text = "web.sign_up is on, and there is no mail server: who signs up gets no mail"
        yield Check("sign-up", "bad", text, "Set smtp.host (and port, username, password, sender).")
    else:
        waiting = signing_up.overview(service).waiting
        yield Check("sign-up", "ok", f"{config.base_url}/subscribe is open, {waiting} not confirmed yet")


def _overdue(service: Service) -> Iterator[Check]:
    """Work that was due and is not done, and open alarms about actions that fail."""
    from monitor.pipeline import auditing

    now = service.clock()
    work = service.store.audits.work(now, auditing.PATIENCE, auditing.LEASE_PATIENCE)
    window = timedelta(seconds=service.config.digests.window_s)
    findings = auditing.overdue(work, now, window=window, started_at=None)
    for finding in findings[:MOST_OVERDUE]:
        hint = "Is `treaty-monitor run` running? Its log says what fails."
        yield Check("overdue", "bad", f"{finding.text}, since {finding.since:%Y-%m-%d %H:%M} UTC", hint)
    if len(findings) > MOST_OVERDUE:
        yield Check("overdue", "bad", f"and {len(findings) - MOST_OVERDUE} more")
    for alarm in service.store.alarms.all():
        if not alarm.is_overdue:
            often = f"; {alarm.count} times or more" if alarm.has_count else ""
            text = f"{alarm.text}{often} since {alarm.since:%Y-%m-%d %H:%M} UTC"
            yield Check("alarm", "bad", text, "It ends when the same action succeeds.")


def _destination(config: Config, destination: Destination) -> Iterator[Check]:
    name = shlex.quote(destination.name)
    channel = channels.stored(destination.channel)
    if not destination.served:
        yield Check(
            "channel",
            "bad",
            f"{destination.name}: this version has no channel {destination.channel!r}; its messages wait",
            f"Install a version that has it, or: treaty-monitor destinations remove {name}",
        )
    if channel.library and find_spec(channel.library) is None:
        yield Check(
            "channel",
            "bad",
            f"{destination.name}: {channel.library} is not installed; its messages wait",
            f"pip install 'treaty-monitor[{channel.name}]'",
        )
    if destination.gone:
        yield Check(
            "endpoint",
            "bad",
            f"{destination.name} is disabled: {destination.disabled_reason}",
            f"When it works again: treaty-monitor destinations enable {name}",
        )
    elif destination.warned:
        yield Check(
            "endpoint",
            "warning",
            f"nothing arrives at {destination.name}: {destination.warned} % of the way to being disabled",
            f"treaty-monitor deliveries list --destination {name}",
        )
    if channel.in_clear_text(destination.address, config.http.allow_private):
        yield Check(
            "webhook",
            "warning",
            f"{destination.name} is called in clear text: its address can be read on the way",
            f"treaty-monitor destinations edit {name} --address https://...",
        )


def _unreachable(service: Service) -> Iterator[Check]:
    """Destinations whose address bounced, or whose reader complained."""
    destinations = service.store.suppressions.unreachable(service.clock())
    for destination in destinations[:UNREACHABLE_NAMED]:
        name = shlex.quote(destination.name)
        if destination.reason:
            yield Check(
                "address",
                "warning",
                f"{destination.name}: nothing is sent to its address any more ({destination.reason})",
                f"treaty-monitor destinations edit {name} --address NEW, or to try it again: "
                f"treaty-monitor destinations enable {name}",
            )
        else:
            yield Check(
                "address",
                "warning",
                f"{destination.name}: its address bounced softly and is left alone until "
                f"{destination.until:%Y-%m-%d %H:%M} UTC",
                f"treaty-monitor deliveries list --destination {name}",
            )
    if len(destinations) > UNREACHABLE_NAMED:
        yield Check("address", "warning", f"{len(destinations) - UNREACHABLE_NAMED} more like these", "")


def _dead(letters: DeadLetters) -> Check:
    """Messages to one destination that were given up, with the newest reason."""
    count = "1 message was" if letters.count == 1 else f"{letters.count} messages were"
    newest = letters.newest[0]
    text = (
        f"{count} given up in the last {DEAD_DAYS} days: {letters.name}; "
        f"the newest, #{newest.message.ref}: {newest.note}"
    )
    hint = f"treaty-monitor deliveries retry --all --destination {shlex.quote(letters.name)}"
    return Check("dead letters", "warning", text, hint)
