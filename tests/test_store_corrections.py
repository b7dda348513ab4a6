"""What people decide, written in one transaction: all of it with its acts and alerts, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from events_kit import NOW, fill
from register_kit import HEADS, fix
from store_kit import place

from monitor.corrections import Correction, Fix
from monitor.model import Alert, Reason
from monitor.register import build, decide
from monitor.store import Store


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, Store.open(path, ballast_bytes=0) as opened:
        fill(opened)
        yield opened


def people(store: Store, *corrections: Correction, late: int = 0) -> Sequence[Alert] | None:
    """What a command does; `late`: so many changes of the register are made meanwhile."""
    read = store.register.block((), {key for one in corrections for key in (*one.stories, *one.apart)})
    changes = decide(
        read.acts,
        build(read.stories, (*read.corrections, *corrections), heads=HEADS),
        bookkeeping=read.bookkeeping,
        former=read.former,
    )
    return store.register.replace_block(read.revision - late, changes, now=NOW, corrected=corrections)


def test_an_act_has_a_number_by_its_id_and_by_its_reference(store: Store) -> None:
    ref = store.acts.standing([2])[0].ref
    assert [
        store.acts.number(name) for name in ("2", ref, f" #{ref.lower()} ", "#2", "99", "", "#", "2.1")
    ] == [
        2,
        2,
        2,
        2,
        None,
        None,
        None,
        None,
    ]


def test_several_corrections_are_one_change_and_one_alert(store: Store) -> None:
    both = (
        fix(Fix.EDIT, "b", "c", field="ended", value="2027-06"),
        fix(Fix.EDIT, "b", "c", number=2, field="signed", value="1972"),
    )
    alerts = people(store, *both)
    assert alerts is not None
    assert [(one.act, one.reason) for one in alerts] == [(2, Reason.CORRECTION)]
    row = store.acts.standing([2])[0].rows[0]
    assert [cell and cell.value for cell in (row.ended, row.signed)] == ["2027-06", "1972"]
    assert store.register.corrections() == list(both)


def test_a_merged_act_leads_to_the_one_that_took_it(store: Store) -> None:
    assert people(store, fix(Fix.MERGE, "a", "b", "c")) == []
    assert (
        store.acts.standing_id(1),
        store.acts.number("1"),
        [act.id for act in store.acts.standing()],
    ) == (
        2,
        1,
        [2, 3],
    )


def test_nothing_is_written_when_the_register_moved_meanwhile(store: Store) -> None:
    before = store.acts.standing()
    assert people(store, fix(Fix.REJECT, "a"), late=1) is None
    assert (store.acts.standing(), store.register.corrections()) == (before, [])


def test_a_rejection_taken_back_is_told_as_a_correction(store: Store) -> None:
    for one in (fix(Fix.REJECT, "a"), fix(Fix.REJECT, "a", number=2, value="no")):
        alerts = people(store, one)
        assert alerts is not None
        assert [alert.reason for alert in alerts] == [Reason.CORRECTION]
    assert not store.acts.standing([1])[0].rejected
