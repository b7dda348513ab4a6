"""effect, treaties list | show."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from events_kit import report
from register_kit import item, leaves, said
from time_machine import travel

from monitor.__main__ import commands
from monitor.model import Stage
from monitor.store import Store


def call(path: Path, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(commands(), [*words, "--db", str(path / "none.db")])
    assert result.exit_code == code, result.output
    return result.output


def test_a_day_of_notice_gives_the_day_with_its_rule(tmp_path: Path) -> None:
    text = call(tmp_path, "effect", "--treaty", "ottawa", "--notice", "2025-06-27")
    assert "takes effect on 27 Dec 2025 (computed)" in text
    assert "6 months after the depositary receives the notice (art. 20(2)-(3))" in text


def test_what_a_notice_may_name_and_must_say_is_told(tmp_path: Path) -> None:
    text = " ".join(call(tmp_path, "treaties", "show", "rome-statute").split())
    assert "the notice may name a later day" in text
    text = " ".join(call(tmp_path, "treaties", "show", "ottawa").split())
    assert "the notice must explain its reasons in full and go also to all other parties and the UN" in text
    (clause,) = json.loads(call(tmp_path, "treaties", "show", "new-start", "--json"))["exits"]
    assert clause["later"]
    assert clause["requires"].startswith("state the extraordinary events")


def test_a_month_gives_a_range_and_an_announcement_no_end(tmp_path: Path) -> None:
    text = call(tmp_path, "effect", "--treaty", "ottawa", "--notice", "2025-06")
    assert "takes effect between 1 Dec 2025 and 30 Dec 2025" in text
    text = call(tmp_path, "effect", "--treaty", "ottawa", "--announced", "2025-06-01", "--json")
    answer = json.loads(text)
    assert (answer["from"], answer["to"], answer["exact"]) == ("2025-12-01", None, False)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--treaty", "otawa", "--notice", "2025"), "No dossier of 'otawa'."),
        (("--treaty", "convention", "--notice", "2025"), "Several treaties"),
        (("--treaty", "otawa", "--notice", "2025"), "Did you mean ottawa?"),
        (("--treaty", "xyzzy", "--notice", "2025"), "`treaty-monitor treaties list` shows those"),
        (("--treaty", "convention", "--notice", "2025"), "unesco (UNESCO)"),
        (("--treaty", "cpt", "--notice", "2025"), "No dossier of 'cpt'. Did you mean cptpp?"),
        (("--treaty", "cptp", "--notice", "2025"), "No dossier of 'cptp'."),
        (("--treaty", "MAP", "--notice", "2025"), "No dossier of 'MAP'."),
        (("--treaty", "...", "--notice", "2025"), "No dossier of '...'."),
        (("--treaty", "torture", "--notice", "2025"), "anti-torture (European Convention for the Prev"),
        (("--treaty", "ottawa", "--notice", "2025", "--state", "ZZ"), "'ZZ' is no state. Give its code"),
        (("--treaty", "ottawa", "--notice", "2025", "--state", "Frnace"), "Did you mean FR (France)?"),
        (
            ("--treaty", "new-start", "--notice", "2025", "--state", "lt"),
            "Lithuania is no party to New START. Its parties: RU (Russia), US (United States).",
        ),
        (("--treaty", "ottawa", "--notice", "June"), "is not a date"),
        (("--treaty", "ottawa"), "Give either --notice DATE or --announced DATE."),
    ],
)
def test_an_error_says_what_to_do(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    assert says in call(tmp_path, "effect", *words, code=2)


def test_each_dossier_can_be_shown(tmp_path: Path) -> None:
    dossiers = json.loads(call(tmp_path, "treaties", "list", "--json"))
    for dossier in dossiers[::10]:
        assert dossier["name"] in call(tmp_path, "treaties", "show", dossier["id"])


def test_the_list_can_be_of_one_subject(tmp_path: Path) -> None:
    text = call(tmp_path, "treaties", "list", "--subject", "arms")
    assert "ottawa" in text
    assert "unesco" not in text


@pytest.mark.parametrize(
    ("text", "key"), [("IWC", "whaling"), ("icc", "icc"), ("NPT", "npt"), ("CEDAW", "cedaw"), ("eu", "eu")]
)
def test_an_abbreviation_of_the_gazetteer_finds_a_treaty(tmp_path: Path, text: str, key: str) -> None:
    assert json.loads(call(tmp_path, "treaties", "show", text, "--json"))["id"] == key


@pytest.mark.parametrize(
    ("text", "key"), [("mine ban", "ottawa"), ("genocide conv", "genocide"), ("trans-pac", "cptpp")]
)
def test_words_of_a_name_find_a_treaty_and_the_last_may_lack_its_end(
    tmp_path: Path, text: str, key: str
) -> None:
    assert json.loads(call(tmp_path, "treaties", "show", text, "--json"))["id"] == key


def test_a_state_may_be_given_by_name(tmp_path: Path) -> None:
    words = ("effect", "--treaty", "Paris Agreement", "--notice", "2025-01-27", "--state")
    assert call(tmp_path, *words, "united states") == call(tmp_path, *words, "US")


def test_the_acts_on_a_treaty_are_those_on_the_body_that_it_founded(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with Store.open(path, ballast_bytes=0) as store:
        store.meta.set("initialised", "2026-01-01")
        for number, (state, entry) in enumerate((("HU", "icc"), ("PH", "rome-statute"))):
            row = leaves("a", state, "", "Rome Statute", Stage.NOTIFIED, entry=entry)
            report(store, item(state, number, replace(row, notified=said("2025-06-02", state))))
    shown = [json.loads(call(tmp_path, "treaties", "show", key, "--json")) for key in ("rome-statute", "icc")]
    assert [dossier["same_as"] for dossier in shown] == [["icc"], ["rome-statute"]]
    assert [[act["actors"] for act in dossier["acts"]] for dossier in shown] == [[["PH"], ["HU"]]] * 2
    assert "same exit   International Criminal Court" in call(tmp_path, "treaties", "show", "rome-statute")


def test_the_list_can_leave_out_treaties_without_an_exit_clause(tmp_path: Path) -> None:
    listed = {
        flag: {dossier["id"] for dossier in json.loads(call(tmp_path, "treaties", "list", flag, "--json"))}
        for flag in ("--exit", "--all")
    }
    assert "cedaw" in listed["--all"] - listed["--exit"]
    assert "ottawa" in listed["--exit"]


def test_deadlines_for_notice_are_told(tmp_path: Path) -> None:
    text = call(tmp_path, "effect", "--treaty", "genocide", "--notice", "2030-07-01")
    assert "takes effect on 12 Jan 2031" in text
    assert "6 months after the depositary receives the notice, then the end of the term" in text
    assert "last day for notice against renewal: 12 Jul 2030 (the term ends on 12 Jan 2031)" in text
    words = ("effect", "--treaty", "ilo-c169", "--notice", "2025-08-01")
    assert "the window opens next: from 5 Sep 2031 to 5 Sep 2032" in call(tmp_path, *words, code=1)
    answer = json.loads(call(tmp_path, *words, "--json", code=1))
    assert answer["window"] == {"from": "2031-09-05", "to": "2032-09-05"}
    assert answer["last_notice"] is None


@pytest.mark.parametrize(
    ("words", "refused", "says"),
    [
        (
            "ilo-c169 --notice 2025-08-01",
            "outside-window",
            "no notice can be given on 1 Aug 2025: the next window for notice is from 5 Sep 2031 to 5 Sep 2032",
        ),
        (
            "ect --notice 1999-01-01",
            "too-early",
            "no notice can be given on 1 Jan 1999: the first day for it is 16 Apr 2003, later for a party that "
            "joined later",
        ),
        (
            "ect --notice 1999-01 --state FR",
            "too-early",
            "no notice can be given in Jan 1999: the first day for it is 27 Dec 2004",
        ),
        (
            "new-start --notice 2026-11-01",
            "ended",
            "the treaty ended on 5 Feb 2026: there is nothing to leave",
        ),
        ("league --notice 1950", "ended", "the treaty ended in Apr 1946: there is nothing to leave"),
        (
            "black-sea-grain --notice 2025",
            "ended",
            "the treaty ended on 17 Jul 2023: there is nothing to leave",
        ),
        (
            "new-start --notice 2026-02-01",
            "expires",
            "notice given on 1 Feb 2026 has no effect: the treaty ends before, on 5 Feb 2026",
        ),
        (
            "ottawa --notice 1998-01-01",
            "not-in-force",
            "no notice can be given on 1 Jan 1998: the treaty entered into force on 1 Mar 1999",
        ),
        ("iccpr --notice 2025", "no-exit", "no party can leave it alone"),
        ("who --notice 2025 --state CH", "not-known", "no exit clause is known for CH"),
    ],
)
def test_what_holds_is_said_first_where_no_notice_can_take_effect(
    tmp_path: Path, words: str, refused: str, says: str
) -> None:
    arguments = ("effect", "--treaty", *words.split())
    first = call(tmp_path, *arguments, code=1).splitlines()[0]
    assert first.endswith(f": {says}")
    answer = json.loads(call(tmp_path, *arguments, "--json", code=1))
    assert (answer["from"], answer["to"], answer["exact"]) == (None, None, False)
    assert (answer["refused"], answer["says"]) == (refused, says)


def test_a_dossier_says_that_its_treaty_has_ended(tmp_path: Path) -> None:
    assert "ended 2 Aug 2019" in " ".join(call(tmp_path, "treaties", "show", "inf").split())
    assert json.loads(call(tmp_path, "treaties", "show", "inf", "--json"))["ended"] == "2019-08-02"
    assert json.loads(call(tmp_path, "treaties", "show", "genocide", "--json"))["first_term"] == "P10Y"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-01", "1803"])
def test_a_day_of_notice_beyond_all_treaties_is_refused(tmp_path: Path, day: str) -> None:
    text = call(tmp_path, "effect", "--treaty", "ottawa", "--notice", day, code=2)
    assert f"{day} is no time of a notice. Give one from 1815 to " in text


def test_the_note_and_a_later_day_are_told(tmp_path: Path) -> None:
    text = " ".join(call(tmp_path, "effect", "--treaty", "icc", "--notice", "2025-06-02").split())
    assert "takes effect on 2 Jun 2026, or on a later day that the notice names (computed)" in text
    note = "the notice of North Korea of 1997 had no effect"
    assert note in call(tmp_path, "effect", "--treaty", "iccpr", "--notice", "2025", code=1)
    answer = json.loads(call(tmp_path, "effect", "--treaty", "npt", "--notice", "2025-06-02", "--json"))
    assert answer["note"] == "Whether North Korea has left is disputed."
    assert answer["requires"].startswith("state the extraordinary events")


def test_a_dossier_has_its_acts_newest_first(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with Store.open(path, ballast_bytes=0) as store:
        store.meta.set("initialised", "2026-01-01")
        for number, state in enumerate(("LT", "EE")):
            row = leaves("a", state, "", "Ottawa Convention", Stage.NOTIFIED, entry="ottawa")
            report(store, item(state, number, replace(row, notified=said("2025-06-27", state))))
    text = call(tmp_path, "treaties", "show", "ottawa")
    assert text.index("Estonia: notified") < text.index("Lithuania: notified")
    assert "takes effect on 27 Dec 2025 (computed)" in " ".join(text.split())
    first, second = json.loads(call(tmp_path, "treaties", "show", "ottawa", "--json"))["acts"]
    assert (first["actors"], second["actors"], first["stage"]) == (["EE"], ["LT"], "notified")
    assert first["effects"][0]["computed"] == {"from": "2025-12-27", "to": "2025-12-27"}
    assert json.loads(call(tmp_path, "treaties", "show", "unesco", "--json"))["acts"] == []


def test_without_a_clause_the_day_is_the_earliest_that_there_is(tmp_path: Path) -> None:
    text = call(tmp_path, "effect", "--treaty", "CEDAW", "--notice", "2025-06-01")
    assert "takes effect not before 1 Jun 2026 (computed)" in text


def test_an_exit_that_was_only_announced_counts_from_today(tmp_path: Path) -> None:
    with Store.open(tmp_path / "none.db", ballast_bytes=0) as store:
        store.meta.set("initialised", "2026-01-01")
        decided = leaves("a", "LT", "", "Ottawa Convention", Stage.DECIDED, entry="ottawa")
        report(store, item("LT", 1, replace(decided, decided=said("2020-06-27", "LT"))))
    with travel("2026-11-30 10:00", tick=False):
        text = " ".join(call(tmp_path, "treaties", "show", "ottawa").split())
        (act,) = json.loads(call(tmp_path, "treaties", "show", "ottawa", "--json"))["acts"]
    assert "no notice is known; not before 30 May 2027, if it is given on 30 Nov 2026 (computed)" in text
    assert act["effects"][0]["from"] == "2027-05-30"


def test_an_old_announcement_is_told_with_the_day_that_a_notice_of_today_gives(tmp_path: Path) -> None:
    words = ("effect", "--treaty", "ottawa", "--announced", "2020-06-27")
    with travel("2026-11-30 10:00", tick=False):
        assert "if no notice has been given by today: not before 30 May 2027" in call(tmp_path, *words)
        assert json.loads(call(tmp_path, *words, "--json"))["from_if_today"] == "2027-05-30"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (
            "icc --notice 2025-02-01 --state US",
            2,
            "United States is no party to International Criminal Court",
        ),
        ("eu --notice 2017-03-29 --state GB", 0, "takes effect on 29 Mar 2019 (computed)"),
        ("ctbt --notice 2025-01-31", 1, "the treaty is not in force: no exit from it takes effect"),
        (
            "nato --notice 1960-03-01",
            1,
            "no notice can be given on 1 Mar 1960: the first day for it is 24 Aug 1969",
        ),
        ("nato --notice 2026-11-01 --state LT", 0, "takes effect on 1 Nov 2027 (computed)"),
        ("paris --notice 2017-06-01 --state US", 1, "the first day for it is 4 Nov 2019"),
        ("paris --announced 2017-06-01 --state US", 0, "takes effect not before 4 Nov 2020"),
        ("ect --notice 2009-08-20 --state RU", 0, "takes effect on 19 Oct 2009"),
    ],
)
def test_who_may_leave_and_from_when_on_is_told(tmp_path: Path, words: str, code: int, says: str) -> None:
    assert says in " ".join(call(tmp_path, "effect", "--treaty", *words.split(), code=code).split())
