"""Imported once by the fork server: rules, lexicon and language detector are parsed before it forks, so that
all children share the memory.

The variable `FILES` names the files. Errors in them are ignored here: the process that checks them reports
them. A child also gets the texts that are in force (`hold`), which are others after a change of rules.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from monitor import child, langid
from monitor.tables import forget_tables

# JSON: paths of the rule files, lexicon, vocabulary and model of languages; `settling` of `child.warm`
FILES = "_TREATY_MONITOR_FILES"


class Texts(Mapping[str, str]):
    """Files, path to text; each is read whenever it is asked for."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = dict.fromkeys(paths)

    def __getitem__(self, path: str) -> str:
        if path not in self._paths:
            raise KeyError(path)
        return _text(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a child is prepared with: the rule files of the installation (path to text), and the paths of the
    packaged files, which stay the same while the program runs.

    Without a vocabulary stories are judged by the rules alone. `languages`: see `child.Knowledge`.
    """

    rules: Mapping[str, str]
    lexicon: tuple[str, ...]
    vocabulary: tuple[str, ...] = ()
    languages: str = ""

    @property
    def key(self) -> str:
        """Changes with what is read."""
        named = (sorted(self.rules.items()), self.lexicon, self.vocabulary, self.languages)
        return blake2b(repr(named).encode("utf-8", "replace"), digest_size=16).hexdigest()

    def read(self) -> child.Knowledge:
        """The texts: of rules as they are, of packaged files as they are read."""
        return child.Knowledge.of(
            self.rules, Texts(self.lexicon), Texts(self.vocabulary), self.languages, self.key
        )


def variable(
    rules: list[str], lexicon: list[str], vocabulary: list[str], languages: str, *, settling: bool
) -> dict[str, str]:
    """The environment variable with the files for the fork server. `settling`: see `child.warm`."""
    return {FILES: json.dumps([rules, lexicon, vocabulary, languages, settling])}


def hold(sources: Sources) -> None:
    """`child.hold` with the model for language detection that the sources name; nothing is read if this
    process holds them already.
    """
    if not child.holds(sources.key):
        child.hold(sources.read(), langid.detector)


def _text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def _texts(paths: Iterable[str]) -> dict[str, str]:
    return {path: _text(path) for path in paths}


def trim() -> None:
    """Gives freed memory back to the system (glibc): 5 MB of texts that were read."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _prepare() -> None:
    try:
        rules, lexicon, vocabulary, languages, settling = json.loads(os.environ[FILES])
        sources = Sources(_texts(rules), tuple(lexicon), tuple(vocabulary), languages)
        child.warm(sources.read(), langid.detector, settling=settling)
        forget_tables()
        trim()
    except Exception:  # noqa: BLE001 - the checking process will say what is wrong
        return


if FILES in os.environ:
    gc.disable()  # what is made here stays
    _prepare()
    gc.freeze()  # garbage collection in a child would write to every shared page, and so copy it
    gc.enable()
