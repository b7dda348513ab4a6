"""An agreement or body in words: its name as a sentence takes it, and its counterparties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from monitor.model import Cell, Row
from monitor.names import country
from monitor.wording.language import Language
from monitor.wording.treaties import Treaty

NAME_LENGTH = 90  # characters: a longer name is a description

LanguageOf = Callable[[str], str | None]  # key of a story -> its language (BCP 47), None when unknown


@dataclass(frozen=True, slots=True)
class AgreementWords:
    """One agreement or body as a sentence takes it."""

    name: str  # with its article; "" when there is none in the reader's language
    is_body: bool
    is_ended: bool  # the sentence says "ends"; False: "leaves"
    description: str  # what is known without a name: "a trade agreement"
    partners: tuple[str, ...]  # codes of the counterparties that the name does not contain
    is_collective: bool  # the name stands for an unknown number of bodies


def agreement_words(
    row: Row, say: Language, treaties: Mapping[str, Treaty], lang_of: LanguageOf
) -> AgreementWords:
    """The words for the agreement of a row.

    `treaties`: by their id in the gazetteer; here and below.
    """
    treaty = treaties.get(row.entry or "")
    left_body = is_body(row, treaties)
    codes = partners(row, treaties)
    name = _name(row.instrument, say, treaty, lang_of)
    is_founding = treaty is not None and name.casefold() in treaty.founding
    if treaty is not None and not codes and _takes_abbreviation(name, treaty):
        name = say("short", name=name, short=treaty.short)
    if treaty is not None and treaty.open and len(codes) > 1:
        codes = ()  # the other parties of an open treaty are not counterparties
    is_description = name[:1].islower() and treaty is None
    return AgreementWords(
        name=say.definite(name, left_body and not is_founding) if name else "",
        is_body=left_body,
        is_ended=not left_body and (bool(codes) or is_description),
        description=_description(row, say, left_body),
        partners=tuple(code for code in codes if country(code).casefold() not in name.casefold()),
        is_collective=treaty is not None and treaty.several,
    )


def is_body(row: Row, treaties: Mapping[str, Treaty]) -> bool:
    """True if the row is about an organisation: the gazetteer says so, or it is its own counterparty."""
    treaty = treaties.get(row.entry or "")
    return treaty.body if treaty is not None else row.states != partners(row, treaties)


def partners(row: Row, treaties: Mapping[str, Treaty]) -> tuple[str, ...]:
    """Codes of the counterparties, sorted. A body that is left is not its own counterparty."""
    treaty = treaties.get(row.entry or "")
    names = {row.instrument.value.casefold().removeprefix("the ")} if row.instrument else set()
    if treaty is not None and treaty.body:
        names |= treaty.known_as
    return tuple(code for code in row.states if not {code.casefold(), country(code).casefold()} & names)


def _description(row: Row, say: Language, left_body: bool) -> str:
    if left_body:
        return say("a_body")
    subject = f"subject.{row.kind}"
    return say(subject) if say.has(subject) else say("an_agreement")


def _takes_abbreviation(name: str, treaty: Treaty) -> bool:
    """True for the gazetteer's own name of an agreement, or of a body's founding treaty, that has an
    abbreviation: "Rome Statute (ICC)".
    """
    folded = name.casefold()
    return bool(treaty.short) and (folded in treaty.founding or folded == treaty.name.casefold())


def _name(cell: Cell | None, say: Language, treaty: Treaty | None, lang_of: LanguageOf) -> str:
    """The name in the cell if it is in the reader's language, else the gazetteer's, else "".

    The gazetteer's also replaces a description ("the grain deal") and a name without a word for an agreement.
    """
    from_gazetteer = treaty.name if treaty is not None and say.code == "en" else ""
    if cell is None or len(cell.value) > NAME_LENGTH or not cell.value.strip():
        return from_gazetteer
    is_edited = cell.leading.edit is not None
    if not is_edited and not _is_for_reader(cell, say, lang_of):
        return from_gazetteer
    name = " ".join(cell.value.split())
    name = name.lower() if name.isupper() and " " in name else name
    if from_gazetteer and not is_edited and _is_description(name, say):
        return from_gazetteer
    return name


def _is_for_reader(cell: Cell, say: Language, lang_of: LanguageOf) -> bool:
    """True if a name is in the reader's language, as the story's language or else its words tell."""
    lang = lang_of(cell.leading.story)
    return lang.split("-")[0].lower() == say.code if lang else say.reads(cell.value)


def _is_description(name: str, say: Language) -> bool:
    """True for "grain deal", and for a name that takes no article and is no abbreviation."""
    return name[:1].islower() or (say.definite(name, False) == name and not name.isupper())
