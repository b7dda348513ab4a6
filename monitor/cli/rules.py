"""rules list | test | explain | backtest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import judge as explaining
from monitor.cli import judging
from monitor.cli.backtest import backtest
from monitor.cli.root import (
    config,
    console,
    json_option,
    open_service,
    placed,
    print_json,
    print_table,
    safe,
)
from monitor.cli.vocabulary import vocabulary
from monitor.errors import RuleError
from monitor.judge import check_frames
from monitor.match import Matcher, RuleExplanation
from monitor.model import Story
from monitor.normalize import clean_text
from monitor.rules.frames import Frame
from monitor.rules.own_values import OwnRow
from monitor.service import knowledge, rulebook
from monitor.service import stories as stored_stories

if TYPE_CHECKING:
    from rich.console import Console

    from monitor.service.dossiers import OwnDossier


@click.group("rules")
def group() -> None:
    """The rules that flag stories: text files that contain their own tests."""


@group.command("list")
@click.option("--lang", help="Only this language.")
@json_option
@placed
def listing(lang: str | None, as_json: bool) -> None:
    """List the rules in force, the words of this installation, and (without --lang) its dossiers, and the
    frames in the order in which they are tried.

    Example: treaty-monitor rules list --lang en
    """
    rules = [rule for rule in rulebook.load_rules(config()).rules if lang is None or rule.lang == lang]
    texts = rulebook.texts(config())
    own = [row for row in knowledge.own(texts).rows if lang is None or lang in row.cells]
    dossiers = [] if lang else rulebook.own_dossiers(config(), texts)
    frames = () if lang else knowledge.frames(texts).all  # frames belong to no language
    if as_json:
        print_json(
            [
                {
                    "id": rule.id,
                    "title": rule.title,
                    "lang": rule.lang,
                    "kind": rule.kind,
                    "stage": rule.stage,
                    "why": rule.why,
                    "query": str(rule.query.text),
                    "filters": list(rule.filters),
                    "path": rule.path,
                    "line": rule.line,
                    "examples": len(rule.examples),
                }
                for rule in rules
            ]
            + [_own_record(row) for row in own]
            + [_dossier_record(dossier) for dossier in dossiers]
            + [_frame_record(frame) for frame in frames]
        )
        return
    print_table(
        ("id", "kind", "stage", "title", "file"),
        [
            (rule.id, rule.kind.value, rule.stage.value, rule.title, f"{Path(rule.path).name}:{rule.line}")
            for rule in rules
        ]
        + [(row.id, row.sort, "", _words(row, lang), f"{Path(row.path).name}:{row.line}") for row in own]
        + [
            (
                dossier.id,
                dossier.sort,
                "",
                f"{dossier.name}{' (replaces the packaged one)' if dossier.replaces else ''}",
                f"{Path(dossier.path).name}:{dossier.line}",
            )
            for dossier in dossiers
        ]
        + [
            (
                frame.id,
                frame.makes.value,
                frame.stage or "",
                frame.why,
                f"{Path(frame.path).name}:{frame.line}",
            )
            for frame in frames
        ],
        "No rule.",
    )


def _words(row: OwnRow, lang: str | None) -> str:
    """The terms of a table of own words, of one language or of all."""
    return "; ".join(
        f"{code} {', '.join(terms)}" for code, terms in row.cells.items() if lang in (None, code)
    )


def _own_record(row: OwnRow) -> dict[str, object]:
    """A table of own words as `rules list --json` prints it: it has words where a rule has a query."""
    return {
        "id": row.id,
        "title": "",
        "lang": None,
        "kind": row.sort,
        "words": row.cells,
        "path": row.path,
        "line": row.line,
        "examples": 0,
    }


def _dossier_record(dossier: OwnDossier) -> dict[str, object]:
    """A dossier of this installation as `rules list --json` prints it."""
    return {
        "id": dossier.id,
        "title": dossier.name,
        "lang": None,
        "kind": dossier.sort,
        "replaces": dossier.replaces,
        "path": dossier.path,
        "line": dossier.line,
        "examples": 0,
    }


def _frame_record(frame: Frame) -> dict[str, object]:
    """A frame as `rules list --json` prints it: it has conditions where a rule has a query, and no
    language.
    """
    return {
        "id": frame.id,
        "title": frame.why,
        "lang": None,
        "kind": frame.makes,
        "stage": frame.stage,
        "why": frame.why,
        "refuses": frame.refuses,
        "conditions": [*map(str, frame.conditions), *(f"not {condition}" for condition in frame.unless)],
        "path": frame.path,
        "line": frame.line,
        "examples": len(frame.examples),
    }


@group.command("test")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
@placed
def test(files: tuple[Path, ...], as_json: bool) -> None:
    """Check the rule files and frames in force (or FILES in their place or beside them) and run the examples
    inside them.

    Example: treaty-monitor rules test my-rules.toml
    """
    paths = rulebook.files(config()) | {path.name: path for path in files}
    try:
        texts = rulebook.read(paths)
        rules = rulebook.parsed(texts)
        rulebook.examine(texts)
        rulebook.check_dossiers(config(), texts)
        examples = sum(len(rule.examples) for rule in rules.rules) + check_frames(knowledge.judge())
    except RuleError as error:
        if as_json:
            print_json(
                {
                    "ok": False,
                    "path": error.path,
                    "line": error.line,
                    "column": error.column,
                    "problem": error.problem,
                    "hint": error.hint,
                }
            )
        else:
            click.echo(str(error), err=True)
        raise SystemExit(1) from error
    if as_json:
        print_json(
            {
                "ok": True,
                "files": [str(path) for path in paths.values()],
                "rules": len(rules.rules),
                "examples": examples,
            }
        )
    else:
        click.echo(
            f"Frames, {len(paths)} rule files, {len(rules.rules)} rules, {examples} examples: all as "
            "expected."
        )


@group.command("explain")
@click.argument("story")
@click.option(
    "--all", "everything", is_flag=True, help="Every rule, not only those that matched or came nearest."
)
@click.option(
    "--nearest",
    type=click.IntRange(1, 50),
    default=3,
    show_default=True,
    help="How many rules to show when none matched.",
)
@click.option("--lang", help="Language of the text, when STORY is a text.")
@json_option
@placed
def explain(story: str, everything: bool, nearest: int, lang: str | None, as_json: bool) -> None:
    """Say why STORY (a story's id, its link, or a text) is flagged, or why it is not.

    First the answer; then its clauses, with slots, frame and the strongest features of the model; then the
    rules that match, or the nearest ones with the condition that failed. While the weights of the model
    belong to another vocabulary, only clauses and frames are shown.

    \b
    Examples: treaty-monitor rules explain 42
              treaty-monitor rules explain "Norway leaves the whaling convention"
    """
    text = _story(story, lang)
    judge = judging.judge(rulebook.texts(config()))
    why = explaining.tell(Matcher(rulebook.load_rules(config())), judge, text)
    rules = why.rules
    shown = list(rules) if everything else list(rules[: why.matched or nearest])
    if as_json:
        told = {"answer": why.answer, "kind": why.kind, "flagged": why.is_flagged, "judged": why.judged}
        print_json({"story": text, **told, "rules": [rule.to_json() for rule in shown]})
        return
    screen = console()
    screen.print(safe(why.answer), style="bold")
    _print_clauses(screen, text, why.judged)
    if rules:
        _print_rules(screen, shown, why.matched)


def _story(story: str, lang: str | None) -> Story:
    """The stored story with this id or link, else the text as a story. Raises `UsageError`."""
    if story.isdecimal() or story.startswith(("https://", "http://")):
        with open_service() as service:
            return stored_stories.named(service, story)
    return Story(key="text", title=clean_text(story), lang=lang)


def _print_clauses(screen: Console, story: Story, judged: explaining.Explanation) -> None:
    """Prints a story and what the judge says of each of its clauses."""
    screen.print()
    screen.print(safe(story.title))
    if story.summary:
        screen.print(safe(story.summary))
    for clause in judged.clauses:
        screen.print()
        for text in clause.lines():
            screen.print(safe(f"  {text}"))


def _print_rules(screen: Console, shown: Sequence[RuleExplanation], matched: int) -> None:
    """Prints rules with each of their conditions; without a match they are the nearest ones."""
    screen.print()
    told = explaining.matches(matched)
    heading = f"{told}." if matched else f"{told}. The nearest {len(shown)}:"
    screen.print(safe(heading), style="green" if matched else "yellow")
    for rule in shown:
        screen.print()
        for depth, ok, text in rule.rows():
            mark, colour = ("+", "green") if ok else ("-", "red")
            screen.print(safe(f"{'  ' * depth}{mark} {text}"), style=colour)


group.add_command(vocabulary)
group.add_command(backtest)

COMMANDS = (group,)
