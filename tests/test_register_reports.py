"""A story that reports several acts: each is an act of its own, with one alert, and an edited story loses
what it no longer says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from events_kit import CHANNEL, NOW, report
from register_kit import HEADS, Desk, fix, item, leaves, register
from store_kit import feed, hit, open_store, place, poll, story

from monitor.cli import root
from monitor.corrections import Fix
from monitor.model import Kind, Stage, number_of, report_key, story_of
from monitor.register import Act, FlaggedStory, Ledger, build, reports
from monitor.service import rebuild
from monitor.service import register as service
from monitor.store import Store, caps

EARLIER = leaves("a", "NO", "DK", "Herring Pact", ended="2025-11")  # beside the news: `main` is False
TWO_STATES = (
    leaves("a", "NO", "SE", "Grazing Treaty"),
    leaves("a", "FI", "SE", "Grazing Treaty", Stage.NOTIFIED),
)


def beside(one: object) -> object:
    return replace(one, main=False)  # type: ignore[type-var]


def second(*stated: object) -> str:
    """The key of the second act that story `a` reports."""
    return reports(item("a", 0, *stated))[1].key  # type: ignore[arg-type]


FINLAND, HERRING = second(*TWO_STATES), second(TWO_STATES[0], beside(EARLIER))


def told(entries: Sequence[Act]) -> list[tuple[str, str, str]]:
    return [
        (" ".join(one.states), one.stage.value, " ".join(code for row in one.rows for code in row.states))
        for one in entries
    ]


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def test_a_report_key_names_its_story_and_the_number() -> None:
    keys = [report_key("https://press.example/1#2", number) for number in (1, 2, 12)]
    assert [(story_of(key), number_of(key)) for key in keys] == [
        ("https://press.example/1#2", number) for number in (1, 2, 12)
    ]
    assert keys[0] == "https://press.example/1#2"


@pytest.mark.parametrize(("stated", "acts"), [
    (TWO_STATES, ["NO", "FI"]),
    ((TWO_STATES[0], leaves("a", "FI DK", "SE")), ["NO", "DK FI"]),
    ((TWO_STATES[0], beside(TWO_STATES[1])), ["NO"]),  # what another state did before is background
    # so is a line of a table about long ago
    ((TWO_STATES[0], leaves("a", "FI", "SE", ended="2019")), ["NO"]),
    ((TWO_STATES[0], leaves("a", "FI", "SE", ended="2026-02")), ["NO", "FI"]),
    ((TWO_STATES[0], leaves("a", "FI", "SE", decided="2025-12-31")), ["NO"]),
    ((TWO_STATES[0], leaves("a", "FI", "SE", ended="2027-03-01", decided="2024-01-01")), ["NO", "FI"]),
    ((TWO_STATES[0], leaves("a", "NO FI", "DK", "Herring Pact")), ["NO"]),  # an actor in common: one act
    ((TWO_STATES[0], leaves("a", "", "DK", "Herring Pact")), ["NO"]),
    ((TWO_STATES[0], beside(EARLIER)), ["NO", "NO"]),
    ((TWO_STATES[0], EARLIER), ["NO"]),
    ((beside(EARLIER),), ["NO"]),
    ((beside(EARLIER), beside(leaves("a", "NO", "FI", ended="2025-12"))), ["NO"]),
    # still to come: a row of the act
    ((TWO_STATES[0], beside(leaves("a", "NO", "DK", "Herring Pact", ended="2027-01-01"))), ["NO"]),
    # days ago
    ((TWO_STATES[0], beside(leaves("a", "NO", "DK", "Herring Pact", ended="2026-02-20"))), ["NO"]),
    # nobody is named: the story's own actor
    ((leaves("a", "", "SE", "Grazing Treaty"), beside(EARLIER)), ["NO", "NO"]),
    ((TWO_STATES[0], leaves("a", "FI", "SE", notified="2019-02")), ["NO"]),
])  # fmt: skip
def test_which_acts_a_story_reports(stated: tuple[object, ...], acts: list[str]) -> None:
    found = reports(item("a", 0, *stated))  # type: ignore[arg-type]
    assert [" ".join(sorted(actor.value for actor in one.terminations[0].actors)) for one in found] == acts
    assert found[0].key == "a"
    assert len({one.key for one in found}) == len(found)
    assert {story_of(one.key) for one in found} == {"a"}
    assert sum(len(one.terminations) for one in found) == len(stated), "nothing that is stated gets lost"


def test_two_states_that_leave_are_two_acts_with_an_alert_each() -> None:
    desk = Desk()
    one = item("a", 0, *TWO_STATES)
    assert desk.settle(one) == ["new", "new"]
    assert told(desk.acts.values()) == [
        ("NO", "decided", "SE"),
        ("FI", "notified", "SE"),
    ]
    assert [source.story for known in desk.acts.values() for source in known.sources] == ["a", "a"]
    later = item("b", 1, leaves("b", "FI", "SE", "Grazing Treaty", Stage.EFFECTIVE))
    assert desk.settle(one, later) == ["rises"], "the later story joins the act of its own state"
    assert [known.stories for known in desk.acts.values()] == [("a",), (FINLAND, "b")]


def test_what_its_actor_ended_before_is_registered_and_told_to_nobody() -> None:
    desk = Desk()
    one = item("a", 0, TWO_STATES[0], beside(EARLIER))  # type: ignore[arg-type]
    assert desk.settle(one) == ["new"]
    assert told(desk.acts.values()) == [
        ("NO", "decided", "SE"),
        ("NO", "decided", "DK"),
    ]
    again = item("b", 1, leaves("b", "NO", "DK", "Herring Pact"))
    assert desk.settle(one, again) == ["new"], "a story that reports it as news is the first to tell of it"


def test_what_was_ended_before_joins_the_act_that_is_known() -> None:
    before = item("x", -90, leaves("x", "NO", "DK", "Herring Pact"))
    entries = register(before, item("a", 0, TWO_STATES[0], beside(EARLIER)))  # type: ignore[arg-type]
    assert [one.stories for one in entries] == [("x", HERRING), ("a",)]
    assert [row.ended and row.ended.value for row in entries[0].rows] == ["2025-11"]


def test_agreements_told_of_together_are_the_rows_that_another_story_tells_apart() -> None:
    apart = item(
        "a",
        0,
        leaves("a", "NO", "SE", "Grazing Treaty", form="decree"),
        leaves("a", "NO", "DK", "Herring Pact", form="decree"),
    )
    both = leaves(
        "b", "NO", "SE DK", "farm accords", naming="several", form="decree", signed="1990s", ended="2026-04"
    )
    (one,) = register(apart, item("b", 0.5, both))
    assert [(row.states, row.instrument and row.instrument.value, row.ended and row.ended.value) for row in one.rows] == [
        (("SE",), "Grazing Treaty", "2026-04"), (("DK",), "Herring Pact", "2026-04")
    ]  # fmt: skip
    (alone,) = register(item("b", 0.5, both))
    assert [row.states for row in alone.rows] == [("DK", "SE")]


def test_the_ledger_is_the_register_whatever_a_story_says_next() -> None:
    texts = [
        item("a", 0, *TWO_STATES), item("a", 0, TWO_STATES[0], beside(EARLIER)), item("a", 0, TWO_STATES[1]),  # type: ignore[arg-type]
        item("a", 0, *TWO_STATES[::-1]), item("a", 0, beside(EARLIER)),  # type: ignore[arg-type]
    ]  # fmt: skip
    others = [item("b", 1, leaves("b", "FI", "SE")), item("c", 2, leaves("c", "NO", "DK", "Herring Pact"))]
    ledger = Ledger(others, heads=HEADS)
    for text in texts:
        touched = ledger.add(text)
        made = build([text, *others], heads=HEADS)
        assert ledger.acts() == made
        assert {entry for entry in made if not touched.stories.isdisjoint(entry.stories)} == set(touched.acts)
    ledger.remove("a")
    assert ledger.acts() == build(others, heads=HEADS)


def as_rebuilt(store: Store) -> None:
    assert rebuild.compare(store, HEADS).same
    whole = store.register.whole()
    restored = Ledger(whole.stories, whole.corrections, heads=HEADS, homes=whole.homes).acts()
    shown = store.acts.standing()
    assert sorted(restored, key=lambda one: one.stories) == sorted(shown, key=lambda one: one.stories)


def test_the_store_keeps_both_acts_of_a_story_through_edits_splits_and_merges(store: Store) -> None:
    alerts = report(store, item("a", 0, *TWO_STATES))
    assert [(alert.act, alert.reason.value, alert.story) for alert in alerts] == [
        (1, "new", 1),
        (2, "new", 1),
    ]
    as_rebuilt(store)
    assert [
        [story.id for story in own.stories] for own in store.acts.stories(store.acts.views([1, 2])).values()
    ] == [[1], [1]]

    report(store, item("b", 1, leaves("b", "FI", "SE"), source="Wire"))
    by = service.signed("ada", "the gazette says so")
    split = service.split(store, "2", [1], by, NOW)
    assert sorted(act.stories for act in split.acts) == [(FINLAND,), ("b",)]
    as_rebuilt(store)
    service.undo(store, "2", by, NOW)
    merged = service.merge(store, ["1", "2"], by, NOW)
    assert [act.stories for act in merged.acts] == [("a", FINLAND, "b")]
    [shown] = store.acts.stories(store.acts.views([1])).values()
    assert sorted(story.id or 0 for story in shown.stories) == [1, 2], (
        "a story with two reports is shown once"
    )
    as_rebuilt(store)
    service.undo(store, "1", by, NOW)
    as_rebuilt(store)

    corrected = report(store, replace(item("a", 0, TWO_STATES[0]), seen=NOW), "Norway alone")
    assert [one.stories for one in store.acts.standing()] == [("a",), ("b",)]
    assert [(alert.act, alert.reason.value, alert.story) for alert in corrected] == [(2, "correction", 2)], (
        "it was told as notified"
    )
    as_rebuilt(store)


def test_an_edit_that_takes_the_only_report_of_an_act_back_is_a_correction(store: Store) -> None:
    report(store, item("a", 0, *TWO_STATES))
    alerts = report(store, replace(item("a", 0, TWO_STATES[0]), seen=NOW), "Norway alone")
    assert [(alert.act, alert.reason.value) for alert in alerts] == [(2, "correction")]
    as_rebuilt(store)


def test_lists_name_the_story_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    report(store, item("a", 0, *TWO_STATES), "Norway and Finland leave")
    shown = CliRunner().invoke(
        root, ["events", "show", "2", "--json", "--db", str(store.database.path)], catch_exceptions=False
    )
    assert json.loads(shown.stdout)["stories"] == [1]
    assert "\\u001f" not in shown.stdout


def kinds(items: Sequence[FlaggedStory]) -> list[Kind]:
    return [one.kind for one in items]


def test_a_story_that_only_looks_back_reports_one_act() -> None:
    back = item("a", 0, *TWO_STATES, kind=Kind.AFTERMATH)
    assert kinds(reports(back)) == [Kind.AFTERMATH, Kind.AFTERMATH]
    known = item("x", -5, leaves("x", "FI", "SE"))
    assert [one.stories for one in register(known, back)] == [("x", FINLAND)]


NORWAY, FINLAND_TOO = TWO_STATES
POLAND = leaves("a", "PL", "SE", "Grazing Treaty")


@pytest.mark.parametrize(("now", "reasons"), [
    ((NORWAY, beside(EARLIER), FINLAND_TOO, POLAND), []),  # a new act that tells nobody
    ((NORWAY, POLAND, FINLAND_TOO), []),
    ((NORWAY, FINLAND_TOO), ["correction"]),  # Poland is gone, and nothing else moves
    ((NORWAY, POLAND), ["correction"]),
])  # fmt: skip
def test_an_edited_text_moves_no_other_act(now: tuple[object, ...], reasons: list[str]) -> None:
    desk = Desk()
    desk.settle(item("a", 0, NORWAY, FINLAND_TOO, POLAND))
    before = {act: known.states for act, known in desk.acts.items()}
    assert desk.settle(item("a", 0, *now)) == reasons  # type: ignore[arg-type]
    assert all(before[act] == known.states for act, known in desk.acts.items() if act in before)


def test_what_names_nobody_is_the_act_of_the_storys_own_actor() -> None:
    known = item("x", -1, leaves("x", "NO", "SE", "Grazing Treaty"))
    unnamed = item("a", 0, beside(EARLIER), leaves("a", "", "SE", "Grazing Treaty"))  # type: ignore[arg-type]
    assert [one.states for one in register(known, unnamed)] == [("NO",), ("NO",)]
    assert register(known, unnamed)[0].stories == ("x", "a")


def test_exits_before_are_one_act_an_actor_and_a_day_of_the_end() -> None:
    stated = [
        leaves("a", "NO SE", "FI", "Grazing Treaty"),
        EARLIER,
        leaves("a", "SE", "DK", "Seal Pact", ended="2025-11"),
    ]
    found = reports(item("a", 0, stated[0], *map(beside, stated[1:])))  # type: ignore[arg-type]
    assert [" ".join(sorted(one.value for one in each.terminations[0].actors)) for each in found] == [
        "NO SE",
        "NO",
        "SE",
    ]


@pytest.mark.parametrize(("stages", "kinds"), [
    ((Stage.THREATENED, Stage.NOTIFIED), [Kind.THREAT, Kind.ACT]),
    ((Stage.DECIDED, Stage.THREATENED), [Kind.ACT, Kind.THREAT]),
    ((Stage.DECIDED, Stage.REVERSED), [Kind.ACT, Kind.ACT]),
])  # fmt: skip
def test_the_kind_of_a_report_is_that_of_its_stage(stages: tuple[Stage, Stage], kinds: list[Kind]) -> None:
    both = item("a", 0, leaves("a", "NO", stage=stages[0]), leaves("a", "FI", stage=stages[1]))
    assert [one.kind for one in reports(both)] == kinds


def test_many_reports_of_one_story_in_one_act_stand_in_the_same_order_everywhere(store: Store) -> None:
    months = [
        beside(leaves("a", "NO", "DK", "Herring Pact", ended=f"2025-{month:02}")) for month in range(4, 13)
    ]
    report(store, item("a", 0, TWO_STATES[0], *months))  # type: ignore[arg-type]
    as_rebuilt(store)


def test_an_edit_of_one_act_of_a_story_leaves_the_others_alone(store: Store) -> None:
    """What the story states without an actor is not its press's."""
    for key in ("x", "y"):
        report(store, item(key, -1, leaves(key, "IT", "LY", "Ferry Treaty"), lang="en"))
    unnamed = beside(leaves("a", "", "LY", "Ferry Treaty", ended="2025-11"))
    report(store, item("a", 0, leaves("a", "FR", "SE", "Grazing Treaty"), unnamed, lang="it"))  # type: ignore[arg-type]
    done = service.edit(store, "2", ["reason=too dear"], service.signed("ada", "she said so"), NOW)
    assert done.alerts == ()
    assert next(one.stories for one in store.acts.standing()) == ("x", "y")
    as_rebuilt(store)


def test_a_feed_over_its_cap_holds_the_rest_of_a_story_with_many_acts(store: Store) -> None:
    states = [f"{chr(65 + number // 26)}{chr(65 + number % 26)}" for number in range(caps.FEED_CAP + 20)]
    alerts = report(store, item("a", 0, *(leaves("a", code, "UN", "Grazing Treaty") for code in states)))
    assert len(alerts) == caps.FEED_CAP
    later = item("a", 0).seen + timedelta(hours=2)
    held, _ = store.register.release(later)
    assert len(held) == 20


def test_the_limit_of_new_acts_is_said_when_one_story_passes_it(store: Store) -> None:
    states = [f"{chr(65 + number // 26)}{chr(65 + number % 26)}" for number in range(caps.ACT_LIMIT + 5)]
    source = feed(store, CHANNEL)
    poll(store, source, (story("b", "Norland leaves", key="b"), (hit(),)), now=item("a", 0).seen)  # waits
    report(store, item("a", 0, *(leaves("a", code, "UN", "Grazing Treaty") for code in states)))
    assert store.database.rows("SELECT 1 FROM event WHERE text LIKE '%opened 300 acts%'")


def test_a_value_that_others_contradict_is_not_refuted_because_a_merge_is_taken_back() -> None:
    desk = Desk()
    grazing = [item("a"), item("b", 1)]
    herring = [item("c", 2, leaves("c", "NO", "DK", "Herring Pact", ended="2026-05-01"))]
    later = [
        item(key, day, leaves(key, "NO", "DK", "Herring Pact", ended="2026-06-01"))
        for key, day in (("d", 3), ("e", 4))
    ]
    merge = fix(Fix.MERGE, "a", "b", "c", number=1)
    desk.settle(*grazing, *herring)
    desk.settle(*grazing, *herring, fixes=(merge,))
    desk.settle(*grazing, *herring, *later, fixes=(merge,))
    undo = fix(Fix.UNDO, "a", "b", "c", number=2, day=31, value="1")
    assert desk.settle(*grazing, *herring, *later, fixes=(merge, undo)) == []


def test_every_act_of_a_story_can_be_explained_and_no_control_character_is_shown(store: Store) -> None:
    report(store, item("a", 0, *TWO_STATES), "Norway and Finland leave")
    for command in (
        ["show", "2", "--explain", "--json"],
        ["check", "--json"],
        ["list"],
        ["export", "--format", "csv"],
    ):
        shown = CliRunner().invoke(
            root, ["events", *command, "--db", str(store.database.path)], catch_exceptions=False
        )
        assert shown.exit_code == 0, shown.output
        assert "\\u001f" not in shown.stdout
        assert "\x1f" not in shown.stdout
    assert [one.text.story.key for one in store.readings.stated_by(["a"])] == ["a"]
    shown = CliRunner().invoke(
        root, ["events", "show", "2", "--explain", "--db", str(store.database.path)], catch_exceptions=False
    )
    assert "is stored no more" not in shown.stdout
