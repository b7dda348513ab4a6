"""Reads the texts of rules/vocabulary, rules/names and the gazetteer into a `Lexicon`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from monitor.extract.lexicon import ORGANISATIONS, Lexicon, LexiconEntry, Pack
from monitor.extract.official_titles import OfficialTitles
from monitor.extract.own_words import FILES, Shared, add_words
from monitor.extract.phrases import Layer, Meaning, Phrases, Terms
from monitor.extract.resemble import Vocabulary
from monitor.extract.weights import parse_weights
from monitor.query import words
from monitor.query.stems import STEM
from monitor.rules.columns import LIKE, by_language
from monitor.rules.gazetteer import BODY, GazetteerRow, described, rows
from monitor.rules.names import StateNames, locales_of
from monitor.rules.notice_words import notice_words
from monitor.rules.own_values import NONE, Own
from monitor.rules.scripts import spellings
from monitor.rules.topics import Topics
from monitor.tables import read_table

_SHORT = 4  # letters of a head with an open ending that is no other word's beginning
_NOTHING = "none"  # value of terms that hold a word of their group without its meaning: `ruling party`
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


def parse_lexicon(files: Mapping[str, str], own: Own = NONE) -> Lexicon:
    """Build the lexicon from files (path -> text). Raises RuleError with path and line for a broken one.

    A file with [[entry]] tables is the gazetteer, one with [[list]] or [[plain]] tables holds words by
    language, one with `role` or [language] names of states, one with [[topic]] tables topics of agreements,
    one with [weight] tables the weights of subjects, one with [[dossier]] tables official titles, one with
    [[notice]] tables words of depositaries' notices; one with tables of languages holds their traits.
    `own`: words of an installation. They are no `heads`, so that the register joins stories as before.
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
    weights = parse_weights(zip(paths, tables, strict=True))
    topics, titles, notices = Topics(tables), OfficialTitles(tables), notice_words([*tables, own.table])
    return Lexicon(packs, entries, heads, weights, topics, titles, notices)


def _heads(tables: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The words that any agreement's name may have, of all languages; * for an open ending."""
    terms: list[str] = []
    for table in tables:
        terms += [term for group in table.get("heads", {}).values() for term in group]
        terms += [*table.get("stop", ()), *table.get("function_words", ())]
    short = [
        term for term in terms if term.endswith("*") and " " not in term and _SHORT < len(term) <= STEM + 1
    ]
    opens = frozenset(f"{word}*" for term in short for word in words(term))
    return opens.union(word for term in terms for word in words(term))


def _entry(row: GazetteerRow) -> LexiconEntry:
    """A row of the gazetteer as an entry. The code of an organisation is its acronym, else its name."""
    code, raw = "", row.raw
    collective = bool(raw.get("collective"))
    if row.kind == BODY and not collective:
        acronym = raw["id"].upper()
        is_used = acronym in ORGANISATIONS or acronym in {term.lstrip("=") for term in row.names("en")}
        code = acronym if is_used else raw["name"]
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
    """The meaning of the terms of a list `group.value`."""
    layer, role = GROUPS[group]
    return Meaning(layer or Layer(value), "" if value == _NOTHING else value, value if role is None else role)


def _phrases(
    table: Mapping[str, Any],
    gazetteer: Sequence[GazetteerRow],
    entries: Mapping[str, LexiconEntry],
    states: StateNames,
    own: Own,
    shared: Shared,
    read: Terms,
) -> Phrases:
    """The phrases of one language. Of phrases that fit the same words, those added first lead."""
    lang = table["lang"]
    phrases = Phrases(read=read)
    parties = _Parties(phrases)
    add_words(phrases, own, lang)
    for role, code, terms, upper in states.of(lang):
        parties.add(role, code, terms, upper=upper)
    _add_calendar(phrases, lang)
    _add_groups(phrases, table, shared)
    for row in gazetteer:
        _add_entry(phrases, parties, row, entries[row.id], table)
    for term, ids in described(gazetteer, lang).items():
        phrases.add([term], Meaning(Layer.DESCRIPTION, ids))
    return phrases


@dataclass(slots=True)
class _Parties:
    """Adds the names of parties to the phrases; the first meaning of a name counts."""

    phrases: Phrases
    known: set[str] = field(default_factory=set)  # the names that were added, without capitals

    def add(self, role: str, code: str, terms: Iterable[str], *, upper: bool) -> None:
        """Add the names of a party. `upper`: only where a word has a capital."""
        fresh = [term for term in terms if term.casefold() not in self.known]
        self.known.update(term.casefold() for term in fresh)
        self.phrases.add(fresh, Meaning(Layer.PARTY, code, role, upper))


def _add_calendar(phrases: Phrases, lang: str) -> None:
    """Add the names of months and weekdays."""
    for locale in locales_of(lang):
        for width in ("wide", "abbreviated"):
            for use in ("format", "stand-alone"):
                for number, name in locale.months.get(use, {}).get(width, {}).items():
                    if _is_month(name):
                        phrases.add(spellings(lang, [name]), Meaning(Layer.DATE, f"{number:02d}", "month"))
        for use in ("format", "stand-alone"):
            for number, name in locale.days.get(use, {}).get("wide", {}).items():
                phrases.add(spellings(lang, [name]), Meaning(Layer.DATE, str(number), "weekday"))


def _is_month(name: str) -> bool:
    """True for a name of a month that is no number and no short form of two letters; also Chinese `9月`."""
    return not name.isdigit() and (len(name) > 2 or name[0].isdigit())


def _add_groups(phrases: Phrases, table: Mapping[str, Any], shared: Shared) -> None:
    """Add the lists of each group, and behind them the rows that they are `like`."""
    for group in GROUPS:
        for value, terms in table.get(group, {}).items():
            phrases.add(terms, _meaning(group, value))
        for name, ids in table[LIKE].items():
            if name.startswith(f"{group}."):
                terms = shared.terms(table["lang"], table["traits"], ids)
                phrases.add(terms, _meaning(group, name.removeprefix(f"{group}.")))


def _add_entry(
    phrases: Phrases, parties: _Parties, row: GazetteerRow, entry: LexiconEntry, table: Mapping[str, Any]
) -> None:
    """Add the names of an entry of the gazetteer in the language of the table and in English; an organisation
    is a party too.
    """
    layer = Layer.KIND if entry.is_kind else Layer.ENTRY
    names = [row.names(lang) for lang in dict.fromkeys((table["lang"], "en"))]
    for terms in names:
        phrases.add(terms, Meaning(layer, row.id))
    own_names = table.get("names", {}).get(row.id, ())
    phrases.add(own_names, Meaning(Layer.ENTRY, row.id))
    if entry.code and entry.code not in ORGANISATIONS:
        for terms in (*names, own_names):
            parties.add("organisation", entry.code, terms, upper=False)
