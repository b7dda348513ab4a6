"""feeds import | export: OPML files."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.root import json_option, open_service, placed, print_json
from monitor.service import feeds as verbs


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
@placed
def importing(file: Path, as_json: bool) -> None:
    """Add the feeds of an OPML FILE that are not there yet. A bad line is skipped and named.

    The attributes kind, state, language, interval and depositary are taken as export writes them. Look at the
    file of somebody else first: what an official feed of a depositary says counts as its notice.

    Exit code 1 when every line is bad.

    Example: treaty-monitor feeds import subscriptions.opml
    """
    with open_service(make=True) as service:
        result = verbs.import_opml(service, file.read_bytes())
    if as_json:
        print_json(result)
        return
    click.echo(f"{len(result.added)} added, {result.known} known already, {len(result.refused)} refused")
    for refusal in result.refused:
        where = "" if refusal.address in refusal.why else f"{refusal.address}: "
        click.echo(f"  line {refusal.line}: {where}{refusal.why}", err=True)
    if result.refused and not (result.added or result.known):
        raise SystemExit(1)


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@placed
def exporting(file: Path | None) -> None:
    """Write the feeds as OPML 2.0 to FILE, or print them.

    Example: treaty-monitor feeds export subscriptions.opml
    """
    with open_service() as service:
        text = verbs.export_opml(service)
    if file:
        file.write_text(text, encoding="utf-8")
        click.echo(f"Written: {file}")
    else:
        click.echo(text, nl=False)
