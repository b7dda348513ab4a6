"""A feed reader as one writes it in an hour: `python plain_loop.py DATABASE ADDRESSES WORKERS`. feedparser reads each
document that httpx fetched, and SQLite keeps the items.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import feedparser
import httpx

SCHEMA = """
CREATE TABLE IF NOT EXISTS feed (address TEXT PRIMARY KEY, etag TEXT);
CREATE TABLE IF NOT EXISTS item (
    address TEXT, id TEXT, title TEXT, link TEXT, summary TEXT, content TEXT, published TEXT,
    PRIMARY KEY (address, id)
);
"""


def conditions(db: sqlite3.Connection, address: str) -> dict[str, str]:
    """The headers of a conditional GET."""
    known = db.execute("SELECT etag FROM feed WHERE address = ?", (address,)).fetchone()
    return {"If-None-Match": known[0]} if known and known[0] else {}


def keep(db: sqlite3.Connection, address: str, answer: httpx.Response) -> None:
    """Stores the items of a feed."""
    if answer.status_code == 304:
        return
    answer.raise_for_status()
    items = [
        (
            address,
            entry.get("id") or entry.get("link"),
            entry.get("title"),
            entry.get("link"),
            entry.get("summary"),
            "".join(part.value for part in entry.get("content", ())),
            entry.get("published") or entry.get("updated"),
        )
        for entry in feedparser.parse(answer.content).entries
    ]
    with db:
        db.executemany("INSERT OR IGNORE INTO item VALUES (?, ?, ?, ?, ?, ?, ?)", items)
        db.execute("INSERT OR REPLACE INTO feed VALUES (?, ?)", (address, answer.headers.get("etag")))


def one_by_one(db: sqlite3.Connection, todo: Iterator[str]) -> None:
    """A round that waits for each answer."""
    with httpx.Client(timeout=20, follow_redirects=True, trust_env=False) as client:
        for address in todo:
            keep(db, address, client.get(address, headers=conditions(db, address)))


async def together(db: sqlite3.Connection, todo: Iterator[str], workers: int) -> None:
    """A round of many requests at a time."""
    limits = httpx.Limits(max_connections=workers)
    async with httpx.AsyncClient(timeout=20, follow_redirects=True, trust_env=False, limits=limits) as client:

        async def work() -> None:
            for address in todo:
                keep(db, address, await client.get(address, headers=conditions(db, address)))

        await asyncio.gather(*(work() for _ in range(workers)))


def main(database: str, addresses: str, workers: str) -> None:
    """One round over all feeds."""
    db = sqlite3.connect(database)
    db.executescript(SCHEMA)
    todo = iter(Path(addresses).read_text().split())
    if workers == "1":
        one_by_one(db, todo)
    else:
        asyncio.run(together(db, todo, int(workers)))


if __name__ == "__main__":
    main(*sys.argv[1:])
