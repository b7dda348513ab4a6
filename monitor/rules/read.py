"""Text of rule files to Rules, or a RuleError that sends a person to the line and column and says how to mend it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from hashlib import blake2b
from typing import Any, NoReturn, TypeVar

from monitor.errors import QueryError, RuleError
from monitor.model import Kind, Stage
from monitor.query import Node, Or, Query, Terms, children, did_you_mean, has_word, leaf, parse_query, unparse
from monitor.rules.locate import Locations, Path
from monitor.rules.values import Example, Rule, Rules

MAX_BYTES = 1_000_000

_FILE_KEYS = ("lang", "title", "about", "terms", "rule")
_RULE_KEYS = ("id", "title", "lang", "kind", "stage", "query", "why", "example")
_RULE_NEEDS = ("id", "title", "kind", "stage", "query")
_EXAMPLE_KEYS = ("text", "title", "summary", "body", "match", "lang", "source", "state", "note")
_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*\Z")
_LANG = re.compile(r"[a-z]{2,3}\Z")
_TERM = re.compile(r"\w[\w.-]*\Z")
_TOML_POSITION = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)\Z")

Choice = TypeVar("Choice", bound=StrEnum)


def parse_rules(text: str, path: str) -> Rules:
    """The rules of one file, which may use its own term lists only. Raises RuleError."""
    return load({path: text})


def load(files: Mapping[str, str]) -> Rules:
    """The rules of all files (path to text).

    Term lists of a file without `lang` are shared: every file may use them; a list of the file itself goes before a shared one.
    Raises RuleError for the first thing that is wrong. Whether the examples hold is asked by `match.check`.
    """
    found = [_File(path, text) for path, text in files.items()]
    shared: dict[str, list[str]] = {}
    origin: dict[str, str] = {}
    for file in found:
        if file.shared:
            for name, entries in file.lists.items():
                if name in shared:
                    file.refuse_key(("terms", name), f"the shared term list @{name} is in {origin[name]} too", "Rename one of the two.")
                shared[name], origin[name] = entries, file.path
    rules: dict[str, Rule] = {}
    terms: dict[str, Terms] = {}
    common = Terms(shared)
    for file in found:
        terms[file.path] = common if file.shared else Terms(file.lists, common)
        file.check_lists(terms[file.path])
        for rule in file.rules(terms[file.path]):
            if (other := rules.get(rule.id)) is not None:
                where = f"{other.path}:{other.line}"
                raise RuleError(
                    f"the rule id {rule.id!r} is used twice, first at {where}",
                    path=file.path,
                    line=rule.line,
                    column=1,
                    hint="Give it its own id.",
                )
            rules[rule.id] = rule
    leaf.cache_clear()  # it saves time while lists are read, and would only take memory from now on
    return Rules(tuple(rules.values()), terms)


class _File:
    """One file while it is read."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise RuleError(
                f"the file is larger than {MAX_BYTES // 1_000_000} MB", path=path, line=1, column=1, hint="Split it into several files."
            )
        self._table = self._parse(text)
        self._where = Locations(text)
        self._known((), self._table, _FILE_KEYS)
        self.lang = self._lang((), self._table)
        self.shared = "lang" not in self._table
        self.lists = self._lists()

    def _parse(self, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except RecursionError:
            raise RuleError(
                "values are nested too deeply", path=self.path, line=1, column=1, hint="Rule files need no nested arrays."
            ) from None
        except tomllib.TOMLDecodeError as error:
            position = _TOML_POSITION.search(str(error))
            lines = text.split("\n")
            line, column = (int(position[1]), int(position[2])) if position and position[1] else (len(lines), len(lines[-1]) + 1)
            problem = str(error)[: position.start()] if position else str(error)
            hint = "The file is not TOML (toml.io); look at quotes, brackets and commas here and on the line before."
            raise RuleError(problem, path=self.path, line=line, column=column, hint=hint) from None

    # ------------------------------------------------------------ refusing

    def refuse_key(self, path: Path, problem: str, hint: str = "") -> NoReturn:
        line, column = self._where.key(path)
        raise RuleError(problem, path=self.path, line=line, column=column, hint=hint)

    def _refuse_value(self, path: Path, problem: str, hint: str = "") -> NoReturn:
        line, column = self._where.value(path)
        raise RuleError(problem, path=self.path, line=line, column=column, hint=hint)

    def _known(self, path: Path, table: dict[str, Any], keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                self.refuse_key((*path, key), f"unknown key {key!r}", did_you_mean(key, keys))

    def _text(self, path: Path, table: dict[str, Any], key: str, default: str = "") -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            self._refuse_value((*path, key), f"{key} is not a text", f'Write {key} = "...".')
        return value

    def _lang(self, path: Path, table: dict[str, Any]) -> str:
        lang = self._text(path, table, "lang")
        if "lang" in table and not _LANG.match(lang):
            self._refuse_value((*path, "lang"), f"{lang!r} is not a language's code", 'Write its ISO 639 code, as in lang = "pl".')
        return lang

    def _choice(self, path: Path, table: dict[str, Any], key: str, kind: type[Choice]) -> Choice:
        value = self._text(path, table, key)
        if value not in list(kind):
            self._refuse_value((*path, key), f"unknown {key} {value!r}", did_you_mean(value, [str(each) for each in kind]))
        return kind(value)

    def _tables(self, path: Path, value: object) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            self.refuse_key(
                path,
                f"{path[-1]} is not a list of tables",
                f"Write [[{'.'.join(part for part in path if isinstance(part, str))}]] above each.",
            )
        return value

    # ------------------------------------------------------------ term lists

    def _lists(self) -> dict[str, list[str]]:
        lists = self._table.get("terms", {})
        if not isinstance(lists, dict):
            self.refuse_key(("terms",), "terms is not a table", "Write [terms] and the lists below it.")
        for name, entries in lists.items():
            path: Path = ("terms", name)
            if not _TERM.match(name):
                self.refuse_key(path, f"{name!r} is not a name for a term list", "Use letters, digits, - and _.")
            if not isinstance(entries, list):
                self._refuse_value(path, f"the term list {name} is not a list", f'Write {name} = ["word", "other word"].')
            for number, entry in enumerate(entries):
                if not isinstance(entry, str):
                    self._refuse_value((*path, number), f"an entry of {name} is not a text", "Put it in quotes.")
        return lists

    def check_lists(self, terms: Terms) -> None:
        """Every list of this file can be expanded, used or not."""
        for name, entries in self.lists.items():
            for number, entry in enumerate(entries):
                if not entry.startswith("@"):
                    self._checked_entry(("terms", name, number), entry)
                elif entry[1:] not in terms:
                    self._expand(("terms", name, number), terms, entry[1:])
        for name, entries in self.lists.items():
            for number, entry in enumerate(entries):
                if entry.startswith("@"):
                    self._expand(("terms", name, number), terms, entry[1:])
            self._expand(("terms", name), terms, name)

    def _checked_entry(self, path: Path, entry: str) -> None:
        try:
            leaf(entry)
        except QueryError as error:
            self._refuse_value(path, error.problem, error.hint)

    def _expand(self, path: Path, terms: Terms, name: str) -> None:
        try:
            terms.node(name)
        except QueryError as error:
            self._refuse_value(path, error.problem, error.hint)

    # ------------------------------------------------------------ rules

    def rules(self, terms: Terms) -> Iterator[Rule]:
        for number, table in enumerate(self._tables(("rule",), self._table.get("rule", []))):
            yield self._rule(("rule", number), table, terms)

    def _rule(self, path: Path, table: dict[str, Any], terms: Terms) -> Rule:
        self._known(path, table, _RULE_KEYS)
        for key in _RULE_NEEDS:
            if not self._text(path, table, key).strip():
                self.refuse_key((*path, key), f"the rule {table.get('id', '')!r} has no {key}", f"Add {key} = ... to it.")
        rule_id = table["id"]
        if not _ID.match(rule_id):
            self._refuse_value((*path, "id"), f"{rule_id!r} is not an id", "Use small letters, digits and dots, as in en.act.terminates.")
        lang = self._lang(path, table) or self.lang
        if not lang:
            self.refuse_key(path, f"the rule {rule_id!r} has no language", 'Write lang = "en" at the top of the file.')
        kind, stage = self._choice(path, table, "kind", Kind), self._choice(path, table, "stage", Stage)
        query = self._query(path, table["query"], terms)
        examples = tuple(
            self._example((*path, "example", number), example, lang)
            for number, example in enumerate(self._tables((*path, "example"), table.get("example", [])))
        )
        return Rule(
            rule_id, table["title"], lang, kind, stage, query, self._text(path, table, "why"), examples,
            self.path, self._where.key(path)[0], _digest(lang, kind, stage, query, terms),
        )  # fmt: skip

    def _query(self, path: Path, text: str, terms: Terms) -> Query:
        try:
            query = parse_query(text, terms)
        except QueryError as error:
            line, column = self._where.inside((*path, "query"), error.line, error.column)
            raise RuleError(error.problem, path=self.path, line=line, column=column, hint=error.hint) from None
        if not has_word(query.root):
            self._refuse_value(
                (*path, "query"), "the query asks for no word and would match every story of a source", "Add a word that must be there."
            )
        return query

    def _example(self, path: Path, table: dict[str, Any], lang: str) -> Example:
        self._known(path, table, _EXAMPLE_KEYS)
        texts = {key: self._text(path, table, key) for key in ("text", "title", "summary", "body", "source", "lang", "state", "note")}
        if not (texts["text"] or texts["title"] or texts["summary"] or texts["body"]):
            self.refuse_key(path, "the example has no text", 'Add text = "..." (or title and summary).')
        if texts["text"] and texts["title"]:
            self.refuse_key((*path, "text"), "the example has both text and title", "Keep one of them.")
        if not isinstance(table.get("match"), bool):
            self.refuse_key((*path, "match"), "the example does not say whether it must match", "Add match = true or match = false.")
        line, column = self._where.key(path)
        return Example(
            texts["text"] or texts["title"], texts["summary"], texts["body"], table["match"], texts["lang"] or lang, texts["source"],
            texts["state"] or None, line, column,
        )  # fmt: skip


def _digest(lang: str, kind: Kind, stage: Stage, query: Query, terms: Terms) -> str:
    parts = [lang, kind, stage, unparse(query, expand=False), *(f"{name}={terms.digest(name)}" for name in sorted(set(_names(query.root))))]
    return blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Or) and node.name:
        yield node.name
    else:
        for child in children(node):
            yield from _names(child)
