"""The hubs that send what is new: list, subscribe, unsubscribe."""

from __future__ import annotations

import click

from monitor.cli.root import json_option, moment, open_service, placed, print_json, print_table
from monitor.service import websub as verbs


@click.group("websub")
def group() -> None:
    """Hubs that send what is new of a feed at once (WebSub)."""


@group.command("list")
@json_option
@placed
def listing(as_json: bool) -> None:
    """List the feeds that name a hub, and how their subscriptions are doing.

    Example: treaty-monitor websub list
    """
    with open_service() as service:
        listed = [(feed, hub, verbs.described(service, hub)) for feed, hub in verbs.list_all(service)]
    if as_json:
        print_json(
            [
                {
                    "feed": feed.id,
                    "hub": hub.hub,
                    "topic": hub.topic,
                    "wanted": hub.wanted,
                    "lease_until": hub.lease_until,
                    "pushed_at": hub.pushed_at,
                    "due_at": hub.due_at,
                    "state": state,
                }
                for feed, hub, state in listed
            ]
        )
        return
    print_table(
        ("id", "feed", "hub", "last push", "state"),
        [
            (str(feed.id), feed.title or feed.address, hub.hub, moment(hub.pushed_at), state)
            for feed, hub, state in listed
        ],
        "No feed names a hub so far; feeds are asked for theirs when websub.enabled = true.",
    )


@group.command("subscribe")
@click.argument("feed")
@placed
def subscribe(feed: str) -> None:
    """Have the hub of FEED (its id or address) asked now; also one that refused.

    Example: treaty-monitor websub subscribe 12
    """
    with open_service() as service:
        named = verbs.want(service, feed, wanted=True)
    click.echo(f"The hub of feed {named.id} is asked within a minute: {named.title or named.address}")


@group.command("unsubscribe")
@click.argument("feed")
@placed
def unsubscribe(feed: str) -> None:
    """Do without the hub of FEED (its id or address); the feed is polled as before.

    Example: treaty-monitor websub unsubscribe 12
    """
    with open_service() as service:
        named = verbs.want(service, feed, wanted=False)
    click.echo(f"The hub of feed {named.id} is told within a minute: {named.title or named.address}")


COMMANDS = (group,)
