"""The starter register is made of a table of facts, and gives back exactly these facts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from compose_kit import context_of
from store_kit import open_store

from monitor import pipeline
from monitor.channels.chat_text import act_lines
from monitor.cli import root
from monitor.digest import summarise
from monitor.model import Act, Reason, Stage
from monitor.service.dossiers import known_dossiers
from monitor.service.names import known_treaties
from monitor.service.waves import complete_since
from monitor.store import register_writes
from monitor.store.acts import Acts
from monitor.wording import language
from training.starter import MARK, RULES, TARGET, PastExit, past_exits, stories

PAST = past_exits((RULES / "starter.toml").read_text(encoding="utf-8"))


def stage_of(past: PastExit) -> Stage:
    if past.reversed:
        return Stage.REVERSED
    if past.effective:
        return Stage.EFFECTIVE
    return Stage.NOTIFIED if past.notified else Stage.DECIDED


def test_the_story_file_is_what_the_table_makes() -> None:
    made = stories()
    assert TARGET.read_text(encoding="utf-8") == made, "run `python -m training.starter`"


def test_each_past_exit_has_a_source_and_dates_since_1990_in_their_order() -> None:
    assert len(PAST) >= 150
    for past in PAST:
        days = [past.announced, past.notified, past.effective or past.reversed]
        given = [day.earliest for day in days if day]
        assert given == sorted(given), past.key
        assert given[0].year >= 1990, past.key
        assert past.source, past.key


def test_judge_extraction_and_register_give_back_the_facts_of_each_past_exit(tmp_path: Path) -> None:
    database = tmp_path / "data" / "t.sqlite3"
    made = CliRunner().invoke(root, ["init", "--with-history", "--db", str(database)], catch_exceptions=False)
    assert "of the starter register new" in made.stdout
    wanted = Counter(
        (
            past.actor,
            past.entry,
            stage_of(past).value,
            str(past.notified) if past.notified else None,
            str(past.effective) if past.effective else None,
        )
        for past in PAST
    )
    with open_store(database) as store:
        acts = [act for act in store.acts.standing() if act.rows[0].entry]
        held = Counter(
            (
                "+".join(act.states),
                row.entry,
                act.stage.value,
                row.notified.value if row.notified else None,
                row.ended.value if row.ended else None,
            )
            for act in acts
            for row in act.rows
        )
        assert (held - wanted, wanted - held) == (Counter(), Counter())
        assert store.alerts.between(0) == []


def test_each_story_is_marked_as_one_of_the_starter_register() -> None:
    assert all(f'"source": "{MARK}' in line for line in stories().splitlines())


SUMMARY = "summary, not a quotation: Lithuania is no longer a party to the Ottawa Convention"


def test_its_sentences_are_shown_as_our_own_summary_and_never_as_quotations(tmp_path: Path) -> None:
    place = ["--db", str(tmp_path / "data" / "t.sqlite3")]

    def call(*words: str) -> str:
        return CliRunner().invoke(root, [*words, *place], catch_exceptions=False).stdout

    call("init", "--with-history")
    listed = map(json.loads, call("events", "list", "--json", "--query", "ottawa").splitlines())
    act = next(record for record in listed if record["actors"] == ["LT"])
    assert all(proof["summary"] for row in act["rows"] for proof in row["evidence"].values())
    shown = " ".join(call("events", "show", str(act["id"])).split())
    assert SUMMARY in shown
    assert "“" not in shown
    assert "“" not in call("events", "export", "--format", "md", "--actor", "HU").replace("“no", "")
    assert '"Quotation", "field"' not in call("events", "export", "--format", "jsonld", "--actor", "LT")


@pytest.mark.parametrize(
    ("reader", "label"),
    [
        ("en", "Summary, not a quotation:"),
        ("fr", "Résumé, pas une citation :"),
        ("ru", "Пересказ, не цитата:"),
    ],
)
def test_a_message_shows_them_as_a_summary(tmp_path: Path, reader: str, label: str) -> None:
    database = tmp_path / "data" / "t.sqlite3"
    CliRunner().invoke(root, ["init", "--with-history", "--db", str(database)], catch_exceptions=False)
    with open_store(database) as store:
        act = next(
            act for act in store.acts.standing() if act.states == ("HU",) and act.rows[0].entry == "icc"
        )
        stories = store.acts.stories([act])[act.id]
        told = summarise(act, stories, (), "UTC", datetime(2026, 6, 9, tzinfo=UTC), say=language(reader))
    lines = [line.replace("\N{NO-BREAK SPACE}", " ") for line in act_lines(told, "")]
    labelled = [line for line in lines if label in line]
    assert len(labelled) == 2, "the headline and the sentence"
    assert not set("“”«»") & set("".join(labelled))
    assert "no longer a party to the Rome Statute" in labelled[0]


FIFTH = (
    "Fifth state to leave the Ottawa Convention in 90 days; none in the 26 years before (this register, "
    "5 exits from its starter history)"
)


def test_the_register_tells_the_wave_of_2025_from_the_ottawa_convention(tmp_path: Path) -> None:
    place = ["--db", str(tmp_path / "data" / "t.sqlite3")]
    CliRunner().invoke(root, ["init", "--with-history", *place], catch_exceptions=False)
    with open_store(tmp_path / "data" / "t.sqlite3") as store:
        poland = next(
            act.id for act in store.acts.standing() if act.states == ("PL",) and act.rows[0].entry == "ottawa"
        )
    shown = CliRunner().invoke(root, ["events", "show", str(poland), *place], catch_exceptions=False).stdout
    assert f"Wave: {FIFTH}" in shown
    listed = CliRunner().invoke(
        root, ["events", "list", "--json", "--query", "ottawa", *place], catch_exceptions=False
    )
    waves = {record["id"]: record["wave"] for record in map(json.loads, listed.stdout.splitlines())}
    one = CliRunner().invoke(root, ["events", "show", str(poland), "--json", *place], catch_exceptions=False)
    assert json.loads(one.stdout)["wave"] == waves[poland]
    assert waves[poland] | {"acts": []} == {
        "count": 5,
        "days": 90,
        "ordinal": 5,
        "shared": False,
        "acts": [],
        "quiet_years": 26,
        "since": "1999-03-01",
        "starter": 5,
        "entry": "ottawa",
        "text": FIFTH,
    }
    assert len(waves[poland]["acts"]) == 5


def test_a_message_tells_the_wave_and_the_store_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, now = tmp_path / "data" / "t.sqlite3", datetime(2025, 12, 6, 9, tzinfo=UTC)
    CliRunner().invoke(root, ["init", "--with-history", "--db", str(database)], catch_exceptions=False)
    asked: list[set[int]] = []
    sharing = Acts.sharing

    def counted(reads: Acts, ids: Iterable[int], founded: Mapping[str, str]) -> dict[str, list[Act]]:
        asked.append(set(ids))
        return sharing(reads, asked[-1], founded)

    monkeypatch.setattr(Acts, "sharing", counted)
    with open_store(database) as store:
        ottawa = [act for act in store.acts.standing() if act.rows and act.rows[0].entry == "ottawa"]
        hook = store.destinations.add(
            name="hook", channel="webhook", address="https://hook.example/in", now=now
        )
        with store.database.write() as db:
            for act in ottawa:
                register_writes.insert_alert(db, act.id, Reason.NEW, act.history[-1].evidence.story, now)
        context = context_of(store, now)
        settings = replace(context.settings, treaties=known_treaties, complete_since=complete_since)
        pipeline.compose(replace(context, settings=settings))
        bodies = [
            json.loads(delivery.message.body)
            for shown in store.outbox.find(None, 10)
            if (delivery := store.outbox.get(shown.message.id)) and delivery.message.destination == hook.id
        ]
    items = [item for body in bodies for item in body["data"]["items"]]
    told = {item["wave"] for item in items}
    proofs = [proof for item in items for row in item["rows"] for proof in row["evidence"].values()]
    assert all(proof["sentence"].startswith("Summary, not a quotation: ") for proof in proofs)
    assert FIFTH in told
    assert len(told) == 3  # three states on one day, then the fourth and the fifth
    assert asked == [{act.id for act in ottawa}]


def test_three_states_that_leave_together_are_one_wave_though_one_has_no_day_of_notice(
    tmp_path: Path,
) -> None:
    place = ["--db", str(tmp_path / "data" / "t.sqlite3")]
    CliRunner().invoke(root, ["init", "--with-history", *place], catch_exceptions=False)
    listed = CliRunner().invoke(
        root, ["events", "list", "--json", "--query", "ecowas", *place], catch_exceptions=False
    )
    waves = {record["actors"][0]: record["wave"] for record in map(json.loads, listed.stdout.splitlines())}
    told = {actor: wave["text"].partition(" (")[0] for actor, wave in waves.items() if wave}
    assert told == {
        "BF": "One of 2 states to leave ECOWAS in 90 days",
        "ML": "One of 2 states to leave ECOWAS in 90 days",
        "NE": "One of 3 states to leave ECOWAS in 90 days",
    }


@pytest.mark.parametrize(
    ("reader", "usual"),
    [
        ("en", "Usually such agreements end 6 months after notice; the texts of these were not checked"),
        (
            "fr",
            "D’ordinaire, de tels accords prennent fin 6 mois après la notification ; les textes de "
            "ceux-ci n’ont pas été vérifiés",
        ),
        (
            "ru",
            "Обычно такие соглашения прекращаются через 6 месяцев после уведомления; тексты этих "
            "соглашений не проверены",
        ),
    ],
)
def test_a_message_tells_what_is_usual_of_three_agreements_without_a_dossier_and_gives_no_day(
    tmp_path: Path, reader: str, usual: str
) -> None:
    """The agreements of 1989, 1994 and 2000."""
    database, now = tmp_path / "data" / "t.sqlite3", datetime(2025, 12, 6, 9, tzinfo=UTC)
    CliRunner().invoke(root, ["init", "--with-history", "--db", str(database)], catch_exceptions=False)
    with open_store(database) as store:
        (seed,) = (
            act
            for act in store.acts.standing()
            if [row.signed.value[:4] for row in act.rows if row.signed] == ["1989", "1994", "2000"]
        )
        hook = store.destinations.add(
            name="hook", channel="webhook", address="https://hook.example/in", now=now, reader=reader
        )
        with store.database.write() as db:
            register_writes.insert_alert(db, seed.id, Reason.NEW, seed.history[-1].evidence.story, now)
        context = context_of(store, now)
        settings = replace(context.settings, dossiers=known_dossiers)
        pipeline.compose(replace(context, settings=settings))
        (message,) = (
            delivery.message
            for shown in store.outbox.find(None, 10)
            if (delivery := store.outbox.get(shown.message.id)) and delivery.message.destination == hook.id
        )
    (item,) = json.loads(message.body)["data"]["items"]
    assert item["effect"] == ""
    partners = {"en": "Canada, France and Portugal", "fr": "le Canada, la France et le Portugal"}
    assert partners.get(reader, "Канадой, Португалией и Францией") in item["sentence"]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in item["meaning"]] == [usual]
    assert [row["effect"] for row in item["rows"]] == [None, None, None]
    assert [row["ended"] for row in item["rows"]] == [None, None, None]
