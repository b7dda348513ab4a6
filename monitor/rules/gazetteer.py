"""Reads the gazetteer: entries (agreements and bodies), and kinds of treaty, which identify no single
agreement.

A description ("oil cartel") means an entry if the story allows only one; `meant` decides it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from monitor.rules.scripts import spellings

# the `kind` of a kind of treaty; that of an entry is treaty, convention, organisation ...
KIND = "class"
BODY = "organisation"
NOUN = "{noun}"  # in the name of a kind: any noun of an agreement
_FIELDS = frozenset(
    {
        "id",
        "name",
        "kind",
        "subject",
        "signed",
        "parties",
        "collective",
        "body",
        "states",
        "everywhere",
        "described",
        "note",
    }
)


class Scope(NamedTuple):
    """Decides whether a description can mean an entry.

    `circle`: a state of it must be named near the description, any if empty; `rivals`: entries that the
    description means instead if the story names them.
    """

    id: str
    is_body: bool = False
    circle: frozenset[str] = frozenset()
    rivals: frozenset[str] = frozenset()

    def allows(self, states: Collection[str]) -> bool:
        """True if a text that names these states may be about the entry. An agreement of two states is not
        one of them with a third.
        """
        if not self.circle:
            return True
        if not states:
            return self.is_body
        if self.is_body or len(self.circle) > 2:
            return not self.circle.isdisjoint(states)
        return self.circle <= set(states) or self.circle >= set(states)


def meant(scopes: Sequence[Scope], named: Collection[str], states: Collection[str]) -> str:
    """The id of the entry that a description of `scopes` means; "" if the story allows none or several.

    `named`: the ids of the entries that the story names; `states`: the codes of the states near the
    description.
    """
    possible = {scope.id for scope in scopes}.union(*(scope.rivals for scope in scopes))
    ids = possible.intersection(named) or {scope.id for scope in scopes if scope.allows(states)}
    return ids.pop() if len(ids) == 1 else ""


class GazetteerRow(NamedTuple):
    """An entry, or a kind of treaty with the nouns of agreements by language."""

    raw: Mapping[str, Any]
    nouns: Mapping[str, Sequence[str]] = {}

    @property
    def id(self) -> str:
        return str(self.raw["id"])

    @property
    def kind(self) -> str:
        return str(self.raw.get("kind", KIND))

    @property
    def languages(self) -> list[str]:
        """The languages that have a cell."""
        return sorted(self.raw.keys() - _FIELDS)

    def names(self, lang: str) -> Sequence[str]:
        """The terms of a language; none if the cell is missing or gives the reason why there are none."""
        return spellings(lang, _expanded(_terms(self.raw.get(lang, ())), self.nouns.get(lang, ())))

    @property
    def scope(self) -> Scope:
        circle = self.raw.get("states", self.raw.get("parties", ()))
        rivals = self.raw.get("described", {}).get("rivals", ())
        return Scope(self.id, self.kind == BODY, frozenset(circle), frozenset(rivals))

    def descriptions(self, lang: str) -> Sequence[str]:
        """The descriptions of a language, as terms."""
        return spellings(lang, _terms(self.raw.get("described", {}).get(lang, ())))


def described(known: Iterable[GazetteerRow], lang: str) -> dict[str, str]:
    """By description in a language, the ids of the entries that it can mean, separated by spaces."""
    ids: dict[str, list[str]] = {}
    for row in known:
        for term in row.descriptions(lang):
            ids.setdefault(term, []).append(row.id)
    return {term: " ".join(dict.fromkeys(owners)) for term, owners in ids.items()}


def rows(tables: Iterable[Mapping[str, Any]]) -> list[GazetteerRow]:
    """The entries and kinds of these tables."""
    gazetteer = []
    for table in tables:
        gazetteer += [GazetteerRow(raw) for raw in table.get("entry", ())]
        gazetteer += [GazetteerRow(raw, table.get("nouns", {})) for raw in table.get("kind", ())]
    return gazetteer


def _terms(cell: Sequence[str]) -> Sequence[str]:
    """The terms of a cell; none for a text (`none: ` and a reason)."""
    return () if isinstance(cell, str) else cell


def _expanded(terms: Sequence[str], nouns: Sequence[str]) -> Sequence[str]:
    if not nouns:
        return terms
    pairs = product(terms, nouns)
    return tuple(dict.fromkeys(term.replace(NOUN, noun) for term, noun in pairs))
