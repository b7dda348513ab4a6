"""What is said: order, counts, marks, excerpts, words, times."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pace import within
from samples import (
    FIRST,
    NOW,
    Sample,
    act,
    alert,
    build,
    destination,
    on,
    outlet,
    said,
    spans,
    stories_of,
    week,
)

from monitor.digest import (
    ActSummary,
    Counts,
    Digest,
    FeedNote,
    Form,
    Gap,
    Segment,
    Silence,
    clock,
    columns,
    cut,
    mark,
    message_ref,
    notice,
    plain,
    summarise,
    trial,
)
from monitor.model import (
    Act,
    ActStories,
    Cadence,
    Cell,
    Edit,
    Evidence,
    FirstMessage,
    Grade,
    Hit,
    Kind,
    Reason,
    Row,
    SavedQuery,
    Schedule,
    Span,
    Stage,
    Step,
    Story,
)
from monitor.wording import ENGLISH, Language, Treaty


def made(acts: list[Sample], **values: object) -> Digest:
    base: dict[str, object] = {"now": NOW, "ref": "K7QX", "sequence": 42}
    return build(destination(), acts, [alert(one) for one in acts], **(base | values))  # type: ignore[arg-type]


def joined(segments: tuple[Segment, ...]) -> str:
    return "".join(f"[{text}]" if marked else text for text, marked in segments)


# ---------------------------------------------------------------- order and counts


def test_exits_come_first_by_rank_then_reversals_then_threats() -> None:
    digest = made(week())
    assert [(section.title, [item.id for item in section.acts]) for section in digest.sections] == [
        ("Exits", [1, 2, 3, 4]),
        ("Reversals", [6]),
        ("Threats", [5]),
    ]
    assert digest.counts == Counts(exits=4, reversals=1, threats=1)
    assert digest.heading == "4 exits, 1 reversal, 1 threat"


def test_among_equals_the_newest_comes_first() -> None:
    digest = made([act(1, "a", hour=3), act(2, "b", hour=5), act(3, "c", hour=4)])
    assert [item.id for item in digest.acts] == [2, 3, 1]


def test_an_act_that_is_owed_is_told_even_when_its_story_was_edited_into_a_look_back() -> None:
    digest = made([act(2, "b", kind=Kind.AFTERMATH)])
    assert [(section.title, len(section.acts)) for section in digest.sections] == [("Exits", 1)]


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        (Counts(1, 0, 0), "1 exit"),
        (Counts(3, 0, 2), "3 exits, 2 threats"),
        (Counts(0, 2, 1), "2 reversals, 1 threat"),
        (Counts(), "nothing new"),
    ],
)
def test_counts_are_said_as_people_say_them(counts: Counts, text: str) -> None:
    assert counts.text(ENGLISH) == text


def test_a_digest_of_500_acts_has_them_all() -> None:
    one = act(1, "State leaves the pact", words="leaves")
    digest = made([replace(one, id=number) for number in range(1, 501)])
    assert len(digest.acts) == digest.counts.exits == 500


def test_an_item_is_made_by_the_shape_that_is_given() -> None:
    asked: list[int] = []

    def shape(
        act: Act,
        stories: ActStories,
        reasons: tuple[Reason, ...],
        zone: str,
        now: datetime,
        follows: FirstMessage | None,
        say: Language,
    ) -> ActSummary:
        asked.append(act.id)
        return summarise(act, stories, reasons, zone, now, follows, say)

    acts = [act(1, "a"), act(2, "b")]
    assert build(destination(), acts, now=NOW, ref="K7QX", sequence=1, summary_of=shape) == build(
        destination(), acts, now=NOW, ref="K7QX", sequence=1
    )
    assert sorted(asked) == [1, 2]


def test_fault_90_without_acts_it_is_the_sign_of_life() -> None:
    digest = build(
        destination(last_message_at=datetime(2026, 11, 16, 7, 0, tzinfo=UTC)),
        (),
        now=NOW,
        ref="K7QX",
        sequence=3,
        silence=Silence(feeds=31, failing=(FeedNote("Gazette"),)),
    )
    assert digest.form is Form.HEARTBEAT
    assert digest.title == "Still watching 31 feeds, 1 failing"
    assert digest.lead == (
        "Nothing that you asked for was found since Mon 16 Nov, 08:00 CET. This message tells you that "
        "the watch goes on.",
    )
    assert not digest.acts


def test_a_sign_of_life_to_a_new_destination_names_no_date() -> None:
    digest = build(destination(), (), now=NOW, ref="K7QX", sequence=3)
    assert digest.title == "Still watching 0 feeds, none failing"
    assert digest.lead[0].startswith("Nothing that you asked for was found. ")


# ---------------------------------------------------------------- form, period, reason


def test_an_instant_destination_gets_an_alert_and_no_heading_above_one_act() -> None:
    alone = build(destination(Cadence.INSTANT), [act(1, "a")], now=NOW, ref="K7QX", sequence=1)
    assert (alone.form, alone.heading, alone.has_headings, alone.period) == (
        Form.ALERT,
        "Alert",
        False,
        "Mon 23 Nov, 08:00 CET",
    )
    two = build(destination(Cadence.INSTANT), [act(1, "a"), act(2, "b")], now=NOW, ref="K7QX", sequence=1)
    assert two.has_headings


def test_the_period_is_in_the_destination_s_zone() -> None:
    assert made(week()).period == "Sun 22 Nov, 08:00 CET to Mon 23 Nov, 08:00 CET"
    since = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
    assert made(week(), since=since).period == "Fri 20 Nov, 08:00 CET to Mon 23 Nov, 08:00 CET"


def test_a_first_digest_begins_with_the_destination() -> None:
    born = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    digest = build(destination(composed_at=None, created_at=born), week(), now=NOW, ref="K7QX", sequence=1)
    assert digest.since == born
    assert (
        build(destination(composed_at=None), week(), now=NOW, ref="K7QX", sequence=1).period
        == "Mon 23 Nov, 08:00 CET"
    )


@pytest.mark.parametrize(
    ("cadence", "end"),
    [
        (Cadence.INSTANT, "as soon as something happens."),
        (Cadence.HOURLY, "every hour."),
        (Cadence.DAILY, "every day at 08:00 Europe/Berlin."),
        (Cadence.WEEKLY, "every Monday at 08:00 Europe/Berlin."),
    ],
)
def test_the_reader_is_told_why_this_message_came(cadence: Cadence, end: str) -> None:
    digest = build(destination(cadence), week(), now=NOW, ref="K7QX", sequence=1)
    assert (
        digest.reason
        == f"The destination “desk” asks for exits from treaties and threats to leave one, {end}"
    )


def test_the_reason_names_quiet_hours_and_what_is_urgent() -> None:
    schedule = Schedule(Cadence.INSTANT, zone="Europe/Berlin", quiet=(time(22), time(7)))
    desk = destination(schedule=schedule, urgent=frozenset({Stage.EFFECTIVE, Stage.NOTIFIED}))
    assert build(desk, week(), now=NOW, ref="K7QX", sequence=1).reason.endswith(
        "as soon as something happens, but not from 22:00 to 07:00 Europe/Berlin (then only: notified, in "
        "effect)."
    )
    morning = destination(schedule=replace(schedule, cadence=Cadence.WEEKDAYS, at=time(5)))
    assert build(morning, week(), now=NOW, ref="K7QX", sequence=1).reason.endswith(
        "every weekday at 05:00 Europe/Berlin, but not from 22:00 to 07:00."
    )


def test_the_reason_names_the_reader_s_own_query_and_kinds() -> None:
    narrow = destination(queries=(SavedQuery(query='grain AND "pact"', kinds=frozenset({Kind.THREAT})),))
    digest = build(narrow, week(), now=NOW, ref="K7QX", sequence=1)
    assert digest.reason.startswith(
        'The destination “desk” asks for threats to leave one that match grain AND "pact", every day'
    )


def test_the_reason_names_the_conditions_of_the_only_query_and_counts_several() -> None:
    saved = SavedQuery(
        actors=frozenset({"NO", "HU"}), topics=frozenset({"trade"}), least=Grade.STATE, query="grain"
    )
    one = build(destination(queries=(saved,)), week(), now=NOW, ref="K7QX", sequence=1)
    assert "that match actor:HU,NO topic:trade least:state grain, every day" in one.reason
    two = destination(queries=(saved, SavedQuery("Fish")))
    assert "by 2 saved queries, every day" in build(two, week(), now=NOW, ref="K7QX", sequence=1).reason


@pytest.mark.parametrize(
    ("kind", "stage", "label"),
    [
        (Kind.ACT, Stage.NOTIFIED, "Exit notified"),
        (Kind.ACT, Stage.EFFECTIVE, "Exit in effect"),
        (Kind.ACT, Stage.SUSPENDED, "Suspended"),
        (Kind.THREAT, Stage.THREATENED, "Threat"),
        (Kind.THREAT, Stage.PROPOSED, "Threat: exit proposed"),
        (Kind.THREAT, Stage.REVERSED, "Exit reversed"),
    ],
)
def test_kind_and_stage_are_said_in_plain_words(kind: Kind, stage: Stage, label: str) -> None:
    assert made([act(1, "a", kind=kind, stage=stage)]).acts[0].status == label


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("kind", [Kind.ACT, Kind.THREAT])
def test_every_stage_has_words(kind: Kind, stage: Stage) -> None:
    assert made([act(1, "a", kind=kind, stage=stage)]).acts[0].label


def test_the_weightiest_reason_is_told() -> None:
    one = act(1, "a", stage=Stage.NOTIFIED)
    alerts = [alert(one, reason) for reason in (Reason.RISES, Reason.CORRECTION, Reason.RISES)]
    item = build(destination(), [one], alerts, now=NOW, ref="K7QX", sequence=1).acts[0]
    assert item.reasons == (Reason.RISES, Reason.CORRECTION)
    assert item.status == "Correction: exit notified"


def test_what_is_new_to_the_reader_is_no_update_however_far_it_came_meanwhile() -> None:
    one = act(1, "a", stage=Stage.NOTIFIED)
    alerts = [alert(one, reason) for reason in (Reason.NEW, Reason.RISES)]
    first = {1: FIRST}
    news = [
        build(destination(), [one], alerts, now=NOW, ref="K7QX", sequence=1, first=known).acts[0].status
        for known in ({}, first)
    ]
    assert news == ["Exit notified", "Update: exit notified"]


def test_what_its_source_no_longer_says_is_withdrawn_in_other_words_than_what_was_reported_in_error() -> None:
    one = replace(act(1, "a"), withdrawn=True)
    item = build(destination(), [one], [alert(one, Reason.CORRECTION)], now=NOW, ref="K7QX", sequence=1).acts[
        0
    ]
    assert (item.withdrawn, item.label, item.rows) == (True, "Withdrawn: its source no longer says so", ())
    assert "has changed the text" in item.stage_line


def test_a_reversal_is_called_so_once() -> None:
    one = act(1, "a", stage=Stage.REVERSED)
    item = build(destination(), [one], [alert(one, Reason.REVERSED)], now=NOW, ref="K7QX", sequence=1).acts[0]
    assert (item.change, item.status) == ("Reversed", "Exit reversed")


# ---------------------------------------------------------------- one story


def test_the_words_that_matched_are_marked_in_title_and_excerpt() -> None:
    item = made(
        [act(1, "Malia leaves the river pact", "It leaves after ten years.", words="leaves|river pact")]
    ).acts[0]
    assert joined(item.title) == "Malia [leaves] the [river pact]"
    assert joined(item.excerpt) == "It [leaves] after ten years."
    assert item.words == ("leaves", "river pact")
    assert item.headline == "Malia leaves the river pact"


def test_each_matched_word_is_listed_once_and_a_whole_passage_or_white_space_never() -> None:
    text = "Pact " + "ends " * 30 + "pact"
    spans = (Span("title", 0, 4), Span("title", 5, 150), Span("title", 155, 159), Span("summary", 3, 4))
    item = made(
        [replace(act(1, text, "it   ends  "), hits=(Hit("r", "d", Kind.ACT, Stage.DECIDED, spans),))]
    ).acts[0]
    assert item.words == ("pact",)
    assert joined(item.excerpt) == "it ends"


def test_marks_that_touch_or_overlap_or_leave_the_text_become_one_mark_inside_it() -> None:
    title = "Malia leaves the pact"
    spans = (
        Span("title", 6, 12),
        Span("title", 8, 12),
        Span("title", 13, 16),
        Span("title", 17, 99),
        Span("title", 40, 50),
        Span("title", 5, 5),
    )
    one = replace(act(1, title), hits=(Hit("r", "d", Kind.ACT, Stage.DECIDED, spans),))
    assert joined(made([one]).acts[0].title) == "Malia [leaves the pact]"


def test_marks_behind_the_cut_are_not_shown() -> None:
    assert joined(mark("one two three four", [(0, 3), (8, 13)], 9)) == "[one] two …"


def test_white_space_at_the_end_of_a_marked_text_goes() -> None:
    assert joined(mark("one two \t ", [(4, 7), (8, 9)], 20)) == "one [two]"


def test_an_excerpt_begins_near_the_first_marked_words_at_a_sentence() -> None:
    before = "Nothing of note was said at first. " * 12
    summary = before + "The council then left the grain pact for good. " + "More was said later. " * 20
    item = made([act(1, "News", summary, words="left the grain pact")]).acts[0]
    text = joined(item.excerpt)
    assert text.startswith("… The council then [left the grain pact] for good. More")
    assert text.endswith(" …")
    assert columns("".join(piece.text for piece in item.excerpt)) <= 284


def test_an_excerpt_without_sentences_begins_at_a_word() -> None:
    summary = "word " * 100 + "leaves " + "word " * 100
    text = joined(made([act(1, "News", summary, words="leaves")]).acts[0].excerpt)
    assert text.startswith("… word word")
    assert "[leaves]" in text


def test_an_excerpt_in_a_script_without_spaces_is_cut_between_characters() -> None:
    summary = "山" * 300 + "退出" + "川" * 300
    text = joined(made([act(1, "新闻", summary, words="退出")]).acts[0].excerpt)
    assert text.startswith("… ")
    assert "[退出]" in text
    assert columns(text) <= 290


def test_the_body_gives_the_excerpt_when_only_it_has_marked_words_or_the_summary_is_empty() -> None:
    story = Story(key="k", title="News", summary="Nothing here.", body="They leave the pact.")
    in_body = replace(
        act(1, "News"),
        texts=(story,),
        hits=(Hit("r", "d", Kind.ACT, Stage.DECIDED, (Span("body", 5, 10),)),),
    )
    assert joined(made([in_body]).acts[0].excerpt) == "They [leave] the pact."
    bare = replace(in_body, texts=(replace(story, summary=""),), hits=())
    assert joined(made([bare]).acts[0].excerpt) == "They leave the pact."


def test_a_summary_that_repeats_the_title_is_not_shown_again() -> None:
    assert made([act(1, "Malia leaves the pact", "malia leaves  the pact")]).acts[0].excerpt == ()


def test_a_story_without_date_is_told_as_first_seen() -> None:
    item = made([act(1, "a", published=None)]).acts[0]
    assert item.local == "first seen Mon 23 Nov, 06:20 CET"
    assert item.published is None


def test_a_date_of_another_year_has_its_year() -> None:
    assert (
        made([act(1, "a", published=datetime(2025, 7, 1, 12, 0, tzinfo=UTC))]).acts[0].local
        == "Tue 1 Jul 2025, 14:00 CEST"
    )


@pytest.mark.parametrize(
    ("zone", "text"), [("Asia/Kathmandu", "Mon 23 Nov, 12:45 UTC+0545"), ("UTC", "Mon 23 Nov, 07:00 UTC")]
)
def test_zones_without_letters_are_named_by_their_offset(zone: str, text: str) -> None:
    assert clock(NOW, zone, now=NOW) == text


def test_language_and_direction_go_with_each_story() -> None:
    items = {item.id: item for item in made(week()).acts}
    assert {number: (item.lang, item.dir) for number, item in items.items()} == {
        1: ("en", "ltr"),
        2: ("ru", "ltr"),
        3: ("fr", "ltr"),
        4: ("ar", "rtl"),
        5: ("zh", "ltr"),
        6: ("en", "ltr"),
    }
    assert made([act(1, "1994!", lang='en" onload="x')]).acts[0].lang is None
    assert made([act(1, "1994!", lang=None)]).acts[0].dir == "ltr"


def test_fault_05_a_link_that_is_not_http_is_no_link() -> None:
    assert made([act(1, "a", url="javascript:alert(1)")]).acts[0].url is None
    assert made([act(1, "a", url=None)]).acts[0].host == ""
    assert made([act(1, "a", url="https://www.news.example/x")]).acts[0].host == "news.example"


def test_every_rule_is_named_once_the_leading_one_first() -> None:
    hits = (
        Hit("b.threat", "d", Kind.THREAT, Stage.THREATENED, (), "Threat", "A threat."),
        Hit("a.act", "d", Kind.ACT, Stage.DECIDED, (), "Act", "An act."),
        Hit("b.threat", "d", Kind.THREAT, Stage.THREATENED, (), "Threat", "A threat."),
    )
    item = made([replace(act(1, "a"), hits=hits)]).acts[0]
    assert [match.rule for match in item.matches] == ["a.act", "b.threat"]


def test_why_names_the_words_of_the_rule_whose_stage_the_act_shows() -> None:
    one = act(
        1,
        "Malia quits the wool pact",
        "It will tear up the Treaty on Wool, and the wool pact too.",
        words="quits",
    )
    title, summary = one.texts[0].title, one.texts[0].summary
    first = replace(
        one.hits[0], rule="a", stage=Stage.EFFECTIVE, spans=spans(title, summary, "tear up|Treaty on Wool")
    )
    second = replace(
        one.hits[0], rule="b", stage=Stage.DECIDED, spans=spans(title, summary, "quits|wool pact")
    )
    [item] = made([replace(one, hits=(first, second))]).acts
    assert item.because == "the headline says “quits” and “wool pact”"
    assert [match.rule for match in item.matches] == ["b", "a"]
    [item] = made([replace(one, hits=(first, second), stage=Stage.NOTIFIED)]).acts
    assert item.because == "the summary says “tear up” and “Treaty on Wool”", (
        "no rule has the stage: the one that speaks for the story"
    )


def test_why_says_a_word_once_and_at_most_six() -> None:
    text = "leaves, Leaves, quits, ends, drops, scraps, voids, exits"
    one = act(1, text, text, words="leaves|Leaves|quits|ends|drops|scraps|voids|exits")
    assert (
        made([one]).acts[0].because
        == "the headline says “leaves”, “quits”, “ends”, “drops”, “scraps” and “voids”"
    )
    assert made([act(1, "Malia leaves")]).acts[0].because == ""


@pytest.mark.parametrize(
    ("lang", "label"),
    [
        ("ru", "Original headline (Russian):"),
        ("ar-EG", "Original headline (Arabic):"),
        ("zh-Hant", "Original headline (Chinese):"),
        ("en-GB", "Original headline:"),
        (None, "Original headline:"),
        ("xx", "Original headline:"),
    ],
)
def test_the_original_headline_is_marked_as_such_with_its_language(lang: str | None, label: str) -> None:
    assert made([act(1, "Malia leaves", lang=lang)]).acts[0].original == label


def test_the_gazetteer_s_names_are_used_in_the_sentence_and_a_body_is_named_once_in_the_table() -> None:
    one = act(1, "Мали выходит из ЭКОВАС", lang="ru")
    story = one.texts[0]
    row = Row(
        others=(said(story, "ECOWAS", story.title, "ЭКОВАС"),),
        instrument=Cell(said(story, "ЭКОВАС", story.title)),
        entry="x",
    )
    one = replace(
        one, actors=(said(story, "ML", story.title, "Мали"),), rows=(replace(row, stage=Stage.DECIDED),)
    )
    bloc = {"x": Treaty("ECOWAS", body=True, known_as=frozenset({"ecowas"}))}
    told = summarise(one, stories_of([one])[one.id], (), "UTC", NOW, treaties=bloc)
    assert told.sentence == "Mali leaves ECOWAS: decided"
    assert (told.columns, told.rows[0].cells) == (("Agreement",), ("ЭКОВАС",))
    assert told.rows[0].others == ("ECOWAS",), "machines get what was extracted"


def test_other_sources_of_an_act_are_named() -> None:
    one = act(1, "a")
    more = (
        Story(key="x", title="b", source="Second Wire", url="https://second.example/b"),
        Story(key="y", title="c", host="third.example", url="ftp://x"),
    )
    others = made([replace(one, texts=one.texts + more)]).acts[0].other_sources
    assert [(other.source, other.url) for other in others] == [
        ("Second Wire", "https://second.example/b"),
        ("third.example", None),
    ]


def test_an_act_without_story_or_title_still_has_a_line() -> None:
    digest = made([replace(act(1, "a"), texts=(), hits=()), act(2, " \u202e ")])
    assert [item.headline for item in digest.acts] == ["(no title)", "(no title)"]


# ---------------------------------------------------------------- what the register knows


TEXT = (
    "Norway left the Moss Treaty with Sweden on 5 May 2026. It had been signed on 1 June 1990. Sheep "
    "no longer graze there."
)


def moss(stage: Stage = Stage.DECIDED, **row: object) -> Sample:
    """Norway and the Moss Treaty: one row with its cells (those given replace them), told by one story."""
    one = act(1, "Norway is out", TEXT, words="is out", stage=stage)
    story = one.texts[0]
    left, signed, why = (f"{text}." for text in TEXT.removesuffix(".").split(". "))
    cells: dict[str, object] = {
        "others": (said(story, "SE", left, "Sweden"),),
        "instrument": Cell(said(story, "Moss Treaty", left)),
        "signed": Cell(said(story, "1990-06-01", signed, "1 June 1990")),
        "ended": Cell(said(story, "2026-05-05", left, "5 May 2026")),
        "reason": Cell(said(story, "Sheep no longer graze there", why)),
        "form": Cell(said(story, "decree", left, "left")),
        "stage": stage,
    }
    return replace(
        one,
        actors=(said(story, "NO", left, "Norway"),),
        rows=(Row(**(cells | row)),),  # type: ignore[arg-type]
        history=(
            Step(Stage.THREATENED, on(2026, 3, 12), said(story, "threatened", why)),
            Step(stage, on(2026, 5, 5), said(story, stage.value, left)),
        ),
    )


def shown(one: Sample, *reasons: Reason, **values: object) -> ActSummary:
    return build(
        destination(),
        [one],
        [alert(one, reason) for reason in reasons],
        now=NOW,
        ref="K7QX",
        sequence=1,
        **values,
    ).acts[0]  # type: ignore[arg-type]


def test_an_act_of_which_nothing_is_registered_is_told_by_its_story_alone() -> None:
    item = made(week()).acts[4]
    assert (item.stage_and_grade, item.columns, item.rows, item.proofs, item.disputes, item.note) == (
        "",
        (),
        (),
        (),
        (),
        "",
    )
    assert item.excerpt


def test_the_stage_line_has_who_what_and_what_came_before() -> None:
    assert shown(moss()).stage_and_grade == (
        "Norway: decided by decree, reported 5 May 2026 · reported earlier: threatened 12 Mar 2026 · "
        "press only"
    )
    assert (
        shown(replace(moss(), actors=())).stage_line
        == "Decided by decree, reported 5 May 2026 · reported earlier: threatened 12 Mar 2026"
    )
    assert shown(replace(moss(), history=())).stage_line == "Norway"
    assert shown(replace(moss(), history=(), actors=())).stage_line == ""


def test_a_mail_says_in_one_line_how_far_an_act_has_come_when_it_ends_and_how_sure_that_is() -> None:
    whole = moss()
    item = shown(whole)
    assert item.sentence.endswith(": decided by decree")
    assert (item.stage_now, item.standing.reported) == ("Exit decided", "reported 5 May 2026")
    assert item.standing.earlier == "Reported earlier: threatened 12 Mar 2026"
    assert item.glance == " · ".join(
        text for text in ("Exit decided", "reported 5 May 2026", item.standing.ends, "press only") if text
    )
    uneven = replace(whole, rows=(*whole.rows, replace(whole.rows[0], stage=Stage.NOTIFIED)))
    assert "decree" not in shown(uneven).sentence
    assert shown(uneven, Reason.RISES).stage_now == "Update: exit decided by decree", "the sentence does not"
    assert shown(replace(whole, rejected=True)).stage_now == ""
    assert shown(week()[4]).glance == "Threat · reported 23 Nov 2026"


@pytest.mark.parametrize(
    ("stage", "ends", "told"),
    [
        (Stage.DECIDED, ["2027-06-01"], "ends 1 Jun 2027"),
        (Stage.DECIDED, ["2027-06-01", "2027-06-01"], "ends 1 Jun 2027"),
        (Stage.DECIDED, ["2028", "2027-06-01", "2020-01-01"], "ends 1 Jun 2027 and later"),
        (Stage.EFFECTIVE, ["2026-02", "2025-12"], "ended Dec 2025 and later"),
        (Stage.THREATENED, ["2027"], "would end 2027"),
        (Stage.REVERSED, ["2027"], "was to end 2027"),
        (Stage.DECIDED, ["when the notes are exchanged"], ""),
        (Stage.DECIDED, [], ""),
    ],
)
def test_of_several_ends_the_first_to_come_is_told(stage: Stage, ends: list[str], told: str) -> None:
    one = moss()
    evidence = one.history[0].evidence
    row = replace(one.rows[0], ended=None, stage=stage)
    rows = [replace(row, ended=Cell(replace(evidence, value=end))) for end in ends] or [row]
    steps = (replace(one.history[0], stage=stage),)
    assert shown(replace(one, stage=stage, history=steps, rows=tuple(rows))).standing.ends == told


def test_parties_that_the_sentence_only_counts_are_named_below_it() -> None:
    one = moss()
    actors = tuple(replace(one.actors[0], value=code) for code in ("AT", "BE", "DK", "FI", "NO"))
    assert "Austria" in shown(replace(one, actors=actors)).standing.parties
    assert shown(replace(one, actors=actors[:4])).standing.parties == ""


@pytest.mark.parametrize("reader", ["en", "fr", "ru"])
def test_the_preview_of_a_mail_goes_on_where_its_subject_ends(reader: str) -> None:
    who = destination(Cadence.INSTANT, reader=reader)
    digest = build(who, week()[:1], [alert(week()[0])], now=NOW, ref="K7QX", sequence=1)
    assert digest.preview.startswith(digest.acts[0].glance)
    assert digest.acts[0].headline in digest.preview
    assert digest.acts[0].sentence not in digest.preview
    several = build(who, week(), [], now=NOW, ref="K7QX", sequence=1)
    assert several.preview == " · ".join(act.sentence for act in several.acts[:3])


def test_an_empty_digest_is_headed_by_what_it_says() -> None:
    digest = build(destination(empty=True), [], [], now=NOW, ref="K7QX", sequence=1)
    assert (digest.heading, digest.title) == ("nothing new", "Daily digest")


def test_the_dates_of_stages_are_those_of_the_destination_s_zone() -> None:
    late = replace(moss(), history=(replace(moss().history[1], at=datetime(2026, 5, 5, 23, 30, tzinfo=UTC)),))
    assert shown(late).stage_line == "Norway: decided by decree, reported 6 May 2026"


@pytest.mark.parametrize(
    ("form", "stages", "line"),
    [
        (
            "law",
            (Stage.DECIDED, Stage.EFFECTIVE),
            "Norway: in effect, reported 2 May 2026 · reported earlier: decided by law 1 May 2026",
        ),
        (
            "note",
            (Stage.DECIDED, Stage.NOTIFIED),
            "Norway: notified by note, reported 2 May 2026 · reported earlier: decided 1 May 2026",
        ),
        ("vote", (Stage.PROPOSED,), "Norway: proposed by vote, reported 1 May 2026"),
        (
            "decree",
            (Stage.DECIDED, Stage.REVERSED),
            "Norway: reversed, reported 2 May 2026 · reported earlier: decided by decree 1 May 2026",
        ),
        ("note", (Stage.THREATENED,), "Norway: threatened, reported 1 May 2026"),
    ],
)
def test_a_legal_form_is_said_of_the_stage_that_it_brought_about(
    form: str, stages: tuple[Stage, ...], line: str
) -> None:
    one = moss()
    evidence = one.history[0].evidence
    history = tuple(Step(stage, on(2026, 5, day), evidence) for day, stage in enumerate(stages, 1))
    row = replace(one.rows[0], form=Cell(replace(evidence, value=form)))
    assert shown(replace(one, history=history, rows=(row,))).stage_line == line


def test_where_agreements_ended_by_different_forms_the_stage_line_names_none() -> None:
    one = moss()
    law = replace(one.rows[0], form=Cell(replace(one.rows[0].others[0], value="law")))
    assert shown(replace(one, rows=(*one.rows, law))).stage_line.startswith("Norway: decided, ")


def test_of_a_long_history_the_latest_stages_are_named() -> None:
    one = moss()
    steps = tuple(
        Step(stage, on(2026, 4, day), one.history[0].evidence)
        for day, stage in enumerate([Stage.THREATENED, Stage.REVERSED] * 5, 1)
    )
    assert shown(replace(one, history=steps)).stage_line.count("Apr") == 5


@pytest.mark.parametrize(
    ("grade", "words"),
    [
        (Grade.PRESS, "press only"),
        (Grade.OUTLETS, "reported by several outlets"),
        (Grade.STATE, "official source"),
        (Grade.DEPOSITARY, "depositary notified"),
        (Grade.EFFECT, "in effect, officially"),
    ],
)
def test_the_grade_of_evidence_is_said_in_words(grade: Grade, words: str) -> None:
    assert shown(replace(moss(), grade=grade)).evidence == words


def test_a_row_has_its_cells_in_words_and_columns_that_are_empty_are_left_out() -> None:
    item = shown(moss())
    assert item.columns == ("With", "Agreement", "Signed", "Ended")
    assert [row.cells for row in item.rows] == [("Sweden", "Moss Treaty", "1 Jun 1990", "5 May 2026")]
    assert shown(moss(signed=None, others=())).columns == ("Agreement", "Ended")
    assert shown(moss(signed=None, others=(), ended=None, instrument=None)).columns == ()


def test_an_empty_cell_beside_a_full_one_has_a_dash_and_stages_are_a_column_where_they_differ() -> None:
    one = moss()
    item = shown(
        replace(one, rows=(*one.rows, Row(signed=None, others=one.rows[0].others, stage=Stage.NOTIFIED)))
    )
    assert item.columns == ("With", "Agreement", "Signed", "Ended", "Stage")
    assert item.rows[1].cells == ("Sweden", "–", "–", "–", "Notified")


@pytest.mark.parametrize(
    ("stage", "ended", "head"),
    [
        (Stage.DECIDED, "2026-11-23", "Ended"),
        (Stage.DECIDED, "2026-11", "Ended"),
        (Stage.DECIDED, "2020s", "Ended"),
        (Stage.DECIDED, "2026-11-24", "Ends"),
        (Stage.NOTIFIED, "2030s", "Ends"),
        (Stage.THREATENED, "2026-05", "Would end"),
        (Stage.PROPOSED, "2027", "Would end"),
        (Stage.REVERSED, "2027", "Was to end"),
    ],
)
def test_no_end_is_told_as_a_fact_before_it_is_one(stage: Stage, ended: str, head: str) -> None:
    assert shown(moss(stage, ended=Cell(Evidence(ended, "", "k1")))).columns[-1] == head


def test_a_reason_that_all_rows_share_is_told_once_and_others_with_their_rows() -> None:
    one = moss()
    assert (shown(one).note, shown(one).rows[0].note) == ("Sheep no longer graze there", "")
    item = shown(replace(one, rows=(one.rows[0], replace(one.rows[0], reason=None))))
    assert (item.note, [row.note for row in item.rows]) == ("", ["Sheep no longer graze there", ""])


def test_a_decree_that_ends_many_agreements_has_a_row_for_each_and_beyond_two_hundred_they_are_counted() -> (
    None
):
    item = shown(replace(moss(), rows=moss().rows * 66))
    assert (len(item.rows), item.more_rows) == (66, 0)
    item = shown(replace(moss(), rows=moss().rows * 204))
    assert (len(item.rows), item.more_rows) == (200, 4)


def test_many_counterparties_are_counted() -> None:
    others = tuple(Evidence(code, "", "k1") for code in ("FR", "DE", "SE", "NO", "FI", "DK", "IS", "EE"))
    assert (
        shown(moss(others=others)).rows[0].cells[0]
        == "Germany, Denmark, Estonia, Finland, France, Iceland and 2 others"
    )


def test_each_value_has_the_sentence_that_states_it() -> None:
    facts = {fact.field: fact for fact in shown(moss()).rows[0].cell_proofs}
    assert list(facts) == ["others", "instrument", "signed", "ended", "reason", "form", "stage"]
    assert facts["signed"].value == "1990-06-01"
    assert facts["signed"].sentence == "It had been signed on 1 June 1990."
    assert (facts["signed"].story, facts["signed"].source) == (101, "Example Wire")
    assert facts["stage"].value == "decided"


# ---------------------------------------------------------------- proof


def test_a_sentence_is_shown_once_whatever_it_states_and_takes_the_place_of_the_excerpt() -> None:
    item = shown(moss())
    assert [joined(proof.sentence) for proof in item.proofs] == [
        "[Norway left] the [Moss Treaty] with [Sweden] on [5 May 2026].",
        "It had been signed on [1 June 1990].",
        "[Sheep no longer graze there].",
    ]
    assert {proof.source for proof in item.proofs} == {""}
    assert item.excerpt == ()


def test_at_most_four_sentences_are_shown_those_that_state_most() -> None:
    one = moss()
    odd = tuple(
        Row(instrument=Cell(Evidence(f"Pact {n}", f"Pact {n} goes as well.", "k1"))) for n in range(6)
    )
    item = shown(replace(one, rows=(*odd, *one.rows)))
    assert len(item.proofs) == 4
    assert joined(item.proofs[0].sentence).startswith("[Norway left]")
    assert joined(item.proofs[1].sentence) == "[Pact 0] goes as well."


def test_the_headline_is_no_proof_of_itself_and_a_long_sentence_is_cut_around_its_words() -> None:
    one = moss()
    long = "word " * 120 + "and the Long Pact ended" + " word" * 120
    story = replace(one.texts[0], body=long)
    rows = (
        Row(instrument=Cell(said(story, "Norway", "Norway is out"))),
        Row(instrument=Cell(said(story, "Long Pact", long))),
    )
    [proof] = shown(replace(one, texts=(story,), rows=rows, actors=(), history=())).proofs
    assert "[Long Pact]" in joined(proof.sentence)
    assert joined(proof.sentence).startswith("… ")
    assert columns(joined(proof.sentence)) <= 306


def test_a_sentence_of_another_outlet_has_its_name_language_and_direction() -> None:
    one = moss()
    wire = outlet("Arabic Wire", "وقعت الاتفاقية عام ١٩٩٠.", lang="ar")
    row = Row(signed=Cell(said(wire, "1990", wire.summary, "١٩٩٠")))
    item = shown(replace(one, texts=(*one.texts, wire), rows=(row,), actors=(), history=()))
    [proof] = item.proofs
    assert (proof.source, proof.lang, proof.dir) == ("Arabic Wire", "ar", "rtl")
    assert joined(proof.sentence) == "وقعت الاتفاقية عام [١٩٩٠]."
    assert item.excerpt


def test_a_sentence_that_two_outlets_print_is_the_shown_story_s() -> None:
    one = moss()
    copy = outlet("Second Wire", TEXT)
    signed = "It had been signed on 1 June 1990."
    rows = (
        Row(signed=Cell(said(copy, "1990-06-01", signed, "1 June 1990"))),
        Row(signed=Cell(said(one.texts[0], "1990", signed))),
    )
    [proof] = shown(replace(one, texts=(*one.texts, copy), rows=rows, actors=(), history=())).proofs
    assert proof.source == ""
    alone = shown(replace(one, texts=(*one.texts, copy), rows=rows[:1], actors=(), history=()))
    assert alone.proofs[0].source == "Second Wire"
    assert alone.excerpt == ()


def test_a_sentence_whose_story_is_gone_still_stands() -> None:
    row = Row(signed=Cell(Evidence("1990", "It was signed in 1990.", "gone", "body", 3, 7)))
    [proof] = shown(replace(moss(), rows=(row,), actors=(), history=())).proofs
    assert (joined(proof.sentence), proof.source, proof.lang) == ("It was signed in 1990.", "", None)


def test_a_value_that_an_editor_set_says_when_and_why_and_not_who() -> None:
    edit = Edit(1, "signed", "1991", "Ada Example", NOW - timedelta(days=3), "the gazette says so")
    item = shown(moss(signed=Cell(Evidence("1991", "", "", "", edit=edit))))
    [proof] = [proof for proof in item.proofs if not proof.quoted]
    assert joined(proof.sentence) == "Set by an editor, 20 Nov 2026: the gazette says so"
    assert "Ada" not in repr(item)


# ---------------------------------------------------------------- what contradicts, who else says so


def test_a_value_that_contradicts_is_told_with_its_source() -> None:
    one = moss()
    wire = outlet("Second Wire", "It ended in April 2026 by law.")
    ended = replace(one.rows[0].ended, others=(said(wire, "2026-04", wire.summary, "April 2026"),))  # type: ignore[type-var]
    form = replace(one.rows[0].form, others=(Evidence("law", "By law.", "gone"),))  # type: ignore[type-var]
    item = shown(replace(moss(ended=ended, form=form), texts=(*one.texts, wire)))
    assert item.disputes == ("ended Apr 2026 (Second Wire)", "by law")
    assert [value for proof in item.rows[0].cell_proofs for value in proof.other_values] == [
        ("2026-04", "Second Wire"),
        ("law", ""),
    ]
    several = shown(
        replace(moss(ended=ended), rows=(moss(ended=ended).rows[0], Row()), texts=(*one.texts, wire))
    )
    assert several.disputes == ("Sweden, ended Apr 2026 (Second Wire)",)
    same = shown(replace(moss(form=form), rows=(moss(form=form).rows[0],) * 2, texts=(*one.texts, wire)))
    assert same.disputes == ("by law",)


def test_official_sources_come_first_then_three_outlets_and_the_rest_are_counted() -> None:
    papers = [outlet(f"Paper{n} of the day", "Norway leaves.") for n in range(17)]
    again = outlet("Paper0 of the day", "Norway leaves, again.", url=None)
    gazette = outlet("Gazette", "Norway leaves.", official=True)
    item = shown(replace(moss(), texts=(*moss().texts, *papers, again, gazette)))
    assert [other.source for other in item.other_sources] == [
        "Gazette",
        "Paper0 of the day",
        "Paper1 of the day",
        "Paper2 of the day",
    ]
    assert [other.official for other in item.other_sources] == [True, False, False, False]
    assert item.unnamed_sources == 14


def test_an_act_of_500_stories_is_composed_in_no_time() -> None:
    stories = tuple(outlet(f"Paper{n} of the day", "Norway leaves. " * 200) for n in range(500))
    one = replace(moss(), texts=(*moss().texts, *stories))
    with within(2.0):
        digest = made([replace(one, id=number) for number in range(1, 51)])
        assert digest.acts[0].unnamed_sources == 497


# ---------------------------------------------------------------- withdrawn, follow-ups


def test_what_was_reported_in_error_is_withdrawn_and_not_said_again() -> None:
    digest = made([replace(moss(), rejected=True), act(2, "Oman leaves the pact")])
    item = digest.acts[1]
    assert [(section.title, len(section.acts)) for section in digest.sections] == [
        ("Exits", 1),
        ("Withdrawn", 1),
    ]
    assert digest.counts == Counts(exits=1, withdrawn=1)
    assert digest.counts.text(ENGLISH) == "1 exit, 1 report withdrawn"
    assert item.status == item.label == "Withdrawn: reported in error"
    assert item.stage_line == (
        "What was reported here is withdrawn: it was reported in error. The register does not list "
        "it any more."
    )
    assert (item.rows, item.proofs, item.excerpt, item.matches, item.other_sources, item.history) == (
        (),
        (),
        (),
        (),
        (),
        (),
    )
    assert Counts(withdrawn=2).text(ENGLISH) == "2 reports withdrawn"


def test_a_follow_up_names_the_first_message_about_its_act() -> None:
    item = shown(moss(), Reason.RISES, first={1: FIRST})
    assert item.follow == "Follow-up to #K7QM of Mon 16 Nov"
    assert item.follows == FIRST
    old = replace(FIRST, at=NOW - timedelta(days=400), url="javascript:alert(1)")
    item = shown(moss(), Reason.RISES, first={1: old})
    assert item.follow == "Follow-up to #K7QM of Sun 19 Oct 2025"
    assert item.follows is not None
    assert item.follows.url is None


def test_a_message_belongs_to_the_threads_of_the_acts_that_its_reader_knows() -> None:
    other = replace(FIRST, wid="0a" * 16)
    assert made(week()).thread == ()
    assert made(week(), first={1: FIRST, 6: other, 99: replace(FIRST, wid="ff" * 16)}).thread == (
        "5f" * 16,
        "0a" * 16,
    )
    assert made(week(), first={1: FIRST, 2: FIRST}).thread == ("5f" * 16,)


@given(
    st.text(),
    st.text(),
    st.integers(-3, 60),
    st.integers(-3, 60),
    st.sampled_from(["title", "summary", "body", "", "x"]),
    st.booleans(),
)
def test_no_value_and_no_sentence_breaks_a_message(
    value: str, sentence: str, start: int, end: int, field: str, edited: bool
) -> None:
    edit = Edit(1, "reason", value, value, NOW, sentence) if edited else None
    evidence = Evidence(value, sentence, "k1", field, start, end, edit=edit)
    cell = Cell(evidence, (evidence,))
    one = moss(
        others=(evidence,), instrument=cell, signed=cell, ended=cell, reason=cell, form=cell, kind=value
    )
    item = shown(replace(one, actors=(evidence,), history=(Step(Stage.DECIDED, NOW, evidence),)))
    texts = [item.stage_line, item.note, *item.disputes, *(cell for row in item.rows for cell in row.cells)]
    texts += ["".join(piece.text for piece in proof.sentence) for proof in item.proofs]
    assert all(plain(text) == text for text in texts)


# ---------------------------------------------------------------- silence, test, notice


def test_coverage_is_three_lines_that_name_no_failing_feed() -> None:
    since = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    silence = Silence(
        feeds=31,
        failing=(FeedNote("Gazette", since, "timeout"), ("Courier", None, "")),
        quiet=(FeedNote("Bulletin", since),),
        gaps=(Gap("Northern Wire", "gap"), Gap("Western Wire", "cap"), Gap("a", "gap"), Gap("b", "gap")),
        deferred=1,
        merged=1,
    )
    assert made(week(), silence=silence).coverage == (
        "31 feeds watched, 2 failing. 1 answers but brings nothing new: Bulletin (since Sat 21 Nov).",
        "Gaps: Northern Wire (items may have been missed); Western Wire (more acts at once than are told, the "
        "others follow); 2 others.",
        "1 story joined an act already told. 1 message not delivered yet, to be tried again.",
    )


def test_where_all_is_well_coverage_is_one_line() -> None:
    assert made(week(), silence=Silence(feeds=1)).coverage == ("1 feed watched, none failing.",)


def test_nothing_is_said_of_coverage_when_no_feed_is_watched() -> None:
    assert made(week()).coverage == ()


def test_only_a_digest_says_what_was_covered() -> None:
    silence = Silence(feeds=31, gaps=(Gap("g", "gap"),))
    instant = destination(Cadence.INSTANT)
    assert build(instant, week(), now=NOW, ref="K7QX", sequence=1, silence=silence).coverage == ()
    assert build(destination(), (), now=NOW, ref="K7QX", sequence=1, silence=silence).coverage == ()
    assert trial(destination(), now=NOW, ref="K7QX", silence=silence).coverage == ()


def test_a_test_message_says_what_it_is() -> None:
    digest = trial(destination(), now=NOW, ref="K7QX")
    assert (digest.form, digest.title) == (Form.TEST, "Test message")


def test_fault_123_the_owner_of_a_dead_endpoint_is_told_without_its_address() -> None:
    gone = destination(channel="webhook", address="https://hooks.example/T0/secret", disabled_at=NOW)
    digest = notice(gone, now=NOW, ref="K7QX", reason="410 Gone.")
    assert digest.form is Form.NOTICE
    assert digest.lead[0] == "The webhook destination “desk” was disabled on Mon 23 Nov, 08:00 CET: 410 Gone."
    assert "secret" not in repr(digest)


def test_a_short_reference_is_four_clear_letters_and_digits() -> None:
    assert message_ref("0" * 32) == "2222"
    assert message_ref("f" * 32) == "ZZZZ"
    assert message_ref("a1b2c3d4" * 4) == message_ref("a1b2c" + "0" * 27)


# ---------------------------------------------------------------- words


def test_fault_21_controls_surrogates_and_bidi_overrides_never_reach_a_message() -> None:
    title = "A\x00B\x08C\u202ed\u2066e\ud800f\ufffeg\u2028h\r\ni\u200b"
    assert made([act(1, title)]).acts[0].headline == "ABCdefg h i"


def test_joiners_that_a_script_needs_stay() -> None:
    assert plain("می\u200cرود 👩\u200d🌾") == "می\u200cرود 👩\u200d🌾"


@given(st.text())
def test_plain_text_is_one_printable_line(text: str) -> None:
    found = plain(text)
    assert "\n" not in found
    assert all(ch.isprintable() or ch in "\u200c\u200d" for ch in found)
    found.encode()


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("条约", 4), ("e\u0301", 1), ("ｆ", 2), ("👩", 2), ("", 0)]
)
def test_columns_are_those_of_a_terminal(text: str, width: int) -> None:
    assert columns(text) == width


@given(st.text(alphabet=st.sampled_from("ab ,条约\u0301ё.👩\u200d")), st.integers(2, 40))
def test_a_cut_text_fits_and_begins_as_it_did(text: str, width: int) -> None:
    found = cut(text, width)
    assert columns(found) <= width
    assert found == text or text.startswith(found.removesuffix("…"))


def test_a_cut_keeps_words_whole_and_says_so() -> None:
    assert cut("Malia leaves the river pact", 14) == "Malia leaves…"
    assert cut("Malia leaves the river pact", 27) == "Malia leaves the river pact"
    assert cut("unbreakablewordhere", 10) == "unbreakab…"


def test_a_cut_splits_no_cluster() -> None:
    assert cut("ae\u0301" * 5, 5) == "ae\u0301ae\u0301…"
    assert not cut("👩\u200d🌾" * 5, 10).endswith("\u200d…")


def test_piled_up_combining_characters_cannot_make_a_text_long() -> None:
    assert len(cut("a" + "\u0301" * 5000, 40)) <= 81
    assert len(made([act(1, "a" + "\u0489" * 60_000, "b" + "\u0489" * 60_000)]).acts[0].headline) <= 500


@given(
    st.text(alphabet=st.sampled_from("ab .条约\u0301\n")),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))),
    st.integers(4, 60),
    st.booleans(),
)
def test_marking_changes_no_letter_and_fits(
    text: str, pairs: list[tuple[int, int]], width: int, around: bool
) -> None:
    hit = Hit("r", "d", Kind.ACT, Stage.DECIDED, tuple(Span("title", a, b) for a, b in pairs))
    whole = made([replace(act(1, text), hits=(hit,))]).acts[0]
    assert whole.headline in (plain(text).strip(), "(no title)")
    inside = sorted((a, b) for a, b in pairs if a < b <= len(text))[:1]
    found = "".join(piece.text for piece in mark(text, inside, width, around=around))
    assert columns(found) <= width + 3
    assert found.removeprefix("…").removesuffix("…").strip() in plain(text)
