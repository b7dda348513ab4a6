"""New databases of tests are copies of one that the program has made by all its migrations.

These take 0.09 s of CPU, and most tests of stores, services and commands open one. Tests of how a database is
made use the fixture `made_databases`. Other processes make theirs by all migrations, as installations do.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.store import connection
from monitor.store.sqlite import sqlite3

create = connection.create  # as the program has it


def copying() -> Callable[[Path], None]:
    """What takes the place of `connection.create`: each file is as the commit of all migrations leaves it, and
    has an identity of its own.
    """
    content, identity = _migrated()

    def copied(path: Path) -> None:
        create(path)
        if path.suffix != ".tmp":  # that one awaits the copy of a database that is to be migrated
            path.write_bytes(content.replace(identity, secrets.token_hex(len(identity) // 2).encode()))

    return copied


def _migrated() -> tuple[bytes, bytes]:
    """The bytes of a new database after its migrations, and the identity in them."""
    taken: list[tuple[bytes, bytes]] = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "new.db"

        def take(point: str) -> None:
            if point == "after_commit_migration":
                with closing(sqlite3.connect(path)) as db:
                    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                    [identity] = db.execute("SELECT value FROM meta WHERE key = 'database'").fetchone()
                taken.append((path.read_bytes(), identity.encode()))

        connection.Database.open(path, trace=take, ballast_bytes=0).close()
    [made] = taken
    return made
