"""Rules and judge together: the hits of a story."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from monitor.clauses import Reader, parse_names
from monitor.judge.judge import Judge
from monitor.judge.weights import parse_weights
from monitor.match import Document, Matcher
from monitor.model import Hit, Story
from monitor.rules.vocabulary import fingerprint_of, parse_vocabulary

WEIGHTS = "weights.txt"


class Detector:
    """What a story is flagged with: the rules it meets, else what its clauses are judged to say.

    `judge` gives the judge; it is first asked for one when a story meets no rule.
    """

    def __init__(self, matcher: Matcher, judge: Callable[[], Judge] | None = None) -> None:
        self.matcher = matcher
        self.judge = judge

    def detect(self, story: Story) -> tuple[Hit, ...]:
        """The hits of a story; one of kind `possible` stands alone."""
        document = Document.of(story)
        hits = self.matcher.match(story, document)
        if hits or self.judge is None:
            return hits
        hit = self.judge().hit(story, known={text.name: text.words for text in document.texts})
        return () if hit is None else (hit,)


def build_judge(vocabulary: Mapping[str, str], names: Mapping[str, str]) -> Judge:
    """The judge over the files of the vocabulary, weights among them, and of the names (path to text). Raises RuleError."""
    path = next(path for path in vocabulary if path.endswith(WEIGHTS))
    words = {name: text for name, text in vocabulary.items() if name != path}
    fingerprint = fingerprint_of(words)
    reader = Reader(parse_vocabulary(words, fingerprint), parse_names(names))
    return Judge(reader, parse_weights(vocabulary[path], path=path, fingerprint=fingerprint))
