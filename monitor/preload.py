"""Imported once by the fork server: rules, lexicon and language detector are parsed before it forks, so that
all children share the memory.

The variable `FILES` names the files. Errors in them are ignored here: the process that checks them reports
them. A child also gets the texts that are in force (`hold`), which are others after a change of rules.
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
    """The environment variable with the files for the fork server."""
    return {FILES: json.dumps([rules, lexicon, vocabulary, languages])}


def hold(knowledge: child.Knowledge) -> None:
    """`child.hold` with the model for language detection that `knowledge` names."""
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
    gc.freeze()  # garbage collection in a child would write to every shared page, and so copy it
    gc.enable()
