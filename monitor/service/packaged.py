"""The packaged files by which stories are judged and read. Nothing here parses them: children do.

`monitor.service.knowledge` makes values of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from monitor.config import package_data
from monitor.tables import EXTRACT_WEIGHTS, FRAMES, GAZETTEER, JUDGED, WEIGHTS

TOPICS = "topics.toml"
NOTICES = "depositary.toml"


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
