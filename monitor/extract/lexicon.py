"""The lexicon: the words of all languages (a `Pack` each) and the entries of the gazetteer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from monitor.extract.official_titles import OfficialTitles
from monitor.extract.own_words import Shared
from monitor.extract.phrases import Layer, Phrases
from monitor.extract.resemble import Vocabulary
from monitor.extract.weights import NEUTRAL, Weights
from monitor.query import Token, fold, tokenize, words
from monitor.rules.columns import LIKE
from monitor.rules.gazetteer import KIND, Scope
from monitor.rules.notice_words import NoticeWords, notice_words
from monitor.rules.topics import Topics
from monitor.rules.traits import Traits, read_traits

SAMPLE = 80  # words by which the language of a text is recognised
_STEM = 3  # letters of the shortest beginning of a word
_CLOSE = 3  # languages that are compared by names and phrases too
_TAG = 3  # points of a tag
_LITTLE = 8  # at least one word of so many is a function word of the language
_UNKNOWN = "un"  # und: the feed's language is not known
_FOREIGN = re.compile(r"[\u3041-\u30fa\uac00-\ud7a3]{2}")  # kana and Hangul: Japanese and Korean
ORGANISATIONS = frozenset({"EU", "UN", "NATO"})
_NO_SCOPE = Scope("")


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """An agreement, organisation or kind of treaty of the gazetteer. `code` names an organisation as a party,
    else it is empty.

    `body`: the entry of the organisation that a state leaves with this treaty, which founded it; else empty.
    """

    id: str
    name: str
    kind: str
    subject: str
    signed: str = ""
    parties: tuple[str, ...] = ()
    code: str = ""
    collective: bool = False  # stands for several bodies
    body: str = ""
    scope: Scope = _NO_SCOPE

    @property
    def is_kind(self) -> bool:
        """True for a kind of treaty, which does not distinguish agreements."""
        return self.kind == KIND

    @property
    def left(self) -> str:
        """The id under which the register knows the exit: that of the organisation, also for the treaty that
        founded it.
        """
        return self.body or self.id


class Pack:
    """The words of one language.

    `sets` are small words by their use (the rows of rules/vocabulary/little.toml and others), folded.
    """

    def __init__(
        self,
        table: Mapping[str, Any],
        shared: Shared,
        fill: Callable[[], Phrases],
        learn: Callable[[str], Vocabulary],
        declines: bool,
    ) -> None:
        self.declines = declines  # names of states have cases
        self.lang: str = table["lang"]
        self._table = table
        self._shared = shared
        # verbs that differ from a function word by an accent only
        self.accented_ends = frozenset(table.get("accented_ends", ()))
        self.verb_ends = tuple(table.get("verb_ends", ()))  # compared as written, too
        self.function_words = frozenset(map(fold, table.get("function_words", ())))
        traits = table["traits"]
        # the noun stands before its attributes: accord de paix
        self.head_first = traits.get("modifiers", "behind") != "before"
        fused = (form for forms in traits.get("fused", {}).values() for form in forms)
        # conjunctions too
        self.prepositions = frozenset(map(fold, (*traits.get("prepositions", ()), *fused)))
        # a verb stands behind its object, as in German and Turkish
        self.verb_last = "verb_last" in traits
        # only infinitives and participles do, as in German and Dutch
        self.finite_verb_first = self.verb_last and "always" not in traits["verb_last"]
        self.noun_capitals = "nouns" in traits.get("capitals", ())  # every noun has a capital, as in German
        self._fill: Callable[[], Phrases] | None = fill
        self._learn = learn

    @cached_property
    def _terms(self) -> dict[str, list[list[str]]]:
        """The terms of each set as words; of the rows that it is like, only terms of one word.

        Made when first asked for.
        """
        terms = {
            name: list(map(words, terms)) for name, terms in self._table.items() if isinstance(terms, list)
        }
        for name, ids in self._table[LIKE].items():
            if "." not in name:
                terms.setdefault(name, []).extend(self._single_words(ids))
        return terms

    def _single_words(self, ids: Iterable[str]) -> Iterator[list[str]]:
        """The terms of shared rows that are one word; all terms where letters are words."""
        for term in self._shared.terms(self.lang, self._table["traits"], ids):
            if not {" ", "*"} & set(term):
                letters = words(term)
                if len(letters) == 1 or self._has_letters:
                    yield letters

    @property
    def _has_letters(self) -> bool:
        """True if each letter is a word to the tokenizer (Chinese): those of a longer term mean nothing
        alone.
        """
        return bool(self._table["traits"].get("letters", 1) > 1)

    @cached_property
    def sets(self) -> dict[str, frozenset[str]]:
        """The words of each set, folded."""
        alone = self._has_letters
        return {
            name: frozenset(word for term in terms if len(term) == 1 or not alone for word in term)
            for name, terms in self._terms.items()
        }

    @cached_property
    def _typical(self) -> tuple[frozenset[str], frozenset[str]]:
        """The words of ending and nouns for agreements that are one word, folded: whole ones, and the
        beginnings of others.
        """
        groups = [*self._table.get("exit", {}).values(), *self._table.get("heads", {}).values()]
        terms = [term for group in groups for term in group if " " not in term]
        whole = frozenset(word for term in terms if "*" not in term for word in words(term))
        return whole, frozenset(fold(term[:-1]) for term in terms if term.endswith("*"))

    def count_typical(self, seen: Iterable[str]) -> int:
        """How many of these folded words are words of ending or nouns for agreements."""
        whole, stems = self._typical
        return sum(
            word in whole or any(word[:end] in stems for end in range(_STEM, len(word) + 1)) for word in seen
        )

    @cached_property
    def longer(self) -> dict[str, list[str]]:
        """The terms of several letters of each set, where letters are words."""
        by_name = self._terms.items() if self._has_letters else ()
        return {name: ["".join(term) for term in terms if len(term) > 1] for name, terms in by_name}

    @cached_property
    def phrases(self) -> Phrases:
        """Names, nouns and words of ending; made when first asked for, because most texts need one language
        only.
        """
        assert self._fill is not None
        phrases, self._fill = self._fill(), None  # the texts of the files are not needed any more
        return phrases

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the gazetteer's names; made when first asked for."""
        return self._learn(self.lang)

    def spells(self, name: str, letters: str) -> bool:
        """True if letters, each a word to the tokenizer (Chinese), hold a longer term of a set."""
        return any(term in letters for term in self.longer.get(name, ()))

    def places(self, name: str, tokens: Sequence[str]) -> list[int]:
        """Where whole terms of a set begin in these folded words: `secretary general`, not `general`."""
        terms = self._terms.get(name, [])
        return [
            at
            for at, word in enumerate(tokens)
            if any(word == term[0] and list(tokens[at : at + len(term)]) == term for term in terms if term)
        ]

    def verb_form(self, word: str) -> str:
        """The form of a folded verb by its ending: past, future, infinitive; `base` if no ending shows it."""
        return self._verb_forms.form(word)

    @cached_property
    def _verb_forms(self) -> Traits:
        return read_traits(self._table["traits"])

    def has(self, name: str, word: str) -> bool:
        """True if a folded word belongs to a set. A set that the language does not have is empty."""
        return word in self.sets.get(name, frozenset())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All languages and the gazetteer. Built once, then shared by all.

    `heads` are the folded words that any agreement's name may have (treaty, договор, on ...): they do not
    distinguish names.
    """

    packs: Mapping[str, Pack]
    entries: Mapping[str, LexiconEntry]
    heads: frozenset[str] = frozenset()
    weights: Weights = NEUTRAL
    topics: Topics = field(default_factory=Topics)
    titles: OfficialTitles = field(default_factory=OfficialTitles)
    notices: NoticeWords = field(default_factory=notice_words)

    def pack(self, lang: str | None, text: str, words: Sequence[Token] | None = None) -> Pack | None:
        """The pack of the language of a text: the one of whose function words, names, nouns and words of
        ending it has most. `lang`: its tag, which counts for three words; None or "und" for none.
        `words`: its first words, if they were already read.

        None for a lexicon without languages, and for a text in another language: with kana or Hangul, or with
        the tag of another language and few words of these.
        """
        if _FOREIGN.search(text):
            return None
        tokens = list((tokenize(text) if words is None else words)[:SAMPLE])
        seen = {token.text for token in tokens}
        tag = (lang or "")[:2].lower()
        scores = {
            pack.lang: len(pack.function_words & seen) + _TAG * (pack.lang == tag)
            for pack in self.packs.values()
        }
        best = max(scores.values(), default=0)
        close = [pack for pack in self.packs.values() if scores[pack.lang] >= best - (_TAG - 1)]
        is_tagged = tag in self.packs and scores[tag] == best
        if len(close) > 1 and not is_tagged:
            close = _nearest(close, scores, seen)
            for pack in close if len(close) <= _CLOSE else ():
                scores[pack.lang] += len({mark.layer for mark in pack.phrases.find(tokens)})
        nearest = max(close, key=lambda pack: (scores[pack.lang], pack.lang == "en"), default=None)
        if nearest is None or not tag or tag in self.packs or tag == _UNKNOWN:
            return nearest
        return nearest if _is_written_in(nearest, tokens) else None


def _nearest(packs: Sequence[Pack], scores: Mapping[str, int], seen: set[str]) -> list[Pack]:
    """The packs of whose words of ending, nouns for agreements and function words (`scores`) a text has most.

    These words are a set for each language, while names and phrases take a tenth of a second to make.
    """
    points = {pack.lang: scores[pack.lang] + pack.count_typical(seen) for pack in packs}
    best = max(points.values())
    return [pack for pack in packs if points[pack.lang] == best]


def _is_written_in(pack: Pack, tokens: Sequence[Token]) -> bool:
    """True if a text with the tag of another language is in this one: it has many function words, or one and
    an agreement that ends.
    """
    little = len(pack.function_words & {token.text for token in tokens})
    if little * _LITTLE >= len(tokens):
        return True
    layers = {mark.layer for mark in pack.phrases.find(list(tokens))}
    return little > 0 and Layer.EXIT in layers and bool(layers & {Layer.HEAD, Layer.ENTRY})
