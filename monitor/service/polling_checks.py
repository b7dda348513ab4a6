"""Checks of polling and of push for `treaty-monitor doctor`: feeds that are late, silent or left alone, and
whether hubs reach this service.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.pipeline.completeness import mean
from monitor.service import feed_health, feeds, websub
from monitor.service.checks import Check
from monitor.service.feed_health import Doing, FeedHealth

if TYPE_CHECKING:
    from monitor.service import Service

NAMED = 3  # of what a line counts
LONG_PAUSE = timedelta(hours=6)  # of a domain
ENDS_SOON = timedelta(days=1)  # of a lease that its hub has not renewed


def polling(service: Service) -> Iterator[Check]:
    """Feeds that are late, that are silent, and domains that are left alone."""
    healths = [health for health in feed_health.without_volumes(service) if health.feed.enabled]
    if not healths:
        return
    late = sorted((health for health in healths if health.late), key=lambda health: health.due)
    share = mean({health.feed.id: health.complete for health in healths})
    gaps = sum(health.gaps for health in healths)
    complete = f"{int(share * 1000) / 10:g} % of the last seven days is known to be complete"
    text = f"{complete}, {_counted(gaps, 'gap')} of feeds open"
    if late:
        yield Check(
            "polling",
            "warning",
            f"{_counted(len(late), 'feed')} late, the first due {late[0].due:%Y-%m-%d %H:%M} UTC "
            f"({_names(late)}); {text}",
            "Does `run` run (line service)? If it does, its rounds take too long: raise poll.concurrency, or "
            "the intervals (`treaty-monitor feeds edit FEED --interval`).",
        )
    else:
        yield Check("polling", "ok", f"no feed is late; {text}")
    if silent := [health for health in healths if health.doing is Doing.SILENT]:
        yield Check(
            "silent feeds",
            "warning",
            f"{_counted(len(silent), 'feed')} answer{'s' if len(silent) == 1 else ''} and bring"
            f"{'s' if len(silent) == 1 else ''} less than is usual: {_names(silent)}",
            "`treaty-monitor feeds show FEED` says more; look for feeds of its site: `feeds discover URL`.",
        )
    yield from _left_alone(service)


def _left_alone(service: Service) -> Iterator[Check]:
    domains = feeds.left_alone(service)
    if not domains:
        return
    until = ", ".join(f"{domain} until {at:%Y-%m-%d %H:%M} UTC" for domain, at in domains[:NAMED])
    number = _counted(len(domains), "domain")
    text = f"{number} left alone, as the servers asked: {until}{_more(len(domains))}"
    is_long = any(at - service.clock() > LONG_PAUSE for _, at in domains)
    yield Check(
        "domains",
        "warning" if is_long else "ok",
        text,
        "Nothing is lost unless their feeds move on meanwhile. If it comes again and again, ask less often: "
        "raise http.pause_s or the intervals of these feeds."
        if is_long
        else "",
    )


def push(service: Service) -> Iterator[Check]:
    """Whether hubs can reach this service, subscriptions that they refuse, and leases near their end."""
    config, now = service.config, service.clock()
    if not config.websub.enabled:
        yield Check("push", "ok", "off (websub.enabled): feeds are polled alone")
        return
    if why := websub.problem(config):
        hint = "Set base_url to the public https address of this service, or websub.enabled = false."
        yield Check("push", "warning", f"no hub can reach this service: {why}", hint)
        return
    rows = [(feed, row) for feed, row in websub.list_all(service) if row.wanted]
    live = [row for _, row in rows if row.is_live(now)]
    if urlsplit(str(config.base_url)).scheme != "https":
        yield Check(
            "push",
            "warning",
            f"hubs send to {config.base_url}, which is not https: others can hold back what they send",
            "Put a proxy with TLS before this service, and set base_url to its https address.",
        )
    else:
        yield Check("push", "ok", f"{_counted(len(live), 'feed')} of {len(rows)} with a hub pushed by it")
    refused = [feed.title or feed.address for feed, row in rows if row.problem and not row.is_live(now)]
    if refused:
        yield Check(
            "hubs",
            "warning",
            f"{_counted(len(refused), 'subscription')} refused or failed: "
            f"{', '.join(refused[:NAMED])}{_more(len(refused))}",
            "`treaty-monitor websub list` says why. These feeds are polled; the hubs are asked again.",
        )
    ending = [
        f"{feed.title or feed.address} {row.lease_until:%Y-%m-%d %H:%M} UTC"
        for feed, row in rows
        if row.lease_until is not None
        and now < row.lease_until < now + ENDS_SOON
        and (row.failures or row.pending)
    ]
    if ending:
        yield Check(
            "leases",
            "warning",
            f"{_counted(len(ending), 'lease')} not renewed yet and about to end: "
            f"{', '.join(ending[:NAMED])}{_more(len(ending))}",
            f"The hub has to reach {str(config.base_url).rstrip('/')}/websub/: look at proxy and firewall. "
            "`treaty-monitor websub subscribe FEED` asks it again.",
        )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _names(healths: Sequence[FeedHealth]) -> str:
    return ", ".join(health.name for health in healths[:NAMED]) + _more(len(healths))


def _more(number: int) -> str:
    return f" and {number - NAMED} more" if number > NAMED else ""
