"""rules backtest: what rules and judge make of a story file, or of everything stored."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
from rich.progress import Progress

from monitor.cli.root import (
    config,
    console,
    json_option,
    open_service,
    placed,
    print_table,
    processes,
    safe,
)
from monitor.errors import UsageError
from monitor.match import compare
from monitor.model import Hit, leading
from monitor.normalize import language_code
from monitor.service import backtest as verbs
from monitor.service import languages, rulebook
from monitor.service import stories as stored_stories

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command("backtest")
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
    """Run the rules over STORIES (JSON lines, also gzipped) or all stored stories. Writes nothing.

    Prints how many stories are in languages without rules; with --json only one line a flagged story. With
    labels in the file (done, threat, after, no): precision, recall and kind accuracy by language. With
    --against: the stories that are flagged by only one of the two.

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
