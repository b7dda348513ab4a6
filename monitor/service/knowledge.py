"""The words by which stories are judged and read: lexicon, gazetteer, vocabulary, weights, frames, as
packaged, and with the additions of rule files.

`rules` are rule files of an installation, path to text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from monitor import langid
from monitor.config import package_data
from monitor.extract import EXTRACT_WEIGHTS, Lexicon, parse_lexicon
from monitor.judge import MODIFIERS, WEIGHTS, Frames, Judge, build_judge, read_frames
from monitor.rules.frames import FRAMES, frame_files
from monitor.rules.own import known_of, own_files, parse_own
from monitor.rules.own_values import NONE, Known, Own
from monitor.rules.vocabulary import JUDGED, Vocabulary, parse_vocabulary

Files = tuple[tuple[str, str], ...]  # path and text
GAZETTEER = ("gazetteer.toml", "plain-names.toml")
TOPICS = "topics.toml"
NOTICES = "depositary.toml"


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


def lexicon_files() -> list[Path]:
    """What extraction reads: tables and word forms of the vocabulary; names of states; official titles in
    dossiers; the gazetteer; topics; words of depositaries' notices; weights.
    """
    rules = package_data("rules")
    words = (
        path
        for glob in ("vocabulary/*.toml", "vocabulary/forms/*.txt", "names/*.toml", "dossiers/*.toml")
        for path in sorted(rules.glob(glob))
    )
    return [*words, *(rules / name for name in (*GAZETTEER, TOPICS, NOTICES, EXTRACT_WEIGHTS))]


def vocabulary_files() -> list[Path]:
    """What the judge reads: its tables of the vocabulary, word forms, weights; and the frames."""
    rules = package_data("rules")
    folder = rules / "vocabulary"
    return [
        *(folder / name for name in JUDGED),
        *sorted((folder / "forms").glob("*.txt")),
        folder / WEIGHTS,
        rules / FRAMES,
    ]


def languages_file() -> str:
    """The path of the model that tells the language of a text (`monitor.langid`)."""
    return str(package_data("rules") / "language" / "lid.176.ftz")


def texts_of(paths: Iterable[Path]) -> dict[str, str]:
    """Files as path to text."""
    return {str(path): path.read_text(encoding="utf-8") for path in paths}
