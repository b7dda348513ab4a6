"""The language of a story: its tag, unless its text is plainly of another language; else its script, the
detector, its little words.

Figures behind the numbers are in docs/notes/detection.md, "Languages".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from monitor.model import Story
from monitor.normalize import language_code
from monitor.query import words

# text -> its likeliest languages with their probabilities, the likeliest first
Detect = Callable[[str], Sequence[tuple[str, float]]]

_SAMPLE = 400  # characters that are looked at
_DETECTED = 200  # of them those that the detector reads: no story of 51,240 is told otherwise by more
_SURE = 0.7  # probability from which a text is plainly in a language,
_ENOUGH = 5  # if it has so many words,
_HARDLY = 0.1  # and its tag's language is less likely than this
_NAMED = 0.4  # probability from which a language that is not covered is believed
_LITTLE = 3.0  # how much likelier each little word makes its language
# little words of the tag's language that confirm the tag, if no other language has more than half as many
_LEADING = 3
_ALONE = 2  # those that no other language has, which do as well
_SCRIPTS = (  # beside Latin: their letters, and the languages that are written in them, not always alone
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


class Told(NamedTuple):
    """`lang`: ISO 639 code, also of a language that is not covered, None when nothing tells it.

    `plain`: the text shows it by itself.
    """

    lang: str | None
    plain: bool

    @property
    def plainly(self) -> str:
        """The language that the text shows by itself; "" when it does not."""
        return self.lang or "" if self.plain else ""


class Languages:
    """Tells in which language a story is.

    `little`: the little words, folded, of each language that is covered.
    """

    def __init__(self, little: Mapping[str, frozenset[str]], detect: Detect | None = None) -> None:
        self.covered = frozenset(little)
        self._little = little
        others = {
            lang: frozenset().union(*(found for other, found in little.items() if other != lang))
            for lang in little
        }
        # little words that only this language has,
        self._alone = {lang: found - others[lang] for lang, found in little.items()}
        # and with them those that only others have
        self._apart = {lang: found ^ others[lang] for lang, found in little.items()}
        self._detect = detect

    def tell(self, story: Story, known: Mapping[str, Sequence[str]] | None = None) -> Told:
        """The language of a story. `known` are its folded words by field, where somebody has them."""
        tag = language_code(story.lang)
        folded = _folded(story, known)
        if tag in self.covered and self._stands_out(tag, folded):
            return Told(tag, True)
        text = _sample(story)
        covered = self._of_script(text)
        counts = {lang: len(self._little[lang].intersection(folded)) for lang in covered}
        if tag in covered and _confirms(counts, tag):
            return Told(tag, True)
        if "uk" in covered and _UKRAINIAN.search(text) and not _NOT_UKRAINIAN.search(text):
            return Told("uk", True)
        if covered == {"zh"} and tag not in _HAN_TOO and not _JAPANESE_OR_KOREAN.search(text):
            return Told("zh", True)
        if counts.get("pl", 0) >= _LEADING and _POLISH.search(text):
            return Told("pl", True)
        guesses = self._detect(text[:_DETECTED]) if self._detect is not None and folded else ()
        plain = _plain(guesses, tag, len(set(folded)))
        if plain and (tag in self.covered or plain in self.covered):
            return Told(plain, True)
        if tag in covered or (tag and tag not in self.covered):
            return Told(tag, plain == tag)
        return Told(_untagged(guesses, counts), bool(plain))

    def _stands_out(self, tag: str, folded: Sequence[str]) -> bool:
        """True if little words that only the tag's language has show by themselves that it is right: so it is
        with most stories.
        """
        apart = self._apart[tag].intersection(folded)
        count = len(apart & self._alone[tag])
        return count >= _ALONE and 2 * (len(apart) - count) <= count

    def _of_script(self, text: str) -> frozenset[str]:
        """The covered languages that are written in the script of this text."""
        if not text.isascii():
            for letters, languages in _SCRIPTS:
                if len(letters.findall(text)) > len(text) // 4:
                    return self.covered & languages
        return self.covered - _NOT_LATIN


def _sample(story: Story) -> str:
    """The text that is looked at: headline and summary, else the beginning of the body."""
    return (f"{story.title} {story.summary}" if story.title or story.summary else story.body)[:_SAMPLE]


def _folded(story: Story, known: Mapping[str, Sequence[str]] | None) -> Sequence[str]:
    """The folded words of that text."""
    if known is None or not (story.title or story.summary):
        return words(_sample(story))
    return [*known.get("title", ()), *known.get("summary", ())[:_SAMPLE]]


def _confirms(counts: Mapping[str, int], tag: str) -> bool:
    """True if little words alone show that the tag is right."""
    return counts[tag] >= _LEADING and all(
        count * 2 <= counts[tag] for lang, count in counts.items() if lang != tag
    )


def _plain(guesses: Sequence[tuple[str, float]], tag: str, size: int) -> str:
    """The language that a text of `size` words is plainly in, whatever its tag; "" when it is not plain."""
    if not guesses or size < _ENOUGH:
        return ""
    best, probability = guesses[0]
    return best if probability >= _SURE and (best == tag or dict(guesses).get(tag, 0.0) < _HARDLY) else ""


def _untagged(guesses: Sequence[tuple[str, float]], counts: Mapping[str, int]) -> str | None:
    """The language of a text without a tag, from the guesses and the little words of the covered languages;

    None when nothing tells.
    """
    if guesses and guesses[0][0] not in counts and guesses[0][1] >= _NAMED:
        return guesses[0][0]
    weights = {lang: probability * _LITTLE ** counts[lang] for lang, probability in guesses if lang in counts}
    scores: Mapping[str, float] = weights or counts
    best = max(scores, key=lambda lang: scores[lang], default=None)
    return best if best is not None and scores[best] else None
