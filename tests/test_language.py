"""training/: what a language needs, told by `make language`; labelled stories are read strictly."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from clauses_kit import LANGUAGES, OTHERS

from monitor.errors import RuleError
from monitor.rules.traits import REQUIRED
from training import language
from training.language import mistakes, report, steps
from training.stories import read_own

ROOT = Path(__file__).resolve().parent.parent
NEW = OTHERS[0]
STORY = {
    "id": "a",
    "lang": "xx",
    "label": "done",
    "title": "Zambia quits",
    "summary": "",
    "agreement": "fisheries treaty",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_covered_language_has_all_that_it_needs(lang: str) -> None:
    assert [step.told for step in steps(lang) if step.missing and not step.optional] == []
    assert list(mistakes(lang)) == []


def test_every_step_is_one_of_the_page() -> None:
    page = (ROOT / "docs" / "change.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"^\| (\d+) \| (.*)", page, re.MULTILINE))
    for step in steps("nl"):
        assert Path(step.file).name.replace("nl.", "xx.") in table[str(step.number)], step


def test_the_readme_counts_the_languages() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"in (\d+) languages", readme) == [str(len(LANGUAGES))]


def test_a_language_that_nobody_has_begun_lacks_everything() -> None:
    lines = list(report(NEW))
    assert lines[0].endswith(f"({NEW})")
    assert re.search(r"-> +3 +predicates +0/\d\d ", "\n".join(lines))
    assert lines[-1] == f"next: step 1, monitor/names.py: write it into LANGUAGES: {NEW}"


def test_the_empty_cells_of_the_next_step_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "LANGUAGES", (NEW,))
    assert list(report(NEW))[-1].startswith(
        f"next: step 2, rules/vocabulary/languages.toml: write a table with its traits: [{NEW}]"
    )
    known = language.table_of

    def table(file: str) -> language.Table:
        return known(file) | (
            {NEW: {key: ["x"] for key in REQUIRED}} if file.endswith("languages.toml") else {}
        )

    monkeypatch.setattr(language, "table_of", table)
    assert list(report(NEW))[-2].startswith(
        'next: step 3, rules/vocabulary/predicates.toml: fill each, or say "none: " and why: take-back'
    )


def test_mistakes_are_named_before_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    known = language.table_of

    def table(file: str) -> language.Table:
        found = dict(known(file))
        if file.endswith("languages.toml"):
            return found | {NEW: {"prepositions": ["x"]}}
        rows = [
            {**row, NEW: ["tear++up"]} if row["id"] == "quit" else row for row in found.get("concept", ())
        ]
        return found | ({"concept": rows} if rows else {})

    monkeypatch.setattr(language, "table_of", table)
    lines = list(report(NEW))
    assert lines[-3].startswith(
        f"mistake: rules/vocabulary/languages.toml: [{NEW}]: the trait indefinite is missing."
    )
    assert lines[-2].startswith(
        "mistake: rules/vocabulary/predicates.toml: row quit: + stands between spaces, once: 'tear++up'."
    )
    assert lines[-1] == "next: mend the mistakes above."


def test_a_language_that_has_all_is_told_so() -> None:
    assert list(report("nl"))[-1] == "All that is needed is there. docs/change.md says which tests to run."


# ---------------------------------------------------------------- labelled stories


def refused(tmp_path: Path, *rows: object) -> RuleError:
    path = tmp_path / "xx.jsonl"
    path.write_text(
        "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8"
    )
    with pytest.raises(RuleError) as error:
        read_own(path)
    assert error.value.path == str(path)
    return error.value


@pytest.mark.parametrize(
    ("change", "problem", "hint"),
    [
        ({"label": "act"}, "unknown label 'act'", "done, threat, after, no"),
        ({"label": None}, "'label' is missing", '"label": "..."'),
        ({"title": " "}, "'title' is missing", '"title": "..."'),
        ({"summary": 3}, "'summary' is missing", '"summary": "..."'),
        ({"lang": "en"}, "the language is 'en' in a file of xx", '"lang": "xx"'),
        ({"agreement": ""}, "no agreement is named", "Only a story labelled no has none"),
    ],
)
def test_a_labelled_story_with_a_mistake_is_refused_with_its_line(
    tmp_path: Path, change: dict[str, object], problem: str, hint: str
) -> None:
    error = refused(tmp_path, STORY, STORY | {"id": "b"} | change)
    assert (error.line, error.problem) == (2, problem)
    assert hint in error.hint


def test_what_is_no_story_and_what_stands_twice_is_refused(tmp_path: Path) -> None:
    assert "no JSON" in refused(tmp_path, STORY, "{").problem
    assert "no JSON object" in refused(tmp_path, "[]").problem
    assert refused(tmp_path, STORY, "", STORY).problem == "the id 'a' stands on line 1 too"


def test_a_story_of_nothing_needs_no_agreement(tmp_path: Path) -> None:
    path = tmp_path / "xx.jsonl"
    path.write_text(json.dumps({**STORY, "label": "no", "agreement": ""}) + "\n", encoding="utf-8")
    assert len(read_own(path)) == 1
