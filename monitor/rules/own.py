"""Reads the words of an installation: tables in its rule files that extend vocabulary, names and gazetteer.

    [[concept]]  words of a predicate, known or new
    [[class]]    words of a class of words
    [[party]]    names of a state or of another actor
    [[entry]]    an agreement or a body
    [[kind]]     a kind of treaty
    [[notice]]   words of depositaries' notices

Each table may be in any rule file. Own words have no stored word forms, so that they do not change the
fingerprint of the weights.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from monitor.query import words
from monitor.rules.frames import frame_files
from monitor.rules.own_file import OwnFile
from monitor.rules.own_values import NONE, SORTS, Known, Own, OwnRow
from monitor.rules.vocabulary import Use, concept_of
from monitor.tables import read_table

_HEADER = re.compile(
    rf"^[ \t]*(?:\[\[[ \t]*\"?(?:{'|'.join(SORTS)})\"?[ \t]*\]\]|(?:concept|class|party|entry)[ "
    r"\t]*=|kind[ \t]*=[ \t]*\[)",
    re.MULTILINE,
)


def own_files(files: Mapping[str, str]) -> dict[str, str]:
    """The rule files among these (path to text) that may have own words."""
    frames = frame_files(files)
    return {path: text for path, text in files.items() if path not in frames and _HEADER.search(text)}


def known_of(vocabulary: Mapping[str, str], names: Mapping[str, str]) -> Known:
    """Reads what is packaged from the files (path to text) of vocabulary and gazetteer."""
    tables = {
        path: read_table(path, text)
        for path, text in (*vocabulary.items(), *names.items())
        if path.endswith(".toml")
    }
    return Known(
        {
            row["id"]: concept_of(path, row)
            for path, table in tables.items()
            for row in table.get("concept", ())
        },
        frozenset(row["id"] for table in tables.values() for row in table.get("class", ())),
        {row["id"]: row for table in tables.values() for row in table.get("entry", ())},
        {row["id"]: row for table in tables.values() for row in table.get("kind", ())},
        {lang: nouns for table in tables.values() for lang, nouns in table.get("nouns", {}).items()},
        frozenset(row["id"] for table in tables.values() for row in table.get("notice", ())),
    )


def read_own(files: Mapping[str, str], vocabulary: Mapping[str, str], names: Mapping[str, str]) -> Own:
    """The own words of rule files (path to text); what is packaged is read only where there are any.
    Raises RuleError for the first error.
    """
    return parse_own(files, known_of(vocabulary, names)) if own_files(files) else NONE


def parse_own(files: Mapping[str, str], known: Known) -> Own:
    """Reads the own words of rule files (path to text). Raises RuleError for the first error.

    Without packaged concepts there is no judge, and own words of the vocabulary are ignored.
    """
    rows: list[OwnRow] = []
    first: dict[str, OwnRow] = {}  # entries and kinds by id
    for path, text in own_files(files).items():
        file = OwnFile(path, text, known)
        for place, row in file.rows():
            other = first.setdefault(row.id, row) if row.sort in ("entry", "kind") else row
            if other is not row:
                problem = (
                    f"the id {row.id!r} is there twice, first for the {other.sort} at "
                    f"{other.path}:{other.line}"
                )
                file.refuse_key(place, problem, "Give it its own id.")
            rows.append(row)
    return Own(
        tuple(row for row in rows if known.concepts or row.sort not in ("concept", "class")), known.nouns
    )


def named(own: Own, word: str = "", lang: str | None = None) -> list[Use]:
    """The own names of parties, entries and kinds, in one language or in all; with `word`, only names that
    contain this word or phrase.
    """
    phrase = words(word)
    return [
        Use(code, row.id, row.sort, term, row.path)
        for row in own.of("party", "entry", "kind")
        for code, terms in row.cells.items()
        for term in terms
        if lang in (None, code) and (not word or _holds(words(term), phrase))
    ]


def _holds(term: Sequence[str], phrase: Sequence[str]) -> bool:
    """True if a term contains the words of a phrase side by side."""
    return bool(phrase) and any(list(term[at : at + len(phrase)]) == list(phrase) for at in range(len(term)))
