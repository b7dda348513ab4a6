"""The register kept in memory gives what a rebuild gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from register_kit import HEADS, Desk, fix, item, leaves, register
from test_register import some_fixes, some_items

from monitor.corrections import Fix
from monitor.model import Kind, Stage
from monitor.register import FlaggedStory, Ledger, build, decide


@settings(max_examples=60, deadline=None)
@given(some_items(), some_fixes(), st.permutations(range(9)), st.integers(0, 9))
def test_a_ledger_equals_a_rebuild_after_every_story(
    items: list[FlaggedStory], fixes: list, arrival: list[int], start: int
) -> None:  # type: ignore[type-arg]
    arrived = [items[place] for place in arrival if place < len(items)]
    ledger = Ledger(arrived[:start], fixes, heads=HEADS)
    assert ledger.acts() == build(arrived[:start], fixes, heads=HEADS)
    for number in range(start, len(arrived)):
        before = set(ledger.acts())
        touched = ledger.add(arrived[number])
        whole = build(arrived[: number + 1], fixes, heads=HEADS)
        assert ledger.acts() == ledger.acts() == whole
        assert set(whole) - before <= set(touched.acts) <= set(whole)
        gone = before - set(whole)
        assert {key for entry in (*gone, *touched.acts) for key in entry.stories} <= touched.stories


def test_what_is_added_in_order_is_decided_with_the_acts_it_touches_alone() -> None:
    ledger, desk = Ledger(heads=HEADS), Desk()
    arrived: list[FlaggedStory] = []
    for one in (
        item("a"),
        item("b", 1, leaves("b", actors="DK")),
        item("c", 2),
        item("d", 3, leaves("d", stage=Stage.EFFECTIVE)),
    ):
        touched = ledger.add(one)
        arrived.append(one)
        before = tuple(known for known in desk.acts.values() if touched.stories & set(known.stories))
        assert decide(before, touched.acts, bookkeeping=desk.bookkeeping) == desk.changes(*register(*arrived))
        desk.settle(*arrived)
    assert [reason for _, reason, _ in desk.alerts] == ["new", "new", "rises"]


def test_an_edit_of_stories_that_were_parted_goes_with_most_of_them() -> None:
    stories = item("a"), item("b", 1), item("c", 2)
    fixes = (
        fix(Fix.EDIT, "a", "b", "c", field="signed", value="1972"),
        fix(Fix.SPLIT, "c", number=2, day=31, apart=("a", "b")),
    )
    ledger = Ledger(stories, fixes, heads=HEADS)
    first, parted = ledger.acts()
    assert (first.rows[0].signed is not None, parted.rows[0].signed) == (True, None)
    for one in (item("d", 32, leaves("d", others="SE FI")), item("e", 33)):
        assert set(ledger.add(one).acts) <= set(ledger.acts())


def test_a_story_that_looks_back_at_nothing_touches_nothing() -> None:
    assert Ledger(heads=HEADS).add(item("a", kind=Kind.AFTERMATH)).acts == ()


def test_a_new_text_of_a_story_replaces_the_old_one() -> None:
    ledger = Ledger([item("a"), item("b", 1)], heads=HEADS)
    changed = item("a", 0, leaves("a", actors="DK"))
    assert set(ledger.add(changed).acts) == set(register(changed, item("b", 1)))
    assert ledger.acts() == register(changed, item("b", 1))


def test_a_merge_by_people_holds_for_what_is_added() -> None:
    fixes = (fix(Fix.MERGE, "a", "b"),)
    ledger = Ledger([item("a"), item("b", 1, leaves("b", actors="DK"))], fixes, heads=HEADS)
    (act,) = ledger.add(item("c", 2, leaves("c", actors="DK"))).acts
    assert act.stories == ("a", "b", "c")


def test_a_story_that_is_removed_leaves_what_the_others_say() -> None:
    ledger = Ledger([item("a"), item("b", 1), item("c", 2, leaves("c", actors="DK"))], heads=HEADS)
    touched = ledger.remove("a")
    assert (touched.acts, touched.stories) == (register(item("b", 1)), {"a", "b"})
    assert ledger.remove("c").stories == {"c"}
    assert ledger.remove("b").acts == ledger.acts() == ()


def test_a_correction_whose_stories_lie_apart_means_the_act_that_holds_most_of_them() -> None:
    late = [item("b", 1), item("c", 2), item("x", 3, leaves("x", actors="DK"))]
    fixes = (fix(Fix.EDIT, "b", "c", "x", field="kind", value="farming"),)
    ledger = Ledger(late, fixes, heads=HEADS)
    newest = item("y", 4, leaves("y", actors="DK", stage=Stage.EFFECTIVE))
    touched = ledger.add(newest)
    assert set(touched.acts) <= set(build([*late, newest], fixes, heads=HEADS))
    assert ledger.acts() == build([*late, newest], fixes, heads=HEADS)


def test_a_story_whose_new_text_has_nothing_in_common_with_the_old_one_joins_what_it_says_now() -> None:
    stories = [item("a"), item("b", 1), item("c", 2, leaves("c", actors="DK")), item("d", 3)]
    ledger = Ledger(stories, heads=HEADS)
    changed = item("d", 3, leaves("d", actors="DK"))
    assert set(ledger.add(changed).acts) == set(register(*stories[:3], changed))
    assert ledger.acts() == register(*stories[:3], changed)


def test_a_start_from_known_acts_gives_a_parted_act_its_later_stories() -> None:
    stories = item("a", 0, leaves("a", actors="DK")), item("b", 1), item("c", 2)
    fixes = (fix(Fix.SPLIT, "a", apart=("b",)),)
    whole = Ledger(stories, fixes, heads=HEADS).acts()
    homes = {key: number for number, entry in enumerate(whole) for key in entry.stories}
    assert Ledger(stories, fixes, heads=HEADS, homes=homes).acts() == whole
