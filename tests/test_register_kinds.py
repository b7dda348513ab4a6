"""A kind of treaty, or a bare description, is no identity; one announcement is one act."""

from __future__ import annotations

import pytest
from register_kit import HEADS, item, leaves, register

from monitor.corrections.rows import shares_agreement
from monitor.model import Stage, Termination
from monitor.register import FlaggedStory


def taxes(story: str, others: str = "DK", **more: str | Stage | None) -> Termination:
    """Norway ends a double taxation agreement."""
    values = {
        "instrument": "double taxation agreement",
        "entry": "dtt",
        "kind": "tax",
        "naming": "kind",
    } | more
    return leaves(story, others=others, **values)  # type: ignore[arg-type]


def described(
    story: str, name: str = "defence agreement", kind: str = "defence", others: str = "DK", **more: str
) -> Termination:
    return leaves(story, others=others, instrument=name, kind=kind, naming="kind", **more)


def acts(*items: FlaggedStory) -> list[set[str]]:
    return [set(entry.stories) for entry in register(*items)]


# ---------------------------------------------------------------- kinds and descriptions


def test_treaties_of_one_kind_with_two_partners_are_two_acts() -> None:
    assert acts(item("a", 0, taxes("a")), item("b", 7, taxes("b", "LV"))) == [{"a"}, {"b"}]


def test_a_treaty_of_one_kind_with_one_partner_is_one_act_in_any_language() -> None:
    russian = taxes("b", instrument="соглашение об избежании двойного налогообложения", stage=Stage.EFFECTIVE)
    assert acts(item("a", 0, taxes("a")), item("b", 90, russian)) == [{"a", "b"}]


def test_two_kinds_of_treaty_with_one_partner_are_two_acts() -> None:
    extradition = taxes("b", entry="extradition", kind="justice", instrument="extradition treaty")
    assistance = taxes("c", entry="mlat", kind="justice", instrument="legal assistance treaty")
    assert len(acts(item("a", 0, taxes("a")), item("b", 1, extradition), item("c", 2, assistance))) == 3


def test_a_story_without_the_partner_is_no_bridge_between_two_treaties_of_a_kind() -> None:
    bare = item("b", 1, taxes("b", ""))
    assert acts(item("a", 0, taxes("a")), bare, item("c", 2, taxes("c", "LV"))) == [{"a", "b"}, {"c"}]
    assert acts(item("a", 0, taxes("a")), item("b", 1, taxes("b", "LV")), item("c", 2, taxes("c", ""))) == [
        {"a"},
        {"b"},
        {"c"},
    ]


def test_treaties_of_one_kind_and_partner_but_other_years_of_signature_are_two_acts() -> None:
    first = item("a", 0, taxes("a", signed="1974-05-02"))
    assert len(acts(first, item("b", 7, taxes("b", instrument="1995 tax treaty")))) == 2
    assert len(acts(first, item("b", 7, taxes("b", signed="1974")))) == 1
    assert len(acts(first, item("b", 7, taxes("b", signed="1970s")))) == 1
    assert len(acts(first, item("b", 1, taxes("b")), item("c", 2, taxes("c", signed="1995")))) == 2


def test_a_named_agreement_stays_one_act_although_outlets_differ_about_its_year() -> None:
    assert len(acts(item("a", 0, leaves("a", signed="1994")), item("b", 1, leaves("b", signed="1995")))) == 1


@pytest.mark.parametrize(
    "second",
    [
        described("b", others="FI"),
        described("b", "fishing agreement", "fisheries"),
        described("b", "2011 defence agreement"),
    ],
)
def test_a_description_beside_another_partner_subject_or_year_is_another_act(second: Termination) -> None:
    assert len(acts(item("a", 0, described("a", "1994 defence agreement")), item("b", 7, second))) == 2


def test_two_descriptions_of_one_subject_and_partner_are_one_act() -> None:
    assert (
        len(
            acts(
                item("a", 0, described("a")), item("b", 50, described("b", "military cooperation agreement"))
            )
        )
        == 1
    )


def test_descriptions_without_a_partner_join_within_a_month_only() -> None:
    first = item("a", 0, described("a", others=""))
    assert len(acts(first, item("b", 20, described("b", others="")))) == 1
    assert len(acts(first, item("b", 40, described("b", others="")))) == 2


def test_a_description_is_no_other_name_of_an_agreement_with_somebody_else() -> None:
    named = item("a", 0, leaves("a", instrument="Nordic Defence Treaty", kind="defence"))
    assert len(acts(named, item("b", 1, described("b", others="FI")))) == 2
    assert len(acts(named, item("b", 1, described("b", others="SE")))) == 1


# ---------------------------------------------------------------- rows


def test_a_decree_that_ends_treaties_of_one_kind_has_a_row_a_partner() -> None:
    (act,) = register(
        item("a", 0, taxes("a"), taxes("a", "LV")),
        item("b", 1, taxes("b", "LV")),
        item("c", 1, taxes("c", "DK")),
    )
    assert [(row.entry, row.states) for row in act.rows] == [("dtt", ("DK",)), ("dtt", ("LV",))]


def test_a_story_that_tells_the_kind_alone_adds_no_row() -> None:
    (act,) = register(item("a", 0, taxes("a")), item("b", 1, taxes("b", "")))
    assert [row.states for row in act.rows] == [("DK",)]
    (first,) = register(item("a", 0, taxes("a", "")), item("b", 1, taxes("b")))
    assert [row.states for row in first.rows] == [("DK",)]


def test_two_kinds_without_a_partner_are_two_rows() -> None:
    extradition = taxes("a", "", entry="extradition", kind="justice", instrument="extradition treaty")
    (act,) = register(item("a", 0, taxes("a", ""), extradition))
    assert {row.entry for row in act.rows} == {"dtt", "extradition"}


def test_a_description_beside_a_kind_that_one_story_tells_of_both_is_a_row_of_its_own() -> None:
    (act,) = register(item("a", 0, taxes("a"), described("a")))
    assert {(row.entry, row.kind) for row in act.rows} == {("dtt", "tax"), (None, "defence")}


def test_a_description_of_another_subject_with_a_partner_is_no_other_name_of_a_convention() -> None:
    convention = leaves("a", "NO", "", "UN climate convention", entry="unfccc", kind="climate", form="decree")
    bilateral = described("b", "fisheries agreement", "fisheries", "RU", form="decree")
    (act,) = register(item("a", 0, convention), item("b", 0.2, bilateral))
    assert [(row.entry, row.states, row.kind) for row in act.rows] == [
        ("unfccc", (), "climate"),
        (None, ("RU",), "fisheries"),
    ]


def test_two_treaties_of_a_kind_between_others_are_not_one_agreement_to_a_person_who_merges() -> None:
    first, third = register(
        item("a", 0, taxes("a")),
        item("b", 1, leaves("b", "SE", "FI", "tax treaty", entry="dtt", naming="kind")),
    )
    assert not shares_agreement(first, third, HEADS)
    assert shares_agreement(first, first, HEADS)


# ---------------------------------------------------------------- announcements


def body(story: str, entry: str, name: str, **more: str | Stage) -> Termination:
    return leaves(story, "NO", "", name, entry=entry, **more)  # type: ignore[arg-type]


def test_stories_of_one_decree_and_day_are_one_act_whichever_agreement_they_name() -> None:
    first = item("a", 0, body("a", "unesco", "UNESCO", form="decree"))
    second = item("b", 0.5, body("b", "who", "World Health Organization", form="order"))
    third = item("c", 0.8, taxes("c", form="memorandum"))
    (act,) = register(first, second, third)
    assert {row.entry for row in act.rows} == {"unesco", "who", "dtt"}


def test_another_actor_or_day_or_paper_is_another_announcement() -> None:
    first = item("a", 0, body("a", "unesco", "UNESCO", form="decree"))
    other = leaves("b", "DK", "", "World Health Organization", entry="who", form="decree")
    assert len(acts(first, item("b", 0, other))) == 2
    assert len(acts(first, item("b", 2, body("b", "who", "WHO", form="decree")))) == 2
    assert len(acts(first, item("b", 0, body("b", "who", "WHO", form="law")))) == 2
    assert len(acts(first, item("b", 0, body("b", "who", "WHO")))) == 2


def test_the_stated_day_of_a_decree_counts_for_more_than_when_it_was_told() -> None:
    first = item("a", 0, body("a", "unesco", "UNESCO", form="decree", decided="2026-03-01"))
    assert len(acts(first, item("b", 6, body("b", "who", "WHO", form="decree", decided="2026-03-01")))) == 1
    assert len(acts(first, item("b", 0.5, body("b", "who", "WHO", form="decree", decided="2026-03-02")))) == 2


def test_two_laws_of_one_day_are_two_acts_unless_one_is_told_of_several_agreements() -> None:
    alone = item("a", 0, body("a", "ctbt", "Test Ban Treaty", form="law"))
    both = item(
        "a",
        0,
        body("a", "ctbt", "Test Ban Treaty", form="law"),
        body("a", "npt", "Non-Proliferation Treaty", form="law"),
    )
    second = item("b", 0.2, body("b", "who", "WHO", form="law"))
    assert (len(acts(alone, second)), len(acts(both, second))) == (2, 1)


def test_a_story_of_many_bodies_gathers_those_that_the_stories_of_its_day_name() -> None:
    many = item("a", 0, body("a", "un-system", "66 international bodies", naming="several", kind="general"))
    first, second = item("b", 0.5, body("b", "unesco", "UNESCO")), item("c", 0.7, body("c", "who", "WHO"))
    again = item(
        "d", 1.5, body("d", "un-system", "dozens of global bodies", naming="several", kind="general")
    )
    (act,) = register(many, first, second, again)
    assert {row.entry for row in act.rows} == {"un-system", "unesco", "who"}
    assert len(acts(many, item("e", 9, body("e", "icc", "International Criminal Court")))) == 2


def test_what_is_threatened_or_taken_back_is_no_announcement() -> None:
    first = item("a", 0, body("a", "unesco", "UNESCO", form="decree"))
    assert len(acts(first, item("b", 0, body("b", "who", "WHO", form="decree", stage=Stage.THREATENED)))) == 2
    assert len(acts(first, item("b", 0, body("b", "who", "WHO", form="decree", stage=Stage.REVERSED)))) == 2


def test_a_story_of_several_acts_is_its_first_actors_and_never_another_states() -> None:
    other = item("a", 0, leaves("a", "DK", "", "UNESCO", entry="unesco"))
    two = item(
        "b", 0, leaves("b", "", "", "UNESCO", entry="unesco"), leaves("b", "NO", "", "WHO", entry="who")
    )
    assert acts(other, two) == [{"a"}, {"b"}]


# ---------------------------------------------------------------- other words for one agreement


def test_a_name_that_resembles_an_entry_joins_the_act_of_that_entry() -> None:
    listed = item(
        "a", 0, leaves("a", others="", instrument="Hilltop Convention", entry="hilltop", kind="nature")
    )
    title = leaves(
        "b",
        others="",
        instrument="treaty to keep mountain pastures",
        stage=Stage.EFFECTIVE,
        resembles="hilltop valley",
    )
    assert acts(listed, item("b", 120, title)) == [{"a", "b"}]
    assert acts(
        item("b", 0, title),
        item("c", 3, leaves("c", others="", instrument="Bergweidevertrag", resembles="hilltop")),
    ) == [{"b", "c"}]
    assert (
        len(
            acts(
                listed, item("b", 120, leaves("b", others="", instrument="river treaty", resembles="rivers"))
            )
        )
        == 2
    )
    assert (
        len(
            acts(
                listed,
                item(
                    "b", 120, leaves("b", "DK", "", "treaty to keep mountain pastures", resembles="hilltop")
                ),
            )
        )
        == 2
    )


def test_a_kind_and_a_name_of_unknown_subject_with_one_partner_are_one_act_for_three_days() -> None:
    named = leaves("b", others="DK", instrument="Sound Treaty")
    both = register(item("a", 0, taxes("a")), item("b", 1, named))
    assert [set(entry.stories) for entry in both] == [{"a", "b"}]
    assert len(both[0].rows) == 1
    assert len(acts(item("a", 0, taxes("a")), item("b", 5, named))) == 2
    assert (
        len(
            acts(
                item("a", 0, taxes("a")),
                item("b", 1, leaves("b", others="DK", instrument="Sound Treaty", kind="defence")),
            )
        )
        == 2
    )
    assert (
        len(acts(item("a", 0, taxes("a")), item("b", 1, leaves("b", others="LV", instrument="Sound Treaty"))))
        == 2
    )


@pytest.mark.parametrize(("lang", "count"), [("pl", 1), ("en", 2), (None, 2)])
def test_two_names_that_no_list_holds_are_one_act_for_three_days_when_told_in_two_languages(
    lang: str | None, count: int
) -> None:
    first = item("a", 0, leaves("a", instrument="Grazing Treaty"), lang="en")
    for others in ("SE", ""):
        assert (
            len(acts(first, item("b", 2, leaves("b", others=others, instrument="układ o łąkach"), lang=lang)))
            == count
        )
        assert (
            len(acts(first, item("b", 9, leaves("b", others=others, instrument="układ o łąkach"), lang=lang)))
            == 2
        )
    assert (
        len(acts(first, item("b", 2, leaves("b", others="DK", instrument="układ o łąkach"), lang=lang))) == 2
    )
    assert (
        len(
            acts(
                first,
                item("b", 2, leaves("b", others="", instrument="układ o łąkach", entry="meadows"), lang=lang),
            )
        )
        == 2
    )


def test_a_kind_and_the_wider_kind_of_its_subject_with_one_partner_are_one_act_for_three_days() -> None:
    bases = described("a", "base agreement", entry="bases")
    assert (
        len(acts(item("a", 0, bases), item("b", 1, described("b", "accord militaire", entry="defence")))) == 1
    )
    assert (
        len(acts(item("a", 0, bases), item("b", 8, described("b", "accord militaire", entry="defence")))) == 2
    )
    assert len(acts(item("a", 0, bases), item("b", 1, described("b", "troop agreement", entry="sofa")))) == 2


def test_what_one_of_two_parties_denounced_runs_out_for_both() -> None:
    ended = item("b", 70, taxes("b", "", actors="NO DK", stage=Stage.EXPIRED))
    assert [entry.stage for entry in register(item("a", 0, taxes("a")), ended)] == [Stage.EXPIRED]
    assert len(acts(item("a", 0, taxes("a", stage=Stage.SUSPENDED)), ended)) == 2
    assert len(acts(item("a", 0, taxes("a", "LV")), ended)) == 2


def test_names_that_share_only_their_general_words_are_two_acts() -> None:
    def bank(story: str, name: str, lang: str) -> FlaggedStory:
        return item(story, 0 if story == "a" else 2, leaves(story, others="", instrument=name), lang=lang)

    for lang, first, second in (
        ("en", "International Bank on Herding Rights", "International Bank on Fishing Boats"),
        ("de", "Internationale Bank für Weidewirtschaft", "Internationale Bank für Fischerei und Boote"),
        ("pl", "Międzynarodowy Bank Pasterski", "Międzynarodowy Bank Rybołówstwa Morskiego"),
    ):
        assert len(acts(bank("a", first, lang), bank("b", second, lang))) == 2
        assert len(acts(bank("a", first, lang), bank("b", " ".join(first.split()[1:]), lang))) == 1


def test_an_act_of_which_no_agreement_is_known_takes_a_name_for_three_days() -> None:
    nameless = item("a", 0, leaves("a", others="", instrument=None))
    assert len(acts(nameless, item("b", 2, leaves("b", others="")))) == 1
    assert len(acts(nameless, item("b", 20, leaves("b", others="")))) == 2
    assert (
        len(
            acts(item("a", 0, leaves("a", others="")), item("b", 20, leaves("b", others="", instrument=None)))
        )
        == 1
    )


# ---------------------------------------------------------------- the end of a period of notice, and stories that name no actor


def nameless(story: str, stage: Stage = Stage.EFFECTIVE) -> Termination:
    return leaves(story, others="", instrument=None, stage=stage)


@pytest.mark.parametrize(("days", "count"), [(92, 1), (183, 1), (366, 1), (740, 1), (130, 2), (500, 2)])
def test_an_exit_in_effect_without_a_name_is_the_one_whose_period_of_notice_has_passed(
    days: int, count: int
) -> None:
    assert len(acts(item("a", 0, leaves("a", stage=Stage.NOTIFIED)), item("b", days, nameless("b")))) == count


def test_an_exit_in_effect_without_a_name_joins_no_act_where_it_could_be_two() -> None:
    first, second = (
        item("a", 0, leaves("a")),
        item("b", 2, leaves("b", others="FI", instrument="Ferry Treaty")),
    )
    assert len(acts(first, second, item("c", 366, nameless("c")))) == 3
    assert len(acts(first, item("c", 366, nameless("c", Stage.DECIDED)))) == 2


@pytest.mark.parametrize(
    ("stage", "days", "count"),
    [(Stage.EFFECTIVE, 900, 1), (Stage.DECIDED, 900, 2), (Stage.EFFECTIVE, 1500, 2)],
)
def test_what_was_decided_may_take_effect_years_later(stage: Stage, days: int, count: int) -> None:
    assert len(acts(item("a", 0, leaves("a")), item("b", days, leaves("b", stage=stage)))) == count


def test_a_story_without_an_actor_may_mean_the_state_whose_press_it_is() -> None:
    ministry = taxes("a", actors="")
    signed = item("b", 150, taxes("b", actors="RU"), lang="en")
    assert acts(item("a", 0, ministry, lang="ru"), signed) == [{"a", "b"}]
    assert acts(item("c", 150, taxes("c", actors="RU"), lang="en"), item("d", 151, ministry, lang="ru")) == [
        {"c", "d"}
    ]
    assert len(acts(item("a", 0, ministry, lang="pl"), signed)) == 2
    assert len(acts(item("a", 0, ministry, lang="fr"), signed)) == 2
    assert not any(entry.states for entry in register(item("a", 0, ministry, lang="ru")))


@pytest.mark.parametrize(("stage", "days", "count"), [
    (Stage.EFFECTIVE, 900, 1), (Stage.EXPIRED, 900, 1), (Stage.NOTIFIED, 900, 2), (Stage.EFFECTIVE, 1500, 2),
])  # fmt: skip
def test_what_was_suspended_may_end_years_later(stage: Stage, days: int, count: int) -> None:
    suspended = item("a", 0, leaves("a", stage=Stage.SUSPENDED))
    assert len(acts(suspended, item("b", days, leaves("b", stage=stage)))) == count


def test_an_end_told_as_the_other_partys_is_the_act_of_the_one_who_is_said_to_end_it_days_later() -> None:
    ends = item("a", 0, taxes("a", "NO", actors="SE", stage=Stage.EXPIRED, signed="1998"))
    for days, stage, count in (
        (2, Stage.DECIDED, 1),
        (2, Stage.NOTIFIED, 1),
        (2, Stage.SUSPENDED, 2),
        (45, Stage.DECIDED, 2),
    ):
        story = leaves("b", "NO", "SE", "treaty", stage, naming="kind", signed="1998")
        assert len(acts(ends, item("b", days, story))) == count
    other = leaves("b", "NO", "SE", "fishing treaty", Stage.DECIDED, kind="fisheries", topics="food.fish")
    assert len(acts(ends, item("b", 2, other))) == 2


# ---------------------------------------------------------------- days of signature


@pytest.mark.parametrize(
    ("name", "signed", "lang", "parted"),
    [
        ("Seal Treaty", "1999-05-04", "en", True),
        ("Grazing Fees Treaty", "1999-05-04", "en", False),  # a longer form of the name
        ("Treaty", "1999-05-04", "en", False),
        ("Seal Treaty", "1999-05-03", "en", False),
        ("Seal Treaty", "1999-05", "en", False),
        ("Traité des phoques", "1999-05-04", "fr", False),  # may be a translation
    ],
)
def test_two_names_that_were_signed_on_two_days_are_two_acts(
    name: str, signed: str, lang: str, parted: bool
) -> None:
    first = item("a", 0, leaves("a", kind="farming", signed="1999-05-03"), lang="en")
    second = item("b", 1, leaves("b", instrument=name, kind="farming", signed=signed), lang=lang)
    assert acts(first, second) == ([{"a"}, {"b"}] if parted else [{"a", "b"}])
    assert len(acts(second, first)) == len(acts(first, second))


def test_a_name_and_its_acronym_are_one_act() -> None:
    long = leaves("a", instrument="Southern Reef Fisheries Commission", others="")
    short = leaves("b", instrument="SRFC treaty", others="")
    other = leaves("b", instrument="SRFM treaty", others="")
    assert acts(item("a", 0, long), item("b", 60, short)) == [{"a", "b"}]
    assert acts(item("a", 0, short), item("b", 60, long)) == [{"a", "b"}]
    assert len(acts(item("a", 0, long), item("b", 60, other))) == 2
