"""The events commands as people and scripts use them."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from events_kit import fill, report
from icalendar import Calendar
from register_kit import item, leaves, said
from store_kit import place
from time_machine import travel

from monitor.__main__ import commands
from monitor.model import Kind, Stage
from monitor.service.fields import FIELDS
from monitor.store import Store

root = commands()
Call = Callable[..., Result]
Expected = Callable[[str, str], None]
HARBOURS = "They had met every spring in the harbours of the north, and " * 8
STATES = ("CH", "AT", "DE", "ES", "BO", "GH", "BD")
WHY = ("--why", "the gazette says so", "--by", "Ada")


@pytest.fixture
def path() -> Iterator[Path]:
    with place() as found:
        yield found


@pytest.fixture
def call(path: Path) -> Call:
    with Store.open(path, ballast_bytes=0) as store:
        store.meta.set("initialised", "2026-01-01")
        fill(store)

    return caller(path)


def caller(path: Path) -> Call:
    def invoke(
        *words: str, code: int = 0, env: dict[str, str] | None = None, typed: str | None = None
    ) -> Result:
        with travel("2026-04-01T08:00:00+00:00", tick=False):
            result = CliRunner().invoke(root, ["events", *words, "--db", str(path)], env=env, input=typed)
        assert result.exit_code == code, result.output + repr(result.exception)
        return result

    return invoke


@pytest.fixture
def hostile(path: Path, call: Call) -> Call:
    """An outlet that writes to terminals and spreadsheets."""
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        name = said('=HYPERLINK("http://x.example")\x1b[2J\u202e[red]Evil[/red]\nAccord', "h")
        evil = replace(
            leaves("h", "US", ""), instrument=name, reason=said("@SUM(A1)", "h", "\x1b]0;owned\x07because")
        )
        report(store, item("h", 9, evil, source="Bad\x1b]0;x\x07Outlet"), "=cmd|' /C calc'!A0 \x1b[31mred")
    return call


def lines(result: Result) -> list[str]:
    return [" ".join(line.split()) for line in result.stdout.splitlines()]


# ---------------------------------------------------------------- list, show


def test_the_list_has_a_line_a_row_newest_act_first(call: Call, expected: Expected) -> None:
    expected("events-list.txt", call("list").stdout)


def test_on_a_narrow_terminal_the_list_is_in_paragraphs(
    call: Call, expected: Expected, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.console import Console

    monkeypatch.setattr("monitor.cli.acts.console", lambda: Console(width=72, highlight=False))
    expected("events-list-narrow.txt", call("list").stdout)


def test_an_act_of_very_many_rows_is_cut_in_the_list_and_whole_when_shown(path: Path, call: Call) -> None:
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        names = (
            "Whaling Accord",
            "Postal Union",
            "Rhine Navigation",
            "Olive Council",
            "Tin Compact",
            "Cocoa Charter",
            "Jute Protocol",
        )
        report(
            store,
            item(
                "m", 12, *(leaves("m", "US", state, name) for state, name in zip(STATES, names, strict=True))
            ),
        )
    listed = lines(call("list", "--actor", "US"))
    assert len(listed) == 7
    assert listed[-1] == "and 2 more"
    assert "4.7 Jute Protocol" in lines(call("show", "4"))


def test_json_is_one_act_a_line_in_the_promised_shape(call: Call) -> None:
    found = [json.loads(line) for line in call("list", "--json").stdout.splitlines()]
    assert [act["id"] for act in found] == [1, 2, 3]
    assert list(found[0]) == [
        "id",
        "actors",
        "stage",
        "stages",
        "first_seen",
        "stories",
        "alerts",
        "rows",
        "ref",
        "grade",
        "source",
        "url",
        "wave",
        "principled",
    ]
    cells = [
        "id",
        "others",
        "instrument",
        "kind",
        "signed",
        "ended",
        "stage",
        "reason",
        "form",
        "note",
        "decided",
        "notified",
        "effect",
        "usual",
        "wikidata",
        "evidence",
    ]
    assert list(found[0]["rows"][0]) == cells
    assert found[0]["rows"][0]["evidence"]["signed"] == {
        "value": "1989-11-20",
        "sentence": "Sentence of a about 1989-11-20.",
        "story": 1,
    }
    assert found[1]["alerts"] == [
        {"at": "2026-03-03T08:05:00Z", "stage": "threatened", "reason": "new"},
        {"at": "2026-03-06T08:05:00Z", "stage": "notified", "reason": "rises"},
    ]
    assert found[1]["stories"] == [2, 3, 4]


def test_principled_exits_are_filtered_and_shown_with_their_proof(call: Call, path: Path) -> None:
    proof = "Norway denounced it as a result of its ratification of Convention No. 188."
    stated = leaves("p", "NO", "FI", "Older Convention")
    stated = replace(stated, instrument=said("Older Convention", "p", proof))
    with Store.open(path, ballast_bytes=0) as store:
        report(store, item("p", 9, stated))

    def ids(*words: str) -> list[int]:
        return [json.loads(line)["id"] for line in call("list", *words, "--json").stdout.splitlines()]

    assert ids() == [1, 2, 3, 4]
    assert (ids("--principled"), ids("--no-principled")) == ([4], [1, 2, 3])
    assert ids("--no-principled", "--limit", "1") == [3]
    assert [json.loads(line)["principled"] for line in call("list", "--json").stdout.splitlines()] == [
        False, False, False, True,
    ]  # fmt: skip
    assert json.loads(call("show", "4", "--json").stdout)["principled"] is True
    shown = call("show", "4").stdout
    assert "Principled exit" in shown
    assert f"“{proof}”" in shown
    assert "Principled exit" not in call("show", "1").stdout
    assert "Older Convention" not in call("export", "--format", "csv", "--no-principled").stdout


def test_the_list_is_filtered(call: Call) -> None:
    def ids(*words: str) -> list[int]:
        return [json.loads(line)["id"] for line in call("list", *words, "--json").stdout.splitlines()]

    assert ids("--actor", "RU", "--with", "ca") == [1]
    assert ids("--stage", "notified") == [2]
    assert ids("--since", "2026-03-03", "--limit", "1") == [3]
    assert ids("--query", "graz*") == [2]
    assert "No act fits." in call("list", "--actor", "FR").stdout
    assert "Did you mean GB?" in call("list", "--actor", "UK", code=2).stderr
    assert "query is refused" in call("list", "--query", "(", code=2).stderr
    assert "--stage" in call("list", "--stage", "gone", code=2).stderr


def test_an_act_is_shown_whole_with_every_sentence_and_source(call: Call, expected: Expected) -> None:
    call("edit", "2", "--set", "signed=1972-02-09", *WHY)
    call("edit", "2", "--set", "ended=2027-06", *WHY)
    expected("events-show.txt", call("show", "2").stdout)


def test_show_as_json_has_history_sources_contradictions_and_corrections(call: Call) -> None:
    call("edit", "2", "--set", "ended=2027-06", *WHY)
    found = json.loads(call("show", "2", "--json").stdout)
    assert [step["value"] for step in found["history"]] == ["threatened", "notified"]
    assert [one["official"] for one in found["sources"]] == [False, True, False]
    assert [(one["value"], one["story"]) for one in found["contradictions"]] == [("2027-03-01", 3)]
    assert found["corrections"] == [
        {             "id": 1, "fix": "edit", "what": "set ended of Grazing Treaty to 2027-06", "by": "Ada", "at": "2026-04-01T08:00:00Z",             "why": "the gazette says so", "undone": False,         }
    ]  # fmt: skip
    assert found["rows"][0]["evidence"]["ended"]["sentence"] == "Ada, 2026-04-01: the gazette says so"


def test_an_unknown_act_is_named_with_the_next_command(call: Call) -> None:
    for words in (
        ("show", "99"),
        ("edit", "QQQQ", "--set", "signed=2000", *WHY),
        ("reject", "99", *WHY),
        ("merge", "1", "99", *WHY),
    ):
        assert "`treaty-monitor events list` shows the acts there are" in call(*words, code=2).stderr


def test_an_empty_register_is_no_error(path: Path) -> None:
    with Store.open(path, ballast_bytes=0) as store:
        store.meta.set("initialised", "2026-01-01")
    call = caller(path)
    assert call("list").stdout == "No act yet.\n"
    assert call("list", "--json").stdout == ""
    assert "no act '1'" in call("show", "1", code=2).stderr
    assert call("export", "--format", "csv").stdout.startswith("act,row,ref,")
    assert call("export", "--format", "ics").stdout.splitlines()[-1] == "END:VCALENDAR"
    assert call("export", "--format", "md").stderr == "0 acts, 0 rows.\n"


# ---------------------------------------------------------------- show --explain


def replayed(path: Path) -> Call:
    """A register of one act that three stories report, as the judge and extraction read them."""
    stories = [
        {"id": "a", "title": "Uganda withdraws from the Nile Ferry Agreement with Ethiopia", "published": "2026-03-09T10:00:00Z",          "lang": "en",          "summary": ("The "
                                                                                                                                                                              "note "
                                                                                                                                                                              "was "
                                                                                                                                                                              "handed "
                                                                                                                                                                              "over "
                                                                                                                                                                              "on "
                                                                                                                                                                              "3 "
                                                                                                                                                                              "March "
                                                                                                                                                                              "2026. "
                                                                                                                                                                              "The "
                                                                                                                                                                              "withdrawal "
                                                                                                                                                                              "takes "
                                                                                                                                                                              "effect "
                                                                                                                                                                              "on "
                                                                                                                                                                              "3 "
                                                                                                                                                                              "September "
                                                                                                                                                                              "2026. "
                                                                                                                                                                              "Egypt "
                                                                                                                                                                              "welcomed "
                                                                                                                                                                              "it."),          "source": "Lake Courier"},
        {"id": "b", "title": "Uganda quits the Nile Ferry Agreement with Ethiopia over unpaid fares", "published": "2026-03-10T10:00:00Z",          "lang": "en", "source": "Ferry News"},
    ]  # fmt: skip
    file = path.with_suffix(".jsonl")
    file.write_text("".join(json.dumps(story) + "\n" for story in stories), encoding="utf-8")
    done = CliRunner().invoke(root, ["replay", str(file), "--db", str(path), "--workers", "0"])
    assert done.exit_code == 0, done.output
    return caller(path)


def test_an_act_says_of_each_cell_why_it_was_taken_and_which_value_was_not(path: Path) -> None:
    shown = [line.strip() for line in replayed(path)("show", "1", "--explain").stdout.splitlines()]
    for found in (
        [
            "Ethiopia (ET)",
            "“Uganda withdraws",
            "why  named behind the agreement after “with”",
            "not  Egypt (EG): not named in or at the",
        ],
        [
            "3 Sep 2026 (to come)",
            "“The withdrawal takes effect",
            "why  stands beside “takes effect”",
            "not  3 Mar 2026: the day of “note”",
        ],
        ["unpaid fares", "“Uganda quits", "why  behind the agreement and “over”"],
    ):
        at = next(at for at, line in enumerate(shown) if line.endswith(found[0]))
        for line, wanted in zip(shown[at + 1 :], found[1:], strict=False):
            assert line.startswith(wanted)


def test_as_json_each_proof_has_its_reason_and_the_nearest_refused_values(path: Path) -> None:
    call = replayed(path)
    [row] = json.loads(call("show", "1", "--explain", "--json").stdout)["rows"]
    assert all(proof["why"] for proof in row["evidence"].values())
    assert row["evidence"]["reason"]["story"] == "b"
    [refused, *_] = row["evidence"]["ended"]["refused"]
    assert (refused["value"], refused["story"]) == ("2026-03-03", "a")
    assert refused["why"] == "the day of “note”, its nearest verb or document: nothing ends then"
    [plain] = json.loads(call("show", "1", "--json").stdout)["rows"]
    assert set(plain["evidence"]["ended"]) == {"value", "sentence", "story"}


def test_a_value_of_a_person_and_one_whose_story_reads_otherwise_now_say_so(path: Path, call: Call) -> None:
    call("edit", "1.1", "--set", "ended=2026-12-01", *WHY)
    shown = lines(call("show", "1", "--explain"))
    assert "why a person set it" in shown
    assert any(line.startswith("why its story is read otherwise now") for line in shown)


def test_a_value_whose_text_is_gone_says_so(path: Path) -> None:
    call = replayed(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE story SET erased_at = '2026-04-01'")
    assert any(
        line.startswith("why the text of its story is stored no more")
        for line in lines(call("show", "1", "--explain"))
    )


# ---------------------------------------------------------------- corrections


def test_an_edit_that_repeats_another_says_that_nothing_looks_different(call: Call) -> None:
    call("edit", "2", "--set", "signed=1994-02-04", *WHY)
    assert "Nothing looks different now" in call("edit", "2", "--set", "signed=1994-02-04", *WHY).stdout


def test_an_edit_says_what_changed_and_who_hears_of_it(call: Call) -> None:
    told = call("edit", "1.1", "--set", "ended=2026-01", "--set", "reason=cost", *WHY).stdout
    assert told.splitlines()[1] == "1 row changed; subscribers will be told (correction)."
    assert (
        call("edit", "2", "--set", "kind=reindeer", *WHY).stdout.splitlines()[1]
        == "1 row changed; nobody is told."
    )
    assert "Nothing looks different now" in call("edit", "2", "--set", "entry=", *WHY).stdout
    found = json.loads(call("edit", "1", "--set", "stage=notified", *WHY, "--json").stdout)
    assert found == {
        "acts": [1],
        "corrections": [5],
        "undone": [],
        "rows": 3,
        "changed": True,
        "alerts": [{"id": 6, "act": 1, "reason": "rises", "stage": "notified"}],
    }


def test_a_correction_needs_a_reason_and_keeps_the_login_name_to_itself(
    call: Call, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "--why" in call("edit", "2", "--set", "signed=1972", code=2).stderr
    assert "--why" in call("edit", "2", "--set", "signed=1972", "--why", " ", code=2).stderr
    assert (
        "--by needs a name"
        in call("edit", "2", "--set", "signed=1972", "--why", "x", "--by", "\x1b", code=2).stderr
    )
    call("edit", "2", "--set", "signed=1972", "--why", "x", env={"LOGNAME": "grace"})
    call("edit", "2", "--set", "ended=2027-06", "--why", "y", "--by", "Desk", env={"LOGNAME": "grace"})
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        assert [(one.who, one.by) for one in store.register.corrections()] == [
            ("grace", ""),
            ("grace", "Desk"),
        ]
    for words in (
        ("list", "--json"),
        ("show", "2", "--json"),
        *(("export", "--format", shape) for shape in ("csv", "json", "jsonld", "md", "ics")),
    ):
        assert "grace" not in call(*words).stdout
    shown = call("show", "2").stdout
    assert "an editor, 2026-04-01: x" in shown
    assert "Desk, 2026-04-01: y" in shown

    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    call("reject", "2", "--why", "x")
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        assert re.fullmatch(r"user \d+", store.register.corrections()[-1].who)


def test_wrong_values_are_refused_and_nothing_is_kept(call: Call, path: Path) -> None:
    for setting in (
        "signed=soon",
        "others=UK",
        "stage=gone",
        "entry=nothing-like-it",
        "colour=red",
        "signed",
    ):
        call("edit", "2", "--set", "reason=fine", "--set", setting, *WHY, code=2)
    assert "3 rows; say which" in call("edit", "1", "--set", "signed=2000", *WHY, code=2).stderr
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        assert store.register.corrections() == []


def test_a_merged_act_is_shown_under_its_old_number(call: Call) -> None:
    merged = call("merge", "1", "2", "--yes", *WHY).stdout
    assert merged.splitlines()[0] == "Act 2 (#JEHA): notified, 4 rows, 4 stories."
    assert merged.splitlines()[1].endswith("nobody is told.")
    assert lines(call("show", "1"))[0] == "Act 1 was merged into this one."
    assert [json.loads(line)["id"] for line in call("list", "--json").stdout.splitlines()] == [2, 3]


def test_acts_that_share_nothing_are_merged_only_by_who_is_sure(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = call("merge", "1", "2", *WHY, code=2).stderr
    assert (
        "Act 1 (RU: Military Visits Pact) shares neither actor nor agreement with act 2 (NO: Grazing Treaty)"
        in refused
    )
    assert "--yes" in refused
    monkeypatch.setattr("monitor.cli.correcting._can_ask", lambda: True)
    assert "Merge them? [y/N]" in call("merge", "1", "2", *WHY, code=1, typed="n\n").output
    assert call("list", "--json").stdout.count("\n") == 3
    call("merge", "1", "2", *WHY, typed="y\n")
    assert call("list", "--json").stdout.count("\n") == 2


def test_the_last_correction_is_taken_back_and_both_stay_on_record(call: Call) -> None:
    assert "No correction of act 1 stands" in call("undo", "1", *WHY, code=2).stderr
    before = call("export", "--format", "json").stdout
    call("edit", "1.1", "--set", "ended=2026-01", "--set", "signed=1990", *WHY)
    call("merge", "1", "2", "--yes", *WHY)
    said = call("undo", "1", *WHY).stdout.splitlines()
    assert said[:3] == [
        "Taken back: merged acts, 4 stories.",
        "Act 1 (#ECWS): decided, 3 rows, 1 story.",
        "Act 2 (#JEHA): notified, 1 row, 3 stories.",
    ]
    said = call("undo", "#ecws", *WHY).stdout.splitlines()
    assert [line.split(" of ")[0] for line in said[:2]] == ["Taken back: set ended", "Taken back: set signed"]
    assert said[-1] == "1 row changed; subscribers will be told (correction)."
    after = [
        json.loads(line) | {"alerts": []} for line in call("export", "--format", "json").stdout.splitlines()
    ]
    assert after == [json.loads(line) | {"alerts": []} for line in before.splitlines()]
    corrections = json.loads(call("show", "1", "--json").stdout)["corrections"]
    assert [(one["fix"], one["undone"]) for one in corrections] == [
        ("edit", True), ("edit", True), ("merge", True), ("undo", False), ("undo", False),
    ]  # fmt: skip
    assert "(taken back)" in call("show", "1").stdout
    assert "No correction of act 1 stands" in call("undo", "1", *WHY, code=2).stderr


def test_an_act_from_a_replay_says_that_nobody_was_told(path: Path, call: Call, tmp_path: Path) -> None:
    past = tmp_path / "past.jsonl"
    title = "Norway withdraws from the whaling convention"
    past.write_text(
        json.dumps(
            {"id": "1", "title": title, "summary": "", "published": "2025-01-02", "source": "S", "lang": "en"}
        )
    )
    replayed = CliRunner().invoke(root, ["replay", str(past), "--db", str(path), "--workers", "0"])
    assert replayed.exit_code == 0, replayed.output
    assert "new: decided (history: nobody was told)" in call("show", "4").stdout
    assert call("list", "--untold").stdout == "No act fits.\n", "history counts as told"


def test_acts_that_nobody_was_told_of_are_listed(
    path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("list", "--untold").stdout == "No act fits.\n"
    monkeypatch.setattr("monitor.store.caps.FEED_CAP", 0)
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        report(store, item("u", 9, leaves("u", "US", "FR", "Postal Union")))
    assert [json.loads(line)["id"] for line in call("list", "--untold", "--json").stdout.splitlines()] == [4]
    assert "nobody was told" in call("show", "4").stdout


def test_a_split_names_the_acts_that_came_of_it(call: Call) -> None:
    found = call("split", "2", "2", *WHY).stdout.splitlines()
    assert [line.split(" (")[0] for line in found[:2]] == ["Act 2", "Act 4"]
    assert "not one of act 4" in call("split", "4", "3", *WHY, code=2).stderr


def test_a_rejected_act_leaves_list_and_exports_until_that_is_undone(call: Call) -> None:
    assert "rejected, 3 rows" in call("reject", "1", *WHY).stdout
    for words in (
        ("list",),
        *(("export", "--format", shape) for shape in ("csv", "json", "jsonld", "md", "ics")),
    ):
        assert "Visits" not in call(*words).stdout
    assert "Visits" in call("list", "--rejected").stdout
    assert "REJECTED" in call("show", "1").stdout
    assert "subscribers will be told (correction)" in call("reject", "1", "--undo", *WHY).stdout
    assert "Visits" in call("list").stdout
    assert "took the rejection back" in call("show", "1").stdout


# ---------------------------------------------------------------- export


@pytest.mark.parametrize("shape", ["csv", "json", "jsonld", "md", "ics"])
def test_the_register_as_a_file(call: Call, tmp_path: Path, expected: Expected, shape: str) -> None:
    target = tmp_path / f"register.{shape}"
    assert (
        f"3 acts, 5 rows written to {target}."
        in call("export", "--format", shape, "--out", str(target)).stderr
    )
    text = target.read_bytes().decode()
    expected(f"events.{shape}", text)
    assert text.startswith("\ufeff") == (shape == "csv"), (
        "spreadsheets take UTF-8 without a byte order mark for another encoding"
    )
    assert call("export", "--format", shape).stdout_bytes.decode() == text.removeprefix("\ufeff")
    unfolded = text.replace("\r\n ", "")
    for proof in ("ECWS", "press", "Morning Courier", "https://press.example/a"):
        assert proof in unfolded, "an export carries its proof"
    assert list(tmp_path.iterdir()) == [target]


def test_an_export_is_filtered_and_says_where_it_cannot_write(call: Call, tmp_path: Path) -> None:
    assert "Canada" not in call("export", "--format", "md", "--actor", "NO").stdout
    assert (
        "Cannot write"
        in call("export", "--format", "md", "--out", str(tmp_path / "no" / "x.md"), code=1).stderr
    )


def test_fault_145_no_cell_of_an_exported_file_runs_as_a_formula(hostile: Call) -> None:
    hostile("edit", "2", "--set", "reason==1+1", *WHY)
    table = list(
        csv.DictReader(io.StringIO(hostile("export", "--format", "csv").stdout_bytes.decode(), newline=""))
    )
    cells = [cell for row in table for cell in row.values()]
    assert len(table) == 6
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@|%]", cell)]
    assert "'=1+1" in cells
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("show", "4"),
        ("list", "--json"),
        *(("export", "--format", shape) for shape in ("csv", "jsonld", "md", "ics")),
    ],
)
def test_fault_163_what_outlets_write_is_no_command_to_the_terminal(
    hostile: Call, words: tuple[str, ...]
) -> None:
    output = hostile(*words).stdout
    assert "Evil" in output or words[-1] == "ics"  # an act without an end has no event
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", output)
    assert "\u202e" not in output


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_the_calendar_is_one_that_rfc_5545_knows(hostile: Call, path: Path) -> None:
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        long = leaves(
            "k", "NO", "SE", "Übereinkommen; über Weiden, Wälder und Wege " * 4, Stage.PROPOSED, ended="2031"
        )
        report(store, item("k", 40, long, kind=Kind.THREAT))
    raw = hostile("export", "--format", "ics").stdout_bytes
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    content = unfolded(raw.decode())
    assert (content[0], content[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    parsed = Calendar.from_ical(raw).walk("VEVENT")
    assert (len(parsed), [error for event in parsed for error in event.errors]) == (5, [])
    assert {event["SUMMARY"] for event in parsed} >= {"Russia has ended the Rocket Agreement with Germany"}
    events = [event.split("\n") for event in "\n".join(content).split("BEGIN:VEVENT\n")[1:]]
    assert len(events) == 5
    for event in events:
        inside = "\n".join(event[: event.index("END:VEVENT")])
        alarms = re.findall("BEGIN:VALARM\n(.*?)\nEND:VALARM\n?", inside, re.DOTALL)
        for alarm in alarms:
            properties = [re.split("[:;]", line)[0] for line in alarm.split("\n")]
            assert sorted(properties) == ["ACTION", "DESCRIPTION", "TRIGGER"]
        begin = re.search(r"DTSTART;VALUE=DATE:(\d+)", inside)
        assert begin is not None
        assert bool(alarms) == ("STATUS:CANCELLED" not in inside and begin[1] > "20260401")
        alone = re.sub("BEGIN:VALARM\n.*?\nEND:VALARM\n?", "", inside, flags=re.DOTALL)
        names = [re.split("[:;]", line)[0] for line in alone.splitlines()]
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(names)
        assert len(names) == len(set(names))
        assert not [line for line in event if line.startswith("SUMMARY:") and re.search(r"(?<!\\)[;,]", line)]


def test_events_show_quotes_a_long_sentence_around_the_words_for_each_value(path: Path, call: Call) -> None:
    sentence = f"{HARBOURS}on 1 May 2031 the accord on moss will end, {HARBOURS}as all agree."
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        stated = replace(leaves("m", "GH", "CH", "accord on moss"), ended=said("2031-05-01", "m", sentence))
        report(store, item("m", 9, stated), "Ghana leaves")
    shown = " ".join(call("show", "4").stdout.split())
    assert "on 1 May 2031" in shown.partition("ended 1 May 2031")[2]
    assert "… " in shown


def test_a_body_that_is_left_is_no_counterparty_of_its_own(path: Path, call: Call) -> None:
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        body = replace(leaves("u", "GH", "", "African Union"), others=(said("African Union", "u"),))
        report(store, item("u", 9, body), "Ghana leaves the union")
    assert [line.count("African Union") for line in lines(call("list", "--actor", "GH"))[-1:]] == [1]
    shown = lines(call("show", "4"))
    assert "Ghana leaves the African Union: decided" in shown
    assert not any(line.startswith("with ") for line in shown)


def test_the_help_of_edit_names_every_field() -> None:
    said = CliRunner().invoke(commands(), ["events", "edit", "--help"]).output
    assert [field for field in FIELDS if not re.search(rf"\b{field}\b", said)] == []


def test_what_is_due_is_listed_by_day_with_its_basis(call: Call) -> None:
    (_, due) = lines(call("list", "--due", "--days", "400"))
    assert due.startswith("2027-03-01 #")
    assert due.endswith("NO Grazing Treaty notified due to take effect (as stated)")
    (own,) = json.loads(call("list", "--due", "--days", "400", "--json").output)
    assert (own["day"], own["due"], own["basis"], own["id"]) == ("2027-03-01", "effect", "stated", "2.1")
    assert "Nothing is due." in call("list", "--due").output


def test_what_is_due_in_a_month_is_listed_with_its_days(path: Path, call: Call) -> None:
    text = "Serbia gave notice in June of its withdrawal from the Ottawa Convention."
    notified = leaves("n", "RS", "", "Ottawa Convention", Stage.NOTIFIED, entry="ottawa")
    june = replace(said("2026-06", "n"), sentence=text)
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        report(store, item("n", 12, replace(notified, notified=june)))
    due = [line for line in lines(call("list", "--due", "--days", "400")) if "Ottawa" in line]
    assert len(due) == 1
    assert due[0].startswith("2026-12-01 to 2026-12-30 #")
    assert "due to take effect on one of these days (computed" in due[0]
    listed = json.loads(call("list", "--due", "--days", "400", "--json").output)
    own = next(due for due in listed if due["treaty"] == "ottawa")
    assert (own["day"], own["last_day"], own["basis"]) == ("2026-12-01", "2026-12-30", "computed")
    shown = lines(call("show", "4"))
    assert any("between 1 Dec 2026 and 30 Dec 2026" in line for line in shown)


def test_days_without_due_are_refused(call: Call) -> None:
    refused = call("list", "--days", "3", code=2)
    assert "--days needs --due" in refused.output


def test_an_act_says_that_its_stated_day_is_not_what_the_clause_gives(path: Path, call: Call) -> None:
    notified = leaves("n", "FI", "", "Ottawa Convention", Stage.NOTIFIED, entry="ottawa", ended="2026-04-01")
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        report(store, item("n", 12, replace(notified, notified=said("2025-12-27", "n"))))
    told = " ".join(call("show", "4").stdout.split())
    assert "careful: the stated day is 87 days earlier than by the exit clause (art. 20(2)-(3))" in told


def test_an_act_says_when_its_clause_lets_it_take_effect(path: Path, call: Call) -> None:
    notified = leaves("n", "LT", "", "Ottawa Convention", Stage.NOTIFIED, entry="ottawa")
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        report(store, item("n", 12, replace(notified, notified=said("2025-06-27", "n"))))
    shown = lines(call("show", "4"))
    assert any(line.startswith("effect takes effect on 27 Dec 2025 (computed: 6 months") for line in shown)
    assert any(line.startswith("careful: may be held back: armed conflict (art. 20") for line in shown)


def test_an_exit_that_was_only_announced_counts_from_today(path: Path, call: Call) -> None:
    decided = leaves("n", "LT", "", "Ottawa Convention", Stage.DECIDED, entry="ottawa")
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        report(store, item("n", 12, replace(decided, decided=said("2020-06-27", "n"))))
    (line,) = (line for line in lines(call("show", "4")) if line.startswith("effect "))
    assert "no notice is known; not before 1 Oct 2026, if it is given on 1 Apr 2026 (computed" in line
    (record,) = json.loads(call("show", "4", "--json").output)["rows"]
    assert (record["effect"]["from"], record["effect"]["to"]) == ("2026-10-01", None)


def test_what_is_usual_for_a_kind_of_agreement_is_told_as_usual(path: Path, call: Call) -> None:
    deal = replace(leaves("n", "LT", "SE", "tax treaty", Stage.DECIDED), entry="dtt", kind="dtt")
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        report(store, item("n", 12, deal))
    shown = lines(call("show", "4"))
    assert (
        "usual Usually such agreements end 6 months after notice; the text of this one was not checked"
        in shown
    )
    assert not any(line.startswith("effect ") for line in shown)


def test_a_notice_from_a_treaty_that_nobody_can_leave_alone_is_told_as_that(path: Path, call: Call) -> None:
    notified = leaves("n", "KP", "", "ICCPR", Stage.NOTIFIED, entry="iccpr")
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        report(store, item("n", 12, replace(notified, notified=said("1997-08-25", "n"))))
    (line,) = (line for line in lines(call("show", "4")) if line.startswith("effect "))
    assert line.startswith("effect no party can leave it alone. Its text says nothing of leaving;")
    assert "the notice of North Korea of 1997 had no effect" in line


def test_a_notice_without_effect_gives_the_reason_and_no_day(path: Path, call: Call) -> None:
    notified = leaves("n", "DK", "", "ILO Convention 169", Stage.NOTIFIED, entry="ilo-c169")
    with Store.open(path, editing=True, ballast_bytes=0) as store:
        report(store, item("n", 12, replace(notified, notified=said("2025-08", "n"))))
    (line,) = (line for line in lines(call("show", "4")) if line.startswith("effect "))
    assert line == (
        "effect no notice can be given in Aug 2025: the next window for notice is from 5 Sep 2031 to "
        "5 Sep 2032 (art. 39)"
    )
    (record,) = json.loads(call("show", "4", "--json").output)["rows"]
    assert (record["effect"]["from"], record["effect"]["to"]) == (None, None)
    assert [own["condition"] for own in record["effect"]["conditions"]] == ["outside-window"]
