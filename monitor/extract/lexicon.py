"""The lexicon: texts of rules/vocabulary, rules/names and the gazetteer in, one frozen `Lexicon` out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from monitor.extract.own import FILES, Shared, add_words
from monitor.extract.phrases import Layer, Meaning, Phrases, Terms
from monitor.extract.resemble import Vocabulary
from monitor.extract.weights import NEUTRAL, Weights, parse_weights
from monitor.query import Token, fold, tokenize, words
from monitor.query.stems import STEM
from monitor.rules.columns import LIKE, by_language
from monitor.rules.gazetteer import BODY, KIND, Row, Scope, described, rows
from monitor.rules.names import StateNames, locales_of
from monitor.rules.own import NONE, Own
from monitor.rules.scripts import spellings
from monitor.rules.topics import Topics
from monitor.tables import read_table

_SAMPLE = 80  # words by which a text's language is told
_SHORT = 4  # letters of a head with an open ending that is no other word's beginning
_STEM = 3  # letters of the shortest beginning of a word
_CLOSE = 3  # languages whose names and phrases are made to tell them apart
_TAG = 3
_LITTLE = 8  # one word of so many is a little one of the language, at least
_UNKNOWN = "un"  # und: the feed's language is not known
_FOREIGN = re.compile(r"[\u3041-\u30fa\uac00-\ud7a3]{2}")  # kana and Hangul: Japanese and Korean
_NOTHING = "none"  # value of terms that hold a word of their group and mean nothing of it: `ruling party`
# Groups of lists: layer (None: the value names it) and role (None: the value) of their terms.
GROUPS: Mapping[str, tuple[Layer | None, str | None]] = {
    "months": (Layer.DATE, "month"), "weekdays": (Layer.DATE, "weekday"), "dates": (Layer.DATE, None),
    "exit_nouns": (Layer.EXIT, "noun"), "exit": (Layer.EXIT, ""), "stage": (Layer.STAGE, ""),
    "heads": (Layer.HEAD, ""), "subjects": (Layer.SUBJECT, ""), "forms": (Layer.FORM, ""),
    "reasons": (Layer.REASON, ""), "columns": (Layer.COLUMN, ""), "circles": (Layer.CIRCLE, ""),
    "periods": (Layer.PERIOD, ""), "counts": (Layer.COUNT, ""), "unreal": (Layer.UNREAL, ""),
    "speakers": (Layer.SPEAKER, ""), "motives": (Layer.MOTIVE, ""), "faults": (Layer.FAULT, ""),
    "context": (Layer.CONTEXT, ""), "leavers": (Layer.LEAVER, ""), "shared": (Layer.SHARED, ""),
    "course": (None, ""),
}  # fmt: skip
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
        """True if this is a kind of treaty, which tells no agreement from another."""
        return self.kind == KIND

    @property
    def left(self) -> str:
        """The id under which the register knows the exit, whether its text names the organisation or the
        treaty that founded it.
        """
        return self.body or self.id


class Pack:
    """What one language knows.

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
        # verbs that only an accent tells from a little word
        self.accented_ends = frozenset(table.get("accented_ends", ()))
        self.verb_ends = tuple(table.get("verb_ends", ()))  # compared as written, too
        self.function_words = frozenset(map(fold, table.get("function_words", ())))
        traits = table["traits"]
        # the noun stands before what tells it apart: accord de paix
        self.head_first = traits.get("modifiers", "behind") != "before"
        fused = (form for forms in traits.get("fused", {}).values() for form in forms)
        # conjunctions too
        self.prepositions = frozenset(map(fold, (*traits.get("prepositions", ()), *fused)))
        # the word of ending stands behind what is ended, as in German and Turkish
        self.verb_last = "verb_last" in traits
        self._fill: Callable[[], Phrases] | None = fill
        self._learn = learn

    @cached_property
    def _terms(self) -> dict[str, list[list[str]]]:
        """The terms of each set as words; of the rows that it is like, terms that are one word.

        Made when first asked for.
        """
        found = {
            name: list(map(words, terms)) for name, terms in self._table.items() if isinstance(terms, list)
        }
        for name, ids in self._table[LIKE].items():
            if "." not in name:
                terms = (
                    term
                    for term in self._shared.terms(self.lang, self._table["traits"], ids)
                    if not {" ", "*"} & set(term)
                )
                found.setdefault(name, []).extend(
                    every for term in terms if len(every := words(term)) == 1 or self._has_letters
                )
        return found

    @property
    def _has_letters(self) -> bool:
        """True if each letter is a word to the tokenizer: those of a longer term mean nothing alone."""
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
    def _telling(self) -> tuple[frozenset[str], frozenset[str]]:
        """Words of ending and nouns for agreements that are one word, folded: whole ones, and the beginnings
        of others.
        """
        groups = [*self._table.get("exit", {}).values(), *self._table.get("heads", {}).values()]
        terms = [term for group in groups for term in group if " " not in term]
        whole = frozenset(word for term in terms if "*" not in term for word in words(term))
        return whole, frozenset(fold(term[:-1]) for term in terms if term.endswith("*"))

    def telling(self, seen: Iterable[str]) -> int:
        """How many of these folded words are words of ending or nouns for agreements."""
        whole, stems = self._telling
        return sum(
            word in whole or any(word[:end] in stems for end in range(_STEM, len(word) + 1)) for word in seen
        )

    @cached_property
    def longer(self) -> dict[str, list[str]]:
        """The terms of each set that are several letters, where letters are words."""
        every = self._terms.items() if self._has_letters else ()
        return {name: ["".join(term) for term in terms if len(term) > 1] for name, terms in every}

    @cached_property
    def phrases(self) -> Phrases:
        """Names, nouns and words of ending; made when first asked for, because most texts need those of one
        language.
        """
        assert self._fill is not None
        phrases, self._fill = self._fill(), None  # the files' texts are not needed any more
        return phrases

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the gazetteer's names; made when first asked for."""
        return self._learn(self.lang)

    def spells(self, name: str, letters: str) -> bool:
        """True if letters, each a word to the tokenizer (Chinese), hold a longer term of a set."""
        return any(term in letters for term in self.longer.get(name, ()))

    def has(self, name: str, word: str) -> bool:
        """True if a folded word belongs to a set; an absent set is empty."""
        return word in self.sets.get(name, frozenset())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All languages and the gazetteer. Built once; share it freely.

    `heads` are the folded words that any agreement's name may have (treaty, договор, on ...): they tell no
    name from another.
    """

    packs: Mapping[str, Pack]
    entries: Mapping[str, LexiconEntry]
    heads: frozenset[str] = frozenset()
    weights: Weights = NEUTRAL
    topics: Topics = field(default_factory=Topics)

    def pack(self, lang: str | None, text: str) -> Pack | None:
        """The pack whose words the text has most of: little ones, and names, nouns and words of ending. A tag
        counts for three.

        None for a lexicon without languages, and for a text in a language that is none of them: kana or
        Hangul, or a tag of another language and hardly a word of these.
        """
        tokens = tokenize(text)[:_SAMPLE]
        seen = {token.text for token in tokens}
        tag = (lang or "")[:2].lower()
        if _FOREIGN.search(text):
            return None
        scores = {
            pack.lang: len(pack.function_words & seen) + _TAG * (pack.lang == tag)
            for pack in self.packs.values()
        }
        best = max(scores.values(), default=0)
        close = [pack for pack in self.packs.values() if scores[pack.lang] >= best - (_TAG - 1)]
        if len(close) > 1 and not (tag in self.packs and scores[tag] == best):
            close = _nearest(close, scores, seen)
            for pack in close if len(close) <= _CLOSE else ():
                scores[pack.lang] += len({mark.layer for mark in pack.phrases.find(tokens)})
        found = max(close, key=lambda pack: (scores[pack.lang], pack.lang == "en"), default=None)
        if found is None or not tag or tag in self.packs or tag == _UNKNOWN:
            return found
        return found if _is_written_in(found, tokens) else None


def _nearest(packs: Sequence[Pack], scores: Mapping[str, int], seen: set[str]) -> list[Pack]:
    """Of languages that a text may be in, those of whose words of ending and nouns for agreements it has
    most, and little words too.

    These words are a set each, while names and phrases take a tenth of a second to make.
    """
    found = {pack.lang: scores[pack.lang] + pack.telling(seen) for pack in packs}
    best = max(found.values())
    return [pack for pack in packs if found[pack.lang] == best]


def _is_written_in(pack: Pack, tokens: Sequence[Token]) -> bool:
    """True if a text with the tag of another language is in this one: many little words, or an agreement that
    ends.
    """
    little = len(pack.function_words & {token.text for token in tokens})
    layers = {mark.layer for mark in pack.phrases.find(list(tokens))}
    return little * _LITTLE >= len(tokens) or (
        Layer.EXIT in layers and bool(layers & {Layer.HEAD, Layer.ENTRY}) and little > 0
    )


def parse_lexicon(files: Mapping[str, str], own: Own = NONE) -> Lexicon:
    """Build the lexicon from files (path to text). Raises RuleError with path and line for a broken one.

    A file with [[entry]] tables is the gazetteer, one with [[list]] or [[plain]] tables holds words by
    language, one with `role` or [language] names of states, one with [[topic]] tables what agreements are
    about, one with [weight] tables what tells who acts; one with tables of languages holds their traits.
    `own`: words of an installation. They are no `heads`: the register joins stories as it did before.
    """
    paths = [path for path in sorted(files) if path.endswith(".toml") and not path.endswith(FILES)]
    tables = [read_table(path, files[path]) for path in paths]
    named = [own.table, *tables]
    gazetteer = rows(named)
    entries = {row.id: _entry(row) for row in gazetteer}
    states = StateNames(named)
    known: Terms = {}
    languages = by_language(tables)
    heads = _heads(languages.values())
    learn = partial(Vocabulary, gazetteer, heads)
    shared = Shared(files)
    packs = {}
    for lang, table in languages.items():
        fill = partial(_phrases, table, gazetteer, entries, states, own, shared, known)
        packs[lang] = Pack(table, shared, fill, learn, states.declines(lang))
    return Lexicon(packs, entries, heads, parse_weights(zip(paths, tables, strict=True)), Topics(tables))


def _heads(tables: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    terms: list[str] = []
    for table in tables:
        terms += [term for group in table.get("heads", {}).values() for term in group]
        terms += [*table.get("stop", ()), *table.get("function_words", ())]
    short = (
        term for term in terms if term.endswith("*") and " " not in term and _SHORT < len(term) <= STEM + 1
    )
    opens = frozenset(f"{word}*" for term in short for word in words(term))
    return opens.union(word for term in terms for word in words(term))


def _entry(row: Row) -> LexiconEntry:
    code, raw = "", row.raw
    collective = bool(raw.get("collective"))
    if row.kind == BODY and not collective:
        short = raw["id"].upper()
        code = (
            short
            if short in ORGANISATIONS or short in {term.lstrip("=") for term in row.names("en")}
            else raw["name"]
        )
    return LexiconEntry(
        row.id,
        raw["name"],
        row.kind,
        raw.get("subject", ""),
        raw.get("signed", ""),
        tuple(raw.get("parties", ())),
        code,
        collective,
        raw.get("body", ""),
        row.scope,
    )


def _meaning(group: str, value: str) -> Meaning:
    """What the terms of a list with a dot in its id mean."""
    layer, role = GROUPS[group]
    return Meaning(layer or Layer(value), "" if value == _NOTHING else value, value if role is None else role)


def _phrases(
    table: Mapping[str, Any],
    gazetteer: Sequence[Row],
    entries: Mapping[str, LexiconEntry],
    states: StateNames,
    own: Own,
    shared: Shared,
    read: Terms,
) -> Phrases:
    lang = table["lang"]
    phrases = Phrases(read=read)
    known: set[str] = set()

    def party(role: str, code: str, terms: Iterable[str], upper: bool = True) -> None:
        fresh = [term for term in terms if term.casefold() not in known]
        known.update(term.casefold() for term in fresh)
        phrases.add(fresh, Meaning(Layer.PARTY, code, role, upper))

    add_words(phrases, own, lang)
    for role, code, terms, upper in states.of(lang):
        party(role, code, terms, upper)
    for locale in locales_of(lang):
        for width in ("wide", "abbreviated"):
            for use in ("format", "stand-alone"):
                for number, name in locale.months.get(use, {}).get(width, {}).items():
                    if not name.isdigit() and (
                        len(name) > 2 or name[0].isdigit()
                    ):  # Chinese `9月`; no short form of two letters
                        phrases.add(spellings(lang, [name]), Meaning(Layer.DATE, f"{number:02d}", "month"))
        for use in ("format", "stand-alone"):
            for number, name in locale.days.get(use, {}).get("wide", {}).items():
                phrases.add(spellings(lang, [name]), Meaning(Layer.DATE, str(number), "weekday"))
    for group in GROUPS:
        for value, terms in table.get(group, {}).items():
            phrases.add(terms, _meaning(group, value))
        for name, ids in table[
            LIKE
        ].items():  # behind all lists of the group: what is written there goes before
            if name.startswith(f"{group}."):
                phrases.add(
                    shared.terms(lang, table["traits"], ids), _meaning(group, name.removeprefix(f"{group}."))
                )
    for row in gazetteer:
        layer = Layer.KIND if entries[row.id].is_kind else Layer.ENTRY
        for key in dict.fromkeys((lang, "en")):
            phrases.add(row.names(key), Meaning(layer, row.id))
        own_names = table.get("names", {}).get(row.id, ())
        phrases.add(own_names, Meaning(Layer.ENTRY, row.id))
        entry = entries[row.id]
        if entry.code and entry.code not in ORGANISATIONS:
            for terms in (*(row.names(key) for key in dict.fromkeys((lang, "en"))), own_names):
                party("organisation", entry.code, terms, upper=False)
    for term, ids in described(gazetteer, lang).items():
        phrases.add([term], Meaning(Layer.DESCRIPTION, ids))
    return phrases
