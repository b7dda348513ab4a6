"""A reader and a judge over the packaged vocabulary, made once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from monitor import names as names_of
from monitor.clauses import Candidate, Names, Reader, candidates, parse_names
from monitor.judge import MODIFIERS, Frames, Judge, parse_weights, read_frames
from monitor.model import Story
from monitor.rules.vocabulary import Vocabulary, parse_vocabulary

RULES = Path(__file__).resolve().parent.parent / "rules"
LANGUAGES = tuple(sorted(names_of.LANGUAGES))
# Languages that are not covered, whichever are added: examples of tests.
OTHERS = tuple(
    lang
    for lang in ("da", "ja", "sv", "fi", "hu", "el", "ko", "cs", "he", "hi", "vi", "th")
    if lang not in LANGUAGES
)
NAMES = ("vocabulary/*.toml", "names/*.toml", "gazetteer.toml", "plain-names.toml")


def texts(*globs: str) -> dict[str, str]:
    """Files under rules/, path to text."""
    return {
        str(path): path.read_text(encoding="utf-8") for glob in globs for path in sorted(RULES.glob(glob))
    }


@cache
def vocabulary() -> Vocabulary:
    """The packaged vocabulary."""
    return parse_vocabulary(texts("vocabulary/*.toml", "vocabulary/forms/*.txt"))


@cache
def names() -> Names:
    """The packaged names."""
    return parse_names(texts(*NAMES))


@cache
def reader() -> Reader:
    """A reader of all languages; it reads whatever holds a pair."""
    return Reader(vocabulary(), names())


@cache
def frames() -> Frames:
    """The packaged frames."""
    return read_frames(texts("frames.toml"), vocabulary(), MODIFIERS)


@cache
def judge() -> Judge:
    """The packaged judge."""
    path = RULES / "vocabulary" / "weights.txt"
    return Judge(reader(), parse_weights(path.read_text(encoding="utf-8"), path=str(path)), frames())


def story(title: str, summary: str = "", lang: str = "en") -> Story:
    """A story of two texts."""
    return Story(key=title, title=title, summary=summary, lang=lang)


def pairs(title: str, summary: str = "", lang: str = "en") -> list[Candidate]:
    """The candidates of a story; none when it was not read."""
    reading = reader().read(story(title, summary, lang), lang)
    return [] if reading is None else candidates(reading)


def words_of(candidate: Candidate) -> tuple[str, str]:
    """Predicate and target as folded words."""
    words = candidate.sentence.words
    return tuple(" ".join(words[mark.first : mark.end]) for mark in (candidate.predicate, candidate.target))  # type: ignore[return-value]
