"""The Settle and Compose transactions: acts, alerts, caps, cursors (docs/faults.md 26, 32, 94)."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from events_kit import bookkeeping_of
from hypothesis import given, settings
from hypothesis import strategies as st
from register_kit import HEADS, item
from store_kit import (
    ACT,
    AFTERMATH,
    NOW,
    PASSING,
    THREAT,
    feed,
    flag,
    hit,
    mailbox,
    message,
    open_store,
    place,
    poll,
    queue,
    settle,
    story,
)

from monitor.extract import Lexicon
from monitor.model import (
    ActStories,
    Alert,
    Cadence,
    Grade,
    Hit,
    Kind,
    MessageState,
    Reason,
    SavedQuery,
    Schedule,
    Stage,
)
from monitor.pipeline import RegisterCache
from monitor.store import Store, act_ref, caps, rows
from monitor.store.sqlite import sqlite3

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def settle_all(store: Store, now: datetime = NOW) -> list[tuple[Reason, Kind, Stage]]:
    return [(alert.reason, alert.kind, alert.stage) for alert in settle(store, now, everything=True)]


# ---------------------------------------------------------------- acts


def test_a_flagged_story_becomes_an_act_with_one_alert(store: Store) -> None:
    poll(store, feed(store), (story(), ACT))
    [waiting] = store.unsettled.due(NOW)
    [alert] = settle(store, LATER)
    assert store.alerts.between(0) == [alert]
    [act] = store.acts.views([alert.act])
    assert (act.kind, act.stage, act.opened_at) == (Kind.ACT, Stage.DECIDED, LATER)
    assert store.acts.stories([act]) == {act.id: ActStories((waiting.story,), ACT)}
    names = (str(act.id), act.ref, f"#{act.ref.lower()}", "NONE", "99")
    assert [store.acts.number(name) for name in names] == [act.id, act.id, act.id, None, None]
    assert store.unsettled.due(LATER, everything=True) == []


def test_settling_twice_writes_one_alert(store: Store) -> None:
    poll(store, feed(store), (story(), ACT))
    [waiting] = store.unsettled.due(NOW)
    cache = RegisterCache(Lexicon({}, {}))
    assert len(cache.settle(store, waiting, NOW)) == 1
    assert cache.settle(store, waiting, NOW) == []
    assert RegisterCache(Lexicon({}, {})).settle(store, waiting, NOW) == []
    assert store.alerts.newest() == 1


def test_a_text_that_was_replaced_while_it_was_read_is_not_settled_with_the_old_hits(store: Store) -> None:
    one = feed(store)
    poll(store, one, (story("a", "Norland threatens"), THREAT))
    [waiting] = store.unsettled.due(NOW)
    poll(store, one, (story("a", "Norland leaves"), ACT))
    assert RegisterCache(Lexicon({}, {})).settle(store, waiting, NOW) == []
    assert settle_all(store) == [(Reason.NEW, Kind.ACT, Stage.DECIDED)]


def test_quiet_stories_are_registered_and_never_alerted_and_what_looks_back_at_nothing_is_no_act(
    store: Store,
) -> None:
    one, edge = feed(store), NOW - timedelta(hours=48)
    poll(
        store,
        one,
        (story("back"), AFTERMATH),
        (story("old", "Old exit", published=edge - timedelta(days=9)), ACT),
        quiet_before=edge,
    )
    assert settle_all(store) == []
    assert (store.counts().acts, store.counts().alerts) == (1, 0)


def test_an_exit_that_is_told_in_passing_is_an_act_like_any_other(store: Store) -> None:
    poll(
        store, feed(store), (story("a", "Prices rise after Norland denounced its fisheries treaty"), PASSING)
    )
    assert settle_all(store) == [(Reason.NEW, Kind.ACT, Stage.DECIDED)]
    assert store.register.flagged() == (1, 0), "every story that may alert is in an act"


def test_a_story_with_several_hits_of_one_concept_keeps_them_all(store: Store) -> None:
    one = feed(store)
    several = tuple(
        hit(rule=rule) for rule in ("clause.act.quit", "clause.act.quit.2", "clause.passing.leave")
    )
    poll(store, one, (story("a"), several))
    assert settle_all(store) == [(Reason.NEW, Kind.ACT, Stage.DECIDED)]
    stories = store.acts.stories(store.acts.views([1]))[1]
    assert [each.rule for each in stories.hits] == [each.rule for each in several]


REVERSED = (hit(Kind.ACT, Stage.REVERSED),)


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (THREAT, ACT, Reason.RISES),
        (AFTERMATH, ACT, Reason.NEW),
        (AFTERMATH, THREAT, Reason.NEW),
        (AFTERMATH, PASSING, Reason.NEW),
        (THREAT, PASSING, Reason.RISES),
        (PASSING, ACT, None),
        (ACT, THREAT, Reason.CORRECTION),
        (ACT, AFTERMATH, None),
        (THREAT, REVERSED, Reason.REVERSED),
        (ACT, (), Reason.CORRECTION),
        (AFTERMATH, (), None),
    ],
)
def test_fault_26_an_edit_alerts_when_the_act_rises_is_reversed_or_proves_wrong(
    store: Store, first: tuple[Hit, ...], second: tuple[Hit, ...], reason: Reason | None
) -> None:
    one = feed(store)
    poll(store, one, (story("a", "First text"), first))
    settle_all(store)
    poll(store, one, (story("a", "Second text"), second))
    made = settle_all(store, LATER)
    assert [why for why, _, _ in made] == ([reason] if reason else [])
    for act in store.acts.views([1]):
        flagged = "First text" if second in ((), AFTERMATH) else "Second text"
        assert store.acts.stories([act])[1].stories[0].title == flagged or second == AFTERMATH, (
            "shown as it stands at the cut"
        )
        assert (act.stage, act.withdrawn) == (
            first[0].stage if second in ((), AFTERMATH) else second[0].stage,
            second == (),
        )


def test_an_exit_that_is_reported_again_after_its_text_was_changed_is_the_same_act(store: Store) -> None:
    one = feed(store)
    texts = (
        ("Norland leaves", ACT),
        ("Weather in Norland", ()),
        ("Norland leaves", ACT),
        ("Norland leaves today", ACT),
    )
    told = []
    for hour, (title, hits) in enumerate(texts):
        poll(store, one, (story("a", title), hits), now=NOW + timedelta(hours=2 * hour))
        told += settle_all(store, NOW + timedelta(hours=2 * hour))
    assert [reason for reason, _, _ in told] == [Reason.NEW, Reason.CORRECTION, Reason.CORRECTION]
    assert ([act.withdrawn for act in store.acts.views([1, 2])], store.counts().acts) == ([False], 1)


def test_what_somebody_else_changed_meanwhile_is_read_before_a_story_is_joined(store: Store) -> None:
    cache, others = RegisterCache(Lexicon({}, {})), RegisterCache(Lexicon({}, {}))
    one = feed(store)
    for number, by in enumerate((cache, others, cache, cache)):
        poll(store, one, (story(f"s{number}", f"Exit {number}"), ACT))
        [waiting] = store.unsettled.due(NOW)
        assert len(by.settle(store, waiting, NOW)) == 1
    assert store.counts().acts == 4


def test_a_write_that_fails_leaves_nothing_in_memory_that_is_not_on_disk(store: Store) -> None:
    def die(point: str) -> None:
        raise KeyboardInterrupt

    cache = RegisterCache(Lexicon({}, {}))
    poll(store, feed(store), (story(), ACT))
    [waiting] = store.unsettled.due(NOW)
    store.database.trace = die
    with pytest.raises(KeyboardInterrupt):
        cache.settle(store, waiting, NOW)
    store.database.trace = lambda point: None
    assert len(cache.settle(store, waiting, NOW)) == 1
    assert store.counts().acts == 1


def test_alerts_are_append_only(store: Store) -> None:
    flag(store, feed(store), "a")
    for statement in ("DELETE FROM alert", "UPDATE alert SET stage = 'proposed'"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"), store.database.write() as db:
            db.execute(statement)


@given(st.integers(0, 31**4 + 31**5 - 1), st.integers(0, 31**4 + 31**5 - 1))
def test_references_are_short_stable_and_never_shared(one: int, other: int) -> None:
    assert (act_ref(one) == act_ref(other)) == (one == other)
    assert set(act_ref(one)) <= set("ABCDEFGHJKMNPQRSTUVWXYZ23456789")
    assert len(act_ref(one)) == (4 if one < 31**4 else 5)


def test_the_references_of_the_first_acts_stay_what_they_are() -> None:
    assert [act_ref(number) for number in (1, 2, 3)] == ["ECWS", "JEHA", "PG5S"]
    assert len({act_ref(number) for number in range(20_000)}) == 20_000


# ---------------------------------------------------------------- caps


def release(store: Store, now: datetime, *, everything: bool = False) -> list[Alert]:
    return RegisterCache(Lexicon({}, {})).release(store, now, everything=everything)


def untold(store: Store) -> list[int]:
    return [act for act, bookkeeping in bookkeeping_of(store).items() if bookkeeping.told is None]


def test_fault_32_a_poisoned_feed_reaches_its_cap_and_the_rest_follows_as_a_summary(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "FEED_CAP", 5)
    poisoned, other = feed(store), feed(store, "https://other.example/feed")
    assert len(flag(store, poisoned, *(f"p{n}" for n in range(9)))) == 5
    [event] = store.events.find("cap")
    assert event.text == "The feed Press reached 5 alerts in an hour; 4 more alerts follow as a summary"
    assert (event.count, event.feed) == (4, poisoned.id)
    assert untold(store) == [6, 7, 8, 9], "registered is not told"
    assert len(flag(store, other, "o1")) == 1, "another feed is not held up"
    assert release(store, NOW + timedelta(minutes=59)) == []
    released = release(store, LATER)
    assert [(alert.act, alert.reason, alert.summary) for alert in released] == [
        (act, Reason.NEW, True) for act in (6, 7, 8, 9)
    ]
    assert store.alerts.between(6) == released
    assert (untold(store), release(store, LATER)) == ([], []), "once"
    assert len(flag(store, poisoned, "p10", now=NOW + timedelta(minutes=61))) == 1, (
        "a new hour, in which a summary does not count"
    )
    assert len(flag(store, poisoned, "p11", now=NOW - timedelta(days=1))) == 1, (
        "a clock set back holds nothing up"
    )


def test_what_one_feed_holds_up_is_told_at_once_when_another_reports_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "FEED_CAP", 0)
    cache, kit = RegisterCache(Lexicon({}, {}, HEADS)), {"kind": Kind.ACT, "stage": Stage.DECIDED}
    poll(store, feed(store), (story("a"), ACT))
    [first] = store.unsettled.due(NOW)
    assert cache.join(store, first, replace(item("a"), key=first.story.key, id=first.story.id), NOW) == []
    monkeypatch.setattr(caps, "FEED_CAP", 5)
    poll(store, feed(store, "https://other.example/feed"), (story("b"), ACT))
    [second] = store.unsettled.due(NOW)
    alerts = cache.join(
        store, second, replace(item("b", **kit), key=second.story.key, id=second.story.id), NOW
    )
    assert [(alert.act, alert.reason, alert.summary) for alert in alerts] == [(1, Reason.NEW, False)]
    assert release(store, LATER, everything=True) == [], "it was told already"


def test_a_held_alert_of_what_was_struck_out_or_withdrawn_meanwhile_is_owed_no_more(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "FEED_CAP", 0)
    source = feed(store)
    flag(store, source, "a", "b", "c")
    with store.database.write() as db:
        db.execute("UPDATE act_state SET rejected = 1 WHERE act = 1")
        db.execute("UPDATE act_state SET withdrawn_at = ? WHERE act = 2", (rows.stamp(NOW),))
    assert [alert.act for alert in release(store, LATER)] == [3]
    assert store.alerts.between(0, None)[-1].act == 3


def test_a_crash_while_a_summary_is_written_loses_and_repeats_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(point: str) -> None:
        if point == "mid_tx_release":
            raise KeyboardInterrupt

    monkeypatch.setattr(caps, "FEED_CAP", 0)
    flag(store, feed(store), "a", "b")
    store.database.trace = die
    with pytest.raises(KeyboardInterrupt):
        release(store, LATER)
    store.database.trace = lambda point: None
    assert (store.alerts.between(0), len(release(store, LATER)), len(store.alerts.between(0))) == ([], 2, 2)


def test_the_ledger_goes_on_after_a_summary_and_notices_what_another_wrote(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "FEED_CAP", 0)
    cache, source = RegisterCache(Lexicon({}, {})), feed(store)
    poll(store, source, (story("a"), ACT))
    [waiting] = store.unsettled.due(NOW)
    cache.settle(store, waiting, NOW)
    reads: list[int] = []
    whole = store.register.whole
    monkeypatch.setattr(store.register, "whole", lambda: (reads.append(1), whole())[1])
    assert len(cache.release(store, LATER)) == 1
    poll(store, source, (story("b"), ACT))
    [waiting] = store.unsettled.due(LATER)
    cache.settle(store, waiting, LATER)
    assert reads == [], "what was told is not in the ledger"
    settle(store)
    flag(store, source, "c")
    assert cache.release(store, LATER + timedelta(hours=2)) != []
    poll(store, source, (story("d"), ACT), now=LATER)
    [waiting] = store.unsettled.due(LATER)
    cache.settle(store, waiting, LATER)
    assert (reads, store.counts().acts) == ([1, 1], 4)


def test_one_rule_that_matches_everywhere_silences_no_feed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "FEED_CAP", 2)
    made = [flag(store, feed(store, f"https://press.example/{n}"), f"s{n}") for n in range(4)]
    assert [len(one) for one in made] == [1, 1, 1, 1]


def test_a_feed_that_has_opened_its_acts_of_the_hour_waits_and_that_is_said(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "ACT_LIMIT", 3)
    poisoned, other = feed(store), feed(store, "https://other.example/feed")
    assert len(flag(store, poisoned, *(f"p{n}" for n in range(9)))) == 3
    assert [event.text for event in store.events.find("cap")] == [
        "The feed Press opened 3 acts in an hour; 6 more flagged stories of it wait"
    ]
    assert store.unsettled.waiting_for_caps(NOW) == [("Press", 0, 6)]
    assert len(flag(store, other, "o1")) == 1, "another feed is not held up"
    assert settle(store, NOW + timedelta(minutes=30), everything=True) == [], "not even for a digest"
    assert len(settle(store, NOW + timedelta(minutes=61))) == 3
    assert len(settle(store, NOW + timedelta(minutes=122))) == 3
    assert store.unsettled.waiting_for_caps(NOW + timedelta(minutes=122)) == []
    assert store.counts().acts == 10


def test_of_a_feed_that_must_wait_those_that_may_alert_come_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "ACT_LIMIT", 1)
    old, new = story("old", published=NOW - timedelta(days=9)), story("new")
    poll(store, feed(store), (old, ACT), (new, ACT), quiet_before=NOW - timedelta(days=2))
    assert [one.story.key for one in store.unsettled.due(NOW)] == [new.key]


# ---------------------------------------------------------------- destinations


def test_a_destination_is_kept_as_it_was_given_and_starts_at_the_newest_alert(store: Store) -> None:
    flag(store, feed(store), "a")
    given_values = {
        "schedule": Schedule(
            Cadence.WEEKLY, time(7, 30), 4, "Europe/Berlin", (time(17, 0),), (time(22), time(7))
        ),
        "owner": "ops@news.example",
        "secret": "whsec_x",
        "queries": (
            SavedQuery(
                "main",
                "for the file",
                frozenset({Kind.ACT}),
                frozenset({"fr", "en"}),
                frozenset({"trade"}),
                frozenset({"FR"}),
                frozenset({"US"}),
                frozenset({Stage.NOTIFIED}),
                Grade.STATE,
                "treaty AND norland",
            ),
            SavedQuery("second"),
        ),
        "urgent": frozenset({Stage.EFFECTIVE}),
        "reader": "fr",
        "empty": True,
        "filters": ("type=alert",),
    }
    made = store.destinations.add(
        name="team", channel="webhook", address="https://hook.example/x", now=NOW, **given_values
    )  # type: ignore[arg-type]
    assert {name: getattr(made, name) for name in given_values} == given_values
    assert (made.cursor, made.sequence, made.created_at) == (1, 0, NOW)
    assert store.destinations.all() == [made]
    assert store.destinations.get("team") == store.destinations.get(made.id) == made
    assert store.destinations.get("none") is None
    with pytest.raises(sqlite3.IntegrityError):
        mailbox(store, "team")


def test_a_removed_destination_gives_its_name_back_and_forgets_its_secret(store: Store) -> None:
    made = mailbox(store, secret="s")
    assert made.token
    assert store.destinations.remove(made.id, NOW)
    assert not store.destinations.remove(made.id, NOW)
    assert store.destinations.all() == []
    assert store.database.value("SELECT secret FROM destination") is None
    assert mailbox(store).id != made.id
    assert store.destinations.unsubscribe(made.token, NOW), "the link in an old mail still answers"


def test_unsubscribing_twice_changes_nothing_and_an_unknown_token_is_told(store: Store) -> None:
    made = mailbox(store)
    assert made.token
    queue(store, made, 1)
    assert not store.destinations.unsubscribe(made.token.swapcase(), NOW)
    assert store.destinations.unsubscribe(made.token, NOW)
    assert store.destinations.unsubscribe(made.token, LATER)
    [after] = store.destinations.all()
    assert (after.disabled_at, after.disabled_reason) == (NOW, "unsubscribed")
    assert [one.message.state for one in store.outbox.find()] == [MessageState.SUPPRESSED]
    assert len(store.events.find("unsubscribed")) == 1


def test_a_destination_that_is_enabled_again_gets_no_history(store: Store) -> None:
    made = mailbox(store)
    store.destinations.disable(made.id, "asked to", NOW)
    store.destinations.disable(made.id, "again", LATER)
    assert store.destinations.all()[0].disabled_reason == "asked to"
    flag(store, feed(store), "a")
    assert store.destinations.enable(made.id, LATER) == 0
    assert store.destinations.enable(made.id, LATER) is None
    assert (store.destinations.all()[0].cursor, store.destinations.all()[0].disabled_at) == (1, None)


def test_an_edited_destination_keeps_its_cursor_and_a_new_schedule_counts_from_now(store: Store) -> None:
    made = mailbox(store, schedule=Schedule(Cadence.DAILY))
    assert store.digests.compose(made, cut=0, slot="2026-11-23", messages=[], now=NOW)
    [before] = store.destinations.all()
    weekly = Schedule(Cadence.WEEKLY, time(7), 3, "Europe/Paris", (time(19),))
    changed = replace(before, name="paris", address="paris@news.example", owner="o@news.example", schedule=weekly,
                      queries=(SavedQuery(kinds=frozenset({Kind.ACT}), langs=frozenset({"fr"}), query="treaty"),))  # fmt: skip
    store.destinations.edit(changed, LATER)
    assert store.destinations.all() == [replace(changed, slot=None, composed_at=LATER, revision=1)]
    mailbox(store, "other")
    with pytest.raises(sqlite3.IntegrityError):
        store.destinations.edit(replace(changed, name="other"), LATER)
    store.destinations.edit(replace(changed, queries=(SavedQuery(),)), NOW)
    assert store.destinations.all()[0].composed_at == LATER, "what is no schedule moves nothing"


def test_fault_135_a_token_is_stored_nowhere_and_links_outlive_a_lost_key(tmp_path: Path) -> None:
    path = tmp_path / "treaty.db"
    with open_store(path) as store:
        token = mailbox(store).token
        assert token
        assert len(token) == 22
        assert token not in " ".join(
            map(str, (tuple(row) for row in store.database.rows("SELECT * FROM destination")))
        )
    key = path.with_name(f"{path.name}.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with open_store(path) as store:
        assert store.destinations.all()[0].token == token
    key.write_text("no key")
    with open_store(path) as store:
        [made] = store.destinations.all()
        assert made.token
        assert made.token != token
        assert store.destinations.unsubscribe(made.token, NOW)
        assert store.destinations.enable(made.id, NOW) == 0
        assert store.destinations.unsubscribe(token, NOW), "the link in an old mail still answers"


def test_a_maildir_has_no_unsubscribe_link(store: Store) -> None:
    made = store.destinations.add(name="local", channel="maildir", address="/mail", now=NOW)
    assert made.token is None


# ---------------------------------------------------------------- compose


def test_compose_freezes_messages_and_moves_cursor_slot_and_sequence_together(store: Store) -> None:
    made = mailbox(store)
    flag(store, feed(store), "a", "b")
    assert store.digests.compose(
        made, cut=2, slot="2026-11-23", messages=[message(made, 1), message(made, 2)], now=LATER
    )
    [after] = store.destinations.all()
    assert (after.cursor, after.slot, after.sequence, after.composed_at, after.last_message_at) == (
        2,
        "2026-11-23",
        2,
        LATER,
        LATER,
    )
    assert not store.digests.compose(
        made, cut=2, slot="2026-11-23", messages=[message(made, 3)], now=LATER
    ), "drawn up from what was, not what is"
    assert store.digests.compose(after, cut=2, slot="2026-11-24", messages=[], now=LATER + timedelta(days=1))
    [quiet] = store.destinations.all()
    assert (quiet.slot, quiet.sequence, quiet.last_message_at) == ("2026-11-24", 2, LATER)
    assert len(store.outbox.find()) == 2


def test_a_cursor_that_moved_without_a_message_or_slot_makes_an_older_draft_void(store: Store) -> None:
    made = mailbox(store)
    flag(store, feed(store), "a", "b")
    assert store.digests.compose(made, cut=2, slot=None, messages=[], now=NOW)
    assert not store.digests.compose(made, cut=1, slot=None, messages=[message(made, 1)], now=NOW)
    assert store.destinations.all()[0].cursor == 2


def test_nothing_is_composed_for_who_left_meanwhile(store: Store) -> None:
    gone, off = mailbox(store), mailbox(store, "off", "off@news.example")
    store.destinations.remove(gone.id, NOW)
    store.destinations.disable(off.id, "unsubscribed", NOW)
    for one in (gone, off):
        assert not store.digests.compose(one, cut=0, slot=None, messages=[message(one, one.id)], now=NOW)
    assert store.outbox.find() == []


def test_a_message_id_is_never_used_twice(store: Store) -> None:
    made = mailbox(store)
    queue(store, made, 1)
    [after] = store.destinations.all()
    with pytest.raises(sqlite3.IntegrityError):
        store.digests.compose(after, cut=0, slot="x", messages=[message(after, 1)], now=NOW)
    assert store.destinations.all() == [after], "and the cursor has not moved"


def test_fault_96_a_frozen_message_cannot_be_changed(store: Store) -> None:
    queue(store, mailbox(store), 1)
    for column, value in (("body", b"other"), ("subject", "other"), ("address", "x@y"), ("wid", "other")):
        with pytest.raises(sqlite3.IntegrityError, match="frozen"), store.database.write() as db:
            db.execute(f"UPDATE outbox SET {column} = ?", (value,))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["alert", "read", "cut"]), max_size=14))
def test_fault_94_an_alert_is_in_exactly_one_of_two_cuts(steps: list[str]) -> None:
    """Alerts come in before, between and after reading a cut and composing it, in any order."""
    with place() as path, open_store(path) as store:
        source, made = feed(store), mailbox(store)
        told: list[int] = []
        cut = store.alerts.newest()
        for number, step in enumerate([*steps, "read", "cut"]):
            if step == "alert":
                flag(store, source, f"s{number}")
            elif step == "read":
                made, cut = store.destinations.all()[0], store.alerts.newest()
            elif store.digests.compose(made, cut=cut, slot=f"slot-{number}", messages=[], now=NOW):
                told += [alert.id for alert in store.alerts.between(made.cursor, cut)]
        assert told == [alert.id for alert in store.alerts.between(0)]


def test_fault_94_alerts_written_by_another_thread_while_cuts_are_made_come_exactly_once(
    store: Store,
) -> None:
    source, made = feed(store), mailbox(store)
    done = threading.Event()

    def write() -> None:
        for number in range(25):
            flag(store, source, f"s{number}")
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    told: list[int] = []
    while True:
        last = done.is_set()
        made, cut = store.destinations.all()[0], store.alerts.newest()
        alerts = store.alerts.between(made.cursor, cut)
        if store.digests.compose(made, cut=cut, slot=str(cut), messages=[], now=NOW):
            told += [alert.id for alert in alerts]
        if last:
            break
    thread.join()
    assert told == list(range(1, 26))
    assert replace(made, cursor=0).name == "desk"
