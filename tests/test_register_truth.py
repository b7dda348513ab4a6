"""What the store shows is what its stories make: after every step, in any order of arrival, through
everything that people correct.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from events_kit import report
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from register_kit import HEADS, START, fix, item, leaves
from store_kit import feed, hit, open_store, place, poll, story
from test_register import TERMINATIONS, some_items

from monitor.cli import root
from monitor.config import load
from monitor.corrections import Correction, Fix
from monitor.errors import StoreBusy, UsageError
from monitor.extract import Lexicon
from monitor.model import Act, Grade, Kind, Stage
from monitor.pipeline import RegisterCache
from monitor.register import FlaggedStory, Ledger, build, decide
from monitor.service import Service, rebuild, register_checks, steps
from monitor.service import register as verbs
from monitor.service.checks import Check
from monitor.service.correcting import Signed
from monitor.service.knowledge import lexicon
from monitor.store import Store
from monitor.store.register import Register

BY = Signed("Ada", "the gazette says so")
LATER = START + timedelta(days=900)


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def shown(store: Store) -> list[Act]:
    """The acts that the store shows, by their first stories."""
    return store.acts.standing()


def made(store: Store) -> list[Act]:
    """The acts that the stored statements and corrections make."""
    whole = store.register.whole()
    return list(build(whole.stories, whole.corrections, heads=HEADS))


def restored(store: Store) -> list[Act]:
    """The acts as a service that starts now has them in memory."""
    whole = store.register.whole()
    return list(Ledger(whole.stories, whole.corrections, heads=HEADS, homes=whole.homes).acts())


def in_order(entries: Sequence[Act]) -> list[Act]:
    return sorted(entries, key=lambda entry: entry.stories)


def assert_true(store: Store) -> None:
    """Acts, rows, stages and sources are those of a rebuild; what pages and messages read agrees with them;
    no flagged story is lost.
    """
    assert in_order(shown(store)) == in_order(made(store)) == in_order(restored(store))
    for listed in store.acts.standing():
        (act,) = store.acts.views([listed.id])
        assert (act.stage, act.kind) == (listed.stage, listed.kind)
        assert {story.key for story in store.acts.stories([act])[act.id].stories} >= {
            source.story for source in listed.sources if not source.linked
        }
    homes = [key for entry in shown(store) for key in entry.stories]
    assert len(homes) == len(set(homes))
    assert {one.key for one in store.register.whole().stories if one.kind.alerts} <= set(homes)


def withdraw(store: Store, cache: RegisterCache, key: str) -> None:
    """The story's new text meets no rule, and it settles."""
    poll(store, store.feeds.all()[0], (story(key, "Weather", key=key), ()))
    for wait in store.unsettled.due(LATER, everything=True):
        cache.join(store, wait, None, LATER)


def correct(store: Store, correction: Correction) -> None:
    """What an editing command does, with a correction as it is."""
    read = store.register.block((), (*correction.stories, *correction.apart))
    changes = decide(
        read.acts,
        build(read.stories, (*read.corrections, correction), heads=HEADS),
        bookkeeping=read.bookkeeping,
    )
    assert store.register.replace_block(read.revision, changes, now=LATER, corrected=[correction]) is not None


# ---------------------------------------------------------------- an act that keeps only earlier stories


def test_an_act_that_loses_its_last_story_to_a_late_one_keeps_its_id_and_rows(store: Store) -> None:
    cache = RegisterCache(Lexicon({}, {}, HEADS))
    report(store, item("a"), cache=cache)
    report(store, item("c", 2, leaves("c", others="", instrument=None)), cache=cache)
    assert [one.stories for one in store.acts.standing()] == [("a", "c")]
    late = item(
        "b", 1, leaves("b", others="FI", instrument="Ferry Convention"), seen=START + timedelta(days=3)
    )
    alerts = report(store, late, cache=cache)
    assert_true(store)
    assert [(one.id, one.stories) for one in store.acts.standing()] == [
        (1, ("a",)),
        (2, ("b",)),
        (3, ("c",)),
    ]
    assert [alert.reason.value for alert in alerts] == ["new"], "no correction of what still stands"


def test_a_correction_whose_stories_lie_in_acts_without_anything_in_common_means_one_of_them(
    store: Store,
) -> None:
    report(store, item("a"))
    report(store, item("b", 1))
    correct(store, fix(Fix.EDIT, "a", "b", field="stage", value="proposed"))
    report(store, item("b", 1, leaves("b", actors="DK", others="FI")), "Norland leaves, says b otherwise")
    correct(store, fix(Fix.REJECT, "b", number=2, day=31))
    assert_true(store)
    assert [one.corrections for one in store.acts.standing()] == [(1,), (2,)]


def test_a_ledger_that_is_read_again_keeps_together_what_joined_an_act_that_people_parted(
    store: Store,
) -> None:
    cache = RegisterCache(Lexicon({}, {}, HEADS))
    report(store, item("a"), cache=cache)
    report(store, item("b", 1, leaves("b", actors="DK")), cache=cache)
    correct(store, fix(Fix.SPLIT, "a", apart=("b",)))
    report(store, item("c", 40), cache=cache)
    assert_true(store)
    assert [one.stories for one in store.acts.standing()] == [("a", "c"), ("b",)]


@pytest.mark.parametrize("more", [{"entry": "grazing"}, {"entry": "dtt", "naming": "kind"}])
def test_an_act_of_nobody_that_lost_a_story_is_not_found_by_who_that_story_named(
    store: Store, more: dict[str, str]
) -> None:
    cache = RegisterCache(Lexicon({}, {}, HEADS))
    report(
        store, item("b", 1, leaves("b", instrument=None), leaves("b", instrument=None, **more)), cache=cache
    )
    report(
        store,
        item(
            "a", 0, leaves("a", actors="", instrument=None), leaves("a", actors="", instrument=None, **more)
        ),
        cache=cache,
    )
    report(store, item("b", 1, leaves("b", instrument=None)), "Norland leaves, says b otherwise", cache=cache)
    assert_true(store)


# ---------------------------------------------------------------- any history of a register


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, object]]:
    """Arrivals, edits, withdrawals and corrections, mixed: (verb, what it is about)."""
    items = draw(some_items())
    moments = draw(
        st.lists(st.sampled_from([0, 1, 1, 1.5, 2, 20, 45]), min_size=len(items), max_size=len(items))
    )
    items = [
        replace(one, published=START + timedelta(days=day)) for one, day in zip(items, moments, strict=True)
    ]
    steps: list[tuple[str, object]] = [("arrive", one) for one in draw(st.permutations(items))]
    for _ in range(draw(st.integers(0, 4))):
        one = draw(st.sampled_from(items))
        other = draw(st.sampled_from(items))
        verb = draw(
            st.sampled_from(["edit", "withdraw", "merge", "split", "reject", "set stage", "set date"])
        )
        said = tuple(draw(st.lists(TERMINATIONS, min_size=1, max_size=2)))
        about: object = replace(one, terminations=said) if verb == "edit" else (one.key, other.key)
        steps.insert(draw(st.integers(1, len(steps))), (verb, about))
    return steps


def take(store: Store, cache: RegisterCache, verb: str, about: object, number: int) -> None:
    """One step of a history; people correct only what they can see."""
    if isinstance(about, FlaggedStory):
        report(store, about, f"Norland leaves, says step {number}", cache=cache)
        return
    one, other = about  # type: ignore[misc]
    known = [item.key for item in store.register.whole().stories]
    if one not in known or other not in known:
        return
    if verb == "withdraw":
        withdraw(store, cache, one)
        return
    more = {
        "number": 1 + max((each.id for each in store.register.corrections()), default=0),
        "day": 900 + number,
    }
    if verb == "merge" and one != other:
        correct(store, fix(Fix.MERGE, one, other, **more))
    elif verb == "split" and one != other:
        correct(store, fix(Fix.SPLIT, one, apart=(other,), **more))
    elif verb == "reject":
        correct(store, fix(Fix.REJECT, one, **more))
    elif verb == "set stage":
        correct(store, fix(Fix.EDIT, one, other, field="stage", value="proposed", **more))
    else:
        correct(store, fix(Fix.EDIT, one, field="signed", value="1999", **more))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_after_every_step_the_store_shows_what_its_stories_make(steps: list[tuple[str, object]]) -> None:
    with place() as path, open_store(path) as store:
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        feed(store)
        for number, (verb, about) in enumerate(steps):
            take(store, cache, verb, about, number)
            assert_true(store)


def test_a_correction_through_the_commands_leaves_the_register_true(store: Store) -> None:
    cache = RegisterCache(Lexicon({}, {}, HEADS))
    for one in (
        item("a"),
        item("b", 1, leaves("b", actors="DK")),
        item("c", 2),
        item("d", 3, kind=Kind.AFTERMATH),
    ):
        report(store, one, cache=cache)
    verbs.merge(store, ["1", "2"], BY, LATER)
    assert_true(store)
    with pytest.raises(UsageError):
        verbs.merge(store, ["1"], BY, LATER)
    report(store, item("e", 2.5, leaves("e", actors="DK", stage=Stage.NOTIFIED)), cache=cache)
    assert_true(store)


# ---------------------------------------------------------------- a database that an earlier version left otherwise


def damage(store: Store) -> None:
    """As an earlier version did it: the act of story `a` is not written again when `b` takes `c` from it, and
    loses its id and rows.
    """
    report(store, item("a", 0, leaves("a", signed="1972")))
    report(store, item("c", 2, leaves("c", others="", instrument=None)))
    late = item("b", 1, leaves("b", others="FI", instrument="Ferry Convention"))
    poll(
        store,
        store.feeds.all()[0],
        (story("b", "Norland leaves, says b", key="b", published=late.published), (hit(),)),
    )
    (wait,) = store.unsettled.due(LATER, everything=True)
    late = replace(late, id=wait.story.id, host="press.example")
    read = store.register.holding(["a", "c"])
    entries = build([*store.register.whole().stories, late], heads=HEADS)
    kept = [entry for entry in entries if "a" not in entry.stories]
    assert (
        store.register.replace_block(
            read.revision,
            decide(read.acts, kept, bookkeeping=read.bookkeeping),
            now=LATER,
            stated=late,
            settled=wait,
        )
        is not None
    )


def test_a_check_finds_what_differs_and_a_repair_rebuilds_it_without_an_alert(store: Store) -> None:
    damage(store)
    refs = {one.id: one.ref for one in store.acts.standing()}
    found = rebuild.compare(store, HEADS)
    assert (found.same, found.stories, found.acts, found.homeless) == (False, 3, 2, ("a",))
    alerts = store.alerts.newest()
    assert rebuild.repair(store, HEADS, LATER) == found
    assert_true(store)
    assert rebuild.compare(store, HEADS).same
    assert store.alerts.newest() == alerts
    assert {one.id: one.ref for one in store.acts.standing()}.items() >= refs.items(), (
        "each reference still opens an act"
    )
    first = store.acts.standing()[0]
    assert (first.id, first.stories) == (1, ("a",)), "the act that was told has its first story back"


def test_an_act_that_shows_no_story_leads_to_the_act_that_has_them(store: Store) -> None:
    report(store, item("a"))
    report(store, item("b", 1, leaves("b", actors="DK")))
    with store.database.write() as db:
        db.execute("UPDATE act_source SET act = 1 WHERE act = 2")
        db.execute("UPDATE act_story SET act = 1 WHERE act = 2")
    assert rebuild.repair(store, HEADS, LATER).same is False
    assert_true(store)
    assert [one.stories for one in store.acts.standing()] == [("a",), ("b",)]
    assert [one.id for one in store.acts.standing()] == [1, 2]


def test_an_act_of_which_nothing_is_left_is_withdrawn(store: Store) -> None:
    report(store, item("a", quiet=True))
    with store.database.write() as db:
        db.execute(
            "INSERT INTO act (kind, stage, opened_at, changed_at) SELECT kind, stage, opened_at, "
            "changed_at FROM act"
        )
        db.execute(
            "INSERT INTO act_state (act, grade, closed, rejected, peak, used, told, corrections) "
            "SELECT 2, grade, closed, rejected, peak, used, told, corrections FROM act_state"
        )
    rebuild.repair(store, HEADS, LATER)
    assert_true(store)
    assert [one.id for one in store.acts.standing()] == [1]


def test_stories_are_filed_again_under_what_they_state(store: Store) -> None:
    report(store, item("a"))
    with store.database.write() as db:
        db.execute("UPDATE story_key SET key = 'XX' || key")
    assert rebuild.compare(store, HEADS).keyless == ("a",)
    rebuild.repair(store, HEADS, LATER)
    assert rebuild.compare(store, HEADS).same
    assert {one.key for one in store.register.block(["NO"]).stories} == {"a"}


def test_a_repair_that_is_killed_half_way_is_finished_by_the_next(store: Store) -> None:
    damage(store)
    with store.database.write() as db:
        db.execute("UPDATE story_key SET key = 'XX' || key WHERE story = 1")

    def die() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild.repair(store, HEADS, LATER, written=die)
    left = rebuild.compare(store, HEADS)
    assert (left.keyless, left.homeless) == ((), ("a",))
    rebuild.repair(store, HEADS, LATER)
    assert_true(store)


def test_a_repair_gives_up_while_others_keep_changing_the_register(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(store)
    monkeypatch.setattr(Register, "replace_block", lambda *arguments, **more: None)
    with pytest.raises(StoreBusy):
        rebuild.repair(store, HEADS, LATER)


# ---------------------------------------------------------------- steps at the start


def kept(store: Store) -> list[Path]:
    """The copies that were made beside the database."""
    return sorted(
        path for path in store.database.path.parent.glob("*.before-step-*") if path.suffix != ".key"
    )


def served(store: Store, clock: datetime = LATER) -> Service:
    """A service over this database, which then must not be used otherwise."""
    return Service(load(None, store.database.path), store, clock=lambda: clock)


def test_a_database_of_an_earlier_version_is_rebuilt_once_at_the_start_after_a_copy(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(store)
    service, alerts = served(store), store.alerts.newest()
    with service.alone():
        assert rebuild.compare(store, lexicon().heads).same
    assert store.alerts.newest() == alerts
    (copy,) = kept(store)
    assert copy.stat().st_mode & 0o077 == 0
    (event,) = store.events.find("step")
    assert (
        event.text == "The register was rebuilt where it was not what its stories make: 2 acts of 2 stories"
    )
    monkeypatch.setattr(rebuild, "step", None)
    with service.alone():
        pass  # nothing is due any more


def test_a_register_that_is_as_it_should_be_is_neither_copied_nor_written(store: Store) -> None:
    report(store, item("a", lang="en"), cache=RegisterCache(Lexicon({}, {}, lexicon().heads)))
    revision = store.register.revision()
    with served(store).alone():
        assert (store.register.revision(), kept(store), store.events.find("step")) == (revision, [], [])


def test_a_step_that_fails_is_logged_and_tried_at_the_next_start(store: Store) -> None:
    tries: list[int] = []

    def apply(service: Service, copy: Callable[[], None]) -> str:
        tries.append(1)
        copy()
        if len(tries) == 1:
            raise ValueError("no such thing")
        return "done"

    due = [steps.Step("trial", lambda service: "2", apply)]
    for _ in range(3):
        steps.bring_up(served(store), due)
    assert len(tries) == 2
    assert [event.text for event in store.events.find("step")] == [
        "done",
        "The step trial failed: ValueError: no such thing",
    ]
    assert [path.name for path in kept(store)] == [f"{store.database.path.name}.before-step-trial"]


def test_a_step_that_was_killed_keeps_the_copy_of_its_first_start(store: Store) -> None:
    damage(store)

    def die(service: Service, copy: Callable[[], None]) -> str:
        copy()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        steps.bring_up(served(store), [steps.Step("trial", lambda service: "1", die)])
    (copy,) = kept(store)
    before = copy.read_bytes()
    rebuild.repair(store, HEADS, LATER)

    def finish(service: Service, copy: Callable[[], None]) -> str:
        copy()
        return ""

    steps.bring_up(served(store), [steps.Step("trial", lambda service: "1", finish)])
    assert copy.read_bytes() == before
    assert store.meta.get("step trial") == "1"


def test_a_start_that_is_killed_in_the_rebuild_finishes_it_at_the_next(store: Store) -> None:
    damage(store)
    service = served(store)

    def die(point: str) -> None:
        if point == "mid_step":
            raise KeyboardInterrupt

    service.trace = die
    with pytest.raises(KeyboardInterrupt), service.alone():
        pass
    assert store.meta.get("step register") is None
    service.trace = lambda point: None
    with service.alone():
        assert rebuild.compare(store, lexicon().heads).same
    assert store.meta.get("step register") == rebuild.fingerprint(service)


# ---------------------------------------------------------------- the command


def test_events_check_exits_1_while_something_differs_and_repair_mends_it(store: Store) -> None:
    damage(store)
    arguments = ["--db", str(store.database.path)]
    for _ in range(2):
        ran = CliRunner().invoke(root, ["events", "check", "--json", *arguments])
        found = json.loads(ran.output)
        assert (ran.exit_code, found["same"], found["homeless"]) == (1, False, ["a"])
    ran = CliRunner().invoke(root, ["events", "check", *arguments])
    assert ran.output.splitlines()[0] == "act 1 is not what its stories make: 2 acts of 2 stories"
    assert ran.output.splitlines()[-2:] == [
        "In no act: 1 story",
        "`treaty-monitor events check --repair` rebuilds what differs.",
    ]
    ran = CliRunner().invoke(root, ["events", "check", "--repair", *arguments])
    assert (ran.exit_code, ran.output.splitlines()[-1]) == (0, "Rebuilt.")
    ran = CliRunner().invoke(root, ["events", "check", *arguments])
    assert (ran.exit_code, ran.output) == (0, "3 acts of 3 stories: all are what their stories make.\n")


def test_grades_of_an_earlier_version_are_computed_again_at_the_start_and_nobody_is_told(
    store: Store,
) -> None:
    report(store, item("a", official=True, lang="en"), cache=RegisterCache(Lexicon({}, {}, lexicon().heads)))
    before = store.alerts.newest()
    with store.database.write() as db:
        db.execute("UPDATE act_state SET grade = 'state'")  # by a feed that says not whose it is
    steps.bring_up(served(store))
    [act] = store.acts.standing()
    assert act.grade is Grade.PRESS
    assert store.alerts.newest() == before


def test_doctor_compares_the_register_and_names_the_repair(store: Store) -> None:
    report(store, item("a", lang="en"), cache=RegisterCache(Lexicon({}, {}, lexicon().heads)))

    def check() -> Check:
        (found,) = register_checks.acts(served(store))
        return found

    assert (check().state, check().text) == ("ok", "flagged stories: 1; the acts are what they make")
    with store.database.write() as db:
        db.execute("UPDATE act_state SET grade = 'state'")
    assert (check().state, check().text) == ("bad", "1 act is not what its stories make")
    with store.database.write() as db:
        db.execute("DELETE FROM act_source")
    assert (check().state, check().text) == ("bad", "flagged stories in no act: 1")
    assert check().hint == "treaty-monitor events check --repair"


def test_doctor_only_counts_the_stories_of_a_large_register(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(store, item("a"))
    monkeypatch.setattr(register_checks, "COMPARED", 0)
    (found,) = register_checks.acts(served(store))
    assert found.state == "ok"
    assert "events check" in found.text
