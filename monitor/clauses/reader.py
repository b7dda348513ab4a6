"""Splits a story into sentences and labels their words: predicates, agreements, parties and other classes.

Stories without a predicate near a target are rejected first, with one dictionary look-up for each word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from monitor.clauses.descriptions import entry_marks, resolve
from monitor.clauses.gate import Gate
from monitor.clauses.languages import Detect, Languages, StoryLanguage
from monitor.clauses.names import Names
from monitor.clauses.pairs import ACRONYM_SORT, JOINED, PairWeights
from monitor.clauses.patterns import LAYERS, Layer, Mark, Meaning, Patterns
from monitor.match.document import Document, Text
from monitor.model import Story
from monitor.query import Token, sentence_starts
from monitor.rules.entries import Pattern
from monitor.rules.traits import Traits
from monitor.rules.vocabulary import LOOKALIKE, Language, Vocabulary

JOINERS = ("after", "because", "when", "relative")  # classes of words that open a subordinate clause
LONGEST = 100_000  # characters that are read of a text without headline
_BREAK = re.compile(r"[,;:—–()]| - |[\"“”«»„]")
_ACRONYM = re.compile(r"\b[^\W\d_]{3,8}\b")
_TITLE_CASE = 0.7  # share of words with a capital above which a headline capitalises all its words
COMPOUND = "compound"  # kind of a mark: a word of which the vocabulary has the ending
ACRONYM = Meaning(Layer.ENTRY, "", ACRONYM_SORT)
_QUOTE = re.compile(r"[\"“”«»„]")


@dataclass(slots=True)
class Sentence:
    """The words of one sentence with their marks.

    `place`: t0 for the first sentence of the headline, s0, s1 ... in the summary, j for two that are joined.
    """

    field: str
    place: str
    tokens: list[Token]
    words: list[str]
    predicates: list[Mark]
    entries: list[Mark]
    parties: list[Mark]
    classes: dict[str, list[Mark]]
    breaks: frozenset[int]  # words behind a comma, a dash or a quotation mark
    question: bool
    quoted: bool
    traits: Traits
    names: frozenset[int] = frozenset()  # words with a capital, if the language capitalises only names
    acronyms: tuple[Mark, ...] = ()  # unknown names in capitals, which may be bodies
    descriptions: tuple[Mark, ...] = ()  # which may mean gazetteer entries
    split: int = 0  # of a joined sentence: the number of words of the headline

    def of(self, name: str) -> list[Mark]:
        """The marks of one class of words."""
        return self.classes.get(name, [])

    def near(self, name: str, low: int, high: int) -> bool:
        """True if a mark of this class is within the words low:high."""
        return any(mark.first >= low and mark.end <= high for mark in self.classes.get(name, ()))


@dataclass(slots=True)
class Reading:
    """The sentences of one story; `lang` is the language that it was read in."""

    lang: str
    sentences: list[Sentence] = field(default_factory=list)

    @property
    def has_actor(self) -> bool:
        """True if any sentence has a state, a government or a first person."""
        return any(
            sentence.parties or sentence.of("first-person") or sentence.of("state-noun")
            for sentence in self.sentences
        )


@dataclass(slots=True)
class _Pack:
    patterns: Patterns
    traits: Traits
    gate: Gate


class Reader:
    """Reads stories of the languages that have a vocabulary. Threads may share it.

    `weights` decide which stories are read; without weights, all that have a pair. `detect` gives the
    probable languages of a text.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        names: Names,
        weights: PairWeights | None = None,
        detect: Detect | None = None,
    ) -> None:
        self._weights = weights or PairWeights()
        self._packs: dict[str, _Pack] = {}
        self._vocabulary = vocabulary
        self._names = names
        self.languages = frozenset(vocabulary.languages)  # ISO 639 codes of the languages that can be read
        self._languages = Languages(
            {lang: names.little.get(lang, frozenset()) for lang in vocabulary.languages}, detect
        )

    def detect_language(self, story: Story, document: Document | None = None) -> StoryLanguage:
        """The language of a story, which may have no vocabulary.

        `document`: the words of the story, if they were already read.
        """
        return self._languages.detect(story, document)

    def language(self, story: Story, document: Document | None = None) -> str | None:
        """The language to read a story in; None if it has no vocabulary. Arguments as of
        `detect_language`.
        """
        lang = self.detect_language(story, document).lang
        return lang if lang in self.languages else None

    def read(
        self, story: Story, lang: str, document: Document | None = None, *, every: bool = False
    ) -> Reading | None:
        """The labelled sentences of headline and summary; None if no pair has enough weight.

        `lang` must be one of `languages`. `document`: the words of the story, if they were already read.
        `every`: read the story whatever its pairs.
        """
        if not story.title and (story.summary or story.body):
            return self._read_text(story, lang, every)
        document = document or Document(story.title, story.summary)
        title, summary = document.title, document.summary
        pack = self._pack(lang)
        if not every and not pack.gate.admits(title, summary):
            return None
        reading = Reading(lang, [*_sentences(title, pack), *_sentences(summary, pack)])
        self._resolve_descriptions(reading)
        return reading

    def _resolve_descriptions(self, reading: Reading) -> None:
        """Replaces descriptions by the gazetteer entry that they mean; an unknown body gets the class
        `body`.
        """
        named = {mark.value for sentence in reading.sentences for mark in sentence.entries}
        everywhere = {mark.value for sentence in reading.sentences for mark in sentence.parties}
        for sentence in reading.sentences:
            states = {mark.value for mark in sentence.parties} or everywhere
            for mark in sentence.descriptions:
                entries = resolve(mark, sentence.entries, named, states, self._names.scopes)
                if entries is not None:
                    sentence.entries = entries
                elif mark.kind == "body":
                    sentence.classes.setdefault("body", []).append(mark)

    def _read_text(self, story: Story, lang: str, every: bool) -> Reading | None:
        """Reads a story without headline: the first sentence of its summary, or body, takes its place."""
        name = "summary" if story.summary else "body"
        text = getattr(story, name)[:LONGEST]
        first = next((start for start in sentence_starts(text)[1:] if text[:start].strip()), len(text))
        spaces = " " * first  # keeps the offsets of the field
        reading = self.read(
            replace(story, title=text[:first] or " ", summary=spaces + text[first:], body=""),
            lang,
            every=every,
        )
        for sentence in () if reading is None else reading.sentences:
            sentence.field = name
        return reading

    def warm(self) -> None:
        """Builds the patterns of all languages, which else are built when first needed."""
        for lang in self.languages:
            self._pack(lang)

    def _pack(self, lang: str) -> _Pack:
        pack = self._packs.get(lang)
        if pack is None:
            pack = self._packs[lang] = _build(lang, self._vocabulary, self._names, self._weights)
        return pack


def _build(lang: str, vocabulary: Vocabulary, names: Names, weights: PairWeights) -> _Pack:
    language = vocabulary.language(lang)
    meanings = [*_meanings(language), *names.patterns(lang)]
    patterns = Patterns(language.traits.openers)
    for pattern, meaning in meanings:
        patterns.add(pattern, meaning)
    return _Pack(patterns, language.traits, Gate(meanings, weights, language.traits))


def _meanings(language: Language) -> Iterator[tuple[Pattern, Meaning]]:
    """The patterns of a language's vocabulary with their meanings."""
    capitals = "nouns" in language.traits.capitals
    for concept, pattern in language.predicates:
        upper = capitals and (concept.noun or pattern.capital)
        lower = capitals and not upper
        yield (
            pattern,
            Meaning(
                Layer.PREDICATE, concept.id, concept.kind, concept.noun, concept.of_subject, upper, lower
            ),
        )
    for name, pattern in language.words:
        kind = COMPOUND if pattern.tail else ""
        yield pattern, Meaning(Layer.WORD, name, kind, upper=capitals and pattern.capital)


def _sentences(text: Text, pack: _Pack) -> list[Sentence]:
    return [
        _sentence(text.name, f"{text.name[0]}{min(number, 2)}", text.tokens[low:high], text.text, pack)
        for number, (low, high) in enumerate(text.sentences)
    ]


def _sentence(name: str, place: str, tokens: list[Token], text: str, pack: _Pack) -> Sentence:
    folded = [token.text for token in tokens]
    layers: dict[Layer, list[Mark]] = {layer: [] for layer in LAYERS}
    classes: dict[str, list[Mark]] = {}
    for mark in pack.patterns.find(folded, tokens):
        layers[mark.meaning.layer].append(mark)
        if mark.meaning.layer is Layer.WORD and not _is_month(mark, tokens):
            classes.setdefault(mark.value, []).append(mark)
    names = _named(tokens)
    gaps = ((at, tokens[at - 1].end, tokens[at].start) for at in range(1, len(tokens)))
    breaks = {at for at, start, end in gaps if text[start:end] != " " and _BREAK.search(text, start, end)}
    around = text[max(0, tokens[0].start - 1) : tokens[-1].end + 2]
    return Sentence(
        field=name,
        place=place,
        tokens=tokens,
        words=folded,
        predicates=[mark for mark in layers[Layer.PREDICATE] if mark.kind != LOOKALIKE],
        entries=entry_marks(layers[Layer.ENTRY], layers[Layer.KIND]),
        parties=layers[Layer.PARTY],
        classes=classes,
        breaks=frozenset(breaks),
        question="?" in around,
        quoted=bool(_QUOTE.search(around)),
        traits=pack.traits,
        names=frozenset() if "nouns" in pack.traits.capitals else names,
        acronyms=_acronyms(
            tokens, names, [*layers[Layer.PARTY], *layers[Layer.ENTRY], *layers[Layer.DESCRIPTION]]
        ),
        descriptions=tuple(layers[Layer.DESCRIPTION]),
    )


def _is_month(mark: Mark, tokens: list[Token]) -> bool:
    """True for a word of doubt that is the name of a month: `in May 2026`, `on 3 May`."""
    if mark.value != "hypothesis" or mark.end - mark.first > 1 or not mark.first:
        return False
    beside = (mark.first - 1, mark.end)
    has_number = any(tokens[at].text[0].isdigit() for at in beside if at < len(tokens))
    return has_number and tokens[mark.first].raw[0].isupper()


def _named(tokens: list[Token]) -> frozenset[int]:
    """The words with a capital inside a sentence; none if a headline capitalises all its words."""
    upper = [at for at, token in enumerate(tokens) if token.raw[0].isupper()]
    if len(upper) > _TITLE_CASE * len(tokens):
        return frozenset()
    return frozenset(at for at in upper if at)


def _acronyms(tokens: list[Token], names: frozenset[int], known: list[Mark]) -> tuple[Mark, ...]:
    taken = {at for mark in known for at in range(mark.first, mark.end)}
    unknown = (
        at
        for at, token in enumerate(tokens)
        if at not in taken and token.raw.isupper() and _ACRONYM.fullmatch(token.raw)
    )
    return tuple(
        Mark(at, at + 1, ACRONYM) for at in unknown if names or sum(map(str.isupper, tokens[at].raw)) > 2
    )


def joined(first: Sentence, second: Sentence) -> Sentence:
    """Headline and first sentence of the summary as one, for stories that name the party in one of them and
    the agreement in the other.
    """
    shift = len(first.words)

    def moved(marks: list[Mark]) -> list[Mark]:
        return [Mark(mark.first + shift, mark.end + shift, mark.meaning, mark.governs) for mark in marks]

    classes: dict[str, list[Mark]] = {name: list(marks) for name, marks in first.classes.items()}
    for name, marks in second.classes.items():
        classes.setdefault(name, []).extend(moved(marks))
    return Sentence(
        field="joined",
        place=JOINED,
        tokens=[*first.tokens, *second.tokens],
        words=[*first.words, *second.words],
        predicates=[*first.predicates, *moved(second.predicates)],
        entries=[*first.entries, *moved(second.entries)],
        parties=[*first.parties, *moved(second.parties)],
        classes=classes,
        breaks=first.breaks | {shift} | {at + shift for at in second.breaks},
        question=first.question,
        quoted=first.quoted or second.quoted,
        traits=first.traits,
        names=first.names | {at + shift for at in second.names},
        acronyms=(*first.acronyms, *moved(list(second.acronyms))),
        split=shift,
    )
