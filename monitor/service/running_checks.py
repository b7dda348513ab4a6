"""Checks of the service itself for `treaty-monitor doctor`: does it run, and what waits to be sent."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor import health_page
from monitor.service import arrivals, installation
from monitor.service.checks import Check
from monitor.service.health import health
from monitor.store import Arrival

if TYPE_CHECKING:
    from monitor.service import Service

FAILING_NAMED = 10  # destinations at which nothing arrives, each with a line of its own
LONG = timedelta(days=1)  # more than any time of grace after a start


def running(service: Service) -> Check:
    """Whether `run` runs here and is healthy, as its own health page says."""
    holder, last = service.store.lock_holder(), _last_poll(service)
    if holder is None:
        return _stopped(service, last)
    host, port = service.config.web.host, service.config.web.run_port or installation.remembered_port(service)
    try:
        health_page.ask(host, port)
    except OSError as error:
        if health_page.is_unhealthy(error):
            why = "; ".join(_problems(service)) or "its log says why"
            hint = "treaty-monitor feeds list --failing"
            return Check("service", "bad", f"runs, but is not healthy: {why}", hint)
        if installation.last_command(service) != installation.RUN:
            return Check("service", "ok", f"{holder} works on the database; {last}")
        page = health_page.address(host, port)
        text = f"{holder} holds the database, but its health page {page} does not answer; {last}"
        return Check("service", "bad", text, "Its log says why; if it hangs, stop it and start it again.")
    return Check("service", "ok", f"runs: {holder}; {last}")


def _stopped(service: Service, last: str) -> Check:
    """No process holds the database. Who calls `poll` by a timer is judged by its polls."""
    command = installation.last_command(service)
    start = "Start it: treaty-monitor run"
    if command == installation.RUN:
        return Check("service", "bad", f"is not running; {last}", start)
    if command == installation.POLL:
        problems = _problems(service)
        text = "; ".join(["is not running; `poll` is called instead", last, *problems])
        return Check("service", "warning" if problems else "ok", text, f"{start}, or call `poll` more often.")
    return Check("service", "missing", f"was not started yet; {last}", start)


def _problems(service: Service) -> tuple[str, ...]:
    """What is wrong with a service that has been up for long."""
    now = service.clock()
    return health(
        service.store,
        now=now,
        rules_error=service.rules_error,
        writer_alive=True,
        started_at=now - LONG,
    ).problems


def _last_poll(service: Service) -> str:
    polled = [state.polled_at for _, state, _ in service.store.feeds.states() if state.polled_at]
    return f"last poll {max(polled):%Y-%m-%d %H:%M} UTC" if polled else "no feed was polled yet"


def proxy(service: Service) -> Iterator[Check]:
    """A proxy before the pages that does not say for whom it asks."""
    if installation.has_silent_proxy(service):
        yield Check(
            "proxy",
            "warning",
            "requests come from an address of web.proxies without X-Forwarded-For: all clients of that proxy "
            "share one limit of logins, sign-ups and searches",
            "nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; then restart the service.",
        )


def messages(service: Service) -> Iterator[Check]:
    """What waits to be sent and since when, and the destinations at which nothing arrives."""
    all_arrivals = service.store.arrivals.all()
    waiting = sum(arrival.waiting for arrival in all_arrivals.values())
    oldest = min((arrival.oldest for arrival in all_arrivals.values() if arrival.oldest), default=None)
    if oldest is None:
        yield Check("messages", "ok", "none waits")
    else:
        count = "1 message waits" if waiting == 1 else f"{waiting} messages wait"
        yield Check("messages", "ok", f"{count}, the oldest since {oldest:%Y-%m-%d %H:%M} UTC")
    active = [destination for destination in service.store.destinations.all() if destination.active]
    pairs = [(destination, all_arrivals.get(destination.id, Arrival())) for destination in active]
    failing = [pair for pair in pairs if pair[1].failing_since]
    for destination, arrival in failing[:FAILING_NAMED]:
        since = f"{arrival.failing_since:%Y-%m-%d %H:%M} UTC"
        yield Check(
            "delivery",
            "warning",
            f"{destination.name}: {arrivals.words(arrival, since)}",
            f"treaty-monitor deliveries list --destination {shlex.quote(destination.name)}",
        )
    if len(failing) > FAILING_NAMED:
        yield Check("delivery", "warning", f"{len(failing) - FAILING_NAMED} more like these")
