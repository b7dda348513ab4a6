"""Keeps a decision as an example of a rule: it goes into the operator's own rule file, which keeps its
comments and its order, and only if all examples hold with it.
"""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import RuleError, UsageError
from monitor.model import Story
from monitor.rules import Rules
from monitor.rules.locate import Locations
from monitor.service import rulebook

if TYPE_CHECKING:
    from monitor.rules import Rule
    from monitor.service import Service


def own_rules(service: Service) -> tuple[Rule, ...]:
    """The rules to which examples can be added; none while the files are broken."""
    try:
        return rulebook.parsed(rulebook.texts(service.config)).rules
    except RuleError:
        return ()


def proposed(service: Service, stories: Iterable[Story]) -> dict[int, tuple[Rule, ...]]:
    """By id of a story, the rules to which it may be added as an example: those that match it; all of the
    operator's where none does.
    """
    from monitor.match import Matcher

    rules = own_rules(service)
    if not rules:
        return {}
    matcher = Matcher(Rules(rules))
    by_id = {rule.id: rule for rule in rules}
    return {
        story.id or 0: tuple(by_id[hit.rule] for hit in matcher.match(story)) or rules for story in stories
    }


def keep(service: Service, rule_id: str, story: Story, note: str, *, match: bool) -> str:
    """Adds a story to the examples of a rule that must match it, or must not; returns the file's name.

    Nothing is written if an example would fail. One at a time: the caller has its turn (`Store.turn`). Raises
    `UsageError`.
    """
    try:
        texts = rulebook.texts(service.config)
        rules = rulebook.parsed(texts).rules
    except RuleError as error:
        raise UsageError(f"Your rule files are broken: {error}") from error
    rule = next((rule for rule in rules if rule.id == rule_id), None)
    if rule is None:
        raise UsageError(f"There is no rule {rule_id!r} in your files.")
    if any(
        (own.title, own.summary, own.match) == (story.title, story.summary, match) for own in rule.examples
    ):
        return Path(rule.path).name
    place = [own.id for own in rules if own.path == rule.path].index(rule.id)
    path = Path(rule.path).resolve()
    old = path.read_bytes().decode("utf-8")
    new = with_example(old, place, example(story, note, match=match))
    _check(service, texts | {rule.path: new})
    _replace(path, old, new)
    return path.name


def example(story: Story, note: str, *, match: bool) -> str:
    """A story as a TOML table on one line."""
    values = {"title": story.title, "summary": story.summary, "note": note}
    parts = [f"{name} = {_quoted(text)}" for name, text in values.items() if text]
    return f"{{{', '.join(parts)}, match = {str(match).lower()}}}"


def _quoted(text: str) -> str:
    """A basic string of TOML 1.0: as in JSON, but that DEL is escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def with_example(text: str, number: int, table: str) -> str:
    """The text of a rule file with one more example of its rule of this number (from 0)."""
    end = "\r\n" if "\r\n" in text else "\n"
    rule = tomllib.loads(text)["rule"][number]
    where = Locations(text)
    if "example" not in rule:
        at = _line_end(text, where.key(("rule", number))[0])
        return f"{text[:at]}{end}example = [{end}  {table},{end}]{text[at:]}"
    line, column = where.value(("rule", number, "example"))
    begin = _line_begin(text, line)
    if text[begin:].lstrip(" \t").startswith("[["):  # its examples are tables of their own
        values = tomllib.loads(f"own = {table}")["own"]
        lines = [
            f"{name} = {_quoted(own) if isinstance(own, str) else str(own).lower()}"
            for name, own in values.items()
        ]
        return f"{text[:begin]}[[rule.example]]{end}{end.join(lines)}{end}{end}{text[begin:]}"
    at = begin + column  # behind the bracket
    return f"{text[:at]}{end}  {table},{text[at:]}"


def _line_begin(text: str, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.index("\n", at) + 1
    return at


def _line_end(text: str, line: int) -> int:
    at = text.find("\n", _line_begin(text, line))
    if at < 0:
        return len(text)
    return at - 1 if text[at - 1] == "\r" else at


def _check(service: Service, texts: dict[str, str]) -> None:
    try:
        service.examine(texts)
    except RuleError as error:
        raise UsageError(f"The example was not kept, and nothing was decided: {error}") from error


def _replace(path: Path, old: str, new: str) -> None:
    """Puts the new text in the place of the old one, whole or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.read_bytes() != old.encode():
            raise UsageError(f"{path.name} has just changed; nothing was written. Try again.")
        fresh.write_bytes(new.encode())
        shutil.copymode(path, fresh)
        fresh.replace(path)
    except OSError as error:
        raise UsageError(f"{path.name} cannot be written: {error.strerror}") from error
    finally:
        fresh.unlink(missing_ok=True)
