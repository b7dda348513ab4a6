"""Checks the notation of an entry of the vocabulary (rules/vocabulary/README.md): marks without meaning are
refused, not ignored.
"""

from __future__ import annotations

from monitor.query import words

_MARKS = frozenset("+~|*")


class NotationError(ValueError):
    """The notation of an entry is wrong; `hint`: what to write instead."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.hint = hint


def check(entry: str) -> None:
    """Raises NotationError if a mark of an entry is at a wrong place."""
    body, leads, government = entry.partition(">")
    parts = body.split()
    if not parts or not words(body):
        raise NotationError("an entry needs a word", "Write a lemma, and what it governs behind >.")
    if leads:
        _check_government(entry, government)
    if not _MARKS.isdisjoint(body):
        for number, part in enumerate(parts):
            _check_mark(part, number, parts)


def _check_government(entry: str, government: str) -> None:
    if " > " not in f"{entry} " or ">" in government:
        raise NotationError("> stands between spaces, once", "Write `withdraw > from`.")
    if not all(part.strip() for part in government.split(",")):
        raise NotationError(
            "no word stands behind >", "Write the words that lead to what the verb governs, or leave > out."
        )


def _check_mark(part: str, number: int, parts: list[str]) -> None:
    """Raises NotationError for a part of an entry with a mark at a wrong place."""
    last = number == len(parts) - 1
    if part == "+":
        if number == 0 or last or parts[number + 1] == "+":
            raise NotationError(
                "+ stands between two words", "Write `tear + up`: other words may stand at the +."
            )
    elif "+" in part:
        raise NotationError(
            "+ stands between spaces, once", f"Write `{' + '.join(filter(None, part.split('+')))}`."
        )
    elif "~" in part[1:] or part == "~":
        raise NotationError("~ stands directly before the word that has forms", "Write `no longer ~be`.")
    elif "|" in part:
        _check_separable(part)
    elif "*" in part:
        _check_open(part, number)


def _check_open(part: str, number: int) -> None:
    if any(
        "*" in word[:-1] or not words(word)
        for word in part.lstrip("~").removeprefix("*" if number == 0 else "").split("/")
    ):
        raise NotationError(
            "* stands at the end of a word, or at the beginning of the first one",
            "Write `denounc*`, or `*treaty`.",
        )


def _check_separable(part: str) -> None:
    particle, _, verb = part.lstrip("~").partition("|")
    if not particle or not verb or "|" in verb:
        hint = (
            "Write `aus|treten`, the particle first, where both are ever one word; a particle that "
            "always stands apart: `tear + up`."
        )
        raise NotationError("| joins a particle and its verb, without spaces", hint)
