"""Detects the language of a story: its tag, unless the text is clearly in another language; else from script,
letters, detector and little words.

docs/notes/detection.md, "Languages", gives the measurements behind the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from monitor.match.document import Document
from monitor.model import Story
from monitor.normalize import language_code
from monitor.query import words

# text -> its most probable languages with their probabilities, the most probable first
Detect = Callable[[str], Sequence[tuple[str, float]]]

_SAMPLE = 400  # characters that are read
_DETECTED = 200  # characters that the detector reads: with more, none of 51,240 stories got another language
_SURE = 0.7  # probability from which the detector's guess is certain,
_ENOUGH = 5  # if the text has this many different words,
_HARDLY = 0.1  # and the tag's language has a smaller probability than this
_NAMED = 0.4  # probability from which a guess of a language that is not covered is used
_LITTLE = 3.0  # factor by which each little word makes its language more probable
# little words of the tag's language that confirm the tag if every other language has at most half as many
_LEADING = 3
_ALONE = 2  # the same for little words that no other language has
_SCRIPTS = (  # scripts other than Latin: their letters, and the languages that use them
    (re.compile("[\u0400-\u052f]"), frozenset({"ru", "uk", "sr"})),
    (re.compile("[\u0600-\u06ff]"), frozenset({"ar"})),
    (re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"), frozenset({"zh"})),
)
_NOT_LATIN = frozenset({"ru", "uk", "ar", "zh"})
_UKRAINIAN = re.compile("[їєґ]", re.IGNORECASE)
_POLISH = re.compile("ł.*[ąę]|[ąę].*ł", re.IGNORECASE | re.DOTALL)
_JAPANESE_OR_KOREAN = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_HAN_TOO = frozenset({"ja", "ko"})  # tags of languages whose headlines may hold nothing but Han
_NOT_UKRAINIAN = re.compile("[ыэёъў]", re.IGNORECASE)


class StoryLanguage(NamedTuple):
    """`lang`: ISO 639 code, also of a language without vocabulary; None if it is unknown.

    `certain`: True if the text itself shows it, whatever its tag says.
    """

    lang: str | None
    certain: bool

    @property
    def certain_lang(self) -> str:
        """The language if it is certain, else ""."""
        return self.lang or "" if self.certain else ""


class Languages:
    """Detects the language of a story.

    `little`: the little words, folded, of each covered language (one that has a vocabulary).
    """

    def __init__(self, little: Mapping[str, frozenset[str]], detect: Detect | None = None) -> None:
        self.covered = frozenset(little)
        self._little = little
        others = {
            lang: frozenset().union(*(words for other, words in little.items() if other != lang))
            for lang in little
        }
        # little words that only this language has,
        self._own = {lang: words - others[lang] for lang, words in little.items()}
        # and with them those that only other languages have
        self._distinctive = {lang: words ^ others[lang] for lang, words in little.items()}
        self._detect = detect

    def detect(self, story: Story, document: Document | None = None) -> StoryLanguage:
        """The language of a story. `document`: its words, if they were already read."""
        tag = language_code(story.lang)
        folded = _folded(story, document)
        if tag in self.covered and self._confirms_tag(tag, folded):
            return StoryLanguage(tag, True)
        text = _sample(story)
        covered = self._of_script(text)
        counts = {lang: len(self._little[lang].intersection(folded)) for lang in covered}
        certain = tag if tag in covered and _leads(counts, tag) else _by_letters(text, tag, counts)
        if certain:
            return StoryLanguage(certain, True)
        guesses = self._detect(text[:_DETECTED]) if self._detect is not None and folded else ()
        guessed = _clear_guess(guesses, tag, len(set(folded)))
        if guessed and (tag in self.covered or guessed in self.covered):
            return StoryLanguage(guessed, True)
        if tag in covered or (tag and tag not in self.covered):
            return StoryLanguage(tag, guessed == tag)
        return StoryLanguage(_untagged(guesses, counts), bool(guessed))

    def _confirms_tag(self, tag: str, folded: Sequence[str]) -> bool:
        """True if the little words that one language alone has confirm the tag, as in most stories."""
        distinctive = self._distinctive[tag].intersection(folded)
        count = len(distinctive & self._own[tag])
        return count >= _ALONE and 2 * (len(distinctive) - count) <= count

    def _of_script(self, text: str) -> frozenset[str]:
        """The covered languages that are written in the script of the text."""
        if not text.isascii():
            for letters, languages in _SCRIPTS:
                if len(letters.findall(text)) > len(text) // 4:
                    return self.covered & languages
        return self.covered - _NOT_LATIN


def _sample(story: Story) -> str:
    """The text to read: the beginning of headline and summary, or of the body if both are empty."""
    return (f"{story.title} {story.summary}" if story.title or story.summary else story.body)[:_SAMPLE]


def _folded(story: Story, document: Document | None) -> Sequence[str]:
    """The folded words of about that text."""
    if document is None or not (story.title or story.summary):
        return words(_sample(story))
    return [*document.title.words, *document.summary.words[:_SAMPLE]]


def _by_letters(text: str, tag: str, counts: Mapping[str, int]) -> str:
    """The language that the letters of a text show, "" if none; `counts`: the little words of each covered
    language of its script.
    """
    if "uk" in counts and _UKRAINIAN.search(text) and not _NOT_UKRAINIAN.search(text):
        return "uk"
    may_be_chinese = counts.keys() == {"zh"} and tag not in _HAN_TOO
    if may_be_chinese and not _JAPANESE_OR_KOREAN.search(text):
        return "zh"
    return "pl" if counts.get("pl", 0) >= _LEADING and _POLISH.search(text) else ""


def _leads(counts: Mapping[str, int], tag: str) -> bool:
    """True if the text has enough little words of the tag's language, twice as many as of any other."""
    return counts[tag] >= _LEADING and all(
        count * 2 <= counts[tag] for lang, count in counts.items() if lang != tag
    )


def _clear_guess(guesses: Sequence[tuple[str, float]], tag: str, size: int) -> str:
    """The language of a text of `size` different words if the detector is sure, whatever its tag; else ""."""
    if not guesses or size < _ENOUGH:
        return ""
    best, probability = guesses[0]
    is_decisive = best == tag or dict(guesses).get(tag, 0.0) < _HARDLY
    return best if probability >= _SURE and is_decisive else ""


def _untagged(guesses: Sequence[tuple[str, float]], counts: Mapping[str, int]) -> str | None:
    """The language of a text without a tag, from the detector's guesses and the number of little words; None
    if both are empty.
    """
    if guesses and guesses[0][0] not in counts and guesses[0][1] >= _NAMED:
        return guesses[0][0]
    weights = {lang: probability * _LITTLE ** counts[lang] for lang, probability in guesses if lang in counts}
    scores: Mapping[str, float] = weights or counts
    best = max(scores, key=lambda lang: scores[lang], default=None)
    return best if best is not None and scores[best] else None
