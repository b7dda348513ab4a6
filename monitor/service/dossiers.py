"""The treaty dossiers that are packaged, and those of an installation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from monitor.config import package_data

# Few commands need them: the modules are imported when the first one asks.
if TYPE_CHECKING:
    from monitor.dossiers import Dossier, Dossiers, Effect
    from monitor.model import Act, Row

# an act, and a row of it -> when that takes effect
EffectOf = Callable[["Act", "Row"], "Effect | None"]
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


def named_dossier(text: str, dossiers: Dossiers) -> Dossier:
    """The one of these dossiers with this id or name, or with a name of which this is a part.

    Raises `UsageError`.
    """
    from monitor.errors import UsageError
    from monitor.query import did_you_mean

    wanted, by_id = text.strip().casefold(), dossiers.by_id
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
    for matching in (named, partly):
        if wanted and len(matching) == 1:
            return matching[0]
    if wanted and (several := named or partly):
        ids = ", ".join(dossier.id for dossier in several[:8])
        raise UsageError(f"Several treaties are called {text!r}: {ids}. Name one by its id.")
    names = [*by_id, *(dossier.name for dossier in by_id.values())]
    hint = did_you_mean(text, names) or "`treaty-monitor treaties list` shows those that have one."
    raise UsageError(f"No dossier of {text!r}. {hint}")


def known_effect(act: Act, row: Row, dossiers: Dossiers | None = None) -> Effect | None:
    """When a row takes effect by the exit clause of its treaty, by the packaged dossiers if none are given;
    None without one.
    """
    from monitor.dossiers import effect_of

    return effect_of(act, row, known_dossiers() if dossiers is None else dossiers)
