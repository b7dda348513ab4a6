"""Parser processes, and what they hold, from files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from monitor import child, preload
from monitor.sandbox import Sandbox
from monitor.service import packaged


def sharing(
    rule_files: Iterable[Path], *, judging: bool, pages: bool, settling: bool = True, **limits: Any
) -> Sandbox:
    """Child processes that share rules, judge and parsers. `pages`: whether they read pages too; `settling`:
    whether they share the lexicon, too, which else each makes at its first flagged story (0.4 s, 17 MB);
    `limits`: those of `Sandbox`.
    """
    packed = sources({}, judging)
    rules = [str(path) for path in rule_files]
    files = preload.variable(
        rules, list(packed.lexicon), list(packed.vocabulary), packed.languages, settling=settling
    )
    page_parser: tuple[str, ...] = ()
    if pages:
        from monitor.fulltext import PRELOAD as page_parser  # 0.2 s and 10 MB
    modules = ("monitor.parse", *page_parser, "monitor.preload")
    return Sandbox(preload=modules, environment=files, ready=child.ready, **limits)


def sources(texts: Mapping[str, str], judging: bool = True) -> preload.Sources:
    """Rule files (path to text), the lexicon and, if stories are judged, the vocabulary, as children are
    prepared with them.
    """
    words = packaged.vocabulary_files() if judging else []
    return preload.Sources(
        texts,
        tuple(map(str, packaged.lexicon_files())),
        tuple(map(str, words)),
        packaged.languages_file(),
    )
