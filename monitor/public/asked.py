"""The parameters of a page of acts: which acts, in which order, from where on."""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from urllib.parse import urlencode

from monitor.errors import UsageError
from monitor.model import Grade, Stage
from monitor.public.entries import Entry, folded

if TYPE_CHECKING:
    from monitor.wording import Language

Item = TypeVar("Item")
MOST = 200  # acts of one page; `DEFAULT` if none is asked for
DEFAULT = 50
SOUGHT_CHARS = 1_000  # of a text after folding
PAGING = ("cursor", "limit")
NO_FILTERS = (*PAGING, "sort", "source_lang", "by")  # these choose no acts


class WrongParameter(UsageError):
    """A parameter that no page has, or a value that it does not take: the text says what it may be.

    `key`: the string that says it, behind `web.wrong.`; `name`: the parameter; `values`: of the string.
    """

    def __init__(self, key: str, name: str = "", **values: object) -> None:
        super().__init__(key, name)
        self.key = key
        self.name = name
        self.values = {"name": _printable(name)} if name else {}
        self.values |= {slot: _printable(str(value)) for slot, value in values.items()}

    def told(self, say: Language) -> str:
        """What is wrong, in the reader's language."""
        return say(f"web.wrong.{self.key}", **self.values)

    def __str__(self) -> str:
        from monitor.wording import ENGLISH  # few commands need the words of pages

        return self.told(ENGLISH)


def _printable(text: str) -> str:
    """A text of a stranger without characters that are not seen."""
    return "".join(char if char.isprintable() else "�" for char in text)


class Sort(StrEnum):
    """The order of a list of acts."""

    NEWEST = "newest"  # by the last change, the newest first
    OLDEST = "oldest"  # by the first report
    STATE = "state"  # by the codes of those that leave
    ENDED = "ended"  # by the stated end, those without one last
    STAGE = "stage"  # the furthest first


@lru_cache(maxsize=64)
def _sought(text: str) -> tuple[str, ...]:
    return tuple(folded(text)[:SOUGHT_CHARS].split())  # folding can make a text longer


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for. "", None and 0 stand for all."""

    state: str = ""  # code of a party, one that leaves or a counterparty
    treaty: str = ""  # id of the gazetteer
    stage: Stage | None = None
    kind: str = ""  # of agreement
    subject: str = ""  # a topic
    evidence: Grade | None = None  # at least
    year: int = 0  # of the first report of the present stage
    q: str = ""  # all words of it
    principled: bool | None = None
    sort: Sort = Sort.NEWEST
    cursor: str = ""
    limit: int = DEFAULT

    MOST_CHARS: ClassVar[int] = 200  # of a parameter
    MOST_SHOWN: ClassVar[int] = MOST

    @property
    def filters(self) -> dict[str, str]:
        """The parameters that choose acts, as texts, without those that choose nothing."""
        return {name: text for name, text in self._texts().items() if name not in NO_FILTERS}

    def query(self, **changes: str) -> str:
        """The query string of this choice with these parameters changed; "" leaves one out."""
        texts = self._texts() | changes
        return urlencode({name: text for name, text in texts.items() if text})

    def _texts(self) -> dict[str, str]:
        texts = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                texts[field.name] = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        return texts

    @property
    def sought(self) -> tuple[str, ...]:
        """The words of `q`, folded. They are kept: each condition and each page asks for them."""
        return _sought(self.q)

    @property
    def conditions(self) -> dict[str, Callable[[Entry], bool]]:
        """By filter that is asked for, whether an act fits it."""
        return {name: partial(_FITS[name], getattr(self, name)) for name in self.filters}

    def fitting(self, entries: Iterable[Entry]) -> list[Entry]:
        """The acts that fit."""
        acts = list(entries)
        for fits in self.conditions.values():
            acts = [entry for entry in acts if fits(entry)]
        return acts


_FITS: Mapping[str, Callable[[Any, Entry], bool]] = {
    "state": lambda state, entry: state in entry.states or state in entry.others,
    "treaty": lambda treaty, entry: treaty in entry.treaties,
    "stage": lambda stage, entry: entry.stage is stage,
    "kind": lambda kind, entry: kind in entry.kinds,
    "subject": lambda subject, entry: subject in entry.topics,
    "evidence": lambda least, entry: entry.grade.rank >= least.rank,
    "year": lambda year, entry: entry.year == year,
    "principled": lambda principled, entry: entry.principled is principled,
    "q": lambda text, entry: all(word in entry.words for word in _sought(text)),
}


@dataclass(frozen=True, slots=True)
class AskedStories(Asked):
    """What a reader asks for of stories; `q` is a search in the language of the rules."""

    source_lang: str = ""  # ISO 639
    limit: int = 20

    MOST_CHARS: ClassVar[int] = 1_000
    MOST_SHOWN: ClassVar[int] = 50


@dataclass(frozen=True, slots=True)
class AskedTimes(Asked):
    """What a reader asks for of acts by time."""

    by: str = ""  # month or year; "": both


@dataclass(frozen=True, slots=True)
class Choice:
    """The acts of one page, how many fit in all, and the cursor of the next page ("" for none)."""

    entries: tuple[Entry, ...]
    count: int
    next: str = ""


def asked_of(
    parameters: Mapping[str, str], names: Sequence[str] | None = None, of: type[Asked] = Asked
) -> Asked:
    """What these parameters ask `of`. `names`: those that the page has; all if None.

    Raises `WrongParameter`.
    """
    allowed = [field.name for field in fields(of)] if names is None else list(names)
    for name in parameters:
        if name not in allowed:
            raise unknown(name, allowed)
    given = {name: text.strip() for name, text in parameters.items() if text.strip()}
    values: dict[str, object] = {name: _value(name, text, of) for name, text in given.items()}
    return of(**values)  # type: ignore[arg-type]


def unknown(name: str, allowed: Sequence[str]) -> WrongParameter:
    """The refusal of a parameter that a page does not have. `allowed`: those that it has."""
    if not allowed:
        return WrongParameter("none", name)
    return WrongParameter("unknown", name, names=", ".join(allowed))


def _value(name: str, text: str, of: type[Asked]) -> object:
    if len(text) > of.MOST_CHARS:
        raise WrongParameter("chars", name, n=len(text), most=of.MOST_CHARS)
    match name:
        case "stage":
            return _member(name, text, Stage)
        case "evidence":
            return _member(name, text, Grade)
        case "sort":
            return _member(name, text, Sort)
        case "year":
            return _number(name, text, 1900, 2999)
        case "limit":
            return _number(name, text, 1, of.MOST_SHOWN)
        case "principled":
            return _among(name, text, ("yes", "no")) == "yes"
        case "source_lang":
            if not (text.isascii() and text.isalpha() and len(text) in (2, 3)):
                raise WrongParameter("language", name, text=text)
            return text.lower()
        case "by":
            return _among(name, text, ("month", "year"))
        case "state":
            return text.upper() if len(text) == 2 else text
        case "cursor":
            position_of(text)
            return text
        case _:
            return text


def _member(name: str, text: str, among: type[Stage] | type[Grade] | type[Sort]) -> object:
    return among(_among(name, text, list(among)))


def _among(name: str, text: str, values: Sequence[str]) -> str:
    if text not in values:
        raise WrongParameter("member", name, values=", ".join(values), text=text)
    return text


def _number(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and least <= int(text) <= most):
        raise WrongParameter("number", name, least=least, most=most, text=text)
    return int(text)


# ---------------------------------------------------------------- order and pages


def choose(entries: Iterable[Entry], asked: Asked) -> Choice:
    """The acts that fit, in the order asked for, from the cursor on. Raises `WrongParameter`.

    A cursor is a place in the order: acts that come in meanwhile shift nothing.
    """
    fitting = sorted(
        ((_key(entry, asked.sort), entry.id, entry) for entry in asked.fitting(entries)),
        key=lambda place: place[:2],
    )
    begin = 0
    if asked.cursor:
        begin = bisect_right(fitting, position_of(asked.cursor), key=lambda place: place[:2])
    shown = fitting[begin : begin + asked.limit]
    more = begin + asked.limit < len(fitting)
    following = cursor_at(shown[-1][0], shown[-1][1]) if more else ""
    return Choice(tuple(entry for _, _, entry in shown), len(fitting), following)


def page_of(
    items: Sequence[Item], key: Callable[[Item], str], cursor: str, most: int
) -> tuple[Sequence[Item], str]:
    """The items of one page, behind the one of the cursor, and the cursor of the next page ("" for none).
    `key`: what tells an item from all others. Raises `WrongParameter`.
    """
    begin = 0
    if cursor:
        last, _ = position_of(cursor)
        begin = next((place for place, item in enumerate(items, 1) if key(item) == last), 0)
        if not begin:
            raise WrongParameter("gone", "cursor")
    shown = items[begin : begin + most]
    return shown, cursor_at(key(shown[-1]), 0) if begin + most < len(items) else ""


def _key(entry: Entry, sort: Sort) -> str:
    """Text by which the acts come in order."""
    newest = _falling(entry.changed_at.isoformat())
    match sort:
        case Sort.NEWEST:
            return newest
        case Sort.OLDEST:
            return entry.opened_at.isoformat()
        case Sort.STATE:
            return f"{' '.join(entry.states)} {newest}"
        case Sort.ENDED:
            return f"{entry.ended or date.max.isoformat()} {newest}"
        case Sort.STAGE:
            return f"{9 - entry.stage.rank} {newest}"


_FALLING = str.maketrans("0123456789", "9876543210")


def _falling(stamp: str) -> str:
    """A text that comes first for the later of two moments of one form."""
    return stamp.translate(_FALLING)


def cursor_at(key: str, number: int) -> str:
    """The cursor of a place in an order: behind the item with this key and number."""
    packed = json.dumps([key, number], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def wrong_cursor() -> WrongParameter:
    """The refusal of a cursor that no page gave."""
    return WrongParameter("cursor", "cursor")


def position_of(cursor: str) -> tuple[str, int]:
    """The place that a cursor stands for. Raises `WrongParameter`."""
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        key, number = json.loads(packed)
    except (ValueError, TypeError, binascii.Error):
        raise wrong_cursor() from None
    if not isinstance(key, str) or type(number) is not int:
        raise wrong_cursor()
    return key, number
