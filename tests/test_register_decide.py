"""What subscribers are owed when the register changes, and which act keeps which number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_kit import Desk, fix, item, leaves, may_be_news, register
from test_register import some_fixes, some_items

from monitor.corrections import KEPT, Correction, Fix
from monitor.model import Kind, Reason, Stage
from monitor.register import FlaggedStory, Told


def staged(key: str, day: float, stage: Stage, **more: object) -> FlaggedStory:
    return item(key, day, leaves(key, stage=stage), **more)


# ---------------------------------------------------------------- alerts


def test_a_new_act_alerts_once_whoever_repeats_it() -> None:
    desk = Desk()
    stories = [item(f"s{number}", number) for number in range(6)]
    assert [desk.settle(*stories[: number + 1]) for number in range(6)] == [["new"], [], [], [], [], []]


def test_a_rising_rank_alerts_and_an_equal_or_lower_one_joins_silently() -> None:
    desk = Desk()
    stages = [
        Stage.THREATENED,
        Stage.DECIDED,
        Stage.PROPOSED,
        Stage.NOTIFIED,
        Stage.SUSPENDED,
        Stage.EFFECTIVE,
        Stage.EXPIRED,
    ]
    stories = [staged(f"s{day}", day, stage) for day, stage in enumerate(stages)]
    owed = [desk.settle(*stories[: number + 1]) for number in range(len(stages))]
    assert owed == [["new"], ["rises"], [], ["rises"], [], ["rises"], []]
    assert {act for act, _, _ in desk.alerts} == {1}


def test_a_reversal_alerts_once() -> None:
    desk = Desk()
    stories = item("a"), staged("b", 1, Stage.REVERSED), staged("c", 2, Stage.REVERSED)
    assert [desk.settle(*stories[:number]) for number in (1, 2, 3)] == [["new"], ["reversed"], []]


def test_what_is_first_heard_of_as_reversed_is_new() -> None:
    assert Desk().settle(staged("a", 0, Stage.REVERSED)) == ["new"]


def test_filling_an_empty_cell_or_making_it_exact_sends_nothing() -> None:
    desk = Desk()
    assert desk.settle(item("a", 0, leaves("a", ended="2026-03"))) == ["new"]
    assert desk.settle(item("a", 0, leaves("a", ended="2026-03", signed="1972"))) == []
    assert desk.settle(item("a", 0, leaves("a", ended="2026-03-09", signed="1972"))) == []
    assert desk.acts[1].rows[0].signed is not None


@pytest.mark.parametrize(
    "changed",
    [
        leaves("a", ended="2027-01"),
        leaves("a", others="FI", ended="2026-03"),
        leaves("a", instrument="Ferry Convention", ended="2026-03"),
        leaves("a"),
    ],
)
def test_an_outlet_that_edits_a_value_that_was_sent_owes_a_correction(changed: object) -> None:
    desk = Desk()
    desk.settle(item("a", 0, leaves("a", ended="2026-03")))
    assert desk.settle(item("a", 0, changed)) == ["correction"]  # type: ignore[arg-type]
    assert desk.settle(item("a", 0, changed)) == []  # type: ignore[arg-type]


def test_an_outlet_that_edits_the_actor_owes_a_correction() -> None:
    desk = Desk()
    desk.settle(item("a"))
    assert desk.settle(item("a", 0, leaves("a", actors="DK"))) == ["correction"]


def test_one_outlet_that_contradicts_another_sends_nothing() -> None:
    desk = Desk()
    first = item("a", 0, leaves("a", ended="2026-03"))
    desk.settle(first)
    assert desk.settle(first, item("b", 1, leaves("b", ended="2027-01"))) == []
    cell = desk.acts[1].rows[0].ended
    assert cell is not None
    assert cell.value == "2027-01"


def test_an_official_source_that_contradicts_the_press_owes_a_correction() -> None:
    desk = Desk()
    first = item("a", 0, leaves("a", ended="2026-03"))
    desk.settle(first)
    assert desk.settle(first, item("b", 1, leaves("b", ended="2027-01"), official=True)) == ["correction"]


def test_a_persons_edit_of_a_value_that_was_sent_owes_a_correction_and_of_an_empty_cell_nothing() -> None:
    desk = Desk()
    story = item("a", 0, leaves("a", ended="2026-03"))
    desk.settle(story)
    signed = fix(Fix.EDIT, "a", number=1, field="signed", value="1972")
    ended = fix(Fix.EDIT, "a", number=2, field="ended", value="2026-09")
    back = fix(Fix.EDIT, "a", number=3, day=31, field="ended", value="")
    assert desk.settle(story, fixes=(signed,)) == []
    assert desk.settle(story, fixes=(signed, ended)) == ["correction"]
    assert desk.settle(story, item("b", 40, leaves("b", ended="2028")), fixes=(signed, ended)) == []
    assert desk.settle(story, item("b", 40, leaves("b", ended="2028")), fixes=(signed, ended, back)) == []


def test_a_story_that_takes_its_stage_back_owes_a_correction() -> None:
    desk = Desk()
    threat = staged("a", 0, Stage.THREATENED)
    desk.settle(threat, staged("b", 1, Stage.SUSPENDED))
    assert desk.settle(threat, staged("b", 1, Stage.PROPOSED)) == ["correction"]
    # told again, though the rank never alerts twice
    assert desk.settle(threat, staged("b", 1, Stage.SUSPENDED)) == ["correction"]
    assert [reason for _, reason, _ in desk.alerts] == ["new", "correction", "correction"]


def test_a_persons_stage_rises_falls_and_reverses() -> None:
    desk = Desk()
    story = item("a")
    stage = [
        fix(Fix.EDIT, "a", number=n, day=n, field="stage", value=value)
        for n, value in enumerate(("effective", "proposed", "reversed"))
    ]
    owed = [desk.settle(story, fixes=tuple(stage[:number])) for number in range(4)]
    assert owed == [["new"], ["rises"], ["correction"], ["reversed"]]


def test_a_withdrawn_act_owes_a_correction() -> None:
    desk = Desk()
    desk.settle(item("a"))
    assert [(change.id, change.act, change.alert, change.story) for change in desk.changes()] == [
        (1, None, Reason.CORRECTION, "a")
    ]


def test_an_act_that_was_never_sent_is_withdrawn_in_silence() -> None:
    desk = Desk()
    desk.settle(item("a", quiet=True))
    assert desk.settle() == []
    assert desk.acts == {}


def test_rejecting_an_act_that_was_sent_owes_one_correction_and_then_silence() -> None:
    desk = Desk()
    desk.settle(item("a"))
    reject = (fix(Fix.REJECT, "a"),)
    assert desk.settle(item("a"), fixes=reject) == ["correction"]
    assert desk.settle(item("a"), staged("b", 1, Stage.EFFECTIVE), fixes=reject) == []


def test_an_act_that_stands_after_all_owes_a_correction_when_it_had_been_sent() -> None:
    desk = Desk()
    reject, back = fix(Fix.REJECT, "a"), fix(Fix.REJECT, "a", number=2, day=31, value=KEPT)
    desk.settle(item("a"))
    desk.settle(item("a"), fixes=(reject,))
    assert desk.settle(item("a"), fixes=(reject, back)) == ["correction"]
    assert desk.settle(item("a"), item("b", 1), fixes=(reject, back)) == []
    silent = Desk()
    for fixes in ((), (reject,), (reject, back)):
        assert silent.settle(item("a", quiet=True), fixes=fixes) == []


def test_a_rise_after_a_persons_stage_is_told() -> None:
    desk = Desk()
    wrong, edit = staged("a", 0, Stage.EFFECTIVE), fix(Fix.EDIT, "a", day=1, field="stage", value="proposed")
    desk.settle(wrong)
    assert desk.settle(wrong, fixes=(edit,)) == ["correction"]
    assert desk.settle(wrong, staged("b", 3, Stage.EFFECTIVE), fixes=(edit,)) == []
    assert desk.settle(
        wrong, staged("b", 3, Stage.EFFECTIVE), staged("c", 40, Stage.EFFECTIVE), fixes=(edit,)
    ) == ["correction"]
    assert desk.acts[1].stage is Stage.EFFECTIVE


def test_an_act_that_was_rejected_before_it_was_sent_stays_silent() -> None:
    assert Desk().settle(item("a"), fixes=(fix(Fix.REJECT, "a"),)) == []


def test_a_story_that_only_looked_back_and_now_reports_another_exit_is_news() -> None:
    desk = Desk()
    desk.settle(item("a"), item("b", 1, kind=Kind.AFTERMATH))
    assert desk.acts[1].stories == ("a", "b")
    assert desk.settle(item("a"), item("b", 1, leaves("b", actors="DK"))) == ["new"]
    assert desk.acts[2].stories == ("b",)


def test_a_story_edited_to_report_another_exit_is_news_while_its_first_act_stands() -> None:
    desk = Desk()
    desk.settle(item("a"), item("b", 1))
    assert desk.settle(item("a"), item("b", 1, leaves("b", actors="DK"))) == ["new"]


# ---------------------------------------------------------------- history


def test_history_never_alerts() -> None:
    desk = Desk()
    old = item("a", 0, quiet=True)
    assert desk.settle(old) == []
    assert desk.settle(old, staged("b", 1, Stage.EFFECTIVE, quiet=True)) == []


def test_a_story_of_today_about_an_act_of_history_alerts_when_its_rank_rises() -> None:
    desk = Desk()
    old = item("a", 0, quiet=True)
    desk.settle(old)
    assert desk.settle(old, item("b", 1)) == ["new"]
    assert desk.settle(old, item("b", 1), item("c", 2)) == []


def test_a_rank_that_a_first_poll_registered_is_told_when_a_story_of_today_reports_it() -> None:
    desk = Desk()
    first, old = item("a", 1), staged("b", 0, Stage.NOTIFIED, quiet=True)
    assert desk.settle(first) == ["new"]
    assert desk.settle(first, old) == []
    assert desk.settle(first, old, item("c", 2)) == [], "a story that restates what was told is no news"
    assert desk.settle(first, old, item("c", 2), staged("d", 3, Stage.SUSPENDED)) == ["rises"]


def test_a_reversal_that_a_first_poll_registered_is_told_when_a_story_of_today_reports_it() -> None:
    desk = Desk()
    first, old = item("a", 0), staged("b", 1, Stage.REVERSED, quiet=True)
    assert desk.settle(first) == ["new"]
    assert desk.settle(first, old) == []
    assert desk.settle(first, old, staged("c", 2, Stage.REVERSED)) == ["reversed"]
    assert desk.settle(first, old, staged("c", 2, Stage.REVERSED), staged("d", 3, Stage.REVERSED)) == []


def test_an_official_report_of_an_act_from_a_first_poll_is_news() -> None:
    desk = Desk()
    old = item("a", 0, quiet=True)
    desk.settle(old)
    assert desk.settle(old, item("b", 1, official=True)) == ["new"]


def test_an_act_over_the_cap_is_news_to_the_next_story_that_is_not() -> None:
    desk = Desk()
    first, second = item("a"), item("b", 1)
    assert desk.settle(first, capped=True) == []
    assert (desk.bookkeeping[1].told, desk.bookkeeping[1].peak, desk.waiting) == (None, 0, {1: "new"})
    assert desk.settle(first, second) == ["new"]
    assert desk.waiting == {}
    assert desk.settle(first, second, item("c", 2)) == []


def test_a_rise_over_the_cap_is_told_by_the_next_story_that_is_not() -> None:
    desk = Desk()
    first, risen = item("a"), staged("b", 1, Stage.NOTIFIED)
    assert desk.settle(first) == ["new"]
    assert desk.settle(first, risen, capped=True) == []
    assert desk.waiting == {1: "rises"}
    assert desk.settle(first, risen, staged("c", 2, Stage.SUSPENDED)) == ["rises"]


REPLAY = "replay:"


def test_an_act_from_a_replay_counts_as_told_at_its_stage() -> None:
    old = staged(REPLAY + "a", 0, Stage.DECIDED)
    for later, owed in (
        (item("b", 1), []),
        (staged("b", 1, Stage.PROPOSED), []),
        (staged("b", 1, Stage.NOTIFIED), ["rises"]),
        (staged("b", 1, Stage.REVERSED), ["reversed"]),
        (item("b", 1, official=True), ["new"]),
    ):
        desk = Desk()
        assert desk.settle(old, history=True) == ["new"]
        assert desk.bookkeeping[1].told == Told(Stage.DECIDED, desk.bookkeeping[1].told.values, history=True)  # type: ignore[union-attr]
        assert desk.settle(old, later) == owed
        assert desk.settle(old, later, replace(later, key="c", seen=later.seen)) == [], "told once"


def test_a_value_of_an_act_from_a_replay_was_sent_to_nobody_and_needs_no_correction() -> None:
    desk = Desk()
    old = item(REPLAY + "a", 0, leaves("a", ended="2026-03"))
    desk.settle(old, history=True)
    assert desk.settle(old, fixes=(fix(Fix.EDIT, old.key, field="ended", value="2027"),)) == []
    assert desk.settle(old, fixes=(fix(Fix.REJECT, old.key),)) == []
    assert desk.settle(old) == []
    assert desk.settle() == []


def test_a_replay_beside_a_running_service_raises_nothing_that_subscribers_follow() -> None:
    desk = Desk()
    live, old = item("a", 0), staged(REPLAY + "b", 1, Stage.NOTIFIED)
    assert desk.settle(live) == ["new"]
    assert desk.settle(live, old, history=True) == []
    assert desk.settle(live, old, staged("c", 2, Stage.NOTIFIED)) == ["rises"]


def test_a_replay_does_not_make_told_what_waits_for_a_cap() -> None:
    desk = Desk()
    live, old = item("a", 0), item(REPLAY + "b", 1)
    desk.settle(live, capped=True)
    assert desk.settle(live, old, history=True) == []
    assert desk.settle(live, old, item("c", 2)) == ["new"]


def test_what_a_replay_parts_from_a_held_act_is_news() -> None:
    desk = Desk()
    live, old = (staged("a", 0, Stage.THREATENED), item("b", 70)), staged(REPLAY + "c", 1, Stage.EFFECTIVE)
    desk.settle(*live, capped=True)
    assert desk.settle(*live, old, history=True) == ["new"]
    assert {number: known.stories for number, known in desk.acts.items()} == {
        1: ("a", old.key),
        2: ("b",),
    }
    assert desk.bookkeeping[2].told == Told(Stage.DECIDED, desk.bookkeeping[2].told.values), (
        "subscribers got it"
    )  # type: ignore[union-attr]
    assert desk.settle(*live, old, item("d", 71)) == []


def test_a_replay_makes_an_act_from_a_first_poll_known() -> None:
    desk = Desk()
    quiet, old = item("a", 0, quiet=True), item(REPLAY + "b", 1)
    desk.settle(quiet)
    assert desk.settle(quiet, old, history=True) == ["new"]
    assert desk.settle(quiet, old, item("c", 2)) == []


def test_an_act_that_nobody_was_told_of_is_news_when_it_stands_after_all_or_comes_back() -> None:
    reject = (fix(Fix.REJECT, "a"),)
    desk = Desk()
    assert desk.settle(item("a"), fixes=reject) == []
    assert desk.settle(item("a")) == ["new"]
    desk = Desk()
    quiet = item("a", quiet=True)
    desk.settle(quiet)
    desk.acts = {1: replace(desk.acts[1], withdrawn=True)}
    (back,) = desk.changes(*register(item("b", 1), quiet))
    assert back.alert is Reason.NEW


def test_an_exit_that_was_hidden_in_another_act_is_news_when_they_part() -> None:
    """Stories that are joined silently told nobody of another agreement."""
    desk = Desk()
    first = item("a", 0, leaves("a", others="DK", instrument="Tax Treaty with Denmark"))
    hidden = item("b", 1, leaves("b", others="LV", instrument="Customs Union with Latvia"))
    joined = (fix(Fix.MERGE, "a", "b"),)
    assert desk.settle(first) == ["new"]
    (together,) = register(first, hidden, fixes=joined)
    rows = tuple(replace(row, number=number) for number, row in enumerate(together.rows, 1))
    desk.acts = {1: replace(together, id=1, rows=rows)}
    desk.bookkeeping = {1: replace(desk.bookkeeping[1], used=2)}
    assert desk.settle(first, hidden) == ["new"]
    assert desk.bookkeeping[2].told is not None


def test_a_change_without_its_alert_leaves_what_was_told() -> None:
    desk = Desk()
    desk.settle(item("a"))
    (change,) = desk.changes(*register(item("a"), staged("b", 1, Stage.EFFECTIVE)))
    silent = change.suppressed()
    assert (silent.alert, silent.story, silent.bookkeeping) == (None, None, desk.bookkeeping[1])
    assert silent.bookkeeping.peak == 3
    assert silent.suppressed() is silent


def test_what_is_told_in_passing_is_news_at_its_first_sighting_and_silent_afterwards() -> None:
    desk = Desk()
    first = item("a", kind=Kind.PASSING)
    assert desk.settle(first) == ["new"]
    assert desk.acts[1].kind is Kind.ACT
    again = staged("b", 2, Stage.EFFECTIVE, kind=Kind.PASSING)
    assert desk.settle(first, again) == []
    assert desk.acts[1].stories == ("a", "b")
    assert desk.settle(first, again, staged("c", 3, Stage.EFFECTIVE)) == ["rises"], (
        "what a main clause says is told"
    )


def test_what_is_told_in_passing_of_an_act_that_was_registered_and_not_told_is_silent() -> None:
    desk = Desk()
    old = item("a", quiet=True)
    desk.settle(old)
    assert desk.settle(old, item("b", 1, kind=Kind.PASSING)) == []


def test_what_is_told_in_passing_is_news_when_a_first_poll_held_no_more_than_that() -> None:
    desk = Desk()
    old = item("a", kind=Kind.PASSING, quiet=True)
    assert desk.settle(old) == []
    assert desk.settle(old, item("b", 1, kind=Kind.PASSING)) == ["new"]
    assert desk.settle(old, item("b", 1, kind=Kind.PASSING), item("c", 2, kind=Kind.PASSING)) == []


def test_what_is_told_in_passing_is_news_where_a_first_poll_and_a_look_back_hold_no_more() -> None:
    desk = Desk()
    old, back = item("a", kind=Kind.PASSING, quiet=True), item("b", 1, kind=Kind.AFTERMATH)
    assert desk.settle(old, back) == []
    assert desk.acts[1].stories == ("a", "b")
    assert desk.settle(old, back, item("c", 2, kind=Kind.PASSING)) == ["new"]


def test_what_is_told_in_passing_is_news_when_the_story_that_reported_more_says_so_no_longer() -> None:
    desk = Desk()
    old, passing = item("a", quiet=True), item("b", 1, kind=Kind.PASSING)
    assert desk.settle(old, passing) == []
    assert desk.settle(passing) == ["new"]
    assert desk.settle(passing) == []


def test_an_exit_told_in_passing_is_news_when_only_a_threat_of_it_was_told() -> None:
    desk = Desk()
    threat = staged("a", 0, Stage.THREATENED)
    desk.settle(threat)
    assert desk.settle(threat, item("b", 1, kind=Kind.PASSING)) == ["rises"]


def test_what_is_told_in_passing_years_later_belongs_to_the_act_that_it_looks_back_at() -> None:
    desk = Desk()
    act = staged("a", 0, Stage.EFFECTIVE)
    desk.settle(act)
    late = item("b", 900, kind=Kind.PASSING)
    assert desk.settle(act, late) == []
    assert desk.acts[1].stories == ("a", "b")
    assert desk.settle(act, late, item("c", 901)) == ["new"], "an exit that follows so late is another one"


def test_a_story_that_looks_back_never_alerts() -> None:
    desk = Desk()
    desk.settle(item("a"))
    assert desk.settle(item("a"), staged("b", 5, Stage.EFFECTIVE, kind=Kind.AFTERMATH)) == []
    assert desk.acts[1].stories == ("a", "b")


# ---------------------------------------------------------------- ids


def test_of_two_acts_that_become_one_the_larger_keeps_its_id_and_nobody_hears_twice() -> None:
    desk = Desk()
    stories = (
        item("a"),
        item("b", 1, leaves("b", instrument="Ferry Convention")),
        item("c", 2, leaves("c", instrument="Ferry Convention")),
    )
    desk.settle(*stories)
    changes = desk.changes(*register(*stories, fixes=(fix(Fix.MERGE, "a", "b"),)))
    assert [(change.id, change.alert, change.into) for change in changes] == [(2, None, None), (1, None, 0)]


def test_of_two_equal_acts_the_older_keeps_its_id() -> None:
    desk = Desk()
    stories = item("a", 5), item("b", 1, leaves("b", instrument="Ferry Convention"))
    desk.settle(stories[0])
    desk.settle(*stories)
    desk.settle(*stories, fixes=(fix(Fix.MERGE, "a", "b"),))
    assert list(desk.acts) == [1]


def test_a_merge_knows_what_either_act_told() -> None:
    desk = Desk()
    quiet, loud = item("a", 0, quiet=True), staged("b", 1, Stage.EFFECTIVE)
    loud = replace(loud, terminations=(leaves("b", instrument="Ferry Convention", stage=Stage.EFFECTIVE),))
    desk.settle(quiet)
    assert desk.settle(quiet, loud) == ["new"]
    assert desk.settle(quiet, loud, fixes=(fix(Fix.MERGE, "a", "b"),)) == []
    assert list(desk.acts) == [1]
    bookkeeping = desk.bookkeeping[1]
    assert (bookkeeping.peak, bookkeeping.told and bookkeeping.told.stage) == (5, Stage.EFFECTIVE)


def test_what_is_split_off_gets_a_new_id_in_silence() -> None:
    desk = Desk()
    stories = item("a"), item("b", 1), item("c", 2)
    desk.settle(*stories)
    assert desk.settle(*stories, fixes=(fix(Fix.SPLIT, "c", apart=("a", "b")),)) == []
    assert {number: known.stories for number, known in desk.acts.items()} == {1: ("a", "b"), 2: ("c",)}
    assert desk.bookkeeping[2].told == Told(
        Stage.DECIDED, ((0, "actors", "NO"), (1, "instrument", "Grazing Treaty"), (1, "others", "SE"))
    )


def test_rows_keep_their_numbers_and_numbers_are_never_used_twice() -> None:
    desk = Desk()
    three = [
        leaves("a", "RU", state, name)
        for state, name in (("CA", "Visits Pact"), ("FR", "Naval Treaty"), ("PT", "Defence Treaty"))
    ]
    desk.settle(item("a", 0, *three))
    assert desk.acts[1].numbers == (1, 2, 3)
    desk.settle(item("a", 0, three[2], three[0]))
    assert desk.acts[1].numbers == (3, 1)
    desk.settle(item("a", 0, three[2], three[0], leaves("a", "RU", "ES", "Rocket Treaty")))
    assert (desk.acts[1].numbers, desk.bookkeeping[1].used) == ((3, 1, 4), 4)


def test_an_alert_names_the_story_that_caused_it() -> None:
    desk = Desk()
    first = item("a", 0, leaves("a", ended="2026-03"))
    desk.settle(first)
    (risen,) = desk.changes(*register(first, staged("b", 1, Stage.NOTIFIED), item("c", 2)))
    assert (risen.alert, risen.story) == (Reason.RISES, "b")
    official = item("c", 2, leaves("c", ended="2027"), official=True)
    (corrected,) = desk.changes(*register(first, official))
    assert (corrected.alert, corrected.story) == (Reason.CORRECTION, "c")


def test_acts_that_were_one_part_under_their_old_ids_whatever_joined_meanwhile() -> None:
    desk = Desk()
    one = item("a"), item("b", 1)
    ferry = [
        item(key, day, leaves(key, instrument="Ferry Convention"))
        for key, day in (("c", 2.0), ("d", 3.0), ("e", 4.0))
    ]
    desk.settle(*one, *ferry)
    merge, undo = (
        fix(Fix.MERGE, "a", "b", "c", "d", "e"),
        fix(Fix.UNDO, "a", "b", "c", "d", "e", number=2, day=50, value="1"),
    )
    assert desk.settle(*one, *ferry, fixes=(merge,)) == []
    assert {number: len(known.stories) for number, known in desk.acts.items()} == {2: 5}
    more = [item(f"m{day}", day) for day in (40, 41, 42)]
    assert desk.settle(*one, *ferry, *more, fixes=(merge,)) == []
    assert desk.settle(*one, *ferry, *more, fixes=(merge, undo)) == []
    assert {number: known.stories for number, known in desk.acts.items()} == {
        1: ("a", "b", "m40", "m41", "m42"),
        2: ("c", "d", "e"),
    }
    assert desk.settle(*one, *ferry, *more, item("f", 60), fixes=(merge, undo)) == [], (
        "both are known to those who were told"
    )


def test_acts_that_were_merged_one_after_the_other_all_come_back() -> None:
    desk = Desk()
    names = {"a": "Grazing Treaty", "b": "Ferry Convention", "c": "Postal Union"}
    stories = [item(key, day, leaves(key, instrument=name)) for day, (key, name) in enumerate(names.items())]
    first, second = fix(Fix.MERGE, "a", "b"), fix(Fix.MERGE, "a", "b", "c", number=2, day=31)
    back = [
        fix(Fix.UNDO, "a", "b", "c", number=3, day=32, value="2"),
        fix(Fix.UNDO, "a", "b", number=4, day=33, value="1"),
    ]
    fixes: list[Correction] = []
    held = []
    for step in (None, first, second, *back):
        fixes += [step] if step else []
        desk.settle(*stories, fixes=tuple(fixes))
        held.append({number: "".join(known.stories) for number, known in sorted(desk.acts.items())})
    apart = {1: "a", 2: "b", 3: "c"}
    assert held == [apart, {1: "ab", 3: "c"}, {1: "abc"}, {1: "ab", 3: "c"}, apart]
    assert [reason for _, reason, _ in desk.alerts] == ["new"] * 3


def test_a_split_after_a_merge_gives_an_act_its_old_id_and_leaves_the_others_joined() -> None:
    desk = Desk()
    names = {"a": "Grazing Treaty", "b": "Ferry Convention", "c": "Postal Union"}
    stories = [item(key, day, leaves(key, instrument=name)) for day, (key, name) in enumerate(names.items())]
    desk.settle(*stories)
    merge, split = fix(Fix.MERGE, "a", "b", "c"), fix(Fix.SPLIT, "b", number=2, day=31, apart=("a", "c"))
    desk.settle(*stories, fixes=(merge,))
    assert desk.settle(*stories, fixes=(merge, split)) == []
    assert {number: known.stories for number, known in desk.acts.items()} == {1: ("a", "c"), 2: ("b",)}


def test_an_edit_that_was_sent_and_is_taken_back_owes_a_correction() -> None:
    desk = Desk()
    story = item("a", 0, leaves("a", ended="2026-03"))
    desk.settle(story)
    ended = fix(Fix.EDIT, "a", number=1, field="ended", value="2026-09")
    stage = fix(Fix.EDIT, "a", number=2, field="stage", value="effective")
    assert desk.settle(story, fixes=(ended, stage)) == ["rises"]
    undo = fix(Fix.UNDO, "a", number=3, day=31, value="1 2")
    assert desk.settle(story, fixes=(ended, stage, undo)) == ["correction"]
    entry = desk.acts[1]
    assert (entry.stage, entry.rows[0].ended and entry.rows[0].ended.value, entry.corrections) == (
        Stage.DECIDED,
        "2026-03",
        (1, 2, 3),
    )
    assert desk.settle(story, fixes=(ended, stage, undo)) == []


# ---------------------------------------------------------------- always


@st.composite
def some_steps(draw: st.DrawFn) -> list[tuple[FlaggedStory, bool]]:
    """Stories in the order in which they arrive, some of a first poll, some by replay;

    True: the feed is over its cap.
    """
    steps = []
    for one in draw(st.permutations(draw(some_items()))):
        how = draw(st.sampled_from(["live", "live", "quiet", "capped", "replay"]))
        key = f"{REPLAY}{one.key}" if how == "replay" else one.key
        steps.append((replace(one, key=key, quiet=how == "quiet"), how == "capped"))
    return steps


@settings(max_examples=150, deadline=None)
@given(some_steps())
def test_no_story_that_may_alert_is_ever_in_an_act_that_nobody_was_told_of(
    steps: list[tuple[FlaggedStory, bool]],
) -> None:
    desk = Desk()
    arrived: list[FlaggedStory] = []
    waiting: set[str] = set()
    for one, capped in steps:
        arrived.append(one)
        waiting |= {one.key} if capped else set()
        before = len(desk.alerts)
        owed = desk.settle(*arrived, capped=capped, history=one.key.startswith(REPLAY))
        assert not (one.quiet and owed and not _moved(desk, before)), "a first poll alerts nobody"
        assert desk.changes(*register(*arrived)) == (), "never twice"
        for number, act in desk.acts.items():
            live = {key for key in may_be_news(act) - waiting if not key.startswith(REPLAY)}
            told = desk.bookkeeping[number].told is not None
            assert told or not live or number in desk.waiting, (number, act.stories)


def _moved(desk: Desk, start: int) -> bool:
    """Does an alert tell of a story that another act had hidden until now?"""
    return any(
        any(not source.quiet and not source.linked for source in desk.acts[act].sources)
        for act, _, _ in desk.alerts[start:]
        if act in desk.acts
    )


@settings(max_examples=60, deadline=None)
@given(some_items(), some_fixes(), st.permutations(range(9)))
def test_deciding_twice_changes_nothing_and_a_rank_never_alerts_twice(
    items: list[FlaggedStory], fixes: list, arrival: list[int]
) -> None:  # type: ignore[type-arg]
    desk = Desk()
    arrived: list[FlaggedStory] = []
    for place in arrival:
        arrived += items[place : place + 1]
        desk.settle(*arrived)
        assert desk.changes(*register(*arrived)) == ()
    desk.settle(*arrived, fixes=tuple(fixes))
    assert desk.changes(*register(*arrived, fixes=tuple(fixes))) == ()
    for act in {act for act, _, _ in desk.alerts}:
        ranks = [
            Stage(stage).rank
            for number, reason, stage in desk.alerts
            if number == act and reason in ("new", "rises")
        ]
        assert ranks == sorted(set(ranks))
        assert sum(reason == "new" for number, reason, _ in desk.alerts if number == act) <= 1


@settings(max_examples=40, deadline=None)
@given(some_items(), st.permutations(range(9)))
def test_acts_hold_the_same_stories_whatever_the_order_of_arrival(
    items: list[FlaggedStory], arrival: list[int]
) -> None:
    desk = Desk()
    arrived: list[FlaggedStory] = []
    for place in arrival:
        arrived += items[place : place + 1]
        desk.settle(*arrived)
    assert set(desk.acts.values()) == set(register(*items))
