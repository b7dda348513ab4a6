"""What a child process does for the pipeline. Plain values in and out; killed when it takes too long.

    read_document(received, knowledge)   a feed's bytes -> its stories, each with the rules it meets
    terminations(flagged, knowledge)     a flagged story -> what it states

Rule files and lexicon come as texts, once a child; after that a task only names them by their key, and `None` for an answer means:
this child does not hold them, ask again with the texts. So changed rules reach every child, at its next task.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b

from monitor.errors import RuleError
from monitor.extract import Lexicon, extract, parse_lexicon
from monitor.match import Matcher, load
from monitor.model import Feed, Hit, Parsed, ParseError, Story, Termination
from monitor.normalize import to_story
from monitor.parse import parse_feed
from monitor.rules import load as load_rules

Texts = tuple[tuple[str, str], ...]  # path and text of each file


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What stories are judged with: texts of rule files and lexicon, known by a key. `texts` False: only the key is there."""

    key: str
    rules: Texts = ()
    lexicon: Texts = ()
    texts: bool = False

    @classmethod
    def of(cls, rules: Mapping[str, str], lexicon: Mapping[str, str]) -> Knowledge:
        """From files (path to text)."""
        parts = (tuple(rules.items()), tuple(lexicon.items()))
        return cls(blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16).hexdigest(), *parts, texts=True)

    @property
    def named(self) -> Knowledge:
        """The key alone, for a child that is believed to hold the texts."""
        return Knowledge(self.key)


@dataclass(frozen=True, slots=True)
class Received:
    """A document as it was received. `seen`: hashes of the items that need not be read again; `now` is aware, UTC."""

    body: bytes
    content_type: str
    seen: frozenset[bytes]
    url: str  # what relative links are joined to
    feed: Feed
    now: datetime


@dataclass(frozen=True, slots=True)
class Read:
    """A document, read: `parsed` without its entries, which are the stories."""

    parsed: Parsed
    stories: tuple[tuple[Story, tuple[Hit, ...]], ...]


@dataclass(frozen=True, slots=True)
class Flagged:
    """A story with its hits; `published` is the day that "on Friday" counts from."""

    story: Story
    hits: tuple[Hit, ...]
    published: date | None


class _Held:
    """What this process judges with."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.key = knowledge.key
        self._knowledge = knowledge

    @cached_property
    def matcher(self) -> Matcher:
        return Matcher(load_rules(dict(self._knowledge.rules)))

    @cached_property
    def lexicon(self) -> Lexicon:
        return parse_lexicon(dict(self._knowledge.lexicon))


_held: _Held | None = None


def hold(knowledge: Knowledge) -> _Held | None:
    """What `knowledge` names, made from its texts if this process does not hold it yet; None when there are none."""
    global _held
    if _held is None or _held.key != knowledge.key:
        if not knowledge.texts:
            return None
        _held = _Held(knowledge)
    return _held


def warm(knowledge: Knowledge) -> None:
    """Make everything now: for a process whose children share it."""
    held = hold(knowledge)
    assert held is not None
    held.matcher.match(Story(key="", title=""))
    for pack in held.lexicon.packs.values():
        pack.phrases.find(())


def read_document(received: Received, knowledge: Knowledge) -> Read | ParseError | None:
    """The stories of a document whose item is not in `seen`, each with its hits. Never raises on any bytes that feedparser survives."""
    held = hold(knowledge)
    if held is None:
        return None
    parsed = parse_feed(received.body, received.content_type, received.seen, received.url)
    if isinstance(parsed, ParseError):
        return parsed
    stories = [to_story(entry, received.feed, received.now) for entry in parsed.entries]
    return Read(replace(parsed, entries=(), guids=()), tuple((story, held.matcher.match(story)) for story in stories))


def terminations(flagged: Flagged, knowledge: Knowledge) -> tuple[Termination, ...] | None:
    """What a flagged story states, a row an agreement: see `monitor.extract.extract`."""
    held = hold(knowledge)
    return None if held is None else extract(flagged.story, flagged.hits, held.lexicon, published=flagged.published)


@dataclass(frozen=True, slots=True)
class Refused:
    """A `RuleError` as a plain value."""

    problem: str
    path: str
    line: int
    column: int
    hint: str


def examine(knowledge: Knowledge) -> int | Refused:
    """How many rules the files hold, once their examples were run; or the first thing that is wrong."""
    try:
        return len(load(dict(knowledge.rules)).rules)
    except RuleError as error:
        return Refused(error.problem, error.path, error.line, error.column, error.hint)
