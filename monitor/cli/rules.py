"""rules list | test | explain | backtest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.progress import Progress

from monitor import judge as explaining
from monitor.cli import judging
from monitor.cli.root import (
    config,
    console,
    json_option,
    open_service,
    placed,
    print_json,
    print_table,
    processes,
    safe,
)
from monitor.errors import RuleError, UsageError
from monitor.judge import check_frames
from monitor.match import Matcher, RuleExplanation, compare
from monitor.model import Hit, Kind, Story, leading
from monitor.normalize import clean_text, language_code
from monitor.rules.frames import Frame
from monitor.rules.own import named
from monitor.rules.own_values import OwnRow
from monitor.service import backtest as verbs
from monitor.service import knowledge, languages, rulebook
from monitor.service import stories as stored_stories

if TYPE_CHECKING:
    from rich.console import Console

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group("rules")
def group() -> None:
    """The rules that flag stories: plain files, with their tests inside."""


@group.command("list")
@click.option("--lang", help="Only this language.")
@json_option
@placed
def listing(lang: str | None, as_json: bool) -> None:
    """List the rules in force, the words of this installation, and (without --lang) the frames, in the order
    in which they are tried.

    Example: treaty-monitor rules list --lang en
    """
    rules = [rule for rule in rulebook.load_rules(config()).rules if lang is None or rule.lang == lang]
    texts = rulebook.texts(config())
    own = [row for row in knowledge.own(texts).rows if lang is None or lang in row.cells]
    frames = () if lang else knowledge.frames(texts).all  # they are of no language
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
    rules that match, or the nearest ones with what failed. While the weights of the model belong to another
    vocabulary, clauses and frames alone are shown.

    \b
    Examples: treaty-monitor rules explain 42
              treaty-monitor rules explain "Norway leaves the whaling convention"
    """
    text = _story(story, lang)
    judge = judging.judge(rulebook.texts(config()))
    certain_lang = judge.reader.detect_language(text).certain_lang
    rules = Matcher(rulebook.load_rules(config())).explain(text, certain_lang)
    judged = explaining.explain(judge, text)
    matched = [rule for rule in rules if rule.matched]
    lead = leading(tuple(Hit(hit.rule.id, hit.rule.digest, hit.rule.kind, hit.rule.stage) for hit in matched))
    kind = lead.kind if lead else judged.kind
    answer = f"{explaining.answer(lead.kind)}: {_matches(len(matched))}." if lead else judged.answer
    shown = list(rules) if everything else matched or list(rules[:nearest])
    if as_json:
        flagged = bool(matched) or judged.kind not in (None, Kind.POSSIBLE)
        told = {"answer": answer, "kind": kind, "flagged": flagged, "judged": judged}
        print_json({"story": text, **told, "rules": [rule.to_json() for rule in shown]})
        return
    screen = console()
    screen.print(safe(answer), style="bold")
    _print_clauses(screen, text, judged)
    if rules:
        _print_rules(screen, shown, len(matched))


def _story(story: str, lang: str | None) -> Story:
    """The stored story with this id or link, else the text as a story. Raises `UsageError`."""
    if story.isdecimal() or story.startswith(("https://", "http://")):
        with open_service() as service:
            return stored_stories.named(service, story)
    return Story(key="text", title=clean_text(story), lang=lang)


def _matches(count: int) -> str:
    """How many rules match, in words."""
    if count == 0:
        return "No rule matches"
    return "1 rule matches" if count == 1 else f"{count} rules match"


def _print_clauses(screen: Console, story: Story, judged: explaining.Explanation) -> None:
    """Print a story and what the judge says of each of its clauses."""
    screen.print()
    screen.print(safe(story.title))
    if story.summary:
        screen.print(safe(story.summary))
    for clause in judged.clauses:
        screen.print()
        for text in clause.lines():
            screen.print(safe(f"  {text}"))


def _print_rules(screen: Console, shown: Sequence[RuleExplanation], matched: int) -> None:
    """Print rules with each of their conditions; without a match they are the nearest ones."""
    screen.print()
    heading = f"{_matches(matched)}." if matched else f"{_matches(0)}. The nearest {len(shown)}:"
    screen.print(safe(heading), style="green" if matched else "yellow")
    for rule in shown:
        screen.print()
        for depth, ok, text in rule.rows():
            mark, colour = ("+", "green") if ok else ("-", "red")
            screen.print(safe(f"{'  ' * depth}{mark} {text}"), style=colour)


@group.group("vocabulary")
def vocabulary() -> None:
    """The words by which clauses are read."""


@vocabulary.command("check")
@click.argument("word", default="")
@click.option("--lang", help="Only this language.")
@json_option
@placed
def check(word: str, lang: str | None, as_json: bool) -> None:
    """Say what WORD (a word or a phrase) stands for in the vocabulary, and which forms of it are known;
    without WORD, what the words of this installation stand for, names of parties and of agreements among
    them.

    \b
    Examples: treaty-monitor rules vocabulary check withdraws --lang en
              treaty-monitor rules vocabulary check "pull out"
              treaty-monitor rules vocabulary check
    """
    texts = rulebook.texts(config())
    uses = knowledge.vocabulary(texts).uses(word, lang) + named(knowledge.own(texts), word, lang)
    if as_json:
        print_json(uses)
        return
    rows = [
        (use.lang, use.row, use.kind, use.pattern, Path(use.file).name if use.file else "packaged")
        for use in uses
    ]
    what = (
        f"has no entry for the phrase {word!r}: try its words one by one"
        if len(word.split()) > 1
        else f"holds no {word!r}"
    )
    empty = (
        f"The vocabulary {what}; rules/README.md says how to add it."
        if word
        else "This installation has no words."
    )
    print_table(("language", "row", "class", "words", "file"), rows, empty)


@group.command("backtest")
@click.argument("stories", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--stored", is_flag=True, help="Over everything stored instead of a file.")
@click.option(
    "--rules",
    "rules_dir",
    type=FOLDER,
    help="Rule files of this folder in place of or beside those in force.",
)
@click.option("--against", type=FOLDER, help="Compare with the rule files of this folder.")
@click.option(
    "--workers", type=click.IntRange(0, 64), help="Processes: one a core unless said; 0: this one alone."
)
@json_option
@placed
def backtest(
    stories: Path | None,
    stored: bool,
    rules_dir: Path | None,
    against: Path | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Run the rules over STORIES (JSON lines, also gzipped) or everything stored. Writes nothing.

    Says how many stories are in languages that no rules read; with --json only one line a flagged story. With
    labels in the file (done, threat, after, no): precision, recall and kind accuracy by language. With
    --against: the stories that the change gains and loses.

    Example: treaty-monitor rules backtest stories.jsonl.gz --rules my-rules/ --against old-rules/
    """
    if (stories is None) == (not stored):
        raise UsageError("Give a story file, or --stored for everything stored: one of the two.")
    workers = processes(workers)
    new, old = _texts(rules_dir), _texts(against) if against else None
    tally = verbs.Tally(
        languages.packaged() | {language_code(rule.lang) for rule in rulebook.parsed(new).rules}
    )
    titles: dict[str, str] = {}
    hits_now: dict[str, tuple[Hit, ...]] = {}
    with Progress(console=console(err=True), transient=True) as bar:
        task = bar.add_task("backtest", total=None)
        for line, hits in verbs.flag(_lines(stories), new, workers=workers):
            tally.add(line, hits)
            if tally.stories % 1000 == 0:
                bar.update(
                    task,
                    description=f"{tally.stories:,} stories, {tally.stories - tally.kinds['none']:,} flagged",
                )
            if hits:
                hits_now[line.id], titles[line.id] = hits, line.story.title
                if as_json:
                    click.echo(json.dumps(verbs.record_of(line, hits), ensure_ascii=False))
        hits_before: dict[str, tuple[Hit, ...]] = {}
        if old is not None and not as_json:
            for line, hits in verbs.flag(_lines(stories), old, workers=workers):
                if hits:
                    hits_before[line.id], titles[line.id] = hits, line.story.title
    if as_json:
        return
    click.echo(
        f"{tally.stories:,} stories: "
        + ", ".join(f"{tally.kinds[kind]} {kind}" for kind in ("act", "threat", "aftermath"))
    )
    if tally.uncovered:
        named = ", ".join(f"{lang} {number:,}" for lang, number in tally.uncovered.most_common())
        click.echo(safe(f"in languages that no rules read: {tally.uncovered.total():,} ({named})").plain)
    if tally.labels:
        _labels(tally)
    if old is not None:
        change = compare(hits_before, hits_now)
        for word, ids, hits_of in (
            ("gained", change.gained, hits_now),
            ("lost", change.lost, hits_before),
            ("changed", change.changed, hits_now),
        ):
            _changes(word, ids, titles, hits_of)


def _texts(folder: Path | None) -> dict[str, str]:
    """The rule files in force, those of `folder` in place of or beside them; refused here, before any process
    starts.
    """
    paths = rulebook.files(config())
    if folder is not None:
        paths |= {path.name: path for path in sorted(folder.glob("*.toml"))}
    texts = rulebook.read(paths)
    rulebook.parsed(texts)
    return texts


def _lines(stories: Path | None) -> Iterator[verbs.Line]:
    if stories is not None:
        yield from verbs.read_stories(stories)
        return
    with open_service() as service:
        for story in stored_stories.every(service):
            yield verbs.Line(str(story.id), story)


def _labels(tally: verbs.Tally) -> None:
    rows = []
    for (lang, label), counts in sorted(tally.labels.items()):
        total = counts.total()
        alerts = counts["act"] + counts["threat"]
        rows.append(
            (
                lang,
                label,
                str(total),
                *(str(counts[kind]) for kind in ("act", "threat", "aftermath", "none")),
                f"{alerts / total:.3f}",
            )
        )
    print_table(
        ("lang", "label", "stories", "act", "threat", "aftermath", "not flagged", "share that alerts"),
        rows,
        "",
    )
    click.echo()
    scores = [
        (
            lang or "all",
            f"{score.precision:.3f}",
            f"{score.recall:.3f}",
            f"{score.kind_accuracy:.3f}",
            str(score.relevant),
            str(score.flagged),
        )
        for lang, score in sorted(tally.scores().items())
    ]
    print_table(("lang", "precision", "recall", "kind accuracy", "to be flagged", "flagged"), scores, "")


def _changes(
    word: str, ids: Sequence[str], titles: Mapping[str, str], hits: Mapping[str, tuple[Hit, ...]]
) -> None:
    click.echo(f"{word}: {len(ids)}")
    screen = console()
    for story_id in ids[:50]:
        hit = leading(hits.get(story_id, ()))
        rules = ", ".join(rule_hit.rule for rule_hit in hits.get(story_id, ()))
        screen.print(
            safe(f"  {story_id}  {hit.kind.value if hit else 'not flagged'}  {titles[story_id]}  [{rules}]")
        )
    if len(ids) > 50:
        click.echo(f"  and {len(ids) - 50} more")


COMMANDS = (group,)
