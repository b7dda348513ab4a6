"""The treaty dossiers that are packaged."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.config import package_data

# Few commands need them: the modules are imported when the first one asks.
if TYPE_CHECKING:
    from monitor.dossiers import Dossiers


@lru_cache(maxsize=1)
def known_dossiers() -> Dossiers:
    """All dossiers of `rules/dossiers/`. Raises `RuleError`."""
    from monitor.dossiers import read_dossiers
    from monitor.rules.gazetteer import rows
    from monitor.tables import read_table

    rules = package_data("rules")
    gazetteer = rules / "gazetteer.toml"
    texts = {
        str(path): path.read_text(encoding="utf-8") for path in sorted((rules / "dossiers").glob("*.toml"))
    }
    return read_dossiers(texts, rows([read_table(str(gazetteer), gazetteer.read_text(encoding="utf-8"))]))
