"""Offices that several states have: `Bundesrat` under the dateline of Bern is not Germany's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.scene import Place, Sentence

_DATED = 4  # words between the city of a dateline and its day: `BERN, 15. November`


def with_own_offices(sentences: Sequence[Sentence], pack: Pack) -> list[Sentence]:
    """The sentences, in which an office that several states have is that of the dateline's state, where the text names the state that it is
    best known for by nothing else.
    """
    home = next((value for sentence in sentences if (value := _dateline(sentence))), "")
    named = {one.value for sentence in sentences for one in sentence.of(Layer.PARTY) if not _is_shared(sentence, one, pack)}
    if not home:
        return list(sentences)
    return [_with_home(sentence, home, named, pack) for sentence in sentences]


def _with_home(sentence: Sentence, home: str, named: set[str], pack: Pack) -> Sentence:
    offices = {one for one in sentence.of(Layer.PARTY) if _is_shared(sentence, one, pack) and one.value not in named}
    marks = tuple(replace(one, value=home) if one in offices else one for one in sentence.marks)
    return replace(sentence, marks=marks) if offices else sentence


def _is_shared(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    return party.role == "organ" and party.end - party.first == 1 and pack.has("shared_offices", sentence.word(party.first))


def _dateline(sentence: Sentence) -> str:
    """The state whose capital a sentence of the first paragraph opens with, before a day: `Bern, 11. September 2020 -`."""
    party = next((one for one in sentence.of(Layer.PARTY) if one.first == 0 and one.role == "capital"), None)
    if party is None or sentence.place is not Place.LEAD or sentence.gap(party.end).strip() not in (",", ".", "("):
        return ""
    days = (one.first for one in sentence.of(Layer.DATE) if one.role == "month")
    return party.value if any(0 <= at - party.end <= _DATED for at in days) else ""
