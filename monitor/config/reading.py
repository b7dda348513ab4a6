"""Reading the configuration: which file, which variables, what is wrong with them and where.

Later wins: defaults, the file, the secrets folder, the environment, `--db`. All problems are found before any
is reported.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from monitor.config.options import PREFIX, Config
from monitor.config.table import GROUPS, OPTIONS
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FILE_NAME = "treaty-monitor.toml"
SECRETS_DIR = Path("/run/secrets")
# not options: which file, and the tests' corpora
OTHER_VARIABLES = frozenset({f"{PREFIX}CONFIG", f"{PREFIX}CORPORA"})

_BY_NAME = {option.name: option for option in OPTIONS}
_BY_ENV = {option.env: option for option in OPTIONS}
_TABLE = re.compile(r"\s*\[+\s*([^\]#]+?)\s*\]+")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_TOML_TYPES: dict[str, tuple[type, ...]] = {
    "integer": (int,),
    "number": (int, float),
    "list": (list,),
    "switch": (bool,),
}
_KINDS: dict[type, str] = {
    int: "an integer", float: "a number", str: "a text in quotes", bool: "true or false", list: "a list",
    dict: "a table",
}  # fmt: skip


@dataclass(slots=True)
class _Findings:
    """The texts of variables and values of the file by dotted key, the source of each, and the
    problems.
    """

    variables: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def load(
    config_file: Path | None = None,
    db: Path | None = None,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    *,
    secrets_dir: Path = SECRETS_DIR,
) -> Config:
    """The configuration of this call. `config_file` and `db` are options of the command line; without
    `environ` there are no variables.

    The file is `config_file`, else the one that TREATY_MONITOR_CONFIG names, else `treaty-monitor.toml` in
    `cwd`, else the one in the data directory, else none. Paths in the file are relative to its folder, others
    to `cwd`. An empty variable counts as not set.

    Raises `ConfigError` that lists every unknown key or variable, wrong type and impossible value, with file,
    line and key.
    """
    environ = environ or {}
    cwd = (cwd or Path.cwd()).absolute()
    findings = _Findings()
    _read_variables(environ, cwd, secrets_dir, findings)
    if db is not None:
        findings.variables["db"], findings.sources["db"] = str(_under(cwd, str(db))), "--db"
    standard = _standard_folder(environ, cwd)
    path = _config_file(config_file, environ, cwd, standard, findings)
    if path is not None:
        _read_file(path, findings)
    config = _validated(standard, findings)
    if findings.problems or config is None:
        raise ConfigError("\n".join(findings.problems))
    config._sources.update(findings.sources)
    return config


# ---------------------------------------------------------------- places


def _standard_folder(environ: Mapping[str, str], cwd: Path) -> Path:
    """The data directory when nobody chose one (XDG Base Directory Specification)."""
    shared = environ.get("XDG_DATA_HOME") or Path(environ.get("HOME") or cwd) / ".local" / "share"
    return cwd / shared / "treaty-monitor"


def _config_file(
    config_file: Path | None, environ: Mapping[str, str], cwd: Path, standard: Path, findings: _Findings
) -> Path | None:
    named = str(config_file or "") or environ.get(f"{PREFIX}CONFIG", "")
    if named:
        path = _under(cwd, named)
        if os.path.isfile(path):
            return path
        findings.problems.append(
            f"{path}: no such file, but {'--config' if config_file else f'{PREFIX}CONFIG'} names it"
        )
        return None
    database = Path(findings.variables.get("db", ""))
    data_dir = Path(
        findings.variables.get("data_dir") or (database.parent if database.is_absolute() else standard)
    )
    return next((path for path in (cwd / FILE_NAME, data_dir / FILE_NAME) if os.path.isfile(path)), None)


def _place(key: str, text: str, folder: Path) -> str:
    """A path option made absolute; a bare `db` stays as it is, because it stands in the data directory."""
    if _BY_NAME[key].type != "path" or (key == "db" and Path(text).name == text):
        return text
    return str(_under(folder, text))


def _under(folder: Path, text: str) -> Path:
    """A path as somebody wrote it, seen from `folder`."""
    return folder / os.path.expanduser(text)


# ---------------------------------------------------------------- variables and secret files


def _read_variables(environ: Mapping[str, str], cwd: Path, secrets_dir: Path, findings: _Findings) -> None:
    given: dict[str, tuple[str, str]] = {}
    if os.access(secrets_dir, os.R_OK | os.X_OK):
        for path in sorted(secrets_dir.iterdir()):
            if path.name.upper().startswith(PREFIX) and path.is_file():
                _take(path.name.upper(), path, f"file {path}", given, findings)
    ours = {
        name: environ[name] for name in sorted(environ) if name.upper().startswith(PREFIX) and environ[name]
    }
    for name, value in ours.items():
        plain = name.removesuffix("_FILE")
        if name in OTHER_VARIABLES:
            continue
        if plain not in _BY_ENV:
            findings.problems.append(f"environment: {name} is not an option{_meant(name.upper(), _BY_ENV)}")
        elif name == plain:
            given[name] = (value, f"environment {name}")
        elif plain in ours:
            findings.problems.append(f"environment: {plain} and {name} are both set; keep one")
        else:
            _take(plain, _under(cwd, value), f"file {value} (environment {name})", given, findings)
    for name, (value, source) in given.items():
        key = _BY_ENV[name].name
        findings.variables[key], findings.sources[key] = _place(key, value, cwd), source


def _take(name: str, path: Path, source: str, given: dict[str, tuple[str, str]], findings: _Findings) -> None:
    """Reads one value from a file that holds nothing else, without the line end that editors add."""
    if name not in _BY_ENV:
        findings.problems.append(f"{path}: its name is not an option{_meant(name, _BY_ENV)}")
        return
    try:
        given[name] = (path.read_text(encoding="utf-8").rstrip("\r\n"), source)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        findings.problems.append(f"{path}: cannot be read for {name}: {reason}")


# ---------------------------------------------------------------- the file


def _read_file(path: Path, findings: _Findings) -> None:
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
        tree = tomllib.loads(text)
    except OSError as error:
        findings.problems.append(f"{path}: cannot be read: {error.strerror}")
        return
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        findings.problems.append(f"{path}:{line}: not UTF-8 text; save it as UTF-8")
        return
    except tomllib.TOMLDecodeError as error:
        findings.problems.append(f"{path}: not TOML: {error}")
        return
    lines = _lines(text)
    for key, value in _flat(tree):
        where = f"{path}:{lines.get(key) or lines.get(key.split('.')[0], 1)}"
        option = _BY_NAME.get(key)
        if option is None and key in GROUPS:
            findings.problems.append(f"{where}: {key} is a table: write [{key}] and its options below it")
        elif option is None:
            findings.problems.append(f"{where}: {key} is not an option{_meant(key, (*_BY_NAME, *GROUPS))}")
        elif type(value) not in (wanted := _TOML_TYPES.get(option.type, (str,))):
            findings.problems.append(
                f"{where}: {key} must be {_KINDS[wanted[-1]]}, not "
                f"{_KINDS.get(type(value), 'a date or time')}"
            )
        elif value == "":
            findings.problems.append(f"{where}: {key} is empty; leave the line out")
        elif key not in findings.sources:
            findings.values[key], findings.sources[key] = (
                (_place(key, value, path.parent) if isinstance(value, str) else value),
                f"file {where}",
            )


def _flat(tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Dotted keys and values: one level of tables, as the options have."""
    for key, value in tree.items():
        if key in GROUPS and isinstance(value, dict):
            yield from ((f"{key}.{inner}", setting) for inner, setting in value.items())
        else:
            yield key, value


def _lines(text: str) -> dict[str, int]:
    """The line of each dotted key and table, counted from 1.

    Values are not read: tomllib has accepted the text already.
    """
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _TABLE.match(line):
            table = _bare(header[1])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault(f"{table}.{_bare(key[1])}".lstrip("."), number)
    return lines


def _bare(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _meant(word: str, known: Iterable[str]) -> str:
    """A hint for a misspelt name, or one in the wrong table."""
    names = list(known)
    last = word.rpartition(".")[2]
    near = [name for name in names if "." in name and name.rpartition(".")[2] == last] or get_close_matches(
        word, names, 1
    )
    return (
        f"; did you mean {' or '.join(near)}?"
        if near
        else f"; `treaty-monitor config show` lists all {len(OPTIONS)}"
    )


# ---------------------------------------------------------------- all together


def _validated(standard: Path, findings: _Findings) -> Config | None:
    tree: dict[str, Any] = {}
    for key, value in (findings.values | findings.variables).items():
        group, _, name = key.rpartition(".")
        (tree.setdefault(group, {}) if group else tree)[name] = value
    if "data_dir" not in tree and not Path(tree.get("db", "")).is_absolute():
        tree["data_dir"] = standard
    try:
        return Config(**tree)
    except ValidationError as error:
        findings.problems.extend(
            _problem(problem, findings.sources)
            for problem in error.errors(include_url=False, include_context=False)
        )
        return None


def _problem(error: ErrorDetails, sources: Mapping[str, str]) -> str:
    """One line on one wrong value; the value of a secret is not repeated."""
    names = [str(part) for part in error["loc"] if isinstance(part, str)]
    key = ".".join(names)
    source = sources.get(key) or next(
        (where for name, where in sources.items() if name.startswith(f"{key}.")), "default"
    )
    text = error["msg"].removeprefix("Value error, ")
    option = _BY_NAME.get(key)
    got = (
        f" (it is {str(error['input'])[:60]!r})"
        if option and not option.secret and key != "http.proxy"
        else ""
    )
    return f"{source.removeprefix('file ')}: {key}: {text[:1].lower()}{text[1:]}{got}"
