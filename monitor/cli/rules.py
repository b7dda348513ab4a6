"""rules list | test | backtest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
from rich.progress import Progress

from monitor.cli.root import config, console, json_option, placed, print_json, print_table, safe, service
from monitor.errors import RuleError, UsageError
from monitor.match import Matcher
from monitor.rules import Rules
from monitor.service import backtest as verbs
from monitor.service import rulebook


@click.group("rules")
def group() -> None:
    """The rules that flag stories: plain files, with their tests inside."""


@group.command("list")
@click.option("--lang", help="Only this language.")
@json_option
@placed
def listing(lang: str | None, as_json: bool) -> None:
    """List the rules in force.

    Example: treaty-monitor rules list --lang en
    """
    rules = [rule for rule in rulebook.load_rules(config()).rules if lang is None or rule.lang == lang]
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
                    "path": rule.path,
                    "line": rule.line,
                    "examples": len(rule.examples),
                }
                for rule in rules
            ]
        )
        return
    print_table(
        ("id", "kind", "stage", "title", "file"),
        [(rule.id, rule.kind.value, rule.stage.value, rule.title, f"{Path(rule.path).name}:{rule.line}") for rule in rules],
        "No rule.",
    )


@group.command("test")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
@placed
def test(files: tuple[Path, ...], as_json: bool) -> None:
    """Check the rule files in force (or FILES in their place or beside them) and run the examples inside them.

    Example: treaty-monitor rules test my-rules.toml
    """
    paths = rulebook.files(config()) | {path.name: path for path in files}
    try:
        rules = rulebook.load_paths(paths)
    except RuleError as error:
        if as_json:
            print_json(
                {"ok": False, "path": error.path, "line": error.line, "column": error.column, "problem": error.problem, "hint": error.hint}
            )
        else:
            click.echo(str(error), err=True)
        raise SystemExit(1) from error
    examples = sum(len(rule.examples) for rule in rules.rules)
    if as_json:
        print_json({"ok": True, "files": [str(path) for path in paths.values()], "rules": len(rules.rules), "examples": examples})
    else:
        click.echo(f"{len(paths)} files, {len(rules.rules)} rules, {examples} examples: all as expected.")


@group.command("backtest")
@click.argument("stories", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--stored", is_flag=True, help="Over everything stored instead of a file.")
@click.option(
    "--rules",
    "rules_dir",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Rule files of this folder in place of or beside those in force.",
)
@click.option(
    "--against", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Compare with the rule files of this folder."
)
@json_option
@placed
def backtest(stories: Path | None, stored: bool, rules_dir: Path | None, against: Path | None, as_json: bool) -> None:
    """Run the rules over STORIES (JSON lines, also gzipped) or everything stored. Writes nothing.

    With --json one line a flagged story. With labels in the file: recall and false alarms by language.

    Example: treaty-monitor rules backtest stories.jsonl.gz --rules my-rules/ --against old-rules/
    """
    if (stories is None) == (not stored):
        raise UsageError("Give a story file, or --stored for everything stored: one of the two.")
    new = Matcher(_rules(rules_dir))
    old = Matcher(_rules(against)) if against else None
    gained: list[verbs.Flagged] = []
    lost: list[verbs.Flagged] = []
    seen = 0
    kinds: Counter[str] = Counter()
    labels: dict[tuple[str, str], Counter[str]] = {}
    with Progress(console=console(err=True), transient=True) as bar:
        task = bar.add_task("backtest", total=None)
        for line, flagged in verbs.flag(new, _lines(stories)):
            seen += 1
            if seen % 1000 == 0:
                bar.update(task, description=f"{seen:,} stories, {sum(kinds.values()):,} flagged")
            kind = flagged.hit.kind.value if flagged else "none"
            if flagged:
                kinds[kind] += 1
                if as_json:
                    click.echo(json.dumps(verbs.record_of(flagged), ensure_ascii=False))
            if line.label:
                labels.setdefault((line.story.lang or "?", line.label), Counter())[kind] += 1
            if old is not None:
                _, before = next(verbs.flag(old, iter((line,))))
                if flagged and not (before and before.hit.kind.alerts) and flagged.hit.kind.alerts:
                    gained.append(flagged)
                elif before and before.hit.kind.alerts and not (flagged and flagged.hit.kind.alerts):
                    lost.append(before)
    if as_json:
        return
    click.echo(f"{seen:,} stories: " + ", ".join(f"{kinds[kind]} {kind}" for kind in ("act", "threat", "aftermath")))
    if labels:
        _labels(labels)
    if old is not None:
        _changes("gained", gained)
        _changes("lost", lost)


def _rules(folder: Path | None) -> Rules:
    paths = rulebook.files(config())
    if folder is not None:
        paths |= {path.name: path for path in sorted(folder.glob("*.toml"))}
    return rulebook.load_paths(paths)


def _lines(stories: Path | None) -> Iterator[verbs.Line]:
    if stories is not None:
        yield from verbs.read_stories(stories)
        return
    with service() as found:
        for story in found.store.iter_stories():
            yield verbs.Line(str(story.id), story)


def _labels(labels: dict[tuple[str, str], Counter[str]]) -> None:
    rows = []
    for (lang, label), counts in sorted(labels.items()):
        total = counts.total()
        alerts = counts["act"] + counts["threat"]
        rows.append(
            (lang, label, str(total), *(str(counts[kind]) for kind in ("act", "threat", "aftermath", "none")), f"{alerts / total:.3f}")
        )
    print_table(("lang", "label", "stories", "act", "threat", "aftermath", "not flagged", "share that alerts"), rows, "")


def _changes(word: str, changes: list[verbs.Flagged]) -> None:
    click.echo(f"{word}: {len(changes)}")
    screen = console()
    for one in changes[:50]:
        screen.print(safe(f"  {one.id}  {one.hit.kind.value}  {one.title}  [{', '.join(hit.rule for hit in one.hits)}]"))
    if len(changes) > 50:
        click.echo(f"  and {len(changes) - 50} more; --json prints all")


COMMANDS = (group,)
