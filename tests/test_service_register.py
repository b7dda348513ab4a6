"""People correct the register: acts are found by the names people use, and what they decide survives what
comes later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from events_kit import NOW, fill, report
from register_kit import HEADS, START, item, leaves
from store_kit import place

from monitor.corrections import Fix
from monitor.errors import StoreBusy, StoreError, UsageError
from monitor.exports import detail
from monitor.extract import Lexicon
from monitor.model import Reason, Stage
from monitor.pipeline import RegisterCache
from monitor.service import choosing, correcting, fields
from monitor.service import register as verbs
from monitor.service.choosing import Format, Wanted, choose
from monitor.service.correcting import Done, Signed
from monitor.store import Store

ADA = Signed("ada", "the gazette says so", "Ada")


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, Store.open(path, ballast_bytes=0) as opened:
        fill(opened)
        yield opened


def edit(store: Store, name: str, *settings: str) -> Done:
    return verbs.edit(store, name, settings, ADA, NOW)


def reasons(done: Done) -> list[Reason]:
    return [one.reason for one in done.alerts]


def ids(store: Store) -> list[int]:
    return [act.id for act in store.acts.standing()]


def named(store: Store) -> dict[str, int]:
    """Ids of stories by their keys."""
    return {source.key: source.id or 0 for act in store.acts.standing() for source in act.sources}


# ---------------------------------------------------------------- finding


def test_an_act_is_found_by_its_id_and_by_its_reference_as_people_write_it(store: Store) -> None:
    ref = store.acts.standing([2])[0].ref
    for name in ("2", ref, ref.lower(), f"#{ref}", f" #{ref.lower()} ", "#2"):
        found = verbs.find(store, name)
        assert (found.act.id, found.taken, found.row) == (2, None, None)
    assert verbs.find(store, f"#{store.acts.standing([1])[0].ref}.2").row == 2


def test_a_reference_of_digits_alone_is_one_after_a_hash(store: Store) -> None:
    with store.database.write() as db:
        db.execute("UPDATE act SET ref = '3' WHERE id = 2")
    assert verbs.find(store, "3").act.id == 3
    assert verbs.find(store, "#3").act.id == 2


@pytest.mark.parametrize(
    ("name", "says"),
    [("99", "no act '99'. `treaty-monitor events list`"), ("ZZZZ", "no act"), ("a b", "no act"), ("", "no act"),     ("1.9", "no row 9. Its rows: 1.1")],
)  # fmt: skip
def test_an_unknown_name_says_where_to_look(store: Store, name: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        verbs.find(store, name)
    assert says in str(caught.value)


def test_an_act_whose_stories_are_gone_was_withdrawn(store: Store) -> None:
    with store.database.write() as db:
        db.execute("UPDATE act_state SET withdrawn_at = '2026-04-01T00:00:00.000000Z' WHERE act = 3")
    with pytest.raises(UsageError, match="Act 3 was withdrawn"):
        verbs.find(store, "3")


# ---------------------------------------------------------------- editing


def test_an_edit_survives_later_stories_and_says_who_and_why(store: Store) -> None:
    done = edit(store, "2", "ended=2027-06", "signed=1972")
    assert (done.rows, reasons(done), [one.id for one in done.corrections]) == (
        1,
        [Reason.CORRECTION],
        [1, 2],
    )
    report(
        store,
        item(
            "x",
            40,
            leaves(
                "x", "NO", "SE", "Grazing Treaty", Stage.NOTIFIED, ended="2028-01-01", signed="1980-01-01"
            ),
        ),
    )
    (act,) = store.acts.standing([2])
    row = act.rows[0]
    assert row.ended is not None
    assert row.signed is not None
    assert (row.ended.value, row.signed.value, len(act.sources)) == ("2027-06", "1972", 4)
    assert row.ended.leading.proof == "Ada, 2026-04-01: the gazette says so"
    assert {one.value for one in row.ended.others} >= {"2028-01-01"}


def test_one_command_is_one_correction_to_subscribers_and_filling_a_cell_is_none(store: Store) -> None:
    assert reasons(edit(store, "1.1", "ended=2026-01", "signed=1989-11-21")) == [Reason.CORRECTION]
    assert reasons(edit(store, "2", "signed=1972-02-09")) == []


def test_a_row_must_be_named_when_there_are_several(store: Store) -> None:
    with pytest.raises(UsageError, match=r"3 rows; say which: `treaty-monitor events edit 1\.1"):
        edit(store, "1", "signed=1989")
    edit(
        store,
        "1.3",
        "signed=2003",
        "entry=inf",
        "others=DE AT",
        "instrument=Rocketry Agreement",
        "kind=space",
    )
    row = dict(store.acts.standing([1])[0].by_number)["1.3"]
    assert row.signed is not None
    assert row.instrument is not None
    assert (row.signed.value, row.entry, row.states, row.instrument.value, row.kind) == (
        "2003",
        "inf",
        ("AT", "DE"),
        "Rocketry Agreement",
        "space",
    )
    assert [row.signed.value for _, row in store.acts.standing([1])[0].by_number if row.signed] == [
        "1989-11-20",
        "2000-08-04",
        "2003",
    ]


def test_actors_and_stage_belong_to_the_act(store: Store) -> None:
    with pytest.raises(UsageError, match="belong to the whole act"):
        edit(store, "1.2", "stage=notified")
    done = edit(store, "1", "stage=notified", "actors=BY")
    assert (done.acts[0].stage, done.acts[0].states, done.rows, reasons(done)) == (
        Stage.NOTIFIED,
        ("BY",),
        3,
        [Reason.RISES],
    )


def test_an_organisation_of_several_words_is_kept_whole(store: Store) -> None:
    assert edit(store, "3", "others=african union, DE").acts[0].rows[0].states == (
        "African Union",
        "DE",
    )


def test_a_field_is_set_once_a_command(store: Store) -> None:
    with pytest.raises(UsageError, match="One --set a field"):
        edit(store, "2", "signed=1972", "signed=1973")


def test_an_edit_that_says_what_stands_changes_nothing_to_be_seen_but_the_proof(store: Store) -> None:
    done = edit(store, "2", "ended=2027-03-01")
    assert (done.changed, reasons(done)) == (True, [])
    again = edit(store, "2", "entry=")
    assert (again.changed, again.rows) == (False, 0)


@pytest.mark.parametrize(
    ("text", "value"),
    [         ("signed=1989-11-20", "1989-11-20"), ("ended = 2025-12 ", "2025-12"), ("ended=2000s", "2000s"), ("signed=", ""),         ("stage=Effective", "effective"),         ("others=fr, de", "DE FR"), ("actors=eu", "EU"), ("others=Arab League", "Arab_League"), ("entry=inf", "inf"),         ("reason= no\n longer  needed\x1b ", "no longer needed"),     ],
)  # fmt: skip
def test_values_are_taken_as_people_write_them(text: str, value: str) -> None:
    assert fields.assignment(text)[1] == value


@pytest.mark.parametrize(
    ("text", "says"),
    [         ("signed", "write FIELD=VALUE"), ("sined=2000", "Did you mean signed?"), ("signed=20 Nov 1989", "is not a date"),         ("ended=2023-02-29", "no day 2023-02-29"),         ("ended=0000", "no day"), ("signed=2000-1", "not a date"), ("signed=２０００", "not a date"),         ("others=UK", "Did you mean GB?"), ("others=Norway", "Did you mean NO?"),         ("actors=XX", "ISO 3166"), ("actors=", "An act needs actors"), ("stage=", "An act needs stage"), ("stage=gone", "Known: decided"),         ("entry=infx", "Did you mean inf?"), ("entry=qqqqqqq", "rules/gazetteer.toml"), ("reason=" + "x" * 301, "more than 300"),     ],
)  # fmt: skip
def test_what_is_no_value_is_refused_with_what_to_write(text: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        fields.assignment(text)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("why", "by", "says"), [("", "Ada", "--why"), (" \n", "", "--why"), ("x", "\x1b", "--by")]
)
def test_a_correction_has_a_reason_and_a_name_that_can_be_shown(why: str, by: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        verbs.signed("ada", why, by)


def test_who_corrects_has_a_name_for_the_record_only_when_one_is_given() -> None:
    assert verbs.signed("ada", "x") == Signed("ada", "x", "")
    assert verbs.signed("\x1b", " x ", "Ada Desk") == Signed("?", "x", "Ada Desk")


# ---------------------------------------------------------------- merging, splitting, rejecting


def test_a_merged_act_leads_from_its_old_id_to_the_one_that_took_it(store: Store) -> None:
    ref = store.acts.standing([1])[0].ref
    done = verbs.merge(store, ["1", "2"], ADA, NOW)
    assert ([act.id for act in done.acts], reasons(done), ids(store)) == ([2], [], [2, 3])
    for name in ("1", ref):
        assert (verbs.find(store, name).act.id, verbs.find(store, name).taken) == (2, 1)
    verbs.merge(store, ["3", "1"], ADA, NOW)
    assert verbs.find(store, "3").act.id == 2
    with pytest.raises(UsageError, match="one act already"):
        verbs.merge(store, ["1", "2"], ADA, NOW)
    with pytest.raises(UsageError, match="two acts or more"):
        verbs.merge(store, ["2"], ADA, NOW)


def test_a_split_makes_an_act_of_its_own_and_a_merge_undoes_it(store: Store) -> None:
    story = named(store)
    done = verbs.split(store, "2", [story["c"]], ADA, NOW)
    assert (sorted(tuple(act.stories) for act in done.acts), reasons(done)) == (
        [("b",), ("c", "d")],
        [],
    )
    back = verbs.merge(store, [str(act.id) for act in done.acts], ADA, NOW + timedelta(hours=1))
    assert [act.stories for act in back.acts] == [("b", "c", "d")]


def test_undo_takes_back_the_last_command_that_stands_then_the_one_before(store: Store) -> None:
    before = {act.id: act.rows for act in store.acts.standing()}
    with pytest.raises(UsageError, match="No correction of act 1 stands"):
        verbs.undo(store, "1", ADA, NOW)
    edit(store, "1.1", "ended=2026-01", "signed=1990")
    verbs.merge(store, ["1", "2"], ADA, NOW)
    edit(store, "1.1", "reason=cost")
    story = named(store)
    verbs.split(store, "2", [story["c"]], ADA, NOW)
    verbs.reject(store, "2", ADA, NOW)
    taken = [
        [one.fix for one in verbs.undo(store, name, ADA, NOW).undone] for name in ("2", "2", "2", "1", "1")
    ]
    assert taken == [[Fix.REJECT], [Fix.SPLIT], [Fix.EDIT], [Fix.MERGE], [Fix.EDIT, Fix.EDIT]]
    assert {act.id: act.rows for act in store.acts.standing()} == before
    assert len(store.register.corrections()) == 11
    with pytest.raises(UsageError, match="No correction of act 1 stands"):
        verbs.undo(store, "1", ADA, NOW)


def test_a_split_can_be_taken_back_from_either_of_its_acts(store: Store) -> None:
    story = named(store)
    for side in (0, 1):
        parted = verbs.split(store, "2", [story["c"]], ADA, NOW).acts[side]
        shown = str(detail(parted, corrections=store.register.corrections())["corrections"])
        assert shown.count("'parted 1 of") == side + 1
        back = verbs.undo(store, str(parted.id), ADA, NOW)
        assert [act.stories for act in back.acts] == [("b", "c", "d")]


def test_acts_are_unrelated_when_they_share_neither_actor_nor_agreement(store: Store) -> None:
    report(store, item("s", 9, leaves("s", "SE", "NO", "Grazing Treaty")))
    assert verbs.unrelated(store, ["2", "4"]) == ""
    assert verbs.unrelated(store, ["1", "1"]) == ""
    assert "Act 2 (NO: Grazing Treaty) shares neither" in verbs.unrelated(store, ["2", "1"])
    assert verbs.unrelated(store, ["2", "4", "3"]).startswith("Act 3 (African Union)")


def test_a_split_that_parts_nothing_is_refused(store: Store) -> None:
    story = named(store)
    for stories, says in (
        ([999], "Story 999 is not one of act 2"),
        ([story["a"]], "events show 2"),
        ([story["b"], story["c"]], "leave nothing"),
        ([story["d"]], "only look back"),
    ):
        with pytest.raises(UsageError, match=says):
            verbs.split(store, "2", stories, ADA, NOW)
    assert store.register.corrections() == []


def test_a_rejected_act_leaves_lists_and_exports_and_can_be_taken_back(store: Store) -> None:
    assert reasons(verbs.reject(store, "1", ADA, NOW)) == [Reason.CORRECTION]
    assert [act.id for act in choose(store, Wanted())] == [2, 3]
    assert [act.id for act in choose(store, Wanted(rejected=True))] == [1]
    for shape in Format:
        assert "Visits" not in choosing.written(store, choose(store, Wanted()), shape)
    with pytest.raises(UsageError, match="rejected already"):
        verbs.reject(store, "1", ADA, NOW)
    with pytest.raises(UsageError, match="reject --undo 1` first"):
        verbs.merge(store, ["1", "2"], ADA, NOW)
    assert reasons(verbs.reject(store, "1", ADA, NOW, undo=True)) == [Reason.CORRECTION]
    assert [act.id for act in choose(store, Wanted())] == [1, 2, 3]
    with pytest.raises(UsageError, match="not rejected"):
        verbs.reject(store, "1", ADA, NOW, undo=True)


# ---------------------------------------------------------------- two at once


def moving(store: Store, monkeypatch: pytest.MonkeyPatch, times: int) -> list[int]:
    """Another editor who writes between the reading and the writing of this one, `times` times."""
    left = [times]
    read = store.register.block

    def block(*keys: object) -> object:
        found = read(*keys)  # type: ignore[arg-type]
        if left[0]:
            left[0] -= 1
            with store.database.write() as db:
                db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'register'")
        return found

    monkeypatch.setattr(store.register, "block", block)
    monkeypatch.setattr(correcting, "PAUSES_S", (0.0,) * 4)
    return left


def test_when_the_register_moved_the_correction_is_computed_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = moving(store, monkeypatch, 3)
    done = edit(store, "2", "signed=1972")
    assert (left, len(store.register.corrections()), done.rows) == ([0], 1, 1)


def test_when_it_keeps_moving_nothing_is_written(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    moving(store, monkeypatch, 4)
    with pytest.raises(StoreBusy, match="nothing was written"):
        edit(store, "2", "signed=1972")
    assert store.register.corrections() == []


def test_two_editors_on_one_database_both_have_their_say(store: Store) -> None:
    with Store.open(store.database.path, editing=True, ballast_bytes=0) as other:
        edit(store, "2", "signed=1972")
        verbs.edit(other, "2", ["reason=cost"], Signed("bob", "the minister said so", "Bob"), NOW)
        edit(store, "2", "signed=1973")
    assert [(one.id, one.by) for one in store.register.corrections()] == [(1, "Ada"), (2, "Bob"), (3, "Ada")]
    row = store.acts.standing([2])[0].rows[0]
    assert [cell and cell.value for cell in (row.signed, row.reason)] == ["1973", "cost"]


def test_a_service_that_runs_beside_the_editor_keeps_the_correction(store: Store) -> None:
    cache = RegisterCache(Lexicon({}, {}, HEADS))
    report(store, item("m", 20, leaves("m", "NO", "SE", "Grazing Treaty", Stage.NOTIFIED)), cache=cache)
    with Store.open(store.database.path, editing=True, ballast_bytes=0) as other:
        verbs.edit(other, "2", ["signed=1972", "stage=decided"], ADA, NOW)
        verbs.merge(other, ["2", "3"], ADA, NOW)
    alerts = report(
        store,
        item("n", 40, leaves("n", "NO", "SE", "Grazing Treaty", Stage.NOTIFIED, signed="1980")),
        cache=cache,
    )
    (act,) = store.acts.standing([2])
    row = next(row for row in act.rows if row.instrument)
    assert row.signed is not None
    assert (row.signed.value, [one.value for one in row.signed.others], act.stage) == (
        "1972",
        ["1980"],
        Stage.DECIDED,
    )
    assert (set(act.stories), list(alerts)) == (set("bcdemn"), [])
    assert [
        one.reason
        for one in report(store, item("o", 50, leaves("o", "NO", stage=Stage.EFFECTIVE)), cache=cache)
    ] == [Reason.RISES]


def test_the_last_word_stands_although_the_clock_was_set_back(store: Store) -> None:
    edit(store, "2", "signed=1972")
    verbs.edit(store, "2", ["signed=1973"], ADA, START)
    row = store.acts.standing([2])[0].rows[0]
    assert row.signed is not None
    assert row.signed.value == "1973"
    assert [one.at for one in store.register.corrections()] == [NOW, NOW]


def test_a_crash_before_the_commit_changes_nothing() -> None:
    armed: list[str] = []

    def die(name: str) -> None:
        if name in armed:
            raise KeyboardInterrupt

    with place() as path, Store.open(path, ballast_bytes=0, trace=die) as store:
        fill(store)
        before = store.acts.standing()
        armed.append("before_commit_settle")
        with pytest.raises(KeyboardInterrupt):
            edit(store, "1.1", "signed=1990", "ended=1991")
        armed.clear()
        assert (store.acts.standing(), store.register.corrections()) == (before, [])


# ---------------------------------------------------------------- choosing


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [1, 2, 3]),
        (Wanted(actor="ru"), [1]),
        (Wanted(actor="african_union"), [3]),
        (Wanted(other="SE"), [2]),
        (Wanted(other="NO"), []),
        (Wanted(actor="GB"), []),
        (Wanted(stage=Stage.NOTIFIED), [2]),
        (Wanted(since=START + timedelta(days=1)), [2, 3]),
        (Wanted(limit=2), [2, 3]),
        (Wanted(limit=9, actor="NO"), [2]),
        (Wanted(query="graz* OR rocket"), [1, 2]),
        (Wanted(query='"military visits pact"'), [1]),
        (Wanted(query="country:SE"), [2]),
        (Wanted(query="source:wire"), [3]),
        (Wanted(query="title:(germany NEAR/9 rocket)"), [1]),
        (Wanted(query="  "), [1, 2, 3]),
    ],
)
def test_acts_are_chosen_by_party_stage_time_and_query(
    store: Store, wanted: Wanted, found: list[int]
) -> None:
    assert [act.id for act in choose(store, wanted)] == found


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Wanted(query="a AND ("), "query is refused"),
        (Wanted(actor="UK"), "GB"),
        (Wanted(other="Norge"), "ISO"),
    ],
)
def test_a_filter_that_can_mean_nothing_is_refused(store: Store, wanted: Wanted, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        choose(store, wanted)


def test_a_file_is_written_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "register.csv"
    target.write_text("old")
    choosing.save("a\r\nb", target, choosing.Format.ICS)
    assert target.read_bytes() == b"a\r\nb"
    with pytest.raises(StoreError, match="Cannot write"):
        choosing.save("x", tmp_path / "nowhere" / "register.csv", choosing.Format.CSV)
    target.unlink()
    target.mkdir()
    with pytest.raises(StoreError, match="Cannot write"):
        choosing.save("x", target, choosing.Format.MD)
    assert [path.name for path in tmp_path.iterdir()] == ["register.csv"]


def test_the_calendars_ids_are_the_installations_own(store: Store) -> None:
    acts = choose(store, Wanted(actor="NO"))
    assert "UID:act-2-row-2.1@desk.example\r\n" in choosing.written(
        store, acts, Format.ICS, "https://desk.example/monitor"
    )
    assert "UID:act-2-row-2.1@treaty-monitor.invalid\r\n" in choosing.written(store, acts, Format.ICS)


def test_corrections_name_stories_and_rows_as_they_stood(store: Store) -> None:
    edit(store, "1.1", "instrument=Visits Pact", "signed=1989")
    first, second = store.register.corrections()
    assert first.row is not None
    assert second.row is not None
    assert (first.fix, first.stories, first.row.instrument, second.row.instrument) == (
        Fix.EDIT,
        ("a",),
        "Military Visits Pact",
        "Visits Pact",
    )
    assert (first.command, second.command) == (1, 1)
    assert replace(first, id=2, row=second.row, field="signed", value="1989") == second
