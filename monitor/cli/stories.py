"""stories search | show | possible | accept | dismiss; `rereading` adds reread."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from monitor.cli.rereading import reread
from monitor.cli.root import console, json_option, moment, open_service, placed, print_json, print_table, safe
from monitor.model import Kind, Story
from monitor.service import stories as verbs

if TYPE_CHECKING:
    from monitor.service import Service

_SYNTAX = re.compile(
    r'["“”„«»():*]|\b(?:AND|OR|NOT|NEAR|BEFORE|SENTENCE)\b'
)  # characters and words that only a query has


@click.group("stories")
def group() -> None:
    """All stories that were read, flagged or not."""


@group.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@json_option
@placed
def search(words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find stories that contain all WORDS, newest first, in the query language of the rules.

    "Quoted words" are a phrase, leave* is a beginning; AND, OR, NOT, NEAR/5, title: and source: work as in
    a rule. Put a query with quotes into single quotes, so that the shell does not remove them.

    Example: treaty-monitor stories search "grain deal" russia
    """
    query = _query(words)
    with open_service() as service:
        stories = verbs.search(service, query, limit)
        nothing = [] if stories else _why_nothing(service, query)
    for line in nothing:
        click.echo(line, err=as_json)
    if as_json:
        print_json(stories)
        return
    rows = [
        (str(story.id), moment(story.published), story.source or story.host, story.title) for story in stories
    ]
    if rows:
        print_table(("id", "published (UTC)", "source", "title"), rows, "")


def _query(words: tuple[str, ...]) -> str:
    """The words as one query.

    Of several arguments, one with spaces was quoted for the shell, which removed the quotes: it is a
    phrase.
    """
    if len(words) == 1:
        return words[0]
    return " ".join(
        f'"{word}"' if " " in word.strip() and not _SYNTAX.search(word) else word for word in words
    )


def _why_nothing(service: Service, query: str) -> list[str]:
    """What was searched, and which words stand in no story."""
    lines = [
        f"Nothing found for: {query}",
        f"Searched: title, summary and text of {verbs.count(service):,} stories, in all their versions.",
    ]
    missing = verbs.unknown_words(service, query)
    for word in missing:
        near = f" Near: {', '.join(word.near)}." if word.near else ""
        lines.append(f'No story holds "{word.word}".{near}')
    return (
        lines
        if missing
        else [*lines, "Each word stands in some story, but no story is all that was asked for."]
    )


@group.command("show")
@click.argument("story", type=int)
@json_option
@placed
def show(story: int, as_json: bool) -> None:
    """Show one STORY by its id, with the rules of your own, or the judge of clauses, that flagged it when it
    was read.

    Example: treaty-monitor stories show 42
    """
    with open_service() as service:
        stored = verbs.read(service, story)
    if as_json:
        print_json(stored)
        return
    screen = console()
    screen.print(safe(stored.story.title), style="bold")
    screen.print(safe(_source_line(stored.story)), style="dim")
    for text in (stored.story.summary, stored.story.body):
        if text:
            screen.print(safe("\n" + text))
    screen.print()
    for hit in stored.hits:
        screen.print(safe(f"{hit.kind.value}, {hit.stage.value}: {hit.title} ({hit.rule})"))
    if stored.taken_out:
        screen.print("A later version of the judge does not flag it any more: it is in no act.")
    if not stored.hits:
        screen.print(
            f"Neither a rule nor the judge flags it; `treaty-monitor rules explain {story}` says why."
        )


def _source_line(story: Story) -> str:
    """Outlet, time and link of a story."""
    day = f"{moment(story.published)} UTC" if story.published else "no date"
    return f"{story.source or story.host} · {day} · {story.url or 'no link'}"


@group.command("possible")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option(
    "--state", type=click.Choice(("open", "accepted", "dismissed")), default="open", show_default=True
)
@json_option
@placed
def possible(limit: int, state: str, as_json: bool) -> None:
    """List possible exits, best first: stories that may report an exit, but whose score is too low for an
    alert. They are in no act.

    Example: treaty-monitor stories possible --limit 10
    """
    with open_service() as service:
        stories = verbs.possible(service, state, limit)
    if as_json:
        print_json(stories)
        return
    rows = [
        (
            str(possible_exit.story.id),
            f"{possible_exit.score:.2f}",
            possible_exit.hit.kind.value,
            moment(possible_exit.story.published),
            possible_exit.story.source,
            possible_exit.story.title,
        )
        for possible_exit in stories
    ]
    empty = "No possible exit waits." if state == "open" else f"None was {state}."
    print_table(("id", "score", "as", "published (UTC)", "source", "title"), rows, empty)
    if rows and state == "open":
        click.echo(
            "Accept one with `treaty-monitor stories accept ID`, or dismiss it: `treaty-monitor stories "
            "dismiss ID`."
        )


@group.command("accept")
@click.argument("story", type=int)
@click.option(
    "--as",
    "kind",
    type=click.Choice(("act", "threat")),
    help="What it reports; default: what it was taken for.",
)
@click.option("--by", "who", default="", help="Who decided, for the record.")
@click.option("--why", default="", help="The reason, for the record.")
@placed
def accept(story: int, kind: str | None, who: str, why: str) -> None:
    """Accept possible exit STORY: it joins the register and alerts as any flagged story.

    Example: treaty-monitor stories accept 42 --why "confirmed by the ministry"
    """
    with open_service() as service:
        verbs.accept(service, story, kind=Kind(kind) if kind else None, who=who, why=why)
    click.echo(
        f"Story {story} is accepted: it is settled within a minute of the running service, or at the "
        "next poll."
    )


@group.command("dismiss")
@click.argument("story", type=int)
@click.option("--by", "who", default="", help="Who decided, for the record.")
@click.option("--why", default="", help="The reason, for the record.")
@placed
def dismiss(story: int, who: str, why: str) -> None:
    """Decide that possible exit STORY reports none. It is kept, but not listed any more.

    Example: treaty-monitor stories dismiss 42 --why "a company's contract"
    """
    with open_service() as service:
        verbs.dismiss(service, story, who=who, why=why)
    click.echo(f"Story {story} is dismissed.")


group.add_command(reread)
COMMANDS = (group,)
