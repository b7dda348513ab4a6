"""The treaty dossiers that are packaged, and those of an installation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from monitor.config import package_data

# Few commands need them: the modules are imported when the first one asks.
if TYPE_CHECKING:
    from monitor.dossiers import Dossiers

Files = tuple[tuple[str, str], ...]  # path and text


def known_dossiers(own: Mapping[str, str] | None = None, words: Mapping[str, str] | None = None) -> Dossiers:
    """All dossiers of `rules/dossiers/`, and those of an installation, which replace packaged ones by id.

    `own`: its files of dossiers, path to text; `words`: its rule files, whose entries may have dossiers.
    Raises `RuleError`.
    """
    return _dossiers(tuple((own or {}).items()), tuple((words or {}).items()) if own else ())


@lru_cache(maxsize=2)
def _dossiers(own: Files, words: Files) -> Dossiers:
    from monitor.dossiers import read_dossiers
    from monitor.rules.gazetteer import rows
    from monitor.tables import read_table

    rules = package_data("rules")
    gazetteer = rules / "gazetteer.toml"
    texts = {
        str(path): path.read_text(encoding="utf-8") for path in sorted((rules / "dossiers").glob("*.toml"))
    }
    tables: Iterable[Mapping[str, Any]] = (
        read_table(str(gazetteer), gazetteer.read_text(encoding="utf-8")),
        *([_own_table(dict(words))] if words else []),
    )
    return read_dossiers(texts | dict(own), rows(tables))


def _own_table(words: Mapping[str, str]) -> Mapping[str, Any]:
    """Entries and kinds of an installation, in the form of the gazetteer."""
    from monitor.service import knowledge  # most commands do not need it

    return knowledge.own(words).table
