"""The register as JSON, CSV, Markdown and a calendar."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_kit import START, fix, item, leaves, register, said

from monitor.corrections import KEPT, Correction, Fix, RowRef, describe
from monitor.exports import COLUMNS, calendar, csv_text, detail, json_lines, markdown, record
from monitor.exports.calendar import escaped, fold
from monitor.model import LATER_FIELDS, Act, Alert, Kind, Reason, Stage
from monitor.register import FlaggedStory
from monitor.service.dossiers import known_dossier, known_effect
from monitor.wording import Treaty


def listed(*items: FlaggedStory, number: int = 7, fixes: tuple[object, ...] = ()) -> Act:
    """The act of these stories, as it is stored."""
    (act,) = register(*items, fixes=fixes)  # type: ignore[arg-type]
    rows = tuple(replace(row, number=place) for place, row in enumerate(act.rows, 1))
    return replace(
        act, id=number, ref="K7QM", rows=rows, opened_at=START, changed_at=START + timedelta(hours=1)
    )


def told(act: Act) -> Alert:
    """The alert by which it is new."""
    return Alert(1, act.id, 1, act.kind, Stage.DECIDED, Reason.NEW, START)


def decree() -> Act:
    return listed(
        item(             "a", 0,             leaves("a", "RU", "CA", "Military Visits Pact", signed="1989-11-20", ended="2025-12", reason="of no use", form="decree"),             leaves("a", "RU", "PT", "Military Cooperation Treaty", signed="2000-08-04", ended="2025-12"),             leaves("a", "RU", "DE", "Rocket Agreement", Stage.EFFECTIVE, signed="2000s", ended="2025-07-03"),         )
    )  # fmt: skip


# ---------------------------------------------------------------- JSON


def test_json_has_the_shape_that_is_promised() -> None:
    act = listed(item("a", 0, leaves("a", kind="farming", signed="1972-02-09")))
    found = record(act, [told(act)])
    assert found == {
        "id": 7,
        "actors": ["NO"],
        "stage": "decided",
        "stages": ["decided"],
        "first_seen": "2026-03-02T08:00:00Z",
        "stories": [97],
        "alerts": [{"at": "2026-03-02T08:00:00Z", "stage": "decided", "reason": "new"}],
        "rows": [
            {
                "id": "7.1",
                "others": ["SE"],
                "instrument": "Grazing Treaty",
                "kind": "farming",
                "signed": "1972-02-09",
                "ended": None,
                "stage": "decided",
                "reason": None,
                "form": None,
                **dict.fromkeys(LATER_FIELDS),
                "effect": None,
                "usual": None,
                "wikidata": None,
                "evidence": {
                    "instrument": {
                        "value": "Grazing Treaty",
                        "sentence": "Sentence of a about Grazing Treaty.",
                        "story": 97,
                    },
                    "signed": {
                        "value": "1972-02-09",
                        "sentence": "Sentence of a about 1972-02-09.",
                        "story": 97,
                    },
                    "actors": {"value": "NO", "sentence": "Sentence of a about NO.", "story": 97},
                    "others": {"value": "SE", "sentence": "Sentence of a about SE.", "story": 97},
                    "stage": {"value": "decided", "sentence": "Sentence of a about decided.", "story": 97},
                },
            }
        ],
        "ref": "K7QM",
        "grade": "press",
        "source": "Paper a",
        "url": None,
        "wave": None,
        "principled": False,
    }


def test_json_lines_are_one_act_a_line_with_the_ids_that_the_caller_knows() -> None:
    first, second = (
        listed(item("a"), number=9),
        listed(item("b", 0, leaves("b", others="", instrument=None)), number=8),
    )
    lines = [
        json.loads(line)
        for line in json_lines([first, second], story_id=lambda key: f"story-{key}").splitlines()
    ]
    assert [(line["id"], line["stories"]) for line in lines] == [(8, ["story-b"]), (9, ["story-a"])]
    assert lines[0]["rows"][0]["instrument"] is None


def test_a_story_without_an_id_is_shown_by_its_key() -> None:
    assert record(listed(item("a", id=None)))["stories"] == ["a"]


def test_detail_shows_history_sources_and_contradictions() -> None:
    found = detail(
        listed(
            item("a", 0, leaves("a", ended="2026-03")),
            item("b", 1, leaves("b", stage=Stage.NOTIFIED, ended="2027-01")),
        )
    )
    assert found["history"] == [
        {
            "at": "2026-03-02T08:00:00Z",
            "value": "decided",
            "sentence": "Sentence of a about decided.",
            "story": 97,
        },
        {
            "at": "2026-03-03T08:00:00Z",
            "value": "notified",
            "sentence": "Sentence of b about notified.",
            "story": 98,
        },
    ]
    assert found["contradictions"] == [
        {
            "row": "7.1",
            "field": "ended",
            "value": "2026-03",
            "sentence": "Sentence of a about 2026-03.",
            "story": 97,
        }
    ]
    assert (found["grade"], found["ref"], found["rejected"], found["corrections"]) == (
        "outlets",
        "K7QM",
        False,
        [],
    )


def test_detail_names_the_corrections_of_the_act_and_no_others() -> None:
    edit = fix(Fix.EDIT, "a", row=RowRef(instrument="Grazing Treaty"), field="signed", value="1972")
    other = fix(Fix.REJECT, "z", number=2)
    found = detail(listed(item("a"), fixes=(edit,)), corrections=(edit, other))
    assert found["corrections"] == [
        {             "id": 1, "fix": "edit", "what": "set signed of Grazing Treaty to 1972", "by": "Ada", "at": "2026-04-01T08:00:00Z",             "why": "the gazette says so", "undone": False,         }
    ]  # fmt: skip
    row = found["rows"][0]  # type: ignore[index]
    assert (row["entry"], row["form"], row["stage"]) == (None, None, "decided")


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (fix(Fix.EDIT, "a", field="actors", value="DK"), "set actors to DK"),
        (fix(Fix.EDIT, "a", row=RowRef("inf"), field="signed"), "emptied signed of inf"),
        (
            fix(Fix.EDIT, "a", row=RowRef(others=("SE", "FI")), field="kind", value="tax"),
            "set kind of SE FI to tax",
        ),
        (fix(Fix.EDIT, "a", row=RowRef(), field="kind", value="tax"), "set kind of the agreement to tax"),
        (fix(Fix.MERGE, "a", "b"), "merged acts, 2 stories"),
        (fix(Fix.SPLIT, "a", apart=("b", "c")), "parted 1 of 3 stories from the others"),
        (fix(Fix.REJECT, "a"), "rejected the act"),
        (fix(Fix.REJECT, "a", value=KEPT), "took the rejection back"),
    ],
)
def test_a_correction_is_told_in_words(one: Correction, words: str) -> None:
    assert describe(one) == words


def test_an_empty_cell_has_no_contradictions() -> None:
    assert detail(listed(item("a")))["contradictions"] == []


def effect(act: Act) -> object:
    """The field `effect` of the act's row."""
    return record(act, effect_of=known_effect)["rows"][0]["effect"]  # type: ignore[index]


def test_a_row_says_when_it_takes_effect_by_its_clause() -> None:
    notified = leaves("a", "LT", "", "Ottawa Convention", Stage.NOTIFIED, entry="ottawa")
    act = listed(item("a", 0, replace(notified, notified=said("2025-06-27", "a"))))
    assert effect(act) == {
        "from": "2025-12-27",
        "to": "2025-12-27",
        "exact": True,
        "basis": "computed",
        "article": "20(2)-(3)",
        "rule": "6 months after the depositary receives the notice",
        "treaty": "ottawa",
        "stated": None,
        "computed": {"from": "2025-12-27", "to": "2025-12-27"},
        "differs_days": 0,
        "conditions": [
            {"condition": "blocked", "article": "20(2)-(3)", "text": "may be held back: armed conflict"}
        ],
    }
    assert record(act, effect_of=known_effect)["rows"][0]["ended"] is None  # type: ignore[index]


@pytest.mark.parametrize(("ended", "days"), [("2026-09-01", 0), ("2026-01-01", 152)])
def test_a_later_stated_date_contradicts_no_clause_that_lets_the_notice_name_one(
    ended: str, days: int
) -> None:
    row = leaves("a", "HU", "", "Rome Statute", Stage.NOTIFIED, entry="rome-statute", ended=ended)
    shown = effect(listed(item("a", 0, replace(row, notified=said("2025-06-02", "a")))))
    assert isinstance(shown, dict)
    assert (shown["basis"], shown["differs_days"]) == ("stated", days)


def test_a_stated_date_wins_and_the_difference_is_shown() -> None:
    notified = leaves("a", "LT", "", "Ottawa Convention", Stage.NOTIFIED, entry="ottawa", ended="2026-01-27")
    act = listed(item("a", 0, replace(notified, notified=said("2025-06-27", "a"))))
    shown = effect(act)
    assert isinstance(shown, dict)
    assert (shown["from"], shown["basis"], shown["differs_days"]) == ("2026-01-27", "stated", 31)
    assert shown["computed"] == {"from": "2025-12-27", "to": "2025-12-27"}


def test_a_stated_date_needs_no_dossier_and_a_reversed_exit_has_no_effect() -> None:
    shown = effect(listed(item("a", 0, leaves("a", ended="2026-09"))))
    assert isinstance(shown, dict)
    assert (shown["to"], shown["exact"], shown["treaty"]) == ("2026-09-30", False, None)
    back = listed(item("a", 0, leaves("a", ended="2026-09")), item("b", 1, leaves("b", stage=Stage.REVERSED)))
    assert effect(back) is None


def test_a_row_has_the_wikidata_id_of_its_treaty() -> None:
    shown = [
        row["wikidata"]
        for act in (ottawa(), decree())
        for row in record(act, dossier_of=known_dossier)["rows"]  # type: ignore[attr-defined]
    ]
    assert shown == ["Q178012", None, None, None]


# ---------------------------------------------------------------- CSV


def test_csv_and_markdown_have_the_computed_days() -> None:
    (line,) = cells(csv_text([ottawa()], effect_of=known_effect))
    assert (line["effect_from"], line["effect_to"], line["effect_basis"]) == (
        "2025-12-27", "2025-12-27", "computed"
    )  # fmt: skip
    assert line["effect_rule"] == "20(2)-(3): 6 months after the depositary receives the notice"
    assert line["ended"] == ""
    assert "; computed: takes effect on 27 Dec 2025 (art. 20(2)-(3))" in markdown(
        [ottawa()], effect_of=known_effect
    )
    (line,) = cells(csv_text([ottawa(ended="2026-01")], effect_of=known_effect))
    assert (line["effect_from"], line["effect_to"], line["effect_basis"]) == (
        "2026-01-01", "2026-01-31", "stated"
    )  # fmt: skip
    assert "computed" not in markdown([ottawa(ended="2026-01")], effect_of=known_effect)
    assert cells(csv_text([decree()]))[0]["effect_rule"] == ""


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_has_one_line_a_row_of_the_register() -> None:
    lines = cells(csv_text([decree()]))
    assert [line["row"] for line in lines] == ["7.1", "7.2", "7.3"]
    assert tuple(lines[0]) == COLUMNS
    assert list(lines[0].values())[2:] == [
        "K7QM", "RU", "CA", "Military Visits Pact", "", "1989-11-20", "2025-12", "decided", "of no use",
        "decree", "press", "2026-03-02T08:00:00Z", "1", "Paper a", "", *[""] * len(LATER_FIELDS),
        "2025-12-01", "2025-12-31", "stated", "", "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "start",
    [
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        " =",
        "\u00a0=",
        "\x0b=",
        "\u2028=",
        "\u3000 \ufeff=",
        "＝",
        "|",
        "%",
    ],
)
def test_fault_145_no_cell_of_the_csv_runs_as_a_formula(start: str) -> None:
    evil = f'{start}cmd("calc")!A1, x'
    act = listed(item("a", 0, replace(leaves("a"), instrument=said(evil, "a"))))
    (line,) = cells(csv_text([act]))
    assert line["agreement"].startswith("'")
    assert 'cmd("calc")!A1, x' in line["agreement"]


def test_harmless_text_stays_as_it_is() -> None:
    act = listed(
        item("a", 0, replace(leaves("a"), instrument=said("Pact, “A-B” = C", "a"), reason=said("", "a")))
    )
    assert cells(csv_text([act]))[0]["agreement"] == "Pact, “A-B” = C"


# ---------------------------------------------------------------- Markdown


def test_markdown_is_a_table_for_each_actor_in_the_shape_of_a_news_table() -> None:
    assert markdown(
        [
            decree(),
            listed(item("b", 0, leaves("b", actors="", others="EU", instrument=None, form="law")), number=8),
        ]
    ) == (
        "## Actor not known\n\n"
        "| Year | Country | Agreement | Date Signed | Date Terminated | Notes | Source |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "|  | European Union |  |  |  | Decided by law | Paper b, press only, #K7QM |\n"
        "\n"
        "## Russia\n\n"
        "| Year | Country | Agreement | Date Signed | Date Terminated | Notes | Source |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "| 1989 | Canada | Military Visits Pact | 20 Nov 1989 | Dec 2025 | Decided by decree: “of no "
        "use” | Paper a, press only, #K7QM |\n"
        "| 2000 | Portugal | Military Cooperation Treaty | 4 Aug 2000 | Dec 2025 | Decided | Paper a, "
        "press only, #K7QM |\n"
        "| 2000s | Germany | Rocket Agreement | 2000s (exact date not specified) | 3 Jul 2025 | In "
        "effect | Paper a, press only, #K7QM |\n"
    )


def test_the_best_story_is_linked_with_its_grade_and_the_reference() -> None:
    act = listed(item("a", 0, official=True, state="NO", source="Gazette [1]"))
    urls = {act.id: "https://gazette.example/a(1)|<b>\n"}
    assert (
        "| [Gazette \\[1\\]](<https://gazette.example/a%281%29%7C%3Cb%3E%0A>), official source, #K7QM |"
        in markdown([act], urls=urls)
    )
    assert "| Gazette \\[1\\], official source, #K7QM |" in markdown(
        [act], urls={act.id: "javascript:alert(1)"}
    )


def test_a_legal_form_is_noted_only_of_a_stage_that_it_brings_about() -> None:
    threat = listed(item("a", 0, leaves("a", stage=Stage.THREATENED, form="law"), kind=Kind.THREAT))
    assert "| Threatened |" in markdown([threat])


TREATIES = {
    "icc": Treaty("Rome Statute", "ICC", open=True),
    "au": Treaty("African Union", body=True, known_as=frozenset({"african union"})),
}


def test_a_body_that_is_left_is_no_counterparty_of_its_own() -> None:
    body = replace(
        leaves("a", others="", entry="au", instrument="the bloc"), others=(said("African Union", "a"),)
    )
    act = listed(item("a", 0, body))
    assert "|  |  | the bloc |" in markdown([act], TREATIES)
    assert cells(csv_text([act], TREATIES))[0]["others"] == ""
    assert record(act)["rows"][0]["others"] == ["African Union"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("It was signed in the early 2000s in Oslo.", "Early 2000s (exact date not specified)"),
        ("Signed: late-2000s | Norway", "Late 2000s (exact date not specified)"),
        ("The pact of the early 1990s was renewed in the 2000s.", "2000s (exact date not specified)"),
    ],
)
def test_a_decade_is_shown_with_its_part_where_the_sentence_has_one(sentence: str, shown: str) -> None:
    act = listed(item("a", 0, replace(leaves("a"), signed=said("2000s", "a", sentence))))
    assert f"| 2000s | Sweden | Grazing Treaty | {shown} |" in markdown([act])


def test_markdown_of_a_hostile_name_stays_one_cell() -> None:
    act = listed(
        item("a", 0, replace(leaves("a"), instrument=said("a | b\n![x](http://e.example) <script> `c`", "a")))
    )
    assert "| a \\| b !\\[x\\](http://e.example) &lt;script> \\`c\\` |" in markdown([act])


def test_rejected_acts_are_in_no_table() -> None:
    act = listed(item("a", 0, leaves("a", ended="2026-03")), fixes=(fix(Fix.REJECT, "a"),))
    assert markdown([act]) == ""
    assert cells(csv_text([act])) == []
    assert "VEVENT" not in calendar([act])


# ---------------------------------------------------------------- calendar


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_dates_of_effect_are_all_day_events_as_long_as_they_are_uncertain() -> None:
    lines = unfolded(calendar([decree()], host="desk.example"))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert [line for line in lines if line.startswith(("UID", "DTSTART", "DTEND", "STATUS"))] == [
        "UID:act-7-row-7.1@desk.example", "DTSTART;VALUE=DATE:20251201", "DTEND;VALUE=DATE:20260101",
        "STATUS:TENTATIVE", "UID:act-7-row-7.2@desk.example", "DTSTART;VALUE=DATE:20251201",
        "DTEND;VALUE=DATE:20260101", "STATUS:TENTATIVE", "UID:act-7-row-7.3@desk.example",
        "DTSTART;VALUE=DATE:20250703", "DTEND;VALUE=DATE:20250704", "STATUS:CONFIRMED",
    ]  # fmt: skip
    assert "SUMMARY:Russia ends the Military Visits Pact with Canada (only the month is known)" in lines
    assert "DESCRIPTION:effective\\, #K7QM: Sentence of a about 2025-07-03.\\nPaper a (press only)" in lines
    assert lines.count("DTSTAMP:20260302T090000Z") == 3


def test_a_row_without_an_end_is_no_event_and_a_reversal_cancels_it() -> None:
    assert "VEVENT" not in calendar([listed(item("a"))])
    gone = (
        item("a", 0, leaves("a", actors="", others="", instrument=None, ended="2026-09")),
        item("b", 1, leaves("b", stage=Stage.REVERSED)),
    )
    back = [listed(item("a", 0, leaves("a", ended="2026-09")), gone[1])]
    assert "STATUS:CANCELLED" in unfolded(calendar(back))
    assert "SUMMARY:Exit from an agreement (only the month is known)" in unfolded(calendar([listed(gone[0])]))


@pytest.mark.parametrize(
    ("actors", "stage", "says", "status"),
    [
        ("NO", Stage.THREATENED, "Norway threatens to end the Grazing Treaty with Sweden", "TENTATIVE"),
        ("NO", Stage.DECIDED, "Norway ends the Grazing Treaty with Sweden", "CONFIRMED"),
        ("DK NO", Stage.NOTIFIED, "Denmark and Norway end the Grazing Treaty with Sweden", "CONFIRMED"),
        ("NO", Stage.SUSPENDED, "Norway suspends the Grazing Treaty with Sweden", "CONFIRMED"),
        ("NO", Stage.EXPIRED, "Norway: expiry of the Grazing Treaty with Sweden", "CONFIRMED"),
        ("NO", Stage.REVERSED, "Norway takes back its exit from the Grazing Treaty with Sweden", "CANCELLED"),
    ],
)
def test_the_calendar_tells_no_threat_as_a_fact(actors: str, stage: Stage, says: str, status: str) -> None:
    lines = unfolded(calendar([listed(item("a", 0, leaves("a", actors, stage=stage, ended="2026-09-01")))]))
    assert f"SUMMARY:{says}" in lines
    assert f"STATUS:{status}" in lines
    # a file is published by nobody (RFC 5546 would ask for an ORGANIZER)
    assert not any(line.startswith("METHOD") for line in lines)


def test_an_event_has_a_summary_for_readers_its_story_s_address_and_its_grade() -> None:
    act = listed(
        item("a", 0, leaves("a", "HU", "", "Rome Statute", entry="icc", ended="2026-06-02"), source="Wire")
    )
    lines = unfolded(calendar([act], TREATIES, urls={act.id: "https://wire.example/ä,b\r\nEND:VEVENT"}))
    assert "SUMMARY:Hungary leaves the Rome Statute (ICC)" in lines
    assert "URL:https://wire.example/%C3%A4,b%0D%0AEND:VEVENT" in lines
    assert "DESCRIPTION:decided\\, #K7QM: Sentence of a about 2026-06-02.\\nWire (press only)" in lines
    assert not any(
        line.startswith("URL")
        for line in unfolded(calendar([act], TREATIES, urls={act.id: "ftp://wire.example/a"}))
    )


@pytest.mark.parametrize(
    ("value", "first", "after"),
    [
        ("2025-12-31", date(2025, 12, 31), date(2026, 1, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("2000s", date(2000, 1, 1), date(2010, 1, 1)),
    ],
)
def test_an_event_spans_all_days_that_its_date_may_mean(value: str, first: date, after: date) -> None:
    lines = unfolded(calendar([listed(item("a", 0, leaves("a", ended=value)))]))
    assert f"DTSTART;VALUE=DATE:{first:%Y%m%d}" in lines
    assert f"DTEND;VALUE=DATE:{after:%Y%m%d}" in lines


def test_an_end_on_the_last_day_of_the_calendar_has_no_day_after() -> None:
    lines = unfolded(calendar([listed(item("a", 0, leaves("a", ended="9999")))]))
    assert "DTSTART;VALUE=DATE:99990101" in lines
    assert not any(line.startswith("DTEND") for line in lines)


def ottawa(
    stage: Stage = Stage.NOTIFIED, notified: str | None = "2025-06-27", ended: str | None = None
) -> Act:
    """Lithuania leaves the Ottawa Convention."""
    row = leaves("a", "LT", "", "Ottawa Convention", stage, entry="ottawa", ended=ended)
    return listed(item("a", 0, replace(row, notified=said(notified, "a") if notified else None)))


def events(act: Act) -> list[dict[str, list[str]]]:
    """The events of the act's calendar: values by the name of the property, in order; alarms count in."""
    text = "\n".join(unfolded(calendar([act], effect_of=known_effect)))
    parts = [part.split("\nEND:VEVENT")[0].splitlines() for part in text.split("BEGIN:VEVENT\n")[1:]]
    return [
        {name: [line.partition(":")[2] for line in lines if re.split("[:;]", line)[0] == name]
         for name in {re.split("[:;]", line)[0] for line in lines}}
        for lines in parts
    ]  # fmt: skip


def test_a_computed_day_is_a_tentative_event_with_alarms() -> None:
    (event,) = events(ottawa())
    assert event["UID"] == ["act-7-row-7.1-effect@treaty-monitor.invalid"]
    assert (event["DTSTART"], event["DTEND"]) == (["20251227"], ["20251228"])
    assert event["STATUS"] == ["TENTATIVE"]
    assert event["SUMMARY"] == ["Lithuania leaves an agreement (computed)"]
    assert event["TRIGGER"] == ["-P7D", "-P1D"]
    assert "Computed\\, no source states it: takes effect on 27 Dec 2025." in event["DESCRIPTION"][0]
    assert "art. 20(2)-(3): 6 months after the depositary receives the notice" in event["DESCRIPTION"][0]
    assert "May be held back" in event["DESCRIPTION"][0]


def test_a_computed_range_is_as_long_as_it_is_and_an_open_end_is_one_day() -> None:
    (event,) = events(ottawa(notified="2025-06"))
    assert (event["DTSTART"], event["DTEND"]) == (["20251201"], ["20251231"])
    assert event["SUMMARY"][0].endswith("(computed\\, one of these days)")
    (event,) = events(ottawa(Stage.DECIDED, None))
    assert (event["DTSTART"], event["DTEND"]) == (["20260902"], ["20260903"])
    assert event["SUMMARY"][0].endswith("(computed\\, not before this day)")
    assert "not before 2 Sep 2026" in event["DESCRIPTION"][0]
    assert event["STATUS"] == ["TENTATIVE"]
    (event,) = events(ottawa(notified=None))
    assert event["SUMMARY"][0].endswith("(computed\\, not after this day)")


def test_a_stated_date_gives_no_computed_event_but_has_alarms() -> None:
    (event,) = events(ottawa(ended="2026-01-27"))
    assert event["UID"] == ["act-7-row-7.1@treaty-monitor.invalid"]
    assert event["STATUS"] == ["CONFIRMED"]
    assert event["TRIGGER"] == ["-P7D", "-P1D"]
    assert event["ACTION"] == ["DISPLAY", "DISPLAY"]


def test_the_last_day_for_notice_against_renewal_is_an_event() -> None:
    row = leaves("a", "US", "", "Genocide Convention", Stage.DECIDED, entry="genocide")
    deadline = next(
        event for event in events(listed(item("a", 0, row))) if "-notice-2030@" in event["UID"][0]
    )
    assert deadline["SUMMARY"][0].startswith("Last day for notice: ")
    assert deadline["STATUS"] == ["TENTATIVE"]
    assert deadline["TRIGGER"] == ["-P7D", "-P1D"]
    sent = replace(row, stage=said("notified", "a"), notified=said("2026-01-05", "a"))
    assert not any("-notice-" in event["UID"][0] for event in events(listed(item("a", 0, sent))))


def test_a_window_of_notice_is_an_event_whose_alarms_ring_before_its_end() -> None:
    row = leaves("a", "US", "", "Convention", Stage.DECIDED, entry="ilo-c169")
    window = next(event for event in events(listed(item("a", 0, row))) if "-window-2032@" in event["UID"][0])
    assert window["SUMMARY"][0].startswith("Notice may be given: ")
    assert window["TRIGGER"] == ["-P8D", "-P2D"]  # the end is the midnight after the last day


def test_a_reversed_or_rejected_exit_has_no_computed_event_and_no_alarm() -> None:
    row = leaves("a", "LT", "", "Ottawa Convention", Stage.NOTIFIED, entry="ottawa")
    back = item("b", 1, leaves("b", "LT", "", "Ottawa Convention", Stage.REVERSED, entry="ottawa"))
    assert events(listed(item("a", 0, row), back)) == []
    assert events(listed(item("a", 0, row), fixes=(fix(Fix.REJECT, "a"),))) == []
    gone = listed(item("a", 0, leaves("a", ended="2026-09")), item("b", 1, leaves("b", stage=Stage.REVERSED)))
    assert "VALARM" not in calendar([gone])


def test_no_year_of_notice_breaks_the_calendar() -> None:
    for year in ("0001", "9998-12", "9999"):
        assert calendar([ottawa(notified=year)], effect_of=known_effect).endswith("END:VCALENDAR\r\n")


def test_fault_163_no_export_commands_a_terminal_or_turns_text_around() -> None:
    evil = replace(
        leaves("a", ended="2027"), instrument=said("Pact\x1b[2J\u202e\x9b31mend\tx", "a", "A\x07\u2066B")
    )
    act = listed(item("a", 0, evil))
    for text in (csv_text([act]), markdown([act]), calendar([act]), json_lines([act])):
        assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e\u2066]", text)
    assert json.loads(json_lines([act]))["rows"][0]["instrument"] == "Pact\x1b[2J\u202e\x9b31mend\tx"


def test_text_of_the_calendar_is_escaped() -> None:
    assert escaped("a, b; c\\d\ne\x07\r\nBEGIN:VEVENT") == "a\\, b\\; c\\\\d\\ne\\nBEGIN:VEVENT"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_folded_lines_are_short_and_unfold_to_the_same(text: str) -> None:
    folded = fold(text)
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    assert folded.endswith("\r\n")
    assert folded[:-2].replace("\r\n ", "") == text
