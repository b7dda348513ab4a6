"""Which rule files are in force, and reading them.

They are the files of `DATA/rules/` (or `rules.dir`). The packaged words are no rule file: stories that
match no rule are judged by their clauses (`monitor.judge`). The names of the gazetteer and of states
are term lists that every rule file may use (`TREATIES`, `STATES`).

The examples in the files are run once for each content: a fingerprint of files whose examples hold is
stored in the data directory (`TESTED`). It is plain JSON; one that is missing, unreadable or of another
program is made anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.config import Config, package_data
from monitor.errors import RuleError

if TYPE_CHECKING:
    from monitor.dossiers import Dossiers
    from monitor.rules import Rules
    from monitor.service.dossiers import OwnDossier

FORMER_PACKS = frozenset(
    f"{lang}.toml" for lang in ("de", "en", "es", "fr", "it", "pl", "pt", "ru", "tr", "uk")
)
# term lists from the gazetteer, of all names and by language
TREATIES = (
    "treaties",
    "kinds",
    "organisations",
)
STATES = ("states", "capitals", "offices", "peoples")  # term lists from rules/names
_LIST = re.compile(rf"@((?:{'|'.join((*TREATIES, *STATES))})(?:_[a-z]+)?)\b")
SIZE_LIMIT = 1_000_000  # bytes of one rule file
TESTED = "rules.tested.json"  # in the data directory


def files(config: Config) -> dict[str, Path]:
    """Rule files in force, by file name, sorted."""
    own = config.rules.dir or config.data_dir / "rules"
    if not own.is_dir():
        return {}
    inside = own.resolve()
    # A symbolic link to a file outside the folder is not followed (docs/faults.md 153).
    return {path.name: path for path in sorted(own.glob("*.toml")) if path.resolve().is_relative_to(inside)}


def dossier_files(config: Config) -> dict[str, Path]:
    """The installation's own dossiers, by file name, sorted: `dossiers/*.toml` beside its rule files."""
    own = (config.rules.dir or config.data_dir / "rules") / "dossiers"
    if not own.is_dir():
        return {}
    inside = own.resolve()
    return {path.name: path for path in sorted(own.glob("*.toml")) if path.resolve().is_relative_to(inside)}


def dossier_texts(config: Config) -> dict[str, str]:
    """Their texts by path. Raises `RuleError` for a file that is too large or not UTF-8."""
    return _read(dossier_files(config))


def replaced(config: Config) -> list[str]:
    """Rule files in force that replaced a packaged pack, when there were packs; now they are used
    beside the judge.
    """
    return [name for name in files(config) if name in FORMER_PACKS]


def stamp(config: Config) -> tuple[tuple[str, int, int], ...]:
    """Changes whenever a rule file or an own file of dossiers comes, goes or changes."""
    return tuple(
        (str(path), stat.st_mtime_ns, stat.st_size)
        for path in (*files(config).values(), *dossier_files(config).values())
        if (stat := path.stat())
    )


def read(paths: dict[str, Path]) -> dict[str, str]:
    """The texts of rule files by path. Raises `RuleError` for a file that is too large or not UTF-8."""
    texts = _read(paths)
    return texts | _lists(texts)


def _read(paths: dict[str, Path]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in paths.values():
        if path.stat().st_size > SIZE_LIMIT:
            raise RuleError(
                f"larger than {SIZE_LIMIT:,} bytes",
                path=str(path),
                hint="Split it: one file a language or subject.",
            )
        try:
            texts[str(path)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            before = path.read_bytes()[: error.start]
            raise RuleError(
                "not UTF-8 text",
                path=str(path),
                line=before.count(b"\n") + 1,
                column=error.start - before.rfind(b"\n"),
                hint="Save it as UTF-8.",
            ) from error
    return texts


def _lists(texts: dict[str, str]) -> dict[str, str]:
    """The term lists of the gazetteer and of the names of states that these files use, as rule files.

    Raises `RuleError`.
    """
    wanted = frozenset(name for text in texts.values() for name in _LIST.findall(text))
    if not wanted:
        return {}
    from monitor.rules.lists import gazetteer_lists, state_lists
    from monitor.rules.names import parse_state_names
    from monitor.service import knowledge

    lists: dict[str, str] = {}
    packaged = package_data("rules")
    if any(name.startswith(TREATIES) for name in wanted):
        path = packaged / "gazetteer.toml"
        lists[str(path)] = gazetteer_lists(
            str(path), path.read_text(encoding="utf-8"), wanted, knowledge.own(texts)
        )
    if any(name.startswith(STATES) for name in wanted):
        names = {str(path): path.read_text(encoding="utf-8") for path in (packaged / "names").glob("*.toml")}
        lists[str(packaged / "names")] = state_lists(
            parse_state_names(names, knowledge.own(texts).table), wanted
        )
    return lists


def with_shared(config: Config, name: str, text: str) -> dict[str, str]:
    """A text as a rule file of this name, with the files in force that are shared, and the lists that they
    use. Raises `RuleError`.
    """
    shared = {path: own for path, own in _read(files(config)).items() if _is_shared(own)}
    wanted = shared | {name: text}
    return wanted | _lists(wanted)


def _is_shared(text: str) -> bool:
    """True for a file without a language, which has lists, patterns and filters for all."""
    import tomllib

    try:
        return "lang" not in tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False


def texts(config: Config) -> dict[str, str]:
    """The rule files in force, path to text. Raises `RuleError` for one that cannot be read."""
    return read(files(config))


def own_words(config: Config) -> dict[str, str]:
    """The rule files in force that hold words of the installation, for commands that show names; none when
    something in them is wrong.
    """
    from monitor.rules.own import own_files
    from monitor.service import knowledge

    try:
        rule_texts = own_files(_read(files(config)))
        knowledge.own(rule_texts)
    except RuleError:
        return {}  # `doctor` and `rules test` report it
    return rule_texts


def check_dossiers(config: Config, rule_texts: Mapping[str, str]) -> dict[str, str]:
    """The installation's own files of dossiers, path to text, once they were read with these rule files.

    Raises `RuleError`.
    """
    own = dossier_texts(config)
    if own:
        from monitor.rules.own import own_files
        from monitor.service.dossiers import known_dossiers

        known_dossiers(own, own_files(rule_texts))
    return own


def dossiers(config: Config) -> Dossiers:
    """The dossiers in force, for commands; the packaged ones alone when a file is wrong."""
    from monitor.service.dossiers import known_dossiers

    try:
        return known_dossiers(dossier_texts(config), own_words(config))
    except RuleError:
        return known_dossiers()  # `rules test` and the start of a service report it


def own_dossiers(config: Config, rule_texts: Mapping[str, str]) -> list[OwnDossier]:
    """The installation's own dossiers with their places, by file. Raises `RuleError`."""
    own = dossier_texts(config)
    if not own:
        return []
    from monitor.rules.own import own_files
    from monitor.service.dossiers import own_dossiers as tables

    return tables(own, own_files(rule_texts))


def load_rules(config: Config) -> Rules:
    """The rules in force. Their examples are run when a file has changed. Raises `RuleError`."""
    rule_texts = texts(config)
    if tested(config, rule_texts) is None:
        remember(config, rule_texts, examine(rule_texts))
    return parsed(rule_texts)


def examine(rule_texts: dict[str, str]) -> int:
    """How many rules these texts hold, once their examples and those of their frames were run.

    Raises `RuleError`.
    """
    from monitor.match import check
    from monitor.service import knowledge

    rules = parsed(rule_texts)
    check(rules)
    knowledge.own(rule_texts)
    examine_frames(rule_texts)
    return len(rules.rules)


def examine_frames(rule_texts: dict[str, str]) -> None:
    """Tries the examples of the frames in these texts. Raises `RuleError`."""
    from monitor.judge import check_frames
    from monitor.rules.frames import frame_files
    from monitor.service import knowledge

    if own := frame_files(rule_texts):
        check_frames(knowledge.judge(rule_texts), own)


def parsed(rule_texts: dict[str, str]) -> Rules:
    """The rules of these texts, whose examples are not run. Raises `RuleError`."""
    return _parsed(tuple(rule_texts.items()))


@lru_cache(maxsize=2)
def _parsed(rule_texts: tuple[tuple[str, str], ...]) -> Rules:
    """Parses and caches: large files take a while."""
    from monitor.rules import load

    return load(dict(rule_texts))


# ---------------------------------------------------------------- examples that are known to hold


def tested(config: Config, rule_texts: dict[str, str]) -> int | None:
    """How many rules these texts hold, when it is known that all their examples do; else None."""
    try:
        known = json.loads((config.data_dir / TESTED).read_text(encoding="utf-8"))
        rules = known["rules"] if known["fingerprint"] == _fingerprint(rule_texts) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return rules if isinstance(rules, int) else None


def remember(config: Config, rule_texts: dict[str, str], rules: int) -> None:
    """Stores that the examples of these texts hold.

    Nothing is stored if there is no data directory, or it cannot be written.
    """
    place = config.data_dir / TESTED
    if not config.data_dir.is_dir():
        return
    fresh = place.with_name(f"{TESTED}.{os.getpid()}")
    try:
        fresh.write_text(
            json.dumps({"fingerprint": _fingerprint(rule_texts), "rules": rules}), encoding="utf-8"
        )
        fresh.replace(place)
    except OSError:
        fresh.unlink(missing_ok=True)


def _fingerprint(rule_texts: dict[str, str]) -> str:
    """A hash of the program's version and of each file: its name and its text."""
    parts = [__version__, *((Path(path).name, text) for path, text in rule_texts.items())]
    return blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
