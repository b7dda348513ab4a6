"""What stories are judged and read with, as packaged: lexicon, gazetteer, vocabulary, weights, frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from monitor.config import package_data
from monitor.extract import Lexicon, parse_lexicon
from monitor.judge import MODIFIERS, WEIGHTS, Frames, Judge, build_judge, read_frames
from monitor.rules.frames import FRAMES, frame_files
from monitor.rules.vocabulary import Vocabulary, parse_vocabulary


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Names of states, words of ending and the gazetteer."""
    return parse_lexicon(texts_of(lexicon_files()))


def judge(rules: Mapping[str, str] | None = None) -> Judge:
    """The judge of clauses; with frames of an installation, if its rule files (path to text) hold any. Raises `RuleError`."""
    return _judge(tuple(frame_files(rules or {}).items()))


@lru_cache(maxsize=2)
def _judge(own: tuple[tuple[str, str], ...]) -> Judge:
    return build_judge(texts_of(vocabulary_files()), texts_of(lexicon_files()), dict(own))


def frames(rules: Mapping[str, str]) -> Frames:
    """The frames in force: those of an installation's rule files (path to text), then the packaged ones. Raises `RuleError`."""
    packaged = package_data("rules") / FRAMES
    return read_frames(frame_files(rules) | texts_of([packaged]), vocabulary(), MODIFIERS)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The tables of concepts and words."""
    return parse_vocabulary(texts_of(path for path in vocabulary_files() if path.name not in (WEIGHTS, FRAMES)))


def lexicon_files() -> list[Path]:
    """The lexicon, a file a language; the names of states; and the gazetteer."""
    rules = package_data("rules")
    return [*sorted((rules / "lexicon").glob("*.toml")), *sorted((rules / "names").glob("*.toml")), rules / "gazetteer.toml"]


def vocabulary_files() -> list[Path]:
    """The vocabulary: tables, word forms, weights; and the frames."""
    rules = package_data("rules")
    folder = rules / "vocabulary"
    return [*sorted(folder.glob("*.toml")), *sorted((folder / "forms").glob("*.txt")), folder / WEIGHTS, rules / FRAMES]


def texts_of(paths: Iterable[Path]) -> dict[str, str]:
    """Files as path to text."""
    return {str(path): path.read_text(encoding="utf-8") for path in paths}
