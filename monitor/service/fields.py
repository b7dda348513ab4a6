"""Checks what a person sets in the register: `FIELD=VALUE` to the field and the value that a correction
stores.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from babel import Locale
from babel.core import get_global

from monitor.errors import UsageError
from monitor.extract.lexicon import ORGANISATIONS
from monitor.extract.phrases import Layer
from monitor.model import CELLS, DATES, Stage, TreatyDate, not_a_date
from monitor.normalize import clean_text
from monitor.query import did_you_mean
from monitor.service.knowledge import lexicon

FIELDS = (*CELLS, "others", "entry", "kind", "actors", "stage")
OF_THE_ACT = ("actors", "stage")  # the other fields are a row's
TEXT_LIMIT = 300
NOTHING: Mapping[str, str] = MappingProxyType({})


def assignment(text: str, own: Mapping[str, str] = NOTHING) -> tuple[str, str]:
    """`FIELD=VALUE` as field and checked value; an empty value empties a row's field. Raises `UsageError`
    with what to write.

    `own`: rule files with words of an installation, path to text; here and below.
    """
    field, equals, value = text.partition("=")
    field = field.strip()
    if not equals:
        raise UsageError(f"--set {text!r} has no =; write FIELD=VALUE, such as signed=1989-11-20.")
    if field not in FIELDS:
        raise UsageError(f"There is no field {field!r}. {did_you_mean(field, FIELDS)}")
    value = clean_text(value, TEXT_LIMIT + 1)
    if len(value) > TEXT_LIMIT:
        raise UsageError(f"The value of {field} has more than {TEXT_LIMIT} characters.")
    if not value:
        if field in OF_THE_ACT:
            raise UsageError(f"An act needs {field}; `treaty-monitor events reject` strikes an act out.")
        return field, ""
    match field:
        case _ if field in DATES:
            return field, _checked_date(value)
        case "actors" | "others":
            return field, " ".join(code.replace(" ", "_") for code in party_codes(value, own))
        case "stage":
            return field, _one_of("stage", value.lower(), tuple(stage.value for stage in Stage))
        case "entry":
            ids = (entry.id for entry in lexicon(own).entries.values() if not entry.is_kind)
            return field, _one_of("entry of the gazetteer", value, tuple(ids))
        case _:
            return field, value


def _one_of(what: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        hint = did_you_mean(value, known)
        raise UsageError(
            f"There is no {what} {value!r}. "
            f"{hint if len(hint) < TEXT_LIMIT else 'rules/gazetteer.toml has the ids.'}"
        )
    return value


def _checked_date(text: str) -> str:
    """The same text. Raises `UsageError` unless it is like 1989-11-20, 2025-12, 2000 or 2000s, and in the
    calendar.
    """
    try:
        treaty_date = TreatyDate.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from error
    if treaty_date.part is not None:
        raise UsageError(not_a_date(text))
    return text


def party_codes(text: str, own: Mapping[str, str] = NOTHING) -> list[str]:
    """States and organisations, sorted, each once: codes with spaces or commas between, or names with commas
    between.

    Raises `UsageError` for a code that neither CLDR nor the gazetteer has.
    """
    whole = known_codes(tuple(own.items())).get(text.casefold())
    parts = [text] if whole else re.split(r"\s*,\s*|\s+" if "," not in text else r"\s*,\s*", text)
    return sorted({party_code(part, own) for part in parts if part})


def party_code(text: str, own: Mapping[str, str] = NOTHING) -> str:
    """One state or organisation as the register writes it.

    Raises `UsageError`, with the code that was meant where it can be told.
    """
    plain = text.replace("_", " ").strip()
    known = known_codes(tuple(own.items()))
    code = known.get(plain.casefold())
    if code is not None:
        return code
    names = {
        name.casefold(): code for code, name in Locale("en").territories.items() if code in known.values()
    }
    meant = names.get(plain.casefold()) or next(
        iter(get_global("territory_aliases").get(plain.upper(), ())), None
    )
    hint = (
        f"Did you mean {meant}?"
        if meant
        else "States are ISO 3166 alpha-2 codes such as RU; organisations EU, UN, NATO, African Union ..."
    )
    raise UsageError(f"There is no state or organisation {text!r}. {hint}")


@lru_cache(maxsize=1)
def known_codes(own: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """By their folded form, the codes that the service itself may find in a text: states of CLDR,
    organisations of the gazetteer.
    """
    known = lexicon(dict(own))
    codes = set(ORGANISATIONS) | {entry.code for entry in known.entries.values() if entry.code}
    for pack in known.packs.values():
        for index in (pack.phrases.exact, pack.phrases.stems, pack.phrases.tails):
            codes |= {
                meaning.value
                for terms in index.values()
                for _, meaning in terms
                if meaning.layer is Layer.PARTY
            }
    return {code.casefold(): code for code in codes if code}
