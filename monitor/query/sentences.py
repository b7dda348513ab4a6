"""Finds where sentences begin in news of the languages of the rule packs, in linear time."""

from __future__ import annotations

import re
from bisect import bisect_right

# A stop with the closing quotation marks behind it, then a space; or a stop of East Asia. Both alternatives
# begin with one class of characters, so that the search of a text without stops is fast.
_END = re.compile(
    r"[.!?…؟։।。！？｡](?:(?<=[.!?…؟։।])(?<![.!?…].)[.!?…]*[\"'”’»)\]]*\s+|(?<=[。！？｡])[。！？｡]*[」』”）]*\s*)"
)
_BEFORE_DOT = re.compile(r"[^\s(\[\"'“«„]*\Z")
_WORD_AT = re.compile(r"[\"'“«„(\[]*(\w+)")

# Abbreviations with a stop that ends no sentence. Not here: those that often end a sentence (etc., Inc., г.,
# руб.).
_ABBREVIATION_WORDS = """
    mr mrs ms dr prof gen col lt sgt capt maj adm sen rep gov pres hon rev st ste mt vs no nos art arts para
    paras sec fig vol pp dept approx cf viz jan feb mar apr jun jul aug sep sept oct nov dec mme mlle nr str
    abs bzw usw ca tzw tzn ust poz dz ul im inż gł ст стр им ул св тыс млн млрд проф акад см др пр sra srta
    sres sras dra ud uds núm pág sayın doç
"""
_ABBREVIATIONS = frozenset(_ABBREVIATION_WORDS.split())
# Words that begin a new sentence after an acronym (`the U.S. The`, unlike `the U.S. Senate`).
_STARTER_WORDS = """
    The A An In On At It Its He She They We I You But And This That These Those His Her Their Our As If When
    While After Before Both For From With By To No Not There Here However Meanwhile What Who Why How Since
    Under According
"""
_STARTERS = frozenset(_STARTER_WORDS.split())


def sentence_starts(text: str) -> list[int]:
    """The offsets of the first characters of all sentences; the first is 0.

    A stop ends a sentence unless it is part of a known abbreviation, an initial or an acronym (`J. Smith`,
    `the U.S. Senate`), or a lower-case letter follows. After an acronym, a word that only begins sentences
    (`The`, `It`) shows that the sentence has ended.
    """
    ends = (match.span() for match in _END.finditer(text))
    return [0, *(end for stop, end in ends if end < len(text) and _ends_sentence(text, stop, end))]


def _ends_sentence(text: str, stop: int, after: int) -> bool:
    if text[stop] in "。！？｡!?؟।։":
        return True
    follows = _WORD_AT.match(text, after)
    if follows is None:
        return True
    word = follows[1]
    if word[0].islower():
        return False
    if text[stop] != "." or text[stop + 1 : after].strip(
        " .!?…"
    ):  # a quotation that closes after the stop ends there
        return True
    before = _BEFORE_DOT.search(text, max(0, stop - 40), stop)
    previous = before[0] if before else ""
    if "." in previous or (len(previous) == 1 and previous.isalpha()):
        return word in _STARTERS
    return previous.casefold() not in _ABBREVIATIONS


def sentence_numbers(starts: list[int], spans: list[tuple[int, int]]) -> list[int]:
    """The sentence number of each word, from the characters of sentence starts and of words."""
    return [bisect_right(starts, start) - 1 for start, _ in spans] if len(starts) > 1 else [0] * len(spans)
