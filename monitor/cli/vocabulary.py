"""rules vocabulary check: what a word stands for."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.root import (
    config,
    json_option,
    placed,
    print_json,
    print_table,
)
from monitor.rules.own import named
from monitor.service import knowledge, rulebook


@click.group("vocabulary")
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
