"""What a language's file must have."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

Text = str | tuple[str, ...]  # a tuple: one form for each number that `Language.plural` tells apart

_SLOT = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """All strings of one language. `texts` have {slots}; what depends on grammar is a function.

    `place` gives a state or organisation by its code, in its place of the sentence: "who" leaves, "with"
    whom, or "name" alone. `definite` gives an agreement's or body's name as the sentence takes it ("the Rome
    Statute"); `reads` tells whether a name is in this language when nothing says which one it is in; `plural`
    the place of the form for a number.
    """

    code: str  # ISO 639
    texts: Mapping[str, Text]
    months: tuple[str, ...]
    weekdays: tuple[str, ...]  # Monday first
    place: Callable[[str, str], str]
    definite: Callable[[str, bool], str]
    reads: Callable[[str], bool]
    plural: Callable[[int], int]

    def __call__(self, key: str, /, **slots: object) -> str:
        """The text called `key`, its slots filled."""
        text = self.texts[key]
        if not isinstance(text, str):
            raise KeyError(f"{key} has forms: use count")
        return text.format(**slots) if slots else text

    def has(self, key: str) -> bool:
        """Whether there is a text of this name: of an optional one, such as the word for a legal form."""
        return key in self.texts

    def count(self, key: str, number: int, /, **slots: object) -> str:
        """The form of `key` for this number, which fills the slot {n} (see also `number`)."""
        forms = self.texts[key]
        if isinstance(forms, str):
            raise KeyError(f"{key} has no forms")
        return forms[self.plural(number)].format(**({"n": number} | slots))

    def number(self, number: int) -> str:
        """A number as a word where one is written so: "three", "66"."""
        return self(f"number.{number}") if self.has(f"number.{number}") else str(number)

    def listed(self, names: Sequence[str], most: int | None = None) -> str:
        """ "Canada, France and Portugal"; of more than `most`, those and "4 others"."""
        shown = list(names)
        if most is not None and len(shown) > most:
            more = len(shown) - most
            shown = [*shown[:most], self.count("others", more)]
        if len(shown) < 2:
            return "".join(shown)
        return self("list.last", names=self("list.comma").join(shown[:-1]), name=shown[-1])


def check(language: Language, reference: Language) -> Language:
    """The language, when it has every text of the reference with its slots and forms.

    Raises `ValueError` naming each that is wrong.
    """
    wrong = [f"{key} is missing" for key in reference.texts if key not in language.texts]
    wrong += [f"{key} is unknown" for key in language.texts if key not in reference.texts]
    for key, text in language.texts.items():
        if key in reference.texts and (problem := _problem(text, reference.texts[key], language)):
            wrong.append(f"{key} {problem}")
    wrong += ["there are not twelve months"] * (len(language.months) != len(reference.months))
    wrong += ["there are not seven weekdays"] * (len(language.weekdays) != len(reference.weekdays))
    if wrong:
        raise ValueError(f"language {language.code}: {'; '.join(wrong)}")
    return replace(language)


def _problem(text: Text, reference: Text, language: Language) -> str:
    if isinstance(text, str) != isinstance(reference, str):
        return "must have forms" if isinstance(text, str) else "has no forms"
    forms = (text,) if isinstance(text, str) else text
    if not all(form.strip() for form in forms):
        return "is empty"
    if not isinstance(text, str) and len(forms) != 1 + max(map(language.plural, range(200))):
        return "has not one form for each number"
    wanted = {
        slot
        for form in ((reference,) if isinstance(reference, str) else reference)
        for slot in _SLOT.findall(form)
    }
    given = {slot for form in forms for slot in _SLOT.findall(form)}
    return "" if wanted == given else f"has the slots {sorted(given)} and not {sorted(wanted)}"
