"""Reads the traits of a language from a table of rules/vocabulary/languages.toml. Raises TraitError."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.query import did_you_mean, fold, words
from monitor.rules.locate import Path

FORMS = (
    "none", "present", "past", "pluperfect", "participle", "finite", "reflexive", "infinitive", "gerund",
    "future", "conditional",
)  # fmt: skip
REQUIRED = ("prepositions", "indefinite", "definite")
_LISTS = (*REQUIRED, "possessive", "before_noun", "openers")
_CHOICES = {
    "modifiers": ("before", "both", "behind"),
    "verb_last": ("always", *FORMS),
    "capitals": ("nouns",),
}
KEYS = (*_LISTS, *_CHOICES, "fused", "endings", "letters")


class TraitError(ValueError):
    """A trait is wrong. `place`: the key or value in its table; `hint`: how to correct it."""

    def __init__(self, place: Path, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.place = place
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Traits:
    """The properties of a language that the analysis needs; all words are folded. `endings`: forms of a verb
    with the endings and beginnings of words that show them.
    """

    prepositions: frozenset[str]
    indefinite: frozenset[str]
    definite: frozenset[str]
    endings: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    verb_last: frozenset[str] = frozenset()  # forms that stand behind what they govern; `always` for all
    capitals: frozenset[str] = frozenset()  # words with a capital other than names: `nouns` in German
    possessive: frozenset[str] = frozenset()  # words after which a word is a noun: the `s` of `Peru's`
    before_noun: frozenset[str] = frozenset()  # prepositions after which no finite verb stands: `for` an end
    openers: frozenset[str] = frozenset()  # words before which a clause ends
    modifiers: str = "behind"  # place of the words that qualify a noun: `before` in `tax treaty`
    letters: int = 1  # average number of tokens of a word, if each letter is a token (Han)

    def words_in(self, count: int) -> int:
        """The number of words in this number of tokens."""
        return count // self.letters

    def stands_last(self, form: str) -> bool:
        """True if a verb of this form stands behind its object in this language."""
        return form in self.verb_last or "always" in self.verb_last

    def is_function(self, word: str) -> bool:
        """True for a preposition or an article."""
        return word in self.prepositions or word in self.definite or word in self.indefinite

    def form(self, word: str) -> str:
        """The form of a folded verb by its ending: present, past, participle, infinitive ...; `base` if no
        ending shows it.
        """
        return next(
            (form for form, ends, starts in self.endings if word.endswith(ends) or word.startswith(starts)),
            "base",
        )


def read_traits(raw: Mapping[str, Any]) -> Traits:
    """The traits of a table that `check` has accepted."""
    folded = {name: frozenset(word for term in raw[name] for word in words(term)) for name in REQUIRED}
    endings = tuple((form, _folded(ends, ""), _folded(ends, "^")) for form, ends in raw.get("endings", ()))
    lists = {
        name: frozenset(raw.get(name, ()))
        for name in ("verb_last", "capitals", "possessive", "before_noun", "openers")
    }
    return Traits(
        endings=endings,
        modifiers=raw.get("modifiers", "behind"),
        letters=raw.get("letters", 1),
        **folded,
        **lists,
    )


def _folded(ends: Iterable[str], mark: str) -> tuple[str, ...]:
    """The endings that have this mark, without it."""
    return tuple(fold(end[len(mark) :]) for end in ends if end.startswith("^") == bool(mark))


def check(raw: Mapping[str, Any]) -> None:
    """Raises TraitError for an unknown key or value, a value of a wrong type, or a missing trait."""
    for key in raw:
        if key not in KEYS:
            raise TraitError((key,), f"unknown trait {key!r}", did_you_mean(key, KEYS))
    for key in REQUIRED:
        if not raw.get(key):
            hint = f'Write {key} = ["...", "..."]: rules/vocabulary/README.md, "Traits", says what it holds.'
            raise TraitError((key,), f"the trait {key} is missing", hint)
    for key in _LISTS:
        _texts((key,), raw.get(key, []))
    for key, choices in _CHOICES.items():
        for value in _choice(key, raw):
            if value not in choices:
                raise TraitError((key,), f"unknown value {value!r} of {key}", did_you_mean(value, choices))
    _check_endings(raw.get("endings", []))
    _check_fused(raw.get("fused", {}))
    letters = raw.get("letters", 1)
    if type(letters) is not int or letters < 1:
        raise TraitError(
            ("letters",), "letters is not a number from 1", "Write letters = 2 where a word has two."
        )


def _choice(key: str, raw: Mapping[str, Any]) -> Sequence[str]:
    """The values of a trait that has a few possible ones: `modifiers` is one of them, the others are
    lists.
    """
    if key not in raw:
        return ()
    if key != "modifiers":
        return _texts((key,), raw[key])
    if not isinstance(raw[key], str):
        raise TraitError(
            (key,), f"{key} is not a text", f"Write {key} = one of {', '.join(_CHOICES[key])}, in quotes."
        )
    return (raw[key],)


def _texts(place: Path, value: object) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        raise TraitError(
            place, f"{place[-1]} is not a list of words", f'Write {place[-1]} = ["one", "other"].'
        )
    return value


def _check_endings(endings: object) -> None:
    hint = 'Write a pair a line: ["past", ["ed", "left"]].'
    if not isinstance(endings, list):
        raise TraitError(("endings",), "endings is not a list of pairs", hint)
    for number, pair in enumerate(endings):
        place = ("endings", number)
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
            raise TraitError(place, f"{pair!r} is not a form and its endings", hint)
        if pair[0] not in FORMS:
            raise TraitError(place, f"unknown form {pair[0]!r}", did_you_mean(pair[0], FORMS))
        _texts((*place, f"the endings of {pair[0]}"), pair[1])


def _check_fused(fused: object) -> None:
    if not isinstance(fused, dict):
        raise TraitError(
            ("fused",), "fused is not a table", 'Write fused = { von = ["vom"], zu = ["zum", "zur"] }.'
        )
    for word, forms in fused.items():
        _texts(("fused", word), forms)
