"""Flags a story: the hits of the rules, or else of the judge. Builds the judge from its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property

from monitor.clauses import Detect, Reader, parse_names
from monitor.judge.clause import MODIFIERS
from monitor.judge.frames import read_frames
from monitor.judge.judge import Judge
from monitor.judge.weights import Weights, parse_weights
from monitor.match import Document, Matcher
from monitor.model import Hit, Story
from monitor.normalize import language_code
from monitor.rules.frames import frame_files
from monitor.rules.own import read_own
from monitor.rules.vocabulary import fingerprint_of, parse_vocabulary
from monitor.tables import WEIGHTS


class Detector:
    """Gives the hits of a story: those of the rules, or if no rule matches, those of the judge.

    `judge` returns the judge. Without it only the rules are applied, and the language tags of stories are
    used.
    """

    def __init__(self, matcher: Matcher, judge: Callable[[], Judge] | None = None) -> None:
        self.matcher = matcher
        self._judge = judge

    @cached_property
    def judge(self) -> Judge | None:
        """The judge, built when it is first asked for; None without one."""
        return None if self._judge is None else self._judge()

    def detect(self, story: Story) -> tuple[Hit, ...]:
        """The hits of a story; a hit of kind `possible` is the only one."""
        return self.read(story)[1]

    def read(self, story: Story, document: Document | None = None) -> tuple[Story, tuple[Hit, ...]]:
        """The story with its detected language, and its hits. `document`: its words, for a caller that needs
        them too.
        """
        judge = self.judge
        document = document or Document.of(story)
        if judge is None:
            return story, self.matcher.match(document)
        language = judge.reader.detect_language(story, document)
        if language.lang and language.lang != language_code(story.lang):
            story = replace(story, lang=language.lang)
            document.set_language(story.lang)
        hits = self.matcher.match(document, language.certain_lang)
        if hits or language.lang not in judge.reader.languages:
            return story, hits
        return story, judge.hits(story, language.lang, document)

    def detect_if_covered(self, story: Story) -> tuple[Hit, ...] | None:
        """The hits as of `detect`; None if no rule matches and there is no judge for the story's language."""
        story, hits = self.read(story)
        judged = self.judge is not None and language_code(story.lang) in self.judge.reader.languages
        return hits if hits or judged else None


def build_judge(
    vocabulary: Mapping[str, str],
    names: Mapping[str, str],
    own: Mapping[str, str] | None = None,
    detect: Detect | None = None,
    *,
    weighed: bool = True,
) -> Judge:
    """Builds the judge from files (path to text): `vocabulary` with weights and frames, and `names`.

    `own`: rule files of an installation. Its frames are tried before the packaged ones, its words are added
    to the packaged ones. If it has frames or new concepts, the first stage of the model is not used, because
    that would reject stories for which they hold. `detect` gives the probable languages of a text. Without
    `weighed` the weights are not read: clauses and frames can be shown, but stories not judged. Raises
    RuleError.
    """
    weights = next(path for path in vocabulary if path.endswith(WEIGHTS))
    frames = frame_files(vocabulary)
    texts = {path: text for path, text in vocabulary.items() if path != weights and path not in frames}
    fingerprint = fingerprint_of(texts)
    mine = read_own(own or {}, texts, names)
    words = parse_vocabulary(texts, fingerprint, mine.words)
    learnt = (
        parse_weights(vocabulary[weights], path=weights, fingerprint=fingerprint) if weighed else Weights()
    )
    everything = not weighed or mine.has_new_concepts or frame_files(own or {})
    return Judge(
        Reader(words, parse_names(names, mine), None if everything else learnt.pairs, detect),
        learnt,
        read_frames(frame_files(own or {}) | frames, words, MODIFIERS),
    )
