"""feeds catalogue, feeds discover, and `feeds add --catalogue`: where more feeds come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.root import config, json_option, moment, open_service, placed, print_json, print_table
from monitor.errors import UsageError
from monitor.log import one_line
from monitor.service import utc_now
from monitor.service.feed_addresses import checked_address

if TYPE_CHECKING:
    from monitor.service.catalogue import Source
    from monitor.service.discovering import Candidate

NAME = "treaty"
KINDS = ("press", "official", "parliament", "gazette", "depositary")


@click.command("catalogue")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only of this kind.")
@click.option("--lang", "languages", multiple=True, metavar="CODE", help="Only in this language, such as fr.")
@click.option(
    "--state", "states", multiple=True, metavar="CODE", help="Only of this state, such as FR or EU."
)
@click.option("--opml", "as_opml", is_flag=True, help="Print them as OPML 2.0, for any reader of feeds.")
@json_option
@placed
def catalogue(
    kinds: tuple[str, ...],
    languages: tuple[str, ...],
    states: tuple[str, ...],
    as_opml: bool,
    as_json: bool,
) -> None:
    """List the sources that the package knows for news of treaties: press, governments and organisations,
    parliaments, gazettes, depositaries. Their addresses were not tried; `feeds check --catalogue` does it.

    \b
    Examples: treaty-monitor feeds catalogue --lang fr --kind gazette
              treaty-monitor feeds catalogue --opml > sources.opml
    """
    from monitor.service import catalogue as verbs

    sources = chosen(kinds, languages, states)
    if as_opml:
        click.echo(verbs.as_opml(sources), nl=False)
    elif as_json:
        print_json([{**_record(source), "tried": False} for source in sources])
    else:
        _table(sources)


def chosen(kinds: tuple[str, ...], languages: tuple[str, ...], states: tuple[str, ...]) -> list[Source]:
    """The sources of these kinds, languages and states, however the codes are written."""
    from monitor.service import catalogue as verbs

    return verbs.choose(
        verbs.read(),
        kinds=kinds,
        languages=[code.lower() for code in languages],
        states=[code.upper() for code in states],
    )


def add_sources(
    name: str, kind: str | None, lang: str | None, state: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Adds the sources of the catalogue that are no feeds yet. Raises `UsageError`."""
    from monitor.service import catalogue as verbs

    if name != NAME:
        raise UsageError(f"There is no catalogue {name!r}; the one there is: --catalogue {NAME}.")
    sources = chosen(*(() if code is None else (code,) for code in (kind, lang, state)))
    with open_service(make=True) as service:
        if dry_run:
            missing = verbs.missing(service, sources)
            print_json([_record(source) for source in missing]) if as_json else _table(missing)
            return
        added = verbs.add(service, sources)
    if as_json:
        print_json(added)
        return
    number = len(added.feeds)
    click.echo(f"{number} feed{'' if number == 1 else 's'} added, {added.known} known already.")
    if number:
        click.echo("Their addresses were not tried: `treaty-monitor feeds check --all` does it.")


def _record(source: Source) -> dict[str, object]:
    return {
        "kind": source.kind,
        "state": source.state or None,
        "lang": source.lang,
        "title": source.title,
        "address": source.address,
        "known_from": source.known_from,
    }


def _table(sources: list[Source]) -> None:
    rows = [
        (source.kind.value, source.state or "-", source.lang, source.title, source.address)
        for source in sources
    ]
    print_table(("kind", "state", "lang", "source", "address"), rows, "No such source.")


# ---------------------------------------------------------------- the feeds of a site


@click.command("discover")
@click.argument("url")
@json_option
@placed
def discover(url: str, as_json: bool) -> None:
    """Find the feeds of a web site: those that the page at URL names, else those at addresses where sites
    commonly have them (as its robots.txt allows). Each is read once; nothing is stored.

    Exit code 1 when there is none.

    Example: treaty-monitor feeds discover https://example.org/news
    """
    import asyncio

    from monitor.service import discovering

    discovered = asyncio.run(discovering.discover(config(), checked_address(url), utc_now()))
    if as_json:
        print_json(discovered)
    elif discovered.candidates:
        for candidate in discovered.candidates:
            _tell(candidate)
        if discovered.feeds:
            click.echo("Add one: treaty-monitor feeds add ADDRESS")
    if not as_json and not discovered.feeds:
        why = f" ({one_line(discovered.problem)})" if discovered.problem else ""
        click.echo(
            f"No feed found at {discovered.address}{why}. Look for RSS on the site and give that address; a "
            "site without feeds may have a mail service, which `treaty-monitor sources mail` can read.",
            err=True,
        )
    if not discovered.feeds:
        raise SystemExit(1)


_ORIGINS = {"given": "the address itself", "page": "named by the page", "common": "at a common address"}


def _tell(candidate: Candidate) -> None:
    click.echo(candidate.address)
    if candidate.problem:
        click.echo(f"  cannot be read: {one_line(candidate.problem)}")
        return
    newest = f", newest of {moment(candidate.newest)} UTC" if candidate.newest else ""
    lang = f", {candidate.lang}" if candidate.lang else ""
    title, origin = one_line(candidate.title) or "no title", _ORIGINS[candidate.origin]
    click.echo(f"  {title}: {candidate.format}, {candidate.items} items{newest}{lang} ({origin})")
