"""The entry point of `treaty-monitor` and `python -m monitor`.

The imports stand inside the functions because every parser child imports the main module anew: at the top
they would cost each a second.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.cli.root import Root


def commands() -> Root:
    """The command line, the demonstration included; `load()` imports every command."""
    from monitor.cli import Place, root

    root.places["demo"] = Place(
        "monitor.demo",
        "Show the main job end to end, without internet: poll a dozen local feeds, flag, alert, digest.",
    )
    return root


def main() -> None:
    """Run the command line."""
    # Modules, rules and lexicon are made once and stay: looking for garbage among them took a third of every
    # start.
    gc.set_threshold(50_000, 20, 20)
    # else pydantic looks through every installed package for some
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # httpx's own command, which brings rich and pygments (8 MB, a tenth of the start), is as if not installed
    sys.modules["httpx._main"] = None  # type: ignore[assignment] # the import of None fails
    commands()(prog_name="treaty-monitor")


if __name__ == "__main__":
    main()
