"""An agreement or body in words: its name as a sentence takes it, and its counterparties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from monitor.model import Cell, Row
from monitor.names import country
from monitor.wording.language import Language, Phrase
from monitor.wording.treaties import Treaty

NAME_LENGTH = 90  # characters: a longer name is a description

LanguageOf = Callable[[str], str | None]  # key of a story -> its language (BCP 47), None when unknown


@dataclass(frozen=True, slots=True)
class AgreementWords:
    """One agreement or body as a sentence takes it."""

    name: Phrase  # with its article; "" when there is none for this reader
    is_body: bool
    is_ended: bool  # the sentence says "ends"; False: "leaves"
    description: Phrase  # what is known without a name: "a trade agreement"
    partners: tuple[str, ...]  # codes of the counterparties that the name does not contain
    counterparties: tuple[str, ...]  # codes of all of them
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
    if treaty is not None and treaty.open and len(codes) > 1:
        codes = ()  # the other parties of an open treaty are not counterparties
    is_description = name[:1].islower() and treaty is None
    return AgreementWords(
        name=_in_sentence(name, row, say, treaties, has_partners=bool(codes)),
        is_body=left_body,
        is_ended=not left_body and (bool(codes) or is_description),
        description=_description(row, say, left_body),
        partners=tuple(code for code in codes if not _is_named(code, name, say)),
        counterparties=tuple(codes),
        is_collective=treaty is not None and treaty.several,
    )


def party_name(code: str, use: str, say: Language, treaties: Mapping[str, Treaty]) -> str:
    """A state or body in the reader's language, by its code. `use`: as in `Language.place`."""
    name = "" if len(code) == 2 else _name_of_body(code, say, treaties)
    if not name:
        return say.place(code, use)
    return say.bare(name) if use == "name" else say.phrase(name)


def _name_of_body(code: str, say: Language, treaties: Mapping[str, Treaty]) -> str:
    """The name of a body in the reader's language; "" where nobody has written one."""
    folded = code.casefold()
    bodies = (treaty for treaty in treaties.values() if treaty.body and folded in treaty.known_as)
    return next((treaty.names[say.code] for treaty in bodies if say.code in treaty.names), "")


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


def _description(row: Row, say: Language, left_body: bool) -> Phrase:
    if left_body:
        return say.phrase_of("a_body")
    subject = f"subject.{row.kind}"
    return say.phrase_of(subject if say.has(subject) else "an_agreement")


def _is_named(code: str, name: str, say: Language) -> bool:
    """True if the name of an agreement contains that of a party, in English or in the reader's language."""
    party = say.place(code, "name").casefold()
    stem = party if say.code == "en" else party[: max(4, len(party) - 2)]  # without the ending of a case
    return country(code).casefold() in name.casefold() or stem in name.casefold()


def _takes_abbreviation(name: str, treaty: Treaty) -> bool:
    """True for the gazetteer's own name of an agreement, or of a body's founding treaty, that has an
    abbreviation: "Rome Statute (ICC)".
    """
    folded = name.casefold()
    return bool(treaty.short) and (folded in treaty.founding or folded == treaty.name.casefold())


def _in_sentence(
    name: str, row: Row, say: Language, treaties: Mapping[str, Treaty], *, has_partners: bool
) -> Phrase:
    """The name with its article, and its abbreviation where it has one; "" stays ""."""
    treaty = treaties.get(row.entry or "")
    is_founding = treaty is not None and name.casefold() in treaty.founding
    if treaty is not None and not has_partners and _takes_abbreviation(name, treaty):
        name = say("short", name=name, short=treaty.short)
    if not name:
        return say.phrase("")
    if treaty is not None and name == treaty.names.get(say.code):
        return say.phrase(name)
    left_body = is_body(row, treaties) and not is_founding
    if say.foreign(name) and not say.reads(name):
        return say.phrase_of("named.body" if left_body else "named.agreement", name=name)
    return say.phrase(say.definite(name, left_body))


def _name(cell: Cell | None, say: Language, treaty: Treaty | None, lang_of: LanguageOf) -> str:
    """The name in the cell if it is in the reader's language, else the gazetteer's, else one in another
    language that is shown in quotes, else "".

    The gazetteer's also replaces a description ("the grain deal") and a name without a word for an agreement.
    In other languages than English it replaces every name that no editor set: texts inflect names.
    """
    known = _known_name(treaty, say)
    if cell is None or len(cell.value) > NAME_LENGTH or not cell.value.strip():
        return known
    name = " ".join(cell.value.split())
    name = name.lower() if name.isupper() and " " in name else name
    if cell.leading.edit is not None:
        return name
    if not _is_for_reader(cell, say, lang_of):
        return known or (name if say.foreign(name) else "")
    if known and (say.code != "en" or _is_description(name, say)):
        return known
    return name


def _known_name(treaty: Treaty | None, say: Language) -> str:
    """The gazetteer's name for this reader; its English name if the reader's language shows that; else ""."""
    if treaty is None:
        return ""
    if say.code == "en" or say.foreign(treaty.name):
        return treaty.names.get(say.code, treaty.name)
    return treaty.names.get(say.code, "")


def _is_for_reader(cell: Cell, say: Language, lang_of: LanguageOf) -> bool:
    """True if a name is in the reader's language, as the story's language or else its words tell."""
    lang = lang_of(cell.leading.story)
    return lang.split("-")[0].lower() == say.code if lang else say.reads(cell.value)


def _is_description(name: str, say: Language) -> bool:
    """True for "grain deal", and for a name that takes no article and is no abbreviation."""
    return name[:1].islower() or (say.definite(name, False) == name and not name.isupper())
