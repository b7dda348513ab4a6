"""Imported by the fork server, once: rules, lexicon and the detector of languages are made before it forks;
all children share them.

Which files is told by the variable `FILES`. Whatever is wrong with them is found, and said, by the process
that checks them. A child gets the texts that are in force besides (`hold`): after a change of rules they are
other ones than these.
"""

from __future__ import annotations

import gc
import json
import os
from pathlib import Path

from monitor import child, langid

# JSON: paths of the rule files, of the lexicon, of the vocabulary, of the model of languages
FILES = "_TREATY_MONITOR_FILES"


def variable(rules: list[str], lexicon: list[str], vocabulary: list[str], languages: str) -> dict[str, str]:
    """The environment that the fork server needs to find these files."""
    return {FILES: json.dumps([rules, lexicon, vocabulary, languages])}


def hold(knowledge: child.Knowledge) -> None:
    """`child.hold` with the model of languages that `knowledge` names."""
    child.hold(knowledge, langid.detector)


def _texts(paths: list[str]) -> dict[str, str]:
    return {path: Path(path).read_text(encoding="utf-8") for path in paths}


def _prepare() -> None:
    try:
        rules, lexicon, vocabulary, languages = json.loads(os.environ[FILES])
        child.warm(
            child.Knowledge.of(_texts(rules), _texts(lexicon), _texts(vocabulary), languages), langid.detector
        )
    except Exception:  # noqa: BLE001 - the checking process will say what is wrong
        return


if FILES in os.environ:
    gc.disable()
    _prepare()
    gc.collect()
    gc.freeze()  # a collection in a child would write to, and so copy, every page it shares
    gc.enable()
