"""Compiles entries of the vocabulary, in the notation of rules/vocabulary/README.md, to patterns of words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.query import fold, words
from monitor.rules.notation import NotationError, check

GAP = 3  # most words at a `+`
ALTERNATIVE = "/"  # separates alternative words of one slot
FAR = 12  # most words between a separable verb and its particle


@dataclass(frozen=True, slots=True)
class Slot:
    """One word of a pattern: one of these folded words, or one with one of these beginnings. Up to `gap`
    other words may stand before it.
    """

    words: frozenset[str]
    begins: tuple[str, ...] = ()
    gap: int = 0

    def fits(self, word: str) -> bool:
        """True if a folded word fits this slot."""
        return word in self.words or (bool(self.begins) and word.startswith(self.begins))


@dataclass(frozen=True, slots=True)
class Pattern:
    """The words of one entry. `tail`: the ending that is enough for the first word; `capital`: True if the
    entry begins with a capital; `closes`: True if its last word must end a clause, as the particle of a
    separable verb.
    """

    first: Slot
    rest: tuple[Slot, ...] = ()
    governs: tuple[tuple[str, ...], ...] = ()
    tail: str = ""
    capital: bool = False
    closes: bool = False

    def holds(self, phrase: Sequence[str]) -> bool:
        """True if these folded words fit slots of the pattern in this order."""
        if self.tail:
            return len(phrase) == 1 and phrase[0].endswith(self.tail)
        slots = iter((self.first, *self.rest))
        return bool(phrase) and all(any(slot.fits(word) for slot in slots) for word in phrase)

    @property
    def shown(self) -> str:
        """The pattern as text for people: the forms of each slot in brackets, and + for a gap."""
        places = [f"*{self.tail}"] if self.tail else []
        for slot in () if self.tail else (self.first, *self.rest):
            forms = " ".join([*sorted(slot.words), *(f"{start}*" for start in slot.begins)])
            places.append(("+ " if slot.gap else "") + (f"[{forms}]" if " " in forms else forms))
        led = ", ".join(" ".join(words) for words in self.governs)
        return " ".join(places) + (f" > {led}" if led else "")


def compile_entry(
    entry: str,
    forms: Mapping[str, frozenset[str]],
    verb_last: bool = False,
    fused: Mapping[str, Sequence[str]] | None = None,
    letters: int = 1,
) -> tuple[Pattern, ...]:
    """The patterns of one entry of a cell. Raises NotationError if its notation is wrong.

    `verb_last`: a phrase with a marked verb at its end may also begin with that verb, far from the other
    words (`setzt ... außer Kraft`). `fused`: prepositions with the forms in which they include an article.
    `letters`: the average number of tokens of a word.
    """
    check(entry)
    body, _, government = entry.partition(">")
    governs = tuple(_governs(government, fused or {}))
    parts = body.split()
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
            gap = GAP * letters
            continue
        inflects = part.startswith("~") or (not marked and position == 0)
        for slot in _slots(part.lstrip("~"), inflects, forms):
            slots.append(Slot(slot.words, slot.begins, gap))
            gap = 0
    whole = Pattern(slots[0], tuple(slots[1:]), governs, capital=capital)
    only_last_is_verb = parts[-1].startswith("~") and sum(part.startswith("~") for part in parts) == 1
    if not (verb_last and len(slots) > 1 and only_last_is_verb):
        return (whole,)
    others = (Slot(slots[0].words, slots[0].begins, FAR), *slots[1:-1])
    return whole, Pattern(_finite(slots[-1].words), others, governs)


def _governs(government: str, fused: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The sequences of words that may stand before what an entry governs; the last word of each may also have
    its fused forms.
    """
    for part in government.split(","):
        if part.strip():
            *before, last = part.split()
            for form in (last, *fused.get(last, ())):
                yield tuple(words(" ".join([*before, form])))


def _finite(forms: frozenset[str]) -> Slot:
    """The forms of a verb that may stand before its object: all but participles."""
    return Slot(frozenset(form for form in forms if not form.startswith("ge")) or forms)


def _slots(part: str, inflects: bool, forms: Mapping[str, frozenset[str]]) -> Iterator[Slot]:
    """The slots of a part: one for each of its words, or one for all its alternatives. Raises NotationError
    for an alternative of two words.
    """
    if ALTERNATIVE in part:
        alternatives = [slot for word in part.split(ALTERNATIVE) for slot in _slots(word, inflects, forms)]
        if len(alternatives) != part.count(ALTERNATIVE) + 1:
            raise NotationError(
                f"an alternative is one word: {part}", "Write `hand/lodge + notice`, or two entries."
            )
        begins = tuple(start for slot in alternatives for start in slot.begins)
        yield Slot(frozenset().union(*(slot.words for slot in alternatives)), begins)
        return
    folded = words(part)
    for position, word in enumerate(folded):
        if part.endswith("*") and position == len(folded) - 1:
            yield Slot(frozenset(), (word,))
        elif inflects and len(folded) == 1:
            yield Slot(forms.get(part, frozenset()) | {word})
        else:
            yield Slot(frozenset({word}))


def _separable(
    part: str, governs: tuple[tuple[str, ...], ...], forms: Mapping[str, frozenset[str]]
) -> Iterator[Pattern]:
    """The patterns of `aus|treten`: `austreten` and its forms as one word, and the forms of `treten` followed
    by `aus`.
    """
    particle, _, verb = part.partition("|")
    whole = particle + verb
    start = fold(particle)
    yield Pattern(
        Slot(frozenset(form for form in forms.get(whole, ()) if form.startswith(start)) | {fold(whole)}),
        governs=governs,
    )
    yield Pattern(
        _finite(forms.get(verb, frozenset()) | {fold(verb)}),
        (Slot(frozenset({start}), gap=FAR),),
        governs,
        closes=True,
    )


def inflected(entry: str) -> Iterator[str]:
    """The words of an entry whose word forms are needed."""
    parts = entry.partition(">")[0].split()
    marked = any(part.startswith("~") for part in parts)
    for position, part in enumerate(parts):
        if part.startswith("*") or part == "+":
            continue
        if "|" in part:
            particle, _, verb = part.partition("|")
            yield from (particle + verb, verb)
        elif part.startswith("~") or (not marked and position == 0):
            yield from (
                word
                for word in part.lstrip("~").split(ALTERNATIVE)
                if len(words(word)) == 1 and not word.endswith("*")
            )
