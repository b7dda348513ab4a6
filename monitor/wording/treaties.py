"""Names of agreements and bodies by their id in the gazetteer, for sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

_BODY = "organisation"
_HEAD = "treaty|statute|convention|protocol|agreement|pact|accord"
_OPEN = frozenset({"convention", "protocol", "statute", "covenant", "charter", "declaration", _BODY})


class Treaty(NamedTuple):
    """An agreement or a body. `short` is its abbreviation ("ICC"), "" when it has none; `known_as` its
    English names, folded.

    `open`: states join and leave it, so that one leaves it and does not end it. `founding`: folded English
    names of the treaty that founded a body. `several`: the name stands for an unknown number of bodies.
    """

    name: str
    short: str = ""
    body: bool = False
    open: bool = False
    known_as: frozenset[str] = frozenset()
    several: bool = False
    founding: frozenset[str] = frozenset()


NO_TREATIES: Mapping[str, Treaty] = {}


def treaties(gazetteer: Mapping[str, Any], own: Iterable[Mapping[str, Any]] = ()) -> dict[str, Treaty]:
    """The entries of the gazetteer's table that name one agreement or body, by id;

    `own` ones go before those of the same id.
    """
    entries = [*gazetteer.get("entry", ()), *own]
    found = {raw["id"]: _treaty(raw) for raw in entries}
    for raw in entries:
        if (body := raw.get("body")) in found:
            found[body] = found[body]._replace(founding=found[raw["id"]].known_as)
    return found


def _treaty(raw: Mapping[str, Any]) -> Treaty:
    name, kind = raw["name"], raw["kind"]
    terms = [term.lstrip("=") for term in raw.get("en", ())]
    known_as = frozenset(term.casefold() for term in (name, raw["id"], *terms) if "*" not in term)
    short = _short(name, raw.get("en", ()))
    return Treaty(name, short, kind == _BODY, kind in _OPEN, known_as, bool(raw.get("collective")))


def _short(name: str, terms: list[str]) -> str:
    """The one abbreviation that newspapers use for it: made of its initials, or standing before "treaty" or
    the like.
    """
    if "(" in name:
        return ""
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name) if word[0].isupper())
    found = {term[1:] for term in terms if re.fullmatch(r"=[A-Z]{3,6}", term) and term[1:] == initials}
    found |= {match[1] for term in terms if (match := re.fullmatch(rf"([A-Z]{{3,6}}) (?:{_HEAD})", term))}
    return found.pop() if len(found) == 1 and next(iter(found)) not in name else ""
