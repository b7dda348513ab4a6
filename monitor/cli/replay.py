"""replay: runs a story file through all steps, on a virtual clock."""

from __future__ import annotations

from pathlib import Path

import click
from rich.progress import Progress

from monitor.cli.root import config, console, json_option, placed, print_json, print_table, processes
from monitor.service import Service, events
from monitor.service.replay import Replayed, replay_file


@click.command("replay")
@click.argument("stories", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    help="Processes that match stories: one a core unless said; 0: this one alone.",
)
@json_option
@placed
def command(stories: Path, workers: int | None, as_json: bool) -> None:
    """Run STORIES (JSON lines, also gzipped) through match, extract, register and alerts, as if each had been
    polled when it was published. A line is one object: `id` and `title`, and if known `summary`, `body`,
    `url`, `source`, `lang` and `published`, such as 2025-06-27 (docs/operations.md, History).

    Uses no network and sends no mail: alerts of a replay are sent to nobody. Afterwards `events`, `stories`
    and `run` work on the database. The same file twice changes nothing. Refused while a service runs on the
    database.

    Example: treaty-monitor replay 2023.jsonl.gz --db /tmp/2023.sqlite3
    """
    with Service.open(config(), editing=False) as service, service.alone():
        with Progress(console=console(err=True), transient=True) as bar:
            task = bar.add_task("replay", total=None)

            def tell(done: Replayed) -> None:
                words = (
                    f"{done.clock:%Y-%m-%d}  {done.stories:,} stories, {done.flagged:,} flagged, "
                    f"{len(done.alerts):,} alerts"
                )
                bar.update(task, description=words)

            done = replay_file(service, stories, workers=processes(workers), progress=tell)
        acts = events.every(service)
    figures = {
        "stories": done.stories,
        "new": done.new,
        "flagged": done.flagged,
        "acts": len(acts),
        "rows": sum(len(act.rows) for act in acts),
        "alerts": len(done.alerts),
    }
    if as_json:
        print_json(figures | {"alerts_a_day": done.alerts_a_day})
        return
    click.echo(", ".join(f"{number:,} {name}" for name, number in figures.items()))
    if done.alerts_a_day:
        click.echo()
        print_table(
            ("day (UTC)", "alerts"), [(day, str(count)) for day, count in done.alerts_a_day.items()], ""
        )


COMMANDS = (command,)
