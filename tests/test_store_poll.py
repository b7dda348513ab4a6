"""The Poll transaction: identity, versions, validators, gaps, failing feeds (docs/faults.md 10, 25-29,
49-51).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from store_kit import (
    ACT,
    AFTERMATH,
    NOW,
    QUARTER,
    THREAT,
    digest,
    feed,
    fetched,
    open_store,
    parsed,
    place,
    poll,
    record,
    settle,
    story,
)

from monitor.model import Alert, FeedItem, FeedKind, FetchError, Hit, NotModified, ParseError, Story
from monitor.normalize import to_story
from monitor.store import PollRecord, PollResult, Store

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def told(store: Store) -> list[Told]:
    """Settle what waits; the alerts with their stories."""
    return [
        Told(alert, store.stories.get(alert.story) or story()) for alert in settle(store, everything=True)
    ]


@dataclass(frozen=True)
class Told:
    alert: Alert
    story: Story


def failed(code: str, now: object = NOW) -> PollRecord:
    return PollRecord(now=now, fetched=FetchError(code, "no answer"), next_due=QUARTER)  # type: ignore[arg-type]


# ---------------------------------------------------------------- feeds


def test_a_feed_is_added_once_changed_removed_and_comes_back_for_a_first_poll(store: Store) -> None:
    one = store.feeds.add(
        "https://a.example/",
        now=NOW,
        title="A",
        kind=FeedKind.OFFICIAL,
        state="FR",
        lang="fr",
        interval_s=300,
    )
    assert (
        store.feeds.add("https://a.example/", now=NOW, title="other")
        == one
        == store.feeds.get(one.id)
        == store.feeds.get("https://a.example/")
    )
    store.feeds.update(replace(one, title="B", enabled=False))
    assert store.feeds.all() == [replace(one, title="B", enabled=False)]
    assert store.feeds.all(enabled_only=True) == []
    poll(store, one, (story(), ACT))
    assert store.feeds.remove([one.id], NOW) == 1
    assert store.feeds.remove([one.id], NOW) == 0
    assert (store.feeds.all(), store.feeds.get(one.id), store.feeds.due(LATER)) == ([], None, [])
    assert poll(store, one, (story("late"), ACT)) == PollResult(), "a poll that was under way changes nothing"
    back = store.feeds.add("https://a.example/", now=LATER, title="C")
    assert (back.id, back.title) == (one.id, "C")
    assert store.feeds.state(one.id).first_poll
    assert poll(store, back, (story(), ACT)) == PollResult(), "what was seen stays seen"


def test_the_state_of_an_unknown_feed_is_a_mistake(store: Store) -> None:
    with pytest.raises(KeyError):
        store.feeds.state(7)


def test_fault_154_a_feed_is_due_after_its_interval_and_when_the_clock_was_set_back(store: Store) -> None:
    one = feed(store)
    assert [due for due, _ in store.feeds.due(NOW)] == [one]
    poll(store, one)
    assert store.feeds.states()[0][2] == NOW + QUARTER
    assert store.feeds.due(NOW + QUARTER - timedelta(seconds=1)) == []
    assert len(store.feeds.due(NOW + QUARTER)) == 1
    assert len(store.feeds.due(NOW - timedelta(seconds=1))) == 1


def test_the_most_overdue_feeds_come_first(store: Store) -> None:
    feeds = [feed(store, f"https://press.example/{number}") for number in range(3)]
    poll(store, feeds[0])
    poll(store, feeds[1], now=NOW - timedelta(hours=2))
    assert [due.id for due, _ in store.feeds.due(LATER, 2)] == [feeds[1].id, feeds[2].id]


# ---------------------------------------------------------------- state


def test_fault_50_validators_and_hashes_are_kept_only_for_what_was_parsed_whole(store: Store) -> None:
    one = feed(store)
    poll(store, one, (story(), ()), complete=False)
    state = store.feeds.state(one.id)
    assert (state.etag, state.body_hash, state.item_hashes, state.error_code, state.first_poll) == (
        None,
        None,
        frozenset(),
        "truncated",
        True,
    )
    assert store.counts().stories == 1, "its whole items are stored"
    store.polls.record(one, PollRecord(NOW, fetched('"bad"'), QUARTER, ParseError("not_a_feed", "a page")))
    assert store.feeds.state(one.id).etag is None
    poll(store, one, (story(), ()))
    state = store.feeds.state(one.id)
    assert (state.etag, state.error_code, state.ok_at, state.validated_at, state.first_poll) == (
        '"v1"',
        None,
        NOW,
        NOW,
        False,
    )
    assert state.item_hashes == {digest(f"item https://press.example/a {story().digest.hex()}")}
    assert store.feeds.states()[0][1].item_hashes == frozenset()
    assert store.feeds.states(hashes=True)[0][1] == state == store.feeds.due(LATER)[0][1]


def test_a_304_and_a_body_that_is_the_same_are_successes(store: Store) -> None:
    one = feed(store)
    poll(store, one, (story(), ()))
    before = store.feeds.state(one.id)
    store.polls.record(one, failed("timeout"))
    store.polls.record(one, PollRecord(LATER, NotModified("x"), QUARTER))
    assert store.feeds.state(one.id) == replace(before, polled_at=LATER, ok_at=LATER)
    store.polls.record(one, PollRecord(LATER, fetched('"v2"'), QUARTER, body_hash=b"b" * 16))
    after = store.feeds.state(one.id)
    assert (after.etag, after.validated_at, after.item_hashes) == ('"v2"', LATER, before.item_hashes)


def test_a_failure_is_counted_with_its_first_time_and_ends_with_a_success(store: Store) -> None:
    one = feed(store)
    for hour in range(3):
        store.polls.record(one, failed("timeout", NOW + timedelta(hours=hour)))
    state = store.feeds.state(one.id)
    assert (state.error_code, state.error_text, state.error_since, state.error_count) == (
        "timeout",
        "no answer",
        NOW,
        3,
    )
    assert store.counts().failing == 1
    poll(store, one, now=LATER)
    assert store.feeds.state(one.id).error_since is None


def test_fault_29_gone_for_good_ends_a_feed_with_a_notice_and_lasting_failure_is_told_once(
    store: Store,
) -> None:
    gone, missing = feed(store), feed(store, "https://press.example/missing")
    for hour in (0, 1, 12, 23):
        store.polls.record(gone, failed("http_410", NOW + timedelta(hours=hour)))
    assert [one.enabled for one in store.feeds.all()] == [True, True]
    store.polls.record(gone, failed("http_410", NOW + timedelta(hours=24)))
    for _ in range(15):
        store.polls.record(missing, failed("http_404"))
    assert [one.enabled for one in store.feeds.all()] == [False, True]
    assert [(one.kind, one.feed) for one in store.events.find()] == [
        ("feed_gone", gone.id),
        ("feed_failing", missing.id),
    ]


def test_fault_29_a_faulty_cache_that_says_410_for_hours_ends_no_feed(store: Store) -> None:
    wire = feed(store)
    for hour, code in ((0, "http_410"), (1, "http_410"), (30, "timeout"), (31, "http_410")):
        store.polls.record(wire, failed(code, NOW + timedelta(hours=hour)))
    poll(store, wire, now=NOW + timedelta(hours=32))
    for hour in (33, 40, 56):
        store.polls.record(wire, failed("http_410", NOW + timedelta(hours=hour)))
    assert [one.enabled for one in store.feeds.all()] == [True]
    assert store.events.find() == []


def moved(at: datetime, target: str = "https://new.example/") -> PollRecord:
    return PollRecord(at, fetched(moved_to=target), QUARTER, parsed([b"a" * 16], overlap=1))


def test_fault_28_a_feed_that_redirects_for_a_day_gets_the_new_address_with_a_notice(store: Store) -> None:
    wire = feed(store)
    for hour in (0, 6, 12, 18, 23):
        store.polls.record(wire, moved(NOW + timedelta(hours=hour)))
    assert store.feeds.get(wire.id) == wire
    assert store.feeds.state(wire.id).moved_count == 5
    store.polls.record(wire, moved(NOW + timedelta(hours=24)))
    assert store.feeds.get(wire.id) == replace(wire, address="https://new.example/", identity=wire.address)
    assert [event.text for event in store.events.find("feed_moved")] == [
        "Press has moved to https://new.example/ and is asked there now"
    ]
    state = store.feeds.state(wire.id)
    assert (state.moved_to, state.moved_count) == (None, 0)
    assert state.etag == '"v1"', "the validators are of the server that answers there"


def test_fault_28_a_304_of_the_new_address_counts_and_another_answer_begins_anew(store: Store) -> None:
    wire = feed(store)
    for hour in (0, 8, 16, 20):
        store.polls.record(wire, moved(NOW + timedelta(hours=hour)))
    at = NOW + timedelta(hours=25)
    unchanged = NotModified("https://new.example/", moved_to="https://new.example/")
    elsewhere = moved(at, "https://else.example/")
    for interruption in (elsewhere, PollRecord(at, fetched(), QUARTER, parsed([b"a" * 16], overlap=1))):
        store.polls.record(wire, interruption)
        store.polls.record(wire, PollRecord(at, unchanged, QUARTER))
        assert (store.feeds.state(wire.id).moved_count, store.feeds.get(wire.id)) == (1, wire)
    for hour in (25, 30, 40, 48, 50):
        store.polls.record(wire, PollRecord(NOW + timedelta(hours=hour), unchanged, QUARTER))
    moved_feed = store.feeds.get(wire.id)
    assert moved_feed is not None
    assert moved_feed.address == "https://new.example/"


def test_fault_28_a_move_to_the_address_of_another_feed_is_told_once_and_not_made(store: Store) -> None:
    wire, other = feed(store), feed(store, "https://new.example/")
    for hour in range(0, 60, 6):
        store.polls.record(wire, moved(NOW + timedelta(hours=hour)))
    assert store.feeds.all() == [wire, other]
    assert [event.text for event in store.events.find("feed_moved")] == [
        f"Press says it has moved to https://new.example/, which is the address of feed {other.id}"
    ]


def test_stories_without_a_page_are_the_same_after_their_feed_has_moved(store: Store) -> None:
    wire = feed(store)
    item = FeedItem(guid="7", link="", title="Norland denounces its fisheries treaty")
    assert poll(store, wire, (to_story(item, wire, NOW), ())).new == 1
    store.feeds.update(replace(wire, address="https://new.example/"))
    there = store.feeds.get(wire.id)
    assert there is not None
    assert there.identity == wire.address
    assert poll(store, there, (to_story(item, there, NOW), ())).new == 0


def test_a_304_replaces_the_validators_that_it_names(store: Store) -> None:
    wire = feed(store)
    poll(store, wire, (story(), ()))
    before = store.feeds.state(wire.id)
    store.polls.record(wire, PollRecord(LATER, NotModified("x", etag='"v1b"'), QUARTER))
    after = store.feeds.state(wire.id)
    assert (after.etag, after.last_modified) == ('"v1b"', before.last_modified)
    assert after.validated_at == before.validated_at, "the next unconditional request does not move"


def test_what_a_document_asks_for_is_kept_until_the_next_one(store: Store) -> None:
    wire = feed(store)
    asking = {"ttl_s": 3600, "skip_hours": frozenset({0, 23}), "skip_days": frozenset({6})}
    poll(store, wire, (story(), ()), **asking)
    store.polls.record(wire, PollRecord(LATER, NotModified("x"), QUARTER))
    state = store.feeds.state(wire.id)
    assert {name: getattr(state, name) for name in asking} == asking
    poll(store, wire, (story(), ()))
    assert not any(getattr(store.feeds.state(wire.id), name) for name in asking)


# ---------------------------------------------------------------- rhythm


def test_a_first_document_gives_a_rhythm_by_its_dates_and_later_ones_by_their_news(store: Store) -> None:
    wire = feed(store)
    ages = (timedelta(days=9), timedelta(days=4), timedelta(hours=2), timedelta(days=400))
    dated = [(story(str(number), published=NOW - age), ()) for number, age in enumerate(ages)]
    poll(store, wire, *dated, (story("undated", published=None), ()))
    known = store.feeds.state(wire.id).rhythm
    assert known is not None
    assert (known.since, known.at) == (NOW - timedelta(days=9), NOW)
    assert 2 < sum(known.hours) < 3, "three in four weeks, the older ones count less"
    poll(store, wire, (story("new", published=NOW + timedelta(minutes=20)), ()), now=LATER)
    poll(store, wire, (story("new", published=NOW + timedelta(minutes=20)), ()), now=LATER + QUARTER)
    later = store.feeds.state(wire.id).rhythm
    assert later is not None
    assert later.at == LATER, "a story that was shown before is no news"
    assert sum(later.hours) == pytest.approx(sum(known.hours) + 1, abs=0.01)
    assert later.hours[12] == pytest.approx(known.hours[12] + 1, abs=0.01)


def test_a_feed_of_an_earlier_version_is_watched_from_its_next_poll_on(store: Store) -> None:
    wire = feed(store)
    poll(store, wire, (story(), ()))
    with store.database.write() as db:
        db.execute("UPDATE feed_state SET rhythm = NULL")
    poll(store, wire, (story(), ()), now=LATER)
    known = store.feeds.state(wire.id).rhythm
    assert known is not None
    assert (known.since, sum(known.hours)) == (LATER, 0)


def test_items_that_the_parser_refused_are_told(store: Store) -> None:
    poll(store, feed(store), refused=2)
    assert [one.text for one in store.events.find("refused")] == ["Press: 2 item(s) not read"]


# ---------------------------------------------------------------- gaps


def test_fault_27_a_window_that_slid_past_what_was_seen_is_a_gap(store: Store) -> None:
    one = feed(store)
    assert not poll(store, one, (story("a"), ()), overlap=0).gap, "a first poll has nothing to compare with"
    assert not poll(store, one, (story("b"), ()), overlap=1).gap
    assert poll(store, one, (story("c"), ()), overlap=0, now=LATER).gap
    [event] = store.events.find("gap", since=LATER)
    assert (event.feed, event.at, event.text) == (
        one.id,
        LATER,
        "Press: items may have been missed since 2026-11-23T12:00 UTC",
    )
    assert store.events.find("gap", since=LATER + timedelta(seconds=1)) == []


def test_fault_27_an_item_known_by_its_link_or_an_empty_document_is_no_gap(store: Store) -> None:
    one = feed(store)
    poll(store, one, (story("a"), ()))
    assert not poll(store, one, (story("a", "The same item with a new counter"), ()), overlap=0).gap
    assert not poll(store, one, overlap=0).gap
    assert not poll(store, one, (story("z"), ()), overlap=0).gap, (
        "nothing was in the last document, so nothing can be missing"
    )


# ---------------------------------------------------------------- identity


def test_a_story_is_stored_whole_with_its_hits(store: Store) -> None:
    given = story(
        summary="It leaves.",
        body="Long text",
        author="A. Writer",
        lang="fr",
        state="FR",
        official=True,
        raw_url="smb://x",
        published_raw="Mon",
    )
    assert poll(store, feed(store), (given, ACT)) == PollResult(new=1, changed=0, flagged=1, gap=False)
    [waiting] = store.unsettled.due(NOW)
    assert waiting.story == replace(given, id=1, version=1) == store.stories.get(1)
    assert waiting.hits == ACT == store.stories.hits(waiting.story)
    assert store.feeds.state(1).new_at == NOW


def test_a_story_that_no_rule_matches_is_stored_too(store: Store) -> None:
    assert poll(store, feed(store), (story(), ())) == PollResult(new=1)
    assert store.stories.get(1) is not None
    assert store.unsettled.due(NOW, everything=True) == []


def test_fault_25_the_same_link_is_the_same_story_whatever_its_guid(store: Store) -> None:
    one = feed(store)
    for number in range(30):
        poll(store, one, (story("a", guid=f"fresh-{number}"), ACT), now=NOW + timedelta(hours=number))
    assert store.counts().stories == 1
    assert len(store.unsettled.due(LATER, everything=True)) == 1
    assert store.database.value("SELECT count(*) FROM sighting") == 8, (
        "what a feed can make us remember is bounded"
    )


def test_fault_25_a_guid_used_for_other_links_is_another_story_each_time(store: Store) -> None:
    one = feed(store)
    result = poll(store, one, *((story(name, f"Title {name}", guid="same"), ACT) for name in "abc"))
    assert (result.new, result.flagged) == (3, 3)
    assert (
        poll(store, one, *((story(name, f"Title {name}", guid="same"), ACT) for name in "abc"))
        == PollResult()
    )


def test_two_items_of_one_document_with_one_link_and_title_are_one_story(store: Store) -> None:
    result = poll(
        store,
        feed(store),
        (story("a"), ACT),
        (story("a"), ACT),
        (story("a", summary="Longer", guid="b"), ACT),
    )
    assert (result.new, result.changed, result.flagged) == (1, 1, 1)
    assert [one.summary for one in store.stories.versions(1)] == ["", "Longer"]


ONE_PAGE = [
    ("Norland denounces its fisheries treaty", "1"),
    ("Ostland leaves the pact", "2"),
    ("Westland ends its accord", "3"),
]


def of_one_page(*items: tuple[str, str]) -> list[tuple[Story, tuple[Hit, ...]]]:
    """Flagged items that all link to one page, as (title, guid)."""
    return [(story("news", title, guid=guid), ACT) for title, guid in items]


def titles(store: Store) -> list[str]:
    return [one.title for one in store.stories.search("", 100)][::-1]


def test_one_link_under_several_guids_with_different_titles_is_several_stories(store: Store) -> None:
    one = feed(store)
    result = poll(store, one, *of_one_page(*ONE_PAGE))
    assert (result.new, result.changed, result.flagged) == (3, 0, 3)
    assert titles(store) == [title for title, _ in ONE_PAGE]
    assert len(settle(store)) == 3
    assert poll(store, one, *of_one_page(*ONE_PAGE)) == PollResult()


def test_from_then_on_the_guid_decides_for_that_feed_and_for_no_other(store: Store) -> None:
    one, other = feed(store), feed(store, "https://other.example/feed")
    poll(store, one, *of_one_page(*ONE_PAGE[:2]))
    assert poll(store, one, *of_one_page(ONE_PAGE[2])).new == 1
    edited = poll(store, one, *of_one_page(("Ostland leaves the pact at once", "2")))
    assert (edited.new, edited.changed) == (0, 1)
    assert titles(store)[1] == "Ostland leaves the pact at once"
    assert poll(store, other, (story("news", "A page of news", guid="x"), ())).new == 0


def test_items_with_one_link_that_come_a_poll_apart_are_two_stories_while_both_are_shown(
    store: Store,
) -> None:
    one = feed(store)
    poll(store, one, *of_one_page(ONE_PAGE[0]))
    assert len(settle(store)) == 1
    result = poll(store, one, *of_one_page(ONE_PAGE[1]), held=(("1", ONE_PAGE[0][0]),))
    assert (result.new, result.changed) == (1, 0)
    assert [alert.story.title for alert in told(store)] == [ONE_PAGE[1][0]]


def test_a_guid_that_changes_with_an_edit_is_the_same_story(store: Store) -> None:
    one = feed(store)
    poll(store, one, *of_one_page(ONE_PAGE[0]), (story("other"), ()))
    result = poll(
        store,
        one,
        *of_one_page(("Norland denounces two treaties", "1b")),
        held=(("other", "Another headline"),),
    )
    assert (result.new, result.changed) == (0, 1)


def test_what_was_seen_under_the_link_stays_seen_at_the_switch(store: Store) -> None:
    """A database from before: one story, whose text each of three guids changed in turn."""
    one = feed(store)
    for item in ONE_PAGE:
        poll(store, one, *of_one_page(item))
        settle(store)
    assert store.counts().stories == 1
    alerts = store.counts().alerts
    result = poll(store, one, *of_one_page(*ONE_PAGE, ("Sudland quits the league", "4")))
    assert (result.new, result.changed, result.flagged) == (1, 0, 1)
    assert [alert.story.title for alert in told(store)] == ["Sudland quits the league"]
    edited = poll(store, one, *of_one_page(("Norland denounces its fisheries treaty again", "1")))
    assert (edited.new, edited.changed) == (1, 0), "the edit of one does not take the text of another away"
    assert told(store) == []
    assert store.counts().alerts == alerts + 1


def test_an_item_that_said_less_before_the_switch_may_alert_after_it(store: Store) -> None:
    one = feed(store)
    poll(store, one, (story("news", "A debate", guid="1"), ()))
    poll(store, one, *of_one_page(ONE_PAGE[1]))
    settle(store)
    poll(store, one, *of_one_page(("Norland leaves the union", "1"), ONE_PAGE[2]))
    assert {alert.story.title for alert in told(store)} == {"Norland leaves the union", ONE_PAGE[2][0]}


def test_a_feed_that_also_makes_new_guids_at_each_fetch_makes_no_storm(store: Store) -> None:
    one = feed(store)
    for number in range(5):
        poll(store, one, *of_one_page(*((title, f"{guid}-{number}") for title, guid in ONE_PAGE)))
    assert store.counts().stories == 3
    assert len(settle(store)) == 3


def test_items_of_one_page_without_guids_are_told_apart_by_their_titles(store: Store) -> None:
    one = feed(store)
    assert poll(store, one, *of_one_page((ONE_PAGE[0][0], ""), (ONE_PAGE[1][0], ""))).new == 2
    assert (
        poll(store, one, *of_one_page((ONE_PAGE[0][0], ""), (ONE_PAGE[1][0], ""), (ONE_PAGE[2][0], ""))).new
        == 1
    )
    other = feed(store, "https://other.example/feed")
    poll(store, other, (story("page", "Ostland debates", guid=""), ()))
    assert (
        poll(
            store, other, (story("page", "Ostland votes", guid=""), ()), held=(("", "Something else"),)
        ).changed
        == 1
    )
    assert (
        poll(store, other, (story("page", "Westland votes", guid=""), ()), held=(("", "Ostland votes"),)).new
        == 1
    )


def test_a_story_known_before_routes_belonged_to_the_address_stays_that_story(store: Store) -> None:
    one = feed(store)
    link = "https://app.example/index#/news/1"
    before = story("x", "Ostland leaves", key="https://app.example/index", url=link, guid="g1")
    poll(store, one, (before, ACT))
    now = replace(before, key="https://app.example/index#/news/1")
    assert poll(store, one, (now, ACT)) == PollResult()
    assert poll(store, one, (replace(now, title="Ostland has left", digest=digest("left")), ACT)).changed == 1
    second = story(
        "y", "Westland leaves", key="https://app.example/index#/news/2", url=link[:-1] + "2", guid="g2"
    )
    assert poll(store, one, (second, ACT)).new == 1


def test_a_story_seen_in_another_feed_is_a_sighting(store: Store) -> None:
    first, second = feed(store), feed(store, "https://press.example/world")
    poll(store, first, (story("a"), ACT))
    assert poll(store, second, (story("a", guid="other"), ACT)) == PollResult()
    assert [
        tuple(row) for row in store.database.rows("SELECT feed, guid, story FROM sighting ORDER BY feed")
    ] == [
        (first.id, "a", 1),
        (second.id, "other", 1),
    ]


def test_two_feeds_with_two_texts_of_one_story_do_not_make_a_version_at_each_poll(store: Store) -> None:
    first, second = feed(store), feed(store, "https://press.example/world")
    for _ in range(3):
        poll(store, first, (story("a", "Short title"), ()))
        poll(store, second, (story("a", "A longer title"), ()))
    assert [one.title for one in store.stories.versions(1)] == ["Short title", "A longer title"]


def test_another_feeds_text_can_make_a_story_a_hit(store: Store) -> None:
    first, second = feed(store), feed(store, "https://press.example/world")
    poll(store, first, (story("a", "Breaking"), ()))
    assert poll(store, second, (story("a", "Norland leaves the pact"), ACT)).flagged == 1


def test_fault_26_each_flagged_text_of_a_feed_waits_and_one_that_takes_the_match_away_waits_an_hour(
    store: Store,
) -> None:
    one = feed(store)
    steps = [
        ("Norland denies it will leave", (), 0),
        ("Norland threatens to leave", THREAT, 1),
        ("Norland threatens to leave soon", THREAT, 1),
        ("Norland leaves", ACT, 1),
        ("Norland leaves, officials say", ACT, 1),
        ("Correction: Norland stays", (), 0),
        ("Norland left in 1990", AFTERMATH, 1),
    ]
    for number, (title, hits, flagged) in enumerate(steps, 1):
        now = NOW + timedelta(hours=2 * number)
        result = poll(store, one, (story("a", title), hits), now=now)
        assert (title, result.flagged) == (title, flagged)
        taken = number == 6
        assert [waits.hits for waits in store.unsettled.due(now)] == ([hits] if flagged else [])
        assert [waits.hits for waits in store.unsettled.due(now + timedelta(hours=1))] == (
            [hits] if flagged or taken else []
        )
        settle(store, now + timedelta(hours=1))
    assert [version.version for version in store.stories.versions(1)] == list(range(1, 8))
    current = store.stories.get(1)
    assert current is not None
    assert (current.title, current.version) == ("Norland left in 1990", 7)
    assert store.stories.get(1, 4) == store.stories.versions(1)[3]
    assert (store.stories.get(1, 99), store.stories.get(99)) == (None, None)
    assert store.stories.hits(replace(current, version=99)) == ()


def test_an_edit_that_only_looks_back_by_now_changes_nothing(store: Store) -> None:
    one = feed(store)
    poll(store, one, (story("a", "Norland leaves"), ACT))
    settle(store)
    assert poll(store, one, (story("a", "Norland left the pact"), AFTERMATH)).flagged == 0
    assert store.unsettled.due(NOW, everything=True) == []


def test_another_feeds_text_of_a_known_story_waits_only_when_it_says_more(store: Store) -> None:
    texts = (
        ("Norland may leave", THREAT, 1),
        ("Norland", (), 0),
        ("Norland may leave soon", THREAT, 0),
        ("Norland leaves", ACT, 1),
    )
    for number, (title, hits, flagged) in enumerate(texts):
        other = feed(store, f"https://press.example/{number}")
        assert (title, poll(store, other, (story("a", title), hits)).flagged) == (title, flagged)
        settle(store)
        assert store.unsettled.due(NOW, everything=True) == []


def test_a_text_that_goes_back_to_an_earlier_one_is_the_newest_again(store: Store) -> None:
    one = feed(store)
    for title in ("Norland stays", "Norland leaves", "Norland stays"):
        poll(store, one, (story("a", title), ()))
    assert [version.title for version in store.stories.versions(1)] == [
        "Norland stays",
        "Norland leaves",
        "Norland stays",
    ]


def test_a_newer_text_takes_the_place_of_one_that_waits(store: Store) -> None:
    one = feed(store)
    store.polls.record(one, record((story("a", "Norland threatens"), THREAT)), page_wait_s=60)
    store.polls.record(
        one, record((story("a", "Norland leaves"), ACT), now=NOW + timedelta(seconds=5)), page_wait_s=60
    )
    assert store.unsettled.due(NOW + timedelta(seconds=59)) == []
    [waiting] = store.unsettled.due(NOW + timedelta(seconds=60))
    assert (waiting.story.title, waiting.version, waiting.hits) == ("Norland leaves", 2, ACT)
    assert len(store.unsettled.due(NOW, everything=True)) == 1
    assert len(store.unsettled.due(NOW - timedelta(seconds=1))) == 1, "a clock set back freezes nothing"


def test_old_stories_of_a_first_poll_wait_quietly_and_what_may_be_told_stays_so(store: Store) -> None:
    one, edge = feed(store), NOW - timedelta(hours=48)
    old = story("old", published=edge - timedelta(seconds=1))
    found = [(old, THREAT), (story("young", published=edge), ACT), (story("undated", published=None), ACT)]
    poll(store, one, *found, quiet_before=edge)
    assert [(waiting.story.guid, waiting.quiet) for waiting in store.unsettled.due(NOW)] == [
        ("old", True),
        ("young", False),
        ("undated", True),
    ]
    poll(store, one, (replace(old, title="Norland leaves", digest=b"n" * 16), ACT))
    assert [waiting.quiet for waiting in store.unsettled.due(NOW)] == [False, False, True]


def test_text_that_utf8_cannot_hold_never_stops_a_poll(store: Store) -> None:
    one = feed(store)
    store.polls.record(one, PollRecord(NOW, FetchError("dns", "no \udcff host"), QUARTER))
    assert store.feeds.state(one.id).error_text == "no ? host"


def test_a_story_or_validator_that_utf8_cannot_hold_is_kept_without_it(store: Store) -> None:
    one = feed(store)
    odd = story("a", "Norland \ud800 leaves", guid="g\udfff", raw_url="x:\udcff")
    given = replace(record((odd, ACT)), fetched=fetched('"\udce9"', moved_to="https://x.example/\udcff"))
    assert store.polls.record(one, given).flagged == 1
    assert store.polls.record(one, given) == PollResult()
    [waiting] = store.unsettled.due(NOW)
    assert (waiting.story.title, waiting.story.guid, waiting.story.raw_url) == (
        "Norland ? leaves",
        "g?",
        "x:?",
    )
    state = store.feeds.state(one.id)
    assert (state.etag, state.last_modified, state.moved_to) == (
        None,
        "Mon, 23 Nov 2026 11:00:00 GMT",
        "https://x.example/?",
    )


def test_a_document_that_was_cut_off_is_no_gap(store: Store) -> None:
    one = feed(store)
    poll(store, one, (story("a"), ()))
    assert not poll(store, one, (story("z"), ()), overlap=0, complete=False).gap
