"""Feeds as an operator adds, tries and changes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from servers import Site, rss

Call = Callable[..., Result]
ITEMS = (("1", "Rain", "http://w.example/1"), ("2", "Sun", "http://w.example/2"))


def feeds(call: Call) -> list[dict[str, object]]:
    return [one["feed"] for one in json.loads(call("feeds", "list", "--json").stdout)]


def page(*links: str) -> str:
    return (
        f"<!doctype html><html><head><title>News</title>{''.join(links)}</head><body><a "
        "href='/about'>About</a></body></html>"
    )


def alternate(address: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{address}">'


# ---------------------------------------------------------------- adding


def test_a_feed_is_read_before_it_is_added_and_gives_its_title(empty: Call, here: Site) -> None:
    said = empty("feeds", "add", here.put("/feed", rss(*ITEMS, title="Example Wire"))).output
    assert "added" in said
    assert "(Example Wire: rss20, 2 items, " in said
    assert feeds(empty)[0]["title"] == "Example Wire"
    assert "is there already" in empty("feeds", "add", here.url("/feed")).output
    assert len(feeds(empty)) == 1


@pytest.mark.parametrize(
    ("path", "says"), [("/missing", "http_404"), ("/text", "not_a_feed"), ("/page", "not_a_feed")]
)
def test_what_cannot_be_read_is_not_added_unless_one_insists(
    empty: Call, here: Site, path: str, says: str
) -> None:
    here.put("/text", "hello", content_type="text/plain")
    here.put("/page", page(), content_type="text/html")
    said = empty("feeds", "add", here.url(path), code=1).output
    assert says in said
    assert "--no-check" in said
    assert feeds(empty) == []
    empty("feeds", "add", "--no-check", here.url(path))
    assert len(feeds(empty)) == 1


def test_the_one_feed_of_a_web_page_is_added(empty: Call, here: Site) -> None:
    feed = here.put("/feed.xml", rss(*ITEMS))
    here.put("/news/", page(alternate("../feed.xml")), content_type="text/html")
    said = empty("feeds", "add", here.url("/news/")).output
    assert f"is a web page; its feed is {feed}" in said
    assert [one["address"] for one in feeds(empty)] == [feed]


def test_of_a_web_page_with_several_feeds_they_are_listed(empty: Call, here: Site) -> None:
    here.put("/", page(alternate("/a.xml", "News"), alternate("/b.xml", "Sport")), content_type="text/html")
    said = empty("feeds", "add", here.url("/"), code=1).output
    assert "names 2 feeds" in said
    assert f"{here.url('/a.xml')}  News" in said
    assert feeds(empty) == []


def test_a_web_page_without_a_feed_is_said_to_name_none(empty: Call, here: Site) -> None:
    here.put("/", page(), content_type="text/html")
    assert (
        "neither RSS, Atom nor JSON Feed, and names no feed"
        in empty("feeds", "add", here.url("/"), code=1).output
    )


def test_a_refused_line_of_opml_names_its_address_once(empty: Call, tmp_path: Path) -> None:
    bad = tmp_path / "bad.opml"
    bad.write_text(
        '<opml><body>\n<outline xmlUrl="ftp://a.example/x"/>\n<outline xmlUrl="https://b.example/x\n'
    )
    said = empty("feeds", "import", str(bad), code=1).output
    assert "  line 2: 'ftp://a.example/x' is not an http or https address" in said
    assert "  line 3: https://b.example/x: the outline is not well-formed" in said
    assert said.count("ftp://a.example/x") == 1

    bad.write_text(
        '<opml><body>\n<outline xmlUrl="ftp://a.example/x"/>\n<outline '
        'xmlUrl="https://b.example/x"/>\n</body></opml>'
    )
    assert "1 added, 0 known already, 1 refused" in empty("feeds", "import", str(bad)).output


def test_no_message_repeats_a_password(empty: Call) -> None:
    for address in (
        "https://me:hunter2@news.example/feed",
        "me:hunter2@news.example/feed",
        "ftp://me:hunter2@news.example/",
    ):
        for words in (("feeds", "add", address), ("feeds", "check", address), ("feeds", "remove", address)):
            said = empty(*words, code=2).output
            assert "hunter2" not in said
            assert "news.example" in said


@pytest.mark.parametrize(
    ("state", "says"),
    [("Germany", "did you mean DE?"), ("UK", "did you mean GB?"), ("Q7", "give one such as DE")],
)
def test_a_state_that_is_no_code_is_answered_with_the_code(empty: Call, state: str, says: str) -> None:
    assert (
        says in empty("feeds", "add", "--no-check", "https://a.example/feed", "--state", state, code=2).output
    )


# ---------------------------------------------------------------- checking and changing


def test_check_says_what_a_feed_holds_and_stores_nothing(empty: Call, here: Site) -> None:
    address = here.put("/feed", rss(*ITEMS))
    said = empty("feeds", "check", address).output
    assert "ok: Example Wire: rss20, 2 items" in said
    assert "Rain" in said
    assert feeds(empty) == []
    empty("feeds", "add", "--no-check", address)
    number = str(feeds(empty)[0]["id"])
    assert json.loads(empty("feeds", "check", number, "--json").stdout)["items"] == 2
    here.put("/feed", "gone", status=410)
    assert "failed: http_410" in empty("feeds", "check", number, code=1).output
    assert json.loads(empty("feeds", "check", number, "--json", code=1).stdout)["problem"].startswith(
        "http_410"
    )
    here.put("/feed", page(alternate("/real.xml")), content_type="text/html")
    assert f"the page names {here.url('/real.xml')}" in empty("feeds", "check", number, code=1).output
    assert "No feed '99'" in empty("feeds", "check", "99", code=2).output


def test_a_paused_feed_is_not_polled_until_it_is_resumed(empty: Call, here: Site) -> None:
    empty("feeds", "add", here.put("/feed", rss(*ITEMS)))
    number = str(feeds(empty)[0]["id"])
    assert "is paused:" in empty("feeds", "pause", number).output
    assert "is paused already" in empty("feeds", "pause", number).output
    assert "paused" in empty("feeds", "list").output
    assert json.loads(empty("poll", "--json").stdout)["feeds"] == 0
    assert "is polled:" in empty("feeds", "resume", number).output
    assert json.loads(empty("poll", "--json").stdout)["new"] == 2


def test_a_feed_that_has_moved_keeps_its_stories(empty: Call, here: Site) -> None:
    empty("feeds", "add", here.put("/old", rss(*ITEMS)))
    empty("poll")
    number = str(feeds(empty)[0]["id"])
    here.put("/new", rss(*ITEMS, ("3", "Snow", "http://w.example/3")))
    empty(
        "feeds",
        "edit",
        number,
        "--address",
        here.url("/new"),
        "--lang",
        "fr",
        "--interval",
        "300",
        "--kind",
        "official",
        "--state",
        "fr",
    )
    (feed,) = feeds(empty)
    assert (feed["address"], feed["lang"], feed["interval_s"], feed["state"], feed["title"]) == (
        here.url("/new"),
        "fr",
        300,
        "FR",
        "Example Wire",
    )
    assert json.loads(empty("poll", "--all", "--json").stdout)["new"] == 1
    said = empty("feeds", "edit", number, "--state", "", "--title", "Wire").stdout
    assert "Without --state it counts as an outlet" in said
    assert (feeds(empty)[0]["state"], feeds(empty)[0]["title"]) == (None, "Wire")


def test_an_edit_of_a_feed_that_cannot_be_is_refused(empty: Call, here: Site) -> None:
    empty("feeds", "add", here.put("/a", rss(*ITEMS)))
    empty("feeds", "add", here.put("/b", rss(*ITEMS)))
    assert "Nothing to change" in empty("feeds", "edit", here.url("/a"), code=2).output
    assert (
        "Another feed" in empty("feeds", "edit", here.url("/a"), "--address", here.url("/b"), code=2).output
    )
    assert (
        "cannot be read" in empty("feeds", "edit", here.url("/a"), "--address", here.url("/c"), code=1).output
    )


# ---------------------------------------------------------------- removing


def test_several_feeds_are_removed_at_once_or_none(empty: Call) -> None:
    for name in "abcd":
        empty("feeds", "add", "--no-check", f"https://{name}.example/feed")
    first, second = (str(feed["id"]) for feed in feeds(empty)[:2])
    assert "No feed '99'" in empty("feeds", "remove", first, "99", code=2).output
    assert len(feeds(empty)) == 4
    said = empty("feeds", "remove", first, "https://c.example/feed", first).output
    assert said == (f"Feed {first} removed: https://a.example/feed\nFeed 3 removed: https://c.example/feed\n")
    assert [str(feed["id"]) for feed in feeds(empty)] == [second, "4"]


def test_all_feeds_are_removed_once_that_is_confirmed(empty: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        empty("feeds", "add", "--no-check", f"https://{name}.example/feed")
    assert "--all" in empty("feeds", "remove", code=2).output
    empty("feeds", "remove", "1", "--all", code=2)
    assert "Remove all 3 feeds? If that is meant: --yes." in empty("feeds", "remove", "--all", code=2).output
    monkeypatch.setattr("monitor.cli.forecasts.can_ask", lambda: True)
    assert "Remove all 3 feeds?" in empty("feeds", "remove", "--all", code=1).output, "no answer is no"
    assert len(feeds(empty)) == 3
    assert empty("feeds", "remove", "--all", "--yes").output == "3 feeds removed. Their stories stay.\n"
    assert empty("feeds", "remove", "--all").output == "0 feeds removed. Their stories stay.\n"


def test_a_feed_of_a_depositary_is_official(empty: Call) -> None:
    address = "https://treaties.example/notices.rss"
    refused = empty("feeds", "add", address, "--no-check", "--depositary", "un", code=2)
    assert "add --kind official" in refused.output
    added = empty("feeds", "add", address, "--no-check", "--kind", "official", "--depositary", "un")
    assert "counts as an outlet" not in added.output
    empty("feeds", "edit", "1", "--interval", "300")
    assert json.loads(empty("feeds", "list", "--json").stdout)[0]["feed"]["depositary"] == "UN"
    assert "add --kind official" in empty("feeds", "edit", "1", "--kind", "press", code=2).output
    empty("feeds", "edit", "1", "--depositary", "")
    assert json.loads(empty("feeds", "list", "--json").stdout)[0]["feed"]["depositary"] is None


def test_the_archive_of_a_feed_is_read_on_request(empty: Call, here: Site) -> None:
    link = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="prev-archive" href="/2"/>'
    here.put("/feed.xml", rss(*ITEMS).replace("<item>", f"{link}<item>", 1))
    here.put("/2", rss(("old", "An older story", "http://wire.example/old")))
    empty("feeds", "add", here.url("/feed.xml"))
    said = empty("feeds", "archive", "1").output
    assert f"1 page of the archive read, {len(ITEMS) + 1} items, {len(ITEMS) + 1} new" in said
    here.put("/feed.xml", "")
    assert "stopped: the document is empty" in empty("feeds", "archive", "1", code=1).output


def test_one_feed_is_shown_with_its_schedule_and_what_it_asks_for(empty: Call, here: Site) -> None:
    asks = "<ttl>40</ttl><skipHours><hour>2</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
    here.put("/feed.xml", rss(*ITEMS).replace("<item>", f"{asks}<item>", 1))
    empty("feeds", "add", here.url("/feed.xml"))
    assert "every 900 s" in empty("feeds", "show", "1").output
    empty("poll")
    said = empty("feeds", "show", here.url("/feed.xml")).output
    assert "asks for    40 min between two polls; none at 02 UTC; none on Sunday" in said
    assert "complete    100 % of the last seven days" in said
    shown = json.loads(empty("feeds", "show", "1", "--json").output)
    assert (shown["complete"], shown["gaps"], shown["planned"].split()[0]) == (1.0, [], "every")
    here.put("/feed.xml", rss(("other", "Another story", "http://wire.example/other")))
    empty("poll", "--all")
    assert "items may have been missed" in empty("feeds", "show", "1").output
    empty("feeds", "pause", "1")
    assert "polled      no: it is paused" in empty("feeds", "show", "1").output
    empty("feeds", "show", "2", code=2)
