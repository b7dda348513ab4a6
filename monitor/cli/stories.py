"""stories search | show."""

from __future__ import annotations

import click

from monitor.cli.root import console, json_option, moment, placed, print_json, print_table, safe, service
from monitor.errors import UsageError


@click.group("stories")
def group() -> None:
    """Everything that was read, flagged or not."""


@group.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@json_option
@placed
def search(words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find stories that hold all WORDS; "quoted words" stand together.

    Example: treaty-monitor stories search "grain deal" russia
    """
    with service() as found:
        stories = found.store.search(" ".join(words), limit)
    if as_json:
        print_json(stories)
        return
    rows = [(str(one.id), moment(one.published), one.source or one.host, one.title) for one in stories]
    print_table(("id", "published (UTC)", "source", "title"), rows, "No story holds these words.")


@group.command("show")
@click.argument("story", type=int)
@json_option
@placed
def show(story: int, as_json: bool) -> None:
    """Show one STORY by its id, with the rules that flagged it.

    Example: treaty-monitor stories show 42
    """
    with service() as found:
        one = found.store.story(story)
        if one is None:
            raise UsageError(f"No story {story}; `treaty-monitor stories search WORDS` finds ids.")
        hits = found.matcher().match(one)
    if as_json:
        print_json({"story": one, "hits": hits})
        return
    screen = console()
    screen.print(safe(one.title), style="bold")
    screen.print(safe(f"{one.source or one.host} · {moment(one.published)} UTC · {one.url or 'no link'}"), style="dim")
    for text in (one.summary, one.body):
        if text:
            screen.print(safe("\n" + text))
    screen.print()
    for hit in hits:
        screen.print(safe(f"{hit.kind.value}, {hit.stage.value}: {hit.title} ({hit.rule})"))
    if not hits:
        screen.print("No rule flags it.")


COMMANDS = (group,)
