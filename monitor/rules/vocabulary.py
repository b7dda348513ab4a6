"""The vocabulary: texts of rules/vocabulary/ in, one frozen `Vocabulary` out.

Tables hold a concept or a class of words a row and a language a column. A cell holds entries: a lemma with what it governs, in the
notation of rules/vocabulary/README.md. Which forms a lemma has stands in forms/LANG.txt, made once by `make forms`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from monitor.errors import RuleError
from monitor.query import fold, words
from monitor.tables import read_table

GAP = 3  # words that may stand at a `+`
FAR = 12  # words between a separable verb and its particle
CLASSES = frozenset({"leave", "end", "suspend", "lapse", "state", "notify", "return", "breach"})
NONE = "none: "  # a cell that says why the language has no such word


@dataclass(frozen=True, slots=True)
class Slot:
    """One word of a pattern: any of these folded words, or one that begins with any of these; `gap` other words may stand before it."""

    words: frozenset[str]
    begins: tuple[str, ...] = ()
    gap: int = 0

    def fits(self, word: str) -> bool:
        """True if the folded word may stand here."""
        return word in self.words or (bool(self.begins) and word.startswith(self.begins))


@dataclass(frozen=True, slots=True)
class Pattern:
    """The words of one entry. `tail`: the first word only has to end like this; `capital`: the entry begins with a capital."""

    first: Slot
    rest: tuple[Slot, ...] = ()
    governs: tuple[tuple[str, ...], ...] = ()
    tail: str = ""
    capital: bool = False

    def holds(self, word: str) -> bool:
        """True if the folded word fits one of the places."""
        return any(slot.fits(word) for slot in (self.first, *self.rest)) or (bool(self.tail) and word.endswith(self.tail))

    @property
    def shown(self) -> str:
        """The pattern for readers: the forms of each place in brackets, + where words may stand between."""
        places = [f"*{self.tail}"] if self.tail else []
        for slot in () if self.tail else (self.first, *self.rest):
            forms = " ".join([*sorted(slot.words), *(f"{start}*" for start in slot.begins)])
            places.append(("+ " if slot.gap else "") + (f"[{forms}]" if " " in forms else forms))
        led = ", ".join(" ".join(words) for words in self.governs)
        return " ".join(places) + (f" > {led}" if led else "")


@dataclass(frozen=True, slots=True)
class Concept:
    """A row of predicates.toml. `kind` is one of `CLASSES`; `of_subject`: what ends stands as the subject; `noun`: a noun of ending."""

    id: str
    kind: str
    of_subject: bool
    noun: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Words of an installation: for a concept, or (None) the class of words `id`; terms by language, and the file they stand in."""

    id: str
    concept: Concept | None
    cells: Mapping[str, tuple[str, ...]]
    path: str


@dataclass(frozen=True, slots=True)
class Traits:
    """What the analysis needs to know of a language; all words folded. `endings`: form of a verb and the ends of words that tell it."""

    prepositions: frozenset[str]
    indefinite: frozenset[str]
    definite: frozenset[str]
    endings: tuple[tuple[str, tuple[str, ...]], ...]
    verb_last: frozenset[str] = frozenset()  # forms that stand behind what they govern; `always` for all
    capitals: frozenset[str] = frozenset()  # what has a capital beside names: `nouns` in German
    possessive: frozenset[str] = frozenset()  # words that make what follows a noun: the `s` of `Peru's`
    modifiers: str = "behind"  # where what qualifies a noun stands; `before` in `tax treaty`

    def stands_last(self, form: str) -> bool:
        """True if a verb of this form stands behind its object in this language."""
        return form in self.verb_last or "always" in self.verb_last

    def is_function(self, word: str) -> bool:
        """True for a preposition or an article."""
        return word in self.prepositions or word in self.definite or word in self.indefinite

    def form(self, word: str) -> str:
        """The form of a folded verb by its ending: present, past, participle, infinitive ...; `base` when no ending tells."""
        return next((form for form, ends in self.endings if word.endswith(ends)), "base")


@dataclass(frozen=True, slots=True)
class Language:
    """The columns of one language."""

    lang: str
    traits: Traits
    predicates: tuple[tuple[Concept, Pattern], ...]
    words: tuple[tuple[str, Pattern], ...]  # class of words, pattern


@dataclass(frozen=True, slots=True)
class Use:
    """Where a word stands in the vocabulary: a row of one language, the pattern as words (alternatives in brackets), and its file."""

    lang: str
    row: str
    kind: str
    pattern: str
    file: str = ""  # of an installation


class Vocabulary:
    """All languages. A language is compiled when it is first asked for; that every cell is filled is checked at once.

    `fingerprint` changes with any text of the vocabulary. `own` words go before packaged ones; they are taken as they are written.
    """

    def __init__(
        self, tables: Mapping[str, Mapping[str, Any]], forms: Mapping[str, str], fingerprint: str = "", own: Iterable[Words] = ()
    ) -> None:
        self.fingerprint = fingerprint
        self._own = tuple(own)
        self._files: dict[tuple[str, str, Pattern], str] = {}
        self._tables = tables
        self._forms = forms
        self._traits = {lang: raw for table in tables.values() for lang, raw in table.items() if isinstance(raw, dict)}
        self._languages: dict[str, Language] = {}
        for path, table in tables.items():
            for row in table.get("concept", ()):
                concept_of(path, row)
            for row in [*table.get("concept", ()), *table.get("class", ())]:
                for lang in self._traits:
                    _cell(path, row, lang)

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639 codes, in alphabetical order."""
        return tuple(sorted(self._traits))

    def rows(self, sort: str) -> frozenset[str]:
        """The ids of all rows of a sort: `concept` or `class`."""
        own = {words.id for words in self._own if (words.concept is not None) == (sort == "concept")}
        return frozenset(row["id"] for table in self._tables.values() for row in table.get(sort, ())) | own

    def language(self, lang: str) -> Language:
        """The columns of a language. Raises RuleError for a broken entry, KeyError for a language that is not covered."""
        if lang not in self._languages:
            self._languages[lang] = self._compiled(lang, _traits(self._traits[lang]))
        return self._languages[lang]

    def uses(self, word: str = "", lang: str | None = None) -> list[Use]:
        """The patterns in which a word stands, in one language or in all; without a word, those of an installation."""
        folded = fold(word)
        found = []
        for code in [lang] if lang else self.languages:
            language = self.language(code)
            rows = [(concept.id, concept.kind, pattern) for concept, pattern in language.predicates]
            rows += [(name, "word", pattern) for name, pattern in language.words]
            for row, kind, pattern in rows:
                file = self._files.get((code, row, pattern), "")
                if pattern.holds(folded) if word else file:
                    found.append(Use(code, row, kind, pattern.shown, file))
        return found

    def _compiled(self, lang: str, traits: Traits) -> Language:
        forms = read_forms(self._forms.get(lang, ""))
        last = "infinitive" in traits.verb_last
        predicates: list[tuple[Concept, Pattern]] = []
        classes: list[tuple[str, Pattern]] = []
        for own in self._own:
            for pattern in (pattern for entry in own.cells.get(lang, ()) for pattern in compile_entry(entry, {}, last)):
                self._files[lang, own.id, pattern] = own.path
                if own.concept is None:
                    classes.append((own.id, pattern))
                else:
                    predicates.append((own.concept, pattern))
        for path, table in self._tables.items():
            for row in table.get("concept", ()):
                concept = concept_of(path, row)
                predicates += [
                    (concept, pattern) for entry in _cell(path, row, lang) for pattern in _compile(path, row, entry, forms, last)
                ]
            for row in table.get("class", ()):
                known = forms if row.get("inflects", True) else {}
                classes += [(row["id"], pattern) for entry in _cell(path, row, lang) for pattern in _compile(path, row, entry, known, last)]
        return Language(lang, traits, tuple(predicates), tuple(classes))


def fingerprint_of(files: Mapping[str, str]) -> str:
    """A short hash of the texts of a vocabulary, whatever their folder is called."""
    named = sorted((path.replace("\\", "/").rpartition("/")[2], text) for path, text in files.items())
    return blake2b(repr(named).encode("utf-8", "replace"), digest_size=8).hexdigest()


def parse_vocabulary(files: Mapping[str, str], fingerprint: str = "", own: Iterable[Words] = ()) -> Vocabulary:
    """Reads the vocabulary from its files (path to text). Raises RuleError with path and place for a broken table."""
    named = {path: path.replace("\\", "/").rpartition("/")[2] for path in sorted(files)}
    tables = {path: read_table(path, files[path]) for path, name in named.items() if name.endswith(".toml")}
    forms = {name.removesuffix(".txt"): files[path] for path, name in named.items() if name.endswith(".txt")}
    return Vocabulary(tables, forms, fingerprint, own)


def read_forms(text: str) -> dict[str, frozenset[str]]:
    """forms/LANG.txt: a line a lemma, its folded forms behind it, separated by spaces; # begins a comment."""
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {lemma: frozenset(others) for lemma, *others in lines}


def lemmas(files: Mapping[str, str]) -> dict[str, set[str]]:
    """By language, the words of the tables whose forms are needed: what `make forms` writes out."""
    needed: dict[str, set[str]] = {}
    for path, text in files.items():
        table = read_table(path, text)
        for row in [*table.get("concept", ()), *table.get("class", ())]:
            for lang, cell in row.items():
                if isinstance(cell, list) and row.get("inflects", True):
                    needed.setdefault(lang, set()).update(word for entry in cell for word in _inflected(entry))
    return needed


def compile_entry(entry: str, forms: Mapping[str, frozenset[str]], verb_last: bool = False) -> tuple[Pattern, ...]:
    """The patterns of one entry of a cell. Raises ValueError for one without a word.

    `verb_last`: a phrase whose verb is marked and stands last also has it first, far from the others (`setzt ... außer Kraft`).
    """
    body, _, government = entry.partition(">")
    governs = tuple(tuple(words(part)) for part in government.split(",") if part.strip())
    parts = body.split()
    if not parts or not words(body):
        raise ValueError("an entry needs a word")
    capital = parts[0].lstrip("~")[0].isupper()
    if parts[0].startswith("*"):
        return (Pattern(Slot(frozenset()), governs=governs, tail=fold(parts[0][1:]), capital=capital),)
    if "|" in parts[0]:
        return tuple(_separable(parts[0], governs, forms))
    marked = any(part.startswith("~") for part in parts)
    slots: list[Slot] = []
    gap = 0
    for position, part in enumerate(parts):
        if part == "+":
            gap = GAP
            continue
        inflects = part.startswith("~") or (not marked and position == 0)
        for slot in _slots(part.lstrip("~"), inflects, forms):
            slots.append(Slot(slot.words, slot.begins, gap))
            gap = 0
    whole = Pattern(slots[0], tuple(slots[1:]), governs, capital=capital)
    if not (verb_last and len(slots) > 1 and parts[-1].startswith("~") and sum(part.startswith("~") for part in parts) == 1):
        return (whole,)
    others = (Slot(slots[0].words, slots[0].begins, FAR), *slots[1:-1])
    return whole, Pattern(_finite(slots[-1].words), others, governs)


def _finite(forms: frozenset[str]) -> Slot:
    """The forms of a verb that may stand before what belongs to it: no participle."""
    return Slot(frozenset(form for form in forms if not form.startswith("ge")) or forms)


def _slots(part: str, inflects: bool, forms: Mapping[str, frozenset[str]]) -> Iterator[Slot]:
    found = words(part)
    for position, word in enumerate(found):
        if part.endswith("*") and position == len(found) - 1:
            yield Slot(frozenset(), (word,))
        elif inflects and len(found) == 1:
            yield Slot(forms.get(part, frozenset()) | {word})
        else:
            yield Slot(frozenset({word}))


def _separable(part: str, governs: tuple[tuple[str, ...], ...], forms: Mapping[str, frozenset[str]]) -> Iterator[Pattern]:
    """`aus|treten`: `austreten` and its forms as one word, and the forms of `treten` with `aus` behind them."""
    particle, _, verb = part.partition("|")
    whole = particle + verb
    start = fold(particle)
    yield Pattern(Slot(frozenset(form for form in forms.get(whole, ()) if form.startswith(start)) | {fold(whole)}), governs=governs)
    yield Pattern(_finite(forms.get(verb, frozenset()) | {fold(verb)}), (Slot(frozenset({start}), gap=FAR),), governs)


def _inflected(entry: str) -> Iterator[str]:
    parts = entry.partition(">")[0].split()
    marked = any(part.startswith("~") for part in parts)
    for position, part in enumerate(parts):
        if part.startswith("*") or part.endswith("*") or part == "+":
            continue
        if "|" in part:
            particle, _, verb = part.partition("|")
            yield from (particle + verb, verb)
        elif (part.startswith("~") or (not marked and position == 0)) and len(words(part.lstrip("~"))) == 1:
            yield part.lstrip("~")


def _compile(path: str, row: Mapping[str, Any], entry: object, forms: Mapping[str, frozenset[str]], verb_last: bool) -> tuple[Pattern, ...]:
    try:
        return compile_entry(str(entry), forms, verb_last)
    except ValueError as error:
        raise RuleError(f"row {row['id']}: {error}: {entry!r}", path=path, hint="Write a lemma, and what it governs behind >.") from None


def _cell(path: str, row: Mapping[str, Any], lang: str) -> Iterable[str]:
    """The entries of a cell; none where it says so with a reason. Raises RuleError for an empty or missing one."""
    cell = row.get(lang)
    if isinstance(cell, str) and cell.startswith(NONE) and cell[len(NONE) :].strip():
        return ()
    if not isinstance(cell, list) or not cell:
        hint = f'Fill it, or say "{NONE}" and why the language has no such word.'
        raise RuleError(f"row {row.get('id', '?')}: the cell of {lang} is empty", path=path, hint=hint)
    return cell


def concept_of(path: str, row: Mapping[str, Any]) -> Concept:
    """The concept of a row. Raises RuleError for an unknown class."""
    if row.get("class") not in CLASSES:
        hint = f"One of {', '.join(sorted(CLASSES))}."
        raise RuleError(f"row {row.get('id', '?')}: the class {row.get('class')!r} is unknown", path=path, hint=hint)
    return Concept(row["id"], row["class"], row.get("target") == "subject", bool(row.get("noun")))


def _traits(raw: Mapping[str, Any]) -> Traits:
    folded = {name: frozenset(word for term in raw[name] for word in words(term)) for name in ("prepositions", "indefinite", "definite")}
    endings = tuple((form, tuple(fold(end) for end in ends)) for form, ends in raw["endings"])
    lists = {name: frozenset(raw.get(name, ())) for name in ("verb_last", "capitals", "possessive")}
    return Traits(endings=endings, modifiers=raw.get("modifiers", "behind"), **folded, **lists)
