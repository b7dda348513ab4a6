"""What is said: order, counts, marks, excerpts, words, times."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import NOW, act, alert, destination, week

from monitor.digest import (
    MAX_ITEMS,
    Counts,
    Digest,
    FeedNote,
    Form,
    Segment,
    Silence,
    build,
    clock,
    columns,
    cut,
    mark,
    notice,
    plain,
    short_ref,
    trial,
)
from monitor.model import Act, Cadence, Channel, Hit, Kind, Reason, Span, Stage, Story


def made(acts: list[Act], **values: object) -> Digest:
    base: dict[str, object] = {"now": NOW, "ref": "K7QX", "sequence": 42}
    return build(destination(), acts, [alert(one) for one in acts], **(base | values))  # type: ignore[arg-type]


def joined(segments: tuple[Segment, ...]) -> str:
    return "".join(f"[{text}]" if marked else text for text, marked in segments)


# ---------------------------------------------------------------- order and counts


def test_exits_come_first_by_rank_then_reversals_then_threats() -> None:
    digest = made(week())
    assert [(group.title, [item.act for item in group.items]) for group in digest.groups] == [
        ("Exits", [1, 2, 3, 4]),
        ("Reversals", [6]),
        ("Threats", [5]),
    ]
    assert digest.counts == Counts(exits=4, reversals=1, threats=1)
    assert digest.heading == "4 exits, 1 reversal, 1 threat"


def test_among_equals_the_newest_comes_first() -> None:
    digest = made([act(1, "a", hour=3), act(2, "b", hour=5), act(3, "c", hour=4)])
    assert [item.act for item in digest.items] == [2, 3, 1]


def test_an_act_that_is_owed_is_told_even_when_its_story_was_edited_into_a_look_back() -> None:
    digest = made([act(2, "b", kind=Kind.AFTERMATH)])
    assert [(group.title, len(group.items)) for group in digest.groups] == [("Exits", 1)]


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
    assert str(counts) == text


def test_fault_89_a_digest_of_5000_stories_shows_fifty_and_counts_them_all() -> None:
    one = act(1, "State leaves the pact", words="leaves")
    digest = made([replace(one, id=number) for number in range(1, 5001)])
    assert len(digest.items) == MAX_ITEMS == 50
    assert digest.more == 4950
    assert digest.counts.exits == 5000


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
        "Nothing that you asked for was found since Mon 16 Nov, 08:00 CET. This message tells you that the watch goes on.",
    )
    assert not digest.items


def test_a_sign_of_life_to_a_new_destination_names_no_date() -> None:
    digest = build(destination(), (), now=NOW, ref="K7QX", sequence=3)
    assert digest.title == "Still watching 0 feeds, none failing"
    assert digest.lead[0].startswith("Nothing that you asked for was found. ")


# ---------------------------------------------------------------- form, period, reason


def test_an_instant_destination_gets_an_alert_and_no_heading_above_one_act() -> None:
    alone = build(destination(Cadence.INSTANT), [act(1, "a")], now=NOW, ref="K7QX", sequence=1)
    assert (alone.form, alone.heading, alone.grouped, alone.period) == (Form.ALERT, "Alert", False, "Mon 23 Nov, 08:00 CET")
    two = build(destination(Cadence.INSTANT), [act(1, "a"), act(2, "b")], now=NOW, ref="K7QX", sequence=1)
    assert two.grouped


def test_the_period_is_in_the_destination_s_zone() -> None:
    assert made(week()).period == "Sun 22 Nov, 08:00 CET to Mon 23 Nov, 08:00 CET"
    since = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
    assert made(week(), since=since).period == "Fri 20 Nov, 08:00 CET to Mon 23 Nov, 08:00 CET"


def test_a_first_digest_begins_with_the_destination() -> None:
    born = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    digest = build(destination(composed_at=None, created_at=born), week(), now=NOW, ref="K7QX", sequence=1)
    assert digest.since == born
    assert build(destination(composed_at=None), week(), now=NOW, ref="K7QX", sequence=1).period == "Mon 23 Nov, 08:00 CET"


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
    assert digest.reason == f"The destination “desk” asks for exits from treaties and threats to leave one, {end}"


def test_the_reason_names_the_reader_s_own_query_and_kinds() -> None:
    narrow = destination(query='grain AND "pact"', kinds=frozenset({Kind.THREAT}))
    digest = build(narrow, week(), now=NOW, ref="K7QX", sequence=1)
    assert digest.reason.startswith('The destination “desk” asks for threats to leave one that match grain AND "pact", every day')


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
    assert made([act(1, "a", kind=kind, stage=stage)]).items[0].status == label


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("kind", [Kind.ACT, Kind.THREAT])
def test_every_stage_has_words(kind: Kind, stage: Stage) -> None:
    assert made([act(1, "a", kind=kind, stage=stage)]).items[0].label


def test_the_weightiest_reason_is_told() -> None:
    one = act(1, "a", stage=Stage.NOTIFIED)
    alerts = [alert(one, reason) for reason in (Reason.NEW, Reason.RISES, Reason.CORRECTION, Reason.RISES)]
    item = build(destination(), [one], alerts, now=NOW, ref="K7QX", sequence=1).items[0]
    assert item.reasons == (Reason.NEW, Reason.RISES, Reason.CORRECTION)
    assert item.status == "Correction: exit notified"


def test_a_reversal_is_called_so_once() -> None:
    one = act(1, "a", stage=Stage.REVERSED)
    item = build(destination(), [one], [alert(one, Reason.REVERSED)], now=NOW, ref="K7QX", sequence=1).items[0]
    assert (item.change, item.status) == ("Reversed", "Exit reversed")


# ---------------------------------------------------------------- one story


def test_the_words_that_matched_are_marked_in_title_and_excerpt() -> None:
    item = made([act(1, "Malia leaves the river pact", "It leaves after ten years.", words="leaves|river pact")]).items[0]
    assert joined(item.title) == "Malia [leaves] the [river pact]"
    assert joined(item.excerpt) == "It [leaves] after ten years."
    assert item.words == ("leaves", "river pact")
    assert item.headline == "Malia leaves the river pact"


def test_each_matched_word_is_listed_once_and_a_whole_passage_or_white_space_never() -> None:
    text = "Pact " + "ends " * 30 + "pact"
    spans = (Span("title", 0, 4), Span("title", 5, 150), Span("title", 155, 159), Span("summary", 3, 4))
    item = made([replace(act(1, text, "it   ends  "), hits=(Hit("r", "d", Kind.ACT, Stage.DECIDED, spans),))]).items[0]
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
    assert joined(made([one]).items[0].title) == "Malia [leaves the pact]"


def test_marks_behind_the_cut_are_not_shown() -> None:
    assert joined(mark("one two three four", [(0, 3), (8, 13)], 9)) == "[one] two …"


def test_white_space_at_the_end_of_a_marked_text_goes() -> None:
    assert joined(mark("one two \t ", [(4, 7), (8, 9)], 20)) == "one [two]"


def test_an_excerpt_begins_near_the_first_marked_words_at_a_sentence() -> None:
    before = "Nothing of note was said at first. " * 12
    summary = before + "The council then left the grain pact for good. " + "More was said later. " * 20
    item = made([act(1, "News", summary, words="left the grain pact")]).items[0]
    text = joined(item.excerpt)
    assert text.startswith("… The council then [left the grain pact] for good. More")
    assert text.endswith(" …")
    assert columns("".join(piece.text for piece in item.excerpt)) <= 284


def test_an_excerpt_without_sentences_begins_at_a_word() -> None:
    summary = "word " * 100 + "leaves " + "word " * 100
    text = joined(made([act(1, "News", summary, words="leaves")]).items[0].excerpt)
    assert text.startswith("… word word")
    assert "[leaves]" in text


def test_an_excerpt_in_a_script_without_spaces_is_cut_between_characters() -> None:
    summary = "山" * 300 + "退出" + "川" * 300
    text = joined(made([act(1, "新闻", summary, words="退出")]).items[0].excerpt)
    assert text.startswith("… ")
    assert "[退出]" in text
    assert columns(text) <= 290


def test_the_body_gives_the_excerpt_when_only_it_has_marked_words_or_the_summary_is_empty() -> None:
    story = Story(key="k", title="News", summary="Nothing here.", body="They leave the pact.")
    in_body = replace(act(1, "News"), stories=(story,), hits=(Hit("r", "d", Kind.ACT, Stage.DECIDED, (Span("body", 5, 10),)),))
    assert joined(made([in_body]).items[0].excerpt) == "They [leave] the pact."
    bare = replace(in_body, stories=(replace(story, summary=""),), hits=())
    assert joined(made([bare]).items[0].excerpt) == "They leave the pact."


def test_a_summary_that_repeats_the_title_is_not_shown_again() -> None:
    assert made([act(1, "Malia leaves the pact", "malia leaves  the pact")]).items[0].excerpt == ()


def test_a_story_without_date_is_told_as_first_seen() -> None:
    item = made([act(1, "a", published=None)]).items[0]
    assert item.local == "first seen Mon 23 Nov, 06:20 CET"
    assert item.published is None


def test_a_date_of_another_year_has_its_year() -> None:
    assert made([act(1, "a", published=datetime(2025, 7, 1, 12, 0, tzinfo=UTC))]).items[0].local == "Tue 1 Jul 2025, 14:00 CEST"


@pytest.mark.parametrize(("zone", "text"), [("Asia/Kathmandu", "Mon 23 Nov, 12:45 UTC+0545"), ("UTC", "Mon 23 Nov, 07:00 UTC")])
def test_zones_without_letters_are_named_by_their_offset(zone: str, text: str) -> None:
    assert clock(NOW, zone, now=NOW) == text


def test_language_and_direction_go_with_each_story() -> None:
    items = {item.act: item for item in made(week()).items}
    assert {number: (item.lang, item.dir) for number, item in items.items()} == {
        1: ("en", "ltr"),
        2: ("ru", "ltr"),
        3: ("fr", "ltr"),
        4: ("ar", "rtl"),
        5: ("zh", "ltr"),
        6: ("en", "ltr"),
    }
    assert made([act(1, "1994!", lang='en" onload="x')]).items[0].lang is None
    assert made([act(1, "1994!", lang=None)]).items[0].dir == "ltr"


def test_fault_05_a_link_that_is_not_http_is_no_link() -> None:
    assert made([act(1, "a", url="javascript:alert(1)")]).items[0].url is None
    assert made([act(1, "a", url=None)]).items[0].host == ""
    assert made([act(1, "a", url="https://www.news.example/x")]).items[0].host == "news.example"


def test_every_rule_is_named_once_the_leading_one_first() -> None:
    hits = (
        Hit("b.threat", "d", Kind.THREAT, Stage.THREATENED, (), "Threat", "A threat."),
        Hit("a.act", "d", Kind.ACT, Stage.DECIDED, (), "Act", "An act."),
        Hit("b.threat", "d", Kind.THREAT, Stage.THREATENED, (), "Threat", "A threat."),
    )
    item = made([replace(act(1, "a"), hits=hits)]).items[0]
    assert [match.rule for match in item.matches] == ["a.act", "b.threat"]


def test_other_sources_of_an_act_are_named() -> None:
    one = act(1, "a")
    more = (
        Story(key="x", title="b", source="Second Wire", url="https://second.example/b"),
        Story(key="y", title="c", host="third.example", url="ftp://x"),
    )
    others = made([replace(one, stories=one.stories + more)]).items[0].others
    assert [(other.source, other.url) for other in others] == [("Second Wire", "https://second.example/b"), ("third.example", None)]


def test_an_act_without_story_or_title_still_has_a_line() -> None:
    digest = made([replace(act(1, "a"), stories=(), hits=()), act(2, " \u202e ")])
    assert [item.headline for item in digest.items] == ["(no title)", "(no title)"]


# ---------------------------------------------------------------- silence, test, notice


def test_silence_is_said_in_sentences() -> None:
    since = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    silence = Silence(
        feeds=31,
        failing=(FeedNote("Gazette", since, "timeout"), ("Courier", None, "")),
        quiet=(FeedNote("Bulletin", since),),
        gaps=("Northern Wire: 8 items may have been missed.",),
        deferred=1,
        merged=1,
    )
    assert made(week(), silence=silence).silence_lines == (
        "31 feeds watched, 2 failing.",
        "Failing: Gazette since Sat 21 Nov, 10:30 CET: timeout.",
        "Failing: Courier.",
        "Quiet: Bulletin since Sat 21 Nov, 10:30 CET.",
        "Gap: Northern Wire: 8 items may have been missed.",
        "1 story joined an act already told.",
        "1 message not delivered yet, to be tried again.",
    )


def test_many_failing_feeds_are_counted_and_not_all_named() -> None:
    lines = made(week(), silence=Silence(feeds=40, failing=tuple(FeedNote(f"feed {n}") for n in range(20)), gaps=("g",) * 20)).silence_lines
    assert lines[0] == "40 feeds watched, 20 failing."
    assert lines[9] == "Failing: 12 more."
    assert lines[-1] == "Gap: 12 more."


def test_nothing_is_said_of_silence_when_no_feed_is_watched() -> None:
    assert made(week()).silence_lines == ()


def test_a_test_message_says_what_it_is() -> None:
    digest = trial(destination(), now=NOW, ref="K7QX")
    assert (digest.form, digest.title) == (Form.TEST, "Test message")


def test_fault_123_the_owner_of_a_dead_endpoint_is_told_without_its_address() -> None:
    gone = destination(channel=Channel.WEBHOOK, address="https://hooks.example/T0/secret", disabled_at=NOW)
    digest = notice(gone, now=NOW, ref="K7QX", reason="410 Gone.")
    assert digest.form is Form.NOTICE
    assert digest.lead[0] == "The webhook destination “desk” was disabled on Mon 23 Nov, 08:00 CET: 410 Gone."
    assert "secret" not in repr(digest)


def test_a_short_reference_is_four_clear_letters_and_digits() -> None:
    assert short_ref("0" * 32) == "2222"
    assert short_ref("f" * 32) == "ZZZZ"
    assert short_ref("a1b2c3d4" * 4) == short_ref("a1b2c" + "0" * 27)


# ---------------------------------------------------------------- words


def test_fault_21_controls_surrogates_and_bidi_overrides_never_reach_a_message() -> None:
    title = "A\x00B\x08C\u202ed\u2066e\ud800f\ufffeg\u2028h\r\ni\u200b"
    assert made([act(1, title)]).items[0].headline == "ABCdefg h i"


def test_joiners_that_a_script_needs_stay() -> None:
    assert plain("می\u200cرود 👩\u200d🌾") == "می\u200cرود 👩\u200d🌾"


@given(st.text())
def test_plain_text_is_one_printable_line(text: str) -> None:
    found = plain(text)
    assert "\n" not in found
    assert all(ch.isprintable() or ch in "\u200c\u200d" for ch in found)
    found.encode()


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("条约", 4), ("e\u0301", 1), ("ｆ", 2), ("👩", 2), ("", 0)])
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
    assert len(made([act(1, "a" + "\u0489" * 60_000, "b" + "\u0489" * 60_000)]).items[0].headline) <= 500


@given(
    st.text(alphabet=st.sampled_from("ab .条约\u0301\n")),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))),
    st.integers(4, 60),
    st.booleans(),
)
def test_marking_changes_no_letter_and_fits(text: str, pairs: list[tuple[int, int]], width: int, around: bool) -> None:
    hit = Hit("r", "d", Kind.ACT, Stage.DECIDED, tuple(Span("title", a, b) for a, b in pairs))
    whole = made([replace(act(1, text), hits=(hit,))]).items[0]
    assert whole.headline in (plain(text).strip(), "(no title)")
    inside = sorted((a, b) for a, b in pairs if a < b <= len(text))[:1]
    found = "".join(piece.text for piece in mark(text, inside, width, around=around))
    assert columns(found) <= width + 3
    assert found.removeprefix("…").removesuffix("…").strip() in plain(text)
