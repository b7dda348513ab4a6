"""The rules in force: where each stands, how often it flagged a story, and which file is broken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import RuleError
from monitor.service import knowledge, rulebook

if TYPE_CHECKING:
    from monitor.rules import Rule
    from monitor.rules.frames import Frame
    from monitor.rules.own_values import OwnRow
    from monitor.service import Service

SPANS = (timedelta(days=30), timedelta(days=7), timedelta(hours=24))  # of the counts
NONE = (0,) * len(SPANS)
CLAUSE = "clause."  # begins the name of what the judge flags


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of the folder of rules. `is_loaded`: what is in force is what it says now."""

    name: str
    rules: int
    is_loaded: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A rule with the number of stories that it flagged in 30 days, 7 days and 24 hours."""

    rule: Rule
    place: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RuleOverview:
    """`error`: what is wrong with the files, "" if nothing is; `judged`: what no rule flagged, by the name of
    the clause; `gone`: counts of rules that are in force no more.
    """

    folder: Path
    error: str
    files: tuple[RuleFile, ...]
    rules: tuple[Counted, ...]
    words: tuple[tuple[OwnRow, str], ...]
    frames: tuple[tuple[Frame, str], ...]
    judged: tuple[tuple[str, tuple[int, ...]], ...]
    gone: tuple[tuple[str, tuple[int, ...]], ...]


def read(service: Service) -> RuleOverview:
    """The rules as they are now."""
    counts = service.store.stories.rules_since(*(service.clock() - span for span in SPANS))
    error, texts = service.rules_error or "", dict[str, str]()
    try:
        texts = service.rule_texts()
    except RuleError as refusal:
        error = error or str(refusal)
    rules = rulebook.parsed(texts).rules
    known = {rule.id for rule in rules}
    others = sorted((name, number) for name, number in counts.items() if name not in known)
    return RuleOverview(
        service.config.rules.dir or service.config.data_dir / "rules",
        error,
        tuple(_files(service, texts, rules)),
        tuple(Counted(rule, _place(rule), counts.get(rule.id, NONE)) for rule in rules),
        tuple((row, _place(row)) for row in knowledge.own(texts).rows),
        tuple((frame, _place(frame)) for frame in knowledge.frames(texts).all),
        tuple((name, number) for name, number in others if name.startswith(CLAUSE)),
        tuple((name, number) for name, number in others if not name.startswith(CLAUSE)),
    )


def _place(row: Rule | OwnRow | Frame) -> str:
    """The file and the line at which it stands."""
    return f"{Path(row.path).name}:{row.line}"


def _files(service: Service, texts: dict[str, str], rules: tuple[Rule, ...]) -> list[RuleFile]:
    return [
        RuleFile(name, sum(rule.path == str(path) for rule in rules), texts.get(str(path)) == _text(path))
        for name, path in rulebook.files(service.config).items()
    ]


def _text(path: Path) -> str | None:
    """What a file says now; None for one that cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
