"""Acts on a terminal: the table, the act whole, and what a correction came to."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click
from rich.text import Text

from monitor.cli import explaining
from monitor.cli.root import console, moment, print_json, print_table, safe
from monitor.corrections import concerns, describe, undone
from monitor.exports import sentence, show_treaty_date
from monitor.extract import CellName
from monitor.model import DATES, LABELS, Act, Cell, Evidence, Grade, Kind, Row, Source, Story
from monitor.names import country
from monitor.quote import place, quote
from monitor.service.events import ShownAct
from monitor.service.rebuild import Comparison
from monitor.service.register import Done
from monitor.wording import Treaty, partners

if TYPE_CHECKING:
    pass

Treaties = Mapping[str, Treaty]

ROWS = 5  # of an act in a list
WIDE = 100  # columns of a terminal from which the list is a table
QUOTE = 400  # columns of a sentence; the words for the value are always in it
NAME = 70  # characters of an agreement's name in a list
GRADES = {Grade.PRESS: "press only", Grade.OUTLETS: "several outlets", Grade.OFFICIAL: "official source"}


def line(text: str, limit: int = 0) -> str:
    """Text of a story on one line of ours."""
    plain = " ".join(text.split())
    return plain if not limit or len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


def count(number: int, noun: str) -> str:
    """`1 row`, `2 rows`, `3 stories`."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def name(row: Row) -> str:
    """An agreement's name, or that it has none."""
    return line(row.instrument.value, NAME) if row.instrument else "(not named)"


def who(act: Act) -> str:
    """Codes of the actors."""
    return " ".join(act.states) or "?"


# ---------------------------------------------------------------- lists


def table(some: Sequence[Act], empty: str, treaties: Treaties) -> None:
    """Acts in a table, a line a row; on a narrow terminal in paragraphs."""
    if some and console().width < WIDE:
        screen = console()
        for act in some:
            head = f"{act.id}  #{act.ref}  {who(act)}  {act.stage.value}  {count(len(act.by_story), 'story')}"
            screen.print(safe(f"{head}, first seen {act.opened_at:%Y-%m-%d}"), style="bold")
            for text, states, ended in _rows(act, treaties):
                screen.print(
                    safe(
                        "    "
                        + text
                        + (f" with {states}" if states else "")
                        + (f", ended {ended}" if ended else "")
                    )
                )
        return
    lines: list[tuple[str | Text, ...]] = []
    for act in some:
        for number, (text, states, ended) in enumerate(_rows(act, treaties)):
            first = (str(act.id), f"#{act.ref}", who(act)) if number == 0 else ("", "", "")
            stage = act.stage.value if number == 0 else ""
            last = (str(len(act.by_story)), f"{act.opened_at:%Y-%m-%d}") if number == 0 else ("", "")
            lines.append((*first, text, states, stage, ended, *last))
    print_table(
        ("id", "ref", "who", "from what", "with whom", "stage", "ended", "stories", "first seen"),
        lines,
        empty,
    )


def _rows(act: Act, treaties: Treaties) -> Iterator[tuple[str, str, str]]:
    """Name, counterparties and end of the first rows; what is left out is said."""
    rows = act.rows
    for _, row in act.by_number[: ROWS if len(rows) > ROWS + 1 else None]:
        yield name(row), " ".join(partners(row, treaties)), row.ended.value if row.ended else ""
    if len(rows) > ROWS + 1:
        yield f"and {len(rows) - ROWS} more", "", ""
    if not rows:
        yield "(not named)", "", ""


# ---------------------------------------------------------------- one act


def show(
    shown: ShownAct,
    treaties: Treaties,
) -> None:
    """The act whole: who, stages, each row with each cell and its sentence, sources, alerts, corrections;
    with its `reasons` why.
    """
    act, stories, reasons, screen = shown.found.act, shown.stories, shown.reasons, console()

    def say(text: str, style: str = "", hang: int = 0) -> None:
        """Prints a line; on a terminal, what does not fit goes on under its beginning, `hang` columns in."""
        pieces = (
            textwrap.wrap(text, screen.width, subsequent_indent=" " * hang) if screen.is_terminal else [text]
        )
        for piece in pieces:
            screen.print(safe(piece), style=style)

    def head(text: str) -> None:
        screen.print()
        say(text, "bold")

    def prove(cell: str, evidence: Evidence, indent: int) -> None:
        if evidence.edit is not None:
            say(" " * indent + str(evidence.edit), "dim", indent)
        elif evidence.sentence:
            by = _by(evidence, act)
            found = place(evidence, stories.get(evidence.story))
            cut = quote(evidence.sentence, [found] if found else [], QUOTE)
            say(f"{' ' * indent}“{line(cut)}”" + (f" — {by}" if by else ""), "dim", indent + 1)
        if reasons is not None:
            explaining.because(reasons.of(cell, evidence), cell, evidence, indent)

    if shown.found.taken is not None:
        say(f"Act {shown.found.taken} was merged into this one.")
        screen.print()
    actors = ", ".join(f"{country(code)} ({code})" for code in act.states) or "Nobody named"
    say(f"#{act.ref}  act {act.id}: {actors}", "bold")
    say(sentence(act, treaties))
    if act.rejected:
        say("REJECTED: in no list and no export", "bold red")
    seen = f"first seen {moment(act.opened_at)}, changed {moment(act.changed_at)} UTC"
    say(f"{act.stage.value} · {GRADES[act.grade]} · {count(len(act.by_story), 'story')} · {seen}")
    for actor in act.actors:
        prove(CellName.ACTORS, actor, 2)

    head("Stages")
    for step in act.history:
        say(f"  {step.at:%Y-%m-%d}  {step.stage.value}")
        prove(CellName.STAGE, step.evidence, 14)

    for number, row in act.by_number:
        head(f"{number}  {name(row)}")
        subject = ", ".join(filter(None, (row.kind, row.entry and f"gazetteer: {row.entry}")))
        say(f"  {'stage':10} {row.stage.value}" + (f" ({subject})" if subject else ""), hang=13)
        for other in partners_of(row, treaties):
            say(f"  {'with':10} {country(other.value)} ({other.value})")
            prove(CellName.OTHERS, other, 13)
        for field, cell in row.filled().items():
            say(f"  {LABELS[field]:10} {_value(field, cell)}", hang=13)
            prove(field, cell.leading, 13)
            for other in cell.others:
                say(f"  {'':10} otherwise: {_value(field, Cell(other))}", hang=13)
                prove(field, other, 13)

    head("Stories, best first")
    for source in act.best_first:
        say(
            f"  {source.id or source.story:>6}  {source.at:%Y-%m-%d}  {_outlet(source)}: "
            f"{_title(stories.get(source.story))}",
            hang=20,
        )

    head("Alerts")
    for alert in shown.alerts:
        mark = " (history: nobody was told)" if alert.history else ""
        say(f"  {moment(alert.at)}  {alert.reason.value}: {alert.stage.value}{mark}")
    if not shown.alerts:
        say("  nobody was told")

    own, gone = [one for one in shown.corrections if concerns(act, one)], undone(shown.corrections)
    if own:
        head("Corrections")
    for one in own:
        mark = " (taken back)" if one.id in gone else ""
        say(f"  {moment(one.at)}  {one.by or one.who} {line(describe(one))}{mark}: {line(one.why)}", hang=20)


def _title(story: Story | None) -> str:
    return line(story.title, 200) if story else ""


def partners_of(row: Row, treaties: Treaties) -> list[Evidence]:
    """The counterparties with their sentences; a body that is left is none of its own."""
    codes = partners(row, treaties)
    return [other for other in row.others if other.value in codes]


def _value(field: str, cell: Cell) -> str:
    return show_treaty_date(cell) if field in DATES else line(cell.value)


def _outlet(source: Source) -> str:
    told = (
        ("official", source.official),
        ("told in passing", source.kind is Kind.PASSING),
        ("looks back", source.linked),
    )
    marks = [mark for mark, on in told if on]
    return source.source + (f" ({', '.join([source.stage.value, *marks])})")


def _by(evidence: Evidence, act: Act) -> str:
    """Which story says it."""
    for source in act.sources:
        if source.story == evidence.story:
            return f"{source.source}, story {source.id or source.story}" + (
                ", official" if source.official else ""
            )
    return ""


# ---------------------------------------------------------------- corrections


def tell(done: Done, as_json: bool) -> None:
    """What a correction came to, and who hears of it."""
    if as_json:
        print_json(
            {
                "acts": [act.id for act in done.acts],
                "corrections": [one.id for one in done.corrections],
                "undone": [one.id for one in done.undone],
                "rows": done.rows,
                "changed": done.changed,
                "alerts": [
                    {"id": one.id, "act": one.act, "reason": one.reason, "stage": one.stage}
                    for one in done.alerts
                ],
            }
        )
        return
    for one in done.undone:
        click.echo(f"Taken back: {line(describe(one))}.")
    for act in done.acts:
        stories = count(len(act.by_story), "story")
        struck = ", rejected" if act.rejected else ""
        click.echo(
            f"Act {act.id} (#{act.ref}): {act.stage.value}{struck}, {count(len(act.rows), 'row')}, {stories}."
        )
    told = ", ".join(sorted({one.reason.value for one in done.alerts}))
    rows = f"{count(done.rows, 'row')} changed" if done.rows else "No row changed"
    if not done.changed:
        rows = "Nothing looks different now, but the correction is kept"
    click.echo(f"{rows}; {f'subscribers will be told ({told})' if told else 'nobody is told'}.")


# ---------------------------------------------------------------- against a rebuild


def compared(found: Comparison, *, repaired: bool, as_json: bool) -> None:
    """What a comparison of the register with a rebuild came to."""
    if as_json:
        differences = [
            {
                "acts": [act.id for act in one.shown],
                "stories": sorted({source.story for act in one.made for source in act.sources}),
            }
            for one in found.differences
        ]
        figures = {
            "stories": found.stories,
            "acts": found.acts,
            "same": found.same,
            "repaired": repaired and not found.same,
        }
        print_json(
            figures | {"differences": differences, "homeless": found.homeless, "keyless": found.keyless}
        )
        return
    if found.same:
        click.echo(
            f"{count(found.acts, 'act')} of {count(found.stories, 'story')}: all are what their stories make."
        )
        return
    for one in found.differences:
        shown = ", ".join(f"act {act.id}" for act in one.shown) or "no act"
        wrong = "are not what their stories make" if len(one.shown) > 1 else "is not what its stories make"
        stories = {source.story for act in one.made for source in act.sources}
        click.echo(f"{shown} {wrong}: {count(len(one.made), 'act')} of {count(len(stories), 'story')}")
    if found.homeless:
        click.echo(f"In no act: {count(len(found.homeless), 'story')}")
    if found.keyless:
        click.echo(f"Filed under what is not stated any more: {count(len(found.keyless), 'story')}")
    click.echo("Rebuilt." if repaired else "`treaty-monitor events check --repair` rebuilds what differs.")
