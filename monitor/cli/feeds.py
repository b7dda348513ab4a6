"""feeds add | list | remove | import | export."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.root import config, json_option, moment, placed, print_json, print_table, service
from monitor.errors import UsageError
from monitor.model import Feed, FeedKind, FeedState
from monitor.service import feeds as verbs


@click.group("feeds")
def group() -> None:
    """The feeds that are polled."""


@group.command("add")
@click.argument("address")
@click.option("--title", default="", help="Name to show; else the feed's own.")
@click.option("--kind", type=click.Choice([kind.value for kind in FeedKind]), default="press", show_default=True)
@click.option("--state", help="Publisher's state, ISO 3166 alpha-2.")
@click.option("--lang", help="Language, when the feed does not say.")
@click.option("--interval", type=click.IntRange(60, 86_400), help="Seconds between polls; else poll.interval_s.")
@json_option
@placed
def add(address: str, title: str, kind: str, state: str | None, lang: str | None, interval: int | None, as_json: bool) -> None:
    """Add the feed at ADDRESS (RSS, Atom or JSON Feed).

    Example: treaty-monitor feeds add https://example.org/news.rss --kind official --state DE
    """
    if state and not (len(state) == 2 and state.isalpha()):
        raise UsageError(f"--state {state!r} is not an ISO 3166 alpha-2 code such as DE.")
    with service(make=True) as found:
        feed = found.store.add_feed(
            verbs.checked_address(address),
            title=title,
            publisher=title,
            kind=FeedKind(kind),
            state=state.upper() if state else None,
            lang=lang,
            interval_s=interval or config().poll.interval_s,
            now=found.clock(),
        )
    if as_json:
        print_json(feed)
    else:
        click.echo(f"Feed {feed.id} added: {feed.address}")


@group.command("list")
@click.option("--failing", is_flag=True, help="Only those that fail.")
@json_option
@placed
def listing(failing: bool, as_json: bool) -> None:
    """List the feeds and how they are doing.

    Example: treaty-monitor feeds list --failing
    """
    with service() as found:
        states = [row for row in found.store.states() if not failing or row[1].error_since]
    if as_json:
        print_json(
            [
                {
                    "feed": feed,
                    "ok_at": one.ok_at,
                    "new_at": one.new_at,
                    "error": one.error_code,
                    "error_text": one.error_text,
                    "error_since": one.error_since,
                    "error_count": one.error_count,
                    "due_at": due,
                }
                for feed, one, due in states
            ]
        )
        return
    rows = [
        (
            str(feed.id),
            feed.title or feed.address,
            feed.kind.value,
            feed.lang or "-",
            moment(one.ok_at),
            _how(feed, one),
        )
        for feed, one, _ in states
    ]
    print_table(("id", "feed", "kind", "lang", "last good poll", "state"), rows, "No feed. `treaty-monitor feeds add ADDRESS` adds one.")


def _how(feed: Feed, state: FeedState) -> str:
    if not feed.enabled:
        return "disabled"
    if state.error_text:
        return f"failing since {moment(state.error_since)}: {state.error_text}"
    return "ok" if state.ok_at else "not polled yet"


@group.command("remove")
@click.argument("feed")
@placed
def remove(feed: str) -> None:
    """Stop polling FEED (its id or address). Its stories stay.

    Example: treaty-monitor feeds remove 12
    """
    with service() as found:
        known = found.store.feed(int(feed) if feed.isdecimal() else feed)
        if known is None:
            raise UsageError(f"No feed {feed!r}; `treaty-monitor feeds list` shows ids and addresses.")
        found.store.remove_feed(known.id, found.clock())
    click.echo(f"Feed {known.id} removed: {known.address}")


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
@placed
def importing(file: Path, as_json: bool) -> None:
    """Add the feeds of an OPML FILE that are not there yet. A bad line costs that line, and is named.

    Example: treaty-monitor feeds import subscriptions.opml
    """
    with service(make=True) as found:
        result = verbs.import_opml(found.store, file.read_bytes(), found.clock(), interval_s=config().poll.interval_s)
    if as_json:
        print_json(result)
        return
    click.echo(f"{len(result.added)} added, {result.known} known already, {len(result.refused)} refused")
    for one in result.refused:
        click.echo(f"  line {one.line}: refused {one.address!r}: {one.why}", err=True)


@group.command("export")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@placed
def exporting(file: Path | None) -> None:
    """Write the feeds as OPML 2.0 to FILE, or print them.

    Example: treaty-monitor feeds export subscriptions.opml
    """
    with service() as found:
        text = verbs.write_opml(found.store.feeds())
    if file:
        file.write_text(text, encoding="utf-8")
        click.echo(f"Written: {file}")
    else:
        click.echo(text, nl=False)


COMMANDS = (group,)
