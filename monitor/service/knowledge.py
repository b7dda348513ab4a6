"""What stories are judged and read with, as packaged: lexicon, gazetteer, vocabulary, weights."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from monitor.config import package_data
from monitor.extract import Lexicon, parse_lexicon
from monitor.judge import WEIGHTS, Judge, build_judge
from monitor.rules.vocabulary import Vocabulary, parse_vocabulary


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Names of states, words of ending and the gazetteer."""
    return parse_lexicon(texts_of(lexicon_files()))


@lru_cache(maxsize=1)
def judge() -> Judge:
    """The judge of clauses."""
    return build_judge(texts_of(vocabulary_files()), texts_of(lexicon_files()))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The tables of concepts and words."""
    return parse_vocabulary(texts_of(path for path in vocabulary_files() if path.name != WEIGHTS))


def lexicon_files() -> list[Path]:
    """The lexicon, a file a language, and the gazetteer."""
    rules = package_data("rules")
    return [*sorted((rules / "lexicon").glob("*.toml")), rules / "gazetteer.toml"]


def vocabulary_files() -> list[Path]:
    """The vocabulary: tables, word forms, weights."""
    folder = package_data("rules") / "vocabulary"
    return [*sorted(folder.glob("*.toml")), *sorted((folder / "forms").glob("*.txt")), folder / WEIGHTS]


def texts_of(paths: Iterable[Path]) -> dict[str, str]:
    """Files as path to text."""
    return {str(path): path.read_text(encoding="utf-8") for path in paths}
