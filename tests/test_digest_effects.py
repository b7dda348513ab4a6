"""Messages say when an exit takes effect by its clause, and what it means; what is only usual is told as that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest
from samples import NOW, act, alert, destination, said, stories_of

from monitor.channels.chat_text import act_lines
from monitor.channels.shortening import shortened
from monitor.channels.subject import MAX_COLUMNS, subject
from monitor.digest import ActSummary, Known, build, summarise
from monitor.dossiers import Dossiers, ExitClause, Period, Rounding, Start
from monitor.dossiers.clause_words import rule_in_words
from monitor.dossiers.reading import read_dossiers
from monitor.dossiers.values import YearDay
from monitor.dossiers.words import article_words, rule_words
from monitor.model import Act, Cadence, Cell, Reason, Row, Stage, Step
from monitor.rules.gazetteer import rows
from monitor.service.dossiers import known_dossiers
from monitor.wording import Treaty, language

GAZETTEER = rows(
    [
        {
            "entry": [
                {"id": "mines", "name": "Mines Convention", "kind": "convention"},
                {"id": "wells", "name": "Wells Pact", "kind": "treaty", "parties": ["FI", "NO", "SE"]},
                {"id": "ditch", "name": "Ditch Treaty", "kind": "treaty", "parties": ["FI", "SE"]},
                {"id": "brook", "name": "Brook Treaty", "kind": "treaty", "parties": ["FI", "NO"]},
                {"id": "tools", "name": "Tools Protocol", "kind": "protocol"},
            ],
            "kind": [{"id": "fish-deal", "name": "Fishing agreement"}],
        }
    ]
)
CLAUSE = '[[dossier.exit]]\narticle = "20"\nnotice = "P6M"\n'
TERM = 'expires = "2031-05-01"\nrenews = "P5Y"\n'
HEAD = '[[dossier]]\nid = "{}"\nchecked = "text"\n'
DOSSIERS = read_dossiers(
    {
        "own.toml": "".join(
            (
                HEAD.format("mines") + 'parties = 166\nparties_on = "2025-06"\n' + CLAUSE,
                HEAD.format("wells") + "least_parties = 3\n" + CLAUSE + 'survival = "P20Y"\n',
                HEAD.format("ditch") + "none = true\n",
                HEAD.format("brook") + "no_exit = true\n",
                HEAD.format("tools") + 'falls_with = ["wells"]\n' + TERM + CLAUSE,
                '[[usual]]\nkind = "fish-deal"\nnotice = "P6M"\n',
            )
        )
    },
    GAZETTEER,
)

KNOWN = Known(DOSSIERS)


def leaving(entry: str | None, *, kind: str = "", stage: Stage = Stage.NOTIFIED, **dates: str) -> Act:
    """Finland leaves an agreement, reported on 28 June 2026."""
    told = act(1, "Finland leaves the agreement", stage=stage)
    story = told.texts[0]

    def cell(value: str) -> Cell:
        return Cell(said(story, value, story.title, "agreement"))

    row = Row(entry=entry, kind=kind, stage=stage, **{name: cell(value) for name, value in dates.items()})
    at = datetime(2026, 6, 28, tzinfo=UTC)
    return replace(
        told,
        actors=(said(story, "FI", story.title, "Finland"),),
        rows=(row,),
        history=(Step(stage, at, said(story, stage.value, story.title, "leaves")),),
    )


def summary(
    told: Act,
    reader: str = "en",
    known: Known = KNOWN,
    reasons: tuple[Reason, ...] = (),
    now: datetime = NOW,
) -> ActSummary:
    say = language(reader)
    return summarise(told, stories_of([told])[1], reasons, "Europe/Berlin", now, say=say, known=known)


def test_a_stated_day_of_notice_gives_a_computed_day_with_its_rule() -> None:
    told = summary(leaving("mines", notified="2026-06-27"))
    assert told.effect == (
        "Takes effect 27 Dec 2026 (computed: 6 months after the depositary receives the notice, art. 20)"
    )
    assert told.meaning == ("Parties after this exit: at most 165 of 166 (Jun 2025)",)
    effect = told.rows[0].effect
    assert effect is not None
    assert (effect.earliest, effect.latest, effect.exact, effect.basis) == (
        "2026-12-27",
        "2026-12-27",
        True,
        "notice",
    )


@pytest.mark.parametrize(
    ("stage", "dates", "begins"),
    [
        (
            Stage.NOTIFIED,
            {"notified": "2026-06"},
            "Takes effect between 1 Dec 2026 and 30 Dec 2026 (computed",
        ),
        (Stage.NOTIFIED, {}, "Takes effect by 28 Dec 2026 (computed"),
        (
            Stage.DECIDED,
            {"decided": "2026-06-27"},
            "No notice is known: not before 23 May 2027, if it is given on 23 Nov 2026 (computed",
        ),
        (
            Stage.NOTIFIED,
            {"notified": "2026-06-27", "ended": "2027-01-15"},
            "Stated: 15 Jan 2027; by the exit clause (art. 20) it would be 27 Dec 2026",
        ),
        (Stage.NOTIFIED, {"notified": "2026-06-27", "ended": "2026-12-29"}, ""),
        (Stage.EFFECTIVE, {"notified": "2026-06-27"}, ""),
        (Stage.REVERSED, {"notified": "2026-06-27"}, ""),
    ],
)
def test_the_line_says_no_more_than_is_known(stage: Stage, dates: dict[str, str], begins: str) -> None:
    line = summary(leaving("mines", stage=stage, **dates)).effect
    assert line.startswith(begins) if begins else line == ""


def test_an_old_announcement_gives_no_day_that_is_over() -> None:
    told = leaving("mines", stage=Stage.DECIDED, decided="2020-01-05")
    effects = [summary(told, now=datetime(2026, month, 5, tzinfo=UTC)).rows[0].effect for month in (6, 11)]
    assert [effect and effect.earliest for effect in effects] == ["2026-12-05", "2027-05-05"]
    assert all(effect is not None and effect.latest is None for effect in effects)


def test_an_announcement_that_nobody_reports_any_more_counts_from_its_day() -> None:
    told = leaving("mines", stage=Stage.DECIDED, decided="2020-01-05")
    long_ago = datetime(2020, 1, 6, tzinfo=UTC)
    line = summary(replace(told, opened_at=long_ago, changed_at=long_ago)).effect
    assert line.startswith(
        "No notice is known: not before 5 Jul 2020, if it was given on 5 Jan 2020 (computed"
    )


@pytest.mark.parametrize("reader", ["en", "fr", "ru"])
def test_commands_and_messages_tell_the_rule_of_a_clause_in_the_same_words(reader: str) -> None:
    say = language(reader)
    for dossier in known_dossiers().by_id.values():
        for clause in dossier.exits:
            told = rule_in_words(clause, say, terms=dossier.has_terms)
            assert told
            if reader == "en":
                assert told == f"{rule_words(clause, dossier)}, {article_words(clause)}"


def test_who_remains_is_the_circle_without_those_that_the_register_has_as_gone() -> None:
    gone = Known(DOSSIERS, {"wells": {"NO": date(2020, 1, 1)}})
    told = summary(leaving("wells", notified="2026-06-27"), known=gone)
    assert told.meaning == (
        "Whoever leaves it also leaves: Tools Protocol",
        "Parties after this exit: Sweden",
        "It ends when there are fewer parties than 3",
    )


def test_a_treaty_of_two_ends_and_without_a_clause_no_day_is_given() -> None:
    told = summary(leaving("ditch", notified="2026-06-27"))
    assert told.effect.startswith("The treaty has no exit clause")
    assert told.meaning == ("It has two parties: it ends when one of them leaves",)


def test_who_suspends_a_treaty_leaves_nobody_behind() -> None:
    assert summary(leaving("wells", stage=Stage.SUSPENDED)).meaning == ()
    assert summary(leaving(None, kind="fish-deal", stage=Stage.SUSPENDED)).meaning == ()


def test_a_treaty_that_lets_no_party_leave_alone_says_so() -> None:
    told = summary(leaving("brook", notified="2026-06-27"))
    assert told.consequences == ("As far as is known no party can leave it alone",)


@pytest.mark.parametrize("change", [{"rejected": True}, {"withdrawn": True}, {"stage": Stage.REVERSED}])
def test_an_act_that_does_not_stand_means_nothing(change: dict[str, object]) -> None:
    told = summary(replace(leaving("wells", notified="2026-06-27"), **change))  # type: ignore[arg-type]
    assert told.consequences == ()


@pytest.mark.parametrize(
    ("reader", "line"),
    [
        ("en", "Usually such agreements end 6 months after notice; the text of this one was not checked"),
        ("fr", "D’ordinaire, de tels accords prennent fin 6 mois après la notification"),
        ("ru", "Обычно такие соглашения прекращаются через 6 месяцев после уведомления"),
    ],
)
def test_what_is_usual_is_told_as_usual_and_gives_no_day(reader: str, line: str) -> None:
    told = summary(leaving(None, kind="fish-deal", signed="1989-11-20", notified="2026-06-27"), reader)
    assert told.effect == ""
    assert told.rows[0].effect is None
    assert len(told.meaning) == 1
    assert told.meaning[0].startswith(line)


def test_without_dossiers_nothing_is_said() -> None:
    assert summary(leaving("wells", notified="2026-06-27"), known=Known(Dossiers())).consequences == ()


def test_an_exit_from_a_treaty_that_goes_on_in_terms_waits_for_the_end_of_one() -> None:
    told = summary(leaving("tools", notified="2026-06-27"))
    assert told.effect == (
        "Takes effect 1 May 2031 (computed: 6 months after the depositary receives the notice, then the end of "
        "the term, art. 20)"
    )
    assert told.meaning == ("Its present term ends 1 May 2031; without notice it goes on for 5 years",)


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        (
            {"start": Start.NOTICE, "rounding": Rounding.YEAR_END},
            "at the end of the year in which the notice is given",
        ),
        (
            {"start": Start.DEPOSIT, "rounding": Rounding.NEXT_YEAR_END},
            "at the end of the year after the one in which the notice is deposited",
        ),
        (
            {"rounding": Rounding.NEXT_MONTH},
            "on the first day of the month after the one in which the depositary receives the notice",
        ),
        ({}, "at once after the depositary receives the notice"),
        (
            {
                "start": Start.NOTICE,
                "rounding": Rounding.YEARLY,
                "on": YearDay(11, 23),
                "cut": YearDay(8, 24),
            },
            "on 23 Nov of the first year in which the notice is given by 24 Aug",
        ),
        (
            {"start": Start.NOTICE, "rounding": Rounding.YEAR_END, "cut": YearDay(8, 31)},
            "at the end of the year in which the notice is given; a year later if the notice comes after 31 Aug",
        ),
    ],
)
def test_a_clause_without_a_period_reads_well(clause: dict[str, object], words: str) -> None:
    own = ExitClause("3", Period(), **clause)  # type: ignore[arg-type]
    assert rule_in_words(own, language("en")) == f"{words}, art. 3"


def test_a_yearly_day_after_a_period_and_an_article_with_its_document_are_told() -> None:
    own = ExitClause("II(6) of the Constitution", Period(6), Start.NOTICE, Rounding.YEARLY, on=YearDay(1, 1))
    assert {code: rule_in_words(own, language(code)) for code in ("en", "fr", "ru")} == {
        "en": "6 months after the notice, then the next 1 Jan, art. II(6) of the Constitution",
        "fr": "6 mois après la notification, puis le 1er janv. suivant, art. II(6)",
        "ru": "6 месяцев после уведомления, затем ближайшее 1 янв, ст. II(6)",
    }


def test_an_article_of_several_paragraphs_is_told_in_each_language() -> None:
    own = ExitClause("20(2)-(3)", Period(6))
    assert rule_in_words(own, language("fr")).endswith("art. 20(2)-(3)")


# ---------------------------------------------------------------- what is due

DUE_DAY = datetime(2026, 12, 27, 9, tzinfo=UTC)
RULE = "computed: 6 months after the depositary receives the notice, art. 20"


def test_what_is_due_today_says_so_in_change_label_and_body() -> None:
    told = summary(leaving("mines", notified="2026-06-27"), reasons=(Reason.DUE,), now=DUE_DAY)
    assert told.change == "Due to take effect today (computed), no source says so yet"
    assert told.status == f"{told.change}: exit notified"
    assert told.effect == f"Due to take effect today ({RULE}), no source says so yet"
    assert told.stage is Stage.NOTIFIED


@pytest.mark.parametrize(
    ("reader", "change"),
    [
        ("fr", "Effet prévu aujourd’hui (date calculée), sans confirmation"),
        ("ru", "Вступление в силу ожидается сегодня (расчёт), не подтверждено"),
    ],
)
def test_what_is_due_is_told_in_the_reader_s_language(reader: str, change: str) -> None:
    told = summary(leaving("mines", notified="2026-06-27"), reader, reasons=(Reason.DUE,), now=DUE_DAY)
    assert told.change == change


@pytest.mark.parametrize(
    ("reader", "words", "who"),
    [
        ("en", "Due to take effect today (computed), no source says so yet: ", "Finland"),
        (
            "fr",
            "Effet prévu aujourd’hui (date calculée), sans confirmation : ",
            "Finlande",
        ),
        ("ru", "Вступление в силу ожидается сегодня (расчёт), не подтверждено: ", "Финляндия"),
    ],
)
def test_the_subject_says_what_is_due_and_who_leaves(reader: str, words: str, who: str) -> None:
    told = leaving("mines", notified="2026-06-27")
    line = subject(
        build(
            replace(destination(Cadence.INSTANT), reader=reader),
            [told],
            [replace(alert(told), reason=Reason.DUE)],
            stories=stories_of([told]),
            now=DUE_DAY,
            ref="K7QX",
            sequence=1,
            summary_of=partial(summarise, known=KNOWN),
        )
    )
    assert words in line.replace("\N{NO-BREAK SPACE}", " ")
    assert who in line
    assert len(line) <= MAX_COLUMNS


def test_a_message_of_a_later_day_names_the_day_and_a_stated_day_is_told_as_stated() -> None:
    later = datetime(2026, 12, 29, 9, tzinfo=UTC)
    told = summary(leaving("mines", notified="2026-06-27"), reasons=(Reason.DUE,), now=later)
    assert told.change == "Due to take effect 27 Dec 2026 (computed), no source says so yet"
    stated = leaving("mines", notified="2026-06-27", ended="2026-12-28")
    told = summary(stated, reasons=(Reason.DUE,), now=later)
    assert told.change == told.effect == "Due to take effect 28 Dec 2026 (as stated), no source says so yet"
    unknown = leaving(None, stage=Stage.SUSPENDED, ended="2026-12-29")
    told = summary(unknown, reasons=(Reason.DUE,), now=later)
    assert told.effect == "Suspension due to end today (as stated), no source says so yet"


def test_what_is_weightier_is_told_before_what_is_due() -> None:
    reasons = (Reason.DUE, Reason.CORRECTION)
    told = summary(leaving("mines", notified="2026-06-27"), reasons=reasons, now=DUE_DAY)
    assert told.change == "Correction"
    assert told.effect.startswith("Takes effect 27 Dec 2026 (computed")


def test_what_is_not_due_any_more_names_no_day() -> None:
    told = summary(leaving("mines", notified="2026-07-27"), reasons=(Reason.DUE,), now=DUE_DAY)
    assert told.change == "Due to take effect, no source says so yet"
    assert told.effect.startswith("Takes effect 27 Jan 2027")


# ---------------------------------------------------------------- who left before


def test_a_treaty_that_fell_with_another_says_which() -> None:
    gone = Known(DOSSIERS, {"wells": {"FI": date(2020, 1, 1)}})
    told = summary(leaving("tools", notified="2026-06-27"), known=gone)
    assert told.meaning[0] == "Whoever has left Wells Pact has left it too"
    only_norway = Known(DOSSIERS, {"wells": {"NO": date(2020, 1, 1)}})
    assert (
        not summary(leaving("tools", notified="2026-06-27"), known=only_norway).meaning[0].startswith("Who")
    )


def test_the_lines_of_an_act_that_leaves_two_treaties_name_them() -> None:
    told = leaving("wells", notified="2026-06-27")
    mines = leaving("mines", notified="2026-06-27").rows[0]
    both = summary(replace(told, rows=(*told.rows, replace(mines, number=2))))
    assert "Wells Pact: Whoever leaves it also leaves: Tools Protocol" in both.meaning
    assert all(line.startswith(("Wells Pact: ", "Mines Convention: ")) for line in both.meaning)


def test_a_wave_has_the_last_line() -> None:
    text = "Second party to leave the Wells Pact in 90 days"
    told = summary(leaving("wells", notified="2026-06-27"), known=Known(DOSSIERS, wave=lambda act, say: text))
    assert told.wave == told.consequences[-1] == text
    over = summary(
        leaving("wells", stage=Stage.REVERSED, notified="2026-06-27"),
        known=Known(DOSSIERS, wave=lambda act, say: ""),
    )
    assert over.consequences == ()


def test_what_an_act_means_is_left_out_before_its_agreements() -> None:
    told = summary(
        leaving("wells", notified="2026-06-27"), known=Known(DOSSIERS, wave=lambda act, say: "A wave")
    )

    def weigh(act: ActSummary) -> float:
        return sum(map(len, act.consequences)) + 100 * len(act.rows)

    least = shortened(told, weigh, 100 + len(told.effect))
    assert (least.meaning, least.wave, len(least.rows)) == ((), "", 1)
    assert least.effect == told.effect
    assert least.left_out >= len(told.meaning) + 1


# ---------------------------------------------------------------- when it ends, and what may change that

TREATIES = {
    "mines": Treaty("Mines Convention", open=True),
    "club": Treaty("Club", body=True),
    "ditch": Treaty("Ditch Treaty"),
    "climate": Treaty("Climate Agreement"),
}


def shown_end(
    reader: str, *rows: Row, stage: Stage = Stage.NOTIFIED
) -> tuple[str, list[str], str, list[str]]:
    """The heading of the column of ends, its cells, the same in the line at the top, and the lines of a chat."""
    told = replace(leaving("mines", stage=stage), rows=rows)
    say = language(reader)
    summary = summarise(told, stories_of([told])[1], (), "Europe/Berlin", NOW, say=say, treaties=TREATIES)
    bullets = [line for line in act_lines(summary, "") if line.startswith("• ")]
    return summary.columns[-1], [row.cells[-1] for row in summary.rows], summary.standing.ends, bullets


def ending(entry: str, ended: str, stage: Stage = Stage.NOTIFIED) -> Row:
    told = leaving(entry, stage=stage, ended=ended)
    party = said(told.texts[0], "SE", told.texts[0].title, "agreement")  # type: ignore[attr-defined]
    return replace(told.rows[0], others=(party,)) if entry == "ditch" else told.rows[0]


@pytest.mark.parametrize(
    ("entry", "stage", "ended", "heading", "line"),
    [
        ("mines", Stage.NOTIFIED, "2026-12-27", "Leaves", "leaves 27 Dec 2026"),
        ("club", Stage.DECIDED, "2026-12-27", "Leaves", "leaves 27 Dec 2026"),
        (
            "mines",
            Stage.NOTIFIED,
            "2026-10-27",
            "Leaves",
            "leaves 27 Oct 2026",
        ),  # no source says that it left
        ("mines", Stage.EFFECTIVE, "2026-10-27", "Left", "left 27 Oct 2026"),
        ("mines", Stage.THREATENED, "2026-12-27", "Would leave", "would leave 27 Dec 2026"),
        ("mines", Stage.REVERSED, "2026-12-27", "Was to leave", "was to leave 27 Dec 2026"),
        ("mines", Stage.SUSPENDED, "2026-12-27", "Ends", "ends 27 Dec 2026"),
        ("climate", Stage.NOTIFIED, "2026-12-27", "Leaves", "leaves 27 Dec 2026"),
        ("ditch", Stage.NOTIFIED, "2026-12-27", "Ends", "ends 27 Dec 2026"),
        ("ditch", Stage.EFFECTIVE, "2026-10-27", "Ended", "ended 27 Oct 2026"),
        ("unknown", Stage.NOTIFIED, "2026-12-27", "Ends", "ends 27 Dec 2026"),
    ],
)
def test_a_treaty_that_goes_on_is_left_and_does_not_end(
    entry: str, stage: Stage, ended: str, heading: str, line: str
) -> None:
    head, _, top, bullets = shown_end("en", ending(entry, ended, stage), stage=stage)
    assert (head, top, bullets) == (
        heading,
        line,
        [f"• Sweden · {line}" if entry == "ditch" else f"• {line}"],
    )


@pytest.mark.parametrize(
    ("reader", "heading", "cells"),
    [
        ("en", "End", ["27 Oct 2026", "27 Dec 2026 (to come)"]),
        ("fr", "Fin", ["27 oct. 2026", "27 déc. 2026 (à venir)"]),
        ("ru", "Прекращение", ["27 окт 2026", "27 дек 2026 (предстоит)"]),
    ],
)
def test_where_some_agreements_have_ended_the_others_are_marked_as_to_come(
    reader: str, heading: str, cells: list[str]
) -> None:
    rows = ending("ditch", "2026-10-27"), ending("ditch", "2026-12-27")
    head, shown, _, _ = shown_end(reader, *rows)
    assert (head, shown) == (heading, cells)


OWN = '[[dossier.exit]]\narticle = "20"\nnotice = "P6M"\n'


def told_by(clause: str, reader: str = "en", **dates: str) -> str:
    """The line on the day of effect of an exit from a treaty with this clause."""
    own = read_dossiers({"own.toml": HEAD.format("mines") + OWN + clause}, GAZETTEER)
    return summary(leaving("mines", **dates), reader, Known(own)).effect


@pytest.mark.parametrize(
    ("reader", "end"),
    [
        ("en", "; may be held back: armed conflict"),
        ("fr", "\u00a0; peut être retardé\u00a0: conflit armé"),
        ("ru", "; возможна отсрочка: вооружённый конфликт"),
    ],
)
def test_what_may_hold_the_effect_back_is_named(reader: str, end: str) -> None:
    assert told_by('blocked = "armed conflict"\n', reader, notified="2026-06-27").endswith(end)


def test_every_text_of_the_packaged_dossiers_on_what_holds_back_or_goes_on_has_words() -> None:
    texts = {clause.blocked for dossier in known_dossiers().by_id.values() for clause in dossier.exits}
    assert [text for text in texts if text and not language("en").has(f"blocked.{text}")] == []
    survives = {clause.survives for dossier in known_dossiers().by_id.values() for clause in dossier.exits}
    assert [text for text in survives if text and not language("en").has(f"survives.{text}")] == []
    unknown = told_by('blocked = "floods"\n', notified="2026-06-27")
    assert unknown.endswith("; the clause lets it be held back")


def test_a_notice_that_may_name_a_later_day_says_so_where_it_was_given() -> None:
    line = told_by("later = true\n", notified="2026-06-27")
    assert line.endswith("art. 20), or on a later day that the notice names")
    told = leaving("mines", stage=Stage.DECIDED, decided="2026-06-27")
    own = read_dossiers({"own.toml": HEAD.format("mines") + OWN + "later = true\n"}, GAZETTEER)
    assert "later day" not in summary(told, known=Known(own)).effect


@pytest.mark.parametrize(
    ("dates", "line"),
    [
        (
            {"notified": "2026-06", "ended": "2026-09-01"},
            "Stated: 1 Sep 2026; by the exit clause (art. 20) it would be not before 1 Dec 2026",
        ),
        (
            {"notified": "2026-06", "ended": "2027-09-01"},
            "Stated: 1 Sep 2027; by the exit clause (art. 20) it would be by 30 Dec 2026",
        ),
    ],
)
def test_a_stated_day_beside_a_range_is_told_with_the_end_that_it_lies_beyond(
    dates: dict[str, str], line: str
) -> None:
    assert told_by("", **dates) == line


WINDOWS = 'windows = { first = "P10Y", every = "P10Y", open = "P1Y" }\n'


@pytest.mark.parametrize(
    ("facts", "clause", "line"),
    [
        (
            'in_force = "1991-09-05"\n',
            WINDOWS,
            "By its exit clause (art. 20) no notice was possible at that time; the next window for notice: "
            "5 Sep 2031 to 5 Sep 2032",
        ),
        ('expires = "2026-02-05"\n', "", "The treaty ended 5 Feb 2026: there is nothing to leave"),
        (
            'expires = "2026-08-05"\n',
            "",
            "The treaty ends 5 Aug 2026, before a notice of that time takes effect",
        ),
        (
            'in_force = "2026-08-05"\n',
            "",
            "The treaty was not in force at that time: it entered into force 5 Aug 2026",
        ),
        (
            'in_force = "2025-08-05"\n',
            'not_before = "P3Y"\n',
            "By its exit clause (art. 20) no notice was possible at that time",
        ),
    ],
)
def test_a_notice_that_can_take_no_effect_says_why_and_gives_no_day(
    facts: str, clause: str, line: str
) -> None:
    own = read_dossiers({"own.toml": HEAD.format("mines") + facts + OWN + clause}, GAZETTEER)
    assert summary(leaving("mines", notified="2026-06-27"), known=Known(own)).effect == line


@pytest.mark.parametrize(
    ("reader", "line"),
    [
        (
            "en",
            "Some of its rules go on after the exit: 20 years, until 27 Dec 2046 (computed), for investments made before",
        ),
        (
            "fr",
            "Certaines règles s’appliquent encore après le retrait\u00a0: 20 ans, jusqu’au 27 déc. 2046 (date calculée)\u00a0; objet\u00a0: les investissements effectués auparavant",
        ),
        (
            "ru",
            "Часть норм действует и после выхода: 20 лет, до 27 дек 2046 (расчёт); касается: инвестиции, сделанные до выхода",
        ),
    ],
)
def test_what_goes_on_after_the_exit_is_named(reader: str, line: str) -> None:
    clause = 'survival = "P20Y"\nsurvives = "investments made before"\n'
    own = read_dossiers({"own.toml": HEAD.format("mines") + OWN + clause}, GAZETTEER)
    assert summary(leaving("mines", notified="2026-06-27"), reader, Known(own)).meaning == (line,)


def test_what_goes_on_for_ever_is_named_and_a_text_without_words_is_not() -> None:
    def meaning(survives: str) -> tuple[str, ...]:
        text = HEAD.format("mines") + OWN + f'survives = "{survives}"\n'
        return summary(
            leaving("mines", notified="2026-06-27"), known=Known(read_dossiers({"own.toml": text}, GAZETTEER))
        ).meaning

    assert meaning("safeguards agreements") == ("Goes on after the exit: safeguards agreements",)
    assert meaning("old songs") == ()


def test_of_a_treaty_that_has_ended_nobody_remains_a_party() -> None:
    own = HEAD.format("mines") + 'expires = "2026-02-05"\nparties = 9\nparties_on = "2020"\n' + OWN
    told = summary(
        leaving("mines", notified="2026-06-27"), known=Known(read_dossiers({"own.toml": own}, GAZETTEER))
    )
    assert told.meaning == ()
