"""A story as words: tokenised once, whatever the number of queries; offsets and sentences only when something
matched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate
from types import MappingProxyType

from monitor.model import Span, Story
from monitor.query import cased, offsets, sentence_starts, words

Interval = tuple[int, int]  # words start:end of one field
Place = tuple[int, int, int]  # field number, then an Interval
Part = tuple[int, int, int]  # field number, and words low:high of it
View = list[Part]  # what may be looked at


class Text:
    """One field of a story. `words` are folded; the rest is worked out when first asked for."""

    __slots__ = ("_cased", "_offsets", "_places", "_sentences", "name", "text", "words")

    def __init__(self, name: str, text: str, folded: list[str] | None = None) -> None:
        self.name = name
        self.text = text
        self.words = words(text) if folded is None else folded
        self._offsets: list[Interval] | None = None
        self._sentences: list[Interval] | None = None
        self._cased: list[str] | None = None
        self._places: dict[str, list[Interval]] | None = None

    @property
    def places(self) -> dict[str, list[Interval]]:
        """Where each folded word stands."""
        if self._places is None:
            self._places = {}
            for position, word in enumerate(self.words):
                self._places.setdefault(word, []).append((position, position + 1))
        return self._places

    @property
    def offsets(self) -> list[Interval]:
        """The characters of each word."""
        if self._offsets is None:
            self._offsets = offsets(self.text)
        return self._offsets

    @property
    def cased(self) -> list[str]:
        """Each word as written."""
        if self._cased is None:
            self._cased = [cased(self.text[start:end]) for start, end in self.offsets]
        return self._cased

    @property
    def sentences(self) -> list[Interval]:
        """The words of each sentence that has any."""
        if self._sentences is None:
            starts = sentence_starts(self.text)
            if len(starts) == 1:
                self._sentences = [(0, len(self.words))] if self.words else []
            else:
                counts = [
                    len(words(self.text[start:end]))
                    for start, end in zip(starts, [*starts[1:], len(self.text)], strict=True)
                ]
                ends = list(accumulate(counts))
                self._sentences = [
                    (end - count, end) for count, end in zip(counts, ends, strict=True) if count
                ]
        return self._sentences


class Document:
    """The fields of a story that have words, in the order title, summary, body, and what `source:`, `lang:`,
    `country:` ask.
    """

    __slots__ = ("_joined", "_vocabulary", "countries", "lang", "sources", "texts", "view")

    def __init__(
        self,
        title: str,
        summary: str = "",
        body: str = "",
        *,
        sources: Iterable[str] = (),
        lang: str | None = None,
        countries: Iterable[str] = (),
        known: Mapping[str, list[str]] = MappingProxyType({}),
    ) -> None:
        named = (("title", title), ("summary", summary), ("body", body))
        self.texts = [Text(name, text, known.get(name)) for name, text in named if text]
        self.view: View = [(number, 0, len(text.words)) for number, text in enumerate(self.texts)]
        self._vocabulary: set[str] | None = None
        self._joined: str | None = None
        self.sources = tuple(words(source) for source in sources if source)
        self.lang = (lang or "").replace("_", "-").lower()
        self.countries = frozenset(country.upper() for country in countries)

    @classmethod
    def of(
        cls,
        story: Story,
        *,
        countries: Iterable[str] | None = None,
        known: Mapping[str, list[str]] = MappingProxyType({}),
    ) -> Document:
        """A story's words. `countries` are those of `country:`; without them it asks for the state of the
        story's feed.

        `known` are its folded words by field, where somebody has them.
        """
        states = ([story.state] if story.state else []) if countries is None else countries
        sources = (story.source, story.host)
        return cls(
            story.title,
            story.summary,
            story.body,
            sources=sources,
            lang=story.lang,
            countries=states,
            known=known,
        )

    def spans(self, places: Iterable[Place]) -> tuple[Span, ...]:
        """Places as characters, in reading order, each once, none inside another."""
        found: list[Span] = []
        last = (-1, -1)
        for number, start, end in sorted(set(places), key=lambda place: (place[0], place[1], -place[2])):
            if (number, end) <= last:
                continue
            last = (number, end)
            text = self.texts[number]
            found.append(Span(text.name, text.offsets[start][0], text.offsets[end - 1][1]))
        return tuple(found)

    @property
    def vocabulary(self) -> set[str]:
        """The folded words of all fields."""
        if self._vocabulary is None:
            self._vocabulary = set().union(*[text.words for text in self.texts])
        return self._vocabulary

    @property
    def joined(self) -> str:
        """All words with a space on both sides, fields apart: a plain phrase is in the story when it is in
        this.
        """
        if self._joined is None:
            self._joined = "\n".join(f" {' '.join(text.words)} " for text in self.texts)
        return self._joined

    def is_from(self, source: tuple[str, ...]) -> bool:
        """Whether the words stand side by side in the publisher's name or in the host."""
        size = len(source)
        return any(
            tuple(name[at : at + size]) == source
            for name in self.sources
            for at in range(len(name) - size + 1)
        )

    def is_in(self, lang: str) -> bool:
        """Whether the story's language is this one or a regional form of it (RFC 4647, basic filtering)."""
        return self.lang == lang or self.lang.startswith(f"{lang}-")
