"""Finds the topics of an agreement by the words of its name in any language (rules/topics.toml), to compare
names.

Kinds of treaty are phrases ("{noun} о туризме") for rules and rows; a topic is a word anywhere in the name
("соглашение о сотрудничестве в сфере туризма").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from monitor.query import words
from monitor.rules.scripts import in_scripts

COMPOUNDS = frozenset({"de", "nl"})  # languages whose words may contain others: Doppelbesteuerungsabkommen
_SHORT = 2  # most letters of a term that must be a whole word
_END = "."
_NO_WORDS = ("id", "kinds", "carries")  # keys of a topic that are no language
# little words and the article, joined to the front
_JOINED = {"ar": ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل")}
_START = 3  # first letters by which terms are found
_LEFT = 3  # letters that a word must have without them


@dataclass(frozen=True, slots=True)
class _Term:
    words: tuple[str, ...]
    whole: bool  # if False, its last word is a beginning
    topic: str


class Topics:
    """The topics of names, as ids; "energy.gas" is a part of "energy"."""

    def __init__(self, tables: Iterable[Mapping[str, Any]] = ()) -> None:
        self._rows = [row for table in tables for row in table.get("topic", ())]
        self._terms: dict[str, _Terms] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The topics that names may have."""
        return tuple(row["id"] for row in self._rows)

    @cached_property
    def langs(self) -> tuple[str, ...]:
        """The languages that have words for topics, sorted."""
        words_of = (name for row in self._rows for name in row if name not in _NO_WORDS)
        return tuple(sorted(set(words_of)))

    @cached_property
    def _carriers(self) -> frozenset[str]:
        return frozenset(row["id"] for row in self._rows if row.get("carries"))

    @cached_property
    def _of_kinds(self) -> dict[str, str]:
        return {kind: row["id"] for row in self._rows for kind in row.get("kinds", ())}

    def of(self, name: str, lang: str, kind: str = "") -> tuple[str, ...]:
        """The topics of a name in a language, sorted; without any, that of its kind of treaty (an id of the
        gazetteer). General topics ("transport") are left out beside others, as is a topic beside a part of
        it.
        """
        return self.of_words(words(name), lang, kind)

    def of_words(self, name: list[str], lang: str, kind: str = "") -> tuple[str, ...]:
        """The same for the folded words of a name."""
        if lang not in self._terms:
            self._terms[lang] = _Terms(self._rows, lang)
        topics = self._terms[lang].find(name) or {
            topic for id_, topic in self._of_kinds.items() if id_ == kind
        }
        return self.narrow(topics)

    def narrow(self, topics: Iterable[str]) -> tuple[str, ...]:
        """The topics, sorted, without general ones beside others and those of which a part is there."""
        kept = frozenset(topics)
        kept = (kept - self._carriers) or kept
        return tuple(
            sorted(topic for topic in kept if not any(other.startswith(f"{topic}.") for other in kept))
        )


class _Terms:
    """The terms of one language by their first letters."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], lang: str) -> None:
        self._little = _JOINED.get(lang, ())
        self._inside: list[_Term] = []  # terms that may be a part of a compound
        self._by_start: dict[str, list[_Term]] = {}
        terms = [_term(text, row["id"]) for row in rows for text in in_scripts(lang, row.get(lang, ()))]
        for term in sorted(terms, key=lambda term: -len(term.words)):  # "social security" before "security"
            self._by_start.setdefault(term.words[0][:_START], []).append(term)
            if lang in COMPOUNDS and len(term.words) == 1 and not term.whole:
                self._inside.append(term)

    def find(self, name: list[str]) -> set[str]:
        """The topics of these folded words. A word that is a part of a phrase has no topic of its own."""
        topics: set[str] = set()
        taken: set[int] = set()
        hits = sorted(self._hits(name), key=lambda hit: -len(hit[1].words))
        for at, term in hits:
            places = set(range(at, at + len(term.words)))
            if len(places) > 1 or not places & taken:
                topics.add(term.topic)
            if len(places) > 1:
                taken |= places
        return topics

    def _hits(self, name: list[str]) -> Iterator[tuple[int, _Term]]:
        for at, word in enumerate(name):
            for form in self._forms(word):
                near = (
                    term
                    for size in range(1, _START + 1)
                    if len(form) >= size
                    for term in self._by_start.get(form[:size], ())
                )
                yield from ((at, term) for term in near if _starts(term, form, name[at + 1 :], self._forms))
            yield from ((at, term) for term in self._inside if term.words[0] in word)

    def _forms(self, word: str) -> list[str]:
        """The word, and the word without the little words that are joined to it."""
        cut = (word.removeprefix(little) for little in self._little if word.startswith(little))
        return [word, *(rest for rest in cut if len(rest) >= _LEFT)]


def _term(text: str, topic: str) -> _Term:
    own = tuple(words(text))
    return _Term(own, text.endswith(_END) or len(own[-1]) <= _SHORT, topic)


def _starts(term: _Term, form: str, rest: list[str], forms: Any) -> bool:
    """True if words begin with a term; `form`: their first word as it is compared."""
    if len(term.words) > 1 + len(rest):
        return False
    heard = [[form], *(forms(word) for word in rest[: len(term.words) - 1])]
    last = len(term.words) - 1
    for place, (own, said) in enumerate(zip(term.words, heard, strict=False)):
        whole = term.whole if place == last else len(own) <= _SHORT
        if not any(word == own if whole else word.startswith(own) for word in said):
            return False
    return True
