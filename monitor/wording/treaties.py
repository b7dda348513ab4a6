"""Names of agreements and bodies by their id in the gazetteer, for sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

_BODY = "organisation"
_HEAD = "treaty|statute|convention|protocol|agreement|pact|accord"
_ABBREVIATED = re.compile(rf"([A-Z]{{3,6}}) (?:{_HEAD})")
_OPEN = frozenset({"convention", "protocol", "statute", "covenant", "charter", "declaration", _BODY})


NO_NAMES: Mapping[str, str] = {}
NO_READER_NAMES: Mapping[str, Mapping[str, str]] = {}


class Treaty(NamedTuple):
    """An agreement or a body. `short` is its abbreviation ("ICC"), "" when it has none; `known_as` its
    English names, folded; `names` what sentences in other languages call it, by language.

    `open`: states join and leave it; the sentence says "leaves", not "ends". `founding`: folded English
    names of the treaty that founded a body; `founded`: the id of the body that a treaty founded.
    `several`: the name stands for an unknown number of bodies.
    """

    name: str
    short: str = ""
    body: bool = False
    open: bool = False
    known_as: frozenset[str] = frozenset()
    several: bool = False
    founding: frozenset[str] = frozenset()
    names: Mapping[str, str] = NO_NAMES
    founded: str = ""


NO_TREATIES: Mapping[str, Treaty] = {}


def treaties(
    gazetteer: Mapping[str, Any],
    own: Iterable[Mapping[str, Any]] = (),
    names: Mapping[str, Mapping[str, str]] = NO_READER_NAMES,
) -> dict[str, Treaty]:
    """The entries of the gazetteer's table that name one agreement or body, by id.

    `own`: entries of an installation; each replaces the one of the same id. `names`: by id and language, what
    sentences call an agreement or body.
    """
    entries = [*gazetteer.get("entry", ()), *own]
    by_id = {raw["id"]: _treaty(raw) for raw in entries}
    for raw in entries:
        if (body := raw.get("body")) in by_id:
            by_id[body] = by_id[body]._replace(founding=by_id[raw["id"]].known_as)
            by_id[raw["id"]] = by_id[raw["id"]]._replace(founded=body)
    for entry in names.keys() & by_id.keys():
        by_id[entry] = by_id[entry]._replace(names=names[entry])
    return by_id


def bodies_founded(known: Mapping[str, Treaty]) -> dict[str, str]:
    """By id of a treaty, the body that it founded: who leaves one leaves the other."""
    return {entry: treaty.founded for entry, treaty in known.items() if treaty.founded}


def _treaty(raw: Mapping[str, Any]) -> Treaty:
    name, kind = raw["name"], raw["kind"]
    terms = [term.lstrip("=") for term in raw.get("en", ())]
    known_as = frozenset(term.casefold() for term in (name, raw["id"], *terms) if "*" not in term)
    short = _short(name, raw.get("en", ()))
    return Treaty(name, short, kind == _BODY, kind in _OPEN, known_as, bool(raw.get("collective")))


def _short(name: str, terms: list[str]) -> str:
    """The abbreviation that newspapers use, if there is exactly one: the initials of the name, or capitals
    before "treaty" or a similar word; else "".
    """
    if "(" in name:
        return ""
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name) if word[0].isupper())
    is_abbreviation = 3 <= len(initials) <= 6 and f"={initials}" in terms and initials.isascii()
    short_names = {initials} if is_abbreviation else set()
    short_names |= {match[1] for term in terms if (match := _ABBREVIATED.fullmatch(term))}
    if len(short_names) != 1:
        return ""
    short_name = short_names.pop()
    return "" if short_name in name else short_name
