"""A headline for a depositary's notice, whose own subject may be no more than its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.extract.depositary import DepositaryNotice, DepositaryNotices
from monitor.extract.lexicon import Lexicon, LexiconEntry
from monitor.model import Termination
from monitor.names import country_in

_MOST = 3  # exits that are named
_LONG = 70  # characters of the name of a treaty
_OTHER = "en"


def headline(notices: DepositaryNotices, number: str, depositary: str, lexicon: Lexicon) -> str:
    """State, action and treaty of each exit, and the number of the notice or the code of its depositary:
    `Lithuania: notice of withdrawal – Ottawa Convention [C.N.501.2026.TREATIES-XXVI.5]`. "" without an exit.
    `Story.has_own_headline` knows this form.
    """
    exits = [notice for notice in notices.notices if notice.termination is not None]
    parts = [part for notice in exits[:_MOST] if (part := _part(notice, lexicon))]
    if not parts or len(parts) < len(exits[:_MOST]):
        return ""
    more = ["..."] if len(exits) > _MOST else []
    return f"{'; '.join((*parts, *more))} [{number or depositary}]"


def _part(notice: DepositaryNotice, lexicon: Lexicon) -> str:
    row = notice.termination
    if row is None or row.instrument is None:
        return ""
    by_lang = lexicon.notices.headlines.get(notice.heading.action.stage, {})
    lang = notice.lang if notice.lang in by_lang else _OTHER
    if lang not in by_lang:
        return ""
    states = ", ".join(country_in(actor.value, lang) for actor in row.actors)
    colon = " :" if lang == "fr" else ":"
    return f"{states}{colon} {by_lang[lang]} – {_treaty(row, lexicon.entries)}"


def _treaty(row: Termination, entries: Mapping[str, LexiconEntry]) -> str:
    """The name of the treaty as written, without capitals; that of the gazetteer in place of a long one."""
    assert row.instrument is not None
    name = " ".join(row.instrument.value.split())
    entry = entries.get(row.entry or "")
    if entry is not None and len(name) > _LONG:
        return entry.name
    return _cut(name.capitalize() if name.isupper() else name)


def _cut(name: str) -> str:
    return name if len(name) <= 2 * _LONG else f"{name[: 2 * _LONG].rpartition(' ')[0]} ..."


def facts(notices: DepositaryNotices | None) -> Sequence[object]:
    """What a notice says, without where it says so."""
    if notices is None:
        return ()
    return [
        notices.says,
        *(
            (
                [actor.value for actor in row.actors], row.entry, row.stage.value,
                row.instrument and row.instrument.value, row.notified and row.notified.value,
                row.ended and row.ended.value,
            )
            for row in notices.rows(None)
        ),
    ]  # fmt: skip
