"""A language that no rules read is counted and named, never silent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from clauses_kit import OTHERS
from click.testing import Result
from store_kit import feed, poll, story

from monitor.config import Config, load
from monitor.digest import Silence
from monitor.digest.coverage import coverage
from monitor.model import Cadence, Destination, Hit, Schedule, Story, Uncovered
from monitor.names import language_name
from monitor.normalize import language_code
from monitor.pipeline.snapshot import Snapshot
from monitor.service import Service, knowledge, languages, packaged, rulebook
from monitor.service.checks import Check
from monitor.wording import ENGLISH

Call = Callable[..., Result]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
A, B, C, D = OTHERS[:4]
OWN = (
    f'[[rule]]\nid = "own.x"\ntitle = "Own"\nlang = "{A}"\nkind = "act"\nstage = "decided"\nquery = '
    '"traktat"\nwhy = "ours"\n'
)


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
    own_rules(options, OWN)
    own_rules(options, f'lang = "{B}"\n' + OWN.replace(f'lang = "{A}"\n', ""), "other.toml")
    assert languages.covered(options) - languages.packaged() == {A, B}


@pytest.mark.parametrize(
    "text", ["[[rule]\n", "rule = 3\n", "rule = [3]\n", f'lang = "{A}"\n', 'lang = 3\n[[rule]]\nid = "x"\n']
)
def test_a_rule_file_that_cannot_be_read_or_has_no_rule_covers_nothing(options: Config, text: str) -> None:
    own_rules(options, text)
    assert languages.covered(options) == languages.packaged()


@pytest.mark.parametrize(
    ("tag", "code"), [("pt-BR", "pt"), ("EN_us", "en"), ("zh-Hant-TW", "zh"), ("", ""), (None, "")]
)
def test_a_tag_is_compared_by_its_language(tag: str | None, code: str) -> None:
    assert language_code(tag) == code


def test_languages_that_are_not_covered_come_most_first_each_with_its_largest_feed() -> None:
    counts = [("ja", "C", 2), ("da", "A", 1), ("da-DK", "B", 4), ("en", "A", 9), (None, "A", 9)]
    assert languages.uncovered(counts, {"en"}) == [Uncovered("da", 5, "B"), Uncovered("ja", 2, "C")]


# ---------------------------------------------------------------- doctor


def test_doctor_is_content_with_covered_languages_and_stories_without_a_tag(service: Service) -> None:
    poll(service.store, feed(service.store), told("a", "en-GB"), told("b", None), now=NOW)
    assert check(service).state == "ok"


def test_doctor_names_the_languages_that_no_rules_read(service: Service) -> None:
    wire = feed(service.store)
    other = service.store.feeds.add("https://b.example/feed", now=NOW)
    poll(service.store, wire, told("old", C), now=NOW - timedelta(days=8))
    poll(service.store, wire, told("a", A), told("b", f"{A}-XX"), told("c", "en"), now=NOW)
    poll(service.store, other, told("d", B), now=NOW - timedelta(days=6))
    line = check(service)
    assert line.state == "warning"
    assert line.text == (
        f"Stories in languages that no rules read, of the last 7 days: {A} 2 (Press), {B} 1 "
        "(https://b.example/feed)"
    )
    assert str(service.config.data_dir / "rules") in line.hint
    own_rules(service.config, OWN)
    assert f"{A} 2" not in check(service).text


def test_doctor_sums_up_what_is_too_much_for_a_line(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.service.doctor.LANGUAGES_NAMED", 1)
    stories = [told(name, lang) for name, lang in (("a", A), ("b", A), ("c", C), ("d", B))]
    poll(service.store, feed(service.store), *stories, now=NOW)
    assert check(service).text.endswith(f": {A} 2 (Press) and 2 in 2 more")


def detector_line(service: Service) -> Check:
    return next(line for line in service.doctor() if line.name == "detector")


def test_doctor_says_when_the_detector_cannot_be_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Service.open(load(None, tmp_path / "data" / "x.sqlite3"), clock=lambda: NOW) as opened:
        assert detector_line(opened).state == "ok"
        monkeypatch.setattr(packaged, "languages_file", lambda: str(tmp_path / "none.ftz"))
        line = detector_line(opened)
    assert line.state == "warning"
    assert "cannot be read" in line.text
    assert "little words alone" in line.text


# ---------------------------------------------------------------- digests and metrics


def daily(service: Service, since: datetime) -> Destination:
    address, schedule = "d@x.example", Schedule(Cadence.DAILY)
    return service.store.destinations.add(
        name="d", channel="email", address=address, owner=address, now=since, schedule=schedule
    )


def test_a_digest_says_which_languages_were_not_read(service: Service) -> None:
    wire = feed(service.store)
    first, last = sorted((C, D))
    other = service.store.feeds.add("https://b.example/feed", now=NOW)
    poll(service.store, wire, told("old", last), now=NOW - timedelta(days=2))
    made = daily(service, NOW - timedelta(days=1))
    poll(
        service.store,
        wire,
        *(told(name, A) for name in "abc"),
        told("d", last),
        told("e", "en"),
        told("f", None),
        now=NOW,
    )
    poll(service.store, other, told("g", B), told("h", B), told("i", first), now=NOW)
    silence = Snapshot(service.store, [made], NOW, uncovered=service.settings().uncovered).silence(made)
    assert [(language.lang, language.stories) for language in silence.uncovered] == [
        (A, 3),
        (B, 2),
        (first, 1),
        (last, 1),
    ]
    (line,) = coverage(silence, "UTC", NOW, ENGLISH)[1:]
    assert line == (
        f"7 stories were not read, for their language: {language_name(A)} 3 (Press), {language_name(B)} "
        "2 (https://b.example/feed), "
        f"{language_name(first)} 1 (https://b.example/feed) and 1 other."
    )


def test_a_digest_is_silent_when_all_was_read_and_so_is_a_message_at_once(service: Service) -> None:
    wire = feed(service.store)
    instant = service.store.destinations.add(
        name="i", channel="email", address="i@x.example", owner="i@x.example", now=NOW
    )
    digests = daily(service, NOW)
    poll(service.store, wire, told("a", "en"), now=NOW)
    uncovered = service.settings().uncovered
    assert Snapshot(service.store, [digests], NOW, uncovered=uncovered).silence(digests).uncovered == ()
    assert len(coverage(Silence(feeds=1), "UTC", NOW, ENGLISH)) == 1
    poll(service.store, wire, told("b", A), now=NOW)
    assert (
        Snapshot(service.store, [digests, instant], NOW, uncovered=uncovered).silence(instant).uncovered == ()
    )


def test_a_poll_counts_its_new_stories_by_language(service: Service) -> None:
    wire = feed(service.store)
    result = poll(
        service.store, wire, told("a", f"{A}-XX"), told("b", A), told("c", None), told("d", "en"), now=NOW
    )
    assert result.langs == {A: 2, "": 1, "en": 1}
    assert poll(service.store, wire, told("a", f"{A}-XX"), now=NOW).langs == {}


# ---------------------------------------------------------------- commands


def test_the_list_marks_a_feed_in_a_language_that_is_not_covered(empty: Call) -> None:
    for name, words in (("a", ["--lang", A]), ("b", ["--lang", "en"]), ("c", [])):
        empty("feeds", "add", "--no-check", f"https://{name}.example/feed", *words)
    text = empty("feeds", "list").output
    assert text.count("not covered") == 1
    assert f"{A}, not covered" in text
    listed = json.loads(empty("feeds", "list", "--json").stdout)
    assert [one["covered"] for one in listed] == [False, True, None]


def test_the_backtest_says_how_many_stories_no_rules_read(call: Call, tmp_path: Path) -> None:
    stories = tmp_path / "stories.jsonl"
    rows = [
        ("a", "Norway withdraws from the whaling convention", "en"),
        ("b", "Norge forlader", A),
        ("c", "x", f"{A.upper()}-xx"),
        ("d", "y", B),
    ]
    stories.write_text(
        "".join(json.dumps({"id": key, "title": title, "lang": lang}) + "\n" for key, title, lang in rows)
    )
    words = ("rules", "backtest", str(stories), "--workers", "0")
    assert f"in languages that no rules read: 3 ({A} 2, {B} 1)" in call(*words).output
    (line,) = call(*words, "--json").stdout.splitlines()
    assert json.loads(line)["id"] == "a"
    own = tmp_path / "own"
    own.mkdir()
    (own / "own.toml").write_text(OWN)
    assert f"in languages that no rules read: 1 ({B} 1)" in call(*words, "--rules", str(own)).output


def test_the_backtest_says_nothing_of_languages_when_all_are_covered(call: Call, tmp_path: Path) -> None:
    stories = tmp_path / "stories.jsonl"
    stories.write_text(
        json.dumps({"id": "a", "title": "Rain", "lang": "en"})
        + "\n"
        + json.dumps({"id": "b", "title": "Sun"})
        + "\n"
    )
    assert "no rules read" not in call("rules", "backtest", str(stories), "--workers", "0").output
