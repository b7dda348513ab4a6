"""Saved queries on the command line: their options, the group `queries`, and what they would have sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from compose_kit import context_of
from events_kit import NOW, fill
from store_kit import mailbox, place
from time_machine import travel

from monitor import forecast as counting
from monitor import pipeline
from monitor.cli import root
from monitor.cli.forecasts import forecast_text
from monitor.errors import UsageError
from monitor.model import Destination, Grade, Kind, SavedQuery
from monitor.service import asking
from monitor.store import Store

Call = Callable[..., Result]


@pytest.fixture
def call() -> Any:
    """Commands on a database with three acts of the last 30 days and the destination `desk`."""
    with place() as path:
        with Store.open(path, ballast_bytes=0) as store:
            store.meta.set("initialised", "2026-01-01")
            fill(store)
            mailbox(store)

        def invoke(*words: str, code: int = 0, typed: str | None = None) -> Result:
            with travel(NOW, tick=False):
                result = CliRunner().invoke(root, ["destinations", *words, "--db", str(path)], input=typed)
            assert result.exit_code == code, result.output + repr(result.exception)
            return result

        yield invoke


def queries(call: Call, name: str = "desk") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(call("queries", "list", name, "--json").stdout)
    return found


def test_all_conditions_of_a_query_are_kept_and_shown(call: Call) -> None:
    call(
        "queries", "add", "desk", "Fish", "--topic", "Fisheries", "--country", "Hungary", "--country", "ru",
        "--actor", "European Union", "--stage", "notified", "--least", "state", "--lang", "fr",
        "--query", "herring", "--note", "for the yearbook", "--kind", "act", "--exits", "without-principled",
    )  # fmt: skip
    [main, fish] = queries(call)
    assert main["name"] == "main"
    assert fish == {
        "name": "Fish", "note": "for the yearbook", "kinds": ["act"], "langs": ["fr"], "topics": ["fisheries"],
        "countries": ["HU", "RU"], "actors": ["EU"], "stages": ["notified"], "least": "state",
        "query": "herring", "exits": "without-principled", "covered_by": "main",
    }  # fmt: skip
    table = call("queries", "list", "desk").stdout
    assert "kind act; topic fisheries; country HU or RU; actor EU; stage notified; lang fr;" in table
    assert "without-principled" in table
    assert "for the yearbook" in table


def test_options_of_add_and_edit_are_those_of_the_first_query(call: Call) -> None:
    call("add", "new", "new@news.example", "--actor", "Norway", "--note", "for Ada")
    assert [(query["name"], query["actors"], query["note"]) for query in queries(call, "new")] == [
        ("main", ["NO"], "for Ada")
    ]
    call("edit", "new", "--least", "outlets", "--actor", "")
    [main] = queries(call, "new")
    assert (main["actors"], main["least"], main["note"]) == ([], "outlets", "for Ada")
    assert main["exits"] == "all"
    call("edit", "new", "--exits", "principled")
    assert queries(call, "new")[0]["exits"] == "principled"
    call("edit", "new", "--exits", "all")
    assert queries(call, "new")[0]["exits"] == "all"


def test_a_query_is_changed_renamed_and_removed_and_the_last_one_stays(call: Call) -> None:
    call("queries", "add", "desk", "Fish", "--country", "NO", "--stage", "notified")
    call("queries", "edit", "desk", "Fish", "--stage", "", "--name", "Herring")
    assert [(query["name"], query["countries"], query["stages"]) for query in queries(call)] == [
        ("main", [], []),
        ("Herring", ["NO"], []),
    ]
    call("queries", "remove", "desk", "main")
    assert "is the only saved query of desk" in call("queries", "remove", "desk", "Herring", code=2).stderr
    assert [query["name"] for query in queries(call)] == ["Herring"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--country", "Hungery"), "did you mean HU (Hungary)?"),
        (("--actor", "Mordor-upon-Sea"), "No state or organisation is called 'Mordor-upon-Sea'"),
        (("--topic", "fishery"), "did you mean fisheries, fish?"),
        (("--query", "country:XX"), "no state has the code XX"),
        (("--note", "x" * 301), "A note has 300 characters at most"),
        (("--stage", "gone"), "'gone' is not one of"),
        (("--least", "rumour"), "'rumour' is not one of"),
    ],
)
def test_what_nothing_can_meet_is_refused_with_what_to_write(
    call: Call, words: tuple[str, str], said: str
) -> None:
    assert said in call("queries", "add", "desk", "Fish", *words, code=2).stderr
    assert [query["name"] for query in queries(call)] == ["main"]


def test_the_list_of_destinations_says_what_each_asks_for(call: Call) -> None:
    assert "everything" in call("list").stdout
    call("edit", "desk", "--actor", "NO", "--least", "state")
    assert "actor NO; evidence state or better" in call("list").stdout
    call("queries", "add", "desk", "Fish")
    assert "2 saved queries" in call("list").stdout


def test_who_asks_for_less_evidence_is_told_that_held_acts_are_compared_again() -> None:
    with place() as path:
        with Store.open(path, ballast_bytes=0) as store:
            store.meta.set("initialised", "2026-01-01")
            mailbox(store, queries=(SavedQuery(least=Grade.DEPOSITARY),))
            fill(store)
            pipeline.compose(context_of(store, NOW))
        words = ["destinations", "edit", "desk", "--least", "press", "--yes", "--db", str(path)]
        with travel(NOW, tick=False):
            said = CliRunner().invoke(root, words).stdout
        assert said.splitlines()[-1].startswith(
            "3 acts held back for their evidence: what meets the new query"
        )
        with Store.open(path, ballast_bytes=0) as store:
            later = NOW + timedelta(minutes=9)
            assert pipeline.compose(context_of(store, later)) == 1
            assert store.database.value("SELECT count(*) FROM tells") == 3


def test_names_of_queries_are_checked(call: Call) -> None:
    assert "has a saved query 'main' already" in call("queries", "add", "desk", "main", code=2).stderr
    assert "needs a name of 1 to 60" in call("queries", "add", "desk", " ", code=2).stderr
    assert "has no saved query 'Fish'; it has main" in call("queries", "edit", "desk", "Fish", code=2).stderr
    call("queries", "add", "desk", "Fish")
    assert "choose another" in call("queries", "edit", "desk", "Fish", "--name", "main", code=2).stderr
    assert "Nothing to change" in call("queries", "edit", "desk", "Fish", code=2).stderr
    assert "No destination 'nobody'" in call("queries", "list", "nobody", code=2).stderr


def test_a_destination_has_no_more_queries_than_a_person_can_oversee() -> None:
    full = Destination(1, "d", "email", "d@x.example", queries=tuple(SavedQuery(f"q{n}") for n in range(50)))
    with pytest.raises(UsageError, match="50 saved queries at most"):
        asking.with_query(full, SavedQuery("one more"))


def test_topics_are_listed_with_what_belongs_to_them(call: Call) -> None:
    listed = {row["topic"]: row["includes"] for row in json.loads(call("topics", "--json").stdout)}
    assert "extradition" in listed["justice"]
    assert "tax.data" in listed["tax"]
    table = call("topics").stdout
    assert "human-rights" in table
    assert len(table.splitlines()) < 45
    assert all(topic in table for topic in listed)


def test_topics_are_understood_in_other_languages(call: Call) -> None:
    call("queries", "add", "desk", "Fish", "--topic", "peche", "--topic", "Handel")
    assert queries(call)[1]["topics"] == ["fisheries", "trade"]
    call("queries", "add", "desk", "Rights", "--topic", "Menschenrechte")
    assert queries(call)[2]["topics"] == ["human-rights"]
    refused = call("queries", "add", "desk", "Two", "--topic", "pêche et commerce", code=2)
    assert "did you mean fisheries, trade?" in refused.stderr


# ---------------------------------------------------------------- what it would have sent


def test_before_a_query_is_saved_it_says_what_it_would_have_sent(call: Call) -> None:
    said = call("queries", "add", "desk", "Norway", "--actor", "NO").stdout.splitlines()
    assert said[0].startswith("Since 2026-03-02 (30 days, all that is stored): ") or said[0].startswith(
        "In the last 30 days: "
    )
    assert "mails with 3 acts" in said[0]
    assert said[1] == "Saved query Norway added to desk: actor NO."
    only = json.loads(call("add", "no", "no@news.example", "--actor", "Norway", "--json").stdout)["forecast"]
    assert (only["messages"], only["acts"]) == (2, 1)
    assert only["acts_a_week"] == 0.2


def test_a_forecast_counts_by_schedule_conditions_and_evidence(call: Call) -> None:
    def acts(*words: str) -> tuple[int, int]:
        name = f"d{len(json.loads(call('list', '--json').stdout))}"
        call("add", name, "d@news.example", *words)
        counted = json.loads(call("forecast", name, "--json").stdout)
        return counted["messages"], counted["acts"]

    assert acts() == (4, 3)
    assert acts("--day", "mon") == (2, 3)
    assert acts("--kind", "threat") == (1, 1)
    assert acts("--actor", "Russia") == (1, 1)
    assert acts("--actor", "Russia", "--least", "outlets") == (0, 0)
    assert acts("--least", "outlets") == (2, 1)
    assert acts("--topic", "defence") == (1, 1)
    assert "nothing." in call("forecast", "d5").stdout
    text = call("forecast", "d1").stdout
    assert text.endswith("4 mails with 3 acts, about 1 act a week.\n")


def test_acts_for_a_digest_that_has_not_come_yet_are_not_nothing() -> None:
    soon = counting.Forecast(NOW - timedelta(hours=3), NOW, messages=0, acts=3)
    assert forecast_text(soon, Destination(1, "desk", "email", "d@news.example")).endswith(
        "(1 day, all that is stored): no mail yet; 3 acts would come in the next one."
    )


def test_an_empty_database_says_that_there_is_nothing_to_compare_with() -> None:
    with place() as path:
        with Store.open(path, ballast_bytes=0) as store:
            store.meta.set("initialised", "2026-01-01")
        invoke = CliRunner().invoke
        said = invoke(root, ["destinations", "add", "desk", "desk@news.example", "--db", str(path)]).stdout
        assert said.splitlines()[0].endswith("nothing is stored to compare with yet.")
        counted = invoke(root, ["destinations", "forecast", "desk", "--json", "--db", str(path)]).stdout
        assert json.loads(counted)["since"] is None


def test_much_is_refused_where_nobody_can_be_asked_and_taken_with_yes(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_ACTS", 0)
    call("edit", "desk", "--actor", "RU", "--yes")
    refused = call("queries", "add", "desk", "All", code=2)
    assert "more than most people read. Nothing was saved" in refused.stderr
    assert "--yes" in refused.stderr
    assert "--yes" in call("add", "new", "new@news.example", code=2).stderr
    assert "--yes" in call("edit", "desk", "--actor", "", code=2).stderr
    assert [query["name"] for query in queries(call)] == ["main"]
    call("queries", "add", "desk", "All", "--yes")
    call("add", "new", "new@news.example", "--yes", "--json")
    call("edit", "desk", "--name", "table")
    assert [query["name"] for query in queries(call, "table")] == ["main", "All"]


def test_a_change_that_adds_no_act_is_not_asked_about_however_much_there_is(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_ACTS", 0)
    call("queries", "add", "desk", "All")
    call("edit", "desk", "--at", "8")
    call("edit", "desk", "--empty")
    call("queries", "edit", "desk", "main", "--actor", "NO")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--zone", "Paris"), "no time zone is called"),
        (("--channel", "webhook"), "needs --owner"),
        (("--channel", "webhook", "--owner", "a@x.example", "--only", "data.items.stage=notifed"), "notifed"),
        (("--asymmetric",), "are not signed"),
        (("--empty",), "Only digests can be empty"),
    ],
)
def test_a_refused_destination_is_not_told_what_it_would_have_got(
    call: Call, words: tuple[str, ...], said: str
) -> None:
    address = "https://hook.example/in" if "webhook" in words else "n@news.example"
    refused = call("add", "new", address, "--no-check", *words, code=2)
    assert said in refused.stderr
    assert refused.stdout == ""


def test_a_refused_change_is_not_told_what_it_would_have_got(call: Call) -> None:
    call("add", "other", "o@news.example")
    for words in (("--zone", "Paris"), ("--name", "other", "--at", "8"), ("--quiet", "8-8")):
        assert call("edit", "desk", *words, code=2).stdout == ""


def test_much_is_asked_about_in_a_terminal(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_ACTS", 0)
    monkeypatch.setattr("monitor.cli.forecasts.can_ask", lambda: True)
    call("edit", "desk", "--actor", "RU", "--yes")
    call("queries", "add", "desk", "All", typed="n\n", code=1)
    assert len(queries(call)) == 1
    assert "Save it?" in call("queries", "add", "desk", "All", typed="y\n").output
    assert len(queries(call)) == 2


# ---------------------------------------------------------------- queries without effect


def test_a_query_beside_one_that_asks_for_everything_is_said_to_add_nothing(call: Call) -> None:
    said = call("queries", "add", "desk", "Fish", "--topic", "fisheries").stdout
    assert "Fish adds no act: main asks for everything. Narrow that one" in said
    assert "treaty-monitor destinations queries edit desk main --topic ..." in said
    assert "treaty-monitor destinations queries remove desk main" in said
    assert "topic fisheries (adds nothing to main)" in call("queries", "list", "desk").stdout
    assert "2 saved queries, 1 without effect" in call("list").stdout
    assert [query["covered_by"] for query in queries(call)] == [None, "main"]
    call("edit", "desk", "--actor", "NO")
    assert [query["covered_by"] for query in queries(call)] == [None, None]
    assert "adds no act" in call("edit", "desk", "--actor", "").stdout
    call("queries", "remove", "desk", "main")
    assert "adds nothing" not in call("queries", "list", "desk").stdout


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        (SavedQuery(), SavedQuery(query="herring"), True),
        (SavedQuery(least=Grade.STATE), SavedQuery(), False),
        (SavedQuery(kinds=frozenset({Kind.ACT})), SavedQuery(), False),
        (SavedQuery(actors=frozenset({"NO", "SE"})), SavedQuery(actors=frozenset({"NO"})), True),
        (SavedQuery(actors=frozenset({"NO"})), SavedQuery(actors=frozenset({"NO", "SE"})), False),
        (SavedQuery(actors=frozenset({"NO"})), SavedQuery(topics=frozenset({"fish"})), False),
        (SavedQuery(query="herring"), SavedQuery(query="cod"), False),
        (SavedQuery(langs=frozenset({"fr"})), SavedQuery(), False),
    ],
)
def test_a_query_covers_what_each_of_its_conditions_lets_through(
    wide: SavedQuery, narrow: SavedQuery, covers: bool
) -> None:
    assert asking.covers(wide, narrow) is covers


def test_of_equal_queries_the_first_stands() -> None:
    twice = Destination(1, "d", "email", "d@x.example", queries=(SavedQuery("a"), SavedQuery("b")))
    assert {saved.name: wider.name for saved, wider in asking.covered(twice).items()} == {"b": "a"}
