"""The entry point of `treaty-monitor` and `python -m monitor`.

The imports stand inside the functions because every parser child imports the main module anew: at the top they would cost each a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click


def commands() -> click.Group:
    """All commands, the demonstration among them."""
    from monitor.cli import root
    from monitor.demo import demo

    root.add_command(demo)
    return root


def main() -> None:
    """Run the command line."""
    commands()(prog_name="treaty-monitor")


if __name__ == "__main__":
    main()
