"""Which treaty and which state the words of a command mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitor.errors import UsageError
from monitor.names import country, country_code, country_named, is_country

# Few commands need them: the modules are imported when the first one asks.
if TYPE_CHECKING:
    from monitor.dossiers import Dossier, Dossiers

CANDIDATES = 8  # treaties that an error names
_SHORTEST_PART = 4  # letters with which a word may begin that is not written in full


def named_dossier(text: str, dossiers: Dossiers) -> Dossier:
    """The one of these dossiers with this id, name or abbreviation, or with a name that has these words; the
    last of them may lack its end.

    Raises `UsageError`, which lists the treaties that a text can mean.
    """
    wanted, by_id = " ".join(text.split()), dossiers.by_id
    if wanted.casefold() in by_id:
        return by_id[wanted.casefold()]
    names_of = _names(dossiers)
    named = [key for key, names in names_of.items() if wanted.casefold() in map(str.casefold, names)]
    partly = [key for key, names in names_of.items() if any(_is_part(wanted, name) for name in names - {key})]
    several = named or partly
    if len(several) == 1:
        return by_id[several[0]]
    if several:
        more = f" and {len(several) - CANDIDATES} more" if len(several) > CANDIDATES else ""
        ids = ", ".join(f"{key} ({by_id[key].name})" for key in several[:CANDIDATES])
        raise UsageError(f"Several treaties are called {text!r}: {ids}{more}. Name one by its id.")
    owners = {name.casefold(): key for key, names in names_of.items() for name in names}
    near = dict.fromkeys(owners[name] for name in get_close_matches(wanted.casefold(), owners, cutoff=0.7))
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    raise UsageError(
        f"No dossier of {text!r}. {hint}`treaty-monitor treaties list` shows those that have one."
    )


def _names(dossiers: Dossiers) -> dict[str, frozenset[str]]:
    """All names of each dossier by id: id, name, official title, the English terms of the gazetteer with
    abbreviations such as IWC.
    """
    from monitor.service.dossiers import gazetteer

    terms = {
        row.id: [term.removeprefix("=").replace("*", "") for term in row.names("en")] for row in gazetteer()
    }
    return {
        dossier.id: frozenset(
            name for name in (dossier.id, dossier.name, dossier.official, *terms.get(dossier.id, ())) if name
        )
        for dossier in dossiers.by_id.values()
    }


def _is_part(wanted: str, name: str) -> bool:
    """True if a name has these words in a row. The last may be the beginning of a word, but of no
    abbreviation, and has four letters at least then.
    """
    if not re.search(r"\w", wanted):
        return False
    for match in re.finditer(rf"(?<!\w){re.escape(wanted.casefold())}", name.casefold()):
        rest = re.match(r"\w*", name[match.end() :])
        if not rest or not rest[0]:
            return True
        begun = wanted.split()[-1]
        word = name[match.end() - len(begun) : match.end() + rest.end()]
        if len(begun) >= _SHORTEST_PART and word != word.upper():
            return True
    return False


def named_state(text: str, dossier: Dossier) -> str:
    """The code of the state that a text means, by code or name, as a party to a treaty; "" for no text.

    Raises `UsageError` for what is no state, and for one that is not among the known parties.
    """
    code = _state(text) if text else ""
    if code in dossier.outside and not any(code in clause.states for clause in dossier.exits):
        raise UsageError(f"{country(code)} is no party to {dossier.name}: it has nothing to leave.")
    if code and dossier.circle and code not in dossier.circle | dossier.former:
        raise UsageError(
            f"{country(code)} is no party to {dossier.name}. Its parties: {_listed(dossier.circle)}. "
            "Leave out --state for one that was a party before."
        )
    return code


def _state(text: str) -> str:
    code = text.strip().upper()
    if is_country(code):
        return code
    named = country_named(text)
    if named is None:
        near = country_code(text) if len(code) > 2 else None
        hint = f"Did you mean {near} ({country(near)})?" if near else "Give its code, such as US."
        raise UsageError(f"{text!r} is no state. {hint}")
    return named


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(f"{code} ({country(code)})" for code in sorted(codes))
