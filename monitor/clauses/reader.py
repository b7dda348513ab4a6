"""A story as sentences of marked words. Stories in which no word of leaving stands near an agreement leave after one look-up a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from monitor.clauses.described import entry_marks, settle
from monitor.clauses.names import Names
from monitor.clauses.patterns import Layer, Mark, Meaning, Patterns, end_of
from monitor.model import Story
from monitor.query import Token, offsets, sentence_starts, tokenize, words
from monitor.rules.vocabulary import Pattern, Slot, Traits, Vocabulary

TARGETS = ("treaty", "deal", "body", "membership")  # classes of words that may be what is left, when no entry names it
JOINERS = ("after", "because", "when", "relative")  # classes of words that open a subordinate clause
_LEAVING = frozenset({"leave", "state", "notify"})  # kinds of predicates that a body takes
_CACHED = 1 << 16  # words
LONGEST = 100_000  # characters that are read of a text
WINDOW = 12  # words between predicate and target in one sentence
JOINED_WINDOW = 20  # between those of headline and first sentence
_REACH = 24  # words between the beginnings of a predicate and a target that may be a pair
_CYRILLIC = re.compile("[\u0400-\u052f]")
_CYRILLIC_LANGUAGES = frozenset({"ru", "uk"})
_BREAK = re.compile(r"[,;:—–()]| - |[\"“”«»„]")
_ACRONYM = re.compile(r"\b[^\W\d_]{3,8}\b")
_LETTERS = re.compile("[^\\W\\d_\u02bb\u02bc]{3,}")  # apostrophes that are letters to Unicode end a word
_TITLE_CASE = 0.7  # share of words with a capital from which a capital tells nothing
COMPOUND = "compound"  # kind of a word whose end the vocabulary knows
ACRONYM = Meaning(Layer.ENTRY, "", "acronym")
_QUOTE = re.compile(r"[\"“”«»„]")


@dataclass(slots=True)
class Sentence:
    """The words of one sentence with their marks. `place`: t0 for the headline's first sentence, s0, s1 ... in the summary, j joined."""

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
        return any(sentence.parties or sentence.of("first-person") or sentence.of("state-noun") for sentence in self.sentences)


@dataclass(slots=True)
class _Pack:
    patterns: Patterns
    traits: Traits
    gate: _Gate


class Reader:
    """Reads stories of the languages it knows. Built once; safe to share between threads that only read."""

    def __init__(self, vocabulary: Vocabulary, names: Names) -> None:
        self._packs: dict[str, _Pack] = {}
        self._vocabulary = vocabulary
        self._names = names
        self.languages = frozenset(vocabulary.languages)  # ISO 639 codes of the languages that can be read
        self._by_script = {
            cyrillic: [lang for lang in vocabulary.languages if (lang in _CYRILLIC_LANGUAGES) == cyrillic] for cyrillic in (False, True)
        }

    def language(self, story: Story) -> str | None:
        """The language to read a story in: its tag when that is known and the script fits, else the one most of whose little words
        stand in it. None for a language that is not covered.
        """
        tag = (story.lang or "").replace("_", "-").split("-")[0].lower()
        text = f"{story.title} {story.summary}"
        fitting = self._by_script[not text.isascii() and len(_CYRILLIC.findall(text)) > len(text) // 4]
        if tag in fitting:
            return tag
        if tag and tag not in self.languages:
            return None
        found = set(words(text))
        counts = {lang: len(found & self._names.little.get(lang, frozenset())) for lang in fitting}
        best = max(counts, key=lambda lang: counts[lang], default=None)
        return best if best is not None and counts[best] else None

    def read(self, story: Story, lang: str, known: Mapping[str, list[str]] | None = None) -> Reading | None:
        """The marked sentences of headline and summary; None when no sentence holds a word of leaving and what may be an agreement.

        `lang` must be one of `languages`; `known` are the folded words by field, where somebody has them.
        """
        if not story.title and (story.summary or story.body):
            return self._read_text(story, lang)
        pack = self._pack(lang)
        words_of = {name: known.get(name, []) if known is not None else words(getattr(story, name)) for name in ("title", "summary")}
        text = [*words_of["title"], *words_of["summary"]]
        openings = pack.gate.openings(text)
        if not _opens(openings, text, lambda: _has_acronym(story)) or not _may_pair(openings, words_of, story):
            return None
        reading = Reading(lang)
        for name in ("title", "summary"):
            reading.sentences += _sentences(name, getattr(story, name), pack)
        self._settle_descriptions(reading)
        return reading

    def _settle_descriptions(self, reading: Reading) -> None:
        """Make entries of the descriptions that can mean only one; a body that stays unknown is a body."""
        named = {mark.value for sentence in reading.sentences for mark in sentence.entries}
        everywhere = {mark.value for sentence in reading.sentences for mark in sentence.parties}
        for sentence in reading.sentences:
            states = {mark.value for mark in sentence.parties} or everywhere
            for mark in sentence.descriptions:
                entries = settle(mark, sentence.entries, named, states, self._names.scopes, self._names.entities)
                if entries is not None:
                    sentence.entries = entries
                elif self._names.entities[mark.value.split()[0]].sort == "body":
                    sentence.classes.setdefault("body", []).append(mark)

    def _read_text(self, story: Story, lang: str) -> Reading | None:
        """A story without headline: the first sentence of its summary, else of its body, is read as one."""
        name = "summary" if story.summary else "body"
        text = getattr(story, name)[:LONGEST]
        first = next((start for start in sentence_starts(text)[1:] if text[:start].strip()), len(text))
        spaces = " " * first  # so that offsets stay those of the field
        reading = self.read(replace(story, title=text[:first] or " ", summary=spaces + text[first:], body=""), lang)
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
            pack = self._packs[lang] = _build(lang, self._vocabulary, self._names)
        return pack


_Rest = tuple[Slot, ...]  # how a pattern goes on behind its first word
_Place = tuple[int, int]  # first word of what may be a mark, and the word behind it at most


class _Opening(NamedTuple):
    """What a word may begin: predicates and targets, by how they go on; each predicate with whether it is one of leaving.

    `follow`: the words of which one must stand next for a predicate; empty when that tells nothing.
    `size`: words that a mark beginning here has at most.
    """

    predicates: Mapping[_Rest, bool]
    targets: frozenset[_Rest]
    leaves: bool
    follow: frozenset[str]
    size: int

    def begins(self, text: list[str], at: int) -> bool:
        """True if a predicate stands at this word."""
        return () in self.predicates or any(end_of(rest, text, at + 1) for rest in self.predicates)

    def begins_leaving(self, text: list[str], at: int) -> bool:
        """True if a predicate of leaving stands at this word."""
        return any(leaving and (not rest or end_of(rest, text, at + 1)) for rest, leaving in self.predicates.items())

    def names(self, text: list[str], at: int) -> bool:
        """True if a target stands at this word."""
        return () in self.targets or any(end_of(rest, text, at + 1) for rest in self.targets)


_Openings = list[tuple[int, _Opening]]  # by word


class _Gate(dict[str, "_Opening | None"]):
    """By word: what it may begin, None for nothing; filled when asked."""

    def __init__(self, patterns: Patterns) -> None:
        super().__init__()
        self._patterns = patterns

    def __missing__(self, word: str) -> _Opening | None:
        if len(self) >= _CACHED:
            self.clear()
        opening = self[word] = _opening(self._patterns.begun_by(word))
        return opening

    def openings(self, text: list[str]) -> _Openings:
        """The words of a text that may begin something."""
        found = [(at, opening) for at, opening in enumerate(map(self.__getitem__, text)) if opening is not None]
        return [pair for pair in found if not pair[1].follow or not pair[1].follow.isdisjoint(text[pair[0] + 1 : pair[0] + 2])]


def _opens(openings: _Openings, text: list[str], has_acronym: Callable[[], bool]) -> bool:
    """True if a predicate stands near a target, or a word of leaving in a story that names something in capitals."""
    targets = [at for at, opening in openings if opening.targets]
    leaves = False
    for at, opening in openings:
        if not opening.predicates:
            continue
        if any(-_REACH < target - at < _REACH for target in targets) and opening.begins(text, at):
            return True
        leaves = leaves or (opening.leaves and opening.begins_leaving(text, at))
    return leaves and has_acronym()


def _opening(known: tuple[tuple[Pattern, Meaning], ...]) -> _Opening | None:
    begun: dict[_Rest, bool] = {}
    for pattern, meaning in known:
        if meaning.layer is Layer.PREDICATE:
            begun[pattern.rest] = begun.get(pattern.rest, False) or meaning.kind in _LEAVING
    targets = frozenset(pattern.rest for pattern, meaning in known if _may_be_target(meaning))
    if not begun and not targets:
        return None
    tells = not targets and all(rest and not rest[0].gap and not rest[0].begins for rest in begun)
    return _Opening(
        predicates=begun,
        targets=targets,
        leaves=any(begun.values()),
        follow=frozenset().union(*(rest[0].words for rest in begun)) if tells else frozenset(),
        size=1 + max(sum(slot.gap + 1 for slot in rest) for rest in (*begun, *targets)),
    )


def _may_pair(openings: _Openings, words_of: Mapping[str, list[str]], story: Story) -> bool:
    """True if a predicate and a target may stand near each other in one sentence, or in the headline and the first one behind it."""
    text = [*words_of["title"], *words_of["summary"]]
    predicates = [(at, at + opening.size) for at, opening in openings if opening.predicates and opening.begins(text, at)]
    targets = [(at, at + opening.size) for at, opening in openings if opening.targets and opening.names(text, at)]
    if not _close(predicates, targets, JOINED_WINDOW) and not _has_capitals(f"{story.title} {story.summary}"):
        return False
    title, summary = (_parts(getattr(story, name), words_of[name]) for name in ("title", "summary"))
    low = 0
    for part, count in (*title, *summary):
        if _near(predicates, targets, low, low + count, part, WINDOW):
            return True
        low += count
    if len(title) != 1 or not summary:
        return False
    return _near(predicates, targets, 0, title[0][1] + summary[0][1], f"{title[0][0]}\n{summary[0][0]}", JOINED_WINDOW)


def _parts(text: str, folded: list[str]) -> list[tuple[str, int]]:
    """The sentences that have words, each with their number."""
    starts = sentence_starts(text)
    if len(starts) == 1:
        return [(text, len(folded))] if folded else []
    parts = (text[start:end] for start, end in pairwise([*starts, len(text)]))
    return [(part, count) for part in parts if (count := len(words(part)))]


def _near(predicates: list[_Place], targets: list[_Place], low: int, high: int, text: str, window: int) -> bool:
    """True if at most `window` words stand between a predicate and a target among the words low:high, whose text is `text`."""
    inside = [(first, end) for first, end in predicates if low <= first < high]
    if not inside:
        return False
    if _close(inside, [(start, stop) for start, stop in targets if low <= start < high], window):
        return True
    spans = enumerate(offsets(text), low)
    return _close(inside, [(at, at + 1) for at, (start, end) in spans if end - start > 2 and text[start:end].isupper()], window)


def _has_capitals(text: str) -> bool:
    """True if a word of three letters or more may be a name in capitals."""
    return any(map(str.isupper, _LETTERS.findall(text)))


def _close(predicates: list[_Place], targets: list[_Place], window: int) -> bool:
    """True if at most so many words stand between any two."""
    return any(max(first, start) - min(end, stop) <= window for first, end in predicates for start, stop in targets)


def _may_be_target(meaning: Meaning) -> bool:
    return meaning.layer in (Layer.ENTRY, Layer.KIND, Layer.DESCRIPTION) or (meaning.layer is Layer.WORD and meaning.value in TARGETS)


def _build(lang: str, vocabulary: Vocabulary, names: Names) -> _Pack:
    language = vocabulary.language(lang)
    patterns = Patterns()
    capitals = "nouns" in language.traits.capitals
    for concept, pattern in language.predicates:
        upper = capitals and (concept.noun or pattern.capital)
        lower = capitals and not upper
        patterns.add(pattern, Meaning(Layer.PREDICATE, concept.id, concept.kind, concept.noun, concept.of_subject, upper, lower))
    for name, pattern in language.words:
        kind = COMPOUND if pattern.tail else ""
        patterns.add(pattern, Meaning(Layer.WORD, name, kind, upper=capitals and pattern.capital))
    for pattern, meaning in names.patterns(lang):
        patterns.add(pattern, meaning)
    return _Pack(patterns, language.traits, _Gate(patterns))


def _has_acronym(story: Story) -> bool:
    text = f"{story.title} {story.summary}"
    return not text.isupper() and any(word.isupper() for word in _ACRONYM.findall(text))


def _sentences(name: str, text: str, pack: _Pack) -> list[Sentence]:
    tokens = tokenize(text)
    parts: dict[int, list[Token]] = {}
    for token in tokens:
        parts.setdefault(token.sentence, []).append(token)
    return [_sentence(name, f"{name[0]}{min(number, 2)}", part, text, pack) for number, part in enumerate(parts.values())]


def _sentence(name: str, place: str, tokens: list[Token], text: str, pack: _Pack) -> Sentence:
    folded = [token.text for token in tokens]
    layers: dict[Layer, list[Mark]] = {layer: [] for layer in Layer}
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
        predicates=layers[Layer.PREDICATE],
        entries=entry_marks(layers[Layer.ENTRY], layers[Layer.KIND]),
        parties=layers[Layer.PARTY],
        classes=classes,
        breaks=frozenset(breaks),
        question="?" in around,
        quoted=bool(_QUOTE.search(around)),
        traits=pack.traits,
        names=frozenset() if "nouns" in pack.traits.capitals else names,
        acronyms=_acronyms(tokens, names, [*layers[Layer.PARTY], *layers[Layer.ENTRY], *layers[Layer.DESCRIPTION]]),
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
    found = (at for at, token in enumerate(tokens) if at not in taken and token.raw.isupper() and _ACRONYM.fullmatch(token.raw))
    return tuple(Mark(at, at + 1, ACRONYM) for at in found if names or sum(map(str.isupper, tokens[at].raw)) > 2)


def joined(first: Sentence, second: Sentence) -> Sentence:
    """Headline and first sentence of the summary as one, for stories that say who in the one and what in the other."""
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
