"""Prints why a story states its rows, on a terminal and as JSON: `extract --explain`, `events show
--explain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.cli.root import console, plain, say
from monitor.extract import CellName, ExplainedRow, Explanation, chosen
from monitor.model import BY_KIND, DATES, CellKind, Evidence, Story, show_date
from monitor.names import country, is_country, language_name
from monitor.quote import place, quote

if TYPE_CHECKING:
    from monitor.service.explaining import Reason

QUOTE = 240  # columns of a sentence; the words of the value are always included
SHORT = 110  # columns of the sentence of a refused value
LABELS = {"actors": "by", "others": "with", "stage": "stage"} | {
    cell.name: cell.label for cell in BY_KIND if cell.kind is not CellKind.NAME
}
_PLACES = {"title": "headline", "summary": "summary", "body": "text", "page": "page"}
# cells that are not printed when they are empty
_UNSURE = frozenset(cell.name for cell in BY_KIND if not cell.in_messages)


def show(explanation: Explanation, story: Story) -> None:
    """Prints each row with each cell: its value, its words and their sentence, why it was taken, and
    other values that were not.
    """
    if not explanation.rows:
        language = language_name(explanation.lang) or "no language"
        say(f"The text states no exit from an agreement (read as {language}).", "bold")
        nothing = explanation.nothing
        if nothing is not None:
            say(f"  why  {nothing.why}", hang=7)
            say(f"       {_where(nothing, story, QUOTE)}", "dim", 7)
    for number, row in enumerate(explanation.rows):
        name = row.row.instrument
        if number:
            console().print()
        say(name.value if name is not None else "(agreement not named)", "bold")
        if not row.row.main:
            say("  told beside the exit that the text reports")
        if name is not None:
            _prove(name, story)
        _not(
            row.refused.get(CellName.INSTRUMENT, ())[:1],
            CellName.INSTRUMENT,
            story,
            name.sentence if name is not None else "",
        )
        for cell in LABELS:
            _cell(row, cell, story)


def _cell(row: ExplainedRow, cell: str, story: Story) -> None:
    values, refused = chosen(row.row, cell), row.refused.get(cell, ())[:1]
    if not values and cell in _UNSURE:
        return
    for value in values:
        say(f"  {LABELS[cell]:8} {shown(cell, value.value)}", hang=11)
        _prove(value, story)
    if not values:
        say(f"  {LABELS[cell]:8} not stated" + ("" if refused else ": no words of the text could give it"))
    _not(refused, cell, story, values[-1].sentence if values else "")


def _prove(value: Evidence, story: Story) -> None:
    if value.why:
        say(f"             why  {value.why}", hang=18)
    if value.sentence:
        say(f"                  {_where(value, story, QUOTE)}", "dim", 18)


def _not(refused: Sequence[Evidence], cell: str, story: Story, above: str = "") -> None:
    """Prints values that were not taken, with their sentence, unless that is the one `above`."""
    for other in refused:
        value, words = shown(cell, other.value), words_of(other, story)
        also = f" (“{words}”)" if other.sentence == above and words not in value else ""
        say(f"             not  {value}{also}: {other.why}", hang=18)
        if other.sentence != above:
            say(f"                  {_where(other, story, SHORT)}", "dim", 18)


def shown(cell: str, value: str) -> str:
    """A value for readers: a state with its name, a date with its month."""
    if cell in DATES:
        return show_date(value)
    return (
        f"{country(value)} ({value})"
        if cell in (CellName.ACTORS, CellName.OTHERS) and is_country(value)
        else value
    )


def _where(value: Evidence, story: Story, width: int) -> str:
    """The words, the field and the sentence of a value."""
    at = place(value, story)
    sentence = " ".join(quote(value.sentence, [at] if at else [], width).split())
    words = f"“{' '.join(words_of(value, story).split())}” in the " if words_of(value, story) else ""
    told = sentence if value.is_summary else f"“{sentence}”"
    return f"{words}{_PLACES.get(value.field, value.field)}: {told}"


def words_of(value: Evidence, story: Story) -> str:
    """The words of a value as they are written; "" if it has none."""
    text = {"title": story.title, "summary": story.summary}.get(value.field, story.body)
    return text[value.start : value.end] if 0 <= value.start < value.end else ""


def because(reason: Reason, cell: str, taken: Evidence, indent: int) -> None:
    """Prints why a value of an act was taken, and the nearest value of its story that was not."""
    say(f"{'':{indent}}why  {reason.why}", hang=indent + 5)
    for value in reason.refused[:1]:
        say(f"{'':{indent}}not  {shown(cell, value.value)}: {value.why}", hang=indent + 5)
        if reason.story is not None and value.sentence != taken.sentence:
            say(f"{'':{indent + 5}}{_where(value, reason.story, SHORT)}", "dim", indent + 5)


# ---------------------------------------------------------------- JSON


def as_json(explanation: Explanation, story: Story) -> dict[str, object]:
    """`rows` as `extract --json` prints them, with `words` and `why` of each value, and `refused` by cell;

    `nothing`: why none.
    """
    nothing = explanation.nothing
    return {
        "rows": [_row(row, story) for row in explanation.rows],
        "lang": explanation.lang or None,
        "nothing": None if nothing is None or explanation.rows else evidence(nothing, story),
    }


def _row(row: ExplainedRow, story: Story) -> dict[str, object]:
    cells = {cell: _with_words(value, story) for cell, value in row.row.values.items()}
    refused = {cell: [evidence(value, story) for value in values] for cell, values in row.refused.items()}
    return cells | {"refused": refused}


def _with_words(value: object, story: Story) -> object:
    """A value of a row as JSON knows it, evidence with its words."""
    match value:
        case Evidence():
            return evidence(value, story)
        case (Evidence(), *_):
            return [evidence(part, story) for part in value if isinstance(part, Evidence)]
        case _:
            return plain(value)


def evidence(value: Evidence, story: Story) -> dict[str, object]:
    """A value with its sentence, its words, and why it was taken or not."""
    whole: dict[str, object] = plain(value)
    return whole | {"words": words_of(value, story), "why": value.why}
