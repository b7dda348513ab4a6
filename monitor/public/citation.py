"""How to cite a page of the register."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

PUBLISHER = "Treaty Monitor"
REGISTER = "Register of exits from treaties"
_SPECIAL = {char: f"\\{char}" for char in "&%$#_{}"} | {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


class Citation(NamedTuple):
    """How to cite a page: as text, and as an entry for BibTeX."""

    text: str
    bibtex: str


def citation(title: str, address: str, read: date, key: str = "", changed: date | None = None) -> Citation:
    """Cites a page, in English as titles of databases are. `address`: "" where none is configured; `read`:
    when it was read. Of an act: `key`, its reference, and when it was `changed` last.
    """
    version = f"version of {changed.isoformat()}" if changed else ""
    entry = f"entry {key}" if key else ""
    place = ", ".join(part for part in (entry, version, address) if part)
    text = f"{PUBLISHER}, “{title}”{', ' if place else ''}{place} (read {read.isoformat()})."
    note = ", ".join(part for part in (entry, version, f"read {read.isoformat()}") if part)
    fields = {
        "author": f"{{{PUBLISHER}}}",
        "title": f"{{{_escaped(title)}}}",
        "year": str((changed or read).year),
        "note": f"{note[0].upper()}{note[1:]}",
        **({"url": address} if address else {}),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return Citation(text, f"@misc{{treaty-monitor-{key or read.isoformat()},\n{lines}}}")


def _escaped(text: str) -> str:
    """A text in which TeX finds no command."""
    return "".join(_SPECIAL.get(char, char) for char in text)
