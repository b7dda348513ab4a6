"""The SQLite module that the whole store uses, chosen once.

`pysqlite3`, when it is installed, brings an SQLite of its own that is newer than most systems' and past the
WAL-reset bug (docs/faults.md 64); sqlite-utils makes the same choice by itself. Nothing else in this package
imports either module.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        sqlite3 = importlib.import_module("pysqlite3")
    except ImportError:
        sqlite3 = importlib.import_module("sqlite3")

__all__ = ["IOERR_WRITE", "sqlite3"]

IOERR_WRITE = sqlite3.SQLITE_IOERR | (3 << 8)  # SQLITE_IOERR_WRITE, which pysqlite3 does not export
