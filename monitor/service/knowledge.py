"""The words by which stories are judged and read: lexicon, gazetteer, vocabulary, weights, frames, as
packaged, and with the additions of rule files.

`rules` are rule files of an installation, path to text.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from monitor import langid
from monitor.config import package_data
from monitor.extract import Lexicon, parse_lexicon
from monitor.judge import MODIFIERS, Frames, Judge, build_judge, read_frames
from monitor.rules.frames import frame_files
from monitor.rules.own import known_of, own_files, parse_own
from monitor.rules.own_values import NONE, Known, Own
from monitor.rules.vocabulary import Vocabulary, parse_vocabulary
from monitor.service.packaged import languages_file, lexicon_files, texts_of, vocabulary_files
from monitor.tables import FRAMES, WEIGHTS

Files = tuple[tuple[str, str], ...]  # path and text


def own(rules: Mapping[str, str]) -> Own:
    """The words of an installation. Raises `RuleError`."""
    return _own(tuple(own_files(rules).items()))


@lru_cache(maxsize=2)
def _own(files: Files) -> Own:
    return parse_own(dict(files), known()) if files else NONE


@lru_cache(maxsize=1)
def known() -> Known:
    """What words of an installation may add to."""
    tables = (path for path in vocabulary_files() if path.suffix == ".toml" and path.name != FRAMES)
    return known_of(texts_of(tables), texts_of(lexicon_files()))


def lexicon(rules: Mapping[str, str] | None = None) -> Lexicon:
    """Names of states, words of ending and the gazetteer.

    Raises `RuleError` for words of an installation that are wrong.
    """
    return _lexicon(tuple(own_files(rules or {}).items()))


@lru_cache(maxsize=2)
def _lexicon(files: Files) -> Lexicon:
    return parse_lexicon(texts_of(lexicon_files()), _own(files))


def judge(rules: Mapping[str, str] | None = None) -> Judge:
    """The judge of clauses, with frames and words of an installation. Raises `RuleError`."""
    rules = rules or {}
    return _judge(tuple((frame_files(rules) | own_files(rules)).items()))


@lru_cache(maxsize=2)
def _judge(files: Files) -> Judge:
    return build_judge(
        texts_of(vocabulary_files()),
        texts_of(lexicon_files()),
        dict(files),
        langid.detector(languages_file()),
    )


def unweighed_judge(rules: Mapping[str, str]) -> Judge:
    """The judge without weights: it shows clauses and frames while the vocabulary changes, and judges no
    story. Raises `RuleError`.
    """
    files = frame_files(rules) | own_files(rules)
    return build_judge(
        texts_of(vocabulary_files()),
        texts_of(lexicon_files()),
        files,
        langid.detector(languages_file()),
        weighed=False,
    )


def frames(rules: Mapping[str, str]) -> Frames:
    """The frames in force: those of an installation, then the packaged ones. Raises `RuleError`."""
    return _frames(tuple(frame_files(rules).items()), tuple(own_files(rules).items()))


@lru_cache(maxsize=2)
def _frames(files: Files, words: Files) -> Frames:
    packaged = package_data("rules") / FRAMES
    return read_frames(dict(files) | texts_of([packaged]), _vocabulary(words), MODIFIERS)


def vocabulary(rules: Mapping[str, str] | None = None) -> Vocabulary:
    """The tables of concepts and words. Raises `RuleError` for words of an installation that are wrong."""
    return _vocabulary(tuple(own_files(rules or {}).items()))


@lru_cache(maxsize=2)
def _vocabulary(files: Files) -> Vocabulary:
    return parse_vocabulary(
        texts_of(path for path in vocabulary_files() if path.name not in (WEIGHTS, FRAMES)),
        own=_own(files).words,
    )
