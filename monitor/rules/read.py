"""Text of rule files to Rules, or a RuleError that sends a person to the line and column and says how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from monitor.errors import QueryError, RuleError
from monitor.model import Kind, Stage
from monitor.query import Node, Or, Query, Terms, children, has_word, leaf, parse_query, unparse
from monitor.rules.frames import frame_files
from monitor.rules.locate import Path
from monitor.rules.own import SORTS as OWN
from monitor.rules.strict import StrictFile
from monitor.rules.values import Example, Rule, Rules

_FILE_KEYS = ("lang", "title", "about", "terms", "rule", *OWN)
_RULE_KEYS = ("id", "title", "lang", "kind", "stage", "query", "why", "example")
_RULE_NEEDS = ("id", "title", "kind", "stage", "query")
_EXAMPLE_KEYS = ("text", "title", "summary", "body", "match", "lang", "source", "state", "note")
_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*\Z")
_LANG = re.compile(r"[a-z]{2,3}\Z")
_TERM = re.compile(r"\w[\w.-]*\Z")


def parse_rules(text: str, path: str) -> Rules:
    """The rules of one file, which may use its own term lists only. Raises RuleError."""
    return load({path: text})


def load(files: Mapping[str, str]) -> Rules:
    """The rules of all files (path to text); one that holds frames has none.

    Term lists of a file without `lang` are shared: every file may use them; a list of the file itself goes before a shared one.
    Raises RuleError for the first thing that is wrong. Whether the examples hold is asked by `match.check`.
    """
    frames = frame_files(files)
    found = [_File(path, text) for path, text in files.items() if path not in frames]
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


class _File(StrictFile):
    """One file of rules or term lists while it is read."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(path, text)
        self.known((), self.table, _FILE_KEYS)
        self.lang = self._lang((), self.table)
        self.shared = "lang" not in self.table
        self.lists = self._lists()

    def _lang(self, path: Path, table: dict[str, Any]) -> str:
        lang = self.text(path, table, "lang")
        if "lang" in table and not _LANG.match(lang):
            self.refuse_value((*path, "lang"), f"{lang!r} is not a language's code", 'Write its ISO 639 code, as in lang = "pl".')
        return lang

    # ------------------------------------------------------------ term lists

    def _lists(self) -> dict[str, list[str]]:
        lists = self.table.get("terms", {})
        if not isinstance(lists, dict):
            self.refuse_key(("terms",), "terms is not a table", "Write [terms] and the lists below it.")
        for name, entries in lists.items():
            path: Path = ("terms", name)
            if not _TERM.match(name):
                self.refuse_key(path, f"{name!r} is not a name for a term list", "Use letters, digits, - and _.")
            if not isinstance(entries, list):
                self.refuse_value(path, f"the term list {name} is not a list", f'Write {name} = ["word", "other word"].')
            for number, entry in enumerate(entries):
                if not isinstance(entry, str):
                    self.refuse_value((*path, number), f"an entry of {name} is not a text", "Put it in quotes.")
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
            self.refuse_value(path, error.problem, error.hint)

    def _expand(self, path: Path, terms: Terms, name: str) -> None:
        try:
            terms.node(name)
        except QueryError as error:
            self.refuse_value(path, error.problem, error.hint)

    # ------------------------------------------------------------ rules

    def rules(self, terms: Terms) -> Iterator[Rule]:
        for number, table in enumerate(self.tables(("rule",), self.table.get("rule", []))):
            yield self._rule(("rule", number), table, terms)

    def _rule(self, path: Path, table: dict[str, Any], terms: Terms) -> Rule:
        self.known(path, table, _RULE_KEYS)
        for key in _RULE_NEEDS:
            if not self.text(path, table, key).strip():
                self.refuse_key((*path, key), f"the rule {table.get('id', '')!r} has no {key}", f"Add {key} = ... to it.")
        rule_id = table["id"]
        if not _ID.match(rule_id):
            self.refuse_value((*path, "id"), f"{rule_id!r} is not an id", "Use small letters, digits and dots, as in en.act.terminates.")
        lang = self._lang(path, table) or self.lang
        if not lang:
            self.refuse_key(path, f"the rule {rule_id!r} has no language", 'Write lang = "en" at the top of the file.')
        kind, stage = self.choice(path, table, "kind", Kind), self.choice(path, table, "stage", Stage)
        query = self._query(path, table["query"], terms)
        examples = tuple(
            self._example((*path, "example", number), example, lang)
            for number, example in enumerate(self.tables((*path, "example"), table.get("example", [])))
        )
        return Rule(
            rule_id, table["title"], lang, kind, stage, query, self.text(path, table, "why"), examples,
            self.path, self.where.key(path)[0], _digest(lang, kind, stage, query, terms),
        )  # fmt: skip

    def _query(self, path: Path, text: str, terms: Terms) -> Query:
        try:
            query = parse_query(text, terms)
        except QueryError as error:
            line, column = self.where.inside((*path, "query"), error.line, error.column)
            raise RuleError(error.problem, path=self.path, line=line, column=column, hint=error.hint) from None
        if not has_word(query.root):
            self.refuse_value(
                (*path, "query"), "the query asks for no word and would match every story of a source", "Add a word that must be there."
            )
        return query

    def _example(self, path: Path, table: dict[str, Any], lang: str) -> Example:
        self.known(path, table, _EXAMPLE_KEYS)
        texts = {key: self.text(path, table, key) for key in ("text", "title", "summary", "body", "source", "lang", "state", "note")}
        if not (texts["text"] or texts["title"] or texts["summary"] or texts["body"]):
            self.refuse_key(path, "the example has no text", 'Add text = "..." (or title and summary).')
        if texts["text"] and texts["title"]:
            self.refuse_key((*path, "text"), "the example has both text and title", "Keep one of them.")
        if not isinstance(table.get("match"), bool):
            self.refuse_key((*path, "match"), "the example does not say whether it must match", "Add match = true or match = false.")
        line, column = self.where.key(path)
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
