"""A story as words. Each field is tokenised once, whatever reads it: rules, queries, language detection,
judge.

Offsets, sentences and tokens are computed when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate
from types import MappingProxyType

from monitor.model import Span, Story
from monitor.query import cased, offsets, sentence_starts, words

Interval = tuple[int, int]  # words start:end of one field
Place = tuple[int, int, int]  # field number, then an Interval
Part = tuple[int, int, int]  # field number, and the words low:high of it
View = list[Part]  # the words that a query is evaluated on


class Text:
    """One field of a story. `words` are its folded words."""

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
        """The places of each folded word."""
        if self._places is None:
            self._places = {}
            for position, word in enumerate(self.words):
                self._places.setdefault(word, []).append((position, position + 1))
        return self._places

    @property
    def offsets(self) -> list[Interval]:
        """The characters start:end of each word."""
        if self._offsets is None:
            self._offsets = offsets(self.text)
        return self._offsets

    @property
    def cased(self) -> list[str]:
        """Each word in its own case."""
        if self._cased is None:
            self._cased = [cased(self.text[start:end]) for start, end in self.offsets]
        return self._cased

    @property
    def sentences(self) -> list[Interval]:
        """The words low:high of each sentence that has words."""
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
    """The fields of a story that have text, in the order title, summary, body, and the values for `source:`,
    `lang:` and `country:` of a query.
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

    @property
    def vocabulary(self) -> set[str]:
        """The folded words of all fields."""
        if self._vocabulary is None:
            self._vocabulary = set().union(*[text.words for text in self.texts])
        return self._vocabulary

    @property
    def joined(self) -> str:
        """All folded words with a space on both sides, a line for each field: a phrase without wildcards is
        in the story if it is a part of this text.
        """
        if self._joined is None:
            self._joined = "\n".join(f" {' '.join(text.words)} " for text in self.texts)
        return self._joined

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
