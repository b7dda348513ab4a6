"""Which languages are covered, and which stories are in others: those are counted and named (`doctor`, `feeds
list`, `rules backtest`, the coverage of a digest, a metric).

A language is covered by the packaged vocabulary, or by a rule of the operator's own files. Only names of
files and the own files are read here, so that `feeds list` parses no rule.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.config import Config, package_data
from monitor.model import Uncovered
from monitor.normalize import language_code
from monitor.service import rulebook

if TYPE_CHECKING:
    from monitor.store import Store


def packaged() -> frozenset[str]:
    """The codes of the vocabulary's languages: it has a file of word forms for each."""
    return frozenset(path.stem for path in (package_data("rules") / "vocabulary" / "forms").glob("*.txt"))


def covered(config: Config) -> frozenset[str]:
    """The codes of the languages that the vocabulary or a rule file in force is for.

    A rule file that cannot be read covers none.
    """
    return packaged().union(*map(_of_rule_file, rulebook.files(config).values()))


def uncovered(counts: Iterable[tuple[str | None, str, int]], known: Collection[str]) -> list[Uncovered]:
    """The languages outside `known`, most stories first, from rows of tag, feed and number of stories.

    Stories without a tag do not count.
    """
    stories: Counter[str] = Counter()
    feeds: dict[str, Counter[str]] = {}
    for tag, feed, number in counts:
        lang = language_code(tag)
        if lang and lang not in known:
            stories[lang] += number
            feeds.setdefault(lang, Counter())[feed] += number
    return [
        Uncovered(lang, number, feeds[lang].most_common(1)[0][0]) for lang, number in stories.most_common()
    ]


def uncovered_since(config: Config, store: Store, since: datetime) -> list[Uncovered]:
    """The languages of stories that were first seen at `since` or later and that nothing here reads, most
    stories first.
    """
    return uncovered(store.stories.languages_since(since), covered(config))


def _of_rule_file(path: Path) -> frozenset[str]:
    try:
        if path.stat().st_size > rulebook.SIZE_LIMIT:
            return frozenset()
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return frozenset()  # the checks of the rules report the fault
    rules = table.get("rule")
    return frozenset(_of_rules(rules, table.get("lang"))) if isinstance(rules, list) else frozenset()


def _of_rules(rules: Iterable[object], of_file: object) -> Iterator[str]:
    for rule in rules:
        lang = rule.get("lang", of_file) if isinstance(rule, dict) else None
        if isinstance(lang, str):
            yield language_code(lang)
