"""A language that no rules read is counted and named, never silent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from store_kit import feed, poll, story

from monitor.config import Config, load
from monitor.model import Hit, Story
from monitor.normalize import language_code
from monitor.service import Service, knowledge, languages, rulebook
from monitor.service.doctor import Check
from monitor.service.languages import Uncovered

Call = Callable[..., Result]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DUTCH = '[[rule]]\nid = "own.dutch"\ntitle = "Own"\nlang = "nl"\nkind = "act"\nstage = "decided"\nquery = "verdrag"\nwhy = "ours"\n'


@pytest.fixture
def options(tmp_path: Path) -> Config:
    return load(None, tmp_path / "data" / "treaty-monitor.sqlite3")


@pytest.fixture
def service(options: Config) -> Iterator[Service]:
    with Service.open(options, packaged=False, clock=lambda: NOW) as opened:
        yield opened


def own_rules(config: Config, text: str, name: str = "own.toml") -> None:
    folder = config.data_dir / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def told(name: str, lang: str | None) -> tuple[Story, tuple[Hit, ...]]:
    """A story that no rule flags."""
    return story(name, lang=lang), ()


def check(service: Service) -> Check:
    return next(line for line in service.doctor() if line.name == "languages")


# ---------------------------------------------------------------- what is covered


def test_the_packaged_languages_are_those_of_the_vocabulary_and_of_the_packs(options: Config) -> None:
    vocabulary = frozenset(knowledge.vocabulary().languages)
    assert languages.packaged() == vocabulary
    assert {rule.lang for rule in rulebook.load_rules(options).rules} <= vocabulary
    assert languages.covered(options) == vocabulary


def test_a_rule_file_of_ones_own_covers_its_language(options: Config) -> None:
    own_rules(options, DUTCH)
    own_rules(options, 'lang = "sv"\n' + DUTCH.replace('lang = "nl"\n', ""), "swedish.toml")
    assert languages.covered(options) - languages.packaged() == {"nl", "sv"}


@pytest.mark.parametrize("text", ["[[rule]\n", "rule = 3\n", "rule = [3]\n", 'lang = "nl"\n', 'lang = 3\n[[rule]]\nid = "x"\n'])
def test_a_rule_file_that_cannot_be_read_or_has_no_rule_covers_nothing(options: Config, text: str) -> None:
    own_rules(options, text)
    assert languages.covered(options) == languages.packaged()


@pytest.mark.parametrize(("tag", "code"), [("pt-BR", "pt"), ("EN_us", "en"), ("zh-Hant-TW", "zh"), ("", ""), (None, "")])
def test_a_tag_is_compared_by_its_language(tag: str | None, code: str) -> None:
    assert language_code(tag) == code


def test_languages_that_are_not_covered_come_most_first_each_with_its_largest_feed() -> None:
    counts = [("zh", "C", 2), ("nl", "A", 1), ("nl-BE", "B", 4), ("en", "A", 9), (None, "A", 9)]
    assert languages.uncovered(counts, {"en"}) == [Uncovered("nl", 5, "B"), Uncovered("zh", 2, "C")]


# ---------------------------------------------------------------- doctor


def test_doctor_is_content_with_covered_languages_and_stories_without_a_tag(service: Service) -> None:
    poll(service.store, feed(service.store), told("a", "en-GB"), told("b", None), now=NOW)
    assert check(service).state == "ok"


def test_doctor_names_the_languages_that_no_rules_read(service: Service) -> None:
    wire = feed(service.store)
    other = service.store.add_feed("https://b.example/feed", now=NOW)
    poll(service.store, wire, told("old", "sv"), now=NOW - timedelta(days=8))
    poll(service.store, wire, told("a", "nl"), told("b", "nl-BE"), told("c", "en"), now=NOW)
    poll(service.store, other, told("d", "zh"), now=NOW - timedelta(days=6))
    line = check(service)
    assert line.state == "warning"
    assert line.text == "Stories in languages that no rules read, of the last 7 days: nl 2 (Press), zh 1 (https://b.example/feed)"
    assert str(service.config.data_dir / "rules") in line.hint
    own_rules(service.config, DUTCH)
    assert "nl" not in check(service).text.partition(":")[2]


def test_doctor_sums_up_what_is_too_much_for_a_line(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.service.doctor.LANGUAGES_NAMED", 1)
    stories = [told(name, lang) for name, lang in (("a", "nl"), ("b", "nl"), ("c", "sv"), ("d", "zh"))]
    poll(service.store, feed(service.store), *stories, now=NOW)
    assert check(service).text.endswith(": nl 2 (Press) and 2 in 2 more")


# ---------------------------------------------------------------- commands


def test_the_list_marks_a_feed_in_a_language_that_is_not_covered(empty: Call) -> None:
    for name, words in (("a", ["--lang", "nl"]), ("b", ["--lang", "en"]), ("c", [])):
        empty("feeds", "add", "--no-check", f"https://{name}.example/feed", *words)
    text = empty("feeds", "list").output
    assert text.count("not covered") == 1
    assert "nl, not covered" in text
    listed = json.loads(empty("feeds", "list", "--json").stdout)
    assert [one["covered"] for one in listed] == [False, True, None]


def test_the_backtest_says_how_many_stories_no_rules_read(call: Call, tmp_path: Path) -> None:
    stories = tmp_path / "stories.jsonl"
    rows = [
        ("a", "Norway withdraws from the whaling convention", "en"),
        ("b", "Noorwegen verlaat", "nl"),
        ("c", "x", "NL-be"),
        ("d", "y", "zh"),
    ]
    stories.write_text("".join(json.dumps({"id": key, "title": title, "lang": lang}) + "\n" for key, title, lang in rows))
    words = ("rules", "backtest", str(stories), "--workers", "0")
    assert "in languages that no rules read: 3 (nl 2, zh 1)" in call(*words).output
    (line,) = call(*words, "--json").stdout.splitlines()
    assert json.loads(line)["id"] == "a"
    own = tmp_path / "own"
    own.mkdir()
    (own / "own.toml").write_text(DUTCH)
    assert "in languages that no rules read: 1 (zh 1)" in call(*words, "--rules", str(own)).output


def test_the_backtest_says_nothing_of_languages_when_all_are_covered(call: Call, tmp_path: Path) -> None:
    stories = tmp_path / "stories.jsonl"
    stories.write_text(json.dumps({"id": "a", "title": "Rain", "lang": "en"}) + "\n" + json.dumps({"id": "b", "title": "Sun"}) + "\n")
    assert "no rules read" not in call("rules", "backtest", str(stories), "--workers", "0").output
