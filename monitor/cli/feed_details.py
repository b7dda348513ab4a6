"""feeds show: what is known of one feed and its polls."""

from __future__ import annotations

from collections.abc import Iterator

import click

from monitor.cli.root import json_option, moment, open_service, placed, print_json
from monitor.log import one_line
from monitor.model import FeedState
from monitor.service import feed_words
from monitor.service import feeds as verbs


@click.command("show")
@click.argument("feed")
@json_option
@placed
def show(feed: str, as_json: bool) -> None:
    """Show what is known of FEED (its id or address): when it is polled and why, what it asks for, and how
    complete its last seven days are.

    Example: treaty-monitor feeds show 12
    """
    with open_service() as service:
        details = verbs.details(service, feed)
    if as_json:
        print_json(
            {
                "feed": details.feed,
                "polled_at": details.state.polled_at,
                "ok_at": details.state.ok_at,
                "new_at": details.state.new_at,
                "error_text": details.state.error_text,
                "due_at": details.due,
                "planned": details.planned,
                "why": details.why,
                "polls": details.polls,
                "pushed": details.pushed,
                "asks": "; ".join(_asked(details.state)),
                "complete": round(details.complete, 4),
                "gaps": [{"since": since, "until": until} for since, until in details.gaps],
            }
        )
        return
    click.echo(f"Feed {details.feed.id}: {one_line(details.feed.title) or 'no title'}")
    for label, text in _lines(details):
        click.echo(f"  {label:<12}{text}")


def _lines(details: verbs.Details) -> Iterator[tuple[str, str]]:
    feed, state = details.feed, details.state
    yield "address", feed.address
    if feed.identity and feed.identity != feed.address:
        yield "moved from", feed.identity
    yield "kind", ", ".join(filter(None, (feed.kind.value, feed.state, feed.depositary, feed.lang)))
    if not feed.enabled:
        yield "polled", "no: it is gone (410)" if state.error_code == "http_410" else "no: it is paused"
    else:
        yield "polled", details.planned or f"every {feed.interval_s} s"
        yield "next poll", moment(details.due)
        if details.why:
            yield "because", details.why
    if details.pushed:
        yield "pushed", one_line(details.pushed)
    yield "last good", moment(state.ok_at)
    yield "last new", moment(state.new_at)
    if state.error_text:
        yield "fails since", f"{moment(state.error_since)}: {one_line(state.error_text)}"
        yield "what to do", feed_words.failure(state.error_code or "").remedy
    if asked := "; ".join(_asked(state)):
        yield "asks for", asked
    yield "complete", f"{int(details.complete * 1000) / 10:g} % of the last seven days"
    for since, until in details.gaps:
        yield "gap", f"{moment(since)} to {moment(until)}: items may have been missed"
    for poll in details.polls:
        yield "poll", f"{moment(poll.at)}: {feed_words.result(poll)}"


def _asked(state: FeedState) -> Iterator[str]:
    """What the last document asks of its readers."""
    if state.ttl_s:
        yield f"{state.ttl_s // 60} min between two polls"
    yield from feed_words.skips(state)
