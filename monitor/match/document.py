"""A story as words. Each field is tokenised once, whatever reads it: rules, queries, language detection,
judge.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, Generic, TypeVar

from monitor.model import Span, Story
from monitor.query import Token, cased, make_tokens, offsets, sentence_starts, tokenize, words

Interval = tuple[int, int]  # words start:end of one field
Place = tuple[int, int, int]  # field number, then an Interval
Part = tuple[int, int, int]  # field number, and the words low:high of it
Value = TypeVar("Value")
View = list[Part]  # the words that a query is evaluated on


class computed_once(Generic[Value]):
    """A property that is computed at its first use. `functools.cached_property` takes a lock before Python
    3.12, which is slow for thousands of stories a second.
    """

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    def __get__(self, instance: object, owner: type) -> Value:
        value = instance.__dict__[self._name] = self._compute(instance)
        return value


class Text:
    """One field of a story and what is read from it, each computed when it is first asked for."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    @computed_once
    def words(self) -> list[str]:
        """The folded words."""
        return words(self.text)

    @computed_once
    def places(self) -> dict[str, list[Interval]]:
        """The places of each folded word."""
        places: dict[str, list[Interval]] = {}
        for position, word in enumerate(self.words):
            places.setdefault(word, []).append((position, position + 1))
        return places

    @computed_once
    def offsets(self) -> list[Interval]:
        """The characters start:end of each word."""
        return offsets(self.text)

    @computed_once
    def cased(self) -> list[str]:
        """Each word in its own case."""
        return [cased(self.text[start:end]) for start, end in self.offsets]

    @computed_once
    def sentences(self) -> list[Interval]:
        """The words low:high of each sentence that has words."""
        if len(self.starts) == 1:
            return [(0, len(self.words))] if self.words else []
        cuts = [bisect_left(self._word_starts, start) for start in self.starts]
        return [(low, high) for low, high in pairwise([*cuts, len(self.words)]) if low < high]

    @computed_once
    def tokens(self) -> list[Token]:
        """The words with their characters and sentence."""
        return make_tokens(self.text, self.words, self.offsets, self.starts)

    @computed_once
    def starts(self) -> list[int]:
        """The characters at which sentences start."""
        return sentence_starts(self.text)

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """The words of the characters start:end. If these begin or end inside a word, they are tokenised for
        themselves.
        """
        low, high = bisect_left(self._word_starts, start), bisect_left(self._word_starts, end)
        tokens = self.tokens[low:high]
        begins_inside = low > 0 and self.tokens[low - 1].end > start
        if begins_inside or (tokens and tokens[-1].end > end):
            part = tokenize(self.text[start:end])
            return [token._replace(start=token.start + start, end=token.end + start) for token in part]
        return tokens

    def tokens_from(self, start: int, count: int) -> list[Token]:
        """So many words from the character `start` on."""
        low = bisect_left(self._word_starts, start)
        return self.tokens[low : low + count]

    @computed_once
    def _word_starts(self) -> list[int]:
        return [start for start, _ in self.offsets]


class Document:
    """The fields of a story that have text, in the order title, summary, body, and the values for `source:`,
    `lang:` and `country:` of a query.
    """

    def __init__(
        self,
        title: str,
        summary: str = "",
        body: str = "",
        *,
        sources: Iterable[str] = (),
        lang: str | None = None,
        countries: Iterable[str] = (),
    ) -> None:
        self.title, self.summary, self.body = (
            Text("title", title),
            Text("summary", summary),
            Text("body", body),
        )
        self.lang = _tag(lang)
        self._countries = countries
        self._sources = sources

    @classmethod
    def of(cls, story: Story, *, countries: Iterable[str] | None = None) -> Document:
        """The words of a story. `countries` are the values for `country:`; by default, the state of its
        feed.
        """
        states = ([story.state] if story.state else []) if countries is None else countries
        sources = (story.source, story.host)
        return cls(story.title, story.summary, story.body, sources=sources, lang=story.lang, countries=states)

    def set_language(self, lang: str | None) -> None:
        """Changes the language, after it was detected from the words."""
        self.lang = _tag(lang)

    @computed_once
    def texts(self) -> list[Text]:
        """The fields that have text."""
        return [text for text in (self.title, self.summary, self.body) if text.text]

    @computed_once
    def view(self) -> View:
        """All words of all fields."""
        return [(number, 0, len(text.words)) for number, text in enumerate(self.texts)]

    @computed_once
    def countries(self) -> frozenset[str]:
        """The country codes in upper case."""
        return frozenset(country.upper() for country in self._countries)

    @computed_once
    def sources(self) -> tuple[list[str], ...]:
        """The folded words of each source."""
        return tuple(words(source) for source in self._sources if source)

    def parts_of(self, field: str, view: View) -> View:
        """The parts of a view that are in this field."""
        return [part for part in view if self.texts[part[0]].name == field]

    def spans(self, places: Iterable[Place]) -> tuple[Span, ...]:
        """The characters of these places in reading order, without repetitions and places inside another."""
        spans: list[Span] = []
        last = (-1, -1)
        for number, start, end in sorted(set(places), key=lambda place: (place[0], place[1], -place[2])):
            if (number, end) <= last:
                continue
            last = (number, end)
            text = self.texts[number]
            spans.append(Span(text.name, text.offsets[start][0], text.offsets[end - 1][1]))
        return tuple(spans)

    @computed_once
    def vocabulary(self) -> set[str]:
        """The folded words of all fields."""
        return set().union(*[text.words for text in self.texts])

    @computed_once
    def joined(self) -> str:
        """All folded words with a space on both sides, a line for each field: a phrase without wildcards is
        in the story if it is a part of this text.
        """
        return "\n".join(f" {' '.join(text.words)} " for text in self.texts)

    def is_from(self, source: tuple[str, ...]) -> bool:
        """True if these words stand side by side in the publisher's name or in the host."""
        size = len(source)
        return any(
            tuple(name[at : at + size]) == source
            for name in self.sources
            for at in range(len(name) - size + 1)
        )

    def is_in(self, lang: str) -> bool:
        """True if the story's language is `lang` or a regional form of it (RFC 4647, basic filtering)."""
        return self.lang == lang or self.lang.startswith(f"{lang}-")


def _tag(lang: str | None) -> str:
    return (lang or "").replace("_", "-").lower()
