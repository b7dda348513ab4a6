"""Words of the judge's tables and own words of an installation as terms of extraction, with their meaning
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import Any

from monitor.errors import RuleError
from monitor.extract.phrases import Layer, Meaning, Phrases
from monitor.rules.entries import Pattern, Slot, compile_entry
from monitor.rules.forms import read_forms
from monitor.rules.own_values import Own, OwnRow
from monitor.rules.scripts import spellings
from monitor.rules.vocabulary import forms_in
from monitor.tables import read_table

# The kind of a concept -> the value of its words in the layer EXIT; words of other kinds end no agreement.
_EXITS = {
    "leave": "leave", "end": "end", "suspend": "suspend", "lapse": "expire", "state": "end",
    "notify": "notify", "return": "return",
}  # fmt: skip
_STAGES = {
    "plan": "threatened", "consider": "threatened", "threaten": "threatened", "vow": "threatened",
    "hypothesis": "threatened", "propose": "proposed", "call": "proposed", "bill": "proposed",
    "vote": "proposed", "pass": "decided", "formal": "formal", "notice": "notified", "undo": "reversed",
}  # fmt: skip
_CLASSES: Mapping[str, Meaning] = {
    "treaty": Meaning(Layer.HEAD, "treaty"),
    "deal": Meaning(Layer.HEAD, "agreement"),
    "body": Meaning(Layer.HEAD, "organisation"),
    "because": Meaning(Layer.REASON, "before"),
} | {name: Meaning(Layer.STAGE, stage) for name, stage in _STAGES.items()}


def add_words(phrases: Phrases, own: Own, lang: str) -> None:
    """Add own words of concepts and classes to the phrases; those without a meaning here are left out."""
    for row in own.of("concept", "class"):
        meaning = _meaning(row)
        if meaning is not None:
            phrases.add((term for entry in row.cells.get(lang, ()) for term in _terms(entry, {})), meaning)


FILES = ("predicates.toml", "words.toml")  # tables whose words lists may share


class Shared:
    """The rows of predicates.toml and words.toml, for lists that are `like` them.

    They are read when a language is first asked for.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        """`files`: the tables of the judge, path -> text; files with other names are not read."""
        self._tables = {path: text for path, text in files.items() if path.endswith(FILES)}
        self._forms = forms_in(files)

    @cached_property
    def _rows(self) -> dict[str, Mapping[str, Any]]:
        """The rows by their ids."""
        tables = [read_table(path, text) for path, text in self._tables.items()]
        rows = (row for table in tables for sort in ("concept", "class") for row in table.get(sort, ()))
        return {row["id"]: row for row in rows}

    def terms(self, lang: str, traits: Mapping[str, Any], ids: Iterable[str]) -> list[str]:
        """The terms of some rows in one language, in all spellings, in order.

        Raises RuleError for an id that no row has.
        """
        forms = read_forms(self._forms.get(lang, ""))
        verb_last = "infinitive" in traits.get("verb_last", ())
        terms: dict[str, None] = {}
        for row_id in ids:
            if row_id not in self._rows:
                raise RuleError(
                    f"no row is called {row_id!r}",
                    path="vocabulary",
                    hint="Name rows of predicates.toml or words.toml under like.",
                )
            row = self._rows[row_id]
            known = forms if row.get("inflects", True) else {}
            cell = row.get(lang, ())
            for entry in () if isinstance(cell, str) else cell:
                terms |= dict.fromkeys(_terms(entry, known, verb_last))
        return list(spellings(lang, terms))


def _meaning(row: OwnRow) -> Meaning | None:
    """The meaning of a row of own words; None if it has none in extraction."""
    if row.concept is None:
        return _CLASSES.get(row.id)
    value = _EXITS.get(row.concept.kind)
    return None if value is None else Meaning(Layer.EXIT, value, "noun" if row.concept.noun else "")


def _terms(entry: str, forms: Mapping[str, frozenset[str]], verb_last: bool = False) -> Iterator[str]:
    """The terms of an entry: its words side by side, without what they govern."""
    for pattern in compile_entry(entry, forms, verb_last):
        yield from _written(pattern)


def _written(pattern: Pattern) -> Iterator[str]:
    """A pattern as terms, one for each combination of its words."""
    if pattern.tail:
        yield f"*{pattern.tail}"
        return
    for choice in product(*map(_choices, (pattern.first, *pattern.rest))):
        yield " ".join(choice)


def _choices(slot: Slot) -> list[str]:
    """The words that may stand in a slot; * for an open ending."""
    return [*sorted(slot.words), *(f"{start}*" for start in slot.begins)]
