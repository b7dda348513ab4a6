"""Which stories are one act, what its rows say, and what people make of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_kit import HEADS, fix, item, leaves, register, said

from monitor.corrections import KEPT, Correction, Fix, RowRef
from monitor.digest.act_details import grade
from monitor.model import Act, Grade, Kind, Stage, story_of
from monitor.register import FlaggedStory, block_keys, build, related_stories
from monitor.wording import language


def acts(*items: FlaggedStory) -> list[set[str]]:
    return [set(entry.stories) for entry in register(*items)]


# ---------------------------------------------------------------- identity


def test_one_decree_that_ends_three_agreements_is_one_act_with_three_rows() -> None:
    decree = item(
        "a",
        0,
        leaves("a", "RU", "CA", "Visits Pact"),
        leaves("a", "RU", "FR", None),
        leaves("a", "RU", "PT", "Defence Treaty"),
    )
    (act,) = register(decree)
    assert sorted(row.states for row in act.rows) == [("CA",), ("FR",), ("PT",)]


def test_the_same_agreement_left_by_another_state_is_another_act() -> None:
    assert len(acts(item("a"), item("b", 1, leaves("b", actors="DK")))) == 2


def test_stories_from_other_outlets_days_and_languages_join() -> None:
    english = item("a", 0, leaves("a", entry="grazing"), lang="en")
    russian = item("b", 9, leaves("b", others="", instrument="договор о выпасе", entry="grazing"), lang="ru")
    german = item("c", 3, leaves("c", instrument="Weidevertrag", kind="farming", entry="grazing"), lang="de")
    assert acts(english, russian, german) == [{"a", "b", "c"}]


def test_names_of_two_languages_join_by_counterparty_and_subject() -> None:
    assert (
        len(
            acts(
                item("a", 0, leaves("a", kind="farming")),
                item("b", 2, leaves("b", instrument="Weidevertrag", kind="farming")),
            )
        )
        == 1
    )
    assert (
        len(
            acts(
                item("a", 0, leaves("a", kind="farming")),
                item("b", 2, leaves("b", instrument="Weidevertrag", kind="tax")),
            )
        )
        == 2
    )


def test_a_row_takes_its_instrument_from_another_story_of_the_act() -> None:
    (act,) = register(item("a", 0, leaves("a", instrument=None)), item("b", 1, leaves("b")))
    (row,) = act.rows
    assert row.instrument is not None
    assert row.instrument.leading == said("Grazing Treaty", "b")


def test_a_row_without_a_name_in_a_decree_gets_it_from_a_later_story() -> None:
    decree = item("a", 0, leaves("a", "RU", "CA", "Visits Pact"), leaves("a", "RU", "FR", None))
    (act,) = register(
        decree, item("b", 2, leaves("b", "RU", "FR", "Franco-Russian Defence Agreement", Stage.NOTIFIED))
    )
    assert {row.states: row.instrument and row.instrument.value for row in act.rows} == {
        ("CA",): "Visits Pact",
        ("FR",): "Franco-Russian Defence Agreement",
    }


def test_a_story_that_names_no_agreement_joins_the_only_act_it_can_mean() -> None:
    assert acts(item("a"), item("b", 5, leaves("b", others="", instrument=None))) == [{"a", "b"}]


@pytest.mark.parametrize("day", [31, 400])
def test_a_story_that_names_no_agreement_joins_nothing_a_month_later(day: int) -> None:
    assert len(acts(item("a"), item("b", day, leaves("b", others="", instrument=None)))) == 2


def test_a_story_that_could_mean_two_acts_joins_neither() -> None:
    two = item("a"), item("b", 1, leaves("b", others="FI", instrument="Ferry Convention"))
    assert len(acts(*two, item("c", 2, leaves("c", others="", instrument=None)))) == 3
    assert len(acts(*two, item("c", 2, leaves("c", others="FI", instrument=None)))) == 2


def test_of_several_acts_a_nameless_story_joins_the_one_that_these_days_are_about() -> None:
    other = item("z", 0, leaves("z", others="FI", instrument="Ferry Convention"))
    wave = [item(f"s{number}", 1 + number / 24) for number in range(5)]
    nameless = leaves("c", others="", instrument=None)
    assert [len(stories) for stories in acts(other, *wave, item("c", 3, nameless))] == [1, 6]
    assert [len(stories) for stories in acts(other, *wave, item("c", 6, nameless))] == [1, 5, 1]
    assert [len(stories) for stories in acts(other, *wave[1:], item("c", 3, nameless))] == [1, 4, 1]


def test_a_description_joins_the_treaty_of_its_subject() -> None:
    named = item("a", 0, leaves("a", entry="new-start", instrument="New START", kind="arms control"))
    assert len(acts(named, item("b", 1, leaves("b", instrument="nuclear treaty", kind="arms control")))) == 1
    assert len(acts(named, item("b", 1, leaves("b", instrument="fisheries treaty", kind="fisheries")))) == 2


def test_one_kind_of_accord_that_runs_out_with_two_partners_is_two_acts() -> None:
    first = item("a", 0, leaves("a", "NO SE", "", "rescue accord", Stage.EXPIRED))
    other = item("b", 5, leaves("b", "NO DK", "", "rescue accord", Stage.EXPIRED))
    again = item("c", 6, leaves("c", "SE NO", "", "rescue accord", Stage.EXPIRED))
    assert [entry.stories for entry in register(first, other, again)] == [("a", "c"), ("b",)]


def test_of_an_accord_of_three_that_runs_out_a_story_may_name_two() -> None:
    whole = item("a", 0, leaves("a", "NO SE DK", "", "rescue accord", Stage.EXPIRED))
    part = item("b", 5, leaves("b", "NO DK", "", "rescue accord", Stage.EXPIRED))
    assert [entry.stories for entry in register(whole, part)] == [("a", "b")]


def test_two_entries_of_the_gazetteer_are_two_acts() -> None:
    assert (
        len(acts(item("a", 0, leaves("a", entry="inf")), item("b", 1, leaves("b", entry="open-skies")))) == 2
    )


def test_the_same_name_with_another_counterparty_is_another_act() -> None:
    assert len(acts(item("a"), item("b", 1, leaves("b", others="FI")))) == 2


def test_an_agreement_that_runs_out_is_nobodys_act_in_particular() -> None:
    left = item("a", 0, leaves("a", "RU", "US", "New START", Stage.SUSPENDED, entry="new-start"))
    ended = item("b", 30, leaves("b", "RU US", "", "New START", Stage.EXPIRED, entry="new-start"))
    again = item("c", 31, leaves("c", "", "", "New START", Stage.EXPIRED, entry="new-start"))
    pact = item("d", 31, leaves("d", "RU US", "US", "nuclear pact", kind="arms control"))
    assert acts(left, ended, again, pact) == [{"a"}, {"b", "c", "d"}]


def test_a_story_of_which_nothing_was_read_is_an_act_of_its_own() -> None:
    first = replace(item("a"), terminations=())
    second = replace(item("b"), terminations=())
    found = register(first, second)
    assert [(entry.stories, entry.rows, entry.actors, entry.stage) for entry in found] == [
        (("a",), (), (), Stage.DECIDED),
        (("b",), (), (), Stage.DECIDED),
    ]


# ---------------------------------------------------------------- episodes


@pytest.mark.parametrize(("days", "count"), [(547, 1), (549, 2)])
def test_an_episode_ends_after_eighteen_months_without_a_story(days: int, count: int) -> None:
    assert len(acts(item("a"), item("b", days))) == count


@pytest.mark.parametrize("stage", [Stage.EFFECTIVE, Stage.EXPIRED])
def test_an_episode_ends_when_it_takes_effect_but_late_reports_still_belong_to_it(stage: Stage) -> None:
    done = item("a", 0, leaves("a", stage=stage))
    assert len(acts(done, item("b", 20), item("c", 70))) == 1
    assert len(acts(done, item("b", 90))) == 2


def test_after_a_reversal_a_new_decision_is_a_new_act() -> None:
    back = item("b", 3, leaves("b", stage=Stage.REVERSED))
    assert len(acts(item("a"), back, item("c", 10))) == 1
    assert len(acts(item("a"), back, item("c", 30))) == 2
    assert len(acts(item("a"), back, item("c", 30, leaves("c", stage=Stage.REVERSED)))) == 1


# ---------------------------------------------------------------- aftermath


def test_a_story_that_looks_back_is_linked_and_states_nothing() -> None:
    back = item("b", 900, leaves("b", stage=Stage.EFFECTIVE, signed="1999"), kind=Kind.AFTERMATH)
    (act,) = register(back, item("a"))
    assert act.stories == ("a", "b")
    assert (act.stage, act.rows[0].signed, act.closed) == (Stage.DECIDED, None, False)
    assert [source.linked for source in act.sources] == [False, True]


def test_a_story_that_looks_back_at_nothing_known_is_left_out() -> None:
    assert register(item("b", 0, kind=Kind.AFTERMATH), item("a", 100)) == register(item("a", 100))
    assert acts(item("a"), item("b", 1, leaves("b", actors="DK"), kind=Kind.AFTERMATH)) == [{"a"}]
    assert acts(item("a"), item("b", 4000, kind=Kind.AFTERMATH)) == [{"a"}]


# ---------------------------------------------------------------- cells


def test_contradicting_values_are_kept_and_the_later_one_leads() -> None:
    (act,) = register(
        item("a", 0, leaves("a", signed="1994-02-04")), item("b", 1, leaves("b", signed="1995-02-04"))
    )
    cell = act.rows[0].signed
    assert cell is not None
    assert cell.leading == said("1995-02-04", "b")
    assert cell.others == (said("1994-02-04", "a"),)


def test_an_official_source_leads_whatever_comes_later() -> None:
    official = item("a", 0, leaves("a", signed="1994"), official=True)
    (act,) = register(official, item("b", 1, leaves("b", signed="1995-02-04")))
    assert act.rows[0].signed is not None
    assert act.rows[0].signed.value == "1994"


@pytest.mark.parametrize(
    ("rough", "exact"), [("2025-12", "2025-12-05"), ("2000s", "2003-07"), ("1989", "1989-11-20")]
)
def test_the_more_exact_date_leads_and_the_rough_one_contradicts_nothing(rough: str, exact: str) -> None:
    (act,) = register(item("a", 0, leaves("a", ended=exact)), item("b", 1, leaves("b", ended=rough)))
    assert act.rows[0].ended is not None
    assert (act.rows[0].ended.value, act.rows[0].ended.others) == (exact, ())


def test_a_counterparty_that_one_story_in_many_names_is_no_counterparty() -> None:
    many = [item(f"s{number}", number) for number in range(8)]
    (act,) = register(*many, item("z", 9, leaves("z", others="SE FI")))
    assert act.rows[0].states == ("SE",)


def test_the_name_that_most_stories_use_leads() -> None:
    names = [
        "Grazing Treaty",
        "Nordic Grazing Treaty",
        "Nordic Grazing Treaty",
        "long mocked Nordic Grazing Treaty of sorts",
    ]
    (act,) = register(
        *(
            item(f"s{number}", number, leaves(f"s{number}", instrument=name))
            for number, name in enumerate(names)
        )
    )
    assert act.rows[0].instrument is not None
    assert act.rows[0].instrument.value == "Nordic Grazing Treaty"


def test_of_names_that_say_the_same_the_commonest_leads() -> None:
    names = ["Grazing treaty", "Grazing Treaty", "Grazing Treaty", "the Grazing Agreement"]
    (act,) = register(
        *(
            item(f"s{number}", number, leaves(f"s{number}", instrument=name))
            for number, name in enumerate(names)
        )
    )
    assert act.rows[0].instrument is not None
    assert act.rows[0].instrument.leading == said("Grazing Treaty", "s2")


def test_a_description_beside_an_entry_makes_no_second_row() -> None:
    named = leaves("a", entry="new-start", instrument="New START", kind="arms control")
    (act,) = register(item("a", 0, named, leaves("a", instrument="last weapons pact", kind="arms control")))
    assert [row.entry for row in act.rows] == ["new-start"]
    assert act.rows[0].instrument is not None
    assert (act.rows[0].instrument.value, act.rows[0].instrument.others) == ("New START", ())


def test_reason_and_form_are_cells_too() -> None:
    (act,) = register(item("a", 0, leaves("a", reason="no longer relevant", form="decree")))
    (row,) = act.rows
    assert row.reason == row.cell("reason")
    assert (row.reason and row.reason.value, row.form and row.form.value) == ("no longer relevant", "decree")


def test_the_grade_says_who_vouches() -> None:
    first, second = item("a"), item("b", 1)
    assert register(first)[0].grade is Grade.PRESS
    assert register(first, replace(second, source="Paper a"))[0].grade is Grade.PRESS
    assert register(first, second)[0].grade is Grade.OUTLETS
    assert register(first, second, item("c", 2, official=True, state="NO"))[0].grade is Grade.STATE
    assert register(first, item("c", 2, official=True, state="SE"))[0].grade is Grade.STATE


@pytest.mark.parametrize("state", [None, "DK"])
def test_an_official_source_of_no_party_is_one_more_outlet(state: str | None) -> None:
    official = item("c", 2, official=True, state=state)
    assert register(official)[0].grade is Grade.PRESS
    assert register(item("a"), official)[0].grade is Grade.OUTLETS


def test_an_exit_is_in_effect_by_the_word_of_a_party_and_of_nobody_else() -> None:
    decided, ends = item("a"), leaves("b", stage=Stage.EFFECTIVE)
    own = register(decided, item("b", 9, ends, official=True, state="NO"))[0]
    assert (own.stage, own.grade) == (Stage.EFFECTIVE, Grade.EFFECT)
    press = register(item("a", official=True, state="NO"), item("b", 9, ends))[0]
    assert (press.stage, press.grade) == (Stage.EFFECTIVE, Grade.STATE)


def notice(key: str, day: float, stage: Stage, **more: object) -> FlaggedStory:
    """What the depositary says of the exit."""
    return item(key, day, leaves(key, stage=stage), **{"official": True, "depositary": "UN", **more})


@pytest.mark.parametrize("stage", [Stage.NOTIFIED, Stage.EFFECTIVE])
def test_the_depositary_says_that_it_was_notified(stage: Stage) -> None:
    act = register(item("a"), notice("c", 2, stage))[0]
    assert (act.stage, act.grade, act.graded_stage) == (stage, Grade.DEPOSITARY, None)
    assert register(notice("c", 2, stage, official=False))[0].grade is Grade.PRESS


def test_a_depositary_that_tells_of_less_than_a_notification_is_an_outlet() -> None:
    assert register(item("a"), notice("c", 2, Stage.DECIDED))[0].grade is Grade.OUTLETS


def test_the_depositary_confirms_a_reversal_as_well() -> None:
    act = register(item("a"), notice("c", 2, Stage.NOTIFIED), notice("d", 9, Stage.REVERSED))[0]
    assert (act.stage, act.grade, act.graded_stage) == (Stage.REVERSED, Grade.DEPOSITARY, None)


def test_a_grade_says_for_which_stage_it_holds() -> None:
    ends = item("e", 300, leaves("e", stage=Stage.EFFECTIVE))
    act = register(notice("c", 2, Stage.NOTIFIED), ends)[0]
    assert (act.stage, act.grade, act.graded_stage) == (Stage.EFFECTIVE, Grade.DEPOSITARY, Stage.NOTIFIED)
    own = item("o", 1, leaves("o", stage=Stage.NOTIFIED), official=True, state="NO")
    act = register(own, ends)[0]
    assert (act.grade, act.graded_stage) == (Grade.STATE, Stage.NOTIFIED)
    assert grade(act, language("en")) == "official source, for “notified”"
    back = item("p", 400, leaves("p", stage=Stage.REVERSED))
    act = register(notice("c", 2, Stage.NOTIFIED), back)[0]
    assert (act.stage, act.graded_stage) == (Stage.REVERSED, Stage.NOTIFIED)


def test_the_grade_follows_what_a_person_corrects() -> None:
    official = item("a", official=True, state="DK")
    assert register(official)[0].grade is Grade.PRESS
    edit = fix(Fix.EDIT, "a", field="actors", value="DK")
    assert register(official, fixes=(edit,))[0].grade is Grade.STATE
    effective = item("b", 9, leaves("b", stage=Stage.EFFECTIVE), official=True, state="NO")
    back = fix(Fix.EDIT, "b", field="stage", value="decided")
    act = register(item("a"), effective, fixes=(back,))[0]
    assert (act.stage, act.grade) == (Stage.DECIDED, Grade.STATE)


# ---------------------------------------------------------------- stages


def test_stages_are_kept_with_date_and_evidence_forward_and_backward() -> None:
    steps = (
        Stage.THREATENED,
        Stage.PROPOSED,
        Stage.THREATENED,
        Stage.NOTIFIED,
        Stage.DECIDED,
        Stage.REVERSED,
        Stage.DECIDED,
    )
    stories = [item(f"s{day}", day, leaves(f"s{day}", stage=stage)) for day, stage in enumerate(steps)]
    (act,) = register(*stories)
    assert [(step.stage, step.evidence.story) for step in act.history] == [
        (Stage.THREATENED, "s0"),
        (Stage.PROPOSED, "s1"),
        (Stage.NOTIFIED, "s3"),
        (Stage.REVERSED, "s5"),
    ]
    assert [step.at for step in act.history] == [stories[day].at for day in (0, 1, 3, 5)]
    assert (act.stage, act.closed) == (Stage.REVERSED, True)


# ---------------------------------------------------------------- corrections by people


def test_an_edited_cell_survives_later_stories_and_says_who_and_why() -> None:
    edit = fix(Fix.EDIT, "a", row=RowRef(instrument="Grazing Treaty"), field="signed", value="1972-02-09")
    later = item("b", 40, leaves("b", signed="1973-03-03", instrument="Nordic Grazing Treaty"), official=True)
    (act,) = register(item("a"), later, fixes=(edit,))
    cell = act.rows[0].signed
    assert cell is not None
    assert cell.leading.edit is not None
    assert (cell.leading.edit.cell, cell.leading.edit.value) == ("signed", "1972-02-09")
    assert (cell.value, cell.leading.proof) == ("1972-02-09", "Ada, 2026-04-01: the gazette says so")
    assert [one.value for one in cell.others] == ["1973-03-03"]
    assert act.corrections == (1,)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("instrument", "Reindeer Treaty"), ("ended", "2026-05"), ("reason", "cost"), ("form", "law"),
    ],
)  # fmt: skip
def test_every_cell_can_be_edited(field: str, value: str) -> None:
    (act,) = register(item("a"), fixes=(fix(Fix.EDIT, "a", field=field, value=value),))
    cell = act.rows[0].cell(field)
    assert cell is not None
    assert cell.value == value


def test_parties_entry_subject_and_stage_can_be_edited() -> None:
    edits = (
        fix(Fix.EDIT, "a", number=1, field="actors", value="DK"),
        fix(Fix.EDIT, "a", number=2, field="others", value="SE FI"),
        fix(Fix.EDIT, "a", number=3, field="entry", value="grazing"),
        fix(Fix.EDIT, "a", number=4, field="kind", value="farming"),
        fix(Fix.EDIT, "a", number=5, field="stage", value="threatened"),
    )
    (act,) = register(item("a"), fixes=edits)
    (row,) = act.rows
    assert (act.states, row.states, row.entry, row.kind, act.stage) == (
        ("DK",),
        ("FI", "SE"),
        "grazing",
        "farming",
        Stage.THREATENED,
    )
    assert [step.stage for step in act.history] == [Stage.DECIDED, Stage.THREATENED]


def test_an_empty_value_empties_a_cell_and_the_later_edit_counts() -> None:
    edits = (
        fix(Fix.EDIT, "a", number=1, field="signed", value="1972"),
        fix(Fix.EDIT, "a", number=2, day=31, field="signed", value=""),
    )
    assert register(item("a"), fixes=edits)[0].rows[0].signed is None
    assert register(item("a"), fixes=edits[::-1])[0].rows[0].signed is None


def test_an_edit_finds_its_row_among_several() -> None:
    decree = item(
        "a",
        0,
        leaves("a", "RU", "CA", "Visits Pact"),
        leaves("a", "RU", "PT", "Defence Treaty", entry="ru-pt"),
    )
    for ref in (RowRef(others=("PT",)), RowRef(entry="ru-pt"), RowRef(instrument="Defence Treaty")):
        (act,) = register(decree, fixes=(fix(Fix.EDIT, "a", row=ref, field="signed", value="2000-08-04"),))
        assert {row.states: bool(row.signed) for row in act.rows} == {("CA",): False, ("PT",): True}
    (act,) = register(
        decree, fixes=(fix(Fix.EDIT, "a", row=RowRef(others=("ES",)), field="signed", value="2000"),)
    )
    assert not any(row.signed for row in act.rows)


def test_a_merge_joins_two_acts_and_their_later_stories() -> None:
    first, second = item("a"), item("b", 1, leaves("b", instrument="Ferry Convention"))
    merge = fix(Fix.MERGE, "a", "b")
    later = item("c", 50, leaves("c", instrument="Ferry Convention"))
    (act,) = register(first, second, later, fixes=(merge,))
    assert act.stories == ("a", "b", "c")
    assert (len(act.rows), act.corrections) == (2, (1,))


def test_a_split_parts_stories_for_good() -> None:
    stories = item("a"), item("b", 1), item("c", 2)
    split = fix(Fix.SPLIT, "b", "c", apart=("a",))
    found = register(*stories, item("d", 40), fixes=(split,))
    assert [set(entry.stories) & {"a", "b", "c"} for entry in found] == [{"a"}, {"b", "c"}]
    assert sum(len(entry.stories) for entry in found) == 4


def test_what_a_split_moved_together_can_be_split_again() -> None:
    stories = item("a"), item("b", 1), item("c", 2)
    splits = fix(Fix.SPLIT, "b", "c", apart=("a",)), fix(Fix.SPLIT, "c", number=2, day=31, apart=("b",))
    assert [entry.stories for entry in register(*stories, fixes=splits)] == [("a",), ("b",), ("c",)]


def test_of_a_merge_and_a_split_the_later_one_stands() -> None:
    stories = item("a"), item("b", 1)
    merge, split = fix(Fix.MERGE, "a", "b", number=1), fix(Fix.SPLIT, "b", number=2, day=31, apart=("a",))
    assert len(register(*stories, fixes=(merge, split))) == 2
    assert len(register(*stories, fixes=(split, fix(Fix.MERGE, "a", "b", number=3, day=32)))) == 1


def test_a_rejected_act_stays_rejected_whatever_comes() -> None:
    (act,) = register(item("a"), item("b", 60), fixes=(fix(Fix.REJECT, "a"),))
    assert act.rejected
    assert act.stories == ("a", "b")


def test_a_rejection_can_be_taken_back_and_the_last_word_stands() -> None:
    reject = fix(Fix.REJECT, "a", number=1)
    back = fix(Fix.REJECT, "a", number=2, day=31, value=KEPT)
    (act,) = register(item("a"), item("b", 60), fixes=(reject, back))
    assert (act.rejected, act.corrections) == (False, (1, 2))
    assert register(item("a"), fixes=(reject, back, fix(Fix.REJECT, "a", number=3, day=32)))[0].rejected


def test_an_organisation_of_several_words_is_one_party() -> None:
    (act,) = register(item("a"), fixes=(fix(Fix.EDIT, "a", field="others", value="SE African_Union"),))
    assert act.rows[0].states == ("African Union", "SE")


# ---------------------------------------------------------------- a stage that a person gave


def stages(*items: FlaggedStory, fixes: tuple[Correction, ...]) -> list[str]:
    (act,) = register(*items, fixes=fixes)
    assert [step.at for step in act.history] == sorted(step.at for step in act.history)
    return [step.stage.value for step in act.history]


def at_stage(key: str, day: float, stage: Stage, **more: object) -> FlaggedStory:
    return item(key, day, leaves(key, stage=stage), **more)


def test_a_later_story_goes_on_from_the_stage_that_a_person_gave() -> None:
    edit = fix(Fix.EDIT, "a", field="stage", value="proposed")
    assert stages(at_stage("a", 0, Stage.DECIDED), at_stage("b", 200, Stage.EFFECTIVE), fixes=(edit,)) == [
        "decided",
        "proposed",
        "effective",
    ]


def test_what_a_person_overruled_is_not_heard_again_from_outlets_that_repeat_it() -> None:
    edit = fix(Fix.EDIT, "a", day=1, field="stage", value="proposed")
    first = at_stage("a", 0, Stage.EFFECTIVE)
    assert stages(
        first, at_stage("b", 2, Stage.EFFECTIVE), at_stage("c", 30, Stage.EFFECTIVE), fixes=(edit,)
    ) == ["effective", "proposed"]
    assert stages(first, at_stage("b", 2, Stage.EFFECTIVE, official=True), fixes=(edit,))[-1] == "effective"
    assert stages(first, at_stage("b", 32, Stage.EFFECTIVE), fixes=(edit,))[-1] == "effective"
    # nobody had said so before
    assert stages(first, at_stage("b", 2, Stage.DECIDED), fixes=(edit,))[-1] == "decided"


def test_a_story_that_the_person_had_not_read_counts_although_it_is_older() -> None:
    edit = fix(Fix.EDIT, "a", day=3, field="stage", value="decided")
    assert stages(at_stage("a", 0, Stage.THREATENED), at_stage("b", 2, Stage.EFFECTIVE), fixes=(edit,)) == [
        "threatened", "decided", "effective",
    ]  # fmt: skip


def test_of_two_stages_that_people_gave_the_later_one_stands() -> None:
    edits = (
        fix(Fix.EDIT, "a", number=1, day=1, field="stage", value="threatened"),
        fix(Fix.EDIT, "a", "b", number=2, day=5, field="stage", value="notified"),
    )
    found = stages(
        at_stage("a", 0, Stage.DECIDED),
        at_stage("b", 3, Stage.DECIDED),
        at_stage("c", 9, Stage.DECIDED),
        fixes=edits,
    )
    assert found == ["decided", "threatened", "notified"]


def test_after_a_persons_reversal_stragglers_are_ignored_and_a_new_decision_counts() -> None:
    edit = fix(Fix.EDIT, "a", day=1, field="stage", value="reversed")
    first = at_stage("a", 0, Stage.DECIDED)
    assert stages(
        first, at_stage("b", 4, Stage.DECIDED), at_stage("c", 5, Stage.REVERSED), fixes=(edit,)
    ) == ["decided", "reversed"]
    assert stages(first, at_stage("b", 100, Stage.DECIDED), fixes=(edit,)) == [
        "decided",
        "reversed",
        "decided",
    ]


def test_a_persons_stage_is_that_of_all_rows_and_no_row_is_beyond_its_act() -> None:
    decree = item(
        "a",
        0,
        leaves("a", "RU", "CA", "Visits Pact"),
        leaves("a", "RU", "PT", "Defence Treaty", Stage.EFFECTIVE),
    )
    edit = fix(Fix.EDIT, "a", day=1, field="stage", value="proposed")
    later = item("b", 2, leaves("b", "RU", "CA", "Visits Pact"))
    assert [row.stage for row in register(decree, fixes=(edit,))[0].rows] == [Stage.PROPOSED, Stage.PROPOSED]
    (act,) = register(
        item("a", 0, leaves("a", stage=Stage.EFFECTIVE)), at_stage("b", 2, Stage.DECIDED), fixes=(edit,)
    )
    assert (act.stage, act.rows[0].stage) == (Stage.DECIDED, Stage.DECIDED)
    # "decided" is what the person had overruled
    assert register(decree, later, fixes=(edit,))[0].stage is Stage.PROPOSED


def test_a_correction_of_stories_that_are_gone_changes_nothing() -> None:
    assert (
        register(item("a"), fixes=(fix(Fix.REJECT, "z"), fix(Fix.MERGE, "z", "a", number=2)))[0].rejected
        is False
    )


# ---------------------------------------------------------------- a function of the set

STATES = st.sampled_from(["NO", "DK", "RU US", ""])
TERMINATIONS = st.builds(
    leaves,
    story=st.just("s"),
    actors=STATES,
    others=st.sampled_from(["SE", "FI", "SE FI", ""]),
    instrument=st.sampled_from([None, "Grazing Treaty", "Ferry Convention", "Nordic Grazing Treaty"]),
    stage=st.sampled_from(Stage),
    entry=st.sampled_from([None, None, "grazing", "ferry"]),
    kind=st.sampled_from(["", "farming"]),
    signed=st.sampled_from([None, "1972", "1972-02-09", "1980s"]),
)


@st.composite
def some_items(draw: st.DrawFn) -> list[FlaggedStory]:
    found = []
    for number in range(draw(st.integers(1, 9))):
        stated = draw(st.lists(TERMINATIONS, max_size=2))
        one = item(
            f"s{number}", draw(st.sampled_from([0, 1, 2, 20, 45, 70, 300, 700])), *(stated or [leaves("s")]),
            kind=draw(st.sampled_from([Kind.ACT, Kind.THREAT, Kind.PASSING, Kind.AFTERMATH])),
            source=draw(st.sampled_from(["A", "B"])), official=draw(st.booleans()),
            lang=draw(st.sampled_from([None, "en", "ru"])),
        )  # fmt: skip
        found.append(one if stated else replace(one, terminations=()))
    return found


@st.composite
def some_fixes(draw: st.DrawFn) -> list[object]:
    keys = [f"s{number}" for number in range(9)]
    found = []
    for number in range(draw(st.integers(0, 3))):
        chosen = draw(st.lists(st.sampled_from(keys), min_size=2, max_size=4, unique=True))
        found.append(
            draw(
                st.sampled_from(
                    [
                        fix(Fix.MERGE, *chosen, number=number, day=number),
                        fix(Fix.SPLIT, *chosen[:1], number=number, day=number, apart=tuple(chosen[1:])),
                        fix(Fix.REJECT, chosen[0], number=number, day=number),
                        fix(Fix.REJECT, chosen[0], number=number, day=number, value=KEPT),
                        fix(Fix.EDIT, chosen[0], number=number, day=number, field="signed", value="1999"),
                        fix(Fix.EDIT, chosen[0], number=number, day=number, field="stage", value="proposed"),
                    ]
                )
            )
        )
    return found


@settings(max_examples=60, deadline=None)
@given(some_items(), some_fixes(), st.randoms(use_true_random=False))
def test_the_register_does_not_depend_on_the_order_of_arrival(
    items: list[FlaggedStory], fixes: list, random
) -> None:  # type: ignore[no-untyped-def, type-arg]
    shuffled = items[:]
    random.shuffle(shuffled)
    assert build(shuffled, fixes[::-1], heads=HEADS) == build(items, fixes, heads=HEADS)


@settings(max_examples=60, deadline=None)
@given(some_items(), some_fixes())
def test_no_two_acts_share_a_story_and_every_flagged_story_has_one(
    items: list[FlaggedStory], fixes: list
) -> None:  # type: ignore[type-arg]
    found = [key for entry in build(items, fixes, heads=HEADS) for key in entry.stories]
    assert len(found) == len(set(found))
    assert {one.key for one in items if one.kind.alerts} <= set(found)


@settings(max_examples=60, deadline=None)
@given(some_items(), some_fixes())
def test_a_block_is_rebuilt_alone_as_in_the_whole(items: list[FlaggedStory], fixes: list) -> None:  # type: ignore[type-arg]
    whole = build(items, fixes, heads=HEADS)
    for one in items:
        part = related_stories(block_keys(one), items, fixes)
        keys = {each.key for each in part}
        assert one.key in keys
        assert build(part, fixes, heads=HEADS) == tuple(
            entry for entry in whole if {story_of(key) for key in entry.stories} & keys
        )


def test_the_block_of_a_story_reaches_as_far_as_its_actors_do() -> None:
    near, far, bridge = item("a"), item("b", 1, leaves("b", "DK")), item("c", 2, leaves("c", "DK FI"))
    assert [one.key for one in related_stories(block_keys(far), [bridge, near, far])] == ["b", "c"]
    assert block_keys(item("d", 0, leaves("d", entry="inf"))) == {"NO", "=inf", "&NO+SE"}


def test_an_entry_tells_its_stories_in_order_of_time() -> None:
    found: tuple[Act, ...] = register(item("b", 5), item("a", 9), item("c", 1))
    assert [entry.stories for entry in found] == [("c", "b", "a")]


def test_what_one_story_calls_several_agreements_gives_way_to_the_name_of_each() -> None:
    both = item(
        "a",
        0,
        leaves("a", others="SE", instrument="defence accords"),
        leaves("a", others="DK", instrument="defence accords"),
        official=True,
    )
    each = item(
        "b",
        1,
        leaves("b", others="SE", instrument="Border Patrol Accord"),
        leaves("b", others="DK", instrument="Radar Accord"),
    )
    (act,) = register(both, each)
    assert {row.states: row.instrument.value for row in act.rows if row.instrument} == {
        ("SE",): "Border Patrol Accord",
        ("DK",): "Radar Accord",
    }
    (alone,) = register(both)
    assert {row.instrument.value for row in alone.rows if row.instrument} == {"defence accords"}
