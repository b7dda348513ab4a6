"""The feeds: add, list, show, edit, pause, resume, remove, import, export; other modules have the rest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import click

from monitor.cli.archives import archive
from monitor.cli.catalogue import KINDS, NAME, add_sources, catalogue, discover
from monitor.cli.feed_details import show
from monitor.cli.opml import exporting, importing
from monitor.cli.root import config, json_option, moment, open_service, placed, print_json, print_table
from monitor.cli.trying import check, described, own_title, read_once
from monitor.errors import UsageError
from monitor.model import LEAST_INTERVAL_S, LONGEST_INTERVAL_S, Feed, FeedKind, FeedState
from monitor.normalize import language_code
from monitor.service import feeds as verbs
from monitor.service import languages, utc_now, websub
from monitor.service.feed_addresses import checked_address, checked_depositary

INTERVAL = click.IntRange(LEAST_INTERVAL_S, LONGEST_INTERVAL_S)


@click.group("feeds")
def group() -> None:
    """The feeds that are polled."""


@group.command("add")
@click.argument("address", required=False)
@click.option("--title", default="", help="Name to show; else the feed's own.")
@click.option("--kind", type=click.Choice(KINDS), help="Who publishes it; else press.")
@click.option("--state", help="Publisher's state, ISO 3166 alpha-2.")
@click.option("--depositary", help="It has the notices of this depositary: UN, COE ...; official feeds only.")
@click.option("--lang", help="Language, when the feed does not say.")
@click.option("--interval", type=INTERVAL, help="Seconds between polls; else poll.interval_s.")
@click.option("--no-check", is_flag=True, help="Add it without reading it first.")
@click.option(
    "--catalogue",
    "catalogue_name",
    metavar="NAME",
    help=f"Add the sources of the catalogue {NAME} instead, of --kind, --state and --lang if given.",
)
@click.option("--dry-run", is_flag=True, help="With --catalogue: list what would be added.")
@json_option
@placed
def add(
    address: str | None,
    title: str,
    kind: str | None,
    state: str | None,
    depositary: str | None,
    lang: str | None,
    interval: int | None,
    no_check: bool,
    catalogue_name: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add the feed at ADDRESS (RSS, Atom or JSON Feed), or the one feed that the web page at ADDRESS names.
    The feed is read once, to check it. With --catalogue, the sources that the package knows are added.

    \b
    Examples: treaty-monitor feeds add https://example.org/news.rss --kind official --state DE
              treaty-monitor feeds add --catalogue treaty --lang fr
    """
    if catalogue_name is not None and address is None:
        add_sources(catalogue_name, kind, lang, state, dry_run=dry_run, as_json=as_json)
        return
    if address is None or catalogue_name is not None or dry_run:
        raise UsageError("Give either ADDRESS or --catalogue; --dry-run goes with the latter.")
    kind = _feed_kind(kind)
    state = verbs.checked_state(state)
    depositary = checked_depositary(depositary, FeedKind(kind))
    address = checked_address(address)
    tried = None if no_check else read_once(address)
    if tried is not None:
        address = tried.address
    with open_service(make=True) as service:
        feed, new = verbs.add(
            service,
            address,
            title=title or own_title(tried),
            publisher=title,
            kind=FeedKind(kind),
            state=state,
            lang=lang,
            interval_s=interval,
            depositary=depositary,
        )
    if as_json:
        print_json(feed)
    elif not new:
        click.echo(
            f"Feed {feed.id} is there already: {feed.address}. `treaty-monitor feeds edit {feed.id}` "
            "changes it."
        )
    else:
        click.echo(f"Feed {feed.id} added: {feed.address}{f' ({described(tried)})' if tried else ''}")
        _tell_evidence(feed)


def _feed_kind(kind: str | None) -> str:
    """The kind of a feed. Raises `UsageError` for one that only sources of the catalogue have."""
    if kind not in (None, *FeedKind):
        raise UsageError(f"--kind {kind} is for --catalogue; a feed is press or official.")
    return kind or FeedKind.PRESS


def _tell_evidence(feed: Feed) -> None:
    """Says that an official feed of nobody counts as an outlet."""
    if feed.kind is FeedKind.OFFICIAL and not feed.state and not feed.depositary:
        click.echo(
            "Without --state it counts as an outlet: give the state whose feed it is (or EU, UN), so that "
            "its word is that of a party."
        )


@group.command("edit")
@click.argument("feed")
@click.option("--address", help="Where it is now, when it has moved; its stories stay.")
@click.option("--title", help="Name to show.")
@click.option("--kind", type=click.Choice([kind.value for kind in FeedKind]), help="Who publishes it.")
@click.option("--state", help="Publisher's state, ISO 3166 alpha-2; empty: none.")
@click.option("--depositary", help="The depositary whose notices it has, such as UN; empty: none.")
@click.option("--lang", help="Language, when the feed does not say; empty: as it says.")
@click.option("--interval", type=INTERVAL, help="Seconds between polls.")
@click.option("--no-check", is_flag=True, help="Take a new address without reading it first.")
@placed
def edit(
    feed: str,
    address: str | None,
    title: str | None,
    kind: str | None,
    state: str | None,
    depositary: str | None,
    lang: str | None,
    interval: int | None,
    no_check: bool,
) -> None:
    """Change FEED (its id or address); options that are not given stay as they are.

    Example: treaty-monitor feeds edit 12 --interval 300 --lang fr
    """  # fmt: skip
    if address is not None:
        address = checked_address(address)
        address = address if no_check else read_once(address).address
    with open_service() as service:
        old = verbs.named(service, feed)
        new_kind = FeedKind(kind) if kind else old.kind
        code = old.depositary if depositary is None else depositary
        new = replace(
            old,
            depositary=checked_depositary(code, new_kind),
            address=old.address if address is None else address,
            title=old.title if title is None else title,
            publisher=old.publisher if title is None else title,
            kind=new_kind,
            state=old.state if state is None else verbs.checked_state(state),
            lang=old.lang if lang is None else lang or None,
            interval_s=interval or old.interval_s,
        )
        verbs.update(service, old, new)
    click.echo(f"Feed {new.id} changed: {new.title or new.address}")
    _tell_evidence(new)


@group.command("pause")
@click.argument("feed")
@placed
def pause(feed: str) -> None:
    """Do not poll FEED (its id or address) until it is resumed.

    Example: treaty-monitor feeds pause 12
    """
    _switch(feed, enabled=False)


@group.command("resume")
@click.argument("feed")
@placed
def resume(feed: str) -> None:
    """Poll FEED (its id or address) again; also one whose server answered that it is gone (410).

    Example: treaty-monitor feeds resume 12
    """
    _switch(feed, enabled=True)


def _switch(which: str, *, enabled: bool) -> None:
    with open_service() as service:
        feed, changed = verbs.switch(service, which, enabled=enabled)
    word = "is polled" if enabled else "is paused"
    click.echo(f"Feed {feed.id} {word}{'' if changed else ' already'}: {feed.title or feed.address}")


@group.command("list")
@click.option("--failing", is_flag=True, help="Only those that fail.")
@json_option
@placed
def listing(failing: bool, as_json: bool) -> None:
    """List the feeds, how they are doing, and how often they are polled now. A feed in a language without
    rules is marked "not covered".

    Example: treaty-monitor feeds list --failing
    """
    with open_service() as service:
        states = verbs.list_all(service, failing=failing)
        pushed = {row.id: websub.described(service, hub) for row, hub in websub.list_all(service)}
    known, now = languages.covered(config()), utc_now()
    if as_json:
        print_json(
            [
                {
                    "feed": feed,
                    "ok_at": state.ok_at,
                    "new_at": state.new_at,
                    "error": state.error_code,
                    "error_text": state.error_text,
                    "error_since": state.error_since,
                    "error_count": state.error_count,
                    "due_at": due,
                    "planned": verbs.planned(state, due, now),
                    "pushed": pushed.get(feed.id, ""),
                    "covered": language_code(feed.lang) in known if feed.lang else None,
                }
                for feed, state, due in states
            ]
        )
        return
    rows = [
        (
            str(feed.id),
            feed.title or feed.address,
            feed.kind.value,
            _language(feed, known),
            moment(state.ok_at),
            _how(feed, state, verbs.planned(state, due, now), pushed.get(feed.id, "")),
        )
        for feed, state, due in states
    ]
    print_table(
        ("id", "feed", "kind", "lang", "last good poll", "state"),
        rows,
        "No feed. `treaty-monitor feeds add ADDRESS` adds one.",
    )


def _language(feed: Feed, known: Collection[str]) -> str:
    if not feed.lang:
        return "-"
    return feed.lang if language_code(feed.lang) in known else f"{feed.lang}, not covered"


def _how(feed: Feed, state: FeedState, planned: str, pushed: str) -> str:
    if not feed.enabled:
        return "gone (410)" if state.error_code == "http_410" else "paused"
    if state.error_text:
        return f"failing since {moment(state.error_since)}: {state.error_text}"
    if not state.ok_at:
        return "not polled yet"
    return "; ".join(filter(None, (f"ok, {planned}" if planned else "ok", pushed and f"push: {pushed}")))


@group.command("remove")
@click.argument("feeds", metavar="[FEED]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Remove every feed.")
@click.option("--yes", "sure", is_flag=True, help="Remove every feed; else that is asked.")
@placed
def remove(feeds: tuple[str, ...], everything: bool, sure: bool) -> None:
    """Stop polling one FEED or several (ids or addresses), or all. Their stories stay. If one of them is not
    there, none is removed.

    \b
    Examples: treaty-monitor feeds remove 12 14 https://example.org/news.rss
              treaty-monitor feeds remove --all
    """
    with open_service() as service:
        if bool(feeds) is everything:
            raise UsageError("Say which feeds: their ids or addresses, or --all, not both.")
        if everything and not sure:
            _agreed(len(verbs.list_all(service)))
        removed = verbs.remove_all(service) if everything else verbs.remove(service, feeds)
    for feed in () if everything else removed:
        click.echo(f"Feed {feed.id} removed: {feed.address}")
    if everything:
        click.echo(f"{len(removed)} feed{'' if len(removed) == 1 else 's'} removed. Their stories stay.")


def _agreed(number: int) -> None:
    """Asks before all feeds are removed. Raises `UsageError` if nobody can be asked."""
    from monitor.cli.forecasts import can_ask  # imports what messages are made of

    if not number:
        return
    question = f"Remove {'the one feed' if number == 1 else f'all {number} feeds'}?"
    if not can_ask():
        raise UsageError(f"{question} If that is meant: --yes.")
    click.confirm(question, abort=True)


group.add_command(check)
group.add_command(importing)
group.add_command(exporting)
group.add_command(archive)
group.add_command(show)
group.add_command(catalogue)
group.add_command(discover)

COMMANDS = (group,)
