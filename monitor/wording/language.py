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

    `place(code, use)` returns a state or organisation as the sentence takes it, `use` is "who", "with" or
    "name". `definite(name, body)` returns a name with its article ("the Rome Statute"). `reads(name)` is True
    for a name that is in this language, as far as its words show. `plural(number)` returns the place of the
    form for a number.
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
        """True if there is a text called `key`; some are optional, such as the word for a legal form."""
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

    def joined(self, names: Sequence[str], most: int | None = None) -> str:
        """ "Canada, France and Portugal"; of more than `most`, those and "4 others"."""
        shown = list(names)
        if most is not None and len(shown) > most:
            more = len(shown) - most
            shown = [*shown[:most], self.count("others", more)]
        if len(shown) < 2:
            return "".join(shown)
        return self("list.last", names=self("list.comma").join(shown[:-1]), name=shown[-1])


def check(language: Language, reference: Language) -> Language:
    """Returns the language if it has every text of the reference with its slots and forms.

    Raises ValueError, which names each wrong text.
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
    """What is wrong with a text; "" for a right one."""
    if isinstance(text, str) != isinstance(reference, str):
        return "must have forms" if isinstance(text, str) else "has no forms"
    forms = _forms(text)
    if not all(form.strip() for form in forms):
        return "is empty"
    if not isinstance(text, str) and len(forms) != 1 + max(map(language.plural, range(200))):
        return "has not one form for each number"
    wanted, given = _slots(reference), _slots(text)
    return "" if wanted == given else f"has the slots {sorted(given)} and not {sorted(wanted)}"


def _forms(text: Text) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


def _slots(text: Text) -> set[str]:
    return set(_SLOT.findall(" ".join(_forms(text))))
