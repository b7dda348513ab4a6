"""Names of agreements and bodies for the sentences of messages, lists and exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from monitor.config import package_data
from monitor.tables import read_table
from monitor.wording import Treaty, treaties


def known_treaties(rules: Mapping[str, str] | None = None) -> Mapping[str, Treaty]:
    """The agreements and bodies of the gazetteer, and of rule files of an installation (path to text), by id.
    Raises `RuleError`.
    """
    return _treaties(tuple((rules or {}).items()))


@lru_cache(maxsize=2)
def _treaties(files: tuple[tuple[str, str], ...]) -> Mapping[str, Treaty]:
    """The same, cached; without the rest of the lexicon when the installation adds nothing."""
    own: Iterable[Mapping[str, Any]] = ()
    if files:
        from monitor.service import knowledge  # most commands do not need it

        own = knowledge.own(dict(files)).table["entry"]
    return treaties(_table("gazetteer.toml"), own, _table("reader-names.toml"))


def _table(name: str) -> dict[str, Any]:
    path = package_data("rules") / name
    return read_table(str(path), path.read_text(encoding="utf-8"))
