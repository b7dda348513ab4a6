"""What a language's file must have."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.model import Stage, TreatyDate

Text = str | tuple[str, ...]  # a tuple: one form for each number that `Language.plural` tells apart

_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
BASE = "base"  # the case of a slot that takes the text as it is, whatever the case around it
_SENTENCES = frozenset(f"{stage.value}.{verb}" for stage in Stage for verb in ("leave", "end"))


class Phrase(str):
    """A text that changes with its place in a sentence: `forms` are its other forms, by case.

    "le Statut de Rome" has for the case `de` the form "du Statut de Rome".
    """

    __slots__ = ("forms",)
    forms: Mapping[str, str]

    @staticmethod
    def of(text: str, forms: Mapping[str, str]) -> Phrase:
        """The phrase with these forms."""
        phrase = Phrase(text)
        phrase.forms = forms
        return phrase


def in_case(text: object, case: str | None) -> str:
    """The form of a text for a case; the text as it is when it has none, or `case` is None."""
    if case is not None and isinstance(text, Phrase):
        return text.forms.get(case, str(text))
    return str(text)


def _unchanged(text: str, case: str) -> str:
    return text


def _same(text: str) -> str:
    return text


def _in_figures(number: int, noun: str) -> str:
    return str(number)


def _none_foreign(name: str) -> bool:
    return False


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """All strings of one language. `texts` have {slots}; what depends on grammar is a function.

    A slot with a case, {what:gen}, takes the text's form for that case; `cases` names those that the texts
    use ({what:base}: the text as it is). A text "KEY:CASE" is the form of the text KEY for a case; it is
    optional: `decline(text, case)` makes the others.

    `place(code, use)` returns a state or organisation as the sentence takes it, `use` is "who", "with" or
    "name"; `bare` takes the article off a name. `definite(name, body)` returns a name with its article ("the
    Rome Statute"). `reads` is True for a name that is in this language, as far as its words show; `foreign`
    for a name that a sentence may show in quotes if it is in another language. `plural` returns the place of
    the form for a number, `verb` that of the form of the verb for these actors (codes, and as text).
    `polish` gives a sentence its last touch (spaces before colons, "во" for "в").
    """

    code: str  # ISO 639
    texts: Mapping[str, Text]
    months: tuple[str, ...]  # after the number of a day
    months_alone: tuple[str, ...]
    weekdays: tuple[str, ...]  # Monday first
    short_weekdays: tuple[str, ...]
    place: Callable[[str, str], str]
    definite: Callable[[str, bool], str]
    reads: Callable[[str], bool]
    plural: Callable[[int], int]
    verb: Callable[[Sequence[str], str], int]
    verb_forms: int = 2
    first: str = ""  # what follows the number of the first day of a month
    decimal_sign: str = "."
    cases: tuple[str, ...] = ()
    decline: Callable[[str, str], str] = _unchanged
    foreign: Callable[[str], bool] = _none_foreign
    bare: Callable[[str], str] = _same
    polish: Callable[[str], str] = _same
    ordinal: Callable[[int, str], str] = _in_figures  # a number and the noun that follows: see `ordinals`

    def __call__(self, key: str, /, **slots: object) -> str:
        """The text called `key`, its slots filled."""
        return _filled(self._text(key), slots)

    def has(self, key: str) -> bool:
        """True if there is a text called `key`; some are optional, such as the word for a legal form."""
        return key in self.texts

    def count(self, key: str, number: int, /, **slots: object) -> str:
        """The form of `key` for this number, which fills the slot {n} (see also `number`)."""
        return _filled(self._forms(key)[self.plural(number)], {"n": number} | slots)

    def sentence(self, key: str, actors: Sequence[str], who: str, /, **slots: object) -> str:
        """The sentence called `key`, its verb in the form for these actors (codes; `who`: as text)."""
        return _filled(self._forms(key)[self.verb(actors, who)], {"who": who} | slots)

    def _text(self, key: str) -> str:
        text = self.texts[key]
        if not isinstance(text, str):
            raise KeyError(f"{key} has forms: use count")
        return text

    def _forms(self, key: str) -> tuple[str, ...]:
        forms = self.texts[key]
        if isinstance(forms, str):
            raise KeyError(f"{key} has no forms")
        return forms

    # ---------------------------------------------------------------- texts with their cases

    def phrase(self, text: str) -> Phrase:
        """A text, such as a name with its article, with its forms for the cases of this language."""
        return Phrase.of(text, {case: self.decline(text, case) for case in self.cases})

    def phrase_of(self, key: str, number: int | None = None, /, **slots: object) -> Phrase:
        """The text called `key` (its form for `number`) with its forms for the cases of this language."""
        if number is not None:
            slots = {"n": number} | slots
        forms = {}
        for case in (None, *self.cases):
            own = f"{key}:{case}" if self.has(f"{key}:{case}") else key
            text = self._text(own) if number is None else self._forms(own)[self.plural(number)]
            filled = _filled(text, slots, case)
            is_declined = case is None or own != key or _SLOT.search(text) is not None
            forms[case] = filled if is_declined else self.decline(filled, case or "")
        return Phrase.of(forms[None], {case: forms[case] for case in self.cases})

    def number(self, number: int) -> str:
        """A number as a word where one is written so: "three", "66"."""
        key = f"number.{number}"
        return self.phrase_of(key) if self.has(key) else self.phrase(str(number))

    def joined(self, names: Sequence[str], most: int | None = None, rest: str = "others") -> Phrase:
        """ "Canada, France and Portugal"; of more than `most`, those and "4 others".

        `rest` is the text that counts the others.
        """
        shown = list(names)
        if most is not None and len(shown) > most:
            shown = [*shown[:most], self.phrase_of(rest, len(shown) - most)]
        forms = {case: self._joined([in_case(name, case) for name in shown]) for case in self.cases}
        return Phrase.of(self._joined(shown), forms)

    def _joined(self, names: Sequence[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        return self("list.last", names=self("list.comma").join(names[:-1]), name=names[-1])

    # ---------------------------------------------------------------- dates

    def date(self, treaty_date: TreatyDate) -> str:
        """A date for readers: "20 Nov 1989", "Dec 2025", "2000", "early 2000s"."""
        if treaty_date.decade:
            part = f".{treaty_date.part.value}" if treaty_date.part else ""
            return self(f"decade{part}", year=f"{treaty_date.year:04d}")
        if treaty_date.day is None or treaty_date.month is None:
            return treaty_date.show(self.months_alone)
        return f"{self.day(treaty_date.month, treaty_date.day)} {treaty_date.year:04d}"

    def day(self, month: int, day: int) -> str:
        """A day of the year: "20 Nov", in French also "1er mars"."""
        return f"{day}{self.first if day == 1 else ''} {self.months[month - 1]}"

    def decimal(self, number: float) -> str:
        """A number with two decimals."""
        return f"{number:.2f}".replace(".", self.decimal_sign)

    def stored_date(self, text: str) -> str:
        """A stored date for readers; a text that is not a treaty date unchanged."""
        treaty_date = TreatyDate.parse_or_none(text)
        return text if treaty_date is None else self.date(treaty_date)


def _filled(text: str, slots: Mapping[str, object], case: str | None = None) -> str:
    """The text with its slots filled, those without a case of their own in the form for `case`.

    Raises KeyError for a slot without a value.
    """
    return _SLOT.sub(lambda slot: in_case(slots[slot[1]], slot[2] or case), text)


# ---------------------------------------------------------------- the check of a language


def check(language: Language, reference: Language) -> Language:
    """Returns the language if it has every text of the reference with its slots and forms.

    Raises ValueError, which names each wrong text.
    """
    wrong = [f"{key} is missing" for key in reference.texts if key not in language.texts]
    wrong += [f"{key} is unknown" for key in language.texts if not _is_known(key, language, reference)]
    for key, text in language.texts.items():
        base = key.partition(":")[0]
        if base in reference.texts and (problem := _problem(base, text, reference.texts[base], language)):
            wrong.append(f"{key} {problem}")
    wrong += ["there are not twelve months"] * (len(language.months) != 12)
    wrong += ["there are not twelve months that stand alone"] * (len(language.months_alone) != 12)
    wrong += ["there are not seven weekdays"] * (len(language.weekdays) != 7)
    wrong += ["there are not seven short weekdays"] * (len(language.short_weekdays) != 7)
    if wrong:
        raise ValueError(f"language {language.code}: {'; '.join(wrong)}")
    return replace(language)


def _is_known(key: str, language: Language, reference: Language) -> bool:
    """True for a key of the reference, and for the form of one for a case of this language."""
    base, colon, case = key.partition(":")
    return base in reference.texts and (not colon or case in language.cases)


def _problem(key: str, text: Text, reference: Text, language: Language) -> str:
    """What is wrong with a text; "" for a right one."""
    if isinstance(text, str) != isinstance(reference, str):
        return "must have forms" if isinstance(text, str) else "has no forms"
    forms = (text,) if isinstance(text, str) else text
    if not all(form.strip() for form in forms):
        return "is empty"
    if not isinstance(text, str) and len(forms) != _number_of_forms(key, language):
        return "has not one form for each verb" if key in _SENTENCES else "has not one form for each number"
    wanted, given = _slots(reference), _slots(text)
    if unknown := sorted(_cases(text) - {BASE, *language.cases}):
        return f"has the unknown cases {unknown}"
    return "" if wanted == given else f"has the slots {sorted(given)} and not {sorted(wanted)}"


def _number_of_forms(key: str, language: Language) -> int:
    return language.verb_forms if key in _SENTENCES else 1 + max(map(language.plural, range(200)))


def _slots(text: Text) -> set[str]:
    return {slot[1] for slot in _SLOT.finditer(text if isinstance(text, str) else " ".join(text))}


def _cases(text: Text) -> set[str]:
    slots = _SLOT.finditer(text if isinstance(text, str) else " ".join(text))
    return {slot[2] for slot in slots if slot[2]}
