"""What changes of acts came to, on a terminal: corrections, and the comparison with a rebuild."""

from __future__ import annotations

import click

from monitor.cli.acts import count, line
from monitor.cli.root import print_json
from monitor.corrections import describe
from monitor.service.correcting import Done
from monitor.service.rebuild import Comparison


def tell(done: Done, as_json: bool) -> None:
    """What a correction came to, and who hears of it."""
    if as_json:
        print_json(
            {
                "acts": [act.id for act in done.acts],
                "corrections": [correction.id for correction in done.corrections],
                "undone": [correction.id for correction in done.undone],
                "rows": done.rows,
                "changed": done.changed,
                "alerts": [
                    {"id": alert.id, "act": alert.act, "reason": alert.reason, "stage": alert.stage}
                    for alert in done.alerts
                ],
            }
        )
        return
    for correction in done.undone:
        click.echo(f"Taken back: {line(describe(correction))}.")
    for act in done.acts:
        stories = count(len(act.by_story), "story")
        struck = ", rejected" if act.rejected else ""
        click.echo(
            f"Act {act.id} (#{act.ref}): {act.stage.value}{struck}, {count(len(act.rows), 'row')}, {stories}."
        )
    told = ", ".join(sorted({alert.reason.value for alert in done.alerts}))
    rows = f"{count(done.rows, 'row')} changed" if done.rows else "No row changed"
    if not done.changed:
        rows = "Nothing looks different now, but the correction is kept"
    click.echo(f"{rows}; {f'subscribers will be told ({told})' if told else 'nobody is told'}.")


def compared(comparison: Comparison, *, repaired: bool, as_json: bool) -> None:
    """What a comparison of the register with a rebuild came to."""
    if as_json:
        differences = [
            {
                "acts": [act.id for act in difference.shown],
                "stories": sorted({source.story for act in difference.made for source in act.sources}),
            }
            for difference in comparison.differences
        ]
        figures = {
            "stories": comparison.stories,
            "acts": comparison.acts,
            "same": comparison.same,
            "repaired": repaired and not comparison.same,
        }
        print_json(
            figures
            | {"differences": differences, "homeless": comparison.homeless, "keyless": comparison.keyless}
        )
        return
    if comparison.same:
        click.echo(
            f"{count(comparison.acts, 'act')} of {count(comparison.stories, 'story')}: "
            "all are what their stories make."
        )
        return
    for difference in comparison.differences:
        shown = ", ".join(f"act {act.id}" for act in difference.shown) or "no act"
        wrong = (
            "are not what their stories make" if len(difference.shown) > 1 else "is not what its stories make"
        )
        stories = {source.story for act in difference.made for source in act.sources}
        click.echo(f"{shown} {wrong}: {count(len(difference.made), 'act')} of {count(len(stories), 'story')}")
    if comparison.homeless:
        click.echo(f"In no act: {count(len(comparison.homeless), 'story')}")
    if comparison.keyless:
        click.echo(f"Filed under what is not stated any more: {count(len(comparison.keyless), 'story')}")
    click.echo("Rebuilt." if repaired else "`treaty-monitor events check --repair` rebuilds what differs.")
