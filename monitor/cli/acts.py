"""Acts on a terminal: the table, and the act whole."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from monitor.cli import explaining
from monitor.cli.root import console, moment, print_json, print_table, safe
from monitor.corrections import concerns, describe, undone
from monitor.exports import sentence, show_end, show_treaty_date
from monitor.exports.effects import unmet_words
from monitor.extract import CellName
from monitor.model import DATES, LABELS, Act, Cell, Evidence, Grade, Kind, Row, Source, Story
from monitor.names import country
from monitor.quote import place, quote
from monitor.service.events import ShownAct
from monitor.wording import ENGLISH, Treaty, partners

if TYPE_CHECKING:
    from monitor.dossiers import Due

Treaties = Mapping[str, Treaty]

ROWS = 5  # of an act in a list
WIDE = 100  # columns of a terminal from which the list is a table
QUOTE = 400  # columns of a sentence; the words of the value are always included
NAME = 70  # characters of an agreement's name in a list
GRADES = {
    Grade.PRESS: "press only",
    Grade.OUTLETS: "several outlets",
    Grade.STATE: "official source",
    Grade.DEPOSITARY: "depositary notified",
    Grade.EFFECT: "in effect, officially",
}


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


def due_table(some: Sequence[Due]) -> None:
    """What is due soon, a line each."""
    print_table(
        ("day", "ref", "who", "from what", "stage", "what is due"),
        [
            (
                f"{due.day} to {due.last}" if due.last else str(due.day),
                f"#{due.act.ref}",
                who(due.act),
                name(due.row),
                due.row.stage.value,
                line(due.words),
            )
            for due in some
        ],
        "Nothing is due.",
    )


def print_due(some: Sequence[Due]) -> None:
    """What is due soon as one array; `last_day` differs from `day` where it is one of several days."""
    print_json(
        [
            {
                "day": str(due.day),
                "last_day": str(due.latest),
                "due": due.event.value,
                "basis": "stated" if due.is_stated else "computed",
                "blocked": due.blocked or None,
                "depends_on_joining": due.depends,
                "id": f"{due.act.id}.{due.row.number}",
                "ref": due.act.ref,
                "actors": list(due.act.states),
                "instrument": due.row.instrument.value if due.row.instrument else None,
                "treaty": due.row.entry,
                "stage": due.row.stage.value,
            }
            for due in some
        ]
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


def show(shown: ShownAct, treaties: Treaties) -> None:
    """The act whole: who, stages, each row with each cell and its sentence, sources, alerts, corrections;
    with its `reasons` why.
    """
    page = _ActPage(shown, treaties)
    page.print_title()
    page.print_stages()
    for number, row in shown.named.act.by_number:
        page.print_row(number, row)
    page.print_stories()
    page.print_alerts()
    page.print_corrections()


class _ActPage:
    """Prints the parts of an act."""

    def __init__(self, shown: ShownAct, treaties: Treaties) -> None:
        self._shown = shown
        self._act = shown.named.act
        self._treaties = treaties
        self._screen = console()

    def print_title(self) -> None:
        act, taken = self._act, self._shown.named.taken
        if taken is not None:
            self._say(f"Act {taken} was merged into this one.")
            self._screen.print()
        actors = ", ".join(f"{country(code)} ({code})" for code in act.states) or "Nobody named"
        self._say(f"#{act.ref}  act {act.id}: {actors}", "bold")
        self._say(sentence(act, self._treaties))
        if act.rejected:
            self._say("REJECTED: in no list and no export", "bold red")
        seen = f"first seen {moment(act.opened_at)}, changed {moment(act.changed_at)} UTC"
        stories = count(len(act.by_story), "story")
        graded = act.graded_stage
        evidence = GRADES[act.grade] + (f", for “{graded.value}”" if graded else "")
        self._say(f"{act.stage.value} · {evidence} · {stories} · {seen}")
        for wave in self._shown.waves:
            self._say(f"{'Wave' if wave['days'] else 'Exits'}: {wave['text']}")
        if self._shown.principled:
            self._say("Principled exit: it follows from joining a later treaty that replaces this one.")
        for proof in self._shown.principled:
            self._say(f"  “{line(proof, QUOTE)}”", "dim", 3)
        for actor in act.actors:
            self._prove(CellName.ACTORS, actor, 2)

    def print_stages(self) -> None:
        self._head("Stages")
        for step in self._act.history:
            self._say(f"  {step.at:%Y-%m-%d}  {step.stage.value}")
            self._prove(CellName.STAGE, step.evidence, 14)

    def print_row(self, number: str, row: Row) -> None:
        self._head(f"{number}  {name(row)}")
        subject = ", ".join(filter(None, (row.kind, row.entry and f"gazetteer: {row.entry}")))
        self._say(f"  {'stage':10} {row.stage.value}" + (f" ({subject})" if subject else ""), hang=13)
        for other in partners_of(row, self._treaties):
            self._say(f"  {'with':10} {country(other.value)} ({other.value})")
            self._prove(CellName.OTHERS, other, 13)
        if due := self._shown.due.get(row.number):
            self._say(f"  {'due':10} {due.day} {due.words}; no source says so yet", hang=13)
        self._print_effect(row)
        for field, cell in row.filled().items():
            self._print_cell(field, cell)

    def _print_effect(self, row: Row) -> None:
        """The days that the exit clause of the treaty gives and why they may not hold; or what is usual."""
        from monitor.dossiers.clause_words import usual_lines
        from monitor.dossiers.words import article_words, difference_words, effect_words, rule_words

        usual = self._shown.usual.get(row.number)
        for text in usual_lines(usual, len(self._act.rows), ENGLISH) if usual else ():
            self._say(f"  {'usual':10} {text}", hang=13)
        effect, dossier = self._shown.effects.get(row.number), self._shown.dossiers.get(row.number)
        if dossier is not None and dossier.no_exit:
            self._say(f"  {'effect':10} no party can leave it alone. {dossier.note}".rstrip(), hang=13)
        if effect is None:
            return
        # a stated date is the day of effect, whatever the clause gives
        name = "clause" if effect.stated else "effect"
        article, rule = article_words(effect.clause), rule_words(effect.clause, effect.dossier)
        days = effect_words(effect)
        why = article if effect.computed.refused else f"computed: {rule}, {article}"
        self._say(f"  {name:10} {days} ({why})", hang=13)
        if difference := difference_words(effect):
            self._say(f"  {'':10} careful: {difference}", hang=13)
        for unmet in effect.computed.unmet:
            if unmet is not effect.computed.refused:
                self._say(f"  {'':10} careful: {unmet_words(effect, unmet)} ({article})", hang=13)

    def _print_cell(self, field: str, cell: Cell) -> None:
        value = _value(field, cell)
        if field == CellName.ENDED:
            value = show_end(self._act.stage, cell, self._shown.today)
        self._say(f"  {LABELS[field]:10} {value}", hang=13)
        self._prove(field, cell.leading, 13)
        for other in cell.others:
            self._say(f"  {'':10} otherwise: {_value(field, Cell(other))}", hang=13)
            self._prove(field, other, 13)

    def print_stories(self) -> None:
        self._head("Stories, best first")
        for source in self._act.best_first:
            title = _title(self._shown.stories.get(source.story))
            begin = f"  {source.id or source.story:>6}  {source.at:%Y-%m-%d}"
            self._say(f"{begin}  {_outlet(source)}: {title}", hang=20)

    def print_alerts(self) -> None:
        self._head("Alerts")
        for alert in self._shown.alerts:
            mark = " (history: nobody was told)" if alert.history else ""
            self._say(f"  {moment(alert.at)}  {alert.reason.value}: {alert.stage.value}{mark}")
        if not self._shown.alerts:
            self._say("  nobody was told")

    def print_corrections(self) -> None:
        own = [correction for correction in self._shown.corrections if concerns(self._act, correction)]
        taken_back = undone(self._shown.corrections)
        if own:
            self._head("Corrections")
        for correction in own:
            mark = " (taken back)" if correction.id in taken_back else ""
            who = f"{moment(correction.at)}  {correction.by or correction.who}"
            what = line(describe(correction))
            self._say(f"  {who} {what}{mark}: {line(correction.why)}", hang=20)

    def _say(self, text: str, style: str = "", hang: int = 0) -> None:
        """Prints a line; on a terminal, what does not fit goes on under its beginning, `hang` columns in."""
        pieces = [text]
        if self._screen.is_terminal:
            pieces = textwrap.wrap(text, self._screen.width, subsequent_indent=" " * hang)
        for piece in pieces:
            self._screen.print(safe(piece), style=style)

    def _head(self, text: str) -> None:
        self._screen.print()
        self._say(text, "bold")

    def _prove(self, cell: str, evidence: Evidence, indent: int) -> None:
        """Prints the proof of a value, and why it was taken if that is asked for."""
        if evidence.edit is not None:
            self._say(" " * indent + str(evidence.edit), "dim", indent)
        elif evidence.sentence:
            by = _by(evidence, self._act)
            words = place(evidence, self._shown.stories.get(evidence.story))
            cut = quote(evidence.sentence, [words] if words else [], QUOTE)
            told = f"summary, not a quotation: {line(cut)}" if evidence.is_summary else f"“{line(cut)}”"
            said = told + (f" — {by}" if by else "")
            self._say(f"{' ' * indent}{said}", "dim", indent + 1)
        reasons = self._shown.reasons
        if reasons is not None:
            explaining.because(reasons.of(cell, evidence), cell, evidence, indent)


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
