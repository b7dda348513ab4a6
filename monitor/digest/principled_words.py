"""That an act is a principled exit, in words of the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from monitor.dossiers import Dossiers, replacements
from monitor.model import Act
from monitor.wording import Language, Treaty

_ILO = re.compile(r"ILO (?:Convention|C) ?(?:No\. ?)?(\d{1,3})", re.ASCII)


def principled_lines(
    act: Act, dossiers: Dossiers, treaties: Mapping[str, Treaty], say: Language
) -> Iterator[str]:
    """ "Principled exit, it follows from joining a later treaty that replaces this one: ILO Convention 183",
    a line an agreement; none for an act that is not known to be one.

    The later treaty is named where its name stands in the sentence that proves it; the one that is left is
    named where the act leaves several.
    """
    for row, replacement in zip(act.rows, replacements(act, dossiers), strict=False):
        dossier = dossiers.of(row)
        later = _name(replacement.later, treaties, say)
        line = say("meaning.principled.by", name=later) if later else say("meaning.principled")
        if len(act.rows) > 1 and dossier is not None:
            line = say("titled", title=treaty_name(dossier.id, dossier.name, treaties, say), text=line)
        yield line


def treaty_name(entry: str, name: str, treaties: Mapping[str, Treaty], say: Language) -> str:
    """What the reader's language calls a treaty of the gazetteer, without an article; else its `name`."""
    treaty = treaties.get(entry)
    return say.bare(treaty.names.get(say.code, name)) if treaty else name


def _name(later: str, treaties: Mapping[str, Treaty], say: Language) -> str:
    """A later treaty, as dossiers name it, in the reader's language: that of the gazetteer, a number of the
    ILO, else as it stands.
    """
    entry = next((entry for entry, treaty in treaties.items() if later.casefold() in treaty.known_as), "")
    if entry:
        return treaty_name(entry, later, treaties, say)
    numbered = _ILO.fullmatch(later)
    return say("treaty.ilo", number=numbered[1]) if numbered else later
