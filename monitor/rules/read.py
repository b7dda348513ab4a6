"""Parses rule files to `Rules`. Raises RuleError with line, column and a hint how to correct the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from typing import Any, TypeVar

from monitor.errors import QueryError, RuleError
from monitor.model import Kind, Stage
from monitor.query import (
    And,
    Named,
    Node,
    Or,
    Query,
    Terms,
    children,
    forget_leaves,
    has_word,
    leaf,
    parse_query,
    references,
    unparse,
)
from monitor.rules.frames import frame_files
from monitor.rules.locate import Path
from monitor.rules.own_values import SORTS as OWN
from monitor.rules.strict import StrictFile
from monitor.rules.values import Example, Rule, Rules

_FILE_KEYS = ("lang", "title", "about", "terms", "patterns", "filters", "filter", "rule", *OWN)
# tables whose keys are names, with the words for messages
_NAMES_OF = {"terms": "term list", "patterns": "pattern", "filters": "filter"}
_RULE_KEYS = ("id", "title", "lang", "kind", "stage", "query", "filter", "why", "example")
_RULE_NEEDS = ("id", "title", "kind", "stage", "query")
_EXAMPLE_KEYS = ("text", "title", "summary", "body", "match", "lang", "source", "state", "note")
_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*\Z")
_LANG = re.compile(r"[a-z]{2,3}\Z")
_Value = TypeVar("_Value")
_NAME = re.compile(r"\w[\w.-]*\Z")


def parse_rules(text: str, path: str) -> Rules:
    """The rules of one file, which may use its own term lists only. Raises RuleError."""
    return load({path: text})


def load(files: Mapping[str, str]) -> Rules:
    """The rules of all files (path to text); a file with frames has no rules. Raises RuleError for the first
    error.

    Term lists, patterns and filters of a file without `lang` are shared with all files; a file's own list
    replaces a shared one with the same name. `match.check` checks the examples.
    """
    frames = frame_files(files)
    parsed = [_File(path, text) for path, text in files.items() if path not in frames]
    common = _shared([file for file in parsed if file.shared])
    rules: dict[str, Rule] = {}
    terms: dict[str, Terms] = {}
    for file in parsed:
        terms[file.path] = (
            common if file.shared else Terms(file.lists, common, patterns=file.patterns, filters=file.filters)
        )
        file.check_names(terms[file.path])
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
    forget_leaves()  # the cache saves time while lists are parsed, and is not needed any more
    return Rules(tuple(rules.values()), terms)


def _shared(files: Sequence[_File]) -> Terms:
    """The lists, patterns and filters that all files may use. Raises RuleError if two files have the same
    name.
    """
    lists: dict[str, list[str]] = {}
    patterns: dict[str, str] = {}
    filters: dict[str, str] = {}
    origin: dict[str, str] = {}
    for file in files:
        for table, names in (("terms", file.lists), ("patterns", file.patterns), ("filters", file.filters)):
            for name in names:
                shown = name if table == "filters" else f"@{name}"  # filters have names of their own
                if shown in origin:
                    file.refuse_key(
                        (table, name),
                        f"the shared {_NAMES_OF[table]} {shown} is in {origin[shown]} too",
                        "Rename one of the two.",
                    )
                origin[shown] = file.path
        lists |= file.lists
        patterns |= file.patterns
        filters |= file.filters
    return Terms(lists, patterns=patterns, filters=filters)


class _File(StrictFile):
    """One file of rules or term lists while it is read."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(path, text)
        self.known((), self.table, _FILE_KEYS)
        self.lang = self._lang((), self.table)
        self.shared = "lang" not in self.table
        self.lists: dict[str, list[str]] = self._named("terms", self._entries)
        self.patterns: dict[str, str] = self._named("patterns", self._named_query)
        self.filters: dict[str, str] = self._named("filters", self._named_query)
        for name in self.patterns.keys() & self.lists.keys():
            self.refuse_key(
                ("patterns", name), f"@{name} is the name of a term list too", "Rename one of the two."
            )

    def _lang(self, path: Path, table: dict[str, Any]) -> str:
        lang = self.text(path, table, "lang")
        if "lang" in table and not _LANG.match(lang):
            self.refuse_value(
                (*path, "lang"),
                f"{lang!r} is not a language's code",
                'Write its ISO 639 code, as in lang = "pl".',
            )
        return lang

    # ------------------------------------------------------------ term lists, patterns, filters

    def _named(self, key: str, check: Callable[[Path, object], None]) -> dict[str, Any]:
        """One of the tables whose keys are names."""
        table = self.table.get(key, {})
        if not isinstance(table, dict):
            self.refuse_key(
                (key,), f"{key} is not a table", f"Write [{key}] and a name = ... on each line below it."
            )
        for name, value in table.items():
            if not _NAME.match(name):
                self.refuse_key(
                    (key, name),
                    f"{name!r} is not a name for a {_NAMES_OF[key]}",
                    "Use letters, digits, - and _.",
                )
            check((key, name), value)
        return table

    def _entries(self, path: Path, entries: object) -> None:
        if not isinstance(entries, list):
            self.refuse_value(
                path, f"the term list {path[1]} is not a list", f'Write {path[1]} = ["word", "other word"].'
            )
        for number, entry in enumerate(entries):
            if not isinstance(entry, str):
                self.refuse_value(
                    (*path, number), f"an entry of {path[1]} is not a text", "Put it in quotes."
                )

    def _named_query(self, path: Path, text: object) -> None:
        if not isinstance(text, str):
            self.refuse_value(
                path,
                f"the {_NAMES_OF[str(path[0])]} {path[1]} is not a text",
                f"Write {path[1]} = 'a NEAR/5 b'.",
            )

    def check_names(self, terms: Terms) -> None:
        """Parses every list, pattern and filter of this file, used or not; those that others refer to are
        parsed first.
        """
        checked: set[str] = set()
        self._check_lists(terms, checked)
        for name in self.patterns:
            self._check_pattern(name, terms, checked)
        for name, text in self.filters.items():
            self._read(("filters", name), text, partial(terms.filter, name))

    def _check_pattern(self, name: str, terms: Terms, checked: set[str]) -> None:
        if name in checked or name not in self.patterns:
            return
        checked.add(name)
        for other in self._read(
            ("patterns", name), self.patterns[name], partial(references, self.patterns[name])
        ):
            self._check_pattern(other, terms, checked)
        self._read(("patterns", name), self.patterns[name], partial(terms.node, name))

    def _read(self, path: Path, text: str, read: Callable[[], _Value]) -> _Value:
        """The result of `read` for the query at `path`. Raises RuleError with the place in the file."""
        try:
            return read()
        except QueryError as error:
            line, column = self.where.inside(path, error.line or 1, error.column or 1)
            raise RuleError(
                error.problem, path=self.path, line=line, column=column, hint=error.hint
            ) from None

    def _check_lists(self, terms: Terms, checked: set[str]) -> None:
        for name, entries in self.lists.items():
            for number, entry in enumerate(entries):
                if not entry.startswith("@"):
                    self._checked_entry(("terms", name, number), entry)
                elif not terms.knows(entry[1:]):
                    self._expand(("terms", name, number), terms, entry[1:])
        for name, entries in self.lists.items():
            for number, entry in enumerate(entries):
                if entry.startswith("@"):
                    self._check_pattern(entry[1:], terms, checked)
                    self._expand(("terms", name, number), terms, entry[1:])
            self._expand(("terms", name), terms, name)

    def _checked_entry(self, path: Path, entry: str) -> None:
        try:
            leaf(entry)
        except QueryError as error:
            self.refuse_value(path, error.problem, error.hint)

    def _expand(self, path: Path, terms: Terms, name: str) -> None:
        try:
            terms.choice(name)
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
                self.refuse_key(
                    (*path, key), f"the rule {table.get('id', '')!r} has no {key}", f"Add {key} = ... to it."
                )
        rule_id = table["id"]
        if not _ID.match(rule_id):
            self.refuse_value(
                (*path, "id"),
                f"{rule_id!r} is not an id",
                "Use small letters, digits and dots, as in en.act.terminates.",
            )
        lang = self._lang(path, table) or self.lang
        if not lang:
            self.refuse_key(
                path, f"the rule {rule_id!r} has no language", 'Write lang = "en" at the top of the file.'
            )
        kind, stage = self.choice(path, table, "kind", Kind), self.choice(path, table, "stage", Stage)
        query = self._query(path, table["query"], terms)
        filters = self._filters(path, table, terms)
        query = _filtered(query, filters)
        examples = tuple(
            self._example((*path, "example", number), example, lang)
            for number, example in enumerate(self.tables((*path, "example"), table.get("example", [])))
        )
        return Rule(
            rule_id, table["title"], lang, kind, stage, query, self.text(path, table, "why"), examples,
            self.path, self.where.key(path)[0], _digest(lang, kind, stage, query, terms),
            tuple(condition.name for condition in filters),
        )  # fmt: skip

    def _query(self, path: Path, text: str, terms: Terms) -> Query:
        query = self._read((*path, "query"), text, partial(parse_query, text, terms))
        if not has_word(query.root):
            self.refuse_value(
                (*path, "query"),
                "the query asks for no word and would match every story of a source",
                "Add a word that must be there.",
            )
        return query

    def _filters(self, path: Path, table: dict[str, Any], terms: Terms) -> tuple[Named, ...]:
        """The filters that a rule names; without any, those of its file."""
        if "filter" not in table:
            path, table = (), self.table
        names = table.get("filter", [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self.refuse_value(
                (*path, "filter"),
                "filter is not a list of names",
                'Write filter = ["name"], or filter = [] for none.',
            )
        return tuple(
            self._filter((*path, "filter", number), name, terms) for number, name in enumerate(names)
        )

    def _filter(self, path: Path, name: str, terms: Terms) -> Named:
        try:
            return terms.filter(name)
        except QueryError as error:
            self.refuse_value(path, error.problem, error.hint)

    def _example(self, path: Path, table: dict[str, Any], lang: str) -> Example:
        self.known(path, table, _EXAMPLE_KEYS)
        texts = {
            key: self.text(path, table, key)
            for key in ("text", "title", "summary", "body", "source", "lang", "state", "note")
        }
        if not (texts["text"] or texts["title"] or texts["summary"] or texts["body"]):
            self.refuse_key(path, "the example has no text", 'Add text = "..." (or title and summary).')
        if texts["text"] and texts["title"]:
            self.refuse_key((*path, "text"), "the example has both text and title", "Keep one of them.")
        if not isinstance(table.get("match"), bool):
            self.refuse_key(
                (*path, "match"),
                "the example does not say whether it must match",
                "Add match = true or match = false.",
            )
        line, column = self.where.key(path)
        return Example(
            texts["text"] or texts["title"], texts["summary"], texts["body"], table["match"],
            texts["lang"] or lang, texts["source"], texts["state"] or None, line, column,
        )  # fmt: skip


def _filtered(query: Query, filters: tuple[Named, ...]) -> Query:
    """The query with the filters as further conditions."""
    if not filters:
        return query
    parts = query.root.items if isinstance(query.root, And) else (query.root,)
    return Query(query.text, And((*parts, *filters)))


def _digest(lang: str, kind: Kind, stage: Stage, query: Query, terms: Terms) -> str:
    meanings = {f"{node.name}={_meaning(node, terms)}" for node in _named(query.root)}
    parts = [lang, kind, stage, unparse(query, expand=False), *sorted(meanings)]
    return blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def _meaning(node: Or | Named, terms: Terms) -> str:
    if isinstance(node, Or):
        return terms.digest(node.name)
    return blake2b(repr(node).encode(), digest_size=8).hexdigest()


def _named(node: Node) -> Iterator[Or | Named]:
    """The lists, patterns and filters that a query names."""
    if isinstance(node, Named) or (isinstance(node, Or) and node.name):
        yield node
    else:
        for child in children(node):
            yield from _named(child)
