"""The words of depositaries' notices (rules/depositary.toml): set phrases, as patterns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from monitor.errors import RuleError

LANGUAGES = ("en", "fr", "es")
_NOTHING = re.compile(r"(?!)")
_REFERENCE = re.compile(r"\{([a-z-]+)\}")
_SOME = r"(?:\w+\s+){0,4}?"
_APOSTROPHE = "['’]"
_SIGNS = frozenset("{}?()[]|\\+*.")
# What stands around the words of a role. `for` ends with the space before a name.
_ROLES = {
    "label": r"{}[^:.\n]{{0,20}}:\s*\W*\Z",
    "for": r"{}\Z",
    "government": r"{}[^.:;]{{0,30}}\Z",
    "territory": r"\W*{}",
    "join": r"(?:[\s'’(),]|{})*",
    "list": r"(?:\s*[,;/&]\s*)+(?:{0}\s+)?|\s+{0}\s+",
}
_HEADLINE = "headline."
_OPEN = frozenset({"role.for"})

Cells = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class NoticeAction:
    """What may be notified. `stage`: that of an act, "" for what is no exit. `is_joining`: a verb that a
    sentence about an exit may hold too.
    """

    id: str
    stage: str
    pattern: re.Pattern[str]
    is_joining: bool = False


class NoticeWords:
    """The patterns, which are compiled when they are first asked for: most installations get no notice."""

    def __init__(self, lists: Mapping[str, Cells], stages: Mapping[str, str]) -> None:
        """`lists`: phrases by the id of their list and language; `stages`: that of an action by its id.

        Raises `ValueError` for a phrase that cannot be read.
        """
        self._texts = {name: _of_list(lists, name) for name in lists if "." in name}
        self._stages = stages
        # what readers call a stage, by stage and language
        self.headlines: Mapping[str, Mapping[str, str]] = _headlines(lists)

    @cached_property
    def actions(self) -> tuple[NoticeAction, ...]:
        """What may be notified."""
        return tuple(_actions(self._texts, self._stages))

    @cached_property
    def any_action(self) -> re.Pattern[str]:
        """Matches where an action is named."""
        return _compiled([action.pattern.pattern for action in self.actions])

    @cached_property
    def days(self) -> re.Pattern[str]:
        """Matches where it is said what happens on a day. The group is the event, such as `past_effect`."""
        return _compiled(
            f"(?P<{name.replace('-', '_')}>{text})"
            for kind, name, text in _parted(self._texts)
            if kind == "day"
        )

    @cached_property
    def roles(self) -> Mapping[str, re.Pattern[str]]:
        """What stands around the words of each role."""
        return {
            name: re.compile(_ROLES[name].format(text), re.IGNORECASE)
            for kind, name, text in _parted(self._texts)
            if kind == "role"
        }

    def role(self, name: str) -> re.Pattern[str]:
        """The pattern of a role; one that matches nothing if there are no words for it."""
        return self.roles.get(name, _NOTHING)

    def action(self, text: str, at: int) -> NoticeAction:
        """The first action whose words begin at a place where `any_action` matches."""
        return next(action for action in self.actions if action.pattern.match(text, at))


def notice_words(tables: Iterable[Mapping[str, Any]] = ()) -> NoticeWords:
    """The words of [[notice]] tables; those with the same id are joined. Raises `RuleError`."""
    lists: dict[str, Cells] = {}
    stages: dict[str, str] = {}
    for row in (row for table in tables for row in table.get("notice", ())):
        stages[row["id"]] = row.get("stage", stages.get(row["id"], ""))
        cells = lists.setdefault(row["id"], {})
        for lang in LANGUAGES:
            cells.setdefault(lang, []).extend(row.get(lang, ()))
    try:
        return NoticeWords(lists, stages)
    except ValueError as error:
        raise RuleError(str(error), hint="Mend the [[notice]] table there.") from None


def check_phrase(phrase: str, known: Collection[str]) -> None:
    """Raises `ValueError` for a phrase that cannot be read. `known`: ids of lists that it may name."""
    _phrase(phrase, {name: {"": ["x"]} for name in known}, "")


def _actions(patterns: Mapping[str, str], stages: Mapping[str, str]) -> Iterator[NoticeAction]:
    for kind, name, text in _parted(patterns):
        if kind in ("action", "joined"):
            yield NoticeAction(name, stages[f"{kind}.{name}"], _compiled([text]), kind == "joined")


def _headlines(lists: Mapping[str, Cells]) -> dict[str, dict[str, str]]:
    """The first phrase of each language by stage."""
    return {
        name.removeprefix(_HEADLINE): {lang: phrases[0] for lang, phrases in cells.items() if phrases}
        for name, cells in lists.items()
        if name.startswith(_HEADLINE)
    }


def _parted(patterns: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name, text in patterns.items():
        kind, _, rest = name.partition(".")
        yield kind, rest, text


def _of_list(lists: Mapping[str, Cells], name: str) -> str:
    """The pattern of all phrases of a list, in all languages: a notice may be in two."""
    closed = name not in _OPEN
    texts = [
        _phrase(phrase, lists, lang, closed) for lang, phrases in lists[name].items() for phrase in phrases
    ]
    return rf"\b(?:{'|'.join(texts)})" if texts else _NOTHING.pattern


def _phrase(phrase: str, lists: Mapping[str, Cells], lang: str, closed: bool = True) -> str:
    """The pattern of a phrase, with the space behind it unless `closed`. Raises `ValueError`."""
    parts = phrase.split()
    if not parts or (closed and (parts[-1].endswith("?") or parts[-1] == "...")):
        raise ValueError(f"{phrase!r} does not end with a word that must stand there")
    return "".join(
        _part(part, lists, lang, closed and number == len(parts)) for number, part in enumerate(parts, 1)
    )


def _part(part: str, lists: Mapping[str, Cells], lang: str, closed: bool) -> str:
    """The pattern of one of several words, with what divides it from the next one unless `closed`."""
    if part == "...":
        return _SOME
    options = (_option(option, lists, lang, closed) for option in part.removesuffix("?").split("/"))
    return f"(?:{'|'.join(options)})" + ("?" if part.endswith("?") else "")


def _option(option: str, lists: Mapping[str, Cells], lang: str, closed: bool) -> str:
    if match := _REFERENCE.fullmatch(option):
        if match[1] not in lists:
            raise ValueError(f"there is no list {match[1]!r}")
        phrases = lists[match[1]].get(lang, ())
        return "|".join(_phrase(phrase, lists, lang, closed) for phrase in phrases) or _NOTHING.pattern
    word = option.removesuffix("*")
    if not word or set(word) & _SIGNS:
        raise ValueError(f"{option!r} is no word")
    text = "".join(map(_letter, word)) + (r"\w*" if option != word else "")
    ends_open = word.endswith(("'", "’"))
    if closed:
        return text if ends_open else rf"{text}\b"
    return rf"{text}\s*" if ends_open else rf"{text}\s+"


def _letter(char: str) -> str:
    """A letter, with its accent or without."""
    if char in "'’":
        return _APOSTROPHE
    base = unicodedata.normalize("NFD", char)[0]
    return re.escape(char) if base == char else f"[{char}{base}]"


def _compiled(texts: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(texts) or _NOTHING.pattern, re.IGNORECASE)
