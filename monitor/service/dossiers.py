"""The treaty dossiers that are packaged."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.config import package_data

# Few commands need them: the modules are imported when the first one asks.
if TYPE_CHECKING:
    from monitor.dossiers import Dossier, Dossiers, Effect
    from monitor.model import Act, Row


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


def named_dossier(text: str) -> Dossier:
    """The dossier with this id or name, or with a name of which this is a part. Raises `UsageError`."""
    from monitor.errors import UsageError
    from monitor.query import did_you_mean

    wanted, by_id = text.strip().casefold(), known_dossiers().by_id
    named = [
        dossier
        for dossier in by_id.values()
        if wanted in (dossier.id.casefold(), dossier.name.casefold(), dossier.official.casefold())
    ]
    partly = [
        dossier
        for dossier in by_id.values()
        if wanted in dossier.name.casefold() or wanted in dossier.official.casefold()
    ]
    for dossiers in (named, partly):
        if wanted and len(dossiers) == 1:
            return dossiers[0]
    if wanted and (several := named or partly):
        ids = ", ".join(dossier.id for dossier in several[:8])
        raise UsageError(f"Several treaties are called {text!r}: {ids}. Name one by its id.")
    names = [*by_id, *(dossier.name for dossier in by_id.values())]
    hint = did_you_mean(text, names) or "`treaty-monitor treaties list` shows those that have one."
    raise UsageError(f"No dossier of {text!r}. {hint}")


def known_effect(act: Act, row: Row) -> Effect | None:
    """When a row takes effect by the exit clause of its treaty; None without one."""
    from monitor.dossiers import effect_of

    return effect_of(act, row, known_dossiers())
