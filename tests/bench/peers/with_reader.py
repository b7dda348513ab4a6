"""lemon24/reader: `python with_reader.py add|poll DATABASE ADDRESSES`. Runs in an environment that has `reader`."""

from __future__ import annotations

import sys
from pathlib import Path

from reader import make_reader


def main(what: str, database: str, addresses: str) -> None:
    """Adds the feeds, or updates all, whether they are due or not."""
    with make_reader(database, feed_root=None) as reader:
        if what == "add":
            for address in Path(addresses).read_text().split():
                reader.add_feed(address, exist_ok=True)
        else:
            reader.update_feeds(scheduled=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
