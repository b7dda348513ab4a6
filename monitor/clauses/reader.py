"""A story as sentences of marked words.

Stories in which no word of leaving stands near an agreement leave after one look-up a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from monitor.clauses.described import entry_marks, settled
from monitor.clauses.gate import ACRONYM_SORT, JOINED_WINDOW, TARGETS, WINDOW, Gate, PairWeights
from monitor.clauses.languages import Detect, Languages, Told
from monitor.clauses.names import Names
from monitor.clauses.patterns import LAYERS, Layer, Mark, Meaning, Patterns
from monitor.model import Story
from monitor.query import Token, sentence_starts, tokenize, words
from monitor.rules.entries import Pattern
from monitor.rules.traits import Traits
from monitor.rules.vocabulary import LOOKALIKE, Language, Vocabulary

JOINERS = ("after", "because", "when", "relative")  # classes of words that open a subordinate clause
LONGEST = 100_000  # characters that are read of a text
_BREAK = re.compile(r"[,;:—–()]| - |[\"“”«»„]")
_ACRONYM = re.compile(r"\b[^\W\d_]{3,8}\b")
_TITLE_CASE = 0.7  # share of words with a capital from which a capital tells nothing
COMPOUND = "compound"  # kind of a word whose end the vocabulary knows
ACRONYM = Meaning(Layer.ENTRY, "", ACRONYM_SORT)
_QUOTE = re.compile(r"[\"“”«»„]")


@dataclass(slots=True)
class Sentence:
    """The words of one sentence with their marks.

    `place`: t0 for the headline's first sentence, s0, s1 ... in the summary, j joined.
    """

    field: str
    place: str
    tokens: list[Token]
    words: list[str]
    predicates: list[Mark]
    entries: list[Mark]
    parties: list[Mark]
    classes: dict[str, list[Mark]]
    breaks: frozenset[int]  # words before which a comma, a dash or a quotation mark stands
    question: bool
    quoted: bool
    traits: Traits
    names: frozenset[int] = frozenset()  # words with a capital that only names have
    acronyms: tuple[Mark, ...] = ()  # unknown names in capitals, which may be bodies
    descriptions: tuple[Mark, ...] = ()  # that may mean entries of the gazetteer
    split: int = 0  # of a joined sentence: its words before this one stand in the headline

    def of(self, name: str) -> list[Mark]:
        """The marks of one class of words."""
        return self.classes.get(name, [])

    def near(self, name: str, low: int, high: int) -> bool:
        """True if a mark of this class lies within words low:high."""
        return any(mark.first >= low and mark.end <= high for mark in self.classes.get(name, ()))


@dataclass(slots=True)
class Reading:
    """The sentences of one story that was worth reading; `lang` is the language it was read in."""

    lang: str
    sentences: list[Sentence] = field(default_factory=list)

    @property
    def has_actor(self) -> bool:
        """True if a state, a government or a first person stands anywhere."""
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
    """Reads stories of the languages it knows. Built once; safe to share between threads that only read.

    `weights` say which stories are worth it; without them all are that hold a pair. `detect` tells the
    language of a text.
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
        self._told = Languages(
            {lang: names.little.get(lang, frozenset()) for lang in vocabulary.languages}, detect
        )

    def tell(self, story: Story, known: Mapping[str, list[str]] | None = None) -> Told:
        """The language that a story is in, which may be one that cannot be read.

        `known` are its folded words by field.
        """
        return self._told.tell(story, known)

    def language(self, story: Story, known: Mapping[str, list[str]] | None = None) -> str | None:
        """The language to read a story in; None for one that is not covered. `known` as in `tell`."""
        lang = self.tell(story, known).lang
        return lang if lang in self.languages else None

    def read(
        self, story: Story, lang: str, known: Mapping[str, list[str]] | None = None, *, every: bool = False
    ) -> Reading | None:
        """The marked sentences of headline and summary; None when no word of leaving and what may be an
        agreement make a pair worth it.

        `lang` must be one of `languages`; `known` are the folded words by field, where somebody has them;
        `every`: read it in any case.
        """
        if not story.title and (story.summary or story.body):
            return self._read_text(story, lang, every)
        pack = self._pack(lang)
        words_of = {
            name: known.get(name, []) if known is not None else words(getattr(story, name))
            for name in ("title", "summary")
        }
        if not every and not pack.gate.admits(
            story.title, story.summary, words_of["title"], words_of["summary"]
        ):
            return None
        reading = Reading(lang)
        for name in ("title", "summary"):
            reading.sentences += _sentences(name, getattr(story, name), pack)
        self._settle_descriptions(reading)
        return reading

    def _settle_descriptions(self, reading: Reading) -> None:
        """Makes entries of the descriptions that can mean only one; a body that stays unknown is a body."""
        named = {mark.value for sentence in reading.sentences for mark in sentence.entries}
        everywhere = {mark.value for sentence in reading.sentences for mark in sentence.parties}
        for sentence in reading.sentences:
            states = {mark.value for mark in sentence.parties} or everywhere
            for mark in sentence.descriptions:
                entries = settled(mark, sentence.entries, named, states, self._names.scopes)
                if entries is not None:
                    sentence.entries = entries
                elif mark.kind == "body":
                    sentence.classes.setdefault("body", []).append(mark)

    def _read_text(self, story: Story, lang: str, every: bool) -> Reading | None:
        """A story without headline: the first sentence of its summary, else of its body, is read as one."""
        name = "summary" if story.summary else "body"
        text = getattr(story, name)[:LONGEST]
        first = next((start for start in sentence_starts(text)[1:] if text[:start].strip()), len(text))
        spaces = " " * first  # so that offsets stay those of the field
        reading = self.read(
            replace(story, title=text[:first] or " ", summary=spaces + text[first:], body=""),
            lang,
            every=every,
        )
        for sentence in () if reading is None else reading.sentences:
            sentence.field = name
        return reading

    def warm(self) -> None:
        """Make the patterns of all languages now."""
        for lang in self.languages:
            self._pack(lang)

    def _pack(self, lang: str) -> _Pack:
        pack = self._packs.get(lang)
        if pack is None:
            pack = self._packs[lang] = _build(lang, self._vocabulary, self._names, self._weights)
        return pack


def _build(lang: str, vocabulary: Vocabulary, names: Names, weights: PairWeights) -> _Pack:
    language = vocabulary.language(lang)
    known = [*_meanings(language), *names.patterns(lang)]
    patterns = Patterns(language.traits.openers)
    for pattern, meaning in known:
        patterns.add(pattern, meaning)
    return _Pack(patterns, language.traits, Gate(known, weights, language.traits))


def _meanings(language: Language) -> Iterator[tuple[Pattern, Meaning]]:
    """The patterns of a language's vocabulary."""
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


def _sentences(name: str, text: str, pack: _Pack) -> list[Sentence]:
    tokens = tokenize(text)
    parts: dict[int, list[Token]] = {}
    for token in tokens:
        parts.setdefault(token.sentence, []).append(token)
    return [
        _sentence(name, f"{name[0]}{min(number, 2)}", part, text, pack)
        for number, part in enumerate(parts.values())
    ]


def _sentence(name: str, place: str, tokens: list[Token], text: str, pack: _Pack) -> Sentence:
    folded = [token.text for token in tokens]
    layers: dict[Layer, list[Mark]] = {layer: [] for layer in LAYERS}
    classes: dict[str, list[Mark]] = {}
    for mark in pack.patterns.find(folded, tokens):
        layers[mark.meaning.layer].append(mark)
        if mark.meaning.layer is Layer.WORD:
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


def _named(tokens: list[Token]) -> frozenset[int]:
    """The words with a capital inside a sentence; none in a headline that capitalises its words."""
    upper = [at for at, token in enumerate(tokens) if token.raw[0].isupper()]
    if len(upper) > _TITLE_CASE * len(tokens):
        return frozenset()
    return frozenset(at for at in upper if at)


def _acronyms(tokens: list[Token], names: frozenset[int], known: list[Mark]) -> tuple[Mark, ...]:
    taken = {at for mark in known for at in range(mark.first, mark.end)}
    found = (
        at
        for at, token in enumerate(tokens)
        if at not in taken and token.raw.isupper() and _ACRONYM.fullmatch(token.raw)
    )
    return tuple(
        Mark(at, at + 1, ACRONYM) for at in found if names or sum(map(str.isupper, tokens[at].raw)) > 2
    )


def joined(first: Sentence, second: Sentence) -> Sentence:
    """Headline and first sentence of the summary as one, for stories that say who in the one and what in the
    other.
    """
    shift = len(first.words)

    def moved(marks: list[Mark]) -> list[Mark]:
        return [Mark(mark.first + shift, mark.end + shift, mark.meaning, mark.governs) for mark in marks]

    classes: dict[str, list[Mark]] = {name: list(marks) for name, marks in first.classes.items()}
    for name, marks in second.classes.items():
        classes.setdefault(name, []).extend(moved(marks))
    return Sentence(
        field="joined",
        place="j",
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


__all__ = ["JOINED_WINDOW", "JOINERS", "TARGETS", "WINDOW", "Reader", "Reading", "Sentence", "joined"]
