"""Which rule files are in force, and reading them.

The packaged packs (unless `rules.packaged` is false), then the files of `DATA/rules/` (or `rules.dir`): a file of the same name
replaces a packaged one, others add.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.config import Config, package_data
from monitor.errors import RuleError

if TYPE_CHECKING:
    from monitor.rules import Rules

SIZE_LIMIT = 1_000_000  # bytes of one rule file


def files(config: Config) -> dict[str, Path]:
    """Rule files in force, by file name, sorted."""
    packs = sorted((package_data("rules") / "treaty-exit").glob("*.toml")) if config.rules.packaged else []
    found = {path.name: path for path in packs}
    own = config.rules.dir or config.data_dir / "rules"
    if own.is_dir():
        inside = own.resolve()
        # A link that leads out of the folder is not followed (FAULTS 153).
        found |= {path.name: path for path in sorted(own.glob("*.toml")) if path.resolve().is_relative_to(inside)}
    return dict(sorted(found.items()))


def stamp(config: Config) -> tuple[tuple[str, int, int], ...]:
    """Changes whenever a rule file comes, goes or changes."""
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path in files(config).values() if (stat := path.stat()))


def read(paths: dict[str, Path]) -> dict[str, str]:
    """The texts of rule files by path. Raises `RuleError` for a file that is too large or not UTF-8."""
    texts: dict[str, str] = {}
    for path in paths.values():
        if path.stat().st_size > SIZE_LIMIT:
            raise RuleError(f"larger than {SIZE_LIMIT:,} bytes", path=str(path), hint="Split it: one file a language or subject.")
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


def load_paths(paths: dict[str, Path]) -> Rules:
    """Parse these files together; their examples are run. Raises `RuleError`."""
    return _loaded(tuple(read(paths).items()))


@lru_cache(maxsize=4)
def _loaded(texts: tuple[tuple[str, str], ...]) -> Rules:
    """Ten packs take a second or two: what was read once is not read again."""
    from monitor.match import load

    return load(dict(texts))


def load_rules(config: Config) -> Rules:
    """The rules in force. Raises `RuleError`."""
    return load_paths(files(config))


def try_load(config: Config) -> tuple[Rules | None, str | None]:
    """The rules, or what is wrong with them."""
    try:
        return load_rules(config), None
    except RuleError as error:
        return None, str(error)
