"""The words of an installation as values: tables of its rule files that extend vocabulary, names and
gazetteer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.rules.vocabulary import Concept, Words

SORTS = ("concept", "class", "party", "entry", "kind", "notice")


@dataclass(frozen=True, slots=True)
class Known:
    """The packaged values: concepts, entries and kinds of the gazetteer by id, ids of classes of words, nouns
    of agreements, ids of words of depositaries' notices.
    """

    concepts: Mapping[str, Concept]
    classes: frozenset[str]
    entries: Mapping[str, Mapping[str, Any]]
    kinds: Mapping[str, Mapping[str, Any]]
    nouns: Mapping[str, Any]
    notices: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One table. `id` of a concept, class, entry, kind or notice; of a party its code. `cells`: terms by
    language.

    `raw`: the table in the form of the packaged ones; names of a packaged entry are added to its own.
    """

    sort: str
    id: str
    cells: Mapping[str, tuple[str, ...]]
    raw: Mapping[str, Any]
    path: str
    line: int
    concept: Concept | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """All tables in the order of files and lines."""

    rows: tuple[OwnRow, ...] = ()
    # nouns of agreements by language, for the names of kinds
    nouns: Mapping[str, Any] = field(default_factory=dict)

    def of(self, *sorts: str) -> Iterator[OwnRow]:
        """The tables of these sorts."""
        return (row for row in self.rows if row.sort in sorts)

    @property
    def words(self) -> tuple[Words, ...]:
        """The words that extend the vocabulary."""
        return tuple(Words(row.id, row.concept, row.cells, row.path) for row in self.of("concept", "class"))

    @property
    def has_new_concepts(self) -> bool:
        """True if there is a concept that is not packaged."""
        return any("class" in row.raw for row in self.of("concept"))

    @property
    def table(self) -> Mapping[str, Any]:
        """Names and entries in the form of the packaged tables."""
        return {sort: [row.raw for row in self.of(sort)] for sort in ("party", "entry", "kind", "notice")} | {
            "nouns": self.nouns
        }


NONE = Own()
