"""How to cite a page of the register."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from monitor.model import TreatyDate

PUBLISHER = "Treaty Monitor"
_SPECIAL = {char: f"\\{char}" for char in "&%$#_{}"} | {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


class ActCitation(NamedTuple):
    """How to cite the page of an act: as text, and as an entry for BibTeX."""

    text: str
    bibtex: str


def citation(title: str, address: str, day: date) -> str:
    """`Treaty Monitor: “Norway”. https://monitor.example/states/NO (as of 30 Nov 2026).`"""
    return f"Treaty Monitor: “{title}”. {address} (as of {TreatyDate.of_day(day).show()})."


def act_citation(key: str, title: str, changed: date, read: date, address: str = "") -> ActCitation:
    """Cites the page of an act, in English as titles of databases are. `key`: its reference; `changed`: when
    it was changed last, `read`: when it was read; `address` is "" where none is configured.
    """
    where = f", {address}" if address else ""
    version = f"version of {changed.isoformat()}"
    text = f"{PUBLISHER}, “{title}”, entry {key}, {version}{where} (read {read.isoformat()})."
    fields = {
        "author": f"{{{PUBLISHER}}}",
        "title": f"{{{_escaped(title)}}}",
        "year": str(changed.year),
        "note": f"Entry {key}, {version}, read {read.isoformat()}",
        **({"url": address} if address else {}),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return ActCitation(text, f"@misc{{treaty-monitor-{key},\n{lines}}}")


def _escaped(text: str) -> str:
    """A text in which TeX finds no command."""
    return "".join(_SPECIAL.get(char, char) for char in text)
