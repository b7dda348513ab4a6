"""The treaty dossiers that are packaged, and those of an installation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from monitor.config import package_data

# Few commands need them: the modules are imported when the first one asks.
if TYPE_CHECKING:
    from datetime import date

    from monitor.dossiers import Dossier, Dossiers, Effect, Usual
    from monitor.model import Act, Row
    from monitor.rules.gazetteer import GazetteerRow
    from monitor.service import Service


@lru_cache(maxsize=1)
def gazetteer() -> list[GazetteerRow]:
    """The packaged entries and kinds of treaty."""
    from monitor.rules.gazetteer import rows
    from monitor.tables import read_table

    path = package_data("rules") / "gazetteer.toml"
    return rows([read_table(str(path), path.read_text(encoding="utf-8"))])


# an act, and a row of it -> when that takes effect
EffectOf = Callable[["Act", "Row"], "Effect | None"]
DossierOf = Callable[["Row"], "Dossier | None"]  # a row -> the dossier of its treaty
# a row of an act -> what is usual for its kind of agreement
UsualOf = Callable[["Act", "Row"], "Usual | None"]
# an act -> that it is known to be a principled exit
IsPrincipled = Callable[["Act"], bool]
Files = tuple[tuple[str, str], ...]  # path and text


@dataclass(frozen=True, slots=True)
class OwnDossier:
    """A table in an installation's file of dossiers: a `dossier`, or what is `usual` for a kind of treaty."""

    sort: str
    id: str  # of a gazetteer entry or kind
    name: str
    replaces: bool  # a packaged one
    path: str
    line: int


def known_dossiers(own: Mapping[str, str] | None = None, words: Mapping[str, str] | None = None) -> Dossiers:
    """All dossiers of `rules/dossiers/`, and those of an installation, which replace packaged ones by id.

    `own`: its files of dossiers, path to text; `words`: its rule files, whose entries may have dossiers.
    Raises `RuleError`.
    """
    return _dossiers(tuple((own or {}).items()), tuple((words or {}).items()) if own else ())


@lru_cache(maxsize=2)
def _dossiers(own: Files, words: Files) -> Dossiers:
    from monitor.dossiers.reading import read_dossiers

    rules = package_data("rules")
    texts = {
        str(path): path.read_text(encoding="utf-8") for path in sorted((rules / "dossiers").glob("*.toml"))
    }
    return read_dossiers(texts | dict(own), [*gazetteer(), *(_own_rows(dict(words)) if words else ())])


def own_dossiers(own: Mapping[str, str], words: Mapping[str, str]) -> list[OwnDossier]:
    """The tables of an installation's files of dossiers, in their order. Arguments and errors are those of
    `known_dossiers`.
    """
    from monitor.rules.strict import StrictFile

    in_force, packaged = known_dossiers(own, words), known_dossiers()
    names = {id: dossier.name for id, dossier in in_force.by_id.items()}
    sorts = (("dossier", "id", packaged.by_id), ("usual", "kind", packaged.usual))
    rows: list[OwnDossier] = []
    for path, text in own.items():
        file = StrictFile(path, text)
        for sort, key, replaced in sorts:
            for number, table in enumerate(file.table.get(sort, [])):
                id, (line, _) = table[key], file.where.key((sort, number))
                rows.append(OwnDossier(sort, id, names.get(id, id), id in replaced, path, line))
    return sorted(rows, key=lambda row: (row.path, row.line))


def _own_rows(words: Mapping[str, str]) -> list[GazetteerRow]:
    """Entries and kinds of an installation."""
    from monitor.rules.gazetteer import rows
    from monitor.service import knowledge  # most commands do not need it

    return rows([knowledge.own(words).table])


def acts_on(service: Service, dossier: Dossier) -> list[Act]:
    """The acts of the register on an agreement and on the body that it founded, or the other way round,
    newest first.
    """
    acts = service.store.acts
    return acts.standing(acts.on_entries((dossier.id, *dossier.same_as)))[::-1]


def known_effect(
    act: Act, row: Row, dossiers: Dossiers | None = None, today: date | None = None
) -> Effect | None:
    """When a row takes effect by the exit clause of its treaty, as known on this day (UTC); None without one.
    The packaged dossiers, if none are given.
    """
    from monitor.dossiers import effect_of

    return effect_of(act, row, known_dossiers() if dossiers is None else dossiers, today)


def known_dossier(row: Row, dossiers: Dossiers | None = None) -> Dossier | None:
    """The dossier of a row's agreement, of the packaged ones if none are given; None if it has none."""
    return (known_dossiers() if dossiers is None else dossiers).of(row)


def known_no_exit() -> frozenset[str]:
    """The ids of the treaties that no party can leave alone, by the packaged dossiers."""
    return known_dossiers().no_exit


def known_usual(act: Act, row: Row, dossiers: Dossiers | None = None) -> Usual | None:
    """What is usual for the exit of a row without a dossier, by the packaged dossiers if none are given; None
    where nothing is known of its kind.
    """
    from monitor.dossiers import usual_of

    return usual_of(act, row, known_dossiers() if dossiers is None else dossiers)


def known_principled(act: Act, dossiers: Dossiers | None = None) -> bool:
    """True if an act is known to be a principled exit, by the packaged dossiers if none are given."""
    from monitor.dossiers import principled_by

    return bool(principled_by(act, known_dossiers() if dossiers is None else dossiers))


class DossierAnswers(NamedTuple):
    """What exports ask of dossiers; without more, by the packaged ones."""

    effect_of: EffectOf = known_effect  # when a row takes effect by its exit clause
    dossier_of: DossierOf = known_dossier
    usual_of: UsualOf = known_usual
    is_principled: IsPrincipled = known_principled
    no_exit: Callable[[], Collection[str]] = known_no_exit  # ids of treaties that no party can leave alone


PACKAGED = DossierAnswers()
