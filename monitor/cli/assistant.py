"""mcp: the register for assistants."""

from __future__ import annotations

import click

from monitor.cli.root import open_service, placed


@click.command("mcp")
@placed
def mcp() -> None:
    """Serve the register to an assistant on this machine (Model Context Protocol, stdio): search, read,
    explain. It only reads, and marks texts of stories as written by others. Needs the extra `mcp`.

    Example: treaty-monitor mcp --db /var/lib/treaty-monitor/treaty-monitor.sqlite3
    """
    from monitor.cli.assistant_server import library, serve

    server = library()
    with open_service() as service:
        serve(service, server)


COMMANDS = (mcp,)
