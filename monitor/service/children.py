"""Parser processes, and what they hold, from files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from monitor import child, preload
from monitor.fulltext import PRELOAD
from monitor.sandbox import Sandbox
from monitor.service import knowledge


def sharing(rule_files: Iterable[Path], *, judging: bool, pages: bool, **limits: Any) -> Sandbox:
    """Child processes that share rules, lexicon and parsers. `pages`: whether they read pages too; `limits`:
    those of `Sandbox`.
    """
    words = knowledge.vocabulary_files() if judging else []
    paths = (rule_files, knowledge.lexicon_files(), words)
    rules, lexicon, vocabulary = ([str(path) for path in group] for group in paths)
    files = preload.variable(rules, lexicon, vocabulary, knowledge.languages_file())
    page_parser = PRELOAD if pages else ()  # 0.2 s and 10 MB
    return Sandbox(preload=("monitor.parse", *page_parser, "monitor.preload"), environment=files, **limits)


def held(texts: Mapping[str, str], judging: bool = True) -> child.Knowledge:
    """Rule files (path to text), the lexicon and, if stories are judged, the vocabulary, as children
    take them.
    """
    words = knowledge.texts_of(knowledge.vocabulary_files()) if judging else {}
    return child.Knowledge.of(
        texts, knowledge.texts_of(knowledge.lexicon_files()), words, knowledge.languages_file()
    )
