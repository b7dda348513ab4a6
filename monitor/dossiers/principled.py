"""Principled exits: a state leaves a treaty because it has joined a later one that replaces it. Pure.

What is not known to be one is none: a reader who leaves them out must miss no other exit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from monitor.dossiers.values import Dossiers, PrincipledWords
from monitor.model import Act, Evidence, Row, Stage

_NO_WORDS = re.compile(r"\W+")
_NUMBER = re.compile(r"\d+", re.ASCII)


class Replacement(NamedTuple):
    """Why the exit from one agreement is principled. `later`: the treaty that replaces it, as its dossier has
    it; "" if the sentence does not name that treaty.
    """

    sentence: str
    later: str = ""


def replacements(act: Act, dossiers: Dossiers) -> tuple[Replacement, ...]:
    """What proves an act to be principled, one a row; () if a row has no proof.

    An act that was reversed, rejected or withdrawn is none.
    """
    if not act.rows or act.stage is Stage.REVERSED or act.rejected or act.withdrawn:
        return ()
    proofs = [_replacement(act, row, dossiers) for row in act.rows]
    return tuple(proof for proof in proofs if proof) if all(proofs) else ()


def principled_by(act: Act, dossiers: Dossiers) -> tuple[str, ...]:
    """The sentences that prove an act to be principled, each once; () if a row has none."""
    return tuple(dict.fromkeys(proof.sentence for proof in replacements(act, dossiers)))


def _replacement(act: Act, row: Row, dossiers: Dossiers) -> Replacement | None:
    """The first sentence by which the exit from a row's agreement is principled; None for none."""
    dossier = dossiers.of(row)
    later = dossier.replaced_by if dossier else ""
    sentences = (evidence.sentence for evidence in _evidence(act, row) if evidence.edit is None)
    proof = next((sentence for sentence in sentences if says_principled(sentence, dossiers, later)), "")
    if not proof:
        return None
    return Replacement(proof, later if later and _names(_plain(proof), later) else "")


def _evidence(act: Act, row: Row) -> Iterator[Evidence]:
    """What states the values of a row; in an act with this row alone, its stages and actors too."""
    for cell in row.filled().values():
        yield cell.leading
    yield from row.others
    if len(act.rows) == 1:
        yield from (step.evidence for step in act.history)
        yield from act.actors


def says_principled(sentence: str, dossiers: Dossiers, later: str = "") -> bool:
    """True if a sentence says that joining a later treaty ended the older one.

    `later`: the treaty that replaces the older one, as its dossier has it; "" if it has none.
    """
    return _is_principled(sentence, dossiers.principled, later)


@lru_cache(maxsize=4096)  # each sentence is asked about several times
def _is_principled(sentence: str, languages: tuple[PrincipledWords, ...], later: str) -> bool:
    text = _plain(sentence)
    form = _NUMBER.sub("0", text)
    return any(_says(text, form, words, later) for words in languages)


def _says(text: str, form: str, words: PrincipledWords, later: str) -> bool:
    """`form`: the text with 0 for each number."""
    is_caused = _has(form, words.exits) and _has(form, words.causes)
    if not is_caused and not (later and _has(form, words.replaced) and _names(text, later)):
        return False
    return not any(doubt in form for doubt in _as_words(words.doubts))


def _has(text: str, phrases: tuple[str, ...]) -> bool:
    """True if one of the phrases begins at a word of the text; its last word may go on. 0 is any number."""
    return any(beginning in text for beginning in _beginnings(phrases))


@lru_cache(maxsize=64)
def _as_words(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_plain, phrases))


@lru_cache(maxsize=64)
def _beginnings(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_plain(phrase).rstrip() for phrase in phrases)


def _names(text: str, later: str) -> bool:
    """True if a text names a treaty: by all numbers of its name, or by the whole name if it has none."""
    numbers = _NUMBER.findall(later)
    return all(f" {number} " in text for number in numbers) if numbers else _plain(later) in text


@lru_cache(maxsize=2048)  # sentences and doubts come up again and again
def _plain(text: str) -> str:
    """Words in small letters with one space between them, before and after."""
    return f" {_NO_WORDS.sub(' ', text.casefold()).strip()} "
