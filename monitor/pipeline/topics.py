"""The topics of acts, by which a saved query may ask for them: those of their agreements' names, kinds and
entries in the gazetteer. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from monitor.model import Act, Row, Story
from monitor.rules.topics import Topics

_ENGLISH = "en"  # the language of the topics' own names


class ActTopics:
    """Finds the topics of an act.

    `named` are the topics of names (rules/topics.toml), `gazetteer` the tables with entries and kinds, and
    `subjects` what else belongs to a subject (rules/subjects.toml).
    """

    def __init__(
        self,
        named: Topics,
        gazetteer: Iterable[Mapping[str, Any]],
        subjects: Mapping[str, Sequence[str]],
    ) -> None:
        self._named = named
        rows = [row for table in gazetteer for row in (*table.get("entry", ()), *table.get("kind", ()))]
        self._subjects = {row["id"]: topic_name(row["subject"]) for row in rows if row.get("subject")}
        self._wider: dict[str, list[str]] = {}
        for subject, parts in subjects.items():
            for part in parts:
                self._wider.setdefault(part, []).append(subject)
        fine = {topic for row in named.ids for topic in _with_parents(row)}
        self.names = tuple(sorted(fine | set(subjects) | set(self._subjects.values())))

    def of(self, act: Act | None, stories: Sequence[Story]) -> frozenset[str]:
        """The topics of an act, with those that hold them; of an act whose agreements have none, and without
        an act, those that titles and summaries speak of.
        """
        rows = act.rows if act is not None else ()
        topics = {topic for row in rows for topic in self._of_row(act, row)}
        if not topics:
            topics = {topic for story in stories for topic in self._of_story(story)}
        return frozenset(wider for topic in topics for wider in self.widened(topic))

    def _of_row(self, act: Act | None, row: Row) -> Iterator[str]:
        for number in (row.entry, row.kind):
            if number and number in self._subjects:
                yield self._subjects[number]
        yield from self._named.of("", "", row.kind)
        if row.instrument is not None:
            evidence = row.instrument.leading
            lang = (act.lang_of(evidence.story) if act is not None else None) or "en"
            yield from self._named.of(evidence.value, lang.split("-")[0])

    def _of_story(self, story: Story) -> tuple[str, ...]:
        return self._named.of(f"{story.title} {story.summary}", (story.lang or "en").split("-")[0])

    def widened(self, topic: str) -> frozenset[str]:
        """A topic and all that it is a part of."""
        reached: set[str] = set()
        waiting = [topic]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += [*_with_parents(name), *self._wider.get(name, ())]
        return frozenset(reached)

    def meant_by(self, word: str) -> tuple[str, ...]:
        """The topics that a word of another language than English may mean ("pêche", "Handel"), sorted.

        A subject that holds the topic and is called like it stands for it: `human-rights` for `rights`.
        """
        heard = {
            topic for lang in self._named.langs if lang != _ENGLISH for topic in self._named.of(word, lang)
        }
        return tuple(sorted({self._subject_of(topic) for topic in self._named.narrow(heard)}))

    def _subject_of(self, topic: str) -> str:
        own = topic.split(".")[-1]
        alike = (
            subject
            for subject in self._wider.get(topic, ())
            if any(word.startswith(own) for word in subject.split("-"))
        )
        return next(alike, topic)

    @cached_property
    def overview(self) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[str, ...]]:
        """The topics that hold others, each with these, and the other topics, that no topic holds."""
        holding = tuple((name, parts) for name in self.names if (parts := self.parts(name)))
        shown = {name for topic, parts in holding for name in (topic, *parts)}
        return holding, tuple(name for name in self.names if name not in shown)

    def parts(self, topic: str) -> tuple[str, ...]:
        """The other topics that belong to one, sorted."""
        return tuple(name for name in self.names if name != topic and topic in self.widened(name))


def topic_name(text: str) -> str:
    """A topic as people write it, in the form in which it is stored: "Human rights" is `human-rights`."""
    return "-".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _with_parents(topic: str) -> list[str]:
    """ "tax.data" and "tax"."""
    pieces = topic.split(".")
    return [".".join(pieces[:count]) for count in range(len(pieces), 0, -1)]
